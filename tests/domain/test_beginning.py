"""Put right while it runs or afterwards: when the meeting really began, and when a phase did."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohtaa_tui.domain import timing
from kohtaa_tui.domain.beginning import EARLIEST_MS, plan_of
from kohtaa_tui.domain.events import PhaseMoved, Started
from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.report import listed, report
from kohtaa_tui.domain.session import Session
from kohtaa_tui.domain.timing import Level
from kohtaa_tui.errors import NotAllowed
from tests.build import PHASES, START, Story, kept, ms, plan, story
from tests.domain.strategies import stories

FIRST = 1
"""The seq of the record that began the meeting."""


def minutes_of(session: Session) -> list[float]:
    return [session.planned_s[phase] / 60 for phase in PHASES]


def test_a_meeting_that_began_earlier_counts_from_there() -> None:
    told = story(45).at("2:00").move(FIRST, -180)
    session = told.session
    assert session.begin_ms == -180_000
    assert session.began_at == START - timedelta(minutes=3)
    assert timing.used_s(session, ms("2:00")) == 300
    assert timing.length_s(session, ms("2:00")) == 300
    assert timing.elapsed_s(session, ms("2:00")) == 120


def test_where_a_length_was_chosen_it_stays_and_the_end_moves_along() -> None:
    session = story(45).at("2:00").move(FIRST, -180).session
    assert session.end_s == 42 * 60
    assert minutes_of(session) == [p.minutes for p in plan(45).phases]
    assert listed(session).minutes == 45


def test_an_end_given_as_a_time_of_day_stays_and_the_phases_share_the_longer_time() -> None:
    session = story(45, until=True, odd_s=20).at("2:00").move(FIRST, -180).session
    assert session.end_s == 45 * 60 + 20
    wanted = [60 * p.minutes for p in plan(48).phases]
    assert [session.planned_s[phase] for phase in PHASES] == [wanted[0] + 20, *wanted[1:]]
    assert sum(session.planned_s.values()) == timing.planned_length_s(session)


def test_odd_seconds_of_an_old_meeting_tell_that_its_end_was_a_time_of_day() -> None:
    assert story(45, odd_s=20).move(FIRST, -180).session.end_s == 45 * 60 + 20


def test_after_a_fit_only_the_start_moves() -> None:
    told = story(45).at("4:00").fit(phase=1, end=2)
    before = told.session
    session = told.at("5:00").move(FIRST, -180).session
    assert (session.end_s, session.planned_s) == (before.end_s, before.planned_s)
    assert session.begin_ms == -180_000
    assert timing.used_s(session, ms("5:00")) == 480


def test_a_fit_that_was_undone_does_not_hold_the_plan() -> None:
    told = story(45).at("4:00").fit(phase=1, end=2).undo().move(FIRST, -180)
    assert told.session.end_s == 42 * 60


def test_a_fit_afterwards_is_what_counts() -> None:
    told = story(45, until=True).at("2:00").move(FIRST, -180).at("3:00").fit(end=5)
    assert told.session.end_s == 50 * 60
    assert sum(told.session.planned_s.values()) == 53 * 60


def test_undo_takes_it_back_whole() -> None:
    told = story(45, until=True).at("2:00").note("a").at("3:00")
    before = told.session
    assert kept(told.move(FIRST, -180).undo().session) == kept(before)


def test_it_can_be_put_right_twice_and_back() -> None:
    told = story(45, until=True).at("2:00")
    before = told.session
    assert kept(told.move(FIRST, -180).move(FIRST, -60).session) == kept(story(45, until=True).move(FIRST, -60).session)
    assert kept(told.move(FIRST, 0).session) == kept(before)


def test_it_began_at_most_eight_hours_before() -> None:
    assert story(45).event(PhaseMoved(FIRST, -(10**9), live=True)).session.begin_ms == EARLIEST_MS == -480 * 60_000


def test_it_never_began_after_now_or_after_the_first_change_of_phase() -> None:
    assert story(45).at("2:00").move(FIRST, "5:00").session.begin_ms == 120_000
    told = story(45).at("2:00").forward().at("9:00")
    assert told.move(FIRST, "5:00").session.begin_ms == 120_000
    assert told.end().move(FIRST, "1:00").session.begin_ms == 60_000


def test_without_saying_that_it_was_live_it_changes_nothing_before_the_end() -> None:
    told = story(45).at("2:00").forward()
    with pytest.raises(NotAllowed):
        told.at("3:00").event(PhaseMoved(2, 60_000))
    assert told.end().event(PhaseMoved(2, 60_000)).session.visits[1].start_ms == 60_000


def test_put_right_in_the_review_it_comes_to_the_same_as_live() -> None:
    live = story(45, until=True).at("2:00").move(FIRST, -180).at("40:00").end().session
    after = story(45, until=True).at("40:00").end().move(FIRST, -180).session
    assert (live.planned_s, live.end_s, live.visits) == (after.planned_s, after.end_s, after.visits)


def test_a_pause_before_a_later_start_is_no_part_of_the_meeting() -> None:
    session = story(45).at("1:00").pause().at("4:00").resume().at("10:00").forward().at("30:00").end().session
    told = Story(session).at("30:00").move(FIRST, "3:00").session
    assert timing.paused_s(told, 0) == 60
    assert timing.all_used_s(told, 0)["empatia"] == 6 * 60
    assert sum(timing.all_used_s(told, 0).values()) + 60 == timing.length_s(told, 0) == 27 * 60


def test_the_level_and_the_latest_leave_are_those_of_the_earlier_start() -> None:
    told = story(30).at("4:00")
    assert timing.level(told.session, told.now) is Level.CALM
    session = told.move(FIRST, -300).session  # the first phase has 7 minutes, what is ahead needs 10
    assert timing.level(session, told.now) is Level.OVER
    assert timing.latest_leave_s(session) == (25 - 10) * 60
    assert timing.level(session, ms("15:01")) is Level.SQUEEZE


def test_the_spans_reach_from_the_true_start_to_the_end() -> None:
    told = story(45, until=True).at("2:00").move(FIRST, -180)
    spans = timing.spans(told.session, told.now)
    assert spans[0].start_ms == -180_000
    assert [s.end_ms - s.start_ms for s in spans] == [60_000 * p.minutes for p in plan(48).phases]
    ended = told.at("20:00").forward().at("40:00").end()
    assert timing.spans(ended.session, ended.now)[0].start_ms == -180_000


def test_the_report_tells_the_true_start_and_counts_the_notes_from_it() -> None:
    told = story(45).at("2:00").note("a").move(FIRST, -180).at("40:00").end()
    found = report(told.session, 0)
    assert found.started_at == "2026-11-03T09:59:00+02:00"
    assert found.planned_end_at == "2026-11-03T10:44:00+02:00"
    assert [n.at_s for n in found.notes] == [300]
    assert sum(p.used_s for p in found.phases) == 43 * 60


def test_what_was_agreed_counts_days_from_the_day_it_began() -> None:
    told = story(45, wall="2026-11-04T00:01:00+02:00").at("5:00").note("asiakas: soittaa ke", "agreed")
    told.move(FIRST, -180)
    due = report(told.session, 0).agreements[0].due  # type: ignore[index]
    assert str(due) == "2026-11-04"


def test_a_plan_with_figures_beyond_all_meetings_is_left_as_it_is() -> None:
    huge = Started(START, plan(480), "fi", until=True)
    assert plan_of(huge, 10**9) is huge.plan


# --- a phase, while the meeting runs ---


def test_a_phase_put_right_live_is_as_if_it_had_been_entered_then() -> None:
    pressed = story(45).at("12:00").forward().at("14:00").move(2, "10:00").session
    then = story(45).at("10:00").forward().session
    for at in ("14:00", "25:00", "44:00"):
        assert timing.all_used_s(pressed, ms(at)) == timing.all_used_s(then, ms(at))
        assert timing.spans(pressed, ms(at)) == timing.spans(then, ms(at))
        assert timing.level(pressed, ms(at)) == timing.level(then, ms(at))


def test_a_phase_may_have_begun_before_the_meeting_was_started_on_the_screen() -> None:
    told = story(45).at("1:00").forward().move(FIRST, -600).move(2, -120)
    assert [v.start_ms for v in told.session.visits] == [-600_000, -120_000]
    assert timing.all_used_s(told.session, ms("2:00")) == {"empatia": 480, "ohjaus": 240, "neuvonta": 0, "hyvastely": 0}


def test_notes_written_since_go_with_it() -> None:
    told = story(45).at("9:00").note("a").at("11:00").note("b").at("12:00").forward().at("13:00").note("c")
    told.move(4, "10:00")
    assert {n.text: n.phase for n in told.session.notes} == {"a": "empatia", "b": "ohjaus", "c": "ohjaus"}


@given(stories(ends=False), st.integers(0, 600), st.integers(0, 600_000))
def test_the_sums_hold_wherever_the_start_is_put(told: Story, earlier: int, later: int) -> None:
    session = told.move(FIRST, -earlier).session
    at = told.now + later
    assert session.begin_ms <= max(0, session.last_ms)
    assert sum(timing.all_used_s(session, at).values()) + timing.paused_s(session, at) == timing.length_s(session, at)
    assert fold(session.id, session.records) == session


@given(stories(ends=False), st.integers(0, 600))
def test_without_a_fit_all_planned_time_is_the_time_there_is(told: Story, earlier: int) -> None:
    session = told.move(FIRST, -earlier).session
    if not session.fitted:
        assert sum(session.planned_s.values()) == timing.planned_length_s(session)
