"""The tour as Home offers it: in one quiet line on the very first start, and never again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..bindings import key_name

if TYPE_CHECKING:
    from .home import HomeScreen

TOUR_KEY = "f2"
"""Begins the tour while it is offered. No key is free for it: F11 makes many terminals fill the screen."""


class Offer:
    """Whether the tour is offered: where no meeting was ever held or chosen, and nothing was set."""

    def __init__(self, screen: HomeScreen) -> None:
        """Made once the latest meetings are known."""
        self._screen = screen
        places = screen.kohtaa.context.places
        self._open = screen.choices.unused and not screen.anything_recent and not places.config_file.exists()
        self._seen = False

    def line(self, *, narrow: bool) -> str:
        """What is said; empty where nothing is offered."""
        if not self._there:
            return ""
        words, key = self._screen.words, key_name(TOUR_KEY)
        if narrow:
            return words("{key}: a tour of two minutes", key=key)
        return words("New here? {key} shows kohtaa in two minutes.", key=key)

    @property
    def _there(self) -> bool:
        return self._open and not self._screen.anything_recent and self._screen.unfinished.loaded is None

    def shown(self) -> None:
        """There was a row for the line."""
        self._seen = True

    def begins(self, key: str) -> bool:
        """Whether a key begins the tour now: only while it can be read that it does."""
        return key == TOUR_KEY and self._seen and self._there

    def told(self) -> None:
        """Remember what was said, for the next start."""
        if self._seen:
            self._screen.kohtaa.remember(tour=True)

    def close(self) -> None:
        """Whoever has seen the tour need not be told of it."""
        self._open = False
