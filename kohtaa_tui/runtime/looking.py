"""Looking through meetings file by file; with the index it is `looking_in_index`. Both give one answer."""

from __future__ import annotations

from collections.abc import Callable

from ..domain.measured import Measured, measured
from ..domain.searching import Query, Summary, fits, matching, summary
from ..domain.session import Session, Status
from ..storage.library import Broken, Library
from .found import Found, Hit


class Gathering:
    """What a search has found so far."""

    def __init__(self, query: Query, most: int, *, each: bool) -> None:
        self.query, self.most, self.each = query, most, each and query.of_notes
        self._hits: list[Hit] = []
        self._broken: list[Broken] = []
        self._locked = 0
        self._more = False

    def take(self, whole: Session | Broken) -> bool:
        """A meeting as it was read; False where no more is to be found."""
        if isinstance(whole, Broken):
            self._broken.append(whole)
            return True
        return self.take_summary(summary(whole), locked=whole.locked)

    def take_summary(self, one: Summary, *, locked: bool) -> bool:
        """A meeting of which this is known."""
        if locked and self.query.of_notes and fits(one.listed, self.query):
            self._locked += 1
        notes = matching(one, self.query)
        if notes is None:
            return True
        if self.most and len(self._hits) == self.most:
            self._more = True
            return False
        self._hits.append(Hit(one.listed, notes))
        return True

    def found(self) -> Found:
        return Found(tuple(self._hits), self._more, self._locked, tuple(self._broken), self.each)


class InFiles:
    """Every meeting is read."""

    def __init__(self, archive: Library, go_on: Callable[[], bool], *, sealed: bool = False) -> None:
        self._archive, self._go_on, self._sealed = archive, go_on, sealed

    def find(self, query: Query, most: int) -> Found:
        """What matches. Raises `StorageFault` where the folder cannot be read."""
        found = Gathering(query, most, each=self._sealed)
        for whole in self._archive.all_whole():
            if not self._go_on() or not found.take(whole):
                break
        return found.found()

    def measured(self, most: int) -> tuple[Measured, ...]:
        """The times of those that have ended."""
        found: list[Measured] = []
        for whole in self._archive.all_whole():
            if not self._go_on() or (most and len(found) == most):
                break
            if isinstance(whole, Session) and whole.status is Status.ENDED:
                found.append(measured(whole))
        return tuple(found)
