"""What a reader must know of a meeting before its texts and times are understood right."""

from __future__ import annotations

from ..domain.session import Session, Status
from .corrected import corrections
from .gathered import Speaks


def remarks(session: Session, words: Speaks) -> list[str]:
    """Whole sentences: what is not there or not yet, and which times were put right afterwards."""
    found = []
    if session.status is not Status.ENDED:
        found.append(words("This meeting has not ended."))
    if session.erased:
        found.append(words("The texts of this meeting have been erased. The times stay."))
    if session.locked:
        found.append(
            words("The notes are encrypted. Open them with: {command}", command=f"kohtaa show {session.id} --unlock")
        )
    return found + corrections(session, words)
