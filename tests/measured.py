"""Measured meetings to test with, told in minutes: planned 6, 12, 9, 3 of thirty unless told otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from kohtaa_tui.domain.measured import Measured, PhaseTimes
from kohtaa_tui.domain.pack import Texts
from tests.build import PHASES, START

PLANNED = (6, 12, 9, 3)
MINIMUMS = (5, 4, 3, 3)
NAMES = ("Empatia", "Ohjauksellinen", "Neuvonnallinen", "Hyvästely")


def meeting(
    *used: float,
    planned: Sequence[float] = PLANNED,
    minutes: int = 30,
    circumstances: tuple[str, ...] = (),
    pack: str = "kohtaava",
    order: Sequence[str] = (),
    late: float = 0,
    over: float = 0,
    minimums: Sequence[float] = MINIMUMS,
    ids: Sequence[str] = PHASES,
) -> Measured:
    """A meeting whose phases took so many minutes; what took none was never entered."""
    return Measured(
        id="",
        began=START,
        pack=pack,
        pack_version=1,
        minutes=minutes,
        circumstances=circumstances,
        language="fi",
        late_s=round(60 * late),
        length_s=round(60 * sum(used)),
        over_s=round(60 * over),
        paused_s=0,
        phases=tuple(
            PhaseTimes(
                i,
                Texts(fi=n, en=i),
                round(60 * p),
                round(60 * p),
                round(60 * u),
                round(60 * m),
                i == "hyvastely",
                u > 0,
            )
            for i, n, p, u, m in zip(ids, NAMES, planned, used, minimums, strict=False)
        ),
        order=tuple(order or (i for i, u in zip(ids, used, strict=False) if u)),
    )
