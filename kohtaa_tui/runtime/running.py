"""The meeting that runs now in a window of this computer, read from its files by somebody else.

Nothing is asked of the window itself: its hold says that it is there, its journal what has happened.
Notes, reference and half-typed line are never looked at, so that nothing needs to be unlocked.
"""

from __future__ import annotations

import os
from pathlib import Path

from ..domain.folding import fold
from ..domain.session import Session, Status
from ..errors import KohtaaError
from ..storage.hold import Hold, told
from ..storage.library import Library
from .clock import Clock


class Lookout:
    """Looks for the meeting that runs. `look` reads the files, `changed` asks cheaply whether one should look again."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._hold: Hold | None = None
        self._files: dict[Path, object] = {}
        """What was looked at last, and what told it from what may stand there later."""

    def look(self, first: str = "") -> Session | None:
        """The meeting that runs; of several the one with the id `first`, else the one begun last.

        One that was left, or ended, does not run.
        """
        folder = self._library.places.cache_for_data
        self._hold, self._files = None, {folder: _seen(folder)}  # before it is read: what changes meanwhile is seen
        for session_id in sorted(told(self._library.places), key=lambda one: one != first):
            hold = Hold(self._library.places, session_id)
            # The lock is tried only where its holder lives: trying it can be in the way of whoever takes it just then.
            if hold.holder() is None or not hold.elsewhere:
                continue
            try:
                files = self._library.files(session_id)
                seen = {path: _seen(path) for path in files.told}
                session = fold(session_id, self._library.read_files(files)[0].records)
            except KohtaaError:  # it is being written this moment, or cannot be read: there is nothing to tell of it
                continue
            if session.status is not Status.ENDED:
                self._hold, self._files = hold, self._files | seen
                return session
        return None

    def changed(self) -> bool:
        """Whether something has happened since `look`, or the window is gone; never raises."""
        gone = self._hold is not None and self._hold.holder() is None
        return gone or any(_seen(path) != before for path, before in self._files.items())


def moment_ms(session: Session, clock: Clock) -> int:
    """The meeting's own time now, by the time of day: the only clock that two programs share."""
    return max(session.last_ms, round((clock.now() - session.wall(0)).total_seconds() * 1000))


def _seen(path: Path) -> tuple[int, int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - once a second, for as long as somebody follows
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
