"""Text templates as files: found, checked, refused; and the shipped ones, in three languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from kohtaa_tui.domain import template as model
from kohtaa_tui.domain.pack import LANGUAGES, Texts
from kohtaa_tui.domain.template import Part, Template, What
from kohtaa_tui.errors import StorageFault, UsageFault
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime.templating import written
from kohtaa_tui.storage import template_format
from kohtaa_tui.storage.templates import TEXTS, Templates, shipped_templates
from kohtaa_tui.storage.toml_check import check
from kohtaa_tui.storage.toml_faults import render
from tests.build import story
from tests.fakes import places
from tests.templates import HEAD, PART, write

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(shipped_templates().glob("*.toml"))


def told(tmp_path: Path, text: str, name: str = "oma", *, warnings: bool = False) -> list[str]:
    """What the check says of a file, without its folder."""
    path = write(tmp_path, text, name)
    _, faults = check(path, Templates(places(tmp_path)).form)
    return [render(f, Words("en")).removeprefix(str(path)) for f in faults if f.warning is warnings]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", "id: is missing"),
        (HEAD, "part: is missing"),
        (HEAD + "part = []\n", "part: must have 1 to 60 entries, got 0"),
        (HEAD + PART * 10_000, "part: must have 1 to 60 entries, got 10000"),
        (HEAD + PART + 'whta = "x"\n', ":7: part[1].whta: no such key"),
        (HEAD + PART.replace("agreed", "agred"), ":6: part[1].what: must be one of"),
        (HEAD + "limit = -1\n" + PART, ":5: limit: must be a whole number from 0 to 1000000, got -1"),
        (HEAD + "limit = 99\n" + PART, ":5: limit: must be 0 for none, or at least 100, got 99"),
        (HEAD + "limit = 4e3\n" + PART, "limit: must be a whole number"),
        (HEAD + "limit = true\n" + PART, "limit: must be a whole number"),
        (HEAD + 'limit = "4000"\n' + PART, "limit: must be a whole number"),
        (HEAD + "line_break = 3\n" + PART, "line_break: must be one of 1, 2"),
        (HEAD + "line_break = true\n" + PART, "line_break: must be one of 1, 2"),
        (HEAD + "blank_lines = 4\n" + PART, "blank_lines: must be a whole number from 0 to 3"),
        (HEAD + 'bullet = "123456789"\n' + PART, "bullet: must have 0 to 8 characters"),
        (HEAD + 'order = "time"\n' + PART, 'order: must be one of "mark", "phase"'),
        (HEAD + 'language = "de"\n' + PART, "language: must be one of"),
        (HEAD + PART + "heading = 'x'\n", "heading: must be a text in each language"),
        (HEAD + PART + "heading.se = 'x'\n", "did you mean “sv”"),
        (HEAD + PART + "heading = {}\n", "part[1].heading: has no text in any language"),
        (HEAD + PART + "heading.fi = '{dat}'\n", "part[1].heading.fi: “dat” names nothing here; did you mean “date”"),
        (HEAD + PART + "heading.fi = '{0.__class__}'\n", "in braces means nothing; there are: date, start, end"),
        (HEAD + PART + "heading.fi = '{used}'\n", "heading.fi: “used” in braces means nothing"),
        (HEAD + PART + "text.fi = 'x'\n", 'part[1].text: belongs to what = "line"'),
        (HEAD + '[[part]]\nwhat = "line"\n', "part[1]: a line of your own needs its words"),
        (HEAD + PART + "quotes = 1\n", "quotes: must be true or false"),
        (HEAD.replace('"oma"', '"../oma"') + PART, "id: must be small letters"),
        (HEAD.replace('"oma"', '"toinen"') + PART, "the file must be called toinen.toml"),
        ("schema = 2\n" + HEAD + PART, "a newer kohtaa reads it"),
        ("[[part]\n", "column"),
        (HEAD + HEAD + PART, "column"),
        ("x = " + "[" * 100_000, "too many times"),
        (HEAD + f"limit = {'9' * 5000}\n" + PART, "too many digits"),
    ],
)
def test_what_is_wrong_is_told_where_it_is(text: str, wanted: str, tmp_path: Path) -> None:
    lines = told(tmp_path, text)
    assert any(wanted in line for line in lines), lines
    with pytest.raises((StorageFault, UsageFault)):
        Templates(places(tmp_path), tmp_path).get("oma")


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    assert len(told(tmp_path, HEAD + "limit = -1\nbulet = ''\n" + PART.replace("agreed", "x") + "quotes = 1\n")) == 4


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (HEAD + PART + "whole = true\n", "part[1].whole: warning: belongs to a part of the phases"),
        (HEAD + "phase_heading.fi = '{used}'\n" + PART, 'phase_heading: warning: belongs to order = "phase"'),
        (HEAD + PART + "heading.fi = 'x'\n", "heading.sv: warning: is missing"),
        (HEAD + PART + 'heading.fi = "a\\u001bb"\n', "warning: holds characters that are not shown"),
    ],
)
def test_what_can_be_used_all_the_same_is_a_warning(text: str, wanted: str, tmp_path: Path) -> None:
    lines = told(tmp_path, text, warnings=True)
    assert any(wanted in line for line in lines), lines
    assert Templates(places(tmp_path), tmp_path).get("oma").id == "oma"


def test_what_could_steer_a_terminal_does_not_come_in(tmp_path: Path) -> None:
    write(tmp_path, HEAD + 'bullet = "\\u001b[2J"\n' + PART + 'heading.fi = "\\u202eHop\\u001b]52;c;x\\u0007"\n')
    shown = Templates(places(tmp_path), tmp_path).get("oma")
    assert (shown.bullet, shown.part[0].heading.fi) == ("�[2J", "�Hop�]52;c;x�")


def test_a_persons_own_stands_in_front_and_a_broken_one_takes_nothing_away(tmp_path: Path) -> None:
    own = places(tmp_path).templates
    write(own, HEAD.replace('"oma"', '"lyhyt"') + PART, "lyhyt")
    write(own, "broken = \n", "vaiheittain")
    write(own, HEAD + PART)
    shelf = Templates(places(tmp_path))
    assert shelf.get("lyhyt").title.fi == "Oma"
    assert shelf.get("vaiheittain").order == "phase"
    assert [one.id for one in shelf.listed() if one.content] == ["lyhyt", "vaiheittain", "oma"]
    with pytest.raises(UsageFault, match="Did you mean"):
        shelf.get("lyhy")
    with pytest.raises(UsageFault, match="kohtaa templates list"):
        shelf.get("../../etc/passwd")


def test_odd_things_in_the_folder_are_told_and_stop_nothing(tmp_path: Path) -> None:
    own = places(tmp_path).templates
    own.mkdir(parents=True)
    (own / "kansio.toml").mkdir()
    (own / "kehä.toml").symlink_to(own / "kehä.toml")
    (own / "suuri.toml").write_bytes(b"#" * 400_000)
    listed = Templates(places(tmp_path)).listed()
    assert [one.id for one in listed if one.content] == ["lyhyt", "vaiheittain"]
    assert [one.id for one in listed if one.content is None] == ["kansio", "kehä", "suuri"]
    assert all(one.faults for one in listed if one.content is None)


# --- the shipped ones ---


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shipped_one_is_whole_and_tells_every_mark(path: Path, language: str, tmp_path: Path) -> None:
    shelf = Templates(places(tmp_path))
    assert check(path, shelf.form)[1] == []
    assert path.read_text("utf-8").startswith("#:schema ../schema/template.schema.json\n")
    told = story(minutes=30).at("1:00")
    for mark in ("words", "strength", "question", "agreed", None):
        told.note(f"this is {mark}", mark)  # type: ignore[arg-type]
    text = written(told.end().session, shelf.get(path.stem), Words(language))
    assert all(f"this is {mark}" in text for mark in ("words", "strength", "question", "agreed", None))
    assert "{" not in text


def test_one_has_a_limit_and_one_goes_by_phase(tmp_path: Path) -> None:
    shipped = [one.content for one in Templates(places(tmp_path)).listed() if one.content]
    assert {one.limit for one in shipped} == {0, 4000}
    assert {one.order for one in shipped} == {"mark", "phase"}


# --- the format ---


def test_the_committed_schema_is_the_one_the_types_make() -> None:
    hint = "write it anew: kohtaa templates schema > schema/template.schema.json"
    assert (ROOT / "schema" / "template.schema.json").read_bytes() == template_format.schema(), hint


def test_every_field_is_described_in_the_schema() -> None:
    kinds = json.loads(template_format.schema())["$defs"]
    assert [
        f"{k}.{key}" for k, kind in kinds.items() for key, f in kind["properties"].items() if not f.get("description")
    ] == []


def test_every_key_of_a_text_is_looked_at() -> None:
    hints = [hint for kind in (Part, Template) for hint in get_type_hints(kind).items()]
    assert {name for name, hint in hints if hint is Texts or Texts in get_args(hint)} == TEXTS


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_is_sound_in_every_language(language: str, tmp_path: Path) -> None:
    path = write(tmp_path, template_format.example("oma", Words(language)))
    assert check(path, Templates(places(tmp_path)).form)[1] == []


def test_the_page_tells_every_key_and_every_part() -> None:
    page = (ROOT / "docs" / "templates.md").read_text("utf-8")
    keys = {*Template.__struct_fields__, *Part.__struct_fields__, *get_args(What), *model.FIELDS, *model.PHASE_FIELDS}
    assert [key for key in sorted(keys) if f"`{key}`" not in page and f"`{{{key}}}`" not in page] == []
