"""The time zones that a calendar names: known by the system, told by the file, or unknown.

The library takes a time in a zone it does not know for a time in no zone, and says nothing. So every name is
looked up here first, and the library only gets names that it knows.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import count

from icalendar import Calendar
from icalendar.timezone import tzp

from .limits import TooSlow, budget

_CPU_S = 0.2
_numbers = count(1)
"""Names of our own for the zones that files tell: two files may mean two things by one name."""

_NOT_YEARLY = re.compile(rb"FREQ=(?!YEARLY)|BY(HOUR|MINUTE|SECOND)", re.IGNORECASE)


class Zones:
    """Looks up the names of zones, each once."""

    def __init__(self, told: Mapping[tuple[int, bytes], Sequence[bytes]], day: date) -> None:
        """`told` are the lines of each VTIMEZONE, by the number of its file and its name."""
        self._told, self._day = told, day
        self._known: dict[bytes, str | None] = {}
        self._made: dict[tuple[int, bytes], str | None] = {}

    def name(self, file: int, written: bytes) -> str | None:
        """The name by which the library knows the zone that a file calls `written`; None where nobody does."""
        if written not in self._known:
            self._known[written] = _system(written)
        if known := self._known[written]:
            return known
        place = file, written
        if place not in self._made:
            self._made[place] = self._make(self._told.get(place))
        return self._made[place]

    def moment(self, file: int, written: bytes, wall: datetime) -> datetime | None:
        """The moment at which clocks in a zone show `wall`; None where nobody knows the zone."""
        name = self.name(file, written)
        zone = tzp.timezone(name) if name else None
        return None if zone is None else wall.replace(tzinfo=zone)

    def _make(self, lines: Sequence[bytes] | None) -> str | None:
        if not lines or any(_NOT_YEARLY.search(line) for line in lines if line.startswith(b"RRULE")):
            return None
        name = f"kohtaa-{next(_numbers)}"
        told = b"\r\n".join([b"BEGIN:VCALENDAR", b"BEGIN:VTIMEZONE", b"TZID:" + name.encode(), *lines])
        try:
            with budget(_CPU_S), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                Calendar.from_ical(told + b"\r\nEND:VTIMEZONE\r\nEND:VCALENDAR\r\n")
                zone = tzp.timezone(name)
                if zone is None:
                    return None
                for days in (-1, 0, 1):
                    zone.utcoffset(datetime(self._day.year, self._day.month, self._day.day) + timedelta(days=days))
        except (Exception, TooSlow):  # whatever a library makes of a zone that is none
            return None
        return name


def _system(written: bytes) -> str | None:
    """The name of a zone that the system, or the library's list of Windows' names, knows."""
    try:
        text = written.decode("utf-8")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a vendor's prefix is stripped, and the library warns of it
            zone = tzp.timezone(text) if text else None
    except Exception:  # a folder of the zone files, a name with a NUL
        return None
    return getattr(zone, "key", None)
