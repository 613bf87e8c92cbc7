"""What a typed day and time mean."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohtaa_tui.domain import when
from kohtaa_tui.errors import UsageFault

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 11, 24, 10, 2, tzinfo=HELSINKI)
"""A Tuesday."""


def said(text: str, now: datetime = NOW) -> str:
    """What is understood, as `2026-12-01 09:30`, with the length where one was told."""
    meant = when.read(text, now)
    return f"{meant.start:%Y-%m-%d %H:%M}" + (f" {meant.minutes}" if meant.minutes else "")


def refused(text: str, now: datetime = NOW) -> str:
    with pytest.raises(UsageFault) as caught:
        when.read(text, now)
    return caught.value.message


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ti 9.30", "2026-12-01 09:30"),
        ("tiistai klo 9", "2026-12-01 09:00"),
        ("tiistaina kello 9.05", "2026-12-01 09:05"),
        ("ti ensi viikolla 9.30", "2026-12-01 09:30"),
        ("ensi viikon pe 9.30", "2026-12-04 09:30"),
        ("huomenna 9", "2026-11-25 09:00"),
        ("ylihuomenna klo 9", "2026-11-26 09:00"),
        ("tänään klo 14", "2026-11-24 14:00"),
        ("2.12. klo 14", "2026-12-02 14:00"),
        ("2.12. 14.30", "2026-12-02 14:30"),
        ("2.12.2026 14.00", "2026-12-02 14:00"),
        ("2. joulukuuta klo 14", "2026-12-02 14:00"),
        ("joulukuun 2. päivänä klo 14", "2026-12-02 14:00"),
        ("ke 2.12. klo 14", "2026-12-02 14:00"),
        ("ke 2.12 14", "2026-12-02 14:00"),
        ("ti viikolla 50 klo 9", "2026-12-08 09:00"),
        ("vko 50 ti 9.10", "2026-12-08 09:10"),
        ("vko 3 ti 9", "2027-01-19 09:00"),
        ("viikon päästä klo 9", "2026-12-01 09:00"),
        ("pe kahden viikon kuluttua klo 9", "2026-12-11 09:00"),
        ("ensi tiistaina klo 9", "2026-12-01 09:00"),
        ("to tällä viikolla 9", "2026-11-26 09:00"),
        ("tis 9.30", "2026-12-01 09:30"),
        ("tisdag kl. 9", "2026-12-01 09:00"),
        ("på tisdag kl 9.30", "2026-12-01 09:30"),
        ("på tisdagen klockan 9", "2026-12-01 09:00"),
        ("i morgon 10", "2026-11-25 10:00"),
        ("imorgon kl. 10", "2026-11-25 10:00"),
        ("i övermorgon 10", "2026-11-26 10:00"),
        ("2.12 kl. 14", "2026-12-02 14:00"),
        ("den 2 december kl. 14", "2026-12-02 14:00"),
        ("tisdag nästa vecka kl. 9", "2026-12-01 09:00"),
        ("om två veckor kl. 9", "2026-12-08 09:00"),
        ("v. 50 tis 9", "2026-12-08 09:00"),
        ("Tue 9:30", "2026-12-01 09:30"),
        ("Tuesday 9", "2026-12-01 09:00"),
        ("on Tuesday at 9", "2026-12-01 09:00"),
        ("tomorrow 10", "2026-11-25 10:00"),
        ("tomorrow at 2 pm", "2026-11-25 14:00"),
        ("the day after tomorrow 12:15 a.m.", "2026-11-26 00:15"),
        ("2 Dec 14:00", "2026-12-02 14:00"),
        ("2nd of December at 14", "2026-12-02 14:00"),
        ("December 2, 2026 14:00", "2026-12-02 14:00"),
        ("Tuesday next week 9:30", "2026-12-01 09:30"),
        ("in two weeks 9:30", "2026-12-08 09:30"),
        ("2026-12-02 14:00", "2026-12-02 14:00"),
        ("2026-12-02T14:00", "2026-12-02 14:00"),
        ("9.30 ti", "2026-12-01 09:30"),
        ("klo 14 2.12.", "2026-12-02 14:00"),
        ("  TI   9.30. ", "2026-12-01 09:30"),
        ("ti 9.30, 45 min", "2026-12-01 09:30 45"),
        ("ti 9 1,5 h", "2026-12-01 09:00 90"),
        ("ti 9.30–10.15", "2026-12-01 09:30 45"),
        ("Tue 9:30 for 20 minutes", "2026-12-01 09:30 20"),
    ],
)  # fmt: skip
def test_a_day_and_a_time_in_three_languages(text: str, meant: str) -> None:
    assert said(text) == meant


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", when.NOTHING),
        ("   ", when.NOTHING),
        ("9.30", when.NO_DAY),
        ("klo 9", when.NO_DAY),
        ("14:00", when.NO_DAY),
        ("9", when.NO_DAY),
        ("ensi viikolla 9", when.NO_DAY),
        ("ti", when.NO_TIME),
        ("2.12.", when.NO_TIME),
        ("huomenna", when.NO_TIME),
        ("soitto ti 9.30", when.STRANGE),
        ("ti ke 9.30", when.STRANGE),
        ("ti 9.30 10.30 11.30", when.STRANGE),
        ("ensi 9.30", when.STRANGE),
        ("x" * 400, when.STRANGE),
        ("ti 2.12. klo 14", when.DISAGREE),
        ("ke huomenna klo 9", None),
        ("31.4. klo 9", when.NO_SUCH_DAY),
        ("2.13.2026 klo 9", when.NO_SUCH_DAY),
        ("29.2. klo 9", when.NO_SUCH_DAY),
        ("vko 60 ti 9", when.NO_SUCH_DAY),
        ("ti 24.30", when.NO_SUCH_TIME),
        ("ti 9.75", when.NO_SUCH_TIME),
        ("Tue 13 pm", when.NO_SUCH_TIME),
        ("tänään klo 9", when.PASSED),
        ("24.11. klo 10", when.PASSED),
        ("ma tällä viikolla 9", when.PASSED),
        ("2.12.2025 klo 9", when.PASSED),
        ("23.11. klo 9", when.PASSED_DATE),
        ("2.12.2062 klo 9", when.FAR),
        ("ensi perjantaina 9", when.TWO_DAYS),
        ("nästa fredag 9", when.TWO_DAYS),
        ("next Friday 9", when.TWO_DAYS),
        ("ti 10-9", when.BACKWARDS),
        ("ti 9.30 0 min", when.LENGTH),
        ("ti 9.30 481 min", when.LENGTH),
    ],
)
def test_what_is_not_certain_is_refused_with_a_sentence(text: str, why: str | None) -> None:
    if why is None:
        assert said(text) == "2026-11-25 09:00"  # tomorrow is a Wednesday: both say the same
    else:
        assert refused(text) == why


def test_a_weekday_is_the_next_one_and_todays_own_a_week_ahead() -> None:
    for day in range(7):
        now = NOW + timedelta(days=day)
        for name, number in (("ma", 0), ("ti", 1), ("ke", 2), ("to", 3), ("pe", 4), ("la", 5), ("su", 6)):
            start = when.read(f"{name} 9", now).start.date()
            assert start.weekday() == number
            assert 1 <= (start - now.date()).days <= 7


def test_a_date_that_has_passed_is_next_years_within_eleven_months() -> None:
    assert said("24.10. klo 9") == "2027-10-24 09:00"
    assert refused("25.10. klo 9") == when.PASSED_DATE
    january = datetime(2027, 1, 15, 9, tzinfo=HELSINKI)
    assert refused("14.1. klo 9", january) == when.PASSED_DATE
    assert said("20.12. klo 9", january) == "2027-12-20 09:00"


def test_summer_time_nights() -> None:
    assert refused("28.3.2027 klo 3.30") == when.SKIPPED
    assert refused("31.10.2027 klo 3.30") == when.TWICE
    assert said("28.3.2027 klo 2.59") == "2027-03-28 02:59"
    assert said("31.10.2027 klo 4.00") == "2027-10-31 04:00"
    assert when.read("1.6.2027 klo 9", NOW).start.utcoffset() == timedelta(hours=3)
    assert when.read("1.12. klo 9", NOW).start.utcoffset() == timedelta(hours=2)


def check(text: str) -> None:
    """A moment to come, or a fault with a sentence: nothing else may come of a text."""
    try:
        meant = when.read(text, NOW)
    except UsageFault as fault:
        if not str(fault):
            raise
        return
    assert meant.start > NOW
    assert meant.minutes is None or 1 <= meant.minutes <= 480


@given(st.text(max_size=120))
def test_whatever_is_typed_gives_a_moment_to_come_or_one_sentence(text: str) -> None:
    check(text)


PIECES = (
    "ti tiistai tis Tue ensi nästa next viikolla vecka week huomenna i morgon tomorrow klo kl. at 9 9.30 14:00 2.12. "
    "2.12 2026 2026-12-02 Dec joulukuuta 45 min h - . , om två in veckor viikon päästä vko 49 am pm 99 0"
)


@given(st.lists(st.sampled_from(PIECES.split()), max_size=6).map(" ".join))
def test_pieces_in_any_order_never_raise_anything_else(text: str) -> None:
    check(text)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31)).map(lambda m: m.replace(tzinfo=HELSINKI))
FORMS = (
    "{d.day}.{d.month}. klo {t.hour}.{t.minute:02}",
    "{d.day}.{d.month}. {t.hour}.{t.minute:02}",
    "{d.day}.{d.month} kl. {t.hour}.{t.minute:02}",
    "{d.day}.{d.month}.{d.year} {t.hour}.{t.minute:02}",
    "{d.year}-{d.month:02}-{d.day:02} {t.hour:02}:{t.minute:02}",
    "{d.day} {month} {t.hour}:{t.minute:02}",
    "{t.hour}:{t.minute:02} {d.day}.{d.month}.",
    "{weekday} {d.day}.{d.month}. klo {t.hour}.{t.minute:02}",
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("maanantai", "tisdag", "Wed", "to", "pe", "lör", "Sunday")


@given(MOMENTS, st.integers(1, 330), st.integers(7, 23), st.integers(0, 59), st.sampled_from(FORMS))
def test_every_form_of_a_date_is_read_back_as_it_was_written(
    now: datetime, days: int, hour: int, minute: int, form: str
) -> None:
    day: date = now.date() + timedelta(days=days)
    moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=HELSINKI)
    text = form.format(d=day, t=moment, month=MONTHS[day.month - 1], weekday=WEEKDAYS[day.weekday()])
    assert when.read(text, now).start == moment


def test_the_zone_is_that_of_the_moment_handed_in() -> None:
    plain = NOW.replace(tzinfo=timezone(timedelta(hours=-5)))
    assert when.read("Tue 9:30", plain).start == datetime(2026, 12, 1, 14, 30, tzinfo=UTC)
