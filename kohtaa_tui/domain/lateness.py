"""How late a meeting began against the calendar, and what that costs each phase."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from msgspec import Struct

from .beginning import end_s, plan_of
from .events import Started
from .pack import Texts
from .plan import Plan
from .session import Session


class Cost(Struct, frozen=True):
    """What a late start costs one phase, in whole minutes."""

    id: str
    short: Texts
    would: int
    """What it would have had."""
    has: int
    """What it has."""


def late_s(session: Session) -> int:
    """Seconds from when the appointment was due to when the meeting really began; 0 where it was not late."""
    if session.due is None:
        return 0
    return max(0, round((session.began_at - session.due).total_seconds()))


def whole_plan(session: Session) -> Plan:
    """The plan fitted to the whole appointment: from when it was due to the end first planned.

    Where it was not late it is `begun_plan`.
    """
    started, begin_s = _started(session)
    return plan_of(started, end_s(started, begin_s) - begin_s + late_s(session))


def begun_plan(session: Session) -> Plan:
    """The plan as it was fitted from the true start to the end first planned."""
    started, begin_s = _started(session)
    return plan_of(started, end_s(started, begin_s) - begin_s)


def first_plan(session: Session) -> Plan:
    """What was planned first: from the true start where nothing was fitted on the way, else as it was started."""
    return session.plan if session.fitted else begun_plan(session)


def appointed_minutes(session: Session) -> int:
    """The length of the session's appointment in whole minutes; of the meeting, where it had none."""
    if session.due is None:
        return session.plan.minutes
    started, _ = _started(session)
    end = session.started_at + timedelta(seconds=end_s(started, 0))
    return max(1, round((end - session.due) / timedelta(minutes=1)))


def costs(whole: Plan, left: Plan, odd_s: int = 0) -> tuple[Cost, ...]:
    """Phase by phase, in the plan's order: the minutes it would have had and those it has.

    `odd_s` are the seconds that the minutes of `left` leave over: the first phase has them, and the screen
    rounds what is left up.
    """
    has = {phase.id: phase.minutes for phase in left.phases}
    has[left.phases[0].id] += 1 if odd_s > 0 else 0
    return tuple(Cost(p.id, p.short, p.minutes, has.get(p.id, 0)) for p in whole.phases)


def late_costs(session: Session) -> Sequence[Cost]:
    """What the late start cost each phase; nothing where it was less than a minute late."""
    if late_s(session) < 60:
        return ()
    (started, begin_s), left = _started(session), begun_plan(session)
    return costs(whole_plan(session), left, end_s(started, begin_s) - begin_s - 60 * left.minutes)


def lost(costs: Sequence[Cost]) -> int:
    """The minutes that a late start costs, all in all."""
    return sum(cost.would - cost.has for cost in costs)


def _started(session: Session) -> tuple[Started, int]:
    started = session.records[0].event
    assert isinstance(started, Started)
    return started, session.begin_ms // 1000
