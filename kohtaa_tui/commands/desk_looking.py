"""The commands of looking back: list, search, stats, compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import streams

if TYPE_CHECKING:
    from argparse import Namespace

    from .desk import Desk, Handlers
    from .history import Telling
    from .history_asked import Wanted


def _list(desk: Desk, asked: Namespace) -> int:
    telling, wanted = _telling(desk, asked)
    return telling.list(wanted, texts=desk.policy().allow_export)


def _search(desk: Desk, asked: Namespace) -> int:
    from ..runtime import allowed
    from .passphrase import Passphrases

    if asked.json:
        allowed.to_let_texts_out(desk.policy())
    passphrases = Passphrases(desk.words, streams.given_input())
    asks = passphrases.at_terminal and not asked.json
    telling, wanted = _telling(desk, asked)
    return telling.search(wanted, passphrases.unlock if asked.unlock else passphrases.offer if asks else None)


def _telling(desk: Desk, asked: Namespace) -> tuple[Telling, Wanted]:
    from ..errors import KohtaaError
    from ..runtime.clock import SystemClock
    from ..runtime.history import History
    from ..storage.library import Library
    from .history import Telling
    from .history_asked import wanted

    def phases(pack: str) -> dict[str, str]:
        try:
            found = desk.shelf().get(pack)
        except KohtaaError:  # a method that is here no longer: its phases go by their ids
            return {}
        return {phase.id: phase.short.get(desk.words.language) for phase in found.phase}

    clock = SystemClock()
    query = wanted(asked, clock.now().date())
    history = History(Library(desk.places), clock, told=lambda number: telling.reading(number))
    telling = Telling(history, desk.words, streams.output(), streams.errors(), phases)
    return telling, query


def _compare(desk: Desk, asked: Namespace) -> int:
    from ..storage.archive import Archive
    from .compare import compare

    texts = desk.policy().allow_export
    return compare(Archive(desk.places), asked.a, asked.b, desk.words, asked.json, streams.output(), texts=texts)


def _stats(desk: Desk, asked: Namespace) -> int:
    from ..domain.rhythm import Which
    from ..runtime.asked import minutes
    from ..runtime.history import History
    from ..storage.archive import Archive
    from .stats import Form, last_of, stats

    length = minutes(asked.minutes) if asked.minutes is not None else 0
    which = Which(asked.pack or "", length, asked.circumstance or "", last_of(asked.last))
    form: Form = "json" if asked.json else "csv" if asked.csv else "text"
    return stats(History(Archive(desk.places)), desk.shelf(), which, desk.words, form, streams.output())


HANDLERS: Handlers = {"stats": _stats, "list": _list, "search": _search, "compare": _compare}
