"""Where one came from: the way that leads back from a meeting's Review."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct


class WayBack(Struct, frozen=True):
    """A way back, and what it is called where Enter goes it (a message for the catalogue; empty is to Home)."""

    go: Callable[[], None]
    label: str = ""
