"""The curtain: every private text off the screen and out of the terminal, by a key or by itself.

One curtain hangs before the whole program. It stays where it is when one screen takes another's place:
a meeting that is ended behind it opens a review that nobody can read yet.

A screen that goes on behind it (the Meeting) draws itself and hears its keys. Before every other screen
the curtain is a page of its own, and the first key or click does nothing but take it away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import lean
from .dialogs import Ask

if TYPE_CHECKING:
    from textual.timer import Timer

    from .app import KohtaaApp
    from .draw.canvas import Canvas
    from .draw.grid import Grid
    from .screens.stage import Stage

LOOK_S = 60.0
"""How often it is looked whether anybody has touched anything: a machine that slept must not show the texts
for all the minutes that are left of the waiting."""


class Curtain:
    """Whether the curtain is drawn, and since when nobody has touched anything."""

    def __init__(self, app: KohtaaApp) -> None:
        self.drawn = False
        self._app = app
        self._clock = app.context.clock
        self._patience_s = 60 * app.context.settings.curtain_minutes
        self._touched_s = self._clock.elapsed()
        self._timer: Timer | None = None
        self._aside: tuple[Stage, Ask, str] | None = None
        """A dialog whose field was half filled when the curtain fell, and what stood in it."""

    # --- down and up ---

    def fall(self, stage: Stage) -> None:
        """Take the texts off the screen, and out of the terminal's memory of what it has shown."""
        if self.drawn:
            return
        dialog = stage.dialog
        self._aside = (stage, dialog, stage.line.value) if isinstance(dialog, Ask) and not dialog.secret else None
        stage.close_dialog()
        stage.message = ""
        self.drawn = True
        if self._timer is not None:
            self._timer.stop()
        stage.redraw_now()
        # Cells that did not change are painted over too: the terminal may hold what the program knows nothing of.
        lean.paint_all(self._app)
        lean.erase_scrollback(self._app)
        lean.paint_all(self._app)  # the Linux console blanks its screen when it is told to forget

    def rise(self, stage: Stage) -> None:
        """Bring everything back as it was."""
        if not self.drawn:
            return
        self.drawn = False
        self._touched_s = self._clock.elapsed()
        self.watch()
        aside, self._aside = self._aside, None
        if aside is not None and aside[0] is stage and stage.dialog is None:
            _, dialog, typed = aside
            dialog.value = typed
            stage.open_dialog(dialog)
        stage.redraw()

    # --- what is pressed before it ---

    def covers(self, stage: Stage) -> bool:
        """Whether nothing of this screen is seen or does anything: a dialog opened behind it is seen, and hears."""
        return self.drawn and not stage.goes_on_behind_curtain and stage.dialog is None

    def key(self, stage: Stage, key: str) -> bool:
        """A key was pressed; True when the curtain has used it."""
        if self.touched(stage):
            return True
        if (stage.keys.action(key) or "").rpartition(".")[2] == "curtain":
            stage.message = ""
            stage.do_curtain()  # before a dialog hears it: what stands in its field is set aside, not dropped
            return True
        return False

    def stops(self, stage: Stage, key: str) -> bool:
        """Whether a key that closed a dialog behind the curtain must do no more: only leaving needs no text."""
        return self.covers(stage) and (stage.keys.action(key) or "").rpartition(".")[2] != "quit"

    def touched(self, stage: Stage) -> bool:
        """Somebody pressed, clicked or pasted; True when that has only taken the curtain away."""
        self._touched_s = self._clock.elapsed()
        if not self.covers(stage):
            return False
        stage.lift_curtain()
        return True

    # --- what is seen ---

    def hide(self, stage: Stage) -> None:
        """Let the note line show dots while the curtain is drawn, and where nothing can be typed nothing at all."""
        line, covered = stage.line, self.covers(stage)
        dotted = self.drawn or (isinstance(stage.dialog, Ask) and stage.dialog.secret)
        if (line.password, line.covered) != (dotted, covered):
            line.password, line.covered = dotted, covered
            line.refresh()

    def page(self, stage: Stage, width: int, height: int) -> tuple[Canvas, Grid] | None:
        """The page in place of the screen's own; None while that may be seen."""
        if not self.drawn or stage.goes_on_behind_curtain:
            return None
        from .draw import curtain

        now = self._clock.now() if stage.where == "home" else None  # only Home draws again when the minute is over
        view = curtain.CurtainView(
            stage.words, now, self._app.curtain_needs_passphrase(), stage.drawer(), self._app.ascii_only
        )
        return curtain.draw(view, width, height)

    # --- by itself ---

    def watch(self) -> None:
        """Wait until nobody has touched anything for the minutes that were asked for, if any were."""
        if self._patience_s and not self.drawn:
            left = self._touched_s + self._patience_s - self._clock.elapsed()
            self._timer = self._app.set_timer(min(max(left, 0.05), LOOK_S), self.look)

    def look(self) -> None:
        """Fall when it is time, else go on waiting. No key winds a clock: only what was touched last is noted."""
        stage = self._app.stage
        if self._clock.elapsed() - self._touched_s < self._patience_s or stage is None:
            self.watch()
        elif not self.drawn:
            self.fall(stage)
