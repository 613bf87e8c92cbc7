"""My rhythm as one table for a spreadsheet, and as JSON: the same figures, by the same names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from ..domain.rhythm import Rhythm, Times
from ..domain.tally import Quartiles
from .csv_table import safe
from .gathered import Speaks

COLUMNS = (
    "row", "phase", "name", "meetings", "of", "minimum_s", "left_out",
    "planned_low_s", "planned_median_s", "planned_high_s", "used_low_s", "used_median_s", "used_high_s", "median_s",
)  # fmt: skip


class PackHeld(Struct, frozen=True):
    """A pack and how many of all meetings were held with it."""

    id: str
    meetings: int


class PhaseCount(Struct, frozen=True):
    """A phase and in how many meetings something happened."""

    id: str
    meetings: int


class StatsPhase(Struct, frozen=True):
    """One phase over several meetings."""

    id: str
    meetings: int
    left_out: int
    minimum_s: int
    protected: bool
    planned: Quartiles
    used: Quartiles


class StatsOpening(Struct, frozen=True):
    """How often the first phase got its minimum."""

    id: str
    minimum_s: int
    got: int
    meetings: int


class StatsFarewell(Struct, frozen=True):
    """How often the last phase got less than its minimum, and what had run over before it."""

    id: str
    minimum_s: int
    eaten: int
    meetings: int
    by: tuple[PhaseCount, ...]
    by_none: int


class Stats(Struct, frozen=True):
    """The object of `kohtaa stats --json`."""

    pack: str
    minutes: int | None
    circumstance: str | None
    last: int | None
    meetings: int
    few: bool
    phases: tuple[StatsPhase, ...]
    opening: StatsOpening | None
    farewell: StatsFarewell | None
    overruns_begin: tuple[PhaseCount, ...]
    no_overrun: int
    late: int
    late_median_s: float
    over_end: int
    over_end_median_s: float
    packs: tuple[PackHeld, ...]


def stats(rhythm: Rhythm, packs: tuple[PackHeld, ...]) -> Stats:
    """The figures without names of phases; `packs` are all there are, with all their meetings."""
    which, opening, farewell = rhythm.which, rhythm.opening, rhythm.farewell
    return Stats(
        pack=which.pack,
        minutes=which.minutes or None,
        circumstance=which.circumstance or None,
        last=which.last or None,
        meetings=rhythm.meetings,
        few=rhythm.few,
        phases=tuple(
            StatsPhase(p.id, p.meetings, p.left_out, p.minimum_s, p.protected, p.planned, p.used) for p in rhythm.phases
        ),
        opening=None if opening is None else StatsOpening(opening.id, opening.minimum_s, opening.got, opening.meetings),
        farewell=None
        if farewell is None
        else StatsFarewell(
            farewell.id,
            farewell.minimum_s,
            farewell.eaten,
            farewell.meetings,
            _counts(farewell.by),
            farewell.by_none,
        ),
        overruns_begin=_counts(rhythm.overruns_begin),
        no_overrun=rhythm.no_overrun,
        late=rhythm.late,
        late_median_s=rhythm.late_median_s,
        over_end=rhythm.over_end,
        over_end_median_s=rhythm.over_end_median_s,
        packs=packs,
    )


def as_json(rhythm: Rhythm, packs: tuple[PackHeld, ...]) -> str:
    """The figures as JSON."""
    return msgspec.json.format(msgspec.json.encode(stats(rhythm, packs)), indent=2).decode() + "\n"


def _counts(times: tuple[Times, ...]) -> tuple[PhaseCount, ...]:
    return tuple(PhaseCount(t.id, t.meetings) for t in times)


def as_csv(rhythm: Rhythm, words: Speaks) -> str:
    """The figures as a table that opens right in a spreadsheet, its lines ending as RFC 4180 wants them."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in _rows(rhythm, words):
        cells = (row.get(name, "") for name in COLUMNS)
        writer.writerow(safe(cell) if isinstance(cell, str) else cell for cell in cells)
    return out.getvalue()


def _rows(rhythm: Rhythm, words: Speaks) -> Iterator[dict[str, object]]:
    """One row a phase, then one a figure; seconds are whole, so that no comma or point can be misread."""
    of = rhythm.meetings
    for phase in rhythm.phases:
        yield {
            **_named("phase", phase.id, phase.name.get(words.language), phase.meetings, of),
            "minimum_s": phase.minimum_s,
            "left_out": phase.left_out,
            **_spread("planned", phase.planned),
            **_spread("used", phase.used),
        }
    if opening := rhythm.opening:
        name = opening.name.get(words.language)
        yield _named("opening_got", opening.id, name, opening.got, opening.meetings) | {"minimum_s": opening.minimum_s}
    if farewell := rhythm.farewell:
        name = farewell.name.get(words.language)
        yield _named("farewell_eaten", farewell.id, name, farewell.eaten, farewell.meetings) | {
            "minimum_s": farewell.minimum_s
        }
        for by in farewell.by:
            yield _named("eaten_by", by.id, by.name.get(words.language), by.meetings, farewell.eaten)
        yield _named("eaten_by_none", "", "", farewell.by_none, farewell.eaten)
    for begun in rhythm.overruns_begin:
        yield _named("overruns_begin", begun.id, begun.name.get(words.language), begun.meetings, of)
    if of:
        yield _named("no_overrun", "", "", rhythm.no_overrun, of)
        yield _named("late", "", "", rhythm.late, of) | {"median_s": _whole(rhythm.late_median_s)}
        yield _named("over_end", "", "", rhythm.over_end, of) | {"median_s": _whole(rhythm.over_end_median_s)}


def _named(row: str, phase: str, name: str, meetings: int, of: int) -> dict[str, object]:
    return {"row": row, "phase": phase, "name": name, "meetings": meetings, "of": of}


def _spread(of: str, spread: Quartiles) -> dict[str, object]:
    return {
        f"{of}_low_s": _whole(spread.low_s),
        f"{of}_median_s": _whole(spread.median_s),
        f"{of}_high_s": _whole(spread.high_s),
    }


def _whole(seconds: float) -> int:
    return int(seconds + 0.5)
