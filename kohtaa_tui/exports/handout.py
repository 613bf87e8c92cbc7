"""What is handed out to practise in threes: the client's part, and the observer's sheet.

The client's has every word of the client's and nothing of what is watched for; the observer's the other way
round. Neither is for the adviser.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ..domain.pack import Texts
from ..domain.plan import Plan
from ..domain.questions import QUESTIONS
from ..domain.rehearsal import scene
from ..domain.scenario import Scenario, ScenePhase
from .client_part import PhasePart, Said, anywhere, how_to_answer, mood_at_start, parts, spoken_in
from .gathered import Speaks, quoted
from .practice_words import KIND_NAMES, NOT_MARKS
from .sheet import Blanks, Block, Boxes, Line, Points, Section, Sheet, Tally, Text

Role = Literal["client", "observer"]
"""Whom a handout is for; the adviser gets none."""


def handout(scenario: Scenario, plan: Plan, role: Role, words: Speaks) -> Sheet:
    """The sheet for a role; `plan` is how the meeting's time is divided."""
    return (_client if role == "client" else _observer)(scenario, plan, words)


def _client(scenario: Scenario, plan: Plan, words: Speaks) -> Sheet:
    you = [Text(scenario.actor.get(words.language)), Text(mood_at_start(scenario, words))]
    sections = [
        _who_comes(scenario, plan, words),
        Section(words("How you are"), tuple(text for text in you if text.text)),
        Section(words("How to answer"), (Points(how_to_answer(words)),)),
    ]
    for part in parts(scenario, words):
        sections.append(Section(_heading(part.phase, plan, words), tuple(_lines(part, words))))
    always = anywhere(scenario, words)
    if always:
        sections.append(Section(words("In any phase"), tuple(map(_line, always))))
    sections += _between(scenario, plan, words)
    return Sheet(
        words.language,
        words("PRACTICE"),
        words("The client's part: {name}", name=scenario.name),
        (words("Nobody here is real"), words("For whoever plays the client. Do not show it to the adviser.")),
        tuple(sections),
    )


def _lines(part: PhasePart, words: Speaks) -> Iterator[Block]:
    if part.opens:
        yield Line(words("You begin"), part.opens)
    yield from map(_line, part.tells)
    if part.answers:
        yield Text(words("Otherwise you answer:"), after=True)
        yield from map(_line, part.answers)


def _line(said: Said) -> Line:
    return Line(said.when, said.text, " · ".join(said.only), said.number)


def _observer(scenario: Scenario, plan: Plan, words: Speaks) -> Sheet:
    shorts = tuple(phase.short.get(words.language) for phase in plan.phases)
    sections = [
        _who_comes(scenario, plan, words),
        Section(
            words("Kinds of turns"),
            (
                Points((words("A stroke for each turn of the adviser's."), words(NOT_MARKS))),
                Tally(shorts, tuple(words(name) for name in KIND_NAMES.values())),
            ),
        ),
    ]
    for phase in plan.phases:
        here = scene(scenario, phase.id)
        if here is not None:
            sections.append(Section(_heading(phase.id, plan, words), tuple(_watched(here, words))))
    sections += _between(scenario, plan, words)
    questions = (Boxes("", tuple(words(text) for text in QUESTIONS.values())), Blanks("", 3))
    sections.append(Section(words("For the talk afterwards: choose three"), questions))
    return Sheet(
        words.language,
        words("PRACTICE"),
        words("The observer's sheet: {name}", name=scenario.name),
        (words("Nobody here is real"), words("For the observer. Do not show it to the others before the talk.")),
        tuple(sections),
        words("The meeting began at: {blank}", blank="________"),
    )


def _watched(phase: ScenePhase, words: Speaks) -> Iterator[Block]:
    if phase.trap:
        yield Boxes(words("Easy pitfalls"), tuple(t.text.get(words.language) for t in phase.trap), minute=True)
    facts = tuple(turn.fact.get(words.language) for turn in phase.turn if turn.fact != Texts())
    if facts:
        yield Boxes(words("What there is to hear"), facts)
    yield Blanks(words("Good moments"), 1, minute=True)


def _who_comes(scenario: Scenario, plan: Plan, words: Speaks) -> Section:
    names = {
        "first": words("first meeting"),
        "interpreter": words("interpreter"),
        "remote": words("remote (phone or video)"),
    }
    facts = [plan.title.get(words.language), words("{n} min", n=plan.minutes)]
    facts += [names.get(c, c) for c in plan.circumstances]
    return Section(words("Who comes"), (Text(scenario.intro.get(words.language)), Text(" · ".join(facts))))


def _between(scenario: Scenario, plan: Plan, words: Speaks) -> Iterator[Section]:
    """The interruption and the remark at the door, with their times."""
    found: list[Block] = []
    if scenario.interruption is not None:
        when = words("{minute} min from the start: something comes between", minute=scenario.interruption.minute)
        found.append(Line(when, scenario.interruption.text.get(words.language)))
    language = spoken_in(scenario, words.language)
    if door := scenario.door.get(language):
        when = words("At the end, about {minutes} min: with a hand on the door", minutes=plan.minutes)
        found.append(Line(when, quoted(door, language)))
    if found:
        yield Section(words("What comes between and last"), tuple(found))


def _heading(phase_id: str, plan: Plan, words: Speaks) -> str:
    """A phase's name with its minutes as planned: `Empathy phase: minutes 0–11`."""
    start = 0
    for phase in plan.phases:
        if phase.id == phase_id:
            name = phase.name.get(words.language)
            return words("{phase}: minutes {start}–{end}", phase=name, start=start, end=start + phase.minutes)
        start += phase.minutes
    return phase_id
