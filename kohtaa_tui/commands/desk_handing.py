"""The commands of handing over: export, templates, archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import streams

if TYPE_CHECKING:
    from argparse import Namespace

    from .desk import Desk, Handlers


def _export(desk: Desk, asked: Namespace) -> int:
    from ..runtime.clock import SystemClock
    from ..storage.archive import Archive
    from .export import Exporting
    from .passphrase import Passphrases

    passphrases, err = Passphrases(desk.words, streams.given_input()), streams.errors()
    asks = passphrases.at_terminal and err.isatty()
    unlock = passphrases.unlock if asked.unlock else passphrases.offer if asks else None
    work = Exporting(
        Archive(desk.places),
        desk.words,
        desk.policy(),
        SystemClock(),
        streams.given_input() if asks else None,
        streams.output(),
        err,
        unlock,
    )
    return work.run(asked)


def _templates(desk: Desk, asked: Namespace) -> int:
    from .templates import templates

    return templates(desk.places, asked, desk.words, streams.output(), streams.errors())


def _archive(desk: Desk, asked: Namespace) -> int:
    from ..runtime.clock import SystemClock
    from ..storage.archive import Archive
    from .passphrase import Passphrases
    from .whole_archive import WholeArchive

    err = streams.errors()
    work = WholeArchive(
        Archive(desk.places), desk.words, SystemClock(), streams.output(), err, err.isatty() and streams.terminal()
    )
    if asked.what == "save":
        return work.save(asked, desk.policy())
    passphrases = Passphrases(desk.words, streams.given_input())
    ask = streams.given_input() if streams.terminal() else None
    return work.load(asked, passphrases, ask, desk.settings, desk.faults, desk.policy())


HANDLERS: Handlers = {
    "export": _export,
    "templates": _templates,
    "archive": _archive,
}
