"""R11 and R12: clocks that are set, turned with the season or with the place, and machines that sleep.

What a single answer makes of the times is in tests/runtime; here every clock is moved in every way there is.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from kohtaa_tui.domain import timing
from kohtaa_tui.domain.events import Reopened
from kohtaa_tui.domain.session import Status
from kohtaa_tui.domain.timing import Level
from kohtaa_tui.runtime.clock import SystemClock
from kohtaa_tui.runtime.gaps import Gap, gap_s
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.tui.dialogs import Choose
from kohtaa_tui.tui.screens.review import ReviewScreen
from tests.build import START, plan
from tests.fakes import FakeClock, places
from tests.faults.figures import note_figures
from tests.test_plain import Room
from tests.tui.tui import Desk, in_meeting

HOUR, DAY = 3600, 86_400
SLEEP_S = 8 * HOUR
JUMPS = (HOUR, -HOUR, DAY, -DAY)
SLEEPS: dict[str, Callable[[FakeClock, float], None]] = {
    "Linux and Windows: the system counts the sleep": FakeClock.sleep,
    "macOS: its clock stands still, and the time of day tells": FakeClock.set_wall,
}
both_sleeps = pytest.mark.parametrize("asleep", SLEEPS.values(), ids=SLEEPS.keys())


def begin(archive: Archive, clock: FakeClock | SystemClock) -> Runner:
    runner = Runner.start(archive, clock, plan(), language="fi", device="here", reference="K-17")
    assert runner.flush()
    return runner


def read_texts(archive: Archive, runner: Runner) -> list[str]:
    runner.close()
    session = archive.load(runner.session.id).session
    assert [r.seq for r in session.records] == list(range(1, len(session.records) + 1))
    assert [n.at_ms for n in session.notes] == sorted(n.at_ms for n in session.notes)
    return [n.text for n in session.notes]


class Local(FakeClock):
    """A clock that tells the time of day as the system's zone has it at that moment, as the real one does."""

    def now(self) -> datetime:
        return self.wall.astimezone(UTC).astimezone()


def in_zone(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()


# --- R11: the computer's own clocks, and a time of day that is set ---


@pytest.mark.parametrize("jump", JUMPS)
def test_the_real_clock_is_set_in_a_meeting(tmp_path: Path, jump: int) -> None:
    archive = Archive(places(tmp_path))
    with time_machine.travel(START, tick=True) as traveller:
        clock = SystemClock()
        before = time.monotonic()
        runner = begin(archive, clock)
        runner.note("ennen")
        traveller.shift(jump)
        runner.note("jälkeen")
        assert abs(runner.drift_s() - jump) <= 1
        assert not runner.slept
        runner.answer_drift(None)
        runner.note("kysymyksen jälkeen")
        assert abs(runner.drift_s()) <= 1
        error = abs(runner.at_ms() / 1000 - (time.monotonic() - before))
        assert error < 1
        assert abs((runner.session.wall(runner.at_ms()) - clock.now()).total_seconds()) < 1.5
        assert runner.flush()
    assert read_texts(archive, runner) == ["ennen", "jälkeen", "kysymyksen jälkeen"]
    note_figures("R11", "11 ways to move a clock", "timer error under 1 s, order kept, one question once")


@pytest.mark.parametrize("jump", JUMPS)
async def test_a_clock_that_was_set_is_one_question_once(
    tmp_path: Path, jump: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with in_meeting(tmp_path) as desk:
        asked: list[Choose] = []
        opened = desk.meeting.open_dialog

        def heard(dialog: Choose) -> None:
            asked.append(dialog)
            opened(dialog)

        monkeypatch.setattr(desk.meeting, "open_dialog", heard)
        await desk.pass_time(60)
        desk.clock.set_wall(jump)
        for _ in range(5):
            await desk.pass_time(10)
        assert len(asked) == (1 if jump > 0 else 0)  # backwards there is nothing to count: it is only told
        if jump > 0:
            await desk.type("4")
        for _ in range(5):
            await desk.pass_time(10)
        assert len(asked) == (1 if jump > 0 else 0)
        assert desk.kinds == ["clock-moved"]
        assert desk.meeting.runner.at_ms() == 160_000


@pytest.mark.parametrize("jump", JUMPS)
def test_a_clock_set_while_the_program_was_not_running_keeps_the_order(tmp_path: Path, jump: int) -> None:
    archive, clock = Archive(places(tmp_path)), FakeClock()
    runner = begin(archive, clock)
    clock.after(600)
    runner.note("ennen")
    assert runner.flush()
    runner.close()
    path = archive.path(runner.session.id, "jsonl")
    os.utime(path, (clock.wall.timestamp(), clock.wall.timestamp()))
    clock.set_wall(jump)
    clock.run = 3.0  # and the machine was started anew
    loaded = archive.load(runner.session.id)
    assert gap_s(loaded, clock) == max(0, jump)
    again = Runner.resume(archive, clock, loaded, "here", Gap.PAUSE)
    clock.after(60)
    again.note("jälkeen")
    assert timing.used_s(again.session, again.at_ms()) == 660
    assert again.flush()
    assert read_texts(archive, again) == ["ennen", "jälkeen"]


SEASONS = {
    "clocks go back": ("2026-10-25T03:45:00+03:00", "3.45", "3.15", "3.05"),
    "clocks go forward": ("2026-03-29T02:50:00+02:00", "2.50", "4.20", "4.10"),
}
"""The start, and as a clock on the wall in Helsinki tells it: start, end after 30 minutes, and 20 minutes on."""


@pytest.mark.parametrize(("start", "begun", "end", "later"), SEASONS.values(), ids=SEASONS.keys())
async def test_summer_time_begins_and_ends_in_a_meeting(
    tmp_path: Path, start: str, begun: str, end: str, later: str
) -> None:
    clock = Local(datetime.fromisoformat(start))
    async with in_meeting(tmp_path, minutes=30, circumstances=(), clock=clock) as desk:
        assert begun in desk.text
        await desk.pass_time(1200)
        await desk.type("jälkeen")
        await desk.press("enter")
        assert desk.meeting.runner.drift_s() == 0
        assert desk.meeting.dialog is None
        assert desk.session.notes[0].at_ms == 1_200_000
        assert timing.end_left_s(desk.session, desk.meeting.runner.at_ms()) == 600
        for told in (later, end):
            assert told in desk.text, told


async def test_the_zone_changes_in_a_meeting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Local(START)
    async with in_meeting(tmp_path, minutes=30, circumstances=(), clock=clock) as desk:
        await desk.pass_time(600)
        await desk.type("Helsingissä")
        await desk.press("enter")
        in_zone(monkeypatch, "Europe/Stockholm")
        await desk.pass_time(60)
        await desk.type("Tukholmassa")
        await desk.press("enter")
        assert desk.meeting.runner.drift_s() == 0
        assert desk.meeting.dialog is None
        assert desk.meeting.runner.at_ms() == 660_000
        assert [(n.text, n.at_ms) for n in desk.session.notes] == [("Helsingissä", 600_000), ("Tukholmassa", 660_000)]
        assert "9.32" in desk.text  # the end, as the clock on this wall will show it
        await desk.saved()


def test_a_meeting_over_the_end_of_32_bit_time(tmp_path: Path) -> None:
    archive, clock = Archive(places(tmp_path)), FakeClock(datetime.fromisoformat("2038-01-19T05:04:07+02:00"))
    runner = begin(archive, clock)
    clock.after(660)  # 03:14:08 UTC, a second too late for 32 bits
    runner.note("jälkeen")
    assert runner.flush()
    runner.close()
    path = archive.path(runner.session.id, "jsonl")
    os.utime(path, (clock.wall.timestamp(), clock.wall.timestamp()))
    clock.after(60)
    loaded = archive.load(runner.session.id)
    assert gap_s(loaded, clock) == 60
    again = Runner.resume(archive, clock, loaded, "here", Gap.COUNT)
    assert again.at_ms() == 720_000
    again.end()
    assert again.flush()
    session = archive.load(runner.session.id).session
    assert session.wall(session.last_ms) == clock.wall
    reopened = [r.event.wall for r in session.records if isinstance(r.event, Reopened)]
    assert reopened == [clock.wall]


# --- R12: the machine sleeps ---

ANSWERS: dict[str, tuple[Status, int, int, int, Level]] = {
    "1": (Status.RUNNING, SLEEP_S + 60, SLEEP_S + 60, 0, Level.SQUEEZE),
    "2": (Status.RUNNING, SLEEP_S + 60, 60, SLEEP_S, Level.SQUEEZE),
    "3": (Status.ENDED, 60, 60, 0, Level.CALM),
}
"""For each answer: the status, and in seconds the time since the start, of the phase, and of pauses; the level.

A pause does not move the end: after eight hours of it the meeting is far past its end all the same.
"""


def counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often the screen is drawn, and its timer set, from now on."""
    done = {"draw": 0, "_wake": 0}
    for name in done:
        real = getattr(desk.meeting, name)

        def call(*rest: object, _name: str = name, _real: Callable[..., object] = real) -> object:
            done[_name] += 1
            return _real(*rest)

        monkeypatch.setattr(desk.meeting, name, call)
    return done


@both_sleeps
@pytest.mark.parametrize("digit", ANSWERS)
async def test_eight_hours_of_sleep_in_a_phase_are_asked_about(
    tmp_path: Path, digit: str, asleep: Callable[[FakeClock, float], None]
) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.pass_time(60)
        asleep(desk.clock, SLEEP_S)
        await desk.tick()
        assert isinstance(desk.meeting.dialog, Choose)
        assert desk.words("How shall the time between be counted?") in desk.text
        known = desk.meeting.runner.slept  # where it is not, somebody may have set the clock
        told = "The computer slept for {n} min." if known else "The computer's clock moved by {n} min."
        assert desk.words(told, n=480) in desk.text
        assert (desk.words("Only the clock was set") in desk.text) != known
        assert desk.meeting.runner.at_ms() == 60_000  # not in the meeting before it is answered
        meeting = desk.meeting
        await desk.type(digit)
        if digit == "3":
            await desk.to(ReviewScreen)
        status, elapsed, used, paused, level = ANSWERS[digit]
        session, now = desk.session, meeting.runner.at_ms()
        assert session.status is status
        assert (timing.elapsed_s(session, now), timing.used_s(session, now)) == (elapsed, used)
        assert (timing.paused_s(session, now), timing.level(session, now)) == (paused, level)
        assert meeting.runner.drift_s() == 0
        assert not meeting.runner.slept


@both_sleeps
async def test_no_storm_of_ticks_after_a_sleep(
    tmp_path: Path, asleep: Callable[[FakeClock, float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.pass_time(60)
        done = counted(desk, monkeypatch)
        asleep(desk.clock, SLEEP_S)
        await desk.tick()
        assert done["_wake"] <= 2
        assert done["draw"] <= 4, "eight hours are one step, not one for each second"
        await desk.type("1")
        done |= {"draw": 0, "_wake": 0}
        passed = ticks = 0.0
        while passed < 600:
            step = desk.meeting._next_s()
            passed, ticks = passed + step, ticks + 1
            await desk.pass_time(step)
        assert ticks <= 600, "oftener than once a second"
        assert done["draw"] <= 2 * ticks
        assert done["_wake"] <= 2 * ticks
    note_figures(
        "R12",
        "8 h, on the clocks of each system, 3 answers",
        "one question; level and times right for each answer; no tick oftener than once a second",
    )


@both_sleeps
def test_what_is_typed_before_the_question_stands_where_it_was_typed(
    tmp_path: Path, asleep: Callable[[FakeClock, float], None]
) -> None:
    """A sleep is noticed by the clock's next turn, and not asked about while something is being typed."""
    archive, clock = Archive(places(tmp_path)), FakeClock()
    runner = begin(archive, clock)
    clock.after(300)
    asleep(clock, SLEEP_S)
    clock.after(20)
    runner.note("heräsi")
    clock.after(40)
    assert runner.drift_s() == SLEEP_S
    runner.answer_drift(Gap.PAUSE)
    now = runner.at_ms()
    assert (timing.used_s(runner.session, now), timing.paused_s(runner.session, now)) == (360, SLEEP_S)
    assert runner.flush()
    assert read_texts(archive, runner) == ["heräsi"]


def test_a_nap_too_short_to_ask_about_simply_counts(tmp_path: Path) -> None:
    clock = FakeClock()
    runner = begin(Archive(places(tmp_path)), clock)
    clock.after(60)
    clock.sleep(25)
    assert (runner.at_ms(), runner.drift_s(), runner.slept) == (85_000, 0, False)


def test_in_the_plain_meeting_a_sleep_counts_and_a_clock_that_was_set_does_not(tmp_path: Path) -> None:
    slept, was_set = Room(tmp_path / "1"), Room(tmp_path / "2")
    slept.type(lambda: slept.clock.sleep(1200), ".")
    was_set.type(lambda: was_set.clock.set_wall(1200), ".")
    for room in (slept, was_set):
        assert "# The computer's clock moved by 20 min." in room.output.getvalue()
    assert slept.runner.at_ms() == 1_200_000
    if hasattr(time, "CLOCK_BOOTTIME"):
        assert was_set.runner.at_ms() == 0


def test_the_real_clock_knows_waking_time() -> None:
    clock = SystemClock()
    elapsed, awake = clock.elapsed(), clock.awake()
    assert elapsed >= awake - 0.001
    assert timedelta(seconds=clock.awake() - awake) < timedelta(seconds=5)
