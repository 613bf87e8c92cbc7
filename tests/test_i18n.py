"""Three languages: complete, right in their fields, and never in the way."""

from __future__ import annotations

import argparse
import ast
import gettext
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from string import Formatter
from typing import IO

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo
from rich.cells import cell_len

from kohtaa_tui import i18n
from kohtaa_tui.domain import pack
from kohtaa_tui.errors import StorageFault, UsageFault
from kohtaa_tui.i18n import Words, choose_language, speak_argparse
from kohtaa_tui.tui.bindings import ACTIONS
from tests import catalogue

each_language = pytest.mark.parametrize("language", catalogue.LANGUAGES)

TUESDAY = datetime(2026, 11, 24, 9, 5)

LABEL_WIDTH = 12
"""The widest a word beside a key may be, in any language."""

THE_SAME = {
    "fi": frozenset(
        {"min", "{n} min", "{used} / {planned} min", "{day} {clock}, {n} min", "{phase} {before} → {after} min", "DEMO"}
    ),
    "sv": frozenset(
        {
            "min",
            "{n} min",
            "{used} / {planned} min",
            "{day} {clock}, {n} min",
            "{n} GB",
            "{n} MB",
            "{n} kB",
            "{id}, version {version}, {minutes} min",
            "version {version} · {hash}",
            "{phase} {before} → {after} min",
            "DEMO",
            "Demo",
            "information",
        }
    ),
}
"""What is written as in English."""


def texts(message: Message) -> Iterator[tuple[str, str]]:
    """The source and the translation of each form of a sentence."""
    if isinstance(message.id, tuple):
        yield from zip(message.id, message.string, strict=True)
    else:
        yield str(message.id), str(message.string)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


# --- the catalogues -----------------------------------------------------------------------------------------


@each_language
def test_every_sentence_has_a_translation(language: str) -> None:
    translated = {message.id: message for message in catalogue.messages(catalogue.read(language))}
    lacking = [
        message.id
        for message in catalogue.messages(catalogue.template())
        if message.id not in translated or not all(text for _, text in texts(translated[message.id]))
    ]
    assert lacking == [], "run: make words, and translate these"


@each_language
def test_no_sentence_is_left_that_nobody_says(language: str) -> None:
    said = {message.id for message in catalogue.messages(catalogue.template())}
    catalog = catalogue.read(language)
    assert [message.id for message in catalogue.messages(catalog) if message.id not in said] == [], "run: make words"
    assert not catalog.obsolete


@each_language
def test_no_translation_is_a_guess(language: str) -> None:
    catalog = catalogue.read(language)
    assert not catalog.fuzzy
    assert [message.id for message in catalogue.messages(catalog) if message.fuzzy] == []


@each_language
def test_a_translation_has_no_field_that_the_source_has_not(language: str) -> None:
    wrong = []
    for message in catalogue.messages(catalogue.read(language)):
        for source, text in texts(message):
            if message.python_format:
                same = sorted(re.findall(r"%(?:\(\w+\))?[a-z]", source)) == sorted(
                    re.findall(r"%(?:\(\w+\))?[a-z]", text)
                )
            else:
                same = not text or fields(text) <= fields(source)
            if text and not same:
                wrong.append((source, text))
    assert wrong == []


@each_language
def test_no_sentence_is_left_in_english(language: str) -> None:
    same = {
        source
        for message in catalogue.messages(catalogue.read(language))
        for source, text in texts(message)
        if source == text
    }
    assert same - THE_SAME[language] == set(), "translate these, or add them to THE_SAME"
    assert THE_SAME[language] - same == set(), "these are translated: take them out of THE_SAME"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_words_beside_the_keys_are_short(language: str) -> None:
    words = Words(language)
    labels = {words(action.label) for action in ACTIONS}
    assert {label for label in labels if not 0 < cell_len(label) <= LABEL_WIDTH} == set()


@each_language
def test_the_compiled_catalogue_is_that_of_the_written_one(language: str) -> None:
    def told(file: IO[bytes]) -> dict[str, str]:
        return {str(message.id): str(message.string) for message in catalogue.messages(read_mo(file))}

    # The header is left out: Babel writes its own version there.
    with catalogue.po_path(language).with_suffix(".mo").open("rb") as shipped:
        written = io.BytesIO(catalogue.compiled(catalogue.read(language)))
        assert told(shipped) == told(written), "run: make words"


@each_language
def test_one_is_one_and_none_are_many(language: str) -> None:
    catalog = catalogue.read(language)
    assert catalog.num_plurals == 2
    words = Words(language, gettext.GNUTranslations(io.BytesIO(catalogue.compiled(catalog))))
    one, many = (words.plural("expected %s argument", "expected %s arguments", n) for n in (1, 2))
    assert one != many
    assert words.plural("expected %s argument", "expected %s arguments", 0) == many


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('words("A {x}", x=words("B"))', ["A {x}", "B"]),
        ('self.words("A" if late else "B")', ["A", "B"]),
        ('self._words("A"\n  " B")', ["A B"]),
        ('words.plural("{n} day", "{n} days", 3)', [("{n} day", "{n} days")]),
        ('Fault(N_("A"), why=1)', ["A"]),
        ("words(name)", []),
        ('words.clock("A")', []),
    ],
)
def test_the_collector_finds_what_is_said(source: str, found: list[catalogue.Msgid]) -> None:
    assert sorted(catalogue.sentences(source), key=str) == sorted(found, key=str)


def test_no_sentence_hides_from_the_collector() -> None:
    """A sentence given to the result of a call, as in `words_of(x)("…")`, is collected only when `N_` marks it."""
    hidden = [
        (path.name, node.lineno)
        for path in catalogue.PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Call | ast.Subscript)
        if any(isinstance(arg, ast.Constant) and isinstance(arg.value, str) and " " in arg.value for arg in node.args)
    ]
    assert hidden == []


# --- words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "time", "clock", "until", "day", "weekday_date"),
    [
        ("fi", "9.05", "klo 9.05", "viimeistään 9.05", "ti 24.11.", "tiistai 24.11."),
        ("sv", "9.05", "kl. 9.05", "senast 9.05", "tis 24.11", "tisdag 24.11"),
        ("en", "09:05", "09:05", "by 09:05", "Tue 24 Nov", "Tuesday 24 November"),
    ],
)
def test_times_and_days(language: str, time: str, clock: str, until: str, day: str, weekday_date: str) -> None:
    words = Words(language)
    assert words.language == language
    assert (words.time(TUESDAY), words.clock(TUESDAY), words.until(TUESDAY)) == (time, clock, until)
    assert (words.day(TUESDAY.date()), words.weekday_date(TUESDAY.date())) == (day, weekday_date)


@each_language
def test_every_day_of_the_year_is_written_in_the_language(language: str) -> None:
    words, english = Words(language), Words("en")
    for month in range(1, 13):
        for number in range(1, 8):
            day = date(2026, month, number)
            assert f"{number}.{month}" in words.day(day)
            assert words.weekday_date(day) != english.weekday_date(day)
            assert not re.search("[A-Z]", words.day(day) + words.weekday_date(day))


def test_a_sentence_without_a_translation_is_shown_in_english() -> None:
    assert Words("fi")("Nobody translated this {n}.", n=1) == "Nobody translated this 1."


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("broken", ["{", "}", "{0}", "{n.x}", "{n[0]}", "{n:%d}", "{m}", "{}", ""])
def test_a_broken_field_never_raises(language: str, broken: str) -> None:
    words = Words(language)
    assert words(broken, n=1) == broken
    assert words.plural(broken, broken, 2) == broken


class Told(gettext.NullTranslations):
    """A catalogue that translates by a function."""

    def __init__(self, told: Callable[[str], str]) -> None:
        super().__init__()
        self._told = told

    def gettext(self, message: str) -> str:
        return self._told(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._told(msgid1 if n == 1 else msgid2)


def test_a_translation_with_a_broken_field_gives_way_to_the_source() -> None:
    assert Words("fi", Told(lambda _: "{tot} minuuttia"))("{total} minutes", total=30) == "30 minutes"


def test_a_field_may_be_called_anything() -> None:
    words = Words("en")
    assert words("{self} {message}", self=1, message=2) == "1 2"
    assert words.plural("{n} of {one}", "{n} of {one}", 3, one=4) == "3 of 4"


def test_a_value_that_looks_like_a_field_stays_as_it_is() -> None:
    assert Words("en")("{path} {why}", path="{why}", why="{path}") == "{why} {path}"


def test_nothing_stays_nothing() -> None:
    assert Words("fi")("") == ""


def test_a_fault_is_told_with_the_systems_reason_in_the_same_language() -> None:
    fault = StorageFault("{path} cannot be read: {why}", path="x", why="Permission denied")
    assert Words("fi").fault(fault) == "Tiedostoa x ei voi lukea: oikeudet eivät riitä"
    assert Words("en").fault(fault) == "x cannot be read: Permission denied"


@pytest.mark.parametrize("content", [None, b"", b"junk", b"\xde\x12\x04\x95" + b"\xff" * 40])
def test_a_catalogue_that_is_missing_or_broken_leaves_english(
    content: bytes | None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("locale")
    if content is not None:
        (folder / "fi" / "LC_MESSAGES").mkdir(parents=True)
        (folder / "fi" / "LC_MESSAGES" / "kohtaa.mo").write_bytes(content)
    monkeypatch.setattr(i18n, "_FOLDER", str(folder))
    assert Words("fi")("Monday") == "Monday"


def test_a_pseudo_language_reaches_everything_that_is_said() -> None:
    words = Words("xx", Told(lambda text: f"[{text}{'~' * (len(text) * 2 // 5)}]"))
    for message in catalogue.found_in_code():
        source = message if isinstance(message, str) else message[0]
        filled = words(source, **dict.fromkeys(fields(source), 7))
        assert filled.startswith("[")
        assert filled.endswith("]")
    assert words.weekday_date(TUESDAY).count("[") == 3


# --- the choice ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "environ", "setting", "chosen"),
    [
        (None, {}, "", "fi"),
        ("sv", {"KOHTAA_LANGUAGE": "en", "LANG": "fi_FI"}, "fi", "sv"),
        (None, {"KOHTAA_LANGUAGE": "en", "LANG": "fi_FI"}, "sv", "en"),
        (None, {"KOHTAA_LANGUAGE": "SV_fi.UTF-8"}, "en", "sv"),
        (None, {"KOHTAA_LANGUAGE": "de"}, "en", "en"),
        (None, {"LANG": "en_GB.UTF-8"}, "sv", "sv"),
        (None, {"LANG": "en_GB.UTF-8"}, "", "en"),
        (None, {"LANG": "sv_FI.UTF-8@euro"}, "", "sv"),
        (None, {"LANG": "fi_FI", "LC_MESSAGES": "sv_FI"}, "", "sv"),
        (None, {"LANG": "fi_FI", "LC_MESSAGES": "sv_FI", "LC_ALL": "en_US"}, "", "en"),
        (None, {"LANG": "sv_FI", "LC_ALL": "C"}, "", "sv"),
        (None, {"LANG": "sv_FI", "LC_ALL": "POSIX", "LC_MESSAGES": "C.UTF-8"}, "", "sv"),
        (None, {"LANG": "C"}, "", "fi"),
        (None, {"LANG": "de_DE"}, "", "fi"),
        (None, {"LANG": "de_DE", "LC_CTYPE": "sv_FI"}, "", "fi"),
        (None, {"LANG": "fil_PH"}, "", "fi"),
        (None, {"LC_ALL": "de_DE", "LANG": "sv_FI"}, "", "fi"),
    ],
)
def test_the_language_is_chosen(option: str | None, environ: dict[str, str], setting: str, chosen: str) -> None:
    assert choose_language(option, environ, setting) == chosen


@pytest.mark.parametrize("option", ["de", "FI", "suomi", "\x1b[2J"])
def test_an_option_that_is_no_language_of_ours_is_refused(option: str) -> None:
    with pytest.raises(UsageFault) as told:
        choose_language(option, {})
    assert "\x1b" not in str(told.value)


# --- argparse -----------------------------------------------------------------------------------------------

_PROBE = """
import argparse, contextlib, io, json, sys
from kohtaa_tui.i18n import speak_argparse

speak_argparse(sys.argv[1])
parser = argparse.ArgumentParser(prog="kohtaa")
parser.add_argument("--minutes", type=int)
parser.add_argument("--minimum")
parser.add_argument("--language", choices=["fi"])
parser.add_argument("--two", nargs=2)
parser.add_argument("--flag", action="store_true")
either = parser.add_mutually_exclusive_group()
either.add_argument("--one", action="store_true")
either.add_argument("--other", action="store_true")
parser.add_subparsers(dest="command", required=True).add_parser("show").add_argument("id")
told = {"help": parser.format_help()}
for line in sys.argv[2:]:
    out = io.StringIO()
    with contextlib.redirect_stderr(out), contextlib.suppress(SystemExit):
        parser.parse_args(line.split())
    told[line] = out.getvalue()
sys.stdout.buffer.write(json.dumps(told).encode())
"""
_TYPED = [
    "",
    "show",
    "shaw 1",
    "show 1 more",
    "--minutes ten show 1",
    "--minutes",
    "--min 5 show 1",
    "--language de show 1",
    "--two 1",
    "--flag=1 show 1",
    "--one --other show 1",
]
# What argparse says to programmers, and words that are the same in every language here.
_ENGLISH = re.compile(
    r"\b(usage|error|argument|arguments|options|show this|required|expected|invalid|choice|choose|unrecognized|"
    r"ambiguous|could|match|allowed|value|ignored|explicit|following|exit)\b"
)


def _argparse(language: str) -> dict[str, str]:
    """What argparse says in a process of its own: it speaks through what the whole process shares."""
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, language, *_TYPED],
        cwd=catalogue.ROOT,
        env={"LANG": "C", "PYTHONPATH": str(catalogue.ROOT)},
        capture_output=True,
        check=True,
    )
    told: dict[str, str] = json.loads(done.stdout)
    return told


@each_language
def test_argparse_speaks_the_language(language: str) -> None:
    told = _argparse(language)
    assert all(told.values())
    assert {typed: text for typed, text in told.items() if _ENGLISH.search(text.replace("--", ""))} == {}


def test_argparse_speaks_english_where_that_is_chosen() -> None:
    told = _argparse("en")
    assert "show this help message and exit" in told["help"]
    assert "error" in told[""]


def test_speaking_argparse_leaves_words_as_they_are() -> None:
    told = {name: vars(argparse)[name] for name in ("_", "ngettext")}
    before = argparse.ArgumentParser().format_help()  # in the language of whichever test came before
    try:
        speak_argparse("sv")
        assert argparse.ArgumentParser().format_help().startswith("användning")
        assert Words("fi")("Monday") == "maanantai"
    finally:
        vars(argparse).update(told)
    assert argparse.ArgumentParser().format_help() == before


def test_the_program_speaks_the_languages_of_the_packs() -> None:
    assert i18n.LANGUAGES == pack.LANGUAGES


def test_the_words_are_cheap_to_come_by() -> None:
    probe = "import sys, kohtaa_tui.i18n as i; i.Words('fi'); print('babel' in sys.modules, 'pathlib' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-S", "-c", probe],  # -S: what other packages load at every start is not ours
        cwd=catalogue.ROOT,
        env={"LANG": "C"},
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout.split() == ["False", "False"]


def test_a_plural_is_written_out_where_it_is_said() -> None:
    """Two sentences marked each by itself are no pair in the catalogue, and would be shown in English."""

    odd = [
        f"{path.name}:{call.lineno}"
        for path in sorted(catalogue.PACKAGE.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "plural"
        and not all(isinstance(one, ast.Constant) for one in call.args[:2])
    ]
    assert odd == []
