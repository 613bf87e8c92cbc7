"""The side panel of practice alone: the client's words, and one key for what kind of turn answered them."""

from __future__ import annotations

from ..domain import rehearsal
from ..domain.events import TurnMarked
from ..domain.scenario import TurnKind
from ..errors import N_
from ..i18n import Words
from ..runtime.runner import Runner
from .draw.views import Panel

KINDS: tuple[tuple[TurnKind, str], ...] = (
    ("open", N_("open question")),
    ("closed", N_("closed question")),
    ("reflection", N_("reflection")),
    ("summary", N_("summary")),
    ("information", N_("information")),
    ("advice", N_("advice")),
    ("silence", N_("silence")),
)
"""The kinds of turn with their names; the place is the key, from 1."""


class Practising:
    """Practice alone: the program answers for the client."""

    def __init__(self, runner: Runner, *, hints: bool) -> None:
        self._runner = runner
        self._hints = hints

    def panel(self, words: Words, language: str) -> Panel:
        session = self._runner.session
        scenario = rehearsal.scenario_of(session)
        line = rehearsal.line(session, self._runner.at_ms())
        return Panel(
            tag=words("PRACTICE"),
            name=scenario.name if scenario else "",
            text=line.text.get(language) if line else "",
            spoken=line is not None and line.kind != "interruption",
            choices=tuple((str(n), words(name), f"turn:{kind}") for n, (kind, name) in enumerate(KINDS, 1)),
        )

    def key(self, key: str, character: str | None) -> bool:
        if character is None or character not in "1234567":
            return False
        self._mark(KINDS[int(character) - 1][0])
        return True

    def act(self, action: str) -> bool:
        return False

    def possible(self, action: str) -> bool:
        return True

    def click(self, target: str) -> bool:
        what, _, kind = target.partition(":")
        found = next((k for k, _ in KINDS if k == kind), None)
        if what != "turn" or found is None:
            return False
        self._mark(found)
        return True

    def next_s(self) -> float:
        scenario = rehearsal.scenario_of(self._runner.session)
        if scenario is None or scenario.interruption is None:
            return 60
        left = 60 * scenario.interruption.minute - self._runner.at_ms() / 1000
        return left if left > 0 else 60

    def tick(self) -> None:
        pass

    def _mark(self, kind: TurnKind) -> None:
        self._runner.record(TurnMarked(kind, rehearsal.answer(self._runner.session, kind)))
