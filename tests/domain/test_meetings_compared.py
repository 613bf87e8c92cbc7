"""Two meetings side by side: their figures, the difference, and no verdict."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from kohtaa_tui.domain.meetings_compared import compare_meetings
from kohtaa_tui.domain.session import Session
from kohtaa_tui.exports.compared_words import Bar, Row, drawn, groups, longest
from kohtaa_tui.i18n import Words
from tests.build import story, texts
from tests.locked import locked


def short() -> Session:
    told = story(30).at("6:00").note("haluan", "words").forward().at("20:00").note("asiakas: etsii", "agreed")
    return told.forward().at("29:00").forward().at("33:00").end().session


def longer() -> Session:
    told = story(45, ["interpreter"], reference="").at("11:00").tick("e1").forward()
    told.at("15:00").pause().at("19:00").resume().at("30:00").forward().at("44:00").end()
    return told.move_end("42:00").session


def rows(a: Session, b: Session, language: str = "en") -> dict[str, Row]:
    return {row.label: row for group in groups(compare_meetings(a, b), Words(language)) for row in group.rows}


def test_each_phase_stands_beside_itself() -> None:
    found = compare_meetings(short(), longer())
    assert [(p.id, p.used_a_s, p.used_b_s) for p in found.phases] == [
        ("empatia", 360, 660),
        ("ohjaus", 840, 900),
        ("neuvonta", 540, 720),
        ("hyvastely", 240, 0),
    ]
    assert (found.a.length_s, found.b.length_s, found.b.paused_s) == (1980, 2520, 240)
    assert found.b.corrected
    assert not found.a.corrected


def test_a_screen_tells_times_by_the_clock_here_and_a_text_as_they_were_written() -> None:
    """Here is Helsinki."""
    held = story(wall="2026-11-03T23:30:00+00:00").at("30:00").end().session
    compared = compare_meetings(held, short())
    told = [groups(compared, Words("en"), here=here)[0].rows[:2] for here in (False, True)]
    assert [(day.a, time.a) for day, time in told] == [("Tue 3 Nov", "23:30–00:00"), ("Wed 4 Nov", "01:30–02:00")]


def test_the_difference_is_what_the_second_has_more_of() -> None:
    told = rows(short(), longer())
    assert (told["Empathy"].a, told["Empathy"].b, told["Empathy"].change) == ("6 / 6 min", "11 / 9 min", "+5 min")
    assert told["In the client's words"].change == "−1"
    assert rows(longer(), short())["Empathy"].change == "−5 min"


def test_of_a_meeting_with_itself_nothing_differs() -> None:
    assert not any(row.change for row in rows(short(), short()).values())


def test_a_phase_that_only_one_has_stands_alone() -> None:
    a = short()
    other = replace(a.plan.phases[0], id="muu")
    plan = replace(a.plan, pack_id="toinen", phases=(other, *a.plan.phases[1:]))
    b = replace(a, plan=plan, planned_s={p.id: p.minutes * 60 for p in plan.phases}, visits=a.visits[1:])
    found = {p.id: p for p in compare_meetings(a, b).phases}
    assert (found["empatia"].used_b_s, found["muu"].used_a_s) == (None, None)
    assert list(found) == ["empatia", "ohjaus", "neuvonta", "hyvastely", "muu"]
    told = groups(compare_meetings(a, b), Words("en"))
    assert any(row.b == "no such phase" for row in told[1].rows)


def test_erased_meetings_are_compared_by_their_times() -> None:
    from kohtaa_tui.domain.rewriting import erase

    told = rows(erase(short()), longer())
    assert told["Empathy"].change == "+5 min"
    assert told["texts"].a == "texts erased"
    written = rows(erase(short()), short())["In the client's words"]
    assert (written.a, written.b, written.change) == ("–", "1", "")  # how many there were nobody knows


@pytest.mark.parametrize(
    ("bar", "cells"),
    [(Bar(600, 300), (10, 0)), (Bar(300, 600), (5, 5)), (Bar(0, 0), (0, 0)), (Bar(0, 600), (0, 10))],
)
def test_a_bar_is_what_was_used_and_then_what_was_planned(bar: Bar, cells: tuple[int, int]) -> None:
    assert drawn(bar, 600, 10) == cells


def test_the_longest_bar_is_whole() -> None:
    found = [row for group in groups(compare_meetings(short(), longer()), Words("fi")) for row in group.rows]
    assert longest(found) == 2700
    assert longest([Row("x", "", "")]) == 1


def test_of_one_that_is_locked_no_text_is_counted_and_the_times_stand() -> None:
    found = compare_meetings(short(), locked(short()))
    assert (found.b.reference, found.b.notes, found.b.agreements, found.b.locked) == (None, None, None, True)
    assert (found.b.length_s, found.a.reference, found.a.agreements) == (found.a.length_s, "K-17", 1)


def test_a_phase_is_called_as_in_the_first_of_the_two() -> None:
    a = short()
    called = replace(a.plan.phases[0], short=texts("Muu", "Annan", "Other"))
    b = replace(a, plan=replace(a.plan, phases=(called, *a.plan.phases[1:])))
    assert compare_meetings(a, b).phases[0].name == a.plan.phases[0].short
    assert compare_meetings(b, a).phases[0].name == called.short
