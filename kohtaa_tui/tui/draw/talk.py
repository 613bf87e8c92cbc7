"""Prompts, sign and notes on the Meeting page: what is read while someone talks."""

from __future__ import annotations

from ...domain import timing
from ...domain.notes import SIGNS
from ...domain.plan import PlannedPhase
from ...domain.session import Note, Session
from ...i18n import Words
from . import panel
from .canvas import PLAIN, Canvas, Ink, cut, wrap
from .furniture import BOLD, MARK, TEXT
from .grid import Grid
from .views import MeetingView, Panel


def prompts(canvas: Canvas, g: Grid, view: MeetingView) -> None:
    """The current prompt, the ones after it as far as there is room, and the sign."""
    phase, done = view.session.phase, view.session.done
    left, end, row = g.margin, g.text_end, g.prompt
    stop, beside = _prompts_end(g, view), view.panel if not g.two else None
    if beside is not None:
        stop -= panel.choice_rows(g)
    if g.rhythm == "airy":
        ids = {p.id for p in phase.prompts}
        ticked = [p for p in done if p in ids and p != view.prompt]
        if ticked:
            text = "✓ " + prompt_text(view, phase, ticked[-1], short=False)
            canvas.put(row - 2, left, text, hit=f"prompt:{ticked[-1]}", until=end)
    if view.prompt:
        canvas.put(row, left - 2, "✓" if view.prompt in done else "►", Ink("calm"))
        room = stop - row if g.sign >= 0 else min(stop + 1, g.note) - row  # rather that than a blank row
        if beside is not None:  # what the client says has the other rows
            room = 1 if g.rhythm == "short" and g.height < panel.SPACIOUS else 2
        ink = TEXT if view.panel is not None and view.panel.spoken else BOLD
        for line in wrapped(view, view.prompt, end - left, min(3, max(1, room))):
            canvas.put(row, left, line, ink, hit=f"prompt:{view.prompt}", until=end)
            row += 1
    if beside is not None:
        row = _panel(canvas, g, beside, row, stop)
    row += 1
    ahead, gap = _ahead(g, view, end - left, stop - row)
    for prompt_id, lines in ahead:
        if row + len(lines) > stop:
            break
        if prompt_id in done:
            canvas.put(row, left - 2, "✓", Ink("calm"))
        for line in lines:
            canvas.put(row, left, line, hit=f"prompt:{prompt_id}", until=end)
            row += 1
        row += gap
    if g.sign >= 0 and phase.signs:
        spoken = view.words if view.words.language == view.language else Words(view.language)
        label = spoken("Sign")
        canvas.put(g.sign, left - 2, "◊", Ink("calm"))
        column = canvas.put(g.sign, left, label) + 2
        for offset, line in enumerate(wrap(phase.signs[0].get(view.language), end - column, 2)):
            canvas.put(g.sign + offset, column, line, TEXT, until=end)


def _panel(canvas: Canvas, g: Grid, shown: Panel, row: int, stop: int) -> int:
    """What is said, after the current prompt; returns the row after it. It begins on the same row each time,
    higher only where it would be cut there.
    """
    if g.rhythm == "short" and g.sign < 0 and panel.choice_rows(g):
        stop += 1  # no blank row over the choices: rather the whole of what is said
    if shown.hint and g.rhythm != "short" and g.sign < 0:
        stop = min(stop, _note_rows(g)[0] - 1)
    first = g.prompt + (2 if g.rhythm != "short" or g.height >= panel.SPACIOUS else 1)
    if first + panel.needed(g, shown) > stop:
        first = row
    after = panel.below(canvas, g, shown, max(first, row), stop)
    if shown.hint and g.rhythm != "short":
        line = panel.hint_lines(shown, g.right_edge - g.margin, 1)[0]
        canvas.put(_note_rows(g)[0] - 1, g.margin, line, until=g.right_edge)
    elif shown.hint and after + 1 < stop:
        for line in panel.hint_lines(shown, g.right_edge - g.margin, stop - after - 1):
            after += 1
            canvas.put(after, g.margin, line, until=g.right_edge)
        after += 1
    return after


Prompts = list[tuple[str, tuple[str, ...]]]
"""Prompts by their ids, each as the lines that it is drawn on."""


def _ahead(g: Grid, view: MeetingView, width: int, room: int) -> tuple[Prompts, int]:
    """The prompts after the current one as lines, and the blank rows between them: as airy as the rows allow."""
    ids = after(view)
    if g.rhythm == "short":
        for most, gap in ((3, 1), (2, 1), (2, 0)):
            found = [(i, wrapped(view, i, width, most)) for i in ids]
            if sum(len(lines) + gap for _, lines in found) <= room + gap:
                return found, gap
        return [(i, wrapped(view, i, width, 1)) for i in ids], 0
    most = 99 if g.height >= 44 and g.rhythm == "airy" else 3
    return [(i, wrapped(view, i, width, 1)) for i in ids[:most]], 1 if g.rhythm == "airy" else 0


def after(view: MeetingView) -> list[str]:
    """The ids of the prompts after the current one."""
    ids = [p.id for p in view.session.phase.prompts]
    return ids[ids.index(view.prompt) + 1 :] if view.prompt in ids else []


def wrapped(view: MeetingView, prompt_id: str, width: int, most: int) -> tuple[str, ...]:
    """A prompt in at most so many lines; where the whole does not fit, its short form."""
    lines = wrap(_whole(view, prompt_id), width, most + 1)
    if len(lines) <= most:
        return lines
    return wrap(prompt_text(view, view.session.phase, prompt_id, short=True), width, most)


def _whole(view: MeetingView, prompt_id: str) -> str:
    return prompt_text(view, view.session.phase, prompt_id, short=False)


def _prompts_end(g: Grid, view: MeetingView) -> int:
    """The row before which prompts end."""
    if g.sign >= 0:
        return g.sign - 1
    shown_notes = min(len(collected(view.session)), g.kept_notes)
    if not shown_notes:
        return g.note - (1 if g.height >= 13 else 0)
    return g.note - (1 if g.height >= 18 else 0) - shown_notes - 1


def prompt_text(view: MeetingView, phase: PlannedPhase, prompt_id: str, *, short: bool) -> str:
    """A prompt as it is shown: what may be said in quotation marks, minutes filled in."""
    prompt = next(p for p in phase.prompts if p.id == prompt_id)
    text = (prompt.short.get(view.language) if short else "") or prompt.text.get(view.language)
    text = text.replace("{minutes}", str(timing.planned_length_s(view.session) // 60))
    if prompt.kind == "cue":
        return text
    return f"“{text}”" if view.language == "en" else f"”{text}”"


def notes(canvas: Canvas, g: Grid, view: MeetingView, top: int = 0) -> None:
    """The newest notes, from the note line upwards and not above the row `top`."""
    written = collected(view.session)
    if not written:
        return
    left, end = (g.right_column, g.notes_end) if g.two else (g.margin, g.right_edge)
    rows = _note_rows(g, dense=view.panel is not None)
    if view.panel is not None and view.panel.hint and not g.two and g.rhythm != "short":
        rows = [row for row in rows if row != rows[0] - 1]  # there the hint stands
    for i, (row, note) in enumerate(zip(rows, reversed(written), strict=False)):
        if row >= top:
            note_row(canvas, row, left, end, view.session, note, view.words, newest=i == 0)


def _note_rows(g: Grid, *, dense: bool = False) -> list[int]:
    """The rows of the notes, the newest first; `dense` without blank ones between."""
    if g.two:
        step = 2 if g.rhythm == "airy" and not dense else 1
        return [g.sign - step * i for i in range(5)]
    below = 1 if g.rhythm == "short" and g.height < 18 else 3 if g.rhythm == "airy" else 2
    return [g.note - below - i for i in range(g.kept_notes)]


def collected(session: Session) -> tuple[Note, ...]:
    """The notes to show, newest last. In the last phase what was marked before is gathered, agreements nearest:
    the farewell goes through them.
    """
    if not timing.is_last(session):
        return session.notes
    last = session.phase.id
    marked = sorted((n for n in session.notes if n.phase != last and n.mark), key=lambda n: n.mark == "agreed")
    return (*marked, *(n for n in session.notes if n.phase == last))


def note_row(
    canvas: Canvas, row: int, left: int, end: int, session: Session, note: Note, words: Words, *, newest: bool
) -> None:
    """One note on one row: time, mark, text."""
    column = canvas.put(row, left, words.time(session.wall(note.at_ms).astimezone()).rjust(5), until=end) + 2
    sign = SIGNS[note.mark]
    if sign == "”" and words.language == "en":
        sign = "“"
    canvas.put(row, column, sign, MARK, until=end)
    text = words("locked") if note.locked else note.text
    ink = TEXT if newest and not note.locked else PLAIN
    canvas.put(row, column + 2, cut(text, max(0, end - column - 2)), ink, until=end)
