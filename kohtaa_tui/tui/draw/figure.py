"""The large figure: readable from the corner of an eye, or from the other end of the room.

At its own size it is three rows high. `draw_large` makes each of its half cells `scale` times as wide and as high; at
scale 1 that is the same figure moved down by half a row, so that its plate needs four rows and not five.
"""

from __future__ import annotations

from functools import lru_cache

from .canvas import Canvas, Ink, cell_len

_ROWS = (
    "▄█▀█▄   ▄██    ▄█▀█▄   ▀▀▀█▄   ██ ██   ██▀▀▀   ▄█▀▀    ▀▀▀██   ▄█▀█▄   ▄█▀█▄   ▄     ▄▄     ██ ██",
    "██ ██    ██      ▄█▀    ▀▀█▄   ▀▀▀██   ▀▀▀█▄   ██▀█▄     ██    ▄█▀█▄   ▀█▄██       ▄▄██▄▄   ██ ██",
    "▀█▄█▀   ▄██▄   ▄██▄▄   ▄▄▄█▀      ██   ▄▄▄█▀   ▀█▄█▀    ██     ▀█▄█▀   ▄▄▄█▀   ▀     ██     ██ ██",
)
_PLACES = {
    "0": (0, 5), "1": (8, 4), "2": (15, 5), "3": (23, 5), "4": (31, 5), "5": (39, 5), "6": (47, 5), "7": (55, 5),
    "8": (63, 5), "9": (71, 5), ":": (79, 1), "+": (83, 6), "‖": (92, 5),
}  # fmt: skip

SIDE = 2
"""Columns of a plate on each side of its figure."""
WIDEST = 22
"""Columns of the widest figure that is common, `+12` on its plate."""


def rows(figure: str) -> tuple[str, str, str]:
    """The figure's three rows, all equally wide."""
    parts = [_PLACES[char] for char in figure]
    lines = [" ".join(row[at : at + size].ljust(size) for at, size in parts) for row in _ROWS]
    return lines[0], lines[1], lines[2]


def width(figure: str, *, plate: bool, scale: int = 1) -> int:
    """The columns that a figure takes, its plate among them."""
    return (len(rows(figure)[0]) + (2 * SIDE if plate else 0)) * scale


def text(figure: str, *, plate: bool) -> str:
    """The figure as plain characters, where they alone can be drawn."""
    plain = {"‖": "||"}.get(figure, figure)
    return f">{plain}<" if plate else plain


def draw(
    canvas: Canvas, row: int, column: int, figure: str, ink: Ink, *, plate: bool, until: int | None = None,
    edges: bool = True,
) -> int:  # fmt: skip
    """Draw the figure and return the column after it. On a plate the digits are cut out of it.

    Where it would pass `until` its plate is narrower, and where that is not enough it is text. Without `edges` the
    plate has no row above and none below.
    """
    side = _side(canvas, column, figure, plate, until)
    if side is None:
        return _as_text(canvas, row + 1, column, figure, ink, plate=plate)
    lines = rows(figure)
    wide = len(lines[0]) + 2 * side
    cells = Ink("ink", on="squeeze") if plate else ink
    for offset, line in enumerate(lines):
        canvas.put(row + offset, column, f"{' ' * side}{line}{' ' * side}", cells)
    if plate and edges:
        canvas.put(row - 1, column, "▄" * wide, Ink(ink.role))
        canvas.put(row + 3, column, "▀" * wide, Ink(ink.role))
    return column + wide


def draw_tight(
    canvas: Canvas, row: int, column: int, figure: str, ink: Ink, *, plate: bool, until: int | None = None
) -> int:
    """The same on three rows alone."""
    return draw(canvas, row, column, figure, ink, plate=plate, until=until, edges=False)


def draw_large(
    canvas: Canvas, row: int, column: int, figure: str, ink: Ink, *, plate: bool, until: int | None = None,
    scale: int = 1,
) -> int:  # fmt: skip
    """Draw the figure on 4 × `scale` rows, its plate among them, and return the column after it."""
    side = _side(canvas, column, figure, plate, until) if scale == 1 else SIDE if plate else 0
    if side is None:
        return _as_text(canvas, row + 1, column, figure, ink, plate=plate)
    for offset, line in enumerate(_large(figure, plate, side, scale)):
        canvas.put(row + offset, column, line, Ink(ink.role))
    return column + (len(rows(figure)[0]) + 2 * side) * scale


def _side(canvas: Canvas, column: int, figure: str, plate: bool, until: int | None) -> int | None:
    """The plate's columns on each side of the figure; None where only text fits."""
    room = (canvas.width if until is None else until) - column - len(rows(figure)[0])
    if canvas.ascii_only:
        return None
    return next((side for side in ((SIDE, 1) if plate else (0,)) if 2 * side <= room), None)


def _as_text(canvas: Canvas, row: int, column: int, figure: str, ink: Ink, *, plate: bool) -> int:
    shown = text(figure, plate=plate)
    return column + cell_len(shown) if row < 0 else canvas.put(row, column, shown, Ink(ink.role, True))


@lru_cache(32)
def _large(figure: str, plate: bool, side: int, scale: int) -> tuple[str, ...]:
    """The rows of a figure at a scale, with `scale` half rows above it and below it."""
    wide = (len(rows(figure)[0]) + 2 * side) * scale
    halves: list[list[bool]] = [[False] * wide for _ in range(scale)]
    for line in rows(figure):
        for half in "▀", "▄":
            inked = [char in ("█", half) for char in line]
            row = [cell for cell in (*[False] * side, *inked, *[False] * side) for _ in range(scale)]
            halves += [row] * scale
    halves += [[False] * wide for _ in range(scale)]
    cells = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
    return tuple(
        "".join(cells[a is not plate, b is not plate] for a, b in zip(upper, lower, strict=True))
        for upper, lower in zip(halves[::2], halves[1::2], strict=True)
    )
