"""docs/team.md does not lie: its queries are run with the real DuckDB, and give the numbers of the report."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from kohtaa_tui.domain.statistics import PhaseStatistic, Statistic, from_bytes
from kohtaa_tui.domain.tally import Quartiles
from kohtaa_tui.domain.team_report import Cell, LeftOut, PackReport, Parts, PhaseFigures, TeamReport
from kohtaa_tui.storage.statistics_folder import read_report
from tests import team_queries as queries
from tests.many_statistics import fill, statistics

MEETINGS = 2000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of two advisers over some months."""
    made = tmp_path_factory.mktemp("team")
    fill(made, MEETINGS, advisers=2)
    return made


@pytest.fixture(scope="module")
def answers(folder: Path) -> dict[str, list[queries.Row]]:
    """What DuckDB says."""
    return queries.answers(folder)


@pytest.fixture(scope="module")
def report(folder: Path) -> TeamReport:
    return read_report(folder)


@pytest.fixture(scope="module")
def told(report: TeamReport) -> dict[str, list[queries.Row]]:
    return queries.told(report, statistics(MEETINGS, advisers=2))


def test_the_page_has_its_queries() -> None:
    assert queries.FIRST in queries.blocks()
    assert 6 <= len(queries.questions()) <= 12
    page = queries.PAGE.read_text(encoding="utf-8")
    assert len(queries.blocks()) == page.count("```sql")


@pytest.mark.parametrize("heading", queries.questions())
def test_a_query_gives_the_numbers_of_the_report(
    answers: dict[str, list[queries.Row]], report: TeamReport, told: dict[str, list[queries.Row]], heading: str
) -> None:
    found = answers[heading]
    assert told[heading]
    assert queries.differences(heading, told[heading], found, report) == []
    one = told[heading][0]
    wrong = [(*one[:-1], "other"), *told[heading][1:]]
    assert queries.differences(heading, wrong, found, report) != []  # a difference would be seen
    assert queries.differences(heading, told[heading], found[1:], report) != []


def test_the_report_hides_something_and_the_queries_are_not_spared_it(report: TeamReport) -> None:
    assert report.meetings == MEETINGS
    assert any(pack.minutes.rest or pack.circumstances.rest for pack in report.packs)


def test_strange_files_do_not_stop_the_queries(tmp_path: Path) -> None:
    made = tmp_path / "team"
    fill(made, 50)
    assert read_report(made).left_out == LeftOut()
    first = sorted(made.iterdir())[0]
    (made / "copy of it.json").write_bytes(first.read_bytes())
    for name, data in (
        ("cut", b'{"schema":1,'),
        ("other", b'{"some":"program"}\n'),
        ("empty", b""),
        ("zeros", bytes(99)),
    ):
        (made / f"{name}.json").write_bytes(data)
    (made / "half.part").write_bytes(b'{"schema":1}')
    ((meetings, *_),) = queries.answers(made)["How many meetings are there, and of which weeks?"]
    assert meetings == 50
    assert read_report(made).left_out == LeftOut(twice=1, strange=4)


def test_the_example_on_the_page_is_a_file() -> None:
    example = re.search(r"^```json\n(.*?)^```", queries.PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert example is not None
    one = from_bytes(example[1].encode())
    assert one.phases


@pytest.mark.parametrize(
    "kind", [Statistic, PhaseStatistic, TeamReport, PackReport, Parts, Cell, PhaseFigures, Quartiles, LeftOut]
)
def test_every_field_is_told_on_the_page(kind: type[msgspec.Struct]) -> None:
    page = queries.PAGE.read_text(encoding="utf-8")
    assert [f.name for f in msgspec.structs.fields(kind) if f"`{f.name}`" not in page] == []
