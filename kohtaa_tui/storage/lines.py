"""A record ⇄ its line of JSON. One of the line's fields is a check value.

The check value is the CRC-32 of the line without it. A line is taken when the value fits its text, or
fits the record as this program would write it: an editor that changed blanks or line ends did no harm.
"""

from __future__ import annotations

from zlib import crc32

import msgspec
from msgspec import Struct

from ..domain.events import (
    AnyEvent,
    ClockMoved,
    EndMoved,
    Fitted,
    NoteAdded,
    NoteEdited,
    Paused,
    PauseReasoned,
    PhaseMoved,
    Record,
    Reflected,
    Started,
)
from ..domain.notes import MAX_NOTE
from ..domain.sealing import written
from ..domain.text import cleaned, is_plain
from .same_plans import ESCAPE, apart

MAX_MS = 100_000_000_000
"""Three years: no meeting is longer, and times beyond cannot be told as a time of day."""
_MAX_S = 10_000_000_000
_MAX_MINUTES = 1_000_000
_MAX_DUE_S = 366 * 86_400


class _Head(Struct):
    seq: int
    device: str
    at_ms: int
    crc: str = ""


_event = msgspec.json.Decoder(AnyEvent)
_head = msgspec.json.Decoder(_Head)
_encoder = msgspec.json.Encoder()


def encode(record: Record) -> bytes:
    """One record as a line of JSON, without the line end; what is sealed in it stands there sealed only."""
    body = b'{"seq":%d,"device":%s,"at_ms":%d,%s' % (
        record.seq,
        _encoder.encode(record.device),
        record.at_ms,
        _encoder.encode(written(record.event))[1:-1],
    )
    return b'%s,"crc":"%08x"}' % (body, crc32(body + b"}"))


def decode(line: bytes) -> Record:
    """The record a line holds. Raises `ValueError` when it is damaged or not a record."""
    try:
        short, plan = apart(line)
        head = _head.decode(short)
        event = _with_client(_event.decode(short))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise ValueError(str(fault)) from None
    if plan is not None and isinstance(event, Started):
        event = msgspec.structs.replace(event, plan=plan)
    if not (0 < head.seq < 2**53 and 0 <= head.at_ms <= MAX_MS) or len(head.device) > 40 or not _possible(event):
        raise ValueError("out of range")
    record = Record(head.seq, head.device, head.at_ms, event)
    body, _, _ = line.rpartition(b',"crc":"')
    # The check value must be the line's last field: one that follows it would not be covered by it.
    if line != b'%s,"crc":"%08x"}' % (body, crc32(body + b"}")) and _crc(record) != head.crc:
        raise ValueError("the check value does not fit")
    if isinstance(event, NoteAdded | NoteEdited) and not (event.text or event.age):
        raise ValueError("without a text")
    if ESCAPE.search(short) or not is_plain(short.decode()):
        event = _cleaned(event)
    return Record(head.seq, head.device, head.at_ms, _within_bounds(event))


def _with_client(event: AnyEvent) -> AnyEvent:
    """A practice with its client as a type: only a record that has one pays for those types."""
    if isinstance(event, Started) and event.practice is not None and event.practice.scenario is not None:
        from ..domain.scenario import Scenario

        client = msgspec.convert(event.practice.scenario, Scenario)
        return msgspec.structs.replace(event, practice=msgspec.structs.replace(event.practice, scenario=client))
    return event


def _possible(event: AnyEvent) -> bool:
    """Whether its figures are such that times can be worked out with them."""
    match event:
        case Started(wall=wall, plan=plan, odd_s=odd_s, due=due):
            minutes = (plan.minutes, *(phase.minutes for phase in plan.phases))
            if due is not None and abs((due - wall).total_seconds()) > _MAX_DUE_S:
                return False
            return 1900 < wall.year < 3000 and 0 <= odd_s <= _MAX_S and all(0 <= m <= _MAX_MINUTES for m in minutes)
        case Fitted(planned_s=planned_s, end_s=end_s):
            return all(abs(s) <= _MAX_S for s in (end_s, *planned_s.values()))
        case ClockMoved(shift_s=shift_s):
            return abs(shift_s) <= _MAX_S
        case PhaseMoved(to_ms=ms) | EndMoved(to_ms=ms) | NoteEdited(noted_ms=ms):
            return abs(ms) <= MAX_MS
        case _:
            return True


def _crc(record: Record) -> str:
    return encode(record)[-10:-2].decode()


def _cleaned(event: AnyEvent) -> AnyEvent:
    """The event with all its texts passed through the inlet: another program may have written the file."""
    try:
        safe: AnyEvent = msgspec.convert(cleaned(msgspec.to_builtins(event)), AnyEvent)
    except msgspec.ValidationError as fault:
        raise ValueError(str(fault)) from None
    return safe


def _within_bounds(event: AnyEvent) -> AnyEvent:
    """The event with its text no longer than can be typed."""
    match event:
        case NoteAdded() | NoteEdited() | Reflected() if len(event.text) > MAX_NOTE:
            return msgspec.structs.replace(event, text=event.text[:MAX_NOTE])
        case Started() if len(event.reference) > 40:
            return msgspec.structs.replace(event, reference=event.reference[:40])
        case Paused() | PauseReasoned() if len(event.reason) > 40:
            return msgspec.structs.replace(event, reason=event.reason[:40])
        case _:
            return event
