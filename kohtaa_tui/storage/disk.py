"""The few calls that touch the disk, in one object that tests hand in with faults of their own."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

_NO_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS)
"""What file systems over a network say that know no syncing of folders."""
_SAFE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def make_own(handle: int) -> None:
    """Let the owner, and nobody else, read and write; a file system without rights is taken as it is."""
    if os.name != "nt":
        with suppress(OSError):
            os.fchmod(handle, 0o600)


class Disk:
    """Durable writing. Every method raises `OSError` as the system does."""

    def create(self, path: Path) -> int:
        """A new private file to append to; fails where anything stands in its place."""
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND | _SAFE, 0o600)
        make_own(handle)  # the umask may have taken the owner's own rights away
        return handle

    def reopen(self, path: Path) -> int:
        """An existing file to read and append to; a link in its place is refused."""
        return os.open(path, os.O_RDWR | os.O_APPEND | _SAFE)

    def write(self, handle: int, data: bytes) -> int:
        """Write some of `data`; returns how much."""
        return os.write(handle, data)

    def fsync(self, handle: int) -> None:
        """Return when what was written is on the disk."""
        os.fsync(handle)

    def truncate(self, handle: int, size: int) -> None:
        """Cut the file to `size` bytes."""
        os.ftruncate(handle, size)

    def close(self, handle: int) -> None:
        os.close(handle)

    def replace(self, source: Path, target: Path) -> None:
        """Put one file in another's place in one step."""
        source.replace(target)

    def unlink(self, path: Path) -> None:
        path.unlink()

    def fsync_folder(self, folder: Path) -> None:
        """Return when the folder's entries are on the disk; a system without that is taken at its word."""
        if os.name == "nt":
            return
        try:
            handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0))
        except PermissionError:  # one may write in it and not read it
            return
        try:
            self.fsync(handle)
        except OSError as fault:
            if fault.errno not in _NO_SYNC:
                raise
        finally:
            os.close(handle)

    def write_all(self, handle: int, data: bytes) -> None:
        """Write all of `data`, however many calls that takes."""
        view = memoryview(data)
        while view:
            view = view[self.write(handle, bytes(view)) :]

    def put(self, path: Path, data: bytes) -> None:
        """Make `path` hold `data`, whole or not at all, private, and on the disk before this returns."""
        beside = path.with_name(path.name + ".tmp")
        with suppress(FileNotFoundError):
            self.unlink(beside)
        handle = self.create(beside)
        try:
            try:
                self.write_all(handle, data)
                self.fsync(handle)
            finally:
                self.close(handle)
            self.replace(beside, path)
        except OSError:
            with suppress(OSError):  # the fault that matters is the one being raised
                self.unlink(beside)
            raise
        self.fsync_folder(path.parent)

    def remove(self, path: Path) -> bool:
        """Take a file away, on the disk too; False when there was none."""
        try:
            self.unlink(path)
        except FileNotFoundError:
            return False
        self.fsync_folder(path.parent)
        return True
