"""`kohtaa templates`: what it prints, ends with and leaves on disk."""

from __future__ import annotations

import io
import json
import stat
from pathlib import Path

import pytest

from kohtaa_tui.commands import templates
from kohtaa_tui.commands.parser import parser
from kohtaa_tui.errors import StorageFault, UsageFault
from kohtaa_tui.i18n import Words
from tests.fakes import places
from tests.templates import HEAD, PART, write


class Done:
    """What a command printed and ended with."""

    def __init__(self, tmp_path: Path, *typed: str, language: str = "en") -> None:
        words, argv, out, err = Words(language), ["templates", *typed], io.StringIO(), io.StringIO()
        self.code = templates.templates(places(tmp_path), parser(words, argv).parse_args(argv), words, out, err)
        self.out, self.err = out.getvalue(), err.getvalue()


def test_the_list_tells_title_and_limit_and_why_one_is_broken(tmp_path: Path) -> None:
    write(places(tmp_path).templates, "x = \n", "rikki")
    done = Done(tmp_path, "list")
    assert "lyhyt        Short · at most 4,000 characters\n" in done.out
    assert "rikki        broken\n" in done.out
    assert "a value is missing" in done.out
    assert Done(tmp_path).out == done.out


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("fi", "Lyhyt · enintään 4\N{NO-BREAK SPACE}000 merkkiä\n"),
        ("sv", "Kort · högst 4\N{NO-BREAK SPACE}000 tecken\n"),
    ],
)
def test_show_tells_a_made_up_meeting_with_it(tmp_path: Path, language: str, first: str) -> None:
    done = Done(tmp_path, "show", "lyhyt", language=language)
    assert done.out.startswith(first)
    text = done.out.partition("\n\n")[2]
    assert text.startswith("DEMO\n")
    assert f" {len(text) - 1} " in done.out.partition("\n\n")[0]  # the last line's end is not counted


def test_show_speaks_the_templates_own_language(tmp_path: Path) -> None:
    write(places(tmp_path).templates, HEAD + 'language = "sv"\n' + '[[part]]\nwhat = "meeting"\n')
    done = Done(tmp_path, "show", "oma")
    assert done.out.startswith("Own · in Swedish\n")
    assert "\nMöte tis 24.11.2026" in done.out


def test_check_names_every_fault_with_its_line_and_ends_with_1(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + "limit = -1\n" + PART + "bulet = 'x'\n")
    done = Done(tmp_path, "check", str(path))
    assert done.code == 1
    assert [line.removeprefix(f"{path}:")[:8] for line in done.out.splitlines()] == ["5: limit", "8: part["]
    assert done.err == "Faults: 2. Warnings: 0.\n"
    assert Done(tmp_path, "check").code == 0


def test_new_writes_an_example_that_is_sound_and_writes_over_nothing(tmp_path: Path) -> None:
    done = Done(tmp_path, "new", "oma", language="sv")
    path = places(tmp_path).templates / "oma.toml"
    assert done.out == f"{path}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert Done(tmp_path, "check").code == 0
    with pytest.raises(StorageFault, match="already there"):
        Done(tmp_path, "new", "oma")
    with pytest.raises(UsageFault, match="comes with kohtaa"):
        Done(tmp_path, "new", "lyhyt")
    with pytest.raises(UsageFault):
        Done(tmp_path, "new", "../oma")


def test_schema_is_json(tmp_path: Path) -> None:
    assert json.loads(Done(tmp_path, "schema").out)["title"] == "A text template of kohtaa"


def test_one_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match="kohtaa templates list"):
        Done(tmp_path, "show", "none-at-all")
