"""Which events can touch a day: told from the bytes alone, for most of a calendar is about other days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from .cutting import Event

MARGIN = timedelta(days=2)
"""More than any two time zones lie apart."""

_UNTIL = re.compile(rb"UNTIL=(\d{8})", re.IGNORECASE)
_DURATION = re.compile(rb"\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,7})M)?(?:\d{1,9}S)?)?")


class Window:
    """The days that count as near, as calendars write them."""

    def __init__(self, day: date) -> None:
        self.first, self.last = _written(day, -MARGIN), _written(day, MARGIN)

    def holds(self, group: Sequence[Event]) -> bool:
        """Whether any event of a group with one UID may touch the day. In doubt it may."""
        return any(self._may_touch(event) for event in group)

    def _may_touch(self, event: Event) -> bool:
        start = written_day(event.value("DTSTART"))
        if not start:
            return True  # broken: to be said
        end = written_day(event.value("DTEND"))
        if end is None and event.get("DTEND"):
            return True
        low, high = min(start, end or start), max(start, end or start)
        if low > self.last:
            return event.get("RDATE") is not None
        if end is None and (duration := event.value("DURATION")):
            length = days(duration)
            if length is None:
                return True
            high = _later(start, length)
        rules = event.properties.get("RRULE")
        if event.get("RDATE"):
            return True
        if rules:
            untils = [_UNTIL.search(rule) for rule in rules]
            if not all(untils):
                return True
            last = max(until[1] for until in untils if until)
            high = max(high, _later(last, _between(start, high)))
        return high >= self.first


def written_day(value: bytes) -> bytes | None:
    """The day of a time as it is written, `20261123`; None where there is none."""
    found = value[:8]
    return found if len(found) == 8 and found.isdigit() else None


def as_date(written: bytes) -> date:
    """The day that `20261123` means. Raises `ValueError` for one there is none of."""
    return date(int(written[:4]), int(written[4:6]), int(written[6:8]))


def days(duration: bytes) -> int | None:
    """The days that a DURATION can reach over; None where it cannot be told."""
    found = _DURATION.fullmatch(duration.strip().upper())
    if found is None:
        return None
    weeks, whole, hours, minutes = (int(part or 0) for part in found.groups())
    return weeks * 7 + whole + hours // 24 + minutes // 1440 + 2


def _written(day: date, by: timedelta) -> bytes:
    try:
        return (day + by).strftime("%Y%m%d").rjust(8, "0").encode()
    except OverflowError:
        return b"99991231" if by > timedelta(0) else b"00010101"


def _later(written: bytes, by_days: int) -> bytes:
    try:
        return _written(as_date(written), timedelta(days=by_days))
    except ValueError:
        return b"99991231"


def _between(start: bytes, end: bytes) -> int:
    try:
        return max(0, (as_date(end) - as_date(start)).days)
    except ValueError:
        return 99_999
