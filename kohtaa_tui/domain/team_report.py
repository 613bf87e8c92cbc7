"""What a team's anonymous statistics come to, and never what one meeting, or a few, came to.

Meetings are added one by one, and a few bytes of each are kept. The report is about packs; of each pack there is a
whole, and the same figures by length, by circumstances, by version and by week. No figure crosses two of these.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain, repeat

from msgspec import Struct

from .statistics import Statistic
from .tally import FEW, Quartiles, Tally, share, showable

SCHEMA = 1
"""The version of what `kohtaa team report --json` prints."""

WAYS: tuple[str, ...] = ("minutes", "circumstances", "version", "week")
"""How the meetings of a pack are told apart."""
NUMBERS = frozenset({"minutes", "version"})
"""Those of them whose keys are numbers."""


class PhaseFigures(Struct, frozen=True):
    """One phase over several meetings, in seconds. One that was never entered took 0."""

    id: str
    planned: Quartiles
    """What the plan gave it at first."""
    used: Quartiles


class Cell(Struct, frozen=True):
    """Several meetings that have something in common, never fewer than five."""

    key: str
    """The length in minutes, the circumstances with `+` between them (`none`: none), the pack's version, or the week;
    of a whole pack `all`."""
    meetings: int
    used: Quartiles
    """How long the meetings took, their pauses left out."""
    phases: tuple[PhaseFigures, ...]


class Parts(Struct, frozen=True):
    """The meetings of a pack, told apart in one way."""

    shown: tuple[Cell, ...]
    rest: int
    """How many meetings are in cells that are too small to be shown, or left out with those."""


class PackReport(Struct, frozen=True):
    """The meetings of one pack."""

    pack: str
    whole: Cell
    opening_kept: float | None
    """In which share of the meetings the first phase got its minimum; None where few did, few did not, or it has
    none."""
    farewell_eaten: float | None
    """In which share the last phase got less than its minimum; None as above, and where there is one phase."""
    late: float | None
    """Which share began a minute late or more; None as above."""
    minutes: Parts
    circumstances: Parts
    version: Parts
    week: Parts


class LeftOut(Struct, frozen=True):
    """Files of the folder that are not in the report."""

    twice: int = 0
    """Copies of a file that is in it."""
    newer: int = 0
    """Written by a newer version of kohtaa."""
    strange: int = 0
    """Not of kohtaa, damaged, or no ordinary files."""


class TeamReport(Struct, frozen=True):
    """What `kohtaa team report --json` prints."""

    schema: int
    meetings: int | None
    """How many are told of; None where no pack has five: then nothing is told."""
    packs: tuple[PackReport, ...]
    """Those with at least five meetings, the one with the most first."""
    others: bool
    """Whether there are meetings of packs with fewer. How many is not told, so no other pack is hidden beside them:
    one meeting by a method of somebody's would hide all others where one method is used for nearly all."""
    left_out: LeftOut


class _Plan:
    """The meetings of a pack whose plans have the same phases, as columns of figures: a few bytes a meeting."""

    def __init__(self, phases: tuple[str, ...]) -> None:
        self.phases = phases
        self.planned = [array("i") for _ in phases]
        self.used = [array("i") for _ in phases]
        self.whole = array("i")
        self.ways = {way: array("i") for way in WAYS}
        """Which key of each way a meeting has, by its number."""


class _Cell:
    """A cell as it is filled."""

    def __init__(self) -> None:
        self.whole = Tally()
        self._phases: dict[str, tuple[Tally, Tally]] = {}

    def of(self, phase: str) -> tuple[Tally, Tally]:
        """What a phase was planned, and what it took."""
        if phase not in self._phases:
            self._phases[phase] = Tally(), Tally()
        return self._phases[phase]

    def told(self, key: str, order: list[str]) -> Cell:
        """The figures. A phase that only a few of the meetings have is not told of, nor one that only a few lack."""
        n = self.whole.n
        found = ((i, *self._phases[i]) for i in order if i in self._phases)
        enough = [(i, planned, used) for i, planned, used in found if used.n >= FEW and not 0 < n - used.n < FEW]
        phases = (PhaseFigures(i, planned.quartiles(), used.quartiles()) for i, planned, used in enough)
        return Cell(key, n, self.whole.quartiles(), tuple(phases))


class _Yes:
    """How often something was so, among those of which it can be said."""

    def __init__(self) -> None:
        self.asked = self.yes = 0

    def add(self, yes: bool) -> None:
        self.asked += 1
        self.yes += yes

    def of(self, meetings: int) -> float | None:
        """The share; None where only a few could be asked, or could not."""
        return None if 0 < meetings - self.asked < FEW else share(self.yes, self.asked)


class _Pack:
    """A pack as it is filled."""

    def __init__(self) -> None:
        self.meetings = 0
        self._plans: dict[tuple[str, ...], _Plan] = {}
        self._keys: dict[str, dict[str, int]] = {way: {} for way in WAYS}
        self._opening, self._farewell, self._late = _Yes(), _Yes(), _Yes()

    def add(self, one: Statistic) -> None:
        phases = one.phases
        ids = tuple([p.id for p in phases])
        plan = self._plans.get(ids)
        if plan is None:
            plan = self._plans[ids] = _Plan(ids)
        whole = 0
        for phase, planned, used in zip(phases, plan.planned, plan.used, strict=True):
            planned.append(phase.planned_s)
            used.append(phase.used_s)
            whole += phase.used_s
        plan.whole.append(whole)
        for way, numbers in plan.ways.items():
            known = self._keys[way]
            key = KEYS[way](one)
            numbers.append(known.setdefault(key, len(known)))
        first, last = phases[0], phases[-1]
        if first.minimum_s:
            self._opening.add(first.used_s >= first.minimum_s)
        if last.minimum_s and len(phases) > 1:
            self._farewell.add(last.used_s < last.minimum_s)
        self._late.add(one.late_min > 0)
        self.meetings += 1

    def told(self, pack: str) -> PackReport:
        order, n = self._order(), self.meetings
        whole = _Cell()
        for plan in self._plans.values():
            _fill({0: whole}, plan, None)
        return PackReport(
            pack,
            whole.told("all", order),
            self._opening.of(n),
            self._farewell.of(n),
            self._late.of(n),
            **{way: self._parts(way, order) for way in WAYS},
        )

    def _order(self) -> list[str]:
        """The phases, as most plans have them, and then those of other plans."""
        plans = sorted(self._plans, key=lambda ids: (-len(self._plans[ids].whole), ids))
        return list(dict.fromkeys(phase for ids in plans for phase in ids))

    def _parts(self, way: str, order: list[str]) -> Parts:
        keys = self._keys[way]
        cells = {number: _Cell() for number in keys.values()}
        for plan in self._plans.values():
            _fill(cells, plan, plan.ways[way])
        shown, rest = showable({key: cells[number].whole.n for key, number in keys.items()})
        in_order = sorted(shown, key=int) if way in NUMBERS else sorted(shown, key=lambda key: (key != "none", key))
        return Parts(tuple(cells[keys[key]].told(key, order) for key in in_order), rest)


def _fill(cells: dict[int, _Cell], plan: _Plan, numbers: array[int] | None) -> None:
    """Count the figures of a plan into the cells that its meetings belong to; without numbers into cell 0."""
    tallies = {number: [cell.whole] for number, cell in cells.items()}
    for number, cell in cells.items():
        for phase in plan.phases:
            tallies[number] += cell.of(phase)
    columns = [plan.whole, *chain.from_iterable(zip(plan.planned, plan.used, strict=True))]
    for place, column in enumerate(columns):
        counted = Counter(zip(repeat(0) if numbers is None else numbers, column))  # noqa: B905 - one has no end
        for (number, figure), times in counted.items():
            tallies[number][place].add(figure, times)


KEYS: dict[str, Callable[[Statistic], str]] = {
    "minutes": lambda one: str(one.minutes),
    "circumstances": lambda one: "+".join(one.circumstances) or "none",
    "version": lambda one: str(one.pack_version),
    "week": lambda one: one.week,
}
"""Which part of its pack a meeting belongs to, in each way."""


class Gathering:
    """The statistics of a team, added one by one."""

    def __init__(self) -> None:
        self._packs: dict[str, _Pack] = {}
        self._seen: set[int] = set()

    def add(self, one: Statistic) -> bool:
        """Count a meeting; False, and nothing, for one that was counted already."""
        known = int(one.id, 16)
        if known in self._seen:
            return False
        self._seen.add(known)
        pack = self._packs.get(one.pack)
        if pack is None:
            pack = self._packs[one.pack] = _Pack()
        pack.add(one)
        return True

    def report(self, left_out: LeftOut = LeftOut()) -> TeamReport:  # noqa: B008 - it is frozen
        """What all of them come to."""
        shown = {pack: found for pack, found in self._packs.items() if found.meetings >= FEW}
        if not shown:
            return TeamReport(SCHEMA, None, (), False, left_out)
        meetings = sum(found.meetings for found in shown.values())
        in_order = sorted(shown, key=lambda pack: (-shown[pack].meetings, pack))
        packs = tuple(shown[pack].told(pack) for pack in in_order)
        return TeamReport(SCHEMA, meetings, packs, len(shown) < len(self._packs), left_out)


def all_parts(pack: PackReport) -> Iterator[tuple[str, Parts]]:
    """The ways in which the meetings of a pack are told apart, each with its name."""
    return ((way, getattr(pack, way)) for way in WAYS)
