"""Bringing the index to what lies on the disk.

A month whose folder looks as it did is believed: whoever writes a meeting puts a new file in the old one's place,
and so do the programs that synchronise. What runs, and what changed a moment ago, is looked at each time. A file
that was changed where it stands is noticed when every file is looked at, once a day or when that is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ..domain.measured import measured
from ..domain.rewriting import as_written
from ..domain.sealing import sealed_text
from ..domain.searching import Summary, summary
from ..domain.session import Session, Status
from .index import BROKEN, FILE, FULL, LOCKED, Entry, Index, Stale
from .index_terms import texts
from .library import Broken, Library
from .session_files import Files, Month

SETTLED_NS = 2_000_000_000
"""What changed within this time may change again without its times telling so."""
DAY_NS = 86_400 * 1_000_000_000

Progress = Callable[[int], None]
"""Told how many meetings have been looked through so far, each time that one had to be read."""


class Refresh(Struct):
    """Looks for what has changed since the index was last brought up to date, and reads that."""

    index: Index
    library: Library
    now_ns: int
    sealed: bool
    """Whether encryption is on: then no text is kept in the index."""
    every: bool = False
    """Whether every file is looked at, though its folder looks as it did."""
    go_on: Callable[[], bool] = lambda: True
    told: Progress = lambda _: None
    broken: dict[int, Broken] = {}
    """By their places, the meetings that could not be read."""
    looked: int = 0
    """How many meetings have been looked through, those that were known already too."""

    def run(self) -> bool:
        """Raises `Stale` where something is gone that had texts in the index; False where it was not gone through."""
        known = self.index.folders()
        checked = self.index.about("checked")
        every = self.every or not 0 <= self.now_ns - checked < DAY_NS
        whole = True
        for folder in reversed([*self.library.months()]):
            name = f"{folder.parent.name}/{folder.name}"
            before, now = known.pop(name, None), _folder_stamp(folder, self.now_ns)
            if every or not now or before != now:
                whole = self._month(name, folder)
                if not whole:
                    break
                if now != before:
                    self.index.put_folder(name, now)
        if whole:
            for name in known:
                self._gone(self.index.entries(name))
                self.index.put_folder(name, None)
            if every:
                self.index.remember("checked", self.now_ns)
        self.index.keep()
        return whole

    def _month(self, name: str, folder: Path) -> bool:
        """One month; False where somebody wanted to stop."""
        before = self.index.entries(name)
        for files in Month(folder).sessions(newest_first=False):
            if not self.go_on():
                return False
            self.looked += 1
            known, stamp = before.pop(files.id, None), _stamp(files, self.now_ns)
            if known is None or not stamp or known.stamp != stamp or known.kind == BROKEN:
                self._read(f"{name}/{files.id}", files, stamp, known)
        self._gone(before)
        return True

    def _read(self, key: str, files: Files, stamp: str, known: Entry | None) -> None:
        whole = self.library.whole(files)
        self.told(self.looked)
        entry = self._entry(key, files, stamp, whole)
        if known is not None:
            entry.n = known.n
            self._must_not_lose(known, entry.found if entry.kind == FULL else None)
        if known is None or not self._same(known, entry):
            self.index.put(entry)
        if isinstance(whole, Broken):
            n = entry.n or self.index.entries(key[:7])[files.id].n
            self.broken[n] = whole

    def _entry(self, key: str, files: Files, stamp: str, whole: Session | Broken) -> Entry:
        """What the index is to know of a meeting: no text where encryption is on or something in it is sealed."""
        if isinstance(whole, Broken):
            return Entry(key, "", BROKEN, True)
        seals = any(sealed_text(r.event) for r in whole.records)
        running = bool(files.journals or files.journal_copies) or whole.status is not Status.ENDED
        one = summary(as_written(whole) if seals else whole)
        kind = FILE if self.sealed or seals or running else FULL
        if seals and not any(texts(one)):
            kind = LOCKED
        if kind != FULL:
            reference = None if one.listed.reference is None else ""
            one = Summary(replace(one.listed, reference=reference))
        times = measured(whole) if whole.status is Status.ENDED else None
        return Entry(key, stamp, kind, running or not stamp, one, times)

    def _same(self, known: Entry, entry: Entry) -> bool:
        """Whether the index knows all that already."""
        if (known.stamp, known.kind, known.live) != (entry.stamp, entry.kind, entry.live):
            return False
        return self.index.holds(entry)

    def _gone(self, gone: dict[str, Entry]) -> None:
        for entry in gone.values():
            self._must_not_lose(entry, None)
            self.index.remove(entry)

    def _must_not_lose(self, known: Entry, now: Summary | None) -> None:
        """A text that is in the index and nowhere else now was taken out on another computer, or by hand."""
        if known.kind == FULL:
            before = self.index.summary(known.n)
            if before is None or not set(texts(before)) <= set(texts(now) if now else ()):
                raise Stale


def _folder_stamp(folder: Path, now_ns: int) -> str:
    try:
        return _told(os.stat(folder), now_ns)  # noqa: PTH116
    except OSError:
        return ""


def _stamp(files: Files, now_ns: int) -> str:
    """How the files of a meeting look; empty where they may change without looking otherwise."""
    found = []
    for path in files.told:
        try:
            status = os.lstat(path)
        except OSError:
            return ""
        if not (told := _told(status, now_ns)):
            return ""
        found.append(f"{path.name!a} {status.st_size} {told}")
    return "\n".join(found)


def _told(status: os.stat_result, now_ns: int) -> str:
    if max(status.st_mtime_ns, status.st_ctime_ns) > now_ns - SETTLED_NS:
        return ""
    return f"{status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
