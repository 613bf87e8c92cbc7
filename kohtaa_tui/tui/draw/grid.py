"""Where things stand. Columns decide one text column or two; rows decide the rhythm."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Rhythm = Literal["tiny", "strip", "short", "regular", "airy"]
Form = Literal["tall", "tight", "half", "large", "text"]
"""How the figure stands: on three rows with one above and one below for its plate; on three rows alone; moved down
by half a row, on four; enlarged; as text.
"""

TEXT_MOST, LEFT_MOST, NOTES_MOST = 66, 78, 46
WORDS_LEFT = 24
"""In a strip, the column of all text where a figure as wide as a clock stands beside it."""


class Grid(Struct, frozen=True):
    """The places of one page. Rows count from 0; -1 means: not drawn at this size."""

    width: int
    height: int
    rhythm: Rhythm
    margin: int
    two: bool
    header: int
    rail: int
    """The first row of the rail: its names, or its bar where there are no names."""
    rail_left: int
    figure: int
    words_left: int
    """The column of the figure's words where the layout fixes it, else 0."""
    prompt: int
    note: int
    keys: int
    sign: int
    form: Form = "tall"
    scale: int = 1
    """How many times its own size the figure is, where it is enlarged."""
    names: bool = False
    """Whether the rail has its names."""
    thick: int = 0
    """Rows of the rail's bar beyond its one."""
    times: bool = False
    """Whether the rail has its times."""
    kept_notes: int = 0
    """Rows over the note line kept for notes where there is one column."""

    @property
    def right_edge(self) -> int:
        """The column after the last one that is written on."""
        return self.width - self.margin

    @property
    def right_column(self) -> int:
        """Where the second text column begins."""
        return self.margin + min(LEFT_MOST, ((self.width - 2 * self.margin) * 58 + 50) // 100)

    @property
    def text_end(self) -> int:
        """The column at which the first text column's text ends."""
        end = self.margin + TEXT_MOST
        return min(end, self.right_column - 2) if self.two else self.right_edge

    @property
    def notes_end(self) -> int:
        """The column at which the second text column's text ends."""
        return min(self.right_edge, self.right_column + NOTES_MOST)


def grid(width: int, height: int) -> Grid:
    """The places for a terminal of this size; every size of 1 × 1 or more has some."""
    last = height - 1
    if 6 <= height <= 8 and width >= 60:
        lower = min(height - 6, 1)
        top = max(0, lower)
        return Grid(
            width, height, "strip", 2, False, header=top + 3, rail=top, rail_left=20, figure=top + 1, words_left=20,
            prompt=top + 4, note=last, keys=-1, sign=-1,
        )  # fmt: skip
    if height <= 8:
        prompt = max(1, min(2, height - 2)) if height > 3 else 1
        return Grid(
            width, height, "tiny", 2 if width > 12 else 0, False, header=1 if height > 3 else -1, rail=0,
            rail_left=2 if width > 12 else 0, figure=-1, words_left=0,
            prompt=prompt if height > 2 else -1, note=last, keys=-1, sign=-1,
        )  # fmt: skip
    if height <= 17 or width < 60:
        margin = 2 if width < 60 else 3
        low, note = height < 10, last - 1  # without a blank row there is room for one prompt
        notes = 0 if height < 13 else 1 if height < 22 else 3 if height < 30 else 5
        return Grid(
            width, height, "short", margin, False, header=1, rail=0, rail_left=margin, figure=2 if low else 3,
            words_left=0, prompt=5 if low else 7, note=note, keys=last,
            sign=note - notes - 4 if height >= 18 else -1, form="tight" if low else "tall", kept_notes=notes,
        )  # fmt: skip
    margin, two = (4 if width >= 100 else 3), width >= 100
    if height <= 31:
        note = last - 1
        return Grid(
            width, height, "regular", margin, two, header=0, rail=2, rail_left=margin, figure=7, words_left=0,
            prompt=12, note=note, keys=last, sign=note - 2 if two else note - 5 if height > 20 else -1,
            names=True, thick=1, times=True,
            kept_notes=0 if two else 1 if height < 22 else 2,
        )  # fmt: skip
    note, notes = last - 4, 2 if height < 36 else 3 if height < 40 else 5
    return Grid(
        width, height, "airy", margin, two, header=1, rail=4, rail_left=margin, figure=10, words_left=0,
        prompt=17, note=note, keys=last - 1, sign=note - (4 if two else notes + 5), names=True, thick=1, times=True,
            kept_notes=notes,
    )  # fmt: skip
