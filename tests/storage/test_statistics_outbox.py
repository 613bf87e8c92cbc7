"""Statistics on their way: into the outbox, and from there into a folder that may be anything."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from kohtaa_tui.domain.statistics import Statistic, from_bytes, monday, to_bytes
from kohtaa_tui.storage.statistics_outbox import Outbox, target
from tests.fakes import FailingDisk, places
from tests.many_statistics import statistics

posix = pytest.mark.skipif(sys.platform == "win32", reason="rights and pipes as Unix has them")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The team's folder."""
    made = tmp_path / "team"
    made.mkdir()
    return made


def filled(tmp_path: Path, count: int = 3) -> tuple[Outbox, list[Statistic]]:
    outbox, made = Outbox(places(tmp_path)), list(statistics(count))
    for one in made:
        outbox.put(one)
    return outbox, made


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_what_waits_is_carried_over_as_it_is(tmp_path: Path, folder: Path) -> None:
    outbox, made = filled(tmp_path)
    assert len(outbox.waiting()) == 3
    assert outbox.carry(folder) == 3
    assert outbox.waiting() == ()
    assert names(folder) == {f"{one.id}.json" for one in made}
    assert {path.read_bytes() for path in folder.iterdir()} == {to_bytes(one) for one in made}


def test_the_date_of_a_file_is_the_monday_of_its_week(tmp_path: Path, folder: Path) -> None:
    outbox, made = filled(tmp_path)
    dates = {one.id: monday(one.week).timestamp() for one in made}
    assert {p.stem: p.stat().st_mtime for p in outbox.waiting()} == dates
    outbox.carry(folder)
    assert {p.stem: p.stat().st_mtime for p in folder.iterdir()} == dates


@posix
@pytest.mark.parametrize(("of_folder", "of_file"), [(0o700, 0o600), (0o750, 0o640), (0o1777, 0o644), (0o1733, 0o600)])
def test_who_may_read_the_folder_may_read_its_files(tmp_path: Path, folder: Path, of_folder: int, of_file: int) -> None:
    folder.chmod(of_folder)
    outbox, _ = filled(tmp_path, 1)
    assert stat.S_IMODE(outbox.folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(p.stat().st_mode) for p in outbox.waiting()] == [0o600]
    outbox.carry(folder)
    assert [stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()] == [of_file]


def test_a_folder_that_is_away_is_never_made(tmp_path: Path, folder: Path) -> None:
    outbox, _ = filled(tmp_path)
    folder.rmdir()
    with pytest.raises(FileNotFoundError):
        outbox.carry(folder)
    assert not folder.exists()
    assert len(outbox.waiting()) == 3


def test_what_is_no_folder_is_left_alone(tmp_path: Path, folder: Path) -> None:
    outbox, _ = filled(tmp_path)
    folder.rmdir()
    folder.write_text("mine")
    with pytest.raises(NotADirectoryError):
        outbox.carry(folder)
    assert folder.read_text() == "mine"
    assert len(outbox.waiting()) == 3


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS, errno.EACCES])
@pytest.mark.parametrize("call", ["create", "write", "fsync", "replace"])
def test_a_folder_that_refuses_keeps_nothing_half_written(tmp_path: Path, folder: Path, call: str, error: int) -> None:
    filled(tmp_path)
    disk = FailingDisk()
    disk.broken, disk.error, disk.fails = True, error, frozenset({call})
    with pytest.raises(OSError, match=r".+"):
        Outbox(places(tmp_path), disk).carry(folder)
    assert names(folder) == set()
    outbox = Outbox(places(tmp_path))
    assert len(outbox.waiting()) == 3
    assert outbox.carry(folder) == 3


@pytest.mark.parametrize("at", range(1, 16))
def test_cut_at_any_call_each_file_gets_there_once(tmp_path: Path, folder: Path, at: int) -> None:
    _, made = filled(tmp_path)
    disk = FailingDisk(at)
    disk.after_effect = True
    try:
        Outbox(places(tmp_path), disk).carry(folder)
    except OSError:
        assert disk.calls >= at
    Outbox(places(tmp_path)).carry(folder)
    assert names(folder) == {f"{one.id}.json" for one in made}
    assert all(from_bytes(path.read_bytes()) in made for path in folder.iterdir())


def test_what_a_stopped_program_left_is_gone_on_with(tmp_path: Path, folder: Path) -> None:
    outbox, (half, whole, rest) = filled(tmp_path)
    (folder / f"{half.id}.part").write_bytes(b'{"schema":')
    (folder / f"{whole.id}.json").write_bytes(to_bytes(whole))
    before = (folder / f"{whole.id}.json").stat().st_ino
    outbox.carry(folder)
    assert names(folder) == {f"{one.id}.json" for one in (half, whole, rest)}
    assert (folder / f"{whole.id}.json").stat().st_ino == before
    assert (folder / f"{half.id}.json").read_bytes() == to_bytes(half)


@posix
def test_a_link_in_the_place_of_a_file_is_not_followed(tmp_path: Path, folder: Path) -> None:
    outbox, (one,) = filled(tmp_path, 1)
    mine = tmp_path / "mine"
    (folder / f"{one.id}.json").symlink_to(mine)
    (folder / f"{one.id}.part").symlink_to(mine)
    outbox.carry(folder)
    assert not mine.exists()


def test_a_file_that_was_cut_short_here_goes_nowhere(tmp_path: Path, folder: Path) -> None:
    outbox, made = filled(tmp_path)
    outbox.waiting()[0].write_bytes(b'{"schema":1,"id"')
    assert outbox.carry(folder) == 2
    assert outbox.waiting() == ()
    assert names(folder) < {f"{one.id}.json" for one in made}


def test_one_program_at_a_time_carries(tmp_path: Path, folder: Path) -> None:
    outbox, _ = filled(tmp_path)
    with FileLock(outbox.folder / "carrying.lock"):
        assert outbox.carry(folder) == 0
    assert outbox.carry(folder) == 3


def test_carrying_stops_when_it_is_told_to(tmp_path: Path, folder: Path) -> None:
    outbox, _ = filled(tmp_path)
    answers = iter((True, False))
    assert outbox.carry(folder, lambda: next(answers)) == 1
    assert len(outbox.waiting()) == 2


def test_what_is_not_wanted_any_more_is_dropped(tmp_path: Path) -> None:
    outbox, _ = filled(tmp_path)
    outbox.drop()
    assert outbox.waiting() == ()
    Outbox(places(tmp_path / "elsewhere")).drop()


def test_the_folder_as_it_is_written_in_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    here = places(tmp_path)
    assert target("team", here) == here.config / "team"
    assert target("~/team", here) == tmp_path / "home" / "team"
    assert target(os.fspath(tmp_path / "team"), here) == tmp_path / "team"
