"""What `kohtaa doctor` does: every check in turn, each a line in plain words. docs/doctor.md tells more.

A new check is a function that returns findings and a line in `CHECKS`. What it prints may be pasted where
anybody reads it: texts of the computer pass the masks here, and texts of a person are in no finding.
"""

from __future__ import annotations

import os
import platform
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TextIO, TypeVar

import msgspec
from msgspec import Struct

from .. import __version__
from ..errors import N_, KohtaaError, StorageFault, UsageFault
from ..i18n import Words, choose_language
from ..runtime import checkup as clocks
from ..runtime.clock import SystemClock
from ..storage import policy
from ..storage.checkup import contents, folders, meetings, organisation, probes, rights
from ..storage.checkup.calendars import calendars
from ..storage.checkup.finding import Check, Finding, Level, Look, Own, Told, safe_fault
from ..storage.checkup.masks import Masks, of_this_computer
from ..storage.checkup.patience import NoAnswer, run, within
from ..storage.checkup.statistics import statistics
from ..storage.disk import Disk
from ..storage.paths import Places
from ..storage.settings import Settings, load
from ..tui.bindings import ACTION_IDS
from . import terminal

T = TypeVar("T")

SCHEMA = 1
"""The version of what `--json` prints."""

PATIENCE_S = 5.0
"""How long the settings and the list of users are waited for before anything is said."""

SIGNS: dict[Level, tuple[str, str]] = {
    "ok": ("✓", N_("fine")),
    "note": ("!", N_("notice")),
    "fault": ("✗", N_("fault")),
}


class CheckLine(Struct, frozen=True):
    """One finding, as `--json` prints it."""

    id: str
    level: Level
    message: str
    fix: str


class Checkup(Struct, frozen=True):
    """What `kohtaa doctor --json` prints."""

    schema: int
    checks: list[CheckLine]


# --- the registry ---


def versions(_look: Look) -> Iterator[Finding]:
    """What runs here."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        textual = version("textual")
    except PackageNotFoundError:
        fix = N_("Install kohtaa again. Until then this works: kohtaa start --plain")
        yield Finding("version.textual", "fault", N_("Textual is missing, so the screens cannot be opened"), {}, fix)
        textual = "–"
    fields = {
        "kohtaa": Own(__version__),
        "python": platform.python_version(),
        "textual": textual,
        "system": _system(),
    }
    message = "kohtaa {kohtaa}, Python {python}, Textual {textual}, {system}"
    yield Finding("version", "ok", message, fields)


def _system() -> str:
    try:
        name = platform.freedesktop_os_release().get("PRETTY_NAME", "")
    except OSError:
        name = ""
    return " ".join(part for part in (name, platform.system(), platform.release(), platform.machine()) if part)


def language(look: Look) -> Iterator[Finding]:
    """Whether the system's texts are UTF-8, and what Python makes of it."""
    variable = next((name for name in ("LC_ALL", "LC_CTYPE", "LANG") if look.environ.get(name)), "")
    value = look.environ.get(variable, "")
    shown = value if value.isascii() and len(value) < 40 else "…"
    files = sys.getfilesystemencoding().lower()
    fields = {"variable": Own(variable), "value": shown, "files": Own(files)}
    if variable and "utf" not in value.lower():
        message = N_("The locale is not UTF-8 ({variable} {value}), so kohtaa draws with plain marks")
        yield Finding("locale", "note", message, fields, N_("Choose a locale such as fi_FI.UTF-8 or C.UTF-8."))
    elif variable:
        yield Finding("locale", "ok", N_("The locale is UTF-8 ({variable} {value})"), fields)
    else:
        yield Finding("locale", "ok", N_("No locale is set; kohtaa takes it for UTF-8"))
    if files not in ("utf-8", "utf8"):
        message = N_("Names of files are {files} here: folders with ä in their names may not be found")
        yield Finding("locale.files", "note", message, fields, N_("Choose a locale such as fi_FI.UTF-8 or C.UTF-8."))


def the_terminal(look: Look) -> Iterator[Finding]:
    """The terminal's abilities, where there is one."""
    streams = (sys.stdin, sys.stdout)
    if not all(stream is not None and not stream.closed and stream.isatty() for stream in streams):
        yield Finding("terminal", "note", N_("The terminal was not looked at, for this does not run in one"))
        return
    source, target = (stream.fileno() for stream in streams)
    try:
        columns, rows = os.get_terminal_size(target)
        size: tuple[int, int] | None = (columns, rows)
    except OSError:
        size = None
    yield from terminal.described(look.environ, size)
    if look.environ.get("TERM") == "dumb":
        fix = N_("This works in it: kohtaa start --plain")
        yield Finding("terminal.answers", "note", N_("The terminal says that it can do nothing (TERM=dumb)"), {}, fix)
        return
    sys.stdout.flush()
    yield from terminal.asked(source, target, look.elapsed)


CHECKS: tuple[Check, ...] = (
    Check("version", versions),
    Check("folder.data", folders.folder("data"), ("data",)),
    Check("folder.config", folders.folder("config"), ("config",)),
    Check("folder.cache", folders.folder("cache"), ("cache",)),
    Check("rights", rights.rights, ("data", "config", "cache"), seconds=10),
    Check("saving.data", probes.saving("data"), ("data",), seconds=20),
    Check("saving.cache", probes.saving("cache"), ("cache",), seconds=20),
    Check("locks", probes.locks, ("cache",), seconds=10),
    Check("settings", contents.settings, ("config",)),
    Check("policy", organisation.policy, ("config",)),
    Check("packs", contents.packs, ("config",), seconds=10),
    Check("packs.shared", organisation.shared, ("config", "cache"), seconds=10),
    Check("calendars", calendars, ("config",), seconds=10),
    Check("meetings", meetings.meetings, ("data",), seconds=10),
    Check("practice", meetings.practice, ("data",), seconds=10),
    Check("keeping", meetings.keeping, ("data", "config", "cache"), seconds=10),
    Check("statistics", statistics, ("config", "cache"), seconds=10),
    Check("leftovers", meetings.leftovers, ("data", "cache"), seconds=10),
    Check("encryption", contents.encryption, ("config", "data"), seconds=10),
    Check("clock.sleep", clocks.sleep),
    Check("clock.wall", clocks.wall),
    Check("clock.zone", clocks.zone),
    Check("locale", language),
    Check("terminal", the_terminal, here=True),
)
"""Every check, in the order it is told."""

WITHOUT_FOLDERS = ("version", "clock.sleep", "clock.wall", "clock.zone", "locale", "terminal")
"""What can be looked at where it is not even known which the folders are."""


# --- the command ---


def doctor(find: Callable[[], Places], chosen: Namespace, environ: Mapping[str, str], words: Words, out: TextIO) -> int:
    """Run all checks and tell what they found; 1 when something is a fault. `find` tells the folders."""
    masks = _in_time(lambda: of_this_computer(environ), Masks())
    clock = SystemClock()
    try:
        places, fault = find(), None
    except (KohtaaError, OSError) as raised:
        places, fault = Places(Path(), Path(), Path()), raised
    else:
        words = _speak(words, environ, places)
    if chosen.keys:
        return _keys(words, masks, out, clock.elapsed)
    look = Look(
        places=places,
        environ=environ,
        disk=Disk(),
        elapsed=clock.elapsed,
        now=clock.now,
        fix=chosen.fix,
        actions=ACTION_IDS,
        policy_file=policy.policy_file(),
    )
    return tell(_all(look, fault), words, masks, out, as_json=chosen.json)


def _all(look: Look, fault: Exception | None) -> Iterator[Finding]:
    if fault is None:
        yield from run(CHECKS, look)
        return
    known = fault if isinstance(fault, KohtaaError) else StorageFault(N_("The folder you stand in is gone."))
    fix = N_("Give the folders with --data-dir and --config-dir, or set HOME.")
    yield Finding("folders", "fault", "{sentence}", {"sentence": safe_fault(known, "…")}, fix)
    yield from run([check for check in CHECKS if check.id in WITHOUT_FOLDERS], look)


def _keys(words: Words, masks: Masks, out: TextIO, elapsed: Callable[[], float]) -> int:
    from .keyboard import ask

    if not all(stream is not None and not stream.closed and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        raise UsageFault(N_("The keys can be tried only in a terminal."))
    return tell(ask(sys.stdin.fileno(), sys.stdout.fileno(), words, out, elapsed), words, masks, out)


def _speak(words: Words, environ: Mapping[str, str], places: Places) -> Words:
    """The words of the language in the settings, if they can be read; the settings are told of later."""
    settings = _in_time(lambda: load(places)[0], Settings())
    chosen = choose_language(None, environ, settings.language)
    return words if chosen == words.language else Words(chosen)


def _in_time(work: Callable[[], T], otherwise: T) -> T:
    try:
        return within(PATIENCE_S, lambda _alive: work())
    except (NoAnswer, KohtaaError, OSError):
        return otherwise


# --- telling ---


def tell(findings: Iterable[Finding], words: Words, masks: Masks, out: TextIO, *, as_json: bool = False) -> int:
    """Print the findings as they come, or all of them as one object; returns the exit code."""
    lines: list[CheckLine] = []
    width, indent = _columns(out), _widest(words) + 4
    for finding in findings:
        line = CheckLine(
            finding.id,
            finding.level,
            said(finding.message, finding.fields, words, masks),
            said(finding.fix, finding.fields, words, masks) if finding.fix else "",
        )
        lines.append(line)
        if not as_json:
            sign, word = SIGNS[line.level]
            _print(f"{f'{sign} {words(word)}':<{indent}}", line.message, width, out)
            if line.fix:
                _print(" " * indent, line.fix, width, out)
            out.flush()
    if as_json:
        whole = msgspec.json.encode(Checkup(SCHEMA, lines))
        print(msgspec.json.format(whole, indent=2).decode(), file=out)
    return 1 if any(line.level == "fault" for line in lines) else 0


def said(message: str, fields: Mapping[str, object], words: Words, masks: Masks) -> str:
    """A sentence in the person's language, with masks over everything in it that the computer told."""

    def shown(value: object) -> object:
        match value:
            case Told():
                return said(value.message, value.fields, words, masks)
            case Own():
                return value.name
            case tuple():
                return ", ".join(str(shown(part)) for part in value)
            case int() | float():
                return value
        return masks(str(value))

    return words(message, **{name: shown(value) for name, value in fields.items()})


def _print(lead: str, text: str, width: int, out: TextIO) -> None:
    """A sentence behind its lead, broken at blanks where a terminal would break it anywhere."""
    from textwrap import wrap

    whole = wrap(text, max(20, width - len(lead)), break_long_words=False, break_on_hyphens=False) if width else [text]
    for part in whole or [""]:
        print(lead + part, file=out)
        lead = " " * len(lead)


def _columns(out: TextIO) -> int:
    """How wide the terminal is that is written to; 0 for what is no terminal: there every sentence is one line."""
    try:
        return os.get_terminal_size(out.fileno()).columns
    except (OSError, ValueError):
        return 0


def _widest(words: Words) -> int:
    return max(len(words(word)) for _, word in SIGNS.values())
