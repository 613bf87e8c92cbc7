"""`kohtaa practice list`, `new`, `check` and `schema`: what they print, end with and leave on disk."""

from __future__ import annotations

import argparse
import io
import json
import stat
from pathlib import Path

import pytest

from kohtaa_tui.commands import practice_files, toml_files
from kohtaa_tui.commands.parser import parser
from kohtaa_tui.errors import KohtaaError, StorageFault, UsageFault
from kohtaa_tui.i18n import Words
from kohtaa_tui.storage.packs import Shelf, shipped_folder
from kohtaa_tui.storage.paths import Places
from kohtaa_tui.storage.scenarios import Clients

DATA = Path(__file__).parents[1] / "data"
WORDS = Words("en")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "data", tmp_path / "config", tmp_path / "cache")


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def err() -> io.StringIO:
    return io.StringIO()


def do(places: Places, out: io.StringIO, err: io.StringIO, *typed: str, language: str = "en") -> int:
    words = Words(language)
    argv = ["practice", *typed]
    shelf = Shelf([shipped_folder(), places.packs])
    return practice_files.practice_files(places, shelf, parser(words, argv).parse_args(argv), words, out, err)


# -- what is typed -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        (["noor"], "run"),
        (["noor", "--speed", "4"], "run"),
        (["--speed", "4", "noor"], "run"),
        (["--data-dir", "list", "noor"], "run"),
        (["--config-dir=list", "noor"], "run"),
        (["list"], "list"),
        (["--data-dir", "x", "list"], "list"),
        (["check", "noor"], "check"),
        (["new", "noor"], "new"),
        (["schema"], "schema"),
    ],
)
def test_a_word_is_a_command_or_a_client(typed: list[str], what: str) -> None:
    argv = ["practice", *typed]
    asked = parser(WORDS, argv).parse_args(argv)
    assert asked.what == what
    assert getattr(asked, "id", "noor") == "noor"


def test_the_help_tells_of_both(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser(WORDS, ["practice", "--help"]).parse_args(["practice", "--help"])
    told = capsys.readouterr().out
    for word in ("--speed", "--no-hints", "list ", "new ", "check ", "schema "):
        assert word in told


# -- list ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("fi", "noor    Noor · 60 min · tulkin kanssa"),
        ("sv", "noor    Noor · 60 min · med tolk"),
        ("en", "noor    Noor · 60 min · with an interpreter"),
    ],
)
def test_list_tells_who_there_is(places: Places, out: io.StringIO, err: io.StringIO, language: str, first: str) -> None:
    assert do(places, out, err, "list", language=language) == 0
    lines = out.getvalue().splitlines()
    place = lines.index(first)
    clients = Clients(places, Shelf([shipped_folder()]))
    assert lines[place + 1].strip() == clients.get("noor").intro.get(language)
    assert lines[place + 2].strip() == str(shipped_folder() / "practice" / "noor.toml")


def test_list_tells_what_is_broken_and_why(places: Places, out: io.StringIO, err: io.StringIO) -> None:
    do(places, io.StringIO(), err, "new", "rikki")
    path = places.scenarios / "rikki.toml"
    path.write_text(path.read_text("utf-8").replace("minutes = 20", "minutes = 0"), "utf-8")
    assert do(places, out, err, "list") == 0
    lines = out.getvalue().splitlines()
    place = lines.index("rikki   broken")
    assert lines[place + 1].strip() == str(path)
    assert "minutes: must be a whole number from 1 to 480, got 0" in lines[place + 2]


def test_list_says_when_there_is_nobody(places: Places, out: io.StringIO, tmp_path: Path) -> None:
    clients = Clients(places, Shelf([shipped_folder()]), tmp_path / "none")
    assert practice_files.list_clients(clients, WORDS, out) == 0
    assert out.getvalue() == "No practice clients were found.\n"


# -- check -----------------------------------------------------------------------------------------


def test_check_says_that_all_is_well(places: Places, out: io.StringIO, err: io.StringIO) -> None:
    assert do(places, out, err, "check") == 0
    assert out.getvalue() == "Files checked: 4. All is well.\n"
    assert err.getvalue() == ""


def test_check_prints_every_fault_and_ends_with_one(places: Places, out: io.StringIO, err: io.StringIO) -> None:
    folder = DATA / "invalid_practice"
    files = [folder / "circle.toml", folder / "never-said.toml", DATA / "valid_practice" / "untranslated.toml"]
    assert do(places, out, err, "check", *map(str, files)) == 1
    expected = [
        f"{path.parent}/{line}"
        for path in files
        for line in path.with_suffix(".expected").read_text("utf-8").splitlines()
    ]
    assert out.getvalue().splitlines() == expected
    assert err.getvalue() == f"Faults: {len(expected) - 6}. Warnings: 6.\n"


def test_check_without_a_file_takes_ones_own_too(places: Places, out: io.StringIO, err: io.StringIO) -> None:
    places.scenarios.mkdir(parents=True)
    (places.scenarios / "rikki.toml").write_text("b = = 2")
    assert do(places, out, err, "check") == 1
    assert out.getvalue().startswith(f"{places.scenarios / 'rikki.toml'}:1: column 5: ")


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_fault_is_told_in_the_persons_language(
    places: Places, out: io.StringIO, err: io.StringIO, language: str
) -> None:
    files = sorted(str(path) for path in (DATA / "invalid_practice").glob("*.toml"))
    assert do(places, out, err, "check", *files, language=language) == 1
    english = io.StringIO()
    do(places, english, err, "check", *files)
    pairs = list(zip(out.getvalue().splitlines(), english.getvalue().splitlines(), strict=True))
    assert len(pairs) > 100
    assert [one for one, other in pairs if one == other] == []


# -- new -------------------------------------------------------------------------------------------


def test_new_writes_an_example_that_passes(places: Places, out: io.StringIO, err: io.StringIO) -> None:
    assert do(places, out, err, "new", "oma", language="fi") == 0
    path = places.scenarios / "oma.toml"
    assert out.getvalue() == f"{path}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for folder in (path.parent, path.parent.parent, places.config):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    said = io.StringIO()
    assert do(places, said, err, "check", str(path)) == 0
    assert said.getvalue() == "Files checked: 1. All is well.\n"
    assert Clients(places, Shelf([shipped_folder()])).get("oma").minutes == 20


def test_new_never_overwrites(places: Places, out: io.StringIO, err: io.StringIO) -> None:
    places.scenarios.mkdir(parents=True)
    path = places.scenarios / "oma.toml"
    path.write_text("mine")
    (places.scenarios / "linkki.toml").symlink_to(places.config / "elsewhere")
    for client_id in ("oma", "linkki"):
        with pytest.raises(StorageFault, match="is already there and was left as it is"):
            do(places, out, err, "new", client_id)
    assert path.read_text() == "mine"
    assert not (places.config / "elsewhere").exists()


@pytest.mark.parametrize(
    "client_id", ["", "../x", "a/b", "Oma", "con", "ä", "x" * 41, "oma\n", "noor", "list", "replay", "\x1b[31m"]
)
def test_new_refuses_an_id_that_cannot_be_one(places: Places, out: io.StringIO, client_id: str) -> None:
    with pytest.raises(UsageFault) as caught:
        practice_files.new(places, client_id, WORDS, out)
    assert caught.value.exit_code == 2
    assert "\x1b" not in str(caught.value)
    assert not places.config.exists()


def test_new_on_a_full_disk_leaves_nothing_half_written(
    places: Places, out: io.StringIO, err: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(toml_files.os, "fsync", full)
    with pytest.raises(KohtaaError, match="cannot be written: No space left on device"):
        do(places, out, err, "new", "oma")
    assert list(places.scenarios.iterdir()) == []


# -- schema ----------------------------------------------------------------------------------------


def test_schema_is_json(places: Places, out: io.StringIO, err: io.StringIO) -> None:
    assert do(places, out, err, "schema") == 0
    assert json.loads(out.getvalue())["title"] == "A practice client of kohtaa"


def test_every_command_after_practice_is_made_by_its_word() -> None:
    """What stands in the help is what is found when it is typed."""
    from kohtaa_tui.commands import practice_parser

    whole = parser(WORDS, ["practice", "--help"])
    (commands,) = (a for a in whole._actions if isinstance(a, argparse._SubParsersAction))
    (made,) = (a for a in commands.choices["practice"]._actions if isinstance(a, argparse._SubParsersAction))
    assert set(made.choices) == set(practice_parser.COMMANDS)
