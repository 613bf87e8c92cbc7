"""What can be typed after `kohtaa practice`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from ..i18n import Words

Add = Callable[[str, str], argparse.ArgumentParser]

COMMANDS = ("list", "new", "check", "schema", "resume", "follow", "report", "runs", "erase")
"""The words after `kohtaa practice` that are commands and no client's id; `RESERVED` in `domain.scenario` has them."""


def practice(
    made: argparse.ArgumentParser,
    adds: Callable[[Any], Add],
    kind: type[argparse.ArgumentParser],
    words: Words,
    argv: Sequence[str],
) -> None:
    """Give `made` what may follow: `kohtaa practice noor` begins to practise, the other words are commands.

    The help tells of both; else only what `argv` can mean is made.
    """
    told = not argv or "-h" in argv or "--help" in argv
    command = _first_word(argv) in COMMANDS
    if told or not command:
        _run(made, words)
    if told or command:
        actions = made.add_subparsers(dest="what", metavar=words("ID | command"), parser_class=kind, prog=made.prog)
        _commands(adds(actions), words)
    else:
        which = words("the practice client; kohtaa practice list shows them")
        made.add_argument("id", nargs="?", metavar="ID", help=which)
        made.set_defaults(what="run")


def _first_word(argv: Sequence[str]) -> str:
    """The first word after `practice` that is no option and no folder that belongs to one."""
    typed = list(argv[argv.index("practice") + 1 :]) if "practice" in argv else []
    for before, word in zip(["", *typed], typed, strict=False):
        if not word.startswith("-") and before not in ("--data-dir", "--config-dir", "--language"):
            return word
    return ""


def _run(made: argparse.ArgumentParser, words: Words) -> None:
    """The options of practising."""
    made.add_argument("--speed", metavar="N", default="1", help=words("how many times faster than the clock, 1 to 60"))
    made.add_argument("--no-hints", action="store_true", help=words("without hints"))
    _in_threes(made, words)


def _in_threes(made: argparse.ArgumentParser, words: Words) -> None:
    """What there is where others play the client and observe."""
    kind = made.add_mutually_exclusive_group()
    kind.add_argument("--threes", action="store_true", help=words("somebody plays the client, somebody observes"))
    sheet = words("print the sheet of whoever plays the client, or of the observer")
    kind.add_argument("--handout", choices=("client", "observer"), help=sheet)
    made.add_argument("--html", action="store_true", help=words("the sheet as HTML, to print"))
    made.add_argument("--output", metavar=words("FILE"), help=words("put the sheet into a new file"))
    made.add_argument("--language", metavar="fi|sv|en", help=words("the language of the screen and of the sheet"))


def _commands(add: Add, words: Words) -> None:
    add("list", words("list the practice clients"))
    files = add("check", words("check practice clients and name every fault"))
    files.add_argument("files", nargs="*", metavar=words("FILE"))
    add("new", words("write an example of a practice client of your own")).add_argument("id", metavar="ID")
    add("schema", words("print the JSON Schema of practice clients"))
    resume = add("resume", words("go on with a practice that was left"))
    resume.add_argument("id", nargs="?", metavar="ID", help=words("a unique beginning of its id, or last"))
    resume.add_argument("--no-hints", action="store_true", help=words("without hints"))
    _follow(add("follow", words("follow the practice that runs in another window")), words)
    _afterwards(add, words)


def _follow(follow: argparse.ArgumentParser, words: Words) -> None:
    role = words("as whoever plays the client, or as the observer")
    follow.add_argument("--as", dest="role", choices=("client", "observer"), required=True, help=role)
    follow.add_argument("--language", metavar="fi|sv|en", help=words("the language of the screen"))


def _afterwards(add: Add, words: Words) -> None:
    """What there is of runs that are over."""
    which = words("a unique beginning of its id, or last")
    report = add("report", words("what a practice came to: turns, times, pitfalls; no score"))
    report.add_argument("id", metavar="ID", help=which)
    form = report.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help=words("as Markdown"))
    form.add_argument("--json", action="store_true", help=words("as JSON"))
    report.add_argument("--with", dest="beside", metavar="ID", help=words("beside another run"))
    told = words("open what is encrypted; in a pipe the passphrase is the first line of the input")
    report.add_argument("--unlock", action="store_true", help=told)
    report.add_argument("--ascii", action="store_true", help=words("with plain marks"))
    runs = add("runs", words("list the runs of practice"))
    runs.add_argument("--json", action="store_true", help=words("as JSON"))
    erase = add("erase", words("take a run of practice away for good"))
    erase.add_argument("id", metavar="ID", help=which)
    erase.add_argument("--yes", action="store_true", help=words("do not ask"))
