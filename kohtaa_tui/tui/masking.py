"""The quiet word beside the note line while it holds something that may point to a person.

The line itself underlines what was found. The word stands where "saved" stands, and never needs more room
than there is: it names the kind where the text leaves room for it, else the key alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..runtime.noticed import gravest, name
from .draw.canvas import cell_len
from .draw.grid import grid

if TYPE_CHECKING:
    from .screens.stage import Stage

SLACK = 4
"""Columns left free behind the text: the word gives way before the text reaches it, not after."""


def is_mask(action: str) -> bool:
    """Whether an action is the one that masks, on whichever screen."""
    return action.rpartition(".")[2] == "mask"


class Masking:
    """The word of one screen."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._word = ""

    @property
    def width(self) -> int:
        """The columns that the word takes at the right of the note line."""
        return cell_len(self._word)

    def word(self, width: int, height: int) -> str:
        """The word for a page of this size; empty while there is nothing to mask."""
        self._word = self._fitting(width, height)
        return self._word

    def typed(self) -> None:
        """The line has changed: draw the page again if the word has."""
        stage = self._stage
        if (self._word or stage.noticed()) and self._fitting(*stage.area()) != self._word:
            stage.redraw()

    def _fitting(self, width: int, height: int) -> str:
        stage = self._stage
        found, key = stage.noticed(), self._key()
        if not found or not key:
            return ""
        g, words = grid(width, height), stage.words
        text = cell_len(stage.line.value or stage.line.placeholder)
        room = max(stage.status_width(g), g.right_edge - g.margin - 2 - text - SLACK)
        told = (
            words("{kind} · {key} masks", kind=name(gravest(found), words), key=key),
            words("{key} masks", key=key),
            key,
        )
        return next((word for word in told if cell_len(word) <= room), "")

    def _key(self) -> str:
        return next((self._stage.keys.shown(a.id) for a in self._stage.keys.actions if is_mask(a.id)), "")
