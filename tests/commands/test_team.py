"""`kohtaa team report`: the figures in words, as JSON and for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from kohtaa_tui.cli import main
from kohtaa_tui.commands.team import Form, team_report
from kohtaa_tui.domain.statistics import to_bytes
from kohtaa_tui.errors import StorageFault
from kohtaa_tui.i18n import Words
from kohtaa_tui.storage.packs import Shelf, shipped_folder
from tests.many_statistics import fill, statistics


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three hundred files, and some that are none."""
    made = tmp_path / "team"
    fill(made, 300)
    first = sorted(made.iterdir())[0]
    (made / "copy.json").write_bytes(first.read_bytes())
    (made / "strange.json").write_bytes(b"{")
    (made / "stranger.json").write_bytes(b"")
    return made


def said(folder: Path, form: Form = "text", language: str = "en") -> str:
    out = io.StringIO()
    assert team_report(str(folder), Shelf([shipped_folder()]), Words(language), form, out) == 0
    return out.getvalue()


def test_the_report_in_words(folder: Path) -> None:
    told = said(folder)
    lines = told.splitlines()
    assert lines[0] == "296 meetings"
    assert "(kohtaava) · 2" in lines[3]
    for part in ("By length", "By circumstances", "By week", "30 min", "nothing special", "The whole meeting"):
        assert part in told
    assert "1 file was there twice and counted once." in told
    assert "2 files are damaged or not of kohtaa and are not in the report." in told
    assert "Methods that were used fewer than 5 times are left out, and not counted." in told


@pytest.mark.parametrize(("language", "word"), [("fi", "tapaamista"), ("sv", "möten")])
def test_the_report_in_other_languages(folder: Path, language: str, word: str) -> None:
    told = said(folder, language=language)
    assert word in told.splitlines()[0]
    assert not any(english in told for english in ("meeting", "minimum", " file ", "files", "By "))


def test_the_same_figures_as_json_and_as_a_table(folder: Path) -> None:
    whole = json.loads(said(folder, "json"))
    assert whole["meetings"] == 296
    assert whole["left_out"] == {"twice": 1, "newer": 0, "strange": 2}
    table = said(folder, "csv")
    assert table.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff")), delimiter=";"))
    pack = whole["packs"][0]
    opening = pack["whole"]["phases"][0]
    row = next(r for r in rows if r["by"] == "pack" and r["pack"] == pack["pack"] and r["phase"] == opening["id"])
    assert int(row["used_median_s"]) == int(opening["used"]["median_s"] + 0.5)
    for way in ("minutes", "circumstances", "version", "week"):
        told = {
            r["which"]: int(r["meetings"])
            for r in rows
            if r["pack"] == pack["pack"] and r["by"] == way and r["meetings"]
        }
        expected = {c["key"]: c["meetings"] for c in pack[way]["shown"]}
        rest = {"rest": pack[way]["rest"]} if pack[way]["rest"] else {}
        assert told == expected | rest
    assert len({len(line.split(";")) for line in table.splitlines()}) == 1


def test_below_five_meetings_nothing_is_told(tmp_path: Path) -> None:
    fill(tmp_path / "few", 4)
    assert said(tmp_path / "few") == "No method has 5 meetings yet: nothing is shown.\n"
    assert json.loads(said(tmp_path / "few", "json"))["meetings"] is None
    assert len(said(tmp_path / "few", "csv").splitlines()) == 1


def test_a_method_of_somebody_else_is_told_by_its_id(tmp_path: Path) -> None:
    made = tmp_path / "team"
    made.mkdir()
    for one in statistics(20):
        (made / f"{one.id}.json").write_bytes(to_bytes(replace(one, pack="own-1")))
    assert "own-1 · 20 meetings" in said(made)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StorageFault):
        said(tmp_path / "nowhere")


def test_at_the_front_door(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["team", "report", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["meetings"] == 296
    assert main(["team", "report", str(folder / "nowhere")]) == 1
    assert main(["team", "report"]) == 2
    assert main(["team"]) == 2
    assert main(["team", "report", str(folder), "--json", "--csv"]) == 2
