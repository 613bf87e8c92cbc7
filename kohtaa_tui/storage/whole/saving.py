"""Making an archive: everything as it lies, into a file that is there whole and verified, or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from io import BytesIO, FileIO
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from ... import __version__
from ...domain.session import Status
from ...errors import N_, KohtaaError, StorageFault
from ..archive import Archive
from ..disk import make_own
from ..inlet import read_bytes, why
from ..paths import Places
from ..session_files import Files, Month, names
from ..vault import encrypt
from .contents import MANIFEST, SCHEMA, Kind, Manifest, Place, part_name, place
from .zipped import Writer, verify

PART_RAW = 16 * 1024 * 1024
"""About so much stands in one sealed part; a part is made in memory."""
_TRIES = 5

Tell = Callable[[int, int], None]
"""Told how far it has come: so many of so many meetings."""


class Saved(Struct, frozen=True):
    """What came of saving."""

    path: Path
    size: int
    sealed: bool
    counts: dict[Kind, int]
    """How many meetings, practices, packs and so on; of keys and marks, how many files."""
    running: tuple[str, ...] = ()
    """Meetings that have not ended: saved as they were at that moment."""
    left_out: tuple[tuple[Path, KohtaaError], ...] = ()
    """What lay among the files and is not in the archive, and why."""


class _File(Struct, frozen=True):
    place: Place
    data: bytes
    modified: float


def save(archive: Archive, target: Path, now: datetime, tell: Tell | None = None) -> Saved:
    """Put everything into the new file `target`. Raises `StorageFault`, also where something stands there already.

    Where encryption is on, everything but the keys is sealed to them before it reaches the disk.
    """
    recipients = archive.vault.recipients()  # nothing is saved in the clear where the keys are missing
    if os.path.lexists(target):
        raise StorageFault(N_("{path} is already there and was left as it is."), path=target)
    beside = target.with_name(f".{target.name[:80]}.{os.urandom(4).hex()}.tmp")
    try:
        flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
        handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR | flags, 0o600)
        make_own(handle)
        try:
            with FileIO(handle, "r+b") as file:
                saved = _Saving(archive, recipients, tell).into(file, target, now)
                os.fsync(file.fileno())
            _put(beside, target)
        finally:
            with suppress(OSError):
                beside.unlink()
        archive.disk.fsync_folder(target.parent)
    except OSError as fault:
        raise StorageFault(N_("{path} cannot be written: {why}"), path=target, why=why(fault)) from None
    return saved


def _put(beside: Path, target: Path) -> None:
    """Give the file its name, never over another that has come there since. Raises `StorageFault`, `OSError`."""
    try:
        os.link(beside, target)
    except FileExistsError:
        raise StorageFault(N_("{path} is already there and was left as it is."), path=target) from None
    except OSError:  # a file system without links
        if os.path.lexists(target):
            raise StorageFault(N_("{path} is already there and was left as it is."), path=target) from None
        beside.rename(target)


class _Saving:
    """One saving of everything."""

    def __init__(self, archive: Archive, recipients: list[Any], tell: Tell | None) -> None:
        self._archive, self._recipients, self._tell = archive, recipients, tell
        self._counts: dict[Kind, int] = {}
        self._running: list[str] = []
        self._left_out: list[tuple[Path, KohtaaError]] = []
        self._done = self._of = 0

    def into(self, file: FileIO, target: Path, now: datetime) -> Saved:
        writer = Writer(file)
        try:
            parts = self._write(writer)
            counts = {} if parts else {str(kind): n for kind, n in self._counts.items()}
            manifest = Manifest("archive", SCHEMA, __version__, now, parts, counts)
            told = msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
            writer.put(MANIFEST, told, now.timestamp())
            written = writer.close()
        except BaseException:
            writer.give_up()
            raise
        if not verify(file, written):
            raise StorageFault(N_("{path} could not be read back as it was written, and was taken away."), path=target)
        return Saved(
            path=target,
            size=file.seek(0, 2),
            sealed=parts > 0,
            counts=self._counts,
            running=tuple(self._running),
            left_out=tuple(self._left_out),
        )

    def _write(self, writer: Writer) -> int:
        """Put all there is into the zip; returns how many sealed parts that took."""
        if not self._recipients:
            for group in self._groups():
                for one in group:
                    writer.put(one.place.name, one.data, one.modified)
            return 0
        for one in self._keys():
            writer.put(one.place.name, one.data, one.modified)
        number = 0
        for number, sealed in enumerate(self._parts(), 1):
            writer.put(part_name(number), sealed, packed=False)
        return number

    def _parts(self) -> Iterator[bytes]:
        """All but the keys, as sealed zips. There is at least one, so that a sealed archive can be told."""
        raw, size = BytesIO(), 0
        part = Writer(raw)
        for group in self._groups():
            for one in group:
                part.put(one.place.name, one.data, one.modified)
                size += len(one.data)
            if size >= PART_RAW:
                yield self._sealed(part, raw)
                raw, size = BytesIO(), 0
                part = Writer(raw)
        yield self._sealed(part, raw)

    def _sealed(self, part: Writer, raw: BytesIO) -> bytes:
        """A finished part, sealed. It is read back before, for afterwards only the secret key could."""
        if not verify(raw, part.close()):
            raise StorageFault(N_("The archive could not be read back as it was written. Nothing was saved."))
        return encrypt(raw.getvalue(), self._recipients)

    # --- what there is ---

    def _groups(self) -> Iterator[list[_File]]:
        """All there is, in the order it is loaded again; the files of one meeting together."""
        places = self._archive.places
        yield from self._plain((places.config_file,), "config")
        if not self._recipients:
            yield self._keys()
        for folder in ("phases", "phases/practice", "demos", "templates"):
            yield from self._plain(sorted(self._toml(places.config / folder)), f"config/{folder}")
        practice = self._archive.places.practice
        stores = [*self._sessions(practice)], [*self._sessions(places)]
        self._of = sum(map(len, stores))
        yield from self._store(Archive(practice, self._archive.disk, self._archive.vault), stores[0], "data/practice")
        marks = practice.data / "observations"
        yield from self._plain([marks / name for name in sorted(names(marks))], "data/practice/observations")
        yield from self._store(self._archive, stores[1], "data")

    def _keys(self) -> list[_File]:
        folder = self._archive.places.keys
        wanted = [folder / n for n in sorted(names(folder), reverse=True) if place(f"config/keys/{n}")]
        return [one for group in self._plain(wanted, "config/keys") for one in group]

    def _toml(self, folder: Path) -> list[Path]:
        return [folder / name for name in names(folder) if name.endswith(".toml") and not name.startswith(".")]

    def _plain(self, paths: Iterable[Path], under: str) -> Iterator[list[_File]]:
        """Files that stand for themselves."""
        for path in paths:
            if os.path.lexists(path):
                found = self._read(path, under)
                if found is not None:
                    self._count(found.place.kind)
                    yield [found]

    def _sessions(self, places: Places) -> Iterator[tuple[Path, Files]]:
        """The sessions of one store with their folders, the newest first; half-typed lines without one too."""
        for year in sorted(names(places.sessions), reverse=True):
            for month in sorted(names(places.sessions / year), reverse=True):
                folder = places.sessions / year / month
                if len(year) != 4 or len(month) != 2 or not (year + month).isdigit():
                    if not month.startswith("."):
                        self._strange(folder)
                    continue
                found = Month(folder)
                known = [*found.sessions(), *found.orphans()]
                ours = {path.name for files in known for path in files.all}
                for name in sorted(set(names(folder)) - ours):
                    if not name.startswith("."):  # what the system and other programs keep for themselves
                        self._strange(folder / name)
                yield from ((folder, files) for files in known if files.told or files.drafts)

    def _store(self, archive: Archive, found: list[tuple[Path, Files]], under: str) -> Iterator[list[_File]]:
        for folder, files in found:
            group = self._session(folder, files, f"{under}/sessions/{folder.parent.name}/{folder.name}")
            self._done += 1
            if self._tell is not None:
                self._tell(self._done, self._of)
            if group:
                self._count(group[0].place.kind)
                self._note_running(archive, files)
                yield group

    def _session(self, folder: Path, files: Files, under: str) -> list[_File]:
        """The files of one session at one moment: where one goes while they are read, they are read again."""
        for again in reversed(range(_TRIES)):
            before = len(self._left_out)
            group = []
            for path in (*files.drafts, *files.told):
                one = self._read(path, under)
                if one is not None:
                    group.append(one)
                elif again and not os.path.lexists(path):
                    del self._left_out[before:]
                    break
            else:
                return group
            files = Month(folder).files(files.id)
        return group

    def _note_running(self, archive: Archive, files: Files) -> None:
        if files.journals and not archive.places.for_practice:
            with suppress(KohtaaError):
                if archive.load_files(archive.files(files.id)).session.status is not Status.ENDED:
                    self._running.append(files.id)

    def _read(self, path: Path, under: str) -> _File | None:
        name = f"{under}/{path.name}"
        found = place(name)
        if found is None:
            self._strange(path)
            return None
        try:
            real = path.resolve() if found.kind == "settings" else path  # one's own often lie behind a link
            return _File(found, read_bytes(real, found.cap), real.stat().st_mtime)
        except StorageFault as fault:
            self._left_out.append((path, fault))
        except OSError as fault:
            self._left_out.append((path, StorageFault(N_("{path} cannot be read: {why}"), path=path, why=why(fault))))
        return None

    def _strange(self, path: Path) -> None:
        self._left_out.append((path, StorageFault(N_("{path} is no file of kohtaa's."), path=path)))

    def _count(self, kind: Kind) -> None:
        self._counts[kind] = self._counts.get(kind, 0) + 1
