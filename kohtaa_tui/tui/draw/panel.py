"""The side panel of a meeting that is practised or shown."""

from __future__ import annotations

from .canvas import Canvas, Ink, wrap
from .furniture import BOLD, MARK, TEXT
from .grid import Grid
from .views import Panel


def draw(canvas: Canvas, g: Grid, panel: Panel) -> None:
    """Who speaks and what they say, and below it what can be chosen."""
    if not g.two:
        return
    left, end = g.right_column, g.notes_end
    column = canvas.put(g.figure, left, panel.name, BOLD, until=end) + 2
    canvas.put(g.figure, column, panel.tag, Ink("mute"), until=end)
    row = g.figure + 1
    text = f"”{panel.text}”" if panel.spoken and panel.text else panel.text
    for line in wrap(text, end - left, 4):
        canvas.put(row, left, line, TEXT, until=end)
        row += 1
    row += 1
    for key, word, hit in panel.choices:
        after = canvas.put(row, left, key, MARK, hit=hit, until=end)
        canvas.put(row, after + 1, word, hit=hit, until=end)
        row += 1
