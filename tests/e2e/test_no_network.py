"""The real program where every way to a network is shut and watched: it never even tries a handle."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from tests.calendars import calendar, event
from tests.e2e.conftest import Opened
from tests.e2e.terminal import PROGRAM, ROOT

GUARD = '''
"""Python loads this before all else: ways out of the computer are marked in a file, and refused."""
import os
import socket
import sys

MARKS = os.environ["KOHTAA_TEST_MARKS"]
NAMES = ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr", "getnameinfo", "getfqdn")
WAYS = ("connect", "connect_ex", "bind", "listen", "sendto", "sendmsg")
PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty")
READER = ["-P", "-m", "kohtaa_tui.storage.calendars.child"]


def refuse(what):
    with open(MARKS, "a") as marks:
        marks.write(f"{what}\\n")
    raise PermissionError(f"no way out: {what}")


def hear(event, args):
    if event == "socket.__new__":
        if args[1] not in (socket.AF_UNIX, -1):  # the event loop talks to itself through a pair of its own
            refuse(f"{event} {args[1]}")
    elif event == "subprocess.Popen" and args[1][1:4] == READER:
        pass
    elif event.startswith("socket.") or event in PROGRAMS or event == "webbrowser.open":
        refuse(event)


def shut(name):
    def shut_way(*args, **kwargs):
        refuse(name)

    return shut_way


for name in WAYS:
    setattr(socket.socket, name, shut(name))
for name in NAMES:
    setattr(socket, name, shut(name))
sys.addaudithook(hear)
with open(MARKS, "a") as marks:
    marks.write("watched\\n")
'''
"""Other programs are shut out as well: one of them could go where this one does not.

The one that reads calendars is kohtaa's own, and as a Python it is watched in the same way.
"""


@pytest.fixture
def marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that holds one line for each run that was watched, and one for each try."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'guard'}:{ROOT}")
    monkeypatch.setenv("KOHTAA_TEST_MARKS", str(tmp_path / "marks"))
    return tmp_path / "marks"


def tried(marks: Path) -> tuple[int, list[str]]:
    """How many runs were watched, and what they tried."""
    lines = marks.read_text().splitlines()
    return lines.count("watched"), [line for line in lines if line != "watched"]


def test_the_screens_never_try(opened: Opened, marks: Path) -> None:
    terminal = opened()
    terminal.sees("Enter aloittaa")
    terminal.press("f1")
    terminal.sees("Esc sulje")
    terminal.press("esc")
    terminal.sees("F1 ohje")
    terminal.press("enter")
    terminal.sees("min jäljellä", "tallennettu ✓")
    terminal.press("eka", "enter", "pgdn", "f2")
    terminal.sees("F2 jatkaa")
    terminal.press("f2", "f8", "f3")
    terminal.sees("Esc")
    terminal.press("esc")
    terminal.sees("F1 ohje")
    terminal.press("f9")
    terminal.sees("Päätetäänkö tapaaminen?")
    terminal.press("enter")
    terminal.sees("Enter etusivulle", "tallennettu ✓")
    terminal.press("f5")
    terminal.sees("Kopioi kooste")
    terminal.press("1")
    terminal.loses("Kopioi kooste")
    terminal.press("toka", "enter")
    terminal.sees("toka", "tallennettu ✓")
    terminal.press("enter")
    terminal.sees("Enter aloittaa")
    terminal.press("ctrl+q")
    assert terminal.ended() == 0
    assert tried(marks) == (1, [])


def test_the_plain_meeting_and_the_commands_never_try(marks: Path) -> None:
    commands: list[tuple[list[str], str]] = [
        (["start", "--plain"], "eka\n>\n*\n"), (["list"], ""), (["show", "last"], ""),
        (["show", "last", "--markdown"], ""), (["export", "last"], ""), (["export", "last", "--format", "html"], ""),
        (["export", "last", "--format", "csv"], ""), (["status"], ""), (["status", "--json"], ""),
        (["where"], ""), (["keys"], ""), (["phases", "list"], ""), (["phases", "check"], ""), (["--version"], ""),
        (["practice", "list"], ""), (["practice", "check"], ""), (["practice", "schema"], ""),
    ]  # fmt: skip
    for argv, typed in commands:
        done = subprocess.run([*PROGRAM, *argv], input=typed, capture_output=True, text=True, cwd=ROOT, timeout=60)
        assert (done.returncode, done.stderr) == (0, ""), argv
    assert tried(marks) == (len(commands), [])


@pytest.mark.parametrize("name", ["mine.ics", "folder"])
def test_reading_a_calendar_never_tries_either(opened: Opened, marks: Path, tmp_path: Path, name: str) -> None:
    pytest.importorskip("recurring_ical_events")
    links = ("ATTACH:http://192.0.2.1/a", "URL:https://example.org/", "IMAGE;VALUE=URI:http://192.0.2.1/b.png")
    zone = ("BEGIN:VTIMEZONE", "TZID:Oma", "TZURL:http://192.0.2.1/zone.ics", "END:VTIMEZONE")
    (tmp_path / "config").mkdir()
    (tmp_path / "folder").mkdir()
    settings = f'[calendar]\nsources = ["../{name}", "https://192.0.2.1/c.ics", "webcal://example.org/d.ics"]\n'
    (tmp_path / "config" / "config.toml").write_text(settings, "utf-8")
    start = f"DTSTART;TZID=Oma:{datetime.now():%Y%m%d}T000000"
    text = calendar(*zone, event(start, "DURATION:PT23H50M", "RRULE:FREQ=DAILY", *links))
    for path in (tmp_path / "mine.ics", tmp_path / "folder" / "a.ics"):
        path.write_text(text, "utf-8")
    terminal = opened()
    terminal.sees("Enter aloittaa")
    terminal.press("f8")
    terminal.sees("0.00–23.50", "Esc sulje")
    terminal.press("ctrl+q")
    assert terminal.ended() == 0
    watched, found = tried(marks)
    assert watched >= 2, "the process that reads is watched as well as the program"
    assert found == []
    done = subprocess.run([*PROGRAM, "today"], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert (done.returncode, "0.00–23.50" in done.stdout) == (0, True)
    assert tried(marks) == (watched + 2, [])


def test_a_session_in_a_browser_never_tries(marks: Path, tmp_path: Path) -> None:
    """The server of the demo listens on this computer; the program that it starts for a page does not."""
    pytest.importorskip("textual_serve")
    from kohtaa_tui.web.seat import environment

    def packet(kind: bytes, data: bytes) -> bytes:
        return kind + len(data).to_bytes(4, "big") + data

    watched, ours = os.pipe()
    environ = os.environ | environment(os.environ, "fi", (80, 24))
    argv = [sys.executable, "-m", "kohtaa_tui.in_browser", str(watched), str(tmp_path / "store")]
    with subprocess.Popen(
        argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ, pass_fds=(watched,)
    ) as process:
        os.close(watched)
        assert process.stdin is not None
        assert process.stdout is not None
        drawn = b""

        def sees(text: str) -> None:
            nonlocal drawn
            while text.encode() not in drawn:
                more = os.read(process.stdout.fileno(), 65536)  # type: ignore[union-attr]
                assert more, drawn
                drawn += more

        sees("aloittaa")
        process.stdin.write(packet(b"D", b"\r"))
        process.stdin.flush()
        sees("tallennettu")
        process.stdin.write(packet(b"D", "eka ä\r".encode()) + packet(b"D", b"\x11"))
        process.stdin.flush()
        rest, faults = process.communicate(timeout=60)
        os.close(ours)
    assert (process.returncode, faults) == (0, b"")
    assert b'{"type": "exit"}' in rest
    assert tried(marks) == (1, [])
    assert not (tmp_path / "store").exists()


TRIES = {
    "an internet socket": "socket.socket()",
    "one of the newer kind": "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
    "one beneath Python's own class": "import _socket; _socket.socket(_socket.AF_INET)",
    "a connection": "socket.create_connection(('192.0.2.1', 9))",
    "connect": "socket.socketpair()[0].connect('/run/x')",
    "connect_ex": "socket.socketpair()[0].connect_ex('/run/x')",
    "bind": "socket.socket(socket.AF_UNIX).bind('x')",
    "bind beneath": "import _socket; _socket.socket(_socket.AF_UNIX).bind('x')",
    "listen": "socket.socket(socket.AF_UNIX).listen()",
    "a name": "socket.getaddrinfo('example.org', 443)",
    "a name, the old way": "socket.gethostbyname('example.org')",
    "a name beneath": "import _socket; _socket.getaddrinfo('example.org', 443)",
    "a web page": "import urllib.request; urllib.request.urlopen('http://192.0.2.1/')",
    "the event loop's own way": "import asyncio; asyncio.run(asyncio.open_connection('192.0.2.1', 9))",
    "another program": "import subprocess; subprocess.run(['true'])",
    "the shell": "import os; os.system('true')",
}


@pytest.mark.parametrize("code", TRIES.values(), ids=TRIES.keys())
def test_the_guard_notices_every_try(marks: Path, code: str) -> None:
    done = subprocess.run([sys.executable, "-c", f"import socket; {code}"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "no way out" in done.stderr
    watched, found = tried(marks)
    assert watched == 1
    assert len(found) >= 1


def test_the_guard_leaves_the_event_loop_alone(marks: Path) -> None:
    loop = "import asyncio; asyncio.run(asyncio.to_thread(print, 'seven'))"
    done = subprocess.run([sys.executable, "-c", loop], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "seven\n")
    assert tried(marks) == (1, [])
