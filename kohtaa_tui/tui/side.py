"""The one side panel of the Meeting screen: what a run that is no real meeting adds to it.

Practice and demo are run in the very same screen; all that is theirs on it is behind this door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from .draw.views import Panel

if TYPE_CHECKING:
    from ..i18n import Words


NOT_HERE = frozenset({"followup"})
"""Actions of the meeting that reach into a real day, such as a file for the calendar: no practice or demo has them."""


class Side(Protocol):
    """What stands beside the meeting, and what keys and clicks mean there before they mean something to the meeting."""

    def panel(self, words: Words, language: str) -> Panel:
        """What it shows now."""
        ...

    def key(self, key: str, character: str | None) -> bool:
        """Use a key on an empty note line; False leaves it to the meeting."""
        ...

    def act(self, action: str) -> bool:
        """Do an action of the meeting's in its place; False leaves it to the meeting."""
        ...

    def possible(self, action: str) -> bool:
        """Whether an action makes sense in this run."""
        ...

    def click(self, target: str) -> bool:
        """Use a click on the panel."""
        ...

    def next_s(self) -> float:
        """Seconds of the meeting's clock until it may change by itself."""
        ...

    def tick(self) -> None:
        """Time has passed: before the screen is drawn."""
        ...
