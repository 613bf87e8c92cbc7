"""The page of a run that is shown to a room: the figure, then what is told and said, in few and bold words.

Letters cannot be made larger than the terminal's. So nothing stands here that the room need not read, the words
have the whole width, and what is newest comes first where rows are few.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from . import figure, rail, talk
from .canvas import Canvas, Ink, cell_len, wrap
from .furniture import BOLD, TEXT, key_line, note_band
from .grid import Grid, grid
from .live import beside, meeting_rail, put_line
from .state import Shown, shown
from .views import MeetingView, Panel, Show

_CAPTION = Ink("keep", True)
_QUIET = Ink("mute")
_TEXT_MOST = 84
"""Columns of a line that can be read in one look."""

Name = Literal["caption", "asked", "said", "prompt", "note"]


class _Block(Struct, frozen=True):
    """Some rows that belong together."""

    name: Name
    rows: int
    put: Callable[[int, int], None]
    """Draws it from a row down, on so many rows."""


def draw(view: MeetingView, panel: Panel, show: Show, width: int, height: int) -> tuple[Canvas, Grid]:
    """The page at a size."""
    canvas, g = Canvas(width, height, ascii_only=view.ascii_only), _places(width, height)
    state = shown(view.session, view.at_ms, view.words, view.language, view.keys.shown("pause"))
    _head(canvas, g, view, panel)
    rail.draw(
        canvas, g.rail, g.margin, g.right_edge - g.margin, meeting_rail(view, view.session, state),
        names=g.names, tall=g.thick, times=g.times, curtain=view.curtain,
    )  # fmt: skip
    _figure(canvas, g, view, state)
    if not view.curtain:
        _words(canvas, g, view, panel, show)
    _foot(canvas, g, view, show)
    return canvas, g


def _places(width: int, height: int) -> Grid:
    """The places at a size: `figure` its first row, `prompt` the first row of the words."""
    g = replace(grid(width, height), two=False, sign=-1, kept_notes=0)
    if g.rhythm in ("regular", "airy"):
        scale = 2 if height >= 32 and width >= 90 else 1
        return replace(g, form="large", scale=scale, prompt=g.figure + 4 * scale + 1)
    if height >= 10 and g.rhythm == "short":
        return replace(g, form="tight", figure=3, prompt=7 if height >= 12 else 6)
    return replace(
        g, rhythm="tiny", form="text", header=0, rail=-1, figure=1 if height > 4 else -1, names=False, times=False,
        prompt=2 if height > 4 else 1, note=height - 1, keys=-1, margin=2 if width > 12 else 0,
    )  # fmt: skip


def _head(canvas: Canvas, g: Grid, view: MeetingView, panel: Panel) -> None:
    if g.header < 0:
        return
    start = canvas.right(g.header, g.right_edge, view.words.clock(view.now), BOLD)
    phase = view.session.phase
    name = phase.name if g.rhythm in ("regular", "airy") else phase.short
    column = g.margin
    if not view.curtain:
        column = canvas.put(g.header, column, name.get(view.language), BOLD, until=start - 2) + 3
    canvas.put(g.header, column, panel.tag, _CAPTION, until=start - 1)


def _figure(canvas: Canvas, g: Grid, view: MeetingView, state: Shown) -> None:
    if g.figure < 0:
        return
    lines, column = beside(view, state), g.margin
    if g.form == "text":
        figures = figure.text(state.figure, plate=state.plate)
        column = canvas.put(g.figure, column, figures, Ink(state.role, True), until=g.right_edge) + 1
        canvas.put(g.figure, column, lines[0][0], TEXT, until=g.right_edge)
        return
    if g.form == "tight":
        after = figure.draw_tight(canvas, g.figure, column, state.figure, Ink(state.role), plate=state.plate)
        first = g.figure
    else:
        scale = g.scale
        while scale > 1 and column + figure.width(state.figure, plate=state.plate, scale=scale) > g.width // 2:
            scale -= 1
        ink = Ink(state.role)
        after = figure.draw_large(canvas, g.figure, column, state.figure, ink, plate=state.plate, scale=scale)
        first = g.figure + (g.scale + 1) // 2
    for offset, (text, ink) in enumerate(lines):
        column = put_line(canvas, first + offset, after + 3, text, ink, until=g.right_edge)
        if offset == 1 and state.leave and not view.curtain and column + 2 <= g.right_edge:
            canvas.put(first + offset, column + 1, "▲", TEXT)


# --- the words ---


def _words(canvas: Canvas, g: Grid, view: MeetingView, panel: Panel, show: Show) -> None:
    """As much as there is room for, the newest first; drawn in the order in which it is read."""
    first, stop = g.prompt, g.note - (1 if g.rhythm == "airy" else 0)
    room = stop - first - (1 if g.rhythm in ("regular", "airy") else 0)
    blocks = {block.name: block for block in _blocks(canvas, g, view, panel, show)}
    order: tuple[Name, ...] = ("caption", "said", "asked", "note", "prompt")
    if not show.newest:
        order = ("said", "caption", "asked", "note", "prompt")
    gap = 1 if room >= 6 else 0
    kept: list[Name] = []
    used = 0
    for name in (n for n in order if n in blocks):
        needs = blocks[name].rows + (gap if kept else 0)
        if not kept or used + needs <= room:
            kept.append(name)
            used += needs
    row = first
    for name in ("caption", "asked", "said", "prompt"):
        if name in kept:
            rows = min(blocks[name].rows, stop - row)
            blocks[name].put(row, rows)
            together = name == "asked" and "said" in kept  # question and answer stand together where rows are few
            row += rows + (0 if together and room < 12 else gap)
    if "note" in kept:
        blocks["note"].put(max(row, stop - 1 - (1 if g.rhythm in ("regular", "airy") else 0)), 1)


def _blocks(canvas: Canvas, g: Grid, view: MeetingView, panel: Panel, show: Show) -> list[_Block]:
    left = g.margin
    end = min(g.right_edge, left + _TEXT_MOST)
    found: list[_Block] = []

    def text_block(name: Name, label: str, text: str, ink: Ink, most: int) -> None:
        """Words with a label before them; lines that follow stand under the words."""
        indent = cell_len(label) + 2 if label else 0
        indent = indent if indent <= 20 and g.width >= 60 else 0
        whole = text if indent or not label else f"{label}  {text}"
        lines = wrap(whole, end - left - indent, most)

        def put(row: int, rows: int) -> None:
            if indent:
                canvas.put(row, left, label, _QUIET, until=end)
            for offset, line in enumerate(wrap(whole, end - left - indent, rows)):
                canvas.put(row + offset, left + indent, line, ink, until=end)

        found.append(_Block(name, len(lines), put))

    if show.caption:
        bar = 2 if left < 3 else 0  # where the margin has no room for the bar
        lines = wrap(show.caption, end - left - bar, 4)

        def caption(row: int, rows: int) -> None:
            for offset, line in enumerate(wrap(show.caption, end - left - bar, rows)):
                canvas.put(row + offset, left - 2 + bar, "▌", Ink("keep"))
                canvas.put(row + offset, left + bar, line, _CAPTION, until=end)

        found.append(_Block("caption", len(lines), caption))
    before, after = panel.quotes
    if show.asked or show.kind:
        if show.asked:
            text_block("asked", show.kind, f"{before}{show.asked}{after}", TEXT, 3)
        else:
            text_block("asked", "", f"({show.kind})", _QUIET, 1)
    if panel.text:
        text_block("said", panel.name, f"{before}{panel.text}{after}" if panel.spoken else panel.text, BOLD, 4)
    if view.prompt:
        lines = talk.wrapped(view, view.prompt, end - left, 2)

        def prompt(row: int, rows: int) -> None:
            canvas.put(row, left - 2, "►", Ink("calm"))
            for offset, line in enumerate(talk.wrapped(view, view.prompt, end - left, rows)):
                canvas.put(row + offset, left, line, TEXT, until=end)

        found.append(_Block("prompt", len(lines), prompt))
    if written := talk.collected(view.session):

        def note(row: int, _: int) -> None:
            talk.note_row(canvas, row, left, g.right_edge, view.session, written[-1], view.words, newest=True)

        found.append(_Block("note", 1, note))
    return found


def _foot(canvas: Canvas, g: Grid, view: MeetingView, show: Show) -> None:
    """The note line, in which nothing can be written, how fast it runs, and the keys."""
    note_band(canvas, g)
    if view.curtain:
        told = view.words("{key} opens", key=view.keys.shown("curtain"))
        canvas.right(g.note, g.right_edge, told, Ink("mute", on="surf"), hit="curtain")
    else:
        pace = show.pace if g.width < 60 else f"+ –  {show.pace}"
        canvas.right(g.note, g.right_edge, pace, Ink("mute", on="surf"))
    if not view.curtain or view.message:
        key_line(canvas, g, view.keys, view.words, show.keys, view.message)
