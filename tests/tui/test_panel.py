"""What practice adds to the Meeting page, drawn at every size: it fits, can be clicked, and moves nothing."""

from __future__ import annotations

from itertools import product

import pytest

from kohtaa_tui.i18n import Words
from kohtaa_tui.tui.draw.canvas import Canvas
from kohtaa_tui.tui.draw.grid import Grid
from kohtaa_tui.tui.draw.views import Panel
from kohtaa_tui.tui.practising import KIND_NAMES, KINDS
from tests.tui.pages import drawn

LONG = "Sanoja on paljon, " * 21 + "loppu."
SIZES = [(120, 36), (100, 30), (100, 18), (80, 24), (60, 20), (80, 14), (40, 12), (40, 30), (100, 8), (100, 6), (60, 4)]


def panel(text: str = "Sain tämän kirjeen.", language: str = "fi", hint: str = "Hiljaisuus toi jotain esiin.") -> Panel:
    words = Words(language)
    return Panel(
        tag=words("PRACTICE"),
        name="Noor",
        text=text,
        spoken=True,
        hint=hint,
        choices=tuple((str(n), words(KIND_NAMES[kind]), f"turn:{kind}") for n, kind in enumerate(KINDS, 1)),
        menu=("1–7", words("kind"), "turns"),
        about=words("Nobody here is real"),
        whole=("0", "whole"),
    )


def rows_of(canvas: Canvas) -> list[str]:
    return canvas.text().split("\n")


def hits(canvas: Canvas) -> set[str]:
    return {canvas.hit(row, column) for row, column in product(range(canvas.height), range(canvas.width))}


@pytest.mark.parametrize(
    "text", ["", "Joo.", LONG, "Pitkäsanainenyhdyssanahirviö" * 9], ids=["", "short", "long", "word"]
)
def test_no_size_is_too_small(text: str) -> None:
    for width, height in product(
        (1, 12, 20, 39, 40, 59, 60, 75, 99, 100, 140), (1, 2, 3, 4, 5, 6, 8, 9, 12, 18, 23, 32)
    ):
        for layout in (None, "big"):
            canvas, _ = drawn("calm", width, height, panel=panel(text), layout=layout)
            assert (canvas.width, canvas.height) == (width, height)


@pytest.mark.parametrize(("width", "height"), [s for s in SIZES if s[1] >= 9])
@pytest.mark.parametrize("name", ["calm", "over", "squeeze", "paused"])
def test_figure_prompt_newest_note_and_note_line_stay_where_they_are(name: str, width: int, height: int) -> None:
    def places(page: tuple[Canvas, Grid]) -> tuple[list[str], int, int, int]:
        canvas, g = page
        lines = rows_of(canvas)
        end = g.right_column - 2 if g.two else g.width
        figure = [line[:end].rstrip() for line in lines[g.figure : g.figure + 3]]
        prompt = next(row for row, line in enumerate(lines) if "►" in line)
        newest = next((row for row, line in enumerate(lines) if "etsii todistukset" in line), -1)
        return figure, prompt, newest, g.note

    assert places(drawn(name, width, height, panel=panel(LONG))) == places(drawn(name, width, height))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_what_is_said_the_prompt_and_the_tag_are_there(width: int, height: int) -> None:
    canvas, _ = drawn("calm", width, height, panel=panel())
    text = canvas.text()
    assert "Sain tämän" in text
    assert "►" in text
    if height > 4:
        assert "HARJOITUS" in text


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize(("width", "height"), [s for s in SIZES if s[1] > 8])
def test_every_kind_can_be_clicked_or_the_list_of_them(width: int, height: int, language: str) -> None:
    canvas, _ = drawn("calm", width, height, language, panel=panel(language=language))
    found = hits(canvas)
    assert "turns" in found or {f"turn:{kind}" for kind in KINDS} <= found


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_what_is_cut_says_where_the_whole_is(width: int, height: int) -> None:
    canvas, _ = drawn("calm", width, height, panel=panel(LONG))
    cut = "loppu." not in canvas.text()
    assert cut == (width < 100 or height <= 18)
    assert cut == ("… 0" in canvas.text())
    assert "whole" in hits(canvas)


def test_behind_the_curtain_only_the_tag_is_left() -> None:
    for width, height in SIZES:
        if height > 5:
            text = drawn("curtain", width, height, panel=panel())[0].text()
            assert "HARJOITUS" in text
            assert not [word for word in ("Noor", "kirjeen", "avoin", "esiin") if word in text]


def test_a_hint_gives_way_to_its_first_sentence_and_covers_no_note() -> None:
    hint = "Avoin kysymys toi jotain esiin. Tässä vaiheessa on vielä aika paljon sanomatta, katso: 12"
    text = drawn("calm", 80, 24, panel=panel(hint=hint))[0].text()
    assert "Avoin kysymys toi jotain esiin.\n" in text
    assert "etsii todistukset" in text


def test_a_stage_direction_is_not_in_quotes_and_not_bold() -> None:
    from msgspec.structs import replace

    shown = replace(panel("(Puhelin soi.)"), spoken=False, name="Keskeytys")
    canvas, _ = drawn("calm", 80, 24, panel=shown)
    row = next(n for n, line in enumerate(rows_of(canvas)) if "Puhelin" in line)
    run = next(r for r in canvas.runs(row) if "Puhelin" in r.text)
    assert "”" not in rows_of(canvas)[row]
    assert not run.ink.bold
