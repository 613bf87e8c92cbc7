"""The front door: what was typed → what is done, and every fault in one plain sentence.

Text commands never load Textual; the screens are reached through `tui.launch`, at the last moment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from .commands import streams
from .errors import N_, KohtaaError, StorageFault, UsageFault
from .i18n import Words, choose_language, speak_argparse
from .runtime.process import no_core_dump
from .storage.paths import Places, find

if TYPE_CHECKING:
    from argparse import Namespace

    from .commands.demo import Shows
    from .runtime.context import Context
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
    desk = _Desk(places, settings, faults, words)
    handlers: dict[str | None, Callable[[Namespace], int]] = {
        None: desk.home,
        "start": desk.start,
        "resume": desk.resume,
        "list": desk.list,
        "show": desk.show,
        "status": desk.status,
        "today": desk.today,
        "calendar": desk.calendar,
        "erase": desk.erase,
        "where": desk.where,
        "keys": desk.keys,
        "phases": desk.phases,
        "encryption": desk.encryption,
        "practice": desk.practice,
        "demo": desk.demo,
        "replay": desk.replay,
    }
    return desk.home(None) if asked is None else handlers[asked.command](asked)


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


class _Desk:
    """Does the commands, with what they have in common."""

    def __init__(self, places: Places, settings: Settings, faults: list[SettingFault], words: Words) -> None:
        self.places = places
        self.settings = settings
        self.faults = faults
        self.words = words

    def home(self, _asked: Namespace | None) -> int:
        if not streams.terminal():
            raise UsageFault(
                N_("kohtaa needs a terminal for its screens. This works without one: {command}"),
                command="kohtaa start --plain",
            )
        context = self._context()
        from .tui.launch import open_home

        return open_home(context)

    def start(self, asked: Namespace) -> int:
        from .commands.meeting import start

        self._tell_faults()
        return start(self._context, asked, streams.terminal(), streams.given_input(), streams.output())

    def resume(self, asked: Namespace) -> int:
        from .commands.meeting import resume

        self._tell_faults()
        return resume(self._context, asked, streams.terminal(), streams.given_input(), streams.output())

    def list(self, asked: Namespace) -> int:
        from .commands.sessions import list_sessions
        from .storage.archive import Archive

        return list_sessions(Archive(self.places), self.words, asked.json, streams.output())

    def show(self, asked: Namespace) -> int:
        from .commands.passphrase import Passphrases
        from .commands.sessions import Form, meeting_id, show
        from .storage.archive import Archive

        archive = Archive(self.places)
        form: Form = "json" if asked.json else "markdown" if asked.markdown else "text"
        passphrases = Passphrases(self.words, streams.given_input())
        asks = passphrases.at_terminal and form != "json"
        unlock = passphrases.unlock if asked.unlock else passphrases.offer if asks else None
        return show(archive, meeting_id(archive, asked.id), self.words, form, streams.output(), unlock=unlock)

    def status(self, asked: Namespace) -> int:
        from .commands.status import follow_here, status
        from .runtime.clock import SystemClock
        from .runtime.running import Lookout
        from .storage.library import Library

        lookout, clock = Lookout(Library(self.places)), SystemClock()
        if asked.follow:
            return follow_here(lookout, clock, self.words, asked.json, streams.output())
        return status(lookout, clock, self.words, asked.json, streams.output(), streams.errors())

    def today(self, asked: Namespace) -> int:
        from .commands.today import today

        self._tell_faults()  # a list of calendars that was not understood is not an empty day
        settings, base = self.settings.calendar, self.places.config
        return today(
            settings, base, self.words, streams.output(), streams.errors(), as_json=asked.json, titles=asked.titles
        )

    def calendar(self, asked: Namespace) -> int:
        from .commands.calendar import Calendars

        self._tell_faults()
        work = Calendars(self.places, self.settings.calendar.sources, self.words, streams.output(), streams.errors())
        match asked.what:
            case "add":
                return work.add(asked.source)
            case "remove":
                return work.remove(asked.source)
            case _:
                return work.list()

    def encryption(self, asked: Namespace) -> int:
        from .commands.encryption import Encryption
        from .commands.passphrase import Passphrases
        from .storage.archive import Archive

        work = Encryption(
            Archive(self.places),
            self.words,
            Passphrases(self.words, streams.given_input()),
            streams.output(),
            streams.errors(),
        )
        match asked.what:
            case "on":
                return work.on(asked.new_key)
            case "off":
                return work.off(asked.keep_encrypted)
            case "new-key":
                return work.new_key()
            case "add-recipient":
                return work.add_recipient(asked.key)
            case _:
                return work.status(getattr(asked, "json", False))

    def erase(self, asked: Namespace) -> int:
        from .commands.erasing import Erasing
        from .runtime.clock import SystemClock
        from .storage.archive import Archive

        self._tell_faults()  # a keep_days that was misspelt must be known before anything goes
        ask = streams.given_input() if streams.terminal() else None
        work = Erasing(Archive(self.places), self.words, SystemClock(), ask, streams.output(), streams.errors())
        if asked.due:
            from .storage.settings import certain_keep_days

            return work.due(certain_keep_days(self.settings, self.faults), asked)
        return work.one(asked)

    def where(self, _asked: Namespace) -> int:
        from .commands.sessions import where

        return where(self.places, self.words, streams.output())

    def keys(self, _asked: Namespace) -> int:
        from .commands.sessions import keys
        from .storage.settings import load
        from .tui.bindings import ACTION_IDS

        self.settings, self.faults = load(self.places, ACTION_IDS)
        self._tell_faults()
        return keys(self.words, self.settings, streams.output())

    def phases(self, asked: Namespace) -> int:
        from .commands import phases
        from .storage.packs import Shelf, shipped_folder

        shelf, out, language = Shelf([shipped_folder(), self.places.packs]), streams.output(), self.words.language
        match asked.what:
            case "show":
                return phases.show(shelf, asked.id, self.words, language, out)
            case "check":
                from .commands.toml_files import check_files

                return check_files(shelf, [Path(f) for f in asked.files], self.words, out, sys.stderr)
            case "new":
                return phases.new(self.places.config, asked.id, self.words, out)
            case "schema":
                return phases.schema(out)
            case _:
                return phases.list_packs(shelf, self.words, language, out)

    def practice(self, asked: Namespace) -> int:
        if asked.what in ("list", "new", "check", "schema"):
            from .commands.practice_files import practice_files

            return practice_files(self.places, asked, self.words, streams.output(), sys.stderr)
        if asked.what in ("report", "runs", "erase"):
            return self._practice_runs(asked)
        if asked.what == "follow" or (asked.what == "run" and (asked.handout or asked.html or asked.output)):
            return self._practice_in_threes(asked)
        from .commands.practice import practise, resume

        return (resume if asked.what == "resume" else practise)(self._context, asked, streams.terminal())

    def _practice_in_threes(self, asked: Namespace) -> int:
        from .commands.threes import follow, hand_out

        if asked.what == "follow":
            return follow(self._context, self.places, asked, streams.terminal())
        return hand_out(self.places, asked, self.words, streams.output())

    def _practice_runs(self, asked: Namespace) -> int:
        from .commands.practice_report import Runs

        runs = Runs(self.places, self.words, streams.output(), streams.errors())
        match asked.what:
            case "report":
                return runs.report(asked, ascii_only=self.settings.ascii)
            case "erase":
                return runs.erase(asked, streams.given_input() if streams.terminal() else None)
            case _:
                return runs.all(asked)

    def demo(self, asked: Namespace) -> int:
        return self._shows().demo(asked, streams.terminal())

    def replay(self, asked: Namespace) -> int:
        return self._shows().replay(asked, streams.terminal())

    def _shows(self) -> Shows:
        from .commands.demo import Shows

        return Shows(self.places, self.settings, self.words, streams.output(), streams.errors())

    def _context(self) -> Context:
        """All that a meeting needs; made only once what was typed is found to be right."""
        from .runtime.agenda import Agenda
        from .runtime.clock import SystemClock
        from .runtime.context import Context
        from .storage.archive import Archive
        from .storage.device import device_id
        from .storage.packs import Shelf, shipped_folder

        clock = SystemClock()
        return Context(
            places=self.places,
            archive=Archive(self.places),
            shelf=Shelf([shipped_folder(), self.places.packs]),
            settings=self.settings,
            faults=self.faults,
            words=self.words,
            clock=clock,
            device=device_id(self.places),
            agenda=Agenda(self.settings.calendar.sources, self.places.config, clock),
        )

    def _tell_faults(self) -> None:
        for fault in self.faults:
            streams.tell(fault.tell(self.words))


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
