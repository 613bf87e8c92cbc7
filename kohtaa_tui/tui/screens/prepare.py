"""The preparation: what was agreed the last time, one's own note, and the aim, before the meeting begins.

None of it belongs to the meeting's time; what is typed here is the adviser's own thought.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from ...domain.notes import Agreement
from ...domain.plan import Plan
from ...domain.preparation import NEXT
from ...domain.report import agreements
from ...domain.text import clean
from ...errors import KohtaaError
from ...storage.previous import Previous, previous_with
from ..dialogs import Reading, Table
from ..draw import prepare
from ..draw.canvas import Canvas
from ..draw.grid import Grid
from ..helps import help_page, masks
from .stage import Stage

if TYPE_CHECKING:
    from ..app import KohtaaApp


class PrepareScreen(Stage):
    """Between Home and the Meeting, for who wants it: Enter begins, Esc goes back."""

    where = "prepare"

    def __init__(
        self,
        app_: KohtaaApp,
        plan: Callable[[], Plan],
        reference: str,
        begin: Callable[[str], None],
        back: Callable[[], None],
        due: datetime | None = None,
    ) -> None:
        """`plan` is what Enter starts, by the time it is asked; `begin` is given the aim, perhaps empty.

        `due` is when the appointment begins, or was to have begun.
        """
        super().__init__(app_)
        self._plan, self._reference = plan, reference
        self._begin, self._back = begin, back
        self._due = due
        self._previous: Previous | None = None
        self._top = 0

    def on_mount(self) -> None:
        super().on_mount()
        self.kohtaa.signals.rest()
        self._look()
        self._wake()

    # --- the last meeting ---

    def _look(self) -> None:
        """Look for the last meeting, beside the event loop: many meetings take a while to read."""
        self.run_worker(self._find(), exclusive=True)

    async def _find(self) -> None:
        self._previous = await asyncio.to_thread(previous_with, self.kohtaa.context.archive, self._reference)
        self.redraw()

    @property
    def locked(self) -> bool:
        return self._previous is not None and self._previous.locked

    def locked_told(self) -> str:
        return self.words("Earlier meetings are locked. {key} opens them.", key=self.keys.shown("prepare.unlock"))

    def opened(self) -> None:
        self._look()
        self.redraw()

    # --- by the clock ---

    def _wake(self) -> None:
        self.at_full_minute(self._tick)

    def _tick(self) -> None:
        if self.successor is None:
            self.redraw()
            self._wake()

    def _minutes_to(self) -> int | None:
        """Minutes to the appointment, rounded up; those since it was to begin, rounded down."""
        if self._due is None:
            return None
        left = (self._due - self.kohtaa.context.clock.now()).total_seconds()
        return -int(-left // 60)

    # --- drawing ---

    def draw(self, width: int, height: int) -> tuple[Canvas, Grid]:
        session = self._previous.session if self._previous is not None else None
        view = prepare.PrepareView(
            now=self.kohtaa.context.clock.now(),
            words=self.words,
            language=self.words.language,
            keys=self.keys,
            plan=self._plan(),
            reference=self._reference,
            minutes_to=self._minutes_to(),
            title=self._title(short=width < 60 or height <= 8),
            agreed=self._agreed(),
            top=self._top,
            to_self="" if session is None else session.reflections.get(NEXT, ""),
            mask=self.masking.word(width, height),
            message=self.message,
            drawer=self.drawer(),
            ascii_only=self.kohtaa.ascii_only,
        )
        return prepare.draw(view, width, height)

    def _agreed(self) -> list[Agreement]:
        session = self._previous.session if self._previous is not None else None
        return [] if session is None else [found for found in agreements(session) if found.text]

    def _title(self, *, short: bool) -> str:
        """When the last meeting was, or why nothing is told of it."""
        words = self.words
        if self._previous is None or not self._reference:
            return ""
        session = self._previous.session
        if self._previous.locked:
            return self.locked_told()
        if session is None:
            return words("No earlier meeting with this reference.")
        began = session.began_at.astimezone().date()
        day = words.day(began) if short else words.weekday_date(began)
        if began.year != self.kohtaa.context.clock.now().year:
            day = words("{day} {year}", day=day, year=began.year)
        if self._agreed():
            return words("Agreed the last time, {day}", day=day)
        return words("Nothing was agreed the last time, {day}.", day=day)

    def placeholder(self) -> str:
        return self.words("the aim of this meeting")

    def status_width(self, grid: Grid) -> int:
        return prepare.hint_width(self.words, self._plan(), grid)

    # --- keys and clicks ---

    def submit(self, text: str) -> bool:
        try:
            self._begin(clean(text.strip()))
        except KohtaaError as fault:  # what was typed stays
            self.say(self.words.fault(fault))
            return False
        return True

    def arrow(self, key: str) -> bool:
        if key not in ("up", "down"):
            return False
        last = max(0, len(self._agreed()) - 1)
        self._top = min(max(0, self._top + (1 if key == "down" else -1)), last)
        return True

    def clicked(self, target: str) -> None:
        if target == "start" and self.submit(self.line.value):
            self.line.put("")

    def do_leave(self) -> None:
        """Back to Home: nothing has begun."""
        self._back()

    def do_help(self) -> None:
        """What can be done here."""
        words = self.words

        def table(width: int) -> Table:
            right = [
                words("Enter starts the meeting, with the aim or without one."),
                words("The aim is for yourself only: it is never carried over."),
                masks(self.keys, words),
            ]
            focus = words("The aim: what you want this meeting to reach. It may stay empty.")
            return help_page(self, width, right, focus, whole=True)

        self.open_dialog(Reading(words, table))
