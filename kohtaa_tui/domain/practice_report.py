"""What a practice comes to: what happened and when, counted and never judged.

It is made from the session's own records and from the marks of an observer. What nobody marked is not in
it: how long anybody spoke, and what was said, no program has heard. docs/format.md is its contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from . import rehearsal, timing
from .observation import Observation
from .report import PracticeRef, practice_ref
from .scenario import Mood, Scenario, TurnKind
from .session import Session, Status
from .traps import TrapMet, since_start_s, traps_met

SCHEMA = 1
"""The version of the report's format."""
KINDS: tuple[TurnKind, ...] = get_args(TurnKind)
"""All kinds of turn, in the order of their keys."""

By = Literal["self", "observer"]
"""Who marked a turn: whoever was the adviser, or the one who watched."""


class Stay(Struct, frozen=True):
    """One stay in a phase, in seconds since the start, pauses included."""

    phase: str
    start_s: int
    end_s: int


class PracticePhase(Struct, frozen=True):
    """One phase: its short name, seconds planned at first and used, and the counted turns in it by their kind."""

    id: str
    name: str
    planned_s: int
    used_s: int
    kinds: dict[TurnKind, int]


class PracticeTurn(Struct, frozen=True):
    """One turn of the adviser's that was marked. `says` is what the client said to it, empty for nothing."""

    at_s: int
    phase: str
    kind: TurnKind
    by: By
    says: str


class Fact(Struct, frozen=True):
    """Something there was to learn; `at_s` is when it was told, null where it stayed unsaid."""

    id: str
    phase: str
    text: str
    at_s: int | None


class MoodChange(Struct, frozen=True):
    """How open the client was from a moment on."""

    at_s: int
    mood: Mood


class Interrupted(Struct, frozen=True):
    """What came between, and the turn that came next, where one did."""

    at_s: int
    text: str
    next_at_s: int | None
    next_kind: TurnKind | None


class Moment(Struct, frozen=True):
    """What an observer marked beside turns: a good moment, a remark, a slip with words to it."""

    at_s: int
    phase: str
    kind: Literal["trap", "good", "remark"]
    text: str


class PracticeReport(Struct, frozen=True):
    """One run of practice as others read it. Times are ISO 8601 with offset, lengths in whole seconds since its start.

    `told` and `unsaid` are null where a person played the client: only they know. There is no score in it.
    """

    schema: int
    practice: PracticeRef
    id: str
    status: Literal["running", "ended"]
    client: str
    language: str
    started_at: str
    ended_at: str | None
    minutes: int
    length_s: int
    speed: float
    alone: bool
    phases: list[PracticePhase]
    stays: list[Stay]
    turns: list[PracticeTurn]
    kinds: dict[TurnKind, int]
    counted: By
    client_lines: int | None
    traps: list[TrapMet]
    told: list[Fact] | None
    unsaid: list[Fact] | None
    moods: list[MoodChange]
    interruption: Interrupted | None
    moments: list[Moment]
    next_time: str | None
    locked: bool | UnsetType = UNSET

    @property
    def questions(self) -> int:
        """Open and closed questions together."""
        return self.kinds["open"] + self.kinds["closed"]


def practice_report(session: Session, language: str, observed: Iterable[Observation] = ()) -> PracticeReport:
    """The run as it stands at its last record, its texts in `language`, with what an observer marked.

    A mark later than the end counts as at the end: the observer's clock goes by the time of day alone.
    """
    over_ms, known = session.ended_ms, [o for o in observed if o.phase in session.planned_s]
    if over_ms is not None:
        known = [replace(o, at_ms=min(o.at_ms, over_ms)) for o in known]
    seen = sorted(known, key=lambda o: o.at_ms)
    scenario = rehearsal.scenario_of(session)
    alone = session.practice is not None and session.practice.alone
    turns = _turns(session, language, seen)
    counted: By = "self" if session.turns or not any(t.by == "observer" for t in turns) else "observer"
    mine = [t for t in turns if t.by == counted]
    told, unsaid = _facts(session, language) if alone and scenario else (None, None)
    used = timing.all_used_s(session, session.last_ms)
    ended = session.ended_ms
    return PracticeReport(
        schema=SCHEMA,
        practice=practice_ref(session) or PracticeRef("practice", ""),
        id=session.id,
        status="ended" if session.status is Status.ENDED else "running",
        client=scenario.name if scenario else "",
        language=language,
        started_at=session.began_at.isoformat(timespec="seconds"),
        ended_at=None if ended is None else session.wall(ended).isoformat(timespec="seconds"),
        minutes=session.plan.minutes,
        length_s=timing.length_s(session, session.last_ms),
        speed=session.practice.speed if session.practice else 1,
        alone=alone,
        phases=[
            PracticePhase(
                p.id, p.short.get(language), p.minutes * 60, used[p.id], count(t for t in mine if t.phase == p.id)
            )
            for p in session.plan.phases
        ],
        stays=_stays(session),
        turns=turns,
        kinds=count(mine),
        counted=counted,
        client_lines=sum(bool(t.says) for t in mine) if alone and scenario else None,
        traps=traps_met(session, scenario, language, seen) if scenario else [],
        told=told,
        unsaid=unsaid,
        moods=_moods(session) if alone and scenario else [],
        interruption=_interruption(session, scenario, language, mine),
        moments=[
            Moment(since_start_s(session, o.at_ms), o.phase, o.kind, o.text)
            for o in seen
            if o.kind != "turn" and (o.text or o.kind == "good")
        ],
        next_time=None if session.locked else session.reflections.get(NEXT_TIME, ""),
        locked=True if session.locked else UNSET,
    )


NEXT_TIME = "next-time"
"""The id of what one wants to try in the next practice, among the reflections."""


def count(turns: Iterable[PracticeTurn]) -> dict[TurnKind, int]:
    """How many turns of each kind, all kinds in their order."""
    found: dict[TurnKind, int] = dict.fromkeys(KINDS, 0)
    for turn in turns:
        found[turn.kind] += 1
    return found


def _stays(session: Session) -> list[Stay]:
    ends = [v.start_ms for v in session.visits[1:]] + [timing.now_ms(session, session.last_ms)]
    return [
        Stay(v.phase, since_start_s(session, v.start_ms), since_start_s(session, end))
        for v, end in zip(session.visits, ends, strict=True)
    ]


def _turns(session: Session, language: str, seen: Sequence[Observation]) -> list[PracticeTurn]:
    scenario = rehearsal.scenario_of(session)
    spoken = (scenario.language if scenario else "") or language  # what was said stands as it was said
    found = [
        PracticeTurn(
            since_start_s(session, t.at_ms),
            t.phase,
            t.kind,
            "self",
            rehearsal.said(scenario, t.says).text.get(spoken) if scenario and t.says else "",
        )
        for t in session.turns
    ]
    found += [
        PracticeTurn(since_start_s(session, o.at_ms), o.phase, kind, "observer", "")
        for o in seen
        for kind in KINDS
        if o.kind == "turn" and o.value == kind
    ]
    return sorted(found, key=lambda t: t.at_s)


def _facts(session: Session, language: str) -> tuple[list[Fact], list[Fact]]:
    scenario = rehearsal.scenario_of(session)
    places = {t.id: p.id for p in scenario.phase for t in p.turn} if scenario else {}
    said = {t.says: since_start_s(session, t.at_ms) for t in reversed(session.turns)}
    told, unsaid = (
        [Fact(t.id, places[t.id], t.fact.get(language), said.get(t.id)) for t in part]
        for part in rehearsal.facts(session)
    )
    return sorted(told, key=lambda f: f.at_s or 0), unsaid


def _moods(session: Session) -> list[MoodChange]:
    times = [0, *(since_start_s(session, t.at_ms) for t in session.turns)]
    found: list[MoodChange] = []
    for at_s, mood in zip(times, rehearsal.moods(session), strict=True):
        if not found or found[-1].mood != mood:
            found.append(MoodChange(at_s, mood))
    return found


def _interruption(
    session: Session, scenario: Scenario | None, language: str, turns: Sequence[PracticeTurn]
) -> Interrupted | None:
    """What came between; None where the session ended before it, or none is planned."""
    if scenario is None or scenario.interruption is None:
        return None
    at_s = scenario.interruption.minute * 60
    if at_s > timing.length_s(session, session.last_ms):
        return None
    after = next((t for t in turns if t.at_s >= at_s), None)
    text = scenario.interruption.text.get(language)
    return Interrupted(at_s, text, after.at_s if after else None, after.kind if after else None)
