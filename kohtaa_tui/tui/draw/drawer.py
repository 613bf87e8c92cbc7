"""A drawer: what a dialog is here. It rises from the note line, covers prompts and older notes, and
never the rail, the figure or the note line.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from .canvas import PLAIN, Canvas, Ink, cell_len, wrap
from .grid import Grid

BOLD = Ink("text", True)
TEXT = Ink("text")


class Line(Struct, frozen=True):
    """One row of a drawer: cells at tab stops; the first may be chosen by `hit`."""

    cells: Sequence[tuple[int, str]]
    """(column from the drawer's left edge, text)."""
    hit: str = ""
    """What a click on the row means."""
    hits: Sequence[str] = ()
    """What a click on each cell means, where it differs from the row."""
    chosen: bool = False
    strong: bool = False


class Drawer(Struct, frozen=True):
    """What a drawer shows."""

    title: str
    sentence: str = ""
    lines: Sequence[Line] = ()
    foot: Sequence[tuple[str, str, str]] = ()
    """Choices in a row: (key, word, what a click means); the first is the default."""
    top: int = 0
    """The row that it begins with, where all rows do not fit and none is chosen."""


def draw_drawer(canvas: Canvas, g: Grid, drawer: Drawer) -> None:
    """Draw the drawer over the page."""
    bottom = g.note - (2 if g.rhythm == "airy" else 1)
    if g.rhythm in ("strip", "tiny"):
        words = g.words_left and g.header < min(g.prompt, g.note - 1)
        draw_small(canvas, g, drawer, (g.header, g.words_left, 1) if words else (0, 0, 0))
        return
    highest = g.figure + (4 if g.rhythm != "short" else 3)
    left, end = g.margin, g.right_edge
    space = bottom - highest  # rows under the edge
    sentence = wrap(drawer.sentence, end - left, 3) if drawer.sentence else ()
    beside = len(sentence) == 1 and cell_len(drawer.title) + 3 + cell_len(sentence[0]) <= end - left
    head = 1 if beside else 1 + len(sentence)
    airy = len(drawer.lines) + head + 3 <= space
    below = not airy and g.keys >= 0  # where rows are few the foot takes the key line's place
    foot = 1 if drawer.foot and not below else 0
    if head > 1 and head + foot + min(len(drawer.lines), 2) > space:  # the sentence goes before the choices
        sentence, beside, head = (), False, 1
    room = max(1, space - head - foot - (2 if airy else 0))
    lines, more = _window(drawer, room)
    needed = head + len(lines) + foot + (2 if airy else 0)
    top = max(highest, bottom - needed)
    for row in range(top, bottom + 1):
        canvas.clear(row)
    canvas.put(top, 0, "▔" * canvas.width, Ink("calm"))
    row = top + 1
    column = canvas.put(row, left, drawer.title, BOLD, until=end)
    if beside:
        canvas.put(row, column + 3, sentence[0], until=end)
    else:
        for text in sentence:
            row += 1
            canvas.put(row, left, text, until=end)
    row += 2 if airy else 1
    for place, line in enumerate(lines, 1):
        _line(canvas, row, left, end - 1 - len(more) if more and place == len(lines) else end, line)
        row += 1
    if more:  # the arrows stand in the last row
        at = canvas.right(row - 1, end, more)
        for place, arrow in enumerate(more):
            canvas.target(row - 1, at + place, at + place + 1, "scroll:up" if arrow == "↑" else "scroll:down")
    if below and drawer.foot:
        canvas.clear(g.keys)
        _foot(canvas, g.keys, left, end, drawer.foot)
    elif drawer.foot:
        _foot(canvas, min(bottom, row + 1), left, end, drawer.foot)


def _line(canvas: Canvas, row: int, left: int, end: int, line: Line) -> None:
    ink = BOLD if line.chosen or line.strong else PLAIN
    if line.chosen:
        canvas.put(row, left - 2, "►", Ink("calm"))
    if line.hit:
        canvas.target(row, left, end, line.hit)
    stops = [at for at, _ in line.cells[1:]] + [end - left]
    for place, ((at, text), stop) in enumerate(zip(line.cells, stops, strict=True)):
        hit = line.hits[place] if place < len(line.hits) else ""
        shown = ink if at == 0 or line.chosen else PLAIN
        canvas.put(row, left + at, text, shown, until=min(end, left + stop), hit=hit)


def _foot(canvas: Canvas, row: int, left: int, end: int, foot: Sequence[tuple[str, str, str]]) -> None:
    column = left
    for place, (key, word, hit) in enumerate(foot):
        column = canvas.put(row, column, key, BOLD if place == 0 else TEXT, hit=hit, until=end)
        column = canvas.put(row, column, f" {word}", TEXT if place == 0 else PLAIN, hit=hit, until=end) + 4


def _window(drawer: Drawer, room: int) -> tuple[Sequence[Line], str]:
    """The rows that fit, the chosen one among them, and arrows that tell where there are more."""
    lines = drawer.lines
    if len(lines) <= room:
        return lines, ""
    chosen = next((i for i, line in enumerate(lines) if line.chosen), None)
    start = min(drawer.top if chosen is None else max(0, chosen - room + 1), len(lines) - room)
    more = ("↑" if start else "") + ("↓" if start + room < len(lines) else "")
    return lines[start : start + room], more


def draw_small(canvas: Canvas, g: Grid, drawer: Drawer, panel: tuple[int, int, int]) -> None:
    """In a strip: the title in the place of the figure's words, the choices in the place of the prompts.

    `panel` is the words' first row, left column and rows; without rows the title stands before the choices.
    """
    bottom = g.note - 1
    first, left, end = min(g.prompt if g.prompt >= 0 else bottom, bottom), max(g.margin, g.words_left), g.right_edge
    for row in range(first, bottom + 1):
        canvas.clear(row, max(0, left - 2) if g.words_left else 0)
    top, panel_left, panel_rows = panel
    for row in range(top, top + panel_rows):
        canvas.clear(row, panel_left)
    title = wrap(drawer.title, max(4, end - panel_left), panel_rows) if panel_rows else ()
    after = panel_left
    for offset, text in enumerate(title):
        after = canvas.put(top + offset, panel_left, text, BOLD, until=end)
    foot_row = top + panel_rows - 1  # with the title where there is room, so that the choices have all of theirs
    foot_from = after + 4 if len(title) == panel_rows else panel_left
    above = bool(drawer.lines and title) and end - foot_from >= _foot_width(drawer.foot, words=panel_rows == 1)
    if above:
        column = max(foot_from, end - _foot_width(drawer.foot)) if panel_rows == 1 else panel_left
        _short_foot(canvas, foot_row, column, end, drawer.foot)
    if drawer.sentence and panel_rows == 1:
        if not above and after + 3 + cell_len(drawer.sentence) <= end:
            canvas.put(top, after + 3, drawer.sentence, until=end)
    elif drawer.sentence and panel_rows - above > len(title):
        for offset, text in enumerate(wrap(drawer.sentence, max(4, end - panel_left), panel_rows - above - len(title))):
            canvas.put(top + len(title) + offset, panel_left, text, until=end)
    below = len(drawer.lines) < bottom - first + 1 and not above
    lines, more = _window(drawer, bottom - first + (0 if below and drawer.lines else 1))
    if not title:
        left = canvas.put(first, left, drawer.title, BOLD, until=max(left + 8, end - _foot_width(drawer.foot) - 20)) + 2
    beside = 0 if above or below else _foot_width(drawer.foot, words=False) + 3
    for offset, line in enumerate(lines):
        row = first + offset
        stop = end - (beside if row == bottom else 0)
        _packed(canvas, row, left, stop - (len(more) + 1 if more and row == bottom else 0), line, drawer)
        if row == bottom:
            for place, arrow in enumerate(more):
                hit = "scroll:up" if arrow == "↑" else "scroll:down"
                canvas.put(bottom, stop - len(more) + place, arrow, PLAIN, hit=hit, until=stop)
    if below:
        _short_foot(canvas, min(bottom, first + len(lines)), left, end, drawer.foot)
    elif beside:
        _short_foot(canvas, bottom, end - beside + 3, end, drawer.foot)


Foot = Sequence[tuple[str, str, str]]


def _short_foot(canvas: Canvas, row: int, left: int, end: int, foot: Foot) -> None:
    """The foot with all its words, with those of the default alone, or without."""
    gap, worded = 4, len(foot)
    if _foot_width(foot) > end - left:
        gap, worded = 2, 1
        if _foot_width(foot[:1]) + _foot_width(foot[1:], words=False) + 2 > end - left:
            worded = 0
    column = left
    for place, (key, word, hit) in enumerate(foot):
        column = canvas.put(row, column, key, BOLD if place == 0 else TEXT, hit=hit, until=end)
        if place < worded:
            column = canvas.put(row, column, f" {word}", TEXT if place == 0 else PLAIN, hit=hit, until=end)
        column += gap


def _foot_width(foot: Foot, *, words: bool = True) -> int:
    """Columns of the foot, or of its keys alone."""
    if words:
        return sum(cell_len(key) + cell_len(word) + 5 for key, word, _ in foot) - 4
    return sum(cell_len(key) + 2 for key, _, _ in foot) - 2


def _packed(canvas: Canvas, row: int, left: int, end: int, line: Line, drawer: Drawer) -> None:
    """A row without tab stops: two columns between its cells. What is said of a thing is rather seen than its name."""
    several = sum(bool(other.hit) for other in drawer.lines) > 1
    if line.chosen and several and left >= 2:
        canvas.put(row, left - 2, "►", Ink("calm"))
    if line.hit:
        canvas.target(row, left, end, line.hit)
    ink, column = BOLD if line.chosen or line.strong else PLAIN, left
    value = cell_len(line.cells[1][1]) + 2 if len(line.cells) > 1 else 0
    for place, (_, text) in enumerate(line.cells):
        if text and column < end:
            hit = line.hits[place] if place < len(line.hits) else ""
            stop = max(left + 8, end - value) if place == 0 else end
            column = canvas.put(row, column, text, ink, hit=hit, until=min(stop, end)) + 2
