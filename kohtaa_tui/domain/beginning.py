"""When a meeting really began, and what its plan is from there: put right live or afterwards."""

from __future__ import annotations

from .events import Started
from .plan import MAX_MINUTES, Plan, refitted

EARLIEST_MS = -60_000 * MAX_MINUTES
"""A meeting began at most so much before it was started on the screen."""

_STEPS = 50_000
"""Fitting takes minutes × phases steps: a file with figures beyond all meetings is not fitted anew."""


def end_s(started: Started, begin_s: int) -> int:
    """The end first planned, in seconds since zero, of a meeting that began at `begin_s`.

    An end given as a time of day stays; where a length was chosen, the end moves with the start.
    """
    fixed = started.until or started.odd_s > 0  # odd seconds come from a time of day only
    return started.plan.minutes * 60 + started.odd_s + (0 if fixed else begin_s)


def plan_of(started: Started, seconds: int) -> Plan:
    """The plan fitted to the whole minutes in so many seconds."""
    minutes = max(0, seconds) // 60
    if minutes == started.plan.minutes or minutes * len(started.plan.phases) > _STEPS:
        return started.plan
    return refitted(started.plan, minutes)


def planned(started: Started, begin_s: int) -> tuple[dict[str, int], int]:
    """Seconds planned for each phase by id, and the end, of a meeting that began at `begin_s`.

    The seconds that whole minutes leave over go to the first phase.
    """
    end = end_s(started, begin_s)
    plan = plan_of(started, end - begin_s)
    seconds = {phase.id: phase.minutes * 60 for phase in plan.phases}
    seconds[plan.phases[0].id] += max(0, end - begin_s) - plan.minutes * 60
    return seconds, end
