"""A whole meeting in a real terminal: the installed program in tmux, driven by its keys alone."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 20.0
"""How long a screen may take to show what is waited for, on a slow machine."""
STILL_S = 0.2
"""How long a screen that settles stays as it is."""

pytestmark = pytest.mark.real("tmux")


def program() -> list[str]:
    """The command installed beside this Python; in a developer's tree without one, the tree itself."""
    installed = Path(sys.executable).with_name("kohtaa")
    return [str(installed)] if installed.exists() else [sys.executable, "-m", "kohtaa_tui"]


class Tmux:
    """One window of a tmux server of its own, running kohtaa."""

    def __init__(self, folder: Path, columns: int, rows: int, *argv: str, alternate: bool = True) -> None:
        self._sockets = tempfile.TemporaryDirectory(prefix="kohtaa-")  # a socket's path must be short
        self._command = ["tmux", "-S", f"{self._sockets.name}/s", "-f", os.devnull]
        left = folder / f"left-{Path(self._sockets.name).name}"
        line = f"cd {shlex.quote(str(ROOT))} && {shlex.join([*program(), *argv])}; echo $? > {shlex.quote(str(left))}"
        self._left = left
        screens = () if alternate else ("set-option", "-gw", "alternate-screen", "off", ";")
        # `cat` keeps the window open, so that what the program left on the screen can be read.
        session = ("new-session", "-d", "-x", str(columns), "-y", str(rows), "-s", "kohtaa", f"{line}; exec cat")
        self._run("start-server", ";", *screens, *session)

    def _run(self, *argv: str) -> str:
        # The environment as Python sees it: readline has put COLUMNS and LINES into the process's own.
        done = subprocess.run(
            [*self._command, *argv],
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=True,
            env=dict(os.environ),
        )
        return done.stdout

    def screen(self) -> str:
        """The screen as lines of text."""
        return self._run("capture-pane", "-p", "-t", "kohtaa")

    def memory(self) -> str:
        """The screen and the whole scrollback."""
        return self._run("capture-pane", "-p", "-S", "-", "-t", "kohtaa")

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names."""
        self._run("send-keys", "-t", "kohtaa", *keys)

    def write(self, text: str) -> None:
        """Type text as it is."""
        self._run("send-keys", "-t", "kohtaa", "-l", text)

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        self._run("resize-window", "-t", "kohtaa", "-x", str(columns), "-y", str(rows))

    def sees(self, *texts: str) -> str:
        """Wait until all the texts are on the screen; returns it."""
        return self._until(lambda screen: all(text in screen for text in texts), f"{texts} on the screen")

    def loses(self, text: str) -> str:
        """Wait until the text is no longer on the screen; returns it."""
        return self._until(lambda screen: text not in screen, f"{text!r} off the screen")

    def settles(self, *texts: str) -> str:
        """Wait until the texts are on the screen and nothing has changed on it for a while; returns it."""
        screen, since = self.sees(*texts), time.monotonic()
        late = since + PATIENCE_S
        while time.monotonic() < min(since + STILL_S, late):
            time.sleep(0.03)
            now = self.screen()
            if now != screen:
                screen, since = now, time.monotonic()
        return screen

    def ended(self) -> int:
        """Wait until the program has ended; returns its exit code."""
        self._until(lambda _: self._left.exists() and self._left.read_text().endswith("\n"), "the program's end")
        return int(self._left.read_text())

    def _until(self, wanted: Callable[[str], bool], what: str) -> str:
        late = time.monotonic() + PATIENCE_S
        while time.monotonic() < late:
            screen = self.screen()
            if wanted(screen):
                return screen
            time.sleep(0.02)
        pytest.fail(f"waited in vain for {what}:\n{self.screen()}")

    def close(self) -> None:
        """End the server and what runs in it."""
        subprocess.run([*self._command, "kill-server"], capture_output=True, timeout=PATIENCE_S, check=False)
        self._sockets.cleanup()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The test's folder, and the surroundings of a Finnish adviser."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("KOHTAA_LANGUAGE", "fi")
    for unwanted in ("TMUX", "TMUX_PANE", "COLUMNS", "LINES"):
        monkeypatch.delenv(unwanted, raising=False)
    return tmp_path


Opened = Callable[..., Tmux]


@pytest.fixture
def opened(folder: Path) -> Iterator[Opened]:
    """Opens the program in a window; the server is ended afterwards."""
    windows: list[Tmux] = []

    def open_(columns: int, rows: int, *argv: str, alternate: bool = True) -> Tmux:
        windows.append(Tmux(folder, columns, rows, *argv, alternate=alternate))
        return windows[-1]

    yield open_
    for window in windows:
        window.close()  # one that was closed already is closed again without harm


def said(*argv: str) -> str:
    """What a text command prints."""
    done = subprocess.run([*program(), *argv], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True)
    return done.stdout


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 12)], ids=["80x24", "40x12"])
def test_a_meeting_is_held_from_start_to_end(opened: Opened, columns: int, rows: int) -> None:
    window = opened(columns, rows, "start", "--minutes", "30")
    window.settles("Pysähdy")
    window.write("! asiakas: etsii työtodistukset pe")
    window.press("Enter")
    window.sees("tallennettu" if columns >= 60 else "✓")
    window.press("PageDown")
    window.sees("Kerro omin sanoin")
    window.write('" haluan tehdä omaa työtäni')
    window.press("Enter")
    window.sees("Kerro omin sanoin")
    window.press("F9")
    window.sees("Enter", "Esc")
    window.press("Enter")
    window.loses("Esc jatka")
    window.settles("asiakas  etsii")
    window.press("Enter")
    window.loses("asiakas  etsii")
    window.settles("kesto")
    window.press("C-q")
    assert window.ended() == 0

    whole = json.loads(said("show", "last", "--json"))
    assert whole["status"] == "ended"
    assert [(n["phase"], n["mark"], n["text"]) for n in whole["notes"]] == [
        ("empatia", "agreed", "asiakas: etsii työtodistukset pe"),
        ("ohjaus", "words", "haluan tehdä omaa työtäni"),
    ]
    assert whole["agreements"][0]["who"] == "asiakas"
    assert [row["id"] for row in json.loads(said("list", "--json"))] == [whole["id"]]


def test_a_meeting_that_is_left_is_offered_again_with_the_half_typed_line(opened: Opened) -> None:
    window = opened(40, 12)
    window.settles("klo ")
    window.write("K-17")
    window.sees("K-17")
    window.press("Enter")
    window.settles("Pysähdy")
    window.write("eka")
    window.press("Enter")
    window.write("puolikas")
    window.sees("puolikas")
    window.press("C-q")
    assert window.ended() == 0
    assert json.loads(said("show", "last", "--json"))["status"] == "running"
    window.close()

    again = opened(40, 12)
    again.settles("K-17", "Esc")
    again.press("Enter")
    again.settles("puolikas")
    again.press("Enter")
    again.press("F9")
    again.sees("Esc jatka")
    again.press("Enter")
    again.loses("Esc jatka")
    again.settles()
    again.press("C-q")
    assert again.ended() == 0
    whole = json.loads(said("show", "last", "--json"))
    assert (whole["status"], whole["reference"]) == ("ended", "K-17")
    assert [n["text"] for n in whole["notes"]] == ["eka", "puolikas"]


def test_the_layout_follows_the_window_and_nothing_typed_is_lost(opened: Opened) -> None:
    window = opened(120, 36, "start", "--minutes", "30")
    window.settles("Pysähdy")
    window.write("kesken jäänyt")
    window.sees("kesken jäänyt")
    for columns, rows in ((80, 24), (40, 12), (60, 8), (120, 36)):
        window.resize(columns, rows)
        window.sees("kesken jäänyt")
    window.press("C-q")
    assert window.ended() == 0


MARKER = "tunnusmerkki"


@pytest.mark.parametrize("alternate", [True, False], ids=["alternate screen", "no alternate screen"])
def test_the_curtain_leaves_no_text_in_the_terminal(opened: Opened, alternate: bool) -> None:
    window = opened(120, 36, "start", "--minutes", "30", alternate=alternate)
    window.settles("Pysähdy")
    for number in range(12):
        window.write(f"{MARKER} {number}")
        window.press("Enter")
    window.write(f"{MARKER} kesken")
    window.sees(f"{MARKER} kesken")
    for columns, rows in ((80, 24), (60, 10)):  # what is pushed out of the window while it shrinks is remembered
        window.resize(columns, rows)
        window.settles(f"{MARKER} kesken")
    if not alternate:
        assert window.memory().count(MARKER) > window.screen().count(MARKER)
    window.press("F4")
    window.loses(MARKER)
    window.settles("F4 avaa")
    assert MARKER not in window.memory()
    window.resize(120, 36)
    window.settles("F4 avaa")
    assert MARKER not in window.memory()
    window.write("!")
    window.press("F4")
    window.sees(f"{MARKER} kesken!")
    window.press("C-q")
    assert window.ended() == 0


def test_the_curtain_of_the_plain_meeting_leaves_no_text_in_the_terminal(opened: Opened) -> None:
    window = opened(80, 12, "start", "--plain", "--minutes", "30")
    window.settles("--")
    for number in range(12):
        window.write(f"{MARKER} {number}")
        window.press("Enter")
    window.settles("✓ 12")
    assert f"{MARKER} 0" in window.memory()
    window.write(",")
    window.press("Enter")
    window.settles("Tapaaminen jatkuu.")
    assert MARKER not in window.memory()
    window.write("lisää")
    window.press("Enter")
    window.sees("✓ 13")
