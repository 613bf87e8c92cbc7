"""The page of `kohtaa export --format html` in Chromium: it prints well, asks for nothing and runs nothing."""

from __future__ import annotations

import base64
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kohtaa_tui.domain.pack import LANGUAGES
from kohtaa_tui.domain.session import Session
from kohtaa_tui.exports import EXPORTS
from kohtaa_tui.i18n import Words
from tests import meetings
from tests.real.chromium import Chromium

pytestmark = [pytest.mark.real("chromium"), pytest.mark.timeout(180)]


_TEXTS = "[...document.querySelectorAll('h1,h2,p,th,td,li')]"
_TRY = """new Promise(told => {
    document.addEventListener('securitypolicyviolation', event => told(event.effectiveDirective));
    new Image().src = 'http://example.org/x';
})"""
"""Asks for a picture; tells what forbade it."""


class Paper:
    """A browser that prints pages."""

    def __init__(self, folder: Path) -> None:
        self.chromium, self._folder, self._made = Chromium(folder), folder, 0

    def opened(self, session: Session, language: str) -> Path:
        """The page of a meeting, drawn."""
        self._made += 1
        path = self._folder / f"{self._made}.html"
        path.write_text(EXPORTS["html"](session, Words(language)), encoding="utf-8")
        self.chromium.go(path.as_uri())
        self.chromium.waits_for(f"location.href == '{path.as_uri()}' && document.readyState == 'complete'")
        return path

    def printed(self) -> bytes:
        return base64.b64decode(self.chromium.do("Page.printToPDF", preferCSSPageSize=True)["data"])


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    made = Paper(tmp_path_factory.mktemp("paper"))
    yield made
    made.chromium.close()


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_usual_meeting_is_one_sheet_of_a4(paper: Paper, language: str) -> None:
    paper.opened(meetings.usual(), language)
    pdf = paper.printed()
    assert pages(pdf) == 1
    width, height = (float(n) for n in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)[0])
    assert (round(width), round(height)) == (595, 842)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fits_its_sheet_and_is_legible_black_on_white(paper: Paper, language: str) -> None:
    paper.opened(meetings.nasty(), language)
    see = paper.chromium
    see.do("Emulation.setEmulatedMedia", media="print")
    try:
        assert see.value("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
        assert see.value(f"{_TEXTS}.every(e => getComputedStyle(e).color == 'rgb(0, 0, 0)')")
        assert see.value(f"Math.min(...{_TEXTS}.map(e => parseFloat(getComputedStyle(e).fontSize)))") >= 10 * 96 / 72
        assert see.value("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    finally:
        see.do("Emulation.setEmulatedMedia", media="")


def test_nothing_that_was_typed_runs_or_is_asked_for(paper: Paper) -> None:
    paper.opened(meetings.nasty(), "en")
    see = paper.chromium
    assert see.value("document.title").startswith("Meeting Tue 3 Nov")
    assert see.value("document.scripts.length + document.images.length + document.links.length") == 0
    shown = see.value("document.body.innerText")
    agreed = meetings.NASTY[4::5]  # told as who and what
    assert [note for note in meetings.NASTY if note not in shown and note not in agreed] == []
    assert [url for url in see.asked if not url.startswith("file:")] == []
    assert see.value(_TRY) == "img-src"  # even if something got in, the page's own policy refuses it
    assert "example.org" not in see.trap.heard()


@pytest.mark.real("pdftotext")
def test_a_long_meeting_takes_more_sheets_and_no_entry_is_torn(paper: Paper, tmp_path: Path) -> None:
    paper.opened(meetings.long(160), "fi")
    pdf = paper.printed()
    (tmp_path / "x.pdf").write_bytes(pdf)
    subprocess.run(["pdftotext", "-layout", str(tmp_path / "x.pdf")], check=True, timeout=60)
    sheets = (tmp_path / "x.txt").read_text(encoding="utf-8").split("\f")[:-1]
    assert len(sheets) == pages(pdf) > 5
    assert all(f"{place} / {len(sheets)}" in sheet for place, sheet in enumerate(sheets, 1))
    for n in range(160):
        begins = [place for place, sheet in enumerate(sheets) if re.search(rf"\balku{n}\b", sheet)]
        ends = [place for place, sheet in enumerate(sheets) if re.search(rf"\bloppu{n}\b", sheet)]
        assert len(begins) == 1
        assert begins == ends, n
    headings = ("Mitä sovittiin", "Asiakkaan sanoin", "Vahvuudet ja voimavarat", "Jäi auki", "Muistiinpanot")
    for heading in headings:  # none stands alone at the foot of a sheet
        sheet = next(sheet for sheet in sheets if heading in sheet)
        assert "alku" in sheet.partition(heading)[2]
