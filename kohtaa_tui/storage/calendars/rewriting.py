"""The few lines that the libraries get to see: what the times of one UID's events hang on, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from . import rules, told
from .cutting import Event
from .near import as_date, days, written_day
from .zones import Zones

MARK = "X-KOHTAA"
"""The property by which an event is known again, after the libraries: its place among its group."""

RULES = 4
"""Rules that one event may have; the standard advises against a second one."""
_FAR_DAYS = 60
"""How near to the day the start of a long series is moved; longer events stay where they are."""
_TIMES = ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE")
_PARAMETER = re.compile(rb';([A-Za-z0-9-]+)=("[^"]*"|[^;]*)')


class Refused(Exception):
    """The events cannot be used; the sentence that counts them."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Rewritten:
    """The events of one UID, written anew."""

    def __init__(self, events: Sequence[Event], zones: Zones, day: date) -> None:
        self._events, self._zones, self._day = events, zones, day
        self._unknown: dict[int, bytes] = {}

    def unknown_zone(self, place: int) -> bytes | None:
        """The zone nobody knows that an event names, or its series; only after `text`."""
        return self._unknown.get(place, self._unknown.get(0))

    def text(self) -> bytes:
        """A whole calendar. Raises `Refused`, and `ValueError` for times that are none."""
        lines = [b"BEGIN:VCALENDAR", b"VERSION:2.0", b"PRODID:kohtaa"]
        first = self._events[0]
        if _follows_its_calendar(first):
            zone = self._zones.name(first.file, first.zone)
            lines += [b"X-WR-TIMEZONE:" + zone.encode()] if zone and not zone.startswith("kohtaa-") else []
        for place, event in enumerate(self._events):
            lines += [b"BEGIN:VEVENT", b"UID:one", f"{MARK}:{place}".encode()]
            lines += self._event_lines(event, place)
            lines.append(b"END:VEVENT")
        return b"\r\n".join([*lines, b"END:VCALENDAR", b""])

    def _event_lines(self, event: Event, place: int) -> Iterator[bytes]:
        if not event.get("DTSTART"):
            raise Refused(told.BROKEN)
        followed = self._rules(event)
        shift = self._shift(event, followed[0]) if len(followed) == 1 else 0
        for rule in followed:
            yield b"RRULE:" + rules.written(rule).encode()
        for name in _TIMES:
            for rest in event.properties.get(name, ())[:1_000]:
                yield name.encode() + self._times(rest, event.file, place, shift if name in ("DTSTART", "DTEND") else 0)
        if not event.get("DTEND") and (duration := event.value("DURATION")):
            yield b"DURATION:" + duration
        yield b"SEQUENCE:%d" % sequence(event)

    def _rules(self, event: Event) -> list[rules.Rule]:
        """The event's rules, made harmless; none where it does not repeat (any more)."""
        written = {rest.partition(b":")[2].strip() for rest in event.properties.get("RRULE", ())} - {b""}
        if not written:
            return []
        if len(written) > RULES:
            raise Refused(told.RULE)
        parsed = [rule for each in sorted(written) if (rule := rules.parsed(each.decode("ascii", "replace")))]
        if len(parsed) < len(written):
            raise Refused(told.RULE)
        start = event.value("DTSTART").upper()
        kind: rules.Kind = "date" if len(start) == 8 else "floating"
        if kind != "date" and (start.endswith(b"Z") or self._zone(event.get("DTSTART") or b"", event.file)):
            kind = "zoned"
        tamed = (rules.tamed(rule, as_date(start), self._day, kind) for rule in parsed)
        return [rule for rule in tamed if rule is not None]

    def _zone(self, rest: bytes, file: int) -> str | None:
        written = _parameters(rest).get(b"TZID")
        return self._zones.name(file, written) if written else None

    def _shift(self, event: Event, rule: rules.Rule) -> int:
        """Days by which a long series may begin later and be the same on the day: ten years are many days to count."""
        period = rules.period_days(rule)
        ranged = any(b"RANGE" in (each.get("RECURRENCE-ID") or b"").upper() for each in self._events)
        if period is None or ranged or _follows_its_calendar(event) or event.get("RDATE") or event.get("RECURRENCE-ID"):
            return 0
        start, end = (written_day(event.value(name)) for name in ("DTSTART", "DTEND"))
        length = 0
        if end and start:
            length = (as_date(end) - as_date(start)).days
        elif duration := event.value("DURATION"):
            length = days(duration) or _FAR_DAYS
        if start is None or not 0 <= length < _FAR_DAYS // 2:
            return 0
        return max(0, ((self._day - as_date(start)).days - _FAR_DAYS) // period * period)

    def _times(self, rest: bytes, file: int, place: int, shift: int) -> bytes:
        """A property of time as the library is to have it: only names of zones it knows, and days said to be days."""
        parameters = _parameters(rest)
        value = rest.rpartition(b":")[2].strip().upper()
        if shift:
            value = (as_date(value) + timedelta(days=shift)).strftime("%Y%m%d").encode() + value[8:]
        kept = b""
        if (value.isdigit() and len(value) == 8) or all(len(part) == 8 for part in value.split(b",")):
            return b";VALUE=DATE:" + value
        if parameters.get(b"VALUE", b"").upper() == b"PERIOD":
            kept = b";VALUE=PERIOD"
        if b"THISANDFUTURE" in parameters.get(b"RANGE", b"").upper():
            kept += b";RANGE=THISANDFUTURE"
        written = parameters.get(b"TZID")
        if written and not value.endswith(b"Z"):
            zone = self._zones.name(file, written)
            if zone is None:
                self._unknown.setdefault(place, written)
            else:
                kept += b";TZID=" + zone.encode()
        return kept + b":" + value


def sequence(event: Event) -> int:
    """Which version of itself an event is."""
    value = event.value("SEQUENCE")
    return int(value) if value.isdigit() and len(value) < 10 else 0


def _follows_its_calendar(event: Event) -> bool:
    """Whether a series goes by its calendar's own clock through the year, though it is written in UTC."""
    return bool(event.zone and event.get("RRULE") and event.value("DTSTART").upper().endswith(b"Z"))


def _parameters(rest: bytes) -> dict[bytes, bytes]:
    head = rest.rpartition(b":")[0]
    return {name.upper(): value.strip(b'"') for name, value in _PARAMETER.findall(head)}
