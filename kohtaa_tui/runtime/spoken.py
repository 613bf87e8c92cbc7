"""A running meeting in words: the plan, where we are, the level, the prompt. Whole lines, no screen."""

from __future__ import annotations

from collections.abc import Iterator

from ..domain import timing
from ..domain.events import AnyEvent, Fitted, NoteAdded, Paused, PhaseEntered, PhaseMoved, PromptTicked, Resumed
from ..domain.pack import Prompt
from ..domain.session import Session, Status
from ..exports.gathered import circumstances
from ..i18n import Words

PAST_END = timing.Level.SQUEEZE + 1
"""The level of a clock that is past the end of the meeting, whatever the phase."""


def greeting(session: Session, at_ms: int, words: Words) -> Iterator[str]:
    """What is said first: the meeting, its plan, where we are, and how to go on."""
    reference = [session.reference] if session.reference else []
    yield " · ".join([*reference, session.plan.title.get(words.language), *circumstances(session, words)])
    for phase in session.plan.phases:
        protected = f" · {words('protected time')}" if phase.protected else ""
        minutes = words("{n} min", n=timing.minutes(session.planned_s[phase.id]))
        yield f"{phase.name.get(words.language)}: {minutes}{protected}"
    if session.plan.half_matters:
        yield words("Same time: about half the matters")
    yield where(session, at_ms, words)
    yield prompt(session, words)
    yield words("Write a note and press Enter. ? shows what else you can write.")


def keys(words: Words) -> str:
    """What else than a note can be typed."""
    told = words(
        'A line is a note; it may begin with " + ? or !  Empty line: tick the prompt. '
        "> next  < back  . where we are  = pause, go on  - undo  , hide the texts  # mask  +5 -5 minutes  * end  ? help"
    )
    began = words("<2 this phase began 2 min earlier  <<2 the meeting did  >2 the next phase began 2 min ago")
    return f"{told}  {began}  {words('>> Tue 9:30: the next meeting')}"


def undone(event: AnyEvent, session: Session, at_ms: int, words: Words) -> str:
    """What was taken back, and where we are without it."""
    match event:
        case NoteAdded():
            return words("note")
        case PhaseEntered():
            return words("change of phase: {where}", where=where(session, at_ms, words))
        case PromptTicked():
            return words("tick: {prompt}", prompt=prompt(session, words))
        case Paused() | Resumed():
            return words("pause: {where}", where=where(session, at_ms, words))
        case PhaseMoved():
            return words("time put right: {where}", where=where(session, at_ms, words))
        case Fitted():
            return words("fitting of time: {where}", where=where(session, at_ms, words))
        case _:
            return where(session, at_ms, words)


def level(session: Session, at_ms: int) -> int:
    """`timing.level`, and `PAST_END` above it."""
    return PAST_END if timing.end_left_s(session, at_ms) < 0 else int(timing.level(session, at_ms))


def level_word(session: Session, at_ms: int, words: Words) -> str:
    """The level in a word or two."""
    return (
        words("unhurried"),
        words("towards the end"),
        words("over, still room"),
        words("borrowing from the end"),
        words("past the end time"),
    )[level(session, at_ms)]


def risen(session: Session, at_ms: int, to: int, words: Words) -> str:
    """A level that has just begun, as a sentence: what is, and why to move on."""
    phase = session.phase.name.get(words.language)
    if to == timing.Level.NEAR:
        left = -(-timing.left_s(session, at_ms) // 60)
        return words("{phase}: {n} min left, towards the end.", phase=phase, n=left)
    if to == timing.Level.SQUEEZE:
        last = session.plan.phases[-1].name.get(words.language)
        farewell = timing.farewell_s(session, at_ms) // 60
        return words("{phase}: borrowing from the end. {last} has {n} min left.", phase=phase, last=last, n=farewell)
    if to == PAST_END:
        end = words.clock(session.wall(1000 * session.end_s))
        return words("{phase}: past the end time, {clock}.", phase=phase, clock=end)
    if timing.is_last(session):
        return words("{phase}: over, still room.", phase=phase)
    leave = words.clock(session.wall(1000 * timing.latest_leave_s(session)))
    return words("{phase}: over, still room. Move on by {clock} and the end keeps its time.", phase=phase, clock=leave)


def where(session: Session, at_ms: int, words: Words) -> str:
    """The phase, the time left, the latest leave, the level and the end, in one line."""
    left = timing.left_s(session, at_ms)
    parts = [session.phase.name.get(words.language)]
    if left > 0:
        parts.append(words("{n} min left", n=-(-left // 60)))
    elif left <= -60:
        parts.append(words("{n} min over", n=-left // 60))
    if not timing.is_last(session):
        parts.append(words.until(session.wall(1000 * timing.latest_leave_s(session))))
    if session.status is Status.PAUSED:
        parts.append(words("paused"))
    parts.append(level_word(session, at_ms, words))
    parts.append(words("ends {clock}", clock=words.clock(session.wall(1000 * session.end_s))))
    return " · ".join(parts)


def current_prompt(session: Session) -> Prompt | None:
    """The first prompt of the phase that is not ticked."""
    return next((p for p in session.phase.prompts if p.id not in session.done), None)


def prompt(session: Session, words: Words) -> str:
    """The current prompt as a line, or the sign that one may move on when all are ticked."""
    current, language = current_prompt(session), words.language
    if current is None:
        sign = session.phase.signs[0].get(language) if session.phase.signs else "–"
        return words("All prompts of this phase are ticked. Sign: {sign}", sign=sign)
    text = current.text.get(language).replace("{minutes}", str(timing.planned_length_s(session) // 60))
    return f"{words('You could say') if current.kind == 'say' else words('For you')}: {text}"
