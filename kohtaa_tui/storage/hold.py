"""One window writes to a session at a time. The system lets the hold go when its process dies."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from ..domain.events import Wall
from ..domain.text import clean
from ..errors import KohtaaError, StorageFault
from .inlet import read_bytes
from .paths import Places, make_private
from .session_files import ID, names

if TYPE_CHECKING:
    from filelock import BaseFileLock


class Holder(Struct, frozen=True):
    """Who has the hold, as it says itself. For people to read: only the lock keeps anybody out."""

    pid: int
    since: Wall
    terminal: str = ""
    """The terminal's name, `pts/3`; empty where there is none."""


class Hold:
    """The hold on one session. The lock file lies in the cache folder, never in the data folder."""

    def __init__(self, places: Places, session_id: str) -> None:
        self._path = places.cache_for_data / f"{session_id}.lock"
        self._told = places.cache_for_data / f"{session_id}.holder"
        self._lock: BaseFileLock | None = None

    def take(self, since: datetime | None = None) -> bool:
        """Take the hold; False when another window has it. With `since` others are told who has it from then on.

        Where no lock can be made at all (a cache folder that cannot be written) nobody is kept out:
        a file of its own for each session is the real guard.
        """
        from filelock import FileLock, Timeout

        if self._lock is not None:
            return True
        try:
            make_private(self._path.parent)
            lock = FileLock(self._path, timeout=0, mode=0o600)
            lock.acquire()
        except Timeout:
            return False
        except (OSError, StorageFault, NotImplementedError):
            return True
        self._lock = lock
        if since is not None:
            self._tell(since)
        return True

    def holder(self) -> Holder | None:
        """Who has the hold that could not be taken; None where that is not told, or told by one that is gone."""
        try:
            holder = msgspec.json.decode(read_bytes(self._told, 4096), type=Holder)
        except (KohtaaError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        if not _alive(holder.pid):
            return None
        return Holder(holder.pid, holder.since, clean(holder.terminal, 20))

    def _tell(self, since: datetime) -> None:
        """Write down who has the hold. Nobody misses it where that fails, and no power cut needs to be outlived."""
        beside = self._told.with_name(f"{self._told.name}.tmp")
        with suppress(OSError):
            beside.unlink(missing_ok=True)
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0)
            with os.fdopen(os.open(beside, flags, 0o600), "wb") as file:
                file.write(msgspec.json.encode(Holder(os.getpid(), since, _terminal())))
            beside.replace(self._told)

    @property
    def elsewhere(self) -> bool:
        """Whether another window has the hold; looks for its lock first, and makes none where there is none."""
        if self._lock is not None or not os.path.exists(self._path):  # noqa: PTH110 - it never raises
            return False
        taken = self.take()
        self.release()
        return not taken

    def release(self) -> None:
        """Let the hold go and take its file away."""
        if self._lock is not None:
            with suppress(OSError):
                self._told.unlink(missing_ok=True)
            # While it is still locked: afterwards the file may be another window's, and a third would make a new
            # one beside it. Whoever locks the file that is gone is told so by filelock, which from 3.29.5 looks
            # after locking and takes no file away itself.
            if os.name != "nt":
                with suppress(OSError):
                    self._path.unlink(missing_ok=True)
            self._lock.release()
            self._lock = None
            if os.name == "nt":  # there, a file that anybody has open cannot be taken away
                with suppress(OSError):
                    self._path.unlink(missing_ok=True)


def told(places: Places) -> list[str]:
    """The ids of the sessions of which somebody has told that they hold them, the one begun last first.

    Who told may be gone since: `Hold.holder` and `Hold.elsewhere` know more.
    """
    try:
        found = names(places.cache_for_data)
    except StorageFault:
        return []
    ids = (name.removesuffix(".holder") for name in found if name.endswith(".holder"))
    return sorted((i for i in ids if ID.fullmatch(i)), reverse=True)


def _terminal() -> str:
    """The name of the terminal this program runs in; empty where it runs in none."""
    for handle in (0, 1, 2):
        with suppress(OSError, AttributeError):  # no ttyname on Windows
            return os.ttyname(handle).removeprefix("/dev/")
    return ""


def _alive(pid: int) -> bool:
    """Whether there is such a process; True where that cannot be told."""
    if os.name == "nt" or pid < 1:  # there, signal 0 is Ctrl+C
        return pid > 0
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # another user's
        return True
    return True
