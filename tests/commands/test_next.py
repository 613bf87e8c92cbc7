"""`kohtaa start --next`: the appointment that has begun or comes next, its end as the meeting's."""

from __future__ import annotations

import io
from argparse import Namespace
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from kohtaa_tui.commands.meeting import start
from kohtaa_tui.domain.agenda import Appointment
from kohtaa_tui.domain.plan import MAX_MINUTES
from kohtaa_tui.domain.session import Session
from kohtaa_tui.errors import UsageFault
from kohtaa_tui.runtime.context import Context
from kohtaa_tui.storage import last
from kohtaa_tui.storage.library import Broken
from tests.fakes import FakeClock
from tests.tui.test_beside import at
from tests.tui.tui import START, make_context, unread_agenda

DAY = (at(9, 0, 45), at(10, 0, 45), at(10, 45, 30))


def asked(**given: object) -> Namespace:
    """What the parser makes of `start --next --plain`, and of what is typed besides."""
    usual: dict[str, object] = {
        "pack": None, "minutes": None, "until": None, "next": True, "first": False, "interpreter": False,
        "remote": False, "reference": "", "plain": True,
    }  # fmt: skip
    return Namespace(**(usual | given))


def started(context: Context, typed: Namespace | None = None) -> tuple[Session, str]:
    """The meeting that was started, and what was printed."""
    out = io.StringIO()
    assert start(lambda: context, typed or asked(), False, io.StringIO(""), out) == 0
    found = context.archive.recent(1)[0]
    assert not isinstance(found, Broken)
    return found, out.getvalue()


def on(day: tuple[Appointment, ...], tmp_path: Path, hour: int, minute: int) -> Context:
    return make_context(tmp_path, day=day, clock=FakeClock(START.replace(hour=hour, minute=minute)))


@pytest.mark.parametrize(
    ("hour", "minute", "due", "minutes"),
    [(10, 0, 0, 45), (9, 50, 0, 55), (10, 12, 0, 33), (9, 35, -60, 10), (9, 45, 0, 60)],
)
def test_the_end_of_the_appointment_is_the_meetings(
    tmp_path: Path, hour: int, minute: int, due: int, minutes: int
) -> None:
    session, _ = started(on(DAY, tmp_path, hour, minute))
    assert session.due == DAY[1].start + timedelta(minutes=due)
    assert session.plan.minutes == minutes
    assert session.wall(session.end_s * 1000) == session.due + timedelta(minutes=45)


def test_a_late_start_says_what_it_costs(tmp_path: Path) -> None:
    context = on(DAY, tmp_path, 10, 12)
    _, printed = started(context)
    assert context.words("The start moves {n} min: {phases}", n=12, phases="").strip() in printed
    assert "→" in printed
    _, printed = started(on(DAY, tmp_path / "b", 10, 0))
    assert "→" not in printed


def test_the_plain_meeting_tells_what_comes_after_it(tmp_path: Path) -> None:
    context, out = on(DAY, tmp_path, 10, 0), io.StringIO()
    assert start(lambda: context, asked(), False, io.StringIO(".\n"), out) == 0
    assert context.words("no gap: close by {time}", time="10.42") in out.getvalue()


def test_the_one_that_was_met_gives_way_to_the_next(tmp_path: Path) -> None:
    clock = FakeClock(START.replace(hour=10, minute=31))
    context = make_context(tmp_path, day=DAY, clock=clock)
    first, _ = started(context)
    clock.after(60)
    second, _ = started(context)
    assert (first.due, second.due) == (DAY[1].start, DAY[2].start)


def test_circumstances_of_that_length_are_taken_unless_others_are_typed(tmp_path: Path) -> None:
    context = on(DAY, tmp_path, 10, 0)
    last.save(context.places, last.Last(lengths={45: ("first",)}))
    assert started(context)[0].plan.circumstances == ("first",)
    context = on(DAY, tmp_path / "b", 10, 0)
    last.save(context.places, last.Last(lengths={45: ("first",)}))
    assert started(context, asked(remote=True))[0].plan.circumstances == ("remote",)


@pytest.mark.parametrize(("day", "hour"), [((), 10), ((at(15, 0, 30),), 10), (DAY, 12)])
def test_without_one_a_sentence_says_why_and_nothing_begins(
    tmp_path: Path, day: tuple[Appointment, ...], hour: int
) -> None:
    context = on(day, tmp_path, hour, 0)
    with pytest.raises(UsageFault) as fault:
        started(context)
    assert context.words.fault(fault.value)
    assert context.archive.recent(1) == []


def test_a_late_start_of_seconds_is_none(tmp_path: Path) -> None:
    clock = FakeClock(START.replace(hour=10, minute=0, second=30))
    session, printed = started(make_context(tmp_path, day=DAY, clock=clock))
    assert session.plan.minutes == 44
    assert "→" not in printed


def test_an_appointment_of_many_hours_becomes_the_longest_meeting_there_is(tmp_path: Path) -> None:
    session, _ = started(on((at(9, 0, 600),), tmp_path, 9, 0))
    assert session.plan.minutes == MAX_MINUTES


def test_where_no_calendar_can_be_read_it_is_not_said_that_there_is_no_appointment(tmp_path: Path) -> None:
    context = make_context(tmp_path, clock=FakeClock(START))
    with pytest.raises(UsageFault) as fault:
        started(replace(context, agenda=unread_agenda(FakeClock(START))))
    assert fault.value.message == "No calendar could be read, so the next appointment is not known."


def test_where_one_calendar_can_be_read_its_appointment_is_started(tmp_path: Path) -> None:
    context = make_context(tmp_path, clock=FakeClock(START))
    session, _ = started(replace(context, agenda=unread_agenda(FakeClock(START), DAY)))
    assert session.due == DAY[1].start
