"""Colours: contrast computed as WCAG 2 has it, and nothing told by colour alone."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from rich.color import Color

from kohtaa_tui.tui import themes
from kohtaa_tui.tui.draw.canvas import Ink
from tests.tui.pages import STATES, drawn
from tests.tui.tui import in_meeting


def luminance(colour: str) -> float:
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_and_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("name", ["night", "day"])
class TestContrast:
    @pytest.mark.parametrize("role", ["text", "mute"])
    @pytest.mark.parametrize("ground", ["bg", "surf"])
    def test_text(self, name: str, role: str, ground: str) -> None:
        assert contrast(themes.COLOURS[name][role], themes.COLOURS[name][ground]) >= 7

    @pytest.mark.parametrize("role", ["calm", "near", "over", "squeeze", "keep"])
    def test_states(self, name: str, role: str) -> None:
        assert contrast(themes.COLOURS[name][role], themes.COLOURS[name]["bg"]) >= 7
        assert contrast(themes.COLOURS[name][role], themes.COLOURS[name]["surf"]) >= 4.5

    def test_digits_cut_out_of_the_plate(self, name: str) -> None:
        assert contrast(themes.COLOURS[name]["ink"], themes.COLOURS[name]["squeeze"]) >= 7

    @pytest.mark.parametrize("role", ["done", "line"])
    @pytest.mark.parametrize("ground", ["bg", "surf"])
    def test_other_marks(self, name: str, role: str, ground: str) -> None:
        assert contrast(themes.COLOURS[name][role], themes.COLOURS[name][ground]) >= 3

    @pytest.mark.parametrize("role", ["over", "squeeze"])
    def test_the_hatch_three_quarters_inked(self, name: str, role: str) -> None:
        colours = themes.COLOURS[name]
        parts = [
            round(int(colours[role][n : n + 2], 16) * 0.75 + int(colours["bg"][n : n + 2], 16) * 0.25)
            for n in (1, 3, 5)
        ]
        assert contrast("#{:02x}{:02x}{:02x}".format(*parts), colours["bg"]) >= 2.95

    def test_a_theme_has_every_role(self, name: str) -> None:
        assert set(themes.COLOURS[name]) == {
            "bg",
            "surf",
            "bay",
            "text",
            "mute",
            "calm",
            "near",
            "over",
            "squeeze",
            "keep",
            "done",
            "line",
            "ink",
        }


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("size", [(80, 24), (120, 36), (40, 12), (100, 6)])
def test_no_text_stands_on_bay(state: str, size: tuple[int, int]) -> None:
    canvas, _ = drawn(state, *size)
    for row in range(size[1]):
        for run in canvas.runs(row):
            if run.ink.on == "bay":
                assert not any(c.isalnum() for c in run.text), (state, row, run)


def test_in_the_plain_theme_there_is_no_colour_at_all() -> None:
    for role in ("text", "calm", "near", "over", "squeeze", "keep", "done", "line", "ink"):
        for on in ("bg", "surf", "bay", "squeeze"):
            style = themes.style(Ink(role, False, on), "plain")  # type: ignore[arg-type]
            assert style.color is None or style.color == Color.default()
            assert style.bgcolor is None or style.bgcolor == Color.default()
    assert themes.style(Ink("ink", on="squeeze"), "plain").reverse
    assert themes.style(Ink("over"), "plain").bold


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (40, 12), (100, 6)])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_states_differ_by_shape_and_words(size: tuple[int, int], ascii_only: bool) -> None:
    pages = {name: drawn(name, *size, ascii_only=ascii_only)[0].text() for name in STATES}
    for one, other in combinations(STATES, 2):
        assert pages[one] != pages[other], (one, other)
    assert ("%" if ascii_only else "▓") in pages["over"]
    assert ("%" if ascii_only else "▓") not in pages["calm"]


@pytest.mark.parametrize(
    ("setting", "environ", "colours", "chosen"),
    [
        ("auto", {}, "truecolor", "night"),
        ("auto", {}, "256", "night"),
        ("auto", {}, "standard", "plain"),
        ("auto", {}, None, "plain"),
        ("auto", {"COLORFGBG": "0;15"}, "truecolor", "day"),
        ("auto", {"COLORFGBG": "15;0"}, "truecolor", "night"),
        ("auto", {"COLORFGBG": "nonsense"}, "truecolor", "night"),
        ("day", {"COLORFGBG": "15;0"}, "truecolor", "day"),
        ("night", {"NO_COLOR": "1"}, "truecolor", "plain"),
        ("auto", {"NO_COLOR": "1"}, "truecolor", "plain"),
        ("auto", {"NO_COLOR": ""}, "truecolor", "night"),
    ],
)
def test_the_theme_fits_the_terminal(setting: str, environ: dict[str, str], colours: str | None, chosen: str) -> None:
    assert themes.choose(setting, environ, colours) == chosen


async def test_no_color_reaches_the_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with in_meeting(tmp_path) as desk:
        assert desk.app.theme_name == "plain"
        await desk.type("näkyy")
        assert "näkyy" in desk.text


async def test_day_and_night_by_the_menu(tmp_path: Path) -> None:
    async with in_meeting(tmp_path, "en") as desk:
        await desk.press("escape", "0")
        place = desk.text.split("Day or night colours")[0].split()[-1]
        await desk.press(place)
        assert desk.app.theme_name == "day"
        ground = desk.stage.page._rows[0][0].ink
        assert themes.style(ground, "day").bgcolor == Color.parse("#fbf9f4")


@pytest.mark.parametrize(
    ("environ", "needed"),
    [
        ({}, False),
        ({"LANG": "fi_FI.UTF-8"}, False),
        ({"LANG": "fi_FI.utf8"}, False),
        ({"LC_ALL": "C", "LANG": "fi_FI.UTF-8"}, True),
        ({"LC_CTYPE": "C.UTF-8"}, False),
        ({"LANG": "fi_FI.ISO-8859-1"}, True),
    ],
)
def test_a_locale_that_is_not_utf_8_gets_ascii_marks(environ: dict[str, str], needed: bool) -> None:
    assert themes.needs_ascii(environ) is needed
