"""The commands of meetings: hold one, read it, keep it from others, erase it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import streams

if TYPE_CHECKING:
    from argparse import Namespace

    from .desk import Desk, Handlers


def _start(desk: Desk, asked: Namespace) -> int:
    from .meeting import start

    desk.tell_faults()
    return start(desk.context, asked, streams.terminal(), streams.given_input(), streams.output())


def _resume(desk: Desk, asked: Namespace) -> int:
    from .meeting import resume

    desk.tell_faults()
    return resume(desk.context, asked, streams.terminal(), streams.given_input(), streams.output())


def _show(desk: Desk, asked: Namespace) -> int:
    from ..runtime import allowed
    from ..storage.archive import Archive
    from .passphrase import Passphrases
    from .sessions import Form, meeting_id, show

    archive = Archive(desk.places)
    form: Form = "json" if asked.json else "markdown" if asked.markdown else "text"
    if form != "text":
        allowed.to_let_texts_out(desk.policy())
    passphrases = Passphrases(desk.words, streams.given_input())
    asks = passphrases.at_terminal and form != "json"
    unlock = passphrases.unlock if asked.unlock else passphrases.offer if asks else None
    return show(archive, meeting_id(archive, asked.id), desk.words, form, streams.output(), unlock=unlock)


def _status(desk: Desk, asked: Namespace) -> int:
    from ..runtime.clock import SystemClock
    from ..runtime.running import Lookout
    from ..storage.library import Library
    from .status import follow_here, status

    lookout, clock = Lookout(Library(desk.places)), SystemClock()
    if asked.follow:
        return follow_here(lookout, clock, desk.words, asked.json, streams.output())
    return status(lookout, clock, desk.words, asked.json, streams.output(), streams.errors())


def _encryption(desk: Desk, asked: Namespace) -> int:
    from ..storage.archive import Archive
    from .encryption import Encryption
    from .passphrase import Passphrases

    work = Encryption(
        Archive(desk.places),
        desk.words,
        Passphrases(desk.words, streams.given_input()),
        streams.output(),
        streams.errors(),
    )
    match asked.what:
        case "on":
            return work.on(asked.new_key)
        case "off":
            return work.off(asked.keep_encrypted, desk.policy())
        case "new-key":
            return work.new_key()
        case "add-recipient":
            return work.add_recipient(asked.key)
        case _:
            return work.status(getattr(asked, "json", False))


def _erase(desk: Desk, asked: Namespace) -> int:
    from ..runtime.clock import SystemClock
    from ..storage.archive import Archive
    from .erasing import Erasing

    desk.tell_faults()  # a keep_days that was misspelt must be known before anything goes
    ask = streams.given_input() if streams.terminal() else None
    work = Erasing(Archive(desk.places), desk.words, SystemClock(), ask, streams.output(), streams.errors())
    if asked.due:
        from ..storage.policy import NO_POLICY
        from ..storage.settings import certain_keep_days

        policy = desk.policy()
        if policy.guessed and asked.yes:  # nobody looks at what goes, so days that are a guess take nothing along
            policy = NO_POLICY
        return work.due(certain_keep_days(desk.settings, desk.faults, policy), asked)
    return work.one(asked)


HANDLERS: Handlers = {
    "start": _start,
    "resume": _resume,
    "show": _show,
    "status": _status,
    "encryption": _encryption,
    "erase": _erase,
}
