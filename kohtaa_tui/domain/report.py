"""What a session comes to: the object of `kohtaa show --json`, and of the document on disk.

docs/format.md is its contract.
"""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from . import timing
from .events import Mark
from .lateness import late_s
from .notes import Agreement, parse_agreement
from .session import Session, Status

SCHEMA = 1
"""The version of the document's format."""


class PackRef(Struct, frozen=True):
    """Which pack the meeting followed."""

    id: str
    version: int
    hash: str | UnsetType = UNSET


class PracticeRef(Struct, frozen=True):
    """What makes it no real meeting: whether it was practised or shown, and the practice client's id, or none."""

    kind: Literal["practice", "demo"]
    client: str


class PhaseReport(Struct, frozen=True):
    """One phase: seconds planned now and at first, seconds used, and how often it was visited."""

    id: str
    planned_s: int
    planned_first_s: int
    used_s: int
    visits: int


class NoteReport(Struct, frozen=True):
    """One note; `id` is the record's seq, `at_s` seconds since the true start, pauses included; locked it has no text.

    Where the start was put right to a later moment, a note from before it has an `at_s` below zero.
    """

    id: int
    at_s: int
    phase: str
    mark: Mark | None
    text: str | None


class CorrectionReport(Struct, frozen=True):
    """A time that was put right after the end, and when that was done; null where it was not written down."""

    what: Literal["began", "phase", "ended"]
    phase: str | None
    was: str
    became: str
    corrected_at: str | None


class Report(Struct, frozen=True):
    """One session as others read it. Times are ISO 8601 with offset, lengths in whole seconds.

    Where something is sealed and has not been opened, it is null, and `locked` is there and true. Where
    all texts were taken out for good, `erased` is there and true. `practice` is there where it is no real meeting,
    `corrections` where times were put right after the end.
    """

    schema: int
    id: str
    status: Literal["running", "ended"]
    pack: PackRef
    language: str
    reference: str | None
    circumstances: list[str]
    due_at: str | None
    started_at: str
    late_s: int
    planned_end_at: str
    ended_at: str | None
    paused_s: int
    phases: list[PhaseReport]
    notes: list[NoteReport]
    agreements: list[Agreement] | None
    prompts_done: list[str]
    locked: bool | UnsetType = UNSET
    erased: bool | UnsetType = UNSET
    practice: PracticeRef | UnsetType = UNSET
    corrections: list[CorrectionReport] | UnsetType = UNSET


class Listed(Struct, frozen=True):
    """One session in a list: `pack` is its id, `minutes` the planned ones."""

    id: str
    status: Literal["running", "ended"]
    started_at: str
    ended_at: str | None
    pack: str
    reference: str | None
    minutes: int
    locked: bool | UnsetType = UNSET
    erased: bool | UnsetType = UNSET


def report(session: Session, at_ms: int) -> Report:
    """The session as it stands at `at_ms` (ignored once it has ended)."""
    from datetime import timedelta

    used = timing.all_used_s(session, at_ms)
    zero, begin_s = session.started_at, timing.seconds(session.begin_ms)

    def told(seconds: int) -> str:
        return (zero + timedelta(seconds=seconds)).isoformat(timespec="seconds")

    return Report(
        schema=SCHEMA,
        id=session.id,
        status="ended" if session.status is Status.ENDED else "running",
        pack=PackRef(session.plan.pack_id, session.plan.pack_version, session.plan.pack_hash or UNSET),
        language=session.language,
        reference=None if session.reference_locked else session.reference,
        circumstances=list(session.plan.circumstances),
        due_at=session.due.isoformat(timespec="seconds") if session.due else None,
        started_at=told(begin_s),
        late_s=late_s(session),
        planned_end_at=told(session.end_s),
        ended_at=None if session.ended_ms is None else told(timing.seconds(session.ended_ms)),
        paused_s=timing.paused_s(session, at_ms),
        phases=[
            PhaseReport(
                p.id, session.planned_s[p.id], p.minutes * 60, used[p.id], sum(v.phase == p.id for v in session.visits)
            )
            for p in session.plan.phases
        ],
        notes=[
            NoteReport(n.key[0], timing.seconds(n.at_ms) - begin_s, n.phase, n.mark, None if n.locked else n.text)
            for n in session.notes
        ],
        agreements=None if any(n.locked for n in session.notes) else agreements(session),
        prompts_done=list(session.done),
        locked=True if session.locked else UNSET,
        erased=True if session.erased else UNSET,
        practice=practice_ref(session) or UNSET,
        corrections=[
            CorrectionReport(
                c.what,
                c.phase if c.what == "phase" else None,
                told(timing.seconds(c.was_ms)),
                told(timing.seconds(c.became_ms)),
                c.wall.isoformat(timespec="seconds") if c.wall else None,
            )
            for c in session.corrections
        ]
        or UNSET,
    )


def practice_ref(session: Session) -> PracticeRef | None:
    """What makes it no real meeting; None for a real one."""
    practice = session.practice
    if practice is None:
        return None
    return PracticeRef(practice.kind, practice.scenario.id if practice.scenario else "")


def agreements(session: Session) -> list[Agreement]:
    """What was agreed, in the order it was written; days are counted from the day the meeting began."""
    meeting = session.began_at.date()
    return [parse_agreement(n.text, meeting) for n in session.notes if n.mark == "agreed"]


def listed(session: Session) -> Listed:
    """The session's line in a list."""
    from datetime import timedelta

    def told(ms: int) -> str:
        return (session.started_at + timedelta(seconds=timing.seconds(ms))).isoformat(timespec="seconds")

    return Listed(
        session.id,
        "ended" if session.status is Status.ENDED else "running",
        told(session.begin_ms),
        None if session.ended_ms is None else told(session.ended_ms),
        session.plan.pack_id,
        None if session.reference_locked else session.reference,
        timing.planned_length_s(session) // 60,
        True if session.locked else UNSET,
        True if session.erased else UNSET,
    )
