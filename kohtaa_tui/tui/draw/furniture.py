"""What every page has: the band with the note line, the word beside it, the line of keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...domain.personal import find
from ...i18n import Words
from ..bindings import Keys
from .canvas import Canvas, Ink, cell_len, wrap
from .grid import Grid

TEXT = Ink("text")
BOLD = Ink("text", True)
MARK = Ink("calm", True)
MASK = Ink("keep", on="surf")
"""The word beside the note line that tells which key masks."""


def note_band(canvas: Canvas, g: Grid) -> None:
    """The band that carries the note line, with its mark."""
    rows = (g.note - 1, g.note, g.note + 1) if g.rhythm == "airy" else (g.note,)
    for row in rows:
        canvas.clear(row)
        canvas.ground(row, 0, canvas.width, "surf")
    canvas.put(g.note, max(0, g.margin - 2), "▌", Ink("calm", on="surf"))


def put_note(canvas: Canvas, row: int, column: int, text: str, ink: Ink, *, until: int, hit: str = "") -> None:
    """Draw what was written, with a line under what may point to a person, as in the note line."""
    canvas.put(row, column, text, ink, until=until, hit=hit)
    for found in find(text):
        start, end = (column + cell_len(text[:place]) for place in (found.start, found.end))
        canvas.underline(row, start, min(end, until))


def saved_text(saved: str, unsaved: int, words: Words, *, narrow: bool) -> str:
    """What stands at the right of the note line."""
    if saved == "unsaved":
        return f"✗ {unsaved}" if narrow else words("not saved ({n})", n=unsaved)
    if saved == "reading":
        return "" if narrow else words("read only")
    if saved == "saving":
        return "…" if narrow else words("saving")
    return "✓" if narrow else words("saved") + " ✓"


def saved_ink(saved: str) -> Ink:
    return Ink("text", True, "surf") if saved == "unsaved" else Ink("mute", on="surf")


def status_width(words: Words, *, narrow: bool) -> int:
    """Columns kept free for the status, so that it can change without moving anything."""
    return max(cell_len(saved_text(s, 99, words, narrow=narrow)) for s in ("saved", "saving", "unsaved"))


def key_line(
    canvas: Canvas,
    g: Grid,
    keys: Keys,
    words: Words,
    ids: Sequence[str],
    message: str = "",
    *,
    shift: int = 0,
    paused: bool = False,
    labels: Mapping[str, str] | None = None,
) -> None:
    """The keys that matter here, drawn from the registry of actions; a message takes their place.

    `shift` columns at the left are kept free for what has no row in the registry. While paused the
    key that pauses says that it goes on. `labels` are other words for some of them.
    """
    if g.keys < 0:
        if message:
            canvas.clear(g.prompt, g.words_left)
            canvas.put(g.prompt, max(g.margin, g.words_left), message, TEXT, until=g.right_edge)
        return
    canvas.clear(g.keys)
    if message and not _over_note_line(canvas, g, message):
        canvas.put(g.keys, g.margin, message, TEXT, until=g.right_edge)
        return
    gap = 3 if g.width >= 100 or g.width < 60 else 2
    parts = [(i, keys.shown(i), (labels or {}).get(i) or words(keys.row(i).label)) for i in ids if keys.shown(i)]
    if paused:
        parts = [(i, key, words("go on") if i == "pause" else label) for i, key, label in parts]
    droppable = [i for name in ("back", "fit", "pause", "curtain") for i in ids if i.rpartition(".")[2] == name]

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


def _over_note_line(canvas: Canvas, g: Grid, message: str) -> bool:
    """Draw a message that is longer than one row over the note line, on the rows of the prompts and the notes."""
    lines = wrap(message, g.right_edge - g.margin)
    first = g.note - (1 if g.rhythm == "airy" else 0) - len(lines)
    if len(lines) == 1 or first < g.prompt:
        return False
    if first > g.prompt + 1:
        canvas.clear(first - 1)
    for row, line in enumerate(lines, first):
        canvas.clear(row)
        canvas.put(row, g.margin, line, TEXT, until=g.right_edge)
    return True


def circumstance_words(circumstances: Sequence[str], words: Words) -> str:
    """The circumstances by name."""
    names = {"first": words("first meeting"), "interpreter": words("interpreter"), "remote": words("remote")}
    return " · ".join(names[c] for c in circumstances if c in names)
