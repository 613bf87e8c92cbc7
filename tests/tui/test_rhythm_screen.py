"""My rhythm on the screen: from Home and back, what the arrows choose, and a pack of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from kohtaa_tui.domain.measured import Measured, PhaseTimes
from kohtaa_tui.domain.pack import Texts
from kohtaa_tui.domain.rhythm import Which, rhythm
from kohtaa_tui.errors import N_, StorageFault
from kohtaa_tui.i18n import LANGUAGES, Words
from kohtaa_tui.runtime.context import Context
from kohtaa_tui.runtime.history import History
from kohtaa_tui.storage import last
from kohtaa_tui.storage.policy import Policy
from kohtaa_tui.tui import rhythm_figures
from kohtaa_tui.tui.bindings import Keys
from kohtaa_tui.tui.draw import rhythm as page
from kohtaa_tui.tui.screens.home import HomeScreen
from kohtaa_tui.tui.screens.rhythm import RhythmScreen
from tests.fakes import FakeClock
from tests.measured import meeting
from tests.tui.test_words_on_screen import english, stands_alone
from tests.tui.tui import START, Desk, a_past_meeting, at_home, make_context

STEADY = tuple(meeting(9, 12, 8, 1) for _ in range(30))
"""Meetings of half an hour whose opening takes nine minutes of six."""


def having(monkeypatch: pytest.MonkeyPatch, *meetings: Measured) -> None:
    """Let these be the meetings of every store."""

    def measured(_: History, most: int = 0, *__: object) -> tuple[Measured, ...]:
        return meetings[: most or None]

    monkeypatch.setattr(History, "measured", measured)


async def to_rhythm(desk: Desk) -> RhythmScreen:
    await desk.press("f11")
    await desk.to(RhythmScreen)
    screen = desk.stage
    assert isinstance(screen, RhythmScreen)
    await desk.wait_until(lambda: not screen._figures.reading)
    await desk.settle()
    return screen


def shelf(desk: Desk) -> list[str]:
    return [one.id for one in desk.context.shelf.listed()]


def with_own_shelf(tmp_path: Path, **rest: object) -> Context:
    context = make_context(tmp_path, "en", folders=(), **rest)  # type: ignore[arg-type]
    from kohtaa_tui.storage.packs import Shelf, shipped_folder

    return replace(context, shelf=Shelf([shipped_folder(), context.places.packs]))


# --- there and back ---


async def test_f11_on_home_shows_what_was_held_and_esc_leads_back(tmp_path: Path) -> None:
    clock = FakeClock(START)
    context = make_context(tmp_path, "en", clock=clock)
    for _ in range(2):
        a_past_meeting(context)
        clock.after(3600)
    async with at_home(tmp_path, context=context) as desk:
        await desk.type("K-9")
        await to_rhythm(desk)
        assert "MY RHYTHM  Dialogical client work" in desk.text
        assert "Only 2 meetings: so few tell little." in desk.text
        assert "planned 11, used 11 min" in desk.text
        await desk.press("escape")
        await desk.to(HomeScreen)
        assert desk.line == "K-9"


async def test_it_leads_back_to_where_one_came_from(tmp_path: Path) -> None:
    async with at_home(tmp_path, "en") as desk:
        left = []
        desk.app.show(RhythmScreen(desk.app, lambda: left.append(True)))
        await desk.to(RhythmScreen)
        await desk.press("escape")
        assert left == [True]


async def test_it_is_in_the_menu_of_home(tmp_path: Path) -> None:
    async with at_home(tmp_path, "en", (120, 36)) as desk:
        await desk.press("escape")
        for _ in range(3):
            if "My rhythm: how the time went" in desk.text:
                return
            await desk.press("0")
        raise AssertionError(desk.text)


async def test_without_meetings_it_says_so(tmp_path: Path) -> None:
    async with at_home(tmp_path, "en") as desk:
        await to_rhythm(desk)
        assert "No meetings yet." in desk.text
        await desk.press("down", "right", "enter", "pagedown", "f3")
        assert "No meetings yet." in desk.text


async def test_a_store_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def measured(*_: object) -> tuple[Measured, ...]:
        raise StorageFault(N_("{path} cannot be read: {why}"), path="x", why="y")

    monkeypatch.setattr(History, "measured", measured)
    async with at_home(tmp_path, "en") as desk:
        await to_rhythm(desk)
        assert "x cannot be read: y" in desk.text


# --- what the arrows choose ---


async def test_left_and_right_change_how_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    having(monkeypatch, *(meeting(6 if n < 20 else 11, 12, 9, 3) for n in range(80)))
    async with at_home(tmp_path, "en") as desk:
        await to_rhythm(desk)
        assert "planned 6, used 6 min (6–6)" in desk.text
        await desk.press("right")
        assert "planned 6, used 11 min (6–11)" in desk.text
        await desk.press("right")
        assert "all lengths and circumstances · 80 meetings" in desk.text
        await desk.click("span:20")
        assert "planned 6, used 6 min (6–6)" in desk.text


async def test_up_and_down_change_length_and_circumstance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    having(
        monkeypatch,
        *(meeting(6, 12, 9, 3) for _ in range(8)),
        *(meeting(9, 18, 13, 5, minutes=45, circumstances=("first",)) for _ in range(7)),
    )
    async with at_home(tmp_path, "en") as desk:
        await to_rhythm(desk)
        told = []
        for _ in range(5):
            told.append(desk.canvas.split("↑ ↓ ")[1].splitlines()[0])
            await desk.press("down")
        assert told == [
            "all lengths and circumstances · 15 meetings",
            "30 min · 8 meetings",
            "45 min · 7 meetings",
            "nothing special · 8 meetings",
            "first meeting · 7 meetings",
        ]
        await desk.press("up")
        assert "first meeting · 7 meetings" in desk.text


async def test_f3_shows_the_meetings_of_another_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    having(monkeypatch, *STEADY[:6], *(meeting(4, 12, 9, 3, pack="gone") for _ in range(5)))
    async with at_home(tmp_path, "en") as desk:
        await to_rhythm(desk)
        assert "MY RHYTHM  Dialogical client work" in desk.text
        await desk.press("f3")
        assert "MY RHYTHM  gone" in desk.text
        assert "used 4 min" in desk.text
        await desk.press("f3")
        assert "MY RHYTHM  Dialogical client work" in desk.text


async def test_the_newest_are_shown_while_the_others_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    go = threading.Event()
    every = tuple(meeting(6, 12, 9, 3) for _ in range(500))

    def measured(_: History, most: int = 0, *__: object) -> tuple[Measured, ...]:
        if not most:
            go.wait(8)
        return every[: most or None]

    monkeypatch.setattr(History, "measured", measured)
    async with at_home(tmp_path, "en") as desk:
        await desk.press("f11")
        await desk.to(RhythmScreen)
        await desk.wait_until(lambda: "planned 6" in desk.text)
        assert "reading …" in desk.text
        go.set()
        await desk.press("left")
        await desk.wait_until(lambda: "500 meetings" in desk.text and "reading" not in desk.text)


async def test_letters_do_nothing_here(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        await to_rhythm(desk)
        await desk.type("abc")
        assert desk.line == ""


# --- the suggestion ---


async def test_a_pack_of_ones_own_after_a_yes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    having(monkeypatch, *STEADY)
    async with at_home(tmp_path, context=with_own_shelf(tmp_path)) as desk:
        await to_rhythm(desk)
        assert "Empathy takes 9 min, planned 6 in a meeting of 30 min: use 8?" in desk.text.replace(
            "empatia", "Empathy"
        )
        await desk.press("enter")
        assert "6 → 8" in desk.text
        assert "30 min      45 min      60 min" in desk.text
        assert shelf(desk) == ["kohtaava"]
        await desk.press("enter")
        assert shelf(desk) == ["kohtaava", "kohtaava-oma"]
        assert "Written: kohtaava-oma" in desk.text
        await desk.press("1")
        assert last.load(desk.context.places).pack == "kohtaava-oma"
        assert "use 8?" not in desk.text
        await desk.press("escape")
        await desk.to(HomeScreen)
        assert "Dialogical client work · own" in desk.text
        assert desk.home.plan.phases[0].minutes == 8


async def test_esc_changes_nothing_and_later_keeps_what_home_proposes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    having(monkeypatch, *STEADY)
    async with at_home(tmp_path, context=with_own_shelf(tmp_path)) as desk:
        await to_rhythm(desk)
        await desk.press("enter", "escape")
        assert shelf(desk) == ["kohtaava"]
        await desk.click("suggest")
        await desk.click("dialog:take")
        await desk.press("2")
        assert shelf(desk) == ["kohtaava", "kohtaava-oma"]
        assert last.load(desk.context.places).pack is None


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    having(monkeypatch, *STEADY)
    context = with_own_shelf(tmp_path)
    async with at_home(tmp_path, context=context) as desk:
        await to_rhythm(desk)
        context.places.config.mkdir(exist_ok=True)
        context.places.packs.write_text("", "utf-8")
        await desk.press("enter", "enter")
        assert "is not a folder" in desk.text or "cannot be made" in desk.text
        assert desk.stage.dialog is None


async def test_a_policy_that_names_the_packs_allows_no_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    having(monkeypatch, *STEADY)
    context = replace(with_own_shelf(tmp_path), policy=Policy(packs=("kohtaava",)))
    async with at_home(tmp_path, context=context) as desk:
        await to_rhythm(desk)
        assert "use 8?" not in desk.text
        await desk.press("enter")
        assert desk.stage.dialog is None


async def test_of_many_meetings_the_figures_are_worked_out_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rhythm_figures, "MANY", 10)
    having(monkeypatch, *STEADY)
    async with at_home(tmp_path, context=with_own_shelf(tmp_path)) as desk:
        await to_rhythm(desk)
        await desk.wait_until(lambda: "use 8?" in desk.text)
        await desk.press("right")
        await desk.wait_until(lambda: "· 30 meetings" in desk.text)


# --- the page at every size ---


@pytest.mark.parametrize("language", ["fi", "sv"])
async def test_no_english_is_left(tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = meeting(9, 14, 8, 0, late=4, over=3, circumstances=("first",))
    having(monkeypatch, *(replace(m, phases=tuple(map(_named, m.phases))) for m in (odd, *STEADY)))
    context = replace(with_own_shelf(tmp_path), words=Words(language))
    async with at_home(tmp_path, context=context, size=(120, 36)) as desk:
        await to_rhythm(desk)
        for key in ("f1", "escape", "right", "down", "up", "enter", "f1", "enter", "f1"):
            if key != "escape" or desk.stage.dialog is not None:
                await desk.press(key)
            assert [w for w in english(language) if w in desk.text and stands_alone(w, desk.text)] == []


def _named(phase: PhaseTimes) -> PhaseTimes:
    """Without an English name."""
    return replace(phase, name=Texts(fi=phase.name.fi))


def view(language: str, *meetings: Measured, top: int = 0, suggestion: str = "") -> page.RhythmView:
    words = Words(language)
    return page.RhythmView(
        words=words,
        keys=Keys("rhythm"),
        method="Kohtaava asiakastyö",
        spans=[("20", "span:20", True), ("50", "span:50", False)],
        which="30 min",
        rhythm=rhythm(meetings, Which()),
        suggestion=suggestion,
        top=top,
    )


@pytest.mark.parametrize(
    "size", [(120, 36), (100, 30), (80, 24), (60, 20), (40, 12), (100, 6), (40, 6), (20, 5), (1, 1)]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_size_can_be_scrolled_to_its_end(language: str, size: tuple[int, int]) -> None:
    every = (meeting(9, 14, 8, 0, late=4, over=3), *STEADY)
    shown = view(language, *every, suggestion="Otetaanko 8?")
    furthest = page.furthest(shown, *size)
    last_row = list(page._rows(shown, page.grid(*size)))[-1].pieces[0][1]
    canvas, _ = page.draw(replace(shown, top=furthest), *size)
    if size[0] >= 40 and size[1] >= 6:
        assert last_row[:20] in canvas.text()
    assert all(len(row) <= size[0] for row in canvas.text().splitlines())


def test_the_bars_tell_without_colour_and_in_ascii() -> None:
    shown = view("fi", *STEADY)
    canvas, _ = page.draw(shown, 80, 24)
    row = next(r for r in canvas.text().splitlines() if "Empatia" in r and "aiottu" in r)
    assert "█" in row
    assert "│" in row
    assert "aiottu 6, käytetty 9 min (9–9)" in row
    canvas, _ = page.draw(replace(shown, ascii_only=True), 80, 24)
    drawn = canvas.text().translate(str.maketrans("äöÄÖ", "aoAO"))
    assert drawn.isascii()
