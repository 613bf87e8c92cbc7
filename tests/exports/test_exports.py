"""Every export: what all of them keep, whatever their form."""

from __future__ import annotations

import inspect
import json
from importlib import import_module
from pathlib import Path

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kohtaa_tui import exports
from kohtaa_tui.commands.handing_parser import FORMATS
from kohtaa_tui.domain.pack import LANGUAGES
from kohtaa_tui.domain.personal import find
from kohtaa_tui.exports import EXPORTS, file_name
from kohtaa_tui.exports.masked import masked_session
from kohtaa_tui.i18n import Words
from tests import meetings
from tests.build import story

EN = Words("en")
EACH = pytest.mark.parametrize("name", EXPORTS)


def test_what_can_be_typed_is_what_there_is() -> None:
    assert tuple(EXPORTS) == FORMATS


@EACH
def test_each_is_one_file_and_one_line(name: str) -> None:
    module, _, function = EXPORTS[name].make.partition(".")
    made = getattr(import_module(f"{exports.__name__}.{module}"), function)
    assert Path(inspect.getfile(made)).name == f"{module}.py"
    assert len(inspect.signature(made).parameters) == 3


@EACH
def test_each_ends_its_last_line(name: str) -> None:
    assert EXPORTS[name](meetings.usual(), EN).endswith("\n")


@EACH
def test_none_tells_a_thought_of_the_advisers(name: str) -> None:
    session = story().note("seen").at("1:00").end().reflect("s0", "a thought of my own").session
    assert "thought" not in EXPORTS[name](session, EN)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["text", "markdown", "csv", "html"])
def test_what_a_reader_must_know_is_in_the_text(name: str, language: str) -> None:
    words = Words(language)
    running = story().at("1:00").note("x").session
    told = {
        words("This meeting has not ended."): running,
        words("Corrected afterwards"): story().at("6:00").forward().at("20:00").end().after("1:00").move(1, "7:00"),
    }
    for sentence, session in told.items():
        assert sentence in EXPORTS[name](getattr(session, "session", session), words)
        assert sentence not in EXPORTS[name](meetings.usual(), words)


def test_a_running_meeting_is_told_as_it_stands_now() -> None:
    running = story().at("1:00").note("x").session
    for name in ("markdown", "csv", "html", "json"):
        assert EXPORTS[name](running, EN, 9 * 60_000) != EXPORTS[name](running, EN, 60_000)
    assert json.loads(EXPORTS["json"](running, EN, 9 * 60_000))["phases"][0]["used_s"] == 540


def test_only_what_a_spreadsheet_reads_has_a_mark_before_it() -> None:
    assert [name for name, export in EXPORTS.items() if export.data("x") != b"x"] == ["csv"]
    assert EXPORTS["csv"].data("ä") == "ä".encode("utf-8-sig")


def test_a_files_name_tells_the_time_alone() -> None:
    assert file_name(story(reference="K-17").end().session, "csv") == "kohtaa-20261103-1002.csv"


# --- what may point to a person ---

PERSONAL = (
    "100190-999P",
    "100190Y999P",
    "100190-999p",
    "hetu on 100190-999P",
    "100190-999P, ja muuta",
    "010190-999K",  # a wrong check letter: mistyped, and points to a person all the same
    "soita 040 555 0100",
    "kirjoita nimi@example.org",
)


@pytest.mark.parametrize("text", PERSONAL)
@pytest.mark.parametrize("name", [name for name, export in EXPORTS.items() if export.private])
def test_masked_nothing_is_left_in_any_form(name: str, text: str) -> None:
    assert find(text)
    session = story(reference=text).note(text).note(f"x: {text}", "agreed").at("1:00").end().session
    told = EXPORTS[name](masked_session(session), EN)
    for part in ("999P", "999p", "999K", "0100", "nimi@", "example.org"):
        assert part not in told
    assert "***" in told.replace("\\", "")


def test_masking_leaves_json_whole_and_figures_alone() -> None:
    session = masked_session(story(reference="040 555 0100").note("100190-999P").at("1:00").end().session)
    told = json.loads(EXPORTS["json"](session, EN))
    assert (told["reference"], told["notes"][0]["text"]) == ("***", "***")
    assert told["started_at"] == "2026-11-03T10:02:00+02:00"


# --- the calendar file ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_meeting_in_a_calendar_says_nothing_of_the_client(language: str) -> None:
    session, words = meetings.usual(), Words(language)
    event = icalendar.Calendar.from_ical(EXPORTS["ics"](session, words)).walk("VEVENT")[0]
    assert event.decoded("dtstart") == session.began_at
    assert (event.decoded("dtend") - event.decoded("dtstart")).total_seconds() == 46 * 60
    assert str(event["summary"]) == words("Meeting")
    assert sorted(event) == ["DTEND", "DTSTAMP", "DTSTART", "SUMMARY", "UID"]
    assert EXPORTS["ics"](session, words) == EXPORTS["ics"](session, words)  # taken in twice it is there once


def test_a_running_meeting_lasts_until_its_planned_end() -> None:
    event = icalendar.Calendar.from_ical(EXPORTS["ics"](story(45).at("1:00").session, EN)).walk("VEVENT")[0]
    assert (event.decoded("dtend") - event.decoded("dtstart")).total_seconds() == 45 * 60


# --- the times alone ---

MARKER = "Zyxwv"


@given(st.sampled_from([None, "words", "strength", "question", "agreed"]))
def test_times_hold_no_text_and_no_reference(mark: str | None) -> None:
    """A marker stands in every text that a session has; not one of them is in its times."""
    told = (
        story(45, ["first"], reference=MARKER)
        .note(MARKER, mark)  # type: ignore[arg-type]
        .at("3:00")
        .pause(MARKER)
        .at("4:00")
        .resume()
        .at("9:00")
        .forward()
        .at("45:00")
        .end()
        .reflect("s0", MARKER)
        .note(MARKER)
        .session
    )
    session = replace(told, plan=_marked(told.plan))
    assert json.dumps(_raw(session)).count(MARKER) > 20
    assert MARKER not in EXPORTS["timing"](session, EN)
    assert session.id not in EXPORTS["timing"](session, EN)


def _raw(session: object) -> object:
    import msgspec

    return json.loads(msgspec.json.encode(msgspec.to_builtins(session, str_keys=True)))


def _marked(plan: object) -> object:
    """The plan with the marker in every text of its own; ids stay, for they are letters of a to z."""
    import msgspec

    def walk(value: object, key: str = "") -> object:
        if isinstance(value, dict):
            return {k: walk(v, k) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [walk(v, key) for v in value]
        return MARKER if isinstance(value, str) and key in ("fi", "sv", "en") else value

    return msgspec.convert(walk(msgspec.to_builtins(plan)), type(plan))


def test_times_tell_all_that_is_known_of_time() -> None:
    told = json.loads(EXPORTS["timing"](meetings.usual(), EN))
    assert (told["minutes"], told["length_s"], told["over_s"], told["paused_s"]) == (45, 2780, 80, 120)
    assert sum(phase["used_s"] for phase in told["phases"]) + told["paused_s"] == told["length_s"]
    assert told["order"] == ["empatia", "ohjaus", "neuvonta", "hyvastely"]
