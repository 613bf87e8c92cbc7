"""The plain meeting: `<2`, `<<2` and `>2` put right when something began."""

from __future__ import annotations

from pathlib import Path

import pytest

from kohtaa_tui.domain import timing
from tests.test_plain import Room


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def starts(room: Room) -> list[int]:
    return [visit.start_ms for visit in room.runner.session.visits]


def test_in_the_first_phase_it_is_the_meeting_that_began_earlier(room: Room) -> None:
    answers = room.answers(room.after(60), "<3")
    assert starts(room) == [-180_000]
    assert answers[0].startswith("· The meeting began 09:59: Empathy phase · 2 min left")
    assert "ends 10:29" in answers[0]


def test_a_later_phase_began_earlier_and_so_did_the_meeting(room: Room) -> None:
    answers = room.answers(room.after(300), ">", room.after(60), "<2", "<<1")
    assert starts(room) == [-60_000, 180_000]
    assert answers[1].startswith("· This phase began 10:05: Guidance phase")
    assert answers[2].startswith("· The meeting began 10:01: Guidance phase")


def test_the_next_phase_began_some_minutes_ago_and_one_line_takes_it_back(room: Room) -> None:
    answers = room.answers(room.after(300), ">2", "-")
    assert answers[0].startswith("· This phase began 10:05: Guidance phase")
    assert "Tell in your own words." in answers[0]
    assert "change of phase" in answers[1]
    assert starts(room) == [0]


def test_nothing_begins_before_what_came_before_it(room: Room) -> None:
    room.answers(room.after(60), ">9", "<9")
    assert starts(room) == [0, 0]


def test_after_the_last_phase_there_is_none(room: Room) -> None:
    answers = room.answers(">", ">", ">", ">2")
    assert answers[-1] == "· The last phase. * ends the meeting."
    assert timing.is_last(room.runner.session)


def test_a_correction_is_taken_back(room: Room) -> None:
    answers = room.answers(room.after(60), "<3", "-")
    assert answers[1].startswith("· Undone: time put right: Empathy phase · 5 min left")
    assert starts(room) == [0]


@pytest.mark.parametrize("line", ["<1234", "< 2", "<2 min", "2<", ">2.", "<<<2"])
def test_anything_else_is_a_note(room: Room, line: str) -> None:
    assert room.answers(line)[0].startswith("✓ 1 ")


def test_it_is_in_the_help(room: Room) -> None:
    assert "<2 this phase began 2 min earlier" in room.answers("?")[0]
