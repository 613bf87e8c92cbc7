"""What a search among earlier meetings came to."""

from __future__ import annotations

from msgspec import Struct

from ..domain.report import Listed
from ..domain.searching import Noted
from ..storage.library import Broken


class Hit(Struct, frozen=True):
    """A meeting that was found, with the notes it was found by."""

    listed: Listed
    notes: tuple[Noted, ...] = ()


class Found(Struct, frozen=True):
    """What a search came to, the newest meeting first."""

    hits: tuple[Hit, ...] = ()
    more: bool = False
    """Whether there are more than were asked for."""
    locked: int = 0
    """Meetings whose texts are sealed and not opened: words were not looked for in them."""
    broken: tuple[Broken, ...] = ()
    """Meetings that cannot be read, where all were asked for."""
    each: bool = False
    """Whether each meeting was opened to look, for the index holds no text: where encryption is on."""
