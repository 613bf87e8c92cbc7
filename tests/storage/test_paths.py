"""Where things lie, and the private folders they lie in."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from kohtaa_tui.errors import StorageFault
from kohtaa_tui.storage import paths
from kohtaa_tui.storage.device import device_id
from kohtaa_tui.storage.paths import Places, find, make_private

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")


@pytest.fixture
def umask() -> Iterator[None]:
    """A umask that takes everything away, even from the owner."""
    before = os.umask(0o777)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def places_in(folder: Path) -> Places:
    return Places(folder / "data", folder / "config", folder / "cache")


def test_an_option_goes_before_a_variable(tmp_path: Path) -> None:
    environ = {name: str(tmp_path / "variable" / name) for name in ("KOHTAA_DATA_DIR", "KOHTAA_CONFIG_DIR")}
    found = find(tmp_path / "data", None, environ)
    assert found.data == tmp_path / "data"
    assert found.config == tmp_path / "variable" / "KOHTAA_CONFIG_DIR"


def test_an_empty_option_and_an_empty_variable_say_nothing() -> None:
    assert find("", "", {"KOHTAA_DATA_DIR": ""}) == find(None, None, {})


def test_without_options_and_variables_the_folders_are_the_systems_own(tmp_path: Path) -> None:
    found = find(None, None, {})
    assert all("kohtaa" in folder.parts for folder in (found.data, found.config, found.cache))
    assert all(folder.is_relative_to(tmp_path / "home") for folder in (found.data, found.config, found.cache))


def test_without_home_the_systems_own_record_of_the_user_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME")
    monkeypatch.setenv("USERPROFILE", str(Path.cwd()))
    assert find(None, None, {}).data.is_absolute()


@posix
def test_a_user_without_any_home_is_told_to_give_the_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import pwd

    def nobody(_: int) -> None:
        raise KeyError

    monkeypatch.delenv("HOME")
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    with pytest.raises(StorageFault, match="--data-dir"):
        find(None, None, {})
    found = find(tmp_path / "data", tmp_path / "config", {})
    assert found.cache.is_relative_to(found.config)  # never in a folder that everybody writes in


def test_a_relative_folder_is_taken_from_where_one_stands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert find("mine/../data", None, {}).data == tmp_path / "data"


def test_a_tilde_is_ones_home(tmp_path: Path) -> None:
    assert find("~/data", None, {}).data == tmp_path / "home" / "data"


@pytest.mark.parametrize("name", ["two words", "työ", "ä" * 120, "x" * 250, "ä/" * 20 + "x" * 200])
def test_a_folder_may_have_any_name_the_system_takes(tmp_path: Path, name: str) -> None:
    found = find(tmp_path / name, None, {})
    make_private(found.sessions)
    assert (tmp_path / name / "sessions").is_dir()


def test_finding_makes_nothing(tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    found = find()
    assert found.cache_for_data.is_relative_to(tmp_path / "cache")
    assert sorted(tmp_path.rglob("*")) == before


def test_everything_has_its_place(tmp_path: Path) -> None:
    found = places_in(tmp_path)
    assert found.sessions == tmp_path / "data" / "sessions"
    assert found.packs == tmp_path / "config" / "phases"
    assert found.config_file == tmp_path / "config" / "config.toml"
    assert found.device_file == tmp_path / "config" / "device"


def test_each_data_folder_has_a_cache_of_its_own(tmp_path: Path) -> None:
    one, other = (Places(tmp_path / name, tmp_path, tmp_path / "cache") for name in ("one", "other"))
    assert one.cache_for_data != other.cache_for_data
    assert one.cache_for_data.parent == tmp_path / "cache"


def test_two_ways_to_one_data_folder_share_a_cache(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    real, link = (Places(tmp_path / name, tmp_path, tmp_path / "cache") for name in ("real", "link"))
    assert real.cache_for_data == link.cache_for_data


@posix
@pytest.mark.usefixtures("umask")
def test_made_folders_are_private_whatever_the_umask(tmp_path: Path) -> None:
    make_private(tmp_path / "a" / "b" / "c")
    assert [mode(tmp_path / name) for name in ("a", "a/b", "a/b/c")] == [0o700] * 3


@posix
def test_a_folder_that_is_there_keeps_its_rights(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o755)
    make_private(tmp_path / "shared" / "mine")
    assert mode(tmp_path / "shared") == 0o755
    assert mode(tmp_path / "shared" / "mine") == 0o700


@pytest.mark.parametrize("inside", ["", "sessions", "sessions/2026/11"])
def test_a_folder_that_is_a_file_is_told(tmp_path: Path, inside: str) -> None:
    (tmp_path / "data").write_text("mine")
    with pytest.raises(StorageFault, match=re.escape(str(tmp_path / "data"))):
        make_private(tmp_path / "data" / inside)
    assert (tmp_path / "data").read_text() == "mine"


def test_a_folder_that_is_a_link_to_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(tmp_path / "unplugged")
    with pytest.raises(StorageFault, match="data is not a folder"):
        make_private(tmp_path / "data")


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOENT, errno.ENOSPC, errno.EIO])
def test_a_folder_that_cannot_be_made_is_told_with_the_systems_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def fail(path: Path, _mode: int) -> None:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(paths.os, "mkdir", fail)
    with pytest.raises(StorageFault) as told:
        make_private(tmp_path / "data")
    assert told.value.fields == {"path": tmp_path / "data", "why": os.strerror(number)}


def test_a_folder_that_takes_no_files_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths.os, "access", lambda *_: False)
    with pytest.raises(StorageFault, match="Nothing can be written"):
        make_private(tmp_path)


def test_a_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageFault):
        make_private(tmp_path / ("ä" * 300))


def test_another_window_making_the_folder_at_the_same_time_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.mkdir

    def late(path: Path, mode: int) -> None:
        real(path, mode)
        raise FileExistsError(errno.EEXIST, "File exists", str(path))

    monkeypatch.setattr(paths.os, "mkdir", late)
    make_private(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def test_the_device_keeps_its_id(tmp_path: Path) -> None:
    found = places_in(tmp_path)
    first = device_id(found)
    assert re.fullmatch("[0-9a-f]{8}", first)
    assert device_id(found) == first
    if os.name != "nt":
        assert mode(found.device_file) == 0o600


@pytest.mark.parametrize("damage", [b"", b"zzzzzzzz", b"\xff\xfe", b"12345678" * 40])
def test_a_damaged_device_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    found = places_in(tmp_path)
    found.config.mkdir()
    found.device_file.write_bytes(damage)
    fresh = device_id(found)
    assert re.fullmatch("[0-9a-f]{8}", fresh)
    assert device_id(found) == fresh


def test_a_config_folder_that_cannot_be_written_gives_an_id_for_this_run(tmp_path: Path) -> None:
    found = places_in(tmp_path)
    found.config.write_text("a file")
    assert re.fullmatch("[0-9a-f]{8}", device_id(found))
    assert found.config.read_text() == "a file"
