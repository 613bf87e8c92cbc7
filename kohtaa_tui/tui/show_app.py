"""The program when it only shows: a demo, or a run played once more. It has no store and remembers nothing."""

from __future__ import annotations

from ..runtime.context import Context
from ..runtime.player import Player
from ..storage.last import View
from .app import KohtaaApp
from .screens.show import ShowReview, ShowScreen


class ShowApp(KohtaaApp):
    """Shows what a player plays, and then its review. `context` is one of no store."""

    def __init__(self, context: Context, player: Player, *, replay: bool) -> None:
        self.view: View | None = "big"
        """The view that is shown: for a room, until another is chosen."""
        super().__init__(context, lambda _: self._begin_with(player, replay=replay))
        if context.settings.theme == "auto" and self.theme_name == "night" and not player.script.own_pace:
            self.switch_theme()  # a projector shows dark letters on light ground better

    def _begin_with(self, player: Player, *, replay: bool) -> None:
        """What somebody reads alone is shown as they would see it themselves."""
        if player.script.own_pace:
            from .touring import Tour

            Tour(self, player, self.show, self.leave).begin()
            return
        self.show_play(player, replay=replay)

    def show_play(self, player: Player, *, replay: bool) -> None:
        """To the Meeting, where the player stands."""
        self.show(ShowScreen(self, player, replay=replay))

    def show_end(self, screen: ShowScreen) -> None:
        """To the Review."""
        self.show(ShowReview(self, screen.player, replay=screen.replay))

    def last_view(self) -> View | None:
        return self.view

    def remember(self, **choices: object) -> None:
        pass

    def go_home(self, unfinished: object = None, message: str = "") -> None:
        self.leave()
