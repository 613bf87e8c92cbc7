"""The page of earlier meetings: what is looked for, and the meetings that were found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from ...i18n import Words
from ...runtime.history import Hit
from ...storage.library import Broken
from ..bindings import Keys
from . import history_rows
from .canvas import Canvas, Ink, cell_len, wrap
from .drawer import Drawer, draw_drawer
from .furniture import BOLD, TEXT, key_line, note_band
from .grid import Grid, grid
from .history_rows import Detail, Entry

KEYS = (
    "history.leave", "history.filter", "history.compare", "history.rhythm", "history.carry", "history.erase",
    "history.curtain", "history.help",
)  # fmt: skip
NARROW_KEYS = ("history.filter", "history.leave", "history.help")


class HistoryView(Struct, frozen=True):
    """All that the page shows."""

    words: Words
    keys: Keys
    today: date
    entries: Sequence[Entry]
    details: Mapping[str, Detail]
    chosen: int = 0
    top: int = 0
    """The first one that was shown the last time; it stays while the chosen one can be seen."""
    marked: str = ""
    """The id of the meeting that another is to be compared with."""
    marked_told: str = ""
    """Which that is, in words."""
    count: str = ""
    filters: Sequence[tuple[str, str]] = ()
    """What only is shown: the name of the restriction, and its words."""
    nothing: Sequence[str] = ()
    """What is said where no meeting is to be shown."""
    quiet: str = ""
    quiet_hit: str = ""
    message: str = ""
    drawer: Drawer | None = None
    ascii_only: bool = False


class Shown(Struct, frozen=True):
    """Which of the meetings stand on the page."""

    first: int
    after: int


def draw(view: HistoryView, width: int, height: int) -> tuple[Canvas, Grid, Shown]:
    """The page at a size."""
    canvas, g, words = Canvas(width, height, ascii_only=view.ascii_only), grid(width, height), view.words
    top = _header(canvas, g, view)
    bottom = g.note - (2 if g.rhythm == "airy" else 1)  # the last row of the page over the band
    rows = g.rhythm not in ("strip", "tiny")
    bottom -= _quiet(canvas, g, view, bottom) if rows else 0
    shown = _list(canvas, g, view, top, bottom + 1)
    note_band(canvas, g)
    if view.drawer is None and view.entries:
        canvas.right(g.note, g.right_edge, words("Enter opens"), Ink("mute", on="surf"), hit="open")
    key_line(canvas, g, view.keys, words, NARROW_KEYS if g.width < 60 else KEYS, view.message)
    if view.drawer is not None:
        draw_drawer(canvas, g, view.drawer)
    return canvas, g, shown


def _header(canvas: Canvas, g: Grid, view: HistoryView) -> int:
    """What this is and what only is shown; returns the row that the list begins on."""
    if g.rhythm in ("strip", "tiny"):
        return 0
    words, row = view.words, 0 if g.rhythm == "short" else g.header
    edge = g.right_edge
    if view.count:
        edge = canvas.right(row, edge, view.count) - 2
    column = canvas.put(row, g.margin, words("EARLIER MEETINGS"), BOLD, until=edge)
    if view.marked_told:
        told = words("compare with: {meeting} ×", meeting=view.marked_told)
        if column + 3 + cell_len(told) <= edge:
            canvas.put(row, column + 3, told, Ink("keep"), hit="history.compare-off")
    row += 1
    if not view.filters:
        return row + (g.rhythm != "short")
    row += g.rhythm == "airy"
    column = g.margin
    for name, label in view.filters:
        told = f"{label} ×"
        if column > g.margin and column + cell_len(told) > g.right_edge:
            row, column = row + 1, g.margin
        column = canvas.put(row, column, told, TEXT, hit=f"drop:{name}", until=g.right_edge) + 3
    return row + 1 + (g.rhythm != "short")


def _quiet(canvas: Canvas, g: Grid, view: HistoryView, last: int) -> int:
    """The quiet line over the note line; returns the rows that it takes."""
    if not view.quiet:
        return 0
    lines = wrap(view.quiet, g.right_edge - g.margin, 2)
    for row, line in enumerate(lines, last + 1 - len(lines)):
        canvas.put(row, g.margin, line, until=g.right_edge, hit=view.quiet_hit)
    return len(lines) + (g.rhythm != "short")


def _list(canvas: Canvas, g: Grid, view: HistoryView, top: int, stop: int) -> Shown:
    """The meetings there is room for, the chosen one among them."""
    left, end = max(g.margin, 2) if g.width > 12 else g.margin, g.right_edge
    if not view.entries:
        row = top
        for text in view.nothing:
            for line in wrap(text, end - left):
                if row < stop:
                    canvas.put(row, left, line, until=end)
                row += 1
        return Shown(0, 0)
    notes = g.width >= 60 and g.rhythm in ("regular", "airy")

    def rows_of(place: int) -> int:
        return 1 + (notes and history_rows.tall(view.entries[place]))

    shown = window(rows_of, len(view.entries), view.top, view.chosen, max(1, stop - top))
    entries = view.entries[shown.first : shown.after]
    made = {
        history_rows.entry_id(e): history_rows.row(
            e, view.details.get(history_rows.entry_id(e)), view.words, view.today
        )
        for e in entries
        if isinstance(e, Hit)
    }
    rows = list(made.values())
    place = history_rows.columns(left, end, rows, max((cell_len(r.day) for r in rows), default=0))
    at = top
    for number, entry in enumerate(entries, shown.first):
        chosen = number == view.chosen
        if isinstance(entry, Broken):
            history_rows.draw_broken(canvas, at, left, end, entry, view.words, chosen=chosen)
            at += 1
            continue
        name = entry.listed.id
        hit, its = f"meeting:{name}", made[name]
        history_rows.draw_row(canvas, at, left, its, place, hit, chosen=chosen, marked=name == view.marked)
        if rows_of(number) == 2 and at + 1 < stop:
            history_rows.draw_note(canvas, at + 1, min(place.time, end - 10), end, its, view.words, hit)
        at += rows_of(number)
    if shown.first:
        canvas.put(top, end + (1 if g.margin > 1 else 0), "↑", hit="scroll:up")
    if shown.after < len(view.entries):
        canvas.put(min(stop, at) - 1, end + (1 if g.margin > 1 else 0), "↓", hit="scroll:down")
    return shown


def window(rows_of: Callable[[int], int], count: int, top: int, chosen: int, room: int) -> Shown:
    """Which of `count` things are shown in `room` rows: from `top` on as long as the chosen one is among them.

    Where the last ones are shown the page is full.
    """
    first = min(max(0, top), chosen)
    used = sum(rows_of(n) for n in range(first, chosen + 1)) if chosen - first <= room else room + 1
    if used > room:  # the chosen one becomes the last
        first, used = chosen, rows_of(chosen)
        while first and used + rows_of(first - 1) <= room:
            first -= 1
            used += rows_of(first)
    after = chosen + 1
    while after < count and used + rows_of(after) <= room:
        used += rows_of(after)
        after += 1
    while after == count and first and used + rows_of(first - 1) <= room:
        first -= 1
        used += rows_of(first)
    return Shown(first, after)
