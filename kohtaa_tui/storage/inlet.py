"""The one inlet for files that others may have written: checked, capped, strictly UTF-8."""

from __future__ import annotations

import os
import stat
from io import FileIO
from pathlib import Path

from ..errors import N_, StorageFault

PACK_BYTES = 256 * 1024
SESSION_BYTES = 20 * 1024 * 1024
SETTINGS_BYTES = 64 * 1024
CALENDAR_BYTES = 5 * 1024 * 1024
STATISTIC_BYTES = 16 * 1024


def read_bytes(path: Path, cap: int) -> bytes:
    """The content of an ordinary file of at most `cap` bytes.

    Refuses links in the last place, folders, pipes and devices, so that reading can neither hang nor
    be led elsewhere. Raises `StorageFault` in one sentence.
    """
    handle = _opened(path)
    try:
        parts: list[bytes] = []
        size = 0
        while size <= cap:
            part = os.read(handle, min(1 << 20, cap + 1 - size))
            if not part:
                return b"".join(parts)
            parts.append(part)
            size += len(part)
    except OSError as fault:
        raise StorageFault(N_("{path} cannot be read: {why}"), path=path, why=why(fault)) from None
    finally:
        os.close(handle)
    raise StorageFault(N_("{path} is too large: at most {cap} kB are read."), path=path, cap=cap // 1024)


def open_file(path: Path) -> FileIO:
    """An ordinary file to read here and there, for what is larger than may be in memory. Whoever reads it caps it.

    Refuses what `read_bytes` refuses. Raises `StorageFault` in one sentence.
    """
    return FileIO(_opened(path), "rb")


def _opened(path: Path) -> int:
    try:
        handle = os.open(
            path,
            os.O_RDONLY
            | getattr(os, "O_NOFOLLOW", 0)
            | getattr(os, "O_NONBLOCK", 0)
            | getattr(os, "O_CLOEXEC", 0)
            | getattr(os, "O_BINARY", 0),
        )
    except OSError as fault:
        raise StorageFault(N_("{path} cannot be read: {why}"), path=path, why=why(fault)) from None
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise StorageFault(N_("{path} is not an ordinary file."), path=path)


def decode(data: bytes, path: Path) -> str:
    """Strict UTF-8, with or without a byte-order mark. Raises `StorageFault` naming the line."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise StorageFault(N_("{path} is written in UTF-16: save it as UTF-8."), path=path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise StorageFault(
            N_("{path}, line {line}: a byte that is not UTF-8. Save the file as UTF-8."), path=path, line=line
        ) from None


def why(fault: OSError) -> str:
    """The system's own words for a fault, without path and number."""
    return fault.strerror or type(fault).__name__
