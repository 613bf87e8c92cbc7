"""The calendar beside the program: read after the first frame and when it changes, never in the way of a key."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from textual.timer import Timer

from ..domain.agenda import Appointment, timed
from ..domain.session import Session
from ..runtime.agenda import Agenda, met
from ..runtime.appointments import beside_line, forgotten
from ..runtime.running import Lookout

if TYPE_CHECKING:
    from .app import KohtaaApp

T = TypeVar("T")

FIRST_S = 0.1
"""Seconds from the first frame to the first look, so that the frame is out before anything else wants the processor."""
LOOK_S = 30.0
"""Seconds between two looks at whether a file has changed."""

REMINDERS = tuple(timedelta(minutes=m) for m in (0, 1, 3, 5))
"""When an appointment is told of that has begun without a meeting; then there is silence."""


class Beside:
    """Today's appointments, for all screens."""

    def __init__(self, app: KohtaaApp, agenda: Agenda) -> None:
        self._app = app
        self.agenda = agenda
        self.titles = app.context.settings.calendar.titles
        self.begun: set[datetime] = set()
        """The moments for which meetings began today, as far as is known."""
        self.reading = False
        """Whether it is being read, or looked at, now."""
        self._again: Callable[[], None] | None = None
        """What is to be done once it has been read anew, where that was asked for meanwhile."""
        self._reminder: Timer | None = None

    # --- reading ---

    def watch(self) -> None:
        """After the first frame: read, and look from time to time whether there is something new."""
        if self.agenda.on:
            self._app.set_timer(FIRST_S, self.look)
            self._app.set_interval(LOOK_S, self.look)

    def look(self, *, anew: bool = False, then: Callable[[], None] = lambda: None) -> None:
        """Read in a thread of its own, which nobody waits for at the end; the screen in front is told.

        `then` is called when it has been read. Asked for anew while it is being read, it is read once more
        after that: the file may have changed in between.
        """
        if not self.agenda.on:
            return
        if self.reading:
            self._again = then if anew else self._again
            return
        self.reading = True
        self.aside(lambda: self.agenda.look(anew=anew), lambda new: self._looked(new, then), otherwise=False)

    def aside(
        self, work: Callable[[], T], then: Callable[[T], None], otherwise: T, name: str = "kohtaa-calendar"
    ) -> None:
        """Do something in a thread of its own, which nobody waits for at the end, and go on with what it found.

        With `otherwise` where it fails, whatever the reason: a calendar must never be what ends a meeting.
        """
        loop = asyncio.get_running_loop()
        context = copy_context()  # without it Textual's timers would not know whose they are, and never fire

        def do() -> None:
            try:
                found = work()
            except Exception:
                found = otherwise
            with suppress(RuntimeError):  # the program was left meanwhile
                loop.call_soon_threadsafe(then, found, context=context)

        try:
            threading.Thread(target=do, name=name, daemon=True).start()
        except RuntimeError:  # the system has no more threads
            then(otherwise)

    def _looked(self, new: bool, then: Callable[[], None]) -> None:
        self.reading = False
        if self._app.leaving:
            return
        self._remind_next()
        if new and self._app.shown is not None:
            self._app.shown.calendar_changed()
        then()
        if self._again is not None:
            again, self._again = self._again, None
            self.look(anew=True, then=again)

    # --- what a meeting wants to know ---

    def following(self, session: Session, at_ms: int, now: datetime) -> tuple[str, bool]:
        """The words about the next appointment, and whether they are to be strong.

        A client sees them: titles that were only looked at on Home stay there.
        """
        titles = self.titles and self._app.context.settings.calendar.titles
        return beside_line(self.agenda.appointments, session, at_ms, now, self._app.words, titles=titles)

    # --- an appointment that began without a meeting ---

    def _remind_next(self) -> None:
        """Wait for the next moment at which an appointment may have to be told of."""
        if self._reminder is not None:
            self._reminder.stop()
            self._reminder = None
        now = self._app.context.clock.now()
        moments = [a.start + wait for a in timed(self.agenda.appointments) for wait in REMINDERS]
        ahead = min((m for m in moments if m > now), default=None)
        if ahead is not None:
            self._reminder = self._app.set_timer((ahead - now).total_seconds() + 0.05, self.remind)

    def remind(self) -> None:
        """Tell of the appointment that has just begun, where no meeting goes on and it was not met."""
        if self.forgotten(self._app.context.clock.now()) is not None and not self._app.practising:
            lookout = Lookout(self._app.context.archive)
            self.aside(lambda: lookout.look() is not None, self._tell_forgotten, otherwise=True)
        self._remind_next()

    def _tell_forgotten(self, elsewhere: bool) -> None:
        """Tell it, unless a meeting goes on in another window."""
        now, stage = self._app.context.clock.now(), self._app.stage
        begun = self.forgotten(now)
        if begun is None or elsewhere or stage is None or stage.where == "meeting" or self._app.practising:
            return
        if not stage.message and stage.dialog is None and not self._app.curtain.drawn:
            stage.say(forgotten(begun, now, self._app.words))

    def forgotten(self, now: datetime) -> Appointment | None:
        """The appointment that began at one of the moments of telling, and has not been met."""
        today = timed(self.agenda.appointments)
        due = (a for a in today if any(abs(now - a.start - wait) < timedelta(seconds=20) for wait in REMINDERS))
        return next((a for a in due if not met(a, today, self.begun)), None)
