"""The document of a session that has ended: one readable JSON object, read by all later versions.

It is the object of `kohtaa show --json` plus `events`, every record as journalled, one a line, and
`unread`, the journal's lines that could not be understood, where there were any.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Raw, Struct

from ..domain.report import SCHEMA, report
from ..domain.session import Session
from ..errors import N_, StorageFault
from .records import Damage, Read, decode, encode, united


class _Kept(Struct):
    """What is needed to read a document; the rest is worked out from the events."""

    schema: int
    id: str
    events: list[Raw]
    unread: list[str] = []


def to_bytes(session: Session, damage: Sequence[Damage] = ()) -> bytes:
    """The document of a session."""
    head = msgspec.json.format(msgspec.json.encode(report(session, session.last_ms)), indent=2)
    events = b",\n".join(b"    " + encode(record) for record in session.records)
    unread = [d.raw for d in damage if d.raw]
    tail = b',\n  "unread": ' + msgspec.json.encode(unread) if unread else b""
    return head[: -len(b"\n}")] + b',\n  "events": [\n' + events + b"\n  ]" + tail + b"\n}\n"


def from_bytes(data: bytes, path: object) -> Read:
    """The records of a document. Raises `StorageFault` when it cannot be understood or is from the future."""
    try:
        kept = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_Kept)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise StorageFault(N_("{path} is damaged and was left as it is: {why}"), path=path, why=str(fault)) from None
    if kept.schema > SCHEMA:
        raise StorageFault(
            N_("{path} was written by a newer version of kohtaa. Update the program to read it."), path=path
        )
    records, damage = [], [Damage(0, raw) for raw in kept.unread]
    for number, raw in enumerate(kept.events, 1):
        try:
            records.append(decode(bytes(raw)))
        except ValueError:
            damage.append(Damage(number, bytes(raw).decode("utf-8", "replace")))
    return Read(united(records), tuple(damage))
