"""The screen of whoever plays the client in a practice in threes: their own lines of this phase, to read only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace
from textual.widgets import Input

from ...domain import timing
from ...domain.scenario import Scenario
from ...domain.session import Session
from ...exports.client_part import Said, anywhere, how_to_answer, mood_at_start, parts, spoken_in
from ...exports.gathered import quoted
from ...runtime.following import Followed
from ..draw.follow import FollowView, Piece
from ..draw.follow_client import most, page
from .follow import FollowScreen

SOON_MS, DUE_MS = 60_000, 120_000
"""So long before the interruption it is announced, and so long after it it is the moment for it."""


class ClientScreen(FollowScreen):
    """What the client says in the phase that runs, and when."""

    role = "client"

    def __init__(self, *rest: object) -> None:
        super().__init__(*rest)  # type: ignore[arg-type]
        self._top = 0

    def role_name(self) -> str:
        return self.words("client")

    def was_read(self, before: Followed | None, now: Followed | None) -> None:
        if before is None or now is None or before.session.phase.id != now.session.phase.id:
            self._top = 0  # another phase begins at its beginning

    # --- what is read ---

    def view(self, width: int, height: int) -> FollowView:
        view, session = self.base_view(), self.session
        scenario = session.practice.scenario if session is not None and session.practice is not None else None
        if session is None or scenario is None:
            return view
        return replace(
            view,
            part=tuple(self._part(session, scenario)),
            aside=tuple(self._aside(scenario)),
            top=self._top,
        )

    def _part(self, session: Session, scenario: Scenario) -> Iterator[Piece]:
        words = self.words
        between = tuple(self._interruption(session, scenario))
        if between and between[0].now:
            yield from between
        here = next((p for p in parts(scenario, words) if p.phase == session.phase.id), None)
        told = {turn.says for turn in session.turns}
        if here is not None:
            if here.opens:
                yield Piece(words("You begin"))
                yield Piece(here.opens, said=True)
            yield from self._lines(here.tells, told)
        if timing.is_last(session) and scenario.door.get(words.language):
            language = spoken_in(scenario, words.language)
            yield Piece(words("When the goodbye is said, with a hand on the door"))
            yield Piece(quoted(scenario.door.get(language), language), said=True)
        if here is not None and here.answers:
            yield Piece(words("Otherwise you answer:"))
            yield from self._lines(here.answers, told)
        if between and not between[0].now:
            yield from between

    def _lines(self, said: Iterable[Said], told: set[str]) -> Iterator[Piece]:
        for line in said:
            when = " · ".join((line.when, *line.only))
            yield Piece(when, lead="✓" if line.id in told else str(line.number or "·"))
            yield Piece(line.text, said=True)

    def _interruption(self, session: Session, scenario: Scenario) -> Iterator[Piece]:
        """What comes between: announced a minute before, and marked while it is the moment for it."""
        if scenario.interruption is None:
            return
        minute, text = scenario.interruption.minute, scenario.interruption.text.get(self.words.language)
        since = self.at_ms() - session.begin_ms - 60_000 * minute
        if 0 <= since < DUE_MS:
            yield Piece(self.words("Now: {text}", text=text), now=True)
        elif -SOON_MS <= since < 0:
            yield Piece(self.words("In a minute: {text}", text=text), now=True)
        elif since < 0:
            yield Piece(self.words("{minute} min from the start: something comes between", minute=minute))
            yield Piece(text, said=True)

    def _aside(self, scenario: Scenario) -> Iterator[Piece]:
        words = self.words
        always = anywhere(scenario, words)
        if actor := scenario.actor.get(words.language):
            yield Piece(actor)
        yield Piece(mood_at_start(scenario, words))
        if always:
            yield Piece(words("In any phase"))
            yield from self._lines(always, set())
        for sentence in how_to_answer(words):
            yield Piece(sentence)

    def _next_s(self, width: int) -> float:
        """The interruption has its own times, to the second."""
        session, next_s = self.session, super()._next_s(width)
        scenario = session.practice.scenario if session is not None and session.practice is not None else None
        if session is None or scenario is None or scenario.interruption is None or self.followed is None:
            return next_s
        at = session.begin_ms + 60_000 * scenario.interruption.minute - self.at_ms()
        waits = [(at + more) / 1000 / self.followed.speed for more in (-SOON_MS, 0, DUE_MS)]
        return min([next_s, *(wait for wait in waits if wait > 0)])

    # --- keys: nothing is written here ---

    def placeholder(self) -> str:
        return self.words("only to read: ↑ ↓ move the text")

    def own_key(self, key: str, character: str | None) -> bool:
        return character is not None and character.isprintable() and len(character) == 1

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.dialog is None and self.line.value:  # pasted
            self.line.put("")

    def possible(self, action: str) -> bool:
        return action not in ("follow.undo", "follow.mask") and super().possible(action)

    def arrow(self, key: str) -> bool:
        if key in ("up", "down"):
            self._scroll(1 if key == "down" else -1)
        return True

    def do_down(self) -> None:
        """A page further."""
        self._scroll(self._page())

    def do_up(self) -> None:
        """A page back."""
        self._scroll(-self._page())

    def _page(self) -> int:
        width, height = self.area()
        return page(width, height, self.view(width, height))

    def _scroll(self, rows: int) -> None:
        width, height = self.area()
        self._top = min(max(0, self._top + rows), most(self.view(width, height), width, height))

    def help_sentences(self) -> list[str]:
        words = self.words
        return [
            words("You play the client. Your lines follow the phase by themselves."),
            *how_to_answer(words),
            words("Nothing is written here, and the adviser's window is not disturbed."),
        ]
