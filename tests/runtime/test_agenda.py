"""Which appointment is the one to start, what follows a meeting, and when the calendar is read again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from kohtaa_tui.domain.agenda import Appointment, following
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime.agenda import Agenda, met, next_one
from kohtaa_tui.runtime.appointments import forgotten, next_line, span
from kohtaa_tui.storage.calendars import Reading
from tests.fakes import FakeClock

DAY = datetime.fromisoformat("2026-11-24T00:00:00+02:00")


def at(start: str, end: str, *, all_day: bool = False) -> Appointment:
    return Appointment(moment(start), moment(end), all_day=all_day)


def moment(time: str) -> datetime:
    hour, minute = map(int, time.split("."))
    return DAY + timedelta(hours=hour, minutes=minute)


A, B, C = at("9.00", "9.45"), at("10.00", "10.45"), at("10.45", "11.15")


@pytest.mark.parametrize(
    ("now", "begun", "wanted"),
    [
        ("8.00", (), A),
        ("9.10", (), A),
        ("9.30", ("9.02",), B),
        ("9.38", (), A),
        ("9.44", (), A),  # the next one is more than a quarter of an hour away
        ("10.42", (), C),  # what is left of 10.00 is no meeting any more
        ("10.39", (), B),
        ("10.20", ("10.05",), C),
        ("10.20", ("9.50",), C),  # begun early
        ("10.50", ("10.46",), None),
        ("11.15", (), None),
    ],
)
def test_the_one_to_start(now: str, begun: Sequence[str], wanted: Appointment | None) -> None:
    assert next_one((A, B, C), [moment(b) for b in begun], moment(now)) == wanted


def test_of_short_ones_back_to_back_each_has_its_own_meeting() -> None:
    short = (at("9.00", "9.15"), at("9.15", "9.30"), at("9.30", "9.45"))
    assert [met(a, short, [moment("9.02")]) for a in short] == [True, False, False]
    assert [met(a, short, [moment("9.12")]) for a in short] == [False, True, False]
    assert next_one(short, [moment("9.02")], moment("9.16")) == short[1]


@pytest.mark.parametrize(
    ("begun", "wanted"), [("9.00", B), ("10.00", C), ("9.55", C), ("10.20", C), ("10.45", None), ("8.00", A)]
)
def test_what_follows_a_meeting(begun: str, wanted: Appointment | None) -> None:
    everything = (at("0.00", "24.00", all_day=True), A, B, C)
    assert following(everything, moment(begun)) == wanted


def test_what_overlaps_follows_too() -> None:
    inside = at("10.15", "10.30")
    assert following((A, B, inside, C), moment("10.00")) == inside


@pytest.mark.parametrize(
    ("end", "now", "over", "said", "pressing"),
    [
        ("10.30", "10.10", False, "next 10:45 · gap 15 min", False),
        ("10.43", "10.10", False, "no gap: close by 10:42", False),
        ("10.45", "10.41", False, "no gap: close by 10:42", True),
        ("10.50", "10.10", False, "no gap: close by 10:42", False),
        ("10.45", "10.42", False, "no gap: close by 10:42", True),
        ("10.45", "10.43", False, "next 10:45 · 2 min to it", True),
        ("9.40", "9.10", False, "next 10:45", False),
        ("10.30", "10.35", True, "next 10:45 · 10 min to it", False),
        ("10.30", "10.43", True, "next 10:45 · 2 min to it", True),
        ("10.45", "10.45", False, "10:45: waiting 0 min", True),
        ("10.40", "10.52", True, "10:45: waiting 7 min", True),
    ],
)
def test_what_a_meeting_is_told_of_the_next(end: str, now: str, over: bool, said: str, pressing: bool) -> None:
    assert next_line(C, moment(end), moment(now), over, Words("en")) == (said, pressing)


def test_it_is_called_by_its_title_where_that_is_shown() -> None:
    assert next_line(C, moment("10.45"), moment("10.50"), True, Words("en"), title="K-22")[0].startswith("10:45 K-22: ")


@pytest.mark.parametrize(
    ("now", "said"),
    [("10.45", "The 10:45 appointment begins now."), ("10.48", "The 10:45 appointment began 3 min ago.")],
)
def test_a_forgotten_one_is_told_of(now: str, said: str) -> None:
    assert forgotten(C, moment(now), Words("en")) == said


def test_over_midnight_the_day_is_told_too() -> None:
    night = Appointment(moment("23.30"), moment("23.30") + timedelta(hours=1))
    assert span(night, Words("en")) == "23:30–Wed 25 Nov 00:30"


# --- reading ---


class Shelf:
    """A calendar that counts how often it is read."""

    def __init__(self) -> None:
        self.seen: object = 1
        self.days: list[date] = []
        self.found: tuple[Appointment, ...] = (A,)
        self.failed: tuple[str, ...] = ()

    def read(self, sources: Sequence[str], base: Path, day: date) -> Reading:
        self.days.append(day)
        return Reading(day, self.found, failed=self.failed)

    def fingerprint(self, sources: Sequence[str], base: Path) -> object:
        return self.seen


def agenda(shelf: Shelf, clock: FakeClock, *sources: str) -> Agenda:
    return Agenda(sources, Path(), clock, shelf.read, shelf.fingerprint)


def test_it_is_read_once_and_again_when_a_file_the_day_or_a_person_says_so() -> None:
    shelf, clock = Shelf(), FakeClock(moment("10.00"))
    a = agenda(shelf, clock, "day.ics")
    assert not a.known
    assert a.appointments == ()
    assert a.look()
    assert a.known
    assert not a.look()
    assert len(shelf.days) == 1
    shelf.seen = 2
    assert not a.look()  # the file has changed, what matters in it has not
    assert len(shelf.days) == 2
    shelf.found = (A, B)
    assert a.look(anew=True)
    assert a.appointments == (A, B)
    clock.after(24 * 3600)
    assert a.look()
    assert shelf.days[-1] == date(2026, 11, 25)


def test_without_a_calendar_nothing_is_read() -> None:
    shelf = Shelf()
    a = agenda(shelf, FakeClock(moment("10.00")))
    assert not a.on
    assert not a.look(anew=True)
    assert shelf.days == []


def test_a_calendar_that_is_gone_for_a_moment_does_not_empty_the_day() -> None:
    shelf, clock = Shelf(), FakeClock(moment("10.00"))
    a = agenda(shelf, clock, "day.ics")
    shelf.found = (named(A),)
    a.look()
    shelf.failed = ("day.ics",)
    shelf.found = ()
    a.look(anew=True)
    assert a.appointments == (named(A),)
    assert a.failed
    shelf.failed, shelf.found = (), (named(B),)
    a.look(anew=True)
    assert a.appointments == (named(B),)
    shelf.failed, shelf.found = ("day.ics",), ()
    clock.after(24 * 3600)
    a.look()
    assert a.appointments == ()  # yesterday's are no help


def named(appointment: Appointment) -> Appointment:
    return Appointment(appointment.start, appointment.end, source="day.ics")
