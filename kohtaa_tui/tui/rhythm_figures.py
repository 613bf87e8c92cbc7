"""The figures behind the page of my rhythm: read after its first frame, in threads, never in the way of a key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

from ..domain.measured import Measured
from ..domain.rhythm import Rhythm, Which, chosen, packs, rhythm
from ..errors import KohtaaError
from ..runtime.context import Context
from ..runtime.history import NEWEST, History
from ..runtime.own_pack import Offer, offered

if TYPE_CHECKING:
    from .app import KohtaaApp

END_S = 0.5
"""Seconds that the end of the program waits at most for what was read to be kept."""
MANY = 400
"""From so many meetings on their figures are worked out in a thread."""


class WorkedOut(Struct, frozen=True):
    """What some meetings come to, and what they suggest."""

    rhythm: Rhythm | None = None
    offer: Offer | None = None


NOTHING = WorkedOut()


class Figures:
    """The times of all meetings, and what was worked out of them so far."""

    def __init__(self, app: KohtaaApp, changed: Callable[[], None], wanted: Callable[[], bool]) -> None:
        """`changed` is called when there is something new, `wanted` tells whether anybody still waits for it."""
        self._app, self._changed, self._wanted = app, changed, wanted
        self._history = History(app.meetings.archive, app.meetings.clock, thorough=True, told=self._so_far)
        self.meetings: tuple[Measured, ...] | None = None
        """The newest first; None until the first have been read."""
        self.packs: tuple[str, ...] = ()
        """The packs they were held with, the most frequent first."""
        self.reading = True
        self.read_n = 0
        """How many have been read, where that takes long."""
        self.fault: KohtaaError | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._known: dict[Which, WorkedOut] = {}
        self._shown = NOTHING
        self._asked: Which | None = None

    def begin(self, most: int = NEWEST) -> None:
        """Read in a thread: the newest first, then all."""
        self._loop = asyncio.get_running_loop()

        def work() -> tuple[tuple[Measured, ...], tuple[str, ...]] | KohtaaError | None:
            try:
                meetings = self._history.measured(most, self._wanted)
            except KohtaaError as fault:
                return fault
            return meetings, packs(meetings)

        def then(found: tuple[tuple[Measured, ...], tuple[str, ...]] | KohtaaError | None) -> None:
            if not self._wanted():
                return
            self.reading = False
            if isinstance(found, tuple):
                self.meetings, self.packs = found
                self.reading = bool(most) and len(self.meetings) == most
            elif isinstance(found, KohtaaError):
                self.fault = found
            self._known.clear()
            self._asked = None
            self._changed()
            if self.reading:
                self.begin(0)

        self._app.beside.aside(work, then, None, "kohtaa-rhythm")

    def of(self, which: Which) -> WorkedOut:
        """What the chosen meetings come to; of many not at once: until then it is what was answered before."""
        meetings, context = self.meetings, self._app.meetings
        if not meetings:
            return NOTHING
        if which in self._known:
            self._shown = self._known[which]
        elif len(meetings) < MANY:
            self._shown = self._known[which] = _worked_out(context, meetings, which)
        elif which != self._asked:
            self._asked = which

            def then(found: WorkedOut) -> None:
                if meetings is self.meetings and self._wanted():
                    self._known[which] = found
                    self._changed()

            self._app.beside.aside(lambda: _worked_out(context, meetings, which), then, NOTHING, "kohtaa-rhythm")
        if which not in self._known:
            return WorkedOut(self._shown.rhythm)
        return self._shown

    def rest(self) -> None:
        """Wait a moment for the thread that reads, once nobody wants any more of it."""
        self._history.rest(END_S)

    def forget(self) -> None:
        """A pack has come: what was suggested before it may be suggested no more."""
        self._known.clear()
        self._asked = None

    def _so_far(self, n: int) -> None:
        """Called in the thread that reads."""
        self.read_n = n
        if self._loop is not None:
            with suppress(RuntimeError):  # the program was left meanwhile
                self._loop.call_soon_threadsafe(self._changed)


def _worked_out(context: Context, meetings: tuple[Measured, ...], which: Which) -> WorkedOut:
    return WorkedOut(rhythm(meetings, which), offered(context, chosen(meetings, which)))
