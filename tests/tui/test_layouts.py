"""Where things stand: at every size something usable, and places that never move."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from kohtaa_tui.i18n import Words
from kohtaa_tui.tui.bindings import Keys
from kohtaa_tui.tui.dialogs import Choice, Choose
from kohtaa_tui.tui.draw import home, review, review_view
from kohtaa_tui.tui.draw.canvas import Canvas, wrap
from kohtaa_tui.tui.draw.drawer import Drawer
from kohtaa_tui.tui.draw.grid import grid
from tests.tui.pages import STATES, drawn, meeting_story, plan, rows, state
from tests.tui.tui import START

WIDTHS = (*range(1, 24, 3), 30, 39, 40, 59, 60, 72, 79, 80, 99, 100, 120, 130)
HEIGHTS = (*range(1, 11), 12, 13, 17, 18, 21, 22, 24, 31, 32, 36, 44, 50)
SIZES = [(w, h) for w in WIDTHS for h in HEIGHTS]


def _fits(canvas: Canvas, width: int, height: int) -> None:
    lines = rows(canvas)
    assert len(lines) == height
    assert all(cell_len(line) <= width for line in lines), (width, height)
    assert all(len(row) == width for row in canvas._cells)


def _drawer(width: int) -> Drawer:
    words = Words("fi")
    choices = [Choice(f"valinta numero {n}", lambda: None, "F2") for n in range(9)]
    return Choose(words, "Otsikko, joka on pitkä", choices, sentence="Lause, joka kertoo, mistä on kyse. " * 3).drawer(
        width
    )


@pytest.mark.parametrize("name", STATES)
def test_no_size_is_too_small_for_the_meeting(name: str) -> None:
    session = state(name)
    for width, height in SIZES:
        canvas, g = drawn(name, width, height, session=session)
        _fits(canvas, width, height)
        assert 0 <= g.note < height
        if height > 3:
            canvas, _ = drawn(name, width, height, session=session, drawer=_drawer(width), message="Sanottavaa " * 9)
            _fits(canvas, width, height)


def test_no_size_is_too_small_for_home_and_review() -> None:
    words = Words("fi")
    session = meeting_story().at("29:00").enter("neuvonta").at("40:00").enter("hyvastely").at("44:00").end().session
    items = review_view.items_by_mark(session)
    recent = [home.Recent(session.id, session), home.Recent("20261124T080200Z-xxxxxxxx", None, "vioittunut")]
    choices = [home.Row(n, n, "45 min", n == "b") for n in "abcde"]
    for width, height in SIZES:
        for drawer in (None, _drawer(width)):
            view = review_view.ReviewView(
                session=session,
                words=words,
                language="fi",
                keys=Keys("review"),
                items=items,
                chosen=0,
                saved="saved",
                drawer=drawer,
            )
            _fits(review.draw(view, width, height)[0], width, height)
            for found in (recent, []):
                page = home.HomeView(
                    now=START,
                    words=words,
                    language="fi",
                    keys=Keys("home"),
                    plan=plan(),
                    begins=START,
                    ends=START,
                    rows=choices,
                    recent=found,
                    drawer=drawer,
                )
                _fits(home.draw(page, width, height)[0], width, height)


@pytest.mark.parametrize(
    ("size", "header", "rail", "figure", "prompt", "note", "keys"),
    [
        # rows as in screens.md, counted from 1
        ((80, 24), 1, 3, 8, 13, 23, 24),
        ((100, 24), 1, 3, 8, 13, 23, 24),
        ((120, 36), 2, 5, 11, 18, 32, 35),
        ((80, 36), 2, 5, 11, 18, 32, 35),
        ((40, 12), 2, 1, 4, 8, 11, 12),
        ((80, 12), 2, 1, 4, 8, 11, 12),
        ((40, 36), 2, 1, 4, 8, 35, 36),
        ((100, 6), 4, 1, 2, 5, 6, 0),
    ],
)
def test_the_grid_is_the_one_that_was_drawn(
    size: tuple[int, int], header: int, rail: int, figure: int, prompt: int, note: int, keys: int
) -> None:
    g = grid(*size)
    assert (g.header, g.rail, g.figure, g.prompt, g.note, g.keys) == tuple(
        n - 1 for n in (header, rail, figure, prompt, note, keys)
    )


@pytest.mark.parametrize(("width", "margin"), [(40, 2), (59, 2), (60, 3), (80, 3), (99, 3), (100, 4), (130, 4)])
def test_margins(width: int, margin: int) -> None:
    assert grid(width, 24).margin == margin
    assert grid(width, 24).two is (width >= 100)


def test_the_columns_of_two() -> None:
    g = grid(120, 36)
    assert (g.right_column, g.text_end) == (69, 67)
    assert g.notes_end <= g.right_column + 46
    assert grid(200, 60).right_column == 4 + 78


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (40, 12), (100, 6)])
def test_places_never_move_between_states(size: tuple[int, int]) -> None:
    grids = [drawn(name, *size)[1] for name in STATES]
    assert all(g == grids[0] for g in grids)
    g = grids[0]
    for name in STATES[:-1]:
        lines = rows(drawn(name, *size)[0])
        assert lines[g.prompt][max(g.margin, g.words_left) - 2] == "►", name
        assert lines[g.note][max(0, g.margin - 2)] == "▌", name
        assert lines[g.figure].strip(), name


RAIL_80 = [
    "   ✓ Empatia         Ohjauksellinen                Neuvonnallinen ⚑ Hyvästely",
    "                     ██████████▌                                      ▌",
    "   ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ ██████████▌▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁ ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁ ▌▁▁▁▁▁▁",
    "   10.02             10.13                         10.31            ▲   10.47",
]
OVER_80 = [
    "   ✓ Empatia         Ohjauksellinen                Neuvonnallinen ⚑ Hyvästely",
    "                     █████████████████████████████ ▓▓▓                ▌",
    "   ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ █████████████████████████████ ▓▓▓▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁ ▌▁▁▁▁▁▁",
    "   10.02             10.13                         10.31        ▲       10.47",
]


@pytest.mark.parametrize("width", [100, 110, 130])
def test_a_prompt_that_comes_later_is_short_rather_than_cut(width: int) -> None:
    canvas, g = drawn("calm", width, 30, session=state("calm", notes=False))
    assert g.two
    assert [line for line in rows(canvas)[g.prompt : g.sign] if "…" in line] == []


def test_80_by_24_is_as_drawn() -> None:
    lines = rows(drawn("calm", 80, 24)[0])
    assert lines[0] == "   K-17  ensitapaaminen                                             klo 10.19"
    assert lines[2:6] == RAIL_80
    assert [line[:14].rstrip() for line in lines[7:10]] == ["   ▄██  ▄█▀█▄", "    ██    ▄█▀", "   ▄██▄ ▄██▄▄"]
    assert lines[8][16:] == "viimeistään 10.41 ▲"
    assert lines[12].startswith(" ► ")
    assert lines[17].startswith(" ◊ ")
    assert lines[19] == "   10.16  ? todistukset kadonneet"
    assert lines[20] == "   10.18  ! asiakas: etsii todistukset pe"
    assert lines[22].startswith(" ▌ ")


def test_80_by_24_over_is_as_drawn() -> None:
    lines = rows(drawn("over", 80, 24)[0])
    assert [line.replace("▲", " ") for line in lines[2:6]] == [line.replace("▲", " ") for line in OVER_80]
    assert [line[:16].rstrip() for line in lines[7:10]] == ["     ▄▄   ▄█▀█▄", "   ▄▄██▄▄   ▄█▀", "     ██   ▄██▄▄"]


def test_40_by_12_is_as_drawn() -> None:
    lines = rows(drawn("calm", 40, 12)[0])
    assert lines[0] == "  ▄▄▄▄▄▄▄▄ █████▁▁▁▁▁▁▁▁▁ ▁▁▁▁▁▁▁▁ ▌▁▁"
    assert lines[1] == "  Ohjauksellinen             klo 10.19"
    assert lines[3].startswith("  ▄██  ▄█▀█▄  ")
    assert lines[7].startswith("► ")
    assert lines[10].startswith("▌ ")
    assert lines[10].endswith("✓")


def test_100_by_6_is_as_drawn() -> None:
    lines = rows(drawn("calm", 100, 6)[0])
    assert lines[0].startswith("                        ✓ Empatia         Ohjauksellinen ")
    assert lines[0].endswith("⚑ Hyvästely")
    assert lines[1].startswith("  ▄██  ▄█▀█▄            ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ ██████████")
    assert lines[2].startswith("   ██    ▄█▀            10.02             10.13")
    assert lines[3].startswith("  ▄██▄ ▄██▄▄            min jäljellä · viimeistään 10.41 ▲")
    assert lines[3].endswith("klo 10.19")
    assert lines[4].startswith("                      ► ")
    assert lines[5].startswith("▌ ")


@pytest.mark.parametrize("size", [(20, 5), (40, 3), (60, 4), (30, 8), (10, 2)])
def test_the_smallest_windows_keep_rail_prompt_and_line(size: tuple[int, int]) -> None:
    canvas, g = drawn("calm", *size)
    assert any(mark in canvas.text() for mark in "▄█▁")
    assert g.note == size[1] - 1
    if size[1] >= 3:
        prompt = "".join(line[max(0, g.margin) :] for line in rows(canvas)[g.prompt : g.note])
        assert prompt.strip()


def test_a_drawer_covers_neither_rail_figure_nor_note_line() -> None:
    for size in ((80, 24), (120, 36), (40, 12), (100, 6), (80, 12), (60, 20)):
        plain, g = drawn("calm", *size)
        covered, _ = drawn("calm", *size, drawer=_drawer(size[0]))
        beside = g.words_left - 2 if g.words_left else size[0]  # in a strip it takes the place of the figure's words
        pairs = list(zip(rows(plain), rows(covered), strict=True))
        assert all(a[:beside].rstrip() == b[:beside].rstrip() for a, b in pairs[: g.figure + 3]), size
        assert all(a == b for a, b in pairs[: g.header if g.words_left else g.figure + 3]), size
        assert pairs[g.note][0] == pairs[g.note][1], size


def test_a_line_ends_after_the_dot_and_never_inside_what_a_phase_loses() -> None:
    told = "Aloitus siirtyy 13 min: Empatia 9 → 6 · Ohjauksellinen 18 → 13 · Neuvonnallinen 13 → 9 · Hyvästely 5 → 3"
    for width in (41, 54, 74):
        lines = wrap(told, width)
        assert all(line.endswith(" ·") for line in lines[:-1]), width
        assert " ".join(lines) == told
    assert all(cell_len(line) <= 20 for line in wrap(told, 20))
    assert wrap("  ", 20) == ()
