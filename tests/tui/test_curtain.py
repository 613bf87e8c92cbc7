"""The curtain on all three screens: what is hidden, what takes it away, and how it falls by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.timer import Timer

from kohtaa_tui.tui.app import KohtaaApp
from kohtaa_tui.tui.dialogs import Ask, Choice, Choose
from kohtaa_tui.tui.screens.home import HomeScreen
from kohtaa_tui.tui.screens.review import ReviewScreen
from tests.tui.tui import Desk, a_meeting, a_past_meeting, at_home, in_meeting, in_review, make_context

SIZES = ((120, 36), (80, 24), (40, 12), (100, 6), (40, 6), (30, 3))
PRIVATE = ("K-17", "salainen", "omaa työtäni", "varaan", "todistukset", "opasti", "Empatia", "Viimeisimmät", "sovittu")


@asynccontextmanager
async def home_with_a_past(tmp_path: Path, size: tuple[int, int] = (80, 24), **settings: object) -> AsyncIterator[Desk]:
    """On Home, after a meeting with notes."""
    context = make_context(tmp_path, **settings)
    a_past_meeting(context)
    async with at_home(tmp_path, size=size, context=context) as desk:
        yield desk


@pytest.mark.parametrize("size", SIZES)
async def test_home_and_review_show_nothing_behind_it(tmp_path: Path, size: tuple[int, int]) -> None:
    async with home_with_a_past(tmp_path / "home", size) as desk:
        await desk.type("salainen")
        before = desk.text
        await desk.press("f4")
        assert [p for p in (*PRIVATE, "•") if p in desk.text] == []
        assert "verho" in desk.text
        assert ("piilossa" in desk.text) == (size != (30, 3)) or "Tekstit" in desk.text
        await desk.press("f4")
        assert desk.text == before
    async with in_review(tmp_path / "review", size=size) as desk:
        await desk.type("salainen")
        before = desk.text
        await desk.press("f4")
        assert [p for p in (*PRIVATE, "•") if p in desk.text] == []
        assert "verho" in desk.text
        await desk.press("f4")
        assert desk.text == before


@pytest.mark.parametrize("key", ["f4", "enter", "x", "5", "escape", "f5", "f7", "delete", "pagedown", "ctrl+q", "down"])
async def test_on_home_and_in_the_review_any_key_takes_it_away_and_does_nothing_else(tmp_path: Path, key: str) -> None:
    async with home_with_a_past(tmp_path / "home") as desk:
        await desk.type("K-2")
        before = desk.text
        await desk.press("f4", key)
        assert (desk.stage.curtain, desk.text, desk.line) == (False, before, "K-2")
    async with in_review(tmp_path / "review") as desk:
        await desk.press("down", "f2")
        before, line = desk.text, desk.line
        await desk.press("f4", key)
        assert (desk.stage.curtain, desk.text, desk.line) == (False, before, line)


async def test_a_click_or_a_paste_takes_it_away_and_does_nothing_else(tmp_path: Path) -> None:
    async with home_with_a_past(tmp_path) as desk:
        before = desk.text
        for place in ((20, 12), (20, 18), (60, 22), (10, 22)):  # a row, a meeting, "Enter starts", the note line
            await desk.press("f4")
            assert desk.home.curtain
            await desk.click_at(*place)
            await desk.settle()
            assert (desk.home.curtain, desk.text) == (False, before), place
        await desk.press("f4")
        await desk.paste("liitetty")
        assert (desk.home.curtain, desk.line) == (False, "")
        await desk.press("f4")
        await desk.mouse(events.MouseScrollDown, 20, 12)  # a wheel is too easily brushed
        await desk.settle()
        assert desk.home.curtain


async def test_a_dialog_is_closed_and_one_with_a_half_filled_field_comes_back(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await desk.type("jälkeen")
        await desk.press("f1", "f4")
        assert desk.review.dialog is None
        assert desk.review.curtain
        await desk.press("f4")
        assert desk.review.dialog is None
        await desk.press("f7")
        dialog = desk.review.dialog
        assert isinstance(dialog, Ask)
        await desk.type("salainen ajatus")
        await desk.press("f4")
        assert desk.review.dialog is None
        assert "salainen" not in desk.text
        assert "Mikä" not in desk.text.replace("Mikä tahansa", "")
        await desk.press("x")
        assert desk.review.dialog is dialog
        assert desk.line == "salainen ajatus"
        await desk.press("escape")
        assert desk.line == "jälkeen"


async def test_a_meeting_ended_behind_it_opens_a_review_behind_it(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await a_meeting(desk)
        await desk.type("salainen")
        await desk.press("f4", "f9", "enter")
        await desk.to(ReviewScreen)
        assert desk.review.curtain
        assert [p for p in PRIVATE if p in desk.text] == []
        await desk.press("enter")
        assert isinstance(desk.app.screen, ReviewScreen)
        assert "K-17" in desk.text
        assert "salainen" in desk.notes


async def test_what_is_hidden_is_not_copied_and_not_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    monkeypatch.setattr(KohtaaApp, "copy_to_clipboard", lambda _, text: copied.append(text))
    async with in_meeting(tmp_path) as desk:
        await desk.type("salainen")
        await desk.press("f4", "shift+home", "ctrl+c", "ctrl+x")
        assert (copied, desk.line) == ([], "salainen")
        await desk.press("f4", "ctrl+c")
        assert copied == ["salainen"]


async def test_everything_is_painted_over_and_the_scrollback_erased(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr("kohtaa_tui.tui.lean.paint_all", lambda app: done.append(app.stage.page.canvas.text()))
    monkeypatch.setattr("kohtaa_tui.tui.lean.erase_scrollback", lambda _: done.append("3J"))
    async with in_review(tmp_path) as desk:
        await desk.press("f4")
        first, erased, second = done
        assert (erased, first) == ("3J", second)
        assert [p for p in PRIVATE if p in first] == []
        await desk.press("f4")
        assert len(done) == 3


async def test_it_falls_by_itself_when_nobody_has_touched_anything(tmp_path: Path) -> None:
    async with home_with_a_past(tmp_path, curtain_minutes=10) as desk:
        curtain = desk.app.curtain
        desk.clock.after(9 * 60 + 59)
        curtain.look()
        assert not curtain.drawn
        await desk.press("down")
        desk.clock.after(9 * 60)
        await desk.click_at(70, 10)
        desk.clock.after(9 * 60)
        await desk.click_at(10, 22)
        desk.clock.after(9 * 60)
        await desk.paste("K-3")
        desk.clock.after(9 * 60 + 59)
        curtain.look()
        assert not curtain.drawn
        desk.clock.after(1)
        curtain.look()
        await desk.settle()
        assert curtain.drawn
        assert "K-17" not in desk.text
        await desk.press("x")
        assert not curtain.drawn
        desk.clock.after(9 * 60)
        curtain.look()
        assert not curtain.drawn  # the key that took it away was a touch too
        desk.clock.after(60)
        curtain.look()
        assert curtain.drawn


async def test_in_the_meeting_it_falls_by_itself_and_the_half_typed_line_goes_on(tmp_path: Path) -> None:
    async with in_meeting(tmp_path, curtain_minutes=5) as desk:
        await desk.type("salai")
        await desk.press("f9")
        desk.clock.after(300)
        desk.app.curtain.look()
        await desk.settle()
        assert desk.meeting.curtain
        assert desk.meeting.dialog is None
        await desk.type("nen")
        assert "salai" not in desk.text
        assert "••••••••" in desk.text
        await desk.press("f4")
        assert "salainen" in desk.text


async def test_it_never_falls_by_itself_unless_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    set_timer = KohtaaApp.set_timer

    def watched(app: KohtaaApp, delay: float, *rest: Any, **more: Any) -> Timer:
        waits.append(delay)
        return set_timer(app, delay, *rest, **more)

    monkeypatch.setattr(KohtaaApp, "set_timer", watched)
    async with at_home(tmp_path / "never") as desk:
        await desk.press("x", "f4", "f4")
    assert waits == []
    async with at_home(tmp_path / "ten", curtain_minutes=10) as desk:
        await desk.type("abc")
        assert waits == [60.0]  # once, not at every key
        await desk.press("f4")
        assert waits == [60.0]  # none while it is down
        await desk.press("f4")
        assert waits == [60.0, 60.0]


async def test_one_method_lifts_it_and_may_ask_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question opened by `lift_curtain` is seen before the curtain, hears the keys, and shows no text."""
    monkeypatch.setattr(KohtaaApp, "curtain_needs_passphrase", lambda _: True)
    async with home_with_a_past(tmp_path) as desk:
        desk.home.unfinished.loaded = None
        stage = desk.stage
        await desk.press("f4", "x", "enter")
        assert stage.curtain

        def check(typed: str) -> str:
            if typed != "avain":
                return "Ei."
            desk.app.curtain.rise(stage)
            return ""

        stage.open_dialog(Ask(desk.words, "Salasana", take=check))
        await desk.press("f5")  # closes the question, and opens nothing that could be read
        assert (stage.dialog, stage.curtain) == (None, True)
        stage.open_dialog(Ask(desk.words, "Salasana", take=check))
        await desk.type("väärä")
        assert "Salasana" in desk.text
        assert "•••••" in desk.text
        assert "väärä" not in desk.text
        assert "K-17" not in desk.text
        await desk.press("enter")
        assert stage.curtain
        stage.line.put("avain")
        await desk.press("enter")
        assert not stage.curtain
        assert "K-17" in desk.text
        assert stage.dialog is None
        assert isinstance(desk.app.screen, HomeScreen)
        await desk.press("f4")
        stage.open_dialog(Ask(desk.words, "Salasana", take=check))
        await desk.press("ctrl+q")  # who has forgotten it can leave
        await desk.wait_until(lambda: not desk.app.is_running)
    async with in_meeting(tmp_path / "meeting") as desk:
        await desk.press("f4", "f4")
        assert desk.meeting.curtain
        desk.meeting.open_dialog(Choose(desk.words, "Kysymys", [Choice("Kyllä", lambda: None)]))
        await desk.settle()
        assert "Kysymys" in desk.text
