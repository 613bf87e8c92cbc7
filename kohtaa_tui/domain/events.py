"""What can happen in a session: one frozen fact each, and the record that carries it.

A record's `at_ms` is the meeting's own time: whole milliseconds since its start, sleep and pauses
included. Wall time, with its offset from UTC, is written where the clock may have been away: at
the start and when the meeting is taken up again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from .plan import Plan
from .practised import Practice, TurnKind

Mark = Literal["words", "strength", "question", "agreed"]
Wall = Annotated[datetime, Meta(tz=True)]
"""A clock time with its offset from UTC."""
Key = tuple[int, str]
"""What a record is known by: its seq and its device."""


class Event(Struct, frozen=True, tag_field="kind", omit_defaults=True):
    """The base of all events; its tag is the `kind` in the journal."""

    private: ClassVar[tuple[str, ...]] = ()
    """The fields that tell of a person. Where encryption is on they are on the disk only within `age`, a
    sealed text that fills them in again; `domain.sealing` knows how. They have a default, for a locked event."""


class Started(Event, frozen=True, tag="started"):
    """The meeting began, in the plan's first phase."""

    private: ClassVar[tuple[str, ...]] = ("reference",)

    wall: Wall
    """When, with offset."""
    plan: Plan
    language: str
    """The language of the screen."""
    reference: str = ""
    """What the adviser calls the client: never a name."""
    schema: int = 1
    """The version of the journal's format."""
    odd_s: int = 0
    """Seconds between the plan's whole minutes and an end given as a time of day; the first phase has them."""
    erased: bool = False
    """Whether all that tells of the client was taken out of this session, in every copy, for good."""
    due: Wall | None = None
    """When the calendar says the appointment was to begin, with offset."""
    until: bool = False
    """Whether the end was given as a time of day: then it stays where it is when the start is put right."""
    practice: Practice | None = None
    """What makes it no real meeting; None for a real one."""
    age: str = ""


class PhaseEntered(Event, frozen=True, tag="phase"):
    """The person moved on, went back, or jumped to a phase."""

    phase: str


class PhaseMoved(Event, frozen=True, tag="phase-moved"):
    """Put right: the change recorded as `visit` (a record's seq) really happened at `to_ms`.

    Of the first record it tells when the meeting itself began; `to_ms` is below zero where that was earlier.
    """

    visit: int
    to_ms: int
    of: str = ""
    """The device of that record; left out where it is this record's own."""
    live: bool = False
    """Whether it was put right while the meeting ran. One without it changes nothing before the end."""
    wall: Wall | None = None
    """After the end: when it was put right, with offset."""


class Paused(Event, frozen=True, tag="paused"):
    """The phase's own time stops; the end does not move."""

    reason: str = ""
    """A key of `PAUSE_REASONS`, or nothing."""


class PauseReasoned(Event, frozen=True, tag="pause-reason"):
    """Why the pause that is on was taken."""

    reason: str


class Resumed(Event, frozen=True, tag="resumed"):
    """The pause is over."""


class PromptTicked(Event, frozen=True, tag="prompt"):
    """A prompt was asked, or its tick was taken away."""

    prompt: str
    done: bool = True


class NoteAdded(Event, frozen=True, tag="note"):
    """The adviser wrote a note."""

    private: ClassVar[tuple[str, ...]] = ("text", "mark")

    text: str = ""
    mark: Mark | None = None
    age: str = ""


class NoteEdited(Event, frozen=True, tag="note-edited"):
    """A note's text was replaced; carries all of the note, for the old record is struck."""

    private: ClassVar[tuple[str, ...]] = ("text", "mark")

    note: int
    """The seq of the record that wrote it first."""
    noted_ms: int
    phase: str
    text: str = ""
    mark: Mark | None = None
    of: str = ""
    """The device of that record; left out where it is this record's own."""
    age: str = ""


class Fitted(Event, frozen=True, tag="fitted"):
    """The rest of the time was fitted anew."""

    planned_s: dict[str, int]
    """Seconds planned for each phase by id, what it has used included."""
    end_s: int
    """The new end, in seconds since the start."""


class Reopened(Event, frozen=True, tag="reopened"):
    """The meeting was taken up by a new run of the program."""

    wall: Wall


class ClockMoved(Event, frozen=True, tag="clock-moved"):
    """The computer's clock was set; the meeting's own time was not touched."""

    shift_s: int
    """Seconds by which shown clock times now differ from start + elapsed, all in all."""


class Undone(Event, frozen=True, tag="undone"):
    """An earlier event is left out."""

    target: int
    """Its record's seq."""
    of: str = ""
    """The device of that record; left out where it is this record's own."""


class Struck(Event, frozen=True, tag="struck"):
    """Stands where a record was whose text was taken out for good."""


class Ended(Event, frozen=True, tag="ended"):
    """The meeting is over."""


class EndMoved(Event, frozen=True, tag="end-moved"):
    """Put right after the end: the meeting was really over at `to_ms`."""

    to_ms: int
    wall: Wall
    """When it was put right, with offset."""


class TurnMarked(Event, frozen=True, tag="turn"):
    """In practice: what kind of turn the adviser's words were, and what the client says to it."""

    turn: TurnKind
    says: str = ""
    """The id of the client's turn or reaction in the scenario; empty when the client says nothing."""


class Reflected(Event, frozen=True, tag="reflected"):
    """The adviser's own thoughts, before the meeting, in it or afterwards: never exported."""

    private: ClassVar[tuple[str, ...]] = ("text",)

    question: str
    """The id of the question, `s0` to `s10`; `aim`, what this meeting is to reach; `next`, a note to oneself."""
    text: str = ""
    age: str = ""


AnyEvent = (
    Started
    | PhaseEntered
    | PhaseMoved
    | Paused
    | PauseReasoned
    | Resumed
    | PromptTicked
    | NoteAdded
    | NoteEdited
    | Fitted
    | Reopened
    | ClockMoved
    | Undone
    | Struck
    | Ended
    | EndMoved
    | TurnMarked
    | Reflected
)

PAUSE_REASONS = ("breather", "client-away", "door-or-phone", "connection", "interpreter", "looking-up", "other")


class Record(Struct, frozen=True):
    """An event with its place and time."""

    seq: int
    """Counts from 1 within a session and device."""
    device: str
    """The random id of the config folder that wrote it."""
    at_ms: int
    """Milliseconds since the meeting was started on the screen; put right, it may have begun before or after."""
    event: AnyEvent

    @property
    def key(self) -> Key:
        """What other records know this one by."""
        return self.seq, self.device
