"""The times of a meeting alone, for whoever counts: no text, no reference, no names, no id of the meeting."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from ..domain.measured import Measured, measured
from ..domain.report import SCHEMA, PackRef
from ..domain.session import Session
from .gathered import Speaks


class PhaseTiming(Struct, frozen=True):
    """One phase: seconds planned at first and at the end, used, and needed at least."""

    id: str
    planned_first_s: int
    planned_s: int
    used_s: int
    minimum_s: int
    protected: bool
    visits: int


class Timing(Struct, frozen=True):
    """One meeting that has ended, in figures. `minutes` is its length as planned at first."""

    schema: int
    pack: PackRef
    started_at: str
    minutes: int
    circumstances: list[str]
    late_s: int
    length_s: int
    over_s: int
    paused_s: int
    phases: list[PhaseTiming]
    order: list[str]
    practice: bool


def timing_object(session: Session, _words: Speaks, _at_ms: int) -> str:
    """One JSON object. It is for programs, and the same in every language."""
    return msgspec.json.format(msgspec.json.encode(timing(session)), indent=2).decode() + "\n"


def timing(session: Session) -> Timing:
    """What `measured` knows, without what names the meeting or was written by a person."""
    known: Measured = measured(session)
    return Timing(
        schema=SCHEMA,
        pack=PackRef(known.pack, known.pack_version),
        started_at=known.began.isoformat(timespec="seconds"),
        minutes=known.minutes,
        circumstances=list(known.circumstances),
        late_s=known.late_s,
        length_s=known.length_s,
        over_s=known.over_s,
        paused_s=known.paused_s,
        phases=[
            PhaseTiming(p.id, p.planned_first_s, p.planned_s, p.used_s, p.minimum_s, p.protected, p.visits)
            for p in known.phases
        ],
        order=list(known.order),
        practice=session.practice is not None,
    )
