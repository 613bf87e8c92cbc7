"""The documentation says what the program does: every command, key, setting, field and event is in it."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kohtaa_tui.commands.doctor import CheckLine, Checkup
from kohtaa_tui.commands.encryption import EncryptionStatus
from kohtaa_tui.commands.history import FoundMeeting, FoundNote
from kohtaa_tui.commands.parser import parser
from kohtaa_tui.commands.practice_report import PracticeComparison, PracticeRun
from kohtaa_tui.commands.status import MeetingStatus, NotRunning
from kohtaa_tui.commands.today import TodayEntry
from kohtaa_tui.domain.events import PAUSE_REASONS, Record
from kohtaa_tui.domain.meetings_compared import ComparedMeeting, ComparedPhase, MeetingsCompared
from kohtaa_tui.domain.notes import Agreement
from kohtaa_tui.domain.observation import Observation
from kohtaa_tui.domain.pack import Circumstance, Pack, PackPhase, Prompt
from kohtaa_tui.domain.practice_compared import Compared
from kohtaa_tui.domain.practice_report import (
    Fact,
    Interrupted,
    Moment,
    MoodChange,
    PracticePhase,
    PracticeReport,
    PracticeTurn,
    Stay,
)
from kohtaa_tui.domain.report import (
    SCHEMA,
    CorrectionReport,
    Listed,
    NoteReport,
    PackRef,
    PhaseReport,
    PracticeRef,
    Report,
)
from kohtaa_tui.domain.session import Status
from kohtaa_tui.domain.tally import Quartiles
from kohtaa_tui.domain.timing import Level
from kohtaa_tui.domain.traps import TrapMet
from kohtaa_tui.exports.rhythm_table import (
    PackHeld,
    PhaseCount,
    Stats,
    StatsFarewell,
    StatsOpening,
    StatsPhase,
)
from kohtaa_tui.exports.timing_object import PhaseTiming, Timing
from kohtaa_tui.i18n import Words
from kohtaa_tui.storage.archive import Erased
from kohtaa_tui.storage.settings import Settings
from kohtaa_tui.tui.bindings import ACTIONS
from tests import drawn_pages

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / n for n in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")] + sorted(
    (ROOT / "docs").rglob("*.md")
)


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def everything() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in PAGES)


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next one of any level."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found[1]


def rows(text: str) -> list[list[str]]:
    """The rows of the tables in a text, without their heads."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return [row for place, row in enumerate(cells) if not (set("".join(row)) <= set("-: ") or _is_head(cells, place))]


def _is_head(cells: list[list[str]], place: int) -> bool:
    return place + 1 < len(cells) and set("".join(cells[place + 1])) <= set("-: ") and any(cells[place + 1])


def fields(kind: type) -> list[str]:
    return [field.name for field in msgspec.structs.fields(kind)]


# --- commands, keys, settings ---


def parsers(of: argparse.ArgumentParser, name: str = "kohtaa") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command with its parser."""
    yield name, of
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child, below in action.choices.items():
                yield from parsers(below, f"{name} {child}")


def test_every_command_has_its_row() -> None:
    text = page("docs/commands.md")
    for name, _ in parsers(parser(Words("en"), [])):
        *_, last = name.split()
        assert f"`{name}" in text or f"`{last}`" in text, name


def test_every_option_is_told_somewhere() -> None:
    text = everything()
    for name, command in parsers(parser(Words("en"), [])):
        for action in command._actions:
            for option in action.option_strings:
                if option not in ("-h", "--help"):
                    assert re.search(rf"{option}(?![\w-])", text), f"{name} {option}"


def test_the_page_of_keys_is_up_to_date() -> None:
    """`make docs` draws it."""
    assert page("docs/keys.md") == drawn_pages.keys()


def test_the_readme_names_every_key() -> None:
    table = section(page("README.md"), "Keys")
    heads = ["meeting", "home", "review"]
    told = {(heads[i], key) for row in rows(table) for i, cell in enumerate(row[1:]) if cell for key in _keys(row[0])}
    from kohtaa_tui.tui.bindings import Keys

    for where in ("home", "meeting", "review"):
        for action in Keys(where).actions:
            for key in Keys(where).all_shown(action.id):
                assert (where, key) in told, f"{key} on {where}"


def _keys(cell: str) -> list[str]:
    return [key.strip() for key in cell.split(",")]


def test_every_action_can_be_looked_up() -> None:
    text = page("docs/keys.md")
    assert [a.id for a in ACTIONS if f"`{a.id}`" not in text] == []


def test_every_setting_can_be_looked_up() -> None:
    text = page("docs/settings.md")
    assert [name for name in fields(Settings) if f"### {name}\n" not in text] == []


# --- the diagram ---


def test_the_diagram_is_the_table_of_what_is_allowed() -> None:
    """`make docs` draws it."""
    assert page("docs/architecture.md") == drawn_pages.architecture()


def test_the_diagram_leads_where_the_core_leads() -> None:
    from tests.build import story

    for event, status in drawn_pages.LEADS_TO.items():
        told = story().at("1:00")
        match drawn_pages.kind(event):
            case "paused":
                told.pause()
            case "resumed":
                told.pause().after("1:00").resume()
            case "ended":
                told.end()
        assert told.session.status is status


# --- the formats ---

OBJECTS = (
    Report,
    PackRef,
    PracticeRef,
    PhaseReport,
    NoteReport,
    CorrectionReport,
    MeetingsCompared,
    ComparedMeeting,
    ComparedPhase,
    PracticeReport,
    PracticePhase,
    Stay,
    PracticeTurn,
    TrapMet,
    Fact,
    MoodChange,
    Interrupted,
    Moment,
    PracticeComparison,
    Compared,
    PracticeRun,
    Observation,
    Agreement,
    Listed,
    FoundMeeting,
    FoundNote,
    Timing,
    PhaseTiming,
    Stats,
    StatsPhase,
    Quartiles,
    StatsOpening,
    StatsFarewell,
    PhaseCount,
    PackHeld,
    Erased,
    MeetingStatus,
    NotRunning,
    TodayEntry,
    Checkup,
    CheckLine,
    EncryptionStatus,
)
EACH_OBJECT = pytest.mark.parametrize("kind", OBJECTS, ids=lambda kind: kind.__name__)


@EACH_OBJECT
def test_the_fields_of_the_format_are_those_of_the_code(kind: type) -> None:
    table = rows(section(page("docs/format.md"), kind.__name__))
    assert [row[0].strip("`") for row in table] == fields(kind)


@EACH_OBJECT
def test_the_types_of_the_format_are_those_of_the_code(kind: type) -> None:
    told = {row[0].strip("`"): row[1] for row in rows(section(page("docs/format.md"), kind.__name__))}
    for field in msgspec.structs.fields(kind):
        properties = msgspec.json.schema(kind)["$defs"][kind.__name__]["properties"][field.name]
        kinds = _types(properties)
        assert ("null" in kinds) == ("null" in told[field.name]), field.name
        assert told[field.name].split()[0] in kinds or kinds <= {"$ref", "null"}, field.name


def _types(properties: dict[str, object]) -> set[str]:
    """The JSON types of a field, by its schema."""
    match properties:
        case {"type": str(name)}:
            return {name}
        case {"anyOf": list(choices)}:
            return set().union(*(_types(choice) for choice in choices))
        case {"enum": list(values)}:
            return {"null" if value is None else "string" for value in values}
    return {"$ref"}


def test_the_version_of_the_format_is_told() -> None:
    assert f"the version of this format, now {SCHEMA} |" in page("docs/format.md")


def test_every_kind_of_event_is_told_with_its_fields() -> None:
    table = rows(section(page("docs/format.md"), "Kinds"))
    told = {row[0].strip("`"): [f.strip(" `") for f in row[1].split(",") if f] for row in table}
    assert told == {drawn_pages.kind(event): fields(event) for event in drawn_pages.EVENTS}
    assert [reason for reason in PAUSE_REASONS if f"`{reason}`" not in page("docs/format.md")] == []


def test_the_line_of_the_journal_in_the_page_is_one() -> None:
    from kohtaa_tui.storage.lines import decode, encode

    journal = section(page("docs/format.md"), "The journal")
    line = re.search(r"```json\n(.*?)\n```", journal)
    assert line
    record = decode(line[1].encode())
    assert encode(record).decode() == line[1]
    told = [row[0].strip("`") for row in rows(journal)]
    assert told == ["kind" if name == "event" else name for name in fields(Record)] + ["crc"]


def test_the_page_of_packs_tells_every_key() -> None:
    text = page("docs/packs.md")
    for heading, kind in (("The pack", Pack), ("A phase", PackPhase), ("A prompt", Prompt)):
        told = section(text, heading)
        for name in fields(kind):
            assert f"`{name}`" in told or re.search(rf"\[\[[\w.]*\b{name}\]\]", told), f"{heading}: {name}"
    told = section(text, "A circumstance")
    assert [n for n in fields(Circumstance) if f"`{n}`" not in told and f".{n}]]" not in told] == []


def test_the_page_of_the_plain_meeting_tells_every_command() -> None:
    told = section(page("docs/plain.md"), "What you may write")
    assert [sign for sign in "><.=-*?" if f"`{sign}`" not in told] == []
    assert all(f"`{sign}" in page("docs/plain.md") for sign in "✓✗·#")


def test_the_glossary_has_the_words_of_the_core() -> None:
    words = {row[0].strip("`") for row in rows(page("docs/glossary.md"))}
    assert {level.name.lower() for level in Level} <= words
    assert {"pack", "plan", "phase", "prompt", "session", "visit", "note", "mark", "agreement", "level"} <= words
    assert Status.PAUSED.value  # a status is no word for people
    assert all(len(row) == 5 for row in rows(section(page("docs/glossary.md"), "Words of time")))


# --- the pages ---


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=lambda path: path.stem)
def test_a_decision_tells_what_why_and_when_to_look_again(path: Path) -> None:
    heads = re.findall(r"^## (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert heads == ["What we chose", "Why", "What we refused", "When to look again"]


def test_the_tests_named_in_the_promises_are_there() -> None:
    text = page("docs/reliability.md") + page("docs/security.md")
    for name in set(re.findall(r"`((?:tests/[\w/]*)?test_\w+\.py)(?:::\w+)?`", text)):
        assert (ROOT / name).exists() or list((ROOT / "tests").rglob(name)), name
    for name, test in set(re.findall(r"`(tests/[\w/]*test_\w+\.py)::(\w+)`", text)):
        assert f"def {test}(" in page(name), (name, test)


def test_every_promise_of_security_names_its_test() -> None:
    promises = re.findall(
        r"^\| (?!promise|---|who)(.*) \| (.*) \|$",
        page("docs/security.md").partition("## Promises and their tests")[2],
        re.M,
    )
    assert len(promises) > 15
    assert [promise for promise, test in promises if "`tests/" not in test] == []


def test_the_picture_is_there_and_fetches_nothing() -> None:
    picture = page("docs/meeting.svg")
    assert "min&#160;left" in picture
    outside = set(re.findall(r"(?:https?:)?//[\w.-]+", re.sub(r"<!--.*?-->", "", picture, flags=re.DOTALL)))
    assert outside == {"http://www.w3.org"}  # the name of the format, which nothing fetches
    assert "@font-face" not in picture
    assert "<image" not in picture
