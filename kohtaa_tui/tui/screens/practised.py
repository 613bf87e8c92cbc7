"""What the Review of a practice has in the notes' place: the report, turned with the arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...domain.practice_report import PracticeReport, practice_report
from ...storage import observations
from ..draw import practice_review, review

if TYPE_CHECKING:
    from .review import ReviewScreen

REAL = frozenset({"carry", "erase", "followup"})
"""Actions of a real meeting alone: what was practised or shown goes into no register and no calendar."""


class Practised:
    """The report of a practice on its Review; of a real meeting and of a demo there is none."""

    def __init__(self, screen: ReviewScreen) -> None:
        self._screen = screen
        practice = screen.session.practice
        self.there = practice is not None and practice.kind == "practice"
        self.shown = self.there
        """Whether it stands in the notes' place now."""
        self.top = 0
        """The row that it begins with."""
        places = screen.kohtaa.context.places
        self._observed = observations.read(places, screen.session.id) if self.there else ()

    def report(self) -> PracticeReport | None:
        """What the practice came to, where that is shown."""
        if not self.shown:
            return None
        return practice_report(self._screen.session, self._screen.language, self._observed)

    def turn(self, *, by_phase: bool) -> bool:
        """Report, notes by mark, notes by phase, in turn; returns whether the notes are by phase next."""
        was, self.top = self.shown, 0
        self.shown = self.there and by_phase
        return not was and not by_phase

    def key(self, key: str) -> bool:
        """Turn a row or a page, where the report is shown."""
        steps = {"up": -1, "down": 1, "pageup": 1 - self._page(), "pagedown": self._page() - 1}
        if not self.shown or key not in steps:
            return False
        report = self.report()
        if report is not None:
            most = practice_review.furthest(review.places(*self._screen.area()), report, self._screen.words)
            self.top = min(max(0, self.top + steps[key]), most)
        self._screen.redraw()
        return True

    def _page(self) -> int:
        return max(2, practice_review.visible(review.places(*self._screen.area())))
