"""Anonymous statistics on their way out: written beside the locks when a meeting ends, carried over later.

The shared folder may be away, slow, full or forbidden; a meeting ends without it. What waits here is private, bears
no name and no day, and is carried over as it is.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ..domain.statistics import Statistic, from_bytes, monday, to_bytes
from ..errors import StorageFault
from .disk import Disk
from .handed_out import expanded, write_new
from .inlet import STATISTIC_BYTES, read_bytes
from .paths import Places, make_private

SUFFIX = ".json"
PART = ".part"
"""What ends the name of a file that is not whole yet, so that no reader of the folder takes it for one."""


class Outbox:
    """The files of one data folder that wait to be carried over."""

    def __init__(self, places: Places, disk: Disk | None = None) -> None:
        self.disk = disk or Disk()
        self.folder = places.cache_for_data / "statistics"

    def put(self, one: Statistic) -> None:
        """Let a file wait here. Raises `StorageFault`, `OSError`."""
        make_private(self.folder)
        path = self.folder / f"{one.id}{SUFFIX}"
        write_new(path, to_bytes(one), sync=False)
        _date(path, one)

    def waiting(self) -> tuple[Path, ...]:
        """The files that wait, in an order that tells nothing. Raises `OSError` where that cannot be told."""
        try:
            names = sorted(name for name in os.listdir(self.folder) if name.endswith(SUFFIX))  # noqa: PTH208
        except (FileNotFoundError, NotADirectoryError):
            return ()
        return tuple(self.folder / name for name in names)

    def drop(self) -> None:
        """Take away what waits: it is not wanted any more."""
        with suppress(OSError):
            for path in self.waiting():
                path.unlink(missing_ok=True)

    def carry(self, folder: Path, go_on: Callable[[], bool] = lambda: True) -> int:
        """Carry what waits into the shared folder; returns how many files. `go_on` is asked before each.

        The folder is never made: one that is missing is a share that is away. Raises `OSError` at the first file
        that cannot be written; what is left waits on. Only one program at a time carries.
        """
        waiting = self.waiting()
        if not waiting:
            return 0
        from filelock import FileLock, Timeout

        try:
            lock = FileLock(self.folder / "carrying.lock", timeout=0, mode=0o600)
            with lock:
                return self._carry(waiting, folder, go_on)
        except Timeout:  # another program is at it, or hangs in it
            return 0

    def _carry(self, waiting: tuple[Path, ...], folder: Path, go_on: Callable[[], bool]) -> int:
        status = folder.stat()
        if not stat.S_ISDIR(status.st_mode):
            raise NotADirectoryError(str(folder))
        done = 0
        for path in waiting:
            if not go_on():
                break
            try:
                data = read_bytes(path, STATISTIC_BYTES)
                one = from_bytes(data)
            except (StorageFault, ValueError):  # cut short by a full disk: nobody could read it there either
                path.unlink(missing_ok=True)
                continue
            self._write(folder, one, data, status.st_mode)
            path.unlink(missing_ok=True)
            done += 1
        return done

    def _write(self, folder: Path, one: Statistic, data: bytes, mode: int) -> None:
        """Put a file into the shared folder, whole or not at all, and never over another.

        Whoever may read the folder may read the file: that is what it is there for.
        """
        path = folder / f"{one.id}{SUFFIX}"
        if os.path.lexists(path):  # it was carried over, and the program was stopped just then
            return
        beside = path.with_suffix(PART)
        beside.unlink(missing_ok=True)  # the same: nobody else knows this name
        handle = self.disk.create(beside)
        try:
            try:
                self.disk.write_all(handle, data)
                self.disk.fsync(handle)
            finally:
                self.disk.close(handle)
            with suppress(OSError):  # a file system without rights
                beside.chmod(0o600 | (mode & 0o044))
            _date(beside, one)
            self.disk.replace(beside, path)
        except OSError:
            with suppress(OSError):
                beside.unlink()
            raise


def target(folder: str, places: Places) -> Path:
    """The shared folder as the settings name it; what is no whole path counts from the folder of the settings."""
    return places.config / expanded(folder)


def _date(path: Path, one: Statistic) -> None:
    """Let the file bear the first moment of its week: the time of writing would tell the day, and the hour."""
    moment = monday(one.week).timestamp()
    with suppress(OSError):
        os.utime(path, (moment, moment))
