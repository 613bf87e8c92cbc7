"""The Meeting page: figure, rail, one sentence, one line to write on. The rest is quiet."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from ...domain import timing
from ...domain.session import Session, Status
from . import figure, rail, talk
from .canvas import PLAIN, Canvas, Ink, wrap
from .drawer import draw_drawer
from .furniture import BOLD, MASK, TEXT, circumstance_words, key_line, note_band, saved_ink, saved_text
from .grid import Grid, grid
from .state import Shown, shown
from .views import MeetingView


def draw(view: MeetingView, width: int, height: int) -> tuple[Canvas, Grid]:
    """The page at a size."""
    canvas = Canvas(width, height, ascii_only=view.ascii_only)
    g = grid(width, height)
    session = view.preview or view.session
    state = shown(session, view.at_ms, view.words, view.language, view.keys.shown("pause"))
    end = _header(canvas, g, view, session)
    _rail(canvas, g, view, session, state)
    _figure(canvas, g, view, state, end)
    if not view.curtain:
        if g.rhythm in ("regular", "airy") and g.two:
            _purpose(canvas, g, view)
        talk.prompts(canvas, g, view)
        talk.notes(canvas, g, view)
    note_band(canvas, g)
    status(canvas, g, view)
    if not view.curtain or view.message:
        key_line(
            canvas,
            g,
            view.keys,
            view.words,
            _key_ids(g, view.session),
            view.message,
            paused=view.session.status is Status.PAUSED,
        )
    if view.drawer is not None:  # behind the curtain too: a question that hears keys must be seen
        draw_drawer(canvas, g, view.drawer)
    return canvas, g


def status(canvas: Canvas, g: Grid, view: MeetingView) -> None:
    """At the right of the note line: whether all is on the disk; behind the curtain how to open it."""
    words = view.words
    if view.curtain and view.saved != "unsaved":
        canvas.right(
            g.note,
            g.right_edge,
            words("{key} opens", key=view.keys.shown("curtain")),
            Ink("mute", on="surf"),
            hit="curtain",
        )
        return
    if view.mask and view.saved != "unsaved":
        canvas.right(g.note, g.right_edge, view.mask, MASK, hit="mask")
        return
    canvas.right(
        g.note, g.right_edge, saved_text(view.saved, view.unsaved, words, narrow=g.width < 60), saved_ink(view.saved)
    )


def _key_ids(g: Grid, session: Session) -> Sequence[str]:
    """The keys that matter now: in the last phase the one that ends, while paused the one that goes on."""
    onward = "end" if timing.is_last(session) else "next"
    if g.width < 60:
        return (onward, "pause" if session.status is Status.PAUSED else "curtain", "help")
    if onward == "end":
        return (onward, "followup", "back", "pause", "fit", "curtain", "help")
    return (onward, "back", "pause", "fit", "curtain", "help")


def _header(canvas: Canvas, g: Grid, view: MeetingView, session: Session) -> int:
    """Reference, circumstances and clock; returns the column where the clock begins."""
    if g.header < 0:
        return g.right_edge
    clock = view.words.clock(view.now)
    start = canvas.right(g.header, g.right_edge, clock, BOLD) if g.rhythm != "tiny" else g.right_edge
    if view.curtain:
        return start
    if g.rhythm == "short":
        canvas.put(g.header, g.margin, session.phase.short.get(view.language), BOLD, until=start - 1)
        return start
    if g.rhythm in ("regular", "airy"):
        column = g.margin
        if session.reference:
            column = canvas.put(g.header, column, session.reference, BOLD, until=start - 2) + 2
        text = circumstance_words(session.plan.circumstances, view.words)
        if session.plan.half_matters:
            text = f"{text} · {view.words('Same time: about half the matters')}".removeprefix(" · ")
        canvas.put(g.header, column, text, until=start - 2)
    return start


def meeting_rail(view: MeetingView, session: Session, state: Shown) -> rail.Rail:
    """The rail of a live session."""
    at = timing.now_ms(session, view.at_ms)
    spans = timing.spans(session, at)
    used = timing.all_used_s(session, at)
    place = session.place
    pieces = []
    for i, (span, phase) in enumerate(zip(spans, session.plan.phases, strict=True)):
        how = "now" if i == place else "done" if i < place else "ahead"
        pieces.append(
            rail.Piece(
                phase.id,
                phase.short.get(view.language),
                span.start_ms,
                span.end_ms,
                how,
                used[phase.id] * 1000 if how == "ahead" else 0,
                phase.protected,
            )
        )
    length = max(session.end_s * 1000, spans[-1].end_ms, 1)
    current = spans[place]
    over = max(0, at - max(current.end_ms, current.start_ms))
    if state.level in (timing.Level.CALM, timing.Level.NEAR):
        over = 0
    starts = [
        (s.start_ms, view.words.time(session.wall(s.start_ms).astimezone())) for s in spans if s.end_ms > s.start_ms
    ]
    old = timing.spans(view.session, at) if view.preview is not None else ()
    return rail.Rail(
        pieces,
        length,
        min(session.pauses[-1].start_ms if session.status is Status.PAUSED else at, length),
        over=over,
        hatch="squeeze" if state.level is timing.Level.SQUEEZE else "over",
        paused=session.status is Status.PAUSED,
        leave=timing.latest_leave_s(session) * 1000 if state.leave else None,
        times=starts,
        end_time=view.words.time(session.wall(session.end_s * 1000).astimezone()),
        ticks=[s.end_ms for s in old[place:-1] if s.end_ms not in {n.end_ms for n in spans}],
    )


def _rail(canvas: Canvas, g: Grid, view: MeetingView, session: Session, state: Shown) -> None:
    full = g.rhythm in ("regular", "airy")
    rail.draw(
        canvas,
        g.rail,
        g.rail_left,
        g.right_edge - g.rail_left,
        meeting_rail(view, session, state),
        names=full or g.rhythm == "strip",
        tall=full,
        times=full or g.rhythm == "strip",
        curtain=view.curtain,
    )


def _figure(canvas: Canvas, g: Grid, view: MeetingView, state: Shown, clock_at: int) -> None:
    role = Ink(state.role)
    line1 = Ink(state.role if state.squeezed else "text", True)
    lines = [state.line1] if view.curtain else [state.line1, state.line2, state.line3]
    leave = state.leave and not view.curtain
    if g.figure < 0:
        if g.header >= 0:
            unit = "" if state.figure in ("‖",) or ":" in state.figure else " min"
            text = ("‖" if state.figure == "‖" else state.figure) + unit
            column = canvas.put(g.header, g.margin, text, Ink(state.role, True), until=g.right_edge)
            rest = [p for p in (state.line2,) if p and not view.curtain]
            column = canvas.put(g.header, column + 2, " · ".join(rest), until=g.right_edge)
            clock = view.words.clock(view.now)
            if column + 2 + cell_len(clock) <= g.right_edge:
                canvas.right(g.header, g.right_edge, clock, BOLD)
        return
    column = figure.draw(canvas, g.figure, g.margin, state.figure, role, plate=state.plate)
    if view.session.status is Status.PAUSED:  # where it says how to go on, a click does
        for row in range(g.figure, g.figure + 3):
            canvas.target(row, g.margin, g.right_column - 2 if g.two else g.right_edge, "pause")
    if g.rhythm == "strip":
        at = canvas.put(g.header, g.words_left, lines[0], line1, until=clock_at - 2)
        for i, text in enumerate(t for t in lines[1:] if t):
            if at + 3 + cell_len(text) + 2 > clock_at:
                break
            at = canvas.put(g.header, at, " · ")
            at = canvas.put(g.header, at, text)
            if i == 0 and leave and at + 3 < clock_at:
                at = canvas.put(g.header, at, " ▲", TEXT)
        return
    narrow = g.rhythm == "short"
    column += 2 if narrow else 3
    end = g.right_column - 2 if g.two else g.right_edge
    for offset, text in enumerate(lines):
        if not text:
            continue
        if narrow and offset == 2 and cell_len(text) > end - column and text.startswith("⚑"):
            text = f"⚑ {next((t for t in text.split() if t.isdigit()), '')} min"
        after = canvas.put(g.figure + offset, column, text, line1 if offset == 0 else PLAIN, until=end)
        if offset == 1 and leave and not narrow:
            canvas.put(g.figure + offset, after + 1, "▲", TEXT, until=end)


def _purpose(canvas: Canvas, g: Grid, view: MeetingView) -> None:
    text = view.session.phase.purpose.get(view.language)
    for offset, line in enumerate(wrap(text, g.notes_end - g.right_column, 3)):
        canvas.put(g.figure + offset, g.right_column, line)
