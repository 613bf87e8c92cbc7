"""Copying one kind of note at a time, for a client information system with a field for each."""

from __future__ import annotations

from collections.abc import Callable

from ...runtime.handing_over import HandOver
from ..dialogs import Choice, Choose, Outcome
from .stage import Stage


def copy_one_at_a_time(stage: Stage, over: HandOver, done: Callable[[], None]) -> None:
    """List each kind of note to copy; one that is too long by itself in parts. `done` once all are copied."""
    words = stage.words
    choices = []
    for name, text in over.alone:
        pieces = over.pieces(text)
        for n, piece in enumerate(pieces, 1):
            part = words("{name}, part {n} of {of}", name=name, n=n, of=len(pieces)) if len(pieces) > 1 else name
            choices.append(Choice(part, _copier(stage, part, piece), over.counter(piece, short=True)))
    choices.append(Choice(words("Done"), done))
    about = words("Each kind of note with its heading. The list stays open until you are done.")
    stage.open_dialog(Staying(words, words("Copy one kind of note at a time"), choices, about=about))


def _copier(stage: Stage, name: str, text: str) -> Callable[[], None]:
    def copy() -> None:
        stage.kohtaa.copy_to_clipboard(text)
        if isinstance(stage.dialog, Staying):
            stage.dialog.told(stage.words("Copied: {what}", what=name))

    return copy


class Staying(Choose):
    """A list from which one thing after the other is taken; the last row ends it."""

    def told(self, sentence: str) -> None:
        """Say what was done."""
        self._sentence = sentence

    def _take(self, place: int) -> Outcome:
        last = place == len(self._choices) - 1
        super()._take(place)
        if last:
            return Outcome.CLOSE
        self._at = place + 1
        return Outcome.STAY
