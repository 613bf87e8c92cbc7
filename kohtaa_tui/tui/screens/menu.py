"""The menu of all actions of a screen, with a digit each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..dialogs import DIGITS, Choice, Choose

if TYPE_CHECKING:
    from .stage import Stage


def open_menu(stage: Stage, choices: Sequence[Choice], now: Sequence[Choice] = ()) -> None:
    """Offer actions, `now` among the first; where there are too many for the digits, the last one leads to the rest."""
    words, room = stage.words, DIGITS - 1 - len(now)
    if len(choices) + len(now) > DIGITS:
        rest = choices[room:]
        shown = [*choices[:room], *now, Choice(words("More actions"), lambda: open_menu(stage, rest))]
    else:
        shown = [*choices, *now]
    about = words("All that can be done here. The digit does it; the key beside it does the same without this list.")
    stage.open_dialog(Choose(words, words("All actions"), shown, about=about))
