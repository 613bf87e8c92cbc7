"""The Review page: what happened, what was agreed, what to carry over."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace
from rich.cells import cell_len

from ...domain import timing
from ...domain.lateness import late_costs, late_s, lost
from ...domain.session import Session, Status
from ...exports.gathered import tag
from . import figure, practice_review
from .canvas import Canvas, Ink, wrap
from .drawer import draw_drawer
from .furniture import BOLD, MASK, TEXT, circumstance_words, key_line, note_band, saved_text
from .grid import WORDS_LEFT, Grid, grid
from .review_notes import put_notes
from .review_times import put_late, put_rail, put_times
from .review_view import ReviewView


def places(width: int, height: int) -> Grid:
    """Where things stand at a size."""
    g = grid(width, height)
    if g.rhythm == "strip":  # as in the meeting: nothing moves when it ends, and there is room for a clock
        return replace(g, rail_left=WORDS_LEFT, words_left=WORDS_LEFT)
    return g


def draw(view: ReviewView, width: int, height: int) -> tuple[Canvas, Grid]:
    """The page at a size."""
    canvas = Canvas(width, height, ascii_only=view.ascii_only)
    g = places(width, height)
    session = view.preview or view.session
    _header(canvas, g, view, session)
    put_rail(canvas, g, view, session)
    if view.report is None or g.rhythm in ("strip", "tiny"):
        _figure(canvas, g, view, session)
    if view.report is None:
        put_late(canvas, g, view, session)
        _body(canvas, g, view, session)
    else:
        practice_review.page(canvas, g, view.report, view.words, view.top)
    note_band(canvas, g)
    if view.mask and view.saved != "unsaved":
        canvas.right(g.note, g.right_edge, view.mask, MASK, hit="review.mask")
    else:
        ink = Ink("text", True, "surf") if view.saved == "unsaved" else Ink("mute", on="surf")
        canvas.right(g.note, g.right_edge, saved_text(view.saved, view.unsaved, view.words, narrow=g.width < 60), ink)
    ids = _key_ids(g, view)
    if not view.message:
        _keys(canvas, g, view, ids)
    else:
        key_line(canvas, g, view.keys, view.words, ids, view.message)
    if view.drawer is not None:
        draw_drawer(canvas, g, view.drawer)
    return canvas, g


def _body(canvas: Canvas, g: Grid, view: ReviewView, session: Session) -> None:
    """Notes, and the minutes of the phases where there is room: beside them, or under them."""
    if g.two:
        put_notes(canvas, g, view, g.prompt, g.note - 2, g.margin, g.right_column - 3)
        put_times(canvas, g, view, session, g.prompt, g.right_column, min(g.right_edge, g.right_column + 44))
        if not session.erased and session.practice is None:
            told = view.words("Breathe. Record the essentials in the client information system.")
            for offset, line in enumerate(wrap(told, g.notes_end - g.right_column, 3)):
                canvas.put(g.figure + offset, g.right_column, line)
    elif g.prompt >= 0:
        left, length = max(g.margin, g.words_left), len(session.plan.phases)
        above = g.note - g.prompt - length - 3  # the notes come first: the rail tells the minutes too
        rows = max(2, sum(1 for i in view.items if i.text or i.note))
        if g.rhythm in ("regular", "airy") and above >= rows:
            table = g.note - 1 - length
            put_notes(canvas, g, view, g.prompt, table - 2, left, g.right_edge)
            put_times(canvas, g, view, session, table - 1, g.margin, min(g.right_edge, g.margin + 50))
        else:
            put_notes(canvas, g, view, g.prompt, g.note - 1, left, g.right_edge)


def _key_ids(g: Grid, view: ReviewView) -> tuple[str, ...]:
    """The actions that the key line names."""
    narrow = g.width < 60
    if view.leave:  # what is only shown is read, and nothing else
        return ("review.order", "review.help") if narrow else ("review.order", "review.language", "review.help")
    if view.session.practice is not None:
        ids = practice_review.key_ids(narrow=narrow, report=view.report is not None)
    elif narrow:
        ids = ("review.carry", "review.curtain")
    else:
        texts = ("review.carry", "review.reflect", "review.edit")
        ids = (*texts, "review.correct", "review.curtain", "review.order", "review.help")
    if view.session.erased:
        return tuple(i for i in ids if i not in ("review.carry", "review.reflect", "review.edit"))
    return ids if view.carries else tuple(i for i in ids if i != "review.carry")


def _keys(canvas: Canvas, g: Grid, view: ReviewView, ids: Sequence[str]) -> None:
    """`Enter done` first: it has no row in the registry, for Enter belongs to the note line."""
    if g.keys < 0:
        return
    practised = view.session.practice is not None
    label = view.leave or view.back or (view.words("to clients") if practised else view.words("to Home"))
    shift = 5 + 1 + cell_len(label) + 3
    labels = {}
    if practised and not view.leave:
        labels["review.order"] = view.words("notes") if view.report is not None else view.words("report, notes")
    if view.mask and view.keys.shown("review.mask") == view.keys.shown("review.reflect"):
        ids = ["review.mask" if i == "review.reflect" else i for i in ids]
        other = cell_len(view.words(view.keys.row("review.reflect").label))  # nothing beside it moves
        labels["review.mask"] = view.words(view.keys.row("review.mask").label).ljust(other)
    key_line(canvas, g, view.keys, view.words, ids, shift=shift, labels=labels)
    column = canvas.put(g.keys, g.margin, "Enter", TEXT, hit="done")
    canvas.put(g.keys, column, f" {label}", hit="done")


def _header(canvas: Canvas, g: Grid, view: ReviewView, session: Session) -> None:
    if g.header < 0:
        return
    words = view.words
    ended = session.wall(session.ended_ms or session.last_ms).astimezone()
    runs = session.status is not Status.ENDED
    told = words("not ended") if runs else words("ended {time}", time=words.time(ended))
    start = canvas.right(g.header, g.right_edge, told, BOLD)
    if g.rhythm in ("strip", "tiny"):
        return
    column = g.margin
    if kind := view.tag or tag(session, words):
        column = canvas.put(g.header, column, kind, BOLD, until=start - 2) + 2
    if session.practice is not None and session.practice.scenario is not None:
        column = canvas.put(g.header, column, session.practice.scenario.name, TEXT, until=start - 2) + 2
    if session.reference:
        column = canvas.put(g.header, column, session.reference, BOLD, until=start - 2) + 2
    erased = words("texts erased") if session.erased else ""
    parts = [
        circumstance_words(session.plan.circumstances, words),
        words.day(session.wall(session.begin_ms).astimezone().date()),
        erased,
        words("times corrected") if session.corrections else "",
    ]
    if g.rhythm == "short" and not session.erased and lost(late_costs(session)) > 0:
        parts = [words("start +{n} min", n=late_s(session) // 60)]
    canvas.put(g.header, column, " · ".join(p for p in parts if p), until=start - 2)


def _figure(canvas: Canvas, g: Grid, view: ReviewView, session: Session) -> None:
    words = view.words
    agreed = sum(n.mark == "agreed" for n in session.notes)
    minutes = timing.minutes(timing.length_s(session, session.last_ms))
    number = str(agreed or minutes)
    whole = words("min, the whole meeting") if session.practice is None else words("min, the whole practice")
    whole = whole if session.status is Status.ENDED else words("min so far")
    line1 = words.plural("thing agreed", "things agreed", agreed) if agreed else whole
    carries = agreed and session.practice is None and view.carries
    line2 = words("carry it to the client information system") if carries else ""
    if view.write_up:
        number, line1 = view.write_up, words("for writing up")
    kind = view.tag or tag(session, words)
    if kind and g.rhythm in ("strip", "tiny"):
        line1 = f"{kind} · {line1}"  # first: where it does not fit, the end is cut
    if g.figure < 0:
        if g.header >= 0:
            canvas.put(g.header, g.margin, f"{number} {line1}", BOLD, until=g.right_edge - 14)
        return
    column = figure.draw(canvas, g.figure, g.margin, number, TEXT, plate=False)
    if g.rhythm == "strip":
        canvas.put(g.header, g.words_left, line1, BOLD, until=g.right_edge - 16)
        return
    column += 2 if g.rhythm == "short" else 3
    end = g.right_column - 2 if g.two else g.right_edge
    canvas.put(g.figure, column, line1, BOLD, until=end)
    for offset, text in enumerate(wrap(line2, end - column, 2), 1):
        canvas.put(g.figure + offset, column, text, until=end)
