"""Earlier meetings: finding them, and what their times come to. All that looks back asks here."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from ..domain.measured import Measured
from ..domain.searching import Query
from ..errors import StorageFault
from ..storage.library import Library
from ..storage.session_files import Month
from .clock import Clock, SystemClock
from .found import Found, Hit
from .looking import InFiles

if TYPE_CHECKING:
    from .looking_in_index import InIndex

__all__ = ["Found", "History", "Hit"]

NEWEST = 60
"""So many of the newest meetings are read from their files at once: no index is needed for that."""
_T = TypeVar("_T")


class History:
    """The meetings of one store, to look back at.

    Behind it is an index in the cache of this machine (`storage/index.py`); where there can be none, each meeting is
    read, and the answer is the same. One search at a time: a second thread waits until the first has stopped.
    """

    def __init__(
        self,
        archive: Library,
        clock: Clock | None = None,
        *,
        thorough: bool = False,
        told: Callable[[int], None] = lambda _: None,
    ) -> None:
        """With `thorough` the first search looks at every file, however little seems to have changed: for a thread
        of its own. `told` hears how many meetings have been looked through so far, where the index is brought up to
        date.
        """
        self.archive = archive
        self._clock = clock or SystemClock()
        self._every = thorough
        self._told = told
        self._alone = Lock()

    def find(self, query: Query, most: int = 50, go_on: Callable[[], bool] = lambda: True) -> Found:
        """The newest meetings that match, at most so many (0: all). `go_on` is asked between meetings.

        Raises `StorageFault` where the folder cannot be read.
        """
        looked = None
        if query != Query() or not 0 < most <= NEWEST:
            looked = self._indexed(go_on, lambda look: look.find(query, most))
        return InFiles(self.archive, go_on, sealed=self._sealed).find(query, most) if looked is None else looked

    def measured(self, most: int = 0, go_on: Callable[[], bool] = lambda: True) -> tuple[Measured, ...]:
        """The times of the newest meetings that have ended, newest first, at most so many (0: all)."""
        looked = None
        if not 0 < most <= NEWEST:
            looked = self._indexed(go_on, lambda look: look.measured(most))
        return InFiles(self.archive, go_on, sealed=self._sealed).measured(most) if looked is None else looked

    def rest(self, seconds: float) -> None:
        """Wait until a search that was given up has stopped, at most so many seconds.

        Where the program ends sooner, an index that is being written into is lost with all that was read for it.
        """
        if self._alone.acquire(timeout=seconds):
            self._alone.release()

    def count(self) -> int:
        """How many meetings there are, by the names of their files alone."""
        return sum(Month(month).count() for month in self.archive.months())

    @property
    def _sealed(self) -> bool:
        """Whether encryption is on here, or was when meetings were written whose keys are missing."""
        keys = self.archive.vault.keys
        return keys.on or keys.missing

    def _indexed(self, go_on: Callable[[], bool], ask: Callable[[InIndex], _T]) -> _T | None:
        """What an index that is up to date answers; None where none can be had."""
        from ..storage.index import NoIndex, Stale
        from ..storage.index_file import drop_own
        from ..storage.index_opening import opened
        from ..storage.index_refresh import Refresh
        from .looking_in_index import InIndex

        places, sealed = self.archive.places, self._sealed
        with self._alone:
            for _ in range(2):  # the second time with a new one
                try:
                    with opened(places, sealed=sealed) as index:
                        now_ns = int(self._clock.now().timestamp() * 1_000_000) * 1000
                        refresh = Refresh(index, self.archive, now_ns, sealed, self._every, go_on, self._told)
                        whole = refresh.run()
                        self._every = self._every and not whole
                        going = go_on if whole else _stop
                        return ask(InIndex(self.archive, going, index, refresh.broken, sealed=sealed))
                except Stale:
                    try:
                        drop_own(places)
                    except StorageFault:
                        return None
                except NoIndex:
                    return None
        return None


def _stop() -> bool:
    return False
