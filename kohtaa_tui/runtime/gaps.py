"""Time in which the program did not run: how long it was, and what to make of it."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from ..storage.library import Loaded
from .clock import Clock

QUESTION_S = 30
"""Clocks that differ by more seconds than this, or a longer gap, are worth one question."""


class Gap(Enum):
    """What to make of time in which the program did not run, or the clock jumped."""

    COUNT = "count"
    PAUSE = "pause"
    END = "end"


def gap_between(loaded: Loaded, clock: Clock) -> tuple[int, int]:
    """The meeting's own time at its last sign of life and now, in milliseconds.

    A clock that says the meeting has not begun yet makes no gap.
    """
    session = loaded.session
    begun = session.wall(0)
    sign = loaded.sign_of_life
    alive = session.last_ms
    now = round((clock.now() - begun).total_seconds() * 1000)
    if sign is not None:
        alive = max(alive, min(round((sign - begun).total_seconds() * 1000), now))
    return alive, max(alive, now)


def gap_s(loaded: Loaded, clock: Clock) -> int:
    """Seconds between a session's last sign of life and now."""
    alive, now = gap_between(loaded, clock)
    return (now - alive) // 1000


def last_saved(loaded: Loaded, clock: Clock) -> datetime:
    """The time of day of a session's last sign of life."""
    return loaded.session.wall(gap_between(loaded, clock)[0])
