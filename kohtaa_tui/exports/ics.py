"""An appointment for any calendar: a file of one event (RFC 5545), with nothing in it that tells of a client."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ..domain import timing
from ..domain.session import Session
from .gathered import Speaks, tag

FOLD = 75
"""Octets of a line, its end not counted."""


def ics(start: datetime, minutes: int, summary: str, *, uid: str, made: datetime) -> bytes:
    """The file's bytes. Times are written in UTC, so that no zone can be misread; there is no alarm.

    `uid` is random and names the event, `made` is the moment of writing, `summary` the neutral title.
    """
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//kohtaa//kohtaa//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{_utc(made)}",
        f"DTSTART:{_utc(start)}",
        f"DTEND:{_utc(start.astimezone(UTC) + timedelta(minutes=minutes))}",
        f"SUMMARY:{_escaped(summary)}",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return b"".join(folded(line) for line in lines)


def meeting_ics(session: Session, words: Speaks, _at_ms: int) -> str:
    """The meeting itself, from its beginning to its end, or to the planned end while it runs.

    Its title is neutral. The id of the meeting names the event, so that a calendar which gets it twice has it once.
    """
    end_s = session.end_s if session.ended_ms is None else timing.seconds(session.ended_ms)
    minutes = max(1, timing.minutes(end_s - timing.seconds(session.begin_ms)))
    summary = " · ".join(part for part in (tag(session, words), words("Meeting")) if part)
    return ics(session.began_at, minutes, summary, uid=session.id, made=session.wall(session.last_ms)).decode()


def folded(line: str) -> bytes:
    """A line with its end, cut into pieces of at most 75 octets; a letter is never cut."""
    pieces, room = [b""], FOLD
    for char in line:
        octets = char.encode()
        if len(pieces[-1]) + len(octets) > room:
            pieces.append(b"")
            room = FOLD - 1  # the blank that begins a further piece counts too
        pieces[-1] += octets
    return b"\r\n ".join(pieces) + b"\r\n"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for char in "\\;,":
        text = text.replace(char, f"\\{char}")
    return text.replace("\n", "\\n")
