"""`kohtaa archive`, as a person or a script types it."""

from __future__ import annotations

import io
import json
import os
import sys
import zipfile
from argparse import Namespace
from datetime import timedelta
from pathlib import Path

import msgspec
import pyrage
import pytest

from kohtaa_tui.cli import main
from kohtaa_tui.commands.passphrase import Passphrases
from kohtaa_tui.commands.whole_archive import ArchiveLoaded, ArchiveSaved, WholeArchive
from kohtaa_tui.errors import AgainstPolicy, StorageFault, UsageFault
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.hold import Hold
from kohtaa_tui.storage.policy import NO_POLICY, Policy
from kohtaa_tui.storage.settings import SettingFault, Settings
from kohtaa_tui.storage.whole.loading import Counts
from tests.build import START, plan
from tests.fakes import FakeClock, places
from tests.sealed import QuickPassphrases
from tests.storage.test_conversion import MARKER, filled, marked
from tests.storage.test_whole import ID, contents, put, saved, told

PASSPHRASE = "oikea hevonen"


@pytest.fixture(autouse=True)
def quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyrage, "passphrase", QuickPassphrases())


@pytest.fixture
def there(tmp_path: Path) -> Archive:
    return Archive(places(tmp_path / "there"))


def run(*argv: str, typed: str = "", capsys: pytest.CaptureFixture[str], language: str = "en") -> tuple[int, str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.StringIO(typed))
        patch.setenv("KOHTAA_LANGUAGE", language)
        code = main(list(argv))
    said = capsys.readouterr()
    return code, said.out, said.err


class At:
    """The commands at a terminal, with what a person types and what is said."""

    def __init__(self, archive: Archive, typed: str = "", clock: FakeClock | None = None) -> None:
        self.out, self.err, self.typed = io.StringIO(), io.StringIO(), io.StringIO(typed)
        self.clock = clock or FakeClock()
        self.work = WholeArchive(archive, Words("en"), self.clock, self.out, self.err, progress=True)

    def load(
        self,
        file: Path,
        settings: Settings = Settings(),  # noqa: B008 - it cannot be changed
        faults: tuple[SettingFault, ...] = (),
        policy: Policy = NO_POLICY,
        **asked: bool,
    ) -> int:
        given = Namespace(**{"file": str(file), "json": False, "dry_run": False, "yes": False, **asked})
        return self.work.load(given, Passphrases(Words("en"), self.typed), self.typed, settings, faults, policy)


# --- saving ---


def test_save_says_what_is_in_it_and_who_can_read_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ids = filled(places(tmp_path))
    target = tmp_path / "kaikki.zip"
    code, out, err = run("archive", "save", str(target), capsys=capsys)
    assert (code, err) == (0, "")
    assert f"Saved: {target}, " in out
    assert "In it: 3 meetings\n" in out
    assert f"The meeting {ids[2]} has not ended" in out
    assert "not encrypted" in out
    code, out, err = run("archive", "save", str(target), capsys=capsys)
    assert (code, out) == (1, "")
    assert "already there" in err


def test_save_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(places(tmp_path))
    (places(tmp_path).sessions / "2026" / "11" / "lista.txt").write_text("x")
    code, out, err = run("archive", "save", str(tmp_path / "kaikki.zip"), "--json", capsys=capsys)
    told = msgspec.json.decode(out, type=ArchiveSaved)
    assert (code, told.counts, told.sealed) == (1, {"meetings": 3}, False)
    assert [one.name.rpartition("/")[2] for one in told.left_out] == ["lista.txt"]
    assert "Not saved: " in err


def test_save_is_refused_where_texts_may_not_leave(there: Archive) -> None:
    filled(there.places)
    asked = Namespace(file=str(there.places.data.parent / "all.zip"), json=False)
    with pytest.raises(AgainstPolicy, match="does not allow texts to leave"):
        At(there).work.save(asked, Policy(allow_export=False))
    assert not Path(asked.file).exists()


def test_not_among_what_is_saved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(places(tmp_path))
    month = places(tmp_path).sessions / "2026" / "11"
    code, _, err = run("archive", "save", str(month / "kaikki.zip"), capsys=capsys)
    assert (code, "lies among kohtaa's own files" in err) == (2, True)
    assert not (month / "kaikki.zip").exists()


def test_a_path_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    for what in ("save", "load"):
        code, _, err = run("archive", what, "a\0b", *(["--yes"] if what == "load" else []), capsys=capsys)
        assert (code, "is not a path" in err) == (2, True)


def test_the_line_of_progress_is_taken_away_again(there: Archive) -> None:
    filled(there.places)
    at = At(there)
    at.work._tell_saving(50, 120)
    assert "Meetings: 50 of 120" in at.err.getvalue()
    at.work.save(Namespace(file=str(there.places.data.parent / "all.zip"), json=False), NO_POLICY)
    assert at.err.getvalue().endswith("\r\033[K")
    assert "\r" not in at.out.getvalue()


# --- loading ---


def test_load_says_what_changes_asks_once_and_does_it(tmp_path: Path, there: Archive) -> None:
    filled(there.places)
    file, here = saved(there).path, Archive(places(tmp_path / "here"))
    no = At(here, "n\n")
    assert no.load(file) == 1
    assert "3 meetings are new here." in no.err.getvalue()
    assert "Take this in?" in no.err.getvalue()
    assert "Nothing was taken in." in no.err.getvalue()
    assert not here.places.data.exists()
    yes = At(here, "y\n")
    assert yes.load(file) == 0
    assert yes.out.getvalue() == "It is taken in. What was here is still here.\n"
    assert contents(here.places) == contents(there.places)
    again = At(here)
    assert again.load(file) == 0
    assert "3 meetings are here already." in again.out.getvalue()
    assert "Nothing was changed." in again.out.getvalue()


def test_where_nobody_can_be_asked_it_says_how(there: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    filled(there.places)
    file = saved(there).path
    code, out, err = run("archive", "load", str(file), capsys=capsys)
    assert (code, out) == (2, "")
    assert f"kohtaa archive load {file} --yes" in err


def test_dry_run_and_json(tmp_path: Path, there: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    filled(there.places)
    there.places.packs.mkdir(parents=True)
    (there.places.packs / "oma.toml").write_text("x")
    file = str(saved(there).path)
    code, out, err = run("archive", "load", file, "--dry-run", "--json", capsys=capsys)
    found = msgspec.json.decode(out, type=ArchiveLoaded)
    assert (code, err, found.done, found.meetings.new) == (0, "", False, 3)
    assert found.files == {"packs": ["config/phases/oma.toml"]}
    assert not places(tmp_path).data.exists()
    code, out, _ = run("archive", "load", file, "--yes", "--json", capsys=capsys)
    assert (code, json.loads(out)["done"], json.loads(out)["left_out"]) == (0, True, [])
    code, out, _ = run("list", "--json", capsys=capsys)
    assert len(json.loads(out)) == 3


def test_an_encrypted_archive_opens_on_a_new_computer_with_the_passphrase_alone(
    tmp_path: Path, there: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = filled(there.places)
    there.vault.keys.seal_to([str(there.vault.keys.make(PASSPHRASE, []).to_public())])
    file = str(saved(there).path)
    code, _, err = run("archive", "load", file, "--yes", typed="väärä\n", capsys=capsys)
    assert (code, "does not open" in err) == (1, True)
    assert not places(tmp_path).data.exists()
    code, out, _ = run("archive", "load", file, "--yes", typed=f"{PASSPHRASE}\n", capsys=capsys)
    assert code == 0
    assert "The keys of encryption are put here too." in out
    assert "What is written here is encrypted from then on." in out
    assert not marked(places(tmp_path))
    code, out, _ = run("show", ids[0], "--json", "--unlock", typed=f"{PASSPHRASE}\n", capsys=capsys)
    assert json.loads(out)["reference"] == f"{MARKER} 0"


def test_a_meeting_that_runs_in_another_window_is_named(
    tmp_path: Path, there: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    put(there, told())
    hold = Hold(places(tmp_path), ID)
    assert hold.take(START)
    code, out, err = run("archive", "load", str(saved(there).path), "--yes", capsys=capsys)
    hold.release()
    assert code == 1
    assert f"Left out: {ID}: This meeting is open in another window since" in err
    assert "Nothing was changed." in out


@pytest.mark.parametrize(
    ("own", "archived", "policy", "past"),
    [
        (30, None, 0, True),
        (90, None, 0, False),
        (0, None, 0, False),
        (90, None, 10, True),
        (30, b"keep_days = 90\n", 0, False),
        (90, b"keep_days = 7\n", 0, True),
    ],
)
def test_texts_past_their_days_are_told(
    own: int, archived: bytes | None, policy: int, past: bool, tmp_path: Path, there: Archive
) -> None:
    """By the settings that hold once the archive's are in place."""
    put(there, told())
    if archived is not None:
        there.places.config.mkdir(parents=True)
        there.places.config_file.write_bytes(archived)
    file, clock = saved(there).path, FakeClock()
    clock.after(timedelta(days=60).total_seconds())
    at = At(Archive(places(tmp_path / "here")), clock=clock)
    assert at.load(file, Settings(keep_days=own), policy=Policy(keep_days=policy or None), dry_run=True) == 0
    assert ("texts go when kohtaa is opened" in at.out.getvalue()) is past


@pytest.mark.parametrize(("archived", "here"), [(b"keep_days = 7\n", 1), (b"keep_days = 90\n", 0), (None, 0)])
def test_texts_that_are_here_and_go_by_the_archives_settings_are_told_before(
    archived: bytes | None, here: int, tmp_path: Path, there: Archive
) -> None:
    put(there, told())
    if archived is not None:
        there.places.config.mkdir(parents=True)
        there.places.config_file.write_bytes(archived)
    file, mine, clock = saved(there).path, Archive(places(tmp_path / "here")), FakeClock()
    put(mine, told())
    clock.after(timedelta(days=20).total_seconds())
    sentence = f"{here} meeting here is past the 7 days of the archive's settings"
    at = At(mine, typed="n\n", clock=clock)
    at.load(file)
    assert (sentence in at.err.getvalue()) is bool(here)
    at = At(mine, clock=clock)
    assert at.load(file, yes=True, json=True) == 0
    assert json.loads(at.out.getvalue())["due_here"] == here


def test_where_keep_days_is_not_certain_that_is_said(tmp_path: Path, there: Archive) -> None:
    put(there, told())
    there.places.config.mkdir(parents=True)
    there.places.config_file.write_bytes(b"keep_day = 900\n")
    at = At(Archive(places(tmp_path / "here")))
    at.load(saved(there).path, dry_run=True)
    assert "Nothing is erased until it is." in at.out.getvalue()


def test_what_is_left_out_is_named_and_not_without_end(tmp_path: Path, there: Archive) -> None:
    put(there, told())
    file = saved(there).path
    with zipfile.ZipFile(file, "a") as zipped:
        for number in range(30):
            zipped.writestr(f"other-{number}.txt", "x")
    at = At(Archive(places(tmp_path / "here")))
    assert at.load(file, yes=True) == 1
    assert at.err.getvalue().count("Left out: ") == 20
    assert "10 more were left out." in at.err.getvalue()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_sentence_in_every_language(
    language: str, tmp_path: Path, there: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(there.places)
    file = tmp_path / "kaikki.zip"
    filled(places(tmp_path))
    code, out, _ = run("archive", "save", str(file), capsys=capsys, language=language)
    assert (code, "{" in out) == (0, False)
    code, out, _ = run("archive", "load", str(file), "--yes", capsys=capsys, language=language)
    assert (code, "{" in out) == (0, False)
    sentence = {"fi": "Mitään ei muutettu.", "sv": "Ingenting ändrades.", "en": "Nothing was changed."}
    assert sentence[language] in out


def test_a_practice_or_meeting_that_goes_on_is_not_disturbed(tmp_path: Path, there: Archive) -> None:
    """Loading beside a running meeting: it writes on as if nothing had been."""
    clock, here = FakeClock(), Archive(places(tmp_path / "here"))
    runner = Runner.start(here, clock, plan(), language="fi", device="here")
    runner.note("ensin")
    assert runner.flush()
    filled(there.places)
    assert At(here).load(saved(there).path, yes=True) == 0
    runner.note("sitten")
    assert runner.flush()
    assert [n.text for n in here.load(runner.session.id).session.notes] == ["ensin", "sitten"]
    runner.close()


def test_a_name_that_is_no_text_is_told_all_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ids = filled(places(tmp_path))
    month = places(tmp_path).sessions / "2026" / "11"
    (month / os.fsdecode(os.fsencode(ids[0]) + b"-\xff\x1b.json")).write_bytes(b"{}")
    code, out, err = run("archive", "save", str(tmp_path / "kaikki.zip"), "--json", capsys=capsys)
    assert (code, len(json.loads(out)["left_out"])) == (1, 1)
    assert "\x1b" not in err + out


@pytest.mark.parametrize("kind", [ArchiveSaved, ArchiveLoaded, Counts])
def test_every_field_is_told(kind: type) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "archive.md").read_text("utf-8")
    for field in msgspec.structs.fields(kind):
        assert f"| {field.name} |" in page or f"`{field.name}`" in page, field.name


def test_nobody_to_ask_is_a_fault_and_nothing_is_taken_in(tmp_path: Path, there: Archive) -> None:
    filled(there.places)
    here = Archive(places(tmp_path / "here"))
    for file, fault in ((str(saved(there).path), UsageFault), ("nowhere.zip", StorageFault)):  # the file comes first
        asked = Namespace(file=file, json=False, dry_run=False, yes=False)
        with pytest.raises(fault):
            At(here).work.load(asked, Passphrases(Words("en"), None), None, Settings(), (), NO_POLICY)
    assert list(here.ids()) == []
