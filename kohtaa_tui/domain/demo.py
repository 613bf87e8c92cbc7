"""A demo: a made-up meeting as trainers write it in TOML, and the script that it is played from.

Nobody in one is real, and no real meeting ever becomes one. `scripting` turns the steps into the records of a
session, so that a demo is drawn by the same screens as a meeting.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from ..errors import KohtaaError
from .events import NoteAdded, Record, Started
from .pack import FieldMark, Id, Texts
from .scenario import TurnKind

MOMENT = re.compile("([0-9]{1,3}):([0-5][0-9])", re.ASCII)
"""Minutes and seconds since the meeting's start."""
PauseWord = Literal["", "breather", "client-away", "door-or-phone", "connection", "interpreter", "looking-up", "other"]
Part = Literal["", "figure", "rail", "prompt", "sign", "notes", "line"]
Shows = Literal["", "fit", "curtain", "carry"]
DEVICE = "demo0000"


class Fit(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The rest of the time fitted anew, as with F3: minutes more, or fewer."""

    phase: Annotated[int, Meta(ge=-240, le=240)] = 0
    """For this phase."""
    end: Annotated[int, Meta(ge=-240, le=240)] = 0
    """For the end of the meeting."""


class Step(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One moment: what is told to the room, one thing that happens, and whether the demo waits then."""

    at: str
    """When, in minutes and seconds since the start: "12:30". Never before the step above."""
    caption: Texts = Texts()
    """What is told to those who watch. It stands until the next one, or until it is `quiet`."""
    quiet: bool = False
    """What was told last stands no longer."""
    phase: str = ""
    """The phase that is moved to. The demo waits before it."""
    note: Texts = Texts()
    """A note of the adviser's."""
    mark: FieldMark = ""
    """The note's mark."""
    tick: str = ""
    """A prompt, by its id in the pack, that is ticked."""
    done: bool = True
    """With `tick`: false takes the tick away again."""
    turn: TurnKind | None = None
    """What kind of turn the adviser's words are."""
    asks: Texts = Texts()
    """With `turn`: the adviser's words."""
    says: Texts = Texts()
    """With `turn`: what the client answers. With `phase`: with what the client begins it."""
    line: str = ""
    """With `turn`, in place of `says`: the id of what the client says in the file of the practice client."""
    pause: PauseWord | None = None
    """A pause begins, with its reason or without one ("")."""
    resume: bool = False
    """The pause ends."""
    fit: Fit | None = None
    """The time is fitted anew."""
    stop: bool = False
    """The demo waits here until the presenter goes on."""
    end: bool = False
    """The meeting ends. The demo waits before it."""
    points: Part = ""
    """With `own_pace`: the part of the screen that the caption speaks of. It is marked, and never covered."""
    shows: Shows = ""
    """With `own_pace`: what is open beside the caption: fitting, the curtain, or in the review the carrying over."""
    types: Texts = Texts()
    """With `own_pace`: what stands half written in the note line."""

    @property
    def actions(self) -> tuple[str, ...]:
        """The names of what happens in this step."""
        there = {
            "phase": bool(self.phase),
            "note": self.note != Texts(),
            "tick": bool(self.tick),
            "turn": self.turn is not None,
            "pause": self.pause is not None,
            "resume": self.resume,
            "fit": self.fit is not None,
            "end": self.end,
        }
        return tuple(name for name, happens in there.items() if happens)


class Demo(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A demo as written in `demos/*.toml`."""

    id: Id
    """The demo's id; the file is named after it."""
    title: Texts
    """What it is called in a list."""
    minutes: Annotated[int, Meta(ge=1, le=480)]
    """The length of the meeting in minutes."""
    begins: datetime
    """The day and the time of day on its clock, always the same."""
    step: Annotated[tuple[Step, ...], Meta(min_length=1, max_length=2000)]
    """What happens, in order."""
    schema: Literal[1] = 1
    """The version of the format."""
    version: Annotated[int, Meta(ge=1)] = 1
    """The version of this demo, raised when the content changes."""
    about: Texts = Texts()
    """What it shows, in a sentence."""
    pack: Id = "kohtaava"
    """The method, by its pack's id."""
    circumstances: tuple[Literal["first", "interpreter", "remote"], ...] = ()
    """What is special about the meeting."""
    reference: Annotated[str, Meta(max_length=40)] = ""
    """The reference at the top of the screen."""
    name: Annotated[str, Meta(max_length=40)] = ""
    """What the client is called."""
    client: str = ""
    """A practice client, by id, whose lines are used with `line`."""
    speed: Annotated[int, Meta(ge=1, le=60)] = 6
    """How many times faster than the clock it runs, if nothing else is asked for."""
    own_pace: bool = False
    """Somebody looks at it alone: in the usual view, each caption until they go on, and nothing happens by itself.
    After the step that ends the meeting may come some with a caption alone, for the review."""


class StepFault(KohtaaError):
    """A step that cannot be where it is, by its number, counted from 1."""

    def __init__(self, step: int, message: str, **fields: object) -> None:
        super().__init__(message, **fields)
        self.step = step


class Scene(Struct, frozen=True):
    """A caption that somebody reads at their own pace, and what is on the screen beside it."""

    at_ms: int
    caption: Texts
    points: Part = ""
    shows: Shows = ""
    types: Texts = Texts()


class Script(Struct, frozen=True):
    """What is played: the records of a session, and what stands beside them. Moments are milliseconds."""

    id: str
    title: Texts
    records: tuple[Record, ...]
    end_ms: int
    stops: tuple[int, ...] = ()
    """Where it waits for the presenter."""
    captions: tuple[tuple[int, Texts], ...] = ()
    """What is told to those who watch, each from its moment on."""
    asked: tuple[tuple[int, Texts], ...] = ()
    """The adviser's words."""
    notes: tuple[tuple[int, Texts], ...] = ()
    """The notes by their records' seq, in every language there is."""
    speed: float = 6
    masked: bool = False
    """Whether it is a real meeting with its texts masked."""
    own_pace: bool = False
    """Whether it goes on from caption to caption, and only when somebody goes on."""
    scenes: tuple[Scene, ...] = ()
    """With `own_pace`: the captions one after the other; those of the review come at the end or after it."""

    @property
    def session_id(self) -> str:
        """The id of the session that the records make, in the form that all ids have."""
        first = self.records[0].event
        assert isinstance(first, Started)
        return f"{first.wall.astimezone(UTC):%Y%m%dT%H%M%SZ}-{DEVICE}"

    @property
    def moments(self) -> tuple[int, ...]:
        """Every moment at which something happens or it goes on after a stop: each once, from the start to the end."""
        if self.own_pace:
            return tuple(sorted({0, self.end_ms, *(stop for stop in self.stops if stop < self.end_ms)}))
        told = (at for at, _ in (*self.captions, *self.asked))
        onward = (stop + 1 for stop in self.stops)
        seen = {0, self.end_ms, *self.stops, *onward, *told, *times(self.records)}
        return tuple(sorted(at for at in seen if 0 <= at <= self.end_ms))


def times(records: tuple[Record, ...]) -> list[int]:
    """The moment of each record; one that says it is earlier than the one before counts as at that one's."""
    found, latest = [], 0
    for record in records:
        latest = max(latest, record.at_ms)
        found.append(latest)
    return found


def moment_ms(at: str) -> int | None:
    """`12:30` in milliseconds; None for what is no such time."""
    found = MOMENT.fullmatch(at)
    return (int(found[1]) * 60 + int(found[2])) * 1000 if found else None


def in_language(script: Script, language: str) -> Script:
    """The script with its notes in a language: a record holds one text, not three."""
    notes = dict(script.notes)
    records = []
    for record in script.records:
        event = record.event
        if isinstance(event, NoteAdded) and record.seq in notes:
            event = replace(event, text=notes[record.seq].get(language))
        elif isinstance(event, Started):
            event = replace(event, language=language)
        records.append(replace(record, event=event))
    return replace(script, records=tuple(records))
