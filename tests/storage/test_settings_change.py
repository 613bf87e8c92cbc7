"""Calendars are added to config.toml and taken out of it; nothing else in it changes, ever."""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

import pytest
import tomli
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kohtaa_tui.errors import StorageFault
from kohtaa_tui.storage.paths import Places
from kohtaa_tui.storage.settings_change import add_source, remove_source
from tests.fakes import FailingDisk
from tests.fakes import places as fake_places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return fake_places(tmp_path)


def written(places: Places, text: str) -> None:
    places.config.mkdir(exist_ok=True)
    places.config_file.write_text(text, encoding="utf-8")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_is_the_owners_alone(places: Places) -> None:
    add_source(places, "/x/ä.ics")
    assert places.config_file.read_text("utf-8") == '[calendar]\nsources = ["/x/ä.ics"]\n'
    assert (mode(places.config_file), mode(places.config)) == (0o600, 0o700)
    assert [p.name for p in places.config.iterdir()] == ["config.toml"]


def test_everything_else_stays_as_it_was_written(places: Places) -> None:
    before = (
        "# my settings\nminutes   = 45 # long\n\n[calendar] # mine\ntitles = true\n"
        'sources = [\n    "/a.ics",  # work\n    "~/b",\n]\n\n[keys]\n"home.open" = "ctrl+o"\n'
    )
    written(places, before)
    add_source(places, "/c.ics")
    after = places.config_file.read_text("utf-8")
    assert [line for line in after.splitlines() if "/c.ics" not in line] == before.splitlines()
    assert tomli.loads(after)["calendar"]["sources"] == ["/a.ics", "~/b", "/c.ics"]
    remove_source(places, "/c.ics")
    remove_source(places, "~/b")
    after = places.config_file.read_text("utf-8")
    assert tomli.loads(after)["calendar"] == {"titles": True, "sources": ["/a.ics"]}
    assert all(comment in after for comment in ("# my settings", "# long", "# mine", "# work"))


@pytest.mark.parametrize(
    "before",
    [
        "", "minutes = 45", "minutes = 45\n# end", "[calendar]\n", "[calendar]\ntitles = true\n\n[keys]\n",
        "calendar = {}\n", "calendar.titles = true\n", "calendar = { sources = [] }\nminutes = 1\n",
        'calendar.sources = ["/a.ics"]\n', '[calendar]\nsources = ["/a.ics", ]\n', "[calendar]\nsources = [\n]\n",
        "[keys]\npause = 'f5'\n[calendar]\nsources=[]\n[other]\nx=1", "minutes = 45\r\n[keys]\r\n",
    ],
)  # fmt: skip
def test_every_way_to_write_it_keeps_its_meaning(places: Places, before: str) -> None:
    written(places, before)
    was = tomli.loads(before)
    add_source(places, "/new.ics")
    now = tomli.loads(places.config_file.read_text("utf-8"))
    assert now["calendar"].pop("sources") == [*was.get("calendar", {}).pop("sources", []), "/new.ics"]
    assert {k: v for k, v in now.items() if k != "calendar" or v} == {
        k: v for k, v in was.items() if k != "calendar" or v
    }


@pytest.mark.parametrize(
    "before",
    [
        "minutes = = 45",
        "minutes = 45\nminutes = 46",
        "calendar = 5",
        "[calendar]\nsources = 'x.ics'",
        "[calendar]\nsources = [1]",
        "x = " + "[" * 5000,
    ],
)
def test_a_file_that_cannot_be_understood_is_left_alone(places: Places, before: str) -> None:
    written(places, before)
    with pytest.raises(StorageFault, match="left as it is"):
        add_source(places, "/x.ics")
    assert places.config_file.read_text("utf-8") == before


def test_a_file_in_other_letters_is_left_alone(places: Places) -> None:
    places.config.mkdir()
    places.config_file.write_bytes(b"# \xe4\n")
    with pytest.raises(StorageFault, match="not UTF-8"):
        add_source(places, "/x.ics")
    assert places.config_file.read_bytes() == b"# \xe4\n"


def test_a_linked_file_is_changed_where_it_lies(places: Places, tmp_path: Path) -> None:
    mine = tmp_path / "dotfiles.toml"
    mine.write_text("minutes = 20\n")
    mine.chmod(0o640)
    places.config.mkdir()
    places.config_file.symlink_to(mine)
    add_source(places, "/x.ics")
    assert places.config_file.is_symlink()
    assert tomli.loads(mine.read_text())["calendar"] == {"sources": ["/x.ics"]}
    assert mode(mine) == 0o640


def test_what_changes_nothing_writes_nothing(places: Places) -> None:
    written(places, '[calendar]\nsources = ["/a.ics"]\n')
    os.utime(places.config_file, (1, 1))
    add_source(places, "/a.ics")
    remove_source(places, "/b.ics")
    assert places.config_file.stat().st_mtime == 1


@pytest.mark.parametrize("call", range(1, 7))
@pytest.mark.parametrize("after_effect", [False, True])
def test_a_disk_that_fails_leaves_the_old_file_or_the_new_one(places: Places, call: int, after_effect: bool) -> None:
    before = "minutes = 45\n"
    written(places, before)
    disk = FailingDisk(call)
    disk.error, disk.after_effect = errno.ENOSPC, after_effect
    with suppress(StorageFault):
        add_source(places, "/x.ics", disk)
    now = places.config_file.read_text()
    assert now in (before, before + '\n[calendar]\nsources = ["/x.ics"]\n')


def test_a_full_disk_is_said(places: Places) -> None:
    disk = FailingDisk(1)
    with pytest.raises(StorageFault, match="No space left"):
        add_source(places, "/x.ics", disk)


def test_without_the_library_it_is_said_how_to_get_it(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tomlkit", None)
    with pytest.raises(StorageFault, match=r"\.\[calendar\]"):
        add_source(places, "/x.ics")
    assert not places.config_file.exists()


@given(text=st.text(alphabet='calendr.sou=[]"{},x\n 1#', max_size=60))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_there_the_rest_means_the_same(places: Places, text: str) -> None:
    written(places, text)
    try:
        add_source(places, "/x.ics")
    except StorageFault:
        assert places.config_file.read_text("utf-8") == text
        return
    was, now = tomli.loads(text), tomli.loads(places.config_file.read_text("utf-8"))
    assert now["calendar"].pop("sources")[-1] == "/x.ics"
    was.setdefault("calendar", {}).pop("sources", None)
    assert now == was
