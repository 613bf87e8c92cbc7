"""The audit mark: that times were put right after the meeting, what they were, and when it was done."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from ..domain.events import Key
from ..domain.session import Correction, Session
from .gathered import Speaks


class Corrected(Struct, frozen=True):
    """One time that is not as it was kept, in words."""

    when: str
    """That it was corrected afterwards, and when, where that is known."""
    what: str
    """Which time: as it was kept, and as it stands now."""


def corrected(session: Session, words: Speaks, *, here: bool = False) -> list[Corrected]:
    """The times that are not as they were kept; one put right several times says its first and its last.

    They are told as they were written, by the clocks of that day, as a text tells all of its times; by the clock of
    this computer where `here` says so, as the screens do.
    """
    return [Corrected(_when(one, words, here=here), _what(one, session, words, here=here)) for one in standing(session)]


def corrections(session: Session, words: Speaks) -> list[str]:
    """The same for a text, a line each."""
    return [f"{one.when}: {one.what}" for one in corrected(session, words)]


def standing(session: Session) -> list[Correction]:
    """What was put right, each time once: as it was kept, as it stands now, and when it was last changed."""
    found: dict[Key | None, Correction] = {}
    for one in session.corrections:
        before = found.get(one.visit)
        found[one.visit] = replace(before, became_ms=one.became_ms, wall=one.wall) if before else one
    return [one for one in found.values() if one.was_ms != one.became_ms]


def _when(one: Correction, words: Speaks, *, here: bool) -> str:
    if one.wall is None:
        return words("Corrected afterwards")
    wall = one.wall.astimezone() if here else one.wall
    return words("Corrected afterwards {day} {clock}", day=words.day(wall.date()), clock=words.clock(wall))


def _what(one: Correction, session: Session, words: Speaks, *, here: bool) -> str:
    walls = (session.wall(ms) for ms in (one.was_ms, one.became_ms))
    was, became = (words.time(wall.astimezone() if here else wall) for wall in walls)
    match one.what:
        case "began":
            return words("the meeting began {was} → {became}", was=was, became=became)
        case "ended":
            return words("the meeting ended {was} → {became}", was=was, became=became)
        case _:
            phase = session.plan.phases[session.plan.index(one.phase)].name.get(words.language)
            return words("{phase} began {was} → {became}", phase=phase, was=was, became=became)
