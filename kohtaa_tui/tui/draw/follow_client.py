"""The client's part on a screen: what is said in this phase, and when. It is read while two others talk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from .canvas import PLAIN, Canvas, Ink, wrap
from .follow import FollowView, Piece, body, standing
from .furniture import BOLD, TEXT
from .grid import Grid, grid
from .state import Shown

INDENT = 3
"""Columns that the words stand to the right of what they answer."""


class Row(Struct, frozen=True):
    """One row of it."""

    text: str = ""
    ink: Ink = PLAIN
    lead: str = ""
    indent: int = 0
    now: bool = False


def part(canvas: Canvas, g: Grid, view: FollowView, state: Shown) -> None:
    """Draw the client's part, as far down as it is scrolled."""
    top, stop = body(g, view)
    left, end = g.margin, _end(g)
    if g.rhythm in ("regular", "airy"):
        canvas.put(top, left, standing(view, state), TEXT, until=end)
        top += 2
    rows, room = _rows(view, g), max(1, stop - top)
    first = min(view.top, max(0, len(rows) - room))
    for offset, row in enumerate(rows[first : first + room]):
        at = top + offset
        if row.now and left >= 2:
            canvas.put(at, left - 2, "►", Ink("calm"))
        canvas.put(at, left, row.lead, Ink("calm", True), until=end)
        canvas.put(at, left + row.indent, row.text, row.ink, until=end)
    more = ("↑" if first else "") + ("↓" if first + room < len(rows) else "")
    if more:
        at = canvas.right(stop - 1, g.right_edge if not g.two else end, more)
        for place, arrow in enumerate(more):
            hit = "follow.up" if arrow == "↑" else "follow.down"
            canvas.target(stop - 1, at + place, at + place + 1, hit)
    if g.two:
        beside = _beside(view, g)
        first = min(view.top, max(0, len(beside) - room))
        for offset, row in enumerate(beside[first : first + room]):
            canvas.put(top + offset, g.right_column + row.indent, row.text, row.ink, until=g.notes_end)
        if first + room < len(beside):
            canvas.put(stop - 1, g.notes_end, "↓", hit="follow.down")


def most(view: FollowView, width: int, height: int) -> int:
    """How many rows can be scrolled past."""
    g = grid(width, height)
    top, stop = body(g, view)
    room = stop - top - (2 if g.rhythm in ("regular", "airy") else 0)
    longest = max(len(_rows(view, g)), len(_beside(view, g)))
    return max(0, longest - max(1, room))


def page(width: int, height: int, view: FollowView) -> int:
    """How many rows a page further is: one less than are seen."""
    top, stop = body(grid(width, height), view)
    return max(1, stop - top - 3)


def _end(g: Grid) -> int:
    return g.text_end if g.two else g.right_edge - 3


def _rows(view: FollowView, g: Grid) -> list[Row]:
    airy = g.rhythm in ("regular", "airy")
    width = _end(g) - g.margin
    return list(_laid(view.part if g.two else (*view.part, *view.aside), width, airy=airy))


def _beside(view: FollowView, g: Grid) -> list[Row]:
    """The second column, where there are two."""
    return list(_laid(view.aside, g.notes_end - g.right_column - 1, airy=True)) if g.two else []


def _laid(pieces: Iterable[Piece], width: int, *, airy: bool) -> Iterator[Row]:
    """The pieces as rows: the words under what they answer, and air between two of them where there is room."""
    for place, piece in enumerate(pieces):
        if airy and place and not piece.said:
            yield Row()
        indent = INDENT if piece.lead or piece.said else 0
        ink = BOLD if piece.said or piece.now else PLAIN
        for number, line in enumerate(wrap(piece.text, max(8, width - indent))):
            yield Row(line, ink, "" if number else piece.lead, indent, piece.now and not number)
