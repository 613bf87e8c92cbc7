"""R6: folders that are read-only, gone, or on another disk: a plain message, nothing lost, saved when they are back."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kohtaa_tui.domain.session import Status
from kohtaa_tui.errors import StorageFault
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.hold import Hold
from kohtaa_tui.storage.paths import Places
from kohtaa_tui.storage.tidying import tidy
from tests.build import plan
from tests.fakes import FakeClock
from tests.faults.disks import disk_in
from tests.faults.figures import note_figures
from tests.faults.worlds import DEVICE, SIZE, archive_at, both_ways, notes_read

ROOT = Path(__file__).resolve().parents[2]


def begun(archive: Archive) -> Runner:
    runner = Runner.start(archive, FakeClock(), plan(), language="fi", device=DEVICE)
    runner.note("ennen")
    assert runner.flush()
    return runner


def seen(archive: Archive, runner: Runner) -> list[str]:
    return notes_read(archive, runner.session.id)


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A data folder on a disk of its own."""
    with disk_in(tmp_path / "data") as disk:
        yield disk


@both_ways
def test_a_folder_renamed_away_while_the_meeting_runs(tmp_path: Path, sealed: bool) -> None:
    """All of the session is written anew where it should be; what went away with the folder is still whole there."""
    archive = archive_at(tmp_path, sealed=sealed)
    runner = begun(archive)
    archive.places.data.rename(tmp_path / "away")
    runner.note("sillä välin")
    assert runner.flush(), runner.fault
    assert seen(archive, runner) == ["ennen", "sillä välin"]
    shutil.rmtree(archive.places.data)
    (tmp_path / "away").rename(archive.places.data)  # and now it is back, with its older journal
    runner.note("takaisin")
    assert runner.flush(), runner.fault
    assert seen(archive, runner) == ["ennen", "sillä välin", "takaisin"]
    runner.end()
    assert runner.flush()
    assert seen(archive, runner) == ["ennen", "sillä välin", "takaisin"]
    assert len(list(archive.path(runner.session.id, "json").parent.iterdir())) == 1
    note_figures(f"R6 renamed {'sealed' if sealed else 'plain'}", SIZE, "0 lost")


@both_ways
def test_a_folder_that_cannot_be_made_again(tmp_path: Path, sealed: bool) -> None:
    """The share is gone and something else stands in its place: told, kept in the queue, saved when it is back."""
    archive = archive_at(tmp_path, sealed=sealed)
    runner = begun(archive)
    archive.places.data.rename(tmp_path / "away")
    archive.places.data.write_text("a file")
    runner.note("sillä välin")
    for _ in range(3):
        assert not runner.flush()
        assert not runner.keep_draft("puoli")
    assert "not a folder" in str(runner.fault)
    assert runner.unsaved == 1
    elsewhere = tmp_path / "elsewhere.json"
    runner.save_copy(elsewhere)
    assert elsewhere.stat().st_size > 1000
    archive.places.data.unlink()
    (tmp_path / "away").rename(archive.places.data)
    assert runner.flush(), runner.fault
    assert runner.keep_draft("puoli")
    assert seen(archive, runner) == ["ennen", "sillä välin"]
    assert len(list(archive.ids())) == 1


@both_ways
def test_a_disk_unmounted_while_the_meeting_runs(mounted: Path, sealed: bool) -> None:
    """What is written meanwhile lies where the disk was; what is on the disk is brought up to date when it is back."""
    archive = archive_at(mounted.parent, sealed=sealed)
    runner = begun(archive)
    kept = mounted.parent / "kept"
    kept.mkdir()
    subprocess.run(["mount", "--bind", str(mounted), str(kept)], check=True)
    try:
        subprocess.run(["umount", "-l", str(mounted)], check=True)
        runner.note("sillä välin")
        assert runner.flush(), runner.fault
        assert seen(archive, runner) == ["ennen", "sillä välin"]
        subprocess.run(["mount", "--bind", str(kept), str(mounted)], check=True)
        runner.note("takaisin")
        assert runner.flush(), runner.fault
        assert seen(archive, runner) == ["ennen", "sillä välin", "takaisin"]
        runner.end()
        assert runner.flush(), runner.fault
        assert seen(archive, runner) == ["ennen", "sillä välin", "takaisin"]
    finally:
        subprocess.run(["umount", "-l", str(kept)], check=True)
    note_figures(f"R6 unmounted {'sealed' if sealed else 'plain'}", SIZE, "0 lost")


@both_ways
def test_a_disk_that_becomes_read_only(mounted: Path, sealed: bool) -> None:
    archive = archive_at(mounted.parent, sealed=sealed)
    runner = begun(archive)
    runner.close()  # while a file is open for writing the system does not let the disk be changed
    subprocess.run(["mount", "-o", "remount,ro", str(mounted)], check=True)
    runner.note("sillä välin")
    assert not runner.flush()
    assert "Read-only file system" in str(runner.fault) or "Nothing can be written" in str(runner.fault)
    assert not runner.keep_draft("puoli")
    assert seen(archive, runner) == ["ennen"]
    with pytest.raises(StorageFault):
        archive.erase(runner.session.id)
    with pytest.raises(StorageFault):
        archive.remove(runner.session.id)
    tidy(archive)
    other = Runner.start(archive, FakeClock(), plan(), language="fi", device=DEVICE)
    assert not other.flush()
    assert other.fault is not None
    subprocess.run(["mount", "-o", "remount,rw", str(mounted)], check=True)
    assert runner.flush()
    assert other.flush()
    assert seen(archive, runner) == ["ennen", "sillä välin"]
    note_figures(f"R6 read-only {'sealed' if sealed else 'plain'}", SIZE, "told, 0 lost")


def test_locks_and_settings_on_another_disk(mounted: Path, tmp_path: Path) -> None:
    """Nothing is moved from one disk to another: every file is made beside the one whose place it takes."""
    for data, rest in ((mounted / "d", tmp_path / "rest"), (tmp_path / "d", mounted / "rest")):
        archive = Archive(Places(data, rest / "config", rest / "cache"))
        runner = begun(archive)
        hold = Hold(archive.places, runner.session.id)
        assert hold.take()
        assert runner.keep_draft("puoli")
        runner.strike(runner.session.notes[0].key)
        runner.end()
        assert runner.flush()
        hold.release()
        assert archive.load(runner.session.id).session.status is Status.ENDED
    note_figures("R6 two disks", SIZE, "0 lost")


def test_a_file_system_that_knows_no_syncing_of_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shares over a network answer “invalid argument” to it; any other answer is a fault."""
    archive = archive_at(tmp_path, sealed=False)
    real = os.fsync
    answer = errno.EINVAL

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(answer, os.strerror(answer))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    runner = begun(archive)
    runner.end()
    assert runner.flush()
    assert seen(archive, runner) == ["ennen"]
    answer = errno.EIO
    with pytest.raises(StorageFault, match="Input/output error"):
        archive.erase(runner.session.id)


CHILD = """
import json, os, stat, sys
from pathlib import Path
from kohtaa_tui.errors import KohtaaError
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.hold import Hold
from kohtaa_tui.storage.paths import Places
from kohtaa_tui.storage.tidying import tidy
from kohtaa_tui.runtime.runner import Runner
from tests.build import plan
from tests.fakes import FakeClock

root, bits, which = Path(sys.argv[1]), int(sys.argv[2], 8), sys.argv[3]
if os.geteuid() == 0:  # all of the program is loaded first: an ordinary user may not be let to where it lies
    dry = Archive(Places(root / "dry" / "data", root / "dry" / "config", root / "dry" / "cache"))
    first = Runner.start(dry, FakeClock(), plan(), language="fi", device="0a1b2c3d")
    first.flush()
    first.keep_draft("x")
    Hold(dry.places, first.session.id).elsewhere
    held = Hold(dry.places, first.session.id)
    held.take()
    held.release()
    list(dry.all_whole()), tidy(dry), dry.load(first.session.id)
    first.end()
    first.flush()
    first.close()
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
archive = Archive(Places(root / "data", root / "config", root / "cache"))
runner = Runner.start(archive, FakeClock(), plan(), language="fi", device="0a1b2c3d")
runner.note("ennen")
assert runner.flush()
month = archive.path(runner.session.id, "json").parent
folder = {"month": month, "sessions": archive.places.sessions, "data": archive.places.data}[which]
folder.chmod(bits)
said, results = [], []
runner.note("sillä välin")
results.append(runner.flush())
said.append(str(runner.fault) if runner.fault else "")
results.append(runner.keep_draft("puoli"))
for attempt in (lambda: list(archive.all_whole()), lambda: tidy(archive), lambda: archive.load(runner.session.id),
                lambda: archive.recent(3), archive.unfinished):
    try:
        attempt()
    except KohtaaError as fault:
        said.append(str(fault))
hold = Hold(archive.places, runner.session.id)
hold.take()
hold.release()
runner.end()
results.append(runner.flush())
said.append(str(runner.fault) if runner.fault else "")
folder.chmod(0o700)
at_last = runner.flush()
notes = [n.text for n in Archive(archive.places).load(runner.session.id).session.notes]
print(json.dumps([results, said, at_last, notes, len(list(month.iterdir()))]))
"""


@pytest.mark.parametrize("which", ["month", "sessions", "data"])
@pytest.mark.parametrize("bits", ["500", "600", "400", "300", "000"])
def test_a_folder_without_a_right(fast_root: Path, bits: str, which: str) -> None:
    """Read-only, not to be gone into, not to be looked into: for an ordinary user, whom root's rights do not help."""
    if sys.platform == "win32":
        pytest.skip("this system knows no such rights")
    root = fast_root / "nobody"
    root.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(root, 65534, 65534)
        fast_root.chmod(0o711)  # an ordinary user must be able to get there
    environment = {**os.environ, "HOME": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(root), bits, which],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert child.returncode == 0, child.stderr
    results, said, at_last, notes, files = json.loads(child.stdout)
    for result, sentence in ((results[0], said[0]), (results[2], said[-1])):
        assert result or "cannot be" in sentence or "Nothing can be written" in sentence, sentence
        assert "Errno" not in sentence
    assert at_last
    assert notes == ["ennen", "sillä välin"]
    assert files == 1
    note_figures("R6 rights", SIZE, "15 ways of a folder without a right: told, 0 lost")
