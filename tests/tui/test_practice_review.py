"""The Review of a practice: the report first, the notes on a key, three questions, and nothing carried over."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from kohtaa_tui.commands.practice import for_practice
from kohtaa_tui.domain.events import Record, Started
from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.observation import Observation
from kohtaa_tui.domain.pack import LANGUAGES
from kohtaa_tui.domain.practice_report import practice_report
from kohtaa_tui.domain.practised import Practice
from kohtaa_tui.domain.session import Session
from kohtaa_tui.i18n import Words
from kohtaa_tui.storage import observations
from kohtaa_tui.storage.disk import Disk
from kohtaa_tui.tui.app import KohtaaApp
from kohtaa_tui.tui.draw import practice_review
from kohtaa_tui.tui.draw.canvas import Canvas
from kohtaa_tui.tui.draw.practice_review import page
from kohtaa_tui.tui.draw.review import places
from kohtaa_tui.tui.screens.review import ReviewScreen
from tests import practised
from tests.tui.test_snapshots import PLACES, check
from tests.tui.tui import Desk, make_context, opened

SIZES = [(120, 36), (80, 24), (40, 12), (100, 7)]


@asynccontextmanager
async def after_practice(
    tmp_path: Path, language: str = "fi", size: tuple[int, int] = (80, 24), session: Session | None = None, **more: Any
) -> AsyncIterator[Desk]:
    context = for_practice(make_context(tmp_path, language, **more))
    session = session or practised.whole().session
    context.archive.finish(session)
    async with opened(KohtaaApp(context, lambda app: app.open_review(session.id) and None), size) as desk:
        await desk.to(ReviewScreen)
        yield desk


def demo() -> Session:
    """The same run, shown and not practised."""
    session = practised.whole().session
    first = session.records[0]
    assert isinstance(first.event, Started)
    shown = replace(first.event, practice=Practice("demo", practised.scenario()))
    return fold(session.id, [Record(first.seq, first.device, first.at_ms, shown), *session.records[1:]])


@pytest.mark.parametrize(("language", "width", "height"), PLACES)
async def test_its_looks(tmp_path: Path, language: str, width: int, height: int) -> None:
    """As `test_snapshots` does: a change of looks is a change that one reads."""
    async with after_practice(tmp_path, language, (width, height)) as desk:
        check(f"review-practice-{language}-{width}x{height}", desk.text)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("language", "word"), [("fi", "HARJOITUS"), ("sv", "ÖVNING"), ("en", "PRACTICE")])
async def test_it_says_what_it_is_in_every_size(
    tmp_path: Path, language: str, word: str, size: tuple[int, int]
) -> None:
    async with after_practice(tmp_path, language, size) as desk:
        assert word in desk.text
        await desk.press("f9")
        assert word in desk.text


async def test_the_report_comes_first_and_the_notes_on_a_key(tmp_path: Path) -> None:
    run = practised.whole()
    run.note("piti tauon", "strength")
    async with after_practice(tmp_path, session=run.session) as desk:
        assert "HARJOITUS" in desk.text
        assert "piti tauon" not in desk.text
        await desk.press("f9")
        assert "piti tauon" in desk.text
        assert "Aikajana" not in desk.text
        await desk.press("f9", "f9")  # by phase, and the report again
        assert "HARJOITUS" in desk.text


async def test_arrows_and_pages_turn_the_report_and_stop_at_its_ends(tmp_path: Path) -> None:
    async with after_practice(tmp_path) as desk:
        first = desk.text
        await desk.press("up")
        assert desk.text == first
        await desk.press(*["pagedown"] * 9)
        last = desk.text
        assert "Puheenvuoro kerrallaan" in last
        assert "20 min  yhteenveto" in last
        await desk.press("down")
        assert desk.text == last
        await desk.press("up")
        assert desk.text != last


async def test_a_note_that_is_added_is_seen(tmp_path: Path) -> None:
    async with after_practice(tmp_path) as desk:
        await desk.type("kiire tuli")
        await desk.press("enter")
        assert "kiire tuli" in desk.text
        assert desk.notes == ["kiire tuli"]


async def test_three_questions_are_chosen_and_what_one_tries_is_asked_last(tmp_path: Path) -> None:
    async with after_practice(tmp_path) as desk:
        await desk.press("f7", "1", "3", "3", "4", "0")
        assert "Mikä sujui hyvin?" in desk.text
        await desk.type("kuuntelin")
        await desk.press("enter")
        assert "Kumpi puhui enemmän" in desk.text
        await desk.type("minä")
        await desk.press("enter")
        assert "Ehdimmekö hyvästellä" in desk.text
        await desk.press("enter")
        assert "Ensi kerralla kokeilen…" in desk.text
        await desk.type("odotan hetken")
        await desk.press("enter")
        assert desk.session.reflections == {"s0": "kuuntelin", "s3": "minä", "next-time": "odotan hetken"}
        await desk.press(*["pagedown"] * 9)
        assert "odotan hetken" in desk.text


async def test_fewer_questions_will_do(tmp_path: Path) -> None:
    async with after_practice(tmp_path) as desk:
        await desk.press("f7", "enter", "up", "enter")  # one tick, then the last row
        assert "Mikä sujui hyvin?" in desk.text
        await desk.press("enter")
        assert "Ensi kerralla kokeilen…" in desk.text


@pytest.mark.parametrize("size", SIZES)
async def test_the_questions_can_be_chosen_in_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async with after_practice(tmp_path, size=size) as desk:
        await desk.press("f7", "2", "5", "8")
        assert "Mistä huomasin" in desk.text


async def test_a_letter_closes_the_choice_and_begins_a_note(tmp_path: Path) -> None:
    async with after_practice(tmp_path) as desk:
        await desk.press("f7", "1")
        await desk.type("h")
        assert desk.stage.dialog is None
        assert desk.line == "h"
        assert desk.session.reflections == {}


@pytest.mark.parametrize("key", ["f5", "f10"])
async def test_nothing_is_carried_over_and_no_appointment_made(tmp_path: Path, key: str) -> None:
    async with after_practice(tmp_path) as desk:
        await desk.press(key)
        assert desk.stage.dialog is None
        assert "ei ole oikea tapaaminen" in desk.text


async def test_the_menu_offers_no_action_of_a_real_meeting(tmp_path: Path) -> None:
    async with after_practice(tmp_path, "en", (120, 36)) as desk:
        await desk.press("escape")
        assert "My own thoughts" in desk.text
        for gone in ("To the client information system", "Next meeting: day and time", "Carried over"):
            assert gone not in desk.text


async def test_no_minutes_for_writing_up(tmp_path: Path) -> None:
    async with after_practice(tmp_path, write_up=True) as desk:
        assert "kirjaamiseen" not in desk.text
        await desk.press("f9")
        assert "min, koko harjoitus" in desk.text


async def test_what_an_observer_marked_is_in_it(tmp_path: Path) -> None:
    places = make_context(tmp_path).places.practice
    marks = observations.Marks(Disk(), observations.path(places, practised.whole().session.id, "obs00000"))
    marks.add(Observation(60_000, "ohjaus", "trap", "kiire"))
    marks.close()
    async with after_practice(tmp_path, size=(120, 36)) as desk:
        assert "Ohjauksellinen: Vahvuus" in desk.text
        assert "havainnoijan" in desk.text


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_a_demo_has_its_word_and_its_notes(tmp_path: Path, language: str) -> None:
    async with after_practice(tmp_path, language, session=demo()) as desk:
        assert "DEMO" in desk.text
        assert not desk.review.practised.shown
        await desk.press("f5")
        assert desk.stage.dialog is None


@pytest.mark.parametrize(("language", "told"), [("fi", "ei viedä eteenpäin"), ("sv", "Inget av det förs över")])
async def test_help_does_not_speak_of_carrying_it_over(tmp_path: Path, language: str, told: str) -> None:
    async with after_practice(tmp_path, language, (120, 36)) as desk:
        await desk.press("f1")
        assert told in " ".join(desk.text.split())


async def test_a_real_meetings_review_knows_nothing_of_it(tmp_path: Path) -> None:
    from tests.tui.tui import in_review

    async with in_review(tmp_path) as desk:
        assert "HARJOITUS" not in desk.text
        await desk.press("f9")
        assert desk.review.by_phase
        await desk.press("f9")
        assert not desk.review.by_phase
        await desk.press("f5")
        assert desk.stage.dialog is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_size_is_too_small_for_the_report(language: str) -> None:
    words = Words(language)
    report = practice_report(practised.whole().session, language)
    for width, height in product((1, 2, 3, 5, 8, 11, 20, 31, 39, 40, 60, 80, 100, 160), (*range(1, 26), 36, 60)):
        g = places(width, height)
        for top in (0, practice_review.furthest(g, report, words)):
            page(Canvas(width, height), g, report, words, top)


async def test_the_report_is_turned_in_a_window_that_was_cut_small(tmp_path: Path) -> None:
    async with after_practice(tmp_path) as desk:
        for size in ((2, 1), (3, 3), (10, 3), (80, 24)):
            await desk.resize(*size)
            await desk.press("pagedown", "down", "pageup")
        assert "HARJOITUS" in desk.text
