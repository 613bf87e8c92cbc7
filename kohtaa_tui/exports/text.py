"""What to carry to the client information system: plain text, what was agreed first."""

from __future__ import annotations

from ..domain.session import Session
from .gathered import MARKED, Speaks, agreed, circumstances, first_line, notes
from .remarks import remarks


def text(session: Session, words: Speaks, _at_ms: int = 0) -> str:
    """The meeting as plain text to paste. No times per phase, no prompts, none of the adviser's own thoughts."""
    lines = [first_line(session, words)]
    if session.reference:
        lines.append(words("Reference: {reference}", reference=session.reference))
    if session.plan.circumstances:
        lines.append(", ".join(circumstances(session, words)))
    lines += remarks(session, words)
    lines += _section(words("What was agreed"), agreed(session, words))
    for mark, heading in MARKED:
        lines += _section(words(heading), notes(session, mark))
    return "\n".join(lines) + "\n"


def _section(heading: str, items: list[str]) -> list[str]:
    return ["", heading, *(f"- {item}" for item in items)] if items else []
