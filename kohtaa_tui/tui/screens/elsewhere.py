"""A meeting that is open in another window: read along here, and taken over when that window lets it go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...domain.session import Status
from ...errors import KohtaaError
from ...runtime.runner import Runner

if TYPE_CHECKING:
    from .review import ReviewScreen


class Elsewhere:
    """Reads along on a Review whose runner is there to read only."""

    def __init__(self, screen: ReviewScreen) -> None:
        self._screen = screen

    def wake(self) -> None:
        """Look again when the minute is full."""
        self._screen.at_full_minute(self.tick)

    def refused(self) -> bool:
        """Say why nothing can be written here, where that is so."""
        screen = self._screen
        if screen.runner.read_only is None:
            return False
        screen.say(screen.words.fault(screen.runner.read_only))
        return True

    def tick(self) -> None:
        """Every minute: what another window has written since, and how the time stands."""
        screen = self._screen
        if screen.successor is not None or screen.runner.read_only is None:
            return
        try:
            self._look()
        except KohtaaError as fault:  # erased meanwhile, or no longer readable
            screen.say(screen.words.fault(fault))
        screen.redraw()
        self.wake()

    def _look(self) -> None:
        """Read the files anew; what has ended and was let go by the other window can be written in from now on."""
        screen = self._screen
        context, told = screen.kohtaa.context, screen.runner.read_only
        loaded = context.archive.load(screen.session.id)
        free = loaded.session.status is Status.ENDED and not loaded.newer and screen.hold.take(context.clock.now())
        if free:  # once more, now that nobody else writes
            loaded, told = context.archive.load(screen.session.id), None
        screen.runner = Runner.review(context.archive, context.clock, loaded, context.device, told)
        screen.saver = screen.saver_of(screen.runner)
        if screen.runner.unsaved:
            screen.saver.save()
