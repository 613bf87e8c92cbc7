"""F1 explains what is before the person: the part of the screen that is in use, and the dialog that is open."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from kohtaa_tui.tui import adjust, dialogs
from tests.tui.tui import at_home, in_meeting

PACKAGE = Path(dialogs.__file__).parent
EXPLAINED = {"Choose", "Ask", "Setting"}


def built() -> list[tuple[str, ast.Call]]:
    """Every dialog and every row of one that the screens make, with where that is."""
    found = []
    for path in PACKAGE.rglob("*.py"):
        if path.name in (Path(dialogs.__file__).name, Path(adjust.__file__).name):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in EXPLAINED:
                found.append((f"{path.name}:{node.lineno}", node))
    return found


@pytest.mark.parametrize(("place", "call"), [pytest.param(p, c, id=p) for p, c in built()])
def test_every_dialog_says_what_it_is_for(place: str, call: ast.Call) -> None:
    told = any(keyword.arg == "about" for keyword in call.keywords)
    fifth = isinstance(call.func, ast.Name) and call.func.id == "Setting" and len(call.args) == 5
    assert told or fifth, f"{place}: F1 would say nothing here"


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (40, 12), (100, 6)])
async def test_f1_explains_the_chosen_row_and_what_was_set_stays(tmp_path: Path, size: tuple[int, int]) -> None:
    async with in_meeting(tmp_path, size=size) as desk:
        await desk.press("f3", "right", "right")
        await desk.press("f1")
        flat = " ".join(desk.text.split())
        assert "Lisää tai vähemmän minuutteja" in flat
        await desk.press("f1")
        assert "Lisää tai vähemmän minuutteja" not in " ".join(desk.text.split())
        assert "+2 min" in desk.text
        await desk.press("f1", "down", "f1")
        assert "Vain tästä se siirtyy" in " ".join(desk.text.split())
        await desk.press("enter")
        assert desk.session.planned_s["empatia"] == 13 * 60


async def test_f1_in_a_field_keeps_what_is_typed(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        await desk.press("f3")
        await desk.type("50")
        await desk.press("f1")
        assert "Luku on kesto." in desk.text
        await desk.press("f1", "enter")
        assert "50 min" in desk.text


async def test_f1_tells_of_what_is_in_use_on_home_and_in_the_meeting(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        await desk.press("f1")
        assert "Kesto: ← ja → muuttavat sitä" in desk.text
        await desk.press("escape", "down", "f1")
        assert "Ensitapaamisessa alku on pidempi" in desk.text
        await desk.press("escape")
        await desk.type("K-17")
        await desk.press("f1")
        assert "Viite on sinun merkintäsi asiakkaalle" in desk.text
        await desk.press("escape", "enter")
        await desk.press("f1")
        assert "Kello kertoo, ihminen päättää." in desk.text
        await desk.press("escape", "down", "f1")
        assert "Tämän vaiheen vihjeet" in desk.text
        await desk.press("escape")
        await desk.type("jotakin")
        await desk.press("f1")
        assert "Muistiinpanorivi: Enter tallentaa." in desk.text
