"""The one mutable object: a clock and the current session, which `kept` takes to the disk.

Apply, then write, then show: an event is first applied (a refused one is never written), then queued
for the disk, and called saved only when `flush` has put it there. A meeting never stops because a
disk does: what could not be written stays in the queue and is tried again.
"""

from __future__ import annotations

from datetime import datetime
from math import ceil
from pathlib import Path

from ..domain.events import (
    AnyEvent,
    ClockMoved,
    Ended,
    EndMoved,
    Key,
    NoteAdded,
    NoteEdited,
    Paused,
    PhaseEntered,
    PhaseMoved,
    Record,
    Reopened,
    Resumed,
    Started,
    Struck,
    Undone,
)
from ..domain.folding import apply, last_undoable, reference_to, start
from ..domain.half_typed import as_notes
from ..domain.notes import parse_note, typed
from ..domain.plan import Plan
from ..domain.practised import Practice
from ..domain.rewriting import erase, strike
from ..domain.sealing import is_locked
from ..domain.session import Session, Status, allowed
from ..errors import N_, KohtaaError, NotAllowed, StorageFault
from ..storage.archive import Archive
from ..storage.document import NEWER_STAYS
from ..storage.journal import Journal
from ..storage.library import Loaded
from ..storage.records import Damage
from .clock import Clock
from .gaps import QUESTION_S, Gap, gap_between
from .kept import Kept

LOCKED = N_("This note is locked. Unlock the notes first.")


class Runner(Kept):
    """Runs one session: what happens, and when."""

    def __init__(
        self,
        archive: Archive,
        clock: Clock,
        session: Session,
        device: str,
        *,
        at_ms: int = 0,
        damage: tuple[Damage, ...] = (),
        journal: Journal | None = None,
        finished: bool = False,
        drafts: tuple[Path, ...] = (),
    ) -> None:
        super().__init__(
            archive, session, device=device, damage=damage, journal=journal, finished=finished, drafts=drafts
        )
        self.clock = clock
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
        due: datetime | None = None,
        practice: Practice | None = None,
    ) -> Runner:
        """Begin a new session now. Nothing is on the disk before `flush`.

        With `until` the meeting ends at that time of day: the seconds that the plan's whole minutes
        leave over go to the first phase. `due` is when the calendar says the appointment was to begin.
        `practice` is what makes it no real meeting. Raises `Misplaced` where the archive is not for such.
        """
        archive.admit(practice)
        now = clock.now()
        # Up to a whole second: cut, the end would be told as a minute too early.
        odd = 0 if until is None else min(max(0, ceil((until - now).total_seconds()) - 60 * plan.minutes), 60)
        archive.vault.recipients()  # where they cannot be had, nothing begins that could not be sealed
        event: AnyEvent = Started(
            wall=now,
            plan=plan,
            language=language,
            reference=reference,
            odd_s=odd,
            due=due,
            until=until is not None,
            practice=practice,
        )
        record = Record(1, device, 0, archive.vault.seal(event))
        runner = cls(archive, clock, start(archive.new_id(now), record), device)
        runner._put(runner.session, record)
        return runner

    @classmethod
    def resume(cls, archive: Archive, clock: Clock, loaded: Loaded, device: str, gap: Gap) -> Runner:
        """Go on with a session that was left, making of the gap what `gap` says.

        With `Gap.END` the session is ended at its last sign of life. Raises `StorageFault` when its
        journal cannot be opened, and `NotAllowed` when it has ended.
        """
        # Read anew: another window may have gone on with it since, and its records must not be written over.
        loaded = archive.load(loaded.session.id)
        session, (alive, now) = loaded.session, gap_between(loaded, clock)
        if session.status is Status.ENDED:
            command = f"kohtaa show {session.id}"
            raise NotAllowed(N_("That meeting has ended. Read it with: {command}"), command=command)
        if loaded.newer:
            raise NotAllowed(NEWER_STAYS)
        archive.admit(session.practice)
        archive.vault.recipients()
        journal = archive.reopen(session, device)
        runner = cls(
            archive,
            clock,
            session,
            device,
            at_ms=alive,
            damage=loaded.damage,
            journal=journal,
            drafts=loaded.drafts,
        )
        # What is locked nobody can type on with; the rest becomes a note only when the meeting ends.
        for left in as_notes(loaded.draft if gap is Gap.END else "", loaded.locked_drafts, session.records):
            runner.record(left, alive)
        if gap is Gap.END:
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
    def review(
        cls, archive: Archive, clock: Clock, loaded: Loaded, device: str, read_only: KohtaaError | None = None
    ) -> Runner:
        """Take up a session that has ended, to add to it or correct it; with `read_only` any session, to read it."""
        session, finished = loaded.session, not loaded.journal
        runner = cls(archive, clock, session, device, at_ms=session.last_ms, damage=loaded.damage, finished=finished)
        runner.read_only = NotAllowed(NEWER_STAYS) if loaded.newer else read_only or archive.stranger(session.practice)
        try:
            archive.vault.recipients()
        except StorageFault as fault:  # what is added could not be sealed
            runner.read_only = runner.read_only or fault
        if session.status is not Status.ENDED:
            runner._anchor(gap_between(loaded, clock)[1])
        return runner

    def _anchor(self, at_ms: int) -> None:
        self._base_ms = at_ms
        self._from = self.clock.elapsed()
        self._awake = self.clock.awake()
        self._wall = self.clock.now()

    # --- time ---

    def at_ms(self) -> int:
        """Milliseconds since the meeting's start; a sleep that is to be asked about is not in them yet."""
        return self._base_ms + round(self._elapsed_s() * 1000)

    def _elapsed_s(self) -> float:
        return self.clock.elapsed() - self._from - self._slept_s()

    def _slept_s(self) -> float:
        """Seconds of sleep since the last answer; 0 for what is too short to ask about and simply counts."""
        slept = (self.clock.elapsed() - self._from) - (self.clock.awake() - self._awake)
        return slept if slept > QUESTION_S else 0.0

    @property
    def slept(self) -> bool:
        """Whether the machine is known to have slept since the last answer, long enough to ask about it."""
        return self._slept_s() > 0

    def drift_s(self) -> int:
        """Seconds by which the time of day has run ahead of the meeting's since the last answer; 0 after the end."""
        if self.session.status is Status.ENDED:
            return 0
        day = (self.clock.now() - self._wall).total_seconds()
        return round(day - self._elapsed_s())

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
        after, record = self._happened(self.session, event, self.at_ms() if at_ms is None else at_ms)
        self._put(after, record)
        return record

    def _happened(self, session: Session, event: AnyEvent, at_ms: int) -> tuple[Session, Record]:
        if session.status is Status.ENDED:  # after all there is, also after the second of two ends
            at_ms = max(r.at_ms for r in session.records)
        at = max(at_ms, session.last_ms)
        record = Record(session.next_seq, self._device, at, self._archive.vault.seal(event))
        return apply(session, record), record

    def can(self, event: type[AnyEvent]) -> bool:
        """Whether such an event may happen now."""
        return allowed(self.session, event)

    def note(self, line: str) -> Record | None:
        """Keep a typed line as a note; None for an empty line or a mark alone."""
        parsed = parse_note(line)
        return None if parsed is None else self.record(NoteAdded(parsed[1], parsed[0]))

    def edit(self, key: Key, line: str) -> bool:
        """Replace a note's text; the old text is taken out for good. False for an empty line."""
        note, parsed = self.session.note(key), parse_note(line)
        if note is None or parsed is None:
            return False
        if note.locked:
            raise NotAllowed(LOCKED)
        edited = NoteEdited(
            note=key[0],
            text=parsed[1],
            noted_ms=note.at_ms,
            phase=note.phase,
            mark=parsed[0],
            of=reference_to(key, self._device),
        )
        after, record = self._happened(self._without(key), edited, self.at_ms())
        self._put(after, record, rewrite=True)
        return True

    def strike(self, key: Key) -> str:
        """Take a note out, on the disk too; returns its text as it was typed."""
        note = self.session.note(key)
        if note is None:
            raise NotAllowed(N_("There is nothing to undo."))
        self._put(self._without(key), rewrite=True)
        return typed(note.text, note.mark)

    def erase(self) -> None:
        """Take notes, reference and reflections out for good, on the disk too; the times stay."""
        self._put_erased(erase(self.session))

    def move(self, key: Key, to_ms: int) -> Record:
        """Put right when what record `key` tells of really happened: a change of phase, or the meeting's start."""
        return self.record(self._moved(key, to_ms))

    def move_end(self, to_ms: int) -> Record:
        """Put right when a meeting that has ended was really over."""
        return self.record(EndMoved(to_ms, self.clock.now()))

    def entered(self, phase: str, at_ms: int) -> Record:
        """Move on to another phase that really began earlier, at `at_ms`: one step, which one undo takes back."""
        now = self.at_ms()
        between, entered = self._happened(self.session, PhaseEntered(phase), now)
        after, moved = self._happened(between, self._moved(entered.key, at_ms), now)  # both or none
        self._put(between, entered)
        self._put(after, moved)
        return entered

    def _moved(self, key: Key, to_ms: int) -> PhaseMoved:
        live = self.session.status is not Status.ENDED
        return PhaseMoved(key[0], to_ms, reference_to(key, self._device), live, None if live else self.clock.now())

    def _without(self, key: Key) -> Session:
        """The session with the text of a note taken out."""
        if not allowed(self.session, Struck):
            raise NotAllowed(N_("That is not possible now."))
        return strike(self.session, key)

    def undo(self) -> tuple[AnyEvent, str] | None:
        """Take the last action back: the event, and for a note the text it leaves; None if there is none."""
        record = last_undoable(self.session)
        if record is None:
            return None
        if is_locked(record.event):
            raise NotAllowed(LOCKED)  # its text could not be given back
        if isinstance(record.event, NoteAdded):
            return record.event, self.strike(record.key)
        self.record(Undone(record.seq, reference_to(record.key, self._device)))
        entered = last_undoable(self.session)
        if entered is not None and _one_step(entered, record):
            self.record(Undone(entered.seq, reference_to(entered.key, self._device)))
            return entered.event, ""
        return record.event, ""

    def end(self) -> None:
        """End the meeting now."""
        self.record(Ended())


def _one_step(entered: Record, moved: Record) -> bool:
    """Whether the move came with the change of phase that it moves, as `Runner.entered` writes them."""
    event = moved.event
    return (
        isinstance(event, PhaseMoved)
        and isinstance(entered.event, PhaseEntered)
        and (event.visit, event.of or moved.device) == entered.key
        and moved.at_ms == entered.at_ms
    )
