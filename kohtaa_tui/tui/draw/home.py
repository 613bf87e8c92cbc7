"""The Home page: the meeting that one Enter starts, and the latest ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from rich.cells import cell_len

from ...domain import timing
from ...domain.plan import Plan
from ...domain.session import Session
from ...i18n import Words
from ..bindings import Keys
from . import figure, rail
from .ahead import plan_rail, start_hint
from .canvas import PLAIN, Canvas, Ink, cut, wrap
from .day import DayView, draw_day
from .drawer import Drawer, draw_drawer
from .furniture import BOLD, TEXT, key_line, note_band
from .grid import Grid, grid


class Row(Struct, frozen=True):
    """One thing to choose, with its value."""

    name: str
    label: str
    value: str
    chosen: bool = False
    """Whether the arrows stand on it."""
    strong: bool = False
    """Whether it is what Enter starts."""
    own: bool = False
    """Whether it is an appointment."""


class Head(Struct, frozen=True):
    """The large figure and the words beside it."""

    figure: str
    lines: tuple[str, str, str]
    short: str = ""
    """The first line where columns are few."""


class Recent(Struct, frozen=True):
    """An earlier meeting, or one that cannot be read."""

    id: str
    session: Session | None
    broken: str = ""


class HomeView(Struct, frozen=True):
    """All that Home shows."""

    now: datetime
    words: Words
    language: str
    keys: Keys
    plan: Plan
    begins: datetime
    ends: datetime
    rows: Sequence[Row]
    recent: Sequence[Recent]
    head: Head | None = None
    """Figure and words where an appointment is chosen; else they tell the length of the meeting."""
    day: DayView | None = None
    """The day, where an appointment is chosen; else the rail shows the plan."""
    title: str = ""
    """The head of the list of appointments, where there are any."""
    unfinished: bool = False
    quiet: str = ""
    """What is said above the note line, to be read when there is time."""
    quiet_strong: bool = False
    quiet_hit: str = "home.erase"
    """What a click on it means."""
    message: str = ""
    drawer: Drawer | None = None
    ascii_only: bool = False


def draw(view: HomeView, width: int, height: int) -> tuple[Canvas, Grid]:
    """The page at a size."""
    canvas = Canvas(width, height, ascii_only=view.ascii_only)
    g = grid(width, height)
    words = view.words
    if g.header >= 0:
        start = canvas.right(g.header, g.right_edge, words.clock(view.now), BOLD)
        if g.rhythm not in ("strip", "tiny"):
            day = words.weekday_date(view.now.date())
            canvas.put(
                g.header,
                g.margin,
                day if cell_len(day) < start - 2 - g.margin else words.day(view.now.date()),
                BOLD,
                until=start - 1,
            )
    _rail(canvas, g, view)
    _figure(canvas, g, view)
    quiet = _quiet(canvas, g, view)
    row = _rows(canvas, g, view, quiet)
    bottom = min(g.note - 2, quiet - 1)
    if g.two:
        _recent(canvas, g, view, g.figure, bottom, g.right_column, g.right_edge)
    elif g.rhythm in ("regular", "airy", "short"):
        _recent(canvas, g, view, row + 1, bottom, g.margin, g.right_edge)
    note_band(canvas, g)
    if view.drawer is None:  # while a dialog hears the keys, Enter starts nothing
        canvas.right(g.note, g.right_edge, start_hint(words, view.plan, g), Ink("mute", on="surf"), hit="start")
    ids: tuple[str, ...] = (
        ("home.choose", "home.curtain", "home.help")
        if g.width < 60
        else ("home.choose", "home.resume", "home.curtain", "home.open", "home.language", "home.actions", "home.help")
    )
    if view.title:  # beside a calendar that is the one to have at hand
        ids = tuple("home.calendar" if i == "home.language" else i for i in ids)
    if not view.unfinished:
        ids = tuple(i for i in ids if i != "home.resume")
    key_line(canvas, g, view.keys, words, ids, view.message)
    if view.drawer is not None:
        draw_drawer(canvas, g, view.drawer)
    return canvas, g


def _rail(canvas: Canvas, g: Grid, view: HomeView) -> None:
    """The day, or the plan of a meeting without an appointment."""
    if view.day is None:
        plan_rail(canvas, g, view.plan, view.language)
        return
    full = g.rhythm in ("regular", "airy")
    lines = full or g.rhythm == "strip"
    width = g.right_edge - g.rail_left
    draw_day(canvas, g.rail, g.rail_left, width, view.day, names=lines, tall=full, times=lines)


def _figure(canvas: Canvas, g: Grid, view: HomeView) -> None:
    words = view.words
    span = f"{words.time(view.begins)}–{words.time(view.ends)}"
    head = view.head or Head(str(view.plan.minutes), (words("min"), span, words("← → changes")))
    lines = head.lines
    if g.figure < 0:
        if g.header >= 0:
            told = f"{head.figure} {lines[0]}" if view.head else f"{view.plan.minutes} min"
            column = canvas.put(g.header, g.margin, told, BOLD, until=g.right_edge - 10)
            canvas.put(g.header, column + 2, lines[1], until=g.right_edge - 11)
        return
    column = figure.draw(canvas, g.figure, g.margin, head.figure, TEXT, plate=False)
    if view.head is None:
        for row in range(g.figure, g.figure + 3):
            canvas.target(row, g.margin, column, "row:length")
    if g.rhythm == "strip":
        canvas.put(g.header, g.words_left, f"{lines[0]} · {lines[1]}", BOLD, until=g.right_edge - 12)
        return
    column += 2 if g.rhythm == "short" else 3
    if g.rhythm == "short" and head.short:
        lines = (head.short, *lines[1:])
    for offset, text in enumerate(lines):
        end = g.right_column - 2 if g.two else g.right_edge
        canvas.put(g.figure + offset, column, text, BOLD if offset == 0 else PLAIN, until=end)


def _rows(canvas: Canvas, g: Grid, view: HomeView, quiet: int) -> int:
    """The choices, above the row where the quiet line begins; returns the row after them."""
    if g.prompt < 0:
        return g.note
    rows = list(view.rows)
    left = max(g.margin, g.words_left)
    room = min(quiet, g.note) - g.prompt if has_quiet(g) else g.note - g.prompt
    room -= 1 if has_quiet(g) and quiet >= g.note else 0
    if g.rhythm in ("regular",) and not g.two:
        room = min(room, len(rows))
    chosen = next((i for i, r in enumerate(rows) if r.chosen), 0)
    above, below = False, False
    if len(rows) > room:
        start = min(max(0, chosen - room + 1), len(rows) - room)
        above, below = start > 0, start + max(1, room) < len(rows)
        rows = rows[start : start + max(1, room)]
    # appointments, and what else can be chosen, have a column of their own each: a length and a gap are to fit
    widest = {own: max((cell_len(r.label) for r in view.rows if r.own == own), default=0) for own in (False, True)}
    end = g.text_end if g.two else g.right_edge
    step = 2 if g.rhythm == "airy" and g.prompt + 2 * len(rows) < g.note - 3 else 1
    if view.title and g.rhythm in ("regular", "airy"):
        canvas.put(g.prompt - 1, left, view.title, until=end, hit="home.calendar")
    at, last, before = g.prompt, min(quiet, g.note - 1) - 1, None
    for row in rows:
        if before is not None and before.own != row.own and step == 1 and last - at > len(rows):
            at += 1
        before = row
        if row.chosen and left >= 2:
            canvas.put(at, left - 2, "►", Ink("calm"))
        canvas.target(at, left, end, f"row:{row.name}")
        bold = row.chosen or row.strong
        label = BOLD if row.strong else TEXT if row.chosen else PLAIN
        canvas.put(at, left, row.label, label, until=end, hit=f"row:{row.name}")
        canvas.put(
            at,
            left + widest[row.own] + (2 if row.own and g.rhythm == "short" else 3),
            row.value,
            BOLD if bold else TEXT,
            until=end,
            hit=f"row:{row.name}",
        )
        at += step
    if above:
        canvas.put(g.prompt, end + 1, "↑", hit="scroll:up")
    if below:
        canvas.put(at - step, end + 1, "↓", hit="scroll:down")
    return at


def has_quiet(g: Grid) -> bool:
    """Whether there is a row for the quiet line."""
    return g.rhythm not in ("strip", "tiny")


def _quiet(canvas: Canvas, g: Grid, view: HomeView) -> int:
    """The quiet line over the note line, on two rows where it needs them; returns its first row."""
    last = g.note - (2 if g.rhythm == "airy" else 1)
    if not view.quiet or not has_quiet(g):
        return last + 1
    lines = wrap(view.quiet, g.right_edge - g.margin, 1 if g.rhythm == "short" and view.day is None else 2)
    top = last + 1 - len(lines)
    for row, line in enumerate(lines, top):
        ink = TEXT if view.quiet_strong else PLAIN
        canvas.put(row, g.margin, line, ink, until=g.right_edge, hit=view.quiet_hit)
    return top


def _recent(canvas: Canvas, g: Grid, view: HomeView, top: int, bottom: int, left: int, end: int) -> None:
    """The latest meetings, or on the first day what this is."""
    words = view.words
    if not view.recent:
        # The row over the note line is free too, unless the quiet line stands there.
        _first_day(canvas, view, top, bottom + (1 if g.rhythm == "regular" and not view.quiet else 0), left, end)
        return
    step = 2 if g.two and g.rhythm == "airy" else 1
    if bottom - top < 1:
        return
    canvas.put(top, left, words("Recent meetings"), until=end, hit="home.open")
    row = top + step
    for recent in view.recent:
        if row > bottom:
            return
        _recent_row(canvas, row, left, end, recent, view)
        row += step


def _called(session: Session, words: Words) -> str:
    if session.erased:
        return words("texts erased")
    return words("locked") if session.reference_locked else session.reference or "–"


def _recent_row(canvas: Canvas, row: int, left: int, end: int, recent: Recent, view: HomeView) -> None:
    words, session = view.words, recent.session
    hit = f"open:{recent.id}"
    canvas.target(row, left, end, hit)
    if session is None:
        canvas.put(row, left, f"✗ {recent.id[:15]}  {recent.broken}", until=end, hit=hit)
        return
    started = session.wall(session.begin_ms).astimezone()
    today = started.date() == view.now.date()
    column = canvas.put(row, left, words.clock(started) if today else words.day(started.date()), until=end, hit=hit)
    column = max(column, left + 10) + 1
    column = canvas.put(
        row, column, cut(_called(session, words), 10 if not session.erased else 20), TEXT, until=end, hit=hit
    )
    column = max(column + 1, left + 22)
    agreed = sum(n.mark == "agreed" for n in session.notes)
    beside = words("not ended") if session.ended_ms is None else f"! {agreed}" if agreed else ""
    width = min(20, end - column - max(cell_len(beside), 3) - 2)
    if width >= 12:
        spans = timing.from_start(session, timing.used_spans(session))
        length = max(1, spans[-1].end_ms)
        pieces = [rail.Piece(s.phase, "", s.start_ms, s.end_ms, "done") for s in spans]
        rail.draw(canvas, row, column, width, rail.Rail(pieces, length, length), names=False, tall=False, times=False)
        rail.keep_last(canvas, row, column, width, spans[-1].start_ms, length)
    canvas.right(row, end, beside, hit=hit)


def _first_day(canvas: Canvas, view: HomeView, top: int, bottom: int, left: int, end: int) -> None:
    words = view.words
    lines = [
        (words("Four phases, one meeting."), BOLD),
        (words("The clock tells. You decide when to move on."), PLAIN),
        (words("The time for the farewell is protected."), PLAIN),
        (words("What you write is a note. It stays on this computer."), PLAIN),
    ]
    row = top
    for text, ink in lines:
        for line in wrap(text, end - left):
            if row > bottom:
                return
            canvas.put(row, left, line, ink, until=end)
            row += 1


def ends_at(begins: datetime, minutes: int) -> datetime:
    """The end of a meeting, in the same zone."""
    return (begins + timedelta(minutes=minutes)).astimezone()
