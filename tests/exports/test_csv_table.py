"""The table for a spreadsheet: it opens right, and nothing in it is counted."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohtaa_tui.domain.pack import LANGUAGES
from kohtaa_tui.exports import EXPORTS
from kohtaa_tui.exports.csv_table import COLUMNS, FORMULA, safe
from kohtaa_tui.i18n import Words
from tests import meetings
from tests.build import story

EN = Words("en")


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_the_whole_table() -> None:
    session = (
        story(30, ["first"])
        .at("1:00")
        .note("own words", "words")
        .at("6:00")
        .forward()
        .at("8:00")
        .pause()
        .at("10:00")
        .resume()
        .note("client: papers Fri", "agreed")
        .at("29:00")
        .end()
        .session
    )
    note = ["note", "2026-11-03 10:12", "Guidance phase", "", "", "", ""]
    about = "Encountering guidance · first meeting"
    assert read(EXPORTS["csv"](session, EN))[1:] == [
        ["meeting", "2026-11-03 10:02", "", "30", "29", "1740", "", "", about, "", ""],
        ["reference", "", "", "", "", "", "", "", "K-17", "", ""],
        ["phase", "", "Empathy phase", "8", "6", "360", "1", "", "", "", ""],
        ["phase", "", "Guidance phase", "12", "21", "1260", "1", "", "", "", ""],
        ["phase", "", "Advice phase", "7", "0", "0", "0", "", "", "", ""],
        ["phase", "", "Farewell", "3", "0", "0", "0", "", "", "", ""],
        ["pauses", "", "", "", "2", "120", "1", "", "", "", ""],
        ["note", "2026-11-03 10:03", "Empathy phase", "", "", "", "", "In the client's words", "own words", "", ""],
        [*note, "What was agreed", "client: papers Fri", "client", "2026-11-06"],
    ]


def test_its_bytes_are_what_a_spreadsheet_here_expects() -> None:
    export = EXPORTS["csv"]
    data = export.data(export(meetings.usual(), Words("fi")))
    assert data.startswith(b'\xef\xbb\xbf"rivi";"aika";')
    lines = data.decode("utf-8-sig").split("\r\n")
    assert lines.pop() == ""
    assert all(line.startswith('"') and line.endswith('"') and "\n" not in line for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_is_as_wide_as_its_head(language: str) -> None:
    rows = read(EXPORTS["csv"](meetings.nasty(), Words(language)))
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert len(set(rows[0])) == len(COLUMNS)


def test_no_cell_begins_as_a_formula_does_and_every_note_is_there() -> None:
    cells = [cell for row in read(EXPORTS["csv"](meetings.nasty(), EN)) for cell in row]
    assert [cell for cell in cells if cell.startswith(FORMULA)] == []
    assert {safe(note) for note in meetings.NASTY} <= set(cells)
    assert "'=cmd|' /C <b>calc</b>'!A0" in cells


@given(st.text(max_size=60))
def test_whatever_was_typed_is_read_back_and_is_no_formula(text: str) -> None:
    told = safe(text)
    assert told.removeprefix("'") == text.removeprefix("'") or told == f"'{text}"
    assert not told.startswith(FORMULA)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"])
def test_each_sign_of_a_formula_is_disarmed(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "1", "K-17", "a=b", "'x", " =1"])
def test_what_is_no_formula_stays(text: str) -> None:
    assert safe(text) == text
