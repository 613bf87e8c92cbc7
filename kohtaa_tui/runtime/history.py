"""Earlier meetings: finding them, and what their times come to. All that looks back asks here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from ..domain.measured import Measured, measured
from ..domain.report import Listed
from ..domain.searching import Noted, Query, matching, summary
from ..domain.session import Session, Status
from ..storage.library import Broken, Library


class Hit(Struct, frozen=True):
    """A meeting that was found, with the notes it was found by."""

    listed: Listed
    notes: tuple[Noted, ...] = ()


class Found(Struct, frozen=True):
    """What a search came to, the newest meeting first."""

    hits: tuple[Hit, ...] = ()
    more: bool = False
    """Whether there are more than were asked for."""
    locked: int = 0
    """Meetings whose texts are sealed and not opened: words were not looked for in them."""
    broken: tuple[Broken, ...] = ()
    """Meetings that cannot be read, where all were asked for."""
    each: bool = False
    """Whether each meeting was opened to look, for the index holds no text: where encryption is on."""


class History:
    """The meetings of one store, to look back at."""

    def __init__(self, archive: Library) -> None:
        self.archive = archive

    def find(self, query: Query, most: int = 50, go_on: Callable[[], bool] = lambda: True) -> Found:
        """The newest meetings that match, at most so many (0: all). `go_on` is asked between meetings.

        Raises `StorageFault` where the folder cannot be read.
        """
        hits: list[Hit] = []
        broken: list[Broken] = []
        locked = 0
        for whole in self._all():
            if not go_on():
                break
            if isinstance(whole, Broken):
                broken.append(whole)
                continue
            locked += query.of_notes and whole.locked
            one = summary(whole)
            notes = matching(one, query)
            if notes is None:
                continue
            if most and len(hits) == most:
                return Found(tuple(hits), True, locked, tuple(broken))
            hits.append(Hit(one.listed, notes))
        return Found(tuple(hits), False, locked, tuple(broken))

    def measured(self, most: int = 0, go_on: Callable[[], bool] = lambda: True) -> tuple[Measured, ...]:
        """The times of the newest meetings that have ended, newest first, at most so many (0: all)."""
        found: list[Measured] = []
        for whole in self._all():
            if not go_on() or (most and len(found) == most):
                break
            if isinstance(whole, Session) and whole.status is Status.ENDED:
                found.append(measured(whole))
        return tuple(found)

    def _all(self) -> Iterator[Session | Broken]:
        return self.archive.all_whole()
