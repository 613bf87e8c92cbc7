"""Before a meeting: what the last one left, one's own note, and the aim. After it: two minutes to write up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kohtaa_tui.domain.plan import make_plan
from kohtaa_tui.errors import StorageFault
from kohtaa_tui.exports import EXPORTS
from kohtaa_tui.runtime.context import Context
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.tui.app import KohtaaApp
from kohtaa_tui.tui.dialogs import Ask, Choose
from kohtaa_tui.tui.screens.home import HomeScreen
from kohtaa_tui.tui.screens.meeting import MeetingScreen
from kohtaa_tui.tui.screens.prepare import PrepareScreen
from kohtaa_tui.tui.screens.review import ReviewScreen
from tests import sealed
from tests.fakes import FakeClock, places
from tests.tui.test_beside import at
from tests.tui.tui import START, Desk, at_home, in_review, make_context, opened

SIZES = [(120, 36), (80, 24), (40, 12), (100, 6), (40, 6)]


def held(context: Context, reference: str, *notes: str, to_self: str = "") -> None:
    """A meeting a week before."""
    from kohtaa_tui.domain.events import Reflected
    from tests.fakes import FakeClock

    clock = context.clock
    assert isinstance(clock, FakeClock)
    clock.after(-7 * 86400)
    plan = make_plan(context.shelf.get("kohtaava"), 45, ())
    runner = Runner.start(context.archive, clock, plan, language="fi", device=context.device, reference=reference)
    for note in notes:
        runner.note(note)
    runner.end()
    if to_self:
        runner.record(Reflected("next", to_self))
    assert runner.flush()
    clock.after(7 * 86400)


@asynccontextmanager
async def preparing(
    context: Context, size: tuple[int, int] = (80, 24), *, reference: str = "K-17", minutes_to: int | None = 12
) -> AsyncIterator[Desk]:
    """On the preparation, before 45 minutes with a first meeting."""
    plan = make_plan(context.shelf.get("kohtaava"), 45, ("first",))

    def first(app: KohtaaApp) -> None:
        def begin(aim: str) -> None:
            app.start_meeting(plan, reference, aim=aim)

        due = None if minutes_to is None else app.context.clock.now() + timedelta(minutes=minutes_to)
        app.show(PrepareScreen(app, lambda: plan, reference, begin, app.go_home, due))

    async with opened(KohtaaApp(context, first), size) as desk:
        await desk.to(PrepareScreen)
        await looked(desk)
        yield desk


async def looked(desk: Desk) -> None:
    """Until the meetings have been looked through."""
    screen = desk.stage
    assert isinstance(screen, PrepareScreen)
    await desk.wait_until(lambda: screen._previous is not None)
    await desk.settle()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_it_shows_what_was_agreed_and_the_note_to_oneself(
    tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    context = make_context(tmp_path, language)
    held(context, "k-17", "! asiakas: hakee ti", "+ sitkeä", to_self="kysy ensin")
    async with preparing(context, size) as desk:
        assert "asiakas: hakee ti" in desk.text
        assert "sitkeä" not in desk.text
        if size[1] > 6:
            assert desk.words("Note to self: {text}", text="kysy ensin") in desk.text
            assert "K-17" in desk.text


async def test_many_agreements_can_be_scrolled(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    held(context, "K-17", *(f"! asia numero {n:02}" for n in range(1, 31)))
    async with preparing(context, (80, 24)) as desk:
        assert "asia numero 01" in desk.text
        assert "asia numero 30" not in desk.text
        assert "↓" in desk.text
        await desk.press(*["down"] * 40)
        assert "asia numero 30" in desk.text
        await desk.press(*["up"] * 40)
        assert "asia numero 01" in desk.text


async def test_the_figure_is_the_minutes_to_the_appointment(tmp_path: Path) -> None:
    async with preparing(make_context(tmp_path), (40, 8)) as desk:
        assert f"12 {desk.words('min to the meeting')}" in desk.text
        await desk.pass_time(60)
        assert f"11 {desk.words('min to the meeting')}" in desk.text
        await desk.pass_time(12 * 60)
        assert f"1 {desk.words('min past the start')}" in desk.text


async def test_without_an_appointment_the_figure_is_the_length(tmp_path: Path) -> None:
    async with preparing(make_context(tmp_path), (40, 8), minutes_to=None) as desk:
        assert "45 min" in desk.text


@pytest.mark.parametrize("reference", ["K-17", ""])
async def test_without_an_earlier_meeting_it_says_so_or_nothing(tmp_path: Path, reference: str) -> None:
    context = make_context(tmp_path)
    held(context, "K-18", "! toisen asia")
    async with preparing(context, reference=reference) as desk:
        assert "toisen asia" not in desk.text
        assert (desk.words("No earlier meeting with this reference.") in desk.text) == bool(reference)


async def test_enter_begins_with_the_aim_as_an_own_thought(tmp_path: Path) -> None:
    async with preparing(make_context(tmp_path)) as desk:
        await desk.type("sovitaan hakemus")
        await desk.press("enter")
        await desk.to(MeetingScreen)
        await desk.saved()
        assert desk.session.reflections == {"aim": "sovitaan hakemus"}
        assert desk.kinds == ["reflected"]
        assert desk.notes == []
        assert b"sovitaan hakemus" in desk.journal()
        assert "sovitaan" not in EXPORTS["text"](desk.session, desk.words)
        assert "sovitaan" not in EXPORTS["markdown"](desk.session, desk.words)
        assert "sovitaan" not in desk.text
        await desk.press("f1")
        assert desk.words("Aim: {text}", text="sovitaan hakemus") in desk.text


async def test_where_encryption_is_on_the_aim_is_sealed(tmp_path: Path) -> None:
    sealed.switch_on(places(tmp_path))
    async with preparing(make_context(tmp_path)) as desk:
        await desk.type("hakemukset kuntoon")
        await desk.press("enter")
        await desk.to(MeetingScreen)
        await desk.saved()
        assert desk.kinds == ["reflected"]
        assert b"kuntoon" not in desk.journal()


async def test_enter_on_an_empty_line_begins_without_an_aim(tmp_path: Path) -> None:
    async with preparing(make_context(tmp_path)) as desk:
        await desk.press("enter")
        await desk.to(MeetingScreen)
        assert desk.session.reflections == {}


async def test_keys_typed_at_once_go_on_in_the_meeting(tmp_path: Path) -> None:
    async with preparing(make_context(tmp_path)) as desk:
        desk.burst(*"aim", "enter", *"note", "enter")
        await desk.to(MeetingScreen)
        await desk.saved()
        assert (desk.session.reflections, desk.notes) == ({"aim": "aim"}, ["note"])


async def test_esc_goes_back_and_nothing_has_begun(tmp_path: Path) -> None:
    async with preparing(make_context(tmp_path)) as desk:
        await desk.press("escape")
        await desk.to(HomeScreen)
        assert desk.context.archive.recent(1) == []


async def test_what_cannot_begin_is_said_and_the_aim_stays(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    plan = make_plan(context.shelf.get("kohtaava"), 45, ())

    def refuse(_: str) -> None:
        raise StorageFault("{path} cannot be written: {why}", path="x", why="")

    def first(app: KohtaaApp) -> None:
        app.show(PrepareScreen(app, lambda: plan, "K-17", refuse, app.go_home))

    async with opened(KohtaaApp(context, first)) as desk:
        await desk.to(PrepareScreen)
        await desk.type("tavoite")
        await desk.press("enter")
        assert desk.words("{path} cannot be written: {why}", path="x", why="").strip() in desk.text
        assert desk.line == "tavoite"


@pytest.mark.parametrize("size", SIZES)
async def test_the_curtain_hides_all_of_it(tmp_path: Path, size: tuple[int, int]) -> None:
    context = make_context(tmp_path)
    held(context, "K-17", "! asiakas: hakee ti", to_self="kysy ensin")
    async with preparing(context, size) as desk:
        await desk.type("tavoite")
        await desk.press("f4")
        for told in ("K-17", "hakee", "kysy", "tavoite"):
            assert told not in desk.text


@pytest.mark.parametrize("size", SIZES)
async def test_locked_meetings_are_said_to_be_locked(tmp_path: Path, size: tuple[int, int]) -> None:
    sealed_context = make_context(tmp_path)
    key = sealed.switch_on(places(tmp_path))
    sealed_context.archive.vault.use([key])
    held(sealed_context, "K-17", "! asiakas: hakee ti")
    async with preparing(make_context(tmp_path), size) as desk:
        assert "hakee" not in desk.text
        assert desk.words("Earlier meetings are locked. {key} opens them.", key="F12")[:24] in desk.text
        assert desk.stage.possible("prepare.unlock")
        desk.context.archive.vault.use([key])
        desk.stage.opened()
        await desk.wait_until(lambda: "hakee" in desk.text)


# --- the note to oneself, and the aim, afterwards ---


async def test_the_review_asks_for_the_note_to_oneself_first(tmp_path: Path) -> None:
    async with in_review(tmp_path, preparation=True) as desk:
        await desk.press("f7")
        assert isinstance(desk.stage.dialog, Choose)
        await desk.press("enter")
        assert isinstance(desk.stage.dialog, Ask)
        await desk.type("kysy ensin")
        await desk.press("enter")
        assert desk.session.reflections == {"next": "kysy ensin"}
        await desk.press("f7", "2")
        assert desk.words("What went well?") in desk.text


async def test_the_aim_is_shown_under_own_thoughts(tmp_path: Path) -> None:
    async with preparing(make_context(tmp_path)) as desk:
        await desk.type("sovitaan hakemus")
        await desk.press("enter")
        await desk.to(MeetingScreen)
        await desk.press("f9", "enter")
        await desk.to(ReviewScreen)
        assert "sovitaan" not in desk.text
        await desk.press("f7")
        assert desk.words("Aim: {text}", text="sovitaan hakemus") in desk.text


async def test_who_does_not_prepare_is_asked_the_three_questions_at_once(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await desk.press("f7")
        assert desk.words("What went well?") in desk.text


async def test_the_aim_goes_with_the_rest_when_texts_are_erased(tmp_path: Path) -> None:
    async with in_review(tmp_path, preparation=True) as desk:
        await desk.press("f7", "1")
        await desk.type("kysy ensin")
        await desk.press("enter")
        await desk.saved()
        assert b"kysy ensin" in desk.journal()
        desk.review.forget()
        await desk.saved()
        assert b"kysy ensin" not in desk.journal()
        assert desk.session.reflections == {}


async def test_it_counts_to_the_appointments_own_second_and_to_what_is_left_of_it(tmp_path: Path) -> None:
    """It begins at 10.15; the preparation was opened in the middle of a minute."""
    clock = FakeClock(START.replace(hour=10, minute=2, second=30))
    context = make_context(tmp_path, day=(at(10, 15, 45),), clock=clock, preparation=True)
    async with at_home(tmp_path, context=context) as desk:
        await desk.wait_until(lambda: desk.home.today.chosen is not None)
        await desk.press("enter")
        await desk.to(PrepareScreen)
        assert isinstance(desk.stage, PrepareScreen)
        assert desk.stage._minutes_to() == 13
        clock.after(12 * 60 + 30)
        assert desk.stage._minutes_to() == 0
        clock.after(5 * 60)
        desk.stage._tick()
        await desk.settle()
        assert f"{desk.words('Enter starts')} · 40 min" in desk.text
        await desk.press("enter")
        await desk.to(MeetingScreen)
        assert desk.session.plan.minutes == 40


# --- two minutes to write up ---


def left(desk: Desk) -> Any:
    return desk.review._writing_up.told()


async def test_two_minutes_are_counted_in_steps_of_ten_seconds(tmp_path: Path) -> None:
    async with in_review(tmp_path, size=(40, 8), write_up=True) as desk:
        assert f"2:00 {desk.words('for writing up')}" in desk.text
        for seconds, told in ((9, "2:00"), (1, "1:50"), (1, "1:50"), (39, "1:10"), (60, "0:10")):
            desk.clock.after(seconds)
            desk.review._writing_up.tick()
            await desk.settle()
            assert f"{told} {desk.words('for writing up')}" in desk.text
        desk.clock.after(10)
        desk.review._writing_up.tick()
        await desk.settle()
        assert desk.words("for writing up") not in desk.text
        assert desk.words.plural("thing agreed", "things agreed", 2) in desk.text


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_it_has_its_place_in_every_layout(tmp_path: Path, language: str, size: tuple[int, int]) -> None:
    async with in_review(tmp_path, language, size, write_up=True) as desk:
        assert desk.words("for writing up") in desk.text


@pytest.mark.parametrize("size", [(60, 6), (60, 7), (100, 6)])
async def test_in_a_strip_the_clock_touches_nothing(tmp_path: Path, size: tuple[int, int]) -> None:
    async with in_review(tmp_path, size=size, write_up=True) as desk:
        figure = [row for row in desk.text.splitlines() if "█" in row[:20]]
        assert len(figure) == 3
        assert all(row[21:24] == "   " for row in figure)


async def test_nothing_of_it_is_recorded_and_it_is_off_by_default(tmp_path: Path) -> None:
    async with in_review(tmp_path / "on", write_up=True) as desk:
        assert desk.kinds[-1] == "ended"
    async with in_review(tmp_path / "off") as desk:
        assert left(desk) == ""


async def test_a_meeting_that_ended_earlier_has_no_minutes_left(tmp_path: Path) -> None:
    async with in_review(tmp_path, write_up=True) as desk:
        desk.clock.after(-30)  # a clock that was set back
        assert left(desk) == ""
        desk.clock.after(30 + 121)
        assert left(desk) == ""
