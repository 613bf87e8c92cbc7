"""The calendar beside the program: today on Home, starting from an appointment, the next one while a meeting runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from kohtaa_tui.domain.agenda import Appointment
from kohtaa_tui.runtime.agenda import Agenda
from kohtaa_tui.storage import last
from kohtaa_tui.storage.calendars import Reading
from kohtaa_tui.storage.settings import CalendarSettings
from kohtaa_tui.tui import beside
from kohtaa_tui.tui.screens import stage
from kohtaa_tui.tui.screens.meeting import MeetingScreen
from kohtaa_tui.tui.screens.review import ReviewScreen
from tests.fakes import FakeClock
from tests.tui.tui import START, Desk, at_home, make_context, unread_agenda


@pytest.fixture(autouse=True)
def read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the first frame, but not a tenth of a second after it."""
    monkeypatch.setattr(beside, "FIRST_S", 0.005)


def at(hour: int, minute: int, minutes: int, title: str = "", *, unsure: bool = False) -> Appointment:
    """An appointment of the test's day; the clock stands at 10.02 unless told otherwise."""
    start = START.replace(hour=hour, minute=minute, second=0)
    return Appointment(start, start + timedelta(minutes=minutes), title=title, source="day.ics", unsure=unsure)


DAY = (at(8, 30, 45, "K-11"), at(10, 0, 45, "K-18"), at(10, 45, 30, "K-22"), at(11, 30, 60, "K-31"), at(15, 0, 30))


def clock_at(hour: int, minute: int) -> FakeClock:
    return FakeClock(START.replace(hour=hour, minute=minute))


def home(tmp_path: Path, day: Sequence[Appointment] = DAY, *, clock: FakeClock | None = None, **settings: object):  # type: ignore[no-untyped-def]
    size = settings.pop("size", (80, 24))
    context = make_context(tmp_path, day=day, clock=clock, **settings)
    return at_home(tmp_path, context=context, size=size)


async def read(desk: Desk) -> None:
    """Wait until the calendar has come in."""
    await desk.wait_until(lambda: desk.context.agenda.known)
    await desk.settle()


async def test_the_day_stands_on_home_with_lengths_and_gaps(tmp_path: Path) -> None:
    async with home(tmp_path) as desk:
        await read(desk)
        text = desk.text
        assert "10.00–10.45" in text
        assert "45 min" in text
        assert desk.words("no gap") in text
        assert desk.words("gap {n} min", n=15) in text
        assert "8.30" not in text  # over
        assert desk.words("began {n} min ago", n=2) in text


async def test_titles_are_hidden_until_asked_for(tmp_path: Path) -> None:
    async with home(tmp_path) as desk:
        await read(desk)
        assert "K-18" not in desk.text
        await desk.press("f9")
        assert "K-18" in desk.text
        await desk.press("f9")
        assert "K-18" not in desk.text
    async with home(tmp_path / "b", calendar=CalendarSettings(titles=True)) as desk:
        await read(desk)
        assert "K-18" in desk.text


async def test_enter_starts_the_appointment_that_goes_on_and_ends_with_it(tmp_path: Path) -> None:
    async with home(tmp_path) as desk:
        await read(desk)
        await desk.type("K-17")
        await desk.press("enter")
        await desk.to(MeetingScreen)
        session = desk.session
        assert session.reference == "K-17"
        assert session.wall(session.end_s * 1000) == DAY[1].end
        assert session.due == DAY[1].start
        assert session.plan.minutes == 43


async def test_a_client_who_is_late_costs_minutes_and_home_says_which(tmp_path: Path) -> None:
    async with home(tmp_path, clock=clock_at(10, 12), size=(120, 36)) as desk:
        await read(desk)
        said = desk.words("The start moves {n} min: {phases}", n=12, phases="")
        assert said.strip() in desk.text
        assert "→" in desk.text
        await desk.press("enter")
        await desk.to(MeetingScreen)
        assert desk.session.plan.minutes == 33
        assert said.strip() in desk.text


async def test_the_arrows_choose_another_appointment_or_none(tmp_path: Path) -> None:
    async with home(tmp_path) as desk:
        await read(desk)
        await desk.press("down")
        assert desk.home.today.chosen == DAY[2]
        await desk.press("up", "up")  # around to the last row, which is a choice: the appointment stays chosen
        assert desk.home.today.chosen == DAY[1]
        await desk.press("down", "down", "down", "down", "down")
        assert desk.home.today.chosen is None
        await desk.press("enter")
        await desk.to(MeetingScreen)
        assert desk.session.due is None
        assert desk.session.end_s == 30 * 60


async def test_circumstances_of_the_last_meeting_of_that_length_are_proposed(tmp_path: Path) -> None:
    context = make_context(tmp_path, day=DAY)
    last.save(context.places, last.Last(lengths={45: ("first", "remote"), 30: ()}))
    async with at_home(tmp_path, context=context) as desk:
        await read(desk)
        assert desk.home.choices.circumstances == {"first", "remote"}
        await desk.press("down")
        assert desk.home.choices.circumstances == set()


async def test_what_was_started_is_remembered_by_the_appointments_length(tmp_path: Path) -> None:
    async with home(tmp_path, circumstances=("remote",)) as desk:
        await read(desk)
        await desk.press("enter")
        await desk.to(MeetingScreen)
        kept = last.load(desk.context.places)
        assert kept.lengths == {45: ("remote",)}
        assert kept.minutes is None  # the usual length is not what is left of an appointment


async def test_an_appointment_far_away_is_not_started_by_mistake(tmp_path: Path) -> None:
    async with home(tmp_path, (at(12, 0, 60),)) as desk:
        await read(desk)
        await desk.type("K-1")
        await desk.press("enter")
        assert desk.home.dialog is not None
        assert "12.00" in desk.text
        await desk.press("enter")  # wait for it
        assert desk.home.dialog is None
        assert desk.line == "K-1"
        await desk.press("enter", "down", "enter")
        await desk.to(MeetingScreen)
        assert (desk.session.end_s, desk.session.due, desk.session.reference) == (3600, None, "K-1")


async def test_an_appointment_that_was_met_is_not_proposed_again(tmp_path: Path) -> None:
    async with home(tmp_path) as desk:
        await read(desk)
        await desk.press("enter")
        await desk.to(MeetingScreen)
        await desk.press("f9", "enter")
        await desk.to(ReviewScreen)
        await desk.press("enter")
        await desk.wait_until(lambda: desk.stage.where == "home")
        await desk.settle()
        assert desk.home.today.chosen == DAY[2]


async def test_without_a_calendar_home_is_as_it_was(tmp_path: Path) -> None:
    async with home(tmp_path, ()) as desk:
        assert desk.home.today.chosen is None
        assert desk.words("Today") not in desk.text
        await desk.press("f8")
        assert "kohtaa calendar add" in desk.text


async def test_the_calendar_that_comes_in_leaves_what_is_typed_and_where_the_cursor_stands(tmp_path: Path) -> None:
    async with home(tmp_path) as desk:
        await desk.type("K-9")
        await read(desk)
        assert desk.line == "K-9"


async def test_a_fault_in_reading_ends_nothing_and_the_next_look_reads_again(tmp_path: Path) -> None:
    tries: list[date] = []

    def read(_: Sequence[str], __: Path, day: date) -> Reading:
        tries.append(day)
        if len(tries) == 1:
            raise ZeroDivisionError
        return Reading(day, DAY)

    context = make_context(tmp_path)
    context = replace(context, agenda=Agenda(("day.ics",), Path(), context.clock, read, lambda *_: 1))
    async with at_home(tmp_path, context=context) as desk:
        await desk.wait_until(lambda: tries and not desk.app.beside.reading)
        await desk.type("K-1")
        assert desk.line == "K-1"
        desk.app.beside.look()
        await desk.wait_until(lambda: desk.context.agenda.known)
        await desk.settle()
        assert "10.00–10.45" in desk.text


# --- while a meeting runs ---


async def in_meeting_of(desk: Desk) -> None:
    await read(desk)
    await desk.press("enter")
    await desk.to(MeetingScreen)
    await desk.settle()


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ((at(10, 0, 45), at(11, 0, 30)), ("next {time} · gap {n} min", {"time": "11.00", "n": 15})),
        ((at(10, 0, 45), at(10, 45, 30)), ("no gap: close by {time}", {"time": "10.42"})),
        ((at(10, 0, 45), at(10, 30, 45)), ("no gap: close by {time}", {"time": "10.27"})),
        ((at(10, 0, 45), at(14, 0, 30)), ("next {time}", {"time": "14.00"})),
    ],
)
async def test_the_meeting_knows_what_comes_after_it(
    tmp_path: Path, day: tuple[Appointment, ...], said: tuple[str, dict[str, object]]
) -> None:
    async with home(tmp_path, day) as desk:
        await read(desk)
        await desk.press("enter")
        await desk.to(MeetingScreen)
        await desk.settle()
        assert desk.words(said[0], **said[1]) in desk.text


async def test_a_meeting_that_runs_over_says_whom_it_hits(tmp_path: Path) -> None:
    async with home(tmp_path, (at(10, 0, 45), at(10, 50, 30, "K-22")), calendar=CalendarSettings(titles=True)) as desk:
        await in_meeting_of(desk)
        await desk.pass_time(45 * 60)  # 10.47
        assert desk.words("next {time} · {n} min to it", time="10.50", n=3) in desk.text
        await desk.pass_time(6 * 60)  # 10.53
        assert desk.words("{who}: waiting {n} min", who="10.50 K-22", n=3) in desk.text


async def test_titles_looked_at_on_home_are_not_shown_to_the_client(tmp_path: Path) -> None:
    async with home(tmp_path, (at(10, 0, 45), at(10, 50, 30, "K-22"))) as desk:
        await read(desk)
        await desk.press("f9")
        assert "K-22" in desk.text
        await in_meeting_of(desk)
        await desk.pass_time(51 * 60)  # 10.53
        assert desk.words("{who}: waiting {n} min", who="10.50", n=3) in desk.text
        assert "K-22" not in desk.text


async def test_behind_the_curtain_nothing_is_said_of_the_next_one(tmp_path: Path) -> None:
    async with home(tmp_path, (at(10, 0, 45), at(10, 45, 30))) as desk:
        await in_meeting_of(desk)
        await desk.press("f4")
        assert "10.42" not in desk.text


# --- an appointment that began without a meeting ---


async def test_a_forgotten_start_is_told_of_four_times_and_then_no_more(tmp_path: Path) -> None:
    async with home(tmp_path, (at(10, 5, 45),)) as desk:
        await read(desk)
        told = []
        for _ in range(12):
            desk.home.message = ""
            await desk.pass_time(60)
            due = desk.app.beside.forgotten(desk.clock.now()) is not None
            desk.app.beside.remind()
            if due:
                await desk.wait_until(lambda: desk.home.message)
                told.append(desk.clock.now().minute - 5)
        assert told == [0, 1, 3, 5]


async def test_it_is_told_when_its_moment_comes_and_goes_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "SAID_S", 0.2)
    soon = Appointment(START + timedelta(seconds=0.3), START + timedelta(minutes=45), source="day.ics")
    async with home(tmp_path, (soon,)) as desk:
        await read(desk)
        said = desk.words("The {time} appointment begins now.", time="10.02")
        await desk.wait_until(lambda: said in desk.text)
        await desk.wait_until(lambda: said not in desk.text)


async def test_a_meeting_in_another_window_is_no_forgotten_one(tmp_path: Path) -> None:
    async with home(tmp_path, (at(10, 3, 45),)) as desk:
        await read(desk)
        desk.clock.after(60)
        desk.app.beside._tell_forgotten(True)
        assert not desk.home.message
        desk.app.beside._tell_forgotten(False)
        assert desk.home.message


async def test_a_started_one_is_not_told_of(tmp_path: Path) -> None:
    async with home(tmp_path, (at(10, 5, 45),)) as desk:
        await read(desk)
        await desk.press("enter")
        await desk.to(MeetingScreen)
        await desk.pass_time(60)
        await desk.press("f9", "enter")
        await desk.to(ReviewScreen)
        desk.clock.after(120)
        assert desk.app.beside.forgotten(datetime.fromisoformat("2026-11-24T10:06:00+02:00")) is None


# --- a calendar that cannot be read ---


@pytest.mark.parametrize("day", [(), DAY])
@pytest.mark.parametrize("size", [(120, 36), (80, 24), (40, 12), (80, 6), (40, 6)])
async def test_home_says_that_a_calendar_cannot_be_read(
    tmp_path: Path, size: tuple[int, int], day: Sequence[Appointment]
) -> None:
    context = make_context(tmp_path, clock=clock_at(9, 50))
    context = replace(context, agenda=unread_agenda(clock_at(9, 50), day))
    async with at_home(tmp_path, context=context, size=size) as desk:
        await read(desk)
        wide, narrow = "A calendar cannot be read. {key} tells why.", "A calendar cannot be read: {key}"
        assert desk.words(wide if size[0] >= 60 else narrow, key="F8") in desk.text


async def test_a_calendar_that_can_be_read_is_not_complained_of(tmp_path: Path) -> None:
    async with home(tmp_path) as desk:
        await read(desk)
        assert desk.words("A calendar cannot be read. {key} tells why.", key="F8") not in desk.text
        assert not desk.home.message


async def test_what_a_late_start_costs_has_its_row_to_itself_on_the_first_day(tmp_path: Path) -> None:
    async with home(tmp_path, (at(10, 0, 45),), size=(80, 24)) as desk:
        await read(desk)
        line = next(line for line in desk.text.splitlines() if "→" in line)
        assert line.strip() == desk.home.today.late()
