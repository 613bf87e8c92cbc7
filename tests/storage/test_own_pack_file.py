"""A pack of one's own on the disk: new, private, whole, and never over another."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kohtaa_tui.domain.own_pack import with_figures
from kohtaa_tui.errors import StorageFault
from kohtaa_tui.storage.own_pack import own_text, write_own
from kohtaa_tui.storage.packs import FORM, Shelf, shipped_folder
from kohtaa_tui.storage.toml_check import check

BASE = shipped_folder() / "kohtaava.toml"
FIGURES = {("phase", 0, "share"): 26, ("phase", 3, "share"): 11}
SPECIAL = {("circumstance", 0, "shares", "empatia"): 31}


def lines(path: Path) -> list[str]:
    return path.read_text("utf-8").split("\n")


@pytest.mark.parametrize(("figures", "changed"), [(FIGURES, 2), (SPECIAL, 1)])
def test_the_text_is_kept_but_for_id_names_and_figures(tmp_path: Path, figures: dict, changed: int) -> None:  # type: ignore[type-arg]
    own = write_own(tmp_path / "phases", BASE, figures, ())
    assert own == "kohtaava-oma"
    old, new = lines(BASE), lines(tmp_path / "phases" / "kohtaava-oma.toml")
    assert len(old) == len(new)
    differing = [n for n, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
    assert len(differing) == 1 + 3 + changed


def test_it_is_sound_and_says_what_was_meant(tmp_path: Path) -> None:
    own = write_own(tmp_path, BASE, FIGURES, ())
    pack, faults = check(tmp_path / f"{own}.toml", FORM)
    assert faults == []
    shelf = Shelf([shipped_folder(), tmp_path])
    base = shelf.get("kohtaava")
    assert pack is not None
    assert pack.phase == with_figures(base, FIGURES).phase
    assert (pack.circumstance, pack.about, pack.version) == (base.circumstance, base.about, 1)
    assert pack.title.fi == "Kohtaava asiakastyö · oma"
    assert shelf.get(own) == pack


def test_it_is_never_written_over_another(tmp_path: Path) -> None:
    (tmp_path / "kohtaava-oma.toml").write_text("oma työ", "utf-8")
    assert write_own(tmp_path, BASE, FIGURES, ()) == "kohtaava-oma-2"
    assert (tmp_path / "kohtaava-oma.toml").read_text("utf-8") == "oma työ"
    assert write_own(tmp_path, BASE, FIGURES, {"kohtaava-oma-3"}) == "kohtaava-oma-4"


def test_of_an_own_pack_the_next_one_is_made(tmp_path: Path) -> None:
    first = write_own(tmp_path, BASE, FIGURES, ())
    second = write_own(tmp_path, tmp_path / f"{first}.toml", SPECIAL, ())
    assert second == "kohtaava-oma-2"
    assert 'title.sv = "Det dialogiska kundarbetet · egen 2"' in lines(tmp_path / f"{second}.toml")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such bits")
def test_it_is_for_its_owner_only(tmp_path: Path) -> None:
    own = write_own(tmp_path / "config" / "phases", BASE, FIGURES, ())
    assert (tmp_path / "config" / "phases" / f"{own}.toml").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "config" / "phases").stat().st_mode & 0o777 == 0o700


SMALL = """\
id = 'small'  # an id in other quotation marks
version = 7
title = { fi = "Pieni", en = "Small" }
[[phase]]
id = "a"
name.fi = "A"
short.fi = "A"
minimum = 5
share=2_0 # a share
[[phase]]
id = "b"
name.fi = "B"
short.fi = "B"
minimum = 5
share = 40
[[circumstance]]
id = "first"
shares.a = 3
shares.b = 4
"""


def test_usual_ways_of_writing_a_pack_are_understood() -> None:
    figures = {("phase", 0, "share"): 25, ("circumstance", 0, "shares", "b"): 9}
    text = own_text(SMALL, Path("small.toml"), "small-oma", figures)
    assert 'id = "small-oma"  # an id' in text
    assert "version = 1" in text
    assert 'title = { fi = "Pieni · oma", en = "Small · own" }' in text
    assert "share=25 # a share" in text
    assert "shares.a = 3\nshares.b = 9" in text


def test_a_name_over_several_lines_stays_as_it_is() -> None:
    text = SMALL.replace('title = { fi = "Pieni", en = "Small" }', 'title.fi = """\nPieni"""')
    changed = own_text(text, Path("small.toml"), "small-oma", {("phase", 0, "share"): 25})
    assert 'title.fi = """\nPieni"""' in changed
    assert "share=25" in changed


def test_figures_written_in_another_way_are_refused_and_nothing_is_left(tmp_path: Path) -> None:
    base = tmp_path / "small.toml"
    base.write_text(SMALL.replace("share=2_0", "share=0x14"), "utf-8")
    with pytest.raises(StorageFault, match="in a way that kohtaa cannot change"):
        write_own(tmp_path / "own", base, {("phase", 0, "share"): 25}, ())
    assert list((tmp_path / "own").iterdir()) == []


def test_a_base_that_is_gone_or_no_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageFault):
        write_own(tmp_path / "own", tmp_path / "gone.toml", FIGURES, ())
    (tmp_path / "bad.toml").write_text("id = ", "utf-8")
    with pytest.raises(StorageFault):
        write_own(tmp_path / "own", tmp_path / "bad.toml", FIGURES, ())


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "phases").write_text("", "utf-8")
    with pytest.raises(StorageFault):
        write_own(tmp_path / "phases", BASE, FIGURES, ())
    assert (tmp_path / "phases").read_bytes() == b""
