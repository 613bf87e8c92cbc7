"""Debian's age reads what kohtaa seals: nobody depends on kohtaa to get at their own notes."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from base64 import b64decode
from pathlib import Path

import pexpect
import pyrage
import pytest

from kohtaa_tui.domain.sealing import sealed_text
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.whole.saving import save
from tests.build import START, plan
from tests.fakes import FakeClock, places
from tests.sealed import switch_on

pytestmark = pytest.mark.real("age", "age-keygen")
PASSPHRASE = "oikea hevonen"


def age(key: Path, data: bytes) -> bytes:
    """What the real tool makes of sealed bytes, with a file of secret keys."""
    return subprocess.run(["age", "-d", "-i", str(key)], input=data, capture_output=True, check=True).stdout


def test_each_record_and_the_half_typed_line_open_with_the_key(tmp_path: Path) -> None:
    where, key = places(tmp_path), tmp_path / "key.txt"
    identity = switch_on(where)
    key.write_text(f"{identity}\n")
    archive = Archive(where)
    runner = Runner.start(archive, FakeClock(), plan(), language="fi", device="here", reference="K-17")
    runner.note("! asiakas: etsii todistukset pe")
    assert runner.flush()
    assert runner.keep_draft("puolikas")
    runner.close()
    lines = archive.path(runner.session.id, "jsonl").read_bytes().splitlines()
    opened = [json.loads(age(key, b64decode(json.loads(line)["age"]))) for line in lines]
    assert opened == [{"reference": "K-17"}, {"text": "asiakas: etsii todistukset pe", "mark": "agreed"}]
    assert json.loads(age(key, archive.path(runner.session.id, "draft").read_bytes())) == {"line": "puolikas"}


def test_a_key_of_age_keygen_is_a_recipient(tmp_path: Path) -> None:
    where, key = places(tmp_path), tmp_path / "organisation.txt"
    said = subprocess.run(["age-keygen", "-o", str(key)], capture_output=True, text=True, check=True)
    public = (said.stdout + said.stderr).strip().rpartition(" ")[2]
    archive = Archive(where)
    archive.vault.keys.seal_to([str(pyrage.x25519.Identity.generate().to_public()), public])
    runner = Runner.start(archive, FakeClock(), plan(), language="fi", device="here", reference="K-17")
    assert age(key, b64decode(sealed_text(runner.session.records[0].event))) == b'{"reference":"K-17"}'


def test_an_archive_opens_without_kohtaa(tmp_path: Path) -> None:
    """As docs/archive.md tells it."""
    where, key = places(tmp_path), tmp_path / "identity.txt"
    key.write_text(f"{switch_on(where)}\n")
    archive = Archive(where)
    runner = Runner.start(archive, FakeClock(), plan(), language="fi", device="here", reference="K-17")
    runner.end()
    assert runner.flush()
    with zipfile.ZipFile(save(archive, tmp_path / "all.zip", START).path) as outer:
        inner = age(key, outer.read("sealed/0001.age"))
    with zipfile.ZipFile(io.BytesIO(inner)) as part:
        path = archive.path(runner.session.id, "json")
        assert part.read(f"data/sessions/2026/11/{path.name}") == path.read_bytes()


def test_the_sealed_secret_key_opens_with_the_passphrase(tmp_path: Path) -> None:
    keys = Archive(places(tmp_path)).vault.keys
    identity = keys.make(PASSPHRASE, [])
    child = pexpect.spawn("age", ["-d", str(keys.identity_file)], encoding="utf-8", timeout=60)
    child.expect("passphrase")
    child.sendline(PASSPHRASE)
    child.expect(pexpect.EOF)
    assert str(identity) in (child.before or "")
