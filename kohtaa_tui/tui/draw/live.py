"""What every view of the running meeting shares: its rail, the figure's words, the word beside the note line."""

from __future__ import annotations

from collections.abc import Sequence

from ...domain import timing
from ...domain.session import Session, Status
from . import panel, rail
from .canvas import PLAIN, Canvas, Ink, cell_len
from .furniture import MASK, key_line, note_band, saved_ink, saved_text
from .grid import Grid
from .state import Shown
from .views import MeetingView


def beside(view: MeetingView, state: Shown) -> list[tuple[str, Ink]]:
    """The three lines that explain the figure, some of them empty; behind the curtain only the first says something.

    On the third stands what the next appointment asks for, where the state has nothing else to say there; where
    it is pressing also while time of the farewell is used: then the end alone would promise too much.
    """
    first = (state.line1, Ink(state.role if state.squeezed else "text", True))
    if view.curtain:
        return [first, ("", PLAIN), ("", PLAIN)]
    squeezed = state.level is timing.Level.SQUEEZE and view.session.status is not Status.PAUSED
    if not view.following or (state.line3 and not (squeezed and view.following_strong)):
        return [first, (state.line2, PLAIN), (state.line3, PLAIN)]
    return [first, (state.line2, PLAIN), (view.following, Ink("text", True) if view.following_strong else PLAIN)]


def shorter(text: str) -> tuple[str, ...]:
    """`text` and what may stand in its place where there is less room: the farewell's minutes, the first half of it,
    or what is to be done and not why.
    """
    if text.startswith("⚑"):
        number = next((t for t in text.split() if t.isdigit()), "")
        return text, f"⚑ {number} min"
    head, between, _ = text.partition(" · ")
    if between:
        return text, head
    _, between, tail = text.partition(": ")
    return (text, tail) if between else (text,)


def put_line(canvas: Canvas, row: int, column: int, text: str, ink: Ink, *, until: int) -> int:
    """Draw a line beside the figure, or what may stand in its place; a column of air on each side is given first."""
    for words in shorter(text):
        over = column + cell_len(words) - until
        if over <= 2:
            shift, more = min(max(over, 0), 1), max(over - 1, 0)
            return canvas.put(row, column - shift, words, ink, until=until + more)
    return canvas.put(row, column, shorter(text)[-1], ink, until=until)


def meeting_rail(view: MeetingView, session: Session, state: Shown) -> rail.Rail:
    """The rail of a live session."""
    at = timing.now_ms(session, view.at_ms)
    begin = session.begin_ms  # the rail begins where the meeting really began
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
                span.start_ms - begin,
                span.end_ms - begin,
                how,
                used[phase.id] * 1000 if how == "ahead" else 0,
                phase.protected,
            )
        )
    length = max(session.end_s * 1000 - begin, spans[-1].end_ms - begin, 1)
    current = spans[place]
    over = max(0, at - max(current.end_ms, current.start_ms))
    if state.level in (timing.Level.CALM, timing.Level.NEAR):
        over = 0
    starts = [
        (s.start_ms - begin, view.words.time(session.wall(s.start_ms).astimezone()))
        for s in spans
        if s.end_ms > s.start_ms
    ]
    old = timing.spans(view.session, at) if view.preview is not None else ()
    return rail.Rail(
        pieces,
        length,
        min((session.pauses[-1].start_ms if session.status is Status.PAUSED else at) - begin, length),
        over=over,
        hatch="squeeze" if state.level is timing.Level.SQUEEZE else "over",
        paused=session.status is Status.PAUSED,
        leave=timing.latest_leave_s(session) * 1000 - begin if state.leave else None,
        times=starts,
        end_time=view.words.time(session.wall(session.end_s * 1000).astimezone()),
        ticks=[s.end_ms - begin for s in old[place:-1] if s.end_ms not in {n.end_ms for n in spans}],
    )


def foot(canvas: Canvas, g: Grid, view: MeetingView) -> None:
    """What is at the foot of a page: note line and keys, or the message in their place."""
    note_band(canvas, g)
    status(canvas, g, view)
    if not view.curtain or view.message:
        paused = view.session.status is Status.PAUSED
        shown = view.panel.show if view.panel is not None else None
        shift = 0 if view.message else panel.menu_width(g, view.panel)
        ids: Sequence[str] = shown.keys if shown is not None else _key_ids(g, view.session)
        if view.panel is not None and shown is None:
            ids = [i for i in ids if i != "followup" and not (shift and i == "curtain")]
        key_line(canvas, g, view.keys, view.words, ids, view.message, paused=paused and shown is None, shift=shift)
        if shift and view.panel is not None:
            panel.menu(canvas, g, view.panel)


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
