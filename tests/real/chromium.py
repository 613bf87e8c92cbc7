"""Debian's Chromium without a window, spoken to through two pipes: no port is opened for it.

Whatever it asks of the network but this computer goes to a proxy that answers nobody and is listened to.
"""

from __future__ import annotations

import base64
import json
import os
import re
import select
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

PATIENCE_S = 20.0
"""How long the browser may take for one thing, on a slow machine."""
START_S = 75.0
"""How long it may take until it answers at all: the first time it is read from the disk, some 300 MB of it."""

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-extensions",
    "--disable-domain-reliability", "--disable-client-side-phishing-detection", "--metrics-recording-only",
    "--no-default-browser-check", "--no-pings", "--password-store=basic", "--use-mock-keychain", "--mute-audio",
    "--disable-dev-shm-usage", "--disable-breakpad",
    "--disable-features=OptimizationHints,MediaRouter,Translate,DialMediaRouteProvider,CertificateTransparencyComponentUpdater",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)  # fmt: skip
_KEYS = {
    "PageDown": (34, "PageDown"), "PageUp": (33, "PageUp"), "Enter": (13, "Enter"), "F1": (112, "F1"),
    "Escape": (27, "Escape"),
}  # fmt: skip


class Trap:
    """A proxy that answers nobody: who comes to it wanted to leave this computer."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self.port = int(self._socket.getsockname()[1])

    def heard(self) -> list[str]:
        """The names of the computers that were asked for so far; a whole first line where none is in it."""
        found = []
        while True:
            try:
                visitor, _ = self._socket.accept()
            except BlockingIOError:
                return found
            with visitor:
                visitor.settimeout(1.0)
                try:
                    line = visitor.recv(4096).decode("latin-1").partition("\r\n")[0]
                except OSError:
                    line = ""
            name = re.search(r"^(?:CONNECT |[A-Z]+ \w+://)([^:/ ]+)", line)
            found.append(name[1] if name else line)

    def close(self) -> None:
        self._socket.close()


class Chromium:
    """One browser with one page."""

    def __init__(self, folder: Path, size: tuple[int, int] = (1200, 800)) -> None:
        self.trap = Trap()
        self.asked: list[str] = []
        """Every address that the page has asked for, also by a redirect and for a websocket."""
        self.frames: list[str] = []
        """What came by the websocket, each in base64."""
        self._replies: dict[int, dict[str, Any]] = {}
        self._last = 0
        self._held = b""
        self._session: str | None = None
        commands, self._commands = os.pipe()
        self._answers, answers = os.pipe()
        argv = [
            "chromium", *_FLAGS, "--remote-debugging-pipe", f"--user-data-dir={folder / 'profile'}",
            f"--window-size={size[0]},{size[1]}", f"--proxy-server=http://127.0.0.1:{self.trap.port}",
            "--proxy-bypass-list=127.0.0.1", "about:blank",
        ]  # fmt: skip
        environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8"}
        try:
            self.process = subprocess.Popen(
                _with_pipes(commands, answers, argv),
                pass_fds=(commands, answers),
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        finally:
            os.close(commands)
            os.close(answers)
        try:
            self._open_page(size)
        except BaseException:
            self.close()
            raise

    def _open_page(self, size: tuple[int, int]) -> None:
        """Wait until it is there, and listen to its page."""
        targets = self.do("Target.getTargets", patience=START_S)["targetInfos"]
        page = next(target["targetId"] for target in targets if target["type"] == "page")
        self._session = self.do("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime"):
            self.do(f"{domain}.enable")
        width, height = size
        self.do("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def do(self, method: str, *, patience: float = PATIENCE_S, **parameters: object) -> dict[str, Any]:
        """One command of the debugging protocol; returns its result."""
        self._last += 1
        message: dict[str, object] = {"id": self._last, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        wanted = self._last
        self.until(lambda: wanted in self._replies, method, patience)
        reply = self._replies.pop(wanted)
        assert "error" not in reply, (method, reply["error"])
        return dict(reply["result"])

    def until(self, wanted: Callable[[], object], what: str, patience: float = PATIENCE_S) -> None:
        """Wait until something is so, hearing what the browser tells meanwhile."""
        late = time.monotonic() + patience
        while not wanted():
            assert time.monotonic() < late, f"waited in vain for {what}"
            if select.select([self._answers], [], [], 0.05)[0]:
                data = os.read(self._answers, 1 << 16)
                assert data, "the browser has ended"
                self._hear(data)

    def _hear(self, data: bytes) -> None:
        *whole, self._held = (self._held + data).split(b"\0")
        for line in whole:
            message = json.loads(line)
            match message:
                case {"id": int(number)}:
                    self._replies[number] = message
                case {"method": "Network.requestWillBeSent", "params": {"request": {"url": url}}}:
                    self.asked.append(url)
                case {"method": "Network.webSocketCreated", "params": {"url": url}}:
                    self.asked.append(url)
                case {"method": "Network.webSocketFrameReceived", "params": {"response": {"opcode": 2} as frame}}:
                    self.frames.append(frame["payloadData"])

    # --- hands and eyes ---

    def go(self, address: str) -> None:
        self.do("Page.navigate", url=address)

    def type(self, text: str) -> None:
        """Type a text, letter by letter."""
        for letter in text:
            self.do("Input.dispatchKeyEvent", type="keyDown", text=letter, key=letter)
            self.do("Input.dispatchKeyEvent", type="keyUp", key=letter)

    def press(self, key: str) -> None:
        code, name = _KEYS[key]
        given = {"key": name, "code": name, "windowsVirtualKeyCode": code, "nativeVirtualKeyCode": code}
        self.do("Input.dispatchKeyEvent", type="rawKeyDown", **given)
        self.do("Input.dispatchKeyEvent", type="keyUp", **given)

    def value(self, expression: str) -> Any:
        """What an expression comes to in the page."""
        return self.do("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)["result"].get(
            "value"
        )

    def waits_for(self, expression: str) -> None:
        """Wait until an expression is true in the page."""
        self.until(lambda: self.value(expression), expression)

    def picture(self) -> bytes:
        """The page as a PNG."""
        return base64.b64decode(self.do("Page.captureScreenshot", format="png")["data"])

    def close(self) -> None:
        """End the browser with all its processes."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)
        os.close(self._commands)
        os.close(self._answers)
        self.trap.close()


def _with_pipes(commands: int, answers: int, argv: list[str]) -> list[str]:
    """Chromium wants its pipes as 3 and 4, and only a program between may put them there."""
    between = "import fcntl, os, sys; far = [fcntl.fcntl(int(n), fcntl.F_DUPFD, 20) for n in sys.argv[1:3]]; "
    between += "os.dup2(far[0], 3); os.dup2(far[1], 4); os.closerange(5, 40); os.execvp(sys.argv[3], sys.argv[3:])"
    return ["python3", "-c", between, str(commands), str(answers), *argv]
