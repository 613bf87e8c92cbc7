"""Practice clients on disk: what is sound is read, what is wrong is told, and nothing of it stops anything.

Drop a practice client `NAME.toml` and the lines the check should say as `NAME.expected` into
`tests/data/valid_practice` or `tests/data/invalid_practice`, and it is a test.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from kohtaa_tui.commands import practice_parser
from kohtaa_tui.domain import scenario as model
from kohtaa_tui.domain.pack import Texts
from kohtaa_tui.domain.rehearsal import turns
from kohtaa_tui.domain.scenario import RESERVED, Scenario
from kohtaa_tui.domain.text import cleaned
from kohtaa_tui.errors import StorageFault, UsageFault
from kohtaa_tui.storage import inlet, scenario_format, toml_check, toml_shelf
from kohtaa_tui.storage.packs import Shelf, shipped_folder
from kohtaa_tui.storage.paths import Places
from kohtaa_tui.storage.scenario_sense import TEXTS
from kohtaa_tui.storage.scenarios import Clients, shipped_clients
from kohtaa_tui.storage.toml_check import MOST, findings_in
from kohtaa_tui.storage.toml_faults import Fault, render

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
SOUND = (DATA / "valid_practice" / "everything.toml").read_text("utf-8")
NOWHERE = Places(Path("nowhere"), Path("nowhere"), Path("nowhere"))
FORM = Clients(NOWHERE, Shelf([shipped_folder()])).form
SHIPPED = sorted(shipped_clients().glob("*.toml"))


def words(message: str, **fields: object) -> str:
    return message.format(**fields)


def check(path: Path) -> tuple[Scenario | None, list[Fault]]:
    return toml_check.check(path, FORM)


def load(path: Path) -> Scenario:
    return toml_shelf.load(path, FORM)


def told(path: Path) -> list[str]:
    """What the check says of a file, as lines that begin with the file's name alone."""
    return [render(fault, words).replace(str(path), path.name) for fault in check(path)[1]]


def write(path: Path, text: str | bytes = SOUND) -> Path:
    """A file, by default a sound practice client named after it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.replace('"everything"', f'"{path.stem}"').encode())
    return path


# -- files in tests/data ---------------------------------------------------------------------------


def _samples(folder: str) -> list[Any]:
    return [pytest.param(path, id=path.stem) for path in sorted((DATA / folder).glob("*.toml"))]


@pytest.mark.parametrize("path", _samples("invalid_practice"))
def test_everything_wrong_with_a_client_is_told(path: Path) -> None:
    assert told(path) == path.with_suffix(".expected").read_text("utf-8").splitlines()
    assert check(path)[0] is None
    assert any(not fault.warning for fault in check(path)[1])
    with pytest.raises(StorageFault):
        load(path)


@pytest.mark.parametrize("path", _samples("valid_practice"))
def test_a_sound_client_is_read_and_at_most_warned_of(path: Path) -> None:
    assert told(path) == path.with_suffix(".expected").read_text("utf-8").splitlines()
    assert check(path)[0] == load(path)
    assert all(fault.warning for fault in check(path)[1])


@pytest.mark.parametrize("folder", ["valid_practice", "invalid_practice"])
def test_every_expectation_has_its_client(folder: str) -> None:
    there = {path.stem for path in (DATA / folder).glob("*.toml")}
    assert {path.stem for path in (DATA / folder).glob("*.expected")} == there != set()


def test_a_text_from_outside_can_neither_steer_nor_hide() -> None:
    client = load(DATA / "valid_practice" / "steering.toml")
    text = client.phase[0].turn[0].text
    assert client.name == "K�[31moe"
    assert (text.fi, text.sv, text.en) == ("a�]52;c;aGVq�\\b�31m", "�gnisrever", "� zero�width �")


# -- what no file in tests/data can be -------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = " + "[" * 100_000, "x.toml: tables or lists inside one another too many times"),
        ("a" + ".a" * 20_000 + " = 1", "x.toml: tables or lists inside one another too many times"),
        ('a = "' + "x" * 1_000_000 + '"', "x.toml is too large: at most 256 kB are read."),
        ("".join(f"k{n} = {n}\n" for n in range(100_000)), "x.toml is too large: at most 256 kB are read."),
    ],
    ids=["lists", "dotted-key", "text", "keys"],
)
def test_a_file_made_to_hurt_is_refused_in_a_sentence(tmp_path: Path, text: str, expected: str) -> None:
    path = write(tmp_path / "x.toml", text.encode())
    assert told(path) == [expected]
    with pytest.raises(StorageFault):
        load(path)


@pytest.mark.parametrize("minutes", ["-5", "0"])
def test_an_impossible_length_is_one_fault(tmp_path: Path, minutes: str) -> None:
    found = told(write(tmp_path / "client.toml", SOUND.replace("minutes = 30", f"minutes = {minutes}")))
    assert not [fault for fault in found if "interruption" in fault]
    assert [fault for fault in found if "minutes" in fault]


def test_very_many_faults_are_told_up_to_a_point(tmp_path: Path) -> None:
    path = write(tmp_path / "x.toml", "".join(f"k{n} = {n}\n" for n in range(15_000)).encode())
    assert told(path)[-1] == f"x.toml: there is more: only the first {MOST} are told"


def test_five_hundred_phases_are_too_many(tmp_path: Path) -> None:
    head = 'id = "x"\nname = "X"\nminutes = 30\nintro.fi = "x"\n'
    text = head + "".join(f'[[phase]]\nid = "p{n}"\nopens.fi = "x"\n' for n in range(500))
    lines = told(write(tmp_path / "x.toml", text))
    assert "x.toml:5: phase: must have 1 to 12 entries, got 500" in lines
    assert "x.toml:6: phase[1].id: “p0” names no phase; there are: empatia, ohjaus, neuvonta, hyvastely" in lines


def test_a_file_full_of_turns_that_wait_for_one_another_is_told_in_time(tmp_path: Path) -> None:
    head, empty = SOUND.partition("\n[[phase]]")[0], 'opens.fi = "a"\n'
    rows = [
        f'[[phase.turn]]\nid = "t{n}"\ntext.fi = "a"\nafter = {json.dumps([f"t{n + more}" for more in range(1, 20)])}\n'
        for n in range(240)
    ]
    ids = ("empatia", "ohjaus", "neuvonta", "hyvastely")
    phases = [f'[[phase]]\nid = "{ids[n]}"\n{empty}' + "".join(rows[60 * n : 60 * n + 60]) for n in range(4)]
    path = write(tmp_path / "x.toml", head.replace('"everything"', '"x"') + "\n" + "\n".join(phases))
    assert len(told(path)) > MOST


def test_one_who_names_no_file_gets_a_sentence(tmp_path: Path) -> None:
    assert told(tmp_path / "none.toml") == ["none.toml cannot be read: No such file or directory"]


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "x.toml")
    monkeypatch.setattr(inlet.os, "read", lambda _, count: b"#" * count)
    assert told(path) == ["x.toml is too large: at most 256 kB are read."]


# -- the quick way and the whole check agree ---------------------------------------------------------

_ODD = [None, True, -1, 0, 7, 31, 10**30, 1.5, "", "a1", "empatia", "open", "x" * 401, "a\x1b", [], {}, [{}]]
_ODD += [{"fi": "a"}, ["a1"], ["b1"], ["open"], ["advice"], "first"]


def _ways(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield way
    for key, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _ways(part, (*way, key))


@st.composite
def _damaged(draw: st.DrawFn) -> dict[str, Any]:
    """A sound client with a few values replaced, taken out or added."""
    data: dict[str, Any] = tomli.loads(SOUND)
    for _ in range(draw(st.integers(0, 3))):
        way = draw(st.sampled_from([way for way in _ways(data) if way]))
        holder: Any = data
        for part in way[:-1]:
            holder = holder[part]
        odd = deepcopy(draw(st.sampled_from(_ODD)))  # it may be damaged in its turn
        if odd is None:
            del holder[way[-1]]
        elif isinstance(holder, dict) and draw(st.booleans()):
            holder[draw(st.sampled_from(["fi", "se", "to", "after", "mood", "id", "pack", "unsaid"]))] = odd
        else:
            holder[way[-1]] = odd
    return data


@given(_damaged())
def test_the_quick_way_and_the_whole_check_agree(data: dict[str, Any]) -> None:
    whole = not [found for found in findings_in(data, "everything.toml", FORM) if not found.warning]
    shown = cleaned(data)
    try:
        scenario = msgspec.convert(shown, Scenario)
        found = [*FORM.sense(shown, "everything.toml"), *FORM.meaning(scenario)]
        quick = all(one.warning for one in found)
    except msgspec.ValidationError:
        quick = False
    assert whole == quick


# -- the clients on this machine ---------------------------------------------------------------------


def clients_in(tmp_path: Path) -> Clients:
    """Shipped ones in `shipped`, own ones where they lie in the config folder."""
    places = Places(tmp_path / "data", tmp_path / "config", tmp_path / "cache")
    return Clients(places, Shelf([shipped_folder(), places.packs]), tmp_path / "shipped")


def test_ones_own_stands_in_front_of_the_shipped_one(tmp_path: Path) -> None:
    clients = clients_in(tmp_path)
    shipped = write(tmp_path / "shipped" / "koe.toml")
    own = write(tmp_path / "config" / "phases" / "practice" / "koe.toml", SOUND.replace('"Koe"\n', '"Oma"\n', 1))
    assert [(one.id, one.path, one.shadows) for one in clients.listed()] == [("koe", own, shipped)]
    assert clients.get("koe").name == "Oma"


def test_a_broken_one_is_listed_and_takes_nothing_away(tmp_path: Path) -> None:
    clients = clients_in(tmp_path)
    write(tmp_path / "shipped" / "koe.toml")
    own = write(tmp_path / "config" / "phases" / "practice" / "koe.toml", "b = = 2")
    assert clients.get("koe").name == "Koe"
    assert [(bool(one.content), len(one.faults)) for one in clients.listed()] == [(True, 0), (False, 1)]
    write(own.with_name("muu.toml"), SOUND.replace("minutes = 30", "minutes = 0"))
    with pytest.raises(StorageFault, match=r"The practice client muu is broken.*kohtaa practice check .*muu\.toml"):
        clients.get("muu")


def test_whatever_lies_in_the_folder_stops_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "phases" / "practice"
    write(folder / "koe.toml")
    write(folder / "notes.txt", b"no client")
    (folder / "x.toml").mkdir()
    (folder / "loop.toml").symlink_to(folder / "loop.toml")
    os.mkfifo(folder / "pipe.toml")
    listed = {one.id: one for one in clients_in(tmp_path).listed()}
    assert list(listed) == ["koe", "loop", "pipe", "x"]
    assert [name for name, one in listed.items() if one.content] == ["koe"]
    assert render(listed["pipe"].faults[0], words).endswith("pipe.toml is not an ordinary file.")


def test_a_file_where_the_folder_should_be_is_listed(tmp_path: Path) -> None:
    write(tmp_path / "config" / "phases" / "practice", "a file")
    (one,) = clients_in(tmp_path).listed()
    assert "cannot be read" in render(one.faults[0], words)


def test_clients_are_no_packs_and_packs_no_clients(tmp_path: Path) -> None:
    write(tmp_path / "config" / "phases" / "practice" / "koe.toml")
    write(tmp_path / "config" / "phases" / "oma.toml", (shipped_folder() / "kohtaava.toml").read_bytes())
    shelf = Shelf([shipped_folder(), tmp_path / "config" / "phases"])
    assert {one.id for one in shelf.listed()} == {path.stem for path in shipped_folder().glob("*.toml")} | {"oma"}
    assert [one.id for one in clients_in(tmp_path).listed()] == ["koe"]


def test_a_client_is_held_against_the_pack_that_is_used(tmp_path: Path) -> None:
    write(tmp_path / "shipped" / "koe.toml")
    own = (shipped_folder() / "kohtaava.toml").read_text("utf-8").replace("hyvastely", "loppu")
    write(tmp_path / "config" / "phases" / "kohtaava.toml", own)
    (one,) = clients_in(tmp_path).listed()
    assert [fault.fields.get("got") for fault in one.faults] == ["hyvastely"]


def test_a_client_of_a_broken_pack_says_so(tmp_path: Path) -> None:
    write(tmp_path / "config" / "phases" / "oma.toml", "b = = 2")
    write(tmp_path / "shipped" / "koe.toml", SOUND.replace('"kohtaava"', '"oma"'))
    (one,) = clients_in(tmp_path).listed()
    assert render(one.faults[0], words).endswith(
        ":4: pack: the pack “oma” is broken; this tells what is wrong: kohtaa phases check"
    )


def test_an_unknown_one_is_refused_with_the_nearest(tmp_path: Path) -> None:
    write(tmp_path / "shipped" / "noor.toml")
    with pytest.raises(UsageFault, match=r"“nor”. Did you mean “noor”\?"):
        clients_in(tmp_path).get("nor")
    for typed in ("zzz", "", "../shipped/noor", "/etc/passwd", "a\0b", "x" * 300):
        with pytest.raises(UsageFault, match=r"kohtaa practice list"):
            clients_in(tmp_path).get(typed)


def test_reading_a_client_brings_in_no_checker_and_reads_its_pack_once() -> None:
    code = (
        "import sys; from pathlib import Path; from kohtaa_tui.storage import packs, scenarios\n"
        "from kohtaa_tui.storage.paths import Places\n"
        "read = []\n"
        "class Counting(packs.Shelf):\n"
        "    def get(self, pack_id): read.append(pack_id); return super().get(pack_id)\n"
        "clients = scenarios.Clients(Places(*[Path('nowhere')] * 3), Counting([packs.shipped_folder()]))\n"
        "clients.pack(clients.get('noor').pack)\n"
        "print(read, [m for m in ('difflib', 'kohtaa_tui.storage.toml_check', 'textual') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "['kohtaava'] []"


# -- the shipped ones --------------------------------------------------------------------------------


def test_the_shipped_clients_are_these() -> None:
    assert [path.stem for path in SHIPPED] == ["daria", "kalle", "linnea", "noor"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_client_is_whole(path: Path) -> None:
    scenario, faults = check(path)
    assert faults == []
    assert scenario is not None
    assert 12 <= len(list(turns(scenario))) <= 20
    assert path.read_text("utf-8").split("\n")[0] == "#:schema ../../schema/practice.schema.json"


# -- the format --------------------------------------------------------------------------------------


def test_no_client_can_bear_the_name_of_a_command() -> None:
    assert set(practice_parser.COMMANDS) <= set(RESERVED)


def test_every_key_of_a_text_is_looked_at_for_languages() -> None:
    """`TEXTS` is written by hand, for speed."""
    kinds = [kind for kind in vars(model).values() if isinstance(kind, type) and issubclass(kind, msgspec.Struct)]
    hints = [hint for kind in kinds if kind is not Texts for hint in get_type_hints(kind).items()]
    assert {name for name, hint in hints if hint is Texts or Texts in get_args(hint)} == TEXTS


def test_the_committed_schema_is_the_one_the_types_make() -> None:
    hint = "write it anew: kohtaa practice schema > schema/practice.schema.json"
    assert (ROOT / "schema" / "practice.schema.json").read_bytes() == scenario_format.schema(), hint


def test_every_field_is_described_in_the_schema() -> None:
    kinds = json.loads(scenario_format.schema())["$defs"]
    assert set(kinds) == {"Scenario", "Texts", "ScenePhase", "ClientTurn", "Reaction", "Trap", "Interruption"}
    for name, kind in kinds.items():
        for key, described in kind["properties"].items():
            assert described.get("description"), f"{name}.{key}"


def test_the_example_passes_the_check(tmp_path: Path) -> None:
    scenario, faults = check(write(tmp_path / "oma-1.toml", scenario_format.example("oma-1")))
    assert faults == []
    assert scenario is not None
    assert scenario.id == "oma-1"
    assert all(turn.text.sv for turn in turns(scenario))


def test_the_comments_of_the_example_are_in_the_persons_language(tmp_path: Path) -> None:
    def upper(message: str, **fields: object) -> str:
        return message.format(**fields).upper() + "\nEND"

    text = scenario_format.example("oma", upper)
    assert "# A PRACTICE CLIENT OF KOHTAA" in text
    assert check(write(tmp_path / "oma.toml", text))[1] == []
