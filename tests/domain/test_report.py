"""The contract of `show --json` and `list --json`."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import given

from kohtaa_tui.domain import timing
from kohtaa_tui.domain.notes import Agreement
from kohtaa_tui.domain.report import agreements, listed, report
from kohtaa_tui.domain.session import Session
from tests.build import Story, ms, story
from tests.domain.strategies import stories

KEYS = [
    "schema",
    "id",
    "status",
    "pack",
    "language",
    "reference",
    "circumstances",
    "due_at",
    "started_at",
    "late_s",
    "planned_end_at",
    "ended_at",
    "paused_s",
    "phases",
    "notes",
    "agreements",
    "prompts_done",
]


def as_json(session: Session, at_ms: int = 0) -> dict[str, Any]:
    return json.loads(msgspec.json.encode(report(session, at_ms)))


def meeting() -> Story:
    told = story(45, ["remote", "first"]).at("1:00").tick("e1").note("haluan työtä", "words")
    told.at("11:00").enter("ohjaus").at("15:00").pause().at("16:30").resume()
    told.at("17:00").fit(2).at("30:00").enter("neuvonta").tick("n1")
    told.at("40:00.500").note("asiakas: etsii todistukset pe", "agreed").enter("ohjaus").at("41:00").enter("hyvastely")
    return told.at("44:59.900")


def test_the_keys_come_in_the_order_of_the_contract() -> None:
    whole = as_json(meeting().end().session)
    assert list(whole) == KEYS
    assert list(whole["pack"]) == ["id", "version"]
    assert [list(phase) for phase in whole["phases"]] == [
        ["id", "planned_s", "planned_first_s", "used_s", "visits"]
    ] * 4
    assert [list(note) for note in whole["notes"]] == [["id", "at_s", "phase", "mark", "text"]] * 2
    assert [list(a) for a in whole["agreements"]] == [["text", "who", "due"]]


def test_a_whole_meeting_reads_as_it_went() -> None:
    assert as_json(meeting().end().session) == {
        "schema": 1,
        "id": "20261103-test",
        "status": "ended",
        "pack": {"id": "kohtaava", "version": 1},
        "language": "fi",
        "reference": "K-17",
        "circumstances": ["first", "remote"],
        "due_at": None,
        "started_at": "2026-11-03T10:02:00+02:00",
        "late_s": 0,
        "planned_end_at": "2026-11-03T10:47:00+02:00",
        "ended_at": "2026-11-03T10:46:59+02:00",
        "paused_s": 90,
        "phases": [
            {"id": "empatia", "planned_s": 660, "planned_first_s": 660, "used_s": 660, "visits": 1},
            {"id": "ohjaus", "planned_s": 1230, "planned_first_s": 1080, "used_s": 1110, "visits": 2},
            {"id": "neuvonta", "planned_s": 420, "planned_first_s": 660, "used_s": 600, "visits": 1},
            {"id": "hyvastely", "planned_s": 300, "planned_first_s": 300, "used_s": 239, "visits": 1},
        ],
        "notes": [
            {"id": 3, "at_s": 60, "phase": "empatia", "mark": "words", "text": "haluan työtä"},
            {
                "id": 10,
                "at_s": 2400,
                "phase": "neuvonta",
                "mark": "agreed",
                "text": "asiakas: etsii todistukset pe",
            },
        ],
        "agreements": [{"text": "asiakas: etsii todistukset pe", "who": "asiakas", "due": "2026-11-06"}],
        "prompts_done": ["e1", "n1"],
    }


def test_a_running_meeting_has_no_end_and_counts_to_now() -> None:
    told = story(30).at("2:00").pause()
    whole = as_json(told.session, ms("3:30"))
    assert (whole["status"], whole["ended_at"], whole["paused_s"]) == ("running", None, 90)
    assert [phase["used_s"] for phase in whole["phases"]] == [120, 0, 0, 0]


def test_a_meeting_that_nothing_happened_in_has_empty_lists_and_no_missing_keys() -> None:
    whole = as_json(story(30, reference="").session)
    assert list(whole) == KEYS
    assert [whole[key] for key in ("circumstances", "notes", "agreements", "prompts_done")] == [[], [], [], []]
    assert whole["reference"] == ""


def test_an_agreement_without_who_and_when_says_so_with_null() -> None:
    assert as_json(story().note("katsotaan", "agreed").session)["agreements"] == [
        {"text": "katsotaan", "who": None, "due": None}
    ]


def test_a_plain_note_has_no_mark() -> None:
    assert as_json(story().note("a").session)["notes"][0]["mark"] is None


def test_thoughts_afterwards_are_in_no_report() -> None:
    told = story().at("1:00").end().reflect("s1", "salaisuus")
    assert "salaisuus" not in json.dumps(as_json(told.session))


def test_the_due_day_is_counted_from_the_day_the_meeting_began() -> None:
    told = story(60, wall="2026-11-05T23:30:00+02:00").at("45:00").note("soitan pe", "agreed")
    assert agreements(told.session) == [Agreement("soitan pe", None, date(2026, 11, 6))]


def test_a_clock_set_right_does_not_move_a_due_day() -> None:
    told = story().at("1:00").clock(7 * 86_400).note("soitan pe", "agreed")
    assert agreements(told.session)[0].due == date(2026, 11, 6)


def test_times_keep_the_offset_of_the_start() -> None:
    whole = as_json(story(30, wall="2026-03-29T02:45:00+02:00").at("30:00").end().session)
    assert (whole["started_at"], whole["ended_at"]) == ("2026-03-29T02:45:00+02:00", "2026-03-29T03:15:00+02:00")
    assert as_json(story(30, wall="2026-07-01T09:00:00+00:00").session)["started_at"] == "2026-07-01T09:00:00+00:00"


def test_parts_of_seconds_are_cut_everywhere_alike() -> None:
    whole = as_json(story(30, wall="2026-11-03T10:02:00.900+02:00").at("0:05.800").end().session)
    assert (whole["started_at"], whole["ended_at"]) == ("2026-11-03T10:02:00+02:00", "2026-11-03T10:02:05+02:00")


@given(stories(ends=True))
def test_an_ended_meetings_figures_agree(told: Story) -> None:
    whole = as_json(told.session)
    started, ended, planned = (
        datetime.fromisoformat(whole[key]) for key in ("started_at", "ended_at", "planned_end_at")
    )
    elapsed = sum(phase["used_s"] for phase in whole["phases"]) + whole["paused_s"]
    assert ended - started == timedelta(seconds=elapsed)
    assert started.utcoffset() is not None
    assert planned - started == timedelta(seconds=timing.planned_length_s(told.session))


@given(stories())
def test_lengths_are_integers_and_notes_lie_in_the_meeting(told: Story) -> None:
    whole = as_json(told.session, told.now)
    figures = [whole["schema"], whole["paused_s"], *(v for p in whole["phases"] for k, v in p.items() if k != "id")]
    assert all(type(figure) is int and figure >= 0 for figure in figures)
    elapsed = sum(phase["used_s"] for phase in whole["phases"]) + whole["paused_s"]
    assert all(type(note["at_s"]) is int and 0 <= note["at_s"] <= elapsed for note in whole["notes"])
    assert sum(phase["planned_first_s"] for phase in whole["phases"]) == 60 * told.session.plan.minutes
    assert sum(phase["visits"] for phase in whole["phases"]) == len(told.session.visits)


def test_the_list_has_the_keys_of_its_contract() -> None:
    assert json.loads(msgspec.json.encode(listed(meeting().end().session))) == {
        "id": "20261103-test",
        "status": "ended",
        "started_at": "2026-11-03T10:02:00+02:00",
        "ended_at": "2026-11-03T10:46:59+02:00",
        "pack": "kohtaava",
        "reference": "K-17",
        "minutes": 45,
    }


def test_a_paused_meeting_is_running_in_the_list() -> None:
    line = listed(story(30).pause().session)
    assert (line.status, line.ended_at, line.minutes) == ("running", None, 30)


def test_the_lists_minutes_are_those_now_planned() -> None:
    assert listed(story(30).fit(end=5).session).minutes == 35
