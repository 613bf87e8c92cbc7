"""A meeting with `***` in the place of what may point to a person, before anything is made of it.

Masking comes before the format: in the finished text it could take away a comma of JSON or a figure that only looks
like a telephone number.
"""

from __future__ import annotations

from msgspec.structs import replace

from ..domain.personal import masked
from ..domain.session import Session


def masked_session(session: Session) -> Session:
    """The same meeting; in its reference and its notes nothing is left that `domain.personal` finds."""
    return replace(
        session,
        reference=masked(session.reference),
        notes=tuple(replace(note, text=masked(note.text)) for note in session.notes),
    )
