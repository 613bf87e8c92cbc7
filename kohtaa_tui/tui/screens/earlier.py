"""Putting right while the meeting runs: it, or a phase, began before the key was pressed.

Rail and figure show what it would be before it is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ...domain import timing
from ...domain.correction import in_order, nearest
from ...domain.events import Key, PhaseEntered, Record
from ...domain.folding import apply, put_right
from ...domain.session import Session, Visit
from ...errors import N_
from ..adjust import Adjust, Setting

if TYPE_CHECKING:
    from .meeting import MeetingScreen

MINUTE_MS = 60_000
BEGAN = N_(
    "When it really began, where the key was pressed late. What lies before and after gives or gets the minutes."
)
STRIP = 8
"""A window of no more rows has no room for what else changes."""


class Earlier:
    """What is being put right: where each beginning is to go, and when the next phase began."""

    def __init__(self, screen: MeetingScreen) -> None:
        self._screen = screen
        self._opened_ms = screen.runner.at_ms()
        self._moves: dict[Key, int] = {}
        self._next_ms: int | None = None
        self._changed: Callable[[], str] = lambda: ""

    def open(self) -> None:
        """Show the dialog: this phase, the meeting, and the next phase, as far as there are such."""
        screen, words = self._screen, self._screen.words
        visits = screen.session.visits
        rows = [self._row(words("the meeting"), visits[0])]
        if len(visits) > 1:
            rows.insert(0, self._row(words("this phase"), visits[-1]))
        if not timing.is_last(screen.session):
            about = words("The next phase has begun already, and no key was pressed: so many minutes ago.")
            rows.append(Setting(words("the next phase"), self._next_value, self._change_next, self._next_beside, about))
        screen.open_dialog(
            Adjust(
                words,
                words("When did it begin?"),
                rows,
                take=self._take,
                take_word=words("Use"),
                sentence=self._sentence,
            )
        )

    def _sentence(self) -> str:
        """In a narrow window, where no row has room for them, the minutes of the row changed last."""
        screen = self._screen
        narrow = self._changed() if screen.size.width < 60 else ""
        return narrow or screen.words("the line and the figure already show the new")

    # --- this phase, the meeting ---

    def _row(self, name: str, visit: Visit) -> Setting:
        words = self._screen.words
        pressed_ms = next(r.at_ms for r in self._screen.session.records if r.key == visit.key)

        def change(step: int) -> None:
            to_ms = min(self._at(visit) + MINUTE_MS * step, max(pressed_ms, visit.start_ms))
            visits = self._session().visits
            place = next(i for i, v in enumerate(visits) if v.key == visit.key)
            self._moves[visit.key] = nearest(visits, self._screen.runner.at_ms(), place, to_ms)
            self._changed = moved
            self._show()

        def moved() -> str:
            minutes = round((self._at(visit) - visit.start_ms) / MINUTE_MS)
            if not minutes:
                return ""
            return words("{n} min later", n=minutes) if minutes > 0 else words("{n} min earlier", n=-minutes)

        def beside() -> str:
            told, session, size = moved(), self._screen.session, self._screen.size
            end_s = self._session().end_s
            if not told or end_s == session.end_s or visit.key != session.visits[0].key or size.height <= STRIP:
                return told
            return f"{told} · {words('end {time}', time=self._clock(1000 * end_s))}"  # a length was chosen: it stays

        return Setting(name, lambda: self._clock(self._at(visit)), change, beside, words(BEGAN))

    def _at(self, visit: Visit) -> int:
        return next(v.start_ms for v in self._session().visits if v.key == visit.key)

    # --- the next phase ---

    def _next_value(self) -> str:
        return "–" if self._next_ms is None else self._clock(self._next_ms)

    def _next_beside(self) -> str:
        words = self._screen.words
        if self._next_ms is None:
            return words("not yet")
        return words("{n} min ago", n=round((self._opened_ms - self._next_ms) / MINUTE_MS))

    def _change_next(self, step: int) -> None:
        begun, self._next_ms = self._next_ms, None
        to_ms = (self._opened_ms if begun is None else begun) + MINUTE_MS * step
        if to_ms < self._opened_ms:
            self._next_ms = max(to_ms, self._session().visits[-1].start_ms)
        self._changed = self._next_beside
        self._show()

    # --- what comes of it ---

    def _session(self) -> Session:
        """The session as it would be."""
        screen = self._screen
        at_ms = screen.runner.at_ms()
        session = put_right(screen.session, self._moves, at_ms, live=True)
        if self._next_ms is not None and not timing.is_last(session):
            entered = Record(session.next_seq, "", at_ms, PhaseEntered(self._next_phase()))
            session = put_right(apply(session, entered), {entered.key: self._next_ms}, at_ms, live=True)
        return session

    def _next_phase(self) -> str:
        session = self._screen.session
        return session.plan.phases[session.place + 1].id

    def _show(self) -> None:
        changed = self._next_ms is not None or any(
            v.start_ms != self._moves.get(v.key, v.start_ms) for v in self._screen.session.visits
        )
        self._screen.preview = self._session() if changed else None
        self._screen.redraw()

    def _clock(self, at_ms: int) -> str:
        return self._screen.words.time(self._screen.session.wall(at_ms).astimezone())

    def _take(self) -> None:
        runner = self._screen.runner
        for key, to_ms in in_order(runner.session.visits, self._moves):
            if key is not None:
                runner.move(key, to_ms)
        if self._next_ms is not None:
            runner.entered(self._next_phase(), self._next_ms)
        self._screen.changed()
