"""docs/demo.md tells every field of a demo, and its examples are demos."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
import tomli

from kohtaa_tui.domain.demo import Demo, Step
from kohtaa_tui.tui.showing import TITLES
from tests import picture
from tests.shown import demo, shipped_file

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "demo.md").read_text(encoding="utf-8")


def told(heading: str) -> set[str]:
    """The names in the first column of a table."""
    table = PAGE.partition(f"| {heading} |")[2].partition("\n\n")[0]
    return {name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.split(" | ")[0])}


def test_every_field_is_told_and_no_other() -> None:
    assert told("at the top") == set(Demo.__struct_fields__)
    assert told("in a step") == set(Step.__struct_fields__)


def test_its_example_is_a_demo() -> None:
    blocks = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2
    found = msgspec.convert(tomli.loads("".join(blocks)), Demo)
    assert demo("".join(blocks), "") == found
    assert len(found.step) == 5


def test_every_presenters_key_is_told() -> None:
    for key in ("PgDn", "PgUp", "F2", "F4", "F5", "F6", "F9", "Ctrl+Q"):
        assert f"| {key}" in PAGE
    assert len(TITLES) == 10


@pytest.mark.parametrize("name", picture.PICTURES)
def test_the_pictures_are_of_demos_and_fetch_nothing(name: str) -> None:
    drawn = (ROOT / "docs" / f"{name}.svg").read_text(encoding="utf-8")
    assert "DEMO" in drawn
    outside = set(re.findall(r"(?:https?:)?//[\w.-]+", re.sub(r"<!--.*?-->", "", drawn, flags=re.DOTALL)))
    assert outside <= {"http://www.w3.org"}
    assert "@font-face" not in drawn
    assert "<image" not in drawn
    assert f"{name}.svg" in PAGE + (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", picture.PICTURES)
async def test_the_pictures_are_those_of_the_program_as_it_is(name: str) -> None:
    kept = (ROOT / "docs" / f"{name}.svg").read_text(encoding="utf-8")
    drawn = await picture.svg(picture.PICTURES[name])
    assert "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n" == kept, "make picture, and look at it"


def test_the_demos_of_the_page_are_shipped() -> None:
    for name in ("kohtaava", "tulkki"):
        assert f"`{name}`" in PAGE
        assert shipped_file(name).id == name
