"""Records ⇄ lines of JSON. One record is one line, and one of its fields is a check value.

The check value is the CRC-32 of the line without it. A line is taken when the value fits its text, or
fits the record as this program would write it: an editor that changed blanks or line ends did no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from zlib import crc32

import msgspec
from msgspec import Struct

from ..domain.events import AnyEvent, NoteAdded, NoteEdited, Paused, PauseReasoned, Record, Reflected, Started, Struck
from ..domain.notes import MAX_NOTE
from ..domain.text import cleaned, is_plain

MAX_RECORDS = 50_000
"""More records than this are not one person's meeting."""


class _Head(Struct):
    seq: int
    device: str
    at_ms: int
    crc: str = ""


class Damage(Struct, frozen=True):
    """A line that could not be understood; kept as it is, never dropped."""

    line: int
    """Counts from 1."""
    raw: str
    torn: bool = False
    """Whether it is the beginning of a line whose end never reached the disk."""


class Read(Struct, frozen=True):
    """What a file held: its records in order, each once, and the lines that could not be understood."""

    records: tuple[Record, ...]
    damage: tuple[Damage, ...] = ()


_event = msgspec.json.Decoder(AnyEvent)
_head = msgspec.json.Decoder(_Head)
_encoder = msgspec.json.Encoder()
_ESCAPE = re.compile(rb'\\[^"\\/]')  # a character written as its number, or a line end: it may not be seen in the line


def encode(record: Record) -> bytes:
    """One record as a line of JSON, without the line end."""
    body = b'{"seq":%d,"device":%s,"at_ms":%d,%s' % (
        record.seq,
        _encoder.encode(record.device),
        record.at_ms,
        _encoder.encode(record.event)[1:-1],
    )
    return b'%s,"crc":"%08x"}' % (body, crc32(body + b"}"))


def decode(line: bytes) -> Record:
    """The record a line holds. Raises `ValueError` when it is damaged or not a record."""
    try:
        head = _head.decode(line)
        event = _event.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise ValueError(str(fault)) from None
    if head.seq < 1 or head.at_ms < 0 or len(head.device) > 40:
        raise ValueError("out of range")
    record = Record(head.seq, head.device, head.at_ms, event)
    body, comma, _ = line.rpartition(b',"crc":"')
    if not (comma and b"%08x" % crc32(body + b"}") == head.crc.encode()) and _crc(record) != head.crc:
        raise ValueError("the check value does not fit")
    if _ESCAPE.search(line) or not is_plain(line.decode()):
        event = _cleaned(event)
    return Record(head.seq, head.device, head.at_ms, _within_bounds(event))


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


def read_lines(data: bytes) -> Read:
    """Read a journal's bytes: every whole line, in the order of their seqs, each once.

    Never raises. A torn last line, zeroes left by a power cut and damaged lines are set aside.
    """
    records: list[Record] = []
    damage: list[Damage] = []
    lines = data.split(b"\n")
    for number, line in enumerate(lines, 1):
        line = line.strip(b"\r\0 \t\xef\xbb\xbf") if line[:1] != b"{" or line[-1:] != b"}" else line
        if not line:
            if b"\0" in lines[number - 1]:
                damage.append(Damage(number, "", torn=True))
            continue
        try:
            if len(records) >= MAX_RECORDS:
                raise ValueError("too many")
            records.append(decode(line))
        except ValueError:
            damage.append(Damage(number, line.decode("utf-8", "replace"), torn=number == len(lines)))
    return Read(united(records), tuple(damage))


def united(records: Iterable[Record]) -> tuple[Record, ...]:
    """Records of one session in the order they were written, each once; a struck one wins over its copies."""
    chosen: dict[tuple[int, str], Record] = {}
    for record in records:
        key = (record.seq, record.device)
        if key not in chosen or isinstance(record.event, Struck):
            chosen[key] = record
    return tuple(sorted(chosen.values(), key=lambda r: (r.seq, r.device)))
