"""A demo: a made-up meeting as trainers write it in TOML, and the script that it is played from.

Nobody in one is real, and no real meeting ever becomes one. The docstring under each field is its text
in docs/demo.md. `script` turns the steps into the records of a session, so that a demo is drawn by the
same screens as a meeting.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from ..errors import N_, KohtaaError, NotAllowed
from . import timing
from .events import AnyEvent, Ended, NoteAdded, Paused, PhaseEntered, PromptTicked, Record, Resumed, Started, TurnMarked
from .folding import apply, start
from .notes import MARKS
from .pack import FieldMark, Id, Texts
from .plan import Plan
from .rehearsal import turns
from .scenario import ClientTurn, Practice, Scenario, ScenePhase, TurnKind
from .session import Session

MOMENT = re.compile("([0-9]{1,3}):([0-5][0-9])", re.ASCII)
"""Minutes and seconds since the meeting's start."""
PauseWord = Literal["", "breather", "client-away", "door-or-phone", "connection", "interpreter", "looking-up", "other"]
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


class StepFault(KohtaaError):
    """A step that cannot be where it is, by its number, counted from 1."""

    def __init__(self, step: int, message: str, **fields: object) -> None:
        super().__init__(message, **fields)
        self.step = step


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

    @property
    def session_id(self) -> str:
        """The id of the session that the records make, in the form that all ids have."""
        first = self.records[0].event
        assert isinstance(first, Started)
        return f"{first.wall.astimezone(UTC):%Y%m%dT%H%M%SZ}-{DEVICE}"

    @property
    def moments(self) -> tuple[int, ...]:
        """Every moment at which something happens, each once, the start first and the end last."""
        told = (at for at, _ in (*self.captions, *self.asked))
        seen = {0, self.end_ms, *self.stops, *told, *times(self.records)}
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


def script(demo: Demo, plan: Plan, wall: datetime, client: Scenario | None = None) -> Script:
    """The script of a demo. `plan` is its pack fitted to its length, `wall` when it begins, with the zone's offset.

    What comes after a stop at the same moment is a millisecond later, so that waiting is before it. Raises
    `StepFault` for the first step that cannot be.
    """
    return _Writing(demo, plan, wall, client).script()


class _Writing:
    """A script in the making."""

    def __init__(self, demo: Demo, plan: Plan, wall: datetime, client: Scenario | None) -> None:
        self._demo, self._plan = demo, plan
        self._scenario = _scenario(demo, plan, client)
        practice = Practice("demo", self._scenario, speed=demo.speed)
        started = Started(wall, plan, language="fi", reference=demo.reference, practice=practice)
        self._session: Session = start("demo", Record(1, DEVICE, 0, started))
        self._lines = {turn.id for turn in turns(self._scenario)}
        self._prompts = {prompt.id for phase in plan.phases for prompt in phase.prompts}
        self._free_ms = 0  # from when on something may happen
        self._stops: list[int] = []
        self._captions: list[tuple[int, Texts]] = []
        self._asked: list[tuple[int, Texts]] = []
        self._notes: list[tuple[int, Texts]] = []

    def script(self) -> Script:
        before = 0
        for number, step in enumerate(self._demo.step, 1):
            at = moment_ms(step.at)
            if at is None:
                raise self._fault(number, N_('is minutes and seconds, as in "12:30"'))
            if at < before:
                raise self._fault(number, N_("it is earlier than the step before it"))
            if self._session.ended_ms is not None:
                raise self._fault(number, N_("the meeting has ended before it"))
            try:
                self._take(number, step, at)
            except NotAllowed:
                raise self._fault(
                    number, N_("“{action}” cannot be there"), action=step.actions[0]
                ) from None
            before = at
        if self._session.ended_ms is None:
            self._stop()
            self._happen(Ended())
        demo, ended = self._demo, self._session.ended_ms
        assert ended is not None
        return Script(
            id=demo.id,
            title=demo.title,
            records=self._session.records,
            end_ms=ended,
            stops=tuple(self._stops),
            captions=tuple(self._captions),
            asked=tuple(self._asked),
            notes=tuple(self._notes),
            speed=demo.speed,
        )

    def _take(self, number: int, step: Step, at: int) -> None:
        if len(step.actions) > 1:
            both = " + ".join(step.actions)
            raise self._fault(
                number, N_("only one thing may happen in it, not {both}"), both=both
            )
        if step.phase and not any(phase.id == step.phase for phase in self._plan.phases):
            raise self._fault(
                number, N_("there is no phase “{phase}” in this meeting"), phase=step.phase
            )
        self._free_ms = max(self._free_ms, at)
        if step.caption != Texts():
            self._captions.append((self._free_ms, step.caption))
        elif step.quiet:
            self._captions.append((self._free_ms, Texts()))
        moves = bool(step.phase) and step.phase != self._session.phase.id
        if moves or step.end:
            self._stop()
        if step.asks != Texts():
            self._asked.append((self._free_ms, step.asks))
        if step.actions and (moves or not step.phase):
            self._happen(self._event(number, step))
        if step.stop:
            self._stop()

    def _event(self, number: int, step: Step) -> AnyEvent:
        """What happens in a step that has an action."""
        if step.phase:
            return PhaseEntered(step.phase)
        if step.note != Texts():
            self._notes.append((self._session.next_seq, step.note))
            return NoteAdded(step.note.get("fi"), MARKS.get(step.mark))
        if step.tick:
            if step.tick not in self._prompts:
                raise self._fault(
                    number, N_("there is no prompt “{prompt}” in this meeting"), prompt=step.tick
                )
            return PromptTicked(step.tick, step.done)
        if step.turn is not None:
            if step.line and step.line not in self._lines:
                raise self._fault(
                    number, N_("the practice client has no line “{line}”"), line=step.line
                )
            own = own_line(number) if step.says != Texts() else ""
            return TurnMarked(step.turn, own or step.line)
        if step.pause is not None:
            return Paused(step.pause)
        if step.fit is not None:
            at = self._free_ms
            return timing.refit(self._session, at, phase_delta=step.fit.phase, end_delta=step.fit.end)
        return Resumed() if step.resume else Ended()

    def _happen(self, event: AnyEvent) -> None:
        record = Record(self._session.next_seq, DEVICE, self._free_ms, event)
        self._session = apply(self._session, record)

    def _stop(self) -> None:
        self._stops.append(self._free_ms)
        self._free_ms += 1

    def _fault(self, number: int, sentence: str, **fields: object) -> StepFault:
        return StepFault(number, sentence, **fields)


def own_line(number: int) -> str:
    """The id under which what the client says in step `number` stands in the scenario."""
    return f"demo-{number}"


def _scenario(demo: Demo, plan: Plan, client: Scenario | None) -> Scenario:
    """The practice client with the demo's own lines; one with these alone where there is no client."""
    own: dict[str, list[ClientTurn]] = {phase.id: [] for phase in plan.phases}
    opens: dict[str, Texts] = {}
    here = plan.phases[0].id
    for number, step in enumerate(demo.step, 1):
        here = step.phase if step.phase in own else here
        if step.phase and step.says != Texts():
            opens.setdefault(here, step.says)
        elif step.turn is not None and step.says != Texts():
            own[here].append(ClientTurn(id=own_line(number), text=step.says))
    base = client or Scenario(demo.id, demo.name or demo.id, demo.minutes, demo.title, ())
    there = {phase.id: phase for phase in base.phase}
    scenes = []
    for phase_id, lines in own.items():
        scene = there.get(phase_id, ScenePhase(phase_id, Texts()))
        scenes.append(replace(scene, opens=opens.get(phase_id, scene.opens), turn=(*scene.turn, *lines)))
    return replace(base, name=demo.name or base.name, phase=tuple(scenes), interruption=None, door=Texts())


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
