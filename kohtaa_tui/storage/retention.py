"""Texts go in time: which meetings are past the days that the settings keep them, and taking them out.

A meeting is due `keep_days` times 24 hours after its last moment. Looking for them is cheap: ids begin with
the start, so that only old ones are looked at, and months in which everything is erased already are
remembered in the cache, until something in them changes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from ..errors import N_, KohtaaError, StorageFault
from . import document
from .archive import Archive, Erased
from .hold import Hold
from .inlet import SESSION_BYTES, SETTINGS_BYTES, read_bytes, why
from .library import Broken
from .paths import make_private
from .session_files import Files, Month, names

SOON = timedelta(days=3)
"""How long before it is due a meeting is told of."""
_SETTLED_NS = 2_000_000_000
"""A folder that changed within this time may change again without its times telling so."""


class Aged(Struct, frozen=True):
    """A meeting whose texts are due to be erased, now or soon."""

    id: str
    started_at: datetime
    due_at: datetime
    reference: str = ""


class DueList(Struct, frozen=True):
    """What a look through the meetings found, the oldest first."""

    due: tuple[Aged, ...] = ()
    soon: tuple[Aged, ...] = ()
    held: tuple[str, ...] = ()
    """Meetings that are due and open in another window: left for the next time."""
    strange: tuple[Broken, ...] = ()
    """Old meetings that cannot be read, or that a newer version wrote: named, and never touched."""


class Done(Struct, frozen=True):
    """What came of erasing."""

    erased: tuple[Erased, ...] = ()
    held: tuple[str, ...] = ()
    failed: tuple[Broken, ...] = ()


LONGEST_AWAY = timedelta(days=365)
"""A person may be away for so long; a clock that says more has more likely been set wrongly."""


class _Remembered(Struct):
    """What the cache remembers. Nobody misses it, and it need never be right."""

    months: dict[str, int] = {}
    """Months in which all texts are erased, with the time of the last change in each."""
    untold: int = 0
    """Meetings that were erased since Home last told of it."""


class Retention:
    """Looks for what is due in one archive, and erases it."""

    def __init__(self, archive: Archive, keep_days: int) -> None:
        """With 0 days nothing is ever due."""
        self._archive = archive
        self._days = timedelta(days=keep_days)

    @property
    def _path(self) -> Path:
        return self._archive.places.cache_for_data / "erased.json"

    # --- looking ---

    def plausible(self, now: datetime) -> bool:
        """Whether `now` may be true: nothing goes by itself where the clock is a year past all that was written.

        Raises `StorageFault` when a folder cannot be read.
        """
        newest = next(self._archive.ids(), None)
        return newest is None or now - _begun(newest) < self._days + LONGEST_AWAY

    def look(self, now: datetime, go_on: Callable[[], bool] = lambda: True, *, by_itself: bool = False) -> DueList:
        """What is due at `now`, and what soon. `go_on` is asked between meetings; False ends the look early.

        With `by_itself` nobody has asked for it: then nothing is due where the clock cannot be believed.
        Raises `StorageFault` when a folder cannot be read.
        """
        if not self._days or (by_itself and not self.plausible(now)):
            return DueList()
        due: list[Aged] = []
        soon: list[Aged] = []
        held: list[str] = []
        strange: list[Broken] = []
        kept = self._kept()
        remembered: dict[str, int] = {}
        latest = f"{now.astimezone(UTC) - self._days + SOON:%Y%m%dT%H%M%S}~"
        for name, folder in _months(self._archive.places.sessions):
            if name > latest[:6]:
                break
            changed = _changed(folder)
            if changed is not None and kept.months.get(name) == changed:
                remembered[name] = changed
                continue
            all_erased = changed is not None and changed < now.timestamp() * 1e9 - _SETTLED_NS
            month = Month(folder)
            for files in sorted([*month.sessions(), *month.orphans()], key=lambda files: files.id):
                if not go_on():
                    return DueList(tuple(due), tuple(soon), tuple(held), tuple(strange))
                if files.id > latest:
                    all_erased = False
                    break
                aged = self._aged(files)
                all_erased = all_erased and aged is None
                if isinstance(aged, Broken):
                    strange.append(aged)
                elif aged is not None and aged.due_at <= now:
                    if Hold(self._archive.places, aged.id).elsewhere:
                        held.append(aged.id)
                    else:
                        due.append(aged)
                elif aged is not None and aged.due_at <= now + SOON:
                    soon.append(aged)
            if all_erased and changed is not None:
                remembered[name] = changed
        if remembered != kept.months:
            self._keep(_Remembered(remembered, self._kept().untold))
        return DueList(tuple(due), tuple(soon), tuple(held), tuple(strange))

    def _aged(self, files: Files) -> Aged | Broken | None:
        """When a session is due; None when all is erased in it already."""
        if not files.told:  # a half-typed line whose meeting was taken away elsewhere
            return self._at(files.id, _begun(files.id), 0, "")
        try:
            if files.alone:  # as nearly all are: a glance is enough, and erasing reads all of it once more
                seen = document.glance(read_bytes(files.documents[0], SESSION_BYTES))
                if seen is not None:
                    return None if seen.erased else self._at(files.id, seen.started_at, seen.last_ms, seen.reference)
            loaded = self._archive.load_files(files)
            session = loaded.session
            if loaded.newer:
                return Broken(files.id, files.told[0], StorageFault(document.NEWER_STAYS))
            if session.erased and not self._archive.tells(files, session):
                return None
        except KohtaaError as fault:
            return Broken(files.id, files.told[0], fault)
        except OSError as fault:
            return Broken(files.id, files.told[0], _unreadable(files.told[0], fault))
        last_ms = session.last_ms if session.ended_ms is None else session.ended_ms
        return self._at(session.id, session.began_at, last_ms - session.begin_ms, session.reference)

    def _at(self, session_id: str, started_at: datetime, last_ms: int, reference: str) -> Aged:
        due_at = started_at + timedelta(milliseconds=last_ms) + self._days
        return Aged(session_id, started_at, due_at, reference)

    # --- erasing ---

    def erase(self, ids: Iterable[str], now: datetime, go_on: Callable[[], bool] = lambda: True) -> Done:
        """Erase those that are still due, each under its own hold, read anew; never raises for one of them."""
        erased: list[Erased] = []
        held: list[str] = []
        failed: list[Broken] = []
        for session_id in ids:
            if not go_on():
                break
            hold = Hold(self._archive.places, session_id)
            if not hold.take():
                held.append(session_id)
                continue
            try:
                files = self._archive.files(session_id)
                aged = self._aged(files) if files.all else None
                if isinstance(aged, Broken):
                    failed.append(aged)
                elif aged is not None and aged.due_at <= now:
                    erased.append(self._archive.erase(session_id))
            except KohtaaError as fault:
                failed.append(Broken(session_id, self._archive.path(session_id, "json"), fault))
            except OSError as fault:
                path = self._archive.path(session_id, "json")
                failed.append(Broken(session_id, path, _unreadable(path, fault)))
            finally:
                hold.release()
        return Done(tuple(erased), tuple(held), tuple(failed))

    # --- what is remembered ---

    @property
    def untold(self) -> int:
        """How many meetings were erased without anybody having been told since."""
        return self._kept().untold

    def tell_later(self, number: int) -> None:
        """Remember that so many were erased, until Home tells it; 0 once it has."""
        kept = self._kept()
        if number or kept.untold:
            self._keep(_Remembered(kept.months, kept.untold + number if number else 0))

    def _kept(self) -> _Remembered:
        try:
            return msgspec.json.decode(read_bytes(self._path, SETTINGS_BYTES), type=_Remembered)
        except (StorageFault, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return _Remembered()

    def _keep(self, kept: _Remembered) -> None:
        with suppress(StorageFault, OSError):  # it is looked up again the next time
            make_private(self._path.parent)
            self._archive.disk.put(self._path, msgspec.json.encode(kept))


def _begun(session_id: str) -> datetime:
    """When the session of an id began, to the second."""
    return datetime.strptime(session_id[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _months(sessions: Path) -> Iterator[tuple[str, Path]]:
    """The folders of all months with their names, `202611`, the oldest first."""
    for year in sorted(n for n in names(sessions) if len(n) == 4 and n.isdigit()):
        for month in sorted(n for n in names(sessions / year) if len(n) == 2 and n.isdigit()):
            yield year + month, sessions / year / month


def _changed(folder: Path) -> int | None:
    """When something in a folder last changed, in nanoseconds; None where that cannot be told.

    A program that copies an old file over another may give it its old time again: the time at which the
    system saw the change cannot be set.
    """
    try:
        found = [folder.stat()]
        with os.scandir(folder) as entries:
            found += [entry.stat(follow_symlinks=False) for entry in entries]
    except OSError:
        return None
    return max(max(status.st_mtime_ns, status.st_ctime_ns) for status in found)


def _unreadable(path: Path, fault: OSError) -> StorageFault:
    return StorageFault(N_("{path} cannot be read: {why}"), path=path, why=why(fault))
