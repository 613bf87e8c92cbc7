"""What `kohtaa list` and `kohtaa search` find and print, and what they say to what makes no sense."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from kohtaa_tui.cli import main
from kohtaa_tui.commands.history import Telling
from kohtaa_tui.commands.history_asked import Wanted
from kohtaa_tui.domain.searching import Query
from kohtaa_tui.domain.session import Session
from kohtaa_tui.errors import UsageFault
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime.history import History
from kohtaa_tui.storage import document
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.vault import Vault
from tests.build import START, Story, story
from tests.fakes import places
from tests.looked import looked
from tests.sealed import switch_on, unlocked

ID = "20261103T080200Z-0123abcd"
EARLIER = "20251231T235959Z-zzzzzzzz"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(places(tmp_path))


def put(archive: Archive, made: Story, session_id: str) -> Session:
    session = replace(made.session, id=session_id)
    path = archive.path(session_id, "json" if session.ended_ms is not None else "jsonl")
    if session.ended_ms is None:
        archive.create(path, session.records).close()
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        archive.disk.put(path, document.to_bytes(session))
    return session


def held() -> Story:
    return (
        story()
        .at("1:00")
        .note("haluan tehdä omaa työtäni", "words")
        .at("7:00")
        .forward()
        .note("Äidin hoito vie iltapäivät", "question")
        .at("29:00")
        .end()
    )


def two(archive: Archive) -> None:
    put(archive, held(), ID)
    put(archive, story(60, wall=START - timedelta(days=300), reference="A-2").at("2:00").note("työtodistus"), EARLIER)


def found(archive: Archive, *typed: str) -> list[str]:
    """The ids of the meetings that are found, as other programs get them."""
    return [one["id"] for one in json.loads(looked(archive, typed[0], "--json", *typed[1:])[0])]


def test_the_list_is_newest_first(archive: Archive) -> None:
    two(archive)
    rows = json.loads(looked(archive, "list", "--json")[0])
    assert [list(row) for row in rows] == [
        ["id", "status", "started_at", "ended_at", "pack", "reference", "minutes"]
    ] * 2
    assert [(row["id"], row["status"], row["minutes"]) for row in rows] == [
        (ID, "ended", 30),
        (EARLIER, "running", 60),
    ]
    lines = looked(archive, "list")[0].splitlines()
    assert lines[0].endswith(f"{ID}  K-17")
    assert lines[1].endswith("not ended · A-2")


def test_no_meetings_are_said_or_an_empty_array(archive: Archive) -> None:
    assert looked(archive, "list") == ("No meetings yet\n", "")
    assert looked(archive, "list", "--json") == ("[]\n", "")
    two(archive)
    assert looked(archive, "list", "--reference", "X") == ("No meeting was found\n", "")
    assert looked(archive, "search", "x") == ("No meeting was found\n", "")
    assert looked(archive, "search", "x", "--json") == ("[]\n", "")


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ([], [ID, EARLIER]),
        (["--reference", "k-1"], [ID]),
        (["--phase", "ohjaus"], [ID]),
        (["--phase", "muu"], []),
        (["--mark", "question"], [ID]),
        (["--mark", "question", "--phase", "empatia"], []),
        (["--since", "3.11."], [ID]),
        (["--since", "3.11.2026", "--until", "2026-11-03"], [ID]),
        (["--since", "4.11."], []),
        (["--until", "2.11."], [EARLIER]),
        (["--pack", "kohtaava"], [ID, EARLIER]),
        (["--pack", "muu"], []),
        (["--min-minutes", "31"], [EARLIER]),
        (["--max-minutes", "31"], [ID]),
        (["--min-minutes", "61"], []),
    ],
)
def test_both_commands_choose_meetings_alike(archive: Archive, typed: list[str], ids: list[str]) -> None:
    two(archive)
    assert found(archive, "list", *typed) == ids
    if typed:
        assert found(archive, "search", *typed) == ids


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        (["TYÖT"], [ID, EARLIER]),
        (["työt", "haluan"], [ID]),
        (["todistus"], []),
        (["äidin"], [ID]),
        (["aidin"], []),
        (["aidin", "--fold"], [ID]),
        (["K-17"], [ID]),
        (["a-2"], [EARLIER]),
        (["hoito", "--mark", "words"], []),
        (['"hoito'], [ID]),
    ],
)
def test_words_are_found_as_people_expect(archive: Archive, typed: list[str], ids: list[str]) -> None:
    two(archive)
    assert found(archive, "search", *typed) == ids


def test_under_a_meeting_stand_the_notes_it_was_found_by(archive: Archive) -> None:
    two(archive)
    lines = looked(archive, "search", "hoito")[0].splitlines()
    assert lines == [
        f"Tue 3 Nov 2026   10:02   30 min  {ID}  K-17",
        "    10:09  ? Äidin hoito vie iltapäivät  (Guidance)",
    ]
    (one,) = json.loads(looked(archive, "search", "hoito", "--json")[0])
    assert one["notes"] == [{"at_s": 420, "phase": "ohjaus", "mark": "question", "text": "Äidin hoito vie iltapäivät"}]
    assert list(one)[:-1] == list(json.loads(looked(archive, "list", "--json", "--limit", "1")[0])[0])


def test_a_phase_without_a_name_here_goes_by_its_id(archive: Archive) -> None:
    two(archive)
    assert looked(archive, "search", "haluan")[0].endswith("haluan tehdä omaa työtäni  (empatia)\n")


@pytest.mark.parametrize("typed", ['"', "%", "", " ", "_", "*", "--", "( )", "\udcff"])
def test_signs_are_no_words_and_no_fault(archive: Archive, typed: str) -> None:
    two(archive)
    assert looked(archive, "search", "--", typed)[0] == "No meeting was found\n"
    assert looked(archive, "search", "--json", "--", typed)[0] == "[]\n"
    assert looked(archive, "search", "--", typed)[1].startswith("kohtaa: There is no word in “")


@pytest.mark.parametrize(
    "typed", ["NEAR(", "hoito*", "x" * 10_000, "hoito OR x", "term:hoito", "^hoito", "'; DROP", "ä" * 300]
)
def test_nothing_that_is_typed_is_a_language(archive: Archive, typed: str) -> None:
    two(archive)
    assert found(archive, "search", "--", typed) == ([ID] if typed in ("hoito*", "^hoito") else [])


def test_who_asks_for_nothing_is_told_what_to_type(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    for typed in (["search"], ["search", "--fold"], ["search", "--json"]):
        with pytest.raises(UsageFault, match="Type a word"):
            looked(archive, *typed)
    assert main(["search"]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["--since", "32.1."], "“32.1.” is no day"),
        (["--until", "29.2.2025"], "is no day"),
        (["--since", "joskus"], "“joskus” is no day"),
        (["--since", "20.11.", "--until", "19.11."], "last day comes before"),
        (["--limit", "0"], "“0” is not a whole number"),
        (["--limit", "-3"], "“-3” is not"),
        (["--min-minutes", "puoli"], "“puoli” is not"),
        (["--max-minutes", "9" * 40], "is not a whole number"),
        (["--mark", "!"], "no mark “!”"),
    ],
)
def test_what_makes_no_sense_is_told_in_a_sentence(archive: Archive, typed: list[str], told: str) -> None:
    with pytest.raises(UsageFault, match=told.replace(".", r"\.")):
        looked(archive, "list", *(f"{typed[0]}={typed[1]}", *typed[2:]))


def many(archive: Archive, count: int) -> None:
    made = held().session
    for number in range(count):
        session_id = f"20261103T0802{number:02}Z-0123abcd"
        path = archive.path(session_id, "json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document.to_bytes(replace(made, id=session_id)))


def test_fifty_are_told_and_how_many_more_there_are(archive: Archive) -> None:
    many(archive, 53)
    out, err = looked(archive, "list")
    assert len(out.splitlines()) == 50
    assert err == "kohtaa: 3 more meetings are shown with: kohtaa list --all\n"
    assert looked(archive, "list", "--limit", "52")[1] == "kohtaa: 1 more meeting is shown with: kohtaa list --all\n"
    out, err = looked(archive, "list", "--all")
    assert (len(out.splitlines()), err) == (53, "")
    out, err = looked(archive, "search", "hoito", "--limit", "2")
    assert (len(out.splitlines()), err) == (4, "kohtaa: There are more. All are shown with: kohtaa search … --all\n")


def test_one_that_cannot_be_read_is_named_and_counted_once(archive: Archive) -> None:
    many(archive, 4)
    path = archive.path("20261103T080203Z-0123abcd", "json")
    path.write_bytes(b"{")
    out, err = looked(archive, "list", "--limit", "2")
    assert len(out.splitlines()) == 2
    assert err.splitlines()[0].startswith("20261103T080203Z-0123abcd: ")
    assert "1 more" in err.splitlines()[1]


# --- where encryption is on ---


def test_what_is_encrypted_is_not_looked_into_until_it_is_opened(tmp_path: Path) -> None:
    archive = Archive(places(tmp_path))
    archive = unlocked(archive.places, switch_on(archive.places))
    sealed = held().session
    records = tuple(replace(r, event=archive.vault.seal(r.event)) for r in sealed.records)
    archive.create(archive.path(ID, "jsonl"), records).close()
    locked = Archive(archive.places)
    out, err = looked(locked, "search", "hoito")
    assert out == "No meeting was found\n"
    assert "1 meeting is encrypted and was not looked into. Open it with: kohtaa search … --unlock" in err
    given: list[Vault] = []

    def unlock(vault: Vault) -> None:
        given.append(vault)
        vault.use(archive.vault.identities)

    outs, errs = io.StringIO(), io.StringIO()
    wanted = Wanted(Query(words=("hoito",)), typed="hoito")
    Telling(History(locked), Words("en"), outs, errs).search(wanted, unlock)
    assert given == [locked.vault]
    assert "Äidin hoito" in outs.getvalue()
    assert errs.getvalue() == (
        "kohtaa: Encryption keeps texts out of the search index, so each meeting is opened to look.\n"
    )
    outs, errs = io.StringIO(), io.StringIO()
    Telling(History(Archive(archive.places)), Words("en"), outs, errs).search(wanted, lambda _: None)  # Enter
    assert outs.getvalue() == out
    assert errs.getvalue() == err


def test_the_languages_have_words_for_it(archive: Archive) -> None:
    many(archive, 53)
    for language in ("fi", "sv"):
        words = Words(language)
        english = looked(archive, "list")[1]
        assert looked(archive, "list", words=words)[1] != english
        assert "kohtaa list --all" in looked(archive, "list", words=words)[1]
