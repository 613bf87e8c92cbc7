"""Texts past their days: said on Home before anything happens, erased when a meeting begins or at the end."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from kohtaa_tui.domain.session import Session
from kohtaa_tui.runtime.context import Context
from kohtaa_tui.storage import document
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.disk import Disk
from kohtaa_tui.storage.hold import Hold
from kohtaa_tui.storage.policy import STRICT
from kohtaa_tui.storage.retention import DueList, Retention
from kohtaa_tui.storage.settings import SettingFault
from kohtaa_tui.tui import saving
from kohtaa_tui.tui.dialogs import Choose, Reading
from kohtaa_tui.tui.screens.home import HomeScreen
from kohtaa_tui.tui.screens.meeting import MeetingScreen
from kohtaa_tui.tui.screens.review import ReviewScreen
from tests.build import story
from tests.fakes import FailingDisk
from tests.tui.tui import START, Desk, at_home, in_meeting, in_review, make_context

DAY = timedelta(days=1)


def put(context: Context, days: float, *, ended: bool = True) -> str:
    """A meeting so many days ago."""
    wall = START - days * DAY
    told = story(wall=wall, reference=f"K-{days}").at("1:00").note("salaisuus")
    session: Session = (told.at("20:00").end() if ended else told).session
    archive = Archive(context.places)
    session_id = archive.new_id(wall)
    path = archive.path(session_id, "json" if ended else "jsonl")
    path.parent.mkdir(parents=True, exist_ok=True)
    if ended:
        Disk().put(path, document.to_bytes(replace(session, id=session_id)))
    else:
        journal = archive.create(path)
        journal.append(session.records)
        journal.close()
    return session_id


def gone(desk: Desk, *ids: str) -> list[bool]:
    return [Archive(desk.context.places).load(i).session.erased for i in ids]


def said(desk: Desk, number: int, days: int = 30) -> str:
    """The beginning of the line, as it stands before it is wrapped."""
    return desk.words.plural(
        "Texts of {n} meeting are past {days} days. They are erased when the next meeting starts or kohtaa is closed.",
        "Texts of {n} meetings are past {days} days. They are erased when the next meeting starts or kohtaa is closed.",
        number,
        days=days,
    )[:50]


def receipt(desk: Desk, number: int) -> str:
    return desk.words.plural("Texts of {n} meeting erased for good", "Texts of {n} meetings erased for good", number)


async def looked(desk: Desk) -> None:
    """Until the look through the meetings is over and drawn."""
    await desk.wait_until(lambda: not desk.app.erasing._tasks)
    await desk.settle()


async def quit_(desk: Desk) -> None:
    await desk.press("ctrl+q")
    await desk.wait_until(lambda: not desk.app.is_running)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_it_is_said_first_done_when_a_meeting_starts_and_told_afterwards(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    context = make_context(tmp_path)
    ids = [put(context, days) for days in (45, 31, 29, 1)]
    async with at_home(tmp_path, context=context, size=size) as desk:
        await looked(desk)
        assert said(desk, 2) in desk.text
        assert gone(desk, *ids) == [False] * 4
        await desk.press("enter")
        await desk.to(MeetingScreen)
        await desk.wait_until(lambda: gone(desk, *ids) == [True, True, False, False])
        await desk.press("f9", "enter")
        await desk.to(ReviewScreen)
        await desk.press("enter")
        await desk.to(HomeScreen)
        await looked(desk)
        assert receipt(desk, 2) in desk.text
        assert desk.words("texts erased") in desk.text or size == (80, 24)
        await desk.press("enter")
        await desk.to(MeetingScreen)
        await desk.press("f9", "enter", "enter")
        await desk.to(HomeScreen)
        await looked(desk)
        assert receipt(desk, 2) not in desk.text  # once


async def test_it_is_done_when_kohtaa_is_closed_and_the_next_run_tells(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    one = put(context, 31)
    async with at_home(tmp_path, context=context) as desk:
        await looked(desk)
        await quit_(desk)
    assert gone(desk, one) == [False]
    assert desk.app.erasing.finish() == (receipt(desk, 1), "")
    assert gone(desk, one) == [True]
    async with at_home(tmp_path, context=context) as desk:
        await looked(desk)
        assert receipt(desk, 1) in desk.text
        await quit_(desk)
    assert desk.app.erasing.finish() == ("", "")
    async with at_home(tmp_path, context=context) as desk:
        await looked(desk)
        assert receipt(desk, 1) not in desk.text


async def test_nothing_goes_that_was_not_said_where_it_could_be_read(tmp_path: Path) -> None:
    """Behind the question about a meeting that was left, and behind the curtain, the line cannot be read."""
    context = make_context(tmp_path)
    one, left = put(context, 31), put(context, 2, ended=False)
    async with at_home(tmp_path, context=context) as desk:
        await looked(desk)
        assert isinstance(desk.home.dialog, Choose)
        assert said(desk, 1) not in desk.text
        await desk.press("f4")  # the question goes, and the curtain falls
        assert desk.home.dialog is None
        assert not desk.app.erasing.told
        desk.app.leave()
        await desk.wait_until(lambda: not desk.app.is_running)
    assert desk.app.erasing.finish() == ("", "")
    assert gone(desk, one, left) == [False, False]


async def test_who_starts_before_it_is_known_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = make_context(tmp_path)
    one, wait, begun, drawn = put(context, 31), threading.Event(), threading.Event(), []
    look = Retention.look

    def slow(self: Retention, *rest: Any, by_itself: bool) -> DueList:
        begun.set()
        assert wait.wait(20)
        return look(self, *rest, by_itself=by_itself)

    monkeypatch.setattr(Retention, "look", slow)
    async with at_home(tmp_path, context=context) as desk:
        drawn.append(desk.text)  # the first frame is there, and keys are heard
        await desk.type("K-1")
        assert desk.line == "K-1"
        await desk.wait_until(begun.is_set)
        await desk.press("enter")
        await desk.to(MeetingScreen)
        wait.set()
        await looked(desk)
        assert gone(desk, one) == [False]
        await quit_(desk)
    assert desk.app.erasing.finish() == ("", "")
    assert gone(desk, one) == [False]


async def test_the_drawer_keeps_them_until_the_next_start(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    one = put(context, 31)
    async with at_home(tmp_path, context=context) as desk:
        await looked(desk)
        await desk.click("home.erase")
        assert isinstance(desk.home.dialog, Choose)
        assert desk.words.day((START - 31 * DAY).date()) in desk.text
        await desk.press("enter")  # the default is the harmless one
        assert said(desk, 1) not in desk.text
        await desk.press("enter")
        await desk.to(MeetingScreen)
        await looked(desk)
        await quit_(desk)
    assert desk.app.erasing.finish() == ("", "")
    assert gone(desk, one) == [False]
    async with at_home(tmp_path, context=context) as desk:
        await desk.press("escape")  # the meeting that was left is not gone on with
        await looked(desk)
        assert said(desk, 1) in desk.text


async def test_the_drawer_erases_at_once(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    ids = [put(context, days) for days in (40, 31)]
    async with at_home(tmp_path, context=context, size=(120, 36)) as desk:
        await looked(desk)
        desk.home.act("erase")
        await desk.press("2")
        await desk.wait_until(lambda: gone(desk, *ids) == [True, True])
        await looked(desk)
        assert receipt(desk, 2) in desk.text
        assert desk.words("texts erased") in desk.text
        assert not desk.home.possible("home.erase")


async def test_the_list_names_what_goes_what_follows_and_what_cannot_be_read(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    put(context, 31)
    put(context, 28)
    bad = put(context, 50)
    context.archive.path(bad, "json").write_bytes(b"{")
    async with at_home(tmp_path, context=context, size=(120, 36)) as desk:
        await looked(desk)
        assert said(desk, 1) in desk.text
        desk.home.act("erase")
        await desk.press("3")
        assert isinstance(desk.home.dialog, Reading)
        for part in ("K-31", "K-28", bad[:16], desk.words("In the next 3 days")):
            assert part in desk.text


async def test_what_is_due_soon_is_a_quieter_line_and_can_only_be_read(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    one = put(context, 28)
    async with at_home(tmp_path, context=context) as desk:
        await looked(desk)
        soon = desk.words.plural(
            "Texts of {n} meeting to be erased in 3 days", "Texts of {n} meetings to be erased in 3 days", 1
        )
        assert soon in desk.text
        await desk.press("escape")  # among the first ten actions, so that a digit does it
        assert desk.words("Texts to be erased") in desk.text
        desk.home.act("erase")
        await desk.settle()
        assert isinstance(desk.home.dialog, Reading)
        await desk.press("escape", "enter")
        await desk.to(MeetingScreen)
        await looked(desk)
        assert gone(desk, one) == [False]


@pytest.mark.parametrize("size", [(40, 12), (100, 14), (80, 8), (40, 6)])
async def test_it_is_said_in_small_windows_too(tmp_path: Path, size: tuple[int, int]) -> None:
    context = make_context(tmp_path)
    put(context, 31)
    async with at_home(tmp_path, context=context, size=size) as desk:
        await looked(desk)
        short = desk.words.plural("Starting erases texts of {n} meeting", "Starting erases texts of {n} meetings", 1)
        assert short[:28] in desk.text
        assert desk.app.erasing.told


async def test_nothing_is_said_where_nothing_is_due_or_kept_for_ever(tmp_path: Path) -> None:
    context = make_context(tmp_path / "few")
    put(context, 5)
    forever = make_context(tmp_path / "forever", keep_days=0)
    put(forever, 400)
    slip = make_context(tmp_path / "slip", faults=(SettingFault(tmp_path, 3, "keepdays", "no such key"),))
    put(slip, 400)
    for each in (context, forever, slip):
        async with at_home(tmp_path, context=each) as desk:
            await looked(desk)
            assert not desk.app.erasing.anything
            assert not desk.home.possible("home.erase")
            await desk.press("escape")
            assert desk.words("Texts to be erased") not in desk.text


async def test_the_meeting_that_goes_on_is_kept_and_the_others_go(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    left, old = put(context, 40, ended=False), put(context, 50)
    async with at_home(tmp_path, context=context) as desk:
        await looked(desk)
        await desk.press("escape")
        assert said(desk, 2) in desk.text
        await desk.press("f2", "1")  # it went on: count it
        await desk.to(MeetingScreen)
        await desk.wait_until(lambda: gone(desk, old) == [True])
        await looked(desk)
        assert desk.session.id == left
        assert desk.notes == ["salaisuus"]
        await desk.saved()
        await quit_(desk)
    desk.app.erasing.finish()
    assert gone(desk, left) == [False]


async def test_a_meeting_that_another_window_reads_is_left(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    one, two = put(context, 40), put(context, 41)
    hold = Hold(context.places, one)
    assert hold.take()
    async with at_home(tmp_path, context=context) as desk:
        await looked(desk)
        assert said(desk, 1) in desk.text
        await quit_(desk)
    desk.app.erasing.finish()
    assert gone(desk, one, two) == [False, True]
    hold.release()


async def test_a_disk_that_refuses_is_told_and_tried_again(tmp_path: Path) -> None:
    disk = FailingDisk()
    context = make_context(tmp_path, disk=disk)
    one = put(context, 40)
    async with at_home(tmp_path, context=context) as desk:
        await looked(desk)
        disk.broken = True
        desk.home.act("erase")
        await desk.press("2")
        await looked(desk)
        assert desk.words("Not erased: {why}", why="")[:12] in desk.text
        assert gone(desk, one) == [False]
        disk.broken = False
        await desk.press("enter")
        await desk.to(MeetingScreen)
        await desk.wait_until(lambda: gone(desk, one) == [True])


async def test_while_what_failed_is_told_the_receipt_waits(tmp_path: Path) -> None:
    """The line has room for one thing: what could not be shown is not told, and is told by the next run."""
    context = make_context(tmp_path)
    one, two = put(context, 41), put(context, 40)
    async with at_home(tmp_path, context=context) as desk:
        await looked(desk)
        context.archive.path(two, "json").write_bytes(b"{")  # since it was looked at
        desk.home.act("erase")
        await desk.press("2")
        await looked(desk)
        not_erased = desk.words("Not erased: {why}", why="")
        assert not_erased in desk.text
        assert receipt(desk, 1) not in desk.text
        assert gone(desk, one) == [True]
        found: list[str] = []
        for _ in range(2):  # nothing more is due, and then something is that nobody was told of
            desk.app.erasing.look(desk.home.looked)
            await looked(desk)
            assert [aged.id for aged in desk.app.erasing.due] == found
            assert not_erased in desk.text
            assert receipt(desk, 1) not in desk.text
            found = found or [put(context, 39)]
        await quit_(desk)
    told, fault = desk.app.erasing.finish()
    assert told == receipt(desk, 1)
    assert fault.startswith(not_erased)
    assert gone(desk, *found) == [False]
    async with at_home(tmp_path, context=context) as desk:
        await looked(desk)
        assert said(desk, 1) in desk.text
        await quit_(desk)
    assert desk.app.erasing.finish() == (receipt(desk, 1), "")
    assert gone(desk, *found) == [True]


async def test_who_only_starts_is_told_in_the_meeting_and_it_goes_at_the_end(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    one = put(context, 31)
    async with in_meeting(tmp_path, context=context) as desk:
        await desk.wait_until(lambda: desk.app.erasing.told)
        await desk.settle()
        line = desk.words.plural(
            "Texts of {n} meeting are past {days} days: erased when kohtaa is closed.",
            "Texts of {n} meetings are past {days} days: erased when kohtaa is closed.",
            1,
            days=30,
        )
        assert line in desk.text
        assert gone(desk, one) == [False]
        await quit_(desk)
    assert desk.app.erasing.finish() == (receipt(desk, 1), "")
    assert gone(desk, one) == [True]


# --- in the Review ---


async def test_what_was_carried_over_can_be_erased_at_once(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await desk.press("f5", "1")
        assert desk.words("Carried over: erase the notes") in desk.text
        await desk.press("2")
        assert desk.words("Erase what was written?") in desk.text
        await desk.press("enter")  # the default keeps
        assert desk.notes
        await desk.press("f5", "1", "2", "2")
        await desk.saved()
        assert desk.session.erased
        assert desk.words("The texts of this meeting have been erased. The times stay.")[:40] in desk.text
        assert desk.words("texts erased") in desk.text
        assert "K-17" not in desk.text
        assert b"todistukset" not in desk.journal()
        times = [line for line in desk.text.splitlines() if "min" in line]
        assert times


async def test_erased_is_said_only_when_the_disk_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "RETRY_S", 3600.0)
    disk = FailingDisk()
    async with in_review(tmp_path, disk=disk) as desk:
        done = desk.words("Erased here. Backups may still hold a copy.")
        disk.broken = True
        desk.review.act("erase")
        await desk.press("2")
        await desk.wait_until(lambda: desk.review.saver.state == "unsaved")
        await desk.settle()
        assert desk.session.erased
        assert b"todistukset" in desk.journal()
        assert done not in desk.text
        desk.review.saver.save()  # tried again, in vain
        await desk.wait_until(lambda: desk.review.saver._task is not None and desk.review.saver._task.done())
        await desk.settle()
        assert done not in desk.text
        disk.broken = False
        desk.review.saver.save()
        await desk.saved()
        assert done in desk.text
        assert b"todistukset" not in desk.journal()
        await desk.press("down")
        desk.review.saver.save()
        await desk.saved()
        assert done not in desk.text  # once


async def test_the_menu_erases_after_asking_once(tmp_path: Path) -> None:
    async with in_review(tmp_path, size=(120, 36)) as desk:
        await desk.press("escape")
        assert desk.words("Carried over: erase the notes") in desk.text
        await desk.press("escape")
        desk.review.act("erase")
        await desk.press("escape")
        assert not desk.session.erased
        desk.review.act("erase")
        await desk.press("2")
        await desk.saved()
        assert desk.session.erased
        await desk.press("escape")
        for title in ("Carried over: erase the notes", "To the client information system", "My own thoughts"):
            assert desk.words(title) not in desk.text
        await desk.press("escape")
        for key in ("f2", "f5", "f7", "delete"):
            await desk.press(key)
            assert desk.review.dialog is None
            assert desk.words("The texts of this meeting have been erased. The times stay.") in desk.text
        await desk.press("f8")
        assert desk.line == ""
        await desk.type("uusi")
        await desk.press("enter")
        assert desk.line == "uusi"
        assert not desk.session.notes
        await desk.press("f9")
        await desk.press("f3", "enter")  # times can still be put right
        await desk.saved()


async def test_erasing_takes_what_is_being_edited_or_typed_with_it(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await desk.press("down", "f2")
        assert desk.line
        desk.review.act("erase")
        await desk.press("2")
        await desk.saved()
        assert desk.line == ""
        await desk.press("enter")
        await desk.to(HomeScreen)
        assert desk.words("texts erased") in desk.text


async def test_a_meeting_being_read_is_held_and_let_go(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        session_id = desk.session.id
        hold = Hold(desk.context.places, session_id)
        assert hold.elsewhere
        await desk.press("enter")
        await desk.to(HomeScreen)
        assert not hold.elsewhere


async def test_where_the_days_are_a_guess_nothing_goes_by_itself(tmp_path: Path) -> None:
    """A misspelt word of whoever keeps the policy must not cost anybody their notes: a person says what goes."""
    context = replace(make_context(tmp_path, keep_days=365), policy=STRICT)
    one = put(context, 60)
    sentence = "Texts of {n} meeting{s} are past {days} days. Nothing goes by itself: the policy is not understood."
    async with at_home(tmp_path, context=context, size=(120, 36)) as desk:
        await looked(desk)
        told = desk.words.plural(sentence.replace("{s}", ""), sentence.replace("{s}", "s"), 1, days=30)
        assert told[:50] in desk.text
        await quit_(desk)
    assert desk.app.erasing.finish() == ("", "")
    assert gone(desk, one) == [False]
    async with at_home(tmp_path, context=context) as desk:
        await looked(desk)
        desk.home.act("erase")
        await desk.press("2")
        await desk.wait_until(lambda: gone(desk, one) == [True])
