"""Sealing, sealing anew and opening for good what lies in the files of all sessions.

File by file, each read back and opened before it takes the old one's place; killed in the middle, the
next run goes on where this one was. What runs in another window is left to the next run.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct

from ..domain.events import AnyEvent, Record
from ..domain.folding import fold
from ..domain.sealing import is_locked, private_part, sealed_text, without_seal
from ..errors import N_, KohtaaError, StorageFault
from . import document
from .archive import Archive
from .hold import Hold
from .index_file import drop, drop_if_possible
from .inlet import SESSION_BYTES, read_bytes, why
from .paths import make_private
from .records import Read, as_lines, read_lines
from .session_files import Files


class Converted(Struct, frozen=True):
    """What became of one session."""

    id: str
    result: Literal["done", "same", "open", "locked", "fault"]
    """Written anew; as it should be already; open in another window; sealed to a key that is not here;
    or not readable, or not writable."""
    fault: KohtaaError | None = None
    unread: int = 0
    """Lines that could not be understood, and so stay as they are: texts may stand in them unsealed."""


class Sealing(Struct, frozen=True):
    """How many sessions are sealed, wholly or in part, and how many are not."""

    sealed: int = 0
    plain: int = 0
    mixed: int = 0
    unreadable: int = 0


def convert(archive: Archive) -> Iterator[Converted]:
    """Bring every session to what the archive's vault would write today, newest first.

    The vault must be unlocked, to open what is sealed and to verify. Nothing is lost where it is not:
    such sessions stay as they are. The index goes: it holds texts only where encryption is off.
    """
    drop_if_possible(archive.places)
    try:
        yield from _convert_all(archive)
    finally:
        drop(archive.places)


def _convert_all(archive: Archive) -> Iterator[Converted]:
    for files in [*archive.all_files(), *archive.orphans()]:
        hold = Hold(archive.places, files.id)
        if not hold.take():
            yield Converted(files.id, "open")
            continue
        try:
            yield _convert(archive, archive.files(files.id))
        except OSError as fault:
            path = files.all[0]
            broken = StorageFault(N_("{path} cannot be written: {why}"), path=path, why=why(fault))
            yield Converted(files.id, "fault", broken)
        except KohtaaError as fault:
            yield Converted(files.id, "fault", fault)
        finally:
            hold.release()


def sealing(archive: Archive) -> Sealing:
    """How far sealing or opening has come."""
    found = {"sealed": 0, "plain": 0, "mixed": 0, "unreadable": 0}
    for files in archive.all_files():
        try:
            kinds = {_kind(r) for path in files.told for r in archive.read_file(path).records} - {""}
        except KohtaaError:
            found["unreadable"] += 1
            continue
        found["mixed" if len(kinds) > 1 else kinds.pop() if kinds else "plain"] += 1
    return Sealing(**found)


def _kind(record: Record) -> str:
    return "sealed" if sealed_text(record.event) else "plain" if private_part(record.event) else ""


def _convert(archive: Archive, files: Files) -> Converted:
    changed, locked, unread = False, False, 0
    done: dict[bytes, AnyEvent] = {}
    for path in files.told:
        read = archive.read_file(path)
        if read.newer:
            raise StorageFault(document.NEWER_STAYS)
        unread += sum(1 for d in read.damage if d.raw)
        after = archive.vault.resealed(read.records, done)
        locked = locked or any(is_locked(r.event) for r in archive.vault.opened(after))
        if as_lines(after) != as_lines(read.records):
            _put(archive, files.id, path, read, after)
            changed = True
    for path in files.drafts:
        before = read_bytes(path, SESSION_BYTES)
        line, sealed = archive.vault.opened_draft(before)
        locked = locked or bool(sealed)
        if not sealed and archive.vault.is_sealed(before) != bool(archive.vault.recipients()):
            archive.disk.put(path, archive.vault.sealed_draft(line))
            changed = True
    for path in files.leftovers:  # what was being written may hold what was open until now
        archive.disk.remove(path)
    return Converted(files.id, "locked" if locked else "done" if changed else "same", unread=unread)


def _put(archive: Archive, session_id: str, path: Path, read: Read, after: tuple[Record, ...]) -> None:
    """Write a file anew, once its bytes have been read back and opened, and tell the same."""
    if path.suffix == ".jsonl":
        data = as_lines(after, read.damage)
        again = read_lines(data)
    else:
        data = document.to_bytes(fold(session_id, after), read.damage)
        again = document.from_bytes(data, path)
    vault = archive.vault
    if _told(vault.opened(again.records)) != _told(vault.opened(read.records)) or len(again.damage) < len(
        [d for d in read.damage if d.raw]
    ):
        raise StorageFault(N_("{path} could not be verified and was left as it is."), path=path)
    make_private(path.parent)
    archive.disk.put(path, data)


def _told(records: tuple[Record, ...]) -> tuple[Record, ...]:
    """The records without how they are sealed; what is locked is compared as it is."""
    return tuple(
        Record(r.seq, r.device, r.at_ms, r.event if is_locked(r.event) else without_seal(r.event)) for r in records
    )
