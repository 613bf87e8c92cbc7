"""The one door through which a session changes.

A session is the fold of its records; undo folds again without the undone one, so nothing needs to
know how to be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from typing import Literal, assert_never

from msgspec.structs import replace

from ..errors import N_, NotAllowed
from .beginning import planned
from .correction import end_moved, in_order, moved
from .events import (
    ClockMoved,
    Ended,
    EndMoved,
    Fitted,
    Key,
    NoteAdded,
    NoteEdited,
    Paused,
    PauseReasoned,
    PhaseEntered,
    PhaseMoved,
    PromptTicked,
    Record,
    Reflected,
    Reopened,
    Resumed,
    Started,
    Struck,
    TurnMarked,
    Undone,
)
from .sealing import is_locked
from .session import UNDOABLE, Correction, Note, Pause, Session, Status, Turn, Visit, may


def start(session_id: str, record: Record) -> Session:
    """Make a session from its first record. Raises `NotAllowed` unless that is `Started`."""
    event = record.event
    if not isinstance(event, Started) or not event.plan.phases:
        raise NotAllowed(N_("The session does not begin with its start."))
    return Session(
        id=session_id,
        plan=event.plan,
        started_at=_fixed(event.wall),
        language=event.language,
        reference=event.reference,
        status=Status.RUNNING,
        visits=(Visit(event.plan.phases[0].id, 0, record.key),),
        planned_s={p.id: p.minutes * 60 + (0 if i else event.odd_s) for i, p in enumerate(event.plan.phases)},
        end_s=event.plan.minutes * 60 + event.odd_s,
        records=(record,),
        due=None if event.due is None else _fixed(event.due),
        practice=event.practice,
    )


def apply(session: Session, record: Record) -> Session:
    """The session after `record`. Raises `NotAllowed` and changes nothing if it may not happen now.

    A record earlier than the last one (a clock that stood still, a file merged from two machines)
    counts as at the last one's time: overlaps and negative times cannot arise.
    """
    making = _Making(session)
    making.apply(record)
    if isinstance(record.event, Undone):
        return _without(making.session(), record, record.event)
    return making.session()


def fold(session_id: str, records: Iterable[Record]) -> Session:
    """The session that `records` tell of, in their order.

    Raises `NotAllowed` when the first is not a start. A later record that may not happen where it
    stands (a second end, a phase that is not in the plan) is kept in `records` and changes nothing.
    """
    records = list(records)
    if not records:
        raise NotAllowed(N_("The session does not begin with its start."))
    undone = _undone(records)
    making = _Making(start(session_id, records[0]))
    for record in records[1:]:
        if isinstance(record.event, Undone) or (record.key in undone and isinstance(record.event, UNDOABLE)):
            making.keep(record, max(making.last_ms, record.at_ms))
            continue
        try:
            making.apply(record)
        except NotAllowed:
            making.keep(record, making.last_ms)
    return making.session()


class _Making:
    """A session in the making.

    What grows with the records is a list here, so that each record costs the same however many there
    were before it: a file may hold 50,000.
    """

    def __init__(self, session: Session) -> None:
        self._before = session
        self._erased = session.erased
        self._records = list(session.records)
        self.last_ms = session.last_ms
        self._status = session.status
        self._visits = list(session.visits)
        self._pauses = list(session.pauses)
        self._notes = _Notes(session.notes)
        self._done = dict.fromkeys(session.done)
        self._planned_s = session.planned_s
        self._end_s = session.end_s
        self._cut_ms = session.cut_ms
        self._ended_ms = session.ended_ms
        self._shift_s = session.shift_s
        self._reflections = dict(session.reflections)
        self._turns = list(session.turns)
        self._corrections = list(session.corrections)
        self._fitted = session.fitted
        self._planned_from_ms = session.begin_ms

    def session(self) -> Session:
        """The session as it is now."""
        self._plan_from_start()
        return replace(
            self._before,
            records=tuple(self._records),
            last_ms=self.last_ms,
            status=self._status,
            visits=tuple(self._visits),
            pauses=tuple(self._pauses),
            notes=self._notes.all(),
            done=tuple(self._done),
            planned_s=self._planned_s,
            end_s=self._end_s,
            cut_ms=self._cut_ms,
            ended_ms=self._ended_ms,
            shift_s=self._shift_s,
            reflections=dict(self._reflections),
            turns=tuple(self._turns),
            corrections=tuple(self._corrections),
            fitted=self._fitted,
        )

    def keep(self, record: Record, at_ms: int) -> None:
        """Take a record up that changes nothing else."""
        self._records.append(record)
        self.last_ms = at_ms

    def apply(self, record: Record) -> None:
        """Let a record happen; of an `Undone` only that it did. Raises `NotAllowed` and changes nothing."""
        event, at = record.event, max(record.at_ms, self.last_ms)
        if not may(self._status, self._erased, type(event)):
            raise NotAllowed(N_("That is not possible now."))
        match event:
            case PhaseEntered(phase=phase):
                if phase not in self._planned_s:
                    raise NotAllowed(N_("There is no phase “{phase}” in this meeting."), phase=phase)
                if phase != self._visits[-1].phase:
                    self._visits.append(Visit(phase, at, record.key))
                    self._cut_ms = at
            case PhaseMoved():
                self._move(record, event, at)
            case Paused(reason=reason):
                self._status = Status.PAUSED
                self._pauses.append(Pause(at, None, reason))
            case PauseReasoned(reason=reason):
                self._pauses[-1] = replace(self._pauses[-1], reason=reason)
            case Resumed():
                self._status, self._cut_ms = Status.RUNNING, at
                self._pauses[-1] = replace(self._pauses[-1], end_ms=at)
            case PromptTicked(prompt=prompt, done=done):
                self._done.pop(prompt, None)
                if done:
                    self._done[prompt] = None
            case NoteAdded(text=text, mark=mark):
                self._notes.add(Note(record.key, at, self._visits[-1].phase, text, mark, is_locked(event)))
            case NoteEdited():
                self._notes.edit(self._edited(record, event))
            case Fitted(planned_s=planned_s, end_s=end_s):
                self._plan_from_start()
                self._fitted = True
                known = {p: s for p, s in planned_s.items() if p in self._planned_s}
                self._planned_s, self._end_s, self._cut_ms = self._planned_s | known, end_s, at
            case ClockMoved(shift_s=shift_s):
                self._shift_s = shift_s
            case Ended():
                if self._status is Status.PAUSED:
                    self._pauses[-1] = replace(self._pauses[-1], end_ms=at)
                self._status, self._ended_ms = Status.ENDED, at
            case EndMoved(to_ms=to_ms, wall=wall):
                assert self._ended_ms is not None  # `may` lets it happen after the end alone
                was, self._ended_ms = self._ended_ms, end_moved(self._visits, self._ended_ms, to_ms)
                self._corrected(Correction("ended", "", was, self._ended_ms, None, _fixed(wall)))
            case Reflected(question=question, text=text):
                self._reflections[question] = text
            case TurnMarked(turn=kind, says=says):
                if self._before.practice is None:
                    raise NotAllowed(N_("That is not possible now."))
                self._turns.append(Turn(record.key, at, self._visits[-1].phase, kind, says))
            case Reopened() | Struck() | Undone():
                pass
            case Started():
                raise NotAllowed(N_("That is not possible now."))
            case _:
                assert_never(event)
        self.keep(record, at)

    def _move(self, record: Record, event: PhaseMoved, at: int) -> None:
        if self._ended_ms is None and not event.live:
            raise NotAllowed(N_("That is not possible now."))
        over_ms = at if self._ended_ms is None else self._ended_ms
        key, last = (event.visit, event.of or record.device), self._visits[-1]
        visits, notes = moved(self._visits, self._notes.all(), over_ms, key, event.to_ms)
        was = {v.key: v.start_ms for v in self._visits}
        self._visits, self._notes = list(visits), _Notes(notes)
        if self._ended_ms is not None:
            place = next(i for i, v in enumerate(visits) if v.key == key)
            wall, visit = None if event.wall is None else _fixed(event.wall), visits[place]
            what: Literal["began", "phase"] = "phase" if place else "began"
            self._corrected(Correction(what, visit.phase, was[key], visit.start_ms, key, wall))
        if self._cut_ms == last.start_ms:  # the division is as old as this visit, and goes where it goes
            self._cut_ms = self._visits[-1].start_ms

    def _corrected(self, correction: Correction) -> None:
        if correction.was_ms != correction.became_ms:
            self._corrections.append(correction)

    def _plan_from_start(self) -> None:
        """Plan anew from the true start, until the time is fitted. Once at the end: it costs more than a record."""
        started, begin_ms = self._records[0].event, self._visits[0].start_ms
        if begin_ms != self._planned_from_ms and not self._fitted and isinstance(started, Started):
            self._planned_s, self._end_s = planned(started, begin_ms // 1000)
            self._planned_from_ms = begin_ms

    def _edited(self, record: Record, event: NoteEdited) -> Note:
        phase = event.phase if event.phase in self._planned_s else self._visits[-1].phase
        key = event.note, event.of or record.device
        return Note(key, event.noted_ms, phase, event.text, event.mark, is_locked(event), record.key)


class _Notes:
    """The notes of a session in the making: new ones at the end, and all in order when one was edited."""

    def __init__(self, notes: tuple[Note, ...]) -> None:
        self._order = list(notes)
        self._edited: dict[Key, list[Note]] = {}
        """All notes but those written since the last one was edited, by their keys."""

    def add(self, note: Note) -> None:
        self._order.append(note)

    def edit(self, note: Note) -> None:
        for one in self._order:
            self._edited.setdefault(one.key, []).append(one)
        self._order.clear()
        before = self._edited.get(note.key, ())
        if note.edited is not None and any(one.edited is not None for one in before):
            # Edited on two computers apart: who edits one text after the other takes the first one out.
            note = replace(note, key=note.edited)
        self._edited[note.key] = [note]

    def all(self) -> tuple[Note, ...]:
        settled = (note for same in self._edited.values() for note in same)
        return (*sorted(settled, key=lambda n: (n.at_ms, n.key)), *self._order)


def put_right(
    session: Session, moves: Mapping[Key, int], at_ms: int, *, live: bool = False, end_ms: int | None = None
) -> Session:
    """What the session would be with beginnings, and with `end_ms` the end, moved each to its moment.

    For a preview: no record of it is kept.
    """
    for key, to_ms in in_order(session.visits, moves, end_ms):
        seq, device = key or session.records[0].key
        event = PhaseMoved(seq, to_ms, live=live) if key else EndMoved(to_ms, session.started_at)
        session = apply(session, Record(session.next_seq, device, at_ms, event))
    return session


def last_undoable(session: Session) -> Record | None:
    """The newest record that F8 would take back, or None.

    In a meeting that has ended only what came after the end counts: an ended meeting stays ended.
    """
    undone = _undone(session.records)
    for record in reversed(session.records):
        if isinstance(record.event, Ended):
            return None
        if isinstance(record.event, UNDOABLE) and record.key not in undone:
            return record
    return None


def reference_to(key: Key, device: str) -> str:
    """What a record of `device` says in `of` to mean record `key`."""
    return "" if key[1] == device else key[1]


def _undone(records: Iterable[Record]) -> set[Key]:
    return {(r.event.target, r.event.of or r.device) for r in records if isinstance(r.event, Undone)}


def _without(session: Session, record: Record, event: Undone) -> Session:
    target = event.target, event.of or record.device
    if not any(r.key == target and isinstance(r.event, UNDOABLE) for r in session.records):
        raise NotAllowed(N_("There is nothing to undo."))
    return fold(session.id, session.records)


def _fixed(wall: datetime) -> datetime:
    """The same moment with a plain offset: adding time to it is exact on summer-time nights too."""
    offset = wall.utcoffset()
    return wall if offset is None else wall.replace(tzinfo=timezone(offset), fold=0)
