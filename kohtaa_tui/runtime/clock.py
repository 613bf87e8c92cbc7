"""The only place that reads the computer's clocks."""

from __future__ import annotations

import sys
import time
from datetime import datetime
from typing import Protocol

COUNTS_SLEEP = hasattr(time, "CLOCK_BOOTTIME") or sys.platform == "win32"
"""Whether `SystemClock` knows of a sleep: then a drift without one means that somebody set the clock."""


class Clock(Protocol):
    """Elapsed time and the time of day. Handed in, so that tests can hand in another."""

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


if sys.platform == "win32":

    def _unbiased() -> float:
        """Seconds since the start in which the system did work."""
        import ctypes

        tenths_of_microseconds = ctypes.c_ulonglong()
        if not ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(tenths_of_microseconds)):
            return time.monotonic()
        return tenths_of_microseconds.value / 1e7
