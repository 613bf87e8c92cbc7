"""What an observer marks: on the disk before it is saved, gone when taken back, readable whatever else is there."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from kohtaa_tui.domain.observation import Observation
from kohtaa_tui.errors import StorageFault
from kohtaa_tui.storage import observations
from kohtaa_tui.storage.disk import Disk
from kohtaa_tui.storage.observations import Marks
from kohtaa_tui.storage.paths import Places
from tests.fakes import FailingDisk, places

ID = "20261103T080200Z-k3x9q2aa"
OPEN = Observation(1000, "empatia", "turn", "open")
GOOD = Observation(2500, "empatia", "good")
REMARK = Observation(4000, "ohjaus", "remark", text="katse pysyi asiakkaassa — hyvä")


@pytest.fixture
def store(tmp_path: Path) -> Places:
    return places(tmp_path).practice


def marks(store: Places, device: str = "dev00000", disk: Disk | None = None) -> Marks:
    return Marks(disk or Disk(), observations.path(store, ID, device))


def test_nothing_is_there_before_the_first_mark(store: Places) -> None:
    assert observations.read(store, ID) == ()
    marks(store).close()
    assert not store.data.exists()


def test_marks_are_read_as_they_were_made_and_nobody_else_may_read_them(store: Places) -> None:
    file = marks(store)
    for mark in (OPEN, GOOD, REMARK):
        file.add(mark)
        assert observations.read(store, ID)[-1] == mark  # at once, without closing
    file.close()
    assert observations.read(store, ID) == (OPEN, GOOD, REMARK)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700


def test_the_last_mark_is_taken_back_out_of_the_file(store: Places) -> None:
    file = marks(store)
    file.add(OPEN)
    file.add(REMARK)
    file.take_back()
    assert observations.read(store, ID) == (OPEN,)
    assert b"katse" not in file.path.read_bytes()
    file.add(GOOD)
    file.take_back()
    file.take_back()
    file.take_back()
    assert file.path.read_bytes() == b""


def test_a_window_that_was_closed_goes_on_with_its_file(store: Places) -> None:
    first = marks(store)
    first.add(OPEN)
    first.close()
    again = marks(store)
    assert again.before() == (OPEN,)
    again.add(GOOD)
    again.take_back()
    again.take_back()
    assert observations.read(store, ID) == ()


@pytest.mark.parametrize("torn", [b'{"at_ms":9,"ph', b"\0\0\0\0", b'{"at_ms":-1,"phase":"a","kind":"good"}', b"[]"])
def test_what_is_no_mark_is_passed_over_and_the_next_stands_on_a_line_of_its_own(store: Places, torn: bytes) -> None:
    file = marks(store)
    file.add(OPEN)
    file.close()
    with file.path.open("ab") as end:
        end.write(torn)
    again = marks(store)
    again.add(GOOD)
    assert observations.read(store, ID) == (OPEN, GOOD)
    again.take_back()
    assert observations.read(store, ID) == (OPEN,)
    again.add(REMARK)
    assert observations.read(store, ID) == (OPEN, REMARK)


def test_two_observers_are_united_by_the_meetings_time(store: Places) -> None:
    one, two = marks(store, "aaaa0000"), marks(store, "bbbb0000")
    one.add(OPEN)
    one.add(REMARK)
    two.add(GOOD)
    assert observations.read(store, ID) == (OPEN, GOOD, REMARK)


def test_a_copy_by_another_program_adds_only_what_is_new(store: Places) -> None:
    file = marks(store)
    file.add(OPEN)
    file.add(OPEN)
    copy = file.path.with_name(f"{ID}.dev00000.sync-conflict-20261103-100200-ABCDEFG.jsonl")
    copy.write_bytes(file.path.read_bytes() + b'{"at_ms":2500,"phase":"empatia","kind":"good"}\n')
    assert observations.read(store, ID) == (OPEN, OPEN, GOOD)


def test_text_that_steers_a_terminal_is_made_safe(store: Places) -> None:
    file = marks(store)
    file.add(OPEN)
    steering = "a\\u001b[2Jb"
    line = f'{{"at_ms":1,"phase":"{steering}","kind":"remark","value":"{steering}","text":"{steering}"}}\n'
    file.path.write_text(line, "ascii")
    (mark,) = observations.read(store, ID)
    assert all(len(text) > 4 and "\x1b" not in text for text in (mark.phase, mark.value, mark.text))


def test_a_link_in_the_files_place_is_not_written_through(store: Places, tmp_path: Path) -> None:
    file = marks(store)
    file.add(OPEN)
    file.close()
    outside = tmp_path / "outside"
    outside.write_bytes(b"")
    file.path.unlink()
    file.path.symlink_to(outside)
    with pytest.raises(StorageFault):
        marks(store).add(GOOD)
    assert outside.read_bytes() == b""


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_disk_that_refuses_leaves_nothing_half_written(store: Places, call: str) -> None:
    disk = FailingDisk()
    file = marks(store, disk=disk)
    file.add(OPEN)
    disk.broken, disk.fails = True, frozenset({call})
    with pytest.raises(StorageFault):
        file.add(GOOD)
    assert observations.read(store, ID) == (OPEN,)
    disk.broken = False
    file.add(GOOD)
    assert observations.read(store, ID) == (OPEN, GOOD)


def test_all_of_a_practice_is_taken_away_and_nothing_of_another(store: Places) -> None:
    other = f"{ID[:-1]}b"
    marks(store).add(OPEN)
    marks(store, "bbbb0000").add(GOOD)
    Marks(Disk(), observations.path(store, other, "dev00000")).add(REMARK)
    assert observations.erase(store, ID) == 2
    assert observations.read(store, ID) == ()
    assert observations.read(store, other) == (REMARK,)


def test_a_file_that_was_taken_away_is_written_again_with_all_that_was_in_it(store: Places) -> None:
    file = marks(store)
    for mark in (OPEN, OPEN, GOOD):
        file.add(mark)
    shutil.rmtree(store.data)
    file.add(REMARK)
    assert observations.read(store, ID) == (OPEN, OPEN, GOOD, REMARK)
    file.take_back()
    file.take_back()
    assert observations.read(store, ID) == (OPEN, OPEN)


def test_another_file_in_its_place_is_gone_on_with(store: Places) -> None:
    file = marks(store)
    file.add(OPEN)
    other = file.path.with_name("other")
    other.write_bytes(file.path.read_bytes() + b'{"at_ms":2500,"phase":"empatia","kind":"good"}\n')
    other.replace(file.path)
    file.add(REMARK)
    assert observations.read(store, ID) == (OPEN, GOOD, REMARK)


def test_what_could_not_be_cut_off_is_stepped_over(store: Places) -> None:
    disk = FailingDisk()
    file = marks(store, disk=disk)
    file.add(OPEN)
    disk.broken, disk.fails = True, frozenset({"fsync", "truncate"})
    with pytest.raises(StorageFault):
        file.add(GOOD)
    with file.path.open("ab") as end:
        end.write(b'{"at_ms":25')
    disk.broken = False
    file.add(REMARK)
    assert REMARK in observations.read(store, ID)


def test_a_folder_that_cannot_be_read_takes_no_report_away(store: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_: object) -> list[str]:
        raise StorageFault("{path} cannot be read: {why}", path="x", why="y")

    monkeypatch.setattr(observations, "names", refuses)
    assert observations.read(store, ID) == ()
    with pytest.raises(StorageFault):  # what cannot be found must not be called gone
        observations.erase(store, ID)
