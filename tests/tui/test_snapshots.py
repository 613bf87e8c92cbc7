"""The screens as plain text, in tests/snapshots: a change of looks is a change that one reads.

`KOHTAA_UPDATE_SNAPSHOTS=1 pytest tests/tui/test_snapshots.py` writes them anew; look at each before keeping it.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from kohtaa_tui.storage.last import Last, save
from tests.fakes import FakeClock
from tests.tui.test_practising import practising
from tests.tui.tui import START, Desk, a_past_meeting, at_home, in_meeting, in_review, make_context

FOLDER = Path(__file__).resolve().parents[1] / "snapshots"
UPDATE = bool(os.environ.get("KOHTAA_UPDATE_SNAPSHOTS"))
PLACES = [("fi", 40, 12), ("fi", 80, 24), ("fi", 120, 36), ("sv", 80, 24), ("en", 80, 24)]
NOTES = {
    "fi": (
        '" haluan tehdä omaa työtäni',
        "tuli tulkin kanssa, kirje mukana",
        "+ opasti mielellään uusia",
        "? todistukset kadonneet",
        "! asiakas: etsii todistukset pe",
    ),
    "sv": (
        '" jag vill göra mitt eget arbete',
        "kom med tolk, hade ett brev med sig",
        "+ lärde gärna upp nya",
        "? intygen är borta",
        "! kunden: letar fram intygen fre",
    ),
    "en": (
        '" I want to do my own work',
        "came with an interpreter, brought a letter",
        "+ liked to guide newcomers",
        "? certificates are lost",
        "! client: looks for the certificates Fri",
    ),
}
SCREENS = (
    "home",
    "home-curtain",
    "home-due",
    "calm",
    "over",
    "squeeze",
    "paused",
    "curtain",
    "review",
    "review-curtain",
    "review-erased",
    "recovery",
    "practice",
    "practice-comes",
    "practice-between",
)


def check(name: str, text: str) -> None:
    """Compare a screen with the one that was looked at and kept."""
    path = FOLDER / f"{name}.txt"
    text += "\n"
    if UPDATE:
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert path.exists(), "run with KOHTAA_UPDATE_SNAPSHOTS=1, and look at what it writes"
    assert text == path.read_text("utf-8")


@asynccontextmanager
async def meeting(tmp_path: Path, language: str, size: tuple[int, int]) -> AsyncIterator[Desk]:
    """The meeting of screens.md, in its seventeenth minute."""
    async with in_meeting(tmp_path, language, size) as desk:
        notes = NOTES[language]
        for seconds, text in ((180, notes[0]), (180, notes[1]), (180, notes[2])):
            desk.clock.after(seconds)
            await desk.type(text)
            await desk.press("enter")
        await desk.press("enter", "enter")
        desk.clock.after(120)
        await desk.press("pagedown", "enter")
        for seconds, text in ((180, notes[3]), (120, notes[4])):
            desk.clock.after(seconds)
            await desk.type(text)
            await desk.press("enter")
        await desk.saved()
        await desk.pass_time(70)
        yield desk


@asynccontextmanager
async def shown(screen: str, tmp_path: Path, language: str, size: tuple[int, int]) -> AsyncIterator[Desk]:
    """A screen, ready to be looked at."""
    if screen.startswith("home"):
        clock = FakeClock(START)
        context = make_context(tmp_path, language, clock=clock)
        a_past_meeting(context, reference="K-16")
        clock.after(84_480 + (31 * 86_400 if screen == "home-due" else 0))  # the next morning, or a month later
        save(context.places, Last(minutes=45, circumstances=("first",)))
        async with at_home(tmp_path, context=context, size=size) as home:
            if screen == "home-curtain":
                await home.press("f4")
            if screen == "home-due":
                await home.wait_until(lambda: home.app.erasing.told)
            yield home
    elif screen.startswith("review"):
        async with in_review(tmp_path, language, size) as desk:
            if screen == "review-curtain":
                await desk.press("f4")
            if screen == "review-erased":
                desk.review.act("erase")
                await desk.press("2")
                await desk.saved()
                await desk.press("up")
            yield desk
    elif screen == "recovery":
        context = make_context(tmp_path, language)
        async with meeting_of(context, tmp_path) as desk:
            await desk.press("ctrl+q")
            await desk.wait_until(lambda: not desk.app.is_running)
        seen = desk.clock.now().timestamp()
        for path in context.places.sessions.rglob("*.*"):
            os.utime(path, (seen, seen))
        desk.clock.after(14 * 60)
        async with at_home(tmp_path, context=context, size=size) as home:
            yield home
    elif screen.startswith("practice"):
        async with practising(tmp_path, language, size, introduced=screen != "practice-comes") as desk:
            if screen != "practice-comes":
                desk.clock.after(130)
                await desk.press("1")
                await desk.type(NOTES[language][0])
                await desk.press("enter", "pagedown")
                desk.clock.after(700)
                await desk.pass_time(60)
                if screen == "practice":
                    await desk.press("1", "3")
            yield desk
    else:
        async with meeting(tmp_path, language, size) as desk:
            match screen:
                case "over":
                    await desk.pass_time(840)
                case "squeeze":
                    desk.clock.after(710)
                    await desk.press("pagedown")
                    await desk.pass_time(820)
                case "paused":
                    await desk.press("f2")
                    desk.clock.after(130)
                    await desk.press("down", "up")
                    await desk.tick()
                case "curtain":
                    await desk.press("f4")
            yield desk


@asynccontextmanager
async def meeting_of(context: object, tmp_path: Path) -> AsyncIterator[Desk]:
    """A meeting with a note and a half-typed line, five minutes old."""
    async with in_meeting(tmp_path, context=context) as desk:
        desk.clock.after(300)
        await desk.type("tuli tulkin kanssa")
        await desk.press("enter")
        await desk.type("kesken")
        await desk.saved()
        yield desk


@pytest.mark.parametrize(("language", "width", "height"), PLACES)
@pytest.mark.parametrize("screen", SCREENS)
async def test_screen(screen: str, language: str, width: int, height: int, tmp_path: Path) -> None:
    async with shown(screen, tmp_path, language, (width, height)) as desk:
        if not screen.startswith("home") and screen != "recovery":
            await desk.saved()
        await desk.settle()
        check(f"{screen}-{language}-{width}x{height}", desk.text)
