"""The store for practice beside the one for meetings, and the beginning and taking up of a run in it."""

from __future__ import annotations

from msgspec.structs import replace

from ..domain.events import ClockMoved
from ..domain.plan import Plan
from ..domain.practice_report import NEXT_TIME
from ..domain.practised import Practice
from ..domain.session import Session, Status
from ..errors import KohtaaError
from ..storage.archive import Archive
from ..storage.hold import Hold
from ..storage.library import Loaded
from .agenda import Agenda
from .clock import FastClock
from .context import Context
from .gaps import Gap
from .runner import Runner

LOOKED_AT = 9
"""How many of the latest runs are looked through for what was to be tried next time."""


def for_practice(context: Context) -> Context:
    """The context of the store for practice, which no real meeting is in and no calendar is beside."""
    if context.places.for_practice:
        return context
    places = context.places.practice
    agenda = Agenda((), places.config, context.clock)
    archive = Archive(places, context.archive.disk, context.archive.vault)
    return replace(context, places=places, archive=archive, agenda=agenda)


def begin(context: Context, plan: Plan, practice: Practice, language: str) -> Runner:
    """Begin a run now, on a clock of its own. `context` is that of the store for practice."""
    clock = FastClock(context.clock, practice.speed)
    plan = context.shelf.marked(plan)
    return Runner.start(context.archive, clock, plan, language=language, device=context.device, practice=practice)


def take_up(context: Context, loaded: Loaded) -> Runner:
    """Go on with a run that was left, where it stopped: its clock has stood still. Raises as `Runner.resume` does."""
    session = loaded.session
    speed = session.practice.speed if session.practice else 1
    clock = FastClock(context.clock, speed, session.wall(session.last_ms))
    return Runner.resume(context.archive, clock, loaded, context.device, Gap.COUNT)


def mark_stop(runner: Runner) -> None:
    """Tell in the records where a run stands that is being left: its clock goes on from its last record.

    The record sets the clock to what it is, so it changes nothing. One that is only read, or has ended, gets none.
    """
    if runner.read_only is None and runner.can(ClockMoved):
        runner.record(ClockMoved(runner.session.shift_s))


def left(context: Context) -> list[Loaded]:
    """The runs that were left and that no other window has, newest first."""
    try:
        return [
            loaded
            for loaded in context.archive.left()
            if loaded.session.practice is not None
            and not loaded.newer
            and not Hold(context.places, loaded.session.id).elsewhere
        ]
    except KohtaaError:
        return []


def next_time(context: Context) -> str:
    """What the trainee meant to try the next time, from the newest run in which that was written; else nothing."""
    try:
        runs = context.archive.recent(LOOKED_AT)
    except KohtaaError:
        return ""
    ended = (r for r in runs if isinstance(r, Session) and r.status is Status.ENDED)
    return next((text for run in ended if (text := run.reflections.get(NEXT_TIME, ""))), "")
