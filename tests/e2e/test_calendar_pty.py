"""The calendar beside the real program: a day that comes, changes, does harm or takes its time, and a quick way out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kohtaa_tui.i18n import Words
from kohtaa_tui.storage.calendars.limits import CPU_S
from kohtaa_tui.storage.calendars.reading import PATIENCE_S
from tests.calendars import calendar, event
from tests.e2e.conftest import Kept, Opened
from tests.e2e.forbidden import forbidden
from tests.e2e.terminal import ROOT, Terminal
from tests.e2e.test_surroundings_pty import program, run

pytest.importorskip("icalendar")
pytest.importorskip("recurring_ical_events")

FI = Words("fi")
LOOKS_OFTEN = program("from kohtaa_tui.tui import beside; beside.LOOK_S = 0.2")
QUICK_S = 3.0
"""How long leaving may take on a slow and busy machine; reading what takes its time takes longer."""
CHILD = "kohtaa_tui.storage.calendars.child"
TITLE = "Salainen-9c41"
"""What an appointment is called; it may stand in no file of kohtaa's."""
SLOW_RULE = "RRULE:FREQ=DAILY;BYYEARDAY=366;BYMONTH=1"
"""A rule that never comes true, so that it is sought for until somebody stops it."""


@pytest.fixture(autouse=True)
def at_two_past_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    """A time zone in which it is a little after 10.02 now: today's day is whole, whenever the test runs."""
    now = datetime.now(UTC)
    ahead = (10 * 60 + 2 - now.hour * 60 - now.minute + 12 * 60) % (24 * 60) - 12 * 60
    sign = "-" if ahead >= 0 else "+"  # POSIX counts the other way
    monkeypatch.setenv("TZ", f"<HERE>{sign}{abs(ahead) // 60}:{abs(ahead) % 60:02}")
    time.tzset()
    assert (datetime.now().hour, 2 <= datetime.now().minute <= 3) == (10, True)


def at(hour: int, minute: int, minutes: int, title: str = TITLE) -> str:
    """An appointment of today, as calendars write it."""
    start = datetime.now().astimezone().replace(hour=hour, minute=minute, second=0, microsecond=0)
    ends = start + timedelta(minutes=minutes)
    times = (
        f"{name}:{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}" for name, moment in (("DTSTART", start), ("DTEND", ends))
    )
    return event(*times, uid=f"{hour}.{minute}@example", summary=title)


def day() -> str:
    """Three appointments: one that goes on, one right after it, one in the afternoon."""
    return calendar(at(10, 0, 45), at(10, 45, 30), at(14, 0, 60))


def slow() -> str:
    """A calendar that takes all the time it is given, and more."""
    start = "DTSTART:19000101T090000"
    return calendar(*(event(start, SLOW_RULE, uid=f"{n}@example") for n in range(60)))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The calendar that the settings name; the test makes it."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text('[calendar]\nsources = ["../mine.ics"]\n', "utf-8")
    return tmp_path / "mine.ics"


def children(source: Path) -> list[int]:
    """The processes that read this calendar now, dead ones that nobody has buried left out."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                argv = (folder / "cmdline").read_bytes().split(b"\0")
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            own = any(str(source.parent).encode() in part for part in argv)
            if CHILD.encode() in argv and own and state != "Z":
                found.append(int(folder.name))
    return found


def quits(terminal: Terminal) -> None:
    """Ctrl+Q ends it at once and in order."""
    begun = time.monotonic()
    terminal.press("ctrl+q")
    assert terminal.ended(QUICK_S) == 0
    assert time.monotonic() - begun < QUICK_S
    assert terminal.still_switched() == []


# --- a day ---


def test_the_day_stands_on_home_and_enter_starts_the_appointment(opened: Opened, kept: Kept, source: Path) -> None:
    source.write_text(day(), "utf-8")
    terminal = opened()
    shown = terminal.sees("10.00–10.45", "10.45–11.15", "14.00–15.00", FI("no gap"))
    assert TITLE not in shown
    terminal.press("f9")
    terminal.sees(TITLE)
    terminal.press("f9")
    terminal.loses(TITLE)
    terminal.press("K-17", "enter")
    terminal.sees("min jäljellä", "tallennettu ✓", "10.45")
    assert TITLE not in terminal.text()
    [started, *_] = kept.records
    assert datetime.fromisoformat(started["due"]) == datetime.now().astimezone().replace(
        hour=10, minute=0, second=0, microsecond=0
    )
    assert "10.45" in terminal.text()
    quits(terminal)


def test_in_a_small_window_the_day_and_the_meeting_fit(opened: Opened, source: Path) -> None:
    source.write_text(day(), "utf-8")
    terminal = opened(size=(40, 12))
    terminal.sees("10.00–10.45")
    terminal.press("enter")
    terminal.sees("min jäljellä", "lopeta 10.42", "✓")
    quits(terminal)


def test_when_the_file_changes_home_follows(opened: Opened, source: Path) -> None:
    source.write_text(day(), "utf-8")
    terminal = opened(program=LOOKS_OFTEN)
    terminal.sees("14.00–15.00")
    source.write_text(calendar(at(10, 0, 45), at(13, 15, 20)), "utf-8")
    terminal.sees("13.15–13.35")
    terminal.loses("14.00")
    source.unlink()  # as it is for a moment while it is exported again: what is known stays, and it is said
    terminal.sees(FI.plural("Today · {key} shows {n} remark", "Today · {key} shows {n} remarks", 1, key="F8"))
    assert "13.15–13.35" in terminal.text()
    source.write_text(day(), "utf-8")
    terminal.sees("14.00–15.00")
    terminal.loses("13.15")
    quits(terminal)


def test_the_key_reads_anew_at_once(opened: Opened, source: Path) -> None:
    source.write_text(day(), "utf-8")
    terminal = opened()
    terminal.sees("14.00–15.00")
    source.write_text(calendar(at(13, 15, 20)), "utf-8")
    terminal.press("f8")
    terminal.sees("13.15–13.35", "Esc sulje")
    terminal.loses("14.00")
    quits(terminal)


# --- what does harm ---


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def read_through(terminal: Terminal) -> str:
    """What the drawer tells from its first line to its last, in one line."""
    lines: list[str] = []
    while True:
        for row in terminal.rows():
            if row.removesuffix("↓").removesuffix("↑").strip() not in lines:
                lines.append(row.removesuffix("↓").removesuffix("↑").strip())
        if not any(row.endswith("↓") for row in terminal.rows()):
            return " ".join(lines)
        before = terminal.text()
        terminal.press("down")
        terminal.until(lambda before=before: terminal.text() != before, "the next line")  # type: ignore[misc]


HARM: dict[str, tuple[Callable[[Path], object], str]] = {
    "every second": (
        lambda path: path.write_text(calendar(event("DTSTART:20200101T090000", "RRULE:FREQ=SECONDLY"), at(14, 0, 60))),
        "toistumista kohtaa ei seuraa",
    ),
    "6 MB": (lambda path: path.write_bytes(day().encode() + b" " * 6_000_000), "liian suuri"),
    "HTML": (lambda path: path.write_text("<!DOCTYPE html><html>Kirjaudu</html>"), "ei ole kalenteri"),
    "a FIFO": (_fifo, "ei ole tavallinen tiedosto"),
    "nothing": (lambda _: None, "ei voi lukea"),
    "slow": (lambda path: path.write_text(slow()), "kesti liian kauan"),
}


NARROW = ("every second", "nothing")
"""What is tried in a small window too: a remark beside what can be read, and one in its place."""


@pytest.mark.parametrize(
    ("harm", "size"),
    [*((name, (80, 24)) for name in HARM), *((name, (40, 12)) for name in NARROW)],
    ids=[*HARM, *(f"{name}, narrow" for name in NARROW)],
)
def test_a_calendar_that_does_harm_gets_a_sentence_and_home_stays_quick(
    opened: Opened, source: Path, harm: str, size: tuple[int, int]
) -> None:
    make, sentence = HARM[harm]
    make(source)
    terminal = opened(size=size)
    terminal.sees("Enter")
    terminal.press("f8")
    terminal.sees("Esc sulje")
    assert sentence in read_through(terminal)
    terminal.press("esc")
    terminal.loses("Esc sulje")
    quits(terminal)
    assert forbidden(terminal.output) == []


NOBODY = """
import os, sys, time
from datetime import datetime
from pathlib import Path
import icalendar, recurring_ical_events
from kohtaa_tui.storage.calendars.child import answer
from kohtaa_tui.storage.calendars import expanding, zones
if os.geteuid() == 0:  # root may read everything; what is to be loaded has been loaded
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
said = answer(Path(sys.argv[1]), datetime.now().date(), 2.0)
print(said.read, [message for message, fields in said.said], [fields.get("why") for message, fields in said.said])
"""


@pytest.mark.parametrize("what", ["folder", "file"])
def test_what_may_not_be_read_is_told_with_the_reason(tmp_path: Path, what: str) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "a.ics").write_text(day(), "utf-8")
    target = closed if what == "folder" else closed / "a.ics"
    target.chmod(0)
    try:
        done = subprocess.run(
            [sys.executable, "-c", NOBODY, str(target)], capture_output=True, text=True, cwd=ROOT, timeout=60
        )
    finally:
        target.chmod(0o700)
    assert done.stdout.strip() == "False ['{path} cannot be read: {why}'] ['Permission denied']", done.stderr


# --- the way out ---


def _left(terminal: Terminal) -> None:
    terminal.press("ctrl+q")


def _killed(number: int) -> Callable[[Terminal], None]:
    return lambda terminal: terminal.signal(number)


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (_left, 0),
        (_killed(signal.SIGTERM), 0),
        (_killed(signal.SIGHUP), 0),
        (_killed(signal.SIGKILL), -9),
    ],
    ids=["Ctrl+Q", "SIGTERM", "SIGHUP", "SIGKILL"],
)
def test_while_a_slow_calendar_is_read_it_ends_at_once_and_leaves_nobody(
    opened: Opened, source: Path, end: Callable[[Terminal], None], code: int
) -> None:
    source.write_text(slow(), "utf-8")
    terminal = opened()
    terminal.sees("Enter aloittaa")
    terminal.until(lambda: children(source), "a process that reads")
    begun = time.monotonic()
    end(terminal)
    assert terminal.ended(2.0) == code
    assert time.monotonic() - begun < 2.0
    late = begun + PATIENCE_S + CPU_S
    while left := children(source):
        assert time.monotonic() < late, f"still reading: {left}"
        time.sleep(0.05)
    if code == 0:
        assert terminal.still_switched() == []


# --- nothing of it is kept ---


def _files(*folders: Path) -> Iterable[Path]:
    return (path for folder in folders for path in [folder, *folder.rglob("*")])


def test_no_title_gets_into_any_file_and_due_is_a_time_alone(
    opened: Opened, kept: Kept, source: Path, tmp_path: Path
) -> None:
    (tmp_path / "config" / "config.toml").write_text('[calendar]\nsources = ["../mine.ics"]\ntitles = true\n', "utf-8")
    source.write_text(calendar(at(10, 0, 10), at(10, 12, 30)), "utf-8")
    terminal = opened()
    terminal.sees(TITLE)
    terminal.press("f8")
    terminal.sees(TITLE, "Esc sulje")
    terminal.press("esc")
    terminal.loses("Esc sulje")
    terminal.press("enter")
    terminal.sees("min jäljellä", "tallennettu ✓")
    terminal.press("eka", "enter")
    terminal.sees("tallennettu ✓", "eka")
    terminal.press("toka puolikas")
    assert set(kept.records[0]) >= {"due"}
    due = kept.records[0]["due"]
    assert datetime.fromisoformat(due).isoformat() == due
    running = run("status", "--json").stdout + run("status").stdout
    assert TITLE not in running
    assert TITLE not in terminal.title
    terminal.press("enter", "f9")
    terminal.sees("Päätetäänkö tapaaminen?")
    terminal.press("enter")
    terminal.sees("Enter etusivulle", "tallennettu ✓")
    terminal.press("enter")
    terminal.sees("Enter aloittaa")
    quits(terminal)
    assert run("today").stdout.count(TITLE) >= 1
    assert run("start", "--next", "--plain", input=".\n").returncode == 0
    folders = [tmp_path / name for name in ("data", "config", "cache", "home")]
    files = [path for path in _files(*folders) if path.is_file()]
    assert len(files) >= 3
    for path in files:
        assert TITLE.encode() not in path.read_bytes(), path
    assert not any(TITLE in str(path) for path in _files(*folders))
