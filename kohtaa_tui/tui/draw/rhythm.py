"""The page of my rhythm: each phase as a bar of what was planned and used, and sentences beside it.

Signs and figures tell everything; colour only helps to find it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from msgspec import Struct

from ...domain.rhythm import PhaseRhythm, Rhythm
from ...exports import rhythm_words as told
from ...i18n import Words
from ..bindings import Keys
from .canvas import PLAIN, Canvas, Ink, cell_len, wrap
from .drawer import Drawer, draw_drawer
from .furniture import BOLD, TEXT, key_line, note_band
from .grid import Grid, grid

_LONGEST_BAR, _SHORTEST_BAR = 44, 8
_TEXT_MOST = 92
_INKS = {
    told.USED: Ink("calm"),
    told.HALF: Ink("calm"),
    told.BEYOND: PLAIN,
    told.TRACK: PLAIN,
    told.PLANNED: Ink("text", True),
}


class RhythmView(Struct, frozen=True):
    """All that the page shows."""

    words: Words
    keys: Keys
    method: str
    """The pack's name."""
    spans: Sequence[tuple[str, str, bool]]
    """What ← and → choose among: word, what a click on it means, whether it is chosen."""
    which: str
    """What ↑ and ↓ have chosen."""
    rhythm: Rhythm | None = None
    """None where there is nothing yet."""
    instead: str = ""
    """What is said where there are no figures."""
    reading: str = ""
    """What is said while older meetings are still being read."""
    several: bool = False
    """Whether there are meetings of several packs."""
    suggestion: str = ""
    top: int = 0
    """How many rows of the text are scrolled away."""
    message: str = ""
    drawer: Drawer | None = None
    ascii_only: bool = False


class Row(Struct, frozen=True):
    """One row of the text: pieces at columns from the left margin."""

    pieces: Sequence[tuple[int, str, Ink]] = ()
    hit: str = ""


def draw(view: RhythmView, width: int, height: int) -> tuple[Canvas, Grid]:
    """The page at a size."""
    canvas, g, words = Canvas(width, height, ascii_only=view.ascii_only), grid(width, height), view.words
    top = _head(canvas, g, view)
    stop = g.note - (2 if g.rhythm == "airy" else 1 if g.rhythm in ("regular", "short") else 0)
    rows = list(_rows(view, g))
    first = min(view.top, max(0, len(rows) - (stop - top)))
    for row, line in enumerate(rows[first : first + max(0, stop - top)], top):
        for column, text, ink in line.pieces:
            canvas.put(row, g.margin + column, text, ink, until=g.right_edge, hit=line.hit)
    if first:
        canvas.right(top, g.right_edge, "↑", hit="rhythm.up")
    if first + stop - top < len(rows) and stop > top:
        canvas.right(stop - 1, g.right_edge, "↓", TEXT, hit="rhythm.down")
    note_band(canvas, g)
    if view.drawer is None and view.suggestion:
        canvas.right(g.note, g.right_edge, enter_told(words, g), Ink("mute", on="surf"), hit="suggest")
    ids: tuple[str, ...] = ("rhythm.leave", "rhythm.curtain", "rhythm.help")
    if g.width >= 60:
        pack = ("rhythm.pack",) if view.several else ()
        ids = ("rhythm.leave", *pack, "rhythm.curtain", "rhythm.language", "rhythm.actions", "rhythm.help")
    key_line(canvas, g, view.keys, words, ids, view.message)
    if view.drawer is not None:
        draw_drawer(canvas, g, view.drawer)
    return canvas, g


def enter_told(words: Words, g: Grid) -> str:
    """What Enter does where there is a suggestion."""
    return words("Enter: a suggestion") if g.width < 60 else words("Enter shows the suggestion")


def furthest(view: RhythmView, width: int, height: int) -> int:
    """How many rows can be scrolled away at this size."""
    g = grid(width, height)
    canvas = Canvas(width, height)
    stop = g.note - (2 if g.rhythm == "airy" else 1 if g.rhythm in ("regular", "short") else 0)
    return max(0, len(list(_rows(view, g))) - max(1, stop - _head(canvas, g, view)))


def _head(canvas: Canvas, g: Grid, view: RhythmView) -> int:
    """What page this is, and what is looked at; returns the row after it."""
    words, small = view.words, g.rhythm in ("strip", "tiny")
    row = 0 if small or g.rhythm == "short" else g.header
    if not small:
        column = canvas.put(row, g.margin, words("MY RHYTHM"), BOLD, until=g.right_edge) + 2
        canvas.put(row, column, view.reading or view.method, until=g.right_edge)
        row += 1 if g.rhythm == "short" else 2
    if not view.spans:
        return row
    left, end = g.margin, g.right_edge
    column = canvas.put(row, left, "←", TEXT, hit="span:-1", until=end) + 1
    for place, (word, hit, chosen) in enumerate(view.spans):
        column = canvas.put(row, column + bool(place), word, BOLD if chosen else PLAIN, hit=hit, until=end) + 1
    column = canvas.put(row, column, "→", TEXT, hit="span:+1", until=end) + 3
    if column + 4 + cell_len(view.which) > end and not small:
        row, column = row + 1, left
    column = canvas.put(row, column, "↑ ↓", TEXT, hit="which:+1", until=end) + 1
    canvas.put(row, column, view.which, BOLD, hit="which:+1", until=end)
    return row + (1 if small or g.rhythm == "short" else 2)


def _rows(view: RhythmView, g: Grid) -> Iterator[Row]:
    """All there is to read, row by row."""
    words, width = view.words, min(_TEXT_MOST, g.right_edge - g.margin - 2)
    rhythm = view.rhythm
    if view.instead:
        yield from (Row([(0, line, TEXT)]) for line in wrap(view.instead, width))
    if rhythm is None or not rhythm.meetings:
        return
    if little := told.little(rhythm, words):
        yield from (Row([(0, line, TEXT)]) for line in wrap(little, width))
    whole = yield from _phases(rhythm.phases, view, g)
    if g.rhythm == "airy":
        yield Row()
    legend = told.legend(words) if whole else (words("used / planned, minutes (medians)"),)
    yield from (Row([(0, line, PLAIN)]) for text in legend for line in wrap(text, width))
    if view.suggestion:
        yield from _gap(g)
        yield from (Row([(0, line, BOLD)], "suggest") for line in wrap(view.suggestion, width))
    yield from _gap(g)
    for sentence in told.sentences(rhythm, words):
        for place, line in enumerate(wrap(sentence, width - 2)):
            yield Row([(2 if place else 0, line, TEXT)])


def _gap(g: Grid) -> Iterator[Row]:
    if g.rhythm in ("regular", "airy"):
        yield Row()


def _phases(phases: Sequence[PhaseRhythm], view: RhythmView, g: Grid) -> Generator[Row, None, bool]:
    """A row a phase: name, bar, figures; in whole words where these leave the bar enough room, as it returns."""
    words = view.words
    names = [p.name.get(words.language) for p in phases]
    figures = [told.phase_told(p, words) for p in phases]
    room = g.right_edge - g.margin - max(map(cell_len, names)) - 4
    whole = room - max(map(cell_len, figures)) >= _SHORTEST_BAR
    if not whole:
        figures = [told.phase_short(p) for p in phases]
    at = max(map(cell_len, names)) + 2
    bar = max(1, min(_LONGEST_BAR, room - max(map(cell_len, figures))))
    scale = told.longest_s(phases)
    for place, (phase, name, figure) in enumerate(zip(phases, names, figures, strict=True)):
        if place and g.rhythm == "airy":
            yield Row()
        drawn = told.bar(phase, bar, scale)
        pieces = [(0, name, TEXT)]
        pieces += [(at + n, sign, _INKS.get(sign, PLAIN)) for n, sign in enumerate(drawn) if sign != " "]
        yield Row([*pieces, (at + bar + 2, figure, TEXT)])
    return whole
