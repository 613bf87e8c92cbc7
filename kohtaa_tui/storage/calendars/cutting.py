"""Cutting the bytes of a calendar into its events, before any library sees them.

Only the properties named here are taken: what an event links to, describes or invites is not even cut out.
Cutting the bytes rather than a text keeps a letter whole that was folded in its middle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

_PROPERTIES = (
    "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID", "SEQUENCE",
    "STATUS", "SUMMARY", "METHOD", "TZID", "TZOFFSETFROM", "TZOFFSETTO", "X-WR-TIMEZONE",
)  # fmt: skip
_LINE = re.compile(rf"^(BEGIN|END|{'|'.join(_PROPERTIES)})((?:;[^\n]*)?:[^\n]*)".encode(), re.MULTILINE | re.IGNORECASE)
_UTF_8_MARK = b"\xef\xbb\xbf"

LONGEST = 100_000
"""Bytes of a property other than the title: an event with more is none."""
SUMMARY_BYTES = 4_000


class Event(Struct):
    """One VEVENT: its properties as they were written, after the name (`;TZID=…:20261123T090000`)."""

    file: int
    """Which file it is from: a time zone's name counts in its own file."""
    properties: dict[str, list[bytes]]
    zone: bytes
    """What the calendar calls its own time zone (X-WR-TIMEZONE); empty where it does not."""
    cancelled: bool = False
    """Whether the whole file takes its events back (METHOD:CANCEL)."""

    def get(self, name: str) -> bytes | None:
        """The first property of this name."""
        found = self.properties.get(name)
        return found[0] if found else None

    def value(self, name: str) -> bytes:
        """What stands after the last colon of a property that has none in its value; empty where it is missing."""
        return (self.get(name) or b"").rpartition(b":")[2].strip()


class Cut(Struct):
    """What one file came to."""

    events: list[Event]
    zones: dict[bytes, list[bytes]]
    """The lines of each VTIMEZONE that matter, by its TZID."""
    broken: int
    """Events without an end, or with another one inside."""
    calendar: bool
    """Whether it is a calendar at all."""
    whole: bool
    """Whether its end is there."""


def cut(data: bytes, file: int = 0) -> Cut:
    """The events of a file. Anything may be in it; nothing is raised."""
    result = Cut([], {}, 0, False, True)
    event: Event | None = None
    zone: list[bytes] | None = None
    inside = 0  # depth of what lies in the event and is none of ours, such as an alarm
    header, cancelled = b"", False
    open_ = 0
    for name, rest in _lines(data):
        if name == "BEGIN":
            match rest[1:].strip().upper():
                case b"VEVENT":
                    result.broken += event is not None
                    event, zone, inside = Event(file, {}, header, cancelled), None, 0
                case b"VTIMEZONE" if event is None:
                    zone = []
                case b"VCALENDAR":
                    result.broken += event is not None
                    result.calendar = True
                    event, zone, header, cancelled = None, None, b"", False
                    open_ += 1
                case kind if event is not None:
                    inside += 1
                case kind:
                    if zone is not None:
                        zone.append(b"BEGIN:" + kind)
        elif name == "END":
            match rest[1:].strip().upper():
                case b"VEVENT":
                    if event is not None:
                        if inside or _too_long(event):
                            result.broken += 1
                        else:
                            result.events.append(event)
                    event = None
                case b"VTIMEZONE":
                    if zone is not None and event is None:
                        _keep(result.zones, zone)
                    zone = None
                case b"VCALENDAR":
                    result.broken += event is not None
                    event, zone = None, None
                    open_ -= 1
                case kind if event is not None:
                    inside = max(0, inside - 1)
                case kind:
                    if zone is not None:
                        zone.append(b"END:" + kind)
        elif event is not None:
            if not inside:
                event.properties.setdefault(name, []).append(rest)
        elif zone is not None:
            zone.append(name.encode() + rest)
        elif name == "X-WR-TIMEZONE":
            header = rest.rpartition(b":")[2].strip()
        elif name == "METHOD":
            cancelled = rest.rpartition(b":")[2].strip().upper() == b"CANCEL"
    result.broken += event is not None
    result.whole = event is None and open_ <= 0
    return result


def _lines(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The names and the rests of the lines that matter, unfolded."""
    data = data.removeprefix(_UTF_8_MARK).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    data = data.replace(b"\n ", b"").replace(b"\n\t", b"")
    for found in _LINE.finditer(data):
        yield found[1].upper().decode(), found[2]


def _too_long(event: Event) -> bool:
    """Whether a property is longer than any that means something; a title is only cut."""
    titles = event.properties.get("SUMMARY")
    if titles:
        event.properties["SUMMARY"] = [_short(titles[0])]
    return sum(len(rest) for found in event.properties.values() for rest in found) > LONGEST


def _short(title: bytes) -> bytes:
    """As much of a title as anybody reads, cut between letters."""
    if len(title) <= SUMMARY_BYTES:
        return title
    return title[:SUMMARY_BYTES].rstrip(bytes(range(0x80, 0xC0))).rstrip(bytes(range(0xC0, 0x100)))


def _keep(zones: dict[bytes, list[bytes]], lines: list[bytes]) -> None:
    name = next((line[5:].strip() for line in lines if line.startswith(b"TZID:")), None)
    if name and len(lines) < 2_000:
        zones.setdefault(name.strip(b'"'), [line for line in lines if not line.startswith(b"TZID:")])
