"""The appointments of a day, as the calendar beside the program has them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

EARLY = timedelta(minutes=15)
"""How long before an appointment its meeting may be begun as such."""


class Appointment(Struct, frozen=True):
    """One appointment, or one occurrence of one that recurs. Times are local, with their offset from UTC."""

    start: datetime
    end: datetime
    all_day: bool = False
    title: str = ""
    """As the calendar has it, cleaned; shown only to who asks for it."""
    source: str = ""
    """The calendar it is from, as the settings name it."""
    unsure: bool = False
    """Whether the calendar leaves room for doubt about its times."""


def timed(appointments: Iterable[Appointment]) -> tuple[Appointment, ...]:
    """Those with a time of day, in their order: what lasts all day takes nobody's time."""
    return tuple(sorted((a for a in appointments if not a.all_day), key=lambda a: (a.start, a.end)))


def meant(appointments: Iterable[Appointment], moment: datetime) -> Appointment | None:
    """The appointment that a meeting begun at a moment is for: of those it can be, the one that begins nearest."""
    near = (a for a in timed(appointments) if a.start - EARLY <= moment < a.end)
    return min(near, key=lambda a: abs(a.start - moment), default=None)


def following(appointments: Iterable[Appointment], begun: datetime) -> Appointment | None:
    """The appointment after the one that a meeting begun at `begun` is for, whether or not the two overlap."""
    every = timed(appointments)
    own = meant(every, begun)
    return next((a for a in every if a.start > begun and a != own), None)


def gap(appointment: Appointment, end: datetime) -> timedelta:
    """What is free between a meeting's end and an appointment; negative where they overlap."""
    return appointment.start - end
