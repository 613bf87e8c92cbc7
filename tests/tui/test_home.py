"""Home: one Enter starts, everything else is a choice, and what was left unfinished comes first."""

from __future__ import annotations

from pathlib import Path

import pytest

from kohtaa_tui.runtime.context import Context
from kohtaa_tui.storage import last
from kohtaa_tui.storage.hold import Hold
from kohtaa_tui.storage.last import Last
from kohtaa_tui.storage.settings import load
from kohtaa_tui.tui.dialogs import Ask, Choose
from kohtaa_tui.tui.draw.home import Row
from kohtaa_tui.tui.screens.history import HistoryScreen
from kohtaa_tui.tui.screens.home import HomeScreen
from kohtaa_tui.tui.screens.meeting import MeetingScreen
from kohtaa_tui.tui.screens.review import ReviewScreen
from tests.tui.tui import Desk, at_home, in_meeting, make_context


async def row(desk: Desk, name: str) -> None:
    """Choose a row by its name, with the arrows."""
    for _ in desk.home._rows():
        if _chosen(desk).name == name:
            return
        await desk.press("down")
    raise AssertionError(name)


def _chosen(desk: Desk) -> Row:
    return next(r for r in desk.home._rows() if r.chosen)


async def test_one_enter_starts_with_the_last_length_and_circumstances(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    last.save(context.places, Last(minutes=50, circumstances=("first", "remote"), pack="kohtaava"))
    async with at_home(tmp_path, context=context) as desk:
        assert "50" in desk.text
        await desk.press("enter")
        await desk.to(MeetingScreen)
        plan = desk.session.plan
        assert (plan.minutes, set(plan.circumstances)) == (50, {"first", "remote"})
        assert desk.session.reference == ""


async def test_the_first_time_the_settings_propose(tmp_path: Path) -> None:
    async with at_home(tmp_path, minutes=25, circumstances=("first",)) as desk:
        await desk.type("K-17")
        await desk.press("enter")
        await desk.to(MeetingScreen)
        assert (desk.session.plan.minutes, desk.session.plan.circumstances) == (25, ("first",))
        assert desk.session.reference == "K-17"
        kept = last.load(desk.context.places)
        assert (kept.minutes, kept.circumstances) == (25, ("first",))


async def test_the_first_day_says_what_this_is(tmp_path: Path) -> None:
    for size in ((80, 24), (120, 36)):
        async with at_home(tmp_path, size=size) as desk:
            for sentence in ("Four phases, one meeting.", "The time for the farewell is protected."):
                assert desk.words(sentence)[:24] in desk.text
            assert desk.words("reference, for example K-17 (no name)")[:20] in desk.text


async def test_left_and_right_go_through_the_lengths(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        found = []
        for key in ("left", "left", "left", "right", "right", "right", "right", "right", "right"):
            await desk.press(key)
            found.append(desk.home.plan.minutes)
        assert found == [20, 15, 15, 20, 30, 45, 60, 90, 90]
        await desk.type("K-1")
        assert desk.line == "K-1"


async def test_the_preview_follows(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        phases = desk.home.plan.phases
        assert all(f"{p.minutes} min" in desk.text for p in phases)
        before = desk.canvas
        await desk.press("right")
        assert desk.home.plan.minutes == 45
        assert all(f"{p.minutes} min" in desk.text for p in desk.home.plan.phases)
        assert desk.canvas != before
        assert "10.02–10.47" in desk.text


@pytest.mark.parametrize(
    ("typed", "minutes"), [("50", 50), ("1", 1), ("480", 480), ("10.45", 43), ("10:45", 43), ("17.30", 448)]
)
async def test_a_length_or_an_end_can_be_typed(tmp_path: Path, typed: str, minutes: int) -> None:
    async with at_home(tmp_path) as desk:
        await desk.type("K-1")
        await desk.press("f3")
        assert desk.line == ""
        await desk.type(typed)
        await desk.press("enter")
        assert desk.home.dialog is None
        assert desk.home.plan.minutes == minutes
        assert desk.line == "K-1"
        if "." in typed:
            assert desk.words("until {time}", time=typed) in desk.text
        await desk.press("enter")
        await desk.to(MeetingScreen)
        assert desk.session.end_s == minutes * 60


@pytest.mark.parametrize(
    "typed", ["0", "481", "-5", "1000000000", "ten", "", "25.00", "10.61", "10.02", "9.59", "1,5", "٣٠"]
)
async def test_a_length_that_cannot_be_is_refused_in_a_sentence(tmp_path: Path, typed: str) -> None:
    async with at_home(tmp_path) as desk:
        await desk.press("f3")
        await desk.type(typed)
        await desk.press("enter")
        assert desk.home.dialog is not None
        assert isinstance(desk.home.dialog, Ask)
        assert desk.home.dialog.problem
        assert desk.home.dialog.problem[:50] in desk.text
        assert desk.line == typed
        await desk.press("escape")
        assert desk.home.plan.minutes == 30


async def test_arrows_in_a_field_move_the_cursor_and_change_nothing_else(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        await desk.press("f3")
        await desk.type("50")
        await desk.press("left", "left", "up", "down", "delete")
        assert desk.line == "0"
        assert (desk.home.plan.minutes, _chosen(desk).name) == (30, "length")


async def test_an_end_that_comes_nearer_keeps_its_time(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        await desk.press("f3")
        await desk.type("10.45")
        await desk.press("enter")
        await desk.pass_time(150)
        assert desk.home.plan.minutes == 40
        await desk.press("enter")
        await desk.to(MeetingScreen)
        assert desk.words.time(desk.session.wall(desk.session.end_s * 1000).astimezone()) == "10.45"


async def test_circumstances_are_chosen_and_change_the_plan(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        before = [p.minutes for p in desk.home.plan.phases]
        await row(desk, "first")
        await desk.press("right")
        assert [p.minutes for p in desk.home.plan.phases] != before
        assert desk.words("yes") in _chosen(desk).value
        await row(desk, "remote")
        await desk.press("left")
        assert set(desk.home.plan.circumstances) == {"first", "remote"}
        await desk.press("left")
        assert set(desk.home.plan.circumstances) == {"first"}


async def test_an_interpreter_doubles_the_time(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        await row(desk, "interpreter")
        await desk.press("right")
        assert desk.home.plan.minutes == 60
        assert desk.words("twice the time") in desk.text
        await desk.press("right")
        assert desk.home.plan.minutes == 30


@pytest.mark.parametrize(("typed", "minutes"), [("40", 40), ("10.45", 43)])
async def test_with_an_interpreter_a_length_given_outright_stands(tmp_path: Path, typed: str, minutes: int) -> None:
    async with at_home(tmp_path) as desk:
        await row(desk, "interpreter")
        await desk.press("right", "f3")
        await desk.type(typed)
        await desk.press("enter")
        assert desk.home.plan.minutes == minutes
        assert desk.words("half the matters") in desk.text
        await desk.press("enter")
        await desk.to(MeetingScreen)
        assert desk.words("half the matters") in desk.text


@pytest.mark.parametrize("reference", ["x" * 41, "010190-999K", "Matti 100190A999P", "100190y999p"])
async def test_a_reference_that_will_not_do_is_refused_and_the_line_stays(tmp_path: Path, reference: str) -> None:
    async with at_home(tmp_path) as desk:
        await desk.type(reference)
        await desk.press("enter")
        assert isinstance(desk.app.screen, HomeScreen)
        assert desk.line == reference
        assert desk.home.message
        assert desk.home.message[:30] in desk.text
        assert not list(desk.context.places.data.rglob("*.jsonl"))


async def test_a_reference_of_forty_characters_with_markup_is_shown_as_it_is(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        reference = "[/b][@click=app.quit]K " + "x" * 17
        await desk.paste(f"  {reference} ")
        await desk.press("enter")
        await desk.to(MeetingScreen)
        assert desk.session.reference == reference
        assert reference in desk.text


async def test_ones_own_packs_are_found_and_a_broken_one_stops_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "phases"
    folder.mkdir(parents=True)
    shipped = next(Path(__file__).resolve().parents[2].joinpath("phases").glob("kohtaava.toml")).read_text("utf-8")
    (folder / "oma.toml").write_text(shipped.replace('id = "kohtaava"', 'id = "oma"', 1), "utf-8")
    (folder / "rikki.toml").write_text("id = = 2", "utf-8")
    async with at_home(tmp_path, folders=(folder,)) as desk:
        await row(desk, "pack")
        await desk.press("right")
        ids = {desk.home.plan.pack_id}
        await desk.press("right")
        ids.add(desk.home.plan.pack_id)
        assert ids == {"kohtaava", "oma"}
        while desk.home.plan.pack_id != "oma":
            await desk.press("right")
        await desk.press("enter")
        await desk.to(MeetingScreen)
        assert desk.session.plan.pack_id == "oma"


async def test_a_pack_that_is_gone_gives_way_to_the_shipped_one(tmp_path: Path) -> None:
    async with at_home(tmp_path, pack="poissa") as desk:
        assert desk.home.plan.pack_id == "kohtaava"
        assert "poissa" in desk.text


async def test_the_language_changes_at_once_and_is_remembered(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        assert "Empatia" in desk.text
        await desk.press("f6")
        assert "Empati" in desk.text
        assert "tisdag 24.11" in desk.text
        await desk.press("f6")
        assert "Empathy" in desk.text
        assert "Enter starts" in desk.text
        assert last.load(desk.context.places).language == "en"


async def test_home_can_be_used_with_the_mouse(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        await desk.click("row:length")
        assert desk.home.plan.minutes == 45
        await desk.click("row:first")
        assert desk.home.plan.circumstances == ("first",)
        await desk.click("home.language")
        assert "Vägledning" in desk.text
        await desk.click("home.help")
        assert desk.home.dialog is not None
        await desk.click("dialog:esc")
        await desk.type("K-2")
        await desk.click("start")
        await desk.to(MeetingScreen)
        assert desk.session.reference == "K-2"


async def test_help_and_menu(tmp_path: Path) -> None:
    async with at_home(tmp_path, "en") as desk:
        await desk.press("f1")
        await desk.press("pagedown")
        assert "Ctrl+Q" in desk.text
        await desk.press("escape", "escape")
        assert "All actions" in desk.text
        await desk.press("1")
        assert "How long" in desk.text
        await desk.press("escape", "f7")
        assert desk.app.theme_name == "day"


async def test_what_is_typed_while_the_meeting_comes_up_belongs_to_it(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        desk.burst(*"K-17", "enter", *"abc", "enter", "pagedown", *"def", "enter", "pagedown", *"ghi")
        await desk.to(MeetingScreen)
        await desk.wait_until(lambda: desk.line == "ghi")
        assert desk.session.reference == "K-17"
        assert [(n.text, n.phase) for n in desk.session.notes] == [("abc", "empatia"), ("def", "ohjaus")]
        assert desk.phase == "neuvonta"
        await desk.saved()
        assert len(list(desk.context.archive.ids())) == 1


# --- unfinished ---


async def left_behind(tmp_path: Path, draft: str = "puoliksi", gap: float = 600) -> Context:
    """A meeting that was left after five minutes, with a half-typed line, some time ago."""
    import os

    context = make_context(tmp_path)
    async with in_meeting(tmp_path, context=context) as desk:
        desk.clock.after(300)
        await desk.type("tallessa")
        await desk.press("enter")
        await desk.type(draft)
        await desk.press("ctrl+q")
        await desk.wait_until(lambda: not desk.app.is_running)
    seen = desk.clock.now().timestamp()
    for path in context.places.sessions.rglob("*.*"):
        os.utime(path, (seen, seen))
    desk.clock.after(gap)
    return context


async def test_an_unfinished_meeting_is_offered_first_and_goes_on(tmp_path: Path) -> None:
    context = await left_behind(tmp_path)
    async with at_home(tmp_path, context=context) as desk:
        assert desk.words("A meeting was left unfinished") in desk.text
        assert "10.07" in desk.text
        await desk.type("1")
        await desk.to(MeetingScreen)
        assert desk.line == "puoliksi"
        assert desk.notes == ["tallessa"]
        assert desk.meeting.runner.at_ms() == 900_000
        assert desk.kinds[-1] == "reopened"
        assert desk.words("Your half-written line is back.") in desk.text


async def test_the_gap_may_be_a_pause(tmp_path: Path) -> None:
    context = await left_behind(tmp_path)
    async with at_home(tmp_path, context=context) as desk:
        await desk.type("2")
        await desk.to(MeetingScreen)
        assert desk.kinds == ["note", "paused", "reopened", "resumed"]


async def test_the_meeting_may_have_ended(tmp_path: Path) -> None:
    context = await left_behind(tmp_path)
    async with at_home(tmp_path, context=context) as desk:
        await desk.type("3")
        await desk.to(ReviewScreen)
        assert desk.session.ended_ms == 300_000
        assert desk.notes == ["tallessa", "puoliksi"]
        assert [p.suffix for p in context.places.sessions.rglob("*.*")] == [".json"]


async def test_the_meeting_may_be_erased_after_asking_once(tmp_path: Path) -> None:
    context = await left_behind(tmp_path)
    async with at_home(tmp_path, context=context) as desk:
        await desk.press("4")
        assert desk.words("Erase this meeting?") in desk.text
        assert desk.words("This cannot be undone.") in desk.text
        await desk.press("enter")  # the default keeps it
        assert len(list(context.places.sessions.rglob("*.jsonl"))) == 1
        await desk.press("f2", "4", "2")
        assert not list(context.places.sessions.rglob("*.*"))
        assert desk.words("Erased here. Backups may still hold a copy.") in desk.text
        await desk.press("f2")
        assert desk.home.dialog is None


async def test_esc_leaves_it_for_later(tmp_path: Path) -> None:
    context = await left_behind(tmp_path)
    async with at_home(tmp_path, context=context) as desk:
        await desk.press("escape")
        assert desk.home.dialog is None
        assert len(list(context.places.sessions.rglob("*.jsonl"))) == 1
        await desk.press("f2")
        assert isinstance(desk.home.dialog, Choose)
        await desk.type("K-9")
        await desk.press("enter")  # another meeting may begin all the same
        await desk.to(MeetingScreen)
        assert desk.session.reference == "K-9"


async def test_a_short_gap_is_not_worth_a_question(tmp_path: Path) -> None:
    context = await left_behind(tmp_path, gap=20)
    async with at_home(tmp_path, context=context) as desk:
        assert desk.words("Go on with the meeting") in desk.text
        assert desk.words("It was a pause") not in desk.text
        await desk.press("enter")
        await desk.to(MeetingScreen)


async def test_a_meeting_open_in_another_window_is_said(tmp_path: Path) -> None:
    context = await left_behind(tmp_path)
    loaded = context.archive.unfinished()
    assert loaded is not None
    hold = Hold(context.places, loaded.session.id)
    assert hold.take()
    try:
        async with at_home(tmp_path, context=context) as desk:
            assert desk.home.dialog is None
            assert desk.words("This meeting is open in another window.") in desk.text
    finally:
        hold.release()


# --- earlier meetings, faults ---


async def test_an_earlier_meeting_can_be_opened(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    async with in_meeting(tmp_path, context=context) as desk:
        desk.clock.after(300)
        await desk.type("! minä: soitan")
        await desk.press("enter", "f9", "enter")
        await desk.to(ReviewScreen)
        await desk.saved()
        await desk.press("enter")
        await desk.to(HomeScreen)
        assert "K-17" in desk.text
        assert "! 1" in desk.text
        await desk.open_earlier()
        assert desk.notes == ["minä: soitan"]
        await desk.press("enter")
        await desk.to(HistoryScreen)
        await desk.press("escape")
        await desk.to(HomeScreen)
        await desk.click(f"open:{context.archive.resolve('last')}")
        await desk.to(ReviewScreen)


async def test_a_meeting_that_cannot_be_read_is_listed_with_its_reason(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    folder = context.places.sessions / "2026" / "11"
    folder.mkdir(parents=True)
    (folder / "20261123T080000Z-aaaaaaaa.json").write_bytes(b"{}")
    async with at_home(tmp_path, context=context, size=(120, 36)) as desk:
        assert "✗ 20261123T080000" in desk.text
        await desk.click("open:20261123T080000Z-aaaaaaaa")
        assert isinstance(desk.app.screen, HomeScreen)
        assert desk.home.message


async def test_what_is_wrong_in_the_settings_is_said(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    context.places.config.mkdir()
    context.places.config_file.write_text("minutse = 30\nbell = 3\n", "utf-8")
    settings, faults = load(context.places)
    assert len(faults) == 2
    async with at_home(tmp_path, faults=tuple(faults), minutes=settings.minutes) as desk:
        assert "config.toml:1: minutse" in desk.text
        await desk.press("enter")
        await desk.to(MeetingScreen)


async def test_a_data_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("ei kansio")
    async with at_home(tmp_path) as desk:
        assert desk.home.message
        await desk.press("enter")
        await desk.to(MeetingScreen)
        await desk.wait_until(lambda: desk.meeting.saver.state == "unsaved")
        await desk.type("muistissa")
        await desk.press("enter")
        assert desk.notes == ["muistissa"]


async def test_keys_without_a_meaning_here_do_nothing(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    last.save(context.places, last.Last(tour=True))
    async with at_home(tmp_path, context=context) as desk:
        await desk.press(
            "pagedown", "pageup", "ctrl+pagedown", "ctrl+home", "shift+up", "f2", "f8", "f9", "f12", "insert"
        )
        assert isinstance(desk.app.screen, HomeScreen)
        await desk.press("f3", "up", "down", "pageup", "home", "end", "escape")
        assert desk.home.plan.minutes == 30
