"""The easy slips of a practice that happened, as far as the program or an observer saw them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from msgspec import Struct

from . import timing
from .observation import Observation
from .scenario import Scenario, TurnKind
from .session import Session


class TrapMet(Struct, frozen=True):
    """An easy slip that happened; `by` is who saw it, and `at_s` the first moment."""

    id: str
    phase: str
    text: str
    at_s: int
    by: Literal["program", "observer", "both"]


def since_start_s(session: Session, at_ms: int) -> int:
    """Whole seconds since the true start."""
    return timing.seconds(at_ms) - timing.seconds(session.begin_ms)


def traps_met(session: Session, scenario: Scenario, language: str, seen: Sequence[Observation]) -> list[TrapMet]:
    """What the program and the observer saw of the slips, in the order of the moments."""
    marked = {o.value: o.at_ms for o in reversed(seen) if o.kind == "trap"}
    said = {t.says: t.at_ms for t in reversed(session.turns)}
    left = _left_ms(session)
    turns = [(t.at_ms, t.phase, t.kind) for t in session.turns]
    # where nobody but the observer marked turns, a slip that is a kind of turn is seen in theirs
    turns = turns or [
        (o.at_ms, o.phase, k) for o in seen for k in get_args(TurnKind) if o.kind == "turn" and o.value == k
    ]
    found = []
    for phase in scenario.phase:
        for trap in phase.trap:
            own = [at for at, where, kind in turns if where == phase.id and kind in trap.turn][:1]
            gone = left.get(phase.id)
            alone = session.practice is not None and session.practice.alone
            if trap.unsaid and alone and gone is not None and said.get(trap.unsaid, gone + 1) > gone:
                own.append(gone)
            both = [*own, *([marked[trap.id]] if trap.id in marked else [])]
            if both:
                by: Literal["program", "observer", "both"] = (
                    "both" if own and trap.id in marked else "program" if own else "observer"
                )
                found.append(TrapMet(trap.id, phase.id, trap.text.get(language), since_start_s(session, min(both)), by))
    return sorted(found, key=lambda t: t.at_s)


def _left_ms(session: Session) -> dict[str, int]:
    """When each phase was left for good; the one that a running session is in has not been left."""
    ends = [v.start_ms for v in session.visits[1:]]
    if session.ended_ms is not None:
        ends.append(session.ended_ms)
    left = {v.phase: end for v, end in zip(session.visits, ends, strict=False)}
    if session.ended_ms is None:
        left.pop(session.visits[-1].phase, None)
    return left
