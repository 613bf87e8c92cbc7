"""What can be typed: the commands and their options."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from typing import NoReturn

from .. import __version__
from ..domain.text import clean
from ..errors import UsageFault
from ..i18n import Words


class _Formatter(argparse.HelpFormatter):
    """argparse makes one of these for every option and asks for the terminal's width with all of `shutil`."""

    def __init__(self, prog: str) -> None:
        try:
            width = int(os.environ.get("COLUMNS", "")) or 80
        except ValueError:
            try:
                width = os.get_terminal_size().columns or 80
            except OSError:
                width = 80
        super().__init__(prog, width=max(20, width - 2))


class _Parser(argparse.ArgumentParser):
    """argparse, whose faults are one sentence."""

    def error(self, message: str) -> NoReturn:
        raise UsageFault("{sentence}", sentence=clean(message, 400))


Add = Callable[[str, str], argparse.ArgumentParser]
Maker = Callable[[Add, Words], argparse.ArgumentParser]
Follows = Callable[[Add, Words], None]


def parser(words: Words, argv: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of what may be meant by `argv`, in the language of `words`.

    Only the commands that are named are made, or all of them where none is: the others cost time.
    """
    folders = _Parser(add_help=False, formatter_class=_Formatter)
    # Where it is not typed after the subcommand, what was typed before it must stand.
    _folders(folders, words, argparse.SUPPRESS)
    whole = _Parser(
        prog="kohtaa",
        description=words("A companion for short client appointments."),
        allow_abbrev=False,
        formatter_class=_Formatter,
    )
    told = words("show program's version number and exit")  # argparse says it in English
    whole.add_argument("--version", action="version", version=f"kohtaa {__version__}", help=told)
    _folders(whole, words, None)
    commands = whole.add_subparsers(dest="command", metavar=words("command"), parser_class=_Parser, prog="kohtaa")

    def adds(where: argparse._SubParsersAction[_Parser]) -> Add:
        def add(name: str, told: str) -> _Parser:
            return where.add_parser(
                name, help=told, description=told, parents=[folders], allow_abbrev=False, formatter_class=_Formatter
            )

        return add

    makers: dict[str, Maker] = {
        "start": _start,
        "resume": _resume,
        "show": _show,
        "status": _status,
        "today": _today,
        "calendar": lambda add, words: add("calendar", words("the calendars that are read: add, list, remove")),
        "encryption": lambda add, words: add("encryption", words("encrypt what is written about clients")),
        "erase": _erase,
        "doctor": _doctor,
        "where": lambda add, words: add("where", words("show where everything is kept")),
        "keys": lambda add, words: add("keys", words("show all keys")),
        "phases": lambda add, words: add("phases", words("the methods: list, show, check, make, update")),
        "practice": lambda add, words: add("practice", words("practise with a made-up client")),
        "demo": _demo,
        "replay": _replay,
    }
    known = [*makers, *_ELSEWHERE]
    for name in [name for name in known if name in argv] or known:
        maker, follows = (makers[name], _FOLLOWS.get(name)) if name in makers else _elsewhere(name)
        made = maker(adds(commands), words)
        if follows is not None:
            actions = made.add_subparsers(
                dest="what", metavar=words("command"), parser_class=_Parser, prog=f"kohtaa {name}"
            )
            follows(adds(actions), words)
        if name == "practice":
            from . import practice_parser

            practice_parser.practice(made, adds, _Parser, words, argv)
    return whole


_LOOKING, _HANDING, _TEAM = ("list", "search", "stats", "compare"), ("export", "templates", "archive"), ("team",)
_ELSEWHERE = (*_LOOKING, *_HANDING, *_TEAM)
"""The commands whose parsers have modules of their own, which only they load."""


def _elsewhere(name: str) -> tuple[Maker, Follows | None]:
    """What makes the parser of one of those, and of the words that may follow it where words do."""
    if name in _LOOKING:
        from .looking_parser import MAKERS

        return MAKERS[name], None
    if name in _HANDING:
        from .handing_parser import FOLLOWS, MAKERS
    else:
        from .team_parser import FOLLOWS, MAKERS
    return MAKERS[name], FOLLOWS.get(name)


def _start(add: Add, words: Words) -> argparse.ArgumentParser:
    start = add("start", words("start a meeting at once"))
    method = words("the method; kohtaa phases list shows them")
    start.add_argument("pack", nargs="?", metavar=words("PACK"), help=method)
    length = start.add_mutually_exclusive_group()
    length.add_argument("--minutes", metavar="N", help=words("the length, 1 to 480 minutes"))
    length.add_argument("--until", metavar="HH:MM", help=words("the time at which the meeting ends"))
    appointment = words("the appointment that has begun, or the next one: its end is the meeting's end")
    length.add_argument("--next", action="store_true", help=appointment)
    start.add_argument("--first", action="store_true", help=words("first meeting"))
    start.add_argument("--interpreter", action="store_true", help=words("with an interpreter"))
    start.add_argument("--remote", action="store_true", help=words("by phone or video"))
    start.add_argument("--reference", metavar="R", default="", help=words("your own reference for the client, no name"))
    start.add_argument("--language", metavar="fi|sv|en", help=words("the language of the screen"))
    start.add_argument("--plain", action="store_true", help=words("plain lines in place of a screen"))
    return start


def _resume(add: Add, words: Words) -> argparse.ArgumentParser:
    resume = add("resume", words("go on with a meeting"))
    resume.add_argument("id", nargs="?", metavar="ID", help=words("a unique beginning of its id, or last"))
    resume.add_argument("--plain", action="store_true", help=words("plain lines in place of a screen"))
    between = words("what the time in between was: meeting, pause, or its end")
    resume.add_argument("--gap", choices=("count", "pause", "end"), help=between)
    return resume


def _show(add: Add, words: Words) -> argparse.ArgumentParser:
    show = add("show", words("show a meeting"))
    show.add_argument("id", metavar="ID", help=words("a unique beginning of its id, or last"))
    form = show.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=words("as JSON"))
    form.add_argument("--markdown", action="store_true", help=words("as Markdown"))
    told = words("open what is encrypted; in a pipe the passphrase is the first line of the input")
    show.add_argument("--unlock", action="store_true", help=told)
    return show


def _status(add: Add, words: Words) -> argparse.ArgumentParser:
    status = add("status", words("where the running meeting stands, in one line for a status line"))
    status.add_argument("--json", action="store_true", help=words("as JSON"))
    status.add_argument("--follow", action="store_true", help=words("a new line whenever it changes"))
    return status


def _erase(add: Add, words: Words) -> argparse.ArgumentParser:
    erase = add("erase", words("erase what was written in a meeting; its times stay"))
    which = erase.add_mutually_exclusive_group(required=True)
    which.add_argument("id", nargs="?", metavar="ID", help=words("a unique beginning of its id, or last"))
    due = words("every meeting that is past the days of the setting keep_days")
    which.add_argument("--due", action="store_true", help=due)
    erase.add_argument("--times", action="store_true", help=words("take the whole meeting away, its times too"))
    erase.add_argument("--dry-run", action="store_true", help=words("with --due: say what would go, and erase nothing"))
    erase.add_argument("--yes", action="store_true", help=words("do not ask"))
    erase.add_argument("--json", action="store_true", help=words("the receipt as JSON"))
    return erase


def _today(add: Add, words: Words) -> argparse.ArgumentParser:
    today = add("today", words("today's appointments, from your calendars"))
    today.add_argument("--json", action="store_true", help=words("as JSON"))
    today.add_argument("--titles", action="store_true", help=words("with their titles"))
    return today


def _doctor(add: Add, words: Words) -> argparse.ArgumentParser:
    doctor = add("doctor", words("look whether everything works here, and what to do where it does not"))
    form = doctor.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=words("as JSON"))
    form.add_argument("--keys", action="store_true", help=words("try which keys arrive in this terminal"))
    doctor.add_argument("--fix", action="store_true", help=words("set the rights of kohtaa's own files right"))
    return doctor


def _phases(add: Add, words: Words) -> None:
    add("list", words("list the packs"))
    add("show", words("show a pack")).add_argument("id", metavar="ID")
    add("check", words("check packs and name every fault")).add_argument("files", nargs="*", metavar=words("FILE"))
    add("new", words("write an example pack of your own")).add_argument("id", metavar="ID")
    add("update", words("read shared packs anew, and tell what has changed"))
    add("schema", words("print the JSON Schema of packs"))


def _demo(add: Add, words: Words) -> argparse.ArgumentParser:
    from .web import add_options

    demo = add("demo", words("show a meeting to a room; list, check and record are about the files"))
    which = words("the demo; kohtaa demo list shows them")
    demo.add_argument("name", nargs="?", metavar=words("NAME"), help=which)
    demo.add_argument("more", nargs="*", metavar="ID", help=words("with record: the practice a demo is made of"))
    _shown(demo, words)
    demo.add_argument("--output", metavar=words("FILE"), help=words("with record: put the demo into a new file"))
    add_options(demo, words)
    return demo


def _replay(add: Add, words: Words) -> argparse.ArgumentParser:
    replay = add("replay", words("play a practice or a demo again; of a real meeting the times alone"))
    replay.add_argument("id", metavar="ID", help=words("a unique beginning of its id, or last"))
    _shown(replay, words)
    return replay


def _shown(made: argparse.ArgumentParser, words: Words) -> None:
    made.add_argument("--speed", metavar="N", help=words("how many times faster than the clock, 1 to 60"))
    made.add_argument("--language", metavar="fi|sv|en", help=words("the language of the screen"))


def _calendar(add: Add, words: Words) -> None:
    add("list", words("list the calendars, and whether they can be read"))
    which = words("an .ics file, or a folder of .ics files")
    for name, told in (("add", words("read a calendar")), ("remove", words("read a calendar no longer"))):
        add(name, told).add_argument("source", metavar=words("FILE"), help=which)


def _encryption(add: Add, words: Words) -> None:
    add("on", words("encrypt from now on, and all there is")).add_argument(
        "--new-key",
        action="store_true",
        help=words("put aside a key whose passphrase is forgotten, and make a new one"),
    )
    off = add("off", words("write plain text from now on, and open all there is"))
    off.add_argument("--keep-encrypted", action="store_true", help=words("leave as it is what is encrypted"))
    add("status", words("whether it is on, and what is encrypted")).add_argument(
        "--json", action="store_true", help=words("as JSON")
    )
    add("new-key", words("a new key and passphrase; the old key opens older copies on"))
    recipient = add("add-recipient", words("let one more key read the meetings, such as the organisation's"))
    recipient.add_argument("key", metavar=words("KEY"), help=words("a public key of age: age1…"))


def _folders(to: argparse.ArgumentParser, words: Words, default: str | None) -> None:
    for option, told in (
        ("--data-dir", words("the folder of the meetings")),
        ("--config-dir", words("the folder of the settings")),
    ):
        to.add_argument(option, metavar=words("FOLDER"), default=default, help=told)


_FOLLOWS: dict[str, Follows] = {
    "phases": _phases,
    "calendar": _calendar,
    "encryption": _encryption,
}
"""What may follow a command, where words do."""
