"""The side panel of a meeting that is practised or shown: what it is, who speaks, what they say, what to press.

It takes rows that are free in each view, and moves nothing that has a place of its own.
"""

from __future__ import annotations

from .canvas import Canvas, Ink, cell_len, wrap
from .furniture import BOLD, MARK, TEXT
from .grid import Grid
from .views import Panel

_QUIET = Ink("mute")
_LABEL_MOST = 16
"""Columns of a name that the text beside it is indented by; a longer one stands before it."""
_TEXT_MOST = 12
"""Rows that one text takes at most."""


def tag(canvas: Canvas, row: int, column: int, panel: Panel | None, until: int) -> int:
    """What kind of run it is, in one quiet word: behind the curtain too. Returns the column after it."""
    return canvas.put(row, column, panel.tag, _QUIET, until=until) if panel is not None else column


def beside(canvas: Canvas, g: Grid, panel: Panel) -> int:
    """In the right one of two columns, level with the figure; returns the row after it."""
    left, end, row, last = g.right_column, g.notes_end, g.figure, g.sign
    canvas.put(row, left, panel.name, _QUIET, until=end)
    row = _text(canvas, panel, row + 1, left, end, max(2, min(_TEXT_MOST, last - row - 4)))
    if panel.hint and row + 1 < last - 1:
        for line in wrap(panel.hint, end - left, min(3, last - row - 2)):
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


def hint(canvas: Canvas, g: Grid, panel: Panel, row: int) -> None:
    """The quiet sentence on one row."""
    canvas.put(row, g.margin, panel.hint, _QUIET, until=g.right_edge)


def choice_rows(g: Grid) -> int:
    """The rows that the choices take of those that prompts would have."""
    if g.rhythm != "short" or g.height < 13:
        return 0
    return 1 if g.width >= 60 else 2 if g.height >= 16 else 0


def choices_first(g: Grid) -> int:
    """The row of the choices: right above the note line where there is a blank one; -1 where there is none."""
    match g.rhythm:
        case "regular":
            return g.note - 1
        case "airy":
            return g.note - 2
        case "short" if choice_rows(g):
            notes = min(1, g.kept_notes) if g.height < 18 else g.kept_notes + 1
            return g.note - notes - choice_rows(g)
        case _:
            return -1


def choices(canvas: Canvas, g: Grid, panel: Panel) -> None:
    """Key and word of all that can be chosen, in a row or two; what was chosen last is bold."""
    first = choices_first(g)
    if first < 0 or not panel.choices:
        return
    width = g.right_edge - g.margin
    if g.rhythm == "short" and choice_rows(g) == 2:
        half = (len(panel.choices) + 1) // 2 - 1
        for row, some in ((first, panel.choices[:half]), (first + 1, panel.choices[half:])):
            _row(canvas, row, g.margin, g.right_edge, panel, [(k, _short(w), h) for k, w, h in some], 1)
        return
    for gap, made in ((3, _whole), (2, _whole), (2, _short), (1, _short)):
        found = [(k, made(w), h) for k, w, h in panel.choices]
        if sum(cell_len(k) + 1 + cell_len(w) + gap for k, w, _ in found) - gap <= width or (gap, made) == (1, _short):
            _row(canvas, first, g.margin, g.right_edge, panel, found, gap)
            return


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


def _row(
    canvas: Canvas, row: int, left: int, end: int, panel: Panel, found: list[tuple[str, str, str]], gap: int
) -> None:
    column = left
    for key, word, hit in found:
        ink = BOLD if hit == panel.chosen else _QUIET
        column = canvas.put(row, column, f"{key} ", MARK if hit == panel.chosen else TEXT, hit=hit, until=end)
        column = canvas.put(row, column, word, ink, hit=hit, until=end) + gap


def _whole(word: str) -> str:
    return word


def _short(word: str) -> str:
    """The first word of a name: in all our languages it is the one that tells them apart."""
    return word.partition(" ")[0]


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
