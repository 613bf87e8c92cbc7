"""The commands around meetings: the day's calendar, phases, keys, folders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from . import streams

if TYPE_CHECKING:
    from argparse import Namespace

    from .desk import Desk, Handlers


def _today(desk: Desk, asked: Namespace) -> int:
    from .today import today

    desk.tell_faults()  # a list of calendars that was not understood is not an empty day
    settings, base = desk.settings.calendar, desk.places.config
    return today(
        settings, base, desk.words, streams.output(), streams.errors(), as_json=asked.json, titles=asked.titles
    )


def _calendar(desk: Desk, asked: Namespace) -> int:
    from .calendar import Calendars

    desk.tell_faults()
    work = Calendars(desk.places, desk.settings.calendar.sources, desk.words, streams.output(), streams.errors())
    match asked.what:
        case "add":
            return work.add(asked.source)
        case "remove":
            return work.remove(asked.source)
        case _:
            return work.list()


def _phases(desk: Desk, asked: Namespace) -> int:
    from . import phases

    shelf, out, language = desk.shelf(), streams.output(), desk.words.language
    match asked.what:
        case "show":
            return phases.show(shelf, asked.id, desk.words, language, out)
        case "check":
            from .toml_files import check_files

            return check_files(shelf, [Path(f) for f in asked.files], desk.words, out, streams.errors())
        case "new":
            return phases.new(desk.places.config, asked.id, desk.words, out)
        case "schema":
            return phases.schema(out)
        case "update":
            return phases.update(desk.shared_folders(), desk.words, out, streams.errors())
        case _:
            shared, policy = desk.shared_folders(), desk.policy()
            return phases.list_packs(shelf, desk.words, language, out, shared=shared, policy=policy)


def _keys(desk: Desk, _asked: Namespace) -> int:
    from ..storage.settings import load
    from ..tui.bindings import ACTION_IDS
    from .sessions import keys

    desk.settings, desk.faults = load(desk.places, ACTION_IDS)
    desk.tell_faults()
    return keys(desk.words, desk.settings, streams.output())


def _where(desk: Desk, _asked: Namespace) -> int:
    from .sessions import where

    return where(desk.places, desk.words, streams.output())


HANDLERS: Handlers = {
    "today": _today,
    "calendar": _calendar,
    "phases": _phases,
    "keys": _keys,
    "where": _where,
}
