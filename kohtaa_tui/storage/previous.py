"""Finding the last meeting with the same client, by the reference."""

from __future__ import annotations

from itertools import islice

from msgspec import Struct

from ..domain.preparation import same_reference
from ..domain.session import Session
from ..errors import KohtaaError
from .library import Library

MOST = 500
"""So many of the newest meetings are looked at."""


class Previous(Struct, frozen=True):
    """What was found."""

    session: Session | None = None
    locked: bool = False
    """Whether a meeting looked at is locked, so that it may be the one, or tells only in part."""


def previous_with(library: Library, reference: str) -> Previous:
    """The newest meeting with this reference among the latest 500; blanks and capitals make no difference.

    Meetings that cannot be read are passed over, and so is a folder that cannot be. It may take a second or two:
    call it beside the event loop.
    """
    locked = False
    if not same_reference(reference, reference):
        return Previous()
    try:
        for files in islice(library.all_files(), MOST):
            try:
                session = library.load_files(files).session
            except (KohtaaError, OSError):
                continue
            locked = locked or session.reference_locked
            if same_reference(session.reference, reference):
                return Previous(session, locked or session.locked)
    except (KohtaaError, OSError):
        pass  # Home has told of a folder that cannot be read
    return Previous(None, locked)
