"""The report of a team as one table for a spreadsheet, and as JSON: the same figures, by the same names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import msgspec

from ..domain.tally import Quartiles
from ..domain.team_report import Cell, PackReport, TeamReport, all_parts
from .csv_table import safe

COLUMNS = (
    "pack", "by", "which", "meetings", "phase", "planned_low_s", "planned_median_s", "planned_high_s",
    "used_low_s", "used_median_s", "used_high_s", "share",
)  # fmt: skip


def as_json(report: TeamReport) -> str:
    """The report as JSON."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n"


def as_csv(report: TeamReport) -> str:
    """The report as a table, its lines ending as RFC 4180 wants them. Seconds are whole, shares per cent."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in _rows(report):
        cells = (row.get(name, "") for name in COLUMNS)
        writer.writerow(safe(cell) if isinstance(cell, str) else cell for cell in cells)
    return out.getvalue()


def _rows(report: TeamReport) -> Iterator[dict[str, object]]:
    """The whole, then of each pack its whole and each of its cells; a row for the meetings and one a phase."""
    if report.meetings is None:
        return
    yield {"by": "all", "which": "all", "meetings": report.meetings}
    for pack in report.packs:
        yield from _cell(pack.pack, "pack", pack.whole)
        yield from _shares(pack)
        for way, parts in all_parts(pack):
            for cell in parts.shown:
                yield from _cell(pack.pack, way, cell)
            if parts.rest:
                yield {"pack": pack.pack, "by": way, "which": "rest", "meetings": parts.rest}
    if report.others:
        yield {"by": "pack", "which": "rest"}


def _cell(pack: str, by: str, cell: Cell) -> Iterator[dict[str, object]]:
    which = {"pack": pack, "by": by, "which": cell.key}
    yield which | {"meetings": cell.meetings, **_spread("used", cell.used)}
    for phase in cell.phases:
        yield which | {"phase": phase.id, **_spread("planned", phase.planned), **_spread("used", phase.used)}


def _shares(pack: PackReport) -> Iterator[dict[str, object]]:
    for name in ("opening_kept", "farewell_eaten", "late"):
        share: float | None = getattr(pack, name)
        if share is not None:
            yield {"pack": pack.pack, "by": "share", "which": name, "share": percent(share)}


def percent(share: float) -> int:
    """A share in whole per cent, rounded to the nearest, halves up."""
    return int(share * 100 + 0.5)


def _spread(of: str, spread: Quartiles) -> dict[str, object]:
    figures = (("low", spread.low_s), ("median", spread.median_s), ("high", spread.high_s))
    return {f"{of}_{name}_s": int(seconds + 0.5) for name, seconds in figures}
