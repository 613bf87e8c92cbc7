"""How a practice client answers: by the kind of the adviser's turn and the phase, never by the words.

All of it is a function of the session: the scenario in its first record and the turns marked since.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from . import timing
from .pack import Texts
from .scenario import ClientTurn, Mood, Reaction, Scenario, ScenePhase, TurnKind
from .session import Session, Status, Turn

MOODS: tuple[Mood, ...] = ("withdrawn", "careful", "open")
LIFTS: tuple[TurnKind, ...] = ("reflection", "summary", "silence")
"""Kinds of turn after which the client is a step more open."""


class Line(Struct, frozen=True):
    """What stands on the screen now: the client's words, or what happens."""

    text: Texts
    kind: Literal["opens", "turn", "reaction", "interruption", "door", "silent"]
    id: str = ""
    """The id of the turn or the reaction."""


def scenario_of(session: Session) -> Scenario | None:
    """The practice client of a session; None for a real meeting and for one without a scenario."""
    return session.practice.scenario if session.practice else None


def scene(scenario: Scenario, phase: str) -> ScenePhase | None:
    """What the client brings to a phase."""
    return next((p for p in scenario.phase if p.id == phase), None)


def answer(session: Session, kind: TurnKind) -> str:
    """The id of what the client says to a turn of this kind now; empty where they say nothing."""
    scenario = scenario_of(session)
    if scenario is None:
        return ""
    here = scene(scenario, session.phase.id)
    reactions = here.reaction if here else ()
    strong = next((r for r in reactions if r.mood and kind in r.to), None)
    if strong is not None:
        return strong.id
    mood = _step(mood_of(session), kind)
    said = {t.says for t in session.turns}
    found = next((t for t in here.turn if _fits(t, kind, mood, said)), None) if here else None
    if found is not None:
        return found.id
    mild = [r for r in reactions if not r.mood and kind in r.to] or [r for r in scenario.reaction if kind in r.to]
    if not mild:
        return ""
    ids = {r.id for r in mild}
    return mild[sum(t.says in ids for t in session.turns) % len(mild)].id


def _fits(turn: ClientTurn, kind: TurnKind, mood: Mood, said: set[str]) -> bool:
    open_enough = MOODS.index(mood) >= MOODS.index(turn.mood)
    return turn.id not in said and kind in turn.to and said.issuperset(turn.after) and open_enough


def mood_of(session: Session) -> Mood:
    """How open the client is now."""
    return moods(session)[-1]


def moods(session: Session) -> tuple[Mood, ...]:
    """How open the client was at the start, and after each of the turns."""
    scenario = scenario_of(session)
    if scenario is None:
        return ("careful",)
    changes = {r.id: r.mood for r in _reactions(scenario) if r.mood}
    found = [scenario.mood]
    for turn in session.turns:
        found.append(changes.get(turn.says) or _step(found[-1], turn.kind))
    return tuple(found)


def _step(mood: Mood, kind: TurnKind) -> Mood:
    return MOODS[min(MOODS.index(mood) + (kind in LIFTS), len(MOODS) - 1)]


def line(session: Session, at_ms: int, door: int | None = None) -> Line | None:
    """What stands on the screen at `at_ms`; None for a session without a scenario.

    `door` is how many turns had been marked when the adviser was about to end the farewell: until the next one
    the client stands with a hand on the door.
    """
    scenario = scenario_of(session)
    if scenario is None:
        return None
    last = session.turns[-1] if session.turns else None
    since = last.at_ms if last else session.begin_ms
    if door == len(session.turns) and timing.is_last(session):
        return Line(scenario.door, "door")
    interruption = scenario.interruption
    if interruption and session.status is not Status.ENDED:
        minute_ms = session.begin_ms + interruption.minute * 60_000
        if since < minute_ms <= at_ms:
            return Line(interruption.text, "interruption")
    answered = last_here(session)
    if answered is None:
        here = scene(scenario, session.phase.id)
        return Line(here.opens if here else Texts(), "opens")
    return said(scenario, answered.says)


def last_here(session: Session) -> Turn | None:
    """The last turn, if it was marked since the phase was entered."""
    last, visit = session.turns[-1] if session.turns else None, session.visits[-1]
    return last if last is not None and last.phase == visit.phase and last.at_ms >= visit.start_ms else None


def said(scenario: Scenario, line_id: str) -> Line:
    """What the client's turn or reaction of this id says; silence where there is none."""
    for turn in turns(scenario):
        if turn.id == line_id:
            return Line(turn.text, "turn", line_id)
    for reaction in _reactions(scenario):
        if reaction.id == line_id:
            return Line(reaction.text, "reaction", line_id)
    return Line(Texts(), "silent")


def turns(scenario: Scenario) -> Iterator[ClientTurn]:
    """All the client may say, in the order of the phases."""
    return (turn for phase in scenario.phase for turn in phase.turn)


def facts(session: Session) -> tuple[tuple[ClientTurn, ...], tuple[ClientTurn, ...]]:
    """What was told and what stayed unsaid, of what there was to learn."""
    scenario = scenario_of(session)
    known = [t for t in turns(scenario) if t.fact != Texts()] if scenario else []
    heard = {t.says for t in session.turns}
    return tuple(t for t in known if t.id in heard), tuple(t for t in known if t.id not in heard)


def _reactions(scenario: Scenario) -> Iterator[Reaction]:
    for phase in scenario.phase:
        yield from phase.reaction
    yield from scenario.reaction
