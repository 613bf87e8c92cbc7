"""Put right while it runs: written as it is seen, read back the same, and taken back in one step."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from kohtaa_tui.domain.events import PhaseEntered, PhaseMoved, Record, Started
from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.lateness import late_s
from kohtaa_tui.errors import NotAllowed
from kohtaa_tui.runtime.gaps import Gap
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage import document
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.lines import decode, encode
from tests.build import START, plan
from tests.fakes import FakeClock, places


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(places(tmp_path))


def begun(archive: Archive, clock: FakeClock, minutes_late: int = 12) -> Runner:
    due = START - timedelta(minutes=minutes_late)
    until = due + timedelta(minutes=45)
    return Runner.start(
        archive, clock, plan(45 - minutes_late), language="fi", device="here", reference="K-17", until=until, due=due
    )


def first(runner: Runner) -> tuple[int, str]:
    return runner.session.visits[0].key


def test_a_start_from_an_appointment_says_when_it_was_due(archive: Archive, clock: FakeClock) -> None:
    runner = begun(archive, clock)
    assert runner.session.due == START - timedelta(minutes=12)
    assert late_s(runner.session) == 12 * 60
    event = runner.session.records[0].event
    assert isinstance(event, Started)
    assert event.until
    assert runner.flush()
    assert archive.load(runner.session.id).session == runner.session


def test_without_an_end_as_a_time_of_day_it_says_so(archive: Archive, clock: FakeClock) -> None:
    runner = Runner.start(archive, clock, plan(30), language="fi", device="here")
    event = runner.session.records[0].event
    assert isinstance(event, Started)
    assert (event.until, event.due) == (False, None)


def test_a_start_put_right_is_on_the_disk_and_in_the_document(archive: Archive, clock: FakeClock) -> None:
    runner = begun(archive, clock)
    clock.after(120)
    runner.move(first(runner), -180_000)
    assert runner.flush()
    assert archive.load(runner.session.id).session == runner.session
    clock.after(1200)
    runner.end()
    assert runner.flush()
    read = archive.load(runner.session.id).session
    assert (read.begin_ms, read.visits, read.planned_s) == (-180_000, runner.session.visits, runner.session.planned_s)
    assert late_s(read) == 9 * 60


def test_a_meeting_goes_on_after_a_crash_with_its_true_start(archive: Archive, clock: FakeClock) -> None:
    runner = begun(archive, clock)
    clock.after(120)
    runner.move(first(runner), -180_000)
    runner.flush()
    runner.close()
    clock.after(60)
    again = Runner.resume(archive, clock, archive.load(runner.session.id), "here", Gap.COUNT)
    assert again.session.begin_ms == -180_000
    assert again.at_ms() == 180_000


def test_the_next_phase_and_when_it_began_are_one_step(archive: Archive, clock: FakeClock) -> None:
    runner = begun(archive, clock)
    clock.after(300)
    runner.note("ennen")
    clock.after(60)
    runner.entered("ohjaus", 240_000)
    assert [(v.phase, v.start_ms) for v in runner.session.visits] == [("empatia", 0), ("ohjaus", 240_000)]
    undone = runner.undo()
    assert undone is not None
    assert isinstance(undone[0], PhaseEntered)
    assert len(runner.session.visits) == 1
    assert [n.phase for n in runner.session.notes] == ["empatia"]
    runner.flush()
    assert archive.load(runner.session.id).session == runner.session


def test_the_phase_one_is_in_cannot_be_entered_anew(archive: Archive, clock: FakeClock) -> None:
    runner = begun(archive, clock)
    clock.after(300)
    before = runner.session
    with pytest.raises(NotAllowed):
        runner.entered("empatia", 240_000)
    assert runner.session == before


def test_a_correction_made_later_is_a_step_of_its_own(archive: Archive, clock: FakeClock) -> None:
    runner = begun(archive, clock)
    clock.after(300)
    entered = runner.record(PhaseEntered("ohjaus"))
    clock.after(60)
    runner.move(entered.key, 200_000)
    undone = runner.undo()
    assert undone is not None
    assert isinstance(undone[0], PhaseMoved)
    assert [v.start_ms for v in runner.session.visits] == [0, 300_000]


def test_two_computers_put_right_what_the_other_pressed(archive: Archive, clock: FakeClock) -> None:
    runner = begun(archive, clock)
    there = Record(1, "there", 5_000, PhaseMoved(1, -60_000, "here", live=True))
    session = fold(runner.session.id, [*runner.session.records, there])
    assert session.begin_ms == -60_000


def test_a_quick_look_at_a_corrected_document_reads_all_of_it(archive: Archive, clock: FakeClock) -> None:
    runner = begun(archive, clock)
    clock.after(1200)
    runner.end()
    assert document.glance(document.to_bytes(runner.session)) is not None
    runner.move(first(runner), -180_000)
    assert document.glance(document.to_bytes(runner.session)) is None


@pytest.mark.parametrize("days", [-400, 400])
def test_a_due_time_that_cannot_belong_to_the_meeting_is_damage(days: int) -> None:
    record = Record(1, "here", 0, Started(START, plan(), "fi", due=START + timedelta(days=days)))
    with pytest.raises(ValueError, match="out of range"):
        decode(encode(record))
    near = Record(1, "here", 0, Started(START, plan(), "fi", due=START - timedelta(hours=1), until=True))
    assert decode(encode(near)) == near
