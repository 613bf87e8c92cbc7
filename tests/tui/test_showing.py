"""What is shown to a room: every step of the shipped demos as a page, and the presenter's keys on the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from kohtaa_tui.commands.demo import of_no_store
from kohtaa_tui.domain import timing
from kohtaa_tui.domain.demo import Script
from kohtaa_tui.domain.events import NoteAdded
from kohtaa_tui.domain.replaying import MASK, replayed
from kohtaa_tui.domain.session import Status
from kohtaa_tui.i18n import LANGUAGES, Words
from kohtaa_tui.runtime.player import Player
from kohtaa_tui.storage.settings import Settings
from kohtaa_tui.tui.bindings import Keys
from kohtaa_tui.tui.draw import meeting
from kohtaa_tui.tui.draw.views import MeetingView
from kohtaa_tui.tui.screens.show import ShowReview, ShowScreen
from kohtaa_tui.tui.show_app import ShowApp
from kohtaa_tui.tui.showing import Showing
from tests import practised
from tests.build import ms, story
from tests.fakes import FakeClock
from tests.shown import a_player, played, shipped, shipped_file
from tests.tui.tui import Desk, opened

SIZES = ((120, 36), (80, 24), (40, 12))
KEYS = Keys("meeting")


def page(player: Player, language: str, size: tuple[int, int], **rest: Any) -> str:
    """The page that stands there now, as text."""
    words = Words(language)
    session = player.session
    view = MeetingView(
        session=session,
        at_ms=player.at_ms(),
        now=player.clock.now(),
        words=words,
        language=language,
        keys=KEYS,
        prompt=next((p.id for p in session.phase.prompts if p.id not in session.done), ""),
        saved="reading",
        panel=Showing(player, replay=False).panel(words, language),
        layout="big",
        **rest,
    )
    return meeting.draw(view, *size)[0].text()


def squeezed(text: str) -> str:
    """A text without its line breaks, bars and quotation marks, to find what was wrapped."""
    return " ".join(text.replace("▌", " ").replace("”", " ").replace("“", " ").replace('"', " ").split())


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["kohtaava", "tulkki"])
def test_every_step_of_a_shipped_demo_forward_and_back(name: str, language: str, size: tuple[int, int]) -> None:
    clock = FakeClock()
    player = Player(clock, shipped(name), language)
    side = Showing(player, replay=False)
    forward: list[tuple[int, str]] = []
    captions: set[str] = set()
    while True:
        text = page(player, language, size)
        lines = text.split("\n")
        assert len(lines) == size[1]
        assert all(cell_len(line) <= size[0] for line in lines)
        assert "DEMO" in text
        panel = side.panel(Words(language), language)
        assert panel.show is not None
        if panel.show.newest:  # what is newest is read whole, at every size
            assert squeezed(panel.show.caption) in squeezed(text), text
        elif panel.text:
            assert squeezed(panel.text) in squeezed(text), text
        captions.add(panel.show.caption)
        forward.append((player.at_ms(), text))
        if player.over:
            break
        side.act("next")
    told = {step.caption.get(language) for step in shipped_file(name).step}
    assert captions >= told - {""}
    assert player.session.status is Status.ENDED
    back = [forward[-1]]
    while player.at_ms():
        side.act("back")
        back.append((player.at_ms(), page(player, language, size)))
    assert [at for at, _ in back] == [at for at, _ in reversed(forward)]
    for (_, was), (_, now) in zip(reversed(forward), back, strict=True):
        rows = zip(was.split("\n")[:-3], now.split("\n")[:-3], strict=True)  # without the note line and the keys
        assert all(one == other for one, other in rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_is_said_can_be_read_at_80_by_24(language: str) -> None:
    for name in ("kohtaava", "tulkki"):
        player = Player(FakeClock(), shipped(name), language)
        side = Showing(player, replay=False)
        while not player.over:
            panel = side.panel(Words(language), language)
            text = squeezed(page(player, language, (80, 24)))
            assert panel.show is not None
            for said in (panel.show.caption, panel.show.asked, panel.text):
                assert squeezed(said) in text, (said, page(player, language, (80, 24)))
            side.act("next")


def test_behind_the_curtain_nothing_that_is_said_stands_there() -> None:
    player, _ = a_player()
    player.seek(ms("3:00"))
    assert "Well." in page(player, "en", (80, 24))
    hidden = page(player, "en", (80, 24), curtain=True)
    assert "Well." not in hidden
    assert "calls Fri" not in hidden
    assert "DEMO" in hidden


@pytest.mark.parametrize("size", [(1, 1), (12, 3), (20, 5), (40, 8), (60, 9), (100, 6), (200, 60)], ids=str)
def test_it_can_be_drawn_at_any_size(size: tuple[int, int]) -> None:
    player = Player(FakeClock(), shipped("kohtaava"), "fi")
    for moment in player.script.moments[::5]:
        player.seek(moment)
        lines = page(player, "fi", size).split("\n")
        assert len(lines) == size[1]
        assert all(cell_len(line) <= size[0] for line in lines)


def test_ascii_only_is_ascii_but_for_letters() -> None:
    player, _ = a_player()
    player.seek(ms("3:00"))
    assert page(player, "en", (80, 24), ascii_only=True).isascii()


def test_a_level_that_is_over_is_told_in_the_big_figure() -> None:
    player = Player(FakeClock(), shipped("kohtaava"), "fi")
    player.seek(ms("21:30"))
    assert timing.level(player.session, player.at_ms()) is timing.Level.OVER
    assert "yli +00:50" in page(player, "fi", (80, 24))


# --- on the screen ---


@asynccontextmanager
async def showing(
    script: Script | None = None, language: str = "en", size: tuple[int, int] = (80, 24), *, replay: bool = False,
    **settings: Any,
) -> AsyncIterator[Desk]:  # fmt: skip
    """The program, showing the small demo or another."""
    clock = FakeClock()
    words = Words(language)
    context = replace(of_no_store(Settings(**settings), words), clock=clock)
    app = ShowApp(context, Player(clock, script or played(), language), replay=replay)
    async with opened(app, size) as desk:
        await desk.to(ShowScreen)
        yield desk


def at(desk: Desk) -> int:
    screen = desk.stage
    assert isinstance(screen, ShowScreen | ShowReview)
    return screen.player.at_ms()


async def after(desk: Desk, seconds: float) -> None:
    await desk.pass_time(seconds)


async def test_it_begins_with_the_first_caption_in_the_big_view() -> None:
    async with showing() as desk:
        assert "Before." in desk.text
        assert "Hello." not in desk.text
        assert "PgDn goes on" in desk.text
        await after(desk, 600)
        assert at(desk) == 0


@pytest.mark.parametrize("theme", ["night", "plain"])
async def test_a_theme_that_was_chosen_stays(theme: str) -> None:
    async with showing(theme=theme) as desk:
        assert desk.app.theme_name == theme


async def test_time_passes_fast_and_waits_before_the_next_phase() -> None:
    async with showing() as desk:
        await desk.press("pagedown")
        assert "Hello." in desk.text
        await after(desk, 26)
        assert at(desk) == pytest.approx(ms("2:36"), abs=5)
        assert "“Well.”" in desk.text
        assert "“How are you?”" in desk.text
        await after(desk, 600)
        assert at(desk) == ms("6:00")
        assert "What showed it?" in desk.text
        assert desk.phase == "empatia"
        await desk.press("pagedown")
        assert desk.phase == "ohjaus"


async def test_a_key_that_is_held_counts_once() -> None:
    async with showing() as desk:
        desk.burst(*["pagedown"] * 30)
        await desk.settle()
        assert at(desk) == 1
        desk.clock.after(0.5)
        await desk.press("pageup")
        assert at(desk) == 1  # to the beginning of the step that it is in
        desk.clock.after(0.5)
        await desk.press("pageup")
        assert at(desk) == 0


@pytest.mark.parametrize("key", [".", "b", "B", "f2"])
async def test_what_clickers_send_for_black_pauses(key: str) -> None:
    async with showing() as desk:
        await desk.press("pagedown", key)
        stood = at(desk)
        assert "Paused. F2 goes on." in desk.text
        await after(desk, 60)
        assert at(desk) == stood
        await desk.press(key)
        await after(desk, 5)
        assert at(desk) > stood


async def test_plus_and_minus_change_the_speed() -> None:
    async with showing() as desk:
        await desk.press("pagedown", "+")
        assert "8 ×" in desk.text
        assert "8 times as fast as the clock" in desk.text
        await desk.press("-", "-")
        assert "4 ×" in desk.text


async def test_arrows_skip_a_minute_and_home_and_end_go_to_the_ends() -> None:
    async with showing() as desk:
        await desk.press("f2", "f2", "right", "right")
        assert at(desk) == pytest.approx(ms("2:00"), abs=2)
        await desk.press("left")
        assert at(desk) == pytest.approx(ms("1:00"), abs=2)
        await desk.press("home")
        assert at(desk) == 0
        await desk.press("end")
        await desk.to(ShowReview)


@pytest.mark.parametrize("typed", ["hello", "! agreed", "ä"])
async def test_typing_does_nothing_and_says_why(typed: str) -> None:
    async with showing() as desk:
        before = desk.session
        await desk.type(typed)
        assert "This is only shown" in desk.text
        assert desk.line == ""
        await desk.paste("pasted text")
        assert desk.line == ""
        assert "pasted" not in desk.text
        assert desk.session == before


async def test_digits_do_nothing_at_all() -> None:
    async with showing() as desk:
        await desk.type("1234567890")
        assert "only shown:" not in desk.text
        assert (desk.line, at(desk)) == ("", 0)


@pytest.mark.parametrize("key", ["f3", "f7", "f8", "f10", "f11", "f12"])
async def test_what_would_write_says_that_it_is_only_shown(key: str) -> None:
    async with showing() as desk:
        await desk.press("pagedown")
        before = at(desk)
        await desk.press(key)
        assert "This is only shown" in desk.text
        assert at(desk) == before
        assert desk.stage.dialog is None


async def test_the_next_language_changes_all_of_it() -> None:
    async with showing() as desk:
        await desk.press("pagedown")
        desk.stage.player.seek(ms("4:00"))  # type: ignore[attr-defined]
        await desk.press("f6")
        assert "asiakas: soittaa pe" in desk.text
        assert "Empatiavaihe" in desk.text
        await desk.press("f6")
        assert "kunden: ringer fre" in desk.text


async def test_other_views_and_colours_are_there() -> None:
    async with showing(size=(120, 36), theme="day") as desk:
        await desk.press("pagedown", "f5")
        assert "DEMO" in desk.text
        assert "K-17" in desk.text
        desk.stage.act("theme")
        await desk.settle()
        assert desk.app.theme_name == "night"


async def test_help_and_menu_have_the_presenters_keys_alone() -> None:
    async with showing() as desk:
        await desk.press("pagedown", "f1")
        assert "A step back" in desk.text
        assert "↓" not in desk.text.replace("↑ ↓", "")  # nothing to scroll
        await desk.press("escape", "escape")
        assert "To the review" in desk.text
        assert "kept" not in desk.text
        await desk.press("escape", "escape", "4")
        await desk.to(ShowReview)


async def test_a_click_on_a_phase_goes_there_and_one_on_a_prompt_ticks_nothing() -> None:
    async with showing() as desk:
        await desk.press("pagedown", "f5", "f5")
        desk.stage.clicked("phase:ohjaus")
        await desk.settle()
        assert (desk.phase, at(desk)) == ("ohjaus", ms("6:00") + 1)
        before = desk.session
        desk.stage.clicked("prompt:o1")
        await desk.settle()
        assert desk.session == before


async def test_it_ends_in_the_review_and_goes_back_into_it() -> None:
    async with showing() as desk:
        await desk.press("f9")
        await desk.to(ShowReview)
        assert "DEMO" in desk.text
        assert "calls Fri" in desk.text
        await desk.type("hello")
        assert "This is only shown" in desk.text
        assert desk.line == ""
        desk.clock.after(1)
        await desk.press("pageup")
        await desk.to(ShowScreen)
        assert at(desk) == ms("20:00")
        desk.clock.after(1)
        await desk.press("pagedown")
        await desk.to(ShowReview)


@pytest.mark.parametrize("key", ["enter", "escape", "ctrl+q"])
async def test_from_the_review_one_leaves(key: str) -> None:
    async with showing() as desk:
        await desk.press("end")
        await desk.to(ShowReview)
        desk.burst(key)
        await desk.wait_until(lambda: not desk.app.is_running)
        assert desk.app.return_value == 0


async def test_page_up_in_the_report_of_a_replay_turns_it_back_first_and_then_leads_back() -> None:
    async with showing(replayed(practised.whole().session), replay=True) as desk:
        await desk.press("end")
        await desk.to(ShowReview)
        await desk.press("pagedown")
        assert desk.review.practised.top > 0
        await desk.press("pageup")
        assert desk.review.practised.top == 0
        await desk.press("pageup")
        await desk.to(ShowScreen)


async def test_a_window_of_many_rows_is_told_to_have_larger_letters() -> None:
    async with showing(size=(120, 36)) as desk:
        assert "make the terminal's letters larger" in desk.text
    async with showing() as desk:
        assert "larger" not in desk.text


async def test_while_it_waits_the_screen_sleeps() -> None:
    async with showing() as desk:
        screen = desk.stage
        assert isinstance(screen, ShowScreen)
        assert screen._next_s() == 3600
        await desk.press("pagedown")
        assert 0.05 < screen._next_s() < 10


async def test_a_real_meeting_is_played_without_a_word_of_it() -> None:
    told = story(reference="K-17").at("2:00").note("salaisuus", "words").at("6:00").enter("ohjaus").at("20:00").end()
    async with showing(replayed(told.session), replay=True) as desk:
        await after(desk, 30)
        assert MASK in desk.text
        assert "REPLAY" in desk.text
        await desk.press("end")
        await desk.to(ShowReview)
        assert MASK in desk.text
        assert "salaisuus" not in desk.text
        assert "K-17" not in desk.text


async def test_what_was_over_before_it_could_be_drawn_ends_in_its_review() -> None:
    """A meeting of a few seconds at 60 times the clock."""
    clock = FakeClock()
    player = Player(clock, replayed(story().at("0:03").end().session), "en", speed=60)
    app = ShowApp(replace(of_no_store(Settings(), Words("en")), clock=clock), player, replay=True)
    clock.after(1)
    async with opened(app) as desk:
        await desk.to(ShowReview)


async def test_the_review_of_a_real_meeting_says_that_it_is_played_and_hands_nothing_on() -> None:
    told = story(reference="K-17").at("2:00").note("salaisuus", "agreed").at("20:00").end()
    for size in ((80, 24), (40, 12), (60, 7)):
        async with showing(replayed(told.session), replay=True, size=size) as desk:
            await desk.press("end")
            await desk.to(ShowReview)
            assert "REPLAY" in desk.text
            await desk.press("f5")
            assert desk.stage.dialog is None
            assert "only shown" in desk.text


async def test_what_is_sealed_is_not_offered_to_be_opened() -> None:
    """There are no keys where nothing is kept."""
    told = story().at("2:00").note("salaisuus", "words").at("6:00").enter("ohjaus").at("20:00").end()
    script = replayed(told.session)
    locked = tuple(
        replace(r, event=replace(r.event, text="", age="AGE")) if isinstance(r.event, NoteAdded) else r
        for r in script.records
    )
    async with showing(replace(script, records=locked), replay=True) as desk:
        desk.stage.player.seek(ms("10:00"))  # type: ignore[attr-defined]
        await desk.settle()
        assert desk.stage.session.locked
        assert "F12" not in desk.text
        await desk.press("end")
        await desk.to(ShowReview)
        assert "F12" not in desk.text
        await desk.press("f12")
        assert desk.stage.dialog is None


async def test_the_whole_demo_by_page_down_alone(tmp_path: Path) -> None:
    async with showing(shipped("kohtaava"), "fi") as desk:
        for _ in range(200):
            desk.clock.after(0.5)
            desk.burst("pagedown")
            await desk.settle()
            if isinstance(desk.app.screen, ShowReview):
                break
        await desk.to(ShowReview)
        assert "soittaa pajaan" in desk.text
        assert {p for p in tmp_path.rglob("*") if p.name != "home"} == set()
