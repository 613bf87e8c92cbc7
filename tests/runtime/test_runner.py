"""A meeting as it runs: what is said to be saved is on the disk, and no fault of the disk or the clock stops it."""

from __future__ import annotations

import errno
import json
import os
import shutil
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import TracebackType

import pytest

from kohtaa_tui.domain import timing
from kohtaa_tui.domain.events import Ended, NoteAdded, Paused, PhaseEntered, PromptTicked, Resumed
from kohtaa_tui.domain.report import report
from kohtaa_tui.domain.session import Status
from kohtaa_tui.errors import NotAllowed, StorageFault
from kohtaa_tui.runtime.gaps import Gap, gap_s, last_saved
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.library import Loaded
from kohtaa_tui.storage.records import read_lines
from tests.build import START, plan
from tests.fakes import FailingDisk, FakeClock, places


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def disk() -> FailingDisk:
    return FailingDisk()


@pytest.fixture
def archive(tmp_path: Path, disk: FailingDisk) -> Archive:
    return Archive(places(tmp_path), disk)


def begin(archive: Archive, clock: FakeClock) -> Runner:
    runner = Runner.start(archive, clock, plan(), language="fi", device="here", reference="K-17")
    assert runner.flush()
    return runner


def left(archive: Archive, clock: FakeClock, runner: Runner) -> Loaded:
    """The meeting as it lies there after its window died; last written at the clock's time."""
    runner.close()
    path = archive.path(runner.session.id, "jsonl")
    os.utime(path, (clock.wall.timestamp(), clock.wall.timestamp()))
    return archive.load(runner.session.id)


def on_disk(archive: Archive, runner: Runner) -> list[str]:
    data = archive.path(runner.session.id, "jsonl").read_bytes()
    return [type(r.event).__name__ for r in read_lines(data).records]


def crashed_at_the_end(archive: Archive, runner: Runner) -> None:
    """The meeting ends, and the power goes before its document."""
    record = runner.record(Ended())
    runner.close()
    journal = archive.reopen(runner.session, "here")
    journal.append([record])
    journal.close()


def test_nothing_is_said_to_be_saved_before_it_is(archive: Archive, clock: FakeClock) -> None:
    runner = Runner.start(archive, clock, plan(), language="fi", device="here")
    assert runner.unsaved == 1
    assert runner.flush()
    assert on_disk(archive, runner) == ["Started"]
    assert runner.note("opasti mielellään uusia") is not None
    assert runner.unsaved == 1
    assert runner.flush()
    assert runner.unsaved == 0
    assert on_disk(archive, runner) == ["Started", "NoteAdded"]


def test_an_end_at_a_time_of_day_is_that_time_to_the_second(archive: Archive) -> None:
    for odd in (0.0, 0.6, 29.999, 59.2):
        clock = FakeClock(START + timedelta(seconds=odd))
        until = START + timedelta(minutes=30)
        minutes = max(1, (until - clock.now()) // timedelta(minutes=1))
        runner = Runner.start(archive, clock, plan(minutes), language="fi", device="here", until=until)
        assert report(runner.session, 0).planned_end_at == "2026-11-03T10:32:00+02:00"
        assert sum(runner.session.planned_s.values()) == runner.session.end_s


def test_a_note_carries_its_phase_and_time(archive: Archive, clock: FakeClock) -> None:
    runner = begin(archive, clock)
    clock.after(61.2)
    runner.record(PhaseEntered("ohjaus"))
    clock.after(2.5)
    runner.note('" haluan tehdä omaa työtäni "')
    note = runner.session.notes[0]
    assert (note.phase, note.at_ms, note.mark, note.text) == ("ohjaus", 63_700, "words", "haluan tehdä omaa työtäni")
    assert runner.note("  ") is None
    assert runner.note("+") is None


def test_a_refused_event_is_not_written(archive: Archive, clock: FakeClock) -> None:
    runner = begin(archive, clock)
    before = runner.session
    for event in (Resumed(), PhaseEntered("nowhere")):
        with pytest.raises(NotAllowed):
            runner.record(event)
    assert runner.session == before
    assert runner.unsaved == 0


def test_undo_takes_a_note_back_to_the_line_and_out_of_the_file(archive: Archive, clock: FakeClock) -> None:
    runner = begin(archive, clock)
    runner.note("! asiakas: salaisuus pe")
    assert runner.flush()
    undone = runner.undo()
    assert undone is not None
    assert undone[1] == "! asiakas: salaisuus pe"
    assert runner.unsaved == 1
    assert runner.flush()
    assert b"salaisuus" not in archive.path(runner.session.id, "jsonl").read_bytes()
    assert on_disk(archive, runner) == ["Started", "Struck"]
    assert runner.undo() is None


def test_undo_goes_back_step_by_step(archive: Archive, clock: FakeClock) -> None:
    runner = begin(archive, clock)
    runner.record(PhaseEntered("ohjaus"))
    runner.record(PromptTicked("o1"))
    runner.record(timing.refit(runner.session, 0, end_delta=5))
    runner.record(Paused())
    kinds = []
    while (undone := runner.undo()) is not None:
        kinds.append(type(undone[0]).__name__)
    assert kinds == ["Paused", "Fitted", "PromptTicked", "PhaseEntered"]
    assert runner.session.phase.id == "empatia"
    assert runner.session.end_s == 1800
    assert runner.flush()
    assert archive.load(runner.session.id).session == runner.session


def test_an_edited_note_leaves_no_old_text(archive: Archive, clock: FakeClock) -> None:
    runner = begin(archive, clock)
    record = runner.note("väärä nimi")
    assert record is not None
    assert runner.flush()
    clock.after(30)
    assert runner.edit(record.key, "+ oikein")
    assert runner.edit(record.key, "+ vielä oikeammin")
    assert not runner.edit(record.key, " ")
    assert not runner.edit(999, "x")
    assert runner.flush()
    data = archive.path(runner.session.id, "jsonl").read_text()
    assert "väärä" not in data
    assert '"oikein"' not in data
    session = archive.load(runner.session.id).session
    assert [(n.key, n.at_ms, n.text, n.mark) for n in session.notes] == [(record.key, 0, "vielä oikeammin", "strength")]
    assert session == runner.session


def test_a_note_that_is_not_there_cannot_be_struck(archive: Archive, clock: FakeClock) -> None:
    runner = begin(archive, clock)
    with pytest.raises(NotAllowed):
        runner.strike(999)


def test_the_end_puts_the_document_in_the_journals_place(archive: Archive, clock: FakeClock) -> None:
    runner = begin(archive, clock)
    runner.note("x")
    assert runner.keep_draft("puolikas")
    clock.after(600)
    runner.end()
    assert runner.flush()
    assert [p.suffix for p in archive.path(runner.session.id, "json").parent.iterdir()] == [".json"]
    document = json.loads(archive.path(runner.session.id, "json").read_text())
    assert (document["status"], document["ended_at"]) == ("ended", "2026-11-03T10:12:00+02:00")
    assert runner.keep_draft("liian myöhään")
    assert not archive.path(runner.session.id, "draft").exists()
    with pytest.raises(NotAllowed):
        runner.record(PhaseEntered("ohjaus"))


def test_an_ended_meeting_can_be_added_to(archive: Archive, clock: FakeClock) -> None:
    runner = begin(archive, clock)
    clock.after(600)
    runner.end()
    assert runner.flush()
    review = Runner.review(archive, clock, archive.load(runner.session.id), "here")
    clock.after(600)
    review.note("jälkikäteen")
    assert review.flush()
    session = archive.load(runner.session.id).session
    assert [(n.text, n.at_ms) for n in session.notes] == [("jälkikäteen", 600_000)]
    assert session.ended_ms == 600_000
    assert review.undo() is not None
    assert review.flush()
    assert archive.load(runner.session.id).session.notes == ()


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ENOENT])
def test_a_disk_that_fails_does_not_stop_the_meeting(
    archive: Archive, clock: FakeClock, disk: FailingDisk, error: int
) -> None:
    runner = begin(archive, clock)
    disk.broken, disk.error = True, error
    for text in ("yksi", "kaksi"):
        runner.note(text)
        clock.after(10)
        assert not runner.flush()
    runner.record(PhaseEntered("ohjaus"))
    assert not runner.flush()
    assert not runner.keep_draft("puolikas")
    assert (runner.unsaved, len(runner.session.notes)) == (3, 2)
    assert isinstance(runner.fault, StorageFault)
    disk.broken = False
    assert runner.flush()
    assert runner.fault is None
    assert on_disk(archive, runner) == ["Started", "NoteAdded", "NoteAdded", "PhaseEntered"]
    assert archive.load(runner.session.id).session == runner.session


def test_a_disk_that_fails_at_the_end_is_tried_again(archive: Archive, clock: FakeClock, disk: FailingDisk) -> None:
    call = 0
    while True:
        call += 1
        disk.at = 0
        runner = begin(archive, clock)
        runner.note("tärkeä")
        clock.after(60)
        runner.end()
        disk.at, disk.calls = call, 0
        if runner.flush():
            break
        disk.at = 0
        assert archive.load(runner.session.id).session.notes or runner.unsaved
        assert runner.flush()
        assert archive.load(runner.session.id).session == runner.session
        assert not archive.path(runner.session.id, "jsonl").exists()
    assert call > 8


def test_an_end_without_its_document_is_not_all_saved(archive: Archive, clock: FakeClock, disk: FailingDisk) -> None:
    runner = begin(archive, clock)
    runner.end()
    disk.broken, disk.fails = True, frozenset({"replace"})
    assert not runner.flush()
    assert on_disk(archive, runner) == ["Started", "Ended"]
    assert runner.unsaved == 1
    disk.broken = False
    assert runner.flush()
    assert runner.unsaved == 0
    assert archive.path(runner.session.id, "json").exists()


def test_a_document_that_a_crash_kept_back_is_written_by_the_review(archive: Archive, clock: FakeClock) -> None:
    runner = begin(archive, clock)
    crashed_at_the_end(archive, runner)
    review = Runner.review(archive, clock, archive.load(runner.session.id), "here")
    assert review.unsaved == 1
    assert review.flush()
    assert archive.path(runner.session.id, "json").exists()
    assert not archive.path(runner.session.id, "jsonl").exists()


def test_a_folder_that_was_closed_is_a_fault_and_no_crash(
    archive: Archive, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(path: Path, *_: object, **__: object) -> os.stat_result:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    runner = Runner.start(archive, clock, plan(), language="fi", device="here")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "stat", closed)
        patch.setattr(os, "mkdir", closed)
        assert not runner.flush()
    assert runner.flush()


def test_a_strike_that_fails_anywhere_is_tried_again(archive: Archive, clock: FakeClock, disk: FailingDisk) -> None:
    call = 0
    while True:
        call += 1
        disk.at = 0
        runner = begin(archive, clock)
        record = runner.note("salaisuus")
        assert record is not None
        assert runner.flush()
        runner.strike(record.key)
        runner.note("jää")
        disk.at, disk.calls = call, 0
        if runner.flush():
            break
        assert runner.unsaved
        disk.at = 0
        assert runner.flush()
        data = archive.path(runner.session.id, "jsonl").read_text()
        assert ("salaisuus" in data, "jää" in data) == (False, True)
        runner.note("vielä")
        assert runner.flush()
        assert archive.load(runner.session.id).session == runner.session
        runner.close()
    assert call > 6


def test_what_cannot_be_saved_can_be_saved_elsewhere(
    archive: Archive, clock: FakeClock, disk: FailingDisk, tmp_path: Path
) -> None:
    runner = begin(archive, clock)
    disk.broken, disk.fails = True, frozenset({"fsync"})
    runner.note("tärkeä")
    assert not runner.flush()
    disk.broken = False
    runner.save_copy(tmp_path / "copy.json")
    assert "tärkeä" in (tmp_path / "copy.json").read_text()
    with pytest.raises(StorageFault):
        runner.save_copy(tmp_path / "copy.json")


def test_the_half_typed_line_is_kept_and_taken_away(archive: Archive, clock: FakeClock) -> None:
    runner = begin(archive, clock)
    assert runner.keep_draft("asiakas ker")
    assert left(archive, clock, runner).draft == "asiakas ker"
    assert runner.keep_draft("")
    assert archive.load(runner.session.id).draft == ""


class After:
    """A lock that lets its other comers in first: the one who waits at it is let through by hand."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._late = threading.Event()
        self.waits = threading.Event()

    def let_in(self) -> None:
        self._late.set()

    def __enter__(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            self.waits.set()
            assert self._late.wait(10)
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def test_an_older_half_typed_line_never_comes_after_a_newer(
    archive: Archive, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = begin(archive, clock)
    lock = After()
    monkeypatch.setattr(runner, "_disk_lock", lock)
    late = threading.Thread(target=runner.keep_draft, args=("asi",))
    late.start()
    assert lock.waits.wait(10)
    assert runner.keep_draft("asiakas")
    lock.let_in()
    late.join(10)
    assert archive.load(runner.session.id).draft == "asiakas"


class Between:
    """A lock that does something each time it has been let go."""

    def __init__(self, then: Callable[[], object]) -> None:
        self._lock = threading.Lock()
        self._then = then
        self._inside = False

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._lock.release()
        if not self._inside:
            self._inside = True
            self._then()
            self._inside = False


def test_at_no_moment_has_an_edited_note_neither_text(
    archive: Archive, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writing thread may take its turn between any two steps of the other."""
    runner = begin(archive, clock)
    record = runner.note("ennen")
    assert record is not None
    assert runner.flush()
    seen: list[list[str]] = []

    def look() -> None:
        assert runner.flush()
        seen.append([n.text for n in archive.load(runner.session.id).session.notes])

    monkeypatch.setattr(runner, "_lock", Between(look))
    assert runner.edit(record.key, "jälkeen")
    assert seen == [["jälkeen"]]


# --- gaps and clocks ---


def a_gap(archive: Archive, clock: FakeClock, *, paused: bool = False) -> Loaded:
    """A meeting that ran 10 minutes, wrote a note at 5 minutes, and was left for 20 minutes."""
    runner = begin(archive, clock)
    clock.after(300)
    runner.note("ennen")
    if paused:
        runner.record(Paused())
    assert runner.flush()
    clock.after(300)
    loaded = left(archive, clock, runner)
    clock.after(1200)
    clock.run = 7.0  # the machine was started anew
    return loaded


def test_a_gap_is_told_from_the_last_sign_of_life(archive: Archive, clock: FakeClock) -> None:
    loaded = a_gap(archive, clock)
    assert gap_s(loaded, clock) == 1200
    assert last_saved(loaded, clock) == START + timedelta(minutes=10)


def test_a_gap_that_counts_is_meeting(archive: Archive, clock: FakeClock) -> None:
    runner = Runner.resume(archive, clock, a_gap(archive, clock), "here", Gap.COUNT)
    assert runner.at_ms() == 1_800_000
    clock.after(60)
    assert timing.used_s(runner.session, runner.at_ms()) == 1860
    assert runner.flush()
    assert on_disk(archive, runner) == ["Started", "NoteAdded", "Reopened"]


def test_a_gap_that_was_a_pause_is_no_phase_time(archive: Archive, clock: FakeClock) -> None:
    runner = Runner.resume(archive, clock, a_gap(archive, clock), "here", Gap.PAUSE)
    clock.after(60)
    now = runner.at_ms()
    assert (timing.used_s(runner.session, now), timing.paused_s(runner.session, now)) == (660, 1200)
    assert runner.session.status is Status.RUNNING
    assert runner.session.end_s == 1800


def test_a_gap_in_a_pause_stays_a_pause(archive: Archive, clock: FakeClock) -> None:
    for gap in (Gap.PAUSE, Gap.COUNT):
        runner = Runner.resume(archive, clock, a_gap(archive, clock, paused=True), "here", gap)
        assert runner.session.status is Status.PAUSED
        assert timing.used_s(runner.session, runner.at_ms()) == 300
        runner.close()


def test_a_gap_that_was_the_end_ends_at_the_last_sign_of_life(archive: Archive, clock: FakeClock) -> None:
    runner = Runner.resume(archive, clock, a_gap(archive, clock), "here", Gap.END)
    assert runner.session.ended_ms == 600_000
    assert runner.flush()
    assert archive.load(runner.session.id).session.status is Status.ENDED
    assert report(runner.session, 0).ended_at == "2026-11-03T10:12:00+02:00"


def test_a_clock_set_back_before_the_start_makes_no_gap(archive: Archive, clock: FakeClock) -> None:
    loaded = a_gap(archive, clock)
    clock.wall = START - timedelta(hours=1)
    assert gap_s(loaded, clock) == 0
    runner = Runner.resume(archive, clock, loaded, "here", Gap.COUNT)
    assert runner.at_ms() == 300_000


def test_an_ended_meeting_cannot_be_gone_on_with(archive: Archive, clock: FakeClock) -> None:
    runner = begin(archive, clock)
    crashed_at_the_end(archive, runner)
    loaded = archive.load(runner.session.id)
    for gap in Gap:
        with pytest.raises(NotAllowed):
            Runner.resume(archive, clock, loaded, "here", gap)


def test_a_resumed_meeting_keeps_damaged_lines(archive: Archive, clock: FakeClock) -> None:
    loaded = a_gap(archive, clock)
    path = archive.path(loaded.session.id, "jsonl")
    with path.open("ab") as file:
        file.write(b'{"kind":"from-the-future"}\n{"seq":3,"dev')
    loaded = archive.load(loaded.session.id)
    runner = Runner.resume(archive, clock, loaded, "here", Gap.COUNT)
    runner.note("jatkuu")
    runner.strike((2, "here"))
    assert runner.flush()
    runner.end()
    assert runner.flush()
    after = archive.load(runner.session.id)
    assert [n.text for n in after.session.notes] == ["jatkuu"]
    assert [d.raw for d in after.damage] == ['{"kind":"from-the-future"}', '{"seq":3,"dev']


def test_another_computer_may_go_on(archive: Archive, clock: FakeClock) -> None:
    loaded = a_gap(archive, clock)
    runner = Runner.resume(archive, clock, loaded, "there", Gap.COUNT)
    runner.note("toisella koneella")
    assert runner.flush()
    session = archive.load(runner.session.id).session
    assert [n.text for n in session.notes] == ["ennen", "toisella koneella"]
    assert {r.device for r in session.records} == {"here", "there"}


def test_what_another_window_wrote_meanwhile_is_not_written_over(archive: Archive, clock: FakeClock) -> None:
    """Two windows were offered the same meeting; one went on with it and left before the other did."""
    loaded = a_gap(archive, clock)
    first = Runner.resume(archive, clock, loaded, "here", Gap.COUNT)
    first.note("toisesta ikkunasta")
    assert first.flush()
    first.close()
    second = Runner.resume(archive, clock, loaded, "here", Gap.COUNT)
    second.note("tästä")
    assert second.flush()
    assert [n.text for n in archive.load(loaded.session.id).session.notes] == ["ennen", "toisesta ikkunasta", "tästä"]


@pytest.mark.parametrize("jump", [3600, -3600, 86_400])
def test_a_clock_that_was_set_moves_no_time(archive: Archive, clock: FakeClock, jump: int) -> None:
    runner = begin(archive, clock)
    clock.after(600)
    clock.set_wall(jump)
    assert runner.drift_s() == jump
    runner.answer_drift(None)
    assert runner.drift_s() == 0
    assert runner.at_ms() == 600_000
    assert runner.session.wall(runner.at_ms()) == clock.now()


def test_a_sleep_is_counted_or_a_pause_or_the_end(archive: Archive, clock: FakeClock) -> None:
    expected = {
        Gap.COUNT: (Status.RUNNING, 29_400, 29_400, 0),
        Gap.PAUSE: (Status.RUNNING, 29_400, 600, 28_800),
        Gap.END: (Status.ENDED, 600, 600, 0),
    }
    for gap, (status, elapsed, used, paused) in expected.items():
        runner = begin(archive, clock)
        clock.after(600)
        clock.set_wall(8 * 3600)
        runner.answer_drift(gap)
        now = runner.at_ms()
        session = runner.session
        assert (session.status, timing.elapsed_s(session, now)) == (status, elapsed)
        assert (timing.used_s(session, now), timing.paused_s(session, now)) == (used, paused)
        assert runner.drift_s() == 0


def test_after_the_end_no_clock_matters(archive: Archive, clock: FakeClock) -> None:
    runner = begin(archive, clock)
    runner.end()
    clock.set_wall(-3600)
    assert runner.drift_s() == 0


def test_an_elapsed_clock_that_jumps_back_stops_at_the_last_event(archive: Archive, clock: FakeClock) -> None:
    runner = begin(archive, clock)
    clock.after(600)
    runner.note("x")
    clock.run -= 400
    record = runner.record(PhaseEntered("ohjaus"))
    assert record.at_ms == 600_000


def test_kinds_of_notes_add_up(archive: Archive, clock: FakeClock) -> None:
    runner = begin(archive, clock)
    for line in ('"a"', "+ b", "? c", "! d", "e", "+358 40 123"):
        record = runner.note(line)
        assert record is not None
        assert isinstance(record.event, NoteAdded)
    assert [n.mark for n in runner.session.notes] == ["words", "strength", "question", "agreed", None, None]


def test_a_folder_that_was_taken_away_gets_all_there_is(archive: Archive, clock: FakeClock) -> None:
    runner = begin(archive, clock)
    runner.note("ennen")
    assert runner.flush()
    shutil.rmtree(archive.places.data)
    runner.note("jälkeen")
    assert runner.flush()
    assert [n.text for n in archive.load(runner.session.id).session.notes] == ["ennen", "jälkeen"]


def test_ids_sort_by_their_start_within_a_second(archive: Archive, clock: FakeClock) -> None:
    moments = [clock.now().replace(microsecond=m) for m in (0, 40, 900, 250_000, 999_999)]
    ids = [archive.new_id(m) for m in moments]
    assert ids == sorted(ids)
    assert all(len(i) == len(ids[0]) for i in ids)
