"""Two Syncthings on this machine's loopback, carrying one folder: nothing of them reaches a network.

Each is spoken to through a socket file, and looks at its folder only when it is told to.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = "kohtaa"
PATIENCE_S = 30.0
"""How long a Syncthing may take for one thing, on a slow machine."""

_OFF = {
    "globalAnnounceEnabled": "false",
    "localAnnounceEnabled": "false",
    "relaysEnabled": "false",
    "natEnabled": "false",
    "urAccepted": "-1",
    "autoUpgradeIntervalH": "0",
    "crashReportingEnabled": "false",
    "startBrowser": "false",
    "announceLANAddresses": "false",
    "reconnectionIntervalS": "1",
    "progressUpdateIntervalS": "-1",
}
"""All that would speak to anybody but the other one; and impatience."""


class _Unix(http.client.HTTPConnection):
    """HTTP through a socket file."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=PATIENCE_S)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(PATIENCE_S)
        self.sock.connect(str(self._path))


class Syncthing:
    """One instance, with a home of its own, sharing `folder`."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.home, self.folder = home, folder
        self.socket = home / "api"
        self.port = _free_port()
        home.mkdir(parents=True)
        folder.mkdir(parents=True, exist_ok=True)
        _run(home, "generate", f"--home={home}", "--no-default-folder", "--skip-port-probing")
        self.id = _run(home, f"--home={home}", "--device-id").strip()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, other: Syncthing) -> None:
        """Share the folder with `other`, and run."""
        self.other = other
        tree = ET.parse(self.home / "config.xml")
        root = tree.getroot()
        options, gui = root.find("options"), root.find("gui")
        assert options is not None
        assert gui is not None
        for name, value in _OFF.items():
            _set(options, name, value)
        _set(options, "listenAddress", f"tcp://127.0.0.1:{self.port}")
        _set(gui, "address", str(self.socket))
        self.key = gui.findtext("apikey", "")
        for side in (self, other):
            device = next((d for d in root.findall("device") if d.get("id") == side.id), None)
            if device is None:
                device = ET.SubElement(root, "device", {"id": side.id, "name": "other", "compression": "never"})
            _set(device, "address", f"tcp://127.0.0.1:{side.port}")
        folder = ET.SubElement(
            root,
            "folder",
            {
                "id": FOLDER,
                "path": str(self.folder),
                "type": "sendreceive",
                "rescanIntervalS": "0",
                "fsWatcherEnabled": "false",
            },
        )
        for side in (self, other):
            ET.SubElement(folder, "device", {"id": side.id})
        _set(folder, "maxConflicts", "-1")
        tree.write(self.home / "config.xml")
        (self.folder / ".stignore").write_text("*.tmp\n")
        with (self.home / "log").open("wb") as log:
            self.process = subprocess.Popen(
                ["syncthing", "serve", f"--home={self.home}", "--no-browser", "--no-restart", "--no-upgrade"],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=_environ(self.home),
            )
        self.waits(lambda: self.socket.exists() and self.ask("GET", "/rest/system/ping"), "no answer")

    def ask(self, method: str, path: str) -> Any:
        """One question to its API; None where it cannot answer yet."""
        connection = _Unix(self.socket)
        try:
            connection.request(method, path, headers={"X-API-Key": self.key})
            answer = connection.getresponse()
            body = answer.read()
            return json.loads(body or b"{}") if answer.status == 200 else None
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def waits(self, true: Callable[[], object], what: str) -> None:
        """Wait until something is true; fail with the end of the log when that takes too long."""
        until = time.monotonic() + PATIENCE_S
        while not true():
            if time.monotonic() > until:
                raise AssertionError(f"{what}\n" + "\n".join((self.home / "log").read_text().splitlines()[-20:]))
            time.sleep(0.05)

    def pause(self) -> None:
        """Be out of reach."""
        self.ask("POST", f"/rest/system/pause?device={self.other.id}")
        self.waits(lambda: not self._connected(), "still connected")

    def resume(self) -> None:
        """Be within reach again."""
        self.ask("POST", f"/rest/system/resume?device={self.other.id}")

    def scan(self) -> None:
        """Look at the folder now."""
        self.waits(lambda: self.ask("POST", f"/rest/db/scan?folder={FOLDER}") is not None, "no scan")

    def _connected(self) -> bool:
        found = self.ask("GET", "/rest/system/connections") or {}
        return bool(found.get("connections", {}).get(self.other.id, {}).get("connected"))

    def settled(self) -> bool:
        """Whether it and the other have all of each other's."""
        status = self.ask("GET", f"/rest/db/status?folder={FOLDER}") or {"state": "?"}
        there = self.ask("GET", f"/rest/db/completion?folder={FOLDER}&device={self.other.id}") or {}
        here = status["state"] == "idle" and not status["needTotalItems"]
        return self._connected() and here and there.get("completion") == 100 and not there.get("needDeletes")

    def stop(self) -> None:
        """End it, and be sure that it has."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)


class Pair:
    """Two of them, in a folder of their own with a short name: a socket's path must be short."""

    def __init__(self, a: Path, b: Path) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="kohtaa-"))
        self.a, self.b = Syncthing(self._home / "a", a), Syncthing(self._home / "b", b)
        try:
            self.a.start(self.b)
            self.b.start(self.a)
        except BaseException:
            self.stop()
            raise

    def sync(self) -> None:
        """Look at both folders, and wait until both hold the same."""
        for side in (self.a, self.b):
            side.resume()
        for side in (self.a, self.b):
            side.scan()
        for side in (self.a, self.b):
            side.waits(lambda: self.a.settled() and self.b.settled(), "never settled")

    def clear(self) -> None:
        """Take what lies in the folders away, on both sides."""
        for side in (self.a, self.b):
            for path in side.folder.iterdir():
                if not path.name.startswith(".st"):
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
        self.sync()

    def part(self) -> None:
        """Take the connection away."""
        self.a.pause()

    def stop(self) -> None:
        for side in (self.a, self.b):
            side.stop()
        shutil.rmtree(self._home, ignore_errors=True)


def _set(parent: ET.Element, name: str, value: str) -> None:
    child = parent.find(name)
    if child is None:
        child = ET.SubElement(parent, name)
    child.text = value


def _environ(home: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home), "STNOUPGRADE": "1"}


def _run(home: Path, *argv: str) -> str:
    done = subprocess.run(
        ["syncthing", *argv], capture_output=True, text=True, timeout=PATIENCE_S, check=True, env=_environ(home)
    )
    return done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
