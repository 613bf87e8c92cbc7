"""What else has to do with a meeting's files, told in a sentence: another window, or what another program left.

Of another window a person wants to know since when, and in which terminal.
"""

from __future__ import annotations

from datetime import datetime

from ..errors import N_, NotAllowed
from ..i18n import Words
from ..storage.hold import Hold
from ..storage.library import Loaded


def open_elsewhere(hold: Hold, words: Words, now: datetime) -> NotAllowed:
    """Why a meeting may only be read here: the hold on it could not be taken."""
    holder = hold.holder()
    if holder is None:
        return NotAllowed(N_("This meeting is open in another window."))
    since = holder.since.astimezone(now.tzinfo)
    told = words.clock(since)
    if since.date() != now.date():
        told = f"{words.day(since.date())} {told}"
    if not holder.terminal:
        return NotAllowed(N_("This meeting is open in another window since {time}."), time=told)
    return NotAllowed(
        N_("This meeting is open in another window since {time} ({terminal})."), time=told, terminal=holder.terminal
    )


def strange_copies(loaded: Loaded, words: Words) -> str:
    """That copies of the meeting's files could not be read."""
    return words.plural(
        "{n} copy of this meeting could not be read. It was left as it is.",
        "{n} copies of this meeting could not be read. They were left as they are.",
        len(loaded.strange),
    )
