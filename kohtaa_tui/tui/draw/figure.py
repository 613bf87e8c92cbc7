"""The large figure: three rows high, readable from the corner of an eye."""

from __future__ import annotations

from .canvas import Canvas, Ink

_ROWS = (
    "▄█▀█▄   ▄██    ▄█▀█▄   ▀▀▀█▄   ██ ██   ██▀▀▀   ▄█▀▀    ▀▀▀██   ▄█▀█▄   ▄█▀█▄   ▄     ▄▄     ██ ██",
    "██ ██    ██      ▄█▀    ▀▀█▄   ▀▀▀██   ▀▀▀█▄   ██▀█▄     ██    ▄█▀█▄   ▀█▄██       ▄▄██▄▄   ██ ██",
    "▀█▄█▀   ▄██▄   ▄██▄▄   ▄▄▄█▀      ██   ▄▄▄█▀   ▀█▄█▀    ██     ▀█▄█▀   ▄▄▄█▀   ▀     ██     ██ ██",
)
_PLACES = {
    "0": (0, 5), "1": (8, 4), "2": (15, 5), "3": (23, 5), "4": (31, 5), "5": (39, 5), "6": (47, 5), "7": (55, 5),
    "8": (63, 5), "9": (71, 5), ":": (79, 1), "+": (83, 6), "‖": (92, 5),
}  # fmt: skip


def rows(figure: str) -> tuple[str, str, str]:
    """The figure's three rows, all equally wide."""
    parts = [_PLACES[char] for char in figure]
    lines = [" ".join(row[at : at + size].ljust(size) for at, size in parts) for row in _ROWS]
    return lines[0], lines[1], lines[2]


def draw(canvas: Canvas, row: int, column: int, figure: str, ink: Ink, *, plate: bool) -> int:
    """Draw the figure and return the column after it. On a plate the digits are cut out of it."""
    if canvas.ascii_only:
        plain = {"‖": "||"}.get(figure, figure)
        return canvas.put(row + 1, column, f">{plain}<" if plate else plain, Ink(ink.role, True))
    lines = rows(figure)
    width = len(lines[0])
    if not plate:
        for offset, line in enumerate(lines):
            canvas.put(row + offset, column, line, ink)
        return column + width
    edge = Ink(ink.role)
    canvas.put(row - 1, column, "▄" * (width + 4), edge)
    cut_out = Ink("ink", on="squeeze")
    for offset, line in enumerate(lines):
        canvas.put(row + offset, column, f"  {line}  ", cut_out)
    canvas.put(row + 3, column, "▀" * (width + 4), edge)
    return column + width + 4
