"""What is put right afterwards: when a phase really began, and with it the phase of the notes around that moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ..errors import N_, NotAllowed

if TYPE_CHECKING:
    from .events import Key
    from .session import Note, Session, Visit


def moved(session: Session, key: Key, to_ms: int) -> tuple[tuple[Visit, ...], tuple[Note, ...]]:
    """Visits and notes with the phase change `key` set earlier or later, within its neighbours.

    Raises `NotAllowed` when there is no such change.
    """
    place = next((i for i, v in enumerate(session.visits) if v.key == key and i > 0), None)
    if place is None:
        raise NotAllowed(N_("That phase change is not in this meeting."))
    over_ms = session.last_ms if session.ended_ms is None else session.ended_ms
    ends = [*(v.start_ms for v in session.visits[place + 1 :]), over_ms]
    visit = session.visits[place]
    start_ms = min(max(to_ms, session.visits[place - 1].start_ms), ends[0])
    visits = (*session.visits[:place], replace(visit, start_ms=start_ms), *session.visits[place + 1 :])
    before = session.visits[place - 1].phase
    if start_ms < visit.start_ms:  # a note written just before the change counts with what it now follows
        return visits, _regrouped(session, start_ms, visit.start_ms + 1, before, visit.phase)
    return visits, _regrouped(session, visit.start_ms, start_ms, visit.phase, before)


def _regrouped(session: Session, low_ms: int, high_ms: int, old: str, new: str) -> tuple[Note, ...]:
    """The notes, with those of phase `old` written from `low_ms` to before `high_ms` now in phase `new`."""
    return tuple(replace(n, phase=new) if low_ms <= n.at_ms < high_ms and n.phase == old else n for n in session.notes)
