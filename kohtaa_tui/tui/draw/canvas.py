"""A page as cells: text with a role, at a row and a column, and what a click there means."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from msgspec import Struct
from rich.cells import cell_len as cell_len  # the measure of width for all drawing
from rich.cells import get_character_cell_size

Role = Literal["text", "mute", "calm", "near", "over", "squeeze", "keep", "done", "line", "ink"]
Ground = Literal["bg", "surf", "bay", "squeeze"]


class Ink(Struct, frozen=True):
    """How a cell is drawn: a role of the theme, bold or not, on a ground, with a line under it or not."""

    role: Role = "mute"
    bold: bool = False
    on: Ground = "bg"
    under: bool = False


PLAIN = Ink()

ASCII = str.maketrans(
    {
        "▄": "=", "█": "#", "▌": "|", "▁": "_", "▓": "%", "▲": "^", "╷": "'", "│": "|", "✓": "v", "►": ">",
        "◊": "o", "”": '"', "“": '"', "·": "-", "…": "~", "–": "-", "→": ">", "⚑": "*", "▔": "-", "•": "*",
        "×": "x", "‖": "|", "▀": "=", "─": "-", "←": "<", "↑": "^", "↓": "v",
    }
)  # fmt: skip


class Run(Struct, frozen=True):
    """Neighbouring cells drawn alike."""

    text: str
    ink: Ink


class Canvas:
    """A page of `width` × `height` cells. Rows and columns count from 0; what falls outside is not drawn."""

    def __init__(self, width: int, height: int, *, ascii_only: bool = False) -> None:
        self.width, self.height = width, height
        self.ascii_only = ascii_only
        self._cells = [[" "] * width for _ in range(height)]
        self._inks = [[PLAIN] * width for _ in range(height)]
        self._hits: list[tuple[int, int, int, str]] = []

    def grow(self, width: int, height: int) -> None:
        """Become a page of this size, with what is drawn at its top left and the rest blank; never smaller."""
        for cells, inks in zip(self._cells, self._inks, strict=True):
            cells.extend(" " * (width - self.width))
            inks.extend([PLAIN] * (width - self.width))
        self._cells += [[" "] * width for _ in range(height - self.height)]
        self._inks += [[PLAIN] * width for _ in range(height - self.height)]
        self.width, self.height = width, height

    def put(
        self, row: int, column: int, text: str, ink: Ink = PLAIN, *, hit: str = "", until: int | None = None
    ) -> int:
        """Draw `text` and return the column after it; what would pass `until` is cut with `…`.

        `hit` names what a click on it means.
        """
        if not 0 <= row < self.height or not text:
            return column
        limit = self.width if until is None else min(until, self.width)
        text = cut(text, limit - column)
        start = column
        cells, inks = self._cells[row], self._inks[row]
        for char in text:
            size = 1 if char.isascii() else get_character_cell_size(char)
            if size == 0:
                if 0 < column <= limit:
                    cells[column - 1] += char
                continue
            if column < 0 or column + size > limit:
                column += size
                continue
            cells[column] = char
            inks[column] = ink
            if size == 2:
                cells[column + 1] = ""
                inks[column + 1] = ink
            column += size
        if hit and column > start:
            self._hits.append((row, start, column, hit))
        return column

    def right(self, row: int, column: int, text: str, ink: Ink = PLAIN, *, hit: str = "") -> int:
        """Draw `text` so that it ends before `column`; returns the column it begins at."""
        start = max(0, column - cell_len(text))
        self.put(row, start, text, ink, hit=hit, until=column)
        return start

    def ground(self, row: int, start: int, end: int, on: Ground) -> None:
        """Lay a ground under cells, keeping what is drawn on them."""
        if 0 <= row < self.height:
            for column in range(max(0, start), min(end, self.width)):
                ink = self._inks[row][column]
                self._inks[row][column] = Ink(ink.role, ink.bold, on, ink.under)

    def underline(self, row: int, start: int, end: int) -> None:
        """Put a line under cells, keeping what is drawn on them."""
        if 0 <= row < self.height:
            for column in range(max(0, start), min(end, self.width)):
                ink = self._inks[row][column]
                self._inks[row][column] = Ink(ink.role, ink.bold, ink.on, under=True)

    def ground_at(self, row: int, column: int) -> Ground:
        """The ground under a cell."""
        inside = 0 <= row < self.height and 0 <= column < self.width
        return self._inks[row][column].on if inside else "bg"

    def clear(self, row: int, start: int = 0, end: int | None = None) -> None:
        """Make cells blank again."""
        if 0 <= row < self.height:
            end = self.width if end is None else end
            for column in range(max(0, start), min(end, self.width)):
                self._cells[row][column] = " "
                self._inks[row][column] = PLAIN
            self._hits = [h for h in self._hits if h[0] != row or h[2] <= start or h[1] >= end]

    def blank(self, row: int, start: int, end: int) -> bool:
        """Whether nothing is drawn in these cells."""
        if not 0 <= row < self.height:
            return False
        return all(c == " " for c in self._cells[row][max(0, start) : min(end, self.width)])

    def target(self, row: int, start: int, end: int, hit: str) -> None:
        """Let a click on these cells mean `hit`."""
        self._hits.append((row, start, end, hit))

    def hit(self, row: int, column: int) -> str:
        """What a click there means; the last drawn wins; nothing where nothing is."""
        for r, start, end, name in reversed(self._hits):
            if r == row and start <= column < end:
                return name
        return ""

    def runs(self, row: int) -> tuple[Run, ...]:
        """One row as neighbouring cells drawn alike."""
        cells, inks = self._cells[row], self._inks[row]
        found: list[Run] = []
        start = 0
        for column in range(1, self.width + 1):
            if column == self.width or (inks[column] is not inks[start] and inks[column] != inks[start]):
                text = "".join(cells[start:column])
                found.append(Run(text.translate(ASCII) if self.ascii_only else text, inks[start]))
                start = column
        return tuple(found)

    def text(self) -> str:
        """The page as plain lines, for tests and for eyes."""
        rows = ("".join(cells) for cells in self._cells)
        return "\n".join((row.translate(ASCII) if self.ascii_only else row).rstrip() for row in rows)


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells; `…` tells that something is missing."""
    if len(text) <= width and text.isascii():
        return text
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    kept, used = "", 0
    for char in text:
        size = get_character_cell_size(char)
        if used + size > width - 1:
            break
        kept += char
        used += size
    return kept.rstrip() + "…"


_TOGETHER = re.compile(r"(?<!→)\s+(?!→|· |\d+ →)")
"""Where a line may end: not before the dot between two things, nor inside `Farewell 5 → 3`."""


@lru_cache(512)
def wrap(text: str, width: int, most: int = 99) -> tuple[str, ...]:
    """`text` in lines of at most `width` cells, at most `most` of them, the last cut with `…`.

    The last line is not left with a single word where another can keep it company.
    """
    width = max(1, width)
    lines = _wrapped(text, width)
    if len(lines) > 1 and " " not in lines[-1]:
        head, _, last = lines[-2].rpartition(" ")
        if head and cell_len(last) + 1 + cell_len(lines[-1]) <= width and " " in head:
            lines[-2:] = [head, f"{last} {lines[-1]}"]
    if len(lines) > most:
        lines = [*lines[: most - 1], cut(" ".join(lines[most - 1 :]), width)]
    return tuple(lines)


def _wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = []
    line = ""
    words = _TOGETHER.split(text.strip())
    if max(map(cell_len, words)) > width:
        words = text.split()
    for word in words:
        while cell_len(word) > width:
            room = width - (cell_len(line) + 1 if line else 0)
            if room < 4 and line:
                lines.append(line)
                line, room = "", width
            head = _head(word, room)
            lines.append(f"{line} {head}" if line else head)
            line, word = "", word[len(head) :]
        if line and cell_len(line) + 1 + cell_len(word) > width:
            lines.append(line)
            line = word
        elif word:
            line = f"{line} {word}" if line else word
    if line:
        lines.append(line)
    return lines


def _head(word: str, width: int) -> str:
    used = 0
    for place, char in enumerate(word):
        used += get_character_cell_size(char)
        if used > width:
            return word[: max(1, place)]
    return word
