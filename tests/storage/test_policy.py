"""The organisation's policy: what is understood holds, and of the rest the strict side."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import tomli

from kohtaa_tui.storage import policy, policy_file
from kohtaa_tui.storage.policy import NO_POLICY, STRICT, Policy
from kohtaa_tui.storage.settings import SettingFault, Settings, certain_keep_days

ROOT = Path(__file__).parents[2]


def english(message: str, **fields: object) -> str:
    return message.format(**fields)


def loaded(tmp_path: Path, text: str | bytes) -> tuple[Policy, list[str]]:
    """The policy of a file, without its faults, and these as lines."""
    path = tmp_path / "policy.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = policy.load(path)
    return msgspec.structs.replace(found, faults=()), [fault.tell(english) for fault in found.faults]


def test_no_file_is_no_policy(tmp_path: Path) -> None:
    assert policy.load(tmp_path / "policy.toml") is NO_POLICY
    assert policy.load(tmp_path / "none" / "policy.toml") is NO_POLICY


def test_every_part_can_be_set(tmp_path: Path) -> None:
    text = """
        schema = 1
        keep_days = 14
        require_encryption = true
        allow_export = false
        pack_paths = ["/srv/kohtaa/phases", "~/Nextcloud/phases"]
        packs = ["kohtaava", "tiimi"]
        statistics = "/srv/kohtaa/statistics"
    """
    assert set(tomli.loads(text)) == set(policy_file.PolicyFile.__struct_fields__)
    found, told = loaded(tmp_path, text)
    assert told == []
    assert found == Policy(
        14, True, False, ("/srv/kohtaa/phases", "~/Nextcloud/phases"), ("kohtaava", "tiimi"), "/srv/kohtaa/statistics"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("keep_days = = 3", "policy.toml:1: column 13: a value is missing or misspelt; a text stands in quotation marks"),  # noqa: E501
        ("a" * 70_000, "{path} is too large: at most 64 kB are read."),
        (b"\xff\xfe", "{path} is written in UTF-16: save it as UTF-8."),
        (b"keep_days = 3 # \xe4", "{path}, line 1: a byte that is not UTF-8. Save the file as UTF-8."),
        ("a = " + "[" * 5000, "policy.toml: this is not something kohtaa can read"),
        ("a = " + "9" * 5000, "policy.toml: this is not something kohtaa can read"),
        (
            "schema = 2\nkeep_days = 365",
            "policy.toml: this file is written in format 2, and this kohtaa reads up to 1: a newer kohtaa reads it",
        ),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_strict_in_everything(tmp_path: Path, text: str | bytes, told: str) -> None:
    found, lines = loaded(tmp_path, text)
    assert found == STRICT
    assert [line.removeprefix("policy.toml: ") for line in lines] == [
        told.replace("{path}", str(tmp_path / "policy.toml")).removeprefix("policy.toml: ")
    ]


@pytest.mark.parametrize(
    ("text", "strict", "told"),
    [
        ("keep_days = -1", {"keep_days"}, "keep_days: must be a whole number from 0 to 3650, got -1"),
        ("keep_days = true", {"keep_days"}, "keep_days: must be a whole number from 0 to 3650, got true"),
        ('keep_days = "14"', {"keep_days"}, 'keep_days: must be a whole number from 0 to 3650, got "14"'),
        ("require_encryption = 0", {"require_encryption"}, "require_encryption: must be true or false, got 0"),
        ('allow_export = "yes"', {"allow_export"}, 'allow_export: must be true or false, got "yes"'),
        ('packs = "tiimi"', {"packs"}, 'packs: must be a list of ids such as ["kohtaava"], got "tiimi"'),
        ('packs = ["../x"]', {"packs"}, 'packs: must be a list of ids such as ["kohtaava"], got "../x"'),
        (
            'pack_paths = ["phases"]',
            set(),
            'pack_paths: must be a list of whole paths such as ["/srv/kohtaa/phases"], got "phases"',
        ),
        (
            'statistics = "here"',
            set(),
            'statistics: must be the whole path of a folder in quotation marks, got "here"',
        ),
        (
            "requir_encryption = true",
            {"require_encryption"},
            "requir_encryption: no such key; did you mean “require_encryption”?",
        ),
        ('schema = "1"', set(policy_file._ALL), 'schema: must be a whole number from 1 to 1, got "1"'),
    ],
)  # fmt: skip
def test_what_is_not_understood_takes_its_strict_side_and_the_rest_stands(
    tmp_path: Path, text: str, strict: set[str], told: str
) -> None:
    found, lines = loaded(tmp_path, text)
    assert lines == [f"policy.toml:1: {told}"]
    for name in policy_file._ALL:
        assert getattr(found, name) == getattr(STRICT if name in strict else NO_POLICY, name)


def test_a_key_that_may_mean_anything_makes_all_strict_that_is_not_said(tmp_path: Path) -> None:
    found, lines = loaded(tmp_path, "zzz = 1\nallow_export = true\nkeep_days = 90")
    assert found == Policy(keep_days=90, require_encryption=True, allow_export=True, packs=STRICT.packs)
    assert lines[0].startswith("policy.toml:1: zzz: no such key; there are: schema, keep_days")


def test_a_key_that_is_like_one_that_is_said_leaves_that_as_it_is_said(tmp_path: Path) -> None:
    """It was meant for something else, and nobody knows for what."""
    found, _ = loaded(tmp_path, "keep_days = 90\nkeep_day = 10\nallow_export = true")
    assert (found.keep_days, found.guessed, found.allow_export) == (90, False, True)
    assert (found.require_encryption, found.packs) == (True, STRICT.packs)


@pytest.mark.parametrize(
    "heading", ['[statistics]\nfolder = "/srv"', "[export]", "[keeping]", "[[packs]]", "[pack_paths]", "[schema]"]
)
def test_keys_below_a_heading_are_not_passed_over(tmp_path: Path, heading: str) -> None:
    """They belong to the heading, and whoever wrote them meant the policy."""
    found, lines = loaded(tmp_path, f"keep_days = 3\n{heading}\nallow_export = false\nrequire_encryption = true")
    assert (found.allow_export, found.require_encryption) == (False, True)
    assert found.keep_days == (30 if heading == "[schema]" else 3)
    assert lines


def test_of_a_list_what_is_understood_is_kept(tmp_path: Path) -> None:
    found, lines = loaded(tmp_path, 'packs = ["tiimi", 5]\npack_paths = ["/srv/a", "b"]')
    assert (found.packs, found.pack_paths) == (("tiimi",), ("/srv/a",))
    assert len(lines) == 2


def test_what_is_no_file_is_strict(tmp_path: Path) -> None:
    folder, pipe, loop = tmp_path / "folder", tmp_path / "pipe", tmp_path / "loop"
    folder.mkdir()
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    (tmp_path / "kohtaa").write_text("")  # a policy that was copied to the name of its folder
    for path in (folder, pipe, loop, tmp_path / "gone", tmp_path / "kohtaa" / "policy.toml"):
        found = policy.load(path)
        assert msgspec.structs.replace(found, faults=()) == STRICT
        assert len(found.faults) == 1


def test_a_link_to_a_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "kept.toml").write_text("keep_days = 3")
    (tmp_path / "policy.toml").symlink_to(tmp_path / "kept.toml")
    assert policy.load(tmp_path / "policy.toml") == Policy(keep_days=3)


def test_what_is_told_of_a_bad_value_steers_no_terminal(tmp_path: Path) -> None:
    _, lines = loaded(tmp_path, 'allow_export = "\\u001b[2J\\u202e"\n"\\u001b[31m" = 1')
    assert len(lines) == 2
    assert all(line.isprintable() for line in lines)


def test_no_variable_moves_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KOHTAA_CONFIG_DIR", "PROGRAMDATA", "XDG_CONFIG_DIRS", "HOME"):
        monkeypatch.setenv(name, "/elsewhere")
    assert policy.place("linux") == Path("/etc/kohtaa/policy.toml")
    assert policy.place("darwin") == Path("/Library/Application Support/kohtaa/policy.toml")
    assert policy.place("win32") == Path("C:/ProgramData/kohtaa/policy.toml")


@pytest.mark.parametrize(
    ("own", "most", "days"),
    [(30, None, 30), (30, 0, 30), (30, 14, 14), (7, 14, 7), (0, 14, 14), (0, None, 0), (0, 0, 0)],
)
def test_texts_are_kept_for_the_fewer_days_of_the_two(own: int, most: int | None, days: int) -> None:
    assert certain_keep_days(Settings(keep_days=own), [], Policy(keep_days=most)) == days


def test_where_the_settings_are_uncertain_the_organisations_days_hold() -> None:
    faults = [SettingFault(Path("config.toml"), 1, "kep_days", "")]
    assert certain_keep_days(Settings(), faults, NO_POLICY) is None
    assert certain_keep_days(Settings(), faults, Policy(keep_days=60)) == 60


def test_the_committed_schema_is_the_one_the_types_make() -> None:
    assert (ROOT / "schema" / "policy.schema.json").read_bytes() == policy_file.schema()


def test_what_reads_a_policy_and_shared_packs_is_not_loaded_on_the_way_to_home() -> None:
    late = ("storage.policy_file", "storage.shared_packs", "runtime.sharing", "domain.pack_difference")
    asked = f"print([name for name in {late} if f'kohtaa_tui.{{name}}' in sys.modules])"
    code = (
        "import sys; from kohtaa_tui.storage import policy; import kohtaa_tui.tui.launch, kohtaa_tui.tui.screens.home"
    )
    run = [sys.executable, "-c", f"{code}; policy.load(); {asked}"]
    assert subprocess.run(run, capture_output=True, text=True, cwd=ROOT, check=True).stdout.strip() == "[]"
