"""The side panel of the adviser in threes: who comes, and nothing of what the client and the observer know."""

from __future__ import annotations

from ..domain.rehearsal import scenario_of
from ..i18n import Words
from ..runtime.runner import Runner
from .draw.views import Panel


class InThrees:
    """Practice in threes: somebody plays the client, and somebody else marks."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    def panel(self, words: Words, language: str) -> Panel:
        scenario = scenario_of(self._runner.session)
        return Panel(
            tag=words("PRACTICE"),
            name=scenario.name if scenario is not None else "",
            text=scenario.intro.get(words.language) if scenario is not None else "",
            about=words("in threes"),
            hint=words("Somebody plays the client, somebody observes."),
        )

    def key(self, key: str, character: str | None) -> bool:
        return False

    def act(self, action: str) -> bool:
        return False

    def possible(self, action: str) -> bool:
        return action != "hints"

    def click(self, target: str) -> bool:
        return False

    def next_s(self) -> float:
        return 60.0

    def tick(self) -> None:
        pass
