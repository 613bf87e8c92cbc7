"""A demo made of a practice run: its records as steps, with what was taken back left out."""

from __future__ import annotations

from msgspec.structs import replace

from ..errors import N_, UsageFault
from . import rehearsal, timing
from .demo import Demo, Fit, Step
from .events import Fitted, PromptTicked, Record, Undone
from .folding import fold
from .notes import typed
from .pack import FieldMark, Texts
from .session import Session, Status

LONGEST = 400
"""The most characters a text of a demo may have."""


def recorded(session: Session, demo_id: str, title: str) -> Demo:
    """The demo of a practice run that has ended, in the language it was held in.

    Raises `UsageFault` for a real meeting, for one that has not ended and for one whose notes are sealed.
    """
    if session.practice is None:
        raise UsageFault(N_("A demo is never made of a real meeting. Practise it, and record that."))
    if session.status is not Status.ENDED:
        raise UsageFault(N_("That practice has not ended yet."))
    if session.locked:
        raise UsageFault(N_("The notes of that practice are encrypted: a demo cannot be made of them."))
    language = session.language
    scenario = session.practice.scenario
    steps = sorted(_steps(session, language), key=lambda found: found[0])
    begin = session.begin_ms
    return Demo(
        id=demo_id,
        title=_texts(title, language),
        minutes=session.plan.minutes,
        begins=session.began_at.replace(tzinfo=None, microsecond=0),
        pack=session.plan.pack_id,
        circumstances=session.plan.circumstances,  # type: ignore[arg-type]
        reference=session.reference,
        name=scenario.name if scenario else "",
        step=tuple(replace(step, at=_moment(at - begin)) for at, step in steps),
    )


def _steps(session: Session, language: str) -> list[tuple[int, Step]]:
    """What happened, each with its moment."""
    scenario = session.practice.scenario if session.practice else None
    found: list[tuple[int, Step]] = []
    for number, visit in enumerate(session.visits):
        scene = rehearsal.scene(scenario, visit.phase) if scenario else None
        again = any(earlier.phase == visit.phase for earlier in session.visits[:number])
        opens = scene.opens if scene and not again else Texts()
        found.append((visit.start_ms, _step(phase=visit.phase, says=opens, stop=not number)))
    for pause in session.pauses:
        found.append((pause.start_ms, _step(pause=pause.reason)))
        if pause.end_ms is not None and pause.end_ms != session.ended_ms:
            found.append((pause.end_ms, _step(resume=True)))
    for turn in session.turns:
        says = rehearsal.said(scenario, turn.says).text if scenario and turn.says else Texts()
        found.append((turn.at_ms, _step(turn=turn.kind, says=says)))
    for note in session.notes:
        if session.ended_ms is None or note.at_ms <= session.ended_ms:
            sign = typed(" ", note.mark)[:1].strip()
            found.append((note.at_ms, _step(note=_texts(note.text, language), mark=_mark(sign))))
    undone = {(r.event.target, r.event.of or r.device) for r in session.records if isinstance(r.event, Undone)}
    for place, record in enumerate(session.records):
        if record.key in undone:
            continue
        if isinstance(record.event, PromptTicked):
            found.append((record.at_ms, _step(tick=record.event.prompt, done=record.event.done)))
        elif isinstance(record.event, Fitted):
            found.append((record.at_ms, _step(fit=_fit(session, place, record, record.event))))
    assert session.ended_ms is not None
    found.append((session.ended_ms, _step(end=True)))
    return found


def _step(**fields: object) -> Step:
    return Step(at="0:00", **fields)  # type: ignore[arg-type]


def _fit(session: Session, place: int, record: Record, event: Fitted) -> Fit:
    """The minutes that fitting was asked for, found by trying: the record has only what came of it."""
    before = fold(session.id, session.records[:place])
    end = round((event.end_s - before.end_s) / 60)
    for phase in sorted(range(-60, 61), key=abs):
        if timing.refit(before, record.at_ms, phase_delta=phase, end_delta=end) == event:
            return Fit(phase=phase, end=end)
    return Fit(end=end)


def _texts(text: str, language: str) -> Texts:
    cut = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return Texts(**{language: cut})


def _mark(sign: str) -> FieldMark:
    return sign if sign in ('"', "+", "?", "!") else ""  # type: ignore[return-value]


def _moment(at_ms: int) -> str:
    return f"{at_ms // 60_000}:{at_ms // 1000 % 60:02}"
