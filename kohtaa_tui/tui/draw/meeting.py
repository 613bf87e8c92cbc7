"""The Meeting page: figure, rail, one sentence, one line to write on. The rest is quiet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from rich.cells import cell_len

from ...domain import timing
from ...domain.notes import SIGNS
from ...domain.plan import PlannedPhase
from ...domain.session import Note, Session, Status
from ...i18n import Words
from ..bindings import Keys
from . import figure, rail
from .canvas import PLAIN, Canvas, Ink, cut, wrap
from .drawer import Drawer, draw_drawer
from .grid import Grid, grid
from .state import Shown, shown

TEXT = Ink("text")
BOLD = Ink("text", True)
MARK = Ink("calm", True)


class MeetingView(Struct, frozen=True):
    """All that the Meeting page shows."""

    session: Session
    at_ms: int
    now: datetime
    words: Words
    language: str
    """The language of the prompts."""
    keys: Keys
    prompt: str
    """The id of the current prompt; empty when all are ticked."""
    saved: str
    """What stands at the right of the note line: `saved`, `saving` or how many are not saved."""
    unsaved: int = 0
    curtain: bool = False
    message: str = ""
    """A line that stands in place of the key line until the next action."""
    drawer: Drawer | None = None
    preview: Session | None = None
    """The session as it would be after fitting: rail and figure show it, the old borders as ╷."""
    ascii_only: bool = False


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
        _prompts(canvas, g, view)
        _notes(canvas, g, view)
    note_band(canvas, g)
    status(canvas, g, view)
    if not view.curtain or view.message:
        key_line(canvas, g, view.keys, view.words, _key_ids(g), view.message)
    if view.drawer is not None:  # behind the curtain too: a question that hears keys must be seen
        draw_drawer(canvas, g, view.drawer)
    return canvas, g


def note_band(canvas: Canvas, g: Grid) -> None:
    """The band that carries the note line, with its mark."""
    rows = (g.note - 1, g.note, g.note + 1) if g.rhythm == "airy" else (g.note,)
    for row in rows:
        canvas.clear(row)
        canvas.ground(row, 0, canvas.width, "surf")
    canvas.put(g.note, max(0, g.margin - 2), "▌", Ink("calm", on="surf"))


def status(canvas: Canvas, g: Grid, view: MeetingView) -> None:
    """At the right of the note line: whether all is on the disk; behind the curtain how to open it."""
    words = view.words
    if view.curtain:
        canvas.right(
            g.note,
            g.right_edge,
            words("{key} opens", key=view.keys.shown("curtain")),
            Ink("mute", on="surf"),
            hit="curtain",
        )
        return
    canvas.right(
        g.note, g.right_edge, saved_text(view.saved, view.unsaved, words, narrow=g.width < 60), _saved_ink(view.saved)
    )


def saved_text(saved: str, unsaved: int, words: Words, *, narrow: bool) -> str:
    """What stands at the right of the note line."""
    if saved == "unsaved":
        return f"✗ {unsaved}" if narrow else words("not saved ({n})", n=unsaved)
    if saved == "saving":
        return "…" if narrow else words("saving")
    return "✓" if narrow else words("saved") + " ✓"


def _saved_ink(saved: str) -> Ink:
    return Ink("text", True, "surf") if saved == "unsaved" else Ink("mute", on="surf")


def status_width(words: Words, *, narrow: bool) -> int:
    """Columns kept free for the status, so that it can change without moving anything."""
    return max(cell_len(saved_text(s, 99, words, narrow=narrow)) for s in ("saved", "saving", "unsaved"))


def key_line(
    canvas: Canvas, g: Grid, keys: Keys, words: Words, ids: Sequence[str], message: str = "", *, shift: int = 0
) -> None:
    """The keys that matter here, drawn from the registry of actions; a message takes their place.

    `shift` columns at the left are kept free for what has no row in the registry.
    """
    if g.keys < 0:
        if message:
            canvas.clear(g.prompt, g.words_left)
            canvas.put(g.prompt, max(g.margin, g.words_left), message, TEXT, until=g.right_edge)
        return
    canvas.clear(g.keys)
    if message:
        canvas.put(g.keys, g.margin, message, TEXT, until=g.right_edge)
        return
    gap = 3 if g.width >= 100 or g.width < 60 else 2
    parts = [(i, keys.shown(i), words(keys.row(i).label)) for i in ids if keys.shown(i)]
    droppable = [i for i in ("back", "fit", "pause", "curtain") if i in ids]

    def needed() -> int:
        return sum(cell_len(k) + 1 + cell_len(label) for _, k, label in parts) + gap * (len(parts) - 1)

    while parts and needed() > g.right_edge - g.margin - shift:
        gone = next((i for i in droppable if any(p[0] == i for p in parts)), parts[-2][0] if len(parts) > 1 else None)
        if gone is None:
            break
        parts = [p for p in parts if p[0] != gone]
    column = g.margin + shift
    for action_id, key, label in parts:
        column = canvas.put(g.keys, column, key, TEXT, hit=action_id, until=g.right_edge)
        column = canvas.put(g.keys, column, f" {label}", hit=action_id, until=g.right_edge) + gap


def _key_ids(g: Grid) -> Sequence[str]:
    return ("next", "curtain", "help") if g.width < 60 else ("next", "back", "pause", "fit", "curtain", "help")


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


def circumstance_words(circumstances: Sequence[str], words: Words) -> str:
    """The circumstances by name."""
    names = {"first": words("first meeting"), "interpreter": words("interpreter"), "remote": words("remote")}
    return " · ".join(names[c] for c in circumstances if c in names)


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
        min(at, length),
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
            text = "⚑ " + " ".join(text.split()[1:3])
        after = canvas.put(g.figure + offset, column, text, line1 if offset == 0 else PLAIN, until=end)
        if offset == 1 and leave and not narrow:
            canvas.put(g.figure + offset, after + 1, "▲", TEXT, until=end)


def _purpose(canvas: Canvas, g: Grid, view: MeetingView) -> None:
    text = view.session.phase.purpose.get(view.language)
    for offset, line in enumerate(wrap(text, g.notes_end - g.right_column, 3)):
        canvas.put(g.figure + offset, g.right_column, line)


def prompt_text(view: MeetingView, phase: PlannedPhase, prompt_id: str, *, short: bool) -> str:
    """A prompt as it is shown: what may be said in quotation marks, minutes filled in."""
    prompt = next(p for p in phase.prompts if p.id == prompt_id)
    text = (prompt.short.get(view.language) if short else "") or prompt.text.get(view.language)
    text = text.replace("{minutes}", str(view.session.end_s // 60))
    if prompt.kind == "cue":
        return text
    return f"“{text}”" if view.language == "en" else f"”{text}”"


def _prompts(canvas: Canvas, g: Grid, view: MeetingView) -> None:
    if g.prompt < 0:
        return
    phase, done = view.session.phase, view.session.done
    ids = [p.id for p in phase.prompts]
    left, end = max(g.margin, g.words_left), g.text_end
    if g.rhythm in ("strip", "tiny"):
        if view.prompt:
            if left >= 2:
                canvas.put(g.prompt, left - 2, "►", Ink("calm"))
            whole = prompt_text(view, phase, view.prompt, short=False)
            text = whole if cell_len(whole) <= end - left else prompt_text(view, phase, view.prompt, short=True)
            lines = wrap(text, end - left, max(1, g.note - g.prompt)) if g.rhythm == "tiny" else (text,)
            for offset, line in enumerate(lines):
                canvas.put(g.prompt + offset, left, line, BOLD, hit=f"prompt:{view.prompt}", until=end)
        return
    stop = _prompts_end(g, view)
    if g.rhythm == "airy":
        ticked = [p for p in done if p in ids and p != view.prompt]
        if ticked:
            text = "✓ " + prompt_text(view, phase, ticked[-1], short=False)
            canvas.put(g.prompt - 2, left, text, hit=f"prompt:{ticked[-1]}", until=end)
    row = g.prompt
    if view.prompt:
        ticked_now = view.prompt in done
        canvas.put(row, left - 2, "✓" if ticked_now else "►", Ink("calm"))
        lines = wrap(prompt_text(view, phase, view.prompt, short=False), end - left, 3)
        for line in lines:
            canvas.put(row, left, line, BOLD, hit=f"prompt:{view.prompt}", until=end)
            row += 1
    row += 1
    following = ids[ids.index(view.prompt) + 1 :] if view.prompt in ids else []
    gap = 2 if g.rhythm == "airy" else 1
    most = 99 if g.height >= 44 and g.rhythm == "airy" else 3
    for prompt_id in following[:most] if g.rhythm != "short" else following:
        text = prompt_text(view, phase, prompt_id, short=False)
        if cell_len(text) > end - left:
            short = prompt_text(view, phase, prompt_id, short=True)
            text = short if g.rhythm == "short" or g.width < 72 else text
        if row >= stop:
            break
        mark = "✓ " if prompt_id in done else ""
        canvas.put(row, left, mark + text, hit=f"prompt:{prompt_id}", until=end)
        row += gap
    if g.sign >= 0 and phase.signs and g.sign > row - gap:
        label = view.words("Sign")
        canvas.put(g.sign, left - 2, "◊", Ink("calm"))
        column = canvas.put(g.sign, left, label) + 2
        for offset, line in enumerate(wrap(phase.signs[0].get(view.language), end - column, 2)):
            canvas.put(g.sign + offset, column, line, TEXT, until=end)


def _prompts_end(g: Grid, view: MeetingView) -> int:
    """The row before which prompts end."""
    if g.sign >= 0:
        return g.sign - 1
    shown_notes = min(len(view.session.notes), _short_notes(g))
    return g.note - (shown_notes + 1 if shown_notes else 0) - (1 if g.height >= 13 else 0)


def _short_notes(g: Grid) -> int:
    return 0 if g.height < 13 else 1 if g.height < 22 else 3


def _notes(canvas: Canvas, g: Grid, view: MeetingView) -> None:
    notes = view.session.notes
    if not notes or g.rhythm in ("strip", "tiny"):
        return
    if g.rhythm == "short":
        most = _short_notes(g)
        rows = [g.note - 1 - (1 if g.height >= 18 else 0) - i for i in range(most)]
        left, end = g.margin, g.right_edge
    elif g.two:
        step = 2 if g.rhythm == "airy" else 1
        rows = [g.sign - step * i for i in range(5)]
        left, end = g.right_column, g.notes_end
    elif g.rhythm == "airy":
        rows = [g.note - 3 - i for i in range(5)]
        left, end = g.margin, g.right_edge
    else:
        rows = [g.note - 2 - i for i in range(1 if g.height < 22 else 2)]
        left, end = g.margin, g.right_edge
    for i, (row, note) in enumerate(zip(rows, reversed(notes), strict=False)):
        note_row(canvas, row, left, end, view.session, note, view.words, newest=i == 0)


def note_row(
    canvas: Canvas, row: int, left: int, end: int, session: Session, note: Note, words: Words, *, newest: bool
) -> None:
    """One note on one row: time, mark, text."""
    column = canvas.put(row, left, words.time(session.wall(note.at_ms).astimezone()).rjust(5), until=end) + 2
    sign = SIGNS[note.mark]
    if sign == "”" and words.language == "en":
        sign = "“"
    canvas.put(row, column, sign, MARK, until=end)
    canvas.put(row, column + 2, cut(note.text, max(0, end - column - 2)), TEXT if newest else PLAIN, until=end)
