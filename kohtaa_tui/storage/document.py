"""The document of a session that has ended: one readable JSON object, read by all later versions.

It is the object of `kohtaa show --json`, as it shows locked what is sealed, plus `events`, every
record as journalled, one a line, and `unread`, the journal's lines that could not be understood, where
there were any.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Raw, Struct

from ..domain.events import Record, Started
from ..domain.report import SCHEMA, report
from ..domain.rewriting import as_written
from ..domain.session import Session
from ..errors import N_, StorageFault
from .lines import decode, encode
from .records import MAX_LINES, MAX_RECORDS, Damage, Read
from .union import united

_SCHEMA = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"schema"\s*:\s*(\d{1,9})\b')
_EVENTS = re.compile(rb'\s*"events": \[')
NEWER_STAYS = N_("A newer version of kohtaa wrote this meeting: here it can only be read.")


class Newer(StorageFault):
    """A newer version of the program wrote the file, in a way that this one cannot read."""

    def __init__(self, path: object) -> None:
        super().__init__(
            N_("{path} was written by a newer version of kohtaa. Update the program to read it."), path=path
        )


class _Needed(Struct):
    """What is needed to read a document; the rest is worked out from the events."""

    schema: int
    id: str
    events: list[Raw]
    unread: list[str] = []


def to_bytes(session: Session, damage: Sequence[Damage] = ()) -> bytes:
    """The document of a session."""
    head = msgspec.json.format(msgspec.json.encode(report(as_written(session), session.last_ms)), indent=2)
    events = b",\n".join(b"    " + encode(record) for record in session.records)
    unread = [d.raw for d in damage if d.raw]
    tail = b',\n  "unread": ' + msgspec.json.encode(unread) if unread else b""
    return head[: -len(b"\n}")] + b',\n  "events": [\n' + events + b"\n  ]" + tail + b"\n}\n"


def from_bytes(data: bytes, path: object) -> Read:
    """The records of a document, as far as they are understood.

    Where it is no whole object any more, every event's line that is still whole is taken. Raises
    `StorageFault` when there is none.
    """
    try:
        kept = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_Needed)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        if _schema(data) > SCHEMA:
            raise Newer(path) from None
        rescued = _rescued(data.removeprefix(b"\xef\xbb\xbf"))
        if rescued.records:
            return rescued
        raise StorageFault(N_("{path} is damaged and was left as it is: {why}"), path=path, why=str(fault)) from None
    records: list[Record] = []
    damage = [Damage(0, raw) for raw in kept.unread]
    for number, raw in enumerate(kept.events, 1):
        try:
            if len(records) >= MAX_RECORDS:
                raise ValueError("too many")
            records.append(decode(bytes(raw)))
        except ValueError:
            damage.append(Damage(number, bytes(raw).decode("utf-8", "replace")))
    return Read(united(records), tuple(damage), newer=kept.schema > SCHEMA)


def _rescued(data: bytes) -> Read:
    """What can still be read of a damaged document: its events stand one a line, each with a check value.

    The lines before the events are worked out anew from them; all others are kept.
    """
    lines = data.split(b"\n", MAX_LINES)
    begin = next((place for place, line in enumerate(lines, 1) if _EVENTS.match(line)), 0)
    records: list[Record] = []
    damage = [Damage(0, "", torn=True)]  # that something is missing is told, even where no line tells of it
    for number, line in enumerate(lines, 1):
        line = line.strip(b" \t\r\n\0").removesuffix(b",")
        if line in (b"", b"]", b"}"):
            continue
        try:
            if line.startswith(b'"unread": '):
                damage += (Damage(number, raw) for raw in msgspec.json.decode(line[10:], type=list[str]))
                continue
            if len(records) >= MAX_RECORDS:
                raise ValueError("too many")
            records.append(decode(line))
        except (ValueError, RecursionError):  # msgspec's faults are of the first kind
            if number > begin:
                damage.append(Damage(number, line.decode("utf-8", "replace")))
    newer = any(isinstance(r.event, Started) and r.event.schema > SCHEMA for r in records)
    return Read(united(records), tuple(damage), newer)


class Glance(Struct, frozen=True):
    """What the beginning and the end of a document tell, where nobody needs the rest."""

    started_at: datetime
    last_ms: int
    """When the meeting ended."""
    erased: bool
    reference: str


class _Begun(Struct, tag="started", tag_field="kind"):
    wall: datetime
    erased: bool = False
    reference: str = ""
    schema: int = 1


class _Over(Struct, tag="ended", tag_field="kind"):
    at_ms: int


def glance(data: bytes) -> Glance | None:
    """A quick look at a document that has ended; None where only reading all of it can tell."""
    if b'"phase-moved"' in data or b'"end-moved"' in data:  # start or end may have been put right
        return None
    try:
        kept = msgspec.json.decode(data, type=_Needed)
        begun = msgspec.json.decode(kept.events[0], type=_Begun)
        over = next(raw for raw in reversed(kept.events) if b'"kind":"ended"' in bytes(raw))
        last_ms = msgspec.json.decode(over, type=_Over).at_ms
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, IndexError, StopIteration):
        return None
    if max(kept.schema, begun.schema) > SCHEMA or begun.wall.utcoffset() is None or (kept.unread and begun.erased):
        return None
    return Glance(begun.wall, last_ms, begun.erased, begun.reference)


def _schema(data: bytes) -> int:
    """The version that a document says it has, also where the rest of it is not understood."""
    found = _SCHEMA.match(data)
    return int(found[1]) if found else 0
