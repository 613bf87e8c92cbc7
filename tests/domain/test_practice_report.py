"""What a practice comes to: turns, traps and facts are counted from the records alone, and nothing is judged."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kohtaa_tui.domain import rehearsal, timing
from kohtaa_tui.domain.events import Record, Reflected, Started
from kohtaa_tui.domain.folding import start
from kohtaa_tui.domain.observation import Observation
from kohtaa_tui.domain.practice_compared import compared
from kohtaa_tui.domain.practice_report import KINDS, NEXT_TIME, PracticeReport, practice_report
from kohtaa_tui.domain.practised import Practice
from kohtaa_tui.domain.report import PracticeRef, report
from tests import practised
from tests.build import PHASES, START, plan, story


def made(run: practised.Run, *observed: Observation) -> PracticeReport:
    return practice_report(run.session, "fi", observed)


def test_turns_are_counted_by_kind_and_phase() -> None:
    found = made(practised.whole())
    assert found.kinds == {
        "open": 3, "closed": 0, "reflection": 1, "summary": 1, "information": 1, "advice": 1, "silence": 2,
    }  # fmt: skip
    assert [sum(p.kinds.values()) for p in found.phases] == [3, 4, 2, 0]
    assert found.questions == 3
    assert found.client_lines == 5  # the advice was answered with a word, a silence, a reflection and a summary not


def test_the_turns_stand_in_order_with_what_the_client_said() -> None:
    found = made(practised.whole())
    assert [(t.at_s, t.kind) for t in found.turns[:3]] == [(60, "open"), (150, "advice"), (240, "silence")]
    assert found.turns[0].says == "Minusta kirje pelottaa."
    assert found.turns[2].says == ""


def test_the_client_is_quoted_in_the_language_of_the_case() -> None:
    case = replace(practised.scenario(), language="sv")
    run = practised.run(client=case)
    run.at("1:00")
    found = made(run.says("open"))
    assert found.turns[0].says == "sv: Minusta kirje pelottaa."
    assert found.told is not None
    assert [fact.text for fact in found.told] == ["kirje pelottaa"]


def test_phases_are_told_with_their_visits_also_when_one_goes_back() -> None:
    run = practised.run()
    run.at("5:00").enter("ohjaus").at("8:00").enter("empatia").at("9:00").enter("ohjaus").at("20:00").end()
    found = made(run)
    assert [(s.phase, s.start_s, s.end_s) for s in found.stays] == [
        ("empatia", 0, 300), ("ohjaus", 300, 480), ("empatia", 480, 540), ("ohjaus", 540, 1200),
    ]  # fmt: skip
    assert {p.id: p.used_s for p in found.phases} == {"empatia": 360, "ohjaus": 840, "neuvonta": 0, "hyvastely": 0}


def test_a_trap_that_is_a_kind_of_turn_is_met_at_the_first_such_turn() -> None:
    run = practised.run()
    run.at("2:00")
    run.says("advice")
    run.at("3:00")
    run.says("information")
    assert [(t.id, t.at_s) for t in made(run).traps] == [("neuvo-alussa", 120)]


def test_the_same_turn_in_another_phase_is_no_trap() -> None:
    run = practised.run()
    run.at("1:00")
    run.says("open")
    run.at("6:00").enter("ohjaus").at("7:00")
    run.says("advice")
    assert made(run).traps == []


def test_a_trap_of_what_was_left_unsaid_is_met_when_the_phase_is_left_for_good() -> None:
    run = practised.run()
    run.at("6:00").enter("ohjaus").at("8:00").enter("empatia").at("10:00").enter("neuvonta")
    assert [(t.id, t.at_s) for t in made(run).traps] == [("kirjeeseen", 600)]


def test_going_back_and_hearing_it_is_no_trap() -> None:
    run = practised.run()
    run.at("6:00").enter("ohjaus").at("8:00").enter("empatia").at("9:00")
    run.says("open")
    run.at("10:00").enter("neuvonta")
    assert made(run).traps == []


def test_the_phase_one_is_in_has_not_been_left_and_the_end_leaves_it() -> None:
    run = practised.run()
    run.at("1:00")
    run.says("open")
    run.at("6:00").enter("hyvastely").at("9:00")
    assert made(run).traps == []
    run.end()
    assert [(t.id, t.at_s) for t in made(run).traps] == [("paiva", 540)]


def test_a_phase_that_was_skipped_holds_no_trap() -> None:
    run = practised.run()
    run.at("1:00")
    run.says("open")
    run.at("6:00").enter("ohjaus").at("9:00").end()
    assert made(run).traps == []


def test_what_was_told_and_what_stayed_unsaid() -> None:
    found = made(practised.whole())
    assert found.told is not None
    assert found.unsaid is not None
    assert [(f.id, f.at_s) for f in found.told] == [("kirje", 60), ("tyo", 420), ("taito", 780)]
    assert [f.id for f in found.unsaid] == ["yo", "viikko", "seuraava"]


def test_the_mood_is_told_where_it_changes() -> None:
    assert [(m.at_s, m.mood) for m in made(practised.whole()).moods] == [
        (0, "careful"), (150, "withdrawn"), (240, "careful"), (540, "open"),
    ]  # fmt: skip


def test_what_came_between_and_what_came_next() -> None:
    found = made(practised.whole()).interruption
    assert found is not None
    assert (found.at_s, found.next_at_s, found.next_kind) == (840, 930, "silence")


def test_a_turn_in_its_very_second_is_what_came_next() -> None:
    run = practised.run()
    run.at("14:00")
    found = made(run.says("summary")).interruption
    assert found is not None
    assert (found.next_at_s, found.next_kind) == (840, "summary")


def test_a_practice_that_ended_before_it_was_not_interrupted() -> None:
    run = practised.run()
    assert made(run.at("13:59").end()).interruption is None  # type: ignore[arg-type]


def test_a_turn_that_was_taken_back_is_in_no_figure() -> None:
    run = practised.run()
    run.at("2:00")
    run.says("advice")
    run.undo()
    found = made(run)
    assert (found.turns, found.traps, sum(found.kinds.values())) == ([], [], 0)


def test_in_threes_the_observers_turns_are_the_ones_that_count() -> None:
    run = practised.run(alone=False)
    run.at("6:00").enter("ohjaus").at("20:00").end()
    seen = (
        Observation(60_000, "empatia", "turn", "advice"),
        Observation(420_000, "ohjaus", "turn", "open"),
        Observation(500_000, "ohjaus", "trap", "kiire"),
        Observation(510_000, "ohjaus", "good", "", "hyvä tauko"),
        Observation(520_000, "ohjaus", "remark", "", "puhuu tulkille"),
    )
    found = made(run, *seen)
    assert found.counted == "observer"
    assert (found.kinds["open"], found.kinds["advice"]) == (1, 1)
    assert [(t.id, t.at_s, t.by) for t in found.traps] == [("neuvo-alussa", 60, "program"), ("kiire", 500, "observer")]
    assert [(m.kind, m.text) for m in found.moments] == [("good", "hyvä tauko"), ("remark", "puhuu tulkille")]
    assert (found.told, found.unsaid, found.client_lines, found.moods) == (None, None, None, [])


def test_alone_an_observers_turns_stand_beside_and_are_not_counted_twice() -> None:
    run = practised.whole()
    found = made(
        run, Observation(61_000, "empatia", "turn", "open"), Observation(151_000, "empatia", "trap", "neuvo-alussa")
    )
    assert found.counted == "self"
    assert found.kinds["open"] == 3
    assert [t.by for t in found.turns[:2]] == ["self", "observer"]
    assert [(t.id, t.by, t.at_s) for t in found.traps if t.by == "both"] == [("neuvo-alussa", "both", 150)]


def test_a_slip_that_both_saw_was_met_when_the_first_of_them_saw_it() -> None:
    found = made(practised.whole(), Observation(149_000, "empatia", "trap", "neuvo-alussa"))
    assert [(t.by, t.at_s) for t in found.traps if t.id == "neuvo-alussa"] == [("both", 149)]


def test_a_mark_after_the_end_counts_as_at_the_end() -> None:
    """The observer's clock goes by the time of day, and a window that was killed may have stood still meanwhile."""
    run = practised.run()
    run.at("2:00").end()
    assert [t.at_s for t in made(run, Observation(300_000, "empatia", "turn", "open")).turns] == [120]


def test_marks_of_a_phase_that_is_not_in_the_plan_are_passed_over() -> None:
    assert made(practised.run(), Observation(1000, "elsewhere", "turn", "open")).turns == []


def test_a_demo_without_a_client_has_its_times_and_nothing_else() -> None:
    demo = start(
        "20261103T080200Z-abcdefgh", Record(1, "here", 0, Started(START, plan(), "fi", practice=Practice("demo")))
    )
    found = practice_report(demo, "fi")
    assert found.practice == PracticeRef("demo", "")
    assert (found.client, found.traps, found.told, found.interruption) == ("", [], None, None)


def test_what_one_tries_next_is_in_the_report_and_other_thoughts_are_not() -> None:
    run = practised.whole()
    run.reflect("s0", "salainen").reflect(NEXT_TIME, "odotan")
    whole = msgspec.json.encode(made(run)).decode()
    assert made(run).next_time == "odotan"
    assert "salainen" not in whole


def test_what_is_locked_is_left_out_and_said() -> None:
    run = practised.whole()
    run.event(Reflected(NEXT_TIME, age="sealed"))
    found = made(run)
    assert (found.next_time, found.locked) == (None, True)
    assert found.kinds["open"] == 3  # turns are about nobody, and never sealed


def test_there_is_no_score_in_it() -> None:
    names = set(json.loads(msgspec.json.encode(made(practised.whole()))))
    assert not {n for n in names if any(word in n for word in ("score", "points", "grade", "percent", "rating"))}


def test_the_report_of_a_session_tells_what_it_is() -> None:
    assert report(practised.whole().session, 0).practice == PracticeRef("practice", "vera")
    assert "practice" not in json.loads(msgspec.json.encode(report(story().end().session, 0)))


def test_two_runs_beside_each_other() -> None:
    later = practised.whole()
    later.session = msgspec.structs.replace(later.session, turns=later.session.turns[:4])
    rows = {c.what: (c.before, c.after) for c in compared(made(practised.whole()), made(later))}
    assert rows["open"] == (3, 2)
    assert rows["told"] == (3, 2)
    assert rows["unsaid"] == (3, 4)
    assert "closed" not in rows  # nought in both
    assert rows["phase:ohjaus"] == (11, 11)


# --- properties ---

STEPS = st.lists(
    st.tuples(
        st.integers(1, 300), st.one_of(st.sampled_from(KINDS), st.sampled_from(PHASES), st.just("undo"), st.just("end"))
    ),
    max_size=30,
)


def told(steps: list[tuple[int, str]]) -> practised.Run:
    run, over = practised.run(), False
    for seconds, what in steps:
        run.after(seconds)
        if over:
            break
        if what in KINDS:
            run.says(what)  # type: ignore[arg-type]
        elif what in PHASES:
            run.enter(what)
        elif what == "end":
            run.end()
            over = True
        elif run.session.turns:
            run.undo()
    return run


@given(STEPS)
def test_counts_and_times_add_up(steps: list[tuple[int, str]]) -> None:
    run = told(steps)
    found = made(run)
    assert sum(found.kinds.values()) == len(run.session.turns) == len(found.turns)
    for kind in KINDS:
        assert sum(p.kinds[kind] for p in found.phases) == found.kinds[kind]
    assert sum(s.end_s - s.start_s for s in found.stays) == found.length_s
    assert sum(p.used_s for p in found.phases) + timing.paused_s(run.session, run.session.last_ms) == found.length_s
    assert [t.at_s for t in found.turns] == sorted(t.at_s for t in found.turns)


@given(STEPS)
def test_every_fact_is_told_or_unsaid_and_every_trap_is_met_once(steps: list[tuple[int, str]]) -> None:
    found = made(told(steps))
    assert found.told is not None
    assert found.unsaid is not None
    facts = [t.id for t in rehearsal.turns(practised.scenario())]
    assert sorted(f.id for f in (*found.told, *found.unsaid)) == sorted(facts)
    assert all(f.at_s is not None for f in found.told)
    assert len({t.id for t in found.traps}) == len(found.traps)
    assert all(0 <= t.at_s <= found.length_s for t in found.traps)


@given(STEPS)
def test_a_trap_that_was_met_stays_met(steps: list[tuple[int, str]]) -> None:
    """Whatever happens after a slip that is a kind of turn, it happened; only taking the turn back unmakes it."""
    before = told([s for s in steps if s[1] not in ("undo", "end")])
    kinds = {t.id for t in made(before).traps if t.id == "neuvo-alussa"}
    before.after(10).enter("hyvastely")
    assert kinds <= {t.id for t in made(before).traps}


@given(STEPS)
def test_it_survives_json(steps: list[tuple[int, str]]) -> None:
    found = made(told(steps))
    assert msgspec.json.decode(msgspec.json.encode(found), type=PracticeReport) == found


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_its_texts_are_in_the_language_that_was_asked_for(language: str) -> None:
    found = practice_report(practised.whole().session, language)
    assert found.traps[0].text.startswith({"fi": "Neuvo", "sv": "sv: ", "en": "en: "}[language])
