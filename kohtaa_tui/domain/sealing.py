"""What of an event tells of a person, apart from the rest: to seal it, to open it, to take it out for good.

Sealing itself (who can open it) is the storage's affair; here an event is only told apart into what may
be read by anyone who has the file and what may not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from .events import AnyEvent, Ended, NoteAdded, NoteEdited, Record, Reflected, Started, Struck


def private_part(event: AnyEvent) -> dict[str, str | None] | None:
    """The fields to seal; None when there is nothing to hide, or when it is sealed already."""
    if not event.private or sealed_text(event) or not _tells(event):
        return None
    return {name: getattr(event, name) for name in event.private}


def sealed_text(event: AnyEvent) -> str:
    """The sealed text that the event carries; empty when it carries none."""
    return getattr(event, "age", "") if event.private else ""


def is_locked(event: AnyEvent) -> bool:
    """Whether what tells of a person is sealed in it and has not been opened."""
    return bool(sealed_text(event)) and not _tells(event)


def with_seal(event: AnyEvent, age: str) -> AnyEvent:
    """The event with its sealed text; its open fields stay, for those who may see them now."""
    return replace(event, age=age)


def without_seal(event: AnyEvent) -> AnyEvent:
    """The event as it is written where nothing is sealed."""
    return replace(event, age="") if sealed_text(event) else event


def opened(event: AnyEvent, found: Mapping[str, object]) -> AnyEvent:
    """The event with the fields that its sealed text held."""
    return replace(event, **{name: found[name] for name in event.private if name in found})


def written(event: AnyEvent) -> AnyEvent:
    """The event as it goes to the disk: without the fields that are sealed in it."""
    if not sealed_text(event):
        return event
    return replace(event, **{name: None if name == "mark" else "" for name in event.private})


def without_texts(records: Iterable[Record]) -> tuple[Record, ...]:
    """The records with all that tells of the client taken out, and the first one saying so.

    What comes out depends on the records alone, so that every machine makes the same of them. A
    session that was left running is ended where its last record stands.
    """
    left = emptied(records)
    if left and not any(isinstance(r.event, Ended) for r in left):
        seq = max(r.seq for r in left) + 1
        left = (*left, Record(seq, left[-1].device, max(r.at_ms for r in left), Ended()))
    return left


def emptied(records: Iterable[Record]) -> tuple[Record, ...]:
    """The records with all that tells of the client taken out, and no more than that."""
    return tuple(Record(r.seq, r.device, r.at_ms, _emptied(r.event)) for r in records)


def _tells(event: AnyEvent) -> bool:
    return any(getattr(event, name) for name in event.private)


def _emptied(event: AnyEvent) -> AnyEvent:
    match event:
        case NoteAdded() | NoteEdited() | Reflected():
            return Struck()
        case Started():
            return replace(event, reference="", age="", erased=True)
        case _:
            return event
