"""Packs of folders that others keep: the last good copy is used, whatever becomes of the folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import msgspec
import pytest

from kohtaa_tui.storage import shared_packs
from kohtaa_tui.storage.disk import Disk
from kohtaa_tui.storage.packs import Shelf, fingerprint, shelf_of, shipped_folder
from kohtaa_tui.storage.paths import Places
from kohtaa_tui.storage.policy import NO_POLICY, Policy
from kohtaa_tui.storage.settings import Settings
from kohtaa_tui.storage.shared_packs import SharedFolder
from kohtaa_tui.storage.toml_faults import Fault
from tests import fakes

PACK = """
schema = 1
id = "{id}"
version = {version}
title.fi = "Tiimin tapa"
[[phase]]
id = "alku"
name.fi = "Alku"
short.fi = "Alku"
minimum = {minimum}
share = 50
[[phase.prompt]]
id = "a1"
kind = "cue"
text.fi = "{text}"
[[phase]]
id = "loppu"
name.fi = "Loppu"
short.fi = "Loppu"
minimum = 3
share = 50
"""


def put(folder: Path, pack_id: str = "tiimi", version: int = 1, minimum: int = 3, text: str = "Kysy") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{pack_id}.toml"
    path.write_text(PACK.format(id=pack_id, version=version, minimum=minimum, text=text), "utf-8")
    return path


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return fakes.places(tmp_path)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    (tmp_path / "share").mkdir()
    return tmp_path / "share"


@pytest.fixture
def folder(places: Places, share: Path) -> SharedFolder:
    (found,) = shared_packs.shared_folders(places, Settings(pack_paths=(str(share),)), NO_POLICY)
    return found


def shelf(places: Places, *paths: Path) -> Shelf:
    return shelf_of(places, Settings(pack_paths=tuple(str(path) for path in paths)), NO_POLICY)


def lines(faults: list[Fault]) -> list[str]:
    return [fault.message.format(**fault.fields) for fault in faults]


# --- what is used ---


def test_only_the_copy_is_used(places: Places, folder: SharedFolder, share: Path) -> None:
    path = put(share)
    assert [one.id for one in shelf(places, share).listed()] == ["kohtaava"]
    assert shared_packs.look(folder) == []
    path.unlink()
    share.rmdir()
    assert shelf(places, share).get("tiimi").title.fi == "Tiimin tapa"
    (told,) = lines(shared_packs.look(folder))
    assert told == f"{share} cannot be read: No such file or directory"
    assert shelf(places, share).get("tiimi").version == 1


def test_copies_are_private_and_the_folder_is_left_as_it_is(folder: SharedFolder, share: Path) -> None:
    put(share)
    before = {path: path.stat().st_mtime_ns for path in (share, *share.iterdir())}
    shared_packs.look(folder)
    assert {path: path.stat().st_mtime_ns for path in (share, *share.iterdir())} == before
    assert stat.S_IMODE(folder.copies.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.copies.iterdir()} == {0o600}


def test_shared_stand_in_front_of_shipped_and_own_in_front_of_shared(places: Places, folder: SharedFolder) -> None:
    put(folder.source, "kohtaava", version=7)
    shared_packs.look(folder)
    assert shelf(places, folder.source).get("kohtaava").version == 7
    places.packs.mkdir(parents=True)
    put(places.packs, "kohtaava", version=9)
    assert shelf(places, folder.source).get("kohtaava").version == 9


def test_the_organisations_folders_come_after_ones_own(places: Places, tmp_path: Path) -> None:
    settings, policy = Settings(pack_paths=(str(tmp_path / "a"), "b")), Policy(pack_paths=(str(tmp_path / "c"),))
    found = shared_packs.shared_folders(places, settings, policy)
    assert [one.source for one in found] == [tmp_path / "a", places.config / "b", tmp_path / "c"]
    assert len({one.copies for one in found}) == 3


def test_no_setting_moves_or_crowds_out_a_folder_of_the_organisation(places: Places, tmp_path: Path) -> None:
    own = tuple(str(tmp_path / f"own-{n}") for n in range(shared_packs.FOLDERS))
    theirs = str(tmp_path / "theirs")
    found = shared_packs.shared_folders(places, Settings(pack_paths=(theirs, *own)), Policy(pack_paths=(theirs,)))
    assert [str(folder.source) for folder in found] == [*own[1:], theirs]


def test_a_broken_pack_leaves_the_last_good_copy(places: Places, folder: SharedFolder, share: Path) -> None:
    path = put(share)
    shared_packs.look(folder)
    path.write_text("id = = 3")
    (told,) = shared_packs.look(folder)
    assert (told.path, told.line) == (path, 1)
    assert shelf(places, share).get("tiimi").version == 1
    assert list(shared_packs.changes(folder)) == []


def test_an_empty_folder_is_a_lost_one(folder: SharedFolder, share: Path) -> None:
    path = put(share)
    shared_packs.look(folder)
    path.unlink()
    assert lines(shared_packs.look(folder)) == [shared_packs.EMPTY]
    assert shared_packs.ids(folder) == ["tiimi"]


def test_one_that_was_taken_away_goes_while_others_are_there(folder: SharedFolder, share: Path) -> None:
    put(share, "muu")
    path = put(share)
    shared_packs.look(folder)
    path.unlink()
    assert shared_packs.look(folder) == []
    assert shared_packs.ids(folder) == ["muu"]
    (change,) = shared_packs.changes(folder)
    assert (change.id, change.now) == ("tiimi", None)


def test_copies_that_are_wiped_are_made_anew(folder: SharedFolder, share: Path) -> None:
    put(share)
    shared_packs.look(folder)
    for path in folder.copies.iterdir():
        path.unlink()
    folder.copies.rmdir()
    assert shared_packs.never_read(folder)
    assert shared_packs.look(folder) == []
    assert shared_packs.ids(folder) == ["tiimi"]
    assert list(shared_packs.changes(folder)) == []  # nothing that a person has not seen before


# --- what has changed ---


def test_what_changed_is_told_until_it_was_seen(folder: SharedFolder, share: Path) -> None:
    put(share)
    shared_packs.look(folder)
    assert list(shared_packs.changes(folder)) == []
    for version in (2, 3):
        put(share, version=version)
        shared_packs.look(folder)
    (change,) = shared_packs.changes(folder)
    assert change.was is not None
    assert change.now is not None
    assert (change.was.version, change.now.version) == (1, 3)
    shared_packs.seen(folder)
    assert list(shared_packs.changes(folder)) == []
    put(share, "uusi")
    shared_packs.look(folder)
    (change,) = shared_packs.changes(folder)
    assert (change.id, change.was) == ("uusi", None)


def test_what_changed_back_is_no_change(folder: SharedFolder, share: Path) -> None:
    put(share)
    shared_packs.look(folder)
    for version in (2, 1):
        put(share, version=version)
        shared_packs.look(folder)
    assert list(shared_packs.changes(folder)) == []


# --- a hostile folder ---


@pytest.mark.timeout(20)
def test_whatever_lies_there_nothing_hangs_and_the_good_one_is_taken(folder: SharedFolder, share: Path) -> None:
    put(share)
    os.mkfifo(share / "putki.toml")
    (share / "silmukka.toml").symlink_to(share / "silmukka.toml")
    (share / "linkki.toml").symlink_to(share / "tiimi.toml")
    (share / "kansio.toml").mkdir()
    (share / "iso.toml").write_bytes(b"#" * 300_000)
    (share / "tavut.toml").write_bytes(b"\xff" * 100)
    (share / "../share/KOHTAA.toml").write_text("x")
    (share / "muu.toml").write_text(PACK.format(id="tiimi", version=5, minimum=3, text="toisen nimellä"))
    faults = shared_packs.look(folder)
    assert {fault.path.stem for fault in faults} == {"putki", "silmukka", "linkki", "kansio", "iso", "tavut", "muu"}
    assert shared_packs.ids(folder) == ["tiimi"]
    assert shared_packs.faults(folder) == faults


@pytest.mark.timeout(20)
def test_of_ten_thousand_files_only_so_many_packs_are_read(folder: SharedFolder, share: Path) -> None:
    for number in range(10_000):
        (share / f"p{number:05}.toml").touch()
    put(share, "a")
    faults = shared_packs.look(folder)
    assert lines(faults)[0] == f"only the first {shared_packs.PACKS} packs are read"
    assert len({fault.path for fault in faults}) == shared_packs.PACKS  # the folder, and all that are empty
    assert shared_packs.ids(folder) == ["a"]


def test_of_more_files_than_are_looked_at_no_copy_goes(
    folder: SharedFolder, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(8):
        put(share, f"p{number}")
    shared_packs.look(folder)
    monkeypatch.setattr(shared_packs, "ENTRIES", 3)
    shared_packs.look(folder)
    assert len(shared_packs.ids(folder)) == 8


def test_what_is_no_folder_is_said(folder: SharedFolder, share: Path) -> None:
    share.rmdir()
    os.mkfifo(share)
    assert lines(shared_packs.look(folder)) == [f"{share} cannot be read: Not a directory"]


def test_a_cache_that_cannot_be_written_is_said(places: Places, folder: SharedFolder, share: Path) -> None:
    put(share)
    places.cache.write_text("no folder")
    assert len(shared_packs.look(folder)) == 1


def test_two_windows_that_look_at_once_do_each_other_no_harm(folder: SharedFolder, share: Path) -> None:
    put(share)
    shared_packs.look(folder)

    class Meanwhile(Disk):
        """A disk on which the other window is always a moment earlier."""

        def replace(self, source: Path, target: Path) -> None:
            Disk().put(target, source.read_bytes())
            super().replace(source, target)

    put(share, version=2)
    assert shared_packs.look(folder, Meanwhile()) == []
    (change,) = shared_packs.changes(folder)
    assert change.now is not None
    assert change.now.version == 2


def test_a_link_in_the_place_of_a_copy_is_not_followed(
    places: Places, folder: SharedFolder, share: Path, tmp_path: Path
) -> None:
    put(share)
    folder.copies.mkdir(parents=True)
    target = tmp_path / "target"
    target.write_text("mine")
    (folder.copies / "tiimi.toml").symlink_to(target)
    shared_packs.look(folder)
    assert target.read_text() == "mine"
    assert shelf(places, share).get("tiimi").version == 1


# --- the hash ---


def test_the_hash_is_of_the_text_whatever_its_line_ends() -> None:
    data = (shipped_folder() / "kohtaava.toml").read_bytes()
    first = fingerprint(data)
    assert len(first) == 16
    assert fingerprint(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")) == first
    assert fingerprint(data + b"#") != first


def test_the_hash_is_that_of_the_file_in_use(places: Places, folder: SharedFolder, share: Path) -> None:
    put(share, "kohtaava")
    shared_packs.look(folder)
    found = shelf(places, share)
    assert found.fingerprint("kohtaava") == fingerprint((share / "kohtaava.toml").read_bytes())
    found.listed()
    assert found.fingerprint("kohtaava") == fingerprint((share / "kohtaava.toml").read_bytes())
    assert found.fingerprint("none") == ""


def test_a_plan_is_marked_with_it() -> None:
    from tests.build import plan

    shelf = Shelf([shipped_folder()])
    marked = shelf.marked(msgspec.structs.replace(plan(), pack_id="kohtaava"))
    assert marked.pack_hash == shelf.fingerprint("kohtaava") != ""
