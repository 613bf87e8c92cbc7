"""What a typed line means: its mark, and for an agreement who does it and by when."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from msgspec import Struct

from .day_words import DAY_OF, MONTH_OF
from .events import Mark

MARKS: dict[str, Mark] = {'"': "words", "”": "words", "“": "words", "+": "strength", "?": "question", "!": "agreed"}
"""The first character of a note → its mark. Curly quotes count as the straight one."""

_QUOTES = {sign for sign, mark in MARKS.items() if mark == "words"}
SIGNS: dict[Mark | None, str] = {"words": "”", "strength": "+", "question": "?", "agreed": "!", None: " "}
"""How a mark is drawn in a list."""

MAX_NOTE = 10_000
"""The most characters a note may have."""


class Agreement(Struct, frozen=True):
    """Something agreed: the whole text, who does it, and the day, where the note tells."""

    text: str
    who: str | None = None
    due: date | None = None


def parse_note(line: str) -> tuple[Mark | None, str] | None:
    """Split a typed line into mark and text; None for blanks or a mark alone.

    A mark is the first character only; `+` before a digit (a phone number) is none. A closing quote
    that pairs with the first is dropped. Letters typed in parts (o and its dots) are put together.
    """
    line = unicodedata.normalize("NFC", line)
    mark = MARKS.get(line[:1])
    line = line.strip()
    if mark == "strength" and line[1:2].isdigit():
        mark = None
    if mark is None:
        return None if not line or line in MARKS else (None, line)
    text = line[1:].strip()
    if mark == "words" and text[-1:] in _QUOTES and sum(char in _QUOTES for char in text) == 1:
        text = text[:-1].strip()
    return (mark, text) if text else None


def typed(text: str, mark: Mark | None) -> str:
    """A note as it would be typed, to give it back to the note line."""
    sign = {"words": '"', "strength": "+", "question": "?", "agreed": "!"}.get(mark or "", "")
    if not sign:  # a blank first keeps a plain note that begins like a marked one plain
        return f" {text}" if text[:1] in MARKS else text
    return f"{sign} {text}"


def parse_agreement(text: str, meeting: date) -> Agreement:
    """Read who and when from an agreed note; `meeting` is the day the meeting began."""
    head, colon, rest = text.partition(":")
    who = head.strip()
    a_time = head[-1:].isdigit() and rest[:1].isdigit()  # 9:30
    an_address = rest.startswith("//")  # https://
    somebody = colon and 0 < len(who) <= 40 and not a_time and not an_address
    return Agreement(text, who if somebody else None, _due(text, meeting))


# Written out, and compiled by `re` when first used: most sessions that are read have nothing to be read with them.
_TIME_AT_END = r"(?i)[\s,]+(?:klo|kl\.?|at)\s*\d{1,2}(?:[.:]\d{2})?$"
_ISO = r"(\d{4})-(\d{2})-(\d{2})$"
_DOTTED = r"(?<![\d.])(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?$"
_NAMED = r"(?<!\d)(\d{1,2})(?:\.|:[ea]|st|nd|rd|th)?\s+([a-zåäö]+)\.?(?:\s+(\d{4}))?$"
_NAMED_FIRST = r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?$"
_PUNCTUATION = ' \t.,;:!)”“"'


def _due(text: str, meeting: date) -> date | None:
    """The day a note ends in: a weekday or a date in Finnish, Swedish or English."""
    text = re.sub(_TIME_AT_END, "", text.rstrip(_PUNCTUATION)[-80:].lower()).rstrip(_PUNCTUATION)
    if found := re.search(_ISO, text):
        return _day(int(found[3]), int(found[2]), int(found[1]), meeting)
    if found := re.search(_DOTTED, text):
        return _day(int(found[1]), int(found[2]), int(found[3]) if found[3] else None, meeting)
    if (found := re.search(_NAMED, text)) and found[2] in MONTH_OF:
        return _day(int(found[1]), MONTH_OF[found[2]], int(found[3]) if found[3] else None, meeting)
    if (found := re.search(_NAMED_FIRST, text)) and found[1] in MONTH_OF:
        return _day(int(found[2]), MONTH_OF[found[1]], int(found[3]) if found[3] else None, meeting)
    words = re.findall(r"[^\W\d_]+$", text)
    weekday = DAY_OF.get(words[0]) if words else None
    if weekday is None:
        return None
    return meeting + timedelta(days=(weekday - meeting.weekday() - 1) % 7 + 1)


def _day(day: int, month: int, year: int | None, meeting: date) -> date | None:
    """The date, or None if there is none; without a year the next such day after the meeting's."""
    for candidate in (year,) if year is not None else range(meeting.year, meeting.year + 9):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year is not None or found > meeting:
            return found
    return None
