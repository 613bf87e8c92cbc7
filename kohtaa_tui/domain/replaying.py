"""A session as something to be played once more; of a real meeting the times alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from .demo import Script, times
from .events import Event, NoteAdded, NoteEdited, Paused, PauseReasoned, Record, Reflected, Started
from .folding import fold
from .pack import Texts
from .session import Session

MASK = "•••"
"""What stands in the place of every note of a real meeting."""


def replayed(session: Session) -> Script:
    """The script of a session. Where it was a real meeting, nothing that tells of the client is in it."""
    real = session.practice is None
    records = masked(session.records) if real else thoughtless(session.records)
    ended = fold(session.id, records).ended_ms
    end_ms = ended if ended is not None else max(times(records))
    return Script(id=session.id, title=Texts(), records=records, end_ms=end_ms, masked=real)


def masked(records: Iterable[Record]) -> tuple[Record, ...]:
    """The records with their times and without their texts: no reference, no words, no reasons, no thoughts."""
    return tuple(replace(r, event=_masked(r.event)) for r in thoughtless(records))


def thoughtless(records: Iterable[Record]) -> tuple[Record, ...]:
    """The records without the adviser's own thoughts, which are for nobody else."""
    return tuple(r for r in records if not isinstance(r.event, Reflected))


def _masked(event: Any) -> Any:
    match event:
        case Paused() | PauseReasoned():
            return replace(event, reason="")
        case NoteAdded() | NoteEdited():
            return replace(event, text=MASK, mark=None, age="")
        case Started():
            return replace(event, reference="", age="")
        case Event() if event.private:
            raise AssertionError(f"{type(event).__name__} tells of a person: what stands in its place?")
        case _:
            return event
