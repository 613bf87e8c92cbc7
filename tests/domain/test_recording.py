"""A demo made of a practice run, written, read and played: the same meeting."""

from __future__ import annotations

import msgspec
import pytest
import tomli

from kohtaa_tui.domain import rehearsal, timing
from kohtaa_tui.domain.demo import Demo, in_language
from kohtaa_tui.domain.events import NoteAdded
from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.recording import LONGEST, recorded
from kohtaa_tui.domain.scripting import script
from kohtaa_tui.domain.session import Session
from kohtaa_tui.errors import UsageFault
from kohtaa_tui.storage.demo_text import to_toml
from tests import practised
from tests.build import START, plan, story
from tests.practised import Run


def a_run() -> Run:
    run = practised.run()
    run.at("1:00").tick("e1").note('sanoi "hei" \\ #', "words")
    run.at("2:00")
    run.says("open").says("silence")
    run.at("3:00").note("taken back").undo()
    run.at("6:00").enter("ohjaus").at("7:00").tick("o1").undo()
    run.at("8:00").pause("door-or-phone").at("9:00").resume().at("10:00").fit(phase=2, end=5)
    run.at("12:00").enter("neuvonta").at("13:00").enter("hyvastely").at("14:00").note("asiakas: soittaa pe", "agreed")
    run.at("20:00").end()
    run.at("30:00").note("afterwards").reflect("s1", "own thought")
    return run


def again(session: Session) -> Session:
    """What is played of the demo of a session, after a way through a file."""
    text = to_toml(recorded(session, "oma", "Harjoitus"), "A comment\nof two lines").decode()
    demo = msgspec.convert(tomli.loads(text), Demo)
    assert demo.id == "oma"
    told = script(demo, plan(), START)
    return fold("x", in_language(told, session.language).records)


def in_seconds(session: Session) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """The visits and the pauses, to the second that a demo's file knows."""
    visits = [(v.phase, v.start_ms // 1000) for v in session.visits]
    return visits, [(p.reason, p.start_ms // 1000) for p in session.pauses]


def test_it_is_the_same_meeting() -> None:
    run = a_run()
    was, now = run.session, again(run.session)
    assert in_seconds(now) == in_seconds(was)
    assert [(n.text, n.mark) for n in now.notes] == [(n.text, n.mark) for n in was.notes if n.text != "afterwards"]
    assert now.done == was.done
    assert now.end_s == was.end_s
    assert timing.all_used_s(now, 0) == timing.all_used_s(was, 0)
    assert [t.kind for t in now.turns] == [t.kind for t in was.turns]


def test_the_client_says_the_same() -> None:
    run = a_run()

    def lines(session: Session) -> list[str]:
        scenario = rehearsal.scenario_of(session)
        assert scenario is not None
        return [rehearsal.said(scenario, t.says).text.get("fi") for t in session.turns]

    assert lines(again(run.session)) == lines(run.session)
    assert any(lines(run.session))


def test_own_thoughts_and_what_was_taken_back_are_not_in_it() -> None:
    text = to_toml(recorded(a_run().session, "oma", "Harjoitus"), "").decode()
    for gone in ("own thought", "taken back", "afterwards"):
        assert gone not in text


def test_a_long_note_is_cut_to_what_a_demo_may_hold() -> None:
    run = practised.run().at("1:00").note("a" * 2000).at("2:00").end()
    (note,) = again(run.session).notes
    assert len(note.text) == LONGEST


def test_of_a_real_meeting_there_is_never_a_demo() -> None:
    with pytest.raises(UsageFault, match="never made of a real meeting"):
        recorded(story().at("20:00").end().session, "oma", "Harjoitus")


def test_nor_of_one_whose_notes_are_sealed() -> None:
    run = practised.run().at("1:00").event(NoteAdded("", age="sealed")).at("20:00").end()
    with pytest.raises(UsageFault, match="encrypted"):
        recorded(run.session, "oma", "Harjoitus")


def test_nor_of_a_practice_that_still_runs() -> None:
    with pytest.raises(UsageFault, match="not ended"):
        recorded(practised.run().session, "oma", "Harjoitus")
