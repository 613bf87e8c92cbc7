"""Correcting afterwards when the meeting and its phases began and when it ended: the rail shows it beforehand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ...domain.correction import in_order, nearest
from ...domain.events import Key
from ...domain.folding import put_right
from ...domain.session import Session, Visit
from ...errors import N_
from ..adjust import Adjust, Setting
from .earlier import BEGAN

if TYPE_CHECKING:
    from .review import ReviewScreen

ENDED = N_(
    "When the meeting was really over. The phases' times and the line follow, and it is told that it was corrected."
)


class Correcting:
    """What is being corrected: where each visit's beginning and the end are to go. Nothing, while no dialog is open."""

    def __init__(self, screen: ReviewScreen) -> None:
        self._screen = screen
        self._moves: dict[Key, int] = {}
        self._end_ms: int | None = None

    def open(self) -> None:
        """Show the dialog: the meeting's beginning first, then each change of phase, last its end."""
        screen, words = self._screen, self._screen.words
        self.drop()
        visits = screen.session.visits
        rows = [self._row(words("the meeting"), visits[0]), *(self._row(self._name(v), v) for v in visits[1:])]
        if screen.session.ended_ms is not None:
            rows.append(self._setting(words("the end"), lambda: self._shown().ended_ms or 0, self._move_end, ENDED))
        screen.open_dialog(
            Adjust(
                words,
                words("When did it begin, and end?"),
                rows,
                take=self._take,
                take_word=words("Save"),
                drop=self.drop,
                sentence=lambda: words("the line already shows the new"),
            )
        )

    def drop(self) -> None:
        """Forget what was not taken."""
        self._moves, self._end_ms = {}, None

    def preview(self) -> Session | None:
        """The session with its times as they are being corrected."""
        session = self._screen.session
        if not self._moves and self._end_ms is None:
            return None
        return put_right(session, self._moves, session.last_ms, end_ms=self._end_ms)

    def _shown(self) -> Session:
        return self.preview() or self._screen.session

    def _at(self, visit: Visit) -> int:
        return next((v.start_ms for v in self._shown().visits if v.key == visit.key), visit.start_ms)

    def _name(self, visit: Visit) -> str:
        plan = self._screen.session.plan
        return plan.phases[plan.index(visit.phase)].short.get(self._screen.language)

    def _row(self, name: str, visit: Visit) -> Setting:
        def move(ms: int) -> None:
            session = self._shown()
            place = next(i for i, v in enumerate(session.visits) if v.key == visit.key)
            over_ms = session.ended_ms if session.ended_ms is not None else session.last_ms
            self._moves[visit.key] = nearest(session.visits, over_ms, place, self._at(visit) + ms)

        return self._setting(name, lambda: self._at(visit), move, BEGAN)

    def _move_end(self, ms: int) -> None:
        session = self._shown()
        assert session.ended_ms is not None
        now = self._screen.runner.clock.now()
        if session.wall(session.ended_ms + ms) <= now:  # it cannot have ended after this moment
            self._end_ms = max(session.ended_ms + ms, session.visits[-1].start_ms)
            self._end_ms = self._shown().ended_ms

    def _setting(self, name: str, at_ms: Callable[[], int], move: Callable[[int], None], about: str) -> Setting:
        screen = self._screen

        def change(step: int) -> None:
            move(60_000 * step)
            screen.redraw()

        def value() -> str:
            return screen.words.time(screen.session.wall(at_ms()).astimezone())

        return Setting(name, value, change, about=screen.words(about))

    def _take(self) -> None:
        session, moves, end_ms = self._screen.session, dict(self._moves), self._end_ms
        self.drop()
        runner = self._screen.runner
        end_ms = None if end_ms == session.ended_ms else end_ms
        for key, to_ms in in_order(session.visits, moves, end_ms):
            if key is None:
                runner.move_end(to_ms)
            else:
                runner.move(key, to_ms)
        self._screen.changed()
