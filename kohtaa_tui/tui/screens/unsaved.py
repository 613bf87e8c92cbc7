"""For a meeting that the disk refuses to take: a copy elsewhere, and a question before it is left."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from ...errors import KohtaaError
from ...runtime.runner import Runner
from ..dialogs import Ask, Choice, Choose
from .stage import Stage


def save_elsewhere(stage: Stage, runner: Runner) -> None:
    """Ask for a place and put a copy of the whole meeting there."""
    words = stage.words

    def take(text: str) -> str:
        try:
            runner.save_copy(Path(os.path.expanduser(text.strip())))  # noqa: PTH111 - it never raises
        except KohtaaError as fault:
            return words.fault(fault)
        stage.say(words("A copy of the meeting is in {path}.", path=text.strip()))
        return ""

    stage.open_dialog(
        Ask(
            words,
            words("Save the meeting in another place"),
            take=take,
            sentence=words("A file, for example on a memory stick. The text is also kept while the program is open."),
            value=os.path.expanduser(f"~/kohtaa-{runner.session.id}.json"),  # noqa: PTH111 - it never raises
        )
    )


def ask_before_leaving(stage: Stage, runner: Runner, leave: Callable[[], None]) -> None:
    """Ask once whether to leave what is not on the disk; a copy elsewhere comes first."""
    words = stage.words

    def elsewhere() -> None:
        stage.close_dialog()
        save_elsewhere(stage, runner)

    stage.open_dialog(
        Choose(
            words,
            words("Not everything is saved. Close all the same?"),
            [Choice(words("Save the meeting in another place"), elsewhere), Choice(words("Close all the same"), leave)],
            esc=words("go on"),
        )
    )
