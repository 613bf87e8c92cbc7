"""Who may read kohtaa's own files, and setting that right.

Only what kohtaa itself makes is looked at, by its fixed names, so that a folder which holds other things
too is never touched. Everything is opened from its folder's own handle and without following links, so
that nothing can be put in its place between looking and changing.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from ...errors import N_
from ..session_files import ID
from .finding import Finding, Look

_CLOSE = getattr(os, "O_CLOEXEC", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_PATH = getattr(os, "O_PATH", 0)
"""To hold a file without a right to read it; only Linux has it."""

_YEAR, _MONTH = re.compile(r"\d{4}"), re.compile(r"\d{2}")
_SESSION = re.compile(rf"{ID.pattern}(?![A-Za-z0-9]).*")
_LOCKS = re.compile(r"data-[0-9a-f]{16}")
_IN_CACHE = re.compile(rf"({ID.pattern}\.(lock|holder)|erased\.json)(\.tmp)?")

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


class Shape(Struct, frozen=True):
    """What may lie in a folder of kohtaa: files by their names, and folders with shapes of their own."""

    files: re.Pattern[str] | None = None
    folders: tuple[tuple[re.Pattern[str], Shape], ...] = ()
    secret: bool = False
    """Whether it tells of clients or holds a key: then others who may read it are a fault."""
    shared: bool = False
    """Whether its files are written by people: then others may read them, and may not write."""


_MARKS = re.compile(rf"{ID.pattern}\.[0-9a-z]{{1,40}}(?![A-Za-z0-9]).*")
_SESSIONS = Shape(
    secret=True,
    folders=((_YEAR, Shape(secret=True, folders=((_MONTH, Shape(files=_SESSION, secret=True)),))),),
)
_PRACTICE = Shape(
    secret=True,
    folders=(
        (re.compile("sessions"), _SESSIONS),
        (re.compile("observations"), Shape(files=_MARKS, secret=True)),
    ),
)
_DATA = Shape(secret=True, folders=((re.compile("sessions"), _SESSIONS), (re.compile("practice"), _PRACTICE)))
_COPIES = (re.compile(r"packs-[0-9a-f]{16}"), Shape(files=re.compile(r"[a-z0-9-]+\.(toml|was)(\.tmp)?")))
_WAITING = (re.compile("statistics"), Shape(files=re.compile(r"[0-9a-f]{32}\.json|carrying\.lock")))
_TOML = re.compile(r"[a-z0-9-]+\.toml")
_CONFIG = Shape(
    files=re.compile(r"config\.toml|device|last\.json"),
    shared=True,
    folders=(
        (re.compile("keys"), Shape(files=re.compile(r"(recipients\.txt|identity\.age)(\.tmp)?"), secret=True)),
        (
            re.compile("phases"),
            Shape(files=_TOML, shared=True, folders=((re.compile("practice"), Shape(files=_TOML, shared=True)),)),
        ),
        (re.compile("demos"), Shape(files=_TOML, shared=True)),
        (re.compile("cache"), Shape(folders=((_LOCKS, Shape(files=_IN_CACHE, folders=(_WAITING,))), _COPIES))),
    ),
)
_CACHE = Shape(folders=((_LOCKS, Shape(files=_IN_CACHE, folders=(_WAITING,))), _COPIES))


class Tally(Struct):
    """What was counted in one walk."""

    seen: int = 0
    open_secrets: int = 0
    """Files and folders that tell of clients and that others may read, or write in."""
    open_others: int = 0
    shut: int = 0
    """What is one's own and one may not write oneself."""
    set_right: int = 0
    stuck: int = 0
    """What `--fix` could not set right."""
    foreign: int = 0
    """What belongs to another user."""
    links: int = 0
    twice: int = 0
    """Files that have a second name somewhere else."""
    odd: int = 0
    """Neither files nor folders: pipes, devices."""


def rights(look: Look) -> Iterator[Finding]:
    """Whether others can read what is kept; with `fix`, set right and told."""
    if os.name == "nt" or not _NO_LINK:
        yield Finding("rights", "note", N_("Rights of files are not looked at on this system"))
        return
    tally = Tally()
    for root, shape in ((look.places.data, _DATA), (look.places.config, _CONFIG), (look.places.cache, _CACHE)):
        if root.parent == look.places.config and root.name == "cache":
            continue  # a user without a home has it there, and it has been walked through
        _walk_root(root, shape, tally, look)
    yield _told(tally, look.fix)
    if tally.foreign:
        message = N_("Files and folders of another user: {n}")
        fix = N_("kohtaa may be unable to write them. Make them your own, or ask whoever looks after this computer.")
        yield Finding("rights.owner", "note", message, {"n": tally.foreign}, fix)
    if tally.links or tally.twice:
        message = N_("Links among kohtaa's files: {n}")
        fix = N_("kohtaa does not read through links. Put the files themselves in their place.")
        yield Finding("rights.links", "note", message, {"n": tally.links + tally.twice}, fix)
    if tally.odd:
        message = N_("Things that are neither files nor folders: {n}")
        yield Finding("rights.odd", "note", message, {"n": tally.odd}, N_("kohtaa reads none of them. Take them away."))


def _told(tally: Tally, fix: bool) -> Finding:
    if tally.set_right and not tally.stuck:
        message = N_("Rights were set right: {n} files and folders are yours alone again")
        return Finding("rights", "ok", message, {"n": tally.set_right})
    if fix and tally.stuck:
        message = N_("Rights could not be set right for {n} files and folders")
        how = N_("Their file system may keep no rights, or they belong to someone else, or lie beside other things.")
        return Finding("rights", "fault", message, {"n": tally.stuck}, how)
    if tally.open_secrets:
        message = N_("Others on this computer can get at {n} files and folders that are meant for you alone")
        return Finding("rights", "fault", message, {"n": tally.open_secrets}, _REPAIR)
    if tally.shut:
        message = N_("You may not write {n} of your own files and folders")
        return Finding("rights", "fault", message, {"n": tally.shut}, _REPAIR)
    if tally.open_others:
        message = N_("Others on this computer can see {n} files and folders, none of which tells of clients")
        return Finding("rights", "note", message, {"n": tally.open_others}, _REPAIR)
    return Finding("rights", "ok", N_("All that kohtaa has written is yours alone ({n} looked at)"), {"n": tally.seen})


_REPAIR = N_("This sets them right: kohtaa doctor --fix")


# --- the walk ---


def _walk_root(root: Path, shape: Shape, tally: Tally, look: Look) -> None:
    """The folder itself and what is kohtaa's in it. What cannot be opened is told by the check of the folder."""
    try:
        if stat.S_ISLNK(os.lstat(root).st_mode):
            return
        with _held(os.fspath(root), None) as handle:
            ours = _is_ours(root, shape)
            tally.seen += 1
            _look_at(handle, shape, tally, look.fix and ours, folder=True)
        with _listed(os.fspath(root), None) as inside:
            _walk(inside, shape, tally, look)
    except OSError:
        return


def _is_ours(root: Path, shape: Shape) -> bool:
    """Whether the folder holds nothing but kohtaa's: then its own rights may be changed too."""
    if root.name == "kohtaa":
        return True
    try:
        names = [name for name in os.listdir(root) if not name.startswith(".")]  # noqa: PTH208
    except OSError:
        return False
    return all(_shape_of(name, shape) is not None or _is_file_of(name, shape) for name in names)


def _walk(parent: int, shape: Shape, tally: Tally, look: Look) -> None:
    for name in sorted(os.listdir(parent)):
        look.alive()
        below = _shape_of(name, shape)
        if below is None and not _is_file_of(name, shape):
            continue
        try:
            with _held(name, parent) as handle:
                is_folder = stat.S_ISDIR(os.fstat(handle).st_mode)
                tally.seen += 1
                if is_folder and below is not None:
                    _look_at(handle, below, tally, look.fix, folder=True)
                else:
                    _look_at(handle, shape, tally, look.fix, folder=False)
            if is_folder and below is not None:
                with _listed(name, parent) as inside:
                    _walk(inside, below, tally, look)
        except OSError:
            tally.stuck += look.fix
            tally.shut += 1


def _look_at(handle: int, shape: Shape, tally: Tally, fix: bool, *, folder: bool) -> None:
    status = os.fstat(handle)
    if stat.S_ISLNK(status.st_mode):
        tally.links += 1
        return
    if folder != stat.S_ISDIR(status.st_mode) or not (folder or stat.S_ISREG(status.st_mode)):
        tally.odd += 1
        return
    if status.st_uid != os.geteuid():
        tally.foreign += 1
        return
    if not folder and status.st_nlink > 1:
        tally.twice += 1
        return
    now = stat.S_IMODE(status.st_mode) & 0o777
    own = PRIVATE_FOLDER if folder else PRIVATE_FILE
    wanted = (now | own) & ~0o022 if shape.shared else own
    if now == wanted:
        return
    if fix:
        _set(handle, stat.S_IMODE(status.st_mode) & 0o7000 | wanted)
        if stat.S_IMODE(os.fstat(handle).st_mode) & 0o777 == wanted:
            tally.set_right += 1
            return
        tally.stuck += 1
    if (shape.secret and now & 0o077) or now & 0o022:
        tally.open_secrets += 1
    elif now & own != own:
        tally.shut += 1
    else:
        tally.open_others += 1


def _shape_of(name: str, shape: Shape) -> Shape | None:
    return next((below for pattern, below in shape.folders if pattern.fullmatch(name)), None)


def _is_file_of(name: str, shape: Shape) -> bool:
    return shape.files is not None and shape.files.fullmatch(name) is not None


@contextmanager
def _held(name: str, parent: int | None) -> Iterator[int]:
    """A handle on whatever stands there, a link too, without a right to read it and without waiting for a pipe."""
    flags = _PATH or (os.O_RDONLY | os.O_NONBLOCK)
    handle = os.open(name, flags | _NO_LINK | _CLOSE, dir_fd=parent)
    try:
        yield handle
    finally:
        os.close(handle)


@contextmanager
def _listed(name: str, parent: int | None) -> Iterator[int]:
    """A handle on a folder, to list it."""
    handle = os.open(name, os.O_RDONLY | os.O_DIRECTORY | _NO_LINK | _CLOSE, dir_fd=parent)
    try:
        yield handle
    finally:
        os.close(handle)


def _set(handle: int, mode: int) -> None:
    try:
        if _PATH:  # such a handle takes no fchmod, but its entry here leads to the very same file
            os.chmod(f"/proc/self/fd/{handle}", mode)  # noqa: PTH101
        else:
            os.fchmod(handle, mode)
    except OSError:
        pass  # what came of it is looked at next
