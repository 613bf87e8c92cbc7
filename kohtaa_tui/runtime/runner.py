"""The one mutable object: a clock, a journal and the current session.

Apply, then write, then show: an event is first applied (a refused one is never written), then queued
for the disk, and called saved only when `flush` has put it there. A meeting never stops because a
disk does: what could not be written stays in the queue and is tried again.
"""

from __future__ import annotations

from datetime import datetime
from math import ceil
from pathlib import Path
from threading import Lock

from ..domain.events import (
    AnyEvent,
    ClockMoved,
    Ended,
    NoteAdded,
    NoteEdited,
    Paused,
    Record,
    Reopened,
    Resumed,
    Started,
    Struck,
    Undone,
)
from ..domain.notes import parse_note, typed
from ..domain.plan import Plan
from ..domain.session import Session, Status, allowed, apply, last_undoable, start, strike
from ..errors import N_, KohtaaError, NotAllowed, StorageFault
from ..storage import document
from ..storage.archive import Archive, Loaded
from ..storage.inlet import why
from ..storage.journal import Journal
from ..storage.records import Damage
from .clock import Clock
from .gaps import Gap, gap_between


class Runner:
    """Runs one session. All methods but `flush` belong to one thread; `flush` may run in another."""

    def __init__(
        self,
        archive: Archive,
        clock: Clock,
        session: Session,
        device: str,
        *,
        at_ms: int = 0,
        damage: tuple[Damage, ...] = (),
    ) -> None:
        self.archive = archive
        self.clock = clock
        self.session = session
        self.fault: StorageFault | None = None
        """Why the last writing failed, until one succeeds."""
        self._device = device
        self._damage = damage
        self._journal: Journal | None = None
        self._pending: list[Record] = []
        self._rewrites = 0  # how many strikes the journal has not seen yet
        self._finished = False
        self._draft: str | None = None
        self._lock = Lock()  # the queue, between the two threads
        self._disk_lock = Lock()  # one writer at a time
        self._anchor(at_ms)

    # --- beginning ---

    @classmethod
    def start(
        cls,
        archive: Archive,
        clock: Clock,
        plan: Plan,
        *,
        language: str,
        device: str,
        reference: str = "",
        until: datetime | None = None,
    ) -> Runner:
        """Begin a new session now. Nothing is on the disk before `flush`.

        With `until` the meeting ends at that time of day: the seconds that the plan's whole minutes
        leave over go to the first phase.
        """
        now = clock.now()
        # Up to a whole second: cut, the end would be told as a minute too early.
        odd = 0 if until is None else min(max(0, ceil((until - now).total_seconds()) - 60 * plan.minutes), 60)
        event = Started(wall=now, plan=plan, language=language, reference=reference, odd_s=odd)
        record = Record(1, device, 0, event)
        runner = cls(archive, clock, start(archive.new_id(now), record), device)
        runner._pending.append(record)
        return runner

    @classmethod
    def resume(cls, archive: Archive, clock: Clock, loaded: Loaded, device: str, gap: Gap) -> Runner:
        """Go on with a session that was left, making of the gap what `gap` says.

        With `Gap.END` the session is ended at its last sign of life. Raises `StorageFault` when its
        journal cannot be opened.
        """
        session, (alive, now) = loaded.session, gap_between(loaded, clock)
        runner = cls(archive, clock, session, device, at_ms=alive, damage=loaded.damage)
        runner._journal = archive.reopen(session.id)
        if gap is Gap.END:
            parsed = parse_note(loaded.draft)
            if parsed is not None:  # a half-typed line becomes a note when the meeting ends
                runner.record(NoteAdded(parsed[1], parsed[0]), alive)
            runner.record(Ended(), alive)
            return runner
        if gap is Gap.PAUSE and session.status is Status.RUNNING:
            runner.record(Paused(), alive)
        runner._anchor(now)
        runner.record(Reopened(wall=clock.now()), now)
        if gap is Gap.PAUSE and session.status is Status.RUNNING:
            runner.record(Resumed(), now)
        return runner

    @classmethod
    def review(cls, archive: Archive, clock: Clock, loaded: Loaded, device: str) -> Runner:
        """Take up a session that has ended, to add to it or correct it."""
        runner = cls(archive, clock, loaded.session, device, at_ms=loaded.session.last_ms, damage=loaded.damage)
        runner._finished = not loaded.journal
        return runner

    def _anchor(self, at_ms: int) -> None:
        self._base_ms = at_ms
        self._from = self.clock.elapsed()
        self._wall = self.clock.now()

    # --- time ---

    def at_ms(self) -> int:
        """Milliseconds since the meeting's start, by the clock that counts through sleep."""
        return self._base_ms + round((self.clock.elapsed() - self._from) * 1000)

    def drift_s(self) -> int:
        """Seconds by which the time of day has run ahead of elapsed time since the last answer."""
        day = (self.clock.now() - self._wall).total_seconds()
        return round(day - (self.clock.elapsed() - self._from))

    def answer_drift(self, gap: Gap | None) -> None:
        """Settle a drift once: the meeting went on, paused or ended meanwhile, or (None) the clock was set."""
        before, drift = self.at_ms(), self.drift_s()
        paused = self.session.status is Status.PAUSED
        if gap is None or drift < 0:
            self._anchor(before)
            self.record(ClockMoved(self.session.shift_s + drift), before)
            return
        if gap is Gap.END:
            self._anchor(before)
            self.record(Ended(), before)
            return
        if gap is Gap.PAUSE and not paused:
            self.record(Paused(), before)
        self._anchor(before + 1000 * drift)
        if gap is Gap.PAUSE and not paused:
            self.record(Resumed())

    # --- change ---

    def record(self, event: AnyEvent, at_ms: int | None = None) -> Record:
        """Apply an event and queue it for the disk. Raises `NotAllowed` and changes nothing if it may not be."""
        at = max(self.at_ms() if at_ms is None else at_ms, self.session.last_ms)
        if self.session.status is Status.ENDED:
            at = max(self.session.last_ms, self.session.ended_ms or 0)
        record = Record(self.session.next_seq, self._device, at, event)
        after = apply(self.session, record)
        with self._lock:
            self.session = after
            self._pending.append(record)
        return record

    def can(self, event: type[AnyEvent]) -> bool:
        """Whether such an event may happen now."""
        return allowed(self.session, event)

    def note(self, line: str) -> Record | None:
        """Keep a typed line as a note; None for an empty line or a mark alone."""
        parsed = parse_note(line)
        return None if parsed is None else self.record(NoteAdded(parsed[1], parsed[0]))

    def edit(self, seq: int, line: str) -> bool:
        """Replace a note's text; the old text is taken out for good. False for an empty line."""
        note, parsed = self.session.note(seq), parse_note(line)
        if note is None or parsed is None:
            return False
        self._strike(seq)
        self.record(NoteEdited(note=seq, text=parsed[1], noted_ms=note.at_ms, phase=note.phase, mark=parsed[0]))
        return True

    def strike(self, seq: int) -> str:
        """Take a note out, on the disk too; returns its text as it was typed."""
        note = self.session.note(seq)
        if note is None:
            raise NotAllowed(N_("There is nothing to undo."))
        self._strike(seq)
        return typed(note.text, note.mark)

    def _strike(self, seq: int) -> None:
        if not allowed(self.session, Struck):
            raise NotAllowed(N_("That is not possible now."))
        after = strike(self.session, seq)
        with self._lock:
            self.session = after
            self._rewrites += 1

    def undo(self) -> tuple[AnyEvent, str] | None:
        """Take the last action back: the event, and for a note the text it leaves; None if there is none."""
        record = last_undoable(self.session)
        if record is None:
            return None
        if isinstance(record.event, NoteAdded):
            note = self.session.note(record.seq)
            if note is None:
                return None
            return record.event, self.strike(record.seq)
        self.record(Undone(record.seq))
        return record.event, ""

    def end(self) -> None:
        """End the meeting now."""
        self.record(Ended())

    # --- the disk ---

    @property
    def unsaved(self) -> int:
        """How many records are not on the disk yet."""
        return len(self._pending) + self._rewrites

    def saved(self, record: Record) -> bool:
        """Whether a record is on the disk."""
        return not self._rewrites and all(p.seq != record.seq for p in self._pending)

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
            self.fault = None
            return True

    def _write(self) -> None:
        with self._lock:
            session, pending, rewrites = self.session, tuple(self._pending), self._rewrites
        if not self._finished:
            self._write_journal(session, pending, bool(rewrites))
        elif pending or rewrites:
            self.archive.finish(session, self._damage)
        with self._lock:
            del self._pending[: len(pending)]
            self._rewrites -= rewrites
        if session.status is Status.ENDED and not self._finished:
            self.archive.finish(session, self._damage)
            self._finished = True
            self._close_journal()

    def _write_journal(self, session: Session, pending: tuple[Record, ...], rewrite: bool) -> None:
        if self._journal is None:
            exists = self.archive.path(session.id, "jsonl").exists()
            self._journal = self.archive.reopen(session.id) if exists else self.archive.create(session.id)
        if rewrite:
            self._journal.rewrite(session.records, self._damage)
        else:
            self._journal.append(pending)

    def keep_draft(self, text: str) -> bool:
        """Keep the half-typed line beside the journal, or take it away when empty; False if the disk refuses."""
        with self._disk_lock:
            if self._finished or self._draft == text:
                return True
            try:
                self.archive.keep_draft(self.session.id, text)
            except (StorageFault, KohtaaError):
                return False
            self._draft = text
            return True

    def save_copy(self, path: Path) -> None:
        """Put the whole session, saved or not, into a file of one's choice. Raises `StorageFault`."""
        try:
            handle = self.archive.disk.create(path)
            try:
                self.archive.disk.write_all(handle, document.to_bytes(self.session, self._damage))
                self.archive.disk.fsync(handle)
            finally:
                self.archive.disk.close(handle)
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
