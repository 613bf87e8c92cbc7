"""What is seen outside the window, in a real pseudo-terminal: it is there, and however the program ends it is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import Opened
from tests.e2e.forbidden import forbidden
from tests.e2e.terminal import PROGRAM, ROOT, Terminal
from tests.e2e.test_surroundings_pty import program

NOTICE = b"\x1b]9;kohtaa\x1b\\"
PROGRESS = b"\x1b]9;4;1;0\x1b\\"
GONE = b"\x1b]9;4;0\x1b\\"
JUMPS = """
import os
from datetime import timedelta
from kohtaa_tui.runtime.clock import SystemClock
elapsed, awake, now = SystemClock.elapsed, SystemClock.awake, SystemClock.now
later = lambda: 60 * int(open({minutes!r}).read() or 0)
SystemClock.elapsed = lambda self: elapsed(self) + later()
SystemClock.awake = lambda self: awake(self) + later()
SystemClock.now = lambda self: now(self) + timedelta(seconds=later())
"""
"""Clocks that are as many minutes ahead as a file says."""


def settings(root: Path, text: str) -> None:
    (root / "config").mkdir(exist_ok=True)
    (root / "config" / "config.toml").write_text(text, "utf-8")


def in_meeting(opened: Opened, **rest: object) -> Terminal:
    terminal = opened("start", "--minutes", "30", **rest)
    terminal.sees("min jäljellä", "tallennettu ✓")
    return terminal


def _told(number: int) -> Callable[[Terminal], None]:
    return lambda terminal: terminal.signal(number)


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (lambda t: t.press("ctrl+q"), 0),
        (_told(signal.SIGTERM), 0),
        (_told(signal.SIGHUP), 0),
        (lambda t: t.press("§"), 1),
    ],
    ids=["Ctrl+Q", "SIGTERM", "SIGHUP", "a fault of its own"],
)
def test_however_it_ends_progress_and_title_are_taken_back(
    opened: Opened, tmp_path: Path, end: Callable[[Terminal], None], code: int
) -> None:
    settings(tmp_path, 'progress = "on"\n')
    crash = """
from kohtaa_tui.tui import launch
from kohtaa_tui.tui.widgets.note_line import NoteLine
insert = NoteLine.insert_typed
def fails(self, text):
    if text == "§":
        raise RuntimeError
    insert(self, text)
NoteLine.insert_typed = fails
"""
    terminal = in_meeting(opened, program=program(crash))
    assert PROGRESS in terminal.output
    assert {"title", "progress"} <= set(terminal.still_switched())
    end(terminal)
    assert terminal.ended() == code
    assert terminal.still_switched() == []
    assert forbidden(terminal.output[: terminal.output.rfind(b"\x1b[?1049l")]) == []


def test_stopped_it_leaves_nothing_outside_and_gone_on_with_it_is_there_again(opened: Opened, tmp_path: Path) -> None:
    settings(tmp_path, 'progress = "on"\n')
    terminal = in_meeting(opened)
    terminal.signal(signal.SIGTSTP)
    terminal.until(lambda: terminal.still_switched() == [], "the terminal given back")
    terminal.until(terminal.stopped, "the program stopped")
    terminal.signal(signal.SIGCONT)
    terminal.until(lambda: {"title", "progress", "raw"} <= set(terminal.still_switched()), "all of it again")
    terminal.press("!")
    terminal.sees("▌ !")
    terminal.press("ctrl+q")
    assert terminal.ended() == 0
    assert terminal.still_switched() == []


def test_progress_goes_with_the_meeting(opened: Opened) -> None:
    terminal = in_meeting(opened, WT_SESSION="8f0c")  # a terminal that is known, and nothing set
    assert terminal.output.count(PROGRESS) == 1
    terminal.press("f9")
    terminal.sees("Päätetäänkö")
    terminal.press("enter")
    terminal.until(lambda: "progress" not in terminal.still_switched(), "progress taken away")
    terminal.until(lambda: terminal.title == "kohtaa", "the title of the program")
    terminal.press("ctrl+q")
    assert terminal.ended() == 0
    assert terminal.output.count(GONE) == 1


def test_a_notice_when_the_time_is_used_up_and_one_at_the_squeeze(opened: Opened, tmp_path: Path) -> None:
    settings(tmp_path, "notice = true\nbell = true\n")
    minutes = tmp_path / "minutes"
    minutes.write_text("0")
    terminal = in_meeting(opened, program=program(JUMPS.format(minutes=str(minutes))))
    for later, seen, notices in (("3", "3 min", 0), ("7", "yli", 1), ("25", "hyvästelylle", 2), ("40", "yli", 2)):
        minutes.write_text(later)
        terminal.press("down")
        terminal.until(lambda seen=seen: seen in terminal.title, f"{seen!r} in the title")  # type: ignore[misc]
        terminal.until(lambda n=notices: terminal.output.count(NOTICE) >= n, f"{notices} notices")  # type: ignore[misc]
        assert terminal.output.count(NOTICE) == notices
    rest = terminal.output.replace(NOTICE, b"")
    assert b"\x1b]9" not in rest
    terminal.press("ctrl+q")
    assert terminal.ended() == 0


@pytest.mark.parametrize("environ", [{}, {"WT_SESSION": "8f0c"}], ids=["a terminal not known", "a known one"])
def test_all_of_it_is_off_in_one_setting(opened: Opened, tmp_path: Path, environ: dict[str, str]) -> None:
    settings(tmp_path, "signals = false\nnotice = true\nbell = true\n" if environ else "")
    terminal = in_meeting(opened, **environ)
    terminal.press("ctrl+q")
    assert terminal.ended() == 0
    assert b"\x1b]9" not in terminal.output
    assert (b"\x1b]2;" in terminal.output) == (not environ)
    assert terminal.still_switched() == []


# --- kohtaa status ---

WITHOUT_SCREENS = """
import sys
from kohtaa_tui.cli import main
code = main(sys.argv[1:])
print([m for m in sys.modules if m.partition(".")[0] in ("textual", "rich", "pyrage", "socket")])
sys.exit(code)
"""


def asked(*argv: str) -> str:
    done = subprocess.run([*PROGRAM, *argv], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True)
    assert done.stderr == ""
    return done.stdout


def test_status_tells_of_the_window_that_is_open(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOHTAA_LANGUAGE", "fi")
    assert (asked("status"), asked("status", "--json")) == ("", '{"running":false}\n')
    terminal = in_meeting(opened, KOHTAA_LANGUAGE="fi")
    terminal.press("pgdn")
    terminal.until(lambda: "Ohjauksellinen" in terminal.title, "the second phase")
    terminal.sees("tallennettu ✓")
    assert asked("status").startswith(f"{terminal.title} · loppu ")
    argv = [sys.executable, "-c", WITHOUT_SCREENS, "status"]
    done = subprocess.run(argv, capture_output=True, text=True, cwd=ROOT, timeout=60, check=True)
    assert done.stdout.splitlines()[1:] == ["[]"]
    terminal.signal(signal.SIGKILL)
    terminal.ended()
    assert asked("status") == ""


@pytest.mark.parametrize("end", ["SIGTERM", "SIGINT", "a closed pipe"])
def test_following_ends_quietly(opened: Opened, end: str) -> None:
    process = subprocess.Popen(
        [*PROGRAM, "status", "--follow", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stderr:
        with process.stdout:
            assert process.stdout.readline() == '{"running":false}\n'
            in_meeting(opened)
            assert process.stdout.readline().startswith('{"running":true,"phase":"empatia"')
            if end != "a closed pipe":
                os.kill(process.pid, getattr(signal, end))
                process.wait(20)
        assert process.wait(20) == 0
        assert process.stderr.read() == ""
