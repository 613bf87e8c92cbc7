"""Files that a person asked for: private, whole or not there, and over nothing that was not meant."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from kohtaa_tui.errors import StorageFault
from kohtaa_tui.storage import handed_out
from kohtaa_tui.storage.handed_out import among_own, write_new, write_over
from tests.fakes import places


def test_a_new_file_is_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "x"
    write_new(path, b"one")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for there in (path, tmp_path / "link"):
        with pytest.raises(FileExistsError):
            write_new(there, b"two")
    assert path.read_bytes() == b"one"
    assert not (tmp_path / "nowhere").exists()


def test_writing_over_where_nothing_stands_is_a_new_file(tmp_path: Path) -> None:
    write_over(tmp_path / "x", b"one")
    assert (tmp_path / "x").read_bytes() == b"one"
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o600


def test_another_name_of_the_same_file_keeps_what_it_had(tmp_path: Path) -> None:
    """A hard link is another name: the place gets a new file, and the old one is not written into."""
    (tmp_path / "mine").write_bytes(b"mine")
    (tmp_path / "x").hardlink_to(tmp_path / "mine")
    write_over(tmp_path / "x", b"new")
    assert ((tmp_path / "mine").read_bytes(), (tmp_path / "x").read_bytes()) == (b"mine", b"new")


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_disk_that_fails_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(*((handed_out.os, "fsync") if call == "fsync" else (Path, "replace")), fail)
    with pytest.raises(OSError, match="space"):
        write_over(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["x"]


def test_what_is_no_ordinary_file_is_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    for name in ("pipe", "link", "."):
        with pytest.raises(StorageFault):
            write_over(tmp_path / name, b"x")


def test_our_own_files_are_known_by_whatever_way_one_comes(tmp_path: Path) -> None:
    own = places(tmp_path)
    own.sessions.mkdir(parents=True)
    (tmp_path / "way").symlink_to(own.sessions)
    for path in (
        own.sessions / "2026" / "x",
        tmp_path / "way" / "x",
        own.keys / "x",
        own.config_file,
        own.practice.data,
        own.packs / "x.toml",
        own.scenarios / "x.toml",
        own.demos / "x.toml",
        own.templates / "x.toml",
        own.encrypted_mark,
    ):
        assert among_own(path / "y" if path == own.practice.data else path, own)
    for path in (tmp_path / "x", own.data / "x", own.config / "x", tmp_path / "loop" / "x"):
        assert not among_own(path, own)


def test_a_loop_of_links_hangs_nobody(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert not among_own(tmp_path / "a" / "x", places(tmp_path))
