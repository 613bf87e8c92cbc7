"""The only place that reads the computer's clocks."""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta
from typing import Protocol

COUNTS_SLEEP = hasattr(time, "CLOCK_BOOTTIME") or sys.platform == "win32"
"""Whether `SystemClock` knows of a sleep: then a drift without one means that somebody set the clock."""


class Clock(Protocol):
    """Elapsed time and the time of day. Handed in, so that tests can hand in another."""

    @property
    def speed(self) -> float:
        """How many of its seconds pass in one second of the person's."""
        ...

    def elapsed(self) -> float:
        """Seconds from a fixed moment, counting through sleep where the system can."""
        ...

    def awake(self) -> float:
        """The same without sleep: where the two come apart, the machine slept; where sleep is not seen, never."""
        ...

    def now(self) -> datetime:
        """The time of day with its offset from UTC."""
        ...


class SystemClock:
    """The computer's own clocks.

    While the machine sleeps, the monotonic clock stands still on Linux and macOS and runs on on Windows. Linux
    has another that runs on, Windows one that stands still; macOS has neither, and the time of day tells.
    """

    speed = 1.0

    def __init__(self) -> None:
        self._id = getattr(time, "CLOCK_BOOTTIME", None)

    def elapsed(self) -> float:
        return time.monotonic() if self._id is None else time.clock_gettime(self._id)

    def awake(self) -> float:
        if sys.platform == "win32":
            return _unbiased()
        return time.monotonic()

    def now(self) -> datetime:
        return datetime.now().astimezone()


class FastClock:
    """Another clock, `speed` times as fast, for practice and demo: what takes half an hour is seen in minutes."""

    def __init__(self, clock: Clock, speed: float, begins: datetime | None = None) -> None:
        """`begins` is the time of day it shows now; None is the true one."""
        self._clock = clock
        self._speed = speed
        self._begins = begins or clock.now()
        self._from, self._awake = clock.elapsed(), clock.awake()

    @property
    def speed(self) -> float:
        return self._speed * self._clock.speed

    def elapsed(self) -> float:
        return self._speed * (self._clock.elapsed() - self._from)

    def awake(self) -> float:
        return self._speed * (self._clock.awake() - self._awake)

    def now(self) -> datetime:
        return self._begins + timedelta(seconds=self.elapsed())


if sys.platform == "win32":

    def _unbiased() -> float:
        """Seconds since the start in which the system did work."""
        import ctypes

        tenths_of_microseconds = ctypes.c_ulonglong()
        if not ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(tenths_of_microseconds)):
            return time.monotonic()
        return tenths_of_microseconds.value / 1e7
