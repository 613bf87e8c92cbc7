"""What of practice stands in a session's own records.

Every text command reads records, and few of them are of practice: the types of a practice client
(`scenario`) are loaded, and what is read is checked against them, only where there is one (`storage.lines`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from .scenario import Scenario
else:
    Scenario = Any

TurnKind = Literal["open", "closed", "reflection", "summary", "information", "advice", "silence"]
"""What kind of turn the adviser's words were; the trainee or the observer says so, no program can hear it."""


class Practice(Struct, frozen=True, omit_defaults=True):
    """What makes a session no real meeting. It stands in its first record, so that it can never become one."""

    kind: Literal["practice", "demo"]
    """Practised by trainees, or shown by a trainer."""
    scenario: Scenario | None = None
    """The practice client as it was then: changing the file changes no old run."""
    alone: bool = True
    """Whether the program answers for the client; else a person does."""
    speed: float = 1
    """How many times faster than the clock it ran."""
