"""The two ways of looking through meetings: file by file, and with the index. Both give one answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ..domain.measured import Measured, measured
from ..domain.searching import Query, Summary, fits, matching, summary
from ..domain.session import Session, Status
from ..storage.index import BROKEN, FULL, LOCKED, Entry, Index
from ..storage.library import Broken, Library
from ..storage.session_files import Month
from .found import Found, Hit


class _Gathering:
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
        found = _Gathering(query, most, each=self._sealed)
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


class InIndex:
    """What the index knows is looked at; only meetings whose texts it does not hold are read."""

    def __init__(
        self,
        archive: Library,
        go_on: Callable[[], bool],
        index: Index,
        broken: dict[int, Broken],
        *,
        sealed: bool = False,
    ) -> None:
        self._archive, self._go_on, self._index, self._broken, self._sealed = archive, go_on, index, broken, sealed
        self._month: tuple[Path, Month] | None = None

    def find(self, query: Query, most: int) -> Found:
        """What matches."""
        found = _Gathering(query, most, each=self._sealed)
        for entry in self._index.candidates(query):
            if not self._go_on() or not self._take(entry, found):
                break
        return found.found()

    def _take(self, entry: Entry, found: _Gathering) -> bool:
        if entry.kind == BROKEN and entry.n in self._broken:
            return found.take(self._broken[entry.n])
        if entry.kind == FULL or (entry.kind == LOCKED and not self._archive.vault.identities):
            one = self._index.summary(entry.n)
            if one is not None:
                return found.take_summary(one, locked=entry.kind == LOCKED)
        return all(found.take(whole) for whole in self._read(entry.key))

    def measured(self, most: int) -> tuple[Measured, ...]:
        """The times of those that have ended."""
        found: list[Measured] = []
        for one in self._index.measured(most):
            if not self._go_on():
                break
            if isinstance(one, Measured):
                found.append(one)
            else:
                found += (measured(whole) for whole in self._read(one) if isinstance(whole, Session))
        return tuple(found)

    def _read(self, key: str) -> Iterator[Session | Broken]:
        """A meeting as it lies on the disk; nothing where it has gone just now."""
        folder = self._archive.places.sessions / key[:7]
        if self._month is None or self._month[0] != folder:
            self._month = folder, Month(folder)
        files = self._month[1].files(key[8:])
        if files.told:
            yield self._archive.whole(files)
