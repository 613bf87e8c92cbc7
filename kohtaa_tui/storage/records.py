"""What a file of a session holds: the records that are understood, and the lines that are not."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from ..domain.events import Record, Started, Struck
from ..domain.report import SCHEMA
from .lines import decode, encode
from .union import united

MAX_RECORDS = 50_000
"""More records than this are not one person's meeting."""
MAX_LINES = 4 * MAX_RECORDS
"""What comes after so many lines is kept in one piece, not line by line."""
_SEQ = rb'"seq"\s*:\s*(\d+)'  # compiled when a line is damaged, which is seldom
_DEVICE = rb'"device"\s*:\s*"([^"\\]*)"'


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
