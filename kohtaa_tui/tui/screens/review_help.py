"""Help on the Review: its keys, what else can be done, and what is before the person's eyes just now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dialogs import Reading, Table
from ..helps import help_page, masks

if TYPE_CHECKING:
    from .review import ReviewScreen


def open_help(screen: ReviewScreen) -> None:
    """What can be done here."""
    words, keys = screen.words, screen.keys

    def table(width: int) -> Table:
        right = [
            words("Enter without text goes to Home.")
            if screen.session.practice is None
            else words("Enter without text goes to the list of practice clients."),
            words("↑ ↓ choose a note; typing adds one."),
            masks(keys, words),
            words("With an empty line it masks the chosen note, after asking."),
            words("Breathe. Record the essentials in the client information system.")
            if screen.session.practice is None
            else words("{key} shows the report and the notes in turn.", key=keys.shown("review.order")),
        ]
        return help_page(screen, width, right, _focus(screen), whole=True)

    screen.open_dialog(Reading(words, table))


def _focus(screen: ReviewScreen) -> str:
    """The part of the page that is in focus, in a sentence."""
    words = screen.words
    if screen.line.value:
        return words("The note line: Enter adds what you wrote as a note of this meeting.")
    if screen.chosen.note is not None:
        return words("The chosen note can be edited, masked or deleted.")
    if screen.session.practice is not None:
        return words("The review: what happened, phase by phase. Nothing of it is carried over.")
    return words("The review: what the meeting came to, ready to be carried over.")
