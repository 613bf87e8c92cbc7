"""A file that a person asks for, to carry elsewhere: private, and new unless writing over another was asked for."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from ..errors import N_, StorageFault
from .disk import Disk, make_own
from .paths import Places


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


def write_over(path: Path, data: bytes) -> None:
    """Put `data` in the place of an ordinary file in one step: there is the old file or the new one, never half.

    The new one is private, whatever the old one was; where nothing stands it is just new. A link is never
    followed. Raises `StorageFault` for what is no ordinary file or may not be written to, and `OSError` as the
    system does; then the old file is as it was.
    """
    check_over(path)
    beside = path.with_name(f".kohtaa-{os.urandom(6).hex()}.tmp")
    write_new(beside, data)
    try:
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
    Disk().fsync_folder(path.parent)


def check_over(path: Path) -> None:
    """Raises `StorageFault` for what is no ordinary file or may not be written to; where nothing stands all is well."""
    try:
        found = path.lstat()
    except OSError:  # whoever writes there will say so
        return
    if stat.S_ISLNK(found.st_mode):
        raise StorageFault(N_("{path} is a link to another file, and that is left alone."), path=path)
    if stat.S_ISDIR(found.st_mode):
        raise StorageFault(N_("{path} is a folder."), path=path)
    if not stat.S_ISREG(found.st_mode):
        raise StorageFault(N_("{path} is not an ordinary file."), path=path)
    if not found.st_mode & stat.S_IWUSR or not os.access(path, os.W_OK):
        raise StorageFault(N_("{path} is read-only, and is left as it is."), path=path)


def among_own(path: Path, places: Places) -> bool:
    """Whether a file there would lie among those that kohtaa keeps for itself."""
    try:
        whole = path.parent.resolve() / path.name
        written = (places.packs, places.demos, places.templates)
        kept = (places.sessions, places.practice.data, places.keys, places.cache_for_data)
        folders = [p.resolve() for p in (*kept, *written)]
        single = (places.config_file, places.device_file, places.last_file, places.encrypted_mark)
        files = [p.resolve() for p in single]
    except (OSError, RuntimeError):  # a loop of links: whoever writes there will say so
        return False
    return whole in files or any(whole.is_relative_to(folder) for folder in folders)


def expanded(text: str) -> Path:
    """The path that a person typed, `~` meaning the home folder; a home that is not known stays as it was typed."""
    return Path(os.path.expanduser(text))  # noqa: PTH111 - it never raises
