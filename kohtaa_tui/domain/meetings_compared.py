"""Two meetings side by side: their times and how much was written, and no verdict on either.

docs/format.md is the contract of `kohtaa compare --json`.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from . import timing
from .lateness import late_s
from .pack import Texts
from .report import agreements
from .session import Session, Status


class ComparedMeeting(Struct, frozen=True):
    """One of the two. Lengths are whole seconds; what is sealed and not opened is null."""

    id: str
    status: Literal["running", "ended"]
    started_at: str
    ended_at: str | None
    reference: str | None
    pack: str
    pack_version: int
    circumstances: list[str]
    planned_s: int
    length_s: int
    late_s: int
    paused_s: int
    notes: dict[str, int] | None
    """How many by mark, `plain` those without one."""
    agreements: int | None
    prompts: int
    corrected: bool
    erased: bool
    locked: bool


class ComparedPhase(Struct, frozen=True):
    """One phase in both: seconds planned at first and seconds used; null where the method has no such phase."""

    id: str
    name: Texts
    planned_a_s: int | None
    used_a_s: int | None
    planned_b_s: int | None
    used_b_s: int | None


class MeetingsCompared(Struct, frozen=True):
    """Two meetings side by side, in the order they were asked for."""

    a: ComparedMeeting
    b: ComparedMeeting
    phases: list[ComparedPhase]


MARKS: tuple[str, ...] = ("words", "strength", "question", "agreed", "plain")


def compare_meetings(a: Session, b: Session) -> MeetingsCompared:
    """The two as they stand; of one that runs, as it stood when something last happened in it."""
    return MeetingsCompared(_meeting(a), _meeting(b), _phases(a, b))


def _meeting(session: Session) -> ComparedMeeting:
    locked = any(n.locked for n in session.notes)
    over = session.status is Status.ENDED
    ended = session.wall(timing.now_ms(session, session.last_ms)) if over else None
    return ComparedMeeting(
        id=session.id,
        status="ended" if over else "running",
        started_at=session.began_at.isoformat(timespec="seconds"),
        ended_at=ended.isoformat(timespec="seconds") if ended else None,
        reference=None if session.reference_locked else session.reference,
        pack=session.plan.pack_id,
        pack_version=session.plan.pack_version,
        circumstances=list(session.plan.circumstances),
        planned_s=timing.planned_length_s(session),
        length_s=timing.length_s(session, session.last_ms),
        late_s=late_s(session),
        paused_s=timing.paused_s(session, session.last_ms),
        notes=None if locked else {m: sum((n.mark or "plain") == m for n in session.notes) for m in MARKS},
        agreements=None if locked else len(agreements(session)),
        prompts=len(session.done),
        corrected=bool(session.corrections),
        erased=session.erased,
        locked=session.locked,
    )


def _phases(a: Session, b: Session) -> list[ComparedPhase]:
    """The phases of `a` in their order, then those that only `b` has."""
    used_a, used_b = timing.all_used_s(a, a.last_ms), timing.all_used_s(b, b.last_ms)
    plan_a = {p.id: p.minutes * 60 for p in a.plan.phases}
    plan_b = {p.id: p.minutes * 60 for p in b.plan.phases}
    names = {p.id: p.short for p in (*b.plan.phases, *a.plan.phases)}
    return [
        ComparedPhase(i, names[i], plan_a.get(i), used_a.get(i), plan_b.get(i), used_b.get(i))
        for i in dict.fromkeys((*plan_a, *plan_b))
    ]
