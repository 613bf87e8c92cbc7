"""Correcting afterwards when the meeting and its phases began: the rail shows it before it is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...domain.events import Key
from ...domain.folding import put_right
from ...domain.session import Session, Visit
from ..adjust import Adjust, Setting
from .earlier import BEGAN

if TYPE_CHECKING:
    from .review import ReviewScreen


class Correcting:
    """What is being corrected: where each visit's beginning is to go. Nothing, while no dialog is open."""

    def __init__(self, screen: ReviewScreen) -> None:
        self._screen = screen
        self._moves: dict[Key, int] = {}

    def open(self) -> None:
        """Show the dialog: the meeting's beginning first, then each change of phase."""
        screen, words = self._screen, self._screen.words
        self.drop()
        visits = screen.session.visits
        rows = [self._row(words("the meeting"), visits[0]), *(self._row(self._name(v), v) for v in visits[1:])]
        screen.open_dialog(
            Adjust(
                words,
                words("When did it begin?"),
                rows,
                take=self._take,
                take_word=words("Save"),
                drop=self.drop,
                sentence=lambda: words("the line already shows the new"),
            )
        )

    def drop(self) -> None:
        """Forget what was not taken."""
        self._moves = {}

    def preview(self) -> Session | None:
        """The session with the beginnings as they are being corrected."""
        session = self._screen.session
        return put_right(session, self._moves, session.last_ms) if self._moves else None

    def _at(self, visit: Visit) -> int:
        shown = self.preview() or self._screen.session
        return next((v.start_ms for v in shown.visits if v.key == visit.key), visit.start_ms)

    def _name(self, visit: Visit) -> str:
        plan = self._screen.session.plan
        return plan.phases[plan.index(visit.phase)].short.get(self._screen.language)

    def _row(self, name: str, visit: Visit) -> Setting:
        screen = self._screen

        def change(step: int) -> None:
            self._moves[visit.key] = self._at(visit) + 60_000 * step
            self._moves[visit.key] = self._at(visit)  # as far as it can go
            screen.redraw()

        def value() -> str:
            return screen.words.time(screen.session.wall(self._at(visit)).astimezone())

        return Setting(name, value, change, about=screen.words(BEGAN))

    def _take(self) -> None:
        moves = {v.key: self._moves[v.key] for v in self._screen.session.visits if v.key in self._moves}
        before = {v.key: v.start_ms for v in self._screen.session.visits}
        self.drop()
        for key, to_ms in moves.items():
            if to_ms != before[key]:
                self._screen.runner.move(key, to_ms)
        self._screen.changed()
