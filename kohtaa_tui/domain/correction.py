"""What is put right: when a phase or the meeting really began, with the phase of the notes around it, and its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from ..errors import N_, NotAllowed
from .beginning import EARLIEST_MS
from .events import Key
from .session import Note, Visit


def moved(
    visits: Sequence[Visit], notes: tuple[Note, ...], over_ms: int, key: Key, to_ms: int
) -> tuple[tuple[Visit, ...], tuple[Note, ...]]:
    """Visits and notes with the phase change `key` set earlier or later, within its neighbours and before `over_ms`.

    The first visit begins the meeting. Raises `NotAllowed` when there is no such change.
    """
    place = next((i for i, v in enumerate(visits) if v.key == key), None)
    if place is None:
        raise NotAllowed(N_("That phase change is not in this meeting."))
    visit = visits[place]
    start_ms = nearest(visits, over_ms, place, to_ms)
    set_right = (*visits[:place], replace(visit, start_ms=start_ms), *visits[place + 1 :])
    if not place:
        return set_right, notes
    before = visits[place - 1].phase
    if start_ms < visit.start_ms:  # a note written just before the change counts with what it now follows
        return set_right, _regrouped(notes, start_ms, visit.start_ms + 1, before, visit.phase)
    return set_right, _regrouped(notes, visit.start_ms, start_ms, visit.phase, before)


def nearest(visits: Sequence[Visit], over_ms: int, place: int, to_ms: int) -> int:
    """How near to a moment the visit at a place can begin: between its neighbours, and before `over_ms`."""
    earliest = visits[place - 1].start_ms if place else EARLIEST_MS
    latest = visits[place + 1].start_ms if place + 1 < len(visits) else over_ms
    return min(max(to_ms, earliest), latest)


def in_order(
    visits: Sequence[Visit], moves: Mapping[Key, int], end_ms: int | None = None
) -> list[tuple[Key | None, int]]:
    """Several corrections in an order in which none stands in another's way; the key of the end is None.

    First what becomes earlier, from the first visit on, then the end, then what becomes later, from the last one back.
    """
    changed = [(v, moves[v.key]) for v in visits if v.key in moves]
    earlier: list[tuple[Key | None, int]] = [(v.key, to_ms) for v, to_ms in changed if to_ms < v.start_ms]
    later = [(v.key, to_ms) for v, to_ms in reversed(changed) if to_ms > v.start_ms]
    return [*earlier, *([] if end_ms is None else [(None, end_ms)]), *later]


def end_moved(visits: Sequence[Visit], ended_ms: int, to_ms: int) -> int:
    """The end set earlier or later: never before the last visit, and at most as far away as a meeting is long."""
    return min(max(to_ms, visits[-1].start_ms), max(ended_ms, visits[-1].start_ms - EARLIEST_MS))


def _regrouped(notes: tuple[Note, ...], low_ms: int, high_ms: int, old: str, new: str) -> tuple[Note, ...]:
    """The notes, with those of phase `old` written from `low_ms` to before `high_ms` now in phase `new`."""
    return tuple(replace(n, phase=new) if low_ms <= n.at_ms < high_ms and n.phase == old else n for n in notes)
