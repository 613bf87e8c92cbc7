"""One history of a session's records, from whatever files and computers they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from ..domain.events import AnyEvent, Key, Record, Started, Struck
from ..domain.sealing import emptied, is_locked, sealed_text, without_seal
from .lines import encode


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
    records = tuple(records)
    if _in_line(records):
        return records
    chosen: dict[Key, list[Record]] = {}
    for record in records:
        chosen.setdefault(record.key, []).append(record)
    return in_order(r for same in chosen.values() for r in (same if len(same) == 1 else _distinct(same)))


def _in_line(records: tuple[Record, ...]) -> bool:
    """Whether all are of one device and in the order of their numbers, as nearly all are: nothing is to be done."""
    if not records:
        return True
    device, last = records[0].device, 0
    for record in records:
        if record.device != device or record.seq <= last:
            return False
        last = record.seq
    return True


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
        yield from sorted(_at_one_time(moments[at_ms]), key=_by_content)


def _by_content(record: Record) -> tuple[bytes, bytes]:
    """A place for every record apart from what is equal to it: as it is written, then with what is sealed in it."""
    return encode(record), msgspec.json.encode(record.event)


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

    def rank(record: Record) -> tuple[bool, bool, bool, tuple[bytes, bytes]]:
        event = record.event
        erased = isinstance(event, Started) and event.erased
        return not erased, not sealed_text(event), is_locked(event), _by_content(record)

    return min(starts, key=rank)


def _texts(copies: list[Record]) -> list[Record]:
    """Copies of one text: sealed it wins over unsealed, and opened over locked.

    Two that differ where both can be read are two texts. So are two that are locked and sealed
    differently: they may be one text that was sealed anew, but which could be dropped cannot be known.
    """
    sealed = [r for r in copies if sealed_text(r.event)]
    opened = [r for r in sealed if not is_locked(r.event)]
    stay: dict[object, Record] = {}
    for record in sorted(opened or sealed or copies, key=_by_content):
        told = record.event if not opened else without_seal(record.event)
        stay.setdefault(msgspec.json.encode(told), record)
    return list(stay.values())
