"""A text that is too long for a field, cut into parts that are not: at the ends of lines, and nothing is lost."""

from __future__ import annotations


def length(text: str, line_break: int = 1) -> int:
    """How many characters a field counts: as browsers do, so that an emoji is two; `line_break` for each line's end."""
    wide = 0 if text.isascii() else sum(1 for character in text if ord(character) > 0xFFFF)
    return len(text) + wide + (line_break - 1) * text.count("\n")


def parts(text: str, limit: int, line_break: int = 1) -> list[str]:
    """`text` in pieces of at most `limit` characters as `length` counts; joined they are `text` again.

    Each ends with a line: with an empty one, where that wastes at most a third of the piece. A line too long for a
    piece is cut behind a blank, and a word too long for one anywhere. A limit of 0 is none: the text is one piece.
    """
    if not text or limit <= 0 or length(text, line_break) <= limit:
        return [text]
    found, start = [], 0
    while start < len(text):
        end = _fitting(text, start, limit, line_break)
        if end < len(text):
            end = _cut(text, start, end)
        found.append(text[start:end])
        start = end
    return found


def _fitting(text: str, start: int, limit: int, line_break: int) -> int:
    """Up to where `text` fits into `limit`; one character is taken in any case."""
    used = 0
    for place, character in enumerate(text[start : start + limit + 1], start):
        used += line_break if character == "\n" else 2 if ord(character) > 0xFFFF else 1
        if used > limit:
            return max(start + 1, place)
    return len(text)


def _cut(text: str, start: int, most: int) -> int:
    """Where to cut what begins at `start`, at most at `most`: the best place that there is."""
    paragraph = text.rfind("\n\n", start, most) + 2
    if paragraph - start > (most - start) * 2 // 3:
        return paragraph
    for mark in ("\n", " "):
        at = text.rfind(mark, start, most) + 1
        if at > start:
            return at
    return most
