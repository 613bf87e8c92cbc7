"""One meeting on two computers whose data folder Syncthing carries: two instances, really running, on loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from kohtaa_tui.runtime.clock import SystemClock
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.device import device_id
from kohtaa_tui.storage.paths import Places
from kohtaa_tui.storage.tidying import tidy
from tests.real.syncthing import Pair

ROOT = Path(__file__).resolve().parents[2]
MARKER = "tunnusmerkki"
"""Stands in everything that is written about the client here, and in nothing else."""

pytestmark = pytest.mark.real("syncthing")


class Computer:
    """One computer: its own settings and cache, and a data folder that is carried."""

    def __init__(self, root: Path, data: Path) -> None:
        self.places = Places(data, root / "config", root / "cache")
        self.archive = Archive(self.places)
        self.device = device_id(self.places)
        self.open: list[Plain] = []

    def argv(self, *argv: str) -> list[str]:
        return [sys.executable, "-m", "kohtaa_tui", *argv]

    @property
    def environ(self) -> dict[str, str]:
        folders = {
            f"KOHTAA_{name.upper()}_DIR": str(getattr(self.places, name)) for name in ("data", "config", "cache")
        }
        return os.environ | folders | {"KOHTAA_LANGUAGE": "en"}

    def said(self, *argv: str) -> str:
        """What a command prints."""
        done = subprocess.run(
            self.argv(*argv), capture_output=True, text=True, timeout=30, check=True, env=self.environ, cwd=ROOT
        )
        return done.stdout

    def shown(self) -> Any:
        """The one meeting there is, as other programs see it."""
        assert len(json.loads(self.said("list", "--json"))) == 1
        return json.loads(self.said("show", "last", "--json"))

    def notes(self) -> list[str]:
        return [note["text"] for note in self.shown()["notes"]]

    def plain(self, *argv: str) -> Plain:
        """A meeting in a window of its own."""
        self.open.append(Plain(self, *argv))
        return self.open[-1]

    def review(self, do: Callable[[Runner], object]) -> None:
        """Something put right afterwards."""
        (session_id,) = self.archive.ids()
        runner = Runner.review(self.archive, SystemClock(), self.archive.load(session_id), self.device)
        do(runner)
        assert runner.flush()
        runner.close()

    def tidy(self) -> None:
        """What opening Home does."""
        tidy(self.archive, self.device)

    def files(self) -> dict[str, bytes]:
        """What lies in the data folder, but for Syncthing's own."""
        found = (p for p in self.places.data.rglob("*") if p.is_file() and ".st" not in p.parts[-1][:3])
        return {p.relative_to(self.places.data).as_posix(): p.read_bytes() for p in found}

    def times(self) -> dict[str, int]:
        return {name: (self.places.data / name).stat().st_mtime_ns for name in self.files()}


class Plain:
    """A running plain meeting: a line in, a line out."""

    def __init__(self, computer: Computer, *argv: str) -> None:
        self.process = subprocess.Popen(
            computer.argv(*argv, "--plain"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=computer.environ,
            cwd=ROOT,
        )
        self.heard: list[str] = []
        self._until("--")

    def _until(self, begins: str) -> str:
        assert self.process.stdout is not None
        while True:
            line = self.process.stdout.readline().rstrip("\n")
            self.heard.append(line)
            assert line or self.process.poll() is None, "\n".join(self.heard)
            if line.startswith(begins):
                return line

    def type(self, line: str, answer: Literal["✓", "·"]) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self._until(answer)

    def note(self, text: str) -> None:
        self.type(text, "✓")

    def end(self) -> None:
        self.type("*", "·")
        assert self.process.wait(20) == 0

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """What carries the folder, for all tests here: it takes longer to start than most of them."""
    root = tmp_path_factory.mktemp("carried")
    pair = Pair(root / "a", root / "b")
    yield pair
    pair.stop()


@pytest.fixture
def two(tmp_path: Path, pair: Pair) -> Iterator[tuple[Computer, Computer, Pair]]:
    """Two computers and what carries the folder between them; all windows are ended afterwards."""
    pair.clear()
    a, b = Computer(tmp_path / "a", pair.a.folder), Computer(tmp_path / "b", pair.b.folder)
    try:
        yield a, b, pair
    finally:
        for window in (*a.open, *b.open):
            if window.process.poll() is None:
                window.kill()
            for stream in (window.process.stdin, window.process.stdout):
                if stream is not None:
                    stream.close()


def test_a_meeting_is_gone_on_with_on_another_computer_and_erased(two: tuple[Computer, Computer, Pair]) -> None:
    a, b, pair = two
    assert a.device != b.device

    # begun on one, gone on with on the other while the first still has it
    on_a = a.plain("start", "--minutes", "30", "--reference", "K-17")
    on_a.note(f"{MARKER} alku")
    on_a.note(f"{MARKER} pois otettava")
    pair.sync()
    assert b.notes() == a.notes()
    on_b = b.plain("resume")
    pair.part()
    on_b.type("-", "·")  # takes the last note out, of the other computer
    on_b.note(f"{MARKER} vain b")
    on_a.note(f"{MARKER} vain a")
    on_a.type(">", "·")
    pair.sync()
    wanted = {f"{MARKER} {what}" for what in ("alku", "vain a", "vain b")}
    assert set(a.notes()) == set(b.notes()) == wanted
    assert a.shown()["notes"] == b.shown()["notes"]  # the times go on while one looks

    # both go on, and both end it
    on_a.note(f"{MARKER} toinen a")
    on_b.note(f"{MARKER} toinen b")
    pair.sync()
    on_a.end()
    pair.sync()
    on_b.note(f"{MARKER} vielä b")
    on_b.end()
    pair.sync()
    wanted |= {f"{MARKER} {what}" for what in ("toinen a", "toinen b", "vielä b")}
    assert set(a.notes()) == set(b.notes()) == wanted
    assert a.shown()["status"] == "ended"
    assert not [name for name in a.files() if name.endswith(".jsonl") and ".sync-conflict-" not in name]
    for side in (a, b):
        side.tidy()
    pair.sync()
    assert set(a.notes()) == set(b.notes()) == wanted
    assert not any(b"pois otettava" in data for side in (a, b) for data in side.files().values())

    # both correct it in the review, apart: Syncthing makes a copy of the document
    pair.part()
    a.review(lambda runner: runner.note(f"{MARKER} jälkikäteen a"))
    b.review(lambda runner: runner.note(f"{MARKER} jälkikäteen b"))
    for side, text in ((a, "alku a:n mukaan"), (b, "alku b:n mukaan")):  # the same note
        side.review(lambda runner, text=text: runner.edit(runner.session.notes[0].key, f"{MARKER} {text}"))
    pair.sync()
    assert any(".sync-conflict-" in name for name in a.files())
    afterwards = ("jälkikäteen a", "jälkikäteen b", "alku a:n mukaan", "alku b:n mukaan")
    wanted = wanted - {f"{MARKER} alku"} | {f"{MARKER} {text}" for text in afterwards}
    assert set(a.notes()) == set(b.notes()) == wanted
    assert a.shown() == b.shown()

    # erased on one
    before = set(a.files())
    a.said("erase", "last", "--yes")
    pair.sync()
    for side in (b, a):
        side.tidy()
        pair.sync()
    for side in (a, b):
        assert not any(MARKER.encode() in data or b"K-17" in data for data in side.files().values())
        assert side.shown()["notes"] == []
    assert {n for n in before if "sync-conflict" in n} <= set(a.files())  # copies stay, without texts
    assert a.files() == b.files()

    # and nothing goes on moving
    times = a.times(), b.times()
    for _ in range(2):
        for side in (a, b):
            side.tidy()
        pair.sync()
    assert (a.times(), b.times()) == times


def test_two_computers_with_one_device_id_lose_nothing(two: tuple[Computer, Computer, Pair]) -> None:
    """As after copying a whole config folder: both write to one file, and each finds the other's in its place."""
    a, b, pair = two
    b.places.device_file.write_bytes(a.places.device_file.read_bytes())
    on_a = a.plain("start", "--minutes", "30")
    on_a.note("alku")
    pair.sync()
    on_b = b.plain("resume")
    pair.part()
    for number in range(3):
        on_a.note(f"a {number}")
        on_b.note(f"b {number}")
    pair.sync()
    wanted = {"alku"} | {f"{x} {n}" for x in "ab" for n in range(3)}
    assert set(a.notes()) == set(b.notes()) == wanted
    on_a.note("a lopuksi")
    on_b.note("b lopuksi")
    heard = on_a.heard + on_b.heard
    assert [line for line in heard if "Another computer" in line] == [
        "# Another computer wrote to this meeting too. Both are kept."
    ]
    on_a.end()
    on_b.end()
    for _ in range(2):
        pair.sync()
        a.tidy()
        b.tidy()
    pair.sync()
    assert set(a.notes()) == set(b.notes()) == wanted | {"a lopuksi", "b lopuksi"}


def test_a_window_that_was_killed_leaves_its_line_to_the_other_computer(two: tuple[Computer, Computer, Pair]) -> None:
    a, b, pair = two
    on_a = a.plain("start", "--minutes", "30")
    on_a.note("alku")
    on_a.kill()
    (session_id,) = a.archive.ids()
    a.archive.keep_draft(session_id, "kesken jäänyt")
    pair.sync()
    on_b = b.plain("resume")
    assert any("kesken jäänyt" in line for line in on_b.heard)
    pair.sync()
    assert a.archive.load(session_id).draft == ""
    on_b.end()
    pair.sync()
    assert a.notes() == b.notes() == ["alku", "kesken jäänyt"]
    assert [name.rpartition("/")[2] for name in a.files()] == [f"{session_id}.json"]
