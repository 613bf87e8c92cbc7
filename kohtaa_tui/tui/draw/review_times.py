"""How the Review tells the time: the rail as it went, what a late start cost, the minutes of each phase."""

from __future__ import annotations

from rich.cells import cell_len

from ...domain import timing
from ...domain.lateness import first_plan, late_costs, late_s
from ...domain.session import Session
from ...runtime.lateness import late_line
from . import rail
from .canvas import Canvas, wrap
from .furniture import TEXT
from .grid import Grid
from .review_view import ReviewView


def put_rail(canvas: Canvas, g: Grid, view: ReviewView, session: Session) -> None:
    """The phases as they went, with their minutes."""
    spans, plan = timing.from_start(session, timing.used_spans(session)), first_plan(session)
    length = max(1, spans[-1].end_ms)
    used = timing.all_used_s(session, session.last_ms)
    width = g.right_edge - g.rail_left
    pieces, labels, planned, ticks = [], [], 0, []
    for span, phase in zip(spans, plan.phases, strict=True):
        pieces.append(rail.Piece(phase.id, phase.short.get(view.language), span.start_ms, span.end_ms, "done"))
        planned += phase.minutes * 60_000
        if planned < length and phase is not plan.phases[-1]:
            ticks.append(planned)
        if span.end_ms > span.start_ms:
            minutes = timing.minutes(used[phase.id])
            # used and planned where the phase is wide enough for both, with nothing said that is the same
            both = f"{minutes} / {phase.minutes} min"
            room = (span.end_ms - span.start_ms) * width // length - 1
            labels.append((span.start_ms, both if minutes != phase.minutes and len(both) <= room else f"{minutes} min"))
    full = g.rhythm in ("regular", "airy")
    rail.draw(
        canvas,
        g.rail,
        g.rail_left,
        width,
        rail.Rail(pieces, length, length, times=labels, ticks=ticks if full else ()),
        names=full or g.rhythm == "strip",
        tall=full,
        times=full or g.rhythm == "strip",
    )
    row = g.rail + (2 if full else 1 if g.rhythm == "strip" else 0)
    rail.keep_last(canvas, row, g.rail_left, width, spans[-1].start_ms, length)


def put_late(canvas: Canvas, g: Grid, view: ReviewView, session: Session) -> None:
    """How late it began and what that cost: between rail and figure where it is one line, else under the figure."""
    if g.rhythm not in ("regular", "airy"):
        return  # the header says how late, and there is no room for more
    width = g.right_edge - g.margin
    late, costs = late_s(session), late_costs(session)
    told = late_line(late, costs, view.words, view.language, begun=True)
    if cell_len(told) <= width:
        canvas.put(g.figure - 1, g.margin, told, until=g.right_edge)
        return
    row = g.figure + 3
    lines = wrap(told, width)
    if len(lines) > g.prompt - row:  # without the phases' names
        lines = wrap(late_line(late, costs, view.words, view.language, begun=True, names=False), width)
    for offset, line in enumerate(lines[: g.prompt - row]):
        canvas.put(row + offset, g.margin, line.removesuffix(" ·"), until=g.right_edge)


def put_times(canvas: Canvas, g: Grid, view: ReviewView, session: Session, top: int, left: int, end: int) -> None:
    """Planned and used minutes per phase: no sums, no colours, no praise."""
    words = view.words
    used = timing.all_used_s(session, session.last_ms)
    planned_end = end - max(cell_len(words("used")), 7) - 3
    canvas.right(top, planned_end, "╷ " + words("planned"))
    canvas.right(top, end, words("used"))
    step = 2 if g.rhythm == "airy" and g.two else 1
    row = top + step
    for phase in first_plan(session).phases:
        if row >= g.note - 1:
            return
        name = phase.short.get(view.language)
        canvas.put(row, left, name, until=planned_end - 4)
        canvas.right(row, planned_end, str(phase.minutes))
        visits = sum(v.phase == phase.id for v in session.visits)
        if not visits:
            canvas.right(row, end, words("not this time"))
        else:
            canvas.right(row, end, str(timing.minutes(used[phase.id])), TEXT)
        row += step
    paused = timing.paused_s(session, session.last_ms)
    if paused and row < g.note - 1:
        canvas.put(row, left, words("pauses"))
        canvas.right(row, end, str(timing.minutes(paused)), TEXT)
