"""The tour of the program: a shipped demo that somebody reads at their own pace, beside nothing of their own."""

from __future__ import annotations

from ..storage.demos import Demos, shipped_demos
from ..storage.packs import Shelf, shipped_folder
from .clock import Clock
from .player import Player

TOUR = "tour"
"""The id of the demo that is the tour."""


def tour(clock: Clock, language: str) -> Player:
    """A player that stands at its first caption. Raises `KohtaaError` where the files that come along are damaged."""
    demos = Demos([shipped_demos()], Shelf([shipped_folder()]))
    demo = demos.get(TOUR)
    return Player(clock, demos.script(demo, demo.begins.astimezone()), language)
