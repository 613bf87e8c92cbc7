"""The curtain before Home and the Review: a page that says why it is empty, and nothing else."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from ...i18n import Words
from .canvas import PLAIN, Canvas, wrap
from .drawer import Drawer, draw_drawer
from .furniture import BOLD, note_band
from .grid import Grid, grid


class CurtainView(Struct, frozen=True):
    """All that the curtain shows."""

    words: Words
    now: datetime | None
    """For the date and the clock; None where nothing would keep the clock going."""
    passphrase: bool
    """Whether the passphrase is asked for before it rises."""
    drawer: Drawer | None = None
    ascii_only: bool = False


def draw(view: CurtainView, width: int, height: int) -> tuple[Canvas, Grid]:
    """The page at a size."""
    canvas = Canvas(width, height, ascii_only=view.ascii_only)
    g, words = grid(width, height), view.words
    if view.now is not None and g.header >= 0 and g.rhythm not in ("strip", "tiny"):
        start = canvas.right(g.header, g.right_edge, words.clock(view.now), BOLD)
        canvas.put(g.header, g.margin, words.weekday_date(view.now.date()), BOLD, until=start - 1)
    row = g.figure if g.rhythm in ("regular", "airy", "short") else 0
    how = words("Any key asks for the passphrase.") if view.passphrase else words("Any key brings them back.")
    for text, ink in ((words("The texts are hidden."), BOLD), (how, PLAIN)):
        for line in wrap(text, g.right_edge - g.margin):
            if row < g.note:
                canvas.put(row, g.margin, line, ink, until=g.right_edge)
            row += 1
    note_band(canvas, g)
    if view.drawer is not None:
        draw_drawer(canvas, g, view.drawer)
    return canvas, g
