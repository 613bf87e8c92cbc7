"""The front door: what was typed → what is done, and every fault in one plain sentence.

Text commands never load Textual; the screens are reached through `tui.launch`, at the last moment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from .commands import streams
from .commands.desk import Desk
from .errors import N_, KohtaaError, StorageFault, UsageFault
from .i18n import Words, choose_language, speak_argparse
from .runtime.process import no_core_dump
from .storage.paths import Places, find

if TYPE_CHECKING:
    from argparse import Namespace

    from .commands.desk import Handlers
    from .storage.settings import SettingFault, Settings

DOCTOR = "doctor"
"""The command that must work where nothing else does."""


def main(argv: Sequence[str] | None = None) -> int:
    """Do what was typed; returns the exit code. No traceback reaches a person."""
    argv = sys.argv[1:] if argv is None else list(argv)
    no_core_dump()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        streams.speak_utf8(stream)
    words = Words("fi")
    try:
        words = Words(choose_language(None, os.environ))
        code = _run(argv, words)
        if sys.stdout is not None and not sys.stdout.closed:
            sys.stdout.flush()
        return code
    except KohtaaError as fault:
        streams.tell(words_of(argv, words).fault(fault))
        return fault.exit_code
    except SystemExit as leave:  # argparse, after help and the version
        return leave.code if isinstance(leave.code, int) else 0
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        streams.let_go_of_output()
        return 0
    except Exception as fault:
        # The text of the fault may hold what a client said: its kind is all that is told.
        streams.let_go_of_output()
        sentence = N_("kohtaa had to stop because of a fault of its own ({kind}). What was saved is safe.")
        streams.tell(words_of(argv, words)(sentence, kind=type(fault).__name__))
        return 1


def words_of(argv: Sequence[str], fallback: Words) -> Words:
    """The words of the language in force, worked out anew for a fault; never raises."""
    if DOCTOR in argv:  # the settings may lie in a folder that never answers
        return fallback
    try:
        return Words(_language(argv, _settings(_places(argv))[0]))
    except Exception:
        return fallback


def _run(argv: Sequence[str], words: Words) -> int:
    if DOCTOR in argv:
        typed = _asked(argv, words)
        if typed.command == DOCTOR:  # before any folder is touched: what is wrong with them is the question
            return _doctor(argv, typed, words)
    places = _places_or_none(argv)
    settings, faults = _settings(places)
    with suppress(UsageFault):  # told once the rest of what was typed is understood
        words = _in(words, _language(argv, settings))
    asked = _asked(argv, words) if argv else None
    words = _in(words, choose_language(getattr(asked, "language", None), os.environ, settings.language))
    desk = Desk(places, settings, faults, words)
    if asked is None:
        return _home(desk)
    desk.tell_policy_faults()
    return handlers_for(asked.command)[asked.command](desk, asked)


def _doctor(argv: Sequence[str], asked: Namespace, words: Words) -> int:
    from .commands.doctor import doctor

    return doctor(lambda: _places(argv), asked, os.environ, words, streams.output())


def _asked(argv: Sequence[str], words: Words) -> Namespace:
    """What was typed, understood. Home alone needs none of this, and is there sooner."""
    from .commands.parser import parser

    speak_argparse(words.language)
    return parser(words, argv).parse_args(argv)


def _in(words: Words, language: str) -> Words:
    """The words in a language; a catalogue is read only once."""
    return words if words.language == language else Words(language)


def _home(desk: Desk) -> int:
    if not streams.terminal():
        raise UsageFault(
            N_("kohtaa needs a terminal for its screens. This works without one: {command}"),
            command="kohtaa start --plain",
        )
    context = desk.context()
    from .tui.launch import open_home

    return open_home(context)


def handlers_for(command: str) -> Handlers:
    """What does the commands of one family, the one that `command` is of: no other is loaded."""
    match command:
        case "practice" | "demo" | "replay":
            from .commands.desk_practice import HANDLERS
        case "today" | "calendar" | "phases" | "keys" | "where":
            from .commands.desk_surroundings import HANDLERS
        case "list" | "search" | "stats" | "compare":
            from .commands.desk_looking import HANDLERS
        case "export" | "templates" | "archive":
            from .commands.desk_handing import HANDLERS
        case "team":
            from .commands.desk_team import HANDLERS
        case _:
            from .commands.desk_meetings import HANDLERS
    return HANDLERS


def _peek(argv: Sequence[str], option: str) -> str | None:
    """The value of an option before the parser is made: the parser's own language hangs on it."""
    found = None
    for place, word in enumerate(argv):
        if word == "--":
            break
        if word.startswith(f"{option}="):
            found = word.partition("=")[2]
        elif word == option and place + 1 < len(argv):
            found = argv[place + 1]
    return found


def _places(argv: Sequence[str]) -> Places:
    return find(_peek(argv, "--data-dir"), _peek(argv, "--config-dir"), os.environ)


def _places_or_none(argv: Sequence[str]) -> Places:
    """The folders in force; for a demo, which needs none, the ones in which nothing can be where there are none."""
    try:
        return _places(argv)
    except StorageFault:
        if "demo" not in argv:
            raise
        from .storage.nowhere import NOWHERE

        return NOWHERE


def _language(argv: Sequence[str], settings: Settings) -> str:
    return choose_language(_peek(argv, "--language"), os.environ, settings.language)


def _settings(places: Places) -> tuple[Settings, list[SettingFault]]:
    from .storage.settings import load

    return load(places)
