"""A run of practice: its own clock, its own store, and going on where it stopped."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from kohtaa_tui.commands.practice import resume, speed_of
from kohtaa_tui.domain import timing
from kohtaa_tui.domain.events import PhaseEntered, Reflected, TurnMarked
from kohtaa_tui.domain.practice_report import NEXT_TIME
from kohtaa_tui.domain.practised import Practice
from kohtaa_tui.errors import UsageFault
from kohtaa_tui.runtime import practice
from kohtaa_tui.runtime.clock import FastClock
from kohtaa_tui.runtime.context import Context
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.hold import Hold
from tests import practised
from tests.build import PHASES, plan
from tests.fakes import FakeClock
from tests.sealed import switch_on
from tests.tui.tui import make_context


def begun(context: Context, speed: float = 1) -> Runner:
    return practice.begin(context, plan(30), Practice("practice", practised.scenario(), speed=speed), "fi")


def clock_of(context: Context) -> FakeClock:
    clock = context.clock
    assert isinstance(clock, FakeClock)
    return clock


@pytest.mark.parametrize("speed", [1, 4, 7.5, 60])
def test_a_fast_clock_keeps_the_times_of_the_phases(tmp_path: Path, speed: float) -> None:
    context = practice.for_practice(make_context(tmp_path))
    runner = begun(context, speed)
    for phase, minutes in zip(PHASES[1:], (6, 12, 9), strict=True):
        clock_of(context).after(60 * minutes / speed)
        runner.record(PhaseEntered(phase))
    clock_of(context).after(180 / speed)
    runner.end()
    used = timing.all_used_s(runner.session, runner.session.last_ms)
    for phase, minutes in zip(PHASES, (6, 12, 9, 3), strict=True):
        assert used[phase] == pytest.approx(60 * minutes, rel=0.01)
    assert runner.drift_s() == 0


def test_the_fast_clocks_agree_with_one_another() -> None:
    true = FakeClock()
    fast = FastClock(true, 60)
    before = fast.now(), fast.elapsed(), fast.awake()
    true.after(7)
    passed = (fast.now() - before[0]).total_seconds(), fast.elapsed() - before[1], fast.awake() - before[2]
    assert passed == pytest.approx((420, 420, 420))
    true.sleep(10)
    assert fast.elapsed() - fast.awake() == pytest.approx(600)


def test_the_store_for_practice_is_another_and_made_from_itself_it_is_the_same(tmp_path: Path) -> None:
    real = make_context(tmp_path)
    context = practice.for_practice(real)
    assert context.places.sessions == real.places.data / "practice" / "sessions"
    assert practice.for_practice(context) is context
    begun(context).flush()
    assert not list(real.archive.ids())
    assert len(list(context.archive.ids())) == 1


def test_a_run_that_was_left_goes_on_where_it_stopped(tmp_path: Path) -> None:
    context = practice.for_practice(make_context(tmp_path))
    runner = begun(context, 4)
    clock_of(context).after(60)
    runner.record(TurnMarked("open", "kirje"))
    runner.flush()
    runner.close()
    clock_of(context).after(3 * 86_400)
    (loaded,) = practice.left(context)
    again = practice.take_up(context, loaded)
    assert again.at_ms() == 240_000
    assert again.drift_s() == 0
    clock_of(context).after(30)
    again.record(TurnMarked("silence"))
    assert [t.at_ms for t in again.session.turns] == [240_000, 360_000]
    again.flush()
    again.close()


def test_a_run_that_another_window_has_was_not_left(tmp_path: Path) -> None:
    context = practice.for_practice(make_context(tmp_path))
    runner = begun(context)
    runner.flush()
    held = Hold(context.places, runner.session.id)
    assert held.take(context.clock.now())
    try:
        assert practice.left(context) == []
    finally:
        held.release()
    assert [loaded.session.id for loaded in practice.left(context)] == [runner.session.id]
    runner.close()


def test_what_was_to_be_tried_comes_from_the_newest_run_that_tells(tmp_path: Path) -> None:
    context = practice.for_practice(make_context(tmp_path))
    assert practice.next_time(context) == ""
    for text in ("kuuntelen pidempään", "odotan hiljaa", ""):
        runner = begun(context)
        clock_of(context).after(60)
        runner.end()
        if text:
            runner.record(Reflected(NEXT_TIME, text))
        runner.flush()
        runner.close()
        clock_of(context).after(3600)
    assert practice.next_time(context) == "odotan hiljaa"


@pytest.mark.parametrize(("typed", "speed"), [("1", 1), ("4", 4), ("2.5", 2.5), ("2,5", 2.5), ("60", 60), ("007", 7)])
def test_a_speed(typed: str, speed: float) -> None:
    assert speed_of(typed) == speed


@pytest.mark.parametrize(
    "typed",
    ["0", "-1", "0.99", "60.1", "61", "1000", "nan", "inf", "1e1", "1_0", "٤", "fast", "", " 4", "4x", "1" * 99],
)
def test_no_speed(typed: str) -> None:
    with pytest.raises(UsageFault) as told:
        speed_of(typed)
    assert told.value.exit_code == 2


def test_what_was_opened_for_the_meetings_is_open_for_practice(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    identity = switch_on(context.places)
    runner = begun(practice.for_practice(context))
    runner.end()
    runner.record(Reflected(NEXT_TIME, "kuuntelen loppuun"))
    assert runner.flush()

    assert practice.next_time(practice.for_practice(make_context(tmp_path))) == ""  # another run of the program
    context.archive.vault.use([identity])
    assert practice.next_time(practice.for_practice(context)) == "kuuntelen loppuun"


def test_a_run_that_another_window_has_is_not_said_to_be_none(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    asked = Namespace(id=None, no_hints=False)
    with pytest.raises(UsageFault, match="no unfinished practice"):
        resume(lambda: context, asked, terminal=False)
    store = practice.for_practice(context)
    runner = begun(store)
    runner.flush()
    hold = Hold(store.places, runner.session.id)
    assert hold.take()
    with pytest.raises(UsageFault, match="takes a terminal"):  # on one, Home says which window has it
        resume(lambda: context, asked, terminal=False)
    hold.release()
