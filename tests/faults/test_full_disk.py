"""R5: a disk that is full, and a file that may not grow: what was called saved is what can be read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from kohtaa_tui.domain.session import Status
from kohtaa_tui.errors import StorageFault
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from tests.build import plan
from tests.fakes import FakeClock
from tests.faults.disks import disk_in
from tests.faults.figures import note_figures
from tests.faults.worlds import DEVICE, SIZE, archive_at, both_ways, notes_read

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KiB; its configuration and locks lie elsewhere."""
    with disk_in(tmp_path / "data", "-o", "size=64k") as disk:
        yield disk


def fill(disk: Path, leave: int = 0) -> Path:
    """Take up all that is free but `leave` blocks of 4 KiB; the file that does."""
    filler = disk / "filler"
    with filler.open("ab", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass
    os.truncate(filler, max(0, filler.stat().st_size // 4096 - leave) * 4096)
    return filler


def seen(archive: Archive, runner: Runner) -> list[str]:
    """What another run of the program reads."""
    return notes_read(archive, runner.session.id)


@both_ways
def test_a_disk_that_fills_up(small: Path, sealed: bool) -> None:
    """Full while noting, at a note taken out, at the end, at a correction afterwards and at erasing."""
    archive = archive_at(small.parent, sealed=sealed)
    clock = FakeClock()
    runner = Runner.start(archive, clock, plan(), language="fi", device=DEVICE)
    assert runner.flush()
    said: list[str] = []
    tried = 0
    while tried < 400:
        tried += 1
        clock.after(3)
        runner.note(f"muistiinpano {tried} " + "ä" * 200)
        if not runner.flush():
            break
        said = [n.text for n in runner.session.notes]
        if tried % 20 == 0:
            assert seen(archive, runner) == said
    assert 5 < tried < 400
    assert "No space left" in str(runner.fault)
    assert seen(archive, runner) == said
    filler = None
    # a note taken out needs room for the whole journal beside the old one
    assert not runner.keep_draft("ä" * 5000)
    runner.strike(runner.session.notes[0].key)
    assert not runner.flush()
    assert seen(archive, runner) == said
    # the disk is made larger: everything waits and is saved
    subprocess.run(["mount", "-o", "remount,size=512k", str(small)], check=True)
    assert runner.flush(), runner.fault
    assert runner.keep_draft("puolikas")
    said = [n.text for n in runner.session.notes]
    assert seen(archive, runner) == said
    # full at the step from journal to document
    filler = fill(small)
    clock.after(3)
    runner.end()
    assert not runner.flush()
    assert "No space left" in str(runner.fault)
    assert seen(archive, runner) == said
    filler.unlink()
    assert runner.flush(), runner.fault
    assert archive.load(runner.session.id).session.status is Status.ENDED
    assert [p.suffix for p in archive.path(runner.session.id, "json").parent.iterdir()] == [".json"]
    # full at a correction afterwards
    review = Runner.review(archive, clock, archive.load(runner.session.id), DEVICE)
    filler = fill(small)
    review.note("jälkikäteen")
    assert not review.flush()
    assert seen(archive, runner) == said
    filler.unlink()
    assert review.flush()
    said = [n.text for n in review.session.notes]
    assert seen(archive, runner) == said
    # full at erasing
    filler = fill(small)
    with pytest.raises(StorageFault, match="No space left"):
        archive.erase(runner.session.id)
    assert seen(archive, runner) == said
    filler.unlink()
    archive.erase(runner.session.id)
    assert seen(archive, runner) == []
    kind = "sealed" if sealed else "plain"
    note_figures(
        f"R5 small disk {kind}", SIZE, f"{tried} notes tried, full 5 ways, said {len(said)} == read {len(said)}"
    )


CHILD = """
import json, os, resource, sys
from pathlib import Path
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.paths import Places
from kohtaa_tui.runtime.runner import Runner
from tests.build import plan
from tests.fakes import FakeClock

root, most = Path(sys.argv[1]), int(sys.argv[2])
archive = Archive(Places(root / "data", root / "config", root / "cache"))
archive.vault.recipients()
clock = FakeClock()
runner = Runner.start(archive, clock, plan(), language="fi", device="0a1b2c3d")
assert runner.flush()
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
said, refused = 0, []
for number in range(200):
    clock.after(3)
    runner.note(f"muistiinpano {number} " + "x" * 60)
    if runner.flush():
        said = number + 1
    else:
        refused.append(str(runner.fault))
at_limit = said
def read():
    fresh = Archive(archive.places)
    return len(fresh.load(runner.session.id).session.notes)
before = read()
runner.end()
ended_full = runner.flush()
still = read()
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
saved = runner.flush()
print(json.dumps([runner.session.id, at_limit, before, ended_full, still, saved, read(), refused[0]]))
"""


@both_ways
def test_a_file_that_may_not_grow(tmp_path: Path, sealed: bool) -> None:
    if sys.platform == "win32":
        pytest.skip("this system knows no limit of a file's size")
    archive = archive_at(tmp_path, sealed=sealed)
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path), "20000"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert child.returncode == 0, child.stderr
    session_id, said, read, ended_full, still, saved, at_last, refused = json.loads(child.stdout)
    assert 10 < said < 200
    assert (read, still) == (said, said), "said to be saved, and readable"
    assert not ended_full
    assert "File too large" in refused
    assert saved
    assert at_last == 200
    loaded = archive.load(session_id)
    assert loaded.session.status is Status.ENDED
    assert len({n.text for n in loaded.session.notes}) == 200
    kind = "sealed" if sealed else "plain"
    note_figures(f"R5 limit {kind}", SIZE, f"said {said} == read {read} of 200; all 200 when there was room again")
