"""A meeting told as a text template wants it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from ..domain import timing
from ..domain.events import Mark
from ..domain.plan import PlannedPhase
from ..domain.session import Session
from ..domain.template import OF_PHASES, Part, Template, filled
from .gathered import Speaks, agreed, circumstances, notes, quoted, tag, when
from .remarks import remarks

_MARKS: Mapping[str, Mark | None] = {"words": "words", "strength": "strength", "question": "question", "plain": None}


class Section(Struct, frozen=True):
    """A part of the text as it is told: its heading, if it has one, and its lines."""

    heading: str
    lines: tuple[str, ...]
    apart: bool = False
    """Whether empty lines stand before it even where it has no heading."""
    close: bool = False
    """Whether none stand before it although it has one."""

    @property
    def text(self) -> str:
        """It by itself."""
        return "\n".join((self.heading, *self.lines) if self.heading else self.lines) + "\n"


def templated(session: Session, template: Template, words: Speaks, reference: str | None = None) -> str:
    """The meeting as the template wants it, each line with its end. None of the adviser's own thoughts is in it.

    `words` speak the template's language, where it has one. `reference` is told in place of the session's own; empty
    for none. What is no real meeting says so in the first line. How long the text may be is not looked at here:
    nothing is ever left out because of the limit.
    """
    if reference is not None:
        session = replace(session, reference=reference)
    lines = [tag(session, words)] if session.practice else []
    for section in _sections(session, template, words):
        if lines and (section.apart or (section.heading and not section.close)):
            lines += [""] * template.blank_lines
        lines += [section.heading] if section.heading else []
        lines += section.lines
    return "\n".join(lines) + "\n" if lines else ""


def alone(session: Session, template: Template, words: Speaks) -> list[tuple[Part, str]]:
    """Each part that gathers notes, told by itself for the whole meeting, with its text; those with nothing left out.

    For whoever can carry over only one at a time.
    """
    fields = _fields(session, words)
    first = f"{tag(session, words)}\n" if session.practice else ""
    found = []
    for part in template.part:
        section = _section(session, part, template, words, fields) if part.what in OF_PHASES else None
        if section is not None:
            found.append((part, first + section.text))
    return found


def _sections(session: Session, template: Template, words: Speaks) -> Iterator[Section]:
    fields = _fields(session, words)

    def by_phase(part: Part) -> bool:
        return template.order == "phase" and part.what in OF_PHASES and not part.whole

    apart = False
    for phased, group in groupby(_with_remarks(template), by_phase):
        if phased:
            yield from _phases(session, list(group), template, words, fields)
            apart = True
            continue
        for part in group:
            section = _section(session, part, template, words, fields)
            if section is not None:
                yield replace(section, apart=apart)
                apart = False


def _with_remarks(template: Template) -> list[Part]:
    """The parts, and what a reader must know before the notes, where the template says nothing of it."""
    parts = list(template.part)
    if all(part.what != "remarks" for part in parts):
        notes_from = next((place for place, part in enumerate(parts) if part.what in OF_PHASES), len(parts))
        parts.insert(notes_from, Part("remarks"))
    return parts


def _phases(
    session: Session, parts: list[Part], template: Template, words: Speaks, fields: Mapping[str, str]
) -> Iterator[Section]:
    """Phase by phase what the parts tell of it; a phase of which they have nothing to tell is left out."""
    for phase in session.plan.phases:
        own = replace(session, notes=tuple(note for note in session.notes if note.phase == phase.id))
        told = [_section(own, part, template, words, fields, phase) for part in parts]
        found = [section for section in told if section is not None]
        if found:
            name = phase.name.get(words.language)
            own_fields = {**fields, "phase": name, **_minutes(session, phase)}
            heading = filled(template.phase_heading.get(words.language), own_fields) or name
            yield Section(heading, ())
            yield from (replace(section, close=True) for section in found)


def _section(
    session: Session,
    part: Part,
    template: Template,
    words: Speaks,
    fields: Mapping[str, str],
    phase: PlannedPhase | None = None,
) -> Section | None:
    """What a part tells of the meeting, or of one phase; None where it has nothing to say."""
    heading = filled(part.heading.get(words.language), fields)
    lines = [line for line in _lines(session, part, words, fields, phase) if line]
    if not lines and (empty := part.empty.get(words.language)):
        return Section(heading, (empty,))
    if not lines:
        return None
    if part.quotes:
        lines = [quoted(line, words.language) for line in lines]
    bullet = part.bullet if part.bullet is not None else template.bullet if part.what in OF_PHASES else ""
    return Section(heading, tuple(f"{bullet}{line}" for line in lines))


def _lines(
    session: Session, part: Part, words: Speaks, fields: Mapping[str, str], phase: PlannedPhase | None
) -> Iterable[str]:
    match part.what:
        case "meeting":
            return [words("Meeting {when}", when=when(session, words))]
        case "line":
            return [filled(part.text.get(words.language), fields)]
        case "reference":
            labelled = part.heading.get(words.language) == "" and session.reference
            return [words("Reference: {reference}", reference=session.reference) if labelled else session.reference]
        case "circumstances":
            return [", ".join(circumstances(session, words))]
        case "method":
            return [session.plan.title.get(words.language)]
        case "remarks":
            return remarks(session, words)
        case "agreed":
            return agreed(session, words)
        case "prompts":
            return _prompts(session, session.plan.phases if phase is None else (phase,), words)
        case "times":
            return _times(session, words, phase)
        case mark:
            return notes(session, _MARKS[mark])


def _prompts(session: Session, phases: Iterable[PlannedPhase], words: Speaks) -> list[str]:
    ticked = [prompt for phase in phases for prompt in phase.prompts if prompt.id in session.done]
    return [p.text.get(words.language).replace("{minutes}", str(session.plan.minutes)) for p in ticked]


def _times(session: Session, words: Speaks, phase: PlannedPhase | None) -> list[str]:
    if phase is not None:
        return [words("{used} min (planned {planned} min)", **_minutes(session, phase))]
    return [
        words("{phase}: {used} min (planned {planned} min)", phase=p.name.get(words.language), **_minutes(session, p))
        for p in session.plan.phases
    ]


def _minutes(session: Session, phase: PlannedPhase) -> dict[str, str]:
    """Whole minutes used in a phase, and planned for it."""
    used = timing.used_s(session, session.last_ms, phase.id)
    return {"used": str(timing.minutes(used)), "planned": str(timing.minutes(session.planned_s[phase.id]))}


def _fields(session: Session, words: Speaks) -> dict[str, str]:
    """What stands for the names in braces."""
    start = session.began_at
    end_s = session.end_s if session.ended_ms is None else session.ended_ms // 1000
    end = session.started_at + timedelta(seconds=end_s)
    return {
        "date": words("{day} {year}", day=words.day(start.date()), year=start.year),
        "start": words.time(start),
        "end": words.time(end),
        "minutes": str(timing.minutes(int((end - start).total_seconds()))),
        "reference": session.reference,
    }
