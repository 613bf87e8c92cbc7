"""Two minutes to write up after a meeting, for who wants them: shown, never recorded, and of no phase."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .review import ReviewScreen

WRITE_UP_S = 120
STEP_S = 10
"""The figure changes every so many seconds."""


class WritingUp:
    """What is left of the two minutes, counted from the meeting's end."""

    def __init__(self, screen: ReviewScreen) -> None:
        self._screen = screen

    def told(self) -> str:
        """`1:40`, rounded up to ten seconds; empty when they are over or nobody asked for them."""
        up = ceil(self._left_s() / STEP_S) * STEP_S
        return f"{up // 60}:{up % 60:02}" if up else ""

    def wake(self) -> None:
        """Draw again when the figure differs, until the two minutes are over."""
        left = self._left_s()
        if left:
            self._screen.set_timer((left % STEP_S or STEP_S) + 0.01, self.tick)

    def tick(self) -> None:
        """Draw the figure as it is now."""
        if self._screen.successor is None:
            self._screen.redraw()
            self.wake()

    def _left_s(self) -> float:
        context, session = self._screen.kohtaa.context, self._screen.session
        if (
            not context.settings.write_up
            or session.practice is not None
            or session.ended_ms is None
            or self._screen.runner.read_only is not None
        ):
            return 0.0
        since = (context.clock.now() - session.wall(session.ended_ms)).total_seconds()
        return WRITE_UP_S - since if 0 <= since < WRITE_UP_S else 0.0
