"""`kohtaa today`: the day's appointments as text, or as JSON for other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import TextIO

import msgspec
from msgspec import Struct

from ..domain.agenda import Appointment, gap, timed
from ..domain.text import clean
from ..errors import N_
from ..i18n import Words
from ..runtime.appointments import gap_words
from ..runtime.clock import Clock, SystemClock
from ..storage.calendars import Reading, read
from ..storage.settings import CalendarSettings
from .calendar import HOW, NONE_SET

Read = Callable[[Sequence[str], Path, date], Reading]


class TodayEntry(Struct, frozen=True):
    """One appointment, as `kohtaa today --json` prints it."""

    start: str
    end: str
    all_day: bool
    title: str | None
    source: str
    unsure: bool


def today(
    settings: CalendarSettings,
    base: Path,
    words: Words,
    out: TextIO,
    err: TextIO,
    *,
    as_json: bool = False,
    titles: bool = False,
    clock: Clock | None = None,
    read: Read = read,
) -> int:
    """The day's appointments; what was left out is said on `err`. Returns 1 where no calendar could be read at all.

    Relative calendars count from `base`. Titles are told where `titles` or the settings ask for them.
    """
    day = (clock or SystemClock()).now().date()
    reading = read(settings.sources, base, day)
    for told in reading.told:
        print(f"kohtaa: {told.tell(words)}", file=err)
    shown = titles or settings.titles
    if not settings.sources:
        print(words(NONE_SET, command=HOW), file=err if as_json else out)
    if as_json:
        entries = [
            TodayEntry(
                a.start.isoformat(), a.end.isoformat(), a.all_day, a.title if shown else None, clean(a.source), a.unsure
            )
            for a in reading.appointments
        ]
        print(msgspec.json.format(msgspec.json.encode(entries), indent=2).decode(), file=out)
    else:
        for line in _lines(reading, words, shown) if settings.sources else ():
            print(line.rstrip(), file=out)
    return int(bool(settings.sources) and len(reading.failed) == len(set(settings.sources)))


def _lines(reading: Reading, words: Words, titles: bool) -> Iterator[str]:
    yield words.weekday_date(reading.day)
    if not reading.appointments:
        if len(reading.failed) == 0:
            yield words(N_("No appointments"))
        return
    rows = [(words(N_("all day")), "", "", each) for each in reading.appointments if each.all_day]
    in_order = timed(reading.appointments)
    busy_until = datetime.min.replace(tzinfo=UTC)
    for each, after in zip_longest(in_order, in_order[1:]):
        busy_until = max(busy_until, each.end)
        length = words(N_("{n} min"), n=_minutes(each.end - each.start))
        free = "" if after is None else _gap(busy_until, after, words)
        rows.append((_span(each, reading.day, words), length, free, each))
    widest = max(len(span) for span, *_ in rows)
    for span, length, free, each in rows:
        unsure = f"? {words(N_('uncertain'))}" if each.unsure else ""
        told = " · ".join(part for part in (unsure, free, each.title if titles else "") if part)
        yield f"  {span:<{widest}}  {length:>7}  {told}"


def _span(each: Appointment, day: date, words: Words) -> str:
    """From when to when; a time of another day says which."""
    return "–".join(
        words.time(moment) if moment.date() == day else f"{words.day(moment.date())} {words.time(moment)}"
        for moment in (each.start, each.end)
    )


def _gap(busy_until: datetime, after: Appointment, words: Words) -> str:
    """What is free before the next appointment begins."""
    minutes = _minutes(gap(after, busy_until))
    return gap_words(max(minutes, -_minutes(after.end - after.start)), words)


def _minutes(length: timedelta) -> int:
    return round(length / timedelta(minutes=1))
