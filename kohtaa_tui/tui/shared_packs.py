"""The shared packs beside the program: looked at after the first frame, told of on Home, and never waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..i18n import Words
from ..storage.toml_faults import render
from .dialogs import Reading, Table
from .draw.canvas import wrap
from .draw.drawer import Line

if TYPE_CHECKING:
    from ..runtime.sharing import SharedNews
    from .app import KohtaaApp
    from .screens.home import HomeScreen

FIRST_S = 0.3
"""Seconds from the first frame to the first look: the calendar goes first."""
AGAIN_S = 900.0
"""Seconds between two looks."""


class SharedPacks:
    """What shared folders of packs come to in this run. What knows them is loaded only where there are some."""

    def __init__(self, app: KohtaaApp) -> None:
        self._app = app
        context = app.meetings
        self._on = bool(context.settings.pack_paths or context.policy.pack_paths)
        self.found: SharedNews | None = None
        """What came of the last look, until it was shown."""
        self._looking = False

    def watch(self) -> None:
        """After the first frame: look, and again from time to time."""
        if self._on:
            self._app.set_timer(FIRST_S, self.look)
            self._app.set_interval(AGAIN_S, self.look)

    def look(self) -> None:
        """Look in a thread of its own, which nobody waits for; Home is told."""
        if not self._looking:
            self._looking = True
            self._app.beside.aside(self._look_now, self._looked, otherwise=None, name="kohtaa-packs")

    def _look_now(self) -> SharedNews:
        from ..runtime import sharing

        return sharing.look(sharing.folders_of(self._app.meetings))

    def _looked(self, found: SharedNews | None) -> None:
        self._looking = False
        self.found = found
        home = self._home()
        if home is not None and not self._app.leaving:
            home.packs_changed()

    def _home(self) -> HomeScreen | None:
        from .screens.home import HomeScreen

        shown = self._app.shown
        return shown if isinstance(shown, HomeScreen) and shown.successor is None and shown.is_attached else None

    # --- on Home ---

    @property
    def anything(self) -> bool:
        """Whether there is something to show."""
        return self.found is not None and bool(self.found.changes or self.found.faults)

    def line(self, words: Words, key: str, *, narrow: bool = False) -> str:
        """What Home says in its quiet line; `key` shows the rest, where it is free for that."""
        if self.found is None or not self.anything:
            return ""
        from ..runtime import sharing

        changes = self.found.changes
        if narrow:
            told = words("A shared method has changed") if changes else words("Shared methods: copies are used")
            return f"{key}: {told}" if key else told
        if len(changes) == 1:
            told = sharing.headline(changes[0], words)
        elif changes:
            told = words.plural("{n} shared method has changed", "{n} shared methods have changed", len(changes))
        else:
            told = words("Shared methods could not be read: the last copies are used")
        return f"{told} · {words('{key} shows more', key=key)}" if key else told

    def show(self, home: HomeScreen) -> None:
        """What has changed, and what could not be read; it counts as seen when it is closed."""
        if self.found is None:
            return
        from ..runtime import sharing

        words, found = home.words, self.found

        def table(width: int) -> Table:
            rows: list[Line] = []
            for change in found.changes:
                rows += [Line([(0, part)], strong=True) for part in wrap(sharing.headline(change, words), width - 8)]
                lines = sharing.difference(change, words)
                rows += [Line([(2, part)]) for line in lines for part in wrap(line, width - 10)]
            told = (render(fault, words) for fault in found.faults)
            rows += [Line([(0, part)]) for line in told for part in wrap(f"? {line}", width - 8)]
            return Table(words("Shared methods"), rows)

        def seen() -> None:
            self.found = None
            sharing.seen(sharing.folders_of(self._app.meetings))  # a few small files of the cache
            home.redraw()

        home.open_dialog(Reading(words, table, seen))
