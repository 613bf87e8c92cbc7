"""What a demo, a replay and the tour have in place of what keeps a meeting: nothing is saved, nobody else is asked."""

from __future__ import annotations

from ...runtime.runner import Runner
from ..saving import Saver
from .elsewhere import Elsewhere


class NoSaver(Saver):
    """Saves nothing; `state` is what the page says beside the note line."""

    def __init__(self, runner: Runner, state: str) -> None:
        super().__init__(runner, lambda: None, lambda: "")
        self._state = state

    @property
    def state(self) -> str:
        return self._state

    def save(self) -> None:
        pass

    def typed(self) -> None:
        pass

    def finish(self, draft: str) -> None:
        pass


class Alone(Elsewhere):
    """Nobody else has what is shown: there is nothing to read along."""

    def wake(self) -> None:
        pass
