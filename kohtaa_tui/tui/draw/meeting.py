"""The Meeting page: figure, rail, one sentence, one line to write on. The rest is quiet."""

from __future__ import annotations

from ...domain.session import Session
from . import figure, layout, panel, rail, talk
from .canvas import Canvas, Ink, cell_len, wrap
from .drawer import draw_drawer
from .furniture import BOLD, TEXT, circumstance_words
from .grid import Grid, grid
from .live import beside, foot, meeting_rail, put_line
from .state import Shown, shown
from .views import MeetingView


def draw(view: MeetingView, width: int, height: int) -> tuple[Canvas, Grid]:
    """The page in a window of this size: in the view that a person chose, else in the one that the size asks for."""
    chosen = view.layout if view.layout != "big" or view.drawer is None else None  # who works a dialog sits near
    if chosen == "big" and view.panel is not None and view.panel.show is not None:
        from . import showing  # for a room that watches, at whatever size

        return showing.draw(view, view.panel, view.panel.show, width, height)
    used = layout.used(chosen, width, height)
    columns, rows = layout.area(chosen, width, height)
    if used == "strip":  # like the big one only read when it is wanted: the first frame seldom does
        from .strip import draw as draws
    elif used == "big":
        from .big import draw as draws
    else:
        draws = _page
    canvas, g = draws(view, columns, rows)
    canvas.grow(width, height)
    return canvas, g


def _page(view: MeetingView, width: int, height: int) -> tuple[Canvas, Grid]:
    """The page with its figure at one size: narrow, standard or wide."""
    canvas = Canvas(width, height, ascii_only=view.ascii_only)
    g = grid(width, height)
    session = view.preview or view.session
    state = shown(session, view.at_ms, view.words, view.language, view.keys.shown("pause"))
    _header(canvas, g, view, session)
    rail.draw(
        canvas, g.rail, g.rail_left, g.right_edge - g.rail_left, meeting_rail(view, session, state),
        names=g.names, tall=g.thick, times=g.times, curtain=view.curtain,
    )  # fmt: skip
    _figure(canvas, g, view, state)
    if not view.curtain:
        top = 0
        if g.two and view.panel is None:
            _purpose(canvas, g, view)
        elif g.two and view.panel is not None:
            top = panel.beside(canvas, g, view.panel)
        talk.prompts(canvas, g, view)
        talk.notes(canvas, g, view, top)
        if view.panel is not None:
            panel.choices(canvas, g, view.panel)
    foot(canvas, g, view)
    if view.drawer is not None:  # behind the curtain too: a question that hears keys must be seen
        draw_drawer(canvas, g, view.drawer)
    return canvas, g


def _header(canvas: Canvas, g: Grid, view: MeetingView, session: Session) -> None:
    """Reference, circumstances and clock; in the low and the narrow views the phase and the clock."""
    start = canvas.right(g.header, g.right_edge, view.words.clock(view.now), BOLD)
    if view.curtain:
        panel.tag(canvas, g.header, g.margin, view.panel, start - 1)
        return
    if g.rhythm == "short":
        column = canvas.put(g.header, g.margin, session.phase.short.get(view.language), BOLD, until=start - 1)
        panel.tag(canvas, g.header, column + 2, view.panel, start - 1)
        return
    column = g.margin
    if view.panel is not None:
        column = panel.tag(canvas, g.header, column, view.panel, start - 2) + 2
    if session.reference:
        column = canvas.put(g.header, column, session.reference, BOLD, until=start - 2) + 2
    text = circumstance_words(session.plan.circumstances, view.words)
    if session.plan.half_matters:
        text = f"{text} · {view.words('Same time: about half the matters')}".removeprefix(" · ")
    if view.panel is not None and view.panel.about:
        more = f"{text} · {view.panel.about}".removeprefix(" · ")
        text = more if column + cell_len(more) <= start - 2 else text
    canvas.put(g.header, column, text, until=start - 2)


def _figure(canvas: Canvas, g: Grid, view: MeetingView, state: Shown) -> None:
    """The figure, and its three lines beside it."""
    end = g.right_column - 2 if g.two else g.right_edge
    draws = figure.draw_tight if g.form == "tight" else figure.draw
    column = draws(canvas, g.figure, g.margin, state.figure, Ink(state.role), plate=state.plate)
    if state.figure == "‖":  # where it says how to go on, a click does
        for row in range(g.figure, g.figure + 3):
            canvas.target(row, g.margin, end, "pause")
    narrow = g.rhythm == "short"
    column += 2 if narrow else 3
    for offset, (text, ink) in enumerate(beside(view, state)):
        after = put_line(canvas, g.figure + offset, column, text, ink, until=end)
        if offset == 1 and state.leave and not view.curtain and not narrow:
            canvas.put(g.figure + offset, after + 1, "▲", TEXT, until=end)


def _purpose(canvas: Canvas, g: Grid, view: MeetingView) -> None:
    text = view.session.phase.purpose.get(view.language)
    for offset, line in enumerate(wrap(text, g.notes_end - g.right_column, 3)):
        canvas.put(g.figure + offset, g.right_column, line)
