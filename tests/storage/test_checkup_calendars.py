"""What `kohtaa doctor` tells of the calendars: whether they can be read, and never what they are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from kohtaa_tui.storage.calendars import SourceReading, Told
from kohtaa_tui.storage.calendars import told as sentences
from kohtaa_tui.storage.checkup.calendars import calendars
from tests.calendars import calendar, event
from tests.commands.test_doctor import asked, look, told

CONFIG = '[calendar]\nsources = ["K-17.ics", "none.ics", "https://example.org/k-18.ics"]\n'


def set_up(tmp_path: Path, text: str = CONFIG) -> None:
    (tmp_path / "config").mkdir(mode=0o700)
    (tmp_path / "config" / "config.toml").write_text(text, "utf-8")


def one(source: str, *said: Told, read: bool) -> SourceReading:
    return SourceReading(source, (), (), said, read)


def test_where_none_is_set_nothing_is_read(tmp_path: Path) -> None:
    def refuse(*_: object) -> tuple[SourceReading, ...]:
        raise AssertionError

    found = told(calendars(look(tmp_path), lambda: False, refuse))
    assert found == {"calendars": ("ok", "No calendar is set, so none is read", "")}


def test_the_part_that_is_missing_is_told_with_what_installs_it(tmp_path: Path) -> None:
    set_up(tmp_path)
    level, sentence, fix = told(calendars(look(tmp_path), lambda: False))["calendars"]
    assert level == "fault"
    assert "not installed" in sentence
    assert "install '.[calendar]'" in fix


def test_those_that_can_be_read_are_counted(tmp_path: Path) -> None:
    set_up(tmp_path)
    found = told(calendars(look(tmp_path), lambda: True, lambda *_: (one("a", read=True), one("b", read=True))))
    assert found == {"calendars": ("ok", "Calendars that can be read: 2", "")}


def test_those_that_cannot_are_counted_with_the_reasons_and_not_named(tmp_path: Path) -> None:
    set_up(tmp_path)
    bad = (
        one(
            "K-17.ics", Told("K-17.ics", sentences.NO_CALENDAR, {"source": "K-17.ics", "path": "K-17.ics"}), read=False
        ),
        one("K-18", Told("K-18", sentences.GIVEN_UP, {"source": "K-18"}), read=False),
        one("c", read=True),
    )
    level, sentence, fix = told(calendars(look(tmp_path), lambda: True, lambda *_: bad))["calendars"]
    assert level == "fault"
    assert sentence.startswith("Calendars that can be read: 1; that cannot: 2 (… is not a calendar., …: reading it")
    assert "kohtaa calendar list" in fix
    assert "K-1" not in sentence + fix


def test_the_whole_command_reads_them_and_names_none(tmp_path: Path) -> None:
    pytest.importorskip("recurring_ical_events")
    set_up(tmp_path)
    secret = calendar(event("DTSTART:20261103T090000", "DURATION:PT45M", summary="Salainen-9c41"))
    (tmp_path / "config" / "K-17.ics").write_text(secret, "utf-8")
    code, out = asked(tmp_path)
    assert code == 1
    assert "Calendars that can be read: 1; that cannot: 2 (… cannot be read: No such file or directory, … is" in out
    assert not any(part in out for part in ("K-17", "k-18", "none.ics", "example.org", "Salainen"))
