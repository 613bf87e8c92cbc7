"""F11 in the Meeting: it, this phase or the next one began before the key was pressed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kohtaa_tui.domain import timing
from kohtaa_tui.domain.events import Ended, PhaseEntered
from kohtaa_tui.tui.adjust import Adjust
from tests.tui.tui import Desk, in_meeting


def used(desk: Desk, phase: str) -> int:
    return timing.used_s(desk.session, desk.meeting.runner.at_ms(), phase)


async def test_this_phase_began_earlier(tmp_path: Path) -> None:
    async with in_meeting(tmp_path, size=(120, 36)) as desk:
        await desk.pass_time(660)
        await desk.press("pagedown")
        await desk.pass_time(60)
        rail = desk.canvas.split("\n")[6]
        await desk.press("f11", "left", "left")
        assert isinstance(desk.meeting.dialog, Adjust)
        assert desk.words("{n} min earlier", n=2) in desk.text
        assert "10.11" in desk.text
        assert desk.canvas.split("\n")[6] != rail  # the rail shows it already
        assert desk.kinds == ["phase"]
        await desk.press("enter")
        assert desk.kinds == ["phase", "phase-moved"]
        assert (used(desk, "empatia"), used(desk, "ohjaus")) == (540, 180)
        assert desk.meeting.preview is None
        await desk.press("f8")
        assert (used(desk, "empatia"), used(desk, "ohjaus")) == (660, 60)
        assert desk.words("corrected beginning") in desk.text


async def test_esc_leaves_all_as_it_was(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.pass_time(120)
        before = desk.session
        await desk.press("f11", "left", "down", "left", "escape")
        assert desk.session == before
        assert desk.meeting.preview is None


async def test_the_meeting_began_earlier_and_its_end_moves_with_it(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.pass_time(60)
        await desk.press("f11", "left", "left", "left")
        assert "9.59" in desk.text
        assert "10.44" in desk.text
        await desk.press("enter")
        assert desk.session.begin_ms == -180_000
        assert desk.session.end_s == 42 * 60
        assert used(desk, "empatia") == 240
        await desk.saved()
        await desk.press("f8")
        assert (desk.session.begin_ms, desk.session.end_s) == (0, 45 * 60)


async def test_in_a_later_phase_the_meeting_is_the_second_row(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.pass_time(660)
        await desk.press("pagedown", "f11", "down", "left", "enter")
        assert desk.session.begin_ms == -60_000
        assert used(desk, "empatia") == 720


async def test_the_next_phase_has_begun_already_in_one_step_and_one_undo(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.pass_time(600)
        await desk.type("kirjoitettu äsken")
        await desk.press("enter")
        await desk.pass_time(60)
        await desk.press("f11", "down", "left", "left")
        assert desk.words("{n} min ago", n=2) in desk.text
        assert desk.phase == "empatia"
        await desk.press("enter")
        assert desk.phase == "ohjaus"
        assert (used(desk, "empatia"), used(desk, "ohjaus")) == (540, 120)
        assert [n.phase for n in desk.session.notes] == ["ohjaus"]
        await desk.press("f8")
        assert desk.phase == "empatia"
        assert (used(desk, "empatia"), used(desk, "ohjaus")) == (660, 0)
        assert [n.phase for n in desk.session.notes] == ["empatia"]
        assert desk.words("change of phase") in desk.text


async def test_a_phase_never_began_before_the_one_before_it(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.pass_time(120)
        await desk.press("pagedown", "f11", *["left"] * 9, "enter")
        assert [v.start_ms for v in desk.session.visits] == [0, 0]
        await desk.press("f11", "down", "down", *["left"] * 9, "enter")  # nor the next before this one
        assert [v.start_ms for v in desk.session.visits] == [0, 0, 0]


async def test_it_goes_back_later_as_far_as_the_key_was_pressed(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.pass_time(300)
        await desk.press("f11", *["left"] * 5, "enter", "f11", "right", "right")
        assert desk.words("{n} min later", n=2) in desk.text
        await desk.press(*["right"] * 9, "enter")
        assert desk.session.begin_ms == 0


async def test_nothing_moved_writes_nothing(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.pass_time(300)
        await desk.press("f11", "left", "right", "down", "left", "right", "right", "enter")
        assert desk.kinds == []


async def test_it_may_be_put_right_in_a_pause(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.pass_time(300)
        await desk.press("f2")
        await desk.pass_time(60)
        await desk.press("f11", "left", "enter")
        assert used(desk, "empatia") == 360


async def test_in_the_last_phase_there_is_no_next_one(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        for phase in ("ohjaus", "neuvonta", "hyvastely"):
            desk.meeting.runner.record(PhaseEntered(phase))
        await desk.press("f11")
        assert desk.words("the next phase") not in desk.text
        assert desk.words("this phase") in desk.text


async def test_behind_the_curtain_nothing_opens(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.press("f4", "f11")
        assert desk.meeting.dialog is None


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (40, 12), (80, 6)])
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_row_and_minutes_can_be_read_at_every_size(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    async with in_meeting(tmp_path, language, size=size) as desk:
        await desk.pass_time(300)
        await desk.press("f11", "left", "left")
        chosen = f"► {desk.words('the meeting')} "
        place, row = next((n, row) for n, row in enumerate(desk.text.splitlines()) if chosen in row)
        assert desk.words.time(desk.session.wall(-120_000)) in row
        beside = desk.text.splitlines()[place - 1] if size == (40, 12) else row
        assert desk.words("{n} min earlier", n=2) in beside


async def test_the_review_has_the_true_start_too(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.pass_time(300)
        await desk.press("f11", "left", "left", "enter")
        await desk.pass_time(1500)
        desk.meeting.runner.record(Ended())
        desk.meeting.to_review()
        await desk.settle()
        assert "32 / 11 min" in desk.text


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_in_a_narrow_window_nothing_beside_a_value_is_cut(tmp_path: Path, language: str) -> None:
    async with in_meeting(tmp_path, language, (40, 12)) as desk:
        await desk.press("f11")
        rows = [row for row in desk.text.splitlines() if "−  +" in row]
        assert rows
        assert not any("…" in row for row in rows)
