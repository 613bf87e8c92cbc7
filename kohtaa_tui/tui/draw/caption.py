"""A caption laid over a page for somebody who looks at it alone: what it speaks of is marked and stays in sight.

It stands right above the note line. Where that would cover what it speaks of, it stands as far down as it can.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from ...domain.demo import Part
from .canvas import Canvas, Ink, cell_len, wrap
from .furniture import TEXT
from .grid import Grid

_BAR = Ink("keep", True)
_WORDS = Ink("keep", True)
_TEXT_MOST = 84
"""Columns of a line that can be read in one look."""
_MARK_AND_WORD = re.compile(r"(?<= [+?!]) ")
_JOINT = "‿"
"""Stands for the blank between a mark and what it means, so that no line ends between them."""
_EDGE = "▔"
"""What a drawer begins with."""


class Caption(Struct, frozen=True):
    """A caption, and what can be done beside it."""

    text: str
    points: Part = ""
    foot: Sequence[tuple[str, str, str]] = ()
    """(key, word, what a click means)."""
    place: str = ""
    """What stands at the right of the foot: where in the tour this is."""


def draw_caption(canvas: Canvas, g: Grid, caption: Caption) -> None:
    """Lay it over the page."""
    end = min(g.right_edge, g.margin + _TEXT_MOST)
    bar = max(0, g.margin - 2)
    left = max(g.margin, bar + 2)
    whole = wrap(_MARK_AND_WORD.sub(_JOINT, caption.text), end - left)
    lines = [line.replace(_JOINT, " ") for line in whole]
    drawer = _drawer(canvas, g)
    spoken = _rows(caption.points, g)
    first = _first_row(len(lines), g, (*drawer, *spoken), (*drawer, *spoken[:1]), drawer)
    _mark(canvas, spoken, g.right_column - 2 if caption.points == "notes" and g.two else 0)
    airy = first > 0 and first + len(lines) < g.note and g.rhythm in ("regular", "airy")
    for row in range(first - airy, first + len(lines) + airy):
        if row not in (*drawer, *spoken) and row < _note_top(g):
            canvas.clear(row)
    for row, line in enumerate(lines[: max(1, g.note - first)], first):
        canvas.clear(row)
        canvas.put(row, bar, "▌", _BAR)
        canvas.put(row, left, line, _WORDS, until=end, hit="tour:on")
    _foot(canvas, g, caption)


def _note_top(g: Grid) -> int:
    """The first row of the band that carries the note line."""
    return g.note - (1 if g.rhythm == "airy" else 0)


def _first_row(rows: int, g: Grid, *kept: Sequence[int]) -> int:
    """The lowest place of so many rows that covers nothing that is kept; what is to be kept is given in turn,
    each less than the one before, for where there is no room for all of it.
    """
    lowest = _note_top(g) - rows - (1 if g.rhythm in ("regular", "airy") else 0)
    for keep in kept:
        for first in range(lowest, -1, -1):
            if not set(range(first, first + rows)) & set(keep):
                return first
    return max(0, lowest)


def _drawer(canvas: Canvas, g: Grid) -> Sequence[int]:
    """The rows of a dialog that is open."""
    lines = canvas.text().split("\n")
    edge = "-" if canvas.ascii_only else _EDGE
    top = next((row for row, line in enumerate(lines) if line == edge * canvas.width), None)
    return () if top is None else range(top, g.note)


def _rows(part: Part, g: Grid) -> Sequence[int]:
    """The rows of a part of the page, the one that says most first."""
    match part:
        case "figure" if g.figure >= 0:
            return range(g.figure, min(g.figure + 3, g.note))
        case "rail":
            until = min((row for row in (g.figure, g.header, g.prompt) if row > g.rail), default=g.note)
            return range(g.rail, max(g.rail + 1, until - (g.rhythm in ("regular", "airy"))))
        case "prompt" if g.prompt >= 0:
            return range(g.prompt, min(g.prompt + 2, g.note))
        case "sign" if g.sign >= 0:
            return range(g.sign, min(g.sign + 1, g.note))
        case "notes" if g.kept_notes and not g.two:
            below = 1 if g.rhythm == "short" and g.height < 18 else 3 if g.rhythm == "airy" else 2
            return range(g.note - below, g.note - below - g.kept_notes, -1)
        case "notes" if g.two and g.sign >= 0:
            return range(g.sign, g.sign - 3, -1)
        case "line":
            return range(g.note, g.note + 1)
        case _:
            return ()


def _mark(canvas: Canvas, rows: Sequence[int], column: int) -> None:
    """The caption's own bar at the left of what it speaks of, where nothing else stands."""
    for row in rows:
        if canvas.blank(row, column, column + 1) and not canvas.blank(row, column, canvas.width):
            canvas.put(row, column, "▌", Ink("keep", True, canvas.ground_at(row, column)))


def _foot(canvas: Canvas, g: Grid, caption: Caption) -> None:
    """The keys in the place of the page's own, which do nothing now."""
    if g.keys < 0:
        return
    canvas.clear(g.keys)
    stop = canvas.right(g.keys, g.right_edge, caption.place, Ink("mute")) - 2
    column = g.margin
    for key, word, hit in caption.foot:
        if column + cell_len(key) + 1 + cell_len(word) > stop:
            break
        column = canvas.put(g.keys, column, key, TEXT, hit=hit, until=stop)
        column = canvas.put(g.keys, column, f" {word}", hit=hit, until=stop) + 3
