"""One window writes to a session at a time. The system lets the hold go when its process dies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import StorageFault
from .paths import Places, make_private

if TYPE_CHECKING:
    from filelock import BaseFileLock


class Hold:
    """The hold on one session. The lock file lies in the cache folder, never in the data folder."""

    def __init__(self, places: Places, session_id: str) -> None:
        self._path = places.cache_for_data / f"{session_id}.lock"
        self._lock: BaseFileLock | None = None

    def take(self) -> bool:
        """Take the hold; False when another window has it.

        Where no lock can be made at all (a cache folder that cannot be written) nobody is kept out:
        a file of its own for each session is the real guard.
        """
        from filelock import FileLock, Timeout

        try:
            make_private(self._path.parent)
            lock = FileLock(self._path, timeout=0, mode=0o600)
            lock.acquire()
        except Timeout:
            return False
        except (OSError, StorageFault, NotImplementedError):
            return True
        self._lock = lock
        return True

    def release(self) -> None:
        """Let the hold go and take its file away."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
            self._path.unlink(missing_ok=True)
