"""The calendar beside the program: read after the first frame and when it changes, never in the way of a key."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from textual.timer import Timer

from ..domain import timing
from ..domain.agenda import Appointment, following, timed
from ..domain.session import Session
from ..runtime.agenda import Agenda, due_or_start, met
from ..runtime.appointments import at_its_time, forgotten, next_line

if TYPE_CHECKING:
    from .app import KohtaaApp

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
        self.begun: list[datetime] = []
        """The moments for which meetings began today, as far as is known."""
        self._busy = False
        self._reminder: Timer | None = None

    # --- reading ---

    def watch(self) -> None:
        """After the first frame: read, and look from time to time whether there is something new."""
        if self.agenda.on:
            self.look()
            self._app.set_interval(LOOK_S, self.look)

    def look(self, *, anew: bool = False, then: Callable[[], None] = lambda: None) -> None:
        """Read in a thread of its own, which nobody waits for at the end; the screen in front is told.

        `then` is called when it has been read.
        """
        if self._busy or not self.agenda.on:
            return
        self._busy = True
        loop = self._app._loop

        def read() -> None:
            new = self.agenda.look(anew=anew)
            if loop is not None:
                with suppress(RuntimeError):  # the program was left meanwhile
                    loop.call_soon_threadsafe(self._looked, new, then)

        threading.Thread(target=read, name="kohtaa-calendar", daemon=True).start()

    def _looked(self, new: bool, then: Callable[[], None]) -> None:
        self._busy = False
        if self._app.leaving:
            return
        if new:
            self._remind_next()
            if self._app.shown is not None:
                self._app.shown.calendar_changed()
        then()

    # --- what a meeting wants to know ---

    def following(self, session: Session, at_ms: int, now: datetime) -> tuple[str, bool]:
        """The words about the next appointment, and whether they are to be strong."""
        end = session.wall(session.end_s * 1000)
        ahead = following(self.agenda.appointments, end, due_or_start(session))
        if ahead is None:
            return "", False
        over = timing.end_left_s(session, at_ms) < 0
        return next_line(ahead, end, now, over, self._app.words, title=ahead.title if self.titles else "")

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
        now = self._app.context.clock.now()
        stage = self._app.stage
        begun = self.forgotten(now)
        quiet = stage is not None and not stage.message and stage.dialog is None and not self._app.curtain.drawn
        if begun is not None and stage is not None and stage.where != "meeting" and quiet:
            key = stage.where == "home"
            stage.say(forgotten(begun, now, self._app.words, starts=key))
        self._remind_next()

    def forgotten(self, now: datetime) -> Appointment | None:
        """The appointment that began at one of the moments of telling, and has not been met."""
        today = timed(self.agenda.appointments)
        due = (a for a in today if any(abs(now - a.start - wait) < timedelta(seconds=20) for wait in REMINDERS))
        return next((a for a in due if not met(a, today, self.begun)), None)

    def called(self, appointment: Appointment) -> str:
        """What it is called where titles are shown, else its time."""
        return at_its_time(appointment, self._app.words, title=appointment.title if self.titles else "")
