"""What is seen outside the window through the real tmux: its own status line, and the terminal around it."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal
from tests.e2e.test_signals_pty import GONE, JUMPS, NOTICE, settings
from tests.e2e.test_surroundings_pty import program
from tests.real.test_tmux import PATIENCE_S, ROOT
from tests.real.test_tmux import program as installed

pytestmark = pytest.mark.real("tmux")

PAGE = ROOT / "docs" / "status.md"


def lines_of_the_page(number: int) -> list[str]:
    """The lines for tmux's settings that docs/status.md shows, by the number of the example."""
    examples: list[str] = re.findall(r"```tmux\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    return [line for line in examples[number].splitlines() if line and not line.startswith("#")]


class Attached:
    """A terminal in which somebody has attached to a tmux server of its own."""

    def __init__(self, folder: Path, conf: list[str], command: list[str]) -> None:
        self._sockets = tempfile.TemporaryDirectory(prefix="kohtaa-")  # a socket's path must be short
        self.socket = f"{self._sockets.name}/s"
        settings_file = folder / "tmux.conf"
        settings_file.write_text("\n".join(conf) + "\n", "utf-8")
        self.terminal = Terminal(
            "-S", self.socket, "-f", str(settings_file), "-u", "new-session", "-s", "kohtaa",
            f"cd {shlex.quote(str(ROOT))} && {shlex.join(command)}; exec cat",
            size=(100, 30), program=("tmux",),
        )  # fmt: skip

    def run(self, *argv: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", self.socket, *argv], capture_output=True, text=True, timeout=PATIENCE_S, check=True
        )
        return done.stdout

    def close(self) -> None:
        subprocess.run(["tmux", "-S", self.socket, "kill-server"], capture_output=True, timeout=PATIENCE_S, check=False)
        self.terminal.close()
        self._sockets.cleanup()


Attach = Callable[..., Attached]


@pytest.fixture
def attached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Attach]:
    """Attaches to servers; they are ended afterwards."""
    monkeypatch.setenv("KOHTAA_LANGUAGE", "fi")
    opened: list[Attached] = []

    def open_(conf: list[str], command: list[str]) -> Attached:
        opened.append(Attached(tmp_path, conf, command))
        opened[-1].terminal.sees("[kohtaa]")
        return opened[-1]

    yield open_
    for one in opened:
        one.close()


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`kohtaa` as the page writes it, wherever it is installed."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "kohtaa"
    command.write_text(f'#!/bin/sh\ncd {shlex.quote(str(ROOT))} && exec {shlex.join(installed())} "$@"\n', "utf-8")
    command.chmod(0o700)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def status_line(one: Attached) -> str:
    return one.terminal.rows()[-1]


@pytest.mark.usefixtures("on_path")
@pytest.mark.parametrize("example", [0, 1], ids=["followed", "asked again and again"])
def test_the_status_line_that_the_page_shows(attached: Attach, example: int) -> None:
    conf = [line.replace("status-interval 10", "status-interval 1") for line in lines_of_the_page(example)]
    one = attached(conf, ["cat"])
    assert "not ready" not in status_line(one)
    one.run("new-window", f"cd {shlex.quote(str(ROOT))} && {shlex.join(installed())} start --minutes 30; exec cat")
    one.terminal.sees("min jäljellä")
    one.terminal.until(lambda: "6 min · Empatia · loppu " in status_line(one), "the meeting in tmux's own line")
    assert "not ready" not in one.terminal.text()
    one.run("send-keys", "NPage")
    one.terminal.until(lambda: "12 min · Ohjauksellinen · loppu " in status_line(one), "the next phase")
    one.run("send-keys", "C-q")
    one.terminal.until(lambda: "loppu" not in status_line(one), "the line empty again")


def test_progress_and_notice_pass_through_to_the_terminal(attached: Attach, tmp_path: Path) -> None:
    settings(tmp_path, 'progress = "on"\nnotice = true\n')
    minutes = tmp_path / "minutes"
    minutes.write_text("0")
    command = [*program(JUMPS.format(minutes=str(minutes))), "start", "--minutes", "30"]
    one = attached(lines_of_the_page(2), command)
    terminal = one.terminal
    terminal.sees("min jäljellä", "tallennettu ✓")
    terminal.until(lambda: re.search(rb"\x1b\]9;4;1;\d\x1b\\", terminal.output), "progress in the terminal around tmux")
    minutes.write_text("7")
    one.run("send-keys", "Down")
    terminal.until(lambda: NOTICE in terminal.output, "the notice in the terminal around tmux")
    assert b"\x1b]9;4;4;100\x1b\\" in terminal.output
    pid = int(one.run("list-panes", "-F", "#{pane_pid}"))
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    os.kill(int(children[0]) if children else pid, signal.SIGTERM)
    terminal.until(lambda: GONE in terminal.output, "progress taken away")
    assert "progress" not in terminal.still_switched()


def test_without_allow_passthrough_tmux_keeps_them_to_itself(attached: Attach, tmp_path: Path) -> None:
    settings(tmp_path, 'progress = "on"\n')
    one = attached(["set -g allow-passthrough off"], [*installed(), "start", "--minutes", "30"])
    one.terminal.sees("min jäljellä", "tallennettu ✓")
    one.run("send-keys", "C-q")
    one.terminal.loses("min jäljellä")
    assert b"]9;" not in one.terminal.output
