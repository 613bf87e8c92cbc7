"""The page on which a trainee chooses whom to practise with."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from ...i18n import Words
from ..bindings import Keys
from .canvas import PLAIN, Canvas, Ink, cell_len, wrap
from .drawer import Drawer, draw_drawer
from .furniture import BOLD, TEXT, key_line, note_band
from .grid import Grid, grid

_BESIDE = 4
"""Columns of a row before its name: the digit and what is between."""


class Entry(Struct, frozen=True):
    """One thing to choose: a practice client, or a run that was left."""

    name: str
    about: str
    """Its length and what is special about it."""
    intro: str = ""
    """Who comes; of a broken file what is wrong."""
    broken: bool = False


class ClientsView(Struct, frozen=True):
    """All that the page shows."""

    words: Words
    keys: Keys
    entries: Sequence[Entry]
    chosen: int = 0
    message: str = ""
    drawer: Drawer | None = None
    ascii_only: bool = False


def draw(view: ClientsView, width: int, height: int) -> tuple[Canvas, Grid]:
    """The page at a size."""
    canvas, g, words = Canvas(width, height, ascii_only=view.ascii_only), grid(width, height), view.words
    full = g.rhythm in ("regular", "airy")
    top = g.header + 1 + full if g.header >= 0 and g.rhythm not in ("strip", "tiny") else 0
    if top:
        column = canvas.put(g.header, g.margin, words("PRACTICE"), BOLD, until=g.right_edge) + 2
        told = words("Nobody here is real")
        if column + cell_len(told) <= g.right_edge:
            canvas.put(g.header, column, told)
    if top and full:
        canvas.put(top, g.margin, words("Whom do you practise with?"), BOLD, until=g.right_edge)
        top += 2
    _entries(canvas, g, view, top, g.note - (2 if g.rhythm == "airy" else 1))
    note_band(canvas, g)
    told = words("Enter starts")
    if view.drawer is None and view.entries:
        canvas.right(g.note, g.right_edge, told, Ink("mute", on="surf"), hit="start")
    ids = ("clients.leave", "clients.curtain", "clients.language", "clients.help")
    key_line(canvas, g, view.keys, words, ids, view.message)
    if view.drawer is not None:
        draw_drawer(canvas, g, view.drawer)
    return canvas, g


def _entries(canvas: Canvas, g: Grid, view: ClientsView, top: int, stop: int) -> None:
    """The entries with as much of their intros as there is room for, the chosen one among them."""
    left, end = g.margin + (2 if g.margin < 2 else 0), min(g.right_edge, g.margin + 84)
    room, width = stop - top, end - left - _BESIDE
    gap, whole = 0, [_lines(entry, width, 0) for entry in view.entries]
    for most, others, between in ((3, 3, 1), (2, 2, 1), (2, 2, 0), (1, 1, 0), (4, 0, 0), (2, 0, 0), (1, 0, 0)):
        ways = [most if n == view.chosen else others for n in range(len(view.entries))]
        found = [_lines(entry, width, n) for entry, n in zip(view.entries, ways, strict=True)]
        if sum(len(lines) + 1 + between for lines in found) - between <= room:
            gap, whole = between, found
            break
    first, row = _first(whole, gap, view.chosen, room), top
    for place, (entry, lines) in enumerate(zip(view.entries, whole, strict=True)):
        if place < first or row + len(lines) >= stop + (place == first):
            continue
        at, hit = place == view.chosen, f"client:{place}"
        if at and left >= 2:
            canvas.put(row, left - 2, "►", Ink("calm"))
        canvas.put(row, left, str(place + 1) if place < 9 else "", BOLD if at else TEXT, hit=hit, until=end)
        name = BOLD if at else PLAIN if entry.broken else TEXT
        column = canvas.put(row, left + _BESIDE - 1, entry.name, name, hit=hit, until=end)
        canvas.put(row, column + 2, entry.about, hit=hit, until=end)
        for line in lines:
            row += 1
            canvas.put(row, left + _BESIDE - 1, line, hit=hit, until=end)
        row += 1 + gap


def _lines(entry: Entry, width: int, most: int) -> tuple[str, ...]:
    return wrap(entry.intro, width, most) if entry.intro and most else ()


def _first(whole: Sequence[Sequence[str]], gap: int, chosen: int, room: int) -> int:
    """The first entry that is drawn, so that the chosen one is among those there is room for."""
    first = 0
    while first < chosen and sum(len(lines) + 1 + gap for lines in whole[first : chosen + 1]) - gap > room:
        first += 1
    return first
