"""What the observer can mark, how often that was done in this phase, and the last marks."""

from __future__ import annotations

from collections.abc import Sequence

from .canvas import PLAIN, Canvas, Ink, cell_len, cut, wrap
from .follow import FollowView, Markable, body
from .furniture import BOLD, MARK, TEXT
from .grid import Grid
from .state import Shown

COUNT = 4
"""Columns kept for a count."""
_WHOLE = 6
"""Rows in which the longest pitfall is whole in the narrowest column."""


def marks(canvas: Canvas, g: Grid, view: FollowView, state: Shown) -> None:  # noqa: ARG001 - as the client's part
    """Draw the kinds of turns, the pitfalls of this phase and the last marks, as rows and columns allow."""
    top, stop = body(g, view)
    left, end = g.margin, g.right_edge
    if g.rhythm in ("strip", "tiny"):
        _in_a_row(canvas, top, stop, left, end, view.kinds)
        return
    wide = 2 + max((cell_len(m.name) for m in view.kinds), default=0) + COUNT
    if g.width >= 60:
        for offset, mark in enumerate(view.kinds[: stop - top]):
            _markable(canvas, top + offset, left, left + wide, mark)
        right, last = left + wide + 3, g.right_column - 3 if g.two else end
        row = _traps(canvas, top, stop, right, last, view.traps)
        if g.two:
            _last(canvas, stop, top, g.right_column, g.notes_end, view)
        else:
            _last(canvas, stop, row + 1, right, last, view)
        return
    half = (len(view.kinds) + 1) // 2
    names = max((cell_len(mark.name) for mark in view.kinds[:half]), default=0)
    middle = left + min(names + 2 + COUNT, (end - left) * 3 // 5)
    for place, mark in enumerate(view.kinds):
        column, row = (left, top + place) if place < half else (middle, top + place - half)
        if row < stop:
            _markable(canvas, row, column, (middle if place < half else end) - 1, mark)
    row = _traps(canvas, top + half, stop, left, end, view.traps, most=1 if stop - top - half < 6 else 2)
    _last(canvas, stop, row, left, end, view)


def _markable(canvas: Canvas, row: int, left: int, end: int, mark: Markable) -> None:
    column = canvas.put(row, left, mark.key, MARK, hit=mark.hit, until=end)
    canvas.put(
        row, column + 1, mark.name, TEXT if mark.count else PLAIN, hit=mark.hit, until=end - 2 if mark.count else end
    )
    if mark.count:
        canvas.right(row, end, str(mark.count), BOLD, hit=mark.hit)


def _traps(
    canvas: Canvas, top: int, stop: int, left: int, end: int, traps: Sequence[Markable], most: int = 2
) -> int:  # fmt: skip
    """The pitfalls, the chosen one among those that have room; returns the row after them. They are whole where
    the rows allow, and otherwise in at most so many rows each.
    """

    def laid_out(rows: int) -> list[tuple[Markable, tuple[str, ...]]]:
        return [(trap, wrap(trap.name, max(4, end - left - 2 - COUNT), rows)) for trap in traps]

    laid = laid_out(_WHOLE)
    if sum(len(lines) for _, lines in laid) > stop - top:
        laid = laid_out(most)
    chosen = next((place for place, trap in enumerate(traps) if trap.chosen), 0)
    while len(laid) > 1 and chosen > 0 and sum(len(lines) for _, lines in laid[: chosen + 1]) > stop - top:
        laid, chosen = laid[1:], chosen - 1
    row = top
    for trap, lines in laid:
        if row + len(lines) > stop:
            break
        if trap.chosen:
            canvas.put(row, max(0, left - 2), "►", Ink("calm"))
        canvas.put(row, left, trap.key, MARK, hit=trap.hit, until=end)
        for offset, line in enumerate(lines):
            canvas.put(row + offset, left + 2, line, TEXT if trap.count else PLAIN, hit=trap.hit, until=end - COUNT)
        if trap.count:
            canvas.right(row, end, f"✓ {trap.count}" if trap.count > 1 else "✓", BOLD, hit=trap.hit)
        row += len(lines)
    return row


def _last(canvas: Canvas, stop: int, top: int, left: int, end: int, view: FollowView) -> None:
    """The last marks, the newest at the bottom."""
    for offset, (time, text) in enumerate(reversed(view.marks[-max(0, stop - top) :] if stop > top else ())):
        row = stop - 1 - offset
        column = canvas.put(row, left, time.rjust(5), until=end) + 2
        canvas.put(row, column, cut(text, max(0, end - column)), PLAIN if offset else TEXT, until=end)


def _in_a_row(canvas: Canvas, top: int, stop: int, left: int, end: int, kinds: Sequence[Markable]) -> None:
    """All kinds side by side, their names cut as far as need be."""
    rows = max(1, min(stop - top, 2))
    across = -(-len(kinds) // rows)
    room = max(4, (end - left) // max(1, across))
    for place, mark in enumerate(kinds):
        column = left + room * (place % across)
        told = f"{mark.name} {mark.count}" if mark.count else mark.name
        after = canvas.put(top + place // across, column, mark.key, MARK, hit=mark.hit, until=end)
        canvas.put(top + place // across, after + 1, told, hit=mark.hit, until=min(end, column + room - 2))
