"""What a practice client says and when, in plain words: for whoever plays the client, on paper or on a screen."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from ..domain.rehearsal import turns
from ..domain.scenario import ClientTurn, Mood, Reaction, Scenario, ScenePhase, TurnKind
from .gathered import Speaks, quoted
from .practice_words import KIND_NAMES


class Said(Struct, frozen=True):
    """One thing the client may say."""

    id: str
    when: str
    """What the adviser does that it answers: `Open question or silence`."""
    text: str
    """The client's words, in quotation marks."""
    only: tuple[str, ...] = ()
    """What must have come before, or what it does to the client."""
    number: int = 0
    """Its number in the client's part, from 1; 0 for an answer that tells nothing new."""


class PhasePart(Struct, frozen=True):
    """The client's part of one phase."""

    phase: str
    opens: str
    tells: tuple[Said, ...]
    """What is told, each thing once, in this order."""
    answers: tuple[Said, ...]
    """How the client answers otherwise."""


def spoken_in(scenario: Scenario, language: str) -> str:
    """The language the client speaks: the meeting's own where that is a part of the case."""
    return scenario.language or language


def parts(scenario: Scenario, words: Speaks) -> tuple[PhasePart, ...]:
    """The client's part, phase by phase."""
    language = spoken_in(scenario, words.language)
    numbers = {turn.id: number for number, turn in enumerate(turns(scenario), 1)}
    return tuple(_part(phase, scenario, numbers, language, words) for phase in scenario.phase)


def anywhere(scenario: Scenario, words: Speaks) -> tuple[Said, ...]:
    """The answers that fit in any phase."""
    return _answers(scenario.reaction, spoken_in(scenario, words.language), words)


def _part(
    phase: ScenePhase, scenario: Scenario, numbers: dict[str, int], language: str, words: Speaks
) -> PhasePart:  # fmt: skip
    tells = tuple(
        Said(
            turn.id,
            _either(turn.to, words),
            quoted(turn.text.get(language), language),
            tuple(_conditions(turn, scenario, numbers, words)),
            numbers[turn.id],
        )
        for turn in phase.turn
    )
    opens = phase.opens.get(language)
    return PhasePart(
        phase.id, quoted(opens, language) if opens else "", tells, _answers(phase.reaction, language, words)
    )


def _conditions(turn: ClientTurn, scenario: Scenario, numbers: dict[str, int], words: Speaks) -> Iterable[str]:
    before = [numbers[other] for other in turn.after if other in numbers]
    if len(before) == 1:
        yield words("after line {number}", number=before[0])
    elif before:
        yield words("after lines {numbers}", numbers=", ".join(map(str, before)))
    if turn.mood == "open":
        yield words("only when you feel heard")
    elif turn.mood == "careful" and scenario.mood == "withdrawn":
        yield words("only when you are a little more at ease")
    elif turn.mood == "careful":
        yield words("not while you have withdrawn")


def _answers(reactions: Iterable[Reaction], language: str, words: Speaks) -> tuple[Said, ...]:
    effects: dict[Mood, str] = {
        "withdrawn": words("you withdraw"),
        "careful": words("you become careful"),
        "open": words("you open up"),
    }
    found: dict[tuple[str, Mood | None], Said] = {}
    for reaction in reactions:  # those to the same kind, taken in turn, stand together
        when, text = _either(reaction.to, words), quoted(reaction.text.get(language), language)
        before = found.get((when, reaction.mood))
        if before is not None:
            text = f"{before.text} · {text}"
        only = (effects[reaction.mood],) if reaction.mood else ()
        found[when, reaction.mood] = Said(before.id if before else reaction.id, when, text, only)
    return tuple(found.values())


def mood_at_start(scenario: Scenario, words: Speaks) -> str:
    """How open the client is when the meeting begins."""
    return {
        "withdrawn": words("At the start you are withdrawn: you say little."),
        "careful": words("At the start you are careful: you wait and see."),
        "open": words("At the start you are open: you like to tell."),
    }[scenario.mood]


def how_to_answer(words: Speaks) -> tuple[str, ...]:
    """How the part is played, in three sentences."""
    return (
        words("The adviser does something and you answer: find the line for it, and say it in your own words."),
        words("When your words are said back or summed up, or it may be quiet, you open up a step."),
        words("Tell each thing once. Where nothing fits, answer briefly and wait."),
    )


def _either(kinds: tuple[TurnKind, ...], words: Speaks) -> str:
    """The kinds by name, any of which will do: `Open question, summary or silence`."""
    names = [words(KIND_NAMES[kind]) for kind in kinds]
    if len(names) < 2:
        return _capital("".join(names))
    return _capital(words("{first} or {last}", first=", ".join(names[:-1]), last=names[-1]))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
