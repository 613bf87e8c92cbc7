"""What one meeting leaves for the statistics."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import pytest
from msgspec.structs import replace

from kohtaa_tui.domain.measured import measured
from kohtaa_tui.domain.statistics import Statistic, counts, from_bytes, monday, statistic, to_bytes, week_of
from tests.build import Story, story

CHANCE = "0123456789abcdef" * 2


def held(made: Story) -> Story:
    """Three phases of seven, eight and nine minutes, the last one not entered."""
    return made.at("7:00").enter("ohjaus").at("15:00").enter("neuvonta").at("24:00").end()


def told(made: Story) -> Statistic:
    return statistic(measured(made.session), CHANCE, "00ff")


def test_it_tells_times_and_nothing_else() -> None:
    due = datetime.fromisoformat("2026-11-03T09:58:30+02:00")
    made = story(45, ("first", "remote"), reference="K-4711", language="sv", due=due)
    one = told(held(made.note("hemlighet").note("sovittu", "agreed")))
    assert msgspec.to_builtins(one) == {
        "schema": 1,
        "id": CHANCE,
        "week": "2026-W45",
        "pack": "kohtaava",
        "pack_version": 1,
        "pack_hash": "00ff",
        "minutes": 45,
        "circumstances": ["first", "remote"],
        "language": "sv",
        "late_min": 3,
        "phases": [
            {"id": "empatia", "planned_s": 660, "used_s": 420, "minimum_s": 300, "visits": 1},
            {"id": "ohjaus", "planned_s": 1080, "used_s": 480, "minimum_s": 240, "visits": 1},
            {"id": "neuvonta", "planned_s": 660, "used_s": 540, "minimum_s": 180, "visits": 1},
            {"id": "hyvastely", "planned_s": 300, "used_s": 0, "minimum_s": 180, "visits": 0},
        ],
    }
    data = to_bytes(one)
    assert from_bytes(data) == one
    assert data.count(b"\n") == 1
    assert not any(part in data for part in (b"4711", b"hemlighet", b"sovittu", b"10:0", b"-11-0", b"20261103"))


def test_two_meetings_of_one_week_differ_in_chance_alone() -> None:
    monday_, friday = (held(story(wall=f"2026-11-0{day}T{hour}:00:00+02:00")) for day, hour in ((2, "08"), (6, "15")))
    assert told(monday_) == told(friday)


def test_what_is_planned_is_what_was_planned_at_first() -> None:
    found = told(held(story(45).at("1:00").fit(phase=3)))
    assert [p.planned_s for p in found.phases] == [p.minutes * 60 for p in story(45).session.plan.phases]


def test_in_which_order_circumstances_were_chosen_is_not_told() -> None:
    times = measured(held(story(45, ("first", "remote"))).session)
    turned = replace(times, circumstances=times.circumstances[::-1])
    assert statistic(times, CHANCE) == statistic(turned, CHANCE)


def test_a_meeting_of_one_phase_counts() -> None:
    times = measured(story().at("29:00").end().session)
    assert counts(replace(times, phases=times.phases[:1]))


@pytest.mark.parametrize(
    ("day", "week", "first"),
    [
        ("2026-11-22", "2026-W47", "2026-11-16"),
        ("2027-01-01", "2026-W53", "2026-12-28"),
        ("2024-12-30", "2025-W01", "2024-12-30"),
    ],
)
def test_a_week_and_its_monday(day: str, week: str, first: str) -> None:
    assert week_of(date.fromisoformat(day)) == week
    assert monday(week) == datetime.fromisoformat(f"{first}T00:00:00+00:00")


def test_the_week_is_that_of_the_place_where_it_was_held() -> None:
    """Sunday night in Helsinki is Sunday, whatever day it is in Greenwich."""
    assert told(held(story(wall="2026-11-23T00:30:00+02:00"))).week == "2026-W48"


@pytest.mark.parametrize(
    ("made", "counted"),
    [
        (story().at("1:00").enter("ohjaus").at("4:59").end(), False),
        (story().at("1:00").enter("ohjaus").at("5:00").end(), True),
        (story().at("29:00").end(), False),
        (story().at("29:00").enter("hyvastely").at("29:10").end(), True),
    ],
    ids=["short", "just long enough", "first phase only", "a phase left out"],
)
def test_what_was_hardly_a_meeting_does_not_count(made: Story, counted: bool) -> None:
    assert counts(measured(made.session)) is counted


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 2},
        {"id": "x"},
        {"week": "2026-W54"},
        {"week": "2025-W53"},
        {"pack": "=1+1"},
        {"pack_hash": "Ä"},
        {"minutes": -1},
        {"minutes": 1e300},
        {"late_min": True},
        {"phases": []},
        {"phases": [{"id": "a", "planned_s": 1, "used_s": 10**9, "minimum_s": 0, "visits": 1}]},
        {"note": "more than there is"},
    ],
    ids=str,
)
def test_what_is_not_ours_is_refused(change: dict[str, object]) -> None:
    good = msgspec.to_builtins(told(held(story())))
    assert from_bytes(msgspec.json.encode(good))
    with pytest.raises(ValueError, match=r".+"):
        from_bytes(msgspec.json.encode(good | change))


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b"null", b'{"schema":1}'],
    ids=["empty", "cut", "list", "bytes", "deep", "null", "bare"],
)
def test_what_is_no_json_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_bytes(data)
