"""Where a calendar lies, and which files belong to it."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from stat import S_ISDIR, S_ISREG

FILES = 20_000
"""How many files of a folder are read."""

_ADDRESS = re.compile(r"(?!\w:[\\/])[a-z][a-z0-9+.-]*:", re.IGNORECASE)  # and not a drive of Windows


def is_address(source: str) -> bool:
    """Whether a source is an address (`https:`, `webcal:`, `file:` …): those are never opened."""
    return _ADDRESS.match(source.strip()) is not None


def place(source: str, base: Path) -> Path:
    """The path that a source means: `~` is the home folder, and a relative one counts from `base`."""
    return base / os.path.expanduser(source)  # noqa: PTH111 - an unknown user stays as it is written


def is_calendar(name: str) -> bool:
    """Whether the name of a file in a folder is a calendar's.

    Programs that synchronise put names with a dot in front, or `.tmp`, beside what is finished.
    """
    return name.lower().endswith(".ics") and not name.startswith(".")


def calendar_files(folder: Path, cap: int = FILES) -> list[os.DirEntry[str]]:
    """The calendars in a folder and in the folders directly under it, in the order of their names; `cap` and one more.

    Links to folders are not followed. Raises `OSError` where the folder itself cannot be read.
    """
    found: list[os.DirEntry[str]] = []
    below: list[os.DirEntry[str]] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if is_calendar(entry.name) and not entry.is_dir():
                found.append(entry)
            elif not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
                below.append(entry)
            if len(found) > cap or len(below) > cap:
                break
    for child in sorted(below, key=lambda entry: entry.name):
        if len(found) > cap:
            break
        try:
            with os.scandir(child.path) as entries:
                for entry in entries:
                    if is_calendar(entry.name) and not entry.is_dir():
                        found.append(entry)
                    if len(found) > cap:
                        break
        except OSError:
            continue  # the others are read all the same
    return sorted(found, key=lambda entry: entry.path)


def fingerprint(sources: Sequence[str], base: Path) -> object:
    """What differs when a file of the calendars changed, came or went. Looks at no content."""
    return tuple((source, _stamp(place(source, base))) for source in sources if _usable(source))


def _usable(source: str) -> bool:
    return "\0" not in source and not is_address(source)


def _stamp(path: Path) -> object:
    try:
        status = path.stat()
        if not S_ISDIR(status.st_mode):
            return S_ISREG(status.st_mode), status.st_mtime_ns, status.st_size, status.st_ino
        return hash(tuple((entry.path, *_file(entry)) for entry in calendar_files(path)))
    except (OSError, ValueError):
        return None


def _file(entry: os.DirEntry[str]) -> tuple[int, int, int]:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return 0, 0, 0
    return status.st_mtime_ns, status.st_size, status.st_ino
