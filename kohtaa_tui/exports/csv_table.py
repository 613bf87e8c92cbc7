"""The meeting as one table for a spreadsheet: a row for the meeting, one a phase, one for pauses, one a note.

Semicolons, every cell in quotation marks and UTF-8 with its mark open right in a Finnish or Swedish Excel and in
LibreOffice. A cell that a spreadsheet would take for a formula begins with an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ..domain import timing
from ..domain.events import Mark
from ..domain.notes import parse_agreement
from ..domain.session import Session
from ..errors import N_
from .gathered import MARKED, Speaks, circumstances, tag
from .remarks import remarks

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may begin to count at."""

COLUMNS = (
    N_("row"),
    N_("time"),
    N_("phase"),
    N_("planned, min"),
    N_("used, min"),
    N_("used, s"),
    N_("visits"),
    N_("mark"),
    N_("contents"),
    N_("who"),
    N_("by"),
)
_MARKS: dict[Mark | None, str] = {**dict(MARKED), "agreed": N_("What was agreed"), None: ""}


def csv_table(session: Session, words: Speaks, at_ms: int) -> str:
    """The table, its lines ending as RFC 4180 wants them."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(words(name) for name in COLUMNS)
    for row in _rows(session, words, at_ms):
        filled = (*row, *("" for _ in range(len(COLUMNS) - len(row))))
        writer.writerow(safe(cell) if isinstance(cell, str) else cell for cell in filled)
    return out.getvalue()


def safe(text: str) -> str:
    """`text` as a spreadsheet shows it and does not count it."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _rows(session: Session, words: Speaks, at_ms: int) -> Iterator[tuple[str | int, ...]]:
    used = timing.all_used_s(session, at_ms)
    names = {phase.id: phase.name.get(words.language) for phase in session.plan.phases}
    about = [session.plan.title.get(words.language), *circumstances(session, words), *remarks(session, words)]
    length_s, planned = timing.length_s(session, at_ms), timing.planned_length_s(session) // 60
    whole = (planned, timing.minutes(length_s), length_s)
    began = f"{session.began_at:%Y-%m-%d %H:%M}"
    yield tag(session, words) or words("meeting"), began, "", *whole, "", "", " · ".join(about)
    if session.reference:
        yield words("reference"), "", "", "", "", "", "", "", session.reference
    for phase, name in names.items():
        planned, visits = timing.minutes(session.planned_s[phase]), sum(v.phase == phase for v in session.visits)
        yield words("phase"), "", name, planned, timing.minutes(used[phase]), used[phase], visits
    if paused := timing.paused_s(session, at_ms):
        yield words("pauses"), "", "", "", timing.minutes(paused), paused, len(session.pauses)
    for note in session.notes:
        if note.locked:
            continue
        who = by = ""
        if note.mark == "agreed":
            found = parse_agreement(note.text, session.began_at.date())
            who, by = found.who or "", found.due.isoformat() if found.due else ""
        moment = f"{session.wall(note.at_ms):%Y-%m-%d %H:%M}"
        mark = words(_MARKS[note.mark]) if note.mark else ""
        yield words("note"), moment, names[note.phase], "", "", "", "", mark, note.text, who, by
