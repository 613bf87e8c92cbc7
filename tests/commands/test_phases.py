"""`kohtaa phases …` as its functions: what they print, what they end with, what they leave on disk."""

from __future__ import annotations

import io
import json
import os
import stat
from pathlib import Path

import pytest

from kohtaa_tui.commands import phases, toml_files
from kohtaa_tui.errors import KohtaaError, StorageFault, UsageFault
from kohtaa_tui.storage.packs import FORM, Shelf, fingerprint, shipped_folder
from kohtaa_tui.storage.toml_shelf import load

DATA = Path(__file__).parents[1] / "data"
SHIPPED = Shelf([shipped_folder()])


def words(message: str, **fields: object) -> str:
    return message.format(**fields)


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def err() -> io.StringIO:
    return io.StringIO()


# -- list ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "title"),
    [("fi", "Kohtaava asiakastyö"), ("sv", "Det dialogiska kundarbetet"), ("en", "Dialogical client work")],
)
def test_list_names_the_method_in_the_language(out: io.StringIO, language: str, title: str) -> None:
    assert phases.list_packs(SHIPPED, words, language, out) == 0
    lines = out.getvalue().splitlines()
    assert f"kohtaava  {title} · 4 phases, 30 min" in lines


def test_list_tells_what_is_broken_and_what_stands_in_front(tmp_path: Path, out: io.StringIO) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    phases.new(tmp_path, "koe", words, io.StringIO())
    (tmp_path / "phases").rename(own)
    shipped.mkdir()
    (shipped / "koe.toml").write_bytes((own / "koe.toml").read_bytes())
    (own / "rikki.toml").write_text("b = = 2")
    assert phases.list_packs(Shelf([shipped, own]), words, "en", out) == 0
    assert out.getvalue().splitlines() == [
        "koe    Short visit · 2 phases, 20 min",
        f"       version 1 · {fingerprint((own / 'koe.toml').read_bytes())}",
        f"       {own / 'koe.toml'}",
        f"       used in place of {shipped / 'koe.toml'}",
        "rikki  broken",
        f"       {own / 'rikki.toml'}",
        f"       {own / 'rikki.toml'}:1: column 5: a value is missing or misspelt; a text stands in quotation marks",
    ]


def test_list_says_when_there_is_nothing(tmp_path: Path, out: io.StringIO) -> None:
    assert phases.list_packs(Shelf([tmp_path]), words, "fi", out) == 0
    assert out.getvalue() == "No packs were found.\n"


# -- show ------------------------------------------------------------------------------------------


def test_show_tells_the_whole_method_and_what_it_rests_on(out: io.StringIO) -> None:
    assert phases.show(SHIPPED, "kohtaava", words, "sv", out) == 0
    text = out.getvalue()
    assert text.startswith("Det dialogiska kundarbetet\nkohtaava, version 1, 30 min\nFormuleringarna är våra egna.")
    pack = SHIPPED.get("kohtaava")
    for owner in (*pack.phase, *pack.circumstance):
        for prompt in owner.prompt:
            assert prompt.text.sv is not None
            assert prompt.text.sv in text
    lines = [line.strip() for line in text.splitlines()]
    assert "4. Farväl (hyvastely)" in lines
    assert "At least 3 min, share 10, protected" in lines
    assert "Name: documented. Content: our own." in lines
    assert "e8  You could say: Vad hoppas du få ut av det här mötet?  (a short step from what is documented)" in lines
    assert "Shares: Empatifasen 25, Den vägledande fasen 40, Den rådgivande fasen 25, Farväl 10" in lines
    assert "Length: 2 times the usual" in lines
    assert "Leaves out: o3" in lines
    assert "Sign: kunden talar om sitt eget ärende" in lines
    assert "Avoid: blanketter och skärmen" in lines
    assert "Note: + Styrkor och resurser" in lines


def test_show_of_an_unknown_pack_is_refused(out: io.StringIO) -> None:
    with pytest.raises(UsageFault, match="Did you mean “kohtaava”"):
        phases.show(SHIPPED, "kohtava", words, "fi", out)
    assert out.getvalue() == ""


# -- check -----------------------------------------------------------------------------------------


def test_check_says_that_all_is_well(out: io.StringIO, err: io.StringIO) -> None:
    assert toml_files.check_files(SHIPPED, [], words, out, err) == 0
    assert "All is well." in out.getvalue()
    assert err.getvalue() == ""


def test_check_prints_every_fault_of_every_file_and_ends_with_one(out: io.StringIO, err: io.StringIO) -> None:
    folder = DATA / "invalid_packs"
    files = [folder / "minutes.toml", folder / "misspelt.toml", DATA / "valid_packs" / "smallest.toml"]
    assert toml_files.check_files(SHIPPED, files, words, out, err) == 1
    expected = [
        f"{folder}/{line}"
        for path in files[:2]
        for line in path.with_suffix(".expected").read_text("utf-8").splitlines()
    ]
    assert out.getvalue().splitlines() == expected
    assert err.getvalue() == f"Faults: {len(expected)}. Warnings: 0.\n"


def test_check_lets_warnings_pass(out: io.StringIO, err: io.StringIO) -> None:
    assert toml_files.check_files(SHIPPED, [DATA / "valid_packs" / "untranslated.toml"], words, out, err) == 0
    lines = out.getvalue().splitlines()
    assert len(lines) == 5
    assert lines[-1] == "Files checked: 1. They can be used. Warnings: 4."


def test_check_without_a_file_takes_all_there_are(tmp_path: Path, out: io.StringIO, err: io.StringIO) -> None:
    (tmp_path / "rikki.toml").write_text("b = = 2")
    assert toml_files.check_files(Shelf([shipped_folder(), tmp_path]), [], words, out, err) == 1
    assert out.getvalue().startswith(f"{tmp_path / 'rikki.toml'}:1: ")


def test_check_of_a_file_that_is_not_there(tmp_path: Path, out: io.StringIO, err: io.StringIO) -> None:
    assert toml_files.check_files(SHIPPED, [tmp_path / "none.toml"], words, out, err) == 1
    assert "none.toml cannot be read" in out.getvalue()


# -- new -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o277])
def test_new_writes_an_example_for_this_person_only(tmp_path: Path, out: io.StringIO, umask: int) -> None:
    config = tmp_path / "deep" / "config"
    before = os.umask(umask)
    try:
        assert phases.new(config, "oma", words, out) == 0
    finally:
        os.umask(before)
    path = config / "phases" / "oma.toml"
    assert out.getvalue() == f"{path}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for folder in (path.parent, config, config.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert load(path, FORM).id == "oma"
    assert toml_files.check_files(SHIPPED, [path], words, out, out) == 0


def test_new_never_overwrites(tmp_path: Path, out: io.StringIO) -> None:
    path = tmp_path / "phases" / "oma.toml"
    path.parent.mkdir()
    path.write_text("mine")
    (tmp_path / "phases" / "linkki.toml").symlink_to(tmp_path / "elsewhere")
    for pack_id in ("oma", "linkki"):
        with pytest.raises(StorageFault, match="is already there and was left as it is"):
            phases.new(tmp_path, pack_id, words, out)
    assert path.read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()
    assert out.getvalue() == ""


@pytest.mark.parametrize(
    "pack_id", ["", "../x", "a/b", "Oma", "con", "lpt1", "ä", "x" * 41, "oma\n", "kohtaava", "\x1b[31m"]
)
def test_new_refuses_an_id_that_cannot_be_one(tmp_path: Path, out: io.StringIO, pack_id: str) -> None:
    with pytest.raises(UsageFault) as caught:
        phases.new(tmp_path / "config", pack_id, words, out)
    assert caught.value.exit_code == 2
    assert "\x1b" not in str(caught.value)
    assert not (tmp_path / "config").exists()


def test_new_where_the_folder_is_a_file(tmp_path: Path, out: io.StringIO) -> None:
    (tmp_path / "config").write_text("a file")
    with pytest.raises(StorageFault, match="cannot be written: Not a directory"):
        phases.new(tmp_path / "config", "oma", words, out)


def test_new_on_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, out: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(toml_files.os, "fsync", full)
    with pytest.raises(KohtaaError, match="cannot be written: No space left on device"):
        phases.new(tmp_path, "oma", words, out)
    assert list((tmp_path / "phases").iterdir()) == []


# -- schema ----------------------------------------------------------------------------------------


def test_schema_is_json(out: io.StringIO) -> None:
    assert phases.schema(out) == 0
    assert json.loads(out.getvalue())["title"] == "A pack of kohtaa"
