"""A practice as a line of time: the phases as bars, the turns as digits under their moments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..domain.practice_report import KINDS, PracticeReport
from .gathered import Speaks

ROWS = 3
"""Rows of digits at most: what has no room in them moves on to the next free column."""
ASCII = str.maketrans(
    {"▇": "#", "▄": "=", "‖": "|", "·": "-", "→": ">", "–": "-", "…": "~", "”": '"', "“": '"', "✓": "v"}
)
"""What stands for the marks where only ASCII can be drawn."""


def timeline(report: PracticeReport, words: Speaks, width: int) -> list[str]:
    """Names, phases, turns, what came between and the minutes: a row each, `width` columns wide at most."""
    length = max(1, report.length_s)

    def column(at_s: int) -> int:
        return min(width - 1, max(0, at_s * width // length))

    names, bar = [" "] * width, [" "] * width
    shorts = {p.id: p.name for p in report.phases}
    for stay in report.stays:
        start, end = column(stay.start_s), width if stay is report.stays[-1] else column(stay.end_s)
        for place in range(start, max(start + 1, end - (end < width))):
            bar[place] = "▄"
        _name(names, shorts[stay.phase], start, end, last=stay is report.stays[-1])
    counted = [t for t in report.turns if t.by == report.counted]
    turns = _placed(((column(t.at_s), str(KINDS.index(t.kind) + 1)) for t in counted), width, ROWS)
    between = [(column(t.at_s), "!") for t in report.traps]
    if report.interruption is not None:
        between.append((column(report.interruption.at_s), "‖"))
    marks = _placed(sorted(between), width, 1)
    first, last = words("{n} min", n=0), words("{n} min", n=round(report.length_s / 60))
    scale = first + last.rjust(width - len(first))
    rows = ["".join(names), "".join(bar), *turns, *marks, scale]
    return [row.rstrip() for row in rows if row.strip()]


def _name(row: list[str], name: str, start: int, end: int, *, last: bool) -> None:
    """A phase's name over its bar; the last one flush right where its own bar is too short."""
    room = end - start - (not last)
    if last and len(name) > room:
        start = len(row) - len(name)
        room = len(name)
        if start < 0 or "".join(row[max(0, start - 1) :]).strip():
            return
    text = name if len(name) <= room else name[: max(0, room - 1)] + "…" if room > 4 else ""
    row[start : start + len(text)] = text


def _placed(marks: Iterable[tuple[int, str]], width: int, most: int) -> list[str]:
    """Marks in as few rows as they need: one that would touch another goes a row down, then to a free column."""
    rows: list[list[str]] = []
    for column, mark in marks:
        found = next((row for row in rows if _free(row, column)), None)
        if found is None and len(rows) < most:
            found = [" "] * width
            rows.append(found)
        if found is None:
            found, column = _next_free(rows, column)
        found[column] = mark
    return ["".join(row) for row in rows]


def _free(row: Sequence[str], column: int) -> bool:
    return all(cell == " " for cell in row[max(0, column - 1) : column + 2])


def _next_free(rows: Sequence[list[str]], column: int) -> tuple[list[str], int]:
    """The nearest empty cell to the right, else to the left; where all are taken, the first row's own."""
    width = len(rows[0])
    for place in (*range(column, width), *range(column - 1, -1, -1)):
        for row in rows:
            if row[place] == " ":
                return row, place
    return rows[0], column
