"""My rhythm: how the time really goes, told from the times of many meetings and never from a word of them.

Nothing here is a score. All figures are in seconds. Medians and quartiles are found by linear interpolation:
among n figures in order, the quartile q lies at place (n - 1) × q / 4 counted from 0, and between two figures in
proportion. That is `quantile_cont` of DuckDB and the method "inclusive" of `statistics.quantiles`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from .measured import Measured, PhaseTimes
from .pack import Texts
from .tally import Quartiles

FEW = 5
"""Fewer meetings than this tell little, and it is said."""
OVER_S = 60
"""A phase, or a meeting, ran over when it took more than this beyond its plan; what is less nobody notices."""
NO_CIRCUMSTANCE = "none"
"""The choice of meetings with nothing special about them."""


class Which(Struct, frozen=True):
    """Which meetings are looked at: the newest `last` (0: all) of those that fit the rest."""

    pack: str = ""
    """The id of a pack; empty: the one most meetings were held with."""
    minutes: int = 0
    """The length planned at first; 0: any."""
    circumstance: str = ""
    """The id of a circumstance, `none` for meetings without any; empty: any."""
    last: int = 0


class PhaseRhythm(Struct, frozen=True):
    """One phase over several meetings."""

    id: str
    name: Texts
    meetings: int
    """How many meetings have this phase in their plan."""
    left_out: int
    """In how many of them it was never entered; their figure is 0 seconds."""
    minimum_s: int
    """What the newest of them says it needs."""
    protected: bool
    planned: Quartiles
    """What the plan gave it at first."""
    used: Quartiles


class Times(Struct, frozen=True):
    """Of a phase, in how many meetings something happened."""

    id: str
    name: Texts
    meetings: int


class Opening(Struct, frozen=True):
    """How often the first phase got its minimum."""

    id: str
    name: Texts
    minimum_s: int
    got: int
    meetings: int


class Farewell(Struct, frozen=True):
    """How often the last phase was eaten: got less than its minimum."""

    id: str
    name: Texts
    minimum_s: int
    eaten: int
    meetings: int
    by: tuple[Times, ...]
    """The phases that had run over most before it, against their plan, the most frequent first."""
    by_none: int
    """In how many of these meetings no phase before it ran over: they ended early, or had too little time."""


class Rhythm(Struct, frozen=True):
    """What the meetings of one pack come to."""

    which: Which
    meetings: int
    phases: tuple[PhaseRhythm, ...] = ()
    """In the order of the newest meeting's plan."""
    opening: Opening | None = None
    """None where the first phase has no minimum."""
    farewell: Farewell | None = None
    """None where there is one phase, or the last one has no minimum."""
    overruns_begin: tuple[Times, ...] = ()
    """Which phase was the first in time that ran over by more than a minute, the most frequent first."""
    no_overrun: int = 0
    """In how many meetings none did."""
    late: int = 0
    """How many began a minute or more after their appointment."""
    late_median_s: float = 0
    over_end: int = 0
    """How many went on for more than a minute past their planned end."""
    over_end_median_s: float = 0

    @property
    def few(self) -> bool:
        """Whether there are so few that they tell little."""
        return self.meetings < FEW


def quartile(figures: Iterable[float], which: int) -> float:
    """The lower quartile (1), the median (2) or the upper quartile (3) of at least one figure."""
    ordered = sorted(figures)
    place, rest = divmod((len(ordered) - 1) * which, 4)
    below = ordered[place]
    return below if not rest else below + (ordered[place + 1] - below) * rest / 4


def spread(figures: Iterable[float]) -> Quartiles:
    """The quartiles of at least one figure."""
    known = tuple(figures)
    return Quartiles(quartile(known, 1), quartile(known, 2), quartile(known, 3))


def packs(meetings: Iterable[Measured]) -> tuple[str, ...]:
    """The ids of the packs, the one of the most meetings first; of two with as many the one used last.

    `meetings` are the newest first, here and everywhere below.
    """
    return tuple(pack for pack, _ in Counter(m.pack for m in meetings).most_common())


def lengths(meetings: Iterable[Measured]) -> tuple[tuple[int, int], ...]:
    """The lengths in minutes, short ones first, each with how many meetings it has."""
    return tuple(sorted(Counter(m.minutes for m in meetings).items()))


def circumstances(meetings: Iterable[Measured]) -> tuple[tuple[str, int], ...]:
    """`none` and the circumstances that there were, each with how many meetings it has."""
    found = Counter(c for m in meetings for c in m.circumstances or (NO_CIRCUMSTANCE,))
    return tuple((c, found[c]) for c in (NO_CIRCUMSTANCE, *sorted(set(found) - {NO_CIRCUMSTANCE})) if found[c])


def chosen(meetings: Sequence[Measured], which: Which) -> tuple[Measured, ...]:
    """The meetings that are meant. Where no pack is named they are of the one most meetings were held with."""
    pack = which.pack or next(iter(packs(meetings)), "")
    fitting = [
        m
        for m in meetings
        if m.pack == pack
        and which.minutes in (0, m.minutes)
        and (not which.circumstance or which.circumstance in (m.circumstances or (NO_CIRCUMSTANCE,)))
    ]
    return tuple(fitting[: which.last or None])


def rhythm(meetings: Sequence[Measured], which: Which = Which()) -> Rhythm:  # noqa: B008 - it is frozen
    """What the chosen ones of these meetings come to. The answer names the pack."""
    which = Which(which.pack or next(iter(packs(meetings)), ""), which.minutes, which.circumstance, which.last)
    found = chosen(meetings, which)
    if not found:
        return Rhythm(which, 0)
    plan = found[0].phases
    begun = Counter(_first_over(m) for m in found)
    late = [m.late_s for m in found if m.late_s >= OVER_S]
    over = [m.over_s for m in found if m.over_s > OVER_S]
    return Rhythm(
        which,
        len(found),
        tuple(_phase(phase, found) for phase in plan),
        _opening(plan[0], found),
        _farewell(plan[-1], found) if len(plan) > 1 else None,
        _times(begun, found),
        begun[""],
        len(late),
        quartile(late, 2) if late else 0,
        len(over),
        quartile(over, 2) if over else 0,
    )


def overrun_s(phase: PhaseTimes) -> int:
    """How much longer a phase took than the plan gave it at first; below zero where it took less."""
    return phase.used_s - phase.planned_first_s


def _of(phase_id: str, meetings: Iterable[Measured]) -> list[PhaseTimes]:
    return [p for m in meetings for p in m.phases if p.id == phase_id]


def _phase(newest: PhaseTimes, meetings: Sequence[Measured]) -> PhaseRhythm:
    all_of_it = _of(newest.id, meetings)
    return PhaseRhythm(
        newest.id,
        newest.name,
        len(all_of_it),
        sum(not p.visits for p in all_of_it),
        newest.minimum_s,
        newest.protected,
        spread(p.planned_first_s for p in all_of_it),
        spread(p.used_s for p in all_of_it),
    )


def _opening(newest: PhaseTimes, meetings: Sequence[Measured]) -> Opening | None:
    if not newest.minimum_s:
        return None
    all_of_it = _of(newest.id, meetings)
    got = sum(p.used_s >= p.minimum_s for p in all_of_it)
    return Opening(newest.id, newest.name, newest.minimum_s, got, len(all_of_it))


def _farewell(newest: PhaseTimes, meetings: Sequence[Measured]) -> Farewell | None:
    if not newest.minimum_s:
        return None
    having = [m for m in meetings if any(p.id == newest.id for p in m.phases)]
    eaten = [m for m in having if any(p.id == newest.id and p.used_s < p.minimum_s for p in m.phases)]
    by = Counter(_eater(m, newest.id) for m in eaten)
    return Farewell(newest.id, newest.name, newest.minimum_s, len(eaten), len(having), _times(by, meetings), by[""])


def _eater(meeting: Measured, farewell: str) -> str:
    """The phase before the farewell that overran most; of two alike the earlier one; empty where none did."""
    place = next(i for i, p in enumerate(meeting.phases) if p.id == farewell)
    most = max(meeting.phases[:place], key=overrun_s, default=None)
    return most.id if most is not None and overrun_s(most) > 0 else ""


def _first_over(meeting: Measured) -> str:
    """The first phase in time that ran over; empty where none did."""
    over = {p.id for p in meeting.phases if overrun_s(p) > OVER_S}
    return next((phase for phase in meeting.order if phase in over), "")


def _times(counted: Counter[str], meetings: Sequence[Measured]) -> tuple[Times, ...]:
    """The phases by how often; of two alike the one that stands first in a plan."""
    names: dict[str, Texts] = {}
    for m in meetings:
        for p in m.phases:
            names.setdefault(p.id, p.name)
    order = list(names)
    found = sorted((p for p in counted if p), key=lambda p: (-counted[p], order.index(p)))
    return tuple(Times(p, names[p], counted[p]) for p in found)
