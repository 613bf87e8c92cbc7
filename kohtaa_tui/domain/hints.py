"""What a trainee may notice after a turn: one plain fact about what it did, never a judgement.

All of it follows from the kinds of turn that were marked, the phase, and what they did to the client.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from . import rehearsal
from .pack import Texts
from .scenario import Mood, TurnKind
from .session import Session, Turn

What = Literal[
    "told", "went-on", "withdrew", "opened", "closed-row", "asking-row", "telling", "needs-trust", "nothing-new",
    "all-told", "left-unsaid",
]  # fmt: skip
"""What there is to notice: see `hint`."""

ASKING: tuple[TurnKind, ...] = ("open", "closed")
TELLING: tuple[TurnKind, ...] = ("information", "advice")
IN_A_ROW = 3
"""Questions of a kind in a row that are worth a word."""


class Hint(Struct, frozen=True):
    """One thing to notice."""

    what: What
    kind: TurnKind = "open"
    """The kind of turn that did it."""
    unsaid: int = 0
    """How many things are still to be learned in the phase."""
    phase: str = ""
    """The phase it is about, where that is not the one the meeting is in."""


def hint(session: Session) -> Hint | None:
    """What the last turn did, or what was left behind with the last phase; None where there is nothing to notice."""
    scenario = rehearsal.scenario_of(session)
    if scenario is None:
        return None
    last = rehearsal.last_here(session)
    if last is None:
        return _left_behind(session)
    before, now = rehearsal.moods(session)[-2:]
    unsaid, said = len(unsaid_in(session, last.phase)), rehearsal.said(scenario, last.says)
    here = tuple(t for t in session.turns if t.phase == last.phase)
    if _rank(now) < _rank(before):
        return Hint("withdrew", last.kind, unsaid)
    if _row(here, ("closed",)):
        return Hint("closed-row", last.kind, unsaid)
    if _row(here, ASKING):
        return Hint("asking-row", last.kind, unsaid)
    if last.phase == "ohjaus" and _row(here, TELLING, 2):
        return Hint("telling", last.kind, unsaid)
    if said.kind == "turn":
        return Hint("went-on" if last.kind == "silence" else "told", last.kind, unsaid)
    if _rank(now) > _rank(before):
        return Hint("opened", last.kind, unsaid)
    if not unsaid:
        return Hint("all-told", last.kind)
    return Hint("needs-trust" if _waits_for_trust(session, now) else "nothing-new", last.kind, unsaid)


def unsaid_in(session: Session, phase: str) -> tuple[Texts, ...]:
    """What there is to learn in a phase and has not been told."""
    scenario = rehearsal.scenario_of(session)
    here = rehearsal.scene(scenario, phase) if scenario else None
    told = {t.says for t in session.turns}
    return tuple(t.fact for t in (here.turn if here else ()) if t.fact != Texts() and t.id not in told)


def _left_behind(session: Session) -> Hint | None:
    """What stayed unsaid in the phase before: one may go back."""
    if len(session.visits) < 2:
        return None
    before, here = session.visits[-2].phase, session.visits[-1].phase
    if session.plan.index(before) > session.plan.index(here):
        return None
    unsaid = len(unsaid_in(session, before))
    return Hint("left-unsaid", unsaid=unsaid, phase=before) if unsaid else None


def _row(turns: tuple[Turn, ...], kinds: tuple[TurnKind, ...], most: int = IN_A_ROW) -> bool:
    """Whether the last turns were all of these kinds, so many of them or a multiple: it is not said at each."""
    count = 0
    for turn in reversed(turns):
        if turn.kind not in kinds:
            break
        count += 1
    return count > 0 and count % most == 0


def _waits_for_trust(session: Session, mood: Mood) -> bool:
    """Whether something would be told now, were the client more open."""
    scenario = rehearsal.scenario_of(session)
    here = rehearsal.scene(scenario, session.phase.id) if scenario else None
    told = {t.says for t in session.turns}
    waiting = [t for t in (here.turn if here else ()) if t.id not in told and told.issuperset(t.after)]
    return bool(waiting) and all(_rank(t.mood) > _rank(mood) for t in waiting)


def _rank(mood: Mood) -> int:
    return rehearsal.MOODS.index(mood)
