"""Opening the index: a private file of our own, for this program alone, with the tables of this version of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import unidata_version

from .. import __version__
from ..errors import StorageFault
from .disk import make_own
from .index import SCHEMA, Index, NoIndex, Stale
from .index_file import allowed, drop_own, index_path
from .paths import Places, make_private

if TYPE_CHECKING:
    import sqlite3

_WAIT_S = 0.3
"""How long to wait for another window that has the index: a search is shorter, and making it anew is not."""
_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value);
CREATE TABLE folder (name TEXT PRIMARY KEY, stamp TEXT);
CREATE TABLE meeting (n INTEGER PRIMARY KEY, key TEXT UNIQUE, stamp TEXT, kind INT, live INT, day TEXT, pack TEXT,
  minutes INT);
CREATE INDEX partly ON meeting (n) WHERE kind <> 0;
CREATE INDEX living ON meeting (key) WHERE live;
CREATE TABLE found (n INTEGER PRIMARY KEY, summary BLOB);
CREATE TABLE times (n INTEGER PRIMARY KEY, measured BLOB);
CREATE VIRTUAL TABLE term USING fts5 (words, content='', tokenize='ascii', detail=none, columnsize=0);
"""


@contextmanager
def opened(places: Places, *, sealed: bool) -> Iterator[Index]:
    """The index of a store, for this program alone as long as it is open; an empty one where there was none.

    `sealed` says that encryption is on: then an index with texts is not used. Raises `NoIndex`, `Stale`.
    """
    try:
        import sqlite3
    except ImportError:
        raise NoIndex from None
    path = index_path(places)
    if not allowed(places):
        with suppress(StorageFault):
            drop_own(places)
        raise NoIndex
    try:
        _make_file(path)
        base = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
    except (OSError, StorageFault, sqlite3.Error):
        raise NoIndex from None  # a folder that cannot be written, or is none
    try:
        _make_ready(base, sealed=sealed)
        yield Index(base)
    except sqlite3.Error as fault:
        raise _meaning(fault) from None
    finally:
        with suppress(sqlite3.Error):
            base.close()


def _make_file(path: Path) -> None:
    """A private file of our own in the index's place: SQLite follows links. Raises `OSError`, `StorageFault`."""
    make_private(path.parent)
    with suppress(FileNotFoundError):
        status = path.lstat()
        ours = os.name == "nt" or (status.st_uid == os.geteuid() and not status.st_mode & 0o077)
        if stat.S_ISREG(status.st_mode) and status.st_nlink == 1 and ours:
            return
        path.unlink()
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(path, flags, 0o600)
    make_own(handle)
    os.close(handle)


def _make_ready(base: sqlite3.Connection, *, sealed: bool) -> None:
    """Take the file for this program alone, and see that it is what this version of the program writes."""
    for pragma in (
        "locking_mode = EXCLUSIVE",
        "journal_mode = MEMORY",
        "temp_store = MEMORY",
        "synchronous = NORMAL",
        "secure_delete = ON",
        "cache_size = -32768",
        "trusted_schema = OFF",
    ):
        base.execute(f"PRAGMA {pragma}").fetchall()
    base.execute("BEGIN EXCLUSIVE")
    base.execute("COMMIT")
    made = f"{__version__} {SCHEMA} {unidata_version} {'sealed' if sealed else 'open'}"
    (version,) = base.execute("PRAGMA user_version").fetchone()
    tables = base.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,)
    if not tables and not version:
        base.execute("BEGIN")
        for statement in _TABLES.split(";\n"):
            base.execute(statement)
        base.execute("INSERT INTO about VALUES ('made', ?)", (made,))
        base.execute("COMMIT")
        base.execute(f"PRAGMA user_version = {SCHEMA}")
        return
    if version != SCHEMA or base.execute("SELECT value FROM about WHERE name = 'made'").fetchone() != (made,):
        raise Stale


_OF_THE_FILE = frozenset({"SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR", "SQLITE_MISMATCH", "SQLITE_CONSTRAINT"})


def _meaning(fault: sqlite3.Error) -> Exception:
    """Whether a fault is the file's, so that it is made anew, or that of what lies around it."""
    name = getattr(fault, "sqlite_errorname", "SQLITE_CORRUPT")
    if "fts5" in str(fault) and "module" in str(fault):
        return NoIndex()
    return Stale() if name.startswith(tuple(_OF_THE_FILE)) else NoIndex()
