"""Packs on disk: what is sound is read, what is wrong is told, all of it, and nothing of it stops anything.

Drop a pack `NAME.toml` and the lines the check should say as `NAME.expected` into `tests/data/valid_packs`
or `tests/data/invalid_packs`, and it is a test. A file that is called after no id, is too large or is no
file at all is made here.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import pytest
import tomli
from hypothesis import example as case
from hypothesis import given
from hypothesis import strategies as st

from kohtaa_tui.domain import pack as model
from kohtaa_tui.domain.pack import Pack, Texts
from kohtaa_tui.domain.text import clean, cleaned
from kohtaa_tui.errors import StorageFault, UsageFault
from kohtaa_tui.storage import inlet, pack_format, packs, toml_check, toml_shelf
from kohtaa_tui.storage.pack_sense import TEXT_LISTS, TEXTS, sense
from kohtaa_tui.storage.packs import FORM, Shelf, shipped_folder
from kohtaa_tui.storage.toml_check import MOST, findings_in
from kohtaa_tui.storage.toml_faults import Fault, key_of, render
from kohtaa_tui.storage.toml_lines import Lines

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
KOHTAAVA = ROOT / "phases" / "kohtaava.toml"

SMALL = """\
id = "{id}"
title = {{ fi = "Koe", sv = "Prov", en = "Trial" }}
[[phase]]
id = "alku"
name = {{ fi = "Alku", sv = "Början", en = "Beginning" }}
short = {{ fi = "Alku", sv = "Början", en = "Start" }}
minimum = 5
share = 1
"""


def check(path: Path) -> tuple[Pack | None, list[Fault]]:
    return toml_check.check(path, FORM)


def load(path: Path) -> Pack:
    return toml_shelf.load(path, FORM)


def words(message: str, **fields: object) -> str:
    return message.format(**fields)


def told(path: Path) -> list[str]:
    """What the check says of a file, as lines that begin with the file's name alone."""
    return [render(fault, words).replace(str(path), path.name) for fault in check(path)[1]]


def write(path: Path, text: str | bytes = SMALL) -> Path:
    data = (
        text
        if isinstance(text, bytes)
        else text.replace("{id}", path.stem).replace("{{", "{").replace("}}", "}").encode()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


# -- files in tests/data ---------------------------------------------------------------------------


def _samples(folder: str) -> list[Any]:
    return [pytest.param(path, id=path.stem) for path in sorted((DATA / folder).glob("*.toml"))]


@pytest.mark.parametrize("path", _samples("invalid_packs"))
def test_everything_wrong_with_a_pack_is_told(path: Path) -> None:
    assert told(path) == path.with_suffix(".expected").read_text("utf-8").splitlines()
    assert check(path)[0] is None
    assert any(not fault.warning for fault in check(path)[1])
    with pytest.raises(StorageFault):
        load(path)


@pytest.mark.parametrize("path", _samples("valid_packs"))
def test_a_sound_pack_is_read_and_at_most_warned_of(path: Path) -> None:
    assert told(path) == path.with_suffix(".expected").read_text("utf-8").splitlines()
    assert check(path)[0] == load(path)
    assert all(fault.warning for fault in check(path)[1])


@pytest.mark.parametrize("folder", ["valid_packs", "invalid_packs"])
def test_every_expectation_has_its_pack(folder: str) -> None:
    packs_there = {path.stem for path in (DATA / folder).glob("*.toml")}
    assert {path.stem for path in (DATA / folder).glob("*.expected")} == packs_there != set()


def test_a_text_from_outside_can_neither_steer_nor_hide() -> None:
    title = load(DATA / "valid_packs" / "steering.toml").title
    assert (title.fi, title.sv, title.en) == ("a�]52;c;aGVq�\\b�31m", "�gnisrever�", "� zero�width")


def test_markup_is_text_like_any_other() -> None:
    prompts = load(DATA / "valid_packs" / "markup.toml").phase[0].prompt
    assert [prompt.text.fi for prompt in prompts][:5] == ["[/]", "[/", "[bold", "[x] done", "[@click=app.quit]"]


def test_an_emoji_family_stays_and_marks_are_capped() -> None:
    title = load(DATA / "valid_packs" / "marks.toml").title
    assert (title.fi, title.sv) == ("👩‍👩‍👧", "ångström")
    assert len(title.en or "") == len("ó") + 8 + len("!")


# -- what no file in tests/data can be -------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = " + "[" * 100_000, "x.toml: tables or lists inside one another too many times"),
        ("a" + ".a" * 20_000 + " = 1", "x.toml: tables or lists inside one another too many times"),
        ("[" * 100_000, "x.toml:1: column 3: this cannot be read as TOML"),
        ("a.a = " + "[" * 390 + "]" * 390, None),
        ("a" + ".a" * 990 + " = 1", None),
        ('a = "' + "x" * 1_000_000 + '"', "x.toml is too large: at most 256 kB are read."),
        ("#" * (300 * 1024), "x.toml is too large: at most 256 kB are read."),
        ("".join(f"k{n} = {n}\n" for n in range(100_000)), "x.toml is too large: at most 256 kB are read."),
    ],
    ids=["lists", "dotted-key", "brackets", "lists-just-read", "key-just-read", "text", "file", "keys"],
)
def test_a_file_made_to_hurt_is_refused_in_a_sentence(tmp_path: Path, text: str, expected: str | None) -> None:
    path = write(tmp_path / "x.toml", text.encode())
    lines = told(path)
    assert lines
    if expected:
        assert lines == [expected]


def test_very_many_faults_are_told_up_to_a_point(tmp_path: Path) -> None:
    path = write(tmp_path / "x.toml", "".join(f"k{n} = {n}\n" for n in range(15_000)).encode())
    lines = told(path)
    assert len(lines) == MOST + 1
    assert lines[-1] == f"x.toml: there is more: only the first {MOST} are told"


def test_five_hundred_phases_are_too_many(tmp_path: Path) -> None:
    phase = '[[phase]]\nid = "p{n}"\nname.fi = "A"\nshort.fi = "A"\nminimum = 1\nshare = 1\n'
    text = 'id = "x"\ntitle.fi = "X"\n' + "".join(phase.replace("{n}", str(n)) for n in range(500))
    path = write(tmp_path / "x.toml", text.encode())
    faults = [fault for fault in check(path)[1] if not fault.warning and fault.line]
    assert [render(fault, words) for fault in faults] == [f"{path}:3: phase: must have 1 to 12 entries, got 500"]


def test_a_long_text_inside_the_size_cap_is_refused_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path / "x.toml", SMALL.replace('"Koe"', '"' + "x" * 200_000 + '"'))
    assert told(path) == ["x.toml:2: title.fi: must have 1 to 400 characters, got 200000"]


def test_a_list_without_end_does_not_take_for_ever(tmp_path: Path) -> None:
    rows = "".join("  {},\n" for _ in range(20_000))
    path = write(tmp_path / "x.toml", SMALL + f"signs = [\n{rows}]\nnonsense = 1\n")
    assert len(told(path)) > 1


def test_one_who_names_no_file_gets_a_sentence(tmp_path: Path) -> None:
    assert told(tmp_path / "none.toml") == ["none.toml cannot be read: No such file or directory"]


def test_the_name_of_a_file_cannot_steer_either(tmp_path: Path) -> None:
    path = write(tmp_path / "a\x1b[31m.toml", "b = = 2")
    assert "\x1b" not in "".join(render(fault, words) for fault in check(path)[1])
    assert "\x1b" not in "".join(render(fault, words) for fault in check(tmp_path / "\x1b.toml")[1])


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "x.toml")
    monkeypatch.setattr(inlet.os, "read", lambda _, count: b"#" * count)
    assert told(path) == ["x.toml is too large: at most 256 kB are read."]


# -- lines -----------------------------------------------------------------------------------------


def _ways(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield way
    for key, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _ways(part, (*way, key))


def test_every_key_of_the_method_is_found_on_its_line() -> None:
    text = KOHTAAVA.read_text("utf-8")
    rows, lines = text.split("\n"), Lines(text)
    ways = [way for way in _ways(tomli.loads(text)) if way and isinstance(way[-1], str)]
    assert len(ways) > 700
    for way in ways:
        assert str(way[-1]) in rows[lines.of(way) - 1], key_of(way)
    told_lines = [lines.of(way) for way in ways if len(way) > 2]
    assert told_lines == sorted(told_lines)


# -- the quick way and the whole check agree ---------------------------------------------------------

_ODD = [
    None,
    True,
    -1,
    0,
    7,
    10**30,
    1.5,
    "",
    "a1",
    "alku",
    "x" * 401,
    "a\x1b",
    [],
    {},
    [{}],
    {"fi": "a"},
    ["e1"],
    "first",
]


@st.composite
def _damaged(draw: st.DrawFn) -> dict[str, Any]:
    """The method with a few values replaced, taken out or added."""
    data: dict[str, Any] = tomli.loads(KOHTAAVA.read_text("utf-8"))
    for _ in range(draw(st.integers(0, 3))):
        way = draw(st.sampled_from([way for way in _ways(data) if way]))
        holder: Any = data
        for part in way[:-1]:
            holder = holder[part]
        odd = deepcopy(draw(st.sampled_from(_ODD)))  # it may be damaged in its turn
        if odd is None:
            del holder[way[-1]]
        elif isinstance(holder, dict) and draw(st.booleans()):
            holder[draw(st.sampled_from(["fi", "se", "minimum", "id", "nonsense"]))] = odd
        else:
            holder[way[-1]] = odd
    return data


@given(_damaged())
def test_the_quick_way_and_the_whole_check_agree(data: dict[str, Any]) -> None:
    whole = not [found for found in findings_in(data, "kohtaava.toml", FORM) if not found.warning]
    try:
        msgspec.convert(cleaned(data), Pack)
        quick = next(sense(data, "kohtaava.toml"), None) is None
    except msgspec.ValidationError:
        quick = False
    assert whole == quick


@given(st.text(max_size=40))
@case("a\u0301\u0301 –’ \u00ad")
def test_texts_that_are_not_taken_letter_by_letter_come_out_the_same(text: str) -> None:
    assert cleaned([{"a": text}]) == [{"a": clean(text)}]


def test_every_key_of_a_text_is_looked_at_for_languages() -> None:
    """`TEXTS` and `TEXT_LISTS` are written by hand, for speed."""
    kinds = [kind for kind in vars(model).values() if isinstance(kind, type) and issubclass(kind, msgspec.Struct)]
    hints = [hint for kind in kinds if kind is not Texts for hint in get_type_hints(kind).items()]
    assert {name for name, hint in hints if hint is Texts} == TEXTS
    assert {name for name, hint in hints if hint == list[Texts]} == TEXT_LISTS


# -- the shelf -------------------------------------------------------------------------------------


def test_the_method_is_on_the_shelf() -> None:
    assert shipped_folder() == ROOT / "phases"
    shelf = Shelf([shipped_folder()])
    assert "kohtaava" in [listing.id for listing in shelf.listed() if listing.content]
    assert shelf.get("kohtaava").title.fi == "Kohtaava asiakastyö"
    assert check(KOHTAAVA)[1] == []


def test_an_installed_package_has_its_packs_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = tmp_path / "kohtaa_tui" / "storage" / "packs.py"
    monkeypatch.setattr(packs, "__file__", str(module))
    assert shipped_folder() == tmp_path / "phases"
    (tmp_path / "kohtaa_tui" / "phases").mkdir(parents=True)
    assert shipped_folder() == tmp_path / "kohtaa_tui" / "phases"


def test_ones_own_pack_stands_in_front_of_the_shipped_one(tmp_path: Path) -> None:
    shipped = write(tmp_path / "shipped" / "koe.toml")
    other = write(tmp_path / "shipped" / "muu.toml")
    own = write(tmp_path / "own" / "koe.toml", SMALL.replace("Koe", "Oma"))
    shelf = Shelf([shipped.parent, own.parent])
    listed = [(listing.id, listing.path, listing.shadows) for listing in shelf.listed()]
    assert listed == [("koe", own, shipped), ("muu", other, None)]
    assert shelf.get("koe").title.fi == "Oma"
    assert shelf.files() == [shipped, other, own]


def test_a_broken_pack_takes_no_sound_one_away(tmp_path: Path) -> None:
    shipped = write(tmp_path / "shipped" / "koe.toml")
    own = write(tmp_path / "own" / "koe.toml", b"b = = 2")
    shelf = Shelf([shipped.parent, own.parent])
    assert shelf.get("koe").title.fi == "Koe"
    assert [(listing.path, bool(listing.content), len(listing.faults)) for listing in shelf.listed()] == [
        (shipped, True, 0),
        (own, False, 1),
    ]


def test_whatever_lies_in_the_folder_is_listed_and_stops_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "phases"
    write(folder / "koe.toml")
    write(folder / "broken.toml", b"b = = 2")
    write(folder / "notes.txt", b"not a pack")
    write(folder / ".hidden.toml", b"not a pack")
    (folder / "x.toml").mkdir()
    (folder / "loop.toml").symlink_to(folder / "loop.toml")
    (folder / "gone.toml").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.toml")
    listed = {listing.id: listing for listing in Shelf([folder, tmp_path / "none"]).listed()}
    assert list(listed) == ["broken", "gone", "koe", "loop", "pipe", "x"]
    assert [name for name, listing in listed.items() if listing.content] == ["koe"]
    reasons = {name: render(listing.faults[0], words) for name, listing in listed.items() if listing.faults}
    assert reasons["x"].endswith("x.toml is not an ordinary file.")
    assert reasons["pipe"].endswith("pipe.toml is not an ordinary file.")
    assert "cannot be read" in reasons["loop"]
    assert "cannot be read" in reasons["gone"]
    assert reasons["broken"].endswith(":1: column 5: a value is missing or misspelt; a text stands in quotation marks")


def test_a_folder_that_cannot_be_read_is_listed(tmp_path: Path) -> None:
    (tmp_path / "phases").write_text("a file")
    (listing,) = Shelf([tmp_path / "phases"]).listed()
    assert listing.content is None
    assert "cannot be read" in render(listing.faults[0], words)


def test_an_unknown_pack_is_refused_with_the_nearest(tmp_path: Path) -> None:
    write(tmp_path / "kohtaava.toml")
    shelf = Shelf([tmp_path])
    with pytest.raises(UsageFault, match=r"“kohtava”. Did you mean “kohtaava”\?"):
        shelf.get("kohtava")
    with pytest.raises(UsageFault, match="kohtaa phases list"):
        shelf.get("zzz")


@pytest.mark.parametrize("pack_id", ["", "../kohtaava", "a/b", "/etc/passwd", "a\0b", "A", "x" * 300, "kohtaava\n"])
def test_only_a_proper_id_becomes_a_path(tmp_path: Path, pack_id: str) -> None:
    write(tmp_path / "kohtaava.toml")
    with pytest.raises(UsageFault):
        Shelf([tmp_path / "phases", tmp_path]).get(pack_id)


def test_a_broken_pack_is_refused_and_says_how_to_find_out(tmp_path: Path) -> None:
    write(tmp_path / "koe.toml", SMALL.replace("minimum = 5", "minimum = -5"))
    with pytest.raises(StorageFault, match=r"The pack koe is broken.*kohtaa phases check .*koe\.toml"):
        Shelf([tmp_path]).get("koe")


def test_faults_are_told_in_the_order_of_the_lines(tmp_path: Path) -> None:
    fault = Fault(tmp_path / "a.toml", 3, "phase[1].minimum", "must be {what}", {"what": "more"}, True)
    assert render(fault, words) == f"{tmp_path}/a.toml:3: phase[1].minimum: warning: must be more"
    assert render(fault, lambda text, **_: text.upper()).endswith(": WARNING: MUST BE {WHAT}")


# -- the format --------------------------------------------------------------------------------------


def test_the_committed_schema_is_the_one_the_types_make() -> None:
    made = pack_format.schema()
    hint = "write it anew: kohtaa phases schema > schema/pack.schema.json"
    assert (ROOT / "schema" / "pack.schema.json").read_bytes() == made, hint


def test_every_field_is_described_in_the_schema() -> None:
    kinds = json.loads(pack_format.schema())["$defs"]
    assert set(kinds) == {"Pack", "Texts", "PackPhase", "Prompt", "AddedPrompt", "Field", "Circumstance"}
    for name, kind in kinds.items():
        for key, described in kind["properties"].items():
            assert described.get("description"), f"{name}.{key}"


def _fits(value: Any, schema: dict[str, Any], kinds: dict[str, Any]) -> bool:
    """Whether a value fits a schema: as much of JSON Schema as ours uses."""
    if "$ref" in schema:
        return _fits(value, kinds[schema["$ref"].rpartition("/")[2]], kinds)
    if "anyOf" in schema:
        return any(_fits(value, part, kinds) for part in schema["anyOf"])
    if "enum" in schema:
        return value in schema["enum"]
    match schema["type"]:
        case "object":
            known, more = schema.get("properties", {}), schema.get("additionalProperties", True)
            return (
                isinstance(value, dict)
                and set(schema.get("required", ())) <= set(value)
                and (more is not False or set(value) <= set(known))
                and all(
                    _fits(part, known.get(key, more), kinds)
                    for key, part in value.items()
                    if known.get(key, more) is not True
                )
            )
        case "array":
            low, high = schema.get("minItems", 0), schema.get("maxItems", 10**6)
            return (
                isinstance(value, list)
                and low <= len(value) <= high
                and all(_fits(part, schema["items"], kinds) for part in value)
            )
        case "string":
            low, high = schema.get("minLength", 0), schema.get("maxLength", 10**6)
            return (
                isinstance(value, str)
                and low <= len(value) <= high
                and bool(re.search(schema.get("pattern", ""), value))
            )
        case "integer":
            low, high = schema.get("minimum", -(10**9)), schema.get("maximum", 10**9)
            return type(value) is int and low <= value <= high
        case "boolean":
            return isinstance(value, bool)
        case "null":
            return value is None
    raise AssertionError(f"the schema has a type unknown here: {schema}")


def test_the_method_fits_the_schema_and_broken_ones_do_not() -> None:
    schema = json.loads((ROOT / "schema" / "pack.schema.json").read_bytes())
    kinds = schema["$defs"]

    def fits(path: Path) -> bool:
        return _fits(tomli.loads(path.read_text("utf-8")), schema, kinds)

    assert fits(KOHTAAVA)
    for name in ("misspelt", "minutes", "language", "no-phases", "string-for-list", "empty"):
        assert not fits(DATA / "invalid_packs" / f"{name}.toml"), name


def test_shipped_packs_name_the_schema_in_their_first_line() -> None:
    for path in shipped_folder().glob("*.toml"):
        assert path.read_text("utf-8").split("\n")[0] == "#:schema ../schema/pack.schema.json"


def test_the_example_passes_the_check(tmp_path: Path) -> None:
    path = write(tmp_path / "oma-1.toml", pack_format.example("oma-1").encode())
    pack, faults = check(path)
    assert faults == []
    assert pack is not None
    assert pack.id == "oma-1"
    assert pack.phase[0].prompt[0].text.en == "We have {minutes} minutes today."


def test_the_comments_of_the_example_are_in_the_persons_language(tmp_path: Path) -> None:
    def upper(message: str, **fields: object) -> str:
        return message.format(**fields).upper() + "\nEND"

    text = pack_format.example("oma", upper)
    assert "# A PACK OF KOHTAA" in text
    assert check(write(tmp_path / "oma.toml", text.encode()))[1] == []


def test_reading_a_pack_brings_in_no_checker() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from pathlib import Path; from kohtaa_tui.storage.packs import Shelf, shipped_folder\n"
        "Shelf([shipped_folder()]).get('kohtaava')\n"
        "print([m for m in ('difflib', 'kohtaa_tui.storage.toml_check', 'textual', 'argparse') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"
