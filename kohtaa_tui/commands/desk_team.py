"""The commands of a whole team."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .desk import Handlers


HANDLERS: Handlers = {}
