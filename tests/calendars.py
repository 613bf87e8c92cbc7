"""Calendars for tests: events as text, and what a calendar comes to without a process of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kohtaa_tui.i18n import Words
from kohtaa_tui.storage.calendars.answer import Answer
from kohtaa_tui.storage.calendars.child import answer
from kohtaa_tui.storage.calendars.told import Told

DAY = date(2026, 11, 3)
"""A Tuesday in winter."""


def event(*lines: str, uid: str = "one@example", summary: str = "Tapaaminen") -> str:
    """One VEVENT with these lines."""
    own = [f"UID:{uid}"] if uid else []
    return "\r\n".join(["BEGIN:VEVENT", *own, "DTSTAMP:20260101T000000Z", f"SUMMARY:{summary}", *lines, "END:VEVENT"])


def calendar(*parts: str) -> str:
    """A whole calendar of these parts."""
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//fi", *parts, "END:VCALENDAR", ""])


class Answered:
    """What a calendar came to, in a form that tests can compare."""

    def __init__(self, answered: Answer, source: str) -> None:
        self.raw = answered
        self.times = [f"{f.start:%H:%M}–{f.end:%H:%M}{'?' if f.unsure else ''}" for f in answered.found]
        self.spans = [f"{f.start.isoformat()}/{f.end.isoformat()}{'?' if f.unsure else ''}" for f in answered.found]
        self.titles = [f.title for f in answered.found]
        self.all_day = [f.all_day for f in answered.found]
        words = Words("en")
        self.said = [
            Told(source, message, {"source": source, **fields}).tell(words) for message, fields in answered.said
        ]
        self.messages = [message for message, _ in answered.said]


def read_path(path: Path, day: date = DAY, seconds: float = 60) -> Answered:
    """What a file or folder comes to on a day."""
    return Answered(answer(path, day, seconds), "mine")


def read_text(folder: Path, text: str | bytes, day: date = DAY) -> Answered:
    """What a calendar with this text comes to on a day."""
    path = folder / "calendar.ics"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_path(path, day)
