"""The index: what is searched of every meeting, and its times, in one file of SQLite in the cache of this machine.

Nobody misses it, and it is never needed to be right: `index_refresh` brings it to what lies on the disk, and what
it finds is looked at once more. Whoever has it open has it alone, for the moment that a search takes.

It is written without a journal beside it, for such a file would hold what was taken out. So the file says of
itself that it is being written into (`user_version` 0), and one that was left so is not used again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from ..domain.measured import Measured
from ..domain.searching import Query, Summary
from .index_terms import asked, terms

if TYPE_CHECKING:
    import sqlite3

FULL, FILE, LOCKED, BROKEN = range(4)
"""All that is searched stands in the index; its texts are only in its files; they are sealed and need a key; it
cannot be read."""
SCHEMA = 1
_MOST = 1 << 60
"""The greatest figure that is asked for in it."""
_GAP = 1 << 20
"""Places left free between two meetings, for what another computer may bring."""
_FITS = "(:since = '' OR day >= :since) AND (:until = '' OR day <= :until) AND (:pack = '' OR pack = :pack) AND " \
    "minutes >= :shortest AND (:longest = 0 OR minutes <= :longest)"  # fmt: skip


class NoIndex(Exception):
    """There can be no index now: each meeting is read."""


class Stale(Exception):
    """What is there cannot be used, or holds what must not stay: it is to be made anew."""


class Entry(Struct):
    """One meeting as the index has it."""

    key: str
    """Its folder and its id: `2026/11/20261103T080200Z-k3x9q2aa`. Newer ones sort behind older ones."""
    stamp: str
    """How its files looked; empty where they may change without looking otherwise."""
    kind: int = BROKEN
    live: bool = False
    """Whether it is to be looked at each time."""
    found: Summary | None = None
    """What is searched. Where texts are not to be kept here, there are none in it."""
    times: Measured | None = None
    """Only of a meeting that has ended."""
    n: int = 0
    """Its place: a newer meeting has a greater one."""


class Index:
    """The index of one store, open."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self._writes = False

    # --- reading ---

    def about(self, name: str) -> int:
        """A figure that was remembered; 0 where none was."""
        row = self._base.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return row[0] if row and isinstance(row[0], int) else 0

    def folders(self) -> dict[str, str]:
        """How the folders of the months looked; empty for one that is to be looked into."""
        found = dict(self._base.execute("SELECT name, stamp FROM folder"))
        for (key,) in self._base.execute("SELECT key FROM meeting WHERE live"):
            found[str(key)[:7]] = ""
        return found

    def entries(self, folder: str) -> dict[str, Entry]:
        """The meetings of a folder by their ids, without what was found in them."""
        sql = "SELECT key, stamp, kind, live, n FROM meeting WHERE key > ? AND key < ?"
        rows = self._base.execute(sql, (f"{folder}/", f"{folder}0"))
        return {entry.key[8:]: entry for entry in map(_entry, rows)}

    def summary(self, n: int) -> Summary | None:
        """What is searched of a meeting; None where that cannot be read here."""
        told = self._told("found", "summary", n)
        try:
            return msgspec.json.decode(told, type=Summary) if told is not None else None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    def holds(self, entry: Entry) -> bool:
        """Whether just this was found in a meeting the last time."""
        return (self._told("found", "summary", entry.n), self._told("times", "measured", entry.n)) == (
            msgspec.json.encode(entry.found) if entry.found else None,
            msgspec.json.encode(entry.times) if entry.times else None,
        )

    def _told(self, table: str, column: str, n: int) -> bytes | None:
        row = self._base.execute(f"SELECT {column} FROM {table} WHERE n = ?", (n,)).fetchone()
        return row[0] if row and isinstance(row[0], bytes) else None

    def candidates(self, query: Query) -> Iterator[Entry]:
        """The meetings among which those that match are, the newest first; what cannot be read is among them."""
        given = {
            "words": asked(query),
            "since": query.since.isoformat() if query.since else "",
            "until": query.until.isoformat() if query.until else "",
            "pack": query.pack.encode("utf-8", "replace").decode(),
            "shortest": min(query.shortest, _MOST),
            "longest": min(query.longest, _MOST),
        }
        columns = "SELECT m.key, m.stamp, m.kind, m.live, m.n FROM"
        other = f"(m.kind = {BROKEN} OR ({_FITS})) ORDER BY m.n DESC"
        if not given["words"]:
            yield from map(_entry, self._base.execute(f"{columns} meeting m WHERE {other}", given))
            return
        from heapq import merge

        known = f"term JOIN meeting m ON m.n = term.rowid WHERE term MATCH :words AND {_FITS} ORDER BY term.rowid DESC"
        unknown = f"meeting m WHERE m.kind <> {FULL} AND {other}"
        streams = (map(_entry, self._base.execute(f"{columns} {part}", given)) for part in (known, unknown))
        yield from merge(*streams, key=lambda entry: -entry.n)

    def measured(self, most: int) -> Iterator[Measured | str]:
        """The times of the newest meetings that have ended; the key of one of which they cannot be read here."""
        sql = "SELECT t.measured, m.key FROM times t JOIN meeting m USING (n) ORDER BY t.n DESC LIMIT ?"
        decoder = msgspec.json.Decoder(Measured)
        for told, key in self._base.execute(sql, (most or -1,)):
            try:
                yield decoder.decode(told)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, TypeError):
                yield str(key)

    # --- writing ---

    def remember(self, name: str, value: int) -> None:
        self._begin()
        self._base.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def put_folder(self, name: str, stamp: str | None) -> None:
        """How a folder looked when all in it was taken up; None where it is gone."""
        self._begin()
        if stamp is None:
            self._base.execute("DELETE FROM folder WHERE name = ?", (name,))
        else:
            self._base.execute("INSERT OR REPLACE INTO folder VALUES (?, ?)", (name, stamp))

    def put(self, entry: Entry) -> None:
        """Take a meeting up as it is now. Raises `Stale` where there is no place left for it."""
        self._begin()
        if entry.n:
            self._forget(entry.n)
        one, listed = entry.found, entry.found.listed if entry.found else None
        n = entry.n or self._place(entry.key)
        self._base.execute(
            "INSERT OR REPLACE INTO meeting VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                n,
                entry.key,
                entry.stamp,
                entry.kind,
                entry.live,
                listed.started_at[:10] if listed else "",
                listed.pack if listed else "",
                listed.minutes if listed else 0,
            ),
        )
        if one is not None:
            self._base.execute("INSERT INTO found VALUES (?, ?)", (n, msgspec.json.encode(one)))
            if entry.kind == FULL:
                self._base.execute("INSERT INTO term (rowid, words) VALUES (?, ?)", (n, terms(one)))
        if entry.times is not None:
            self._base.execute("INSERT INTO times VALUES (?, ?)", (n, msgspec.json.encode(entry.times)))

    def remove(self, entry: Entry) -> None:
        """Leave a meeting out that is gone and had no text here."""
        self._begin()
        self._forget(entry.n)
        self._base.execute("DELETE FROM meeting WHERE n = ?", (entry.n,))

    def _forget(self, n: int) -> None:
        """Take out what was found in a meeting. Bytes of words may stay: who takes texts out drops the file."""
        one = self.summary(n)
        kind = self._base.execute("SELECT kind FROM meeting WHERE n = ?", (n,)).fetchone()
        if one is not None and kind == (FULL,):
            self._base.execute("INSERT INTO term (term, rowid, words) VALUES ('delete', ?, ?)", (n, terms(one)))
        self._base.execute("DELETE FROM found WHERE n = ?", (n,))
        self._base.execute("DELETE FROM times WHERE n = ?", (n,))

    def _place(self, key: str) -> int:
        before = self._base.execute("SELECT n FROM meeting WHERE key < ? ORDER BY key DESC LIMIT 1", (key,)).fetchone()
        after = self._base.execute("SELECT n FROM meeting WHERE key > ? ORDER BY key LIMIT 1", (key,)).fetchone()
        if after is None:
            return (before[0] if before else 0) + _GAP
        place: int = ((before[0] if before else after[0] - 2 * _GAP) + after[0]) // 2
        if before and place == before[0]:
            raise Stale
        return place

    def _begin(self) -> None:
        if not self._writes:
            self._base.execute("PRAGMA user_version = 0")
            self._base.execute("BEGIN")
            self._writes = True

    def keep(self) -> None:
        """Let what was written count."""
        if self._writes:
            self._base.execute("COMMIT")
            self._base.execute(f"PRAGMA user_version = {SCHEMA}")
            self._writes = False


def _entry(row: tuple[str, str, int, int, int]) -> Entry:
    """Raises `Stale` for a row of which nothing can be made: a damaged page may hold anything."""
    key, stamp, kind, live, n = row
    if not (isinstance(key, str) and isinstance(stamp, str) and isinstance(kind, int)):
        raise Stale
    return Entry(key, stamp, kind, bool(live), n=n)
