"""Calendars that are broken or made to do harm: an answer in time, always, and a sentence. Numbers are those of
the catalogue of bad inputs, 45 to 58."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kohtaa_tui.storage.calendars import expanding, gathering, told
from kohtaa_tui.storage.calendars.child import MOST
from kohtaa_tui.storage.calendars.cutting import cut
from tests.calendars import DAY, Answered, calendar, event, read_path, read_text

TIMES = ("DTSTART:20261103T090000", "DTEND:20261103T094500")
GOOD = event(*TIMES, uid="good", summary="Hyvä")
SERIES = ("DTSTART;TZID=Europe/Helsinki:20200107T090000", "DURATION:PT45M")


def beside_good(folder: Path, *parts: str) -> Answered:
    """What a calendar comes to that holds something bad and one good appointment."""
    return read_text(folder, calendar(*parts, GOOD))


@pytest.mark.parametrize(
    "text",
    ["<!DOCTYPE html><html><body>Kirjaudu</body></html>", "Hei! Tässä kalenteri.", "", "\0" * 500, "BEGIN:VEVENT"],
)
def test_45_what_is_no_calendar_is_named(tmp_path: Path, text: str) -> None:
    found = read_text(tmp_path, text)
    assert (found.raw.read, found.times) == (False, [])
    assert found.said == [f"{tmp_path / 'calendar.ics'} is not a calendar."]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=5", "FREQ=HOURLY", "FREQ=DAILY;BYHOUR=9,10", "FREQ=DAILY;BYMINUTE=1",
        "FREQ=YEARLY;BYSECOND=0", "freq=secondly", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=99999999999999999999",
        "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=" + "9" * 5000, "FREQ=DAILY;UNTIL=soon", "FREQ=NEVER", "W1 MO",
        "FREQ=DAILY;FREQ=WEEKLY", "FREQ=DAILY;X", "FREQ=DAILY;RSCALE=CHINESE",
        "FREQ=YEARLY;BYMONTHDAY=" + ",".join(map(str, range(1, 32))) + ";BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYDAY="
        + ",".join(f"{n}{d}" for n in range(1, 6) for d in ("MO", "TU", "WE", "TH", "FR", "SA", "SU")),
        "FREQ=YEARLY;BYSETPOS=" + ",".join(["1"] * 500),
    ],
)  # fmt: skip
def test_46_a_rule_that_no_appointment_needs_is_refused(tmp_path: Path, rule: str) -> None:
    found = beside_good(tmp_path, event(*SERIES, f"RRULE:{rule}", uid="bad"))
    assert (found.titles, found.messages) == (["Hyvä"], [told.RULE])


def test_46_very_many_rules_in_one_are_refused(tmp_path: Path) -> None:
    many = [f"RRULE:FREQ=DAILY;INTERVAL={n}" for n in range(1, 200)]
    found = beside_good(tmp_path, event(*SERIES, *many, uid="bad"))
    assert (found.titles, found.messages) == (["Hyvä"], [told.RULE])


@pytest.mark.parametrize(
    ("rule", "there"),
    [("FREQ=DAILY;COUNT=1000000000", True), ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", False)],
    ids=["47", "48"],
)
def test_47_48_a_rule_for_ever_and_one_for_never_are_worked_out(tmp_path: Path, rule: str, there: bool) -> None:
    found = beside_good(tmp_path, event(*SERIES, f"RRULE:{rule}", uid="bad", summary="Paha"))
    assert found.titles == (["Hyvä", "Paha"] if there else ["Hyvä"])
    assert found.said == []


def test_what_takes_too_long_is_left_out_and_the_rest_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expanding, "CPU_S", 0.05)
    bad = event("DTSTART:19000101T090000", "RRULE:FREQ=DAILY;BYYEARDAY=366;BYMONTH=1", uid="bad")
    found = beside_good(tmp_path, bad)
    assert (found.titles, found.messages) == (["Hyvä"], [told.SLOW])


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:20260101T090000", "DURATION:P9999999D"),
        ("DTSTART:00000000T000000", "DTEND:20261103T100000"),
        ("DTSTART:20261103T250000",),
        ("DTSTART:tomorrow",),
        ("DTSTART:",),
        ("DTEND:20261103T100000",),
        (),
        ("DTSTART:20261103T090000", "DTSTART:20261103T100000", "DURATION:PT1H"),
        ("DTSTART:20261103T090000", "DURATION:long"),
        ("DTSTART:20261103T090000", "DTEND:x"),
    ],
)
def test_49_50_an_event_without_sense_is_counted_and_the_rest_is_there(tmp_path: Path, lines: tuple[str, ...]) -> None:
    found = beside_good(tmp_path, event(*lines, uid="bad", summary="Paha"))
    assert found.titles == ["Hyvä"]
    assert found.said == ["mine: appointments left out because they cannot be understood: 1"]


def test_49_the_year_9999_is_far_away_and_no_fault(tmp_path: Path) -> None:
    for end in ("DTEND:99991231T235959", "DURATION:P9999999D"):
        assert beside_good(tmp_path, event("DTSTART:99991231T230000", end, uid="far")).said == []


@pytest.mark.parametrize("cut_off", ["END:VCALENDAR\r\n", "45\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"])
def test_50_a_file_that_breaks_off_shows_what_is_whole(tmp_path: Path, cut_off: str) -> None:
    text = calendar(GOOD, event(*TIMES, "DURATION:PT45", uid="last"))
    found = read_text(
        tmp_path, text.removesuffix("END:VCALENDAR\r\n") if "VEVENT" not in cut_off else text[: -len(cut_off)]
    )
    assert found.titles[0] == "Hyvä"
    assert f"{tmp_path / 'calendar.ics'} breaks off in the middle. What is whole in it is shown." in found.said


def test_51_events_inside_events_are_counted(tmp_path: Path) -> None:
    nested = "BEGIN:VEVENT\r\n" * 5000 + "END:VEVENT\r\n" * 5000
    found = beside_good(tmp_path, nested)
    assert found.titles == ["Hyvä"]
    assert found.messages == [told.BROKEN]


def test_51_nests_of_anything_else_do_no_harm(tmp_path: Path) -> None:
    alarms = "BEGIN:VALARM\r\n" * 50_000 + "END:VALARM\r\n" * 50_000
    found = beside_good(tmp_path, event(*TIMES, alarms.strip(), uid="alarms", summary="Herätys"))
    assert found.titles == ["Herätys", "Hyvä"]


def test_52_a_very_long_title_is_cut(tmp_path: Path) -> None:
    found = read_text(tmp_path, calendar(event(*TIMES, summary="ä" * 1_000_000)))
    assert found.titles == ["ä" * 200]


def test_52_a_very_long_anything_else_is_no_event(tmp_path: Path) -> None:
    bad = event(*SERIES, "EXDATE:" + ",".join(["20261103T090000"] * 20_000), uid="bad")
    assert beside_good(tmp_path, bad).messages == [told.BROKEN]


def test_52_a_file_of_6_mb_is_too_large(tmp_path: Path) -> None:
    found = read_text(tmp_path, calendar(GOOD) + " " * 6_000_000)
    assert (found.raw.read, found.said) == (
        False,
        [f"{tmp_path / 'calendar.ics'} is too large: at most 5120 kB are read."],
    )


def test_52_of_very_many_on_one_day_the_first_are_shown(tmp_path: Path) -> None:
    many = [event(f"DTSTART:20261103T{n // 60:02}{n % 60:02}00", "DURATION:PT5M", uid=str(n)) for n in range(260)]
    found = read_text(tmp_path, calendar(*reversed(many)))
    assert (len(found.times), found.times[0]) == (MOST, "00:00–00:05")
    assert found.messages == [told.MORE_TODAY]


def test_53_older_letters_are_read_and_said(tmp_path: Path) -> None:
    found = read_text(tmp_path, calendar(event(*TIMES, summary="Mäkelän käynti – 5 €")).encode("cp1252"))
    assert found.titles == ["Mäkelän käynti – 5 €"]
    path = tmp_path / "calendar.ics"
    assert found.said == [f"{path} is not written in UTF-8. Its letters were read as Windows-1252 and may be wrong."]


def test_53_a_letter_that_was_folded_in_its_middle_is_whole(tmp_path: Path) -> None:
    text = calendar(event(*TIMES, summary="Mäki")).encode()
    first = text.index("ä".encode()) + 1
    for fold in (b"\r\n ", b"\n ", b"\r\n\t"):
        found = read_text(tmp_path, text[:first] + fold + text[first:])
        assert (found.titles, found.said) == (["Mäki"], [])


@pytest.mark.parametrize("ends", ["\n", "\r"])
def test_53_other_line_ends_and_a_byte_order_mark_are_no_fault(tmp_path: Path, ends: str) -> None:
    text = "\ufeff" + calendar(event(*TIMES, summary="Mäki")).replace("\r\n", ends)
    found = read_text(tmp_path, text)
    assert (found.titles, found.said) == (["Mäki"], [])


def test_53_utf_16_is_named(tmp_path: Path) -> None:
    assert read_text(tmp_path, calendar(GOOD).encode("utf-16")).messages == [told.UTF_16]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("\x1b]0;x\x07 käynti", "�]0;x� käynti"),
        ("\u202eevil", "�evil"),
        ("a\0b", "a�b"),
        ("[@click=app.quit]x[/]", "[@click=app.quit]x[/]"),
        ("yksi\\, kaksi\\; kolme\\nneljä \\\\", "yksi, kaksi; kolme neljä \\"),
        ("", ""),
    ],
)
def test_56_nothing_in_a_title_steers_the_terminal(tmp_path: Path, written: str, shown: str) -> None:
    found = read_text(tmp_path, calendar(event(*TIMES, summary=written)))
    assert found.titles == [shown]


def test_56_nor_does_the_name_of_a_zone(tmp_path: Path) -> None:
    found = read_text(tmp_path, calendar(event("DTSTART;TZID=\x1b[2J\u202e:20261103T090000", "DURATION:PT45M")))
    assert found.messages == [told.ZONE]
    assert not re.search("[\x00-\x1f\u202e]", "".join(found.said))


def test_57_what_an_event_links_to_describes_or_invites_is_not_even_cut_out() -> None:
    secret = ["ATTACH:file:///etc/passwd", "URL:javascript:alert(1)", "DESCRIPTION:salaista", "LOCATION:salaista",
              "ATTENDEE;CN=salaista:mailto:a@b.example", "ORGANIZER:salaista", "COMMENT:salaista",
              "BEGIN:VALARM", "SUMMARY:salaista", "UID:salaista", "END:VALARM"]  # fmt: skip
    [found] = cut(calendar(event(*TIMES, *secret)).encode()).events
    assert sorted(found.properties) == ["DTEND", "DTSTART", "SUMMARY", "UID"]
    assert b"salaista" not in b"".join(b"".join(each) for each in found.properties.values())


# --- folders ---


def vdir(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_58_a_folder_is_read_as_calendar_programs_leave_it(tmp_path: Path) -> None:
    root = vdir(tmp_path / "calendars")
    (root / "good.ics").write_text(calendar(GOOD))
    for name in (".hidden.ics", "new.ics.tmp", "no-extension", "color", "card.vcf", "notes.txt"):
        (root / name).write_text(calendar(event(*TIMES, uid=name, summary=name)))
    (vdir(root / "work") / "a.ICS").write_text(calendar(event(*TIMES, uid="w", summary="Työ")))
    (vdir(root / "work" / "deeper") / "b.ics").write_text(calendar(event(*TIMES, uid="d", summary="syvällä")))
    (vdir(root / ".git") / "c.ics").write_text(calendar(event(*TIMES, uid="g", summary="git")))
    found = read_path(root)
    assert (sorted(found.titles), found.said) == (["Hyvä", "Työ"], [])


def test_58_one_bad_file_of_a_folder_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_text("hei")
    (tmp_path / "b.ics").mkdir()
    (tmp_path / "c.ics").symlink_to(tmp_path / "none.ics")
    os.mkfifo(tmp_path / "d.ics")
    (tmp_path / "e.ics").write_text(calendar(GOOD))
    found = read_path(tmp_path)
    assert found.titles == ["Hyvä"]
    assert f"{tmp_path / 'a.ics'} is not a calendar." in found.said
    assert f"{tmp_path / 'd.ics'} is not an ordinary file." in found.said
    assert len(found.said) == 3


def test_58_an_event_in_two_files_of_a_folder_is_there_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.ics").write_text(calendar(GOOD))
    assert read_path(tmp_path).titles == ["Hyvä"]


def test_58_too_many_files_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "FILES", 3)
    monkeypatch.setattr("kohtaa_tui.storage.calendars.sources.calendar_files.__defaults__", (3,))
    for n in range(5):
        (tmp_path / f"{n}.ics").write_text(calendar(event(*TIMES, uid=str(n))))
    found = read_path(tmp_path)
    assert (len(found.times), found.messages) == (3, [told.MORE_FILES])


def test_58_too_much_in_a_folder_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "FOLDER_BYTES", 700)
    for n in range(5):
        (tmp_path / f"{n}.ics").write_text(calendar(event(*TIMES, uid=str(n))))
    found = read_path(tmp_path)
    assert 0 < len(found.times) < 5
    assert found.messages == [told.MORE_BYTES]


def test_an_empty_folder_is_a_calendar_that_says_so(tmp_path: Path) -> None:
    found = read_path(tmp_path)
    assert (found.raw.read, found.times, found.messages) == (True, [], [told.NO_FILES])


@pytest.mark.parametrize("name", ["none.ics", "a/b/c.ics"])
def test_what_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    found = read_path(tmp_path / name)
    assert (found.raw.read, found.said) == (False, [f"{tmp_path / name} cannot be read: No such file or directory"])


# --- anything at all ---

WORDS = st.sampled_from(
    ["BEGIN:VEVENT\r\n", "END:VEVENT\r\n", "BEGIN:VCALENDAR\n", "END:VCALENDAR\n", "DTSTART:20261103T090000\r\n",
     "DTSTART;VALUE=DATE:20261103\r\n", "DTEND:20261103T1\r\n", "RRULE:FREQ=DAILY\r\n",
     "RRULE:FREQ=WEEKLY;COUNT=3;UNTIL=1\r\n", "RDATE:20261103T100000,2026\r\n", "EXDATE:20261103\r\n", "UID:a\r\n",
     "SUMMARY:\\", "RECURRENCE-ID:20261103\r\n", "DURATION:P1W1D\r\n", "TZID:x\r\n", "BEGIN:VTIMEZONE\r\n",
     "BEGIN:STANDARD\r\n", "END:STANDARD\r\n", "TZOFFSETTO:+9\r\n", "END:VTIMEZONE\r\n",
     "DTSTART;TZID=x:20261103T090000\r\n", " folded\r\n", ";", ":", "\x1b", "\ud7ff", "SEQUENCE:-1\r\n"]
)  # fmt: skip


@given(st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=40), st.binary(max_size=6), st.integers(0, 400))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_make_it_fail(tmp_path: Path, parts: list[str], noise: bytes, place: int) -> None:
    data = ("BEGIN:VCALENDAR\r\n" + "".join(parts)).encode("utf-8", "replace")
    found = read_text(tmp_path, data[:place] + noise + data[place:], DAY)
    assert len(found.raw.found) <= MOST
    assert all(len(title) <= 200 and not re.search("[\x00-\x1f]", title) for title in found.titles)
    assert all(said and "{" not in said for said in found.said)
