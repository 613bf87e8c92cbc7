"""Where the index of a store lies, and taking it away: what is erased may not go on in it.

Whoever writes sessions asks this, and pays for no database.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from ..errors import N_, StorageFault
from .inlet import why
from .paths import Places

NAME = "index.sqlite3"
ENDINGS = ("-journal", "-wal", "-shm")
"""What a database keeps beside itself while something is written into it."""


def index_path(places: Places) -> Path:
    """The file of the index: in the cache of this machine, a file for each store."""
    return places.cache_for_data / NAME


def allowed(places: Places) -> bool:
    """Whether an index may lie there at all: never within the data, which a program may carry to other machines."""
    data, cache = (os.path.normcase(os.path.realpath(path)) for path in (places.data, places.cache_for_data))
    return os.path.commonpath((data, cache)) != data if _one_root(data, cache) else True


def _one_root(first: str, second: str) -> bool:
    """Whether two paths are on one drive: Windows has several."""
    return os.path.splitdrive(first)[0] == os.path.splitdrive(second)[0]


def drop(places: Places) -> None:
    """Take the index away, wherever it may hold a text of this store. Raises `StorageFault` when something stays.

    A data folder that was moved or copied has left its index behind, with all that stood in it: nobody can tell
    which of those in the cache that is, so they all go. The store for practice stays where its data folder is.
    """
    drop_own(places)
    if not places.for_practice:
        own = index_path(places)
        for other in _beside(places.cache):
            if other != own:
                _drop(other)


def _beside(cache: Path) -> list[Path]:
    """Where the indexes of this computer's stores lie."""
    try:
        with os.scandir(cache) as found:
            folders = [e.name for e in found if e.name.startswith("data-") and e.is_dir(follow_symlinks=False)]
    except OSError:
        return []
    return [cache / name / NAME for name in folders]


def drop_own(places: Places) -> None:
    """Take the index of this very folder away with all that lies beside it. Raises `StorageFault` when some stays.

    Another program that has it open goes on with a file that has no name any more and goes with it.
    """
    _drop(index_path(places))


def _drop(path: Path) -> None:
    for part in (path, *(path.with_name(path.name + ending) for ending in ENDINGS)):
        try:
            os.unlink(part)  # noqa: PTH108 - one call that tests can make fail
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as fault:
            if not part.is_dir() and not _emptied(part):  # a folder in its place is none of ours
                raise StorageFault(N_("{path} cannot be removed: {why}"), path=part, why=why(fault)) from None


def drop_if_possible(places: Places) -> None:
    """The same, where what is to come matters more and `drop` comes once more after it."""
    with suppress(StorageFault):
        drop(places)


def _emptied(path: Path) -> bool:
    """Whether a file that cannot be taken away could be made empty: then nothing is left in it either."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)))
    except OSError:
        return False
    return True
