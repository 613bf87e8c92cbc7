"""Looking through meetings with the index: what it does not hold is read, and all else is only known by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ..domain.measured import Measured, measured
from ..domain.searching import Query
from ..domain.session import Session
from ..storage.index import BROKEN, FULL, LOCKED, Entry, Index
from ..storage.library import Broken, Library
from ..storage.session_files import Month
from .found import Found
from .looking import Gathering


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
        found = Gathering(query, most, each=self._sealed)
        for entry in self._index.candidates(query):
            if not self._go_on() or not self._take(entry, found):
                break
        return found.found()

    def _take(self, entry: Entry, found: Gathering) -> bool:
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
