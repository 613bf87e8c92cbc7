"""Zips, written and read. Nothing that stands in one is believed: not its names, its sizes or its number of entries."""

from __future__ import annotations

import stat
import struct
import unicodedata
import zipfile
import zlib
from contextlib import suppress
from datetime import UTC, datetime
from io import FileIO
from typing import IO, cast

from ...domain.text import clean
from ...errors import N_, KohtaaError, StorageFault

MOST_ENTRIES = 250_000
DIRECTORY_BYTES = 24 * 1024 * 1024
"""The list of what a zip holds is read into memory at once; a longer one is nobody's archive."""
LEAST_TOTAL = 256 * 1024 * 1024
MOST_TIMES = 100
"""A zip may unpack to so many times its size; the files of meetings, which repeat themselves, come to 15."""

_BAD = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error,
    EOFError, ValueError, OSError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip
"""What the library raises for zips that are damaged or made to harm."""


class NotAnArchive(StorageFault):
    """The file is no archive of kohtaa, or too damaged to be one."""


class Damaged(StorageFault):
    """One entry of an archive cannot be read; the others can."""


class Budget:
    """How much may be unpacked, counted as it is unpacked: what the entries say of their sizes does not matter."""

    def __init__(self, archive_bytes: int) -> None:
        self._left = max(LEAST_TOTAL, MOST_TIMES * archive_bytes)

    def spend(self, size: int) -> None:
        """Raises `NotAnArchive` when that is more than may be."""
        self._left -= size
        if self._left < 0:
            raise NotAnArchive(
                N_("The archive unpacks to far more than the files of kohtaa ever are. It was left alone.")
            )


class _Capped:
    """A file of which no more is read at once than a list of entries may be long."""

    def __init__(self, raw: IO[bytes] | FileIO) -> None:
        self._raw = raw
        self.seek, self.tell, self.seekable = raw.seek, raw.tell, raw.seekable

    def read(self, size: int = -1) -> bytes:
        if size < 0 or size > DIRECTORY_BYTES:
            size = DIRECTORY_BYTES + 1
        data = self._raw.read(size) or b""
        if len(data) > DIRECTORY_BYTES:
            raise zipfile.BadZipFile("too long")
        return data


class Reader:
    """A zip to read: the entries that may be read, and what is wrong with the others."""

    def __init__(self, raw: IO[bytes] | FileIO, budget: Budget) -> None:
        """Raises `NotAnArchive`."""
        self._budget = budget
        self.strange: list[tuple[str, KohtaaError]] = []
        """What is left out, by name, and why."""
        self._infos: dict[str, zipfile.ZipInfo] = {}
        try:
            self._zip = zipfile.ZipFile(cast(IO[bytes], _Capped(raw)))
            infos = self._zip.infolist()
        except _BAD:
            raise NotAnArchive(N_("This is no archive of kohtaa, or it is damaged.")) from None
        if len(infos) > MOST_ENTRIES:
            raise NotAnArchive(N_("The archive holds more files than kohtaa reads: {n}."), n=len(infos))
        seen: set[str] = set()
        for info in infos:
            if info.is_dir():
                continue
            fault = _fault(info)
            alike = unicodedata.normalize("NFC", info.filename).casefold()
            if fault is None and alike in seen:
                fault = Damaged(N_("It is in the archive twice: only the first was looked at."))
            if fault is None:
                seen.add(alike)
                self._infos[info.filename] = info
            else:
                self.strange.append((clean(info.orig_filename, 80), fault))

    @property
    def names(self) -> list[str]:
        """The names of the entries that may be read."""
        return list(self._infos)

    def modified(self, name: str) -> datetime | None:
        """When the file was last written, to two seconds; None where that cannot be told."""
        try:
            return datetime(*self._infos[name].date_time, tzinfo=UTC)
        except ValueError:
            return None

    def read(self, name: str, cap: int) -> bytes:
        """What an entry holds. Raises `Damaged`, also for more than `cap` bytes; `NotAnArchive` past the budget."""
        try:
            with self._zip.open(self._infos[name]) as file:
                data = file.read(cap + 1)
        except _BAD:
            raise Damaged(N_("It is damaged in the archive.")) from None
        self._budget.spend(len(data))
        if len(data) > cap:
            raise Damaged(N_("It is too large: at most {cap} kB are read."), cap=cap // 1024)
        return data


def _fault(info: zipfile.ZipInfo) -> KohtaaError | None:
    """Why an entry is not read, as far as its own description tells."""
    if info.flag_bits & 0x1:
        return Damaged(N_("It is encrypted by another program."))
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return Damaged(N_("It is compressed in a way that kohtaa does not read."))
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        return Damaged(N_("It is not an ordinary file."))
    if info.orig_filename != info.filename:
        return Damaged(N_("It is no file of kohtaa's."))
    return None


class Writer:
    """A new zip, written into a file that is open."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)

    def put(self, name: str, data: bytes, modified: float | None = None, *, packed: bool = True) -> None:
        """Add an entry. `modified` is in seconds since 1970, and kept to two seconds. Raises `OSError`."""
        info = zipfile.ZipInfo(name, _moment(modified))
        info.create_system = 3  # a system that has rights
        info.external_attr = (stat.S_IFREG | 0o600) << 16
        self._zip.writestr(info, data, zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED)

    def close(self) -> list[tuple[str, int, int]]:
        """Finish the zip; returns name, check value and size of every entry, as they were put in."""
        self._zip.close()
        return [(info.filename, info.CRC, info.file_size) for info in self._zip.infolist()]

    def give_up(self) -> None:
        """Let a zip go that cannot be finished, while its file is still open."""
        with suppress(*_BAD):
            self._zip.close()


def _moment(modified: float | None) -> tuple[int, int, int, int, int, int]:
    """A time as a zip keeps it, in UTC; the earliest that it can keep where it is unknown or cannot be kept."""
    earliest = datetime(1980, 1, 1, tzinfo=UTC)
    try:
        moment = earliest if modified is None else datetime.fromtimestamp(modified, UTC)
    except (ValueError, OverflowError, OSError):
        moment = earliest
    if not 1980 <= moment.year <= 2107:
        moment = earliest
    return moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second


def verify(raw: IO[bytes] | FileIO, written: list[tuple[str, int, int]]) -> bool:
    """Whether a zip reads back as just what was written; every byte of it is unpacked and checked."""
    try:
        reader = zipfile.ZipFile(cast(IO[bytes], _Capped(raw)))
        if [(info.filename, info.CRC, info.file_size) for info in reader.infolist()] != written:
            return False
        for info in reader.infolist():
            with reader.open(info) as file:
                while file.read(1 << 20):
                    pass
    except _BAD:
        return False
    return True
