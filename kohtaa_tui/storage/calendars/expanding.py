"""The border to the libraries: what the events of one UID come to on one day."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone
from hashlib import sha256

import recurring_ical_events
from icalendar import Calendar
from icalendar.cal import Component
from msgspec import Struct

from ...domain.text import clean
from . import rules, told
from .cutting import Event
from .limits import TooSlow, budget
from .near import as_date, days, written_day
from .notes import Notes
from .zones import Zones

TITLE = 200
"""Characters of a title."""
CPU_S = 0.3
"""Seconds of the processor for the events of one UID."""

_PARAMETER = re.compile(rb';([A-Za-z0-9-]+)=("[^"]*"|[^;]*)')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_TIMES = ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE")
_MARK = "X-KOHTAA"
_FAR_DAYS = 60
"""How near to the day the start of a long series is moved; longer events stay where they are."""


class Occurrence(Struct, frozen=True):
    """One appointment on the day. Times are local, with their offset."""

    start: datetime
    end: datetime
    all_day: bool
    title: str
    unsure: bool
    uid: str
    """A hash of the event's UID; empty where it has none."""


class Refused(Exception):
    """The events cannot be used; the sentence that counts them."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def expand(group: Sequence[Event], zones: Zones, day: date, notes: Notes) -> list[Occurrence]:
    """The appointments of one UID that touch the local day `day`. Raises nothing but `Late`; the rest is in `notes`."""
    found: list[Occurrence] = []
    apart = _apart(group)
    for series in apart:
        try:
            with budget(CPU_S), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found += _Series(series, zones, day, notes, twice=len(apart) > 1).occurrences()
        except Refused as fault:
            notes.count(fault.message)
        except (TooSlow, MemoryError):
            notes.count(told.SLOW)
        except Exception:  # the libraries raise whatever they happen upon
            notes.count(told.BROKEN)
    return found


def _apart(group: Sequence[Event]) -> list[list[Event]]:
    """The group, or where several events bear one UID by mistake, each of them by itself."""
    masters = [event for event in group if not event.get("RECURRENCE-ID")]
    if len(masters) < 2:
        return [list(group)]
    newest = max(_sequence(event) for event in masters)
    different: dict[bytes, Event] = {}
    for event in masters:
        if _sequence(event) == newest:
            different.setdefault(event.value("DTSTART"), event)
    if len(different) < 2:
        return [list(group)]
    first, *others = different.values()
    changed = [event for event in group if event.get("RECURRENCE-ID")]
    return [[first, *changed], *([event] for event in others)]


def _sequence(event: Event) -> int:
    value = event.value("SEQUENCE")
    return int(value) if value.isdigit() and len(value) < 10 else 0


class _Series:
    """One event, with what was changed about single occurrences of it."""

    def __init__(self, events: Sequence[Event], zones: Zones, day: date, notes: Notes, *, twice: bool) -> None:
        self._events, self._zones, self._day, self._notes = events, zones, day, notes
        self._twice = twice
        self._unknown: dict[int, bytes] = {}
        """By the place of an event, the zone it names that nobody knows."""

    def occurrences(self) -> list[Occurrence]:
        """Those that touch the day. Raises whatever the libraries do, and `Refused`."""
        whole = Calendar.from_ical(self._text())
        day = datetime.combine(self._day, time())
        asked = recurring_ical_events.of(whole, keep_recurrence_attributes=True)
        originals = {str(event[_MARK]): event for event in whole.walk("VEVENT")}
        found = []
        for component in asked.between(day - timedelta(days=1), day + timedelta(days=2)):
            place = int(component[_MARK])
            if occurrence := self._occurrence(component, originals[str(place)], place):
                found.append(occurrence)
        return found

    def _occurrence(self, component: Component, original: Component, place: int) -> Occurrence | None:
        event = self._events[place]
        if event.cancelled or event.value("STATUS").upper() == b"CANCELLED":
            return None
        start, end = component["DTSTART"].dt, component["DTEND"].dt
        all_day = not isinstance(start, datetime)
        if all_day and end == start:
            end = start + timedelta(days=1)
        (begins, odd), (ends, odd_end) = _local(start), _local(end)
        if not _touches(begins, ends, self._day):
            return None
        midnights = begins.time() == time() == ends.time()
        uid = event.value("UID")
        return Occurrence(
            start=begins,
            end=ends,
            all_day=all_day or (midnights and ends > begins),
            title=self._title(event),
            unsure=self._unsure(original, event, place, odd=odd or odd_end, all_day=all_day),
            uid=sha256(uid).hexdigest()[:20] if uid else "",
        )

    def _title(self, event: Event) -> str:
        written = _value(event.get("SUMMARY") or b"")
        try:
            text = written.decode("utf-8")
        except UnicodeDecodeError:  # as older programs write
            text = written.decode("cp1252", "replace")
            self._notes.letters.add(event.file)
        text = _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], text)
        return clean(text, TITLE).strip()

    def _unsure(self, original: Component, event: Event, place: int, *, odd: bool, all_day: bool) -> bool:
        """Whether its times are open to doubt; says why."""
        doubts = {
            told.NIGHT: odd,
            told.ENDLESS: not all_day and not event.get("DTEND") and not event.get("DURATION"),
            told.BACKWARDS: _backwards(original),
            told.TWICE: self._twice,
            told.HALF_RULE: any(each.get("EXRULE") for each in self._events),
        }
        for message, holds in doubts.items():
            self._notes.count(message, int(holds))
        zone = self._unknown.get(place, self._unknown.get(0))
        if zone is not None:
            self._notes.say(told.ZONE, zone=clean(zone.decode("utf-8", "replace"), 80))
        return zone is not None or any(doubts.values())

    def _text(self) -> bytes:
        """A calendar with nothing in it but what the times hang on."""
        lines = [b"BEGIN:VCALENDAR", b"VERSION:2.0", b"PRODID:kohtaa"]
        first = self._events[0]
        if first.get("RRULE") and first.value("DTSTART").upper().endswith(b"Z") and first.zone:
            # Such a series follows its calendar's own clock through the year, though it is written in UTC.
            zone = self._zones.name(first.file, first.zone)
            lines += [b"X-WR-TIMEZONE:" + zone.encode()] if zone and not zone.startswith("kohtaa-") else []
        for place, event in enumerate(self._events):
            lines += [b"BEGIN:VEVENT", b"UID:one", f"{_MARK}:{place}".encode()]
            lines += self._event_lines(event, place)
            lines.append(b"END:VEVENT")
        return b"\r\n".join([*lines, b"END:VCALENDAR", b""])

    def _event_lines(self, event: Event, place: int) -> Iterator[bytes]:
        if not event.get("DTSTART"):
            raise Refused(told.BROKEN)
        shift = 0
        if rule := self._rule(event):
            shift = self._shift(event, rule)
            yield b"RRULE:" + rules.written(rule).encode()
        for name in _TIMES:
            for rest in event.properties.get(name, ())[:1_000]:
                yield name.encode() + self._times(rest, event.file, place, shift if name in ("DTSTART", "DTEND") else 0)
        if not event.get("DTEND") and (duration := event.value("DURATION")):
            yield b"DURATION:" + duration
        yield b"SEQUENCE:%d" % _sequence(event)

    def _rule(self, event: Event) -> rules.Rule | None:
        """The event's rule, made harmless; None where it does not repeat (any more)."""
        written = event.properties.get("RRULE", [])
        if not written:
            return None
        if len(set(written)) > 1:
            raise Refused(told.RULE)
        rule = rules.parsed(event.value("RRULE").decode("ascii", "replace"))
        if rule is None:
            raise Refused(told.RULE)
        start = event.value("DTSTART").upper()
        kind: rules.Kind = "date" if len(start) == 8 else "floating"
        if kind != "date" and (start.endswith(b"Z") or self._zone(event.get("DTSTART") or b"", event.file)):
            kind = "zoned"
        return rules.tamed(rule, as_date(start), self._day, kind)

    def _zone(self, rest: bytes, file: int) -> str | None:
        written = _parameters(rest).get(b"TZID")
        return self._zones.name(file, written) if written else None

    def _shift(self, event: Event, rule: rules.Rule) -> int:
        """Days by which a long series may begin later and be the same on the day: ten years are many days to count."""
        period = rules.period_days(rule)
        ranged = any(b"RANGE" in (each.get("RECURRENCE-ID") or b"").upper() for each in self._events)
        if period is None or ranged or event.get("RDATE") or event.get("RECURRENCE-ID"):
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
        if value.isdigit() and len(value) == 8 or all(len(part) == 8 for part in value.split(b",")):
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


def _parameters(rest: bytes) -> dict[bytes, bytes]:
    head = rest.rpartition(b":")[0]
    return {name.upper(): value.strip(b'"') for name, value in _PARAMETER.findall(head)}


def _local(moment: date) -> tuple[datetime, bool]:
    """A moment in local time with its offset, and whether the clock shows that time twice or never.

    A time in no zone is one of this place; a day begins at its midnight here.
    """
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time()).astimezone(), False
    early, late = (moment.replace(fold=fold).astimezone() for fold in (0, 1))
    odd = early != late
    if moment.tzinfo is not None and not odd:  # a zone told by a file does not know of `fold`
        back = moment.astimezone(timezone.utc).astimezone(moment.tzinfo)
        odd = back.replace(tzinfo=None) != moment.replace(tzinfo=None)
    return early, odd


def _touches(start: datetime, end: datetime, day: date) -> bool:
    first, last = (datetime.combine(day + timedelta(days=n), time()).astimezone() for n in (0, 1))
    return start < last and (end > first or start == end == first or (start == end and start > first))


def _backwards(component: Component) -> bool:
    """Whether an event as it is written ends before it begins. The library exchanges the two."""
    start, end, duration = (component.get(name) for name in ("DTSTART", "DTEND", "DURATION"))
    if duration is not None and end is None:
        return bool(duration.dt < timedelta(0))
    if end is None:
        return False
    try:
        return bool(end.dt < start.dt)
    except TypeError:  # a day and a time, or a time in a zone and one in none
        return True


def _value(rest: bytes) -> bytes:
    """What stands after the first colon outside of quotation marks."""
    quoted = False
    for place, byte in enumerate(rest):
        if byte == 0x22:
            quoted = not quoted
        elif byte == 0x3A and not quoted:
            return rest[place + 1 :]
    return rest.partition(b":")[2]
