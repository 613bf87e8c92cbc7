"""How a practice client answers: by kind and phase alone, the same each time, and undo restores it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kohtaa_tui.domain import rehearsal
from kohtaa_tui.domain.events import TurnMarked
from kohtaa_tui.domain.practice_report import KINDS
from kohtaa_tui.domain.scenario import ClientTurn, Reaction, TurnKind
from tests import practised
from tests.build import PHASES, story, texts
from tests.practised import Run


def said(run: Run) -> list[str]:
    return [turn.says for turn in run.session.turns]


def now(run: Run, door: int | None = None) -> tuple[str, str]:
    line = rehearsal.line(run.session, run.now, door)
    assert line is not None
    return line.kind, line.text.en


def test_an_open_question_brings_out_the_first_thing_that_fits() -> None:
    run = practised.run().at("1:00")
    assert isinstance(run, Run)
    run.says("open").says("open")
    assert said(run) == ["kirje", "yo"]
    assert rehearsal.answer(run.session, "open") == ""  # nothing is left, and nobody answers to that kind


def test_what_waits_for_another_turn_is_not_said_before_it() -> None:
    """The second thing answers to more kinds than the first, which it waits for."""
    client = practised.scenario()
    first, second = client.phase[0].turn
    scene = replace(client.phase[0], turn=(first, replace(second, to=("open", "reflection"))))
    run = practised.run(client=replace(client, phase=(scene, *client.phase[1:])))
    run.says("reflection").says("open").says("reflection")
    assert said(run) == ["", "kirje", "yo"]


def test_advice_in_the_first_phase_withdraws_and_listening_opens_again() -> None:
    run = practised.run()
    run.says("advice")
    assert (said(run), rehearsal.mood_of(run.session)) == (["jaa"], "withdrawn")
    run.says("silence").says("reflection")
    assert rehearsal.moods(run.session) == ("careful", "withdrawn", "careful", "open")
    run.says("summary")
    assert rehearsal.mood_of(run.session) == "open"  # there is no more than open


def test_what_needs_trust_is_told_when_it_is_there_and_the_step_counts_before_the_answer() -> None:
    run = practised.run()
    run.at("6:00").enter("ohjaus")
    run.says("open")
    assert rehearsal.answer(run.session, "open") == ""  # careful: the second thing is not told yet
    run.says("reflection")
    assert rehearsal.answer(run.session, "open") == "taito"


def test_the_step_that_a_turn_makes_counts_before_its_answer() -> None:
    client = practised.scenario()
    scene = replace(client.phase[0], turn=(ClientTurn("luottaa", texts("a", "b", "c"), to=("silence",), mood="open"),))
    run = practised.run(client=replace(client, phase=(scene, *client.phase[1:])))
    assert rehearsal.mood_of(run.session) == "careful"
    assert rehearsal.answer(run.session, "silence") == "luottaa"


def test_a_phase_opens_with_its_own_words_until_a_turn_is_marked_in_it() -> None:
    run = practised.run()
    assert now(run) == ("opens", "I got a letter.")
    run.at("1:00")
    run.says("open")
    assert now(run)[0] == "turn"
    run.at("2:00").enter("ohjaus")
    assert now(run) == ("opens", "Really I wonder.")
    run.at("3:00").enter("empatia")
    assert now(run) == ("opens", "I got a letter.")


def test_the_interruption_stands_from_its_minute_until_the_next_turn() -> None:
    run = practised.run()
    run.at("13:59")
    assert now(run)[0] == "opens"
    run.at("14:00")
    assert now(run) == ("interruption", "The telephone rings.")
    run.at("15:00").enter("ohjaus")
    assert now(run)[0] == "interruption"  # the next phase's opening waits
    run.says("silence")
    assert now(run)[0] == "silent"
    run.undo()
    assert now(run)[0] == "interruption"


def test_the_door_stands_in_the_last_phase_until_one_more_turn() -> None:
    run = practised.run()
    run.at("20:00")
    run.says("silence")
    run.at("25:00").enter("hyvastely")
    assert now(run, door=1) == ("door", "One more thing.")
    run.at("26:00")
    run.says("closed")
    assert now(run, door=1) == ("reaction", "Yes.")
    run.undo().at("27:00").enter("neuvonta")
    assert now(run, door=1)[0] == "opens"


def test_reactions_take_turns() -> None:
    client = practised.scenario()
    more = tuple(Reaction(name, ("closed",), texts(name, name, name)) for name in ("niin", "aivan", "tietysti"))
    run = practised.run(client=replace(client, reaction=more))
    for _ in range(4):
        run.says("closed")
    assert said(run) == ["niin", "aivan", "tietysti", "niin"]


def test_without_a_practice_client_nobody_answers() -> None:
    session = story().session
    assert (rehearsal.answer(session, "open"), rehearsal.line(session, 0)) == ("", None)
    assert rehearsal.facts(session) == ((), ())


STEPS = st.lists(st.sampled_from([*KINDS, "forward", "back"]), max_size=14)


def played(steps: list[str]) -> Run:
    run = practised.run()
    for step in steps:
        run.after("0:40")
        place = run.session.place + {"forward": 1, "back": -1}.get(step, 0)
        if step in KINDS:
            run.says(step)  # type: ignore[arg-type]
        elif 0 <= place < len(PHASES):
            run.enter(PHASES[place])
    return run


@given(STEPS)
def test_the_same_session_always_gives_the_same_answer(steps: list[str]) -> None:
    once, again = played(steps), played(steps)
    assert said(once) == said(again)
    for kind in KINDS:
        assert rehearsal.answer(once.session, kind) == rehearsal.answer(again.session, kind)


@given(STEPS, st.sampled_from(KINDS))
def test_undo_restores_what_the_client_would_say(steps: list[str], kind: TurnKind) -> None:
    run = played(steps)
    before = [rehearsal.answer(run.session, k) for k in KINDS], rehearsal.moods(run.session), now(run)
    run.event(TurnMarked(kind, rehearsal.answer(run.session, kind)))
    run.undo()
    assert ([rehearsal.answer(run.session, k) for k in KINDS], rehearsal.moods(run.session), now(run)) == before


@given(STEPS)
def test_nothing_is_told_twice(steps: list[str]) -> None:
    run = played(steps)
    turns = {turn.id for phase in practised.scenario().phase for turn in phase.turn}
    told = [t for t in said(run) if t in turns]
    assert len(told) == len(set(told))
    known, unsaid = rehearsal.facts(run.session)
    assert {t.id for t in known} == set(told)
    assert {t.id for t in known} | {t.id for t in unsaid} == turns
