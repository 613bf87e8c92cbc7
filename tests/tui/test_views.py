"""Strip, narrow, standard, wide and big: each drawn at every size, in every state, and chosen by hand."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from kohtaa_tui.i18n import Words
from kohtaa_tui.storage import last
from kohtaa_tui.storage.last import View
from kohtaa_tui.tui.bindings import Keys
from kohtaa_tui.tui.dialogs import Choice, Choose
from kohtaa_tui.tui.draw import big, figure, layout, meeting, strip
from kohtaa_tui.tui.draw.canvas import PLAIN, Canvas, Ink, cell_len
from kohtaa_tui.tui.draw.grid import Grid
from kohtaa_tui.tui.draw.state import Shown, shown
from kohtaa_tui.tui.screens.review import ReviewScreen
from tests.tui.pages import STATES, drawn, rows, state
from tests.tui.tui import in_meeting

LANGS = ("fi", "sv", "en")
FOLLOWING = {
    "fi": ("", "seuraava 11.00 · väli 15 min", "ilman väliä: lopeta 10.42", "11.00: odottaa 5 min"),
    "sv": ("", "nästa 11.00 · 15 min emellan", "inget emellan: sluta 10.42", "11.00: väntar 5 min"),
    "en": ("", "next 11:00 · gap 15 min", "no gap: close by 10:42", "11:00: waiting 5 min"),
}
EDGES = (20, 27, 31, 32, 33, 39, 40, 45, 58, 59, 60, 61, 72, 79, 80, 99, 100, 101, 120, 160)
LOW = (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 17, 18, 21, 22, 24, 30, 31, 32, 44, 60)


class Watched(Canvas):
    """A canvas that refuses what is drawn over something else. A rail is drawn in layers; nothing else is."""

    def put(
        self, row: int, column: int, text: str, ink: Ink = PLAIN, *, hit: str = "", until: int | None = None
    ) -> int:
        frame = sys._getframe(1)
        if frame.f_code.co_name == "right":
            frame = frame.f_back or frame
        in_layers = frame.f_code.co_filename.endswith("rail.py")
        if 0 <= row < self.height and not in_layers:
            end = min(column + cell_len(text), self.width if until is None else until)
            under = "".join(self._cells[row][max(0, column) : max(0, end)])
            assert not under.strip(), f"{text!r} over {under!r} at row {row}, column {column}"
        return super().put(row, column, text, ink, hit=hit, until=until)


@pytest.fixture
def _watched(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (meeting, strip, big):
        monkeypatch.setattr(module, "Canvas", Watched)


SESSIONS = {name: state(name) for name in STATES}
SHOWN = {(name, language): shown(*SESSIONS[name], Words(language), language) for name in STATES for language in LANGS}


def _draw(name: str, width: int, height: int, language: str, **rest: Any) -> tuple[Canvas, Grid]:
    try:
        return drawn(name, width, height, language, session=SESSIONS[name], **rest)
    except AssertionError as fault:
        raise AssertionError(f"{name} {width}×{height} {language} {rest}: {fault}") from None


def _has_what_is_always_there(canvas: Canvas, g: Grid, name: str, told: Shown) -> None:
    text = canvas.text()
    where, lines = f"{name} {g.width}×{g.height}:\n{text}", text.split("\n")
    assert lines[g.note][max(0, g.margin - 2)] == "▌", where
    assert canvas.ground_at(g.note, g.right_edge - 1) == "surf", where
    low = g.rail + g.names + g.thick
    assert any(mark in lines[low][g.rail_left : g.right_edge] for mark in "█▄▁"), where
    assert _figure_stands(lines, g, told), where
    if name != "curtain" and g.form != "large":
        assert canvas.hit(g.prompt, max(g.margin, g.words_left)).startswith("prompt:"), where


def _figure_stands(lines: list[str], g: Grid, told: Shown) -> bool:
    lines = [line.ljust(g.width) for line in lines]
    if g.figure < 0:
        return g.height <= 3
    plain = figure.text(told.figure, plate=told.plate)
    as_text = (f" {told.figure} " if told.plate else told.figure, plain)
    near = " ".join(lines[g.figure : g.figure + 3])
    if g.form == "text":
        return any(text in near for text in as_text)
    if g.form in ("half", "large"):
        scales = range(g.scale, 0, -1)
        sides = (2, 1) if told.plate else (0,)
        for scale in scales:
            for side in sides:
                drawn_rows = figure._large(told.figure, told.plate, side, scale)
                top = g.figure + 2 * (g.scale - scale)
                if all(lines[top + n].startswith(row, g.margin) for n, row in enumerate(drawn_rows)):
                    return True
        return plain in near
    whole = figure.rows(told.figure)
    shift = range(g.margin, g.margin + 3)
    return plain in near or any(
        all(lines[g.figure + n].startswith(row, at) for n, row in enumerate(whole)) for at in shift
    )


@pytest.mark.usefixtures("_watched")
def test_every_view_has_at_every_size_what_is_always_there() -> None:
    """Figure, rail, current prompt and note line; and nothing is drawn over anything else."""
    turn = 0
    for width in range(20, 161):
        for height in range(3, 61) if width in EDGES else range(3 + width % 7, 61, 7):
            name, language = STATES[turn % len(STATES)], LANGS[turn % len(LANGS)]
            following = FOLLOWING[language][turn % 4]
            turn += 1
            canvas, g = _draw(name, width, height, language, following=following)
            _has_what_is_always_there(canvas, g, name, SHOWN[name, language])


@pytest.mark.usefixtures("_watched")
@pytest.mark.parametrize("language", LANGS)
def test_where_the_view_changes_every_state_is_drawn(language: str) -> None:
    for name in STATES:
        for width in EDGES[:: 1 if language == "fi" else 3]:
            for height in LOW[:: 1 if language == "fi" else 2]:
                canvas, g = _draw(name, width, height, language, following=FOLLOWING[language][1])
                _has_what_is_always_there(canvas, g, name, SHOWN[name, language])


@pytest.mark.usefixtures("_watched")
def test_a_view_chosen_by_hand_stands_at_the_top_left_and_the_rest_is_empty() -> None:
    for view in layout.VIEWS:
        for width, height in ((60, 20), (80, 24), (100, 18), (120, 36), (160, 24), (200, 60)):
            columns, lines = layout.area(view, width, height)
            for name in STATES:
                canvas, g = _draw(name, width, height, "fi", layout=view)
                assert (canvas.width, canvas.height) == (width, height)
                assert (g.width, g.height) == (columns, lines)
                text = rows(canvas)
                assert all(cell_len(line) <= columns for line in text), (view, name, width, height)
                assert not any(text[lines:]), (view, name, width, height)
                assert all(canvas.ground_at(row, column) == "bg" for row in range(lines, height) for column in (0, 9))
                _has_what_is_always_there(canvas, g, name, SHOWN[name, "fi"])


# --- which view ---


@pytest.mark.parametrize(
    ("size", "view"),
    [
        ((40, 5), "strip"),
        ((200, 8), "strip"),
        ((59, 9), "narrow"),
        ((40, 60), "narrow"),
        ((60, 9), "standard"),
        ((99, 60), "standard"),
        ((160, 17), "standard"),
        ((100, 18), "wide"),
        ((300, 90), "wide"),
    ],
)
def test_the_view_by_the_size_of_the_window(size: tuple[int, int], view: View) -> None:
    assert layout.by_size(*size) == view
    assert layout.fits(view, *size)
    assert layout.used(None, *size) == view
    assert layout.area(None, *size) == size


@pytest.mark.parametrize(
    ("size", "views"),
    [
        ((40, 5), ["strip"]),
        ((40, 12), ["strip", "narrow"]),
        ((80, 12), ["strip", "narrow", "standard"]),
        ((80, 24), ["strip", "narrow", "standard", "big"]),
        ((120, 36), ["strip", "narrow", "standard", "wide", "big"]),
        ((20, 3), []),
    ],
)
def test_the_views_that_fit_come_in_turn(size: tuple[int, int], views: list[View]) -> None:
    chosen, found = layout.following(None, *size), []
    while chosen is not None:
        found.append(chosen)
        columns, lines = layout.area(chosen, *size)
        assert columns <= size[0]
        assert lines <= size[1]
        chosen = layout.following(chosen, *size)
    assert found == views


def test_a_view_that_does_not_fit_any_more_gives_way() -> None:
    for view in layout.VIEWS:
        assert layout.used(view, 200, 60) == view
        for size in ((20, 3), (40, 5), (59, 12), (80, 18)):
            used = layout.used(view, *size)
            assert used == (view if layout.fits(view, *size) else layout.by_size(*size))


async def test_f5_goes_through_the_views_and_says_which(tmp_path: Path) -> None:
    async with in_meeting(tmp_path, size=(120, 36)) as desk:
        told = []
        for _ in range(6):
            await desk.press("f5")
            line = next(line.strip() for line in desk.text.split("\n") if "Näkymä" in line)
            told.append((line, desk.stage.line.region.y))
        assert told == [
            ("Näkymä: kaistale", 5),
            ("Näkymä: kapea", 34),
            ("Näkymä: tavallinen", 31),
            ("Näkymä: leveä", 31),
            ("Näkymä: suuri", 31),
            ("Näkymä: ikkunan koon mukaan", 31),
        ]


async def test_the_chosen_view_lasts_and_comes_back_in_the_next_meeting(tmp_path: Path) -> None:
    async with in_meeting(tmp_path, size=(120, 36)) as desk:
        await desk.press("f5", "f5")
        await desk.resize(120, 6)
        assert desk.meeting.area() == (120, 6)
        await desk.resize(120, 36)
        assert desk.meeting.area() == (40, 36)
        await desk.type("hei")
        await desk.press("enter", "f9", "enter")
        await desk.to(ReviewScreen)
        assert desk.session.notes[0].text == "hei"
        await desk.wait_until(lambda: last.load(desk.context.places).view == "narrow")
    async with in_meeting(tmp_path, size=(120, 36)) as desk:
        assert desk.meeting.area() == (40, 36)
        await desk.press("f5", "f5", "f5", "f5")
        assert desk.meeting.area() == (120, 36)
        await desk.press("ctrl+q")
        await desk.wait_until(lambda: not desk.app.is_running)
    assert last.load(desk.context.places).view is None


async def test_what_is_typed_stays_where_it_is_when_the_view_changes(tmp_path: Path) -> None:
    async with in_meeting(tmp_path, size=(100, 30)) as desk:
        await desk.type("puoliksi kirj")
        for _ in range(6):
            await desk.press("f5")
            assert desk.line == "puoliksi kirj"
            row = next(line for line in desk.text.split("\n") if "puoliksi kirj" in line)
            assert row.lstrip().startswith("▌ puoliksi kirj")


async def test_a_click_finds_what_it_means_in_a_view_chosen_by_hand(tmp_path: Path) -> None:
    async with in_meeting(tmp_path, size=(100, 30)) as desk:
        await desk.press("f5")
        await desk.click("phase:ohjaus")
        assert desk.phase == "ohjaus"
        await desk.press("f5")
        await desk.click("phase:neuvonta")
        assert desk.phase == "neuvonta"


# --- what the next appointment asks for ---


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (100, 6), (40, 12), (80, 12), (40, 6), (45, 30)])
def test_the_next_appointment_stands_on_the_third_line(size: tuple[int, int]) -> None:
    told = "seuraava 11.00 · väli 15 min"
    for name in ("calm", "near", "past"):
        canvas, _ = drawn(name, *size, following=told)
        assert "seuraava 11.00" in canvas.text(), name
    assert told in drawn("calm", 80, 24, following=told)[0].text()
    for name in ("over", "squeeze", "paused", "curtain"):
        assert "11.00" not in drawn(name, *size, following=told)[0].text(), name


def test_where_there_is_less_room_it_says_less() -> None:
    calm = drawn("calm", 40, 12, following="seuraava 11.00 · väli 15 min")[0].text()
    assert "seuraava 11.00" in calm
    assert "väli" not in calm
    assert "ilman väliä: lopeta 10.42" in drawn("calm", 40, 12, following="ilman väliä: lopeta 10.42")[0].text()
    near = drawn("near", 40, 12, following="ilman väliä: lopeta 10.42")[0].text()
    assert "lopeta 10.42" in near
    assert "väliä" not in near


def test_a_pressing_one_is_strong() -> None:
    def ink(strong: bool) -> Ink:
        canvas, g = drawn("calm", 80, 24, following="ilman väliä: lopeta 10.42", following_strong=strong)
        return next(run.ink for run in canvas.runs(g.figure + 2) if "lopeta" in run.text)

    assert (ink(True).role, ink(True).bold) == ("text", True)
    assert (ink(False).role, ink(False).bold) == ("mute", False)


# --- the strip ---


@pytest.mark.parametrize("height", [4, 5, 6, 7, 8])
@pytest.mark.parametrize("width", [32, 40, 59, 60, 80, 100])
def test_a_dialog_in_a_strip_can_be_read_and_worked(width: int, height: int) -> None:
    words, keys = Words("fi"), Keys("meeting")
    menu = Choose(words, "Kaikki toiminnot", [Choice(words(a.title), lambda: None, "F2") for a in keys.actions])
    for step in range(len(keys.actions)):
        drawer = menu.drawer(layout.dialog_width("strip", width))
        plain, _ = drawn("calm", width, height)
        canvas, g = drawn("calm", width, height, drawer=drawer)
        lines, chosen = canvas.text(), words(keys.actions[step].title)
        assert chosen[: max(10, width // 4)] in lines, (step, lines)
        assert "►" in lines
        assert "Esc" in lines
        assert "Kaikki" in lines
        assert _figure_stands(rows(canvas), g, SHOWN["calm", "fi"])
        assert rows(canvas)[g.note] == rows(plain)[g.note]
        menu.key("down", None)


@pytest.mark.parametrize("width", [32, 40, 60, 100])
def test_a_question_in_a_strip_says_what_enter_does(width: int) -> None:
    words = Words("fi")
    ask = Choose(words, "Päätetäänkö tapaaminen?", [Choice("Päätä", lambda: None)], numbered=False, esc="jatka")
    for height in range(4, 9):
        canvas, _ = drawn("squeeze", width, height, drawer=ask.drawer(layout.dialog_width("strip", width)))
        text = canvas.text()
        assert "Enter Päätä" in text, (height, text)
        assert "Esc" in text
        assert any(canvas.hit(y, x) == "dialog:0" for y in range(height) for x in range(width))


@pytest.mark.parametrize("size", [(40, 5), (40, 6), (60, 4), (80, 6), (32, 8), (40, 12), (45, 30), (60, 12)])
def test_a_long_message_is_read_to_its_end_where_windows_are_small(size: tuple[int, int]) -> None:
    told = "Levy on täynnä, eikä tapaamista voi vielä tallentaa siihen."
    canvas, g = drawn("calm", *size, message=told)
    assert all(word in canvas.text() for word in told.split())
    assert _figure_stands(rows(canvas), g, SHOWN["calm", "fi"])
    assert "…" not in canvas.text().partition("Levy")[2]


def test_a_short_message_leaves_the_prompts_where_they_are() -> None:
    plain, told = drawn("calm", 100, 8)[0], drawn("calm", 100, 8, message="Tauko. Loppuaika ei siirry.")[0]
    changed = [n for n, (a, b) in enumerate(zip(rows(plain), rows(told), strict=True)) if a != b]
    assert changed == [6]


def test_the_strip_uses_its_seventh_and_eighth_row() -> None:
    six, seven, eight = (drawn("calm", 100, height)[0].text() for height in (6, 7, 8))
    assert "Piirtäkää" not in six
    assert "Piirtäkää" in seven
    assert "todistukset pe" not in seven
    assert "Piirtäkää" in eight
    assert "todistukset pe" in eight


def test_behind_the_curtain_no_view_tells_anything() -> None:
    for view, size in (("strip", (100, 8)), ("strip", (40, 8)), ("narrow", (80, 30)), ("big", (120, 36))):
        canvas, _ = drawn("curtain", *size, layout=view, following="seuraava 11.00")
        for secret in ("Ohjaus", "Empatia", "Piirt", "todistukset", "K-17", "seuraava", "viimeistään", "Merkki"):
            assert secret not in canvas.text(), (view, secret)


# --- the big view ---


@pytest.mark.parametrize(
    ("size", "scale"), [((80, 24), 3), ((100, 24), 3), ((120, 36), 4), ((160, 24), 3), ((200, 60), 8), ((60, 20), 2)]
)
def test_the_big_figure_is_as_large_as_fits(size: tuple[int, int], scale: int) -> None:
    g = drawn("calm", *size, layout="big")[1]
    assert g.scale == scale
    above = 4 * (scale + 1)
    fits_higher = g.figure + above + 2 <= g.note - (2 if g.rhythm == "airy" else 1)
    fits_wider = (scale + 1) * figure.WIDEST <= size[0] - 2 * g.margin
    assert not (fits_higher and fits_wider)


def test_the_big_view_tells_nothing_of_the_client() -> None:
    for size in ((80, 24), (120, 36), (200, 60)):
        text = drawn("calm", *size, layout="big")[0].text()
        assert "Ohjauksellinen vaihe" in text
        for private in ("K-17", "ensitapaaminen", "todistukset", "opasti"):
            assert private not in text


def test_big_figures_differ_by_shape() -> None:
    """Blurred to one cell for each of its own, every state is another shape, and only a plate is inked at its edge."""
    shapes = {}
    for name in ("calm", "near", "over", "squeeze", "paused"):
        told = SHOWN[name, "fi"]
        shape = figure._large(told.figure, told.plate, 2 if told.plate else 0, 4)
        shapes[name] = "\n".join(row[::4] for row in shape[::2])
        assert (shape[0].strip("█") == "") is told.plate
    assert len(set(shapes.values())) == len(shapes)


def test_a_dialog_over_the_big_view_leaves_a_figure() -> None:
    drawer = Choose(Words("fi"), "Kaikki toiminnot", [Choice(f"n{i}", lambda: None) for i in range(9)]).drawer(80)
    canvas, g = drawn("calm", 80, 24, layout="big", drawer=drawer)
    assert _figure_stands(rows(canvas), g, SHOWN["calm", "fi"])
    assert g.note == drawn("calm", 80, 24, layout="big")[1].note


def test_marks_of_ascii_do_for_every_view() -> None:
    for view in layout.VIEWS:
        for name in STATES:
            canvas, _ = drawn(name, 120, 36, "en", session=state(name, notes=False), layout=view, ascii_only=True)
            assert canvas.text().isascii(), (view, name)


WAITING = {"fi": "10.50: odottaa 3 min", "sv": "10.50: väntar 3 min", "en": "10:50: waiting 3 min"}


@pytest.mark.parametrize("size", [(60, 6), (60, 8), (80, 4), (80, 5), (80, 6), (100, 6), (120, 8), (40, 6), (40, 12)])
@pytest.mark.parametrize("language", LANGS)
def test_past_the_end_every_view_says_whom_it_keeps_waiting(language: str, size: tuple[int, int]) -> None:
    canvas, _ = drawn("past", *size, language=language, following=WAITING[language], following_strong=True)
    told = WAITING[language]
    assert (told if size[0] >= 60 else told.partition(": ")[2]) in canvas.text()


def test_where_time_of_the_farewell_is_used_a_pressing_one_is_said_in_place_of_the_end() -> None:
    told = "ilman väliä: lopeta 10.42"
    for size in ((120, 36), (80, 24), (120, 6)):
        assert told in drawn("squeeze", *size, following=told, following_strong=True)[0].text(), size
        assert told not in drawn("paused", *size, following=told, following_strong=True)[0].text(), size
