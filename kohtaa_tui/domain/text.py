"""Text from outside, made safe to keep and to show."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

BAD = "\ufffd"
"""What stands where a character was taken out."""

_LINE_ENDS = dict.fromkeys("\u2028\u2029\r\n\x0b\x0c\x85", " ")
_KEPT = {"\u200c", "\u200d"}  # they join letters and emoji: they belong to text
_PLAIN = re.compile("[ -~\u00a1-\u00ac\u00ae-\u02ff–—’“”…·]*")


def clean(text: str, limit: int = 100_000, *, lines: bool = False) -> str:
    """`text` with nothing left that steers a terminal or hides what is written, at most `limit` characters.

    Control and bidi characters, tag characters, lone surrogates and zero-width ones become U+FFFD; a tab
    becomes four blanks; line ends become blanks, or stay as newlines with `lines`; the rest is NFC. More
    than eight combining marks on one letter are cut.
    """
    if text.isascii() and text.isprintable():
        return text[:limit]
    if lines:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\r\n", "\n").replace("\t", "    ")
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text):
        if char == "\n" and lines:
            kept.append(char)
            continue
        category = unicodedata.category(char)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks > 8:
            continue
        if char in _LINE_ENDS:
            kept.append(" ")
        elif category in ("Cc", "Cs", "Co", "Cn") or (category == "Cf" and char not in _KEPT and char != "\u00ad"):
            kept.append(BAD)
        else:
            kept.append(char)
    return "".join(kept)[:limit]


def is_plain(text: str) -> bool:
    """Whether a glance tells that `clean` leaves the text as it is: so nearly all texts need no second one."""
    return _PLAIN.fullmatch(text) is not None


def cleaned(value: Any) -> Any:
    """Tables and lists with every text made safe to show. Keys stay: only known ones pass."""
    if isinstance(value, str):
        return value if is_plain(value) else clean(value)
    if isinstance(value, dict):
        return {key: cleaned(part) for key, part in value.items()}
    if isinstance(value, list | tuple):  # msgspec leaves a tuple a tuple
        return [cleaned(part) for part in value]
    return value
