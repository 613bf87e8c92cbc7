"""What in a text may point to a person: identity codes, personal numbers, phone numbers, e-mail addresses.

Found by form alone: a code with a wrong check character or an impossible day was mistyped, and points to a
person all the same. Nothing is ever refused because of it here: who writes decides, and may mask it.

Every pattern looks at most a few characters ahead, or takes what it takes for good (`++`), so that the time
grows with the length of the text and no faster, whatever is typed or pasted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

Kind = Literal["identity-code", "personal-number", "phone", "email"]

KINDS: tuple[Kind, ...] = ("identity-code", "personal-number", "phone", "email")
"""The gravest first: where two overlap, or only one can be named, the first one counts."""

MASK = "***"
"""What stands where something was masked."""


class Found(Struct, frozen=True):
    """A part of a text that may point to a person."""

    start: int
    end: int
    kind: Kind


_BLANK = r"[ \u00a0\u2009\u202f]"
_DASH = r"\-\u2010-\u2015\u2212"
_GAP = rf"[ \u00a0\u2009\u202f{_DASH}]"  # between the digits of a phone number
_BEFORE = r"(?<![^\W_])"  # no letter or digit: a longer run is something else
_AFTER = r"(?![^\W_])"

_GLANCE = re.compile(r"[0-9@]")

# Those below are compiled when they are first needed: that takes longer than all the rest of a start of the program.

# DDMMYY, the sign of the century, three digits, a check character, which may be mistyped as any letter; or a
# blank for the sign, where it ends in a letter. YYMMDD-NNNN has the same form.
_CODE = (
    rf"{_BEFORE}([0-9]{{2}})([0-9]{{2}})([0-9]{{2}})(?:{_BLANK}?([+{_DASH}A-FU-Ya-fu-y]){_BLANK}?[0-9]{{3}}"
    rf"([0-9A-Za-z])|{_BLANK}[0-9]{{3}}[A-Za-z]){_AFTER}"
)
_DAY = r"(?:0[1-9]|1[0-2])(?:[06][1-9]|[1278][0-9]|[39][01])"  # 60 is added to the day of a co-ordination number
_PERSONAL_NUMBER = (
    rf"{_BEFORE}(?:[0-9]{{8}}{_BLANK}?[+{_DASH}]{_BLANK}?[0-9]{{4}}|(?:18|19|20)[0-9]{{2}}{_DAY}[0-9]{{4}}){_AFTER}"
)

_NO_PHONE = (
    rf"(?!0[0-9]{_GAP}[01][0-9]{_GAP}(?:19|20)[0-9]{{2}}(?![0-9]))"  # 03-12-2026
    rf"(?!0[0-9]{_GAP}[0-9]{{2}}{_GAP}[0-9]{{2}}(?![0-9]))"  # 08-16 08-14
    rf"(?!0[0-9][0-5][0-9][{_DASH}][0-2][0-9][0-5][0-9](?![0-9]))"  # 0830-0915
    r"(?![0-9]{5} [0-9]{5}(?![0-9]))"  # two postcodes
    r"(?![0-9]{7}-[0-9](?![0-9]))"  # a company's code
)
# Not the end of a decimal, of a date or of an authority's number, nor a sum, nor what a time begins with.
_PHONE_BEFORE = rf"{_BEFORE}(?<![^\W\d_]/)(?<![0-9][.,:{_DASH}])"
_PHONE_AFTER = rf"{_AFTER}(?![.,:][0-9]{{1,2}}(?![0-9]))(?!/[12][0-9]{{3}}(?![0-9])){_BLANK}?+(?!€|[Ee][Uu][Rr]|kr\b|%)"
_PHONE = (
    rf"{_PHONE_BEFORE}(?:"
    rf"(?:\+|00)(?:358|46)(?:{_GAP}?\(0\))?(?:{_GAP}?[0-9]){{5,9}}(?={_PHONE_AFTER})"
    rf"|\+[1-9](?:{_GAP}?[0-9]){{6,14}}(?={_PHONE_AFTER})"
    rf"|{_NO_PHONE}0[1-9][0-9]{{5,10}}(?={_PHONE_AFTER})"
    rf"|{_NO_PHONE}0[1-9](?:{_GAP}?[0-9]){{5,8}}(?={_PHONE_AFTER})"
    rf"|\(0[1-9][0-9]{{0,2}}\)(?:{_GAP}?[0-9]){{4,8}}(?={_PHONE_AFTER})"
    r")"
)

_EMAIL = r"(?<![\w.%+-])[\w.%+-]++@[\w-]++(?:\.[\w-]++)*\.[^\W\d_]{2,}+(?![\w-])"


def find(text: str) -> tuple[Found, ...]:
    """What may point to a person, in the order it stands; no two overlap."""
    if _GLANCE.search(text) is None:  # nearly every line, and this is asked at every key
        return ()
    found: list[Found] = []
    for one in sorted(_all(text), key=lambda f: f.start):
        if found and one.start < found[-1].end:
            last = found.pop()
            one = Found(last.start, max(last.end, one.end), min(last.kind, one.kind, key=KINDS.index))
        found.append(one)
    return tuple(found)


def masked(text: str) -> str:
    """`text` with `***` in the place of each thing found; nothing is left to find."""
    return masked_at(text, 0)[0]


def masked_at(text: str, cursor: int) -> tuple[str, int]:
    """The same, and where a cursor comes to stand: beside the same letters, or behind what hides them."""
    while found := find(text):  # a part beside what was masked may be one by itself now
        kept, end, moved = [], 0, cursor
        for one in found:
            kept += [text[end : one.start], MASK]
            end = one.end
            if cursor >= one.end:
                moved += len(MASK) - (one.end - one.start)
            elif cursor > one.start:
                moved += one.start + len(MASK) - cursor
        text, cursor = "".join(kept) + text[end:], moved
    return text, cursor


def _all(text: str) -> Iterator[Found]:
    for code in re.finditer(_CODE, text):
        yield Found(code.start(), code.end(), _kind(code))
    for number in re.finditer(_PERSONAL_NUMBER, text):
        yield Found(number.start(), number.end(), "personal-number")
    for phone in re.finditer(_PHONE, text):
        yield Found(phone.start(), phone.end(), "phone")
    if "@" in text:
        for email in re.finditer(_EMAIL, text):
            yield Found(email.start(), email.end(), "email")


def _kind(code: re.Match[str]) -> Kind:
    """Finnish, unless only the Swedish order of day, month and year makes sense."""
    first, month, last, sign, check = code.groups("")
    finnish = 1 <= int(first) <= 31 and 1 <= int(month) <= 12
    swedish = 1 <= int(month) <= 12 and (1 <= int(last) <= 31 or 61 <= int(last) <= 91)
    return "personal-number" if swedish and not finnish and check.isdigit() and not sign.isalpha() else "identity-code"
