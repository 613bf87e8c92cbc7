"""The only place that reads the computer's clocks."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Protocol

COUNTS_SLEEP = hasattr(time, "CLOCK_BOOTTIME")
"""Whether `SystemClock.elapsed` counts sleep: then a drift means that somebody set the clock."""


class Clock(Protocol):
    """Elapsed time and the time of day. Handed in, so that tests can hand in another."""

    def elapsed(self) -> float:
        """Seconds from a fixed moment, counting through sleep where the system can."""
        ...

    def now(self) -> datetime:
        """The time of day with its offset from UTC."""
        ...


class SystemClock:
    """The computer's own clocks.

    On Linux the monotonic clock stands still while the machine sleeps; the boot-time clock does not.
    """

    def __init__(self) -> None:
        self._id = getattr(time, "CLOCK_BOOTTIME", None)

    def elapsed(self) -> float:
        return time.monotonic() if self._id is None else time.clock_gettime(self._id)

    def now(self) -> datetime:
        return datetime.now().astimezone()
