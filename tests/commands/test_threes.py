"""`kohtaa practice ID --handout …` and `kohtaa practice follow`, as they are typed."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from kohtaa_tui.cli import main
from kohtaa_tui.storage import packs

SHIPPED = sorted(path.stem for path in (packs.shipped_folder() / "practice").glob("*.toml"))


@pytest.mark.parametrize("client", SHIPPED)
@pytest.mark.parametrize("role", ["client", "observer"])
def test_a_sheet_of_every_client_that_came_along_is_printed(
    client: str, role: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, tag in (("fi", "HARJOITUS · "), ("sv", "ÖVNING · "), ("en", "PRACTICE · ")):
        assert main(["practice", client, "--handout", role, "--language", language]) == 0
        printed = capsys.readouterr()
        assert printed.out.startswith(tag)
        assert printed.err == ""


def test_a_sheet_is_put_into_a_new_private_file_and_never_over_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lomake.html"
    typed = ["practice", SHIPPED[0], "--handout", "observer", "--html", "--output", str(path)]
    assert main(typed) == 0
    assert capsys.readouterr().out.strip() == str(path)
    page = path.read_bytes()
    assert page.startswith(b"<!doctype html>")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_bytes(b"mine")
    assert main(typed) == 1
    assert path.read_bytes() == b"mine"
    assert str(path) in capsys.readouterr().err


@pytest.mark.parametrize(
    "typed",
    [
        ["practice", "--handout", "client"],
        ["practice", SHIPPED[0], "--html"],
        ["practice", SHIPPED[0], "--output", "x"],
        ["practice", SHIPPED[0], "--handout", "adviser"],
        ["practice", SHIPPED[0], "--handout", "client", "--threes"],
        ["practice", "ei-ole", "--handout", "client"],
        ["practice", "--threes"],
        ["practice", "follow"],
        ["practice", "follow", "--as", "adviser"],
    ],
    ids=" ".join,
)
def test_what_makes_no_sense_is_one_sentence_and_nothing_is_written(
    typed: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(typed) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 1
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("role", ["client", "observer"])
def test_following_without_a_terminal_and_without_a_practice_is_one_sentence(
    role: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["practice", "follow", "--as", role, "--language", "fi"]) == 2
    assert "Tällä koneella ei ole harjoitusta käynnissä" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()
