"""The commands of looking back: list, search, stats, compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import streams

if TYPE_CHECKING:
    from argparse import Namespace

    from .desk import Desk, Handlers


def _list(desk: Desk, asked: Namespace) -> int:
    from ..storage.archive import Archive
    from .sessions import list_sessions

    return list_sessions(Archive(desk.places), desk.words, asked.json, streams.output())


HANDLERS: Handlers = {"list": _list}
