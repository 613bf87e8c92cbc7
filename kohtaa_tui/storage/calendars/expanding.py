"""The border to the libraries: what the events of one UID come to on one day."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

import recurring_ical_events
from icalendar import Calendar

from ...domain.text import clean
from . import told
from .answer import Occurrence
from .cutting import Event
from .limits import TooSlow, budget
from .notes import Notes
from .rewriting import MARK, Refused, Rewritten, sequence
from .zones import Zones

TITLE = 200
"""Characters of a title."""
CPU_S = 0.3
"""Seconds of the processor for the events of one UID."""

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
Component = Any
"""A component of icalendar. Its types promise less than is so: what stands in DTSTART may be anything there."""


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
    newest = max(sequence(event) for event in masters)
    different: dict[bytes, Event] = {}
    for event in masters:
        if sequence(event) == newest:
            different.setdefault(event.value("DTSTART"), event)
    if len(different) < 2:
        return [list(group)]
    first, *others = different.values()
    changed = [event for event in group if event.get("RECURRENCE-ID")]
    return [[first, *changed], *([event] for event in others)]


class _Series:
    """One event, with what was changed about single occurrences of it."""

    def __init__(self, events: Sequence[Event], zones: Zones, day: date, notes: Notes, *, twice: bool) -> None:
        self._events, self._zones, self._day, self._notes = events, zones, day, notes
        self._twice = twice
        self._rewritten = Rewritten(events, zones, day)

    def occurrences(self) -> list[Occurrence]:
        """Those that touch the day. Raises whatever the libraries do, and `Refused`."""
        whole: Component = Calendar.from_ical(self._rewritten.text())
        day = datetime.combine(self._day, time())
        asked = recurring_ical_events.of(whole, keep_recurrence_attributes=True)
        originals = {str(event[MARK]): event for event in whole.walk("VEVENT")}
        found = []
        for component in asked.between(day - timedelta(days=1), day + timedelta(days=2)):
            place = int(component[MARK])
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
            unsure=self._unsure(original, event, place, odd=odd or odd_end, start=start),
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

    def _unsure(self, original: Component, event: Event, place: int, *, odd: bool, start: date) -> bool:
        """Whether its times are open to doubt; says why."""
        doubts = {
            told.NIGHT: odd,
            told.ENDLESS: isinstance(start, datetime) and not event.get("DTEND") and not event.get("DURATION"),
            told.BACKWARDS: _backwards(original),
            told.TWICE: self._twice,
            told.ELSEWHERE: self._elsewhere(event, start),
            told.HALF_RULE: any(each.get("EXRULE") for each in self._events),
        }
        for message, holds in doubts.items():
            self._notes.count(message, int(holds))
        zone = self._rewritten.unknown_zone(place)
        if zone is not None:
            self._notes.say(told.ZONE, zone=clean(zone.decode("utf-8", "replace"), 80))
        return zone is not None or any(doubts.values())

    def _elsewhere(self, event: Event, start: date) -> bool:
        """Whether a time in no zone would be another one by the clock of its calendar."""
        if not event.zone or not isinstance(start, datetime) or start.tzinfo is not None:
            return False
        theirs = self._zones.moment(event.file, event.zone, start)
        return theirs is not None and theirs != start.astimezone()


def _local(moment: date) -> tuple[datetime, bool]:
    """A moment in local time with its offset, and whether the clock shows that time twice or never.

    A time in no zone is one of this place; a day begins at its midnight here.
    """
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time()).astimezone(), False
    early, late = (moment.replace(fold=fold).astimezone() for fold in (0, 1))
    odd = early != late
    if moment.tzinfo is not None and not odd:  # a zone told by a file does not know of `fold`
        back = moment.astimezone(UTC).astimezone(moment.tzinfo)
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
