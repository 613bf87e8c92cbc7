"""The tour: Meeting and Review as they are, with captions that somebody goes through at their own pace.

Nothing is written anywhere and no key does what it does in a meeting: PgDn and Enter go on, PgUp goes back,
Esc leaves. It is laid over the screen it was begun from, which comes back as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from ...runtime.runner import Runner
from ...storage.nowhere import NoHold
from ..dialogs import Ask
from ..draw.canvas import Canvas
from ..draw.caption import Caption, draw_caption
from ..draw.grid import Grid
from ..draw.state import Shown
from ..saving import Saver
from ..widgets.note_line import NoteLine
from .carry import carry_over
from .fitting import Fitting
from .meeting import MeetingScreen
from .review import ReviewScreen
from .stage import Stage
from .unkept import Alone, NoSaver

if TYPE_CHECKING:
    from ..app import KohtaaApp
    from ..touring import Tour

ON = frozenset({"pagedown", "enter", "space", "right", "down"})
BACK = frozenset({"pageup", "left", "up", "backspace"})
STRIP_ROWS = 8
"""Up to so many rows a window has none for the keys."""
FITTED_MIN = 2
"""Minutes that the fitting is shown with: those that demos/tour.toml takes in its next step."""


class _Stepping(Stage):
    """What both screens of the tour share: the caption, and keys that go through it."""

    tour: Tour
    goes_on_behind_curtain = False  # no meeting does: a key only lifts it

    @property
    def unseen(self) -> bool:
        """Whether the curtain is really drawn, and not only shown."""
        return self.kohtaa.curtain.drawn

    def captioned(self, drawn: tuple[Canvas, Grid]) -> tuple[Canvas, Grid]:
        """The page with the caption over it."""
        canvas, g = drawn
        if not self.unseen and not self.message:
            words, scene = self.words, self.tour.scene
            foot = [("Enter", words("go on"), "tour:on"), ("Esc", words("close"), "tour:leave")]
            if g.width >= 60:
                foot = [("PgDn, Enter", words("go on"), "tour:on"), ("PgUp", words("back"), "tour:back"), foot[1]]
            place = f"{words('DEMO')}  {self.tour.place}"
            caption = Caption(scene.caption.get(words.language), scene.points, foot, place)
            draw_caption(canvas, g, caption)
        return canvas, g

    def guided(self, usual: str) -> str:
        """What the empty note line says: where there is no row for the keys, what they do."""
        return self.words("Enter goes on, Esc closes the tour.") if self.area()[1] <= STRIP_ROWS else usual

    def set_scene(self) -> None:
        """Open what is shown beside the caption, and close what was."""
        self.close_dialog()
        self.line.put(self.tour.scene.types.get(self.words.language))
        self.redraw()

    def arrived(self) -> None:
        """Another caption stands now."""
        self.message = ""
        self.set_scene()

    def take(self, key: str, character: str | None) -> bool:
        if self.kohtaa.curtain.key(self, key):
            return True
        if self.unseen:
            return super().take(key, character)
        self.message = ""
        if not self.tour.held(key):
            self._step(key)
        self.redraw()
        return True

    def _step(self, key: str) -> None:
        action = (self.keys.action(key) or "").rpartition(".")[2]
        if key in ON or key == "ctrl+j":  # Enter, typed before the terminal was ours
            self.tour.on()
        elif key in BACK:
            self.tour.back()
        elif key == "escape":
            self.tour.leave()
        elif action == "quit":
            self.kohtaa.leave()
        elif action == "language":
            self.tour.speak_next()
            self.set_scene()
        else:
            self.say(self.words("Enter goes on, Esc closes the tour."))

    def click(self, target: str) -> None:
        match target:
            case _ if self.unseen:
                super().click(target)
            case "tour:on":
                self.tour.on()
            case "tour:back":
                self.tour.back()
            case "tour:leave":
                self.tour.leave()
            case _ if not target.startswith("scroll:"):
                self.say(self.words("Enter goes on, Esc closes the tour."))

    def do_curtain(self) -> None:
        if self.unseen:
            self.lift_curtain()
        else:
            self.kohtaa.curtain.fall(self)

    def lift_curtain(self) -> None:
        super().lift_curtain()
        if not self.unseen:
            self.set_scene()

    def opened(self) -> None:
        self.set_scene()

    def pasting(self) -> None:
        pass

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()

    def submit(self, text: str) -> bool:
        return False

    def do_quit(self) -> None:
        self.kohtaa.leave()

    def keep_everything(self) -> None:
        pass


class TourScreen(_Stepping, MeetingScreen):
    """The Meeting of the tour."""

    def __init__(self, app_: KohtaaApp, tour: Tour) -> None:
        super().__init__(app_, tour.player, hold=NoHold(tour.player.session.id))
        self.tour = tour
        self.saver = NoSaver(tour.player, "saved")
        self.line: NoteLine = _Still(self)
        self.language = self.words.language
        self._view = self._known_view = None

    def on_mount(self) -> None:
        super().on_mount()
        self.kohtaa.signals.rest()
        self.set_scene()

    @property
    def curtain(self) -> bool:
        return self.unseen or self.tour.scene.shows == "curtain"

    def draw(self, width: int, height: int) -> tuple[Canvas, Grid]:
        return self.captioned(super().draw(width, height))

    def placeholder(self) -> str:
        return self.guided(super().placeholder())

    def tell_outside(self, state: Shown, at_ms: int) -> None:
        """No meeting goes on."""

    def set_scene(self) -> None:
        self.language = self.words.language
        super().set_scene()
        if self.tour.scene.shows == "fit":
            Fitting(self).open(phase=FITTED_MIN)

    def _next_s(self) -> float:
        return 3600.0


class TourReview(_Stepping, ReviewScreen):
    """The Review of the tour."""

    def __init__(self, app_: KohtaaApp, tour: Tour) -> None:
        super().__init__(app_, tour.player, NoHold(tour.player.session.id))
        self.tour = tour
        self._elsewhere = Alone(self)
        self.line: NoteLine = _Still(self)

    def on_mount(self) -> None:
        super().on_mount()
        self.message = ""
        self.set_scene()

    def saver_of(self, runner: Runner) -> Saver:
        return NoSaver(runner, "saved")

    def draw(self, width: int, height: int) -> tuple[Canvas, Grid]:
        return self.captioned(super().draw(width, height))

    def placeholder(self) -> str:
        return self.guided(self.words("add a note afterwards"))

    def set_scene(self) -> None:
        self.language = self.words.language
        super().set_scene()
        if self.tour.scene.shows == "carry":
            carry_over(self, self.session, lambda _: None)


class _Still(NoteLine):
    """A note line in which nothing can be written but a passphrase, where the curtain asks for one."""

    def __init__(self, stage: _Stepping) -> None:
        super().__init__(stage)
        self._stage = stage

    def insert_typed(self, text: str) -> None:
        if isinstance(self._stage.dialog, Ask):
            super().insert_typed(text)
