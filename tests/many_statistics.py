"""A folder of made-up statistics, as a team's advisers leave them in a year.

    python -m tests.many_statistics FOLDER --meetings 264000 --advisers 200
    kohtaa team report FOLDER

The meetings are those of `tests.many`, told by the same functions with which the program tells a meeting that has
ended; meetings that are no statistic are left out and others made in their place. The same call makes the same files.
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from kohtaa_tui.domain.measured import Measured, PhaseTimes
from kohtaa_tui.domain.statistics import Statistic, counts, monday, statistic, to_bytes
from tests.many import _CIRCUMSTANCES, _LENGTHS, LAST, begins, plans

HASHES = ("5b1f0c6a94d2e837", "c03a77e1b5d94f28")
"""Those of the two versions of the pack that the year saw."""


def times(begin: datetime, chance: random.Random) -> Measured:
    """The times of one meeting, drawn as `tests.many` draws them."""
    made = PLANS[chance.choice(_LENGTHS), chance.choice(_CIRCUMSTANCES)]
    phases = []
    for place, phase in enumerate(made.phases):
        stretch = (1.4, 1.0, 0.95, 0.5)[place] if place < 4 else 1.0
        used = max(20, round(60 * phase.minutes * max(0.1, chance.gauss(stretch, 0.35))))
        left_out = place == 2 and chance.random() < 0.02
        planned, least = phase.minutes * 60, phase.minimum * 60
        used, visits = (0, 0) if left_out else (used, 1 + (chance.random() < 0.05))
        phases.append(PhaseTimes(phase.id, phase.short, planned, planned, used, least, phase.protected, visits))
    late = chance.choice((0, 0, 0, 40, 130, 300))
    length = sum(p.used_s for p in phases)
    return Measured(
        id="",
        began=begin,
        pack=made.pack_id if chance.random() < 0.97 else chance.choice(("lyhyt", "ryhma", "yhden-kerran")),
        pack_version=1 if begin.month < 6 else 2,
        minutes=made.minutes,
        circumstances=made.circumstances,
        language=chance.choice(("fi", "fi", "fi", "sv")),
        late_s=late,
        length_s=length,
        over_s=length - 60 * made.minutes,
        paused_s=0,
        phases=tuple(phases),
        order=tuple(p.id for p in phases),
    )


PLANS = plans()


def statistics(count: int, seed: int = 1, last: datetime = LAST, advisers: int = 1) -> Iterator[Statistic]:
    """So many statistics, the newest week first."""
    chance, made = random.Random(seed), 0
    for begin in begins(count * 2, last, advisers):
        if made == count:
            return
        one = times(begin, chance)
        if counts(one):
            made += 1
            number = f"{chance.getrandbits(128):032x}"
            yield statistic(one, number, HASHES[one.pack_version - 1])


def fill(folder: Path, count: int, seed: int = 1, last: datetime = LAST, advisers: int = 1) -> None:
    """Put so many files into a folder, as the program does."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in statistics(count, seed, last, advisers):
        path = folder / f"{one.id}.json"
        path.write_bytes(to_bytes(one))
        moment = monday(one.week).timestamp()
        os.utime(path, (moment, moment))


def main() -> None:
    made = argparse.ArgumentParser(description="Make a folder of made-up statistics.")
    made.add_argument("folder", type=Path)
    made.add_argument("--meetings", type=int, default=2000)
    made.add_argument("--advisers", type=int, default=10)
    made.add_argument("--seed", type=int, default=1)
    asked = made.parse_args()
    fill(asked.folder, asked.meetings, asked.seed, advisers=asked.advisers)


if __name__ == "__main__":
    main()
