"""The table of `kohtaa export --format csv` in LibreOffice: cells stand where they belong, and nothing is a formula."""

from __future__ import annotations

import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kohtaa_tui.domain.session import Session
from kohtaa_tui.exports import EXPORTS
from kohtaa_tui.exports.csv_table import COLUMNS
from kohtaa_tui.i18n import Words
from tests import meetings

pytestmark = [pytest.mark.real("soffice"), pytest.mark.timeout(180)]

_NAMES = {
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
_READ = "CSV:59/44/9,34,76,1,,1035,false,true,false,false,false,-1,true"
"""As its dialog proposes: split at semicolon, comma and tab, UTF-8, numbers and days found; and formulas, the worst."""

Cell = tuple[str, str]
"""What kind of thing it is, and what is seen; after a formula the word."""


def opened(folder: Path, data: bytes) -> list[list[Cell]]:
    """The rows of a file as LibreOffice has them in its cells."""
    (folder / "x.csv").write_bytes(data)
    argv = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", f"--infilter={_READ}"]
    argv += ["--convert-to", "fods", "--outdir", str(folder), str(folder / "x.csv")]
    subprocess.run(
        argv, check=True, capture_output=True, timeout=150, env={"PATH": "/usr/bin:/bin", "HOME": str(folder)}
    )
    table = ElementTree.parse(folder / "x.fods").getroot().find(".//table:table", _NAMES)
    assert table is not None
    return [row for row in map(_cells, table.iterfind("table:table-row", _NAMES)) if any(seen for _, seen in row)]


def _cells(row: ElementTree.Element) -> list[Cell]:
    found: list[Cell] = []
    for cell in row.iterfind("table:table-cell", _NAMES):
        kind = cell.get(f"{{{_NAMES['office']}}}value-type") or ""
        if cell.get(f"{{{_NAMES['table']}}}formula") is not None:
            kind = "formula"
        seen = "\n".join("".join(p.itertext()) for p in cell.iterfind("text:p", _NAMES))
        found += [(kind, seen)] * int(cell.get(f"{{{_NAMES['table']}}}number-columns-repeated") or 1)
    return found


def table(session: Session, language: str) -> bytes:
    return EXPORTS["csv"].data(EXPORTS["csv"](session, Words(language)))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_usual_meeting_opens_with_figures_as_figures(tmp_path: Path, language: str) -> None:
    words, rows = Words(language), opened(tmp_path, table(meetings.usual(), language))
    assert rows[0][: len(COLUMNS)] == [("string", words(name)) for name in COLUMNS]
    assert rows[1][1][0] == "date"
    assert [kind for kind, _ in rows[1][3:6]] == ["float"] * 3
    assert [seen for _, seen in rows[3][3:7]] == ["11", "13", "760", "1"]
    assert len(rows) == 1 + 2 + 4 + 1 + 9
    assert rows[-1][8] == ("string", "jännitti tulla, helpotti kun sai kertoa")


def test_nothing_that_was_typed_is_counted(tmp_path: Path) -> None:
    cells = [cell for row in opened(tmp_path, table(meetings.nasty(), "fi")) for cell in row]
    assert [seen for kind, seen in cells if kind == "formula"] == []
    seen = {text for kind, text in cells if kind == "string"}
    assert [note for note in meetings.NASTY if note not in seen and f"'{note}" not in seen] == []


def test_the_same_without_our_care_is_counted(tmp_path: Path) -> None:
    """Or the test before could not fail."""
    assert opened(tmp_path, '"=1+1";"x"\r\n'.encode("utf-8-sig"))[0] == [("formula", "2"), ("string", "x")]
