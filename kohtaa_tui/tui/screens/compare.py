"""Two meetings side by side, to read; Enter or Esc goes back to where one came from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ...domain.meetings_compared import compare_meetings
from ...domain.session import Session
from ...exports.compared_words import groups
from ...storage.library import Library
from ..dialogs import Reading, Table
from ..draw import compare
from ..draw.canvas import Canvas
from ..draw.grid import Grid
from ..helps import help_page
from .stage import Stage

if TYPE_CHECKING:
    from ..app import KohtaaApp


class CompareScreen(Stage):
    """Two meetings of the store on the screen. Nothing is changed here."""

    where = "compare"
    writes = False

    def __init__(self, app_: KohtaaApp, id_a: str, id_b: str, back: Callable[[], None]) -> None:
        """`back` shows where one came from. Raises `KohtaaError` where one of the two cannot be read."""
        super().__init__(app_)
        self._ids, self._back = (id_a, id_b), back
        self._top = 0
        self._read()

    def _read(self) -> None:
        library: Library = self.kohtaa.context.archive
        self._sessions: tuple[Session, Session] = (
            library.load(self._ids[0]).session,
            library.load(self._ids[1]).session,
        )

    def on_mount(self) -> None:
        super().on_mount()
        self.kohtaa.signals.rest()
        if self.locked and not self.message:
            self.say(self.locked_told())

    def draw(self, width: int, height: int) -> tuple[Canvas, Grid]:
        told = groups(compare_meetings(*self._sessions), self.words, here=True)
        lines = compare.rows_of(told, airy=compare.airy(width, height))
        self._top = max(0, min(self._top, len(lines) - compare.room(width, height)))
        view = compare.CompareView(
            words=self.words,
            keys=self.keys,
            groups=told,
            top=self._top,
            message=self.message,
            drawer=self.drawer(),
            ascii_only=self.kohtaa.ascii_only,
        )
        return compare.draw(view, width, height)

    def placeholder(self) -> str:
        return self.words("Enter goes back")

    # --- keys ---

    def own_key(self, key: str, character: str | None) -> bool:
        if key in ("pagedown", "pageup") and self.dialog is None:
            step = compare.room(self.size.width, self.size.height) - 1
            self._top += step if key == "pagedown" else -step
            self.redraw()
            return True
        return character is not None and character.isprintable()  # nothing is written here

    def arrow(self, key: str) -> bool:
        if key in ("up", "down"):
            self._top += 1 if key == "down" else -1
        return True

    def submit(self, text: str) -> bool:
        self._back()
        return False

    # --- actions ---

    @property
    def locked(self) -> bool:
        return any(session.locked for session in self._sessions)

    def opened(self) -> None:
        self._read()
        self.redraw()

    def do_leave(self) -> None:
        """Back to where one came from."""
        self._back()

    def do_help(self) -> None:
        """What is shown here."""
        words = self.words

        def table(width: int) -> Table:
            right = [
                words("Used and planned minutes of the same phase, and what the second meeting has more or less of."),
                words("Nothing here says which was better: you know what each client needed."),
                words("↑ ↓ PgDn PgUp turn the page. Enter goes back."),
            ]
            focus = words("Two meetings side by side: the one you chose first is on the left.")
            return help_page(self, width, right, focus)

        self.open_dialog(Reading(words, table))
