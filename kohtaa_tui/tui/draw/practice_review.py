"""The Review of a practice: the report as a page, in two columns where there is room, scrolled with the arrows."""

from __future__ import annotations

from collections.abc import Sequence

from ...domain.practice_report import PracticeReport
from ...exports.practice_text import Row, section_rows
from ...exports.practice_words import sections
from ...i18n import Words
from .canvas import PLAIN, Canvas, Ink
from .furniture import BOLD
from .grid import Grid

LEAST = 12
"""A window may be narrower: nothing can be read in it then, and nothing is to break."""
_BARS = frozenset("▇▄")
_DIGITS = Ink("text")


def page(canvas: Canvas, g: Grid, report: PracticeReport, words: Words, top: int) -> None:
    """Draw the report from its row `top`, between the rail and the note line."""
    first, last = _rows(g)
    if first < 0 or last < first:
        return
    columns = _columns(g, report, words)
    top = min(top, furthest(g, report, words))
    for left, end, rows in columns:
        for offset, row in enumerate(rows[top : top + last - first + 1]):
            _put(canvas, first + offset, left, end, row)
    longest = max(len(rows) for _, _, rows in columns)
    more = ("↑" if top else "") + ("↓" if top + last - first + 1 < longest else "")
    start = canvas.right(last, g.right_edge, more) if more else 0
    for place, arrow in enumerate(more):
        canvas.target(last, start + place, start + place + 1, "scroll:up" if arrow == "↑" else "scroll:down")


def furthest(g: Grid, report: PracticeReport, words: Words) -> int:
    """The last row that the page may begin with."""
    first, last = _rows(g)
    longest = max(len(rows) for _, _, rows in _columns(g, report, words))
    return max(0, longest - (last - first + 1))


def visible(g: Grid) -> int:
    """How many rows of the report are seen at once."""
    first, last = _rows(g)
    return max(1, last - first + 1)


def key_ids(*, narrow: bool, report: bool) -> tuple[str, ...]:
    """The actions that the key line names: nothing is carried over; one turns between the report and the notes."""
    if narrow:
        return ("review.order", "review.reflect")
    notes = () if report else ("review.edit", "review.correct")
    return ("review.order", "review.reflect", *notes, "review.curtain", "review.help")


def _rows(g: Grid) -> tuple[int, int]:
    """The first row of the page, and the last."""
    first = g.prompt if g.rhythm in ("strip", "tiny") else g.figure
    return first, g.note - (3 if g.rhythm == "airy" else 2 if g.rhythm == "regular" else 1)


def _columns(g: Grid, report: PracticeReport, words: Words) -> list[tuple[int, int, Sequence[Row]]]:
    """Left, right and rows of each column."""
    left = max(g.margin, g.words_left if g.rhythm == "strip" else 0)
    if not g.two:
        return [(left, g.right_edge - 2, _made(report, words, g.right_edge - 2 - left, 0, None))]
    end = g.right_column - 4
    return [
        (left, end, _made(report, words, end - left, 0, 3)),
        (g.right_column, g.notes_end, _made(report, words, g.notes_end - g.right_column, 3, None)),
    ]


def _made(report: PracticeReport, words: Words, width: int, start: int, stop: int | None) -> list[Row]:
    """The rows of some of the report's parts. Made for `LEAST` columns at least: what is too much is cut."""
    rows: list[Row] = []
    width = max(LEAST, width)
    for section in sections(report, words)[start:stop]:
        rows += [Row("")] if rows else []
        rows += section_rows(section, report, words, width)
    return rows


def _put(canvas: Canvas, row: int, left: int, end: int, drawn: Row) -> None:
    if not drawn.drawn:
        canvas.put(row, left, drawn.text, BOLD if drawn.strong else PLAIN, until=end)
        return
    column, text = left, drawn.text
    while text:  # bars in their colour, what stands beside them readable
        bar = text[0] in _BARS
        piece = text[: next((i for i, c in enumerate(text) if (c in _BARS) != bar), len(text))]
        canvas.put(row, column, piece, Ink("calm") if bar else _DIGITS, until=end)
        column, text = column + len(piece), text[len(piece) :]
