"""R10: what is no ordinary file of one's own, in every place where kohtaa has one.

It is refused in a sentence, or put aside for a file of one's own; reading never hangs, and nothing
outside the folder is touched. What others may read is tightened when it is written, or told by the doctor.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from kohtaa_tui.domain.folding import fold
from kohtaa_tui.errors import KohtaaError, StorageFault
from kohtaa_tui.runtime.gaps import Gap
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage import document
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.hold import Hold
from kohtaa_tui.storage.journal import Journal
from kohtaa_tui.storage.records import as_lines
from kohtaa_tui.storage.tidying import tidy
from tests.build import plan, story
from tests.fakes import FakeClock
from tests.faults.figures import note_figures
from tests.faults.worlds import DEVICE, SIZE, archive_at

ID = "20261103T080200Z-0123abcd"
OUTSIDE = b"not to be touched\n"


def link(path: Path, outside: Path) -> None:
    path.symlink_to(outside)


def hard_link(path: Path, outside: Path) -> None:
    os.link(outside, path)


def pipe(path: Path, _: Path) -> None:
    os.mkfifo(path)


def device(path: Path, _: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a device")
    try:
        os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 7))  # /dev/full: refuses every writing
    except PermissionError:
        pytest.skip("this system lets nobody make a device")


def folder(path: Path, _: Path) -> None:
    path.mkdir()


def dangling(path: Path, outside: Path) -> None:
    path.symlink_to(outside.with_name("nowhere"))


def loop(path: Path, _: Path) -> None:
    path.symlink_to(path.name)


Maker = Callable[[Path, Path], None]
each_kind = pytest.mark.parametrize(
    "make", [link, hard_link, pipe, device, folder, dangling, loop], ids=lambda make: make.__name__
)


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A file that has nothing to do with kohtaa."""
    path = tmp_path / "outside"
    path.write_bytes(OUTSIDE)
    path.chmod(0o644)
    return path


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path, sealed=False)


def running(archive: Archive) -> Runner:
    runner = Runner.start(archive, FakeClock(), plan(), language="fi", device=DEVICE)
    runner.note("ennen")
    assert runner.flush()
    return runner


def ended(archive: Archive) -> None:
    path = archive.path(ID, "json")
    path.parent.mkdir(parents=True, mode=0o700)
    archive.disk.put(
        path, document.to_bytes(fold(ID, story().at("1:00").note("sana").at("9:00").end().session.records))
    )


def untouched(outside: Path) -> bool:
    return outside.read_bytes() == OUTSIDE and stat.S_IMODE(outside.stat().st_mode) == 0o644


def stands_in_place(archive: Archive, ending: str, outside: Path, make: Maker) -> Path:
    """Put it where the only file of a meeting would lie: it is named in the list, and left alone."""
    path = archive.path(ID, ending)
    path.parent.mkdir(parents=True)
    make(path, outside)
    assert len(list(archive.all_whole())) == 1
    tidy(archive)
    assert untouched(outside)
    return path


@each_kind
def test_in_the_place_of_a_journal(archive: Archive, outside: Path, make: Maker) -> None:
    path = stands_in_place(archive, "jsonl", outside, make)
    with pytest.raises(StorageFault):
        Journal.reopen(archive.disk, path)
    if make is not hard_link:  # reading one harms nothing, and says that no meeting is in it
        with pytest.raises(KohtaaError):
            archive.load(ID)
    assert untouched(outside)


@each_kind
def test_in_the_place_of_a_journal_while_the_meeting_runs(archive: Archive, outside: Path, make: Maker) -> None:
    """It stays, and the meeting goes on in a journal of its own beside it."""
    runner = running(archive)
    path = archive.path(runner.session.id, "jsonl")
    path.unlink()
    make(path, outside)
    runner.note("sen jälkeen")
    assert runner.flush(), runner.fault
    runner.close()
    others = [p for p in path.parent.iterdir() if p != path]
    assert len(others) == 1
    assert b"ennen" in others[0].read_bytes()
    assert "sen jälkeen".encode() in others[0].read_bytes()
    assert stat.S_IMODE(others[0].stat().st_mode) == 0o600
    assert untouched(outside)


@each_kind
def test_in_the_place_of_a_document(archive: Archive, outside: Path, make: Maker) -> None:
    stands_in_place(archive, "json", outside, make)
    with pytest.raises(KohtaaError):
        archive.load(ID)
    assert untouched(outside)


@each_kind
def test_in_the_place_of_a_document_when_the_meeting_ends(archive: Archive, outside: Path, make: Maker) -> None:
    runner = running(archive)
    path = archive.path(runner.session.id, "json")
    make(path, outside)
    runner.end()
    assert runner.flush(), runner.fault
    assert stat.S_ISREG(path.lstat().st_mode)
    assert stat.S_IMODE(path.lstat().st_mode) == 0o600
    assert [n.text for n in archive.load(runner.session.id).session.notes] == ["ennen"]
    assert untouched(outside)


@each_kind
def test_in_the_place_of_a_half_typed_line(archive: Archive, outside: Path, make: Maker) -> None:
    runner = running(archive)
    path = archive.path(runner.session.id, "draft")
    make(path, outside)
    archive.load(runner.session.id)
    kept = runner.keep_draft("puolikas")
    assert kept == (make is not folder)
    if kept:
        assert stat.S_ISREG(path.lstat().st_mode)
        assert stat.S_IMODE(path.lstat().st_mode) == 0o600
        assert archive.load(runner.session.id).draft == "puolikas"
    runner.note("sen jälkeen")
    assert runner.flush()
    runner.close()
    assert untouched(outside)


@each_kind
def test_in_the_place_of_a_file_being_written(archive: Archive, outside: Path, make: Maker) -> None:
    runner = running(archive)
    path = archive.path(runner.session.id, "jsonl.tmp")
    make(path, outside)
    runner.strike(runner.session.notes[0].key)
    saved = runner.flush()
    assert saved == (make is not folder)
    assert saved or str(runner.fault)
    runner.close()
    assert untouched(outside)


@each_kind
def test_in_the_place_of_a_copy(archive: Archive, outside: Path, make: Maker) -> None:
    ended(archive)
    path = archive.path(ID, "json").with_name(f"{ID}.sync-conflict-20261103-101112-ABCDEFG.json")
    make(path, outside)
    loaded = archive.load(ID)
    assert loaded.strange == (path,)
    tidy(archive)
    assert [n.text for n in archive.load(ID).session.notes] == ["sana"]
    assert untouched(outside)


@each_kind
def test_in_the_place_of_the_keys(tmp_path: Path, outside: Path, make: Maker) -> None:
    """While something lies there encryption is on: nothing is written that could not be sealed."""
    archive = archive_at(tmp_path, sealed=False)
    archive.places.keys.mkdir(parents=True, mode=0o700)
    make(archive.places.keys / "recipients.txt", outside)
    with pytest.raises(StorageFault):
        Runner.start(archive, FakeClock(), plan(), language="fi", device=DEVICE)
    make(archive.places.keys / "identity.age", outside)
    with pytest.raises(KohtaaError):
        archive.vault.unlock("x")
    assert untouched(outside)


@each_kind
def test_in_the_place_of_a_lock(archive: Archive, outside: Path, make: Maker) -> None:
    lock = archive.places.cache_for_data / f"{ID}.lock"
    lock.parent.mkdir(parents=True, mode=0o700)
    make(lock, outside)
    hold = Hold(archive.places, ID)
    assert hold.take()
    hold.release()
    assert untouched(outside)


def test_in_the_place_of_a_folder(tmp_path: Path, outside: Path) -> None:
    for number, make in enumerate([hard_link, pipe, dangling, loop]):
        archive = archive_at(tmp_path / str(number), sealed=False)
        month = archive.path(ID, "json").parent
        month.parent.mkdir(parents=True)
        make(month, outside)
        with suppress(StorageFault):  # a loop is told of
            assert list(archive.ids()) == []
        with pytest.raises(StorageFault):
            archive.create(archive.path(ID, "jsonl"))
    assert untouched(outside)


def test_a_file_of_another_user_is_refused_or_becomes_ones_own(archive: Archive) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    runner = running(archive)
    runner.close()
    path = archive.path(runner.session.id, "jsonl")
    os.chown(path, 12345, 12345)
    with pytest.raises(StorageFault, match="not an ordinary file"):
        Journal.reopen(archive.disk, path)
    archive.remove(runner.session.id)
    document_path = archive.path(ID, "json")
    archive.disk.put(document_path, document.to_bytes(fold(ID, story().at("9:00").end().session.records)))
    os.chown(document_path, 12345, 12345)
    review = Runner.review(archive, FakeClock(), archive.load(ID), DEVICE)
    review.note("jälkikäteen")
    assert review.flush()
    assert (document_path.stat().st_uid, stat.S_IMODE(document_path.stat().st_mode)) == (0, 0o600)


def test_what_others_may_read_is_tightened_when_it_is_written(archive: Archive) -> None:
    before = os.umask(0o000)
    try:
        runner = running(archive)
        runner.keep_draft("puolikas")
        path = archive.path(runner.session.id, "jsonl")
        for one in path.parent.iterdir():
            assert stat.S_IMODE(one.stat().st_mode) == 0o600, one
            one.chmod(0o644)
        runner.close()
        runner = Runner.resume(archive, FakeClock(), archive.load(runner.session.id), DEVICE, Gap.COUNT)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        runner.keep_draft("puolikas lause")
        assert {stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()} == {0o600}
        runner.end()
        assert runner.flush()
        for one in path.parent.iterdir():
            assert stat.S_IMODE(one.stat().st_mode) == 0o600, one
            one.chmod(0o666)
        review = Runner.review(archive, FakeClock(), archive.load(runner.session.id), DEVICE)
        review.note("lisäys")
        assert review.flush()
        assert {stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()} == {0o600}
        for one in (archive.places.data, *archive.places.data.rglob("*")):
            assert stat.S_IMODE(one.stat().st_mode) == (0o700 if one.is_dir() else 0o600), one
    finally:
        os.umask(before)
    told = "7 kinds in 9 places, folders, another user's files, 0644, umask 000: refused or tightened, nothing touched"
    note_figures("R10", SIZE, told)


def test_a_copy_is_written_anew_private(archive: Archive) -> None:
    ended(archive)
    copy = archive.path(ID, "json").with_name(f"{ID} (conflicted copy 2026-11-03 101112).jsonl")
    copy.write_bytes(as_lines(story().at("1:00").note("sana").session.records))
    copy.chmod(0o644)
    archive.erase(ID)
    assert b"sana" not in copy.read_bytes()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
