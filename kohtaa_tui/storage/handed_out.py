"""A file that a person asks for, to carry elsewhere: always a new one, private, never over another."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from .disk import make_own


def write_new(path: Path, data: bytes, *, sync: bool = True) -> None:
    """Put `data` into a new file that only its owner may read, whatever the umask.

    It is on the disk when this returns; without `sync` the system brings it there in its own time, and a slow
    disk delays nobody.
    Raises `FileExistsError` where anything stands there already, a link too, and `OSError` as the system does;
    what could not be written whole is not left behind.
    """
    extra = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | extra, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            make_own(file.fileno())
            file.write(data)
            file.flush()
            if sync:
                os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):
            path.unlink()
        raise


def expanded(text: str) -> Path:
    """The path that a person typed, `~` meaning the home folder; a home that is not known stays as it was typed."""
    return Path(os.path.expanduser(text))  # noqa: PTH111 - it never raises
