"""What can be typed: the commands and their options."""

from __future__ import annotations

import argparse
from typing import NoReturn

from .. import __version__
from ..domain.text import clean
from ..errors import UsageFault
from ..i18n import Words


class _Parser(argparse.ArgumentParser):
    """argparse, whose faults are one sentence."""

    def error(self, message: str) -> NoReturn:
        raise UsageFault("{sentence}", sentence=clean(message, 400))


def parser(words: Words) -> argparse.ArgumentParser:
    """The parser of all commands, in the language of `words`."""
    folders = _Parser(add_help=False)
    # Where it is not typed after the subcommand, what was typed before it must stand.
    _folders(folders, words, argparse.SUPPRESS)
    whole = _Parser(prog="kohtaa", description=words("A companion for short client appointments."), allow_abbrev=False)
    whole.add_argument("--version", action="version", version=f"kohtaa {__version__}")
    _folders(whole, words, None)
    commands = whole.add_subparsers(dest="command", metavar=words("command"), parser_class=_Parser)

    def command(name: str, told: str) -> _Parser:
        return commands.add_parser(name, help=told, description=told, parents=[folders], allow_abbrev=False)

    start = command("start", words("start a meeting at once"))
    start.add_argument(
        "pack", nargs="?", metavar=words("PACK"), help=words("the method; kohtaa phases list shows them")
    )
    length = start.add_mutually_exclusive_group()
    length.add_argument("--minutes", metavar="N", help=words("the length, 1 to 480 minutes"))
    length.add_argument("--until", metavar="HH:MM", help=words("the time at which the meeting ends"))
    start.add_argument("--first", action="store_true", help=words("first meeting"))
    start.add_argument("--interpreter", action="store_true", help=words("with an interpreter"))
    start.add_argument("--remote", action="store_true", help=words("by phone or video"))
    start.add_argument("--reference", metavar="R", default="", help=words("your own reference for the client, no name"))
    start.add_argument("--language", metavar="fi|sv|en", help=words("the language of the screen"))
    start.add_argument("--plain", action="store_true", help=words("plain lines in place of a screen"))

    resume = command("resume", words("go on with a meeting"))
    resume.add_argument("id", nargs="?", metavar="ID", help=words("a unique beginning of its id, or last"))
    resume.add_argument("--plain", action="store_true", help=words("plain lines in place of a screen"))
    resume.add_argument(
        "--gap",
        choices=("count", "pause", "end"),
        help=words("what the time in between was: meeting, pause, or its end"),
    )

    command("list", words("list the meetings")).add_argument("--json", action="store_true", help=words("as JSON"))

    show = command("show", words("show a meeting"))
    show.add_argument("id", metavar="ID", help=words("a unique beginning of its id, or last"))
    form = show.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=words("as JSON"))
    form.add_argument("--markdown", action="store_true", help=words("as Markdown"))

    command("where", words("show where everything is kept"))
    command("keys", words("show all keys"))

    phases = command("phases", words("the methods: list, show, check, make"))
    actions = phases.add_subparsers(dest="what", metavar=words("command"), parser_class=_Parser)

    def action(name: str, told: str) -> _Parser:
        return actions.add_parser(name, help=told, description=told, parents=[folders], allow_abbrev=False)

    action("list", words("list the packs"))
    action("show", words("show a pack")).add_argument("id", metavar="ID")
    action("check", words("check packs and name every fault")).add_argument("files", nargs="*", metavar=words("FILE"))
    action("new", words("write an example pack of your own")).add_argument("id", metavar="ID")
    action("schema", words("print the JSON Schema of packs"))
    return whole


def _folders(parser: argparse.ArgumentParser, words: Words, default: str | None) -> None:
    for option, told in (
        ("--data-dir", words("the folder of the meetings")),
        ("--config-dir", words("the folder of the settings")),
    ):
        parser.add_argument(option, metavar=words("FOLDER"), default=default, help=told)
