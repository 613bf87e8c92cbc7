"""What a practice client can never come to say, and why: found by reasoning, without trying everything.

In a meeting that goes through the phases in their order, being more open and having heard more never closes a
way: a turn waits for what was said and for how open the client is, and what was said stays said. So it is enough
to go through once, to make the client as open as each phase allows, and to let everything be said that can be.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from .rehearsal import LIFTS, MOODS, turns
from .scenario import ClientTurn, Mood, Reaction, Scenario, ScenePhase, TurnKind

Why = Literal["kind", "mood", "later", "never", "circle"]


class NeverSaid(Struct, frozen=True):
    """A turn that can never be said, with one reason; a turn may have several."""

    phase: int
    """The phase's place in the file, from 0."""
    turn: int
    """The turn's place in its phase, from 0."""
    why: Why
    """`kind`: reactions answer all that could bring it out; `mood`: the client is never so open; `later`: it waits
    for a turn of a later phase; `never`: it waits for one that is never said; `circle`: it waits for itself."""
    others: tuple[str, ...] = ()
    """The ids of the reactions; the mood the client can reach; the turn it waits for; the circle, in its order."""


def never_said(scenario: Scenario) -> list[NeverSaid]:
    """All turns that can never be said, in the order of the file. An `after` that names no turn is passed over."""
    known = {turn.id for turn in turns(scenario)}
    after = {turn.id: [other for other in turn.after if other in known] for turn in turns(scenario)}
    told: set[str] = set()
    said: set[str] = set()
    mood = scenario.mood
    found: list[NeverSaid] = []
    for place, phase in enumerate(scenario.phase):
        mood = _most_open(phase, mood)
        _say_all(phase, mood, said, after)
        here = {turn.id for turn in phase.turn}
        later = known - said - here - {turn.id for past in scenario.phase[:place] for turn in past.turn}
        for number, turn in enumerate(phase.turn):
            if turn.id in said:
                continue
            for why, others in _reasons(phase, turn, mood, said, later, after):
                if why != "circle" or turn.id not in told:
                    found.append(NeverSaid(place, number, why, others))
                    told.update(others if why == "circle" else ())
    return found


def never_given(scenario: Scenario) -> list[tuple[int | None, int]]:
    """The reactions that never answer, because others always do first: phase and place, no phase for one of all."""
    found: list[tuple[int | None, int]] = []
    for place, phase in enumerate(scenario.phase):
        for number, reaction in enumerate(phase.reaction):
            first = [_strong(phase, kind) for kind in reaction.to]
            if all(first) and reaction not in first:
                found.append((place, number))
    answered = [{kind for reaction in phase.reaction for kind in reaction.to} for phase in scenario.phase]
    for number, reaction in enumerate(scenario.reaction):
        if all(kinds.issuperset(reaction.to) for kinds in answered):
            found.append((None, number))
    return found


def _say_all(phase: ScenePhase, mood: Mood, said: set[str], after: dict[str, list[str]]) -> None:
    """Say all of the phase that can be said: whatever is said may free the next."""
    waiting = [turn for turn in phase.turn if not _closed(phase, turn) and _reached(mood, turn.mood)]
    while free := [turn for turn in waiting if said.issuperset(after[turn.id])]:
        said.update(turn.id for turn in free)
        waiting = [turn for turn in waiting if turn.id not in said]


def _reasons(
    phase: ScenePhase,
    turn: ClientTurn,
    mood: Mood,
    said: set[str],
    later: set[str],
    after: dict[str, list[str]],
) -> Iterator[tuple[Why, tuple[str, ...]]]:
    if _closed(phase, turn):
        yield "kind", tuple(dict.fromkeys(answer.id for kind in turn.to if (answer := _strong(phase, kind))))
    if not _reached(mood, turn.mood):
        yield "mood", (mood,)
    if circle := _circle(turn.id, after):
        yield "circle", circle
        return
    for other in after[turn.id]:
        if other in later:
            yield "later", (other,)
        elif other not in said:
            yield "never", (other,)


def _strong(phase: ScenePhase, kind: TurnKind) -> Reaction | None:
    """The reaction that answers every turn of this kind in the phase, before any turn of the client's."""
    return next((reaction for reaction in phase.reaction if reaction.mood and kind in reaction.to), None)


def _closed(phase: ScenePhase, turn: ClientTurn) -> bool:
    return all(_strong(phase, kind) for kind in turn.to)


def _most_open(phase: ScenePhase, mood: Mood) -> Mood:
    """How open the client can become in the phase."""
    if not all(_strong(phase, kind) for kind in LIFTS):
        return MOODS[-1]
    kinds = {kind for reaction in phase.reaction for kind in reaction.to}
    answers = (_strong(phase, kind) for kind in kinds)
    return max([mood, *(answer.mood for answer in answers if answer and answer.mood)], key=MOODS.index)


def _reached(mood: Mood, least: Mood) -> bool:
    return MOODS.index(mood) >= MOODS.index(least)


def _circle(start: str, after: dict[str, list[str]]) -> tuple[str, ...]:
    """A shortest circle of turns that wait for one another, `start` being one of them; empty where there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        longer: list[tuple[str, ...]] = []
        for way in ways:
            for other in after[way[-1]]:
                if other == start:
                    return way
                if other not in seen:
                    seen.add(other)
                    longer.append((*way, other))
        ways = longer
    return ()
