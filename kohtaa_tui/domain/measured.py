"""What the times of a meeting come to, without a word of what was said: what outlives the erasing of its texts.

The rhythm, the `timing` export and the anonymous statistics all tell this and nothing else.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from . import timing
from .lateness import late_s
from .pack import Texts
from .session import Session


class PhaseTimes(Struct, frozen=True):
    """One phase: seconds planned at first and at the end, seconds used, seconds it needs at least."""

    id: str
    name: Texts
    planned_first_s: int
    planned_s: int
    used_s: int
    minimum_s: int
    protected: bool
    visits: int


class Measured(Struct, frozen=True):
    """One meeting that has ended. `minutes` is its length as planned at first; the rest is in seconds."""

    id: str
    began: datetime
    pack: str
    pack_version: int
    minutes: int
    circumstances: tuple[str, ...]
    language: str
    late_s: int
    length_s: int
    over_s: int
    """How long it went on past its planned end; below zero where it ended before."""
    paused_s: int
    phases: tuple[PhaseTimes, ...]
    order: tuple[str, ...]
    """The ids of the phases as they were visited, each visit."""


def measured(session: Session) -> Measured:
    """The times of a session that has ended."""
    used = timing.all_used_s(session, session.last_ms)
    end_s = timing.seconds(session.last_ms if session.ended_ms is None else session.ended_ms)
    return Measured(
        id=session.id,
        began=session.began_at,
        pack=session.plan.pack_id,
        pack_version=session.plan.pack_version,
        minutes=session.plan.minutes,
        circumstances=session.plan.circumstances,
        language=session.language,
        late_s=late_s(session),
        length_s=timing.length_s(session, session.last_ms),
        over_s=end_s - session.end_s,
        paused_s=timing.paused_s(session, session.last_ms),
        phases=tuple(
            PhaseTimes(
                p.id,
                p.short,
                p.minutes * 60,
                session.planned_s[p.id],
                used[p.id],
                p.minimum * 60,
                p.protected,
                sum(v.phase == p.id for v in session.visits),
            )
            for p in session.plan.phases
        ),
        order=tuple(v.phase for v in session.visits),
    )
