"""Finding earlier meetings for the screen that lists them: what is looked for, what was found, and what is awaited."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from textual.widgets import Input

from ...domain.searching import Query, matching, summary
from ...errors import KohtaaError
from ...runtime.history import Hit
from ..draw.history import Shown
from ..draw.history_rows import detail, entry_id
from ..history_place import Filters, Looked
from ..history_thread import Answer, Details, Looking
from .stage import Stage

if TYPE_CHECKING:
    from ..app import KohtaaApp

LATE_S = 0.5
"""Seconds after which it is said that something is still being looked for, and how far that has come."""


class FindingScreen(Stage):
    """A screen before which somebody looks for earlier meetings: what stands in its line is looked for."""

    def __init__(self, app_: KohtaaApp, looked: Looked) -> None:
        super().__init__(app_)
        self.looked = looked
        self.line.value = looked.typed
        self.fault: KohtaaError | None = None
        self.late = False
        """Whether looking takes long enough to be told of."""
        self._shown = Shown(0, 0)
        self._asked: set[str] = set()
        """The meetings whose details were asked for."""
        self._query = Query()
        self._waits = 0
        self._to_end = False
        self.stale = False
        """Whether the list still shows what was found for something else."""
        self._when_found: list[Callable[[], None]] = []
        """What was asked for while it did, in that order: it is meant for the meetings that are found."""
        archive = app_.context.archive
        self._looking = Looking(archive, self._answered, self._detailed)
        if looked.opened:  # before anything is drawn: it may have been erased there
            self._read_again(looked.opened)
            looked.opened = ""

    def on_mount(self) -> None:
        super().on_mount()
        self.kohtaa.signals.rest()
        self.line.cursor_position = len(self.line.value)
        self.look(at_once=True)

    def on_screen_suspend(self) -> None:
        self._looking.close()

    def keep_everything(self) -> None:
        self._looking.close(ends=True)

    @property
    def today(self) -> date:
        """The day it is."""
        return self.kohtaa.context.clock.now().astimezone().date()

    # --- looking ---

    def look(self, *, at_once: bool = False, anew: bool = False) -> None:
        """Look for what is typed and set, in place of what was looked for before."""
        self.looked.typed = self.typed
        self._query = self.looked.filters.query(self.typed, self.today)
        self.looked.whole = False
        self._looking.ask(self._query, self.looked.most, at_once=at_once, anew=anew)
        self._waits += 1
        waited = self._waits
        self.set_timer(LATE_S, lambda: self._is_late(waited))

    @property
    def so_far(self) -> int:
        """How many meetings were looked through so far."""
        return self._looking.so_far

    def _is_late(self, waited: int) -> None:
        if waited == self._waits and not self.looked.whole:
            self.late = True
            self.redraw()
            self.set_timer(LATE_S, lambda: self._is_late(waited))

    def _answered(self, answer: Answer) -> None:
        if answer.query != self._query or self.successor is not None:
            return
        if not answer.whole and self.looked.entries and not self.stale:
            return  # what stands there is as good, and holds the place where somebody is
        self.fault, self.stale = answer.fault, False
        open_query = answer.query == Query()
        self.looked.take(answer.found, whole=answer.whole, open_query=open_query, total=answer.total)
        if answer.whole:
            self.late = False
            self._waits += 1
            if self._to_end:
                self._to_end = False
                self.looked.to(len(self.looked.entries) - 1)
        awaited, self._when_found = self._when_found, []
        for do in awaited:
            if self.successor is None:  # the one before may have opened something
                do()
        self.redraw()

    def with_what_is_found(self, do: Callable[[], None]) -> None:
        """Do something in the list, or with the chosen meeting, once it is that of what was looked for."""
        self._look_for_typed()
        if self.stale or not self.looked.answered:  # or nothing is listed yet
            self._when_found.append(do)
        else:
            do()

    def _detailed(self, details: Details) -> None:
        self.looked.details |= details
        self.redraw()

    def _more(self) -> None:
        """Ask for what lies beyond, when the end of what was found is near."""
        if self.looked.needs_more:
            self.looked.most *= 2
            self.look(at_once=True)

    def _read_shown(self) -> None:
        """Read what the lines that are seen tell, where it was not read yet."""
        ids = [entry_id(e) for e in self.looked.entries[self._shown.first : self._shown.after]]
        missing = [i for i in ids if i not in self.looked.details and i not in self._asked]
        if missing and self.looked.whole:
            self._asked.update(missing)
            self._looking.want(missing)

    def anew(self) -> None:
        """Something has changed on the disk: read all of it again."""
        self.looked.details.clear()
        self._asked.clear()
        self.look(at_once=True, anew=True)

    def erased(self, session_id: str) -> None:
        """The texts of a meeting are gone: they go from the list at once, however long it takes to look again."""
        self._read_again(session_id)
        self.anew()

    def _read_again(self, session_id: str) -> None:
        """Show one meeting as it lies on the disk now, without waiting until all are looked through."""
        looked = self.looked
        try:
            session = self.kohtaa.context.archive.load(session_id).session
        except KohtaaError:
            looked.put(session_id, None)
            return
        one = summary(session)
        looked.put(session_id, Hit(one.listed, matching(one, looked.filters.query(looked.typed, self.today)) or ()))
        looked.details[session_id] = detail(session)

    def out_if_gone(self, session_id: str) -> None:
        """A meeting that another window has taken away goes from the list, with what was found in it."""
        with suppress(KohtaaError):
            if not self.kohtaa.context.archive.files(session_id).all:
                self.looked.put(session_id, None)
                self.redraw()

    read_recent = anew
    """What is done once an unfinished meeting was erased."""

    def on_input_changed(self, event: Input.Changed) -> None:
        super().on_input_changed(event)
        self._look_for_typed()

    def _look_for_typed(self) -> None:
        """Look for what stands in the line, where that was not begun yet."""
        if self.dialog is None and self.line.value != self.looked.typed:
            self._other()
            self.look()

    def _other(self) -> None:
        """Something else is looked for than what is shown."""
        self.looked.anew()
        self.stale, self._when_found = True, []

    def filter(self, filters: Filters) -> None:
        """Show only this."""
        self.looked.filters = filters
        self._other()
        self.close_dialog()
        self.look(at_once=True)
