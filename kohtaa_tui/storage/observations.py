"""What an observer marks: a file of its own beside the practice, so that the practice itself has one writer.

    <practice>/observations/<id>.<device>.jsonl

One mark a line, on the disk before it is called saved. The last mark can be taken back: it is then gone from
the file. Reading takes every line that is whole, of every observer's file and of the copies that a synchronised
folder leaves.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec.structs import replace

from ..domain.notes import MAX_NOTE
from ..domain.observation import Observation
from ..domain.text import cleaned
from ..errors import N_, StorageFault
from .disk import Disk, make_own
from .inlet import read_bytes, why
from .lines import MAX_MS
from .paths import Places, make_private
from .session_files import ID, names

BYTES = 4 * 1024 * 1024
"""A larger file is no observer's."""
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Observation)
_DEVICE = re.compile(r"\.([0-9a-z]{1,40})(?![0-9A-Za-z-])")


def folder(places: Places) -> Path:
    """Where the observers' files lie; `places` are those of the store for practice."""
    return places.data / "observations"


def path(places: Places, session_id: str, device: str) -> Path:
    """The file of one observer of one practice."""
    return folder(places) / f"{session_id}.{device}.jsonl"


def files(places: Places, session_id: str) -> list[Path]:
    """All files with marks for a practice, copies too. Raises `StorageFault` where the folder cannot be read."""
    if not ID.fullmatch(session_id):
        return []
    found = (name for name in names(folder(places)) if name.startswith(f"{session_id}.") and name.endswith(".jsonl"))
    return [folder(places) / name for name in sorted(found, key=lambda name: (len(name), name))]


def read(places: Places, session_id: str) -> tuple[Observation, ...]:
    """What all observers marked in a practice, in the order of the meeting's time; nothing where nobody did.

    Lines that are torn or not understood are passed over, and so is a file that cannot be read: what others
    marked is still there; where not even the folder can be read, there is nothing. A copy by another program
    adds only what its first has not.
    """
    seen: dict[str, set[bytes]] = {}
    marks: list[Observation] = []
    try:
        found = files(places, session_id)
    except StorageFault:  # the report of the practice stands without them
        return ()
    for file in found:
        try:
            data = read_bytes(file, BYTES)
        except StorageFault:
            continue
        device = _DEVICE.match(file.name[len(session_id) :])
        known = seen.setdefault(device[1] if device else "", set())
        lines = list(_understood(data))
        marks += (mark for line, mark in lines if line not in known)
        known.update(line for line, _ in lines)
    return tuple(sorted(marks, key=lambda mark: mark.at_ms))


def observer(session_id: str) -> str:
    """What the one who observes a practice takes a `Hold` on."""
    return f"{session_id}.observer"


def erase(places: Places, session_id: str) -> int:
    """Take away all that observers marked in a practice; returns the number of files. Raises `StorageFault`."""
    gone = files(places, session_id)
    for file in gone:
        try:
            Disk().remove(file)
        except OSError as fault:
            raise StorageFault(N_("{path} cannot be written: {why}"), path=file, why=why(fault)) from None
    return len(gone)


class Marks:
    """One observer's file, open to add to. There is none on the disk before the first mark."""

    def __init__(self, disk: Disk, file: Path) -> None:
        self._disk, self.path = disk, file
        self._handle: int | None = None
        self._ends: list[int] = []
        """Where each own mark's line begins: the last is cut off to take it back."""
        self._lines: list[bytes] = []
        """Those lines themselves, for where the file is taken away or another put in its place."""
        self._size = 0
        self._ragged = False

    def before(self) -> tuple[Observation, ...]:
        """The marks that are in the file already, as when the observer's window was closed in between."""
        try:
            data = read_bytes(self.path, BYTES)
        except StorageFault:
            return ()
        return tuple(mark for _, mark in _understood(data))

    def add(self, mark: Observation) -> None:
        """Add a mark, and return when it is on the disk. Raises `StorageFault`; nothing half-written is left then."""
        try:
            self._append(self._open(), (_encoder.encode(mark),))
        except OSError as fault:
            raise self._fault(fault) from None

    def take_back(self) -> None:
        """Cut the last mark off the file, and return when that is on the disk. Raises `StorageFault`."""
        try:
            handle = self._open()
            if not self._ends:
                return
            self._disk.truncate(handle, self._ends[-1])
            self._disk.fsync(handle)
        except OSError as fault:
            raise self._fault(fault) from None
        self._size, self._ragged = self._ends.pop(), False
        self._lines.pop()

    def _append(self, handle: int, lines: Sequence[bytes]) -> None:
        """Write lines and sync. Raises `OSError`; what is half-written then is cut off, or stepped over later."""
        data = b"".join(line + b"\n" for line in lines)
        start = self._size + self._ragged  # a line of its own, after one that was torn
        try:
            self._disk.write_all(handle, b"\n" + data if self._ragged else data)
            self._disk.fsync(handle)
        except OSError:
            try:
                self._disk.truncate(handle, self._size)
            except OSError:
                self.close()  # to be opened and read anew: only so is it known what stands there
            raise
        for line in lines:
            self._ends.append(start)
            self._lines.append(line)
            start += len(line) + 1
        self._size, self._ragged = start, False

    def close(self) -> None:
        """Let the file go; what was added is on the disk already."""
        if self._handle is not None:
            with suppress(OSError):
                self._disk.close(self._handle)
            self._handle = None

    def _open(self) -> int:
        """The file to write to, with all lines of this window in it. Raises `OSError` and `StorageFault`."""
        if self._handle is not None:
            if self._in_place(self._handle):
                return self._handle
            self.close()
        mine = self._lines
        made = make_private(self.path.parent)
        try:
            handle, new = self._disk.create(self.path), True
        except FileExistsError:
            handle, new = self._disk.reopen(self.path), False
        self._handle = handle
        try:
            make_own(handle)
            if new:
                for parent in {self.path.parent, *(one.parent for one in made)}:
                    self._disk.fsync_folder(parent)
            self._known(b"" if new else read_bytes(self.path, BYTES))
            there = Counter(self._lines)
            if lost := [line for line in mine if not _counted(there, line)]:
                self._append(handle, lost)
        except (OSError, StorageFault):
            self.close()
            self._lines = mine
            raise
        return handle

    def _in_place(self, handle: int) -> bool:
        """Whether the open file still stands where readers look; the folder may be gone, or synchronised."""
        try:
            there, here = self.path.lstat(), os.fstat(handle)
        except OSError:
            return False
        return (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino)

    def _known(self, data: bytes) -> None:
        """Take note of the lines that are there."""
        self._size, self._ragged = len(data), bool(data) and not data.endswith(b"\n")
        start, self._ends, self._lines = 0, [], []
        for line in data.split(b"\n"):
            if _mark(line) is not None:
                self._ends.append(start)
                self._lines.append(line)
            start += len(line) + 1

    def _fault(self, fault: OSError) -> StorageFault:
        return StorageFault(N_("{path} cannot be written: {why}"), path=self.path, why=why(fault))


def _counted(lines: Counter[bytes], line: bytes) -> bool:
    """Whether there is such a line, which is then counted off."""
    lines[line] -= 1
    return lines[line] >= 0


def _understood(data: bytes) -> Iterator[tuple[bytes, Observation]]:
    """The lines of a file that are whole, each with its mark."""
    for line in data.split(b"\n"):
        mark = _mark(line)
        if mark is not None:
            yield line, mark


def _mark(line: bytes) -> Observation | None:
    """The mark a line holds, safe to show; None for one that is torn or none."""
    try:
        mark = _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if not 0 <= mark.at_ms <= MAX_MS:
        return None
    return replace(
        mark,
        phase=cleaned(mark.phase)[:40],
        value=cleaned(mark.value)[:40],
        text=cleaned(mark.text)[:MAX_NOTE],
    )
