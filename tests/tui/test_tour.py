"""The tour: offered once, gone through at one's own pace, and afterwards Home is as it was."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from kohtaa_tui.domain.demo import Part, Scene
from kohtaa_tui.domain.events import Fitted
from kohtaa_tui.domain.pack import LANGUAGES
from kohtaa_tui.runtime.player import Player
from kohtaa_tui.runtime.tour import tour
from kohtaa_tui.storage import last
from kohtaa_tui.storage.last import Last
from kohtaa_tui.tui.draw.caption import Caption, draw_caption
from kohtaa_tui.tui.screens.home import HomeScreen
from kohtaa_tui.tui.screens.meeting import MeetingScreen
from kohtaa_tui.tui.screens.tour import TourReview, TourScreen
from kohtaa_tui.tui.show_app import ShowApp
from tests.fakes import FakeClock
from tests.tui.pages import drawn
from tests.tui.tui import Desk, a_meeting, at_home, make_context, opened

SIZES = [(120, 36), (80, 24), (40, 12), (100, 6)]
OFFER = "Ensi kertaa täällä? F2"


def player(language: str = "fi") -> Player:
    return tour(FakeClock(), language)


def scenes() -> tuple[Scene, ...]:
    return player().script.scenes


async def step(desk: Desk, key: str = "pagedown") -> None:
    """A key, pressed a second after the one before: one that is held down counts once."""
    desk.clock.after(1)
    await desk.press(key)
    await desk.wait_until(lambda: desk.stage.page.canvas.width)
    await desk.settle()


def flat(desk: Desk) -> str:
    """The words on the screen in one line, without the bars of captions that take several rows."""
    return " ".join(desk.text.replace("▌", " ").split())


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# --- the file ---


def test_the_captions_are_short_and_in_three_languages() -> None:
    assert 10 <= len(scenes()) <= 18
    for scene in scenes():
        for language in LANGUAGES:
            assert 10 < len(scene.caption.get(language)) <= 140
        texts = {scene.caption.get(language) for language in LANGUAGES}
        assert len(texts) == len(LANGUAGES)


def test_it_takes_two_minutes_to_read() -> None:
    for language in LANGUAGES:
        words = sum(len(scene.caption.get(language).split()) for scene in scenes())
        assert words <= 300, language


def test_it_stands_at_every_caption_however_long_one_reads() -> None:
    clock = FakeClock()
    shown = tour(clock, "fi")
    for scene in scenes():
        shown.seek(min(scene.at_ms, shown.script.end_ms))
        at = shown.at_ms()
        clock.after(3600)
        assert not shown.going
        assert shown.at_ms() == at


def test_what_is_fitted_is_what_the_preview_showed() -> None:
    """The file takes what the screen proposes: the line must not jump when one goes on."""
    from kohtaa_tui.domain import timing
    from kohtaa_tui.tui.screens.tour import FITTED_MIN

    shown = player()
    before = next(scene for scene in scenes() if scene.shows == "fit")
    shown.seek(before.at_ms)
    proposed = timing.refit(shown.session, shown.at_ms(), phase_delta=FITTED_MIN)
    taken = next(r.event for r in shown.script.records if isinstance(r.event, Fitted))
    assert taken.planned_s == proposed.planned_s


# --- gone through ---


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_is_gone_through_in_every_language_at_every_size(
    tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    async with at_home(tmp_path, language, size) as desk:
        desk.home.act("tour")
        await desk.to(TourScreen)
        for scene in scenes():
            caption = scene.caption.get(language)
            assert caption in flat(desk), f"cut or covered:\n{desk.text}"
            for other in set(LANGUAGES) - {language}:
                assert scene.caption.get(other) not in flat(desk)
            assert desk.line == scene.types.get(language)
            await step(desk)
        await desk.to(HomeScreen)


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (40, 12)])
async def test_what_a_caption_speaks_of_is_in_sight(tmp_path: Path, size: tuple[int, int]) -> None:
    async with at_home(tmp_path, size=size) as desk:
        desk.home.act("tour")
        await desk.to(TourScreen)
        for scene in scenes():
            text = desk.text
            if scene.points == "figure":
                assert "min jäljellä" in text or "yli +" in text
            if scene.points == "rail":
                assert "▁▁" in text
            if scene.points == "prompt" and isinstance(desk.stage, MeetingScreen):
                assert "► " in text
            if scene.points == "sign" and size != (40, 12):  # there no meeting has it
                assert "◊ Merkki" in text
            if scene.points == "notes" and size != (40, 12):
                assert "” haluan tehdä omaa työtäni" in text
            if scene.points == "line" and scene.types.get("fi"):
                assert scene.types.get("fi") in text
            if scene.shows == "fit":
                assert "Sovita jäljellä oleva aika" in text
                assert "╷" in text  # the line shows the new beside the old
            if scene.shows == "curtain":
                assert "K-17" not in text
                assert "Kerro omin sanoin" not in text
            if scene.shows == "carry":
                assert "Kopioi kooste" in text
            assert "DEMO" in text
            await step(desk)


async def test_back_and_on_show_the_same(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        desk.home.act("tour")
        await desk.to(TourScreen)
        there = []
        for _ in scenes()[1:]:
            there.append(desk.text)
            await step(desk)
        assert isinstance(desk.app.screen, TourReview)
        for before in reversed(there):
            await step(desk, "pageup")
            assert desk.text == before
        await step(desk, "pageup")
        assert desk.text == there[0]


async def test_a_key_that_is_held_down_counts_once(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        desk.home.act("tour")
        await desk.to(TourScreen)
        desk.burst(*["pagedown"] * 40)
        await desk.settle()
        assert " 2/" in desk.text
        desk.burst(*["enter"] * 40)
        await desk.settle()
        assert " 3/" in desk.text


async def test_no_other_key_does_anything(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        desk.home.act("tour")
        await desk.to(TourScreen)
        before = desk.text
        for key in ("f2", "f3", "f5", "f8", "f9", "f11", "delete", "a", "7", "tab"):
            await step(desk, key)
            assert isinstance(desk.app.screen, TourScreen)
            assert "Esc sulkee esittelyn" in desk.text
        await desk.paste("Maija")
        assert desk.line == ""
        await step(desk)
        await step(desk, "pageup")
        assert desk.text == before


async def test_by_clicks(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        await desk.click("home.tour")
        await desk.to(TourScreen)
        await desk.click("tour:on")
        assert " 2/" in desk.text
        await desk.click("tour:back")
        assert " 1/" in desk.text
        await desk.click("tour:leave")
        await desk.to(HomeScreen)


async def test_the_real_curtain_hides_and_gives_back(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        desk.home.act("tour")
        await desk.to(TourScreen)
        for _ in scenes():
            if not isinstance(desk.app.screen, TourScreen | TourReview):
                break
            before = desk.text
            await step(desk, "f4")
            assert "DEMO" not in desk.text
            await step(desk, "f4")
            assert desk.text == before
            await step(desk)


@pytest.mark.parametrize("key", ["pagedown", "pageup", "f2", "enter", "a", "f3", "f9"])
async def test_behind_the_curtain_no_key_reaches_what_is_shown(tmp_path: Path, key: str) -> None:
    async with at_home(tmp_path) as desk:
        desk.home.act("tour")
        await desk.to(TourScreen)
        await step(desk)
        before = desk.text
        await step(desk, "f4")
        await step(desk, key)
        assert desk.text == before


@pytest.mark.parametrize("points", get_args(Part))
def test_no_size_is_too_small_for_a_caption(points: Part) -> None:
    caption = Caption(scenes()[0].caption.get("fi"), points, [("Enter", "jatka", "tour:on")], "1/12")
    for width, height in product((1, 2, 3, 11, 20, 31, 39, 40, 60, 80, 100, 120, 200), (*range(1, 26), 36, 60)):
        canvas, g = drawn("calm", width, height)
        draw_caption(canvas, g, caption)


# --- Home afterwards ---


@pytest.mark.parametrize("over", [(80, 24), (60, 16)])
async def test_home_is_as_it_was(tmp_path: Path, over: tuple[int, int]) -> None:
    async with at_home(tmp_path) as desk:
        home = desk.home
        await desk.press("right", "right", "down", "right")
        await desk.type("K-4")
        before = desk.text
        await desk.press("f2")
        await desk.to(TourScreen)
        await step(desk)
        await desk.resize(*over)
        await step(desk, "f6")  # another language, for the tour alone
        assert desk.words.language == "sv"
        await step(desk, "escape")
        await desk.to(HomeScreen)
        await desk.resize(80, 24)
        assert desk.home is home
        assert desk.line == "K-4"
        offered = [line for line in before.splitlines() if OFFER not in line]
        now = desk.text.splitlines()
        assert [line for line in offered if line not in now] == []
        assert OFFER not in desk.text
        await desk.press("enter")
        await desk.to(MeetingScreen)
        assert desk.session.plan.minutes == 60
        assert desk.session.reference == "K-4"
        assert desk.session.practice is None


async def test_again_from_the_menu_and_once_more_after_it(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        for _ in range(2):
            desk.home.act("tour")
            await desk.to(TourScreen)
            for _ in scenes():
                await step(desk)
            await desk.to(HomeScreen)
        assert len(desk.app.screen_stack) == 1
        titles = [desk.words(a.title) for a in desk.home.keys.actions if desk.home.possible(a.id)]
        assert "Esittely kahdessa minuutissa" in titles


async def test_from_a_home_that_is_not_the_first_screen(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        await desk.press("enter")
        await desk.to(MeetingScreen)
        await a_meeting(desk)
        await desk.press("f9", "enter", "enter")
        await desk.to(HomeScreen)
        depth, home = len(desk.app.screen_stack), desk.home
        before = files(tmp_path / "data")
        desk.home.act("tour")
        await desk.to(TourScreen)
        for _ in scenes():
            await step(desk)
        await desk.to(HomeScreen)
        assert (len(desk.app.screen_stack), desk.home) == (depth, home)
        assert files(tmp_path / "data") == before


async def test_it_touches_nothing(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        await desk.wait_until(lambda: (tmp_path / "config" / "last.json").exists())
        before = files(tmp_path)
        await desk.press("f2")
        await desk.to(TourScreen)
        for _ in scenes():
            await step(desk)
        await desk.to(HomeScreen)
        assert files(tmp_path) == before
        assert list(before) == ["config/last.json"]


# --- offered once ---


async def test_offered_on_the_very_first_start_and_once(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        assert OFFER in desk.text
        await desk.wait_until(lambda: last.load(desk.context.places).tour)
    async with at_home(tmp_path) as desk:
        assert OFFER not in desk.text
        await desk.press("f2")
        assert isinstance(desk.app.screen, HomeScreen)


async def test_not_said_where_there_is_no_row_for_it_but_the_next_time(tmp_path: Path) -> None:
    async with at_home(tmp_path, size=(100, 6)) as desk:
        assert "F2" not in desk.text
        await desk.settle()
        assert not last.load(desk.context.places).tour
    async with at_home(tmp_path) as desk:
        assert OFFER in desk.text


async def test_enter_starts_the_meeting_all_the_same_and_it_is_not_offered_after_it(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        await desk.press("enter")
        await desk.to(MeetingScreen)
        assert "K-17" not in desk.text
        await desk.press("f9", "enter", "enter")
        await desk.to(HomeScreen)
        assert OFFER not in desk.text


async def test_not_for_who_has_settings_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text("minutes = 45\n")
    async with at_home(tmp_path) as desk:
        assert OFFER not in desk.text


async def test_not_for_who_has_started_a_meeting_before(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    last.save(context.places, Last(minutes=30, pack="kohtaava"))
    async with at_home(tmp_path, context=context) as desk:
        assert OFFER not in desk.text


# --- as a demo ---


@pytest.mark.parametrize("keys", ["pagedown", "escape"])
async def test_as_a_demo_it_ends_the_program(tmp_path: Path, keys: str) -> None:
    context = make_context(tmp_path)
    app = ShowApp(context, tour(context.clock, "fi"), replay=False)
    async with opened(app) as desk:
        await desk.to(TourScreen)
        assert scenes()[0].caption.get("fi") in flat(desk)
        for _ in scenes() if keys == "pagedown" else "x":
            desk.clock.after(1)
            await desk.press(keys)
        await desk.wait_until(lambda: app.leaving)
    assert files(tmp_path) == {}
