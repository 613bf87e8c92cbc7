"""Fakes that are handed in: a clock that is set by hand, and a disk that fails when told."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from kohtaa_tui.storage.disk import Disk
from kohtaa_tui.storage.paths import Places
from tests.build import START

T = TypeVar("T")


class FakeClock:
    """A clock that stands still until it is moved."""

    speed = 1.0

    def __init__(self, now: datetime = START, elapsed: float = 1000.0) -> None:
        self.wall = now
        self.run = elapsed
        self.slept = 0.0

    def elapsed(self) -> float:
        return self.run

    def awake(self) -> float:
        return self.run - self.slept

    def now(self) -> datetime:
        return self.wall

    def after(self, seconds: float) -> None:
        """Time passes, on both clocks."""
        self.run += seconds
        self.wall += timedelta(seconds=seconds)

    def sleep(self, seconds: float) -> None:
        """The machine sleeps, and the system can tell: the elapsed time runs on, and the waking time does not."""
        self.after(seconds)
        self.slept += seconds

    def set_wall(self, seconds: float) -> None:
        """Somebody sets the clock on the wall, or the elapsed time missed a sleep."""
        self.wall += timedelta(seconds=seconds)


class FailingDisk(Disk):
    """A disk that works until call number `at`, counted from 1; 0 never fails.

    From there every call fails, as after a power cut, or only the named ones while `broken` is set.
    """

    def __init__(self, at: int = 0) -> None:
        self.at = at
        self.calls = 0
        self.broken = False
        self.fails = frozenset({"create", "reopen", "write", "fsync", "truncate", "replace", "unlink", "fsync_folder"})
        self.error = errno.ENOSPC
        self.after_effect = False
        """Whether the failing call has done its work when it fails."""

    def _call(self, name: str, work: Callable[[], T]) -> T:
        self.calls += 1
        dead = bool(self.at) and self.calls >= self.at
        if (dead or self.broken) and name in self.fails:
            if self.after_effect and self.calls == self.at:
                work()
            raise OSError(self.error, os.strerror(self.error))
        return work()

    def create(self, path: Path) -> int:
        return self._call("create", lambda: Disk.create(self, path))

    def reopen(self, path: Path) -> int:
        return self._call("reopen", lambda: Disk.reopen(self, path))

    def write(self, handle: int, data: bytes) -> int:
        return self._call("write", lambda: Disk.write(self, handle, data))

    def fsync(self, handle: int) -> None:
        self._call("fsync", lambda: Disk.fsync(self, handle))

    def truncate(self, handle: int, size: int) -> None:
        self._call("truncate", lambda: Disk.truncate(self, handle, size))

    def replace(self, source: Path, target: Path) -> None:
        self._call("replace", lambda: Disk.replace(self, source, target))

    def unlink(self, path: Path) -> None:
        self._call("unlink", lambda: Disk.unlink(self, path))

    def fsync_folder(self, folder: Path) -> None:
        self._call("fsync_folder", lambda: Disk.fsync_folder(self, folder))


def places(tmp_path: Path) -> Places:
    """The folders that the environment of every test names."""
    return Places(tmp_path / "data", tmp_path / "config", tmp_path / "cache")
