"""The calendar file: its bytes, as RFC 5545 wants them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from kohtaa_tui.exports.ics import folded, ics

START = datetime(2026, 12, 1, 9, 30, tzinfo=timezone(timedelta(hours=2)))
MADE = datetime(2026, 11, 24, 8, 2, tzinfo=UTC)


def made(summary: str = "Seuranta", minutes: int = 45, start: datetime = START) -> bytes:
    return ics(start, minutes, summary, uid="0f" * 16, made=MADE)


def test_the_whole_file() -> None:
    assert made().decode() == (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//kohtaa//kohtaa//EN\r\nCALSCALE:GREGORIAN\r\nBEGIN:VEVENT\r\n"
        "UID:0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f\r\nDTSTAMP:20261124T080200Z\r\nDTSTART:20261201T073000Z\r\n"
        "DTEND:20261201T081500Z\r\nSUMMARY:Seuranta\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def test_times_are_utc_over_midnight_and_over_a_change_of_the_clocks() -> None:
    late = START.replace(hour=23, minute=50)
    assert b"DTSTART:20261201T215000Z\r\nDTEND:20261201T223500Z" in made(start=late)
    before = datetime(2027, 3, 28, 0, 30, tzinfo=UTC).astimezone(timezone(timedelta(hours=2)))  # 3.00 becomes 4.00
    assert b"DTSTART:20270328T003000Z\r\nDTEND:20270328T013000Z" in made(minutes=60, start=before)


def test_the_library_reads_it_back() -> None:
    event = icalendar.Calendar.from_ical(made("Uppföljning; ett, två\\tre\nfyra")).walk("VEVENT")[0]
    assert event.decoded("dtstart") == START
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=45)
    assert str(event["summary"]) == "Uppföljning; ett, två\\tre\nfyra"
    assert [part.name for part in event.walk()] == ["VEVENT"]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=400))
def test_folding_cuts_no_letter_and_no_line_is_too_long(text: str) -> None:
    lines = folded(text).split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 and line.decode() is not None for line in lines)
    assert re.sub(rb"\r\n ", b"", folded(text))[:-2].decode() == text
