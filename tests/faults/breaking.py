"""A disk of which one call fails, or every call from one on, in every way a system knows."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

from msgspec import Struct

from kohtaa_tui.storage.disk import Disk

T = TypeVar("T")
Effect = Literal["before", "after", "short"]
ERRORS = (errno.ENOSPC, errno.EIO, errno.EINTR, errno.EDQUOT, errno.EROFS)


class Fault(Struct, frozen=True):
    """How the disk fails."""

    at: int
    """The number of the call, counted from 1."""
    error: int
    effect: Effect
    """Whether the call fails before it did its work or after; or a writing writes a part of it and says so."""
    for_ever: bool
    """Whether everything fails from there on, until the disk is mended."""

    def __str__(self) -> str:
        lasting = "for ever" if self.for_ever else "once"
        return f"call {self.at} {errno.errorcode[self.error]} {self.effect} {lasting}"


class BreakingDisk(Disk):
    """A disk with a fault."""

    def __init__(self, fault: Fault | None = None) -> None:
        self.fault = fault
        self.calls = 0
        self.failed = 0
        """How many calls have failed."""
        self.mended = False

    def mend(self) -> None:
        """From now on everything works."""
        self.mended = True

    def _due(self) -> bool:
        self.calls += 1
        if self.fault is None or self.mended:
            return False
        due = self.calls >= self.fault.at if self.fault.for_ever else self.calls == self.fault.at
        self.failed += due
        return due

    def _call(self, work: Callable[[], T], *, always: bool = False) -> T:
        if not self._due():
            return work()
        assert self.fault is not None
        if always or (self.fault.effect == "after" and self.calls == self.fault.at):
            work()
        raise OSError(self.fault.error, os.strerror(self.fault.error))

    def create(self, path: Path) -> int:
        return self._call(lambda: self._let_go(Disk.create(self, path)))

    def reopen(self, path: Path) -> int:
        return self._call(lambda: self._let_go(Disk.reopen(self, path)))

    def _let_go(self, handle: int) -> int:
        """A handle that nobody will hear of is closed."""
        if self.fault is not None and self.failed and self.calls == self.fault.at:
            os.close(handle)
        return handle

    def write(self, handle: int, data: bytes) -> int:
        fault = self.fault
        if fault is None or fault.effect != "short":
            return self._call(lambda: Disk.write(self, handle, data))
        if not self._due():
            return Disk.write(self, handle, data)
        if self.calls == fault.at and len(data) > 1:
            return Disk.write(self, handle, data[: len(data) // 2])
        raise OSError(fault.error, os.strerror(fault.error))

    def fsync(self, handle: int) -> None:
        self._call(lambda: None)  # nothing here looks at what a power cut leaves

    def truncate(self, handle: int, size: int) -> None:
        self._call(lambda: Disk.truncate(self, handle, size))

    def close(self, handle: int) -> None:
        self._call(lambda: Disk.close(self, handle), always=True)

    def replace(self, source: Path, target: Path) -> None:
        self._call(lambda: Disk.replace(self, source, target))

    def unlink(self, path: Path) -> None:
        self._call(lambda: Disk.unlink(self, path))

    def fsync_folder(self, folder: Path) -> None:
        self._call(lambda: None)
