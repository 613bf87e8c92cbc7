"""The Review's notes: as many as fit, the chosen one among them."""

from __future__ import annotations

from rich.cells import cell_len

from ...domain.notes import SIGNS, parse_agreement
from .canvas import PLAIN, Canvas, Ink, cut, wrap
from .furniture import BOLD, MARK, TEXT, put_note
from .grid import Grid
from .review_view import Item, ReviewView


def put_notes(canvas: Canvas, g: Grid, view: ReviewView, top: int, bottom: int, left: int, end: int) -> None:
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
