"""The rail: the meeting as one line, true to time.

Minute m lies at column m × (width + 1) ÷ length, counted from the left edge; between phases one
column is blank. Height says now, solid says used, floor says to come, hatch says borrowed.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from rich.cells import cell_len

from .canvas import Canvas, Ink, Role, cut


class Piece(Struct, frozen=True):
    """One phase on the rail, in milliseconds since the true start."""

    id: str
    name: str
    start: int
    end: int
    state: str
    """`done`, `now` or `ahead`."""
    used: int = 0
    """For a phase ahead that was visited before: how much of it is used."""
    protected: bool = False


class Rail(Struct, frozen=True):
    """All that is drawn on the rail."""

    pieces: Sequence[Piece]
    length: int
    """The whole length in milliseconds."""
    now: int
    over: int = 0
    """How far past the current phase's end, in milliseconds."""
    hatch: Role = "over"
    paused: bool = False
    leave: int | None = None
    """The latest leave, drawn as ▲."""
    times: Sequence[tuple[int, str]] = ()
    """Starts of phases as (moment, clock time)."""
    end_time: str = ""
    ticks: Sequence[int] = ()
    """Planned ends to mark in the bar's upper row."""


def draw(
    canvas: Canvas,
    row: int,
    left: int,
    width: int,
    rail: Rail,
    *,
    names: bool,
    tall: int,
    times: bool,
    curtain: bool = False,
) -> None:
    """Draw the rail from `row` down: names, a bar of 1 + `tall` rows, times; as much as is asked for.

    Behind a curtain the names are blank and only the first and last times stand, each on its row.
    """
    if width < 3:
        return
    bar = row + names
    lower = bar + tall
    if names and not curtain:
        _names(canvas, row, left, width, rail)
    for piece in rail.pieces:
        start, end = _columns(piece, rail, width)
        if end <= start:
            continue
        match piece.state:
            case "done":
                canvas.put(lower, left + start, "▄" * (end - start), Ink("done"))
            case "now":
                _running(canvas, bar, lower, left, start, end, width, rail)
            case _:
                _ahead(canvas, bar, lower, left, start, end, width, rail, piece)
        if not curtain:
            for r in range(row, lower + 1):
                canvas.target(r, left + start, left + end, f"phase:{piece.id}")
    if rail.over > 0:
        _hatch(canvas, bar, lower, left, width, rail)
    for tick in rail.ticks:
        column = left + min(width - 1, _column(tick, rail.length, width))
        canvas.put(bar, column, "╷", Ink("text", on=canvas.ground_at(bar, column)))
    if times:
        _times(canvas, lower + 1, left, width, rail, curtain=curtain)


def keep_last(canvas: Canvas, row: int, left: int, width: int, start: int, length: int) -> None:
    """Afterwards: draw the last phase, which began at `start`, in the farewell's colour."""
    if start < length:
        first = _column(start, length, width)
        canvas.put(row, left + first, "▄" * (width - first), Ink("keep"))


def _column(moment: int, length: int, width: int) -> int:
    return (2 * moment * (width + 1) + length) // (2 * length) if length else 0


def _columns(piece: Piece, rail: Rail, width: int) -> tuple[int, int]:
    """The piece's first column and the one after its last: before the seam to the next."""
    return _column(piece.start, rail.length, width), min(width, _column(piece.end, rail.length, width) - 1)


def _running(canvas: Canvas, bar: int, lower: int, left: int, start: int, end: int, width: int, rail: Rail) -> None:
    halves = (4 * rail.now * (width + 1) + rail.length) // (2 * rail.length) if rail.length else 0
    filled = min(max(halves - 2 * start, 2), 2 * (end - start))
    fill: Role = "mute" if rail.paused else "calm"
    for r in range(bar, lower + 1):
        canvas.ground(r, left + start, left + end, "bay")
        if r == lower:
            canvas.put(r, left + start, "▁" * (end - start), Ink("calm", on="bay"))
        canvas.put(r, left + start, "█" * (filled // 2), Ink(fill))
        if filled % 2:
            canvas.put(r, left + start + filled // 2, "▌", Ink(fill, on="bay"))


def _ahead(
    canvas: Canvas, bar: int, lower: int, left: int, start: int, end: int, width: int, rail: Rail, piece: Piece
) -> None:
    floor: Role = "keep" if piece.protected else "line"
    canvas.put(lower, left + start, "▁" * (end - start), Ink(floor))
    if piece.used:
        used = max(1, _column(piece.start + piece.used, rail.length, width) - start)
        canvas.put(lower, left + start, "▄" * min(used, end - start), Ink("done"))
    if piece.protected:
        for r in range(bar, lower + 1):
            canvas.put(r, left + start, "▌", Ink("keep"))


def _hatch(canvas: Canvas, bar: int, lower: int, left: int, width: int, rail: Rail) -> None:
    current = next((p for p in rail.pieces if p.state == "now"), None)
    if current is None:
        return
    first = _column(current.end, rail.length, width)
    reached = (current.end + rail.over) * (width + 1) // rail.length  # rounded down: never more than was borrowed
    count = max(1, reached - first)
    if first >= width:  # past the end: at the right edge, over the bar
        count = min(count, width)
        first = width - count
    for r in range(bar, lower + 1):
        canvas.put(r, left + first, "▓" * min(count, width - first), Ink(rail.hatch))


def _names(canvas: Canvas, row: int, left: int, width: int, rail: Rail) -> None:
    shown = [p for p in rail.pieces if p.end > p.start or p.state == "now"]
    ends = left + width
    for place in range(len(shown) - 1, -1, -1):
        piece = shown[place]
        mark = {"done": "✓ ", "now": "", "ahead": "⚑ " if piece.protected else ""}[piece.state]
        text = mark + piece.name
        start = left + _columns(piece, rail, width)[0]
        if place == len(shown) - 1 and start + cell_len(text) > ends:
            start = max(left, ends - cell_len(text))
        ink = Ink("text" if piece.state == "now" else "mute", piece.state == "now")
        if ends - start >= min(4, cell_len(text)):
            canvas.put(row, start, cut(text, ends - start), ink, hit=f"phase:{piece.id}")
        ends = start - 1


def _times(canvas: Canvas, row: int, left: int, width: int, rail: Rail, *, curtain: bool) -> None:
    end_at = canvas.right(row, left + width, rail.end_time)
    shown = list(rail.times)
    if curtain:
        shown = shown[:1]
    if rail.leave is not None and not curtain:
        column = left + min(width - 1, _column(rail.leave, rail.length, width))
        if column < end_at - 1:
            canvas.put(row, column, "▲", Ink("text"))
            end_free = [(column - 1, column + 2)]
        else:
            end_free = []
    else:
        end_free = []
    ends = end_at - 1 if rail.end_time else left + width + 1
    for moment, text in reversed(shown):
        start = left + _column(moment, rail.length, width)
        if not rail.end_time:  # the last one stands flush right where it would not fit
            start = min(start, left + width - cell_len(text))
        stop = start + cell_len(text)
        clash = any(start < high and stop > low for low, high in end_free)
        if stop < ends and not clash:
            canvas.put(row, start, text)
            ends = start - 1
