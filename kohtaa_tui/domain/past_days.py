"""Reading days that lie behind, as people write them: `20.11.`, `20.11.2026`, `2026-11-20`, `2 Nov`, `1.9.–30.9.`.

`domain.when` reads what lies ahead. Finnish, Swedish and English are understood alike.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from ..errors import N_, UsageFault
from .day_words import MONTH_OF
from .text import clean

LONGEST = 60
"""Characters beyond which a text is no day."""

STRANGE = N_("“{text}” is no day. For example: 20.11. or 20.11.2026 or 2026-11-20.")
BACKWARDS = N_("The last day comes before the first.")

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})(?:\.(?:\s?(\d{4}))?)?")
_NAMED = re.compile(r"(\d{1,2})\.?\s+([^\W\d]+)\.?(?:\s+(\d{4}))?")
_MONTH = re.compile(r"(\d{1,2})[./](\d{4})")
_YEAR = re.compile(r"\d{4}")


def day(text: str, today: date) -> date:
    """The day that a text means. Without its year it is the latest such day that is not after `today`.

    Raises `UsageFault` for what is no day.
    """
    found = _day(_plain(text), today)
    if found is None:
        raise _strange(text)
    return found


def span(text: str, today: date) -> tuple[date, date]:
    """The first and the last of the days that a text means: one day, two with a dash, a month (9.2026) or a year.

    Raises `UsageFault` for what are no days, and where the last comes before the first.
    """
    plain = _plain(text)
    if whole := _whole(plain):
        return whole
    if one := _day(plain, today):
        return one, one
    parts = _two(plain)
    if parts is None:
        raise _strange(text)
    first = _day(parts[0], today)
    last = _day(parts[1], today) if first is None or _told_year(parts[1]) else _after(parts[1], first)
    if first is None or last is None:
        raise _strange(text)
    if last < first and not _told_year(parts[0]):  # its year is told by the last day
        first = _day(parts[0], last) or first
    if last < first:
        raise UsageFault(BACKWARDS)
    return first, last


def _two(text: str) -> tuple[str, str] | None:
    """The two days of a span, at whichever dash it is that both sides of it are days."""
    for dash in re.finditer("-", text):
        first, last = text[: dash.start()].strip(), text[dash.end() :].strip()
        if _parts(first) and _parts(last):
            return first, last
    return None


def _plain(text: str) -> str:
    text = " ".join(unicodedata.normalize("NFC", text[: LONGEST + 1]).split()).casefold()
    return text.translate({0x2013: "-", 0x2014: "-", 0x2212: "-"})


def _strange(text: str) -> UsageFault:
    return UsageFault(STRANGE, text=clean(text, LONGEST))


def _told_year(text: str) -> bool:
    return re.search(r"\d{4}", text) is not None


def _whole(text: str) -> tuple[date, date] | None:
    """A whole month or a whole year."""
    if found := _MONTH.fullmatch(text):
        year, month = int(found[2]), int(found[1])
        first, lasts = _existing(year, month, 1), (_existing(year, month, n) for n in (31, 30, 29, 28))
        return (first, next(last for last in lasts if last)) if first else None
    if _YEAR.fullmatch(text):
        first, last = _existing(int(text), 1, 1), _existing(int(text), 12, 31)
        return (first, last) if first and last else None
    return None


def _parts(text: str) -> tuple[int, int, int | None] | None:
    """Day, month and the year where it is told."""
    if found := _ISO.fullmatch(text):
        return int(found[3]), int(found[2]), int(found[1])
    if found := _DOTTED.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3]) if found[3] else None
    if found := _NAMED.fullmatch(text):
        month = MONTH_OF.get(found[2]) or MONTH_OF.get(found[2].removesuffix("n"))
        return (int(found[1]), month, int(found[3]) if found[3] else None) if month else None
    return None


def _day(text: str, today: date) -> date | None:
    parts = _parts(text)
    if parts is None:
        return None
    number, month, year = parts
    if year is not None:
        return _existing(year, month, number)
    found = (_existing(year, month, number) for year in range(today.year, today.year - 9, -1))
    return next((one for one in found if one is not None and one <= today), None)


def _after(text: str, first: date) -> date | None:
    """A day without its year, as the last of days that begin with `first`."""
    parts = _parts(text)
    if parts is None:
        return None
    found = (_existing(year, parts[1], parts[0]) for year in range(first.year, first.year + 9))
    return next((one for one in found if one is not None and one >= first), None)


def _existing(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
