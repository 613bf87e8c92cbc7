"""Trying out what everything stands on: that a file can be saved for good, and that a lock keeps others out."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from ...errors import N_, KohtaaError
from ..inlet import read_bytes
from .finding import FOLDERS, Finding, FolderId, Look, reason

SLOW_MS = 250
"""Saving that takes longer is felt: the word "saved" comes late."""
PROBE = ".kohtaa-doctor-"
"""How the names of files begin that are made to try something out, and taken away again."""


def saving(which: FolderId) -> Callable[[Look], Iterator[Finding]]:
    """The check that a file can be made, written, put on the disk, renamed and taken away in a folder."""

    def check(look: Look) -> Iterator[Finding]:
        yield _saving(which, look)

    return check


def _saving(which: FolderId, look: Look) -> Finding:
    place: Path = getattr(look.places, which)
    check_id = f"saving.{which}"
    fields: dict[str, object] = {"folder": FOLDERS[which]}
    if not os.path.isdir(place):  # noqa: PTH112 - it never raises
        return Finding(check_id, "note", N_("{folder}: saving could not be tried, for it is not there"), fields)
    probe = place / f"{PROBE}{os.urandom(4).hex()}"
    data = b"kohtaa\n" * 200
    start = look.elapsed()
    try:
        look.disk.put(probe, data)
        same = read_bytes(probe, len(data)) == data
        look.disk.remove(probe)
    except (OSError, KohtaaError) as fault:
        with suppress(OSError):
            look.disk.unlink(probe)
        raised = fault if isinstance(fault, OSError) else OSError(errno.EIO, os.strerror(errno.EIO))
        message = N_("{folder}: nothing can be saved: {why}")
        return Finding(check_id, "fault", message, {**fields, "why": reason(raised)}, _cure(raised))
    ms = max(1, round((look.elapsed() - start) * 1000))
    if not same:
        message = N_("{folder}: what was saved reads back as something else")
        fix = N_("Trust this disk no longer. Save what is on it elsewhere.")
        return Finding(check_id, "fault", message, fields, fix)
    if ms > SLOW_MS:
        fix = N_("Nothing is lost by that, but “saved” comes late. The computer's own disk is faster.")
        message = N_("{folder}: saving works and is slow, {ms} ms")
        return Finding(check_id, "note", message, {**fields, "ms": ms}, fix)
    return Finding(check_id, "ok", N_("{folder}: saving works, {ms} ms"), {**fields, "ms": ms})


def _cure(fault: OSError) -> str:
    match fault.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return N_("Make room. What cannot be saved stays on the screen until it can.")
        case errno.ENAMETOOLONG:
            return N_("The folder's path is too long. Give a shorter one with --data-dir.")
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return N_("Make the folder writable, or give another one with --data-dir.")
        case _:
            return N_("Give a folder on another disk with --data-dir, and have this one looked at.")


# --- locks ---


def locks(look: Look, refused: Callable[[Path], bool] | None = None) -> Iterator[Finding]:
    """Whether a lock that is taken keeps a second window out. `refused` asks that from outside."""
    from filelock import FileLock, Timeout

    place = look.places.cache
    if not os.path.isdir(place):  # noqa: PTH112
        yield Finding("locks", "note", N_("Locks could not be tried, for their folder is not there yet"))
        return
    path = place / f"{PROBE}{os.urandom(4).hex()}.lock"
    lock = FileLock(path, timeout=0, mode=0o600)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a lock that is only a file: what it is worth is tried out here
            lock.acquire()
        kept_out = (refused or refused_outside)(path)
    except (OSError, NotImplementedError, Timeout, subprocess.SubprocessError):
        yield Finding("locks", "note", N_("There are no locks on this file system"), {}, _WITHOUT)
        return
    finally:
        with suppress(OSError):
            lock.release()
        with suppress(OSError):
            path.unlink(missing_ok=True)
    if kept_out:
        yield Finding("locks", "ok", N_("Locks work: a meeting that is open is not opened in a second window"))
    else:
        yield Finding("locks", "note", N_("Locks do not keep a second window out on this file system"), {}, _WITHOUT)


_WITHOUT = N_(
    "Nothing is lost by that, but nobody is warned: open a meeting in one window only."
    " Or let KOHTAA_CACHE_DIR name a folder on the computer's own disk."
)

_CHILD = """
import sys, warnings
warnings.simplefilter("ignore")
from filelock import FileLock, Timeout
try:
    FileLock(sys.argv[1], timeout=0).acquire()
except Timeout:
    sys.exit(3)
"""
REFUSED = 3


def refused_outside(path: Path) -> bool:
    """Whether another process is refused a lock that this one has. Raises `OSError`, `SubprocessError`.

    Where no other process can be started, a second lock in this one is asked for: nearly as good.
    """
    from filelock import FileLock, Timeout

    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _CHILD, os.fspath(path)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=8,
            check=False,
        )
    except OSError:
        second = FileLock(path, timeout=0)
        try:
            second.acquire()
        except Timeout:
            return True
        second.release()
        return False
    return done.returncode == REFUSED
