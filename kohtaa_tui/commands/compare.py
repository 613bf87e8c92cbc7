"""`kohtaa compare A B`: two meetings side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

import msgspec
from msgspec.structs import replace

from ..domain.meetings_compared import MeetingsCompared, compare_meetings
from ..errors import N_, UsageFault
from ..exports.compared_words import Bar, Row, drawn, groups, longest
from ..i18n import Words
from ..storage.archive import Archive
from .sessions import meeting_id

BAR = 14
"""Characters of the longest bar."""
SAME = N_("Those are one and the same meeting. Give two that differ; kohtaa list shows them.")


def compare(archive: Archive, a: str, b: str, words: Words, as_json: bool, out: TextIO, *, texts: bool = True) -> int:
    """Two meetings, by their ids or unique beginnings of them, side by side. Raises `KohtaaError`.

    Without `texts` what a program reads tells no reference.
    """
    first, second = meeting_id(archive, a), meeting_id(archive, b)
    if first == second:
        raise UsageFault(SAME)
    compared = compare_meetings(archive.load(first).session, archive.load(second).session)
    if as_json:
        if not texts:
            one, other = (replace(meeting, reference=None) for meeting in (compared.a, compared.b))
            compared = replace(compared, a=one, b=other)
        print(msgspec.json.format(msgspec.json.encode(compared), indent=2).decode(), file=out)
        return 0
    for line in _lines(compared, words):
        print(line.rstrip(), file=out)
    return 0


def _lines(compared: MeetingsCompared, words: Words) -> Iterator[str]:
    told = [group for group in groups(compared, words) if group.rows]
    rows = [row for group in told for row in group.rows]
    label = max(len(row.label) for row in rows)
    most = longest(rows)
    cells = [(_cell(row, 0, most), _cell(row, 1, most)) for row in rows]
    wide = max(len(a) for a, _ in cells)
    after = max(len(b) for row, (_, b) in zip(rows, cells, strict=True) if row.change or row.bars)
    drawn_rows = iter(cells)
    for place, group in enumerate(told):
        if place:
            yield ""
            yield group.heading
        for row in group.rows:
            a, b = next(drawn_rows)
            yield f"  {row.label:<{label}}  {a:<{wide}}  {b:<{after}}  {row.change}"


def _cell(row: Row, place: int, most: int) -> str:
    text = (row.a, row.b)[place]
    bar: Bar | None = row.bars[place] if row.bars else None
    if bar is None:
        return text
    used, left = drawn(bar, most, BAR)
    return f"{'█' * used}{'·' * left:<{BAR - used}} {text}"
