"""The preparation page: what the last meeting left, before the next one begins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from rich.cells import cell_len

from ...domain.notes import Agreement
from ...domain.plan import Plan
from ...i18n import Words
from ..bindings import Keys
from . import figure
from .ahead import plan_rail, start_hint
from .canvas import PLAIN, Canvas, Ink, wrap
from .drawer import Drawer, draw_drawer
from .furniture import BOLD, MARK, MASK, TEXT, circumstance_words, key_line, note_band, put_note
from .grid import Grid, grid


class PrepareView(Struct, frozen=True):
    """All that the preparation shows."""

    now: datetime
    words: Words
    language: str
    keys: Keys
    plan: Plan
    reference: str
    minutes_to: int | None
    """Minutes to the appointment, below zero when it was to have begun; None where there is none."""
    title: str = ""
    """When the last meeting was, or why nothing is told of it; empty while it is looked for."""
    agreed: Sequence[Agreement] = ()
    """What was agreed then."""
    top: int = 0
    """How many of them have been scrolled past."""
    to_self: str = ""
    """The note to oneself from then."""
    mask: str = ""
    message: str = ""
    drawer: Drawer | None = None
    ascii_only: bool = False


def draw(view: PrepareView, width: int, height: int) -> tuple[Canvas, Grid]:
    """The page at a size."""
    canvas = Canvas(width, height, ascii_only=view.ascii_only)
    g = grid(width, height)
    _header(canvas, g, view)
    plan_rail(canvas, g, view.plan, view.language)
    _figure(canvas, g, view)
    if g.prompt >= 0:
        left = max(g.margin, g.words_left)
        bottom = g.note - (1 if g.rhythm in ("strip", "tiny", "short") else 2)
        if g.two:
            _agreed(canvas, view, g.prompt, bottom, left, g.text_end)
            _to_self(canvas, view, g.prompt, bottom, g.right_column, g.notes_end)
        else:
            row = _agreed(canvas, view, g.prompt, bottom - _rows_kept(view, g, bottom), left, g.right_edge)
            _to_self(canvas, view, row + (g.rhythm in ("regular", "airy")), bottom, left, g.right_edge)
    note_band(canvas, g)
    if view.drawer is None:  # while a dialog hears the keys, Enter begins nothing
        told, ink = (view.mask, MASK) if view.mask else (start_hint(view.words, view.plan, g), Ink("mute", on="surf"))
        canvas.right(g.note, g.right_edge, told, ink, hit="prepare.mask" if view.mask else "start")
    ids = ("prepare.leave", "prepare.curtain", "prepare.help")
    key_line(canvas, g, view.keys, view.words, ids, view.message)
    if view.drawer is not None:
        draw_drawer(canvas, g, view.drawer)
    return canvas, g


def _header(canvas: Canvas, g: Grid, view: PrepareView) -> None:
    if g.header < 0:
        return
    start = canvas.right(g.header, g.right_edge, view.words.clock(view.now), BOLD)
    if g.rhythm in ("strip", "tiny"):
        return
    column = canvas.put(g.header, g.margin, view.reference, BOLD, until=start - 2)
    told = circumstance_words(view.plan.circumstances, view.words)
    canvas.put(g.header, column + (2 if view.reference else 0), told, until=start - 2)


def _figure(canvas: Canvas, g: Grid, view: PrepareView) -> None:
    words, minutes = view.words, view.minutes_to
    length = words("{n} min", n=view.plan.minutes)
    if minutes is None:
        end = (view.now + timedelta(minutes=view.plan.minutes)).astimezone()
        number, line1, line2 = view.plan.minutes, words("min"), f"{words.time(view.now)}–{words.time(end)}"
    elif minutes >= 0:
        number, line1, line2 = minutes, words("min to the meeting"), length
    else:
        number, line1, line2 = -minutes, words("min past the start"), length
    if g.figure < 0:
        if g.header >= 0:
            canvas.put(g.header, g.margin, f"{number} {line1}", BOLD, until=g.right_edge - 12)
        return
    column = figure.draw(canvas, g.figure, g.margin, str(number), TEXT, plate=False)
    if g.rhythm == "strip":
        canvas.put(g.header, g.words_left, " · ".join(p for p in (line1, line2) if p), BOLD, until=g.right_edge - 12)
        return
    column += 2 if g.rhythm == "short" else 3
    stop = g.right_column - 2 if g.two else g.right_edge
    canvas.put(g.figure, column, line1, BOLD, until=stop)
    canvas.put(g.figure + 1, column, line2, until=stop)


def _agreed(canvas: Canvas, view: PrepareView, top: int, bottom: int, left: int, end: int) -> int:
    """What was agreed the last time; returns the row after it."""
    if top >= bottom and view.agreed:  # one row for all of it
        told = " · ".join(["! " + found.text for found in view.agreed[view.top :]])
        canvas.put(top, left, f"{view.title}  {told}", TEXT, until=end)
        return top + 1
    row = top
    for line in wrap(view.title, end - left, 1 if view.agreed else 2):
        if row <= bottom:
            canvas.put(row, left, line, BOLD if view.agreed else PLAIN, until=end)
            row += 1
    room = max(0, bottom - row + 1)
    first = max(0, min(view.top, len(view.agreed) - room))
    more = ("↑" if first else "") + ("↓" if first + room < len(view.agreed) else "")
    stop = end - 3 if more else end
    for found in view.agreed[first : first + room]:
        _agreement(canvas, row, left, stop, found, view)
        row += 1
    at = canvas.right(row - 1, end, more)
    for place, arrow in enumerate(more):
        canvas.target(row - 1, at + place, at + place + 1, "scroll:up" if arrow == "↑" else "scroll:down")
    return row


def _agreement(canvas: Canvas, row: int, left: int, end: int, found: Agreement, view: PrepareView) -> None:
    column, stop = canvas.put(row, left, "!", MARK) + 1, end
    if found.due is not None and end - column > 26:
        stop = canvas.right(row, end, view.words.day(found.due), TEXT) - 2
    put_note(canvas, row, column, found.text, TEXT, until=stop)


def _rows_kept(view: PrepareView, g: Grid, bottom: int) -> int:
    """Rows that the note to oneself needs under what was agreed, where there is one column."""
    if not view.to_self:
        return 0
    return min(len(wrap(_note(view), g.right_edge - g.margin, 3)), max(0, (bottom - g.prompt) // 2))


def _note(view: PrepareView) -> str:
    return view.words("Note to self: {text}", text=view.to_self)


def _to_self(canvas: Canvas, view: PrepareView, top: int, bottom: int, left: int, end: int) -> None:
    if not view.to_self:
        return
    for row, line in enumerate(wrap(_note(view), end - left, 6), top):
        if row <= bottom:
            canvas.put(row, left, line, TEXT, until=end)


def hint_width(words: Words, plan: Plan, g: Grid) -> int:
    """Columns that the note line leaves free at its right."""
    return cell_len(start_hint(words, plan, g))
