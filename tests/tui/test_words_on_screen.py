"""No English where Finnish or Swedish is spoken: neither ours untranslated nor Textual's own."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from functools import lru_cache
from pathlib import Path

import pytest

from kohtaa_tui.i18n import Words
from kohtaa_tui.tui.screens.questions import ask_reason
from kohtaa_tui.tui.screens.unsaved import save_elsewhere
from tests import catalogue
from tests.tui.tui import Desk, a_meeting, at_home, in_meeting, in_review

TEXTUAL = (
    "Search for commands",
    "No matches found",
    "Screenshot",
    "Maximize",
    "Minimize",
    "Keys",
    "Theme",
    "Quit",
    "Command",
    "palette",
    "quit the app",
    "Press ",
    "Help panel",
    "Must be",
    "Invalid",
    "Loading",
)


def stands_alone(word: str, text: str) -> bool:
    """Whether a word stands in a text as one, and not as a piece of another word or of a path."""
    return re.search(rf"(?<![\w/]){re.escape(word)}(?![\w/])", text) is not None


@lru_cache
def english(language: str) -> frozenset[str]:
    """The sentences and words of our own English that this language says otherwise."""
    words = Words(language)
    found = set()
    for message in catalogue.messages(catalogue.template()):
        for text in [message.id] if isinstance(message.id, str) else list(message.id):
            bare = re.split(r"\{[^}]*\}", str(text))
            for part in bare:
                part = part.strip(" .,:;·–()“”\"'")
                if len(part) > 5 and part.isascii() and words(str(text)) != text and part not in words(str(text)):
                    found.add(part)
    return frozenset(found)


async def walk(tmp_path: Path, language: str, size: tuple[int, int]) -> AsyncIterator[tuple[str, str]]:
    """Every screen and dialog there is, by name."""
    async with at_home(tmp_path / "home", language, size) as desk:
        yield "home", desk.text
        for keys in (
            ("f1",),
            ("escape",),
            ("f4",),
            ("f3",),
            ("down", "down", "right"),
            ("f5",),
            ("f2",),
            ("tab",),
            ("ctrl+c",),
        ):
            yield await _shown(desk, "home", keys)
        await desk.type("010190-999K")
        yield await _shown(desk, "home", ("enter",))
    async with in_meeting(
        tmp_path / "meeting", language, size, circumstances=("first", "interpreter", "remote")
    ) as desk:
        yield "meeting", desk.text
        for keys in (
            ("f1",),
            ("escape",),
            ("f3",),
            ("f3", "right"),
            ("f9",),
            ("f8",),
            ("f4",),
            ("f4", "f9"),
            ("f4", "escape"),
            ("f2",),
            ("f2", "escape"),
            ("ctrl+c",),
            ("ctrl+g",),
            ("ctrl+backslash",),
        ):
            yield await _shown(desk, "meeting", keys)
        await desk.paste("x" * 10_001)
        yield "meeting, too long", desk.text
        ask_reason(desk.meeting)
        await desk.settle()
        yield "meeting, reason", desk.text
        save_elsewhere(desk.meeting, desk.meeting.runner)
        await desk.settle()
        yield "meeting, save elsewhere", desk.text
        await desk.press("escape")
        desk.clock.set_wall(3600)
        await desk.tick()
        yield "meeting, clock", desk.text
        await desk.press("4")
        await a_meeting(desk)
        yield "meeting, later", desk.text
        await desk.press("pagedown")
        yield "meeting, last phase", desk.text
        await desk.pass_time(7200)
        yield "meeting, past the end", desk.text
    async with in_review(tmp_path / "review", language, size) as desk:
        yield "review", desk.text
        for keys in (
            ("f1",),
            ("escape",),
            ("f2",),
            ("f3",),
            ("f4",),
            ("f9",),
            ("f9",),
            ("f5",),
            ("f5", "2"),
            ("f5", "3"),
            ("f7",),
            ("f8",),
            ("down", "f2"),
            ("down", "delete"),
            ("ctrl+c",),
        ):
            yield await _shown(desk, "review", keys)


async def _shown(desk: Desk, name: str, keys: tuple[str, ...]) -> tuple[str, str]:
    await desk.press(*keys)
    text = desk.text
    if desk.stage.dialog is not None:
        await desk.press("escape")
    if getattr(desk.stage, "curtain", False):
        await desk.press("f4")
    return f"{name} {' '.join(keys)}", text


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
@pytest.mark.parametrize("language", ["fi", "sv"])
async def test_no_english_is_left(tmp_path: Path, language: str, size: tuple[int, int]) -> None:
    ours = english(language)
    found = []
    async for name, text in walk(tmp_path, language, size):
        found += [(name, word) for word in TEXTUAL if word in text]
        found += [(name, word) for word in ours if word in text and stands_alone(word, text)]
    assert found == []


def test_the_walk_knows_english_when_it_sees_it() -> None:
    for language in ("fi", "sv"):
        assert {"Enter starts", "End the meeting?", "All actions"} <= english(language)
        assert len(english(language)) > 150
    assert english("en") == set()
    assert stands_alone("Enter starts", "Enter starts.")
    assert not stands_alone("Enter starts", "/Enter starts")
    assert not stands_alone("starts", "restarts")


async def test_the_palette_is_off_and_ctrl_c_says_nothing(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.press("ctrl+p")
        assert len(desk.app.screen_stack) == 1
        await desk.press("escape", "ctrl+c", "ctrl+c")
        assert desk.app.is_running
        assert not desk.app.screen.query("Toast")
        assert not list(desk.app.get_system_commands(desk.app.screen)) or not desk.app.ENABLE_COMMAND_PALETTE


async def test_the_screen_speaks_english_when_asked(tmp_path: Path) -> None:
    async with in_meeting(tmp_path, "en") as desk:
        assert "min left" in desk.text
        assert "by 10:37" in desk.text
        assert "PgDn next" in desk.text
