"""Prompts, sign and notes on the Meeting page: what is read while someone talks."""

from __future__ import annotations

from ...domain import timing
from ...domain.notes import SIGNS
from ...domain.plan import PlannedPhase
from ...domain.session import Note, Session
from ...i18n import Words
from .canvas import PLAIN, Canvas, Ink, cell_len, cut, wrap
from .furniture import BOLD, MARK, TEXT
from .grid import Grid
from .views import MeetingView


def prompts(canvas: Canvas, g: Grid, view: MeetingView) -> None:
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
        if prompt_id in done:
            canvas.put(row, left - 2, "✓", Ink("calm"))
        canvas.put(row, left, text, hit=f"prompt:{prompt_id}", until=end)
        row += gap
    if g.sign >= 0 and phase.signs and g.sign > row - gap:
        spoken = view.words if view.words.language == view.language else Words(view.language)
        label = spoken("Sign")
        canvas.put(g.sign, left - 2, "◊", Ink("calm"))
        column = canvas.put(g.sign, left, label) + 2
        for offset, line in enumerate(wrap(phase.signs[0].get(view.language), end - column, 2)):
            canvas.put(g.sign + offset, column, line, TEXT, until=end)


def _prompts_end(g: Grid, view: MeetingView) -> int:
    """The row before which prompts end."""
    if g.sign >= 0:
        return g.sign - 1
    shown_notes = min(len(collected(view.session)), _short_notes(g))
    return g.note - (shown_notes + 1 if shown_notes else 0) - (1 if g.height >= 13 else 0)


def prompt_text(view: MeetingView, phase: PlannedPhase, prompt_id: str, *, short: bool) -> str:
    """A prompt as it is shown: what may be said in quotation marks, minutes filled in."""
    prompt = next(p for p in phase.prompts if p.id == prompt_id)
    text = (prompt.short.get(view.language) if short else "") or prompt.text.get(view.language)
    text = text.replace("{minutes}", str(timing.planned_length_s(view.session) // 60))
    if prompt.kind == "cue":
        return text
    return f"“{text}”" if view.language == "en" else f"”{text}”"


def notes(canvas: Canvas, g: Grid, view: MeetingView) -> None:
    written = collected(view.session)
    if not written or g.rhythm in ("strip", "tiny"):
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
    for i, (row, note) in enumerate(zip(rows, reversed(written), strict=False)):
        note_row(canvas, row, left, end, view.session, note, view.words, newest=i == 0)


def collected(session: Session) -> tuple[Note, ...]:
    """The notes to show, newest last. In the last phase what was marked before is gathered, agreements nearest:
    the farewell goes through them.
    """
    if not timing.is_last(session):
        return session.notes
    last = session.phase.id
    marked = sorted((n for n in session.notes if n.phase != last and n.mark), key=lambda n: n.mark == "agreed")
    return (*marked, *(n for n in session.notes if n.phase == last))


def _short_notes(g: Grid) -> int:
    return 0 if g.height < 13 else 1 if g.height < 22 else 3


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
