"""How late a meeting began, and what that costs each phase."""

from __future__ import annotations

from datetime import timedelta

from kohtaa_tui.domain.lateness import appointed_minutes, begun_plan, costs, late_costs, late_s, whole_plan
from kohtaa_tui.domain.report import report
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime.lateness import late_line
from tests.build import PHASES, START, Story, plan, story


def late(minutes: int = 12, left: int = 33, seconds: int = 0) -> Story:
    """An appointment of 45 minutes whose client came late."""
    return story(left, due=START - timedelta(minutes=minutes, seconds=seconds), until=True)


def test_late_is_counted_from_when_it_was_due() -> None:
    assert late_s(late().session) == 12 * 60
    assert late_s(story().session) == 0
    assert late_s(story(due=START + timedelta(minutes=5)).session) == 0


def test_what_it_costs_is_the_whole_appointment_fitted_against_what_was_left() -> None:
    session = late().session
    assert whole_plan(session).phases == plan(45).phases
    assert begun_plan(session).phases == plan(33).phases
    found = costs(whole_plan(session), begun_plan(session))
    assert [c.id for c in found] == list(PHASES)
    assert [c.would for c in found] == [p.minutes for p in plan(45).phases]
    assert [c.has for c in found] == [p.minutes for p in plan(33).phases]
    assert sum(c.would - c.has for c in found) == 12


def test_a_start_put_right_is_less_late() -> None:
    session = late().at("2:00").move(1, -300).session
    assert late_s(session) == 7 * 60
    assert whole_plan(session).phases == plan(45).phases
    assert begun_plan(session).phases == plan(38).phases


def test_where_a_length_was_chosen_the_whole_is_that_length_from_when_it_was_due() -> None:
    session = story(30, due=START - timedelta(minutes=5)).session
    assert whole_plan(session).phases == plan(35).phases


def test_a_fit_does_not_change_what_the_late_start_cost() -> None:
    told = late()
    before = late_costs(told.session)
    assert late_costs(told.at("5:00").fit(phase=2, end=10).session) == before


def test_less_than_a_minute_is_not_late() -> None:
    assert late_costs(late(0, 44, seconds=40).session) == ()


def test_the_report_tells_when_it_was_due_and_how_late_it_began() -> None:
    found = report(late().session, 0)
    assert (found.due_at, found.late_s) == ("2026-11-03T09:50:00+02:00", 720)


def test_the_appointments_length_is_from_when_it_was_due() -> None:
    assert appointed_minutes(late().session) == 45
    assert appointed_minutes(late().at("2:00").move(1, -300).session) == 45
    assert appointed_minutes(story(50, due=START + timedelta(minutes=5), until=True).session) == 45
    assert appointed_minutes(story(30).session) == 30


def test_one_line_names_what_each_phase_loses() -> None:
    found, en = late_costs(late().session), Words("en")
    told = late_line(720, found, en, "fi")
    assert told.startswith("The start moves 12 min: Empatia ")
    assert " → " in told
    assert late_line(720, found, en, "en", begun=True).startswith("The start moved 12 min: Empathy ")
    assert late_line(720, found, Words("fi"), "fi", begun=True).startswith("Aloitus siirtyi 12 min: Empatia ")


def test_a_phase_that_keeps_its_minutes_is_not_named_and_no_loss_is_no_line() -> None:
    found = late_costs(late(1, 44).session)
    assert sum(c.would != c.has for c in found) == 1
    assert late_line(720, found, Words("en"), "fi").count("→") == 1
    assert late_line(720, (), Words("en"), "fi") == ""
