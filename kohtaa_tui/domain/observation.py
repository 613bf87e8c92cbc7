"""What an observer marked while the others practised: one fact each, by the meeting's own time.

An observer's file is not the session's: it has one writer of its own, and the report unites the two.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

ObservationKind = Literal["turn", "trap", "good", "remark"]
"""A kind of turn was heard, a slip of the list was seen, a moment was good, or something was written down."""


class Observation(Struct, frozen=True, omit_defaults=True):
    """One mark of the observer."""

    at_ms: int
    """The meeting's own time, in whole milliseconds since its start."""
    phase: str
    """The phase it was made in, by its id in the plan."""
    kind: ObservationKind
    value: str = ""
    """The kind of the turn (`TurnKind`) or the id of the trap; empty for the others."""
    text: str = ""
    """What was written; always for a remark, at will for the others."""
