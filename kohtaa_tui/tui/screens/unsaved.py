"""For a meeting that the disk refuses to take: why that is, a copy elsewhere, and a question before it is left."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from ...errors import KohtaaError, StorageFault
from ...i18n import Words
from ...runtime.runner import Runner
from ..dialogs import Ask, Choice, Choose, Reading, Table
from ..draw.canvas import wrap
from ..draw.drawer import Line
from .stage import Stage


def not_saved(runner: Runner, words: Words) -> str:
    """That the disk refuses, and its reason, short enough for one line; empty while all goes well."""
    fault = runner.fault
    if fault is None or not runner.unsaved:
        return ""
    reason = fault.fields.get("why")
    if isinstance(reason, str):  # without the path: it would push the reason out of the line
        fault = StorageFault("{why}", why=reason)
    why = words.fault(fault).rstrip(".")
    return words("Not saved: {why}. You can go on: saving is tried again.", why=why)


def say_once(stage: Stage, runner: Runner, said: str) -> str:
    """Say why nothing is saved where that can be read and has not been `said`; returns what has been said by now."""
    sentence = not_saved(runner, stage.words)
    if not sentence:
        return ""  # when the disk refuses again, that is news again
    if sentence == said or stage.message or stage.dialog is not None or stage.curtain:
        return said
    stage.say(sentence)
    return sentence


def why_rows(runner: Runner, words: Words, width: int) -> list[Line]:
    """The reason, then all of it with the file, and what becomes of what is typed; nothing while all goes well."""
    short, fault = not_saved(runner, words), runner.fault
    if not short or fault is None:
        return []
    told = [
        short,
        words.fault(fault),
        words("Everything is kept in the program, and saving is tried again every five seconds."),
        words("In the list of all actions: {action}.", action=words("Save the meeting in another place")),
    ]
    return [Line([(0, row)], strong=not place) for place, text in enumerate(told) for row in wrap(text, width - 8)]


def unsaved_actions(stage: Stage, runner: Runner) -> list[Choice]:
    """What can be done while something is not on the disk."""
    words, choices = stage.words, []
    if runner.fault is not None and runner.unsaved:
        title = words("Why it is not saved")
        reading = Reading(words, lambda width: Table(title, why_rows(runner, words, width)))
        choices.append(Choice(title, lambda: stage.open_dialog(reading)))
    if runner.unsaved:
        choices.append(Choice(words("Save the meeting in another place"), lambda: save_elsewhere(stage, runner)))
    return choices


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
            about=words("The whole meeting in a file that you name, while its usual folder cannot be written to."),
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
            about=words("The disk refuses something that you wrote. It is kept only as long as kohtaa is open."),
        )
    )
