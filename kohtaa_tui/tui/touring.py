"""Where somebody stands in the tour, and which screen shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..domain.demo import Scene
from ..i18n import Words, next_language
from ..runtime.player import Player

if TYPE_CHECKING:
    from .app import KohtaaApp
    from .screens.stage import Stage
    from .screens.tour import TourReview, TourScreen

HELD_S = 0.4
"""The same key within this time is one that is held down: it counts once."""


def show_tour(app: KohtaaApp) -> None:
    """The tour, laid over the screen that is in front, which comes back as it was."""
    from ..runtime import tour

    below, first = app.shown, len(app.screen_stack)

    def show(screen: Stage) -> None:
        if len(app.screen_stack) > first:
            app.show(screen)
            return
        if app.shown is not None:
            app.shown.successor = screen
        app.shown = screen
        app.push_screen(screen)

    def back() -> None:
        over, app.shown = app.shown, below
        if over is not None and below is not None:
            over.successor, below.successor = below, None
            app.pop_screen()
            below.came_back()

    Tour(app, tour.tour(app.context.clock, app.words.language), show, back).begin()


class Tour:
    """Where the tour stands."""

    def __init__(
        self, app: KohtaaApp, player: Player, show: Callable[[Stage], None], leave: Callable[[], None]
    ) -> None:
        """`show` puts a screen in front, `leave` goes back to where the tour was begun."""
        self.app, self.player = app, player
        self._show, self._leave = show, leave
        self._words = app.words
        self._at = 0
        self._screen: TourScreen | TourReview | None = None
        self._last_key: tuple[str, float] = ("", -1.0)

    @property
    def scene(self) -> Scene:
        """The caption that stands now, and what is beside it."""
        return self.player.script.scenes[self._at]

    @property
    def place(self) -> str:
        """Which of how many captions it is."""
        return f"{self._at + 1}/{len(self.player.script.scenes)}"

    def begin(self) -> None:
        """Show the first caption."""
        self._to(0)

    def on(self) -> None:
        """To the next caption; after the last one the tour is over."""
        if self._at + 1 < len(self.player.script.scenes):
            self._to(self._at + 1)
        else:
            self.leave()

    def back(self) -> None:
        """To the caption before; at the first nothing."""
        if self._at:
            self._to(self._at - 1)

    def leave(self) -> None:
        """Back to where it was begun, in the language from before."""
        self.app.words = self._words
        self._leave()

    def speak_next(self) -> None:
        """All of it in the next language."""
        self.app.words = Words(next_language(self.app.words.language))
        self.player.speak(self.app.words.language)

    def held(self, key: str) -> bool:
        """Whether a key is only being held down; over the change of screens too."""
        now = self.app.context.clock.elapsed()
        (last, at), self._last_key = self._last_key, (key, now)
        return last == key and 0 <= now - at < HELD_S

    def _to(self, place: int) -> None:
        self._at = place
        ends = self.player.script.end_ms
        self.player.seek(min(self.scene.at_ms, ends))
        from .screens.tour import TourReview, TourScreen

        kind = TourReview if self.scene.at_ms >= ends else TourScreen
        if isinstance(self._screen, kind):
            self._screen.arrived()
        else:
            self._screen = kind(self.app, self)
            self._show(self._screen)
