"""A server of the demo in a process of its own, a visitor in another, and what they leave behind."""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyte

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 20.0
"""How long anything may take on a slow and busy machine."""


def until(wanted: Callable[[], object], what: str) -> None:
    """Wait until something is so."""
    late = time.monotonic() + PATIENCE_S
    while not wanted():
        assert time.monotonic() < late, f"waited in vain: {what}"
        time.sleep(0.01)


def sessions_of(folder: Path) -> list[int]:
    """The processes of sessions whose stores lie in a folder, wherever their parents are."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                alive = b"\nState:\tZ" not in (entry / "status").read_bytes()
            except OSError:
                continue
            if alive and b"kohtaa_tui.in_browser" in words and any(str(folder).encode() in word for word in words):
                found.append(int(entry.name))
    return found


class Served:
    """The server, for a command of kohtaa; stores are made in `folder`, where nothing else lies.

    A command that begins with `demo` is served as a person does it, and any other as the demo is.
    """

    def __init__(self, folder: Path, *command: str, language: str = "fi") -> None:
        folder.mkdir()
        self.folder = folder
        typed = ["kohtaa_tui", *command, "--web"] if command[:1] == ("demo",) else ["tests.web.serving", *command]
        self.process = subprocess.Popen(
            [sys.executable, "-m", *typed],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"TMPDIR": str(folder), "KOHTAA_LANGUAGE": language},
            start_new_session=True,
        )
        self.told = ""
        try:
            self.address = self.next_address()
        except BaseException:  # nobody else knows of it yet
            self.close()
            raise
        self.origin, _, self.token = self.address.partition("/?token=")
        self.port = int(self.origin.rpartition(":")[2])

    def next_address(self) -> str:
        """The address that is written next in the terminal."""
        assert self.process.stdout is not None
        while True:
            line = self.process.stdout.readline().decode()
            assert line, f"the server has ended: {self.told}"
            self.told += line
            if found := re.fullmatch(r"  (http://\S+)\n", line):
                return found[1]

    def sessions(self) -> list[int]:
        return sessions_of(self.folder)

    def stores(self) -> list[Path]:
        return list(self.folder.iterdir())

    def all_is_private(self) -> bool:
        """Whether nobody but the owner may read or enter anything that lies in the stores."""
        found = [path for store in self.stores() for path in (store, *store.rglob("*"))]
        return bool(found) and not any(stat.S_IMODE(path.lstat().st_mode) & 0o077 for path in found)

    def clean(self) -> bool:
        """Whether no session and no store is left."""
        return not self.sessions() and not self.stores()

    def end(self, number: int = signal.SIGTERM) -> float:
        """End the server by a signal; returns the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(PATIENCE_S)
        return time.monotonic() - began

    def close(self) -> None:
        """End what may still run."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()
        try:
            until(self.clean, "sessions end with their server")
        finally:
            for process in self.sessions():
                os.kill(process, signal.SIGKILL)


class Visitor:
    """Asks a server for whatever it is told to: a browser, or somebody who only says so."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.cookie = ""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.web.visitor"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def do(self, what: str, **given: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": what, **given}).encode() + b"\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def ask(self, path: str = "/", method: str = "GET", **headers: str | None) -> Answer:
        """Ask for a page as the browser does that was let in; headers that are given stand, those of None go."""
        return Answer(
            self.do(
                "ask", **{"with": {"url": self.served.origin + path, "method": method, "headers": self._with(headers)}}
            )
        )

    def enter(self) -> None:
        """Use the address: from now on this is the browser that was let in."""
        cookie = self.ask(f"/?token={self.served.token}").header("Set-Cookie")
        self.cookie = cookie.partition(";")[0]

    def open(self, query: str = "?width=80&height=24", **headers: str | None) -> int:
        """Ask for a session; returns the status of the answer, 101 for one."""
        given = self._with({"origin": self.served.origin} | headers)
        answer = self.do("open", **{"with": {"url": self.served.origin + "/ws" + query, "headers": given}})
        return int(answer["status"])

    def session(self, query: str = "?width=80&height=24") -> Session:
        """Begin a session, as the page does."""
        given = self._with({"origin": self.served.origin})
        answer = self.do("open", **{"with": {"url": self.served.origin + "/ws" + query, "headers": given}})
        assert answer["status"] == 101, answer
        return Session(self, answer["way"])

    def _with(self, headers: dict[str, str | None]) -> list[tuple[str, str]]:
        given = {"cookie": self.cookie or None} | headers
        return [(name, value) for name, value in given.items() if value is not None]

    def close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.kill()
        self._process.wait(10)


class Answer:
    """What the server answered."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.status = int(told["status"])
        self.headers = {name.lower(): value for name, value in told["headers"]}
        self.body = base64.b64decode(told["body"])

    def header(self, name: str) -> str:
        return str(self.headers.get(name.lower(), ""))

    @property
    def text(self) -> str:
        return self.body.decode()


class Session:
    """A session as its page sees it."""

    def __init__(self, visitor: Visitor, way: int, size: tuple[int, int] = (80, 24)) -> None:
        self._visitor, self._way = visitor, way
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self.closed = False

    def text(self) -> str:
        return "\n".join(row.rstrip() for row in self._screen.display)

    def read(self) -> bool:
        """Read one message of the server; False when it has closed the way."""
        answer = self._visitor.do("read", way=self._way)
        assert "fault" not in answer, (answer, self.text())
        if "drawn" in answer:
            self._stream.feed(base64.b64decode(answer["drawn"]).replace(b"\x1b]22;default\x07", b""))
        self.closed = "closed" in answer
        return not self.closed

    def sees(self, *texts: str) -> None:
        """Read until the texts stand on the screen."""
        while not all(text in self.text() for text in texts):
            assert self.read(), f"closed before {texts} came:\n{self.text()}"

    def send(self, *message: object) -> None:
        """Send what the page sends."""
        self.raw(json.dumps(message))

    def raw(self, text: str) -> None:
        self._visitor.do("send", way=self._way, text=text)

    def type(self, text: str) -> None:
        self.send("stdin", text)

    def resize(self, columns: int, rows: int) -> None:
        self._screen.resize(rows, columns)
        self.send("resize", {"width": columns, "height": rows})

    def close(self) -> None:
        """Close the page."""
        self._visitor.do("close", way=self._way)

    def drop(self) -> None:
        """Be gone without a word."""
        self._visitor.do("drop", way=self._way)
