"""The journal of a running session: one record a line, on the disk before anyone says "saved"."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ..domain.events import Record
from ..errors import N_, StorageFault
from .disk import Disk, make_own
from .inlet import why
from .lines import encode
from .records import Damage, as_lines, beside_struck


class Replaced(StorageFault):
    """Another program put a file of its own in the journal's place. Nothing more is written into it."""


class Journal:
    """An open journal. One writer; reading is done by `records.read_lines`."""

    def __init__(self, disk: Disk, path: Path, handle: int, size: int, *, ragged: bool = False) -> None:
        self._disk = disk
        self.path = path
        self._handle = handle
        self._size = size
        self._ragged = ragged  # whether it ends in a part of a line, which the next line must not grow onto
        self._excess = False  # whether there may be more than `size` of it, of a writing that failed
        self._unsure = False  # whether a rewriting failed, after which the new file may or may not be in place

    @classmethod
    def create(cls, disk: Disk, path: Path, records: Sequence[Record] = (), damage: Sequence[Damage] = ()) -> Journal:
        """A new journal with these records; there is none, or it is whole. Raises `StorageFault`."""
        try:
            if os.path.lexists(path):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            disk.put(path, as_lines(records, damage))
        except OSError as fault:
            raise _fault(path, fault) from None
        return cls.reopen(disk, path)

    @classmethod
    def reopen(cls, disk: Disk, path: Path) -> Journal:
        """An existing journal, to go on with. Links, hard links and special files are refused."""
        try:
            handle = disk.reopen(path)
        except OSError as fault:
            raise _fault(path, fault) from None
        try:
            status = os.fstat(handle)
            if not _ordinary(status):
                raise StorageFault(N_("{path} is not an ordinary file."), path=path)
            make_own(handle)
            ragged = status.st_size > 0 and _last_byte(handle, status.st_size) != b"\n"
        except (OSError, StorageFault) as fault:
            disk.close(handle)
            raise (fault if isinstance(fault, StorageFault) else _fault(path, fault)) from None
        return cls(disk, path, handle, status.st_size, ragged=ragged)

    def append(self, records: Sequence[Record]) -> None:
        """Write the records and return when they are on the disk.

        On a fault the file is cut back to what it was, so that nothing half-written is left, and
        `StorageFault` is raised; the same records may be given again.
        """
        if not records:
            return
        data = b"".join(encode(record) + b"\n" for record in records)
        try:
            self._still_ours()
            if self._excess:
                self._cut_back()
            if self._ragged or self._excess:  # the next line begins on a line of its own
                data = b"\n" + data
            size = os.fstat(self._handle).st_size if self._excess else self._size
            self._disk.write_all(self._handle, data)
            self._disk.fsync(self._handle)
        except OSError as fault:
            self._cut_back()
            raise _fault(self.path, fault) from None
        self._size = size + len(data)
        self._ragged = self._excess = False

    def rewrite(self, records: Sequence[Record], damage: Sequence[Damage] = ()) -> tuple[Damage, ...]:
        """Put a new journal in the old one's place, whole or not at all, and go on with it.

        Lines that could not be understood are carried over as they are, but for those with the number of
        a struck record: its text may stand in them. Returns those that stay. Raises `StorageFault`.
        """
        damage = beside_struck(records, damage)
        data = as_lines(records, damage)
        try:
            if not self._unsure:
                self._still_ours()
            self._unsure = True
            self._disk.put(self.path, data)
            handle = self._disk.reopen(self.path)
        except OSError as fault:
            raise _fault(self.path, fault) from None
        old, self._handle = self._handle, handle
        self._size, self._ragged, self._excess, self._unsure = len(data), False, False, False
        self._let_go(old)
        return damage

    def close(self) -> None:
        """Let the file go; what was appended is on the disk already."""
        self._let_go(self._handle)

    def _let_go(self, handle: int) -> None:
        """Close a file that has all it should have: the handle is gone then, whatever the system says."""
        with suppress(OSError):
            self._disk.close(handle)

    def _cut_back(self) -> None:
        try:
            self._disk.truncate(self._handle, self._size)
            self._excess = False
        except OSError:
            self._excess = True

    def _still_ours(self) -> None:
        """Refuse to write into a file that no longer stands where readers will look."""
        there, here = self.path.lstat(), os.fstat(self._handle)
        if (there.st_dev, there.st_ino) != (here.st_dev, here.st_ino):
            raise Replaced(N_("{path} was replaced by another file while the meeting was running."), path=self.path)


def _last_byte(handle: int, size: int) -> bytes:
    os.lseek(handle, size - 1, os.SEEK_SET)  # writing always appends, wherever one has read
    return os.read(handle, 1)


def _ordinary(status: os.stat_result) -> bool:
    import stat

    ours = os.name == "nt" or status.st_uid == os.geteuid()
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1 and ours


def _fault(path: Path, fault: OSError) -> StorageFault:
    return StorageFault(N_("{path} cannot be written: {why}"), path=path, why=why(fault))
