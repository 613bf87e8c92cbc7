"""A disk that refuses: why, said once where it stands out and found again where one looks; the meeting goes on."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from kohtaa_tui.tui import saving
from kohtaa_tui.tui.dialogs import Ask, Choose
from kohtaa_tui.tui.screens.review import ReviewScreen
from kohtaa_tui.tui.screens.unsaved import save_elsewhere
from tests.fakes import FailingDisk
from tests.tui.tui import Desk, in_meeting, in_review

SAID = {
    "fi": "Ei tallennu: levy on täynnä.",
    "sv": "Inte sparat: disken är full.",
    "en": "Not saved: No space left on device.",
}
SIZES = [(120, 36), (80, 24), (40, 12)]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the test itself tries again."""
    monkeypatch.setattr(saving, "RETRY_S", 3600.0)


@asynccontextmanager
async def refused(tmp_path: Path, language: str = "en", **rest: Any) -> AsyncIterator[tuple[Desk, FailingDisk]]:
    """In a meeting with a note that the disk has no room for."""
    disk = FailingDisk()
    async with in_meeting(tmp_path, language, disk=disk, **rest) as desk:
        await refuse(desk, disk)
        yield desk, disk
        disk.broken = False


async def refuse(desk: Desk, disk: FailingDisk) -> None:
    disk.broken = True
    await desk.type("ei mahdu")
    await desk.press("enter")
    await tried(desk)


async def tried(desk: Desk) -> None:
    """Until the disk has refused once more, and the screen knows."""
    saver = desk.meeting.saver
    await desk.wait_until(lambda: saver.state == "unsaved" and saver._task is not None and saver._task.done())
    await desk.settle()


async def again(desk: Desk) -> None:
    desk.meeting.saver.save()
    await tried(desk)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_reason_is_readable_in_the_line_of_keys(tmp_path: Path, language: str, size: tuple[int, int]) -> None:
    async with refused(tmp_path, language, size=size) as (desk, _):
        wanted = SAID[language]
        assert wanted in desk.text or f" {wanted[: size[0] - 6]}" in desk.text


async def test_it_is_said_once_and_again_when_the_disk_refuses_anew(tmp_path: Path) -> None:
    async with refused(tmp_path) as (desk, disk):
        assert SAID["en"] in desk.text
        await desk.press("down")  # any key gives the line of keys its place back
        assert SAID["en"] not in desk.text
        await again(desk)
        assert SAID["en"] not in desk.text
        disk.error = errno.EROFS  # another reason is news
        await again(desk)
        assert "Not saved: Read-only file system." in desk.text
        disk.broken, disk.error = False, errno.ENOSPC
        desk.meeting.saver.save()
        await desk.saved()
        await desk.press("down")
        await refuse(desk, disk)
        assert SAID["en"] in desk.text


async def test_what_is_being_said_or_asked_is_not_pushed_aside(tmp_path: Path) -> None:
    disk = FailingDisk()
    async with in_meeting(tmp_path, "en", disk=disk) as desk:
        await desk.press("f2")  # says that the end does not move
        disk.broken = True
        desk.meeting.runner.note("ei mahdu")
        await again(desk)
        assert SAID["en"] not in desk.text
        await desk.press("down", "f3")
        await again(desk)
        assert desk.meeting.dialog is not None
        assert SAID["en"] not in desk.text
        await desk.press("escape")
        await again(desk)
        assert SAID["en"] in desk.text
        disk.broken = False


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_curtain_tells_how_much_is_not_saved_and_the_reason_waits(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    disk = FailingDisk()
    async with in_meeting(tmp_path, "fi", size=size, disk=disk) as desk:
        await desk.press("f4")
        assert desk.words("{key} opens", key="F4") in desk.text
        await refuse(desk, disk)
        narrow = size[0] < 60
        assert ("✗ 1" if narrow else "ei tallennu (1)") in desk.text
        assert "ei mahdu" not in desk.text
        assert "Ei tallennu" not in desk.text
        await desk.press("pagedown")
        await tried(desk)
        assert ("✗ 2" if narrow else "ei tallennu (2)") in desk.text
        await desk.press("f4")
        await again(desk)
        assert "Ei tallennu: levy on täynnä" in desk.text
        disk.broken = False


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_help_begins_with_the_whole_reason(tmp_path: Path, size: tuple[int, int]) -> None:
    async with refused(tmp_path, size=size) as (desk, disk):
        await desk.press("f1")
        assert f"Help {SAID['en']}" in words_of(desk).replace(" The clock tells, the person decides.", "")
        assert await read_on(desk, f"{desk.session.id}.jsonl cannot be written: No space left on device")
        assert await read_on(desk, "Typing is always a note")  # what was there before comes after it
        await desk.press("escape")
        disk.broken = False
        desk.meeting.saver.save()
        await desk.saved()
        await desk.press("f1")
        assert "cannot be written" not in desk.text


async def test_the_list_of_all_actions_tells_why(tmp_path: Path) -> None:
    async with refused(tmp_path) as (desk, disk):
        await choose(desk, "Why it is not saved")
        assert f"{desk.session.id}.jsonl cannot be written: No space left on device" in words_of(desk)
        assert "saving is tried again every five seconds. In the list of all actions: Save" in words_of(desk)
        await desk.press("escape")
        assert desk.meeting.dialog is None
        disk.broken = False
        desk.meeting.saver.save()
        await desk.saved()
        await desk.press("escape")
        dialog = desk.meeting.dialog
        assert isinstance(dialog, Choose)
        assert "Why it is not saved" not in [c.label for c in dialog._choices]


def words_of(desk: Desk) -> str:
    """The page's text as if it stood in one line."""
    return " ".join(desk.canvas.split())


async def read_on(desk: Desk, sentence: str) -> bool:
    """Whether a sentence is in the drawer, further down maybe: where rows are few it is read bit by bit."""
    read: list[str] = []
    for _ in range(40):
        drawer = desk.meeting.drawer()
        assert drawer is not None
        read.append(" ".join(text for _, text in drawer.lines[drawer.top].cells))
        if sentence.replace(" ", "") in "".join(read).replace(" ", "") or sentence in words_of(desk):
            return True
        await desk.press("down")
    return False


async def choose(desk: Desk, label: str) -> None:
    """Open the list of all actions and take the one of this name."""
    await desk.press("escape")
    dialog = desk.meeting.dialog
    assert isinstance(dialog, Choose)
    place = next(i for i, c in enumerate(dialog._choices) if c.label == label)
    await desk.press(*["down"] * place, "enter")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_question_at_the_end_says_that_it_is_not_saved(
    tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    async with refused(tmp_path, language, size=size) as (desk, disk):
        await desk.press("f9")
        assert desk.words("Not saved yet. End the meeting?") in desk.text
        if size[1] > 12:
            assert SAID[language] in desk.text
        await desk.press("enter")
        await desk.to(ReviewScreen)
        assert desk.review.runner.unsaved
        disk.broken = False
        desk.review.saver.save()
        await desk.saved()
        assert "ei mahdu" in desk.journal().decode()


async def test_while_all_goes_well_the_end_is_asked_as_ever(tmp_path: Path) -> None:
    async with in_meeting(tmp_path, "en") as desk:
        await desk.press("f9")
        assert "End the meeting?   The review opens." in desk.text


# --- a place of one's own choice ---


async def test_a_home_folder_that_is_nobodys_is_told_and_the_field_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with in_meeting(tmp_path, "en") as desk:
        save_elsewhere(desk.meeting, desk.meeting.runner)
        await fill(desk, "~nobody-of-this-name/copy.json")
        assert isinstance(desk.meeting.dialog, Ask)
        assert "~nobody-of-this-name/copy.json cannot be written: No such file or directory" in words_of(desk)
        assert desk.line == "~nobody-of-this-name/copy.json"
        await fill(desk, str(tmp_path / "copy.json"))
        assert desk.meeting.dialog is None
        assert (tmp_path / "copy.json").stat().st_size > 500


async def test_the_same_where_the_review_is_carried_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with in_review(tmp_path, "en", size=(120, 36)) as desk:
        desk.review.act("carry")
        await desk.settle()
        await desk.press("2")
        assert isinstance(desk.review.dialog, Ask)
        await fill(desk, "~nobody-of-this-name/text.txt")
        assert isinstance(desk.review.dialog, Ask)
        assert "~nobody-of-this-name/text.txt cannot be written: No such file or directory" in desk.text
        await fill(desk, str(tmp_path / "text.txt"))
        assert "haluan tehdä omaa työtäni" in (tmp_path / "text.txt").read_text("utf-8")


async def fill(desk: Desk, text: str) -> None:
    """Type into the field that is open, in place of what it proposes."""
    await desk.press("ctrl+u")
    await desk.type(text)
    await desk.press("enter")
