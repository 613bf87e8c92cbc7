"""The queries of docs/team.md, taken from the page and run with the real DuckDB, against the numbers of the report.

python -m tests.team_queries FOLDER        # the answers as JSON
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kohtaa_tui.domain.statistics import Statistic
from kohtaa_tui.domain.tally import share
from kohtaa_tui.domain.team_report import TeamReport

if TYPE_CHECKING:
    import duckdb

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "team.md"
Row = tuple[Any, ...]


def blocks() -> dict[str, str]:
    """Every query of the page by the heading that it stands under."""
    page = PAGE.read_text(encoding="utf-8")
    found = re.findall(r"^#+ ([^\n]+)\n((?:(?!^#).)*?)^```sql\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return {heading: query for heading, _, query in found}


FIRST = "Your own questions"
"""What has to be run before the others."""


def connected(folder: Path) -> duckdb.DuckDBPyConnection:
    """DuckDB with the page's views of a folder. It fetches nothing from anywhere."""
    import duckdb

    base = duckdb.connect(config={"autoinstall_known_extensions": "false", "threads": "1"})
    base.execute(blocks()[FIRST].replace("FOLDER", folder.as_posix()))
    return base


def questions() -> dict[str, str]:
    """The queries that answer something."""
    return {heading: query for heading, query in blocks().items() if heading != FIRST}


def _by(way: str, report: TeamReport) -> Iterator[Row]:
    """What the report tells of each cell of one way: pack, key, phase, meetings, the median that was used."""
    for pack in report.packs:
        for cell in getattr(pack, way).shown:
            key: object = int(cell.key) if way in ("minutes", "version") else cell.key
            yield from ((pack.pack, key, p.id, cell.meetings, p.used.median_s) for p in cell.phases)


def _phases(report: TeamReport) -> Iterator[Row]:
    for pack in report.packs:
        for p in pack.whole.phases:
            planned, used = ([q.low_s, q.median_s, q.high_s] for q in (p.planned, p.used))
            yield pack.pack, p.id, pack.whole.meetings, planned, used


def _shares(name: str, report: TeamReport) -> Iterator[Row]:
    return ((pack.pack, getattr(pack, name)) for pack in report.packs if getattr(pack, name) is not None)


ANSWERS: Mapping[str, Callable[[TeamReport], Iterable[Row]]] = {
    "What does each phase take, against its plan?": _phases,
    "Does it depend on the length?": lambda report: _by("minutes", report),
    "Does it depend on the circumstances?": lambda report: _by("circumstances", report),
    "How did it go from week to week?": lambda report: _by("week", report),
    "Did the new version of a method change anything?": lambda report: _by("version", report),
    "How often does the opening get its minimum?": lambda report: _shares("opening_kept", report),
    "How often is the farewell eaten?": lambda report: _shares("farewell_eaten", report),
}
"""What the report says to a question of the page."""


def told(report: TeamReport, made: Iterable[Statistic]) -> dict[str, list[Row]]:
    """The answer to every question: by the report, and to what it does not tell by the meetings that were made."""
    answers = {heading: list(answer(report)) for heading, answer in ANSWERS.items()}
    weeks: set[str] = set()
    late: dict[tuple[str, bool], list[bool]] = {}
    for one in made:
        weeks.add(one.week)
        last = one.phases[-1]
        if len(one.phases) > 1 and last.minimum_s:
            late.setdefault((one.pack, one.late_min > 0), []).append(last.used_s < last.minimum_s)
    answers["How many meetings are there, and of which weeks?"] = [(report.meetings, min(weeks), max(weeks))]
    answers["Does a late start eat the farewell?"] = [
        (*key, len(found), sum(found) / len(found)) for key, found in late.items() if len(found) >= 5
    ]
    return answers


def differences(heading: str, here: Iterable[Row], there: Iterable[Row], report: TeamReport) -> list[str]:
    """Where an answer of DuckDB's (`there`) is not the one told here. What the report hides, DuckDB may tell."""
    expected, found = {_key(row): row for row in here}, {_key(row): row for row in there}
    wrong = [f"{heading}: {row} is not {found.get(key)}" for key, row in expected.items() if found.get(key) != row]
    more = [row for key, row in found.items() if key not in expected]
    return wrong + [f"{heading}: {row} is not told" for row in more if not _hidden(heading, row, report)]


def _key(row: Row) -> Row:
    return tuple(cell for cell in row if isinstance(cell, str | bool)) + tuple(
        c for c in row[1:2] if isinstance(c, int)
    )


def _hidden(heading: str, row: Row, report: TeamReport) -> bool:
    """Whether a row is one that the report hides: of a hidden pack, in a hidden cell, or a share of few."""
    pack = next((p for p in report.packs if p.pack == row[0]), None)
    if pack is None:
        return report.others
    if heading in ("How often does the opening get its minimum?", "How often is the farewell eaten?"):
        whole = pack.whole.meetings
        return share(round(row[1] * whole), whole) is None
    ways = {
        "Does it depend on the length?": pack.minutes,
        "Does it depend on the circumstances?": pack.circumstances,
        "How did it go from week to week?": pack.week,
        "Did the new version of a method change anything?": pack.version,
    }
    return heading in ways and ways[heading].rest >= row[3]


def answers(folder: Path) -> dict[str, list[Row]]:
    """What DuckDB says to each question, in a process of its own: at its end it complains of what other tests leave."""
    command = [sys.executable, "-m", "tests.team_queries", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=100)
    return {heading: [tuple(row) for row in rows] for heading, rows in json.loads(done.stdout).items()}


if __name__ == "__main__":
    with connected(Path(sys.argv[1])) as found:
        asked = {heading: found.execute(query).fetchall() for heading, query in questions().items()}
    print(json.dumps(asked))
