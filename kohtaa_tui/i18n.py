"""Words for people: Finnish, Swedish, English. English sentences in the code are the source.

Whole sentences with named fields are translated, never parts glued together. The catalogues lie in
`locale/xx/LC_MESSAGES/kohtaa.po` and, compiled, beside it; how a language writes days and times is in
them too, so that a new language is one new folder.
"""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from struct import error as StructError

from .domain.text import cleaned
from .errors import N_, KohtaaError, UsageFault

LANGUAGES = ("fi", "sv", "en")
"""The languages of the program, as in `domain.pack`, which costs more to load than the words may."""

VARIABLE = "KOHTAA_LANGUAGE"


def next_language(language: str) -> str:
    """The language after this one, round and round."""
    return LANGUAGES[(LANGUAGES.index(language) + 1) % len(LANGUAGES)]


_DOMAIN = "kohtaa"
_FOLDER = os.path.join(os.path.dirname(__file__), "locale")  # noqa: PTH118, PTH120 - gettext wants a string

_DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
# In a Finnish or Swedish date the month is a number: the translation of "Nov" and "November" is "11." or "11".
_MONTHS = (
    N_("Jan"),
    N_("Feb"),
    N_("Mar"),
    N_("Apr"),
    N_("May"),
    N_("Jun"),
    N_("Jul"),
    N_("Aug"),
    N_("Sep"),
    N_("Oct"),
    N_("Nov"),
    N_("Dec"),
)
_MONTH_NAMES = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)


class Words:
    """The words of one language. Called with an English sentence and its fields: `words("{n} left", n=3)`.

    A sentence without a translation is shown in English, and one with a broken field unfilled: a word
    that is wrong must never stop a meeting. `catalogue` is for tests that hand in their own.
    """

    def __init__(self, language: str, catalogue: gettext.NullTranslations | None = None) -> None:
        self.language = language
        self._catalogue = catalogue or _catalogue(language)

    def __call__(self, message: str, /, **fields: object) -> str:
        """The sentence in this language, with its fields filled in."""
        return _fill(self._translated(message), message, fields)

    def plural(self, one: str, many: str, n: int, /, **fields: object) -> str:
        """The sentence for `n` things. The number is the field `n`, too."""
        return _fill(self._catalogue.ngettext(one, many, n), one if n == 1 else many, {"n": n} | fields)

    def fault(self, fault: KohtaaError) -> str:
        """A fault as one sentence. The system's own reason in it is translated where it is a usual one."""
        fields = dict(fault.fields)
        if isinstance(fields.get("why"), str):
            fields["why"] = self._translated(str(fields["why"]))
        return self(fault.message, **fields)

    def time(self, moment: datetime) -> str:
        """The time of day: 10.38, in English 10:38."""
        return self(N_("{hour:02}:{minute:02}"), hour=moment.hour, minute=moment.minute)

    def clock(self, moment: datetime) -> str:
        """The time of day in a sentence: klo 10.38, kl. 10.38, 10:38."""
        return self(N_("{clock_time}"), clock_time=self.time(moment))

    def until(self, moment: datetime) -> str:
        """The latest time for something: viimeistään 10.38, senast 10.38, by 10:38."""
        return self(N_("by {time}"), time=self.time(moment))

    def day(self, day: date) -> str:
        """A day in a list: ti 21.11., tis 21.11, Tue 21 Nov."""
        return self._date(_DAYS[day.weekday()], day.day, _MONTHS[day.month - 1])

    def weekday_date(self, day: date) -> str:
        """A day in full: tiistai 21.11., tisdag 21.11, Tuesday 21 November."""
        return self._date(_WEEKDAYS[day.weekday()], day.day, _MONTH_NAMES[day.month - 1])

    def number(self, n: int) -> str:
        """A large number so that it can be read: 1 240, in English 1,240."""
        return f"{n:,}" if self.language == "en" else f"{n:,}".replace(",", "\N{NO-BREAK SPACE}")

    def _date(self, weekday: str, day: int, month: str) -> str:
        return self(N_("{weekday} {day} {month}"), weekday=self(weekday), day=day, month=self(month))

    def _translated(self, message: str) -> str:
        return self._catalogue.gettext(message) if message else ""  # the translation of "" is the file's header


def _catalogue(language: str) -> gettext.NullTranslations:
    """The compiled catalogue of a language; an empty one for English and where the file is missing or broken."""
    if language != "en" and language in LANGUAGES:
        try:
            return _read(os.path.join(_FOLDER, language, "LC_MESSAGES", f"{_DOMAIN}.mo"))  # noqa: PTH118
        except (OSError, ValueError, LookupError, StructError):
            pass  # cut short or not a catalogue at all: English is better than no meeting
    return gettext.NullTranslations()


@cache
def _read(path: str) -> gettext.NullTranslations:
    """A compiled catalogue, read once. `gettext.translation` does the same, and loads two more modules for it."""
    with open(path, "rb") as file:  # noqa: PTH123
        return gettext.GNUTranslations(file)


def _fill(text: str, source: str, fields: Mapping[str, object]) -> str:
    # What stands in a field may come from outside, also the name of a folder: it must not steer the terminal.
    safe = {name: value if isinstance(value, int | float) else cleaned(str(value)) for name, value in fields.items()}
    for sentence in (text, source):
        try:
            return sentence.format_map(safe)
        except (LookupError, ValueError, AttributeError, TypeError):
            continue  # a broken translation gives way to the source, a broken source to itself
    return text


def choose_language(option: str | None, environ: Mapping[str, str] = os.environ, settings_language: str = "") -> str:
    """The language to speak: the option, KOHTAA_LANGUAGE, the settings, the system's, else Finnish.

    Raises `UsageFault` for an option that is not one of ours. A variable may be written as systems
    write them (`sv_FI.UTF-8`), and one that names another language is passed over.
    """
    if option:
        if option not in LANGUAGES:
            raise UsageFault(N_("There is no language {language}. Choose fi, sv or en."), language=ascii(option))
        return option
    return (
        _ours(environ.get(VARIABLE, ""))
        or _ours(settings_language)
        or next((_ours(name) for name in _system(environ)), "")
        or LANGUAGES[0]
    )


def _system(environ: Mapping[str, str]) -> list[str]:
    """What the system says of its language, the variable that counts most first. C and POSIX say nothing."""
    named = (environ.get(variable, "") for variable in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return [name for name in named if name and _code(name) not in ("c", "posix")]


def _ours(name: str) -> str:
    code = _code(name)
    return code if code in LANGUAGES else ""


def _code(name: str) -> str:
    """The language in a locale's name: `fi` of `fi_FI.UTF-8`, but `fil` of `fil_PH`."""
    return re.split(r"[-_.@]", name.strip().lower(), maxsplit=1)[0]


def speak_argparse(language: str) -> None:
    """Let argparse speak `language`: its own sentences are in our catalogue.

    What argparse asks for its words is changed for the whole process: call it once, before the first
    parser is made, for argparse translates its headings when they are made.
    """
    import argparse

    catalogue = _catalogue(language)
    vars(argparse).update(_=catalogue.gettext, ngettext=catalogue.ngettext)
