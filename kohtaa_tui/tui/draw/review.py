"""The Review page: what happened, what was agreed, what to carry over."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace
from rich.cells import cell_len

from ...domain import timing
from ...domain.events import Key
from ...domain.lateness import first_plan, late_costs, late_s, lost
from ...domain.notes import SIGNS, parse_agreement
from ...domain.practice_report import PracticeReport
from ...domain.session import Note, Session, Status
from ...exports.gathered import tag
from ...i18n import Words
from ...runtime.lateness import late_line
from ..bindings import Keys
from . import figure, practice_review, rail
from .canvas import PLAIN, Canvas, Ink, cut, wrap
from .drawer import Drawer, draw_drawer
from .furniture import BOLD, MARK, MASK, TEXT, circumstance_words, key_line, note_band, put_note, saved_text
from .grid import WORDS_LEFT, Grid, grid


class Item(Struct, frozen=True):
    """One row of the list: a heading, a note, or a prompt that was asked."""

    text: str = ""
    note: Note | None = None
    strong: bool = False
    prompt: bool = False


class ReviewView(Struct, frozen=True):
    """All that the Review shows."""

    session: Session
    words: Words
    language: str
    keys: Keys
    items: Sequence[Item]
    chosen: Key | None
    """The record of the chosen note."""
    saved: str
    unsaved: int = 0
    mask: str = ""
    """The word at the right of the note line while it, or the chosen note, holds what may point to a person."""
    write_up: str = ""
    """What is left of the two minutes for writing up, such as `1:40`; empty when there are none."""
    preview: Session | None = None
    report: PracticeReport | None = None
    """What a practice came to: it stands in the place of the figure and the notes."""
    top: int = 0
    """The row of the report that the page begins with."""
    leave: str = ""
    """What Enter on an empty line does, where that is not to go Home."""
    message: str = ""
    drawer: Drawer | None = None
    ascii_only: bool = False


def items_by_mark(session: Session) -> list[Item]:
    """The notes gathered by mark: what was agreed first."""
    found = [Item(note=n, strong=True) for n in session.notes if n.mark == "agreed"]
    for mark in ("words", "strength", "question", None):
        notes = [n for n in session.notes if n.mark == mark]
        if notes and found:
            found.append(Item())
        found += [Item(note=n) for n in notes]
    return found


def items_by_phase(session: Session, language: str) -> list[Item]:
    """The notes phase by phase, with the prompts that were asked."""
    found: list[Item] = []
    for phase in session.plan.phases:
        asked = [p for p in phase.prompts if p.id in session.done]
        notes = [n for n in session.notes if n.phase == phase.id]
        if not asked and not notes:
            continue
        if found:
            found.append(Item())
        found.append(Item(phase.name.get(language), strong=True))
        found += [
            Item(
                "✓ " + (p.short.get(language) or p.text.get(language)).replace("{minutes}", str(session.plan.minutes)),
                prompt=True,
            )
            for p in asked
        ]
        found += [Item(note=n) for n in notes]
    return found


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
    _rail(canvas, g, view, session)
    if view.report is None:
        _figure(canvas, g, view, session)
        _late(canvas, g, view, session)
    elif g.rhythm in ("strip", "tiny"):
        _figure(canvas, g, view, session)
    if view.report is not None:
        practice_review.page(canvas, g, view.report, view.words, view.top)
    elif g.two:
        _list(canvas, g, view, g.prompt, g.note - 2, g.margin, g.right_column - 3)
        _times(canvas, g, view, session, g.prompt, g.right_column, min(g.right_edge, g.right_column + 44))
        for offset, line in enumerate(
            wrap(
                ""
                if session.erased or session.practice is not None
                else view.words("Breathe. Record the essentials in the client information system."),
                g.notes_end - g.right_column,
                3,
            )
        ):
            canvas.put(g.figure + offset, g.right_column, line)
    elif g.prompt >= 0:
        room = g.note - g.prompt
        above = room - len(session.plan.phases) - 3  # the notes come first: the rail tells the minutes too
        with_table = g.rhythm in ("regular", "airy") and above >= max(2, sum(1 for i in view.items if i.text or i.note))
        table = g.note - 1 - len(session.plan.phases) if with_table else g.note
        _list(
            canvas,
            g,
            view,
            g.prompt,
            table - 2 if with_table else g.note - 1,
            max(g.margin, g.words_left),
            g.right_edge,
        )
        if with_table:
            _times(canvas, g, view, session, table - 1, g.margin, min(g.right_edge, g.margin + 50))
    note_band(canvas, g)
    if view.mask and view.saved != "unsaved":
        canvas.right(g.note, g.right_edge, view.mask, MASK, hit="review.mask")
    else:
        ink = Ink("text", True, "surf") if view.saved == "unsaved" else Ink("mute", on="surf")
        canvas.right(g.note, g.right_edge, saved_text(view.saved, view.unsaved, view.words, narrow=g.width < 60), ink)
    ids: tuple[str, ...] = (
        ("review.carry", "review.curtain")
        if g.width < 60
        else (
            "review.carry",
            "review.reflect",
            "review.edit",
            "review.correct",
            "review.curtain",
            "review.order",
            "review.help",
        )
    )
    if view.leave:  # what is only shown is read, and nothing else
        ids = ("review.order", "review.language", "review.help") if len(ids) > 2 else ("review.order", "review.help")
    elif session.practice is not None:
        ids = _of_practice(ids, report=view.report is not None)
    if session.erased:
        ids = tuple(i for i in ids if i not in ("review.carry", "review.reflect", "review.edit"))
    if not view.message:
        _keys(canvas, g, view, ids)
    else:
        key_line(canvas, g, view.keys, view.words, ids, view.message)
    if view.drawer is not None:
        draw_drawer(canvas, g, view.drawer)
    return canvas, g


def _of_practice(ids: Sequence[str], *, report: bool) -> tuple[str, ...]:
    """The keys of a practice: nothing is carried over, and one turns between the report and the notes."""
    if len(ids) < 3:
        return ("review.order", "review.reflect")
    gone = ("review.carry", "review.edit", "review.correct") if report else ("review.carry",)
    return ("review.order", *(i for i in ids if i != "review.order" and i not in gone))


def _keys(canvas: Canvas, g: Grid, view: ReviewView, ids: Sequence[str]) -> None:
    """`Enter done` first: it has no row in the registry, for Enter belongs to the note line."""
    if g.keys < 0:
        return
    label = view.leave or view.words("to Home")
    shift = 5 + 1 + cell_len(label) + 3
    labels = {}
    if view.session.practice is not None and not view.leave:
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
    if session.practice is not None:
        scenario = session.practice.scenario
        column = canvas.put(g.header, column, tag(session, words), BOLD, until=start - 2) + 2
        if scenario is not None:
            column = canvas.put(g.header, column, scenario.name, TEXT, until=start - 2) + 2
    if session.reference:
        column = canvas.put(g.header, column, session.reference, BOLD, until=start - 2) + 2
    erased = words("texts erased") if session.erased else ""
    parts = [
        circumstance_words(session.plan.circumstances, words),
        words.day(session.wall(session.begin_ms).astimezone().date()),
        erased,
    ]
    if g.rhythm == "short" and not session.erased and lost(late_costs(session)) > 0:
        parts = [words("start +{n} min", n=late_s(session) // 60)]
    canvas.put(g.header, column, " · ".join(p for p in parts if p), until=start - 2)


def _rail(canvas: Canvas, g: Grid, view: ReviewView, session: Session) -> None:
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


def _figure(canvas: Canvas, g: Grid, view: ReviewView, session: Session) -> None:
    words = view.words
    agreed = sum(n.mark == "agreed" for n in session.notes)
    minutes = timing.minutes(timing.length_s(session, session.last_ms))
    number = str(agreed or minutes)
    whole = words("min, the whole meeting") if session.practice is None else words("min, the whole practice")
    whole = whole if session.status is Status.ENDED else words("min so far")
    line1 = words.plural("thing agreed", "things agreed", agreed) if agreed else whole
    line2 = words("carry it to the client information system") if agreed and session.practice is None else ""
    if view.write_up:
        number, line1 = view.write_up, words("for writing up")
    if session.practice is not None and g.rhythm in ("strip", "tiny"):
        line1 = f"{line1} · {tag(session, words)}"
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


def _late(canvas: Canvas, g: Grid, view: ReviewView, session: Session) -> None:
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


def _list(canvas: Canvas, g: Grid, view: ReviewView, top: int, bottom: int, left: int, end: int) -> None:
    """The notes; the chosen one is always among those shown."""
    items = list(view.items)
    step = 2 if g.rhythm == "airy" and sum(1 for i in items) * 2 <= bottom - top else 1
    room = max(1, (bottom - top) // step + (step == 1))
    if room < 6:  # no blank rows where there are few
        items = [item for item in items if item.text or item.note]
    place = next((i for i, item in enumerate(items) if item.note is not None and item.note.key == view.chosen), 0)
    start = min(max(0, place - room + (2 if room > 2 else 1)), max(0, len(items) - room))
    if view.session.erased:
        told = view.words("The texts of this meeting have been erased. The times stay.")
        for offset, line in enumerate(wrap(told, end - left, 2)):
            canvas.put(top + offset, left, line, TEXT, until=end)
        top += 3
    elif not items:
        canvas.put(top, left, view.words("No notes were written."), until=end)
    row = top
    if len(items) > room and end - left > 30:
        end -= 2
        arrows = ("↑" if start else "") + ("↓" if start + room < len(items) else "")
        at = canvas.right(min(bottom, top + step * (room - 1)), end + 2, arrows)
        for offset, arrow in enumerate(arrows):
            canvas.target(bottom, at + offset, at + offset + 1, "scroll:up" if arrow == "↑" else "scroll:down")
    for item in items[start : start + room]:
        if item.note is not None:
            _note(canvas, row, left, end, view, item)
        elif item.text:
            canvas.put(row, left, item.text, BOLD if item.strong else PLAIN, until=end)
        row += step if item.text or item.note else 1
        if row > bottom:
            break


def _note(canvas: Canvas, row: int, left: int, end: int, view: ReviewView, item: Item) -> None:
    note, words = item.note, view.words
    assert note is not None
    hit = f"note:{view.session.notes.index(note)}" if note in view.session.notes else ""
    chosen = note.key == view.chosen
    canvas.target(row, left, end, hit)
    if chosen:
        canvas.put(row, left - 2, "►", Ink("calm"), hit=hit)
    sign = "“" if note.mark == "words" and words.language == "en" else SIGNS[note.mark]
    column = canvas.put(row, left, sign, MARK, hit=hit) + 1
    ink = BOLD if item.strong else TEXT if chosen else PLAIN
    if note.locked:
        canvas.put(row, column, words("locked"), Ink("mute"), until=end, hit=hit)
        return
    if note.mark != "agreed":
        put_note(canvas, row, column, note.text, ink, until=end, hit=hit)
        return
    agreement = parse_agreement(note.text, view.session.wall(note.at_ms).date())
    stop = end
    # The date stands beside a text that has room for it; without it the text tells its day itself, and its time.
    due = "" if agreement.due is None else words.day(agreement.due)
    whole = agreement.who is None and 0 <= end - column - cell_len(note.text) < cell_len(due) + 2
    if due and end - column > 26 and not whole:
        stop = canvas.right(row, end, due, TEXT, hit=hit) - 2
    text = note.text
    if agreement.who is not None:
        who = cut(agreement.who, 12)
        put_note(canvas, row, column, who, ink, until=stop, hit=hit)
        column += max(9, cell_len(who) + 2) if stop - column > 30 else cell_len(who) + 2
        text = note.text.partition(":")[2].strip()
    put_note(canvas, row, column, text, ink, until=stop, hit=hit)


def _times(canvas: Canvas, g: Grid, view: ReviewView, session: Session, top: int, left: int, end: int) -> None:
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
