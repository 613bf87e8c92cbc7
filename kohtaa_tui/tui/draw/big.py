"""The big view, for a second monitor or for who sits at the back of the room: the figure as large as the window allows.

Who reads it from afar is not the adviser alone, so neither reference nor notes are on it. Its states differ by shape:
`12`, `1:30` with a colon, `+2` with a sign, digits cut out of a plate, two bars.
"""

from __future__ import annotations

from msgspec.structs import replace

from . import figure, panel, rail, talk
from .canvas import Canvas, Ink, cell_len
from .furniture import BOLD, TEXT
from .grid import Grid, grid
from .live import beside, foot, meeting_rail, put_line, shorter
from .state import Shown, shown
from .views import MeetingView

_WORDS = 30
"""The columns that words beside the figure need, else they stand under it."""
_GAP = 4
_SAID = 6
"""Rows that a practice client's words need, with a prompt over them and air."""


def places(width: int, height: int, *, spoken: bool = False) -> Grid:
    """The places of the big view: note line and keys where they are on the other pages of this size. With `spoken`
    the figure leaves rows to the words of who sits across.
    """
    g = grid(width, height)
    thick = 1 if g.rhythm == "regular" else min(3, 1 + (height - 32) // 12)
    top = g.rail + thick + 4
    room, inner = _bottom(g) + 1 - top - (_SAID if spoken else 0), width - 2 * g.margin
    under = min((room - 2) // 4, inner // figure.WIDEST)
    right = min(room // 4, (inner - _GAP - _WORDS) // figure.WIDEST)
    scale = max(1, under, right)
    words = g.margin + scale * figure.WIDEST + _GAP if right >= under else g.margin
    return replace(
        g, two=False, figure=top, form="large", scale=scale, thick=thick, words_left=words, sign=-1,
        prompt=-1 if right >= under else top + 4 * scale + 1,
    )  # fmt: skip


def draw(view: MeetingView, width: int, height: int) -> tuple[Canvas, Grid]:
    """The big view at a size."""
    canvas = Canvas(width, height, ascii_only=view.ascii_only)
    g = places(width, height, spoken=view.panel is not None)
    session = view.session
    state = shown(session, view.at_ms, view.words, view.language, view.keys.shown("pause"))
    start = canvas.right(g.header, g.right_edge, view.words.clock(view.now), BOLD)
    column = g.margin
    if not view.curtain:
        column = canvas.put(g.header, column, session.phase.name.get(view.language), BOLD, until=start - 2) + 3
    panel.tag(canvas, g.header, column, view.panel, start - 2)
    rail.draw(
        canvas, g.rail, g.margin, g.right_edge - g.margin, meeting_rail(view, session, state),
        names=True, tall=g.thick, times=True, curtain=view.curtain,
    )  # fmt: skip
    _figure(canvas, g, state)
    row = _words(canvas, g, view, state)
    if not view.curtain:
        _prompts(canvas, g, view, row + 1)
        if view.panel is not None:
            panel.choices(canvas, g, view.panel)
    foot(canvas, g, view)
    return canvas, g


def _bottom(g: Grid) -> int:
    """The last row over the blank one over the note line."""
    return g.note - (3 if g.rhythm == "airy" else 2)


def _figure(canvas: Canvas, g: Grid, state: Shown) -> None:
    end = g.words_left - _GAP if g.words_left > g.margin else g.right_edge
    scale = g.scale  # a figure that is wider than the usual ones is drawn smaller, on the same rows
    while scale > 1 and g.margin + figure.width(state.figure, plate=state.plate, scale=scale) > end:
        scale -= 1
    row = g.figure + 2 * (g.scale - scale)
    figure.draw_large(canvas, row, g.margin, state.figure, Ink(state.role), plate=state.plate, scale=scale)
    if state.figure == "‖":  # where it says how to go on, a click does
        for row in range(g.figure, g.figure + 4 * g.scale):
            canvas.target(row, g.margin, g.right_edge, "pause")


def _words(canvas: Canvas, g: Grid, view: MeetingView, state: Shown) -> int:
    """The figure's words, beside it or under it; returns the row after them."""
    lines, leave = beside(view, state), state.leave and not view.curtain
    end, column = g.right_edge, g.words_left
    if g.prompt < 0:
        row = g.figure + (g.scale + 1) // 2
        for offset, (text, ink) in enumerate(lines):
            after = put_line(canvas, row + offset, column, text, ink, until=end)
            if offset == 1 and leave:
                canvas.put(row + offset, after + 1, "▲", TEXT, until=end)
        return row + 3
    for place, (text, ink) in enumerate(lines):
        fits = next((t for t in shorter(text) if column + 3 + cell_len(t) <= end), "")
        if fits:
            column = canvas.put(g.prompt, column, " · " if place else "")
            column = canvas.put(g.prompt, column, fits, ink)
            if place == 1 and leave and column + 2 <= end:
                column = canvas.put(g.prompt, column, " ▲", TEXT)
    return g.prompt + 1


def _prompts(canvas: Canvas, g: Grid, view: MeetingView, row: int) -> None:
    """The current prompt, what is said, and the next prompts, where there are rows left."""
    last, ids = _bottom(g), [view.prompt, *talk.after(view)] if view.prompt else []
    if view.panel is None:
        _listed(canvas, g, view, ids, row, last)
        return
    said = panel.needed(g, view.panel)
    most = 1 if last - row < said + 2 else 2
    row = _listed(canvas, g, view, ids[:1], row, min(last, row + most - 1)) - (last - row < said + 1)
    row = panel.below(canvas, g, view.panel, row, last + 1) + 1
    for line in panel.hint_lines(view.panel, g.right_edge - g.words_left, 2) if view.panel.hint else ():
        if row <= last:
            canvas.put(row, g.words_left, line, until=g.right_edge)
            row += 1
    _listed(canvas, g, view, ids[1:], row + bool(view.panel.hint), last)


def _listed(canvas: Canvas, g: Grid, view: MeetingView, ids: list[str], row: int, last: int) -> int:
    """Prompts with blank rows between; returns the row after the last one's."""
    left = g.words_left + (2 if g.words_left > g.margin else 0)
    end = min(g.right_edge, left + 66)
    for prompt_id in ids:
        if row > last:
            return row
        current = prompt_id == view.prompt
        mark = "✓" if prompt_id in view.session.done else "►" if current else ""
        canvas.put(row, left - 2, mark, Ink("calm"))
        ink = BOLD if current and (view.panel is None or not view.panel.spoken) else TEXT
        for line in talk.wrapped(view, prompt_id, end - left, min(3, last + 1 - row)):
            canvas.put(row, left, line, ink, hit=f"prompt:{prompt_id}", until=end)
            row += 1
        row += 1
    return row
