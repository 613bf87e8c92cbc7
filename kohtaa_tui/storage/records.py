"""Records ⇄ lines of JSON. One record is one line, and one of its fields is a check value.

The check value is the CRC-32 of the line without it. A line is taken when the value fits its text, or
fits the record as this program would write it: an editor that changed blanks or line ends did no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from zlib import crc32

import msgspec
from msgspec import Struct

from ..domain.events import (
    AnyEvent,
    ClockMoved,
    Fitted,
    Key,
    NoteAdded,
    NoteEdited,
    Paused,
    PauseReasoned,
    PhaseMoved,
    Record,
    Reflected,
    Started,
    Struck,
)
from ..domain.notes import MAX_NOTE
from ..domain.report import SCHEMA
from ..domain.sealing import emptied, is_locked, sealed_text, without_seal, written
from ..domain.text import cleaned, is_plain

MAX_RECORDS = 50_000
"""More records than this are not one person's meeting."""


MAX_LINES = 4 * MAX_RECORDS
"""What comes after so many lines is kept in one piece, not line by line."""
MAX_MS = 100_000_000_000
"""Three years: no meeting is longer, and times beyond cannot be told as a time of day."""
_MAX_S = 10_000_000_000
_MAX_MINUTES = 1_000_000


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
    newer: bool = False
    """Whether a newer version of the program wrote it: it may be read, and must not be written over."""


_event = msgspec.json.Decoder(AnyEvent)
_head = msgspec.json.Decoder(_Head)
_encoder = msgspec.json.Encoder()
_SEQ = rb'"seq"\s*:\s*(\d+)'  # compiled when a line is damaged, which is seldom
_DEVICE = rb'"device"\s*:\s*"([^"\\]*)"'
_ESCAPE = re.compile(rb'\\[^"\\/]')  # a character written as its number, or a line end: it may not be seen in the line


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
        head = _head.decode(line)
        event = _event.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise ValueError(str(fault)) from None
    if not (0 < head.seq < 2**53 and 0 <= head.at_ms <= MAX_MS) or len(head.device) > 40 or not _possible(event):
        raise ValueError("out of range")
    record = Record(head.seq, head.device, head.at_ms, event)
    body, _, _ = line.rpartition(b',"crc":"')
    # The check value must be the line's last field: one that follows it would not be covered by it.
    if line != b'%s,"crc":"%08x"}' % (body, crc32(body + b"}")) and _crc(record) != head.crc:
        raise ValueError("the check value does not fit")
    if isinstance(event, NoteAdded | NoteEdited) and not (event.text or event.age):
        raise ValueError("without a text")
    if _ESCAPE.search(line) or not is_plain(line.decode()):
        event = _cleaned(event)
    return Record(head.seq, head.device, head.at_ms, _within_bounds(event))


def _possible(event: AnyEvent) -> bool:
    """Whether its figures are such that times can be worked out with them."""
    match event:
        case Started(wall=wall, plan=plan, odd_s=odd_s):
            minutes = (plan.minutes, *(phase.minutes for phase in plan.phases))
            return 1900 < wall.year < 3000 and 0 <= odd_s <= _MAX_S and all(0 <= m <= _MAX_MINUTES for m in minutes)
        case Fitted(planned_s=planned_s, end_s=end_s):
            return all(abs(s) <= _MAX_S for s in (end_s, *planned_s.values()))
        case ClockMoved(shift_s=shift_s):
            return abs(shift_s) <= _MAX_S
        case PhaseMoved(to_ms=ms) | NoteEdited(noted_ms=ms):
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


def read_lines(data: bytes) -> Read:
    """Read a journal's bytes: every whole line, in the order of their seqs, each once.

    Never raises. A torn last line, zeroes left by a power cut and damaged lines are set aside.
    """
    records: list[Record] = []
    damage: list[Damage] = []
    lines = data.split(b"\n", MAX_LINES)
    for number, line in enumerate(lines, 1):
        line = line.strip(b"\r\n\0 \t\xef\xbb\xbf") if line[:1] != b"{" or line[-1:] != b"}" else line
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
    newer = any(isinstance(r.event, Started) and r.event.schema > SCHEMA for r in records)
    return Read(united(records), tuple(damage), newer)


def as_lines(records: Iterable[Record], damage: Iterable[Damage] = ()) -> bytes:
    """A whole journal: the records, and after them the lines that could not be understood."""
    lines = [encode(record) for record in records] + [d.raw.encode() for d in damage if d.raw]
    return b"".join(line + b"\n" for line in lines)


def beside_struck(records: Iterable[Record], damage: Iterable[Damage]) -> tuple[Damage, ...]:
    """The lines that could not be understood, without those that may hold the text of a struck record."""
    gone = {(b"%d" % r.seq, r.device.encode()) for r in records if isinstance(r.event, Struck)}
    if not gone:
        return tuple(damage)
    numbers = {seq for seq, _ in gone}
    return tuple(d for d in damage if not _may_be_of(d.raw.encode(), gone, numbers))


def _may_be_of(line: bytes, gone: set[tuple[bytes, bytes]], numbers: set[bytes]) -> bool:
    """Whether a line has the number of a struck record, of the same device where one can be read in it."""
    seqs, devices = set(re.findall(_SEQ, line)), set(re.findall(_DEVICE, line))
    if not devices:
        return not numbers.isdisjoint(seqs)
    return any((seq, device) in gone for seq in seqs for device in devices)


def beside_whole(records: Iterable[Record], damage: tuple[Damage, ...]) -> tuple[Damage, ...]:
    """The lines that could not be understood, without beginnings of lines that are there whole in another file."""
    if not any(d.raw for d in damage):
        return damage
    whole: dict[bytes, list[bytes]] = {}
    for record in records:
        whole.setdefault(b"%d" % record.seq, []).append(encode(record))

    def is_whole(line: bytes) -> bool:
        if b'"kind":' not in line:  # too short to tell which record it was the beginning of
            return False
        return any(known.startswith(line) for seq in re.findall(_SEQ, line)[:1] for known in whole.get(seq, ()))

    return tuple(d for d in damage if not d.raw or not is_whole(d.raw.encode()))


def united(records: Iterable[Record]) -> tuple[Record, ...]:
    """Records of one session from all its files, in the order they were written, each once.

    What comes out depends on which records there are, not on their order or on the file they lay in, so
    that every computer makes the same of the same files. A struck record wins over its copies. Where one
    start says that the session was erased, all texts are gone, whatever other copies still hold.
    """
    whole = _each_once(records)
    if any(isinstance(r.event, Started) and r.event.erased for r in whole):
        return _each_once(emptied(whole))
    return whole


def _each_once(records: Iterable[Record]) -> tuple[Record, ...]:
    chosen: dict[Key, list[Record]] = {}
    for record in records:
        chosen.setdefault(record.key, []).append(record)
    return in_order(r for same in chosen.values() for r in (same if len(same) == 1 else _distinct(same)))


def in_order(records: Iterable[Record]) -> tuple[Record, ...]:
    """Records in the order they happened: those of one device by seq, those of several by their times."""
    devices: dict[str, list[Record]] = {}
    for record in records:
        devices.setdefault(record.device, []).append(record)
    for own in devices.values():
        own.sort(key=lambda r: (r.seq, r.at_ms))  # one number twice: see `_distinct`, which has put equals in order
    if len(devices) < 2:
        return tuple(record for own in devices.values() for record in own)
    from heapq import merge

    return tuple(record for _, record in merge(*(_timed(own) for own in devices.values()), key=lambda pair: pair[0]))


def _timed(own: list[Record]) -> Iterator[tuple[tuple[int, int, str], Record]]:
    """A device's records with their places among those of others; its own order always holds."""
    latest = seq = 0
    for record in own:
        latest, seq = max(latest, record.at_ms), max(seq, record.seq)
        yield (latest, seq, record.device), record


def copy_of(record: Record) -> tuple[int, str, int]:
    """What the copies of one record have in common, struck or not.

    The time belongs to it: two computers with one device id, as after copying a config folder, give one
    number to two different records, and neither may take the other's place.
    """
    return record.seq, record.device, record.at_ms


def _distinct(same: list[Record]) -> Iterator[Record]:
    """The records that stay of those with one number, each once and in one order."""
    if all(record == same[0] for record in same[1:]):
        yield same[0]
        return
    moments: dict[int, list[Record]] = {}
    for record in same:
        moments.setdefault(record.at_ms, []).append(record)
    for at_ms in sorted(moments):
        yield from sorted(_at_one_time(moments[at_ms]), key=encode)


def _at_one_time(copies: list[Record]) -> list[Record]:
    """The records that stay of those with one number and one time."""
    struck = [r for r in copies if isinstance(r.event, Struck)]
    starts = [r for r in copies if isinstance(r.event, Started)]
    texts: dict[type[AnyEvent], list[Record]] = {}
    stay: dict[bytes, Record] = {}
    for record in copies:
        if record.event.private and not isinstance(record.event, Started):
            texts.setdefault(type(record.event), []).append(record)
        elif not isinstance(record.event, Started):
            stay.setdefault(encode(record), record)
    found = [] if struck else [r for same in texts.values() for r in _texts(same)]
    return [*([_start(starts)] if starts else ()), *stay.values(), *found]


def _start(starts: list[Record]) -> Record:
    """The one start there can be: the erased one, else one that is sealed, and opened rather than locked."""

    def rank(record: Record) -> tuple[bool, bool, bool, bytes]:
        event = record.event
        erased = isinstance(event, Started) and event.erased
        return not erased, not sealed_text(event), is_locked(event), encode(record)

    return min(starts, key=rank)


def _texts(copies: list[Record]) -> list[Record]:
    """Copies of one text: sealed it wins over unsealed, and opened over locked.

    Two that differ where both can be read are two texts. So are two that are locked and sealed
    differently: they may be one text that was sealed anew, but which could be dropped cannot be known.
    """
    sealed = [r for r in copies if sealed_text(r.event)]
    opened = [r for r in sealed if not is_locked(r.event)]
    stay: dict[object, Record] = {}
    for record in sorted(opened or sealed or copies, key=encode):
        told = record.event if not opened else without_seal(record.event)
        stay.setdefault(msgspec.json.encode(told), record)
    return list(stay.values())
