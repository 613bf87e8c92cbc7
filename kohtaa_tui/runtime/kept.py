"""A session and its files: what is queued for the disk, the journal, the document, the half-typed line.

The thread that changes the session puts what is new in a queue; `flush` takes it from there to the disk
and may run in another thread. What the disk refuses stays in the queue and is tried again.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from threading import Lock

from ..domain.events import Record
from ..domain.folding import fold
from ..domain.session import Session, Status
from ..errors import N_, KohtaaError, StorageFault
from ..storage import document
from ..storage.archive import Archive
from ..storage.inlet import why
from ..storage.journal import Journal, Replaced
from ..storage.library import owner_name
from ..storage.records import Damage
from ..storage.union import united


class Kept:
    """One session, kept. All methods but `flush` and `keep_draft` belong to one thread; those may run in another."""

    def __init__(
        self,
        archive: Archive,
        session: Session,
        *,
        device: str,
        damage: tuple[Damage, ...] = (),
        journal: Journal | None = None,
        finished: bool = False,
        drafts: tuple[Path, ...] = (),
    ) -> None:
        """`finished` says that the document is on the disk and no journal is; `drafts` are taken over."""
        self.session = session
        self.read_only: KohtaaError | None = None
        """Why the session may be read here and not changed, where that is so."""
        self.displaced = False
        """Whether another program put its own file in the journal's place, so that ours lies beside it."""
        self.fault: StorageFault | None = None
        """Why the last writing failed, until one succeeds."""
        self._archive = archive
        self._damage = damage
        self._device = device
        self._journal = journal
        self._journal_path = archive.journal_path(session, device) if journal is None else journal.path
        self._finished = finished
        self._pending: list[Record] = []
        self._rewrites = 0  # how many changes to older records the file has not seen yet
        self._draft: str | None = None  # as it is on the disk; None: not known
        self._typed = ""  # as it is to be
        self._drafts = drafts  # half-typed lines of other computers, which are in ours now
        self._lock = Lock()  # session and queue, between the two threads
        self._disk_lock = Lock()  # one writer at a time

    def _put(self, session: Session, record: Record | None = None, *, rewrite: bool = False) -> None:
        """Take the session as it is now, all in one step: what is on the disk is always one of these."""
        if self.read_only is not None:
            raise self.read_only
        with self._lock:
            self.session = session
            self._rewrites += rewrite
            if record is not None:
                self._pending.append(record)

    def _put_erased(self, session: Session) -> None:
        """Take a session without its texts, and drop them from what was still to be written too."""
        if self.read_only is not None:
            raise self.read_only
        with self._lock:
            self.session = session
            self._rewrites += 1
            emptied = {record.key: record for record in session.records}
            self._pending = [emptied.get(record.key, record) for record in self._pending]
            self._damage = ()

    def unlocked(self) -> None:
        """Open what is sealed in the session, now that the archive's vault can."""
        with self._lock:
            opened = self._archive.vault.opened(self.session.records)
            self.session = fold(self.session.id, united(opened))  # copies that were sealed apart are one again

    @property
    def unsaved(self) -> int:
        """How much is not on the disk yet: records, changes to older ones, and at last the document."""
        document_due = self.session.status is Status.ENDED and not self._finished and self.read_only is None
        return len(self._pending) + self._rewrites + document_due

    def flush(self) -> bool:
        """Put all that is queued on the disk; True when nothing is left. May run in another thread.

        After the end this also puts the document in the journal's place.
        """
        with self._disk_lock:
            try:
                self._write()
            except StorageFault as fault:
                self.fault = fault
                return False
            except Exception as fault:  # of the program's own: the meeting goes on, and only the kind may be told
                message = N_("Saving failed because of a fault of kohtaa's own ({kind}).")
                self.fault = StorageFault(message, kind=type(fault).__name__)
                return False
            self.fault = None
            return True

    def _write(self) -> None:
        if self.read_only is not None:
            return  # not even what a crash left half-done is finished: another window may be at it
        with self._lock:
            session, pending, rewrites = self.session, tuple(self._pending), self._rewrites
        if not self._finished:
            self._write_journal(session, pending, bool(rewrites))
        elif pending or rewrites:
            self._finish(session)
        with self._lock:
            del self._pending[: len(pending)]
            self._rewrites -= rewrites
        if session.status is Status.ENDED and not self._finished:
            self._close_journal()
            self._finish(session)
            self._finished = True
            self._take_over_drafts()

    def _finish(self, session: Session) -> None:
        """Write the document. What another computer added to the session comes back with it."""
        whole = self._archive.finish(session, self._damage, self._device)
        with self._lock:
            if self.session is session:
                self.session = whole

    def _write_journal(self, session: Session, pending: tuple[Record, ...], rewrite: bool) -> None:
        if not os.path.lexists(self._journal_path):  # a new session, or its folder is gone
            self._close_journal()
            self._begin(session)
        else:
            journal = self._journal or Journal.reopen(self._archive.disk, self._journal_path)
            self._journal = journal
            try:
                if rewrite:
                    self._damage = journal.rewrite(session.records, self._damage)
                else:
                    journal.append(pending)
            except Replaced:  # what came in its place stays, and ours goes on beside it
                self._close_journal()
                self._journal_path = self._archive.journal_path(session, self._device, os.urandom(2).hex())
                self.displaced = True
                self._begin(session)
        if rewrite:
            self._archive.clear_copies(session, self._journal_path)

    def _begin(self, session: Session) -> None:
        """A new journal with all there is."""
        self._journal = self._archive.create(self._journal_path, session.records, self._damage)

    def keep_draft(self, text: str) -> bool:
        """Keep the half-typed line beside the journal, or take it away when empty; False if the disk refuses."""
        self._typed = text  # before the wait for the disk: whoever is let in last must not write an older line
        with self._disk_lock:
            newest = self._typed
            if self._finished or self._draft == newest or self.read_only is not None:
                return True
            try:
                owner = owner_name(self.session, self._device)
                self._archive.keep_draft(self.session.id, newest, owner)
                self._take_over_drafts()
            except Exception:  # also a fault of the program's own: the next key tries again
                self._draft = None  # it may have got there all the same, and must not stay when the line goes
                return False
            self._draft = newest
            return True

    def _take_over_drafts(self) -> None:
        """What other computers left half-typed is in our line, or a note, since the meeting was taken up: it goes."""
        own = self._archive.draft_path(self.session, self._device)
        for path in self._drafts:
            if path != own:
                with suppress(OSError):
                    self._archive.disk.remove(path)
        self._drafts = ()

    def save_copy(self, path: Path) -> None:
        """Put the whole session, saved or not, into a file of one's choice. Raises `StorageFault`."""
        disk = self._archive.disk
        try:
            handle = disk.create(path)
            try:
                disk.write_all(handle, document.to_bytes(self.session, self._damage))
                disk.fsync(handle)
            finally:
                disk.close(handle)
        except OSError as fault:
            raise StorageFault(N_("{path} cannot be written: {why}"), path=path, why=why(fault)) from None

    def close(self) -> None:
        """Let the journal go."""
        with self._disk_lock:
            self._close_journal()

    def _close_journal(self) -> None:
        if self._journal is not None:
            self._journal.close()
            self._journal = None
