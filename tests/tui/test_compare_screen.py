"""The page with two meetings side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.meetings_compared import compare_meetings
from kohtaa_tui.exports.compared_words import groups
from kohtaa_tui.i18n import Words
from kohtaa_tui.tui.app import KohtaaApp
from kohtaa_tui.tui.bindings import Keys
from kohtaa_tui.tui.draw import compare
from kohtaa_tui.tui.screens.compare import CompareScreen
from tests.domain.test_meetings_compared import longer, short
from tests.tui.tui import make_context

SIZES = ((120, 36), (80, 24), (60, 20), (40, 12), (100, 8), (20, 5), (1, 1))
A, B = "20261103T080200Z-aaaaaaaa", "20261103T090200Z-bbbbbbbb"


def page(width: int, height: int, language: str = "fi", **fields: Any) -> str:
    words = Words(language)
    view = compare.CompareView(
        words=words, keys=Keys("compare"), groups=groups(compare_meetings(short(), longer()), words), **fields
    )
    return compare.draw(view, width, height)[0].text()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_it_can_be_drawn_at_every_size(size: tuple[int, int], language: str) -> None:
    assert len(page(*size, language).split("\n")) == size[1]


def test_the_minutes_and_the_difference_can_be_read_in_a_small_window() -> None:
    lines = page(40, 12, "fi", top=5).split("\n")
    row = next(line for line in lines if "Empatia" in line)
    assert row.split() == ["Empatia", "6", "min", "11", "min", "+5"]
    assert page(40, 12, "sv").count("tis 3.11") == 2  # both days are whole
    pauses = next(line for line in page(40, 30, "fi").split("\n") if "tauot" in line)
    assert pauses.split() == ["tauot", "4", "min", "+4"]


def test_no_bar_reaches_into_its_neighbour() -> None:
    for width in range(76, 130):
        row = next(line for line in page(width, 30).split("\n") if "Ohjauksellinen" in line)
        assert "14 / 12 min" in row
        assert "15 / 18 min" in row
        assert row.rstrip().endswith("+1 min")


async def test_enter_and_escape_go_back_and_nothing_is_written(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    for session_id, session in ((A, short()), (B, longer())):
        context.archive.finish(fold(session_id, session.records))
    gone: list[str] = []

    def begin(app: KohtaaApp) -> None:
        app.show(CompareScreen(app, A, B, lambda: gone.append("back")))

    app = KohtaaApp(context, begin)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x", "down", "pagedown", "up", "f1", "escape")
        await pilot.pause()
        assert isinstance(app.screen, CompareScreen)
        assert app.screen.line.value == ""
        await pilot.press("enter")
        await pilot.press("escape")
        await pilot.pause()
    assert gone == ["back", "back"]
