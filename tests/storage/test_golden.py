"""Formats for ever: what any earlier version wrote is read, and comes to the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pyrage
import pytest

from kohtaa_tui.domain.report import SCHEMA, report
from kohtaa_tui.runtime.gaps import Gap
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage import document
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.records import read_lines
from kohtaa_tui.storage.tidying import tidy
from tests.drawn_pages import EVENTS, kind
from tests.fakes import FakeClock, places
from tests.golden import FOLDER, ID

FILES = sorted(p for p in FOLDER.glob("*/*") if p.suffix in (".json", ".jsonl"))
EACH = pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.name}")


def put(tmp_path: Path, golden: Path) -> Archive:
    store = places(tmp_path)
    archive = Archive(store.practice if golden.stem == "practised" else store)
    target = archive.path(ID, golden.suffix[1:])
    target.parent.mkdir(parents=True)
    shutil.copy(golden, target)
    key = golden.with_name("key.txt").read_text().strip()
    archive.vault.use([pyrage.x25519.Identity.from_str(key)])
    return archive


def test_there_are_files_of_every_version() -> None:
    assert {path.parent.name for path in FILES} == {str(number) for number in range(1, SCHEMA + 1)}


@EACH
def test_it_is_read_and_comes_to_the_same(tmp_path: Path, path: Path) -> None:
    session = put(tmp_path, path).load(ID).session
    told = msgspec.json.decode(msgspec.json.encode(report(session, session.last_ms)))
    wanted = msgspec.json.decode(path.with_name(f"{path.name}.expected").read_bytes())
    # Later versions may tell more; what was told then is told for ever.
    assert {name: told[name] for name in wanted} == wanted


@EACH
def test_reading_writes_nothing(tmp_path: Path, path: Path) -> None:
    archive = put(tmp_path, path)
    archive.load(ID)
    assert [p.read_bytes() for p in archive.path(ID, "json").parent.iterdir()] == [path.read_bytes()]


def test_every_kind_of_event_is_in_them() -> None:
    names = ("ended.json", "practised.json", "corrected.json")
    whole, practised, corrected = (document.from_bytes((FOLDER / str(SCHEMA) / n).read_bytes(), "x") for n in names)
    records = (*whole.records, *practised.records, *corrected.records)
    assert {kind(type(r.event)) for r in records} == {kind(event) for event in EVENTS}
    assert {r.device for r in whole.records} == {"here", "there"}


def test_an_old_meeting_goes_on_and_ends_today(tmp_path: Path) -> None:
    archive = put(tmp_path, FOLDER / "1" / "running.jsonl")
    clock = FakeClock()
    clock.after(3 * 3600)
    before = archive.load(ID)
    runner = Runner.resume(archive, clock, before, "here", Gap.COUNT)
    runner.note("jatkuu")
    runner.end()
    assert runner.flush()
    after = archive.load(ID)
    assert [n.text for n in after.session.notes] == [*(n.text for n in before.session.notes), "jatkuu"]
    assert "from-the-future" in archive.path(ID, "json").read_text("utf-8")


@pytest.mark.parametrize("name", ["ended.json", "running.jsonl"])
def test_one_of_a_newer_version_is_read_and_not_written_over(tmp_path: Path, name: str) -> None:
    archive = put(tmp_path, FOLDER / str(SCHEMA) / name)
    path = archive.path(ID, name.rpartition(".")[2])
    newer = path.read_bytes()
    if name == "ended.json":
        newer = newer.replace(b'"schema": 1', b'"schema": 2', 1)
    else:
        from msgspec.structs import replace

        from kohtaa_tui.storage.records import as_lines

        records = read_lines(newer).records
        newer = as_lines([replace(records[0], event=replace(records[0].event, schema=2)), *records[1:]])
    path.write_bytes(newer)
    loaded = archive.load(ID)
    assert loaded.newer
    assert loaded.session.notes
    with pytest.raises(Exception, match="newer version"):
        Runner.review(archive, FakeClock(), loaded, "here").note("lisäys")
    for attempt in (
        lambda: archive.erase(ID),
        lambda: archive.finish(loaded.session),
        lambda: Runner.resume(archive, FakeClock(), loaded, "here", Gap.COUNT).note("x"),
    ):
        with pytest.raises(Exception, match=r"newer version|has ended"):
            attempt()
    tidy(archive)
    assert path.read_bytes() == newer
