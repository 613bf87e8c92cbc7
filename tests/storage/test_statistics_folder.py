"""Reading a folder that many have written to, some of them nonsense."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec
import pytest

from kohtaa_tui.domain.statistics import to_bytes
from kohtaa_tui.domain.team_report import LeftOut
from kohtaa_tui.errors import StorageFault
from kohtaa_tui.storage import statistics_folder
from kohtaa_tui.storage.statistics_folder import read_report
from tests.many_statistics import fill, statistics

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of thirty files; two of them are of a method that too few use to be told of."""
    made = tmp_path / "team"
    fill(made, 30)
    return made


TOLD = 28


def test_good_files(folder: Path) -> None:
    found = read_report(folder)
    assert found.meetings == TOLD
    assert found.left_out == LeftOut()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\x00" * 400,
        b"[" * 15_000,
        b'{"schema":1}',
        b'{"schema":"1","note":"\xff"}',
        b'{"some":"other program"}',
        b" " * 20_000_000,
    ],
    ids=["empty", "cut", "zeros", "deep", "bare", "bytes", "foreign", "20 MB"],
)
def test_a_strange_file_is_counted_and_passed_over(folder: Path, data: bytes) -> None:
    (folder / "strange.json").write_bytes(data)
    found = read_report(folder)
    assert (found.meetings, found.left_out) == (TOLD, LeftOut(strange=1))


@pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
def test_pipes_links_and_folders_are_counted_and_never_waited_for(folder: Path, tmp_path: Path) -> None:
    os.mkfifo(folder / "pipe.json")
    (tmp_path / "outside.json").write_bytes(to_bytes(next(statistics(1, seed=9))))
    (folder / "link.json").symlink_to(tmp_path / "outside.json")
    (folder / "round.json").symlink_to(folder / "round.json")
    (folder / "folder.json").mkdir()
    found = read_report(folder)
    assert (found.meetings, found.left_out) == (TOLD, LeftOut(strange=4))


def test_what_has_another_ending_is_nobodys_business(folder: Path) -> None:
    for name in ("half.part", "readme.txt", ".hidden", "x.JSON.bak"):
        (folder / name).write_bytes(b"{")
    assert read_report(folder).left_out == LeftOut()


def test_copies_and_newer_files(folder: Path) -> None:
    first = sorted(folder.iterdir())[0]
    (folder / f"{first.stem} (conflicted copy 2026-11-21 091523).json").write_bytes(first.read_bytes())
    newer = msgspec.json.decode(first.read_bytes()) | {"schema": 2, "mood": "good"}
    (folder / "newer.json").write_bytes(msgspec.json.encode(newer))
    found = read_report(folder)
    assert (found.meetings, found.left_out) == (TOLD, LeftOut(twice=1, newer=1))


def test_thousands_of_files_of_others(folder: Path) -> None:
    for number in range(3000):
        (folder / f"{number}.json").write_bytes(b'{"k": %d}' % number)
    found = read_report(folder)
    assert (found.meetings, found.left_out) == (TOLD, LeftOut(strange=3000))


@pytest.mark.parametrize("name", ["nowhere", "file", "\0"])
def test_a_folder_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageFault):
        read_report(tmp_path / name)


def test_the_committed_schema_is_the_one_the_types_make() -> None:
    assert (ROOT / "schema" / "statistics.schema.json").read_bytes() == statistics_folder.schema()


def test_every_field_is_described() -> None:
    made = msgspec.json.decode(statistics_folder.schema())["$defs"]
    assert set(made) == {"Statistic", "PhaseStatistic"}
    assert all(field.get("description") for kind in made.values() for field in kind["properties"].values())
