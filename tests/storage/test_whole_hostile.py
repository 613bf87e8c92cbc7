"""Archives that are damaged or made to harm: what is ours in them is taken in, the rest is named, and no more."""

from __future__ import annotations

import io
import re
import stat
import struct
import tracemalloc
import zipfile
import zlib
from functools import cache
from pathlib import Path

import pytest

from kohtaa_tui.errors import KohtaaError, StorageFault
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.inlet import SESSION_BYTES
from kohtaa_tui.storage.whole import zipped
from kohtaa_tui.storage.whole.contents import place
from kohtaa_tui.storage.whole.loading import Changes, load
from kohtaa_tui.storage.whole.opened import Opened
from kohtaa_tui.storage.whole.zipped import NotAnArchive
from tests.fakes import places
from tests.storage.test_whole import ID, contents, put, saved, told

MANIFEST = '{"kohtaa": "archive", "schema": 1, "version": "9.9", "saved_at": "2026-11-03T10:02:00+02:00"}'
GOOD = f"data/sessions/2026/11/{ID}.json"


@pytest.fixture
def here(tmp_path: Path) -> Archive:
    return Archive(places(tmp_path / "here"))


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """An archive with one meeting."""
    there = Archive(places(tmp_path / "there"))
    put(there, told())
    return saved(there).path


def add(path: Path, name: str | zipfile.ZipInfo, data: bytes = b"x", packed: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(name, data, packed)


def take_in(here: Archive, path: Path) -> Changes:
    opened = Opened(path)
    try:
        return load(here, opened, do=True)
    finally:
        opened.close()


def left(found: Changes) -> dict[str, str]:
    return {name: str(fault) for name, fault in found.left}


def only_the_meeting(here: Archive) -> bool:
    """Whether the good meeting is here and nothing else, in the folders or around them."""
    whole = here.places.data.parent.parent
    around = [p for p in whole.rglob("*") if p.is_file() and p.relative_to(whole).parts[0] not in ("here", "there")]
    return set(contents(here.places)) == {GOOD} and around == []


NAMES = [
    "../evil.json",
    "../../config/config.toml",
    "/etc/kohtaa.toml",
    "C:\\evil.json",
    "config\\config.toml",
    "config/phases/C:oma.toml",
    "data/sessions/2026/11/../../../../evil.json",
    f"data/sessions/2026/12/{ID}.json",
    f"data/sessions/2026/11/{ID}/..jsonl",
    f"data/sessions/2026/11/{ID}-a\\b.json",
    f"data/sessions/2026/11/{ID}-{'a' * 200}.json",
    f"data/sessions/2026/11/{ID}.json.tmp",
    f"data/sessions/2026/11/{ID}-\x1b[2J.json",
    f"data/sessions/2026/11/{ID}-a\n.json",
    "data/sessions/2026/11/.hidden.json",
    "data/encrypted",
    "config/device",
    "config/last.json",
    "config/keys/../config.toml",
    "config/keys/id_rsa",
    "config/phases/.hidden.toml",
    "config/phases/a/b.toml",
    "config/phases/practice/deep/b.toml",
    "config/phases/oma.toml/",
    "config/phases/oma.toml.exe",
    "policy.toml",
    "inner.zip",
    "kohtaa.json/x",
    "sealed/0001.age.zip",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_that_are_not_ours_are_named_and_never_become_paths(name: str, here: Archive, good: Path) -> None:
    assert place(name) is None
    add(good, name)
    found = take_in(here, good)
    assert found.meetings.new == 1
    if not name.endswith("/"):  # a folder is nothing
        assert len(found.left) == 1
        assert all(ch.isprintable() for ch in found.left[0][0])
    assert only_the_meeting(here)


def test_a_name_that_ends_early_for_others(here: Archive, good: Path) -> None:
    """The library cuts names at a zero; another program would not."""
    add(good, "config/phases/oma.toml_evil")
    data = good.read_bytes().replace(b"oma.toml_evil", b"oma.toml\0evil")
    good.write_bytes(data)
    assert len(take_in(here, good).left) == 1
    assert only_the_meeting(here)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_devices_are_no_files(kind: int, here: Archive, good: Path) -> None:
    info = zipfile.ZipInfo("config/config.toml")
    info.create_system = 3
    info.external_attr = (kind | 0o777) << 16
    add(good, info, b"/etc/passwd")
    assert left(take_in(here, good)) == {"config/config.toml": "It is not an ordinary file."}
    assert only_the_meeting(here)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_with_one_name_the_first_is_taken(here: Archive, good: Path) -> None:
    add(good, GOOD, b"{ another")
    assert "twice" in left(take_in(here, good))[GOOD]
    assert len(here.load(ID).session.notes) == 2


def test_names_that_differ_in_case_alone_are_one(here: Archive, good: Path) -> None:
    add(good, "config/phases/Oma.toml", b"first")
    add(good, "config/phases/oma.toml", b"second")
    assert "twice" in left(take_in(here, good))["config/phases/oma.toml"]
    assert [p.name for p in here.places.packs.iterdir()] == ["Oma.toml"]


@cache
def bomb(size: int) -> bytes:
    """So many zero bytes, deflated, without ever having them."""
    pack = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = bytes(1 << 20)
    return b"".join(pack.compress(block) for _ in range(size >> 20)) + pack.flush()


def zip_of(entries: list[tuple[str, bytes, int, int]]) -> bytes:
    """A zip made by hand: name, deflated bytes, the size and the check value that it tells."""
    body, directory = b"", b""
    for name, packed, size, crc in entries:
        plain = name.encode()
        fields = struct.pack("<HHHHHIIIHH", 20, 0x800, 8, 0, 0x21, crc, len(packed), size, len(plain), 0)
        directory += b"PK\1\2" + struct.pack("<H", 20) + fields
        directory += struct.pack("<HHHII", 0, 0, 0, 0o600 << 16, len(body)) + plain
        body += b"PK\3\4" + fields + plain + packed
    end = struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return body + directory + b"PK\5\6" + end


def packed(data: bytes) -> tuple[bytes, int, int]:
    pack = zlib.compressobj(9, zlib.DEFLATED, -15)
    return pack.compress(data) + pack.flush(), len(data), zlib.crc32(data)


@pytest.mark.parametrize("claims", [1 << 30, 100])
def test_a_gigabyte_of_nothing_takes_no_memory(claims: int, here: Archive, tmp_path: Path) -> None:
    path = tmp_path / "there.zip"
    zeroes = bomb(1 << 30)
    path.write_bytes(zip_of([("kohtaa.json", *packed(MANIFEST.encode())), (GOOD, zeroes, claims, 0)]))
    assert path.stat().st_size < 2_000_000
    tracemalloc.start()
    found = take_in(here, path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert set(left(found)) == {GOOD}
    assert peak < 4 * SESSION_BYTES
    assert contents(here.places) == {}


def test_many_small_bombs_are_one(here: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipped, "LEAST_TOTAL", 2 << 20)
    monkeypatch.setattr(zipped, "MOST_TIMES", 1)
    zeroes = bomb(1 << 20)
    entries = [(f"config/phases/p{n}.toml", zeroes, 1 << 20, zlib.crc32(bytes(1 << 20))) for n in range(40)]
    path = tmp_path / "there.zip"
    path.write_bytes(zip_of([("kohtaa.json", *packed(MANIFEST.encode())), *entries]))
    with pytest.raises(NotAnArchive, match="unpacks to far more"):
        take_in(here, path)
    assert contents(here.places) == {}


def test_more_entries_than_anybody_has(here: Archive, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipped, "MOST_ENTRIES", 1)
    with pytest.raises(NotAnArchive, match="more files"):
        take_in(here, good)
    monkeypatch.undo()
    monkeypatch.setattr(zipped, "DIRECTORY_BYTES", 100)
    with pytest.raises(NotAnArchive):
        take_in(here, good)


def test_what_is_encrypted_by_another_program_is_named(here: Archive, good: Path) -> None:
    add(good, "config/config.toml")
    data = bytearray(good.read_bytes())
    start = data.rindex(b"PK\1\2")
    data[start + 8] |= 1
    good.write_bytes(data)
    assert left(take_in(here, good)) == {"config/config.toml": "It is encrypted by another program."}


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_compressing_are_not_unpacked(method: int, here: Archive, good: Path) -> None:
    add(good, "config/config.toml", b"x" * 1000, method)
    assert "compressed in a way" in left(take_in(here, good))["config/config.toml"]


def test_every_byte_that_is_changed_is_noticed_or_harmless(good: Path, tmp_path: Path) -> None:
    """What comes in is what was saved, or it is named, or the whole archive is refused: never something else."""
    whole = good.read_bytes()
    right = Archive(places(tmp_path / "there")).path(ID, "json").read_bytes()
    for at in range(0, len(whole), 37):
        bad = bytearray(whole)
        bad[at] ^= 0x55
        path = tmp_path / "bad.zip"
        path.write_bytes(bad)
        archive = Archive(places(tmp_path / f"here{at}"))
        try:
            found = take_in(archive, path)
        except StorageFault:
            assert contents(archive.places) == {}
            continue
        got = contents(archive.places)
        assert got in ({}, {GOOD: right}), at
        assert got or found.left, at


@pytest.mark.parametrize("keep", [0, 1, 22, 100, 0.5, 0.99])
def test_a_file_that_was_cut_is_no_archive(keep: float, here: Archive, good: Path) -> None:
    whole = good.read_bytes()
    good.write_bytes(whole[: int(keep * len(whole)) if keep < 1 else int(keep)])
    with pytest.raises(NotAnArchive, match="no archive of kohtaa"):
        take_in(here, good)


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"PK\x05\x06" + bytes(18), b"PK\x03\x04" + bytes(5000), bytes(100_000)]
)
def test_what_is_no_archive_is_told_in_one_sentence(data: bytes, here: Archive, tmp_path: Path) -> None:
    path = tmp_path / "there.zip"
    path.write_bytes(data)
    with pytest.raises(NotAnArchive, match="no archive of kohtaa"):
        take_in(here, path)


def test_a_link_a_folder_and_nothing_are_no_archives(here: Archive, good: Path, tmp_path: Path) -> None:
    link = tmp_path / "there-link.zip"
    link.symlink_to(good)
    for path in (link, good.parent, tmp_path / "nowhere.zip"):
        with pytest.raises(StorageFault):
            take_in(here, path)


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        ('{"kohtaa": "archive", "schema": 2, "saved_at": 5}', "newer version"),
        (MANIFEST.replace('"schema": 1', '"schema": 0'), "no archive"),
        (MANIFEST.replace("archive", "something"), "no archive"),
        (MANIFEST.replace("+02:00", ""), "no archive"),
        (MANIFEST[:-1] + ', "parts": -1}', "no archive"),
        (MANIFEST[:-1] + ', "parts": 2}', "not whole"),
        ("[" * 100_000, "no archive"),
        ("not json", "no archive"),
        ("\udcff", "no archive"),
        (" " * 100_000_000, "no archive"),
    ],
    ids=["newer", "older", "another", "no-zone", "minus", "parts-missing", "deep", "text", "bytes", "100-MB"],
)
def test_what_it_says_of_itself(manifest: str, says: str, here: Archive, tmp_path: Path) -> None:
    path = tmp_path / "there.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("kohtaa.json", manifest.encode("utf-8", "surrogateescape"))
        file.writestr("config/config.toml", "x")
    with pytest.raises(StorageFault, match=says):
        take_in(here, path)
    assert contents(here.places) == {}


def test_a_zip_without_a_manifest_is_somebody_elses(here: Archive, tmp_path: Path) -> None:
    path = tmp_path / "there.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("config/config.toml", "x")
    with pytest.raises(NotAnArchive):
        take_in(here, path)


def test_a_sealed_part_that_holds_no_zip(here: Archive, tmp_path: Path) -> None:
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    path = tmp_path / "there.zip"
    for inner in (b"", b"hello", zip_of([("../evil", *packed(b"x"))])):
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("kohtaa.json", MANIFEST[:-1] + ', "parts": 1}')
            file.writestr("sealed/0001.age", pyrage.encrypt(inner, [identity.to_public()]))
            file.writestr("config/config.toml", "outside what is sealed")
        opened = Opened(path)
        opened.unlock("", lambda _: [identity])
        try:
            found = load(here, opened, do=True)
        except KohtaaError:
            continue
        finally:
            opened.close()
        assert set(left(found)) == {"../evil", "config/config.toml"}
    assert contents(here.places) == {}


def test_an_archive_with_an_archive_in_it(here: Archive, good: Path) -> None:
    inner = good.read_bytes()
    add(good, f"data/sessions/2026/11/{ID[:-1]}x.json", inner)
    found = take_in(here, good)
    assert (found.meetings.new, found.meetings.unread) == (2, 1)  # damaged, kept as it is, and never unpacked


def test_of_a_list_without_end_no_more_is_asked_for_than_one_may_be_long() -> None:
    asked: list[int] = []

    class Endless(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            asked.append(-1 if size is None else size)
            return b""

    capped = zipped._Capped(Endless())
    for size in (-1, 10**12, 5):
        capped.read(size)
    assert asked == [zipped.DIRECTORY_BYTES + 1, zipped.DIRECTORY_BYTES + 1, 5]


def test_a_zip_that_lacks_what_was_put_in_is_not_verified() -> None:
    raw = io.BytesIO()
    writer = zipped.Writer(raw)
    writer.put("a", b"hello")
    written = writer.close()
    assert zipped.verify(raw, written)
    assert not zipped.verify(raw, [*written, ("b", 0, 0)])


def test_only_one_module_knows_zips() -> None:
    package = Path(zipped.__file__).parent.parent.parent
    knows = re.compile(r"^\s*(?:import|from) (?:zipfile|tarfile|zipimport)\b", re.MULTILINE)
    assert [p for p in package.rglob("*.py") if knows.search(p.read_text("utf-8"))] == [Path(zipped.__file__)]


def test_the_maker_of_zips_by_hand_makes_zips() -> None:
    with zipfile.ZipFile(io.BytesIO(zip_of([("a", *packed(b"hello"))]))) as file:
        assert file.read("a") == b"hello"
