"""`kohtaa today` and `kohtaa calendar`: what they print, and what they change."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import tomli

from kohtaa_tui import cli
from kohtaa_tui.commands.calendar import Calendars
from kohtaa_tui.commands.today import today
from kohtaa_tui.domain.agenda import Appointment
from kohtaa_tui.errors import StorageFault, UsageFault
from kohtaa_tui.i18n import Words
from kohtaa_tui.storage.calendars import Reading, SourceReading, Told
from kohtaa_tui.storage.settings import CalendarSettings
from tests.fakes import FakeClock, places

EN = Words("en")
DAY = date(2026, 11, 3)
SET = CalendarSettings(sources=("a.ics",))
LATE = Told("a.ics", "{source}: only the first {n} appointments of the day are shown.", {"source": "a.ics", "n": 200})


def on(start: str, end: str, **rest: Any) -> Appointment:
    """An appointment of the day, `9:00` to `9:45`; with a day in front, of another one."""

    def moment(written: str) -> datetime:
        day, _, clock = written.rpartition(" ")
        hour, minute = map(int, clock.split(":"))
        return datetime(2026, 11, int(day or 3), hour, minute).astimezone()

    return Appointment(moment(start), moment(end), title="Tapaaminen", source="a.ics", **rest)


class Said:
    """What a run of `kohtaa today` prints."""

    def __init__(self, *appointments: Appointment, settings: CalendarSettings = SET, **rest: Any) -> None:
        out, err = io.StringIO(), io.StringIO()
        reading = Reading(DAY, appointments, rest.pop("told", ()), rest.pop("failed", ()))
        words = rest.pop("words", EN)

        def read(sources: Sequence[str], base: Path, day: date) -> Reading:
            assert (sources, base, day) == (settings.sources, Path("base"), DAY)
            return reading

        self.code = today(settings, Path("base"), words, out, err, clock=FakeClock(), read=read, **rest)
        self.out, self.err = out.getvalue(), err.getvalue()
        self.lines = self.out.splitlines()


def test_the_text_tells_times_lengths_and_what_is_free_in_between() -> None:
    said = Said(on("9:00", "9:45"), on("10:00", "10:30"), on("10:30", "11:30"), on("11:15", "12:00"))
    assert said.lines == [
        "Tuesday 3 November",
        "  09:00–09:45   45 min  gap 15 min",
        "  10:00–10:30   30 min  no gap",
        "  10:30–11:30   60 min  overlaps by 15 min",
        "  11:15–12:00   45 min",
    ]
    assert (said.code, said.err) == (0, "")


def test_what_lies_inside_a_longer_appointment_frees_nothing() -> None:
    said = Said(on("9:00", "11:00"), on("9:30", "10:00"), on("10:15", "10:45"), on("11:10", "11:30"))
    assert [line.rpartition("  ")[2].strip() for line in said.lines[1:]] == [
        "overlaps by 30 min",
        "overlaps by 30 min",
        "gap 10 min",
        "20 min",
    ]


def test_titles_are_told_only_when_asked_for() -> None:
    assert "Tapaaminen" not in Said(on("9:00", "9:45")).out
    assert Said(on("9:00", "9:45"), titles=True).lines[1] == "  09:00–09:45   45 min  Tapaaminen"
    assert "Tapaaminen" in Said(on("9:00", "9:45"), settings=CalendarSettings(sources=("a.ics",), titles=True)).out


def test_what_is_unsure_has_its_mark_and_its_word() -> None:
    assert Said(on("9:00", "9:45", unsure=True)).lines[1].endswith("? uncertain")


def test_a_whole_day_comes_first_and_counts_for_no_gap() -> None:
    said = Said(on("0:00", "4 0:00", all_day=True), on("9:00", "9:45"))
    assert [line.strip().split("  ")[0] for line in said.lines[1:]] == ["all day", "09:00–09:45"]
    assert "free" not in said.out


def test_a_time_of_another_day_says_which() -> None:
    assert "Mon 2 Nov 23:00–00:30" in Said(on("2 23:00", "0:30")).lines[1]
    assert "23:30–Wed 4 Nov 00:15" in Said(on("23:30", "4 0:15")).lines[1]


def test_the_json_is_the_contract() -> None:
    said = Said(on("9:00", "9:45", unsure=True), as_json=True)
    assert json.loads(said.out) == [
        {
            "start": "2026-11-03T09:00:00+02:00",
            "end": "2026-11-03T09:45:00+02:00",
            "all_day": False,
            "title": None,
            "source": "a.ics",
            "unsure": True,
        }
    ]
    assert json.loads(Said(on("9:00", "9:45"), as_json=True, titles=True).out)[0]["title"] == "Tapaaminen"


def test_an_empty_day_is_said_or_an_empty_array() -> None:
    assert Said().lines == ["Tuesday 3 November", "No appointments"]
    assert Said(as_json=True).out == "[]\n"
    assert Said().code == Said(as_json=True).code == 0


def test_without_a_calendar_it_is_said_how_to_name_one() -> None:
    none = CalendarSettings()
    told = "No calendar is read. Name one with: kohtaa calendar add FILE\n"
    assert (Said(settings=none).out, Said(settings=none).code) == (told, 0)
    said = Said(settings=none, as_json=True)
    assert (said.out, said.err, said.code) == ("[]\n", told, 0)


def test_what_was_left_out_is_said_beside_it() -> None:
    said = Said(on("9:00", "9:45"), told=(LATE,), as_json=True)
    assert said.err == "kohtaa: a.ics: only the first 200 appointments of the day are shown.\n"
    assert len(json.loads(said.out)) == 1


def test_where_nothing_could_be_read_the_code_says_so() -> None:
    assert Said(told=(LATE,), failed=("a.ics",)).code == 1
    assert Said(told=(LATE,), failed=("a.ics",)).lines == ["Tuesday 3 November"]
    assert Said(failed=("a.ics",), settings=CalendarSettings(sources=("a.ics", "b.ics"))).code == 0


@pytest.mark.parametrize(("language", "told"), [("fi", "päällekkäin"), ("sv", "överlappar")])
def test_it_speaks_the_persons_language(language: str, told: str) -> None:
    assert told in Said(on("9:00", "9:45"), on("9:30", "10:00"), words=Words(language)).out


# --- kohtaa calendar ---


class Desk:
    """`kohtaa calendar` with a reader that knows its calendars by heart."""

    def __init__(self, tmp_path: Path, *sources: str, bad: Sequence[str] = ()) -> None:
        self.places = places(tmp_path)
        self.out, self.err = io.StringIO(), io.StringIO()
        self.read: list[str] = []

        def read_each(asked: Sequence[str], _base: Path, _day: date) -> tuple[SourceReading, ...]:
            self.read += asked
            return tuple(
                SourceReading(s, (), (), (Told(s, "{path} is not a calendar.", {"path": s}),), False)
                if Path(s).name in bad
                else SourceReading(s, (on("9:00", "9:45"),), ("",), (), True)
                for s in asked
            )

        self.work = Calendars(self.places, sources, EN, self.out, self.err, FakeClock(), read_each)

    @property
    def kept(self) -> list[str]:
        """The calendars in the settings."""
        if not self.places.config_file.exists():
            return []
        kept: list[str] = tomli.loads(self.places.config_file.read_text())["calendar"]["sources"]
        return kept


def test_each_calendar_is_listed_with_what_it_has_today(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "a.ics", "bad.ics", bad=["bad.ics"])
    assert desk.work.list() == 0
    assert desk.out.getvalue() == "a.ics  appointments today: 1\nbad.ics  cannot be read\n"
    assert desk.err.getvalue() == "kohtaa: bad.ics is not a calendar.\n"


def test_no_calendars_are_said(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert (desk.work.list(), desk.out.getvalue()) == (
        0,
        "No calendar is read. Name one with: kohtaa calendar add FILE\n",
    )


def test_a_calendar_is_added_by_its_whole_path_once_it_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    desk = Desk(tmp_path)
    assert desk.work.add("sub/../a.ics") == 0
    assert desk.read == desk.kept == [str(tmp_path / "a.ics")]
    assert desk.out.getvalue() == f"{tmp_path / 'a.ics'} is read from now on. Appointments today: 1\n"


def test_what_is_no_calendar_is_not_added(tmp_path: Path) -> None:
    desk = Desk(tmp_path, bad=["a.ics"])
    with pytest.raises(StorageFault, match="is not a calendar"):
        desk.work.add(str(tmp_path / "a.ics"))
    with pytest.raises(UsageFault, match="is an address"):
        desk.work.add("https://example.org/a.ics")
    assert desk.kept == []


def test_the_same_calendar_is_not_added_twice(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "../a.ics")
    assert desk.work.add(str(tmp_path / "a.ics")) == 0
    assert "is read already" in desk.out.getvalue()
    assert (desk.read, desk.kept) == ([], [])


def test_no_more_calendars_than_are_read(tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match="At most 12"):
        Desk(tmp_path, *(f"{n}.ics" for n in range(12))).work.add("new.ics")


@pytest.mark.parametrize("typed", ["../a.ics", "{tmp}/a.ics"])
def test_a_calendar_is_removed_by_its_name_or_its_place(tmp_path: Path, typed: str) -> None:
    desk = Desk(tmp_path, "../a.ics")
    desk.places.config.mkdir()
    desk.places.config_file.write_text('[calendar]\nsources = ["../a.ics", "b.ics"]\n')
    assert desk.work.remove(typed.format(tmp=tmp_path)) == 0
    assert desk.kept == ["b.ics"]


def test_what_is_not_read_cannot_be_removed(tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match="is not among the calendars"):
        Desk(tmp_path, "a.ics").work.remove("b.ics")


def test_all_of_it_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOHTAA_LANGUAGE", "en")
    (tmp_path / "a.ics").write_text("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:19990101\nEND:VEVENT\nEND:VCALENDAR\n")
    assert cli.main(["calendar", "add", str(tmp_path / "a.ics")]) == 0
    assert cli.main(["calendar", "list"]) == 0
    assert cli.main(["today", "--json"]) == 0
    assert cli.main(["today"]) == 0
    assert cli.main(["calendar", "remove", str(tmp_path / "a.ics")]) == 0
    assert cli.main(["calendar"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert f"{tmp_path / 'a.ics'}  appointments today: 0\n[]\n" in printed.out
    assert "No appointments\n" in printed.out
    assert printed.out.endswith("No calendar is read. Name one with: kohtaa calendar add FILE\n")
