"""The page with two meetings side by side."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from ...exports.compared_words import Bar, Group, Row, drawn, longest
from ...i18n import Words
from ..bindings import Keys
from .canvas import Canvas, Ink, cell_len
from .drawer import Drawer, draw_drawer
from .furniture import BOLD, TEXT, key_line, note_band
from .grid import Grid, grid

MOST = 118
"""Columns the table has at most: further apart, the eye loses the line."""
_BARS = 76
"""Columns from which there is room for bars."""


class CompareView(Struct, frozen=True):
    """All that the page shows."""

    words: Words
    keys: Keys
    groups: Sequence[Group]
    top: int = 0
    """The line the page begins with."""
    message: str = ""
    drawer: Drawer | None = None
    ascii_only: bool = False


class Columns(Struct, frozen=True):
    """Where a row's parts stand, from the margin."""

    a: int
    b: int
    change: int
    bar: int
    """Cells of the longest bar; 0 where there are none."""
    gap: int
    width: int


def rows_of(groups: Sequence[Group], *, airy: bool) -> list[Row | str]:
    """The page's lines: a row, a heading, or nothing."""
    found: list[Row | str] = []
    for group in groups:
        if not group.rows:
            continue
        if found and airy:
            found.append("")
        if group.heading:
            found.append(group.heading)
        found += group.rows
    return found


def airy(width: int, height: int) -> bool:
    """Whether there is room for blank lines."""
    return grid(width, height).rhythm in ("regular", "airy")


def room(width: int, height: int) -> int:
    """How many lines there are for the table."""
    g = grid(width, height)
    return max(1, _bottom(g) - _top(g))


def draw(view: CompareView, width: int, height: int) -> tuple[Canvas, Grid]:
    """The page at a size."""
    canvas, g, words = Canvas(width, height, ascii_only=view.ascii_only), grid(width, height), view.words
    if g.header >= 0 and _top(g) > g.header:
        canvas.put(g.header, g.margin, words("Two meetings side by side"), BOLD, until=g.right_edge)
    lines = rows_of(view.groups, airy=airy(width, height))
    columns = _columns([line for line in lines if isinstance(line, Row)], min(g.right_edge - g.margin, MOST))
    most = longest([line for line in lines if isinstance(line, Row)])
    shown = lines[view.top : view.top + room(width, height)]
    for row, line in enumerate(shown, _top(g)):
        if isinstance(line, Row):
            _row(canvas, row, g.margin, line, columns, most)
        else:
            canvas.put(row, g.margin, line, BOLD, until=g.right_edge)
    note_band(canvas, g)
    arrows = ("↑" if view.top else "") + ("↓" if view.top + len(shown) < len(lines) else "")
    canvas.right(g.note, g.right_edge, arrows, Ink("mute", on="surf"))
    ids = ("compare.leave", "compare.curtain", "compare.language", "compare.help")
    key_line(canvas, g, view.keys, words, ids, view.message)
    if view.drawer is not None:
        draw_drawer(canvas, g, view.drawer)
    return canvas, g


def _top(g: Grid) -> int:
    if g.header < 0 or g.rhythm in ("strip", "tiny"):
        return 0
    return g.header + (2 if g.rhythm in ("regular", "airy") else 1)


def _bottom(g: Grid) -> int:
    return g.note - (2 if g.rhythm == "airy" else 1)


def _columns(rows: Sequence[Row], width: int) -> Columns:
    """Labels and differences as wide as they need to be, the rest shared by the two."""
    bars = width >= _BARS - 8
    gap = 2 if bars else 1
    change = max((cell_len(_change(row, bars=bars)) for row in rows), default=0)
    label = min(max(cell_len(row.label) for row in rows), max(10, width * 5 // 16 if bars else width * 3 // 10))
    each = max(6, (width - label - change - 3 * gap) // 2)
    told = max((cell_len(t) for row in rows if row.bars for t in (row.a, row.b)), default=0)
    bar = each - told - 1 if bars and each - told > 5 else 0
    return Columns(label + gap, label + each + 2 * gap, width - change, bar, gap, width)


def _row(canvas: Canvas, row: int, left: int, line: Row, at: Columns, most: int) -> None:
    canvas.put(row, left, line.label, until=left + at.a - 1)
    texts = (line.a, line.b) if at.bar or line.short is None else line.short
    end = at.change if line.change else at.width + at.gap  # where there is no difference to tell there is more room
    for place, (start, stop) in enumerate(((at.a, at.b), (at.b, end))):
        bar: Bar | None = line.bars[place] if line.bars else None
        column = left + start
        if bar is not None and at.bar:
            used, planned = drawn(bar, most, at.bar)
            after = canvas.put(row, column, "█" * used, Ink("done"))
            canvas.put(row, after, "·" * planned)
            column += at.bar + 1
        canvas.put(row, column, texts[place], TEXT, until=left + stop - at.gap)
    canvas.put(row, left + at.change, _change(line, bars=at.gap > 1), TEXT)


def _change(row: Row, *, bars: bool) -> str:
    """The difference; where columns are few without its unit, which stands beside it already."""
    return row.change if bars else row.change.partition(" ")[0]
