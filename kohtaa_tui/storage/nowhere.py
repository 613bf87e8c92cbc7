"""No store at all: for what is only shown. Whatever would be written there is refused by the system itself."""

from __future__ import annotations

import os
from pathlib import Path

from .archive import Archive
from .hold import Hold
from .paths import Places

_NO_FOLDER = Path(os.devnull) / "kohtaa"
"""A path in which nothing can ever be: what it would lie in is no folder."""
NOWHERE = Places(_NO_FOLDER / "data", _NO_FOLDER / "config", _NO_FOLDER / "cache", for_practice=True)


class Nowhere(Archive):
    """An archive in which nothing is and nothing can be."""

    def __init__(self) -> None:
        super().__init__(NOWHERE)


class NoHold(Hold):
    """The hold on what nobody else can have."""

    def __init__(self, session_id: str) -> None:
        super().__init__(NOWHERE, session_id)

    def take(self, since: object = None) -> bool:
        return True

    def release(self) -> None:
        pass
