"""A second window: it reads what the first one writes, says who has it, and writes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from kohtaa_tui.domain.events import NoteAdded, Record, Started
from kohtaa_tui.domain.plan import make_plan
from kohtaa_tui.domain.session import Status
from kohtaa_tui.runtime.context import Context
from kohtaa_tui.runtime.gaps import Gap
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.hold import Hold
from kohtaa_tui.storage.records import as_lines
from kohtaa_tui.tui.dialogs import Choose
from kohtaa_tui.tui.screens.history import HistoryScreen
from kohtaa_tui.tui.screens.home import HomeScreen
from kohtaa_tui.tui.screens.meeting import MeetingScreen
from kohtaa_tui.tui.screens.review import ReviewScreen
from tests.fakes import FakeClock
from tests.tui.tui import START, Desk, at_home, in_meeting, in_review, make_context


class Other:
    """Another window with a meeting, on the same files and the same clock."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.runner = Runner.start(
            context.archive,
            context.clock,
            make_plan(context.shelf.get("kohtaava"), 45, ()),
            language="fi",
            device=context.device,
            reference="K-17",
        )
        self.hold = Hold(context.places, self.id)
        assert self.hold.take(context.clock.now())
        assert self.runner.flush()

    @property
    def id(self) -> str:
        return self.runner.session.id

    def note(self, text: str) -> None:
        self.runner.note(text)
        assert self.runner.flush()

    def close(self) -> None:
        self.runner.close()
        self.hold.release()


def files(context: Context) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in context.places.sessions.rglob("*.*")}


@asynccontextmanager
async def beside_another(tmp_path: Path, language: str = "fi") -> AsyncIterator[tuple[Desk, Other]]:
    """On Home, while a meeting runs in another window for five minutes already."""
    context = make_context(tmp_path, language, clock=FakeClock(START))
    other = Other(context)
    context.clock.after(300)  # type: ignore[attr-defined]
    other.note("toisessa ikkunassa")
    assert other.runner.keep_draft("kesken")
    async with at_home(tmp_path, language, context=context) as desk:
        yield desk, other
    other.close()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fi", "Tapaaminen on ollut auki toisessa ikkunassa klo 10.02 lähtien"),
        ("sv", "Mötet är öppet i ett annat fönster sedan kl. 10.02"),
        ("en", "This meeting is open in another window since 10:02"),
    ],
)
async def test_a_meeting_that_runs_in_another_window_is_there_to_read(tmp_path: Path, language: str, told: str) -> None:
    async with beside_another(tmp_path, language) as (desk, other):
        assert desk.home.dialog is None
        assert told in desk.text
        await desk.open_earlier()
        assert told in desk.text
        assert desk.words("read only") in desk.text
        assert desk.words("not ended") in desk.text
        assert "toisessa ikkunassa" in desk.canvas
        assert other.hold.holder() is not None
        await desk.press("enter")
        await desk.to(HistoryScreen)


async def test_it_follows_what_the_other_window_writes(tmp_path: Path) -> None:
    async with beside_another(tmp_path) as (desk, other):
        await desk.open_earlier()
        assert " 5 " in desk.text.split("Empatia", 1)[1]
        other.note("uutta")
        assert "uutta" not in desk.canvas
        await desk.pass_time(120)
        assert "uutta" in desk.canvas
        assert desk.review.session.last_ms == 420_000


async def test_nothing_can_be_written_there_and_what_was_typed_stays(tmp_path: Path) -> None:
    async with beside_another(tmp_path) as (desk, _):
        await desk.open_earlier()
        before = files(desk.context)
        await desk.type("liikaa")
        assert "toisessa ikkunassa klo" not in desk.text
        await desk.press("enter")
        assert desk.line == "liikaa"
        assert "toisessa ikkunassa klo 10.02" in desk.text
        await desk.press("ctrl+u", "up")
        for key in ("f2", "f3", "f7", "f8", "delete"):
            await desk.press("x", "ctrl+u", key)
            assert desk.review.dialog is None
            assert "toisessa ikkunassa klo 10.02" in desk.text
        await desk.press("escape")
        for word in ("Delete the chosen note", "Edit the chosen note", "My own thoughts", "Undo the last action"):
            assert desk.words(word) not in desk.text
        await desk.press("escape")
        await desk.type("yhä täällä")
        await desk.press("ctrl+q")
        await desk.wait_until(lambda: not desk.app.is_running)
        assert files(desk.context) == before  # the other window's half-typed line too


async def test_when_the_other_window_has_ended_it_one_can_write_after_the_next_minute(tmp_path: Path) -> None:
    async with beside_another(tmp_path) as (desk, other):
        await desk.open_earlier()
        other.runner.end()
        assert other.runner.flush()
        await desk.pass_time(60)
        assert desk.review.runner.read_only is not None
        other.close()
        await desk.pass_time(60)
        assert desk.review.runner.read_only is None
        await desk.type("jälkikäteen")
        await desk.press("enter")
        await desk.saved()
        assert desk.notes == ["toisessa ikkunassa", "jälkikäteen"]


async def test_a_meeting_that_goes_away_under_ones_eyes_is_said(tmp_path: Path) -> None:
    async with beside_another(tmp_path) as (desk, other):
        await desk.open_earlier()
        desk.context.archive.remove(other.id)
        await desk.pass_time(60)
        assert other.id in desk.text
        await desk.press("enter")
        await desk.to(HistoryScreen)


async def test_two_windows_do_not_correct_one_old_meeting(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    async with in_review(tmp_path, context=context) as first:
        session_id = first.session.id
        assert Hold(context.places, session_id).elsewhere
        async with at_home(tmp_path, context=context) as second:
            assert second.app.open_review(session_id) == ""
            await second.to(ReviewScreen)
            assert second.review.runner.read_only is not None
            assert second.words("read only") in second.text
            await second.press("enter")
            await second.to(HomeScreen)
        assert Hold(context.places, session_id).elsewhere
        await first.press("enter")
        await first.to(HomeScreen)
        assert not Hold(context.places, session_id).elsewhere


async def test_the_hold_goes_from_the_meeting_to_its_review_without_a_gap(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.wait_until(lambda: desk.meeting._hold._lock is not None)
        hold = desk.meeting._hold
        await desk.press("f9", "enter")
        await desk.to(ReviewScreen)
        assert desk.review.hold is hold
        assert hold._lock is not None
        await desk.press("ctrl+q")
        await desk.wait_until(lambda: not desk.app.is_running)
        assert hold._lock is None


async def test_a_meeting_taken_up_elsewhere_since_it_was_offered_is_opened_to_read(tmp_path: Path) -> None:
    context = make_context(tmp_path, clock=FakeClock(START))
    other = Other(context)
    other.close()
    async with at_home(tmp_path, context=context) as desk:
        assert isinstance(desk.home.dialog, Choose)
        assert other.hold.take(START)
        await desk.press("enter")
        await desk.to(ReviewScreen)
        assert desk.review.runner.read_only is not None
        other.hold.release()


async def test_all_that_were_left_can_be_reached_one_after_the_other(tmp_path: Path) -> None:
    context = make_context(tmp_path, clock=FakeClock(START))
    left = []
    for number in range(3):
        other = Other(context)
        other.note(f"kesken {number}")
        left.append(other)
        context.clock.after(60)  # type: ignore[attr-defined]
    left[1].close()
    left[0].close()  # the newest runs in another window
    async with at_home(tmp_path, context=context) as desk:
        found = []
        for _ in range(3):
            dialog = desk.home.dialog
            assert isinstance(dialog, Choose)
            assert desk.home.unfinished.loaded is not None
            found.append(desk.home.unfinished.loaded.session.notes[0].text)
            await desk.press("5" if desk.words("It was a pause") in desk.text else "4")
        assert found == ["kesken 1", "kesken 0", "kesken 1"]
        await desk.press("enter")
        await desk.to(MeetingScreen)
        assert desk.notes == ["kesken 0"]
    left[2].close()


async def test_a_meeting_of_a_newer_version_is_there_to_read_and_says_so(tmp_path: Path) -> None:
    context = make_context(tmp_path, clock=FakeClock(START))
    other = Other(context)
    other.note("uudemmasta")
    other.close()
    path = context.archive.path(other.id, "jsonl")
    first, *rest = other.runner.session.records
    assert isinstance(first.event, Started)
    path.write_bytes(as_lines([Record(1, first.device, 0, replace(first.event, schema=2)), *rest]))
    before = path.read_bytes()
    async with at_home(tmp_path, context=context) as desk:
        assert desk.home.dialog is None  # what cannot be gone on with is not offered
        await desk.open_earlier()
        told = desk.words("A newer version of kohtaa wrote this meeting: here it can only be read.")
        assert told in desk.text
        await desk.type("x")
        await desk.press("enter")
        assert desk.line == "x"
        assert told in desk.text
    assert path.read_bytes() == before


async def test_a_copy_that_cannot_be_read_is_said_in_the_review(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    async with in_review(tmp_path, context=context) as desk:
        session_id = desk.session.id
        await desk.press("enter")
        await desk.to(HomeScreen)
        context.archive.path(session_id, "json").with_name(f"{session_id}-TYÖKONE.json").write_bytes(b"{")
        await desk.open_earlier()
        assert (
            desk.words.plural("{n} copy of this meeting could not be read. It was left as it is.", "", 1) in desk.text
        )
        await desk.type("silti")
        await desk.press("enter")
        await desk.saved()
        assert desk.notes[-1] == "silti"


async def test_another_computers_file_in_ours_place_is_said_once_until_the_next_key(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        path = desk.context.archive.path(desk.session.id, "jsonl")
        foreign = Record(2, "0b0b0b0b", 1000, NoteAdded("toiselta koneelta"))
        beside = path.with_name("beside")
        beside.write_bytes(as_lines([desk.session.records[0], foreign]))
        beside.replace(path)  # as a sync engine does it
        told = desk.words("Another computer wrote to this meeting too. Both are kept.")
        await desk.type("täältä")
        await desk.press("enter")
        await desk.saved()
        assert told in desk.text
        await desk.type("l")
        assert told not in desk.text
        await desk.press("enter")
        await desk.saved()
        assert told not in desk.text
        assert {n.text for n in desk.context.archive.load(desk.session.id).session.notes} == {
            "toiselta koneelta",
            "täältä",
            "l",
        }
        await desk.press("f9", "enter")
        await desk.to(ReviewScreen)
        await desk.saved()
        assert set(desk.notes) == {"toiselta koneelta", "täältä", "l"}
        assert desk.session.status is Status.ENDED


async def test_a_gap_answered_with_the_end_keeps_the_hold_in_the_review(tmp_path: Path) -> None:
    context = make_context(tmp_path, clock=FakeClock(START))
    other = Other(context)
    other.close()
    loaded = context.archive.unfinished()
    assert loaded is not None
    async with at_home(tmp_path, context=context) as desk:
        desk.app.resume_meeting(loaded, Gap.END)
        await desk.to(ReviewScreen)
        assert Hold(context.places, other.id).elsewhere
