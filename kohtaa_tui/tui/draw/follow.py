"""The page of a second and third terminal in a practice: what whoever plays the client says, or what the observer
marks. Rail and clock are those of the Meeting.
"""

from __future__ import annotations

from msgspec import Struct

from ...domain import timing
from ...exports.handout import Role
from ...i18n import Words
from ..bindings import Keys
from . import figure, rail
from .canvas import PLAIN, Canvas, Ink, wrap
from .drawer import Drawer, draw_drawer
from .furniture import BOLD, MASK, TEXT, key_line, note_band, saved_ink, saved_text
from .grid import Grid, grid
from .live import beside, meeting_rail, put_line
from .state import Shown, shown
from .views import MeetingView


class Piece(Struct, frozen=True):
    """A part of what the client reads."""

    text: str
    lead: str = ""
    """A number, or ✓ once it was said."""
    said: bool = False
    """Whether somebody says it: then it is read first."""
    now: bool = False
    """Whether it is the moment for it."""


class Markable(Struct, frozen=True):
    """Something the observer can mark, and how often that was done in this phase."""

    key: str
    name: str
    hit: str
    count: int = 0
    chosen: bool = False
    """Whether Enter marks it."""


class FollowView(Struct, frozen=True):
    """All that a following page shows."""

    role: Role
    words: Words
    keys: Keys
    tag: str
    """PRACTICE."""
    role_name: str
    name: str = ""
    """The practice client."""
    meeting: MeetingView | None = None
    """The meeting that is followed; None while none has begun."""
    part: tuple[Piece, ...] = ()
    """The client's part of this phase."""
    aside: tuple[Piece, ...] = ()
    """What stands beside it where there are two columns, and below it where there is one."""
    top: int = 0
    """Rows of it that are scrolled past."""
    kinds: tuple[Markable, ...] = ()
    traps: tuple[Markable, ...] = ()
    marks: tuple[tuple[str, str], ...] = ()
    """The last marks with their times, the newest last."""
    saved: str = ""
    unsaved: int = 0
    mask: str = ""
    """The word that stands there while the line holds something that may point to a person."""
    message: str = ""
    waiting: tuple[str, ...] = ()
    """What the page says while there is no practice."""
    drawer: Drawer | None = None
    ascii_only: bool = False


def draw(view: FollowView, width: int, height: int) -> tuple[Canvas, Grid]:
    """The page at a size."""
    canvas = Canvas(width, height, ascii_only=view.ascii_only)
    g = grid(width, height)
    ids: tuple[str, ...] = ("follow.language", "follow.help", "follow.quit")
    if view.meeting is None:
        _waiting(canvas, g, view)
    else:
        state = _frame(canvas, g, view, view.meeting)
        if view.role == "client":
            from .follow_client import part as draws

            ids = ("follow.down", "follow.up", *ids)
        else:
            from .follow_observer import marks as draws

            ids = ("follow.undo", *ids)
        draws(canvas, g, view, state)
    note_band(canvas, g)
    if view.mask:
        canvas.right(g.note, g.right_edge, view.mask, MASK, hit="follow.mask")
    elif view.saved:
        told = saved_text(view.saved, view.unsaved, view.words, narrow=g.width < 60)
        canvas.right(g.note, g.right_edge, told, saved_ink(view.saved))
    if g.keys >= 0:
        key_line(canvas, g, view.keys, view.words, ids, view.message)
    elif view.message:
        canvas.clear(g.note - 1)
        canvas.put(g.note - 1, g.margin, view.message, TEXT, until=g.right_edge)
    if view.drawer is not None:
        draw_drawer(canvas, g, view.drawer)
    return canvas, g


def body(g: Grid, view: FollowView) -> tuple[int, int]:
    """The first row of what is read or marked, and the row after its last."""
    if g.rhythm in ("strip", "tiny"):
        return min(2, g.note - 1), g.note
    if g.rhythm == "short":
        return 3, g.note
    top = g.prompt - 1 if view.role == "observer" else g.figure
    return top, g.note - (2 if g.rhythm == "airy" else 1)


def _waiting(canvas: Canvas, g: Grid, view: FollowView) -> None:
    top = max(0, g.header if g.rhythm not in ("strip", "tiny") else 0)
    canvas.put(top, g.margin, _whose(view), BOLD, until=g.right_edge)
    roomy = g.rhythm in ("regular", "airy")
    row = g.figure if roomy else top + 1 + (g.rhythm == "short")
    for place, text in enumerate(view.waiting):
        for line in wrap(text, g.right_edge - g.margin):
            if row < g.note:
                canvas.put(row, g.margin, line, PLAIN if place else BOLD, until=g.right_edge)
            row += 1
        row += roomy


def _whose(view: FollowView) -> str:
    """Whose page it is, and that it is practice."""
    return " · ".join(part for part in (view.tag, view.name, view.role_name) if part)


def _frame(canvas: Canvas, g: Grid, view: FollowView, meeting: MeetingView) -> Shown:
    """Header, rail and, where the observer has room for it, the figure."""
    state = shown(meeting.session, meeting.at_ms, view.words, meeting.language, pause_key="")
    over = meeting.session.ended_ms
    drawn = meeting_rail(meeting, meeting.session, state) if over is None else _rail_over(meeting, over)
    top, low = (0, True) if g.rhythm in ("strip", "tiny") else (g.rail, False)
    rail.draw(
        canvas, top, g.margin, g.right_edge - g.margin, drawn, names=g.names, tall=g.thick, times=g.times
    )  # fmt: skip
    header = 1 if low else g.header
    if header >= g.note - low:
        return state
    start = canvas.right(header, g.right_edge, view.words.clock(meeting.now), BOLD)
    if low:
        canvas.put(header, g.margin, f"{view.tag} · {standing(view, state)}", BOLD, until=start - 2)
        return state
    canvas.put(header, g.margin, _whose(view), BOLD, until=start - 1)
    if g.rhythm == "short":
        canvas.put(header + 1, g.margin, standing(view, state), TEXT, until=g.right_edge)
    elif view.role == "observer" and over is None:
        _figure(canvas, g, meeting, state)
    return state


def standing(view: FollowView, state: Shown) -> str:
    """Where the meeting stands, in a few words."""
    over = view.meeting is not None and view.meeting.session.ended_ms is not None
    return view.words("The practice has ended.") if over else state.title


def _rail_over(meeting: MeetingView, ended_ms: int) -> rail.Rail:
    """What happened, each phase as wide as the time spent in it."""
    session = meeting.session
    spans = timing.from_start(session, timing.used_spans(session))
    names = {phase.id: phase.short.get(meeting.language) for phase in session.plan.phases}
    length = max(1, ended_ms - session.begin_ms)
    return rail.Rail(
        [rail.Piece(s.phase, names[s.phase], s.start_ms, s.end_ms, "done") for s in spans],
        length,
        length,
        end_time=meeting.words.time(session.wall(ended_ms).astimezone()),
    )


def _figure(canvas: Canvas, g: Grid, meeting: MeetingView, state: Shown) -> None:
    end = g.right_column - 2 if g.two else g.right_edge
    column = figure.draw(canvas, g.figure, g.margin, state.figure, Ink(state.role), plate=state.plate) + 3
    lines = beside(meeting, state)
    for offset, (text, ink) in enumerate(lines):
        put_line(canvas, g.figure + offset, column, text, ink, until=end)
