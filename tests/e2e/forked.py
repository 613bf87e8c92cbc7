"""Terminals of a program that is forked from one that has loaded the screens: loading them takes most of a start.

For tests that start the program many times and are not about how it starts; those use `Terminal` itself.
"""

from __future__ import annotations

import json
import os
import pty
import select
import socket
import subprocess
import sys
import termios
from pathlib import Path
from typing import Any

import pexpect
from ptyprocess import PtyProcess

from tests.e2e.terminal import PATIENCE_S, ROOT, Terminal


class Loaded:
    """The process that has loaded the screens."""

    def __init__(self) -> None:
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environ = {k: v for k, v in os.environ.items() if not k.startswith(("TEXTUAL", "PYTEST", "COV_"))}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.e2e.loaded", str(theirs.fileno())], pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL, env=environ | {"LC_ALL": "C.UTF-8"}, cwd=ROOT, start_new_session=True,
            )  # fmt: skip

    def fork(self, code: str, argv: list[str], environ: dict[str, str], cwd: Path, size: tuple[int, int]) -> Fork:
        """Run a piece of code in a fork, in a terminal of its own."""
        ours, theirs = pty.openpty()
        told, tells = os.pipe()
        termios.tcsetwinsize(theirs, (size[1], size[0]))
        request = json.dumps({"code": code, "argv": argv, "environ": environ, "cwd": str(cwd)})
        socket.send_fds(self._requests, [request.encode()], [theirs, tells])
        os.close(theirs)
        os.close(tells)
        return Fork(ours, told)

    def close(self) -> None:
        self._requests.close()
        assert self._process.wait(PATIENCE_S) == 0


class Fork(pexpect.spawn):  # type: ignore[misc]
    """What pexpect knows of a program of its own, of one that is another's child."""

    def __init__(self, terminal: int, told: int) -> None:
        super().__init__(None, timeout=PATIENCE_S)
        self._told = os.fdopen(told, "rb", 0)
        self.pid = int(self._told.readline())
        self.ptyproc = PtyProcess(self.pid, terminal)
        self.child_fd = terminal
        self.closed = False

    def isalive(self) -> bool:
        if not self._told.closed and select.select([self._told], [], [], 0)[0]:
            code = int(self._told.readline())
            self.exitstatus, self.signalstatus = (code, None) if code >= 0 else (None, -code)
            self._told.close()
        return not self._told.closed


class ForkedTerminal(Terminal):
    """A terminal of `python -c CODE …`, forked."""

    def __init__(self, loaded: Loaded, *argv: str, **rest: Any) -> None:
        self._loaded = loaded
        super().__init__(*argv, **rest)

    def _begin(self, argv: list[str], environ: dict[str, str], cwd: Path, size: tuple[int, int]) -> pexpect.spawn:
        python, option, code, *rest = argv
        assert (python, option) == (sys.executable, "-c")
        return self._loaded.fork(code, ["-c", *rest], environ, cwd, size)
