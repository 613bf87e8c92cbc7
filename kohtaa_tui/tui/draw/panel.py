"""The side panel of a meeting that is practised or shown: what it is, who speaks, what they say, what to press.

It takes rows that are free in each view, and moves nothing that has a place of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from .canvas import Canvas, Ink, cell_len, wrap
from .furniture import BOLD, MARK, TEXT
from .grid import Grid
from .views import Panel

_QUIET = Ink("mute")
_LABEL_MOST = 16
"""Columns of a name that the text beside it is indented by; a longer one stands before it."""
SPACIOUS = 24
"""Rows from which a narrow view has some to spare."""
_TEXT_MOST = 12
"""Rows that one text takes at most."""


Named = list[tuple[str, str, str]]
"""Choices as they are drawn: key, word and the name of the click."""


def tag(canvas: Canvas, row: int, column: int, panel: Panel | None, until: int) -> int:
    """What kind of run it is, in one quiet word: behind the curtain too. Returns the column after it."""
    return canvas.put(row, column, panel.tag, _QUIET, until=until) if panel is not None else column


def beside(canvas: Canvas, g: Grid, panel: Panel) -> int:
    """In the right one of two columns, level with the figure; returns the row after it."""
    left, end, row, last = g.right_column, g.notes_end, g.figure, g.sign
    canvas.put(row, left, panel.name, _QUIET, until=end)
    row = _text(canvas, panel, row + 1, left, end, max(2, min(_TEXT_MOST, last - row - 4)))
    if panel.hint and row + 1 < last - 1:
        for line in hint_lines(panel, end - left, min(3, last - row - 2)):
            row += 1
            canvas.put(row, left, line, _QUIET, until=end)
        row += 1
    return row + 1


def below(canvas: Canvas, g: Grid, panel: Panel, first: int, stop: int) -> int:
    """In the one column, after the current prompt, on rows from `first` and before `stop`; returns the row after it."""
    left, end = max(g.margin, g.words_left), g.right_edge
    if first >= stop:
        return first
    indent = cell_len(panel.name) + 2 if panel.name else 0
    if indent <= _LABEL_MOST and g.width >= 60:
        canvas.put(first, left, panel.name, _QUIET, until=end)
        return _text(canvas, panel, first, left + indent, end, min(_TEXT_MOST, stop - first))
    return _text(canvas, panel, first, left, end, min(_TEXT_MOST, stop - first), name=panel.name)


def needed(g: Grid, panel: Panel) -> int:
    """The rows that `below` would like to have."""
    indent = cell_len(panel.name) + 2 if panel.name else 0
    left = max(g.margin, g.words_left)
    if indent <= _LABEL_MOST and g.width >= 60:
        return len(wrap(_said(panel), g.right_edge - left - indent, _TEXT_MOST))
    return len(wrap(f"{panel.name}  {_said(panel)}", g.right_edge - left, _TEXT_MOST))


def hint_lines(panel: Panel, width: int, most: int) -> tuple[str, ...]:
    """The hint in lines; its first sentence alone where there is no room for more."""
    lines = wrap(panel.hint, width, most + 1)
    first, more, _ = panel.hint.partition(". ")
    return lines if len(lines) <= most or not more else wrap(f"{first}.", width, most)


def choice_rows(g: Grid) -> int:
    """The rows that the choices take of those that prompts would have."""
    if g.rhythm != "short" or g.height < 13:
        return 0
    return 1 if g.width >= 60 else 2 if g.height >= SPACIOUS else 0


def choices_first(g: Grid) -> int:
    """The row of the choices: right above the note line where there is a blank one; -1 where there is none."""
    match g.rhythm:
        case "regular":
            return g.note - 1
        case "airy":
            return g.note - 2
        case "short" if choice_rows(g):
            under = g.note - min(1, g.kept_notes) if g.sign < 0 else g.sign - 1
            return under - choice_rows(g)
        case _:
            return -1


def choices(canvas: Canvas, g: Grid, panel: Panel) -> None:
    """Key and word of all that can be chosen, in a row or two; what was chosen last is bold."""
    first = choices_first(g)
    if first < 0 or not panel.choices:
        return
    half = (len(panel.choices) + 1) // 2 - 1
    rows = (panel.choices[:half], panel.choices[half:]) if choice_rows(g) == 2 else (panel.choices,)
    for row, some in enumerate(rows, first):
        _row(canvas, row, g.margin, g.right_edge, panel, *_fitted(some, g.right_edge - g.margin))


def _fitted(choices: Sequence[tuple[str, str, str]], width: int) -> tuple[Named, int]:
    """The choices in so many columns, and the gap between them: whole names, first words, or the head of those."""
    short = [(key, word.partition(" ")[0], hit) for key, word, hit in choices]  # in all our languages it is enough
    for found, gap in ((list(choices), 3), (list(choices), 2), (short, 2), (short, 1)):
        if _row_width(found, gap) <= width:
            return found, gap
    for letters in range(max(len(word) for _, word, _ in short) - 1, 2, -1):
        found = [(key, word[:letters], hit) for key, word, hit in short]
        if _row_width(found, 1) <= width:
            return found, 1
    return short, 1


def _row_width(found: Named, gap: int) -> int:
    return sum(cell_len(key) + 1 + cell_len(word) + gap for key, word, _ in found) - gap


def menu_width(g: Grid, panel: Panel | None) -> int:
    """The columns that `menu` takes of the key line; 0 where each choice has its own place."""
    if panel is None or not panel.menu[2] or g.keys < 0 or choices_first(g) >= 0:
        return 0
    return cell_len(panel.menu[0]) + 1 + cell_len(panel.menu[1]) + 3


def menu(canvas: Canvas, g: Grid, panel: Panel) -> None:
    """All the choices at once, at the left of the key line of a view without a row for them."""
    key, word, hit = panel.menu
    column = canvas.put(g.keys, g.margin, key, TEXT, hit=hit, until=g.right_edge)
    canvas.put(g.keys, column, f" {word}", hit=hit, until=g.right_edge)


def _row(canvas: Canvas, row: int, left: int, end: int, panel: Panel, found: Named, gap: int) -> None:
    column = left
    for key, word, hit in found:
        ink = BOLD if hit == panel.chosen else _QUIET
        column = canvas.put(row, column, f"{key} ", MARK if hit == panel.chosen else TEXT, hit=hit, until=end)
        column = canvas.put(row, column, word, ink, hit=hit, until=end) + gap


def _said(panel: Panel) -> str:
    return f"{panel.quotes[0]}{panel.text}{panel.quotes[1]}" if panel.spoken and panel.text else panel.text


def _text(canvas: Canvas, panel: Panel, row: int, left: int, end: int, most: int, name: str = "") -> int:
    """The words, bold where somebody says them; what does not fit is cut, and a key tells where it can be read."""
    ink, said = BOLD if panel.spoken else TEXT, _said(panel)
    whole = f"{name}  {said}" if name else said
    lines = wrap(whole, end - left, most)
    cut = len(wrap(whole, end - left)) > len(lines) and panel.whole[0]
    if cut:
        lines = (*lines[:-1], *wrap(" ".join(wrap(whole, end - left)[most - 1 :]), end - left - 3, 1))
    for place, line in enumerate(lines):
        column = left
        if place == 0 and name and line.startswith(name):
            column = canvas.put(row, left, name, _QUIET, until=end)
            line = line[len(name) :]
        column = canvas.put(row, column, line, ink, until=end, hit=panel.whole[1])
        if cut and place == len(lines) - 1:
            canvas.put(row, column + 1, panel.whole[0], MARK, hit=panel.whole[1], until=end)
        row += 1
    return row
