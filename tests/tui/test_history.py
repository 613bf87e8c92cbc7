"""Earlier meetings on the screen: found while one types, opened, erased, compared, and the way back to them."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from msgspec.structs import replace

from kohtaa_tui.domain.plan import make_plan
from kohtaa_tui.domain.searching import Query
from kohtaa_tui.runtime.context import Context
from kohtaa_tui.runtime.history import Found, History
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.hold import Hold
from kohtaa_tui.storage.policy import Policy
from kohtaa_tui.tui.app import KohtaaApp
from kohtaa_tui.tui.dialogs import Ask, Choose
from kohtaa_tui.tui.draw.history_rows import entry_id
from kohtaa_tui.tui.history_thread import AT_ONCE, Looking, Wish
from kohtaa_tui.tui.screens.compare import CompareScreen
from kohtaa_tui.tui.screens.history import HistoryScreen, look_back
from kohtaa_tui.tui.screens.home import HomeScreen
from kohtaa_tui.tui.screens.review import ReviewScreen
from kohtaa_tui.tui.screens.rhythm import RhythmScreen
from tests.fakes import FakeClock
from tests.sealed import switch_on
from tests.tui.test_snapshots import PLACES, check
from tests.tui.test_unlocking import anew
from tests.tui.tui import START, Desk, at_home, make_context, opened

MEETINGS: tuple[tuple[str, int, tuple[str, ...], tuple[str, ...]], ...] = (
    ("K-16", 30, (), ("+ osaa järjestää", "? todistukset kadonneet")),
    ("K-17", 45, ("first", "interpreter"), ('" haluan tehdä omaa työtäni', "! asiakas: etsii todistukset pe")),
    ("K-20", 60, ("remote",), ("Äidin hoito vie iltapäivät",)),
    ("", 30, (), ("bussi Ähtäriin",)),
)
"""Reference, minutes, circumstances and notes; one a day, the last one the newest."""


def a_store(tmp_path: Path, language: str = "fi", **rest: Any) -> Context:
    """Some meetings of four days, and a morning after them."""
    clock = FakeClock(START - timedelta(days=len(MEETINGS)))
    context = make_context(tmp_path, language, clock=clock, **rest)
    for reference, minutes, circumstances, notes in MEETINGS:
        a_meeting(context, reference, minutes, circumstances, notes)
        clock.after(86_400 - 600)
    return context


def a_meeting(
    context: Context, reference: str, minutes: int = 30, circumstances: tuple[str, ...] = (),
    notes: tuple[str, ...] = (), *, end: bool = True,
) -> str:  # fmt: skip
    """Hold a meeting of ten minutes without a screen. Returns its id."""
    clock = context.clock
    assert isinstance(clock, FakeClock)
    plan = make_plan(context.shelf.get("kohtaava"), minutes, circumstances)
    runner = Runner.start(context.archive, clock, plan, language="fi", device=context.device, reference=reference)
    for note in notes:
        clock.after(60)
        runner.note(note)
    clock.after(600 - 60 * len(notes))
    if end:
        runner.end()
    assert runner.flush()
    runner.close()
    return runner.session.id


class Looker(Desk):
    """Somebody before the list."""

    @property
    def list_(self) -> HistoryScreen:
        assert isinstance(self.app.screen, HistoryScreen)
        return self.app.screen

    @property
    def references(self) -> list[str | None]:
        """Those that are listed, from the top."""
        return [hit.listed.reference for hit in self.list_.looked.found.hits]

    async def found(self) -> None:
        """Until all that was asked for was looked at, and the lines are whole."""
        looked = self.list_.looked

        def whole() -> bool:
            shown = looked.found.hits[: self.list_._shown.after]
            return looked.whole and not self.list_.stale and all(h.listed.id in looked.details for h in shown)

        await self.wait_until(whole)
        await self.settle()

    async def look(self, text: str) -> None:
        await self.type(text)
        await self.found()


@asynccontextmanager
async def looking(
    tmp_path: Path, language: str = "fi", size: tuple[int, int] = (80, 24), *, context: Context | None = None
) -> AsyncIterator[Looker]:
    """On the list of earlier meetings."""
    context = context or a_store(tmp_path, language)
    async with opened(KohtaaApp(context, look_back), size) as desk:
        looker = Looker(desk.app, desk.pilot)
        await looker.to(HistoryScreen)
        await looker.found()
        yield looker


# --- the list ---


@pytest.mark.parametrize(("language", "back"), [("fi", "Esc takaisin"), ("sv", "Esc tillbaka"), ("en", "Esc back")])
async def test_the_way_back_is_told_in_the_narrowest_window_too(tmp_path: Path, language: str, back: str) -> None:
    async with looking(tmp_path, language, (40, 12)) as desk:
        keys = desk.text.rstrip().splitlines()[-1]
        assert back in keys
        assert "F3" in keys
        assert "F1" in keys


async def test_f5_on_home_leads_to_the_newest_first_and_esc_back_with_what_was_typed(tmp_path: Path) -> None:
    async with at_home(tmp_path, context=a_store(tmp_path)) as desk:
        await desk.type("K-9")
        await desk.press("f5")
        looker = Looker(desk.app, desk.pilot)
        await looker.to(HistoryScreen)
        await looker.found()
        assert looker.line == ""
        assert looker.references == ["", "K-20", "K-17", "K-16"]
        rows = [line for line in looker.text.splitlines() if "min" in line and "klo" not in line]
        assert rows[1].split() == ["su", "22.11.", "10.02", "60", "min", "K-20", "etänä", "1", "muistiinpano"]
        assert "ensi tulkki" in next(row for row in rows if "K-17" in row)
        assert "2 muistiinpanoa" in next(row for row in rows if "K-17" in row)
        await looker.press("escape")
        await looker.to(HomeScreen)
        assert desk.line == "K-9"


async def test_an_empty_store_says_so(tmp_path: Path) -> None:
    async with looking(tmp_path, context=make_context(tmp_path)) as desk:
        assert "Ei vielä tapaamisia" in desk.text
        await desk.press("enter", "delete", "f8", "down", "end", "pagedown")
        assert isinstance(desk.app.screen, HistoryScreen)
        await desk.look("sana")
        assert "Mitään ei löytynyt" in desk.text


async def test_typing_finds_words_by_how_they_begin_and_the_note_stands_below(tmp_path: Path) -> None:
    async with looking(tmp_path) as desk:
        await desk.look("TODIST")
        assert desk.references == ["K-17", "K-16"]
        lines = desk.text.splitlines()
        at = next(n for n, line in enumerate(lines) if "K-17" in line)
        assert lines[at + 1].strip() == "! asiakas: etsii todistukset pe"
        await desk.look(" k-16")
        assert desk.references == ["K-16"]
        await desk.press("escape")
        assert desk.line == ""
        await desk.found()
        assert len(desk.references) == 4


async def test_a_page_a_first_and_a_last(tmp_path: Path) -> None:
    context = make_context(tmp_path, clock=FakeClock(START - timedelta(days=3)))
    for n in range(30):
        a_meeting(context, f"K-{n}")
    async with looking(tmp_path, context=context, size=(40, 12)) as desk:
        await desk.press("pagedown")
        assert desk.list_.looked.at > 5
        await desk.press("end")
        await desk.found()
        assert desk.list_.looked.at == 29
        assert any(line.rstrip().endswith("K-0") for line in desk.text.splitlines())
        await desk.press("pageup", "home")
        assert desk.list_.looked.at == 0
        assert "K-29" in desk.text
        await desk.press("up")
        assert desk.list_.looked.at == 0


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (40, 12)])
async def test_from_the_review_one_comes_back_to_the_same_place(tmp_path: Path, size: tuple[int, int]) -> None:
    async with looking(tmp_path, size=size) as desk:
        await desk.look("tod")
        await desk.press("down", "enter")
        await desk.to(ReviewScreen)
        assert desk.session.reference == "K-16"
        if size[0] >= 80:
            assert "Enter luetteloon" in desk.text
        await desk.type("lisäys")
        await desk.press("enter")
        await desk.saved()
        await desk.press("enter")
        await desk.to(HistoryScreen)
        await desk.found()
        assert desk.line == "tod"
        assert desk.list_.looked.entry.listed.reference == "K-16"  # type: ignore[union-attr]
        await desk.press("escape")
        await desk.found()
        await desk.press("escape")
        await desk.to(HomeScreen)


async def test_a_place_far_down_is_come_back_to(tmp_path: Path) -> None:
    context = make_context(tmp_path, clock=FakeClock(START - timedelta(days=3)))
    for n in range(AT_ONCE + 10):
        a_meeting(context, f"K-{n}")
    async with looking(tmp_path, context=context) as desk:
        await desk.press("end")
        await desk.found()
        await desk.press("up", "enter")
        await desk.to(ReviewScreen)
        assert desk.session.reference == "K-1"
        await desk.press("enter")
        await desk.to(HistoryScreen)
        await desk.found()
        assert desk.list_.looked.entry.listed.reference == "K-1"  # type: ignore[union-attr]
        assert "K-1 " in desk.text


async def test_enter_typed_with_the_words_is_meant_for_what_they_find(tmp_path: Path) -> None:
    async with looking(tmp_path) as desk:
        desk.burst(*"järj", "enter")
        await desk.to(ReviewScreen)
        assert desk.session.reference == "K-16"


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Nothing is looked for before it is set."""
    opened_, real = threading.Event(), Looking._look

    def slowly(self: Looking, wish: Wish) -> None:
        assert opened_.wait(30)
        real(self, wish)

    monkeypatch.setattr(Looking, "_look", slowly)
    return opened_


async def test_enter_before_anything_is_listed_waits_for_the_list(tmp_path: Path, gate: threading.Event) -> None:
    async with opened(KohtaaApp(a_store(tmp_path), look_back), (80, 24)) as desk:
        await desk.to(HistoryScreen)
        await desk.press("enter")
        await desk.settle()
        assert isinstance(desk.app.screen, HistoryScreen)
        gate.set()
        await desk.to(ReviewScreen)
        assert desk.notes == ["bussi Ähtäriin"]


async def test_a_burst_before_anything_is_listed_is_done_in_its_order(tmp_path: Path, gate: threading.Event) -> None:
    async with opened(KohtaaApp(a_store(tmp_path), look_back), (80, 24)) as desk:
        await desk.to(HistoryScreen)
        desk.burst("f8", "down", "f8")
        await desk.settle()
        assert isinstance(desk.app.screen, HistoryScreen)
        gate.set()
        await desk.to(CompareScreen)


async def test_a_click_chooses_and_a_second_one_opens(tmp_path: Path) -> None:
    async with looking(tmp_path) as desk:
        wanted = next(h.listed.id for h in desk.list_.looked.found.hits if h.listed.reference == "K-17")
        await desk.click(f"meeting:{wanted}")
        assert desk.list_.looked.chosen == wanted
        await desk.click(f"meeting:{wanted}")
        await desk.to(ReviewScreen)
        assert desk.session.reference == "K-17"


async def test_one_that_was_left_asks_what_is_to_become_of_it(tmp_path: Path) -> None:
    context = a_store(tmp_path)
    a_meeting(context, "K-21", end=False)
    context.clock.after(7200)  # type: ignore[attr-defined]
    async with looking(tmp_path, context=anew(context)) as desk:
        assert desk.words("not ended") in desk.text
        await desk.press("enter")
        assert isinstance(desk.list_.dialog, Choose)
        assert "K-21" in desk.text
        await desk.press("escape", "delete")
        assert isinstance(desk.list_.dialog, Choose)  # nothing is erased behind its back


async def test_a_broken_one_is_named_with_its_reason_and_enter_says_it(tmp_path: Path) -> None:
    context = a_store(tmp_path)
    broken = context.places.sessions / "2026" / "11" / "20261123T230000Z-aaaaaaaa.json"
    broken.write_bytes(b"{}")
    async with looking(tmp_path, context=context, size=(120, 36)) as desk:
        assert "✗ 20261123T230000" in desk.text
        for key in ("enter", "delete", "f8", "f5"):
            await desk.press(key)
            assert desk.list_.message
        assert broken.read_bytes() == b"{}"
        await desk.resize(40, 12)
        await desk.press("enter")
        assert desk.list_.message.startswith(broken.name)  # the way to it would leave no room for the reason
        await desk.resize(120, 36)
        await desk.look("tod")
        assert "ei voi lukea" in desk.text


# --- what only is shown ---


async def test_a_filter_stands_in_words_and_is_clicked_away(tmp_path: Path) -> None:
    async with looking(tmp_path) as desk:
        await desk.press("f3", "down", "down", "right", "enter")
        await desk.found()
        assert desk.references == ["K-17"]
        assert "Mitä sovittiin ×" in desk.text
        await desk.click("drop:mark")
        await desk.found()
        assert len(desk.references) == 4


async def test_the_reference_of_the_chosen_one_is_proposed(tmp_path: Path) -> None:
    async with looking(tmp_path) as desk:
        await desk.press("down", "f3", "right", "enter")
        await desk.found()
        assert desk.references == ["K-20"]
        await desk.press("escape")
        await desk.found()
        assert len(desk.references) == 4


async def test_reference_and_days_can_be_typed(tmp_path: Path) -> None:
    async with looking(tmp_path) as desk:
        await desk.press("f3", "left", "down", "left", "enter")
        assert isinstance(desk.list_.dialog, Ask)
        await desk.type("k-1")
        await desk.press("enter")
        assert isinstance(desk.list_.dialog, Ask)
        await desk.type("eilen tai jotain")
        await desk.press("enter")
        assert "ei ole päivä" in desk.text
        await desk.press("ctrl+u")
        await desk.type("21.11.–23.11.")
        await desk.press("enter")
        await desk.found()
        assert desk.line == ""
        assert desk.references == ["K-17"]
        assert "viite k-1" in desk.text


@pytest.mark.parametrize(("folded", "found"), [(False, []), (True, [""])])
async def test_folding_is_a_choice(tmp_path: Path, folded: bool, found: list[str]) -> None:
    async with looking(tmp_path) as desk:
        if folded:
            await desk.press("f3", "up", "right", "enter")
        await desk.look("ahtari")
        assert desk.references == found


# --- what is done with one ---


async def test_erasing_says_what_would_go_and_asks_once(tmp_path: Path) -> None:
    async with looking(tmp_path) as desk:
        await desk.look("tod")
        await desk.press("delete")
        assert isinstance(desk.list_.dialog, Choose)
        assert f"2 muistiinpanoa, {desk.words('with a reference')}" in " ".join(desk.text.split())
        await desk.press("enter")  # the first answer keeps
        assert b"todistukset pe" in desk.journal()
        await desk.press("delete", "right", "enter")
        await desk.found()
        assert b"todistukset pe" not in desk.journal()
        assert desk.references == ["K-16"]
        await desk.press("escape")
        await desk.found()
        assert desk.words("texts erased") in desk.text
        assert len(desk.list_.looked.entries) == 4


@pytest.mark.parametrize("key", ["enter", "delete"])
async def test_one_that_another_window_took_away_goes_from_the_list(tmp_path: Path, key: str) -> None:
    async with looking(tmp_path) as desk:
        await desk.look("tod")
        gone = desk.list_.looked.chosen
        assert "etsii todistukset" in desk.text
        desk.context.archive.remove(gone)
        await desk.press(key)
        assert gone not in [entry_id(entry) for entry in (*desk.list_.looked.entries, *desk.list_.looked.found.hits)]
        assert "etsii todistukset" not in desk.text
        assert desk.list_.message


async def test_delete_belongs_to_the_text_while_the_cursor_is_in_it(tmp_path: Path) -> None:
    async with looking(tmp_path) as desk:
        await desk.look("tod")
        await desk.press("home", "delete")
        assert (desk.line, desk.list_.dialog) == ("od", None)


async def test_one_that_is_open_elsewhere_is_not_erased(tmp_path: Path) -> None:
    async with looking(tmp_path) as desk:
        hold = Hold(desk.context.places, desk.list_.looked.chosen)
        assert hold.take(desk.clock.now())
        await desk.press("delete", "right", "enter")
        assert "toisessa ikkunassa" in desk.text
        assert "Ähtäriin".encode() in desk.journal()
        hold.release()


async def test_two_are_compared_and_the_mark_stays_while_searching(tmp_path: Path) -> None:
    async with looking(tmp_path) as desk:
        await desk.press("f8")
        assert desk.list_.looked.marked
        await desk.press("f8")
        assert not desk.list_.looked.marked
        await desk.press("f8")
        await desk.look("tod")
        assert "verrataan" in desk.text
        await desk.press("f8")
        await desk.to(CompareScreen)
        await desk.press("escape")
        await desk.to(HistoryScreen)
        await desk.found()
        assert desk.line == "tod"


async def test_f9_leads_to_the_rhythm_and_back(tmp_path: Path) -> None:
    async with looking(tmp_path) as desk:
        await desk.press("f9")
        await desk.to(RhythmScreen)
        await desk.press("escape")
        await desk.to(HistoryScreen)


async def test_f5_carries_over_from_the_review(tmp_path: Path) -> None:
    async with looking(tmp_path) as desk:
        await desk.press("f5")
        await desk.to(ReviewScreen)
        await desk.wait_until(lambda: desk.review.dialog is not None)


async def test_where_no_text_may_leave_f5_says_so(tmp_path: Path) -> None:
    context = replace(a_store(tmp_path), policy=Policy(allow_export=False))
    async with looking(tmp_path, context=context) as desk:
        await desk.press("f5")
        assert isinstance(desk.app.screen, HistoryScreen)
        assert desk.words("Your organisation does not allow texts to leave kohtaa.") in desk.text


# --- what must not be seen ---


@pytest.mark.parametrize("size", [(120, 36), (40, 12)])
async def test_the_curtain_hides_the_list_and_what_is_found_behind_it(tmp_path: Path, size: tuple[int, int]) -> None:
    async with looking(tmp_path, size=size) as desk:
        await desk.look("tod")
        await desk.press("f4")
        for text in ("K-17", "todistukset", "tod", "22.11."):
            assert text not in desk.text
        desk.list_.look(at_once=True)
        await desk.found()
        assert "K-17" not in desk.text
        await desk.press("x")
        assert "K-17" in desk.text
        assert desk.line == "tod"


async def test_what_is_encrypted_is_listed_without_references_until_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kohtaa_tui.storage.keys import Keys

    places = make_context(tmp_path).places
    identity = switch_on(places)
    Keys(places).identity_file.write_bytes(b"sealed")
    monkeypatch.setattr(Keys, "identities", lambda *_: [identity])
    async with looking(tmp_path, context=anew(a_store(tmp_path))) as desk:
        assert "K-17" not in desk.text
        assert "lukossa" in desk.text
        await desk.look("tod")
        assert desk.references == []
        assert "F12 avaa" in desk.text
        await desk.press("f12")
        await desk.type("salasana")
        await desk.press("enter")
        await desk.wait_until(lambda: desk.references == ["K-17", "K-16"])
        await desk.found()
        assert "etsii todistukset" in desk.text


# --- what it looks like ---


@pytest.mark.parametrize(("language", "width", "height"), PLACES)
@pytest.mark.parametrize("screen", ["history", "history-search", "history-filter", "history-nothing"])
async def test_it_looks_as_it_did(screen: str, language: str, width: int, height: int, tmp_path: Path) -> None:
    context = a_store(tmp_path, language)
    for past in context.archive.recent(1):
        context.archive.erase(past.id)
    a_meeting(context, "K-21", end=False)
    async with looking(tmp_path, size=(width, height), context=anew(context)) as desk:
        if screen == "history-nothing":
            await desk.look("zyzzyva")
        elif screen != "history":
            await desk.press("down", "down", "f8")
            await desk.look("tod")
            await desk.press("f3", "down", "right", "right")
            if screen == "history-search":
                await desk.press("enter")
                await desk.found()
        check(f"{screen}-{language}-{width}x{height}", desk.text)


# --- never in the way of a key ---


@asynccontextmanager
async def slow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[tuple[Looker, Event, list[Query]]]:
    """A store so large that looking through it takes until it is let go, or given up."""
    let_go, asked = Event(), []
    find = History.find

    def found(self: History, query: Query, most: int = 50, go_on: Callable[[], bool] = lambda: True) -> Found:
        asked.append(query)
        while go_on() and not let_go.wait(0.002):
            pass
        return find(self, query, most, go_on)

    monkeypatch.setattr(History, "find", found)
    async with opened(KohtaaApp(a_store(tmp_path), look_back)) as desk:
        looker = Looker(desk.app, desk.pilot)
        await looker.to(HistoryScreen)
        yield looker, let_go, asked


async def test_the_newest_stand_there_at_once_and_keys_do_not_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with slow(monkeypatch, tmp_path) as (desk, let_go, asked):
        await desk.wait_until(lambda: "K-20" in desk.text)
        await desk.wait_until(lambda: "käydään vielä läpi" in desk.text)
        await desk.press("down")
        assert desk.list_.looked.at == 1
        for letter in "tod":
            await desk.type(letter)
        assert desk.line == "tod"
        await desk.wait_until(lambda: asked[-1].words == ("tod",))
        await desk.wait_until(lambda: "Haetaan" in desk.text)
        assert "K-20" not in desk.text  # that was no answer to what is looked for
        let_go.set()
        await desk.found()
        assert desk.references == ["K-17", "K-16"]


async def test_what_was_erased_is_gone_from_the_list_however_long_looking_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with slow(monkeypatch, tmp_path) as (desk, let_go, asked):
        let_go.set()
        await desk.look("tod")
        let_go.clear()
        await desk.press("delete", "right", "enter")
        await desk.wait_until(lambda: len(asked) > 2)
        assert "etsii todistukset" not in desk.text
        assert "K-17" not in desk.text
        assert desk.words("texts erased") in desk.text


async def test_what_was_erased_in_the_review_is_gone_when_one_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with slow(monkeypatch, tmp_path) as (desk, let_go, _):
        let_go.set()
        await desk.look("tod")
        let_go.clear()
        await desk.press("enter")
        await desk.to(ReviewScreen)
        desk.review.act("erase")
        await desk.press("right", "enter")
        await desk.saved()
        await desk.press("enter")
        await desk.to(HistoryScreen)
        assert "etsii todistukset" not in desk.text
        assert "K-17" not in desk.text


async def test_leaving_ends_the_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with slow(monkeypatch, tmp_path) as (desk, _, asked):
        await desk.wait_until(lambda: asked)
        thread = desk.list_._looking._thread
        assert thread is not None
        assert thread.is_alive()
        await desk.press("escape")
        await desk.to(HomeScreen)
        await desk.wait_until(lambda: not thread.is_alive())


async def test_a_folder_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    context.places.data.mkdir()
    context.places.sessions.write_bytes(b"")
    async with opened(KohtaaApp(context, look_back)) as desk:
        await desk.wait_until(lambda: "ei ole kansio" in desk.text)
        await desk.press("escape")
        await desk.to(HomeScreen)
