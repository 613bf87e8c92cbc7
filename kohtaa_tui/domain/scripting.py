"""A demo's steps as a script: the records of a session, where it waits, and what is told beside them."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from ..errors import N_, NotAllowed
from . import timing
from .demo import DEVICE, Demo, Scene, Script, Step, StepFault, moment_ms
from .events import AnyEvent, Ended, NoteAdded, Paused, PhaseEntered, PromptTicked, Record, Resumed, Started, TurnMarked
from .folding import apply, start
from .notes import MARKS
from .pack import Texts
from .plan import Plan
from .practised import Practice
from .rehearsal import turns
from .scenario import ClientTurn, Scenario, ScenePhase
from .session import Session


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
        self._scenes: list[Scene] = []

    def script(self) -> Script:
        before = 0
        for number, step in enumerate(self._demo.step, 1):
            at = moment_ms(step.at)
            if at is None:
                raise self._fault(number, N_('is minutes and seconds, as in "12:30"'))
            if at < before:
                raise self._fault(number, N_("it is earlier than the step before it"))
            if self._session.ended_ms is not None and not self._afterwards(step):
                raise self._fault(number, N_("the meeting has ended before it"))
            try:
                self._take(number, step, at)
            except NotAllowed:
                raise self._fault(number, N_("“{action}” cannot be there"), action=step.actions[0]) from None
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
            own_pace=demo.own_pace,
            scenes=tuple(self._scenes),
        )

    def _afterwards(self, step: Step) -> bool:
        """Whether a step may come after the end: what is only told is told in the review."""
        return self._demo.own_pace and step.caption != Texts() and not step.actions

    def _take(self, number: int, step: Step, at: int) -> None:
        if len(step.actions) > 1:
            both = " + ".join(step.actions)
            raise self._fault(number, N_("only one thing may happen in it, not {both}"), both=both)
        if step.phase and not any(phase.id == step.phase for phase in self._plan.phases):
            raise self._fault(number, N_("there is no phase “{phase}” in this meeting"), phase=step.phase)
        self._free_ms = max(self._free_ms, at)
        if step.caption != Texts():
            self._captions.append((self._free_ms, step.caption))
            self._scenes.append(Scene(self._free_ms, step.caption, step.points, step.shows, step.types))
        elif step.quiet:
            self._captions.append((self._free_ms, Texts()))
        moves = bool(step.phase) and step.phase != self._session.phase.id
        if (moves or step.end) and not self._demo.own_pace:
            self._stop()
        if step.asks != Texts():
            self._asked.append((self._free_ms, step.asks))
        if step.actions and (moves or not step.phase):
            self._happen(self._event(number, step))
        if step.stop or (self._demo.own_pace and step.caption != Texts()):
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
                raise self._fault(number, N_("there is no prompt “{prompt}” in this meeting"), prompt=step.tick)
            return PromptTicked(step.tick, step.done)
        if step.turn is not None:
            if step.line and step.line not in self._lines:
                raise self._fault(number, N_("the practice client has no line “{line}”"), line=step.line)
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
