"""What can never be said: reasoned out, and the same as a walk that tries every kind of turn in every state."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kohtaa_tui.domain.never_said import NeverSaid, never_given, never_said
from kohtaa_tui.domain.pack import Texts
from kohtaa_tui.domain.practised import Practice
from kohtaa_tui.domain.rehearsal import answer, mood_of
from kohtaa_tui.domain.scenario import (
    ClientTurn,
    Mood,
    Reaction,
    Scenario,
    ScenePhase,
    TurnKind,
)
from kohtaa_tui.domain.session import Session, Turn, Visit
from tests.build import PHASES, story

KINDS: tuple[TurnKind, ...] = ("open", "closed", "reflection", "summary", "information", "advice", "silence")
TEXT = Texts(fi="a", sv="a", en="a")


def turn(name: str, *to: TurnKind, after: str = "", mood: Mood = "withdrawn") -> ClientTurn:
    return ClientTurn(id=name, text=TEXT, to=to or ("open",), after=tuple(after), mood=mood)


def reaction(name: str, *to: TurnKind, mood: Mood | None = None) -> Reaction:
    return Reaction(id=name, to=to, text=TEXT, mood=mood)


def client(*phases: tuple[list[ClientTurn], list[Reaction]], mood: Mood = "withdrawn") -> Scenario:
    return Scenario(
        id="koe",
        name="Koe",
        minutes=30,
        intro=TEXT,
        mood=mood,
        phase=tuple(
            ScenePhase(id=PHASES[place], opens=TEXT, turn=tuple(turns), reaction=tuple(reactions))
            for place, (turns, reactions) in enumerate(phases)
        ),
    )


# -- the walk ----------------------------------------------------------------------------------------


def walked(scenario: Scenario) -> set[str]:
    """The ids of all turns and reactions that some way through the phases brings out, found by trying every way."""
    first = replace(story().session, practice=Practice("practice", scenario))
    heard: set[str] = set()
    seen = set()
    states: list[tuple[int, Session]] = [(0, first)]
    while states:
        phase, session = states.pop()
        said = frozenset(t.says for t in session.turns)
        state = (phase, frozenset(said & _turn_ids(scenario)), mood_of(session))
        if state in seen:
            continue
        seen.add(state)
        heard |= said
        for kind in KINDS:
            marked = Turn((len(session.turns), "d"), 0, session.phase.id, kind, answer(session, kind))
            states.append((phase, replace(session, turns=(*session.turns, marked))))
        if phase + 1 < len(scenario.phase):
            visit = Visit(scenario.phase[phase + 1].id, 0, (phase, "d"))
            states.append((phase + 1, replace(session, visits=(*session.visits, visit))))
    return heard


def _turn_ids(scenario: Scenario) -> set[str]:
    return {t.id for phase in scenario.phase for t in phase.turn}


_KIND = st.sampled_from(KINDS)
_MOOD = st.sampled_from(("withdrawn", "careful", "open"))


@st.composite
def _clients(draw: st.DrawFn) -> Scenario:
    """Small practice clients: six turns at most, over three phases at most."""
    names = "abcdef"[: draw(st.integers(1, 6))]
    phases: list[tuple[list[ClientTurn], list[Reaction]]] = [([], []) for _ in range(draw(st.integers(1, 3)))]
    for name in names:
        after = "".join(draw(st.sets(st.sampled_from(names), max_size=2)))
        kinds = draw(st.lists(_KIND, min_size=1, max_size=2))
        place = draw(st.integers(0, len(phases) - 1))
        phases[place][0].append(turn(name, *kinds, after=after, mood=draw(_MOOD)))
    for number in range(draw(st.integers(0, 4))):
        kinds = draw(st.lists(_KIND, min_size=1, max_size=4))
        place = draw(st.integers(0, len(phases) - 1))
        phases[place][1].append(reaction(f"r{number}", *kinds, mood=draw(st.none() | _MOOD)))
    anywhere = [reaction(f"s{n}", *draw(st.lists(_KIND, min_size=1))) for n in range(draw(st.integers(0, 2)))]
    return replace(client(*phases, mood=draw(_MOOD)), reaction=tuple(anywhere))


@settings(max_examples=150, deadline=None)
@given(_clients())
def test_what_is_reasoned_out_is_what_a_walk_finds(scenario: Scenario) -> None:
    found = never_said(scenario)
    dead = {scenario.phase[one.phase].turn[one.turn].id for one in found}
    in_circles = {other for one in found if one.why == "circle" for other in one.others}
    heard = walked(scenario)
    assert _turn_ids(scenario) - heard == dead | in_circles
    idle = [
        scenario.reaction[place] if phase is None else scenario.phase[phase].reaction[place]
        for phase, place in never_given(scenario)
    ]
    assert not {one.id for one in idle} & heard


def test_the_walk_does_find_what_cannot_be_said() -> None:
    first, second = [turn("a", after="b"), turn("b"), turn("c", after="d")], [turn("d")]
    assert walked(client((first, []), (second, []))) - {""} == set("abd")


# -- the reasons -------------------------------------------------------------------------------------


def test_all_can_be_said_where_one_frees_the_next() -> None:
    assert never_said(client(([turn("c", after="b"), turn("b", after="a"), turn("a", "silence")], []))) == []


def test_a_turn_whose_kinds_are_all_answered_by_a_reaction_with_a_mood() -> None:
    withdraws = reaction("r", "advice", "information", mood="withdrawn")
    scenario = client(([turn("a", "advice", "information"), turn("b", "advice", "open")], [withdraws]))
    assert never_said(scenario) == [NeverSaid(0, 0, "kind", ("r",))]
    assert never_said(client(([turn("a", "advice")], [reaction("r", "advice")]))) == []


def test_a_mood_that_nothing_brings_about() -> None:
    shut = reaction("r", "reflection", "summary", "silence", mood="careful")
    scenario = client(([turn("a", mood="open"), turn("b", mood="careful")], [shut]))
    assert never_said(scenario) == [NeverSaid(0, 0, "mood", ("careful",))]
    assert never_said(client(([turn("a", mood="open")], []))) == []


def test_the_mood_of_one_phase_goes_on_into_the_next() -> None:
    shut = reaction("r", "reflection", "summary", "silence", mood="withdrawn")
    scenario = client(([turn("a")], []), ([turn("b", mood="open")], [shut]))
    assert never_said(scenario) == []


def test_a_turn_that_waits_for_a_later_phase_and_all_that_wait_for_it() -> None:
    scenario = client(([turn("a", after="c"), turn("b", after="a")], []), ([turn("c"), turn("d", after="b")], []))
    assert never_said(scenario) == [
        NeverSaid(0, 0, "later", ("c",)),
        NeverSaid(0, 1, "never", ("a",)),
        NeverSaid(1, 1, "never", ("b",)),
    ]


def test_a_circle_is_named_once_and_what_waits_for_it_too() -> None:
    scenario = client(
        ([turn("a", after="b"), turn("b", after="c"), turn("c", after="a"), turn("d", after="b")], []),
        ([turn("e", after="e")], []),
    )
    assert never_said(scenario) == [
        NeverSaid(0, 0, "circle", ("a", "b", "c")),
        NeverSaid(0, 3, "never", ("b",)),
        NeverSaid(1, 0, "circle", ("e",)),
    ]


def test_a_name_that_names_nothing_is_told_elsewhere() -> None:
    assert never_said(client(([turn("a", after="z")], []))) == []


def test_a_long_row_of_turns_that_wait_for_the_next() -> None:
    names = [chr(0x100 + n) for n in range(240)]
    turns = [turn(name, after="".join(names[n + 1 : n + 4])) for n, name in enumerate(names)]
    assert never_said(client(*((turns[n : n + 60], []) for n in (180, 120, 60, 0)))) == []
    backwards = never_said(client(*((turns[n : n + 60], []) for n in (0, 60, 120, 180))))
    assert {one.why for one in backwards} == {"later", "never"}


def test_reactions_that_never_answer() -> None:
    here = [
        reaction("mild", "advice", "closed"),
        reaction("strong", "advice", mood="withdrawn"),
        reaction("shadowed", "advice", mood="open"),
        reaction("silenced", "advice"),
    ]
    scenario = replace(
        client(([], here), ([], [reaction("there", "closed")])),
        reaction=(reaction("anywhere", "closed"), reaction("sometimes", "closed", "advice")),
    )
    assert never_given(scenario) == [(0, 2), (0, 3), (None, 0)]
