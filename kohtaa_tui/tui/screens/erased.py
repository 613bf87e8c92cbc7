"""Erasing what was written in a meeting that is over, once it has been carried over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import KohtaaError
from ..dialogs import Choice, Choose

if TYPE_CHECKING:
    from .review import ReviewScreen


def offer_erase(screen: ReviewScreen, told: str) -> None:
    """The text has been carried over, as `told` says: what was written need not stay here."""
    words = screen.words
    screen.open_dialog(
        Choose(
            words,
            told,
            [
                Choice(words("Keep the notes for now"), lambda: None),
                Choice(words("Carried over: erase the notes"), lambda: ask_erase(screen)),
            ],
            about=words("What has been carried over need not stay here. The times stay in any case."),
        )
    )


def ask_erase(screen: ReviewScreen) -> None:
    """Ask once, and erase at once."""
    words = screen.words

    def erase() -> None:
        try:
            screen.forget()
        except KohtaaError as fault:  # a newer version wrote this meeting
            screen.say(words.fault(fault))
            return
        screen.when_saved = lambda: screen.say(words("Erased here. Backups may still hold a copy."))

    screen.open_dialog(
        Choose(
            words,
            words("Erase what was written?"),
            [Choice(words("Keep it"), lambda: None), Choice(words("Erase it"), erase)],
            sentence=words("Notes, reference and own thoughts go for good; the times stay. This cannot be undone."),
            about=words("The texts are taken out of every file of this meeting that this computer can reach."),
        )
    )
