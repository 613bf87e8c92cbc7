"""The meeting as Markdown. What was typed stays as it was typed: nothing in it becomes form."""

from __future__ import annotations

import re

from ..domain import timing
from ..domain.session import Session
from .gathered import MARKED, Speaks, agreed, circumstances, first_line, notes
from .remarks import remarks

_SPECIAL = r"([\\`*_{}\[\]<>#!|~&$])"
_FIRST = r"^(\s*\d*)([-+=.):])"  # what is a list, a line or a heading only where a line begins


def markdown(session: Session, words: Speaks, at_ms: int | None = None) -> str:
    """The meeting as Markdown: the time per phase, what was agreed, and the notes by mark."""
    lines = [f"# {escaped(first_line(session, words))}"]
    facts = [words("Reference: {reference}", reference=session.reference)] if session.reference else []
    facts += [session.plan.title.get(words.language), *circumstances(session, words), *remarks(session, words)]
    lines += ["", *(f"- {escaped(fact)}" for fact in facts)]
    lines += ["", f"## {escaped(words('How the time went'))}", ""]
    lines += [f"| {words('phase')} | {words('planned')} | {words('used')} |", "| --- | ---: | ---: |"]
    for phase in session.plan.phases:
        used = timing.used_s(session, session.last_ms if at_ms is None else at_ms, phase.id)
        figures = [words("{n} min", n=timing.minutes(s)) for s in (session.planned_s[phase.id], used)]
        lines.append(f"| {escaped(phase.name.get(words.language))} | {figures[0]} | {figures[1]} |")
    lines += _section(words("What was agreed"), agreed(session, words))
    for mark, heading in MARKED:
        lines += _section(words(heading), notes(session, mark))
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """`text` so that Markdown shows every character as it is."""
    return re.sub(_FIRST, r"\1\\\2", re.sub(_SPECIAL, r"\\\1", text))


def _section(heading: str, items: list[str]) -> list[str]:
    return ["", f"## {escaped(heading)}", "", *(f"- {escaped(item)}" for item in items)] if items else []
