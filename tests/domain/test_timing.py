"""The rules of time, one fact a test."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kohtaa_tui.domain import timing
from kohtaa_tui.domain.events import Fitted
from kohtaa_tui.domain.report import report
from kohtaa_tui.domain.timing import Level
from tests.build import PHASES, Story, ms, story


def used(told: Story) -> list[int]:
    return list(timing.all_used_s(told.session, told.now).values())


def level(told: Story) -> Level:
    return timing.level(told.session, told.now)


def planned(event: Fitted) -> dict[str, int]:
    return {phase: seconds // 60 for phase, seconds in event.planned_s.items()}


# --- used ---


def test_time_runs_in_the_phase_one_is_in() -> None:
    told = story().at("6:00").enter("ohjaus").at("10:30")
    assert used(told) == [360, 270, 0, 0]


def test_a_pause_stops_the_phases_time_but_not_the_meetings() -> None:
    told = story().at("2:00").pause().at("5:00")
    assert used(told) == [120, 0, 0, 0]
    assert timing.paused_s(told.session, told.now) == timing.this_pause_s(told.session, told.now) == 180
    assert timing.elapsed_s(told.session, told.now) == 300
    assert timing.end_left_s(told.session, told.now) == 25 * 60


def test_a_pause_that_is_over_is_no_longer_this_pause() -> None:
    told = story().at("2:00").pause().at("5:00").resume().at("6:00")
    assert timing.this_pause_s(told.session, told.now) == 0
    assert used(told) == [180, 0, 0, 0]


def test_a_phase_entered_during_a_pause_begins_paused() -> None:
    told = story().at("2:00").pause().at("3:00").enter("ohjaus").at("5:00").resume().at("6:00")
    assert used(told) == [120, 60, 0, 0]
    assert timing.paused_s(told.session, told.now) == 180


def test_a_phase_gone_back_to_goes_on_where_it_was() -> None:
    told = story().at("6:00").enter("ohjaus").at("8:00").enter("empatia").at("9:00").enter("ohjaus").at("10:00")
    assert used(told) == [420, 180, 0, 0]


def test_undoing_a_phase_change_gives_the_time_back() -> None:
    told = story().at("6:00").enter("ohjaus").at("8:00").undo().at("9:00")
    assert used(told) == [540, 0, 0, 0]


def test_undoing_a_pause_counts_its_time() -> None:
    told = story().at("6:00").pause().at("8:00").undo().at("9:00")
    assert used(told) == [540, 0, 0, 0]
    assert timing.paused_s(told.session, told.now) == 0


def test_undoing_the_return_from_a_pause_leaves_it_on_all_the_while() -> None:
    told = story().at("6:00").pause().at("8:00").resume().at("9:00").undo().at("10:00")
    assert timing.paused_s(told.session, told.now) == 240


def test_seconds_are_cut_so_that_phases_and_pauses_still_sum() -> None:
    told = story().at("0:00.700").pause().at("0:01.300").resume().at("0:01.900").enter("ohjaus").at("0:02.800")
    assert sum(used(told)) + timing.paused_s(told.session, told.now) == 2


def test_nothing_runs_after_the_end() -> None:
    told = story().at("6:00").enter("ohjaus").at("8:00").end().at("20:00")
    assert used(told) == [360, 120, 0, 0]
    assert timing.elapsed_s(told.session, told.now) == 480


def test_a_meeting_ended_in_a_pause_ends_the_pause() -> None:
    told = story().at("6:00").pause().at("8:00").end().at("20:00")
    assert timing.paused_s(told.session, told.now) == 120
    assert timing.this_pause_s(told.session, told.now) == 0


# --- latest leave ---


def test_latest_leave_is_the_end_less_the_minimums_ahead() -> None:
    told = story(30)
    leaves = [timing.latest_leave_s(told.session)]
    for phase in PHASES[1:]:
        leaves.append(timing.latest_leave_s(told.enter(phase).session))
    assert leaves == [20 * 60, 24 * 60, 27 * 60, 30 * 60]


def test_a_pause_does_not_move_the_latest_leave() -> None:
    told = story(30).at("2:00").pause().at("10:00").resume()
    assert timing.latest_leave_s(told.session) == 20 * 60


def test_a_new_end_moves_the_latest_leave() -> None:
    told = story(30).at("2:00").fit(end=5)
    assert timing.latest_leave_s(told.session) == 25 * 60


def test_a_phase_ahead_that_has_less_than_its_minimum_asks_for_no_more() -> None:
    told = story(10)
    assert [p.minutes for p in told.session.plan.phases] == [3, 2, 2, 3]
    assert timing.latest_leave_s(told.session) == 3 * 60


# --- levels ---


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("0:00", Level.CALM),
        ("4:47.999", Level.CALM),
        ("4:48", Level.NEAR),
        ("5:59.999", Level.NEAR),
        ("6:00", Level.OVER),
        ("20:00.999", Level.OVER),
        ("20:01", Level.SQUEEZE),
    ],
)
def test_a_short_phase_is_near_at_a_fifth_of_its_time(clock: str, expected: Level) -> None:
    assert level(story(30).at(clock)) == expected


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("15:59", Level.CALM),
        ("16:00", Level.NEAR),
        ("17:59", Level.NEAR),
        ("18:00", Level.OVER),
        ("24:00", Level.OVER),
        ("24:01", Level.SQUEEZE),
    ],
)
def test_a_long_phase_is_near_at_two_minutes(clock: str, expected: Level) -> None:
    assert level(story(30).at("6:00").enter("ohjaus").at(clock)) == expected


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("29:23", Level.CALM),
        ("29:24", Level.NEAR),
        ("29:59", Level.NEAR),
        ("30:00", Level.OVER),
        ("30:01", Level.SQUEEZE),
    ],
)
def test_the_last_phase_is_squeezed_past_the_end(clock: str, expected: Level) -> None:
    assert level(story(30).at("27:00").enter("hyvastely").at(clock)) == expected


def test_squeeze_comes_before_over_and_near() -> None:
    assert level(story(30).at("23:59").enter("ohjaus").at("24:01")) == Level.SQUEEZE


def test_a_pause_keeps_the_level_until_it_squeezes() -> None:
    told = story(30).at("4:00").pause()
    assert level(told.at("20:00")) == Level.CALM
    assert level(told.at("20:01")) == Level.SQUEEZE


def test_a_level_that_was_there_stays_in_a_pause() -> None:
    assert level(story(30).at("5:00").pause().at("15:00")) == Level.NEAR
    assert level(story(30).at("6:00").pause().at("15:00")) == Level.OVER


# --- the farewell ---


def test_the_farewell_is_promised_what_it_is_planned_to_have() -> None:
    assert timing.farewell_s(story(30).session, 0) == 180


def test_the_farewell_shrinks_when_the_phase_before_eats_it() -> None:
    told = story(30).at("18:00").enter("neuvonta")
    assert timing.farewell_s(told.session, ms("27:00")) == 180
    assert timing.farewell_s(told.session, ms("27:40")) == 140
    assert timing.farewell_s(told.session, ms("31:00")) == 0


def test_what_lies_between_keeps_its_minimum_before_the_farewell() -> None:
    told = story(30).at("6:00").enter("ohjaus")
    assert timing.farewell_s(told.session, ms("24:00")) == 180
    assert timing.farewell_s(told.session, ms("25:00")) == 120


def test_the_last_phase_is_the_plans_last() -> None:
    assert timing.is_last(story().enter("hyvastely").session)
    assert not timing.is_last(story().enter("neuvonta").session)


# --- fitting anew ---


def first_meeting_at_17() -> Story:
    return story(45, ["first"]).at("11:00").enter("ohjaus").at("17:00")


def test_two_minutes_more_are_taken_from_the_advice_and_the_farewell_keeps_its_own() -> None:
    event = timing.refit(first_meeting_at_17().session, ms("17:00"), phase_delta=2)
    assert planned(event) == {"ohjaus": 20, "neuvonta": 9, "hyvastely": 5}
    assert event.end_s == 45 * 60


def test_two_minutes_less_are_given_to_the_phases_ahead() -> None:
    event = timing.refit(first_meeting_at_17().session, ms("17:00"), phase_delta=-2)
    assert planned(event)["ohjaus"] == 16
    assert planned(event)["neuvonta"] + planned(event)["hyvastely"] == 18


def test_a_new_end_is_shared_by_the_phases_ahead() -> None:
    event = timing.refit(first_meeting_at_17().session, ms("17:00"), end_delta=10)
    assert event.end_s == 55 * 60
    assert planned(event)["ohjaus"] == 18
    assert planned(event)["neuvonta"] + planned(event)["hyvastely"] == 26


def test_without_protection_all_are_fitted_by_their_shares() -> None:
    told = first_meeting_at_17()
    event = timing.refit(told.session, told.now, end_delta=-8, protect=False)
    assert planned(event) == {"ohjaus": 18, "neuvonta": 5, "hyvastely": 3}
    event = timing.refit(told.session, told.now, end_delta=-8)
    assert planned(event) == {"ohjaus": 18, "neuvonta": 3, "hyvastely": 5}


def test_the_current_phase_cannot_be_given_the_protected_minutes() -> None:
    event = timing.refit(first_meeting_at_17().session, ms("17:00"), phase_delta=60)
    assert planned(event) == {"ohjaus": 29, "neuvonta": 0, "hyvastely": 5}


def test_without_protection_the_current_phase_can_be_given_all() -> None:
    event = timing.refit(first_meeting_at_17().session, ms("17:00"), phase_delta=60, protect=False)
    assert planned(event) == {"ohjaus": 34, "neuvonta": 0, "hyvastely": 0}


def test_odd_seconds_go_to_the_current_phase() -> None:
    told = story(30).at("7:13").enter("ohjaus").at("9:30")
    event = timing.refit(told.session, told.now)
    assert event.planned_s["neuvonta"] % 60 == event.planned_s["hyvastely"] % 60 == 0
    assert 360 + 73 + sum(event.planned_s.values()) == 30 * 60


def test_the_end_cannot_be_moved_to_before_now() -> None:
    told = story(30).at("10:20")
    event = timing.refit(told.session, told.now, end_delta=-30)
    assert event.end_s == 620
    assert event.planned_s == {"empatia": 620, "ohjaus": 0, "neuvonta": 0, "hyvastely": 0}


def test_a_meeting_is_never_made_longer_than_the_longest() -> None:
    told = story(470).at("10:20")
    assert timing.refit(told.session, told.now, end_delta=30).end_s == 480 * 60
    longer = told.event(Fitted({}, 500 * 60))
    assert timing.refit(longer.session, told.now, end_delta=1).end_s == 500 * 60
    assert timing.refit(longer.session, told.now, end_delta=-5).end_s == 495 * 60


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (29, 0), (30, 1), (89, 1), (90, 2), (150, 3), (210, 4)])
def test_minutes_are_rounded_to_the_nearest_and_halves_up(seconds: int, minutes: int) -> None:
    assert timing.minutes(seconds) == minutes


def test_fitting_past_the_end_ends_now() -> None:
    told = story(30).at("33:00").enter("hyvastely").at("34:00")
    assert timing.refit(told.session, told.now) == Fitted({"hyvastely": 60}, 34 * 60)


def test_the_last_phase_takes_all_that_is_left() -> None:
    told = story(30).at("20:00").enter("hyvastely").at("21:00")
    assert timing.refit(told.session, told.now, phase_delta=-5) == Fitted({"hyvastely": 600}, 30 * 60)


def test_a_phase_that_is_over_keeps_nothing_and_gets_the_minutes_added() -> None:
    told = story(30).at("9:00")
    assert planned(timing.refit(told.session, told.now))["empatia"] == 9
    assert planned(timing.refit(told.session, told.now, phase_delta=2))["empatia"] == 11


def test_a_preview_is_what_the_fit_will_be() -> None:
    told = first_meeting_at_17()
    event = timing.refit(told.session, told.now, phase_delta=2)
    preview = timing.fitted(told.session, event, told.now)
    told.event(event)
    assert timing.spans(preview, told.now) == timing.spans(told.session, told.now)
    assert preview.planned_s == told.session.planned_s
    assert preview.records == told.session.records[:-1]


# --- where phases lie ---


def widths(told: Story) -> list[float]:
    return [(span.end_ms - span.start_ms) / 60_000 for span in timing.spans(told.session, told.now)]


def test_at_the_start_phases_lie_as_planned() -> None:
    assert widths(story(30)) == [6, 12, 9, 3]


def test_leaving_early_gives_the_time_to_the_phases_ahead_but_not_to_the_farewell() -> None:
    assert widths(story(30).at("4:00").enter("ohjaus")) == [4, 12, 11, 3]


def test_leaving_late_takes_the_time_from_the_phases_ahead_but_not_from_the_farewell() -> None:
    assert widths(story(30).at("10:00").enter("ohjaus")) == [10, 12, 5, 3]


def test_a_phase_gone_back_to_is_as_wide_as_it_was_and_may_still_be() -> None:
    told = story(30).at("4:00").enter("ohjaus").at("7:00").enter("empatia")
    assert widths(told) == [6, 12, 9, 3]


def test_notes_ticks_and_time_do_not_move_the_phases() -> None:
    told = story(30).at("6:30").enter("ohjaus")
    before = timing.spans(told.session, told.now)
    told.at("9:00").note("sana").at("11:00").tick("o1").at("12:00").pause().at("14:00").note("toinen")
    assert timing.spans(told.session, told.now) == before


def test_a_return_from_a_pause_moves_the_phases() -> None:
    told = story(30).at("6:00").enter("ohjaus").at("8:00").pause().at("11:00")
    assert widths(told) == [6, 12, 9, 3]
    assert widths(told.resume()) == [6, 15, 6, 3]


def test_past_the_end_the_phases_reach_to_the_last_change() -> None:
    told = story(30).at("33:00").enter("hyvastely")
    assert widths(told) == [33, 0, 0, 0]


def test_after_the_end_phases_are_as_wide_as_what_was_used() -> None:
    told = story(30).at("6:00").enter("neuvonta").at("10:00").pause().at("11:00").resume().at("20:00").end()
    assert widths(told) == [6, 0, 14, 0]


# --- when the screen must wake ---


@pytest.mark.parametrize(
    ("clock", "wait"),
    [
        ("0:00", 60),
        ("0:01", 59),  # the clock of the day
        ("0:20.500", 39.5),
        ("3:59", 1),
        ("4:00", 10),
        ("4:01", 9),  # the last two minutes go by in steps of ten
        ("4:46", 2),  # near: a fifth of six minutes
        ("6:00", 10),
        ("6:05", 5),
        ("20:00", 1),  # squeeze
    ],
)
def test_the_screen_wakes_when_something_changes(clock: str, wait: float) -> None:
    told = story(30).at(clock)
    assert timing.next_change_s(told.session, told.now) == pytest.approx(wait)


def test_minutes_are_those_of_the_phase_also_when_it_began_between_minutes() -> None:
    told = story(30).at("6:23").enter("ohjaus").at("7:01")
    assert timing.next_change_s(told.session, told.now) == pytest.approx(22)


def test_a_pause_wakes_by_its_own_minutes() -> None:
    told = story(30).at("3:10").pause().at("4:05")
    assert timing.next_change_s(told.session, told.now) == pytest.approx(5)


# --- clocks ---


def test_over_midnight_nothing_special_happens() -> None:
    told = story(30, wall="2026-11-03T23:50:00+02:00").at("6:00").enter("ohjaus").at("30:00")
    assert used(told) == [360, 1440, 0, 0]
    assert told.session.wall(told.now).isoformat() == "2026-11-04T00:20:00+02:00"


@pytest.mark.parametrize("night", ["2026-03-29T02:30:00", "2026-10-25T03:30:00"])
def test_on_a_summer_time_night_time_goes_on_second_by_second(night: str) -> None:
    wall = datetime.fromisoformat(night).replace(tzinfo=ZoneInfo("Europe/Helsinki"))
    told = story(60, wall=wall).at("12:00").enter("ohjaus").at("1:00:00").end()
    assert used(told) == [720, 2880, 0, 0]
    ended = told.session.wall(told.now)
    assert ended.timestamp() - wall.timestamp() == 3600
    written = report(told.session, told.now)
    assert written.ended_at is not None
    assert datetime.fromisoformat(written.ended_at) - datetime.fromisoformat(written.started_at) == timedelta(hours=1)
    assert datetime.fromisoformat(written.started_at).timestamp() == wall.timestamp()


def test_the_second_of_two_equal_hours_in_autumn_keeps_its_offset() -> None:
    wall = datetime(2026, 10, 25, 3, 30, tzinfo=ZoneInfo("Europe/Helsinki"), fold=1)
    assert report(story(30, wall=wall).session, 0).started_at == "2026-10-25T03:30:00+02:00"


def test_a_clock_that_goes_backwards_makes_no_negative_time() -> None:
    told = story(30).at("10:00").enter("ohjaus").at("4:00").enter("neuvonta").at("2:00")
    assert used(told) == [600, 0, 0, 0]
    assert timing.elapsed_s(told.session, told.now) == 600
    assert used(told.at("11:00")) == [600, 0, 60, 0]


def test_a_set_clock_moves_what_is_shown_and_not_what_is_counted() -> None:
    told = story(30).at("10:00").clock(3600).at("12:00")
    assert told.session.wall(told.now).isoformat() == "2026-11-03T11:14:00+02:00"
    assert used(told) == [720, 0, 0, 0]


def test_minutes_added_past_the_end_count_from_now() -> None:
    told = story(minutes=30).at("35:00")
    assert timing.refit(told.session, told.now, end_delta=1).end_s == 36 * 60
    assert timing.refit(told.session, told.now, end_delta=5).end_s == 40 * 60
    assert timing.refit(told.session, told.now).end_s == 35 * 60
