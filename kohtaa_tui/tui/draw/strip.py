"""The strip: a window of four to eight rows, as a tmux pane or over another program. Three rows say the least.

From 60 columns the figure stands at the left and everything else beside it. Under 60 the rail and the prompt have the
whole width, and the figure's words stand beside the figure. As rows go, so do: the newest note, the next prompts, the
rail's times, its names; in the end the figure is text. Figure, rail, prompt and note line are always there.
"""

from __future__ import annotations

from . import figure, panel, rail, talk
from .canvas import Canvas, Ink, cell_len, wrap
from .drawer import draw_small
from .furniture import BOLD, TEXT, note_band
from .grid import WORDS_LEFT, Form, Grid
from .live import beside, meeting_rail, put_line, shorter, status
from .state import Shown, shown
from .views import MeetingView

_FIGURE_COLUMNS = 19
"""Columns of the widest figure without a plate, `0:40`."""
_TEXT_COLUMNS = 9
"""Columns kept for the figure as text before the prompt."""


def places(width: int, height: int, *, spoken: bool = False) -> Grid:
    """The places of the strip in a window of this size. With `spoken` a row over the prompt is kept for a panel's
    text, for which the rail's times go, and where rows are few its names.
    """
    last, margin = height - 1, 2 if width > 12 else 0
    if height >= 4 and width >= 60:
        names, times = height >= (6 if spoken else 5), height >= (7 if spoken else 6)
        words = 1 + names + times
        prompt = words + 1 + (spoken and not times and height > 4)
        form: Form = "tight" if height == 4 else "half" if height == 5 else "tall"
        return Grid(
            width, height, "strip", margin, False, header=words, rail=0, rail_left=WORDS_LEFT,
            figure=0 if height < 6 else 1, words_left=WORDS_LEFT, prompt=prompt, note=last, keys=-1, sign=-1,
            form=form, names=names, times=times,
        )  # fmt: skip
    if height >= 6 and width >= margin + _FIGURE_COLUMNS + 6:
        return Grid(
            width, height, "strip", margin, False, header=1, rail=0, rail_left=margin, figure=1, words_left=0,
            prompt=4, note=last, keys=-1, sign=-1, form="tight",
        )  # fmt: skip
    if height == 5 and width >= 40:
        return Grid(
            width, height, "strip", margin, False, header=1, rail=0, rail_left=margin + _FIGURE_COLUMNS + 2, figure=0,
            words_left=0, prompt=3, note=last, keys=-1, sign=-1, form="tight",
        )  # fmt: skip
    if height >= 4:
        return Grid(
            width, height, "tiny", margin, False, header=1, rail=0, rail_left=margin, figure=1, words_left=0, prompt=2,
            note=last, keys=-1, sign=-1, form="text",
        )  # fmt: skip
    both = height == 3 and width >= margin + _TEXT_COLUMNS + 12  # else the prompt alone
    return Grid(
        width, height, "tiny", margin, False, header=-1, rail=0, rail_left=margin, figure=1 if both else -1,
        words_left=margin + _TEXT_COLUMNS if both else 0, prompt=1 if height == 3 else -1, note=last, keys=-1, sign=-1,
        form="text",
    )  # fmt: skip


def draw(view: MeetingView, width: int, height: int) -> tuple[Canvas, Grid]:
    """The strip at a size."""
    spoken = view.panel is not None and not view.curtain
    canvas, g = Canvas(width, height, ascii_only=view.ascii_only), places(width, height, spoken=spoken)
    session = view.preview or view.session
    state = shown(session, view.at_ms, view.words, view.language, view.keys.shown("pause"))
    rail.draw(
        canvas, g.rail, g.rail_left, g.right_edge - g.rail_left, meeting_rail(view, session, state),
        names=g.names, tall=0, times=g.times, curtain=view.curtain,
    )  # fmt: skip
    after = _figure(canvas, g, state)
    where = _panel(g, after)
    if view.drawer is not None:  # behind the curtain too: a question that hears keys must be seen
        note_band(canvas, g)
        draw_small(canvas, g, view.drawer, where)
    elif view.message and g.prompt >= 0:
        note_band(canvas, g)
        _message(canvas, g, view, state, where)
    else:
        _words(canvas, g, view, state, where)
        if not view.curtain:
            _prompts(canvas, g, view, g.note)
        note_band(canvas, g)
    status(canvas, g, view)
    return canvas, g


Rows = tuple[int, int, int]
"""Where the figure's words stand: first row, left column, rows. Without a row there is no room for them."""


def _panel(g: Grid, after: int) -> Rows:
    if g.form == "text":
        return g.header, after + 2, 1 if g.header >= 0 else 0
    if g.words_left:
        return g.header, g.words_left, 1
    return g.prompt - 3 + (g.rail_left > g.margin), after + 2, 3 - (g.rail_left > g.margin)


def _figure(canvas: Canvas, g: Grid, state: Shown) -> int:
    """Draw the figure and return the column after it."""
    if g.figure < 0:
        return g.margin
    ink = Ink(state.role)
    rows = range(g.figure, min(g.figure + 3, g.note))
    if g.form == "text":
        unit = " min" if g.prompt == g.figure and state.figure.isdigit() else ""
        ink = Ink("ink", True, "squeeze") if state.plate else Ink(state.role, True)
        told = f" {state.figure} " if state.plate else state.figure + unit
        if canvas.ascii_only:
            told = figure.text(state.figure, plate=state.plate) + ("" if state.plate else unit)
        after, rows = canvas.put(g.figure, g.margin, told, ink, until=g.right_edge), range(g.figure, g.figure + 1)
    else:
        draws = {"tight": figure.draw_tight, "half": figure.draw_large}.get(g.form, figure.draw)
        until = g.words_left - 2 if g.words_left else g.rail_left - 1 if g.rail_left > g.margin else g.right_edge
        after = draws(canvas, g.figure, g.margin, state.figure, ink, plate=state.plate, until=until)
    if state.figure == "‖":  # where it says how to go on, a click does
        for row in rows:
            canvas.target(row, g.margin, after, "pause")
    return after


def _words(canvas: Canvas, g: Grid, view: MeetingView, state: Shown, where: Rows) -> None:
    """The figure's words, and the clock at the right of their last row."""
    top, left, rows = where
    if not rows:
        return
    lines = [(text, ink) for text, ink in beside(view, state) if text]
    clock = view.words.clock(view.now)
    clock_at = g.right_edge - cell_len(clock)
    kind = view.panel.tag if view.panel is not None else ""
    if view.following_strong and not view.curtain and len(lines) > 2 and lines[2][0] == view.following:
        lines[1], lines[2] = lines[2], lines[1]  # who waits comes before when the end was
    if rows == 1:
        least = left + min(cell_len(shorter(lines[0][0])[-1]), 12)
        if clock_at - 2 >= least:
            canvas.put(top, clock_at, clock, BOLD)
            if kind and clock_at - 4 - cell_len(kind) >= least:
                clock_at = canvas.right(top, clock_at - 2, kind)
        else:
            clock_at = g.right_edge + 2
        pressing = view.following_strong and len(lines) > 1 and lines[1][0] == view.following
        if pressing and left + cell_len(f"{shorter(lines[0][0])[-1]} · {view.following}") > clock_at - 2:
            lines = lines[1:2]  # the figure says by itself that the end has passed
        _in_a_row(canvas, top, left, clock_at - 2, lines, leave=state.leave and g.times and not view.curtain)
        return
    shown_lines = lines[: rows if rows == 3 else 2]
    for offset, (text, ink) in enumerate(shown_lines):
        after = put_line(canvas, top + offset, left, text, ink, until=g.right_edge)
        if top + offset == g.header and after + 2 > clock_at:
            clock_at = -1
    if clock_at >= left:
        canvas.put(g.header, clock_at, clock, BOLD)
        if (
            kind
            and clock_at - 2 - cell_len(kind) >= left
            and canvas.blank(g.header, clock_at - 4 - cell_len(kind), clock_at)
        ):
            canvas.right(g.header, clock_at - 2, kind)


def _in_a_row(canvas: Canvas, row: int, left: int, end: int, lines: list[tuple[str, Ink]], *, leave: bool) -> None:
    """Words after words, as many as fit; the first are cut before they are left out."""
    at = left
    for place, (text, ink) in enumerate(lines):
        room = end - at - (3 if place else 0)
        fits = next((t for t in shorter(text) if cell_len(t) <= room), "")
        if place == 0:
            at = canvas.put(row, at, fits or text, ink, until=end)
        elif fits:
            at = canvas.put(row, at, " · ")
            at = canvas.put(row, at, fits, ink)
        if place == 1 and fits and leave and at + 2 <= end:
            at = canvas.put(row, at, " ▲", TEXT)


def _prompts(canvas: Canvas, g: Grid, view: MeetingView, end_row: int) -> None:
    """The current prompt, the next ones as rows allow, and the newest note from eight rows."""
    if g.prompt < 0:
        return
    left, end = max(g.margin, g.words_left), g.right_edge
    written = talk.collected(view.session)
    stop = min(end_row, g.note - (1 if g.height >= 8 and written else 0))
    row = g.prompt
    above = g.words_left > 0 and not g.times and g.height > 3
    if view.panel is not None and above:
        canvas.clear(row - 1, left)
        panel.below(canvas, g, view.panel, row - 1, row)
    if view.prompt:
        done = view.prompt in view.session.done
        if left >= 2 and canvas.blank(row, left - 2, left):
            canvas.put(row, left - 2, "✓" if done else "►", Ink("calm"))
        ink = TEXT if view.panel is not None and view.panel.spoken else BOLD
        for line in talk.wrapped(view, view.prompt, end - left, stop - row if view.panel is None else 1):
            canvas.put(row, left, line, ink, hit=f"prompt:{view.prompt}", until=end)
            row += 1
    if view.panel is not None and not above:
        row = panel.below(canvas, g, view.panel, row, stop)
    for prompt_id in talk.after(view):
        if row >= stop:
            break
        if prompt_id in view.session.done and left >= 2:
            canvas.put(row, left - 2, "✓", Ink("calm"))
        canvas.put(row, left, talk.wrapped(view, prompt_id, end - left, 1)[0], hit=f"prompt:{prompt_id}", until=end)
        row += 1
    if stop < end_row:
        talk.note_row(canvas, stop, left, end, view.session, written[-1], view.words, newest=True)


def _message(canvas: Canvas, g: Grid, view: MeetingView, state: Shown, where: Rows) -> None:
    """A sentence over the note line; where rows are few in place of the prompt, and a long one of the words too."""
    left, end, room = max(g.margin, g.words_left), g.right_edge, g.note - g.prompt
    below = wrap(view.message, end - left, 9)
    if len(below) <= room or not where[2]:
        _words(canvas, g, view, state, where)
        below = wrap(view.message, end - left, room)
        first = g.note - len(below)
        if first > g.prompt and not view.curtain:
            _prompts(canvas, g, view, first)
        rows = [(first + n, left, line) for n, line in enumerate(below)]
    else:
        rows = flow(view.message, [(where[0] + n, where[1], end) for n in range(where[2])]
                    + [(row, left, end) for row in range(g.prompt, g.note)])  # fmt: skip
    for row, column, line in rows:
        canvas.put(row, column, line, TEXT, until=end)


def flow(text: str, rows: list[tuple[int, int, int]]) -> list[tuple[int, int, str]]:
    """`text` laid over rows of different widths, given as row, left and end; the last is cut with `…`."""
    found, words = [], text.split()
    for row, left, end in rows[:-1]:
        line: list[str] = []
        while words and cell_len(" ".join([*line, words[0]])) <= end - left:
            line.append(words.pop(0))
        found.append((row, left, " ".join(line)))
    if words:
        row, left, _ = rows[-1]
        found.append((row, left, " ".join(words)))
    return found
