"""Words about appointments: the gap after a meeting, whom it keeps waiting, one that began without a meeting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from ..domain import timing
from ..domain.agenda import Appointment, following, gap
from ..domain.plan import MAX_MINUTES
from ..domain.session import Session
from ..i18n import Words
from . import asked
from .agenda import due_or_start

NO_GAP_MINUTES = 3
"""A gap shorter than this is none: the meeting is to close that much before the next one."""
FAR_MINUTES = 60
"""A gap of this length or more needs no figure."""


def span(appointment: Appointment, words: Words) -> str:
    """From when to when."""
    start, end = appointment.start, appointment.end
    if end.date() != start.date():  # over midnight
        return f"{words.time(start)}–{words.day(end.date())} {words.time(end)}"
    return f"{words.time(start)}–{words.time(end)}"


def length(appointment: Appointment) -> int:
    """Its whole minutes."""
    return max(1, (appointment.end - appointment.start) // timedelta(minutes=1))


def whole_minutes(appointment: Appointment) -> int:
    """The minutes of its meeting where that begins on time: at most those of the longest there is."""
    return min(length(appointment), MAX_MINUTES)


def minutes_from(appointment: Appointment, now: datetime) -> int:
    """The minutes of its meeting where that begins at `now`: to the appointment's end, with the same limit."""
    return min(asked.minutes_to(appointment.end, now), MAX_MINUTES)


def at_its_time(appointment: Appointment, words: Words, title: str = "") -> str:
    """How it is called: by its time, and by its title where that is shown."""
    return f"{words.time(appointment.start)} {title}".rstrip()


def gap_words(minutes: int, words: Words) -> str:
    """What is free before the next appointment."""
    if minutes < 0:
        return words("overlaps by {n} min", n=-minutes)
    return words("gap {n} min", n=minutes) if minutes else words("no gap")


def beside_line(
    every: Iterable[Appointment], session: Session, at_ms: int, now: datetime, words: Words, *, titles: bool = False
) -> tuple[str, bool]:
    """What a running meeting needs to know of the next of today's appointments, and whether it is pressing."""
    ahead = following(every, due_or_start(session))
    if ahead is None:
        return "", False
    end, over = session.wall(session.end_s * 1000), timing.end_left_s(session, at_ms) < 0
    return next_line(ahead, end, now, over, words, title=ahead.title if titles else "")


def next_line(
    ahead: Appointment, end: datetime, now: datetime, over: bool, words: Words, *, title: str = ""
) -> tuple[str, bool]:
    """What a meeting that is to end at `end` needs to know of the next appointment, and whether it is pressing.

    `over` tells that it has gone on past its end.
    """
    waits = (now - ahead.start) // timedelta(minutes=1)
    if waits >= 0:  # whom it hits, and by how much
        return words("{who}: waiting {n} min", who=at_its_time(ahead, words, title), n=waits), True
    free = round(gap(ahead, end) / timedelta(minutes=1))  # an end is up to a second past its minute
    close = ahead.start - timedelta(minutes=NO_GAP_MINUTES)
    if over or (free < NO_GAP_MINUTES and now >= close + timedelta(minutes=1)):  # no use in a time that has passed
        return words("next {time} · {n} min to it", time=words.time(ahead.start), n=-waits), -waits <= NO_GAP_MINUTES
    if free < NO_GAP_MINUTES:
        return words("no gap: close by {time}", time=words.time(close)), now >= close - timedelta(minutes=2)
    if free >= FAR_MINUTES:
        return words("next {time}", time=words.time(ahead.start)), False
    return words("next {time} · gap {n} min", time=words.time(ahead.start), n=free), False


def forgotten(appointment: Appointment, now: datetime, words: Words) -> str:
    """That an appointment has begun and no meeting goes on."""
    n = max(0, (now - appointment.start) // timedelta(minutes=1))
    time = words.time(appointment.start)
    if not n:
        return words("The {time} appointment begins now.", time=time)
    return words("The {time} appointment began {n} min ago.", time=time, n=n)
