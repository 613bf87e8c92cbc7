"""Calendars of every form: the times are right, or said to be unsure. Helsinki's time, as in every test."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kohtaa_tui.storage.calendars import told
from tests.calendars import DAY, Answered, calendar, event, read_path, read_text

DATA = Path(__file__).parents[1] / "data" / "calendars"

HELSINKI = "\r\n".join(
    ["BEGIN:DAYLIGHT", "DTSTART:16010325T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0300",
     "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT", "BEGIN:STANDARD", "DTSTART:16011028T040000",
     "TZOFFSETFROM:+0300", "TZOFFSETTO:+0200", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "END:STANDARD"]
)  # fmt: skip


def zone(name: str, lines: str = HELSINKI) -> str:
    return f"BEGIN:VTIMEZONE\r\nTZID:{name}\r\n{lines}\r\nEND:VTIMEZONE"


def at(tmp_path: Path, *lines: str, day: date = DAY, before: str = "", summary: str = "Tapaaminen") -> Answered:
    """What one event comes to."""
    parts = [before] if before else []
    return read_text(tmp_path, calendar(*parts, event(*lines, summary=summary)), day)


# --- one event ---


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:20261103T090000", "DTEND:20261103T094500"),
        ("DTSTART:20261103T070000Z", "DTEND:20261103T074500Z"),
        ("DTSTART;TZID=Europe/Helsinki:20261103T090000", "DTEND;TZID=Europe/Helsinki:20261103T094500"),
        ('DTSTART;TZID="Europe/Helsinki":20261103T090000', "DURATION:PT45M"),
        ("DTSTART;TZID=Europe/Stockholm:20261103T080000", "DTEND;TZID=Europe/Helsinki:20261103T094500"),
        ("DTSTART;TZID=FLE Standard Time:20261103T090000", "DTEND;TZID=FLE Standard Time:20261103T094500"),
        ("DTSTART;TZID=/freeassociation.example/Europe/Helsinki:20261103T090000", "DURATION:P0DT0H45M0S"),
        ("dtstart;value=date-time:20261103T090000", "dtend:20261103T094500"),
    ],
    ids=["floating", "UTC", "a zone", "a length", "two zones", "Windows", "a vendor's name", "small letters"],
)
def test_a_time_is_told_in_local_time(tmp_path: Path, lines: tuple[str, ...]) -> None:
    found = at(tmp_path, *lines)
    assert found.spans == ["2026-11-03T09:00:00+02:00/2026-11-03T09:45:00+02:00"]
    assert (found.said, found.all_day, found.titles) == ([], [False], ["Tapaaminen"])


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART;VALUE=DATE:20261103", "DTEND;VALUE=DATE:20261104"),
        ("DTSTART;VALUE=DATE:20261103",),
        ("DTSTART;VALUE=DATE:20261103", "DTEND;VALUE=DATE:20261103"),
        ("DTSTART;VALUE=DATE:20261103", "DURATION:P1D"),
        ("DTSTART:20261103", "DTEND:20261104"),
        ("DTSTART:20261103T000000", "DTEND:20261104T000000"),
    ],
)
def test_a_whole_day_lasts_from_midnight_to_midnight(tmp_path: Path, lines: tuple[str, ...]) -> None:
    found = at(tmp_path, *lines)
    assert found.spans == ["2026-11-03T00:00:00+02:00/2026-11-04T00:00:00+02:00"]
    assert (found.all_day, found.said) == ([True], [])
    assert at(tmp_path, *lines, day=date(2026, 11, 4)).times == []
    assert at(tmp_path, *lines, day=date(2026, 11, 2)).times == []


def test_a_holiday_of_a_week_is_there_on_each_of_its_days(tmp_path: Path) -> None:
    lines = ("DTSTART;VALUE=DATE:20261030", "DTEND;VALUE=DATE:20261106")
    assert at(tmp_path, *lines).spans == ["2026-10-30T00:00:00+02:00/2026-11-06T00:00:00+02:00"]


@pytest.mark.parametrize(("day", "there"), [(2, True), (3, True), (4, False)])
def test_an_appointment_over_midnight_belongs_to_both_days(tmp_path: Path, day: int, there: bool) -> None:
    found = at(tmp_path, "DTSTART:20261102T230000", "DTEND:20261103T003000", day=date(2026, 11, day))
    assert found.times == (["23:00–00:30"] if there else [])


def test_what_ends_at_midnight_is_not_there_the_day_after(tmp_path: Path) -> None:
    assert at(tmp_path, "DTSTART:20261102T230000", "DTEND:20261103T000000").times == []


def test_appointments_that_overlap_are_all_there_in_their_order(tmp_path: Path) -> None:
    text = calendar(
        event("DTSTART:20261103T093000", "DTEND:20261103T100000", uid="b"),
        event("DTSTART:20261103T090000", "DTEND:20261103T094500", uid="a"),
        event("DTSTART:20261103T090000", "DTEND:20261103T093000", uid="c"),
    )
    assert read_text(tmp_path, text).times == ["09:00–09:30", "09:00–09:45", "09:30–10:00"]


# --- both nights ---

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize("tz", ["", ";TZID=Europe/Helsinki", ";TZID=Customized Time Zone"], ids=["none", "IANA", "own"])
@pytest.mark.parametrize(
    ("day", "start", "end", "spans"),
    [
        (SPRING, "013000", "043000", ["2026-03-29T01:30:00+02:00/2026-03-29T04:30:00+03:00"]),
        (AUTUMN, "013000", "043000", ["2026-10-25T01:30:00+03:00/2026-10-25T04:30:00+02:00"]),
        (SPRING, "090000", "100000", ["2026-03-29T09:00:00+03:00/2026-03-29T10:00:00+03:00"]),
        (AUTUMN, "090000", "100000", ["2026-10-25T09:00:00+02:00/2026-10-25T10:00:00+02:00"]),
    ],
)
def test_over_the_change_of_the_clocks_the_times_are_right(
    tmp_path: Path, tz: str, day: date, start: str, end: str, spans: list[str]
) -> None:
    lines = (f"DTSTART{tz}:{day:%Y%m%d}T{start}", f"DTEND{tz}:{day:%Y%m%d}T{end}")
    found = at(tmp_path, *lines, day=day, before=zone("Customized Time Zone"))
    assert (found.spans, found.said) == (spans, [])


@pytest.mark.parametrize("tz", ["", ";TZID=Europe/Helsinki", ";TZID=Customized Time Zone"], ids=["none", "IANA", "own"])
@pytest.mark.parametrize("day", [SPRING, AUTUMN], ids=["not at all", "twice"])
def test_a_time_that_is_there_twice_or_not_at_all_is_unsure(tmp_path: Path, tz: str, day: date) -> None:
    lines = (f"DTSTART{tz}:{day:%Y%m%d}T033000", f"DTEND{tz}:{day:%Y%m%d}T050000")
    found = at(tmp_path, *lines, day=day, before=zone("Customized Time Zone"))
    assert [f.unsure for f in found.raw.found] == [True]
    assert found.messages == [told.NIGHT]


def test_in_utc_nothing_about_that_night_is_unsure(tmp_path: Path) -> None:
    found = at(tmp_path, "DTSTART:20261025T003000Z", "DTEND:20261025T013000Z", day=AUTUMN)
    assert found.spans == ["2026-10-25T03:30:00+03:00/2026-10-25T03:30:00+02:00"]
    assert found.said == []


# --- zones ---


def test_a_zone_that_the_file_itself_tells_is_followed(tmp_path: Path) -> None:
    lines = ("DTSTART;TZID=Customized Time Zone:20261103T090000", "DTEND;TZID=Customized Time Zone:20261103T094500")
    found = at(
        tmp_path, *lines, before=zone("Customized Time Zone", HELSINKI.replace("0300", "0900").replace("0200", "0800"))
    )
    assert found.spans == ["2026-11-03T03:00:00+02:00/2026-11-03T03:45:00+02:00"]
    assert found.said == []


@pytest.mark.parametrize(
    "told_zone",
    ["", "X-NOTHING:1", HELSINKI.replace("YEARLY", "SECONDLY")],
    ids=["none told", "nothing in it", "a rule by the second"],
)
def test_a_zone_that_nobody_knows_is_unsure(tmp_path: Path, told_zone: str) -> None:
    before = zone("Customized Time Zone", told_zone) if told_zone else ""
    lines = ("DTSTART;TZID=Customized Time Zone:20261103T090000", "DTEND;TZID=Customized Time Zone:20261103T094500")
    found = at(tmp_path, *lines, before=before)
    assert found.times == ["09:00–09:45?"]
    assert found.said == [
        "mine: the time zone “Customized Time Zone” is not known. Its times are taken as they stand and may be wrong."
    ]


@pytest.mark.parametrize("name", ["Europe", "../../etc/passwd", "a\tb", "x" * 300, "/", "Europe/Helsinki/x"])
def test_no_name_of_a_zone_does_harm(tmp_path: Path, name: str) -> None:
    assert at(tmp_path, f"DTSTART;TZID={name}:20261103T090000", "DURATION:PT45M").times == ["09:00–09:45?"]


def test_two_files_may_mean_two_zones_by_one_name(tmp_path: Path) -> None:
    lines = ("DTSTART;TZID=Own:20261103T090000", "DURATION:PT45M")
    for name, zones in (("a", HELSINKI), ("b", HELSINKI.replace("0300", "0200").replace("+0200", "+0100"))):
        (tmp_path / f"{name}.ics").write_text(calendar(zone("Own", zones), event(*lines, uid=name)))
    assert read_path(tmp_path).times == ["09:00–09:45", "10:00–10:45"]


def test_a_series_in_utc_follows_the_clock_of_its_calendar(tmp_path: Path) -> None:
    lines = ("DTSTART:20250603T060000Z", "DTEND:20250603T064500Z", "RRULE:FREQ=WEEKLY")
    assert at(tmp_path, *lines).times == ["08:00–08:45"]
    assert at(tmp_path, *lines, before="X-WR-TIMEZONE:Europe/Helsinki").times == ["09:00–09:45"]


@pytest.mark.parametrize(
    ("zone", "times"),
    [("Europe/Helsinki", ["09:00–09:45"]), ("Nowhere", ["09:00–09:45"]), ("Asia/Tokyo", ["09:00–09:45?"])],
)
def test_a_time_in_no_zone_is_unsure_where_its_calendar_is_of_another(
    tmp_path: Path, zone: str, times: list[str]
) -> None:
    found = at(tmp_path, "DTSTART:20261103T090000", "DURATION:PT45M", before=f"X-WR-TIMEZONE:{zone}")
    assert (found.times, found.messages) == (times, [told.ELSEWHERE] if "?" in times[0] else [])


# --- series ---

WEEKLY = ("DTSTART;TZID=Europe/Helsinki:20200107T090000", "DTEND;TZID=Europe/Helsinki:20200107T094500")


@pytest.mark.parametrize(
    ("rule", "there"),
    [
        ("FREQ=WEEKLY", True),
        ("FREQ=WEEKLY;INTERVAL=2", True),
        ("FREQ=WEEKLY;INTERVAL=5", False),
        ("FREQ=WEEKLY;BYDAY=MO,WE", False),
        ("FREQ=WEEKLY;COUNT=357", True),
        ("FREQ=WEEKLY;COUNT=356", False),
        ("FREQ=WEEKLY;COUNT=1000000000", True),
        ("FREQ=DAILY;INTERVAL=7", True),
        ("FREQ=DAILY;BYDAY=TU", True),
        ("FREQ=DAILY;INTERVAL=2", True),
        ("FREQ=DAILY;INTERVAL=3", False),
        ("FREQ=MONTHLY;BYDAY=1TU", True),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1", True),
        ("FREQ=MONTHLY;BYDAY=2TU", False),
        ("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=3", True),
        ("FREQ=WEEKLY;UNTIL=20261103", True),
        ("FREQ=WEEKLY;UNTIL=20261103T070000Z", True),
        ("FREQ=WEEKLY;UNTIL=20261103T065959Z", False),
        ("FREQ=WEEKLY;UNTIL=20261102", False),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", False),
        ("FREQ=WEEKLY;COUNT=-1", True),
        ("FREQ=WEEKLY;BYDAY=MO\r\nRRULE:FREQ=WEEKLY;BYDAY=TU", True),
        ("FREQ=WEEKLY;BYDAY=MO\r\nRRULE:FREQ=WEEKLY;BYDAY=WE", False),
        ("", False),
        ("FREQ=WEEKLY;RSCALE=GREGORIAN;SKIP=OMIT", True),
    ],
)
def test_a_series_is_there_on_its_days(tmp_path: Path, rule: str, there: bool) -> None:
    found = at(tmp_path, *WEEKLY, f"RRULE:{rule}")
    assert found.times == (["09:00–09:45"] if there else [])
    assert found.said == []


def test_a_series_of_many_years_is_what_it_is_without_the_shortcut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kohtaa_tui.storage.calendars import rewriting

    rules = [f"FREQ={f};INTERVAL={n}{by}" for f in ("DAILY", "WEEKLY") for n in (1, 2, 3, 4, 7)
             for by in ("", ";BYDAY=TU", ";BYDAY=MO,TU;WKST=SU", ";BYMONTH=11", ";BYMONTHDAY=3")]  # fmt: skip
    text = calendar(*(event(*WEEKLY, f"RRULE:{rule}", uid=rule, summary=rule) for rule in rules))
    short = read_text(tmp_path, text).titles
    monkeypatch.setattr(rewriting.Rewritten, "_shift", lambda *_: 0)
    assert sorted(read_text(tmp_path, text).titles) == sorted(short)
    assert 10 < len(short) < len(rules)


@pytest.mark.parametrize("until", ["20261103", "20261102T220000Z"])
def test_the_last_whole_day_of_a_series_is_in_it(tmp_path: Path, until: str) -> None:
    lines = ("DTSTART;VALUE=DATE:20261027", f"RRULE:FREQ=WEEKLY;UNTIL={until}")
    assert at(tmp_path, *lines).all_day == [True]


def test_a_series_keeps_its_hour_on_the_wall(tmp_path: Path) -> None:
    lines = (*WEEKLY, "RRULE:FREQ=WEEKLY")
    assert at(tmp_path, *lines, day=date(2026, 10, 20)).spans == ["2026-10-20T09:00:00+03:00/2026-10-20T09:45:00+03:00"]
    assert at(tmp_path, *lines, day=DAY).spans == ["2026-11-03T09:00:00+02:00/2026-11-03T09:45:00+02:00"]


def test_an_exception_is_not_there(tmp_path: Path) -> None:
    for exception in (
        "EXDATE;TZID=Europe/Helsinki:20261103T090000",
        "EXDATE:20261103T070000Z",
        "EXDATE;VALUE=DATE:20261103",
        "EXDATE;TZID=FLE Standard Time:20261027T090000,20261103T090000",
    ):
        assert at(tmp_path, *WEEKLY, "RRULE:FREQ=WEEKLY", exception).times == [], exception


def changed(*lines: str, of: str = "20261103T090000") -> str:
    return event(f"RECURRENCE-ID;TZID=Europe/Helsinki:{of}", *lines, summary="Siirretty")


@pytest.mark.parametrize(
    ("start", "times"),
    [
        ("20261103T130000", {3: ["13:00–13:30"], 4: []}),
        ("20261104T080000", {3: [], 4: ["08:00–08:30"]}),
    ],
)
def test_an_occurrence_that_was_moved_is_where_it_was_moved_to(
    tmp_path: Path, start: str, times: dict[int, list[str]]
) -> None:
    moved = changed(f"DTSTART;TZID=Europe/Helsinki:{start}", "DURATION:PT30M")
    text = calendar(event(*WEEKLY, "RRULE:FREQ=WEEKLY"), moved)
    for day, expected in times.items():
        found = read_text(tmp_path, text, date(2026, 11, day))
        assert found.times == expected
        assert found.titles == ["Siirretty"] * len(expected)


def test_an_occurrence_that_was_moved_out_of_an_old_series_is_there(tmp_path: Path) -> None:
    moved = changed("DTSTART;TZID=Europe/Helsinki:20261103T130000", "DURATION:PT30M", of="20200121T090000")
    found = read_text(tmp_path, calendar(event(*WEEKLY, "RRULE:FREQ=WEEKLY;UNTIL=20200201T000000Z"), moved))
    assert found.times == ["13:00–13:30"]


def test_from_one_occurrence_on_all_may_be_moved(tmp_path: Path) -> None:
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Helsinki;RANGE=THISANDFUTURE:20261020T090000",
        "DTSTART;TZID=Europe/Helsinki:20261020T140000",
        "DURATION:PT30M",
    )
    assert read_text(tmp_path, calendar(event(*WEEKLY, "RRULE:FREQ=WEEKLY"), moved)).times == ["14:00–14:30"]


def test_what_was_cancelled_is_not_there(tmp_path: Path) -> None:
    series, times = event(*WEEKLY, "RRULE:FREQ=WEEKLY"), ("DTSTART:20261103T090000", "DURATION:PT30M")
    one = changed("DTSTART;TZID=Europe/Helsinki:20261103T090000", "DURATION:PT30M", "STATUS:CANCELLED")
    assert read_text(tmp_path, calendar(series, one)).times == []
    assert at(tmp_path, *times, "STATUS:CANCELLED").times == []
    assert at(tmp_path, *times, before="METHOD:CANCEL").times == []
    newer = event(*times, "SEQUENCE:2", "STATUS:CANCELLED")
    assert read_text(tmp_path, calendar(event(*times, "SEQUENCE:1"), newer)).times == []


def test_a_newer_version_of_an_event_stands_for_all_older_ones(tmp_path: Path) -> None:
    old = event("DTSTART:20261103T090000", "DURATION:PT30M", "SEQUENCE:1")
    new = event("DTSTART:20261110T090000", "DURATION:PT30M", "SEQUENCE:2")
    assert read_text(tmp_path, calendar(old, new)).times == []
    assert read_text(tmp_path, calendar(old, new), date(2026, 11, 10)).times == ["09:00–09:30"]


def test_two_appointments_with_one_id_are_both_there_and_unsure(tmp_path: Path) -> None:
    pair = [event(f"DTSTART:20261103T{hour}0000", "DURATION:PT30M", uid="0") for hour in ("09", "11")]
    found = read_text(tmp_path, calendar(*pair))
    assert found.times == ["09:00–09:30?", "11:00–11:30?"]
    assert found.messages == [told.TWICE]


def test_extra_days_of_a_series_are_there(tmp_path: Path) -> None:
    assert at(tmp_path, *WEEKLY, "RDATE;TZID=Europe/Helsinki:20261103T100000").times == ["10:00–10:45"]
    period = "RDATE;VALUE=PERIOD;TZID=Europe/Helsinki:20261103T100000/PT2H"
    assert at(tmp_path, *WEEKLY, period).times == ["10:00–12:00"]


# --- what is said ---


@pytest.mark.parametrize(
    ("lines", "times", "message"),
    [
        (("DTSTART:20261103T100000", "DTEND:20261103T090000"), ["09:00–10:00?"], told.BACKWARDS),
        (("DTSTART:20261103T100000", "DURATION:-PT30M"), ["09:30–10:00?"], told.BACKWARDS),
        (("DTSTART:20261103T100000",), ["10:00–10:00?"], told.ENDLESS),
        ((*WEEKLY, "RRULE:FREQ=WEEKLY", "EXRULE:FREQ=MONTHLY"), ["09:00–09:45?"], told.HALF_RULE),
    ],
)
def test_what_is_unsure_is_said(tmp_path: Path, lines: tuple[str, ...], times: list[str], message: str) -> None:
    found = at(tmp_path, *lines)
    assert (found.times, found.messages) == (times, [message])


# --- the exports of real programs, imitated: tests/data/calendars says which ---


@pytest.mark.parametrize(
    ("name", "times", "said"),
    [
        (
            "imitation-outlook.ics",
            ["00:00–00:00", "09:00–09:45", "10:00–10:45", "13:30–14:00"],
            [],
        ),
        ("imitation-nextcloud.ics", ["00:00–00:00", "08:30–09:15", "12:00–13:00"], []),
        ("imitation-google.ics", ["09:00–10:00", "15:00–15:30"], []),
    ],
)
def test_the_exports_of_usual_programs(name: str, times: list[str], said: list[str]) -> None:
    found = read_path(DATA / name)
    assert (found.times, found.said) == (times, said)
