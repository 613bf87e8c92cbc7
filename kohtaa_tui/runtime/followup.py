"""The next meeting: understood from what was typed, told in full words, noted, and put into a calendar file."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

from msgspec import Struct

from ..domain import when
from ..domain.lateness import appointed_minutes
from ..domain.notes import parse_agreement
from ..domain.session import Session
from ..errors import N_, StorageFault
from ..exports.ics import ics
from ..i18n import Words
from ..storage.handed_out import expanded, write_new
from ..storage.inlet import why
from .zone import zoned

FOLDER = "~"
"""Where the calendar file goes."""
MOST_NAMES = 100
"""So many names are tried before it is said that there is a file already."""


class FollowUp(Struct, frozen=True):
    """A meeting to come."""

    start: datetime
    minutes: int


def understood(text: str, session: Session, now: datetime) -> FollowUp:
    """What was typed, as a meeting as long as this one unless it says otherwise. Raises `UsageFault`."""
    meant = when.read(text, zoned(now))
    return FollowUp(meant.start, meant.minutes or appointed_minutes(session))


def told(found: FollowUp, words: Words, today: date, *, short: bool = False) -> str:
    """Day, time and length in words: `tiistai 1.12. klo 9.30, 45 min`. The year where it is not this one."""
    day = found.start.date()
    named = _day(day, words, year=day.year != today.year, short=short)
    return words("{day} {clock}, {n} min", day=named, clock=_at(found, words), n=found.minutes)


def note(found: FollowUp, words: Words, session: Session, today: date) -> str:
    """The note as it would be typed: something agreed, whose day the review finds in it."""
    day = found.start.date()

    def line(*, year: bool) -> str:
        return words("next meeting {day} {clock}", day=_day(day, words, year=year), clock=_at(found, words))

    short = line(year=False)
    seen_from = {today, session.started_at.date(), session.wall(session.last_ms).date()}
    certain = all(parse_agreement(short, seen).due == day for seen in seen_from)
    return f"! {short if certain else line(year=True)}"


def write(found: FollowUp, words: Words, made: datetime) -> Path:
    """Put it into a new private calendar file and return where that is. Raises `StorageFault`.

    Neither its name nor its content says whom the meeting is with.
    """
    data = ics(found.start, found.minutes, words("Follow-up"), uid=os.urandom(16).hex(), made=made)
    folder = expanded(FOLDER)
    path = folder / name(found)
    for number in range(2, MOST_NAMES + 2):
        try:
            write_new(path, data, sync=False)  # no key waits for it: the note, which is synced, tells it all
        except FileExistsError:
            path = folder / name(found, number)
        except OSError as fault:
            raise StorageFault(N_("{path} cannot be written: {why}"), path=path, why=why(fault)) from None
        else:
            return path
    raise StorageFault(N_("There is a file {path} already. Choose another name."), path=path)


def shortened(path: Path) -> str:
    """The path as one may type it: `~` for the home folder."""
    home = expanded("~")
    return str(Path("~") / path.relative_to(home)) if path.is_relative_to(home) else str(path)


def name(found: FollowUp, number: int = 1) -> str:
    """The file's name, by the time alone."""
    return f"kohtaa-{found.start:%Y%m%d-%H%M}{f'-{number}' if number > 1 else ''}.ics"


def _day(day: date, words: Words, *, year: bool, short: bool = False) -> str:
    told = words.day(day) if short else words.weekday_date(day)
    return words("{day} {year}", day=told, year=day.year) if year else told


def _at(found: FollowUp, words: Words) -> str:
    return words("at {clock}", clock=words.clock(found.start))
