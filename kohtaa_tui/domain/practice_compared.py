"""Two runs of practice side by side: their figures, and no verdict."""

from __future__ import annotations

from msgspec import Struct

from . import timing
from .practice_report import KINDS, PracticeReport


class Compared(Struct, frozen=True):
    """One figure of an earlier run and of a later one."""

    what: str
    """A kind of turn, `questions`, `told`, `unsaid`, `traps`, or `phase:` and a phase's id (in minutes)."""
    before: int
    after: int


def compared(before: PracticeReport, after: PracticeReport) -> list[Compared]:
    """The figures of two runs side by side, those left out that are nought in both or not known of one."""
    rows = [Compared(kind, before.kinds[kind], after.kinds[kind]) for kind in KINDS]
    for what, one, two in (("told", before.told, after.told), ("unsaid", before.unsaid, after.unsaid)):
        if one is not None and two is not None and before.practice.client == after.practice.client:
            rows.append(Compared(what, len(one), len(two)))
    if before.practice.client == after.practice.client:
        rows.append(Compared("traps", len(before.traps), len(after.traps)))
    earlier = {p.id: timing.minutes(p.used_s) for p in before.phases}
    rows += [
        Compared(f"phase:{p.id}", earlier[p.id], timing.minutes(p.used_s)) for p in after.phases if p.id in earlier
    ]
    return [row for row in rows if row.before or row.after]
