"""Writing sessions: the journal's birth, the document in its place, the half-typed line, and taking out for good."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from ..domain.events import Ended, Record, Started, Struck
from ..domain.folding import fold
from ..domain.practised import Practice
from ..domain.rewriting import erase
from ..domain.sealing import private_part, sealed_text
from ..domain.session import Session
from ..errors import N_, StorageFault
from . import document
from .disk import Disk
from .index_file import drop, drop_if_possible
from .inlet import SESSION_BYTES, read_bytes, why
from .journal import Journal
from .library import Library, Loaded, owner_name
from .paths import Places, make_private
from .records import Damage, Read, as_lines, beside_struck, beside_whole
from .session_files import Files, owner
from .union import copy_of, united
from .vault import Vault


class Erased(Struct, frozen=True):
    """What was taken out of a session for good."""

    id: str
    started_at: datetime
    notes: int
    reflections: int
    reference: bool
    draft: bool
    unread: int
    """Lines that could not be understood: they may have told of the client too."""
    copies: int
    """Copies by other programs that were written anew without texts."""


class Archive(Library):
    """The sessions of one data folder, to read and to write. Whoever writes to one has taken its `Hold`."""

    def __init__(
        self,
        places: Places,
        disk: Disk | None = None,
        vault: Vault | None = None,
        ended: Callable[[Session], None] = lambda _: None,
    ) -> None:
        """`ended` is called once for a session that ended on this computer, when its document is on the disk.

        It may be called in any thread, and raises nothing.
        """
        super().__init__(places, vault)
        self.disk = disk or Disk()
        self._ended = ended
        self._untold: set[str] = set()
        """Sessions that end here, until their document is on the disk and their end is told."""
        self._months: set[Path] = set()
        self._unsure: set[Path] = set()
        """Folders whose entries may not be on the disk yet."""

    def create(self, path: Path, records: Sequence[Record] = (), damage: Sequence[Damage] = ()) -> Journal:
        """A new journal with these records, in a private folder. Raises `StorageFault`, `Misplaced` for a stranger."""
        for started in (r.event for r in records if isinstance(r.event, Started)):
            self.admit(started.practice)
        try:
            self._make_folder(path.parent)
        except OSError as fault:
            raise StorageFault(N_("{path} cannot be written: {why}"), path=path, why=why(fault)) from None
        return Journal.create(self.disk, path, records, damage)

    def admit(self, practice: Practice | None) -> None:
        """Raises `Misplaced` for a session that this store must not hold: practice and meetings are never mixed."""
        if stranger := self.stranger(practice):
            raise stranger

    def _make_folder(self, month: Path) -> None:
        """Make the folder of a month, private and on the disk: what lies in a folder that a power cut takes is gone.

        Once in a run the folders above it are put on the disk even where they were there before: the run that
        made them may have been killed just then.
        """
        self._unsure.update(folder.parent for folder in make_private(month))
        if month not in self._months:
            self._unsure.update((month.parent, self.places.sessions, self.places.data))
            self._months.add(month)
        for folder in tuple(self._unsure):
            self.disk.fsync_folder(folder)
            self._unsure.discard(folder)

    def reopen(self, session: Session, device: str) -> Journal | None:
        """The journal that `device` has of a session, to go on with; None where it has none. Raises `StorageFault`."""
        path = self.journal_path(session, device)
        return Journal.reopen(self.disk, path) if os.path.lexists(path) else None

    def finish(self, session: Session, damage: tuple[Damage, ...] = (), device: str | None = None) -> Session:
        """Put the document in the journal's place. Raises `StorageFault`; the journal is then still there.

        Whatever lies in the session's files and is not in `session` (another computer went on with it)
        is put into the document too; the session that comes of it is returned.

        Order: the document beside, on the disk, renamed, the folder on the disk; then the half-typed
        lines go, and the journals last, for while they are there what a crash left can be found and finished.
        With `device` the half-typed lines of other computers stay: they are still being written there.
        """
        self.admit(session.practice)
        files = self.files(session.id)
        before = {path: _seen(path) for path in files.journals}
        read, strange = self.read_files(files)
        if read.newer:
            raise StorageFault(document.NEWER_STAYS)
        records = united((*session.records, *self.opened(read.records)))
        if records != session.records:
            session = fold(session.id, records)
        known = {d.raw for d in damage}
        damage = () if session.erased else (*damage, *(d for d in read.damage if d.raw not in known))
        damage = beside_struck(session.records, beside_whole(session.records, damage))
        path = self.path(session.id, "json")
        if files.journals and not os.path.lexists(path) and _ended_by(session, device):
            self._untold.add(session.id)
        loses = _texts(read.records) - _texts(session.records)
        if loses:
            drop_if_possible(self.places)
        try:
            self._make_folder(path.parent)
            if path in strange:  # what nobody can read is not written over: it stays as a copy does
                self.disk.replace(path, path.with_name(f"{session.id}-unread-{os.urandom(2).hex()}.json"))
            self._put_document(path, document.to_bytes(session, damage))
            if session.id in self._untold:
                self._untold.discard(session.id)
                self._ended(session)
            self._clear_copies(session, files, files.journals)
            for gone in (*files.leftovers, *self.own_drafts(session, files, device)):
                self.disk.remove(gone)
            for gone in files.journals:
                if _seen(gone) == before[gone]:  # what came in just now has not been read: it is taken up by `tidy`
                    self.disk.remove(gone)
        except OSError as fault:
            raise StorageFault(N_("{path} cannot be written: {why}"), path=path, why=why(fault)) from None
        if loses:
            drop(self.places)
        return session

    def bring(self, path: Path, data: bytes, modified: datetime | None = None) -> None:
        """Put a file of a session that was saved elsewhere where none is yet. Raises `StorageFault`.

        `modified` is when it was last written there: a meeting that was cut short shows no later sign of life.
        """
        try:
            self._make_folder(path.parent)
            if not os.path.lexists(path):
                self.disk.put(path, data)
                if modified is not None:
                    os.utime(path, (modified.timestamp(), modified.timestamp()))
        except OSError as fault:
            raise StorageFault(N_("{path} cannot be written: {why}"), path=path, why=why(fault)) from None

    def _put_document(self, path: Path, data: bytes) -> None:
        """Write a document; one that holds just that already is left alone, or two computers would never rest."""
        try:
            same = read_bytes(path, SESSION_BYTES) == data
        except StorageFault:
            same = False
        if same:
            self.disk.fsync_folder(path.parent)
        else:
            self.disk.put(path, data)

    def clear_copies(self, session: Session, *own: Path) -> None:
        """Take what was struck or erased out of every other file of the session too. Raises `StorageFault`.

        A file that still holds such a text is written anew, with all of the session and all that it
        held itself; `own` is the journal that the caller writes itself.
        """
        files = self.files(session.id)
        try:
            self._clear_copies(session, files, own)
        except OSError as fault:
            raise StorageFault(N_("{path} cannot be written: {why}"), path=files.all[0], why=why(fault)) from None

    def _clear_copies(self, session: Session, files: Files, but: tuple[Path, ...] = ()) -> None:
        for path in self._telling(session, files, but):
            before, here = _seen(path), Read(())
            with suppress(StorageFault):  # only what is erased is written over unread
                here = self.read_file(path)
            records = united((*session.records, *here.records))  # another computer may have written on in it
            damage = () if session.erased else beside_struck(records, here.damage)
            whole = session if records == session.records else fold(session.id, records)
            data = as_lines(records, damage) if path.suffix == ".jsonl" else document.to_bytes(whole, damage)
            if _seen(path) == before:
                self.disk.put(path, data)

    def _telling(self, session: Session, files: Files, but: tuple[Path, ...] = ()) -> Iterator[Path]:
        """The files, `but` some, that hold a text which the session says is struck, or erased with all others."""
        gone = {copy_of(r) for r in session.records if isinstance(r.event, Struck)}
        for path in files.told:
            if path in but:
                continue
            try:
                here = self.read_file(path)
            except StorageFault:
                if not session.erased:
                    continue  # it is named where the session is read, and left as it is
                here = Read((), (Damage(1, "?"),))  # what cannot be read may tell of the client
            texts = [r for r in here.records if sealed_text(r.event) or private_part(r.event)]
            if session.erased:
                tells = bool(texts or here.damage)
            else:
                unread = len(here.damage) != len(beside_struck(session.records, here.damage))
                tells = unread or any(copy_of(r) in gone for r in texts)
            if tells and not here.newer:
                yield path

    def own_drafts(self, session: Session, files: Files, device: str | None) -> tuple[Path, ...]:
        """The half-typed lines of one computer; without `device` all of them."""
        mine = None if device is None else owner_name(session, device)
        return tuple(path for path in files.drafts if mine is None or owner(path) == mine)

    # --- taking out for good ---

    def erase(self, session_id: str) -> Erased:
        """Take all that tells of the client out of a session, in every file of it; its times stay.

        Half-typed lines go, and lines that could not be understood. Copies by other programs are written
        anew, with the same bytes on every computer that does this. Raises `StorageFault`; what is done by
        then says that the rest is to go too, and `tidy` goes on with it.
        """
        files = self.files(session_id)
        if files.all and not files.told:
            receipt = self.to_erase(session_id)
            self.remove(session_id)
            return receipt
        loaded = self.load_files(files)
        session, receipt = erase(loaded.session), self._to_erase(files, loaded)
        path = self.path(session_id, "json")
        drop_if_possible(self.places)
        try:
            self._make_folder(path.parent)
            self._put_document(path, document.to_bytes(session))
            self._clear_copies(session, files)
            for gone in (*files.leftovers, *files.drafts, *files.journals):
                self.disk.remove(gone)
        except OSError as fault:
            raise StorageFault(N_("{path} cannot be written: {why}"), path=path, why=why(fault)) from None
        drop(self.places)  # once more: another window may have read the texts into a new one just now
        return receipt

    def to_erase(self, session_id: str) -> Erased:
        """What `erase` would take out; nothing is changed. Raises `StorageFault`, `UsageFault`."""
        files = self.files(session_id)
        if files.all and not files.told:  # a half-typed line whose meeting was taken away elsewhere
            began = datetime.strptime(session_id[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            return Erased(session_id, began, 0, 0, False, bool(files.drafts), 0, 0)
        return self._to_erase(files, self.load_files(files))

    def _to_erase(self, files: Files, loaded: Loaded) -> Erased:
        if loaded.newer:
            raise StorageFault(document.NEWER_STAYS)
        before, own = loaded.session, {self.path(files.id, "json"), *files.journals}
        return Erased(
            id=files.id,
            started_at=before.began_at,
            notes=len(before.notes),
            reflections=len(before.reflections),
            reference=bool(before.reference) or before.reference_locked,
            draft=bool(files.drafts),
            unread=len(loaded.damage),
            copies=sum(path not in own for path in self._telling(erase(before), files)),
        )

    def tells(self, files: Files, session: Session) -> bool:
        """Whether some file of an erased session still, or again, holds what is to be gone."""
        beside = files.journals or files.drafts or files.leftovers
        return bool(beside) or next(self._telling(session, files), None) is not None

    def remove(self, session_id: str) -> None:
        """Take a session away with its times and all its files, copies too. Raises `StorageFault`.

        What it is found by goes last, so that the rest can be found and removed after a fault.
        """
        drop_if_possible(self.places)
        for path in reversed(self.files(session_id).all):
            try:
                self.disk.remove(path)
            except OSError as fault:
                raise StorageFault(N_("{path} cannot be removed: {why}"), path=path, why=why(fault)) from None
        drop(self.places)

    # --- the half-typed line ---

    def keep_draft(self, session_id: str, text: str, device: str = "") -> None:
        """Put the half-typed line beside the session, or take it away when empty. Raises `StorageFault`.

        `device` is another computer than the one that began the meeting: two may be typing at once.
        """
        path = self.path(session_id, f"{device}.draft" if device else "draft")
        try:
            if text:
                self.disk.put(path, self.vault.sealed_draft(text))
            else:
                self.disk.remove(path)
                self.disk.remove(path.with_name(path.name + ".tmp"))
        except OSError as fault:
            raise StorageFault(N_("{path} cannot be written: {why}"), path=path, why=why(fault)) from None


def _ended_by(session: Session, device: str | None) -> bool:
    """Whether this computer is the one on which the session ended: another one never tells of its end again."""
    return any(isinstance(r.event, Ended) and r.device == device for r in session.records)


def _texts(records: Iterable[Record]) -> set[tuple[tuple[int, str, int], str]]:
    """What can be read of persons in records: what an index may know. What is sealed is in none."""
    return {(copy_of(r), repr(private_part(r.event))) for r in records if private_part(r.event)}


def _seen(path: Path) -> tuple[int, int, int] | None:
    """What tells a file from the one that another program puts in its place; None where there is none."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
