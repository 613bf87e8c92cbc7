"""What `show`, `where` and `keys` print, and what the exports tell."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest

from kohtaa_tui.commands import sessions
from kohtaa_tui.domain.session import Session
from kohtaa_tui.errors import StorageFault
from kohtaa_tui.exports import EXPORTS
from kohtaa_tui.exports.markdown import escaped
from kohtaa_tui.i18n import Words
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.settings import Settings
from kohtaa_tui.tui.bindings import ACTIONS
from tests.build import START, Story, story
from tests.fakes import FakeClock, places
from tests.looked import looked

ID = "20261103T080200Z-0123abcd"
EN = Words("en")

FIELDS = [
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


def held() -> Story:
    return (
        story(circumstances=["first"])
        .at("1:00")
        .note("haluan tehdä omaa työtäni", "words")
        .tick("e1")
        .at("7:00")
        .forward()
        .note("opasti mielellään uusia", "strength")
        .at("9:00")
        .pause()
        .at("11:00")
        .resume()
        .note("todistukset kadonneet", "question")
        .note("asiakas: etsii todistukset pe", "agreed")
        .note("sateinen päivä")
        .at("24:00")
        .enter("hyvastely")
        .at("29:00")
        .end()
        .reflect("s1", "oma ajatus")
    )


def kept(archive: Archive, session: Session, session_id: str = ID) -> Session:
    from msgspec.structs import replace

    journal = archive.create(archive.path(session_id, "jsonl"))
    journal.append(session.records)
    journal.close()
    return replace(session, id=session_id)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(places(tmp_path))


def shown(archive: Archive, form: sessions.Form, clock: FakeClock | None = None, words: Words = EN) -> str:
    out = io.StringIO()
    assert sessions.show(archive, ID, words, form, out, io.StringIO(), clock or FakeClock()) == 0
    return out.getvalue()


def test_the_text_tells_what_was_agreed_and_where_the_time_went(archive: Archive) -> None:
    kept(archive, held().session)
    text = shown(archive, "text")
    assert "Meeting Tue 3 Nov 2026 10:02–10:31" in text
    assert "! asiakas · etsii todistukset pe · Fri 6 Nov" in text
    bars = {line.split("  ")[1].strip(): line for line in text.splitlines() if "planned" in line}
    assert "used 7 min" in bars["Empathy phase"]
    assert "not this time" in bars["Advice phase"]
    assert "█" in bars["Guidance phase"]
    assert "10:03  ” haluan tehdä omaa työtäni" in text
    assert "✓ Breathe." in text
    assert "oma ajatus" not in text
    assert max(len(line) for line in text.splitlines()) <= 80


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_the_text_speaks_the_persons_language(archive: Archive, language: str) -> None:
    kept(archive, held().session)
    assert ("Empatiavaihe" if language == "fi" else "Empatifasen") in shown(archive, "text", words=Words(language))


def test_a_late_start_is_told_in_one_line_with_what_it_cost(archive: Archive) -> None:
    kept(archive, story(33, due=START - timedelta(minutes=12), until=True).at("20:00").end().session)
    text = shown(archive, "text")
    assert "The start moved 12 min: Empathy 9 → 7 · Guidance 18 → 13" in text
    assert max(len(line) for line in text.splitlines()) <= 80
    assert json.loads(shown(archive, "json"))["late_s"] == 720


def test_a_start_put_right_is_told_everywhere(archive: Archive) -> None:
    kept(archive, story(33).at("20:00").end().move(1, -180).session)
    assert "Meeting Tue 3 Nov 2026 09:59–10:22" in shown(archive, "text")
    assert "09:59–10:22" in shown(archive, "markdown")
    assert json.loads(shown(archive, "json"))["started_at"] == "2026-11-03T09:59:00+02:00"
    assert "09:59" in looked(archive, "list")[0]


def test_the_json_is_the_contract(archive: Archive) -> None:
    kept(archive, held().session)
    text = shown(archive, "json")
    whole = json.loads(text)
    assert list(whole) == FIELDS
    assert text.startswith('{\n  "schema": 1,\n')
    assert sum(p["used_s"] for p in whole["phases"]) + whole["paused_s"] == 29 * 60
    assert whole["agreements"] == [{"text": "asiakas: etsii todistukset pe", "who": "asiakas", "due": "2026-11-06"}]
    assert "oma ajatus" not in text


def test_a_running_meeting_is_shown_as_it_stands_now(archive: Archive) -> None:
    kept(archive, story().at("1:00").note("x").session)
    clock = FakeClock()
    clock.after(600)
    whole = json.loads(shown(archive, "json", clock))
    assert (whole["status"], whole["ended_at"], whole["phases"][0]["used_s"]) == ("running", None, 600)
    assert "kohtaa resume" in shown(archive, "text", clock)


def test_every_place_is_told_and_none_is_made(archive: Archive, tmp_path: Path) -> None:
    out = io.StringIO()
    sessions.where(archive.places, EN, out)
    for path in (
        archive.places.sessions,
        archive.places.config_file,
        archive.places.last_file,
        archive.places.cache_for_data,
    ):
        assert str(path) in out.getvalue()
    assert [p.name for p in tmp_path.iterdir()] == ["home"]


def test_every_action_has_its_key_told() -> None:
    out = io.StringIO()
    sessions.keys(EN, Settings(keys={"pause": "ctrl+n"}), out)
    for action in ACTIONS:
        assert f"  {action.id}\n" in out.getvalue()
    pause = next(line for line in out.getvalue().splitlines() if line.endswith("  pause"))
    assert pause.split()[0] == "Ctrl+N"


@pytest.mark.parametrize("name", list(EXPORTS))
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_no_export_tells_the_advisers_own_thoughts(name: str, language: str) -> None:
    told = EXPORTS[name](held().session, Words(language))
    assert "oma ajatus" not in told
    assert ("etsii todistukset" in told) == EXPORTS[name].private


def test_what_is_carried_over_tells_agreements_first() -> None:
    told = EXPORTS["text"](held().session, EN)
    order = ["K-17", "first meeting", "What was agreed", "In the client's words"]
    order += ["Strengths and resources", "Still open", "Notes", "sateinen päivä"]
    places_in_text = [told.index(part) for part in order]
    assert places_in_text == sorted(places_in_text)
    assert "- asiakas · etsii todistukset pe · Fri 6 Nov" in told
    assert "Breathe" not in told


@pytest.mark.parametrize(
    ("typed", "safe"),
    [
        ("<script>x</script>", r"\<script\>x\</script\>"),
        ("![x](http://evil/x.png)", r"\!\[x\](http://evil/x.png)"),
        ("a | b `c` *d* _e_", r"a \| b \`c\` \*d\* \_e\_"),
        ("# not a heading", r"\# not a heading"),
        ("- not a list", r"\- not a list"),
        ("1. not a list", r"1\. not a list"),
        ("=== not a heading", r"\=== not a heading"),
        ("klo 10.45: sovittu", "klo 10.45: sovittu"),
    ],
)
def test_what_was_typed_never_becomes_form(typed: str, safe: str) -> None:
    assert escaped(typed) == safe


def test_the_start_is_told_in_its_own_zone() -> None:
    assert START.hour == 10
    assert "10:02" in EXPORTS["text"](held().session, EN)


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("text", "kohtaa: This meeting holds what may point to a person: 1 identity code, 2 phone numbers\n"),
        ("markdown", "kohtaa: This meeting holds what may point to a person: 1 identity code, 2 phone numbers\n"),
        ("json", ""),
    ],
)
def test_what_may_point_to_a_person_is_counted_beside_the_meeting(
    archive: Archive, form: sessions.Form, told: str
) -> None:
    kept(archive, story().note("100190-999P").note("040 555 0100, 041 555 0100").at("1:00").end().session)
    out, err = io.StringIO(), io.StringIO()
    assert sessions.show(archive, ID, EN, form, out, err) == 0
    assert "100190-999P" in out.getvalue().replace("\\", "")  # shown as it was written
    assert err.getvalue() == told


def test_a_meeting_without_such_things_says_nothing(archive: Archive) -> None:
    kept(archive, held().session)
    err = io.StringIO()
    sessions.show(archive, ID, EN, "text", io.StringIO(), err)
    assert err.getvalue() == ""


def test_of_a_meeting_without_its_first_line_the_notes_are_still_printed(archive: Archive) -> None:
    kept(archive, held().session)
    path = archive.path(ID, "jsonl")
    path.write_bytes(path.read_bytes().replace(b'"kind":"started"', b'"kind":"sTarted"', 1))
    before, out = path.read_bytes(), io.StringIO()
    with pytest.raises(StorageFault, match="damaged"):
        sessions.show(archive, ID, EN, "text", out)
    assert "todistukset" in out.getvalue()
    assert path.read_bytes() == before
