"""What a process that has read a calendar tells the one that asked it, in JSON."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

MOST = 200
"""Appointments of a day."""

Message = tuple[str, dict[str, str | int]]
"""An English sentence and its fields."""


class Occurrence(Struct, frozen=True):
    """One appointment on the day. Times are local, with their offset."""

    start: datetime
    end: datetime
    all_day: bool
    title: str
    unsure: bool
    uid: str
    """A hash of the event's UID; empty where it has none."""


class Answer(Struct, frozen=True):
    """All that is heard of a calendar."""

    read: bool
    """Whether there is a calendar at all."""
    found: list[Occurrence]
    said: list[Message]
