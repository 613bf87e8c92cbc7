"""What becomes of a line that was left half-typed, once nobody will type on with it."""

from __future__ import annotations

from collections.abc import Iterable

from .events import NoteAdded, Record
from .notes import MAX_NOTE, parse_note
from .sealing import sealed_text


def as_notes(text: str, locked: Iterable[str], records: Iterable[Record]) -> tuple[NoteAdded, ...]:
    """The notes that a half-typed line becomes: those that are sealed and were not opened first, then `text`.

    A sealed line goes as it is, and once only: where a crash kept its file, it is among the `records`
    already. Nothing comes of blanks or of a mark alone.
    """
    kept = {sealed_text(record.event) for record in records}
    sealed = [NoteAdded(age=line) for line in locked if line not in kept]
    parsed = parse_note(text)
    return (*sealed,) if parsed is None else (*sealed, NoteAdded(parsed[1][:MAX_NOTE], parsed[0]))
