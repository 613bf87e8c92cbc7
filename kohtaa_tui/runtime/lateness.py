"""Words about a late start: how late it is, and what that costs each phase."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from ..domain.agenda import Appointment
from ..domain.lateness import Cost, costs, lost
from ..domain.plan import Plan
from ..i18n import Words
from .appointments import minutes_from, whole_minutes

LATE_S = 60
"""Seconds from which on a start is late."""


def late_words(
    appointment: Appointment, now: datetime, plan_of: Callable[[int], Plan], words: Words, *, names: bool = True
) -> str:
    """What beginning the meeting of an appointment at `now` costs each phase; empty where that is not late.

    `plan_of` fits the plan to so many minutes. Without `names` the phases stand in their order, where columns are few.
    """
    late_s = int((now - appointment.start).total_seconds())
    if late_s < LATE_S:
        return ""
    minutes = minutes_from(appointment, now)
    odd_s = int((appointment.end - now).total_seconds()) - 60 * minutes
    found = costs(plan_of(whole_minutes(appointment)), plan_of(minutes), odd_s)
    return late_line(late_s, found, words, words.language, names=names)


def late_line(
    late_s: int, costs: Sequence[Cost], words: Words, language: str, *, begun: bool = False, names: bool = True
) -> str:
    """How late the meeting begins, or with `begun` has begun, and what each phase loses; empty where none does.

    Phase names in `language`, the rest in the words' own. Phases that keep their minutes are not named; without
    `names` there are the minutes of all of them, in their order.
    """
    if lost(costs) <= 0:
        return ""
    late = late_s // 60
    if names:
        phases = " · ".join(f"{c.short.get(language)} {c.would} → {c.has}" for c in costs if c.would != c.has)
    else:
        phases = " · ".join(f"{c.would}→{c.has}" for c in costs)
    if begun:
        return words("The start moved {n} min: {phases}", n=late, phases=phases)
    return words("The start moves {n} min: {phases}", n=late, phases=phases)
