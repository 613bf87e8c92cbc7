"""Calendars that real programs wrote: khal's folder, calcurse's export, and the samples that icalendar ships."""

from __future__ import annotations

import os
import signal
import subprocess
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import recurring_ical_events

from kohtaa_tui.storage.calendars import read
from kohtaa_tui.storage.calendars.child import MOST
from tests.calendars import DAY, Answered, calendar, event, read_path

SAMPLES = "KOHTAA_TEST_SAMPLES"
"""Names the folder of icalendar's unpacked source distribution. tests/real.sh fetches it."""

NEXT = date(2026, 11, 4)


def run(*argv: str, typed: str = "") -> str:
    """What a program prints."""
    return subprocess.run(argv, input=typed, capture_output=True, text=True, check=True, timeout=60).stdout


# --- calcurse ---

APPOINTMENTS = """\
11/03/2026 @ 09:00 -> 11/03/2026 @ 09:45 |Aamu, ä ja ; merkki
11/03/2026 @ 23:30 -> 11/04/2026 @ 00:15 |Yö
10/06/2026 @ 10:00 -> 10/06/2026 @ 10:30 {1W -> 12/31/2026 !10/20/2026} |Viikoittain
09/01/2026 @ 14:00 -> 09/01/2026 @ 14:30 {1W -> 11/03/2026} |Viimeisen kerran
10/20/2026 @ 13:00 -> 10/20/2026 @ 13:30 {1D} |Joka päivä
11/03/2026 [1] Koko päivä
"""


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """What calcurse exports of its own appointments."""
    for name in ("data", "settings"):
        (tmp_path / name).mkdir()
    (tmp_path / "data" / "apts").write_text(APPOINTMENTS, encoding="utf-8")
    where = ("-D", str(tmp_path / "data"), "-C", str(tmp_path / "settings"))
    path = tmp_path / "calcurse.ics"
    path.write_text(run("calcurse", *where, "--export=ical"), encoding="utf-8")
    return path


@pytest.mark.real("calcurse")
def test_calcurses_own_export_is_read(exported: Path) -> None:
    found = read_path(exported)
    assert list(zip(found.times, found.titles, strict=True)) == [
        ("00:00–00:00", "Koko päivä"),
        ("09:00–09:45", "Aamu, ä ja ; merkki"),
        ("10:00–10:30", "Viikoittain"),
        ("13:00–13:30", "Joka päivä"),
        ("14:00–14:30", "Viimeisen kerran"),
        ("23:30–00:15", "Yö"),
    ]
    assert (found.said, found.all_day) == ([], [True, *[False] * 5])
    assert read_path(exported, date(2026, 10, 20)).titles == ["Joka päivä", "Viimeisen kerran"]
    assert read_path(exported, NEXT).titles == ["Yö", "Joka päivä"]


@pytest.mark.real("calcurse")
def test_it_comes_whole_through_its_own_process(exported: Path) -> None:
    found = read([str(exported)], Path("/"), DAY, patience=60)
    assert (len(found.appointments), found.told, found.failed) == (6, (), ())


# --- khal ---


class Khal:
    """khal with a calendar of its own, in Helsinki's time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "khal"
        self.folder.mkdir()
        long, clock = "%Y-%m-%d", "%H:%M"
        self._settings = folder / "khal.conf"
        self._settings.write_text(
            f"[calendars]\n[[work]]\npath = {self.folder}\n[sqlite]\npath = {folder / 'khal.db'}\n"
            "[locale]\nlocal_timezone = Europe/Helsinki\ndefault_timezone = Europe/Helsinki\n"
            f"timeformat = {clock}\ndateformat = {long}\nlongdateformat = {long}\n"
            f"datetimeformat = {long} {clock}\nlongdatetimeformat = {long} {clock}\n"
            "[default]\ndefault_calendar = work\n"
        )

    def __call__(self, *argv: str, typed: str = "") -> str:
        return run("khal", "-c", str(self._settings), *argv, typed=typed)

    def shows(self, day: date) -> list[str]:
        """What khal itself shows of a day."""
        shown = self("list", f"{day}", "1d", "--format", "{start-time}–{end-time} {title}", "--day-format", "")
        return sorted(line.strip() for line in shown.splitlines() if line.strip())


@pytest.fixture
def khal(tmp_path: Path) -> Khal:
    return Khal(tmp_path)


def as_khal_shows(found: Answered) -> list[str]:
    rows = zip(found.times, found.titles, found.all_day, strict=True)
    return sorted(f"–  {title}".replace("–  ", "– ") if all_day else f"{when} {title}" for when, title, all_day in rows)


@pytest.mark.real("khal")
def test_what_khal_wrote_is_read(khal: Khal) -> None:
    khal("new", "2026-11-03", "09:00", "09:45", "Aamu")
    khal("new", "2026-10-06", "10:00", "10:30", "-r", "weekly", "Viikoittain")
    khal("new", "2026-10-01", "12:00", "12:30", "-r", "daily", "-u", "2026-11-04", "Viimeisen kerran")
    khal("new", "2026-11-02", "22:00", "2026-11-03", "01:00", "Yö")
    khal("new", "2026-11-03", "Koko päivä")
    found = read_path(khal.folder)
    assert found.times == ["22:00–01:00", "00:00–00:00", "09:00–09:45", "10:00–10:30", "12:00–12:30"]
    assert found.titles == ["Yö", "Koko päivä", "Aamu", "Viikoittain", "Viimeisen kerran"]
    assert found.said == []
    assert read_path(khal.folder, NEXT).titles == []


@pytest.mark.real("khal")
def test_khal_and_we_read_a_series_alike(khal: Khal, tmp_path: Path) -> None:
    zone = ";TZID=Europe/Helsinki"
    series = event(
        f"DTSTART{zone}:20260901T090000", f"DTEND{zone}:20260901T094500", "RRULE:FREQ=WEEKLY;BYDAY=TU",
        f"EXDATE{zone}:20261013T090000", uid="s", summary="Viikoittain",
    )  # fmt: skip
    moved = event(
        f"RECURRENCE-ID{zone}:20261103T090000", f"DTSTART{zone}:20261104T130000", "DURATION:PT45M",
        uid="s", summary="Siirretty",
    )  # fmt: skip
    told = "\r\n".join(
        ["BEGIN:VTIMEZONE", "TZID:Europe/Helsinki", "BEGIN:DAYLIGHT", "DTSTART:19700329T030000",
         "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0300", "END:DAYLIGHT",
         "BEGIN:STANDARD", "DTSTART:19701025T040000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
         "TZOFFSETFROM:+0300", "TZOFFSETTO:+0200", "END:STANDARD", "END:VTIMEZONE"]
    )  # fmt: skip
    incoming = tmp_path / "incoming.ics"
    incoming.write_text(calendar(told, series, moved), encoding="utf-8")
    khal("import", "--batch", "-a", "work", str(incoming))
    days = [date(2026, 10, 6), date(2026, 10, 13), date(2026, 10, 27), DAY, NEXT, date(2026, 11, 10)]
    ours = [as_khal_shows(read_path(khal.folder, day)) for day in days]
    assert ours == [khal.shows(day) for day in days]
    assert [len(shown) for shown in ours] == [1, 0, 1, 0, 1, 1]


# --- icalendar's samples ---


def samples() -> Iterator[Path]:
    folder = os.environ.get(SAMPLES)
    if folder:
        yield from sorted(Path(folder).rglob("*.ics"))


NONE = pytest.param(None, marks=pytest.mark.skip("tests/real.sh fetches icalendar's samples"))
EACH_SAMPLE = pytest.mark.parametrize("path", list(samples()) or [NONE], ids=lambda path: path.name if path else "none")


@pytest.mark.real
@EACH_SAMPLE
def test_a_sample_is_read_as_the_libraries_read_it_or_the_difference_is_said(path: Path) -> None:
    days = _days(path)
    for day in days or {DAY}:
        found = read_path(path, day)
        assert len(found.times) <= MOST
        assert all(sentence and "{" not in sentence for sentence in found.said)
        theirs = _theirs(path, day) if days else None
        if theirs is not None and not found.said:
            assert sorted(span.rstrip("?") for span in found.spans) == theirs, day


def _days(path: Path) -> set[date]:
    """Days on which something is in a sample; none where the libraries cannot say."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            starts = [each["DTSTART"].dt for each in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")]
        days = {start.date() if isinstance(start, datetime) else start for start in starts}
        return {each + timedelta(days=n) for each in sorted(days)[:3] for n in (0, 7, 365)}
    except Exception:
        return set()


def _theirs(path: Path, day: date) -> list[str] | None:
    """What the libraries make of a sample by themselves; None where they fail or take long."""

    def late(*_: Any) -> None:
        raise TimeoutError

    midnight, spans = datetime.combine(day, time()), []
    first, last = midnight.astimezone(), (midnight + timedelta(days=1)).astimezone()
    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, 5)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            whole = icalendar.Calendar.from_ical(path.read_bytes())
            for each in recurring_ical_events.of(whole).between(midnight - timedelta(1), midnight + timedelta(2)):
                start, end = (_local(each[name].dt) for name in ("DTSTART", "DTEND"))
                if start == end and not isinstance(each["DTSTART"].dt, datetime):
                    end += timedelta(days=1)  # a day that ends on itself is a whole day
                inside = start < last and (end > first or start == end >= first)
                if inside and str(each.get("STATUS", "")) != "CANCELLED":
                    spans.append(f"{start.isoformat()}/{end.isoformat()}")
    except Exception:
        return None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return sorted(spans)


def _local(moment: date) -> datetime:
    if isinstance(moment, datetime):
        return moment.astimezone()
    return datetime.combine(moment, time()).astimezone()
