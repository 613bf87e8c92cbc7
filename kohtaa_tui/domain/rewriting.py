"""Taking texts out for good: what the records said before is nowhere afterwards, in no copy and for no undo.

Each makes other records and folds them anew; nothing here happens to a session, so there is no event for it.
"""

from __future__ import annotations

from .events import Key, NoteAdded, NoteEdited, Record, Struck
from .folding import fold
from .sealing import sealed_text, without_texts, written
from .session import Session


def strike(session: Session, key: Key) -> Session:
    """The session without the text of the note that record `key` wrote, for good."""
    note = session.note(key)
    apart = {n.edited for n in session.notes if n.key != key}  # edits of the same note that are notes of their own
    gone = {r.key for r in session.records if _tells(r, key) and r.key not in apart}
    if note is not None and note.edited is not None:
        gone.add(note.edited)
    emptied = (
        Record(r.seq, r.device, r.at_ms, Struck())
        if r.key in gone and isinstance(r.event, NoteAdded | NoteEdited)
        else r
        for r in session.records
    )
    return fold(session.id, emptied)


def as_written(session: Session) -> Session:
    """The session as anyone sees it who has its file and no key."""
    if not any(sealed_text(r.event) for r in session.records):
        return session
    return fold(session.id, (Record(r.seq, r.device, r.at_ms, written(r.event)) for r in session.records))


def erase(session: Session) -> Session:
    """The session without notes, reference and reflections, for good; its times stay."""
    return fold(session.id, without_texts(session.records))


def _tells(record: Record, key: Key) -> bool:
    """Whether a record holds a text of the note `key`. One of another kind may have its number, from another device."""
    match record.event:
        case NoteAdded():
            return record.key == key
        case NoteEdited(note=note, of=of):
            return (note, of or record.device) == key
        case _:
            return False
