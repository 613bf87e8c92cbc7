"""The commands of handing over: export, templates, archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .desk import Handlers


HANDLERS: Handlers = {}
