"""Several windows at one meeting at the same moment: who gets it, and what becomes of what they write.

    python -m tests.faults.windows FOLDER --rounds 10

One process imports the product once and forks eight children a round, which go through the front door
as `kohtaa resume --plain` and `kohtaa start --plain` do. Prints its figures as JSON; ends with a
traceback where a promise was broken.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import kohtaa_tui.commands.meeting
import kohtaa_tui.commands.parser
import kohtaa_tui.plain  # noqa: F401 - the children find it loaded
from kohtaa_tui import cli
from kohtaa_tui.domain.events import Reopened
from kohtaa_tui.runtime.clock import SystemClock
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.device import device_id
from kohtaa_tui.storage.hold import Hold
from tests.build import plan
from tests.fakes import places

WINDOWS = 8
PATIENCE_S = 30.0
FREE_S = 1.0
"""How soon after its process was killed a meeting must be free."""
ELSEWHERE = "open in another window"
TURNS = 60
"""How often each window takes the hold in a round, or tries to."""


class Window:
    """A forked process with pipes for its input and its output, which begins when the gate opens."""

    def __init__(self, work: Callable[[], int], gate: tuple[int, int]) -> None:
        child_in, self._in = os.pipe()
        self._out, child_out = os.pipe()
        self.said = b""
        self.code: int | None = None
        self.pid = os.fork()
        if not self.pid:
            code = 70
            try:
                for pipe, place in ((child_in, 0), (child_out, 1), (child_out, 2)):
                    os.dup2(pipe, place)
                for pipe in (self._in, self._out, gate[1]):
                    os.close(pipe)
                sys.stdin, sys.stdout = os.fdopen(0, closefd=False), os.fdopen(1, "w", closefd=False)
                sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False)
                os.read(gate[0], 1)  # until the parent closes the other end
                code = work()
                sys.stdout.flush()
            finally:
                os._exit(code)
        os.close(child_in)
        os.close(child_out)

    def type(self, *lines: str) -> None:
        os.write(self._in, "".join(f"{line}\n" for line in lines).encode())

    def leave(self) -> None:
        """No more input comes."""
        if self._in >= 0:
            os.close(self._in)
            self._in = -1

    def hear(self, seconds: float) -> bool:
        """Take in what it says, waiting at most so long; False when it has ended."""
        if self.code is not None:
            return False
        if select.select([self._out], [], [], seconds)[0]:
            more = os.read(self._out, 65536)
            self.said += more
            if not more:
                self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
                self.leave()
                os.close(self._out)
                return False
        return True

    def until(self, wanted: Callable[[], object]) -> None:
        late = time.monotonic() + PATIENCE_S
        while not wanted():
            assert time.monotonic() < late, f"waited in vain: {self.said.decode()}"
            self.hear(0.02)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self.until(lambda: self.code is not None)


def opened(count: int, work: Callable[[int], int]) -> list[Window]:
    """So many windows, all let in at once."""
    gate = os.pipe()
    windows = [Window(lambda n=n: work(n), gate) for n in range(count)]  # type: ignore[misc]
    os.close(gate[1])
    os.close(gate[0])
    return windows


class Rounds:
    """Rounds of windows that come at once, each round in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.notes = self.refused = self.turns = 0
        self.slowest_ms = 0.0

    def folder(self, name: str) -> Path:
        folder = self.root / name
        for part in ("data", "config", "cache"):
            os.environ[f"KOHTAA_{part.upper()}_DIR"] = str(folder / part)
        return folder

    def resume(self, number: int) -> None:
        """Eight go on with one meeting: one has it, the others are told; and it is free when that one is killed."""
        where = places(self.folder(f"resume-{number}"))
        runner = Runner.start(Archive(where), SystemClock(), plan(), language="fi", device=device_id(where))
        runner.note("ennen")
        assert runner.flush()
        runner.close()
        windows = opened(WINDOWS, lambda _: cli.main(["resume", "--plain", "--gap", "count"]))
        late = time.monotonic() + PATIENCE_S
        while sum(w.hear(0.002) for w in windows) > 1:
            assert time.monotonic() < late, "more than one window has the meeting"
        writer = next((w for w in windows if w.code is None), None)
        assert writer is not None, [w.said.decode() for w in windows]
        for window in windows:
            if window is not writer:
                assert window.code == 1, (window.code, window.said.decode())
                assert ELSEWHERE in window.said.decode(), window.said.decode()
                self.refused += 1
        writer.type(*(f"rivi {n}" for n in range(5)))
        writer.until(lambda: "✓ 6 ".encode() in writer.said)
        writer.kill()
        dead = time.monotonic()
        hold = Hold(where, runner.session.id)
        while not hold.take():
            assert time.monotonic() < dead + FREE_S, "the hold of a killed process is not free"
        self.slowest_ms = max(self.slowest_ms, 1000 * (time.monotonic() - dead))
        hold.release()
        loaded = Archive(where).load(runner.session.id)
        assert [n.text for n in loaded.session.notes] == ["ennen", *(f"rivi {n}" for n in range(5))]
        assert [r.seq for r in loaded.session.records] == list(range(1, len(loaded.session.records) + 1))
        assert sum(isinstance(r.event, Reopened) for r in loaded.session.records) == 1
        assert not loaded.damage
        assert len(list(where.sessions.rglob("*.json*"))) == 1
        self.notes += 5

    def start(self, number: int) -> None:
        """Eight begin at once in folders that are not there yet: eight meetings, each with its own note."""
        where = places(self.folder(f"start-{number}"))
        windows = opened(WINDOWS, lambda _: cli.main(["start", "--plain", "--minutes", "30"]))
        for n, window in enumerate(windows):
            window.type(f"ikkuna {n}")
        for window in windows:
            window.until(lambda w=window: "✓ 1 ".encode() in w.said or w.code is not None)  # type: ignore[misc]
            window.leave()
        for window in windows:
            window.until(lambda w=window: w.code is not None)  # type: ignore[misc]
            assert window.code == 0, (window.code, window.said.decode())
        archive = Archive(where)
        ids = list(archive.ids())
        assert len(ids) == len(set(ids)) == WINDOWS, ids
        found = sorted(n.text for i in ids for n in archive.load(i).session.notes)
        assert found == [f"ikkuna {n}" for n in range(WINDOWS)], found
        assert not [i for i in ids if archive.load(i).damage]
        self.notes += WINDOWS

    def take_turns(self, number: int) -> None:
        """Eight take the hold and let it go, over and over: never do two have it."""
        where = places(self.folder(f"turns-{number}"))
        where.data.mkdir(parents=True)
        inside = where.data / "inside"

        def work(_: int) -> int:
            had = 0
            for _turn in range(TURNS):
                hold = Hold(where, "20261103T080200Z-0123abcd")
                if hold.take():
                    os.close(os.open(inside, os.O_CREAT | os.O_EXCL))  # fails where another has it too
                    had += 1
                    inside.unlink()
                    hold.release()
            print(had)
            return 0

        for window in opened(WINDOWS, work):
            window.until(lambda w=window: w.code is not None)  # type: ignore[misc]
            assert window.code == 0, f"two had the hold: {window.said.decode()}"
            self.turns += int(window.said)
        assert not list(where.cache.rglob("*.lock")), "a lock file is left"


def main(argv: list[str]) -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("root", type=Path)
    asked.add_argument("--rounds", type=int, required=True)
    given = asked.parse_args(argv)
    os.environ |= {"LC_ALL": "C.UTF-8", "KOHTAA_LANGUAGE": "en"}
    rounds = Rounds(given.root)
    began = time.monotonic()
    for number in range(given.rounds):
        rounds.take_turns(number)
        rounds.start(number)
        rounds.resume(number)
    figures: dict[str, Any] = {
        "rounds": given.rounds,
        "notes": rounds.notes,
        "refused": rounds.refused,
        "turns": rounds.turns,
        "slowest_ms": round(rounds.slowest_ms, 1),
        "seconds": round(time.monotonic() - began, 1),
    }
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
