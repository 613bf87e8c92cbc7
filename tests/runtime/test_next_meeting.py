"""The next meeting: the words, the note, the file."""

from __future__ import annotations

import os
import stat
from datetime import date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest

from kohtaa_tui.domain.report import agreements
from kohtaa_tui.domain.session import Session
from kohtaa_tui.errors import StorageFault
from kohtaa_tui.exports.text import text as exported
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime import followup
from kohtaa_tui.runtime.followup import FollowUp
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.runtime.zone import ComputersZone, zoned
from kohtaa_tui.storage.archive import Archive
from tests.build import plan
from tests.fakes import FakeClock, places

NOW = datetime.fromisoformat("2026-11-24T10:02:00+02:00")
"""A Tuesday."""


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner.start(
        Archive(places(tmp_path)), FakeClock(NOW), plan(45), language="fi", device="here", reference="Maija-17"
    )


def found(text: str, session: Session) -> FollowUp:
    return followup.understood(text, session, NOW)


@pytest.mark.parametrize(
    ("language", "told", "noted"),
    [
        ("fi", "tiistai 1.12. klo 9.30, 45 min", "! seuraava tapaaminen tiistai 1.12. klo 9.30"),
        ("sv", "tisdag 1.12 kl. 9.30, 45 min", "! nästa möte tisdag 1.12 kl. 9.30"),
        ("en", "Tuesday 1 December at 09:30, 45 min", "! next meeting Tuesday 1 December at 09:30"),
    ],
)
def test_told_and_noted_in_full_words(runner: Runner, language: str, told: str, noted: str) -> None:
    words, meant = Words(language), found("ti 9.30", runner.session)
    assert followup.told(meant, words, NOW.date()) == told
    assert followup.note(meant, words, runner.session, NOW.date()) == noted


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("day", [date(2026, 12, 1), date(2027, 1, 5), date(2027, 10, 20), date(2028, 2, 29)])
def test_the_note_is_an_agreement_whose_day_the_export_finds(runner: Runner, language: str, day: date) -> None:
    words = Words(language)
    meant = FollowUp(datetime(day.year, day.month, day.day, 9, 30).astimezone(), 30)
    runner.note(followup.note(meant, words, runner.session, NOW.date()))
    (agreed,) = agreements(runner.session)
    assert (agreed.who, agreed.due) == (None, day)
    assert words.day(day) in exported(runner.session, words)


def test_the_year_is_told_where_it_is_not_this_one(runner: Runner) -> None:
    assert followup.told(found("5.1. klo 9", runner.session), Words("fi"), NOW.date()).startswith("tiistai 5.1.2027 ")


def test_a_length_of_its_own_goes_before_the_meetings(runner: Runner) -> None:
    assert found("ti 9.30", runner.session).minutes == 45
    assert found("ti 9.30 20 min", runner.session).minutes == 20


def test_the_file_is_new_private_and_tells_nothing_of_the_client(runner: Runner, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = followup.write(found("ti 9.30", runner.session), Words("fi"), NOW)
    finally:
        os.umask(before)
    assert path == tmp_path / "home" / "kohtaa-20261201-0930.ics"
    assert followup.shortened(path) == "~/kohtaa-20261201-0930.ics"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    data = path.read_bytes()
    assert b"Maija" not in data
    assert runner.session.id.encode() not in data
    (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert sorted(event) == ["DTEND", "DTSTAMP", "DTSTART", "SUMMARY", "UID"]
    assert str(event["summary"]) == "Seuranta"


def test_no_file_is_written_over_and_every_one_is_named_by_chance(runner: Runner) -> None:
    meant = found("ti 9.30", runner.session)
    paths = [followup.write(meant, Words("fi"), NOW) for _ in range(3)]
    assert [p.name for p in paths] == [
        "kohtaa-20261201-0930.ics",
        "kohtaa-20261201-0930-2.ics",
        "kohtaa-20261201-0930-3.ics",
    ]
    uids = {line for p in paths for line in p.read_text().splitlines() if line.startswith("UID:")}
    assert len(uids) == 3


def test_a_link_in_its_place_is_not_followed(runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "home" / "kohtaa-20261201-0930.ics").symlink_to(tmp_path / "elsewhere")
    assert followup.write(found("ti 9.30", runner.session), Words("fi"), NOW).name == "kohtaa-20261201-0930-2.ics"
    assert not (tmp_path / "elsewhere").exists()


def test_a_home_that_is_not_there_is_told_in_one_sentence(
    runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "nowhere"))
    with pytest.raises(StorageFault) as caught:
        followup.write(found("ti 9.30", runner.session), Words("fi"), NOW)
    assert "nowhere" in Words("fi").fault(caught.value)


def test_the_computers_zone_knows_summer_time_months_ahead() -> None:
    zone, summer = ComputersZone(), datetime(2027, 6, 1, 9)
    assert summer.replace(tzinfo=zone).utcoffset() == timedelta(hours=3)
    twice = datetime(2027, 10, 31, 3, 30, tzinfo=zone)
    assert (twice.utcoffset(), twice.replace(fold=1).utcoffset()) == (timedelta(hours=3), timedelta(hours=2))
    skipped = datetime(2027, 3, 28, 3, 30, tzinfo=zone)
    assert skipped.utcoffset() != skipped.replace(fold=1).utcoffset()
    for moment in (
        NOW,
        datetime.fromisoformat("2027-10-31T03:30:00+03:00"),
        datetime.fromisoformat("2027-10-31T03:30:00+02:00"),
    ):
        assert moment.astimezone(zone).timestamp() == moment.timestamp()
        assert moment.astimezone(zone).utcoffset() == moment.utcoffset()


def test_a_moment_told_in_another_zone_stays_in_it() -> None:
    other = datetime.fromisoformat("2026-11-24T10:02:00-05:00")
    assert zoned(other) is other
    assert isinstance(zoned(NOW).tzinfo, ComputersZone)
