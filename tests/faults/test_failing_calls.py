"""R4: any call to the disk fails, in any way, once or until the disk is mended: nothing that was saved is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from msgspec.structs import replace

from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.rewriting import strike
from kohtaa_tui.domain.session import Session
from kohtaa_tui.errors import StorageFault
from kohtaa_tui.runtime.gaps import Gap
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage import document
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.disk import Disk
from kohtaa_tui.storage.records import as_lines
from kohtaa_tui.storage.tidying import tidy
from tests.build import story
from tests.faults.breaking import ERRORS, BreakingDisk, Effect, Fault
from tests.faults.figures import note_figures
from tests.faults.worlds import DEVICE, FULL, SIZE, Meeting, Promise, archive_at, both_ways

pytestmark = pytest.mark.usefixtures("quick_reading")
NOTES = 14
EFFECTS: tuple[Effect, ...] = ("before", "after", "short")
ID = "20261103T080200Z-0123abcd"


def nobody(promise: Promise) -> None:
    """What is promised is asked of the meeting itself."""


def faults(calls: int, *, all_of_them: bool) -> Iterator[Fault]:
    """Every call with every fault; or every call with one, and over all calls every one often."""
    ways = list(product(ERRORS, EFFECTS, (False, True)))
    for at in range(1, calls + 1):
        chosen = ways if all_of_them else [ways[at * 7 % len(ways)]]
        for error, effect, for_ever in chosen:
            yield Fault(at, error, effect, for_ever)


def lived(root: Path, fault: Fault | None, *, sealed: bool) -> tuple[BreakingDisk, Meeting, list[str]]:
    """A whole life of a session on such a disk, and what went wrong in it."""
    disk = BreakingDisk(fault)
    meeting = Meeting(archive_at(root, sealed=sealed, disk=disk), nobody)
    reader = archive_at(root, sealed=sealed)
    wrong: list[str] = []
    waited, looked = 0, 0
    for step in meeting.steps(NOTES):
        if disk.failed:
            waited += 1
            if waited == 4:
                disk.mend()
        if meeting.refused > looked or waited in (1, 5):  # killed now, this is what the next run finds
            looked = meeting.refused
            wrong += [f"{step}: {w}" for w in found(reader, meeting.promise)]
    disk.mend()
    assert meeting.runner.flush()
    meeting.runner.close()
    wrong += [f"at last: {w}" for w in found(reader, meeting.promise)]
    month = reader.path(meeting.id, "json").parent
    if [p.name for p in month.iterdir()] != [f"{meeting.id}.json"]:
        wrong.append(f"at last: {sorted(p.name for p in month.iterdir())}")
    return disk, meeting, wrong


def at_every_call(root: Path, live: Callable[[Path, Fault | None], BreakingDisk]) -> str:
    """Live once with no fault, and then with one at each call that was counted; the figures of it."""
    calls = live(root / "counted", None).calls
    runs = 0
    for fault in faults(calls, all_of_them=FULL):
        live(root / "run", fault)
        shutil.rmtree(root / "run")
        runs += 1
    return f"{calls} calls, {runs} runs, 0 lost"


def started(root: Path, steps: int, *, sealed: bool) -> tuple[BreakingDisk, Meeting]:
    """A meeting that has lived for so many steps on a disk that will be broken."""
    disk = BreakingDisk()
    meeting = Meeting(archive_at(root, sealed=sealed, disk=disk), nobody)
    for _ in meeting.live(steps):
        pass
    return disk, meeting


def found(reader: Archive, promise: Promise) -> list[str]:
    if promise.kept is None:
        return []
    if list(reader.ids()) != [promise.kept.id]:
        return ["not one session"]
    try:
        wrong = promise.broken_by(reader.load(promise.kept.id))
    except StorageFault as fault:
        wrong = str(fault)
    return [wrong] if wrong else []


@both_ways
def test_whatever_call_fails_nothing_saved_is_lost(fast_root: Path, sealed: bool) -> None:
    calls = lived(fast_root / "counted", None, sealed=sealed)[0].calls
    runs = refused = 0
    bad: list[str] = []
    for fault in faults(calls, all_of_them=FULL):
        if not FULL and fault.at % 2 == sealed:  # one half each way: between them every call
            continue
        root = fast_root / "run"
        _, meeting, wrong = lived(root, fault, sealed=sealed)
        runs += 1
        refused += bool(meeting.refused)
        bad += [f"{fault}: {w}" for w in wrong]
        shutil.rmtree(root)
    note_figures(
        f"R4 {'sealed' if sealed else 'plain'}",
        SIZE,
        f"{calls} calls, {runs} runs, {refused} with something refused and said, {len(bad)} with a loss",
    )
    assert not bad, (len(bad), bad[:10])
    assert runs >= (4_000 if FULL else 75)


@both_ways
def test_a_folder_that_vanished_and_a_disk_that_fails_lose_nothing(fast_root: Path, sealed: bool) -> None:
    """The folder is gone while the meeting runs (a share, a stick), and every call of beginning anew may fail."""

    def begun_anew(root: Path, fault: Fault | None) -> BreakingDisk:
        disk, meeting = started(root, 4, sealed=sealed)
        (root / "data").rename(root / "away")
        disk.calls, disk.fault = 0, fault
        for number in range(5):
            meeting.clock.after(5)
            meeting.runner.note(f"sen jälkeen {number}")
            meeting.save()
            if number == 2:
                disk.mend()
        assert meeting.runner.flush(), meeting.runner.fault
        meeting.runner.close()
        assert found(archive_at(root, sealed=sealed), meeting.promise) == [], fault
        return disk

    told = at_every_call(fast_root, begun_anew)
    note_figures(f"R4 vanished {'sealed' if sealed else 'plain'}", SIZE, told)


@both_ways
def test_a_torn_line_and_a_disk_that_fails_lose_nothing(fast_root: Path, sealed: bool) -> None:
    """What a power cut left half-written is at the journal's end when the next writing fails."""

    def taken_up(root: Path, fault: Fault | None) -> BreakingDisk:
        disk, meeting = started(root, 2, sealed=sealed)
        meeting.runner.close()
        with meeting.archive.path(meeting.id, "jsonl").open("ab") as file:
            file.write(b'{"seq":4,"device":"0a1b2c3d","at_ms":15000,"kind":"no')
        loaded = meeting.archive.load(meeting.id)
        meeting.runner = Runner.resume(meeting.archive, meeting.clock, loaded, DEVICE, Gap.COUNT)
        disk.calls, disk.fault = 0, fault
        for number in range(5):
            meeting.runner.note(f"sen jälkeen {number}")
            meeting.save()
            assert found(archive_at(root, sealed=sealed), meeting.promise) in ([], ["lines that cannot be read"]), fault
            if number == 2:
                disk.mend()
        assert meeting.runner.flush()
        meeting.runner.close()
        after = archive_at(root, sealed=sealed).load(meeting.id)
        assert after.session.records == meeting.runner.session.records, fault
        assert len(after.damage) == 1, fault
        return disk

    told = at_every_call(fast_root, taken_up)
    note_figures(f"R4 torn {'sealed' if sealed else 'plain'}", SIZE, told)


# --- the other things that write ---


def left(archive: Archive) -> Session:
    """What a crash and a synchronised folder may leave of a session that has ended."""
    told = story().at("1:00").note("haluan tehdä töitä", "words").at("2:00").note("pois otettu").at("6:00").forward()
    told.at("20:00").end()
    sealed = [replace(r, event=archive.vault.seal(r.event)) for r in told.session.records]
    middle, whole = fold(ID, sealed[:-1]), strike(fold(ID, sealed), sealed[2].key)
    path = archive.path(ID, "json")
    path.parent.mkdir(mode=0o700, parents=True)
    disk = Disk()
    disk.put(path, document.to_bytes(middle))
    disk.put(archive.path(ID, "jsonl"), as_lines(whole.records))
    disk.put(path.with_name(f"{ID}.sync-conflict-20261103-101112-ABCDEFG.json"), path.read_bytes())
    disk.put(path.with_name(f"{ID} (conflicted copy 2026-11-03 101112).jsonl"), as_lines(middle.records))
    disk.put(archive.path(ID, "draft"), archive.vault.sealed_draft("puolikas"))
    disk.put(path.with_name(f"{ID}.jsonl.tmp"), b'{"seq":3,"pois ote')
    return whole


@both_ways
@pytest.mark.parametrize("what", ["tidy", "erase", "remove"])
def test_tidying_erasing_and_removing_go_on_where_they_failed(fast_root: Path, what: str, sealed: bool) -> None:
    works: dict[str, Callable[[Archive], object]] = {
        "tidy": tidy,
        "erase": lambda a: a.erase(ID),
        "remove": lambda a: a.remove(ID),
    }
    work = works[what]
    counted = BreakingDisk()
    archive = archive_at(fast_root / "counted", sealed=sealed, disk=counted)
    left(archive)
    work(archive)
    runs = 0
    told: set[str] = set()
    for fault in faults(counted.calls, all_of_them=FULL):
        root = fast_root / "run"
        disk = BreakingDisk(fault)
        archive, reader = archive_at(root, sealed=sealed, disk=disk), archive_at(root, sealed=sealed)
        whole = left(archive)
        month = archive.path(ID, "json").parent
        try:
            work(archive)
            through = True
        except StorageFault as fault_told:
            told.add(str(fault_told))
            through = False
        names = sorted(p.name for p in month.iterdir())
        if what == "remove":
            assert not names or list(reader.ids()) == [ID], fault  # what is left of it can be found, and removed
            assert not (through and names), fault
            reader.remove(ID)
            assert not list(month.iterdir())
        else:
            session = reader.load(ID).session
            texts = [n.text for n in session.notes]
            assert texts == [] or (texts == ["haluan tehdä töitä"] and not (through and what == "erase")), fault
            assert [r.key for r in session.records] == [r.key for r in whole.records], fault
            tidy(reader) if what == "tidy" or session.erased else reader.erase(ID)
            assert reader.load(ID).session.erased == (what == "erase")
            everything = b"".join(p.read_bytes() for p in month.iterdir())
            assert b"pois otettu" not in everything, fault
            assert not list(month.glob("*.tmp")), fault
            if what == "erase":
                assert "töitä".encode() not in everything, fault
                assert b"puolikas" not in everything, fault
        runs += 1
        shutil.rmtree(root)
    assert "" not in told
    note_figures(
        f"R4 {what} {'sealed' if sealed else 'plain'}",
        SIZE,
        f"{counted.calls} calls, {runs} runs, 0 lost, nothing back",
    )
