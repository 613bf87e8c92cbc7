"""The commands of what is no meeting: practise, look back at it, show the method, replay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import streams

if TYPE_CHECKING:
    from argparse import Namespace

    from .demo import Shows
    from .desk import Desk, Handlers


def _practice(desk: Desk, asked: Namespace) -> int:
    if asked.what in ("list", "new", "check", "schema"):
        from .practice_files import practice_files

        return practice_files(desk.places, desk.shelf(), asked, desk.words, streams.output(), streams.errors())
    if asked.what in ("report", "runs", "erase"):
        return _practice_runs(desk, asked)
    if asked.what == "follow" or (asked.what == "run" and (asked.handout or asked.html or asked.output)):
        return _practice_in_threes(desk, asked)
    from .practice import practise, resume

    return (resume if asked.what == "resume" else practise)(desk.context, asked, streams.terminal())


def _practice_in_threes(desk: Desk, asked: Namespace) -> int:
    from .threes import follow, hand_out

    if asked.what == "follow":
        return follow(desk.context, desk.places, asked, streams.terminal())
    return hand_out(desk.places, desk.shelf(), asked, desk.words, streams.output())


def _practice_runs(desk: Desk, asked: Namespace) -> int:
    from .passphrase import Passphrases
    from .practice_report import Runs

    unlock = None
    if asked.what == "report":
        passphrases = Passphrases(desk.words, streams.given_input())
        asks = passphrases.at_terminal and not asked.json
        unlock = passphrases.unlock if asked.unlock else passphrases.offer if asks else None
    runs = Runs(desk.places, desk.words, streams.output(), streams.errors(), unlock)
    match asked.what:
        case "report":
            return runs.report(asked, ascii_only=desk.settings.ascii)
        case "erase":
            return runs.erase(asked, streams.given_input() if streams.terminal() else None)
        case _:
            return runs.all(asked)


def _demo(desk: Desk, asked: Namespace) -> int:
    return _shows(desk).demo(asked, streams.terminal())


def _replay(desk: Desk, asked: Namespace) -> int:
    return _shows(desk).replay(asked, streams.terminal())


def _shows(desk: Desk) -> Shows:
    from .demo import Shows

    return Shows(desk.places, desk.shelf, desk.settings, desk.words, streams.output(), streams.errors())


HANDLERS: Handlers = {
    "practice": _practice,
    "demo": _demo,
    "replay": _replay,
}
