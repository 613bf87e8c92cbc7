"""One window writes: who holds a meeting, what it says of itself, and what is left of it when it dies."""

from __future__ import annotations

import json
import os
import pty
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime.held import open_elsewhere
from kohtaa_tui.storage.hold import Hold
from kohtaa_tui.storage.paths import Places
from tests.build import START
from tests.fakes import places

ID = "20261103T080200Z-0123abcd"
ROOT = Path(__file__).resolve().parents[2]

HOLDS = f"""
import sys
from datetime import datetime
from pathlib import Path
from kohtaa_tui.storage.hold import Hold
from kohtaa_tui.storage.paths import Places
hold = Hold(Places(*map(Path, sys.argv[1:4])), "{ID}")
print(hold.take(datetime.fromisoformat("{START.isoformat()}")), flush=True)
sys.stdin.readline()
"""


@contextmanager
def another_window(where: Places, terminal: int = subprocess.DEVNULL) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the hold; with a terminal where one is given."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(where.data), str(where.config), str(where.cache)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=terminal,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        assert process.stdout.readline() == "True\n"
        yield process
    finally:
        process.kill()
        process.wait(10)
        process.stdin.close()
        process.stdout.close()


def told(hold: Hold, language: str = "en", **later: float) -> str:
    words = Words(language)
    return words.fault(open_elsewhere(hold, words, START + timedelta(**later)))


def test_who_has_the_hold_is_told(tmp_path: Path) -> None:
    where = places(tmp_path)
    with another_window(where) as other:
        hold = Hold(where, ID)
        assert not hold.take(START)
        holder = hold.holder()
        assert holder is not None
        assert (holder.pid, holder.since, holder.terminal) == (other.pid, START, "")
        assert told(hold, minutes=5) == "This meeting is open in another window since 10:02."
        assert told(hold, days=1) == "This meeting is open in another window since Tue 3 Nov 10:02."
        assert told(hold, "fi", days=1) == "Tapaaminen on ollut auki toisessa ikkunassa ti 3.11. klo 10.02 lähtien."
        assert told(hold, "sv") == "Mötet är öppet i ett annat fönster sedan kl. 10.02."


def test_its_terminal_is_told(tmp_path: Path) -> None:
    keyboard, screen = pty.openpty()
    try:
        with another_window(places(tmp_path), screen):
            hold = Hold(places(tmp_path), ID)
            name = os.ttyname(screen).removeprefix("/dev/")
            assert not hold.take(START)
            assert told(hold) == f"This meeting is open in another window since 10:02 ({name})."
    finally:
        os.close(keyboard)
        os.close(screen)


def test_a_killed_window_holds_nothing_at_once(tmp_path: Path) -> None:
    where = places(tmp_path)
    with another_window(where) as other:
        hold = Hold(where, ID)
        assert hold.elsewhere
        other.send_signal(signal.SIGKILL)
        other.wait(10)
        assert hold.holder() is None  # what it said of itself is still there, and nobody is left who says it
        assert not hold.elsewhere
        assert hold.take(START)
        hold.release()
    assert list(where.cache_for_data.iterdir()) == []


def test_what_is_said_is_for_its_owner_only_and_goes_with_the_hold(tmp_path: Path) -> None:
    where = places(tmp_path)
    before = os.umask(0)
    try:
        hold = Hold(where, ID)
        assert hold.take(START)
    finally:
        os.umask(before)
    assert {p.suffix: stat.S_IMODE(p.stat().st_mode) for p in where.cache_for_data.iterdir()} == {
        ".lock": 0o600,
        ".holder": 0o600,
    }
    assert not list(tmp_path.rglob("data/**/*"))
    hold.release()
    assert list(where.cache_for_data.iterdir()) == []


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b'{"pid":1}',
        b'{"pid":"x","since":"2026-11-03T10:02:00+02:00"}',
        b'{"pid":1,"since":"2026-11-03T10:02:00"}',
        b'{"pid":-1,"since":"2026-11-03T10:02:00+02:00"}',
        b'{"pid":99999999999999999999,"since":"2026-11-03T10:02:00+02:00"}',
        b"[" * 4000,
        b" " * 5000,
    ],
)
def test_what_is_said_is_never_trusted(tmp_path: Path, said: bytes) -> None:
    where = places(tmp_path)
    with another_window(where):
        (where.cache_for_data / f"{ID}.holder").write_bytes(said)
        hold = Hold(where, ID)
        assert not hold.take(START)
        assert told(hold) == "This meeting is open in another window."
    assert hold.take(START)  # only the lock keeps anybody out
    hold.release()


def test_a_name_from_outside_steers_no_terminal(tmp_path: Path) -> None:
    where = places(tmp_path)
    with another_window(where) as other:
        said = {"pid": other.pid, "since": START.isoformat(), "terminal": "\x1b]0;x\x07" + "y" * 500}
        (where.cache_for_data / f"{ID}.holder").write_text(json.dumps(said))
        holder = Hold(where, ID).holder()
        assert holder is not None
        assert len(holder.terminal) == 20
        assert "\x1b" not in holder.terminal


def test_taken_twice_it_is_held_once(tmp_path: Path) -> None:
    where = places(tmp_path)
    hold, other = Hold(where, ID), Hold(where, ID)
    assert hold.take(START)
    assert hold.take()
    assert not other.take()
    assert other.elsewhere
    assert not hold.elsewhere  # it is here
    hold.release()
    assert other.take()
    hold.release()  # has nothing to let go
    assert (where.cache_for_data / f"{ID}.lock").exists()
    other.release()
    assert list(where.cache_for_data.iterdir()) == []


@pytest.mark.parametrize("instead", ["a file", "a link to itself", "a folder without a right"])
def test_in_a_folder_that_cannot_be_entered_nobody_is_kept_out(
    tmp_path: Path, instead: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = places(tmp_path)
    match instead:
        case "a file":
            where.cache.write_text("x")
        case "a link to itself":
            where.cache.symlink_to(where.cache.name)
        case _:  # said by the system itself, for root may enter every folder
            refuse(monkeypatch, where.cache)
    hold = Hold(where, ID)
    assert not hold.elsewhere
    assert hold.take(START)
    assert hold.holder() is None
    hold.release()


def refuse(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let nobody look into a folder or make something in it."""

    def refusing(real: Any) -> Any:
        def asked(path: Any, *rest: Any, **more: Any) -> Any:
            if str(path).startswith(str(folder)):
                raise PermissionError(13, "Permission denied", str(path))
            return real(path, *rest, **more)

        return asked

    for name in ("stat", "lstat", "mkdir", "open"):
        monkeypatch.setattr(os, name, refusing(getattr(os, name)))
