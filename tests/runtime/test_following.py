"""Following a practice by its files: time, phases, its end, and a window that is gone. A real runner writes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kohtaa_tui.domain.events import ClockMoved, Paused, PhaseEntered, Resumed
from kohtaa_tui.domain.practised import Practice
from kohtaa_tui.runtime.clock import FastClock
from kohtaa_tui.runtime.following import Followed, Follower
from kohtaa_tui.runtime.gaps import Gap
from kohtaa_tui.runtime.observing import Observer
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.hold import Hold
from kohtaa_tui.storage.library import Library
from tests.build import plan
from tests.fakes import FailingDisk, FakeClock, places
from tests.practised import scenario


class Room:
    """A practice in one window, and somebody who follows it in another. The time of day is one clock's."""

    def __init__(self, root: Path) -> None:
        self.store = places(root).practice
        self.archive = Archive(self.store)
        self.clock = FakeClock()
        self.follower = Follower(Library(self.store))
        self.holds: list[Hold] = []

    def begin(self, speed: float = 1.0) -> Runner:
        """A window begins to practise."""
        practice = Practice("practice", scenario(), alone=False, speed=speed)
        clock = FastClock(self.clock, speed)
        runner = Runner.start(self.archive, clock, plan(30), language="fi", device="dev00000", practice=practice)
        self.take(runner)
        return runner

    def take(self, runner: Runner) -> None:
        runner.flush()
        hold = Hold(self.store, runner.session.id)
        assert hold.take(self.clock.now())
        self.holds.append(hold)

    def crash(self, runner: Runner) -> None:
        """The window is gone, without having said anything."""
        runner.close()
        self.holds.pop().release()

    def again(self, runner: Runner, speed: float) -> Runner:
        """Another window goes on with it, where its clock stopped."""
        loaded = self.archive.load(runner.session.id)
        clock = FastClock(self.clock, speed, loaded.session.wall(loaded.session.last_ms))
        taken_up = Runner.resume(self.archive, clock, loaded, "dev00000", Gap.COUNT)
        self.take(taken_up)
        return taken_up

    def sees(self) -> Followed:
        found = self.follower.look(self.clock.now())
        assert found is not None
        return found

    def at_ms(self) -> int:
        return self.sees().at_ms(self.clock.now())


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    for hold in made.holds:
        hold.release()


def test_without_a_practice_there_is_nothing_to_follow(room: Room) -> None:
    assert room.follower.look(room.clock.now()) is None


def test_a_real_meeting_that_was_put_there_by_hand_is_not_followed(room: Room, tmp_path: Path) -> None:
    real = Archive(places(tmp_path / "real"))
    runner = Runner.start(real, room.clock, plan(30), language="fi", device="dev00000")
    runner.flush()
    file = real.journal_path(runner.session, "dev00000")
    there = Library(room.store).journal_path(runner.session, "dev00000")
    there.parent.mkdir(parents=True)
    there.write_bytes(file.read_bytes())
    room.take(runner)
    assert room.follower.look(room.clock.now()) is None


@pytest.mark.parametrize("speed", [1.0, 4.0, 60.0])
def test_the_meetings_time_is_the_same_in_both_windows(room: Room, speed: float) -> None:
    runner = room.begin(speed)
    for seconds in (0, 1, 7.5, 20):
        room.clock.after(seconds)
        assert abs(room.at_ms() - runner.at_ms()) <= 1
        assert abs((room.sees().shown(room.clock.now()) - runner.clock.now()).total_seconds()) < 0.001


def test_phases_and_pauses_are_followed(room: Room) -> None:
    runner = room.begin(4)
    room.clock.after(60)
    runner.record(PhaseEntered("ohjaus"))
    runner.record(Paused())
    runner.flush()
    room.clock.after(30)
    assert room.sees().session.phase.id == "ohjaus"
    assert room.sees().session.status.value == "paused"
    assert abs(room.at_ms() - runner.at_ms()) <= 1  # a pause stops the phase's time, never the meeting's
    runner.record(Resumed())
    runner.flush()
    assert room.sees().session.status.value == "running"


def test_a_change_is_noticed_by_the_files_alone(room: Room) -> None:
    runner = room.begin()
    room.sees()
    assert not room.follower.changed()
    runner.record(PhaseEntered("ohjaus"))
    assert not room.follower.changed()  # what is not on the disk yet
    runner.flush()
    assert room.follower.changed()


def test_following_touches_nothing(room: Room) -> None:
    runner = room.begin()
    before = {path: path.read_bytes() for path in room.store.data.rglob("*") if path.is_file()}
    room.sees()
    room.clock.after(100)
    room.sees()
    assert {path: path.read_bytes() for path in room.store.data.rglob("*") if path.is_file()} == before
    runner.record(PhaseEntered("ohjaus"))
    assert runner.flush()


def test_a_torn_line_is_passed_over_until_it_is_whole(room: Room) -> None:
    runner = room.begin()
    runner.record(PhaseEntered("ohjaus"))
    runner.flush()
    journal = next(room.store.sessions.rglob("*.jsonl"))
    whole = journal.read_bytes()
    journal.write_bytes(whole[:-30])
    assert room.sees().session.phase.id == "empatia"
    assert room.sees().state == "running"
    journal.write_bytes(whole)
    assert room.sees().session.phase.id == "ohjaus"


def test_the_end_is_seen_and_stays_readable(room: Room) -> None:
    runner = room.begin()
    room.clock.after(600)
    room.sees()
    runner.end()
    runner.flush()
    room.crash(runner)
    seen = room.sees()
    assert (seen.state, seen.session.ended_ms) == ("ended", 600_000)
    room.clock.after(100)
    assert room.at_ms() == 600_000


def test_a_window_that_is_gone_stops_the_time_and_may_go_on(room: Room) -> None:
    runner = room.begin(4)
    room.clock.after(60)
    runner.record(PhaseEntered("ohjaus"))
    runner.flush()
    room.sees()
    room.crash(runner)
    gone = room.sees()
    assert gone.state == "gone"
    room.clock.after(500)
    assert room.at_ms() == gone.at_ms(room.clock.now() - timedelta(seconds=500))
    taken_up = room.again(runner, 4)
    for seconds in (0, 10, 100):
        room.clock.after(seconds)
        assert room.sees().state == "running"
        assert abs(room.at_ms() - taken_up.at_ms()) <= 1
    newcomer = Follower(Library(room.store)).look(room.clock.now())
    assert newcomer is not None
    assert abs(newcomer.at_ms(room.clock.now()) - taken_up.at_ms()) <= 1


def test_a_clock_that_was_set_is_no_time_passed(room: Room) -> None:
    runner = room.begin()
    room.clock.after(60)
    runner.record(ClockMoved(3600))
    runner.flush()
    room.clock.set_wall(3600)
    room.clock.after(10)
    assert room.at_ms() == 70_000


def test_the_next_practice_takes_the_place_of_the_one_that_ended(room: Room) -> None:
    first = room.begin()
    room.sees()
    first.end()
    first.flush()
    room.clock.after(60)
    second = room.begin()
    assert room.sees().session.id == second.session.id
    assert room.sees().state == "running"


def test_who_follows_a_practice_stays_with_it_while_another_begins(room: Room) -> None:
    first = room.begin()
    assert room.sees().session.id == first.session.id
    room.clock.after(60)
    second = room.begin()
    assert room.sees().session.id == first.session.id
    newcomer = Follower(Library(room.store)).look(room.clock.now())
    assert newcomer is not None
    assert newcomer.session.id == second.session.id
    first.end()
    first.flush()
    assert room.sees().session.id == second.session.id


# --- the observer ---


def observer(room: Room, session_id: str, disk: FailingDisk | None = None) -> Observer:
    return Observer(room.store, session_id, "dev00000", disk)


def test_there_is_one_observer_and_the_next_waits_for_the_place(room: Room) -> None:
    session_id = room.begin().session.id
    first, second = observer(room, session_id), observer(room, session_id)
    assert first.take(room.clock.now())
    assert not second.take(room.clock.now())
    first.mark(1000, "empatia", "turn", "open")
    assert first.flush()
    assert second.undo() is None
    second.take(room.clock.now())
    assert [mark.value for mark in second.marks] == ["open"]
    first.close()
    assert second.take(room.clock.now())
    second.close()


def test_marks_wait_in_their_order_for_a_disk_that_refuses(room: Room) -> None:
    disk = FailingDisk()
    marking = observer(room, room.begin().session.id, disk)
    marking.take(room.clock.now())
    disk.broken = True
    marking.mark(1000, "empatia", "turn", "open")
    marking.mark(2000, "empatia", "good")
    marking.undo()
    assert not marking.flush()
    assert (marking.unsaved, marking.fault is None) == (3, False)
    disk.broken = False
    assert marking.flush()
    assert (marking.unsaved, marking.fault) == (0, None)
    marking.close()
    again = observer(room, marking.session_id)
    again.take(room.clock.now())
    assert [(mark.kind, mark.value) for mark in again.marks] == [("turn", "open")]
    again.close()


def test_counts_are_those_of_one_phase(room: Room) -> None:
    marking = observer(room, room.begin().session.id)
    marking.take(room.clock.now())
    for phase in ("empatia", "empatia", "ohjaus"):
        marking.mark(1000, phase, "turn", "open")
    marking.mark(1000, "empatia", "trap", "kiire")
    assert marking.counts("empatia") == {("turn", "open"): 2, ("trap", "kiire"): 1}
    marking.close()
