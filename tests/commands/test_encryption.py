"""`kohtaa encryption`, as a person or a script types it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest

from kohtaa_tui.cli import main
from kohtaa_tui.commands.encryption import Encryption
from kohtaa_tui.commands.passphrase import Passphrases
from kohtaa_tui.domain.practised import Practice
from kohtaa_tui.errors import StorageFault, UsageFault
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.conversion import convert
from kohtaa_tui.storage.keys import WrongPassphrase
from tests import practised
from tests.build import plan
from tests.fakes import FakeClock, places
from tests.sealed import QuickPassphrases, switch_on, unlocked
from tests.storage.test_conversion import MARKER, filled, marked

PASSPHRASE = "oikea hevonen"


@pytest.fixture(autouse=True)
def quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyrage, "passphrase", QuickPassphrases())


def run(*argv: str, typed: str = "", capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.StringIO(typed))
        patch.setenv("KOHTAA_LANGUAGE", "en")
        code = main(list(argv))
    said = capsys.readouterr()
    return code, said.out, said.err


def test_on_new_key_and_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOHTAA_LANGUAGE", "en")
    where = places(tmp_path)
    ids = filled(where)
    code, out, _ = run("encryption", "on", typed=f"{PASSPHRASE}\n", capsys=capsys)
    assert code == 0
    assert "age1" in out
    assert "3 meetings were written anew" in out
    assert not marked(where)

    code, out, _ = run("encryption", "status", "--json", capsys=capsys)
    status = json.loads(out)
    assert (status["on"], status["sealed"], status["plain"], status["secret_key"]) == (True, 3, 0, True)

    code, out, _ = run("show", ids[0], "--json", capsys=capsys)
    locked = json.loads(out)
    assert (locked["locked"], locked["reference"], locked["agreements"]) == (True, None, None)
    assert [note["text"] for note in locked["notes"]] == [None]
    code, out, _ = run("show", ids[0], "--json", "--unlock", typed=f"{PASSPHRASE}\n", capsys=capsys)
    assert json.loads(out)["reference"] == f"{MARKER} 0"
    assert "locked" not in json.loads(out)

    code, _, err = run("show", ids[0], "--unlock", typed="väärä\n", capsys=capsys)
    assert (code, "does not open" in err) == (1, True)

    typed = f"{PASSPHRASE}\nuusi hevonen\n"
    code, out, _ = run("encryption", "new-key", typed=typed, capsys=capsys)
    assert (code, "3 meetings were written anew" in out) == (0, True)

    code, out, _ = run("encryption", "off", typed="uusi hevonen\n", capsys=capsys)
    assert code == 0
    assert json.loads(run("show", ids[0], "--json", capsys=capsys)[1])["reference"] == f"{MARKER} 0"


def test_what_was_written_in_practice_is_sealed_and_opened_with_the_meetings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = places(tmp_path).practice
    practice = Practice("practice", practised.scenario())
    runner = Runner.start(Archive(where), FakeClock(), plan(30), language="en", device="here", practice=practice)
    runner.note(MARKER)
    runner.end()
    assert runner.flush()
    assert marked(where)

    code, out, _ = run("encryption", "on", typed=f"{PASSPHRASE}\n", capsys=capsys)
    assert (code, "1 practice was written anew" in out) == (0, True)
    assert not marked(where)

    code, out, _ = run("encryption", "off", typed=f"{PASSPHRASE}\n", capsys=capsys)
    assert (code, "1 practice was written anew" in out) == (0, True)
    assert [note.text for note in Archive(where).load(runner.session.id).session.notes] == [MARKER]


def work(tmp_path: Path, typed: str = "") -> tuple[Encryption, io.StringIO, io.StringIO]:
    out, err, words = io.StringIO(), io.StringIO(), Words("en")
    return Encryption(Archive(places(tmp_path)), words, Passphrases(words, io.StringIO(typed)), out, err), out, err


@pytest.mark.parametrize("typed", ["", "\n", "lyhyt\n"])
def test_a_passphrase_too_short_changes_nothing(tmp_path: Path, typed: str) -> None:
    filled(places(tmp_path))
    with pytest.raises(UsageFault):
        work(tmp_path, typed)[0].on()
    assert not places(tmp_path).keys.exists()
    assert marked(places(tmp_path))


def test_what_needs_encryption_says_that_it_is_off(tmp_path: Path) -> None:
    for do in (lambda: work(tmp_path)[0].new_key(), lambda: work(tmp_path)[0].add_recipient("age1x")):
        with pytest.raises(UsageFault, match="off"):
            do()


def test_what_is_no_key_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    switch_on(places(tmp_path))
    with pytest.raises(UsageFault, match="age1"):
        work(tmp_path)[0].add_recipient("AGE-SECRET-KEY-1")


def test_a_lost_key_is_told_and_what_is_new_can_still_be_plain(tmp_path: Path) -> None:
    where = places(tmp_path)
    filled(where)
    switch_on(where)
    with pytest.raises(StorageFault, match="no key on this computer"):
        work(tmp_path)[0].on()
    doing, out, _ = work(tmp_path)
    assert doing.status(as_json=False) == 0
    assert "is missing" in out.getvalue()
    assert work(tmp_path)[0].off(keep_sealed=True) == 0
    assert not Archive(where).vault.keys.on


def test_a_forgotten_passphrase_makes_room_for_a_new_key_and_nothing_is_thrown_away(tmp_path: Path) -> None:
    where = places(tmp_path)
    ids = filled(where)
    forgotten = switch_on(where)
    keys = Archive(where).vault.keys
    keys.identity_file.write_bytes(b"sealed with what nobody remembers")
    list(convert(unlocked(where, forgotten)))
    before = {i: Archive(where).path(i, "json").read_bytes() for i in ids[:1]}
    doing, out, err = work(tmp_path, f"{PASSPHRASE}\n")
    assert doing.on(new_key=True) == 1  # not all could be sealed to the new key
    aside = where.keys / "identity-1.age"
    assert str(aside) in out.getvalue()
    assert aside.read_bytes() == b"sealed with what nobody remembers"
    assert err.getvalue().count("encrypted to a key that is not on this computer") == len(ids)
    assert {i: Archive(where).path(i, "json").read_bytes() for i in before} == before
    (public,) = keys.public()
    assert public in out.getvalue().splitlines()
    assert public != str(forgotten.to_public())
    (fresh,) = keys.identities(PASSPHRASE)
    assert str(fresh.to_public()) == public
    assert {unlocked(where, fresh, forgotten).load(i).session.locked for i in ids} == {False}


class AtTerminal(io.StringIO):
    """Where a person can be asked."""

    def isatty(self) -> bool:
        return True


class Lock:
    """What a passphrase opens."""

    def __init__(self) -> None:
        self.tried: list[str] = []
        self.open = False

    def unlock(self, passphrase: str) -> None:
        self.tried.append(passphrase)
        if passphrase != PASSPHRASE:
            raise WrongPassphrase("That passphrase does not open the key.")
        self.open = True


@pytest.mark.parametrize(
    ("answers", "tried", "opens"),
    [
        ([""], [], False),
        ([PASSPHRASE], [PASSPHRASE], True),
        (["väärä", PASSPHRASE], ["väärä", PASSPHRASE], True),
        (["väärä", ""], ["väärä"], False),
        (["väärä", "väärin", PASSPHRASE], ["väärä", "väärin", PASSPHRASE], True),
    ],
)
def test_a_passphrase_that_is_offered_need_not_be_given(
    monkeypatch: pytest.MonkeyPatch, answers: list[str], tried: list[str], opens: bool
) -> None:
    prompts: list[str] = []
    left = iter(answers)
    monkeypatch.setattr("getpass.getpass", lambda prompt: prompts.append(prompt) or next(left))
    lock = Lock()
    Passphrases(Words("en"), AtTerminal()).offer(lock)  # type: ignore[arg-type]
    assert (lock.tried, lock.open) == (tried, opens)
    assert list(left) == []
    assert prompts == ["Passphrase (Enter shows it locked): "] * len(answers)


def test_after_three_wrong_passphrases_nothing_more_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("getpass.getpass", lambda prompt: asked.append(prompt) or "väärä")
    lock = Lock()
    with pytest.raises(WrongPassphrase):
        Passphrases(Words("en"), AtTerminal()).offer(lock)  # type: ignore[arg-type]
    assert len(lock.tried) == len(asked) == 3
    assert capsys.readouterr().err.count("does not open the key") == 2  # the third is the command's to tell


def test_broken_keys_are_told_by_status(tmp_path: Path) -> None:
    where = places(tmp_path)
    where.keys.mkdir(parents=True)
    (where.keys / "recipients.txt").write_text("age1nonsense\n")
    doing, out, err = work(tmp_path)
    assert doing.status(as_json=False) == 1
    assert "Encryption is on" in out.getvalue()
    assert "recipients.txt" in err.getvalue()


def test_without_the_library_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where = places(tmp_path)
    switch_on(where)
    monkeypatch.setitem(sys.modules, "pyrage", None)
    with pytest.raises(StorageFault, match=r"encrypt"):
        Archive(where).vault.recipients()
    assert work(tmp_path)[0].status(as_json=False) == 1


def test_text_commands_that_seal_nothing_do_not_load_the_library() -> None:
    code = "import sys; from kohtaa_tui.cli import main; main(['list']); print('pyrage' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "False"


def test_the_organisation_reads_along(tmp_path: Path) -> None:
    where, organisation = places(tmp_path), pyrage.x25519.Identity.generate()
    filled(where)
    archive = Archive(where)
    archive.vault.keys.make(PASSPHRASE, [])
    archive.vault.unlock(PASSPHRASE)
    archive.vault.keys.seal_to([str(archive.vault.identities[0].to_public())])
    doing, _, _ = work(tmp_path, f"{PASSPHRASE}\n")
    assert doing.add_recipient(str(organisation.to_public())) == 0
    reader = Archive(where)
    reader.vault.use([organisation])
    assert {reader.load(i).session.locked for i in reader.ids()} == {False}
