"""Several calendars at once, each in a process of its own: in time, once each, and nothing is ever raised."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kohtaa_tui.errors import UsageFault
from kohtaa_tui.i18n import Words
from kohtaa_tui.storage.calendars import check_source, child, fingerprint, limits, read, reading, told
from kohtaa_tui.storage.calendars.sources import is_address, place
from tests.calendars import DAY, calendar, event, read_path

TIMES = ("DTSTART:20261103T090000", "DTEND:20261103T094500")
EN = Words("en")
PATIENCE_S = 60
"""For what is not about time: the machine may be busy."""


def write(path: Path, *events: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(calendar(*events), encoding="utf-8")
    return path


def seen(sources: Sequence[str], base: Path, day: date = DAY) -> tuple[list[str], list[str]]:
    """What is read of some calendars, and what is said."""
    found = read(sources, base, day, patience=PATIENCE_S)
    return [a.title for a in found.appointments], [t.tell(EN) for t in found.told]


def test_an_appointment_comes_whole_out_of_its_process(tmp_path: Path) -> None:
    write(tmp_path / "a.ics", event(*TIMES, summary="Mäkelä"))
    [found] = read(["a.ics"], tmp_path, DAY, patience=PATIENCE_S).appointments
    assert found.start == datetime(2026, 11, 3, 9).astimezone()
    assert (found.end - found.start, found.start.utcoffset()) == (timedelta(minutes=45), timedelta(hours=2))
    assert (found.title, found.source, found.all_day, found.unsure) == ("Mäkelä", "a.ics", False, False)


def test_several_calendars_are_one_day_in_order(tmp_path: Path) -> None:
    write(tmp_path / "a.ics", event("DTSTART:20261103T110000", "DURATION:PT1H", uid="a", summary="toinen"))
    write(tmp_path / "b" / "x.ics", event(*TIMES, uid="b", summary="eka"))
    assert seen(["a.ics", str(tmp_path / "b")], tmp_path) == (["eka", "toinen"], [])


def test_the_home_folder_has_its_short_name(tmp_path: Path) -> None:
    write(Path(os.environ["HOME"]) / "a.ics", event(*TIMES))
    assert seen(["~/a.ics"], tmp_path / "elsewhere") == (["Tapaaminen"], [])


def test_a_link_to_a_calendar_is_followed(tmp_path: Path) -> None:
    write(tmp_path / "real.ics", event(*TIMES))
    (tmp_path / "link.ics").symlink_to(tmp_path / "real.ics")
    assert seen(["link.ics"], tmp_path) == (["Tapaaminen"], [])


@pytest.mark.parametrize("uid", ["one@example", ""], ids=["with its id", "without"])
def test_an_event_in_two_calendars_is_there_once(tmp_path: Path, uid: str) -> None:
    write(tmp_path / "a.ics", event(*TIMES, uid=uid))
    write(tmp_path / "b.ics", event("DTSTART:20261103T070000Z", "DTEND:20261103T074500Z", uid="one@example"))
    assert seen(["a.ics", "b.ics"], tmp_path) == (["Tapaaminen"], [])


def test_two_appointments_that_look_alike_are_two(tmp_path: Path) -> None:
    write(tmp_path / "a.ics", event(*TIMES, uid=""), event(*TIMES, uid=""))
    write(tmp_path / "b.ics", event(*TIMES, uid="b"))
    write(tmp_path / "c.ics", event(*TIMES, uid="c"))
    assert seen(["a.ics"], tmp_path)[0] == ["Tapaaminen"] * 2
    assert seen(["b.ics", "c.ics"], tmp_path)[0] == ["Tapaaminen"] * 2


@pytest.mark.parametrize(
    "source",
    [
        "https://example.org/a.ics",
        "http://x",
        "webcal://x/y",
        "WEBCALS://x",
        "file:///x.ics",
        "ftp:x",
        "mailto:a@b.example",
    ],
)
def test_an_address_is_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("a process for an address"))
    found = read([source], tmp_path, DAY)
    assert found.failed == (source,)
    assert found.told[0].tell(EN).startswith(f"{source} is an address. kohtaa opens no connections")
    with pytest.raises(UsageFault, match="is an address"):
        check_source(source)


@pytest.mark.parametrize("source", ["a.ics", "C:\\calendars\\a.ics", "c:/a.ics", "/x:y/a.ics", "./http:x", "~/a b.ics"])
def test_a_path_is_no_address(source: str) -> None:
    assert not is_address(source)


@pytest.mark.parametrize("source", ["", "  ", "a\0b"])
def test_what_is_no_name_is_said(tmp_path: Path, source: str) -> None:
    found = read([source], tmp_path, DAY)
    assert (found.failed, len(found.told)) == ((source,), 1)


def test_one_bad_calendar_leaves_the_others(tmp_path: Path) -> None:
    write(tmp_path / "a.ics", event(*TIMES))
    (tmp_path / "bad.ics").write_text("hei")
    found = read(["bad.ics", "a.ics", "none.ics"], tmp_path, DAY, patience=PATIENCE_S)
    assert (len(found.appointments), found.failed) == (1, ("bad.ics", "none.ics"))


def test_no_calendar_is_an_empty_day_and_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("a process for nothing"))
    found = read([], tmp_path, DAY)
    assert (found.day, found.appointments, found.told) == (DAY, (), ())


def test_only_so_many_calendars_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SOURCES", 1)
    write(tmp_path / "a.ics", event(*TIMES))
    assert seen(["a.ics", "b.ics"], tmp_path) == (["Tapaaminen"], ["Only 1 calendars are read; b.ics is one too many."])


def test_without_the_libraries_it_is_said_once_how_to_get_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    found = read(["a.ics", "b.ics"], tmp_path, DAY)
    assert found.failed == ("a.ics", "b.ics")
    [said] = [each.tell(EN) for each in found.told]
    assert said.endswith("with: python3 -m pip --python .venv install '.[calendar]'")


def test_a_process_that_breaks_off_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_CHILD", "kohtaa_tui.none_such")
    assert seen(["a.ics"], tmp_path) == ([], ["a.ics cannot be read: reading it broke off."])


def test_a_process_that_cannot_be_started_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    assert seen(["a.ics"], tmp_path) == ([], ["a.ics cannot be read: reading it broke off."])


# --- time and memory ---


def timed(sources: list[str], base: Path) -> tuple[reading.Reading, float]:
    began = time.monotonic()
    found = read(sources, base, DAY)
    return found, time.monotonic() - began


def test_a_process_that_never_answers_is_given_up_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "never.py").write_text("import signal\nsignal.pause()\n")
    monkeypatch.setattr(reading, "_CHILD", "never")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(reading, "PATIENCE_S", 0.3)
    found = read(["a.ics"], tmp_path, DAY, patience=0.3)
    assert [each.message for each in found.told] == [told.GIVEN_UP]


def hostile(path: Path, series: int = 3000) -> None:
    """Very many series that no shortcut helps, and each takes as long as it may."""
    bad = [
        event("DTSTART:19000101T090000", f"RRULE:FREQ=DAILY;BYYEARDAY=366;BYMONTH=1;INTERVAL={n + 1}", uid=str(n))
        for n in range(series)
    ]
    write(path, event(*TIMES, uid="good", summary="Hyvä"), *bad)


def test_the_worst_calendars_are_answered_within_three_seconds_with_what_was_found(tmp_path: Path) -> None:
    hostile(tmp_path / "bad.ics")
    found, seconds = timed(["bad.ics"], tmp_path)
    assert seconds < 3.3  # the process is given up after 2.7 s
    assert {each.message for each in found.told} <= {told.LATE, told.SLOW, told.GIVEN_UP}
    assert found.told


def test_what_was_found_in_time_is_answered(tmp_path: Path) -> None:
    hostile(tmp_path / "bad.ics", series=100)
    found = read_path(tmp_path / "bad.ics", seconds=0.8)
    assert found.titles == ["Hyvä"]
    assert told.LATE in found.messages


def test_gathering_that_takes_too_long_still_shows_what_was_gathered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a.ics", event(*TIMES, summary="Hyvä"))
    write(tmp_path / "b.ics", event(*TIMES, uid="b", summary="myöhässä"))
    real = child.Gathered._take

    def slow(self: Any, path: Path, data: bytes) -> None:
        if path.name == "b.ics":
            raise limits.Late  # as the alarm does, wherever it strikes
        real(self, path, data)

    monkeypatch.setattr(child.Gathered, "_take", slow)
    found = read_path(tmp_path)
    assert (found.titles, found.messages) == (["Hyvä"], [told.LATE])


def test_the_process_has_little_of_everything() -> None:
    code = (
        "from kohtaa_tui.storage.calendars.limits import *; import resource as r; confine();"
        "print(*(r.getrlimit(w)[0] for w in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_CORE)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=reading._PACKAGE
    )
    assert done.stdout.split() == [str(limits.MEMORY_BYTES), str(limits.CPU_S), "0"]


@pytest.mark.parametrize(("limit", "fault"), [(limits.budget, limits.TooSlow), (limits.deadline, limits.Late)])
def test_a_limit_ends_what_never_ends(limit: Any, fault: type[BaseException]) -> None:
    def endless() -> None:
        while True:
            with suppress(Exception):  # as a library may
                sum(range(1000))

    with pytest.raises(fault), limit(0.05):
        endless()


def test_a_calendar_of_20000_events_is_read(tmp_path: Path) -> None:
    began = datetime(2020, 1, 1, 9)
    events = []
    for n in range(20_000):
        start = began + timedelta(days=n // 8, minutes=45 * (n % 8))
        events.append(event(f"DTSTART:{start:%Y%m%dT%H%M%S}", "DURATION:PT30M", uid=str(n), summary=str(n)))
    write(tmp_path / "big.ics", *events)
    found = read_path(tmp_path / "big.ics", date(2026, 5, 5))
    assert (len(found.times), found.said) == (8, [])


# --- what changed ---


def test_the_fingerprint_tells_when_a_file_changed_came_or_went(tmp_path: Path) -> None:
    one = write(tmp_path / "a.ics", event(*TIMES))
    sources = ["a.ics", "folder", "none.ics", "https://example.org/x", "a\0b"]
    stamps = [fingerprint(sources, tmp_path)]

    def changed() -> bool:
        stamps.append(fingerprint(sources, tmp_path))
        return stamps[-1] != stamps[-2]

    assert not changed()
    os.utime(one, (1, 1))
    assert changed()
    two = write(tmp_path / "folder" / "work" / "b.ics", event(*TIMES))
    assert changed()
    os.utime(two, (1, 1))
    assert changed()
    (tmp_path / "folder" / "c.tmp").write_text("not finished")
    assert not changed()
    two.unlink()
    assert changed()
    one.unlink()
    assert changed()
    write(tmp_path / "none.ics", event(*TIMES))
    assert changed()
    assert not changed()


def test_a_place_is_found_from_the_base(tmp_path: Path) -> None:
    assert place("a/b.ics", tmp_path) == tmp_path / "a" / "b.ics"
    assert place("/x/b.ics", tmp_path) == Path("/x/b.ics")


def test_importing_it_loads_neither_library_nor_processes() -> None:
    code = (
        "import sys, kohtaa_tui.storage.calendars;"
        "print([n for n in ('icalendar', 'recurring_ical_events', 'dateutil', 'subprocess') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=reading._PACKAGE
    )
    assert done.stdout == "[]\n"
