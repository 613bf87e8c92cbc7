"""Packs in folders that others keep: a share, a checkout, a synchronised folder. They are never written to.

What is used is always the copy on this machine, in the cache, as it was when the folder was last read and the
pack was sound. So a folder that is away, slow or hangs stops no meeting. `look` brings the copies up to date; it
touches the folder and may take as long as it likes, so whoever calls it does so beside what people wait for.

Beside each copy that has changed lies the one before, `<id>.was`, until the difference has been seen.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from ..domain.pack import Pack
from ..domain.text import clean
from ..errors import N_, StorageFault
from .disk import Disk
from .handed_out import expanded
from .inlet import PACK_BYTES, read_bytes, why
from .packs import FORM
from .paths import Places, make_private
from .policy import Policy
from .settings import Settings
from .toml_faults import ID_PATTERN, Fault
from .toml_shelf import parsed

ENTRIES = 20_000
"""How many entries of a folder are looked at."""
PACKS = 200
"""How many packs of a folder are read."""
FOLDERS = 20
"""How many shared folders there may be."""
EMPTY = N_("there are no packs in this folder; the last copies are used")
_ENDING, _WAS = ".toml", ".was"


class SharedFolder(Struct, frozen=True):
    """A folder that others keep, and where its copies lie."""

    source: Path
    """The folder. Touching it may take for ever."""
    copies: Path
    """What was read of it last, on this machine."""


class PackChange(Struct, frozen=True):
    """A shared pack that is not what it was: `was` is None for a new one, `now` for one that is gone."""

    id: str
    was: Pack | None
    now: Pack | None


def shared_folders(places: Places, settings: Settings, policy: Policy) -> list[SharedFolder]:
    """The shared folders in force: those of the settings, then the organisation's, whose packs are put in front."""
    from hashlib import sha256

    named = [*settings.pack_paths, *policy.pack_paths]
    paths = [os.path.abspath(places.config / expanded(text)) for text in named if "\0" not in text]  # noqa: PTH100 - touches no disk
    # Named twice, or one too many: the later place counts, so no setting moves or crowds out an organisation's folder.
    once = list(dict.fromkeys(reversed(paths)))[:FOLDERS]
    found = []
    for path in reversed(once):
        key = sha256(os.fsencode(os.path.normcase(path))).hexdigest()[:16]
        found.append(SharedFolder(Path(path), places.cache / f"packs-{key}"))
    return found


def look(folder: SharedFolder, disk: Disk | None = None, alive: Callable[[], None] = lambda: None) -> list[Fault]:
    """Bring the copies up to date, and tell what could not be used: of that the copies stay as they were.

    A folder without any pack is taken for one that is away, as where a share is not mounted. `alive` is called
    as it comes forward.
    """
    disk = disk or Disk()
    source = folder.source
    try:
        names = _names(source, alive)
    except OSError as fault:
        return [_unread(source, fault)]
    if not names:
        return [Fault(source, None, "", EMPTY)]
    told = []
    if len(names) > PACKS:
        told.append(Fault(source, None, "", N_("only the first {count} packs are read"), {"count": PACKS}))
    try:
        first = bool(make_private(folder.copies))
        for name in names[:PACKS]:
            alive()
            told += _take(source / name, folder.copies / name, disk, fresh=first)
        unseen = [path for path in _copies(folder) if path.name not in names]
        gone = [path for path in unseen if not os.path.lexists(source / path.name)]  # not all of a huge one are seen
        for path in gone:
            _keep_before(path, disk)
            disk.remove(path)
    except OSError as fault:
        fields: dict[str, object] = {"path": clean(str(folder.copies)), "why": why(fault)}
        told.append(Fault(source, None, "", N_("{path} cannot be written: {why}"), fields))
    except StorageFault as fault:  # the cache cannot be made
        told.append(Fault(source, None, "", fault.message, dict(fault.fields)))
    return told


def faults(folder: SharedFolder, alive: Callable[[], None] = lambda: None) -> list[Fault]:
    """What could not be used of a shared folder now; nothing is copied."""
    try:
        names = _names(folder.source, alive)
    except OSError as fault:
        return [_unread(folder.source, fault)]
    if not names:
        return [Fault(folder.source, None, "", EMPTY)]
    found = []
    for name in names[:PACKS]:
        alive()
        found += _sound(folder.source / name)[1]
    return found


def ids(folder: SharedFolder) -> list[str]:
    """The ids of the packs of which there are copies."""
    return [path.stem for path in _copies(folder)]


def _unread(path: Path, fault: OSError) -> Fault:
    return Fault(path, None, "", N_("{path} cannot be read: {why}"), {"path": clean(str(path)), "why": why(fault)})


def _names(folder: Path, alive: Callable[[], None]) -> list[str]:
    """The names of what may be packs, in their order."""
    names: list[str] = []
    with os.scandir(folder) as entries:
        for count, entry in enumerate(entries):
            if count >= ENTRIES:
                break
            if not count % 500:
                alive()
            stem, ending = os.path.splitext(entry.name)  # noqa: PTH122 - thousands of them
            if ending == _ENDING and ID_PATTERN.fullmatch(stem):
                names.append(entry.name)
    return sorted(names)


def _sound(path: Path) -> tuple[bytes | None, list[Fault]]:
    """The bytes of a pack that can be used, or what is wrong with it."""
    try:
        data = read_bytes(path, PACK_BYTES)
    except StorageFault as fault:
        return None, [Fault(path, None, "", fault.message, {**fault.fields, "path": clean(str(path))})]
    try:
        parsed(data, path, FORM)
    except StorageFault:
        from .toml_check import check_bytes

        return None, [fault for fault in check_bytes(data, path, FORM)[1] if not fault.warning]
    return data, []


def _take(path: Path, copy: Path, disk: Disk, *, fresh: bool) -> list[Fault]:
    """Copy one pack where it is sound and has changed; in a `fresh` folder there is nothing it was before."""
    data, wrong = _sound(path)
    if data is not None and data != _bytes(copy):
        if not fresh:
            _keep_before(copy, disk)
        _put(copy, data, disk)
    return wrong


def _put(path: Path, data: bytes, disk: Disk) -> None:
    """Write a copy. Another window may be doing the same: what counts is that it is there."""
    try:
        disk.put(path, data)
    except OSError:
        if _bytes(path) != data:
            raise


def _keep_before(copy: Path, disk: Disk) -> None:
    """Keep what was last seen; of several changes the one before all of them."""
    was = copy.with_suffix(_WAS)
    if not os.path.lexists(was):
        _put(was, _bytes(copy), disk)


def _bytes(path: Path) -> bytes:
    """A copy's bytes, or none."""
    try:
        return read_bytes(path, PACK_BYTES)
    except StorageFault:
        return b""


def _copies(folder: SharedFolder, ending: str = _ENDING) -> list[Path]:
    try:
        return sorted(path for path in folder.copies.iterdir() if path.suffix == ending)
    except OSError:
        return []


def changes(folder: SharedFolder) -> Iterator[PackChange]:
    """What has changed and was not seen yet. Reads the copies only."""
    for was in _copies(folder, _WAS):
        before, now = _pack(was.with_suffix(_ENDING), _bytes(was)), _pack(was.with_suffix(_ENDING))
        if before != now:
            yield PackChange(was.stem, before, now)


def _pack(path: Path, data: bytes | None = None) -> Pack | None:
    data = _bytes(path) if data is None else data
    try:
        return parsed(data, path, FORM) if data else None
    except StorageFault:
        return None


def seen(folder: SharedFolder, disk: Disk | None = None) -> None:
    """The changes have been shown to the person: they are not told again."""
    for was in _copies(folder, _WAS):
        try:
            (disk or Disk()).remove(was)
        except OSError:
            return  # they are told once more


def never_read(folder: SharedFolder) -> bool:
    """Whether there is no copy of anything in the folder."""
    return not _copies(folder)
