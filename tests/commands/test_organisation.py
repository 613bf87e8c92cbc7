"""What a policy and shared packs do to commands: refused, said, read once, printed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kohtaa_tui.cli import main
from kohtaa_tui.storage.packs import fingerprint, shipped_folder
from tests.e2e.forbidden import forbidden
from tests.fakes import places
from tests.sealed import switch_on
from tests.storage.test_shared_packs import put

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kohtaa(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in English with the typed lines as its input."""
    monkeypatch.setenv("KOHTAA_LANGUAGE", "en")

    def run(*argv: str, typed: str = "") -> tuple[int, str, str]:
        near, far = os.pipe()
        os.write(far, typed.encode())
        os.close(far)
        with open(near, encoding="utf-8") as source, monkeypatch.context() as patch:  # noqa: PTH123
            patch.setattr(sys, "stdin", source)
            code = main(argv)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """A shared folder that the settings name."""
    (tmp_path / "share").mkdir()
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text(f'pack_paths = ["{tmp_path / "share"}"]')
    return tmp_path / "share"


def policy(tmp_path: Path, text: str) -> None:
    (tmp_path / "policy.toml").write_text(text)


NOT_UNDERSTOOD = "Your organisation's policy is not understood, so its strict side holds. Tell whoever keeps it."
NO_ENCRYPTION = (
    "kohtaa: Your organisation requires encryption, and it is off here. Turn it on first: kohtaa encryption on\n"
)


# --- the policy ---


@pytest.mark.parametrize("command", [("list",), ("status",), ("today",), ("phases", "list"), ("where",), ("keys",)])
def test_every_command_says_beside_its_answer_what_was_not_understood(
    tmp_path: Path, kohtaa: Run, command: tuple[str, ...]
) -> None:
    answer = kohtaa(*command)[1]
    policy(tmp_path, "allow_exprot = false")
    _, out, err = kohtaa(*command)
    assert [line for line in out.splitlines() if "policy" not in line] == [
        line for line in answer.splitlines() if "policy" not in line
    ]
    lines = err.splitlines()
    assert lines[0] == "kohtaa: policy.toml:1: allow_exprot: no such key; did you mean “allow_export”?"
    assert lines[1] == f"kohtaa: {NOT_UNDERSTOOD}"


def test_a_policy_that_is_understood_is_not_talked_of(tmp_path: Path, kohtaa: Run) -> None:
    policy(tmp_path, "keep_days = 3")
    assert kohtaa("list")[2] == ""


def test_no_meeting_begins_without_encryption_where_it_is_required(tmp_path: Path, kohtaa: Run) -> None:
    policy(tmp_path, "require_encryption = true")
    assert kohtaa("start", "--plain", typed="*\n") == (1, "", NO_ENCRYPTION)
    assert not places(tmp_path).sessions.exists()
    switch_on(places(tmp_path))
    code, out, err = kohtaa("start", "--plain", typed="*\n")
    assert (code, err) == (0, "")
    assert "The meeting has ended" in out


def test_a_meeting_that_has_begun_goes_on(tmp_path: Path, kohtaa: Run) -> None:
    kohtaa("start", "--plain", typed="first\n")
    policy(tmp_path, 'require_encryption = true\npacks = ["tiimi"]')
    code, out, _ = kohtaa("resume", "--plain", typed="second\n*\n")
    assert code == 0
    assert "✓ 2 " in out


def test_encryption_that_is_required_is_not_turned_off(tmp_path: Path, kohtaa: Run) -> None:
    switch_on(places(tmp_path))
    policy(tmp_path, "require_encryption = true")
    refused = "kohtaa: Your organisation requires encryption, so it cannot be turned off.\n"
    for more in ((), ("--keep-encrypted",)):
        assert kohtaa("encryption", "off", *more) == (1, "", refused)
    assert json.loads(kohtaa("encryption", "status", "--json")[1])["on"] is True


def test_only_methods_that_are_named_are_begun(tmp_path: Path, kohtaa: Run, share: Path) -> None:
    put(share)
    kohtaa("phases", "update")
    policy(tmp_path, 'packs = ["tiimi"]')
    refused = "kohtaa: Your organisation does not use the method “kohtaava” in meetings. These are used: tiimi\n"
    assert kohtaa("start", "kohtaava", "--plain") == (1, "", refused)
    assert kohtaa("start", "--plain", typed="*\n")[0] == 0  # the usual one would be kohtaava
    assert json.loads(kohtaa("show", "last", "--json")[1])["pack"]["id"] == "tiimi"
    listed = kohtaa("phases", "list")[1]
    assert listed.count("not used in meetings, by your organisation's policy") == 1


def test_the_first_method_that_can_be_used_stands_in_for_the_usual_one(tmp_path: Path, kohtaa: Run) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text('pack = "muu"')
    policy(tmp_path, 'packs = ["tiimi", "kohtaava"]')
    assert kohtaa("start", "--plain", typed="*\n")[0] == 0
    policy(tmp_path, 'packs = ["tiimi"]')
    assert kohtaa("start", "--plain", typed="*\n")[2].startswith("kohtaa: There is no pack “tiimi”.")


def test_where_texts_may_not_leave_no_program_reads_them(tmp_path: Path, kohtaa: Run) -> None:
    for reference in ("VIITE-1", "VIITE-2"):
        kohtaa("start", "--plain", "--reference", reference, typed="salainen sana\n*\n")
    assert "VIITE-1" in kohtaa("list", "--json")[1]
    policy(tmp_path, "allow_export = false")
    refused = "kohtaa: Your organisation does not allow texts to leave kohtaa.\n"
    for command in (("search", "sana"), ("show", "last")):
        assert kohtaa(*command, "--json") == (1, "", refused)
    ids = [one["id"] for one in json.loads(kohtaa("list", "--json")[1])]
    for command in (("list",), ("compare", *ids)):
        code, out, _ = kohtaa(*command, "--json")
        assert code == 0
        assert "VIITE" not in out
    assert "salainen sana" in kohtaa("search", "sana")[1]  # on the screen it is read as before


def test_where_nobody_is_asked_nothing_goes_by_days_that_are_a_guess(tmp_path: Path, kohtaa: Run) -> None:
    policy(tmp_path, "keep_dyas = 365")
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text("keep_days = 90")
    assert kohtaa("erase", "--due")[1] == "Nothing is past 30 days.\n"
    assert kohtaa("erase", "--due", "--yes")[1] == "Nothing is past 90 days.\n"


def test_the_fewer_days_of_the_two_are_kept(tmp_path: Path, kohtaa: Run) -> None:
    policy(tmp_path, "keep_days = 14")
    assert kohtaa("erase", "--due")[1] == "Nothing is past 14 days.\n"
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text("keep_days = 7")
    assert kohtaa("erase", "--due")[1] == "Nothing is past 7 days.\n"
    policy(tmp_path, "keep_days = ")
    (tmp_path / "config" / "config.toml").write_text("keep_days = 0")
    assert kohtaa("erase", "--due")[1] == "Nothing is past 30 days.\n"


# --- shared packs ---


def test_phases_update_prints_what_changed(kohtaa: Run, share: Path) -> None:
    put(share)
    assert kohtaa("phases", "update") == (0, "Read for the first time: tiimi\n", "")
    assert kohtaa("phases", "update") == (0, "No shared method has changed.\n", "")
    put(share, version=2, text="Kuuntele")
    code, out, _ = kohtaa("phases", "update")
    assert code == 0
    assert out.splitlines() == [
        "The method “Tiimin tapa” has changed: version 1 → 2",
        "   Alku: “Kysy” → “Kuuntele”",
    ]
    assert kohtaa("phases", "update")[1] == "No shared method has changed.\n"


def test_phases_update_says_what_is_broken(kohtaa: Run, share: Path) -> None:
    put(share)
    (share / "rikki.toml").write_text("id = = 2")
    code, out, err = kohtaa("phases", "update")
    assert (code, out) == (1, "Read for the first time: tiimi\n")
    assert err.startswith(f"{share / 'rikki.toml'}:1: ")


def test_phases_update_without_a_shared_folder(kohtaa: Run) -> None:
    assert kohtaa("phases", "update") == (0, "No shared folder is set: docs/organisation.md tells how.\n", "")


def test_phases_list_tells_where_each_comes_from(kohtaa: Run, share: Path) -> None:
    path = put(share)
    kohtaa("phases", "update")
    lines = [line.strip() for line in kohtaa("phases", "list")[1].splitlines()]
    place = lines.index("tiimi     Tiimin tapa · 2 phases, 30 min")
    assert lines[place + 1 : place + 3] == [f"version 1 · {fingerprint(path.read_bytes())}", f"shared: {path}"]


def test_start_reads_a_folder_once_that_was_never_read(kohtaa: Run, share: Path) -> None:
    path = put(share)
    assert kohtaa("start", "tiimi", "--plain", typed="*\n")[0] == 0
    told = json.loads(kohtaa("show", "last", "--json")[1])["pack"]
    assert told == {"id": "tiimi", "version": 1, "hash": fingerprint(path.read_bytes())}
    path.rename(share / "muu.toml")
    assert kohtaa("start", "muu", "--plain")[0] == 2
    assert kohtaa("start", "tiimi", "--plain", typed="*\n")[0] == 0


def test_every_meeting_records_the_hash_of_its_method(kohtaa: Run) -> None:
    kohtaa("start", "--plain", typed="*\n")
    told = json.loads(kohtaa("show", "last", "--json")[1])["pack"]
    assert told["hash"] == fingerprint((shipped_folder() / "kohtaava.toml").read_bytes())


# --- kohtaa doctor ---


def found(kohtaa: Run) -> dict[str, tuple[str, str]]:
    return {
        check["id"]: (check["level"], check["message"]) for check in json.loads(kohtaa("doctor", "--json")[1])["checks"]
    }


def test_doctor_tells_what_the_policy_asks_for(tmp_path: Path, kohtaa: Run) -> None:
    assert found(kohtaa)["policy"] == ("ok", "There is no policy of an organisation on this computer")
    policy(
        tmp_path,
        'keep_days = 14\nrequire_encryption = true\nallow_export = false\npacks = ["kohtaava"]'
        '\nstatistics = "/srv/tilastot"',
    )
    told = found(kohtaa)
    assert told["policy"] == ("ok", "The organisation's policy is understood")
    assert told["policy.keeping"] == ("ok", "By policy texts are kept for 14 days at most")
    assert told["policy.encryption"][0] == "fault"
    assert told["policy.export"] == ("ok", "By policy texts do not leave kohtaa")
    assert told["policy.packs"] == ("ok", "Methods that meetings may follow, by policy: 1")
    proposed = "Your organisation proposes anonymous statistics in /srv/tilastot; they are off until you set statistics"
    assert told["policy.statistics"] == ("ok", proposed)
    assert told["keeping"][1].startswith("Texts are kept for 14 days")
    switch_on(places(tmp_path))
    assert found(kohtaa)["policy.encryption"] == ("ok", "By policy meetings need encryption, and it is on")


def test_doctor_names_what_is_not_understood_and_no_text_of_it(tmp_path: Path, kohtaa: Run) -> None:
    policy(tmp_path, 'salaisuus = 1\nallow_export = "salaisuus"')
    checks = json.loads(kohtaa("doctor", "--json")[1])["checks"]
    told = [check for check in checks if check["id"] == "policy"]
    assert [check["level"] for check in told] == ["fault", "fault"]
    assert told[0]["message"].startswith("policy.toml, line 1, …: no such key; there are: schema, keep_days")
    assert told[1]["message"] == "policy.toml, line 2, allow_export: must be true or false, got …"
    assert "salaisuus" not in json.dumps(checks)


def test_doctor_says_that_people_can_change_the_policy(tmp_path: Path, kohtaa: Run) -> None:
    policy(tmp_path, "")
    (tmp_path / "policy.toml").chmod(0o666)
    assert found(kohtaa)["policy.rights"][0] == "note"


def test_doctor_counts_shared_methods_and_names_none(kohtaa: Run, share: Path) -> None:
    put(share)
    assert found(kohtaa)["packs.shared"] == ("ok", "Shared folder 1 of methods is read; copies: 0")
    kohtaa("phases", "update")
    (share / "salaisuus.toml").write_text("id = = 2")
    level, message = found(kohtaa)["packs.shared"]
    assert level == "note"
    assert message.startswith("Shared folder 1 of methods cannot be used whole (column 6:")
    assert "salaisuus" not in message


def test_nothing_from_outside_steers_the_terminal(tmp_path: Path, kohtaa: Run) -> None:
    evil = "\x1b]0;x\x07\x1b[2J\u202e"
    share = tmp_path / f"share{evil}"
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text(f"pack_paths = [{json.dumps(str(share))}]")
    put(share, text="Kysy\\u001b[31m")
    put(share, "rikki", text='\\u001b[31m"\nminimum = "\\u001b[31m')
    policy(tmp_path, f"{json.dumps(evil)} = {json.dumps(evil)}\npacks = [{json.dumps(evil)}]")
    said = [kohtaa("phases", "update"), kohtaa("phases", "list"), kohtaa("doctor"), kohtaa("list")]
    put(share, version=2, text="Kuuntele\\u001b[31m")
    said += [kohtaa("phases", "update"), kohtaa("start", "tiimi", "--plain")]
    assert "→" in said[-2][1]
    for _, out, err in said:
        assert forbidden((out + err).encode(), screens=False) == []
