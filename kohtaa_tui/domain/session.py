"""What a session is, and what may happen to it when.

    no session ──started──▶ running ◀──paused / resumed──▶ paused
                               └───────────ended───────────┴──▶ ended

`ALLOWED` is the table behind that picture: the door in `folding` refuses by it, keys are dimmed by
it, and docs/architecture.md is drawn from it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from typing import Literal

from msgspec import Struct

from .events import (
    ClockMoved,
    Ended,
    EndMoved,
    Event,
    Fitted,
    Key,
    Mark,
    NoteAdded,
    NoteEdited,
    Paused,
    PauseReasoned,
    PhaseEntered,
    PhaseMoved,
    PromptTicked,
    Record,
    Reflected,
    Reopened,
    Resumed,
    Started,
    Struck,
    TurnMarked,
    Undone,
)
from .plan import Plan, PlannedPhase
from .practised import Practice, TurnKind
from .sealing import is_locked


class Status(Enum):
    """Where a session is in its life."""

    NONE = "none"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


_LIVE: frozenset[type[Event]] = frozenset(
    {
        PhaseEntered,
        PhaseMoved,
        PromptTicked,
        NoteAdded,
        NoteEdited,
        Fitted,
        Reopened,
        ClockMoved,
        Undone,
        Struck,
        Ended,
        TurnMarked,
        Reflected,
    }
)
ALLOWED: dict[Status, frozenset[type[Event]]] = {
    Status.NONE: frozenset({Started}),
    Status.RUNNING: _LIVE | {Paused},
    Status.PAUSED: _LIVE | {Resumed, PauseReasoned},
    Status.ENDED: frozenset({NoteAdded, NoteEdited, PhaseMoved, EndMoved, Reflected, Undone, Struck}),
}
"""What may happen when."""

UNDOABLE: tuple[type[Event], ...] = (
    PhaseEntered,
    PhaseMoved,
    EndMoved,
    Paused,
    Resumed,
    PromptTicked,
    NoteAdded,
    Fitted,
    TurnMarked,
)
"""What F8 takes back, newest first."""


class Visit(Struct, frozen=True):
    """One stay in a phase: from `start_ms` to the next visit's start, or to the end."""

    phase: str
    start_ms: int
    key: Key
    """The record that began it."""


class Pause(Struct, frozen=True):
    """A pause; `end_ms` is None while it is on."""

    start_ms: int
    end_ms: int | None = None
    reason: str = ""


class Note(Struct, frozen=True):
    """A note, with its phase and time. `key` is the record that wrote it first."""

    key: Key
    at_ms: int
    phase: str
    text: str
    mark: Mark | None = None
    locked: bool = False
    """Whether its text is sealed and has not been opened."""
    edited: Key | None = None
    """The record that holds its text, where that is not the one that wrote it first."""


class Turn(Struct, frozen=True):
    """In practice: a turn of the adviser's that was marked, and what the client said to it."""

    key: Key
    at_ms: int
    phase: str
    kind: TurnKind
    says: str


class Correction(Struct, frozen=True):
    """A time that was put right after the meeting had ended: the mark that the times are not as they were kept."""

    what: Literal["began", "phase", "ended"]
    """When the meeting began, when a phase did, or when the meeting ended."""
    phase: str
    """The phase whose beginning it is; empty for the end."""
    was_ms: int
    became_ms: int
    visit: Key | None = None
    """The record that began that phase; None for the end."""
    wall: datetime | None = None
    """When it was put right, with offset; None where an earlier version of the program did not write it."""


class Session(Struct, frozen=True):
    """One meeting, live or over. Made by `folding.apply` and `folding.fold`, by nothing else."""

    id: str
    plan: Plan
    started_at: datetime
    """When it was started on the screen: the zero from which all its times are counted."""
    language: str
    reference: str
    status: Status
    visits: tuple[Visit, ...]
    planned_s: dict[str, int]
    """Seconds now planned for each phase."""
    end_s: int
    """The planned end, in seconds since zero."""
    records: tuple[Record, ...]
    due: datetime | None = None
    """When the calendar says the appointment was to begin."""
    pauses: tuple[Pause, ...] = ()
    notes: tuple[Note, ...] = ()
    done: tuple[str, ...] = ()
    """The ids of prompts ticked, in that order."""
    cut_ms: int = 0
    """When the division of time last changed: a move, a fit, a return from a pause."""
    ended_ms: int | None = None
    last_ms: int = 0
    """The time of the last record."""
    shift_s: int = 0
    """Seconds to add to start + elapsed to get the wall clock's time of day now."""
    reflections: dict[str, str] = {}
    practice: Practice | None = None
    """What makes it no real meeting; None for a real one."""
    turns: tuple[Turn, ...] = ()
    corrections: tuple[Correction, ...] = ()
    """What was put right after the end, in that order; what was undone is not in it."""
    fitted: bool = False
    """Whether the time was fitted anew on the way: then nothing is planned anew when the start is put right."""

    @property
    def begin_ms(self) -> int:
        """When the meeting really began, in milliseconds since zero; below it where that was put right."""
        return self.visits[0].start_ms

    @property
    def began_at(self) -> datetime:
        """When the meeting really began, by the clock of its start."""
        return self.started_at + timedelta(milliseconds=self.begin_ms)

    @property
    def phase(self) -> PlannedPhase:
        """The phase the meeting is in, or was in when it ended."""
        return self.plan.phases[self.place]

    @property
    def place(self) -> int:
        """The place of the current phase in the order, from 0."""
        return self.plan.index(self.visits[-1].phase)

    @property
    def next_seq(self) -> int:
        """A seq that no record has yet."""
        return max((r.seq for r in self.records), default=0) + 1

    def wall(self, at_ms: int) -> datetime:
        """The clock time, with offset, at `at_ms` since zero."""
        return self.started_at + timedelta(milliseconds=at_ms, seconds=self.shift_s)

    @property
    def locked(self) -> bool:
        """Whether something in it is sealed and has not been opened."""
        return any(is_locked(r.event) for r in self.records)

    @property
    def reference_locked(self) -> bool:
        """Whether there is a reference that is sealed and has not been opened."""
        return bool(self.records) and is_locked(self.records[0].event)

    @property
    def erased(self) -> bool:
        """Whether all that told of the client was taken out of it for good."""
        first = self.records[0].event if self.records else None
        return isinstance(first, Started) and first.erased

    def note(self, key: Key | None) -> Note | None:
        """The note that record `key` wrote, if there is one and it is still there."""
        return next((n for n in self.notes if n.key == key), None)


def allowed(session: Session | None, event: type[Event]) -> bool:
    """Whether such an event may happen to the session now. To one that was erased no text is added."""
    return may(session.status, session.erased, event) if session else event in ALLOWED[Status.NONE]


def may(status: Status, erased: bool, event: type[Event]) -> bool:
    """Whether such an event may happen to a session of this status, erased or not."""
    return event in ALLOWED[status] and not (erased and event.private)
