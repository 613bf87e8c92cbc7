"""Settings: what is right is used, what is wrong is named with its line, and nothing is ever written."""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tomli
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kohtaa_tui.i18n import Words
from kohtaa_tui.storage import last, settings
from kohtaa_tui.storage.disk import Disk
from kohtaa_tui.storage.last import Last
from kohtaa_tui.storage.paths import Places
from kohtaa_tui.storage.settings import CalendarSettings, Settings
from tests import settings_page

ACTIONS = {"pause", "fit", "undo", "home.open", "home.help"}
ENGLISH = Words("en")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    (tmp_path / "config").mkdir()
    return Places(tmp_path / "data", tmp_path / "config", tmp_path / "cache")


def loaded(places: Places, text: str) -> tuple[Settings, list[str]]:
    """The settings of a file with `text`, and its faults as lines."""
    places.config_file.write_text(text, encoding="utf-8")
    found, faults = settings.load(places, ACTIONS)
    return found, [fault.tell(ENGLISH) for fault in faults]


def test_no_file_is_no_fault(places: Places) -> None:
    assert settings.load(places) == (Settings(), [])


def test_no_folder_is_no_fault(tmp_path: Path) -> None:
    assert settings.load(Places(tmp_path, tmp_path / "none", tmp_path)) == (Settings(), [])


def test_reading_writes_nothing(places: Places, tmp_path: Path) -> None:
    places.config_file.write_text("minuts = 1", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    settings.load(places, ACTIONS)
    last.load(places)
    assert sorted(tmp_path.rglob("*")) == before


def test_every_setting_can_be_set(places: Places) -> None:
    found, faults = loaded(places, settings_page.EXAMPLE)
    assert faults == []
    assert found.minutes == 45
    assert found.circumstances == ("first",)
    assert found.keys == {"pause": "f5", "home.open": "ctrl+o"}
    assert found.calendar.sources == ("~/calendars/work", "exported.ics")
    assert set(tomli.loads(settings_page.EXAMPLE)["calendar"]) == set(CalendarSettings.__struct_fields__)
    assert set(tomli.loads(settings_page.EXAMPLE)) == set(Settings.__struct_fields__)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('language = "fr"', 'config.toml:1: language: must be one of "en", "fi", "sv", "", got "fr"'),
        ("minutes = 0", "config.toml:1: minutes: must be a whole number from 1 to 480, got 0"),
        ("minutes = -5", "config.toml:1: minutes: must be a whole number from 1 to 480, got -5"),
        ("minutes = 1e9", "config.toml:1: minutes: must be a whole number from 1 to 480, got 1000000000.0"),
        ("minutes = true", "config.toml:1: minutes: must be a whole number from 1 to 480, got true"),
        ('minutes = "ten"', 'config.toml:1: minutes: must be a whole number from 1 to 480, got "ten"'),
        ("minutes = nan", "config.toml:1: minutes: must be a whole number from 1 to 480, got nan"),
        (
            'circumstances = [\n  "zoom",\n]',
            'config.toml:1: circumstances: must be a list of any of "first", "interpreter", "remote", got ["zoom"]',
        ),
        ("title = 1", "config.toml:1: title: must be true or false, got 1"),
        ("statistics = true", "config.toml:1: statistics: must be a text such as a path, got true"),
        (
            'pack = "../x"',
            'config.toml:1: pack: must be small letters a–z, digits and hyphens, at most 40 characters, got "../x"',
        ),
        ("# a\n\nminuts = 5", "config.toml:3: minuts: no such key; did you mean “minutes”?"),
        (
            "zzz = 5",
            "config.toml:1: zzz: no such key; there are: language, minutes, circumstances, pack, pack_paths, theme, "
            "ascii, title, bell, notice, progress, signals, curtain_minutes, keep_days, template, "
            "preparation, write_up, statistics, show_cursor, "
            "calendar, keys",
        ),
        ("calendar = 3", "config.toml:1: calendar: must be a table such as [calendar], got 3"),
        ("[calendar]\ntitels = true", "config.toml:2: calendar.titels: no such key; did you mean “titles”?"),
        ("[calendar]\n\ntitles = 1", "config.toml:3: calendar.titles: must be true or false, got 1"),
        (
            '[calendar]\nsources = "x.ics"',
            'config.toml:2: calendar.sources: must be a list of texts such as ["calendar.ics"], got "x.ics"',
        ),
        ("keys = 3", "config.toml:1: keys: must be a table of actions and keys, got 3"),
        ('[keys]\npuase = "f5"', "config.toml:2: keys.puase: no such action; did you mean “pause”?"),
        ('[keys]\nhome.opne = "f5"', "config.toml:2: keys.home.opne: no such action; did you mean “home.open”?"),
        ('[keys]\nqqqq = "f5"', "config.toml:2: keys.qqqq: no such action; this tells which there are: kohtaa keys"),
        ('[keys]\nfit = "f7"\npause = "p"', 'config.toml:3: keys.pause: "p" is a key for writing: choose another'),
        ('[keys]\npause = "Enter"', 'config.toml:2: keys.pause: "Enter" is a key for writing: choose another'),
        ('[keys]\npause = "shift+a"', 'config.toml:2: keys.pause: "shift+a" is a key for writing: choose another'),
        (
            '[keys]\npause = "€ 5"',
            'config.toml:2: keys.pause: must be the name of a key such as f5 or ctrl+n, got "€ 5"',
        ),
        ("[keys]\npause = 5", "config.toml:2: keys.pause: must be the name of a key such as f5 or ctrl+n, got 5"),
        ('[keys]\nfit = "f7"\npause = "F7"', 'config.toml:3: keys.pause: "F7" is given to another action too'),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_takes_its_default(places: Places, text: str, told: str) -> None:
    found, faults = loaded(places, text)
    assert faults == [told]
    assert msgspec.structs.replace(found, keys={}) == Settings()


def test_only_what_is_wrong_takes_its_default(places: Places) -> None:
    found, faults = loaded(
        places, 'minutes = 600\ntheme = "day"\nbell = "yes"\n[keys]\npause = "x"\nfit = "Ctrl + PgDn"\nundo = 1\n'
    )
    assert found == Settings(theme="day", keys={"fit": "ctrl+pagedown"})
    assert [fault.split(":")[1] for fault in faults] == ["1", "3", "5", "7"]


def test_in_a_table_too_only_what_is_wrong_takes_its_default(places: Places) -> None:
    found, faults = loaded(places, 'minutes = 20\n[calendar]\nsources = ["a.ics"]\ntitles = "yes"\n')
    assert (found.minutes, found.calendar) == (20, CalendarSettings(sources=("a.ics",)))
    assert faults == ['config.toml:4: calendar.titles: must be true or false, got "yes"']


def test_one_key_may_serve_on_two_screens(places: Places) -> None:
    found, faults = loaded(places, '[keys]\npause = "f5"\nhome.open = "f5"\n')
    assert (found.keys, faults) == ({"pause": "f5", "home.open": "f5"}, [])


def test_commands_that_show_no_keys_leave_the_actions_unchecked(places: Places) -> None:
    places.config_file.write_text('[keys]\nnone_such = "f5"\n', encoding="utf-8")
    assert settings.load(places) == (Settings(keys={"none_such": "f5"}), [])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("minutes = 30\nminutes = 45\n", "config.toml:2: column"),
        ("minutes = \n", "config.toml:1: column"),
        ('theme = "day\n', "config.toml:1: column"),
        ("x = " + "[" * 5000, "config.toml: "),
        ("x = " + "9" * 5000, "config.toml: "),
    ],
)
def test_a_file_that_is_not_toml_gives_the_defaults_and_says_where(places: Places, text: str, place: str) -> None:
    found, faults = loaded(places, text)
    assert found == Settings()
    assert faults[0].startswith(place)
    assert faults[1:] == ["config.toml: none of the settings are used until that is mended"]


@pytest.mark.parametrize(
    "data", [b"\xff\xfem\x00", b"theme = '\xe4'", b"#" * 70_000], ids=["UTF-16", "Latin-1", "too large"]
)
def test_a_file_that_cannot_be_read_as_text_gives_the_defaults_and_says_so(places: Places, data: bytes) -> None:
    places.config_file.write_bytes(data)
    found, faults = settings.load(places)
    assert found == Settings()
    assert "config.toml" in faults[0].tell(ENGLISH)


def test_a_folder_in_its_place_gives_the_defaults_and_says_so(places: Places) -> None:
    places.config_file.mkdir()
    found, faults = settings.load(places)
    assert found == Settings()
    assert len(faults) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_a_pipe_in_its_place_does_not_hang(places: Places) -> None:
    os.mkfifo(places.config_file)
    assert settings.load(places)[0] == Settings()


def test_a_file_one_may_not_read_is_told_with_the_reason_in_ones_language(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    places.config_file.write_text("minutes = 20", encoding="utf-8")

    def refused(*_: Any) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("kohtaa_tui.storage.inlet.os.open", refused)
    _, faults = settings.load(places)
    assert "oikeudet eivät riitä" in faults[0].tell(Words("fi"))


def test_a_linked_file_is_read(places: Places, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("minutes = 20", encoding="utf-8")
    places.config_file.symlink_to(tmp_path / "mine.toml")
    assert settings.load(places)[0].minutes == 20


def test_what_is_shown_of_a_bad_value_steers_no_terminal(places: Places) -> None:
    _, faults = loaded(places, '"\\u001b[2J" = 1\ntheme = "\\u001b]0;x\\u0007\\u202e"\n')
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202e]", "".join(faults))


@given(text=st.text(alphabet='abkeysminut=[]"{}.\n 0159#', max_size=80))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_stops_the_program(places: Places, text: str) -> None:
    found, faults = loaded(places, text)
    assert 1 <= found.minutes <= 480
    assert all(line.startswith("config.toml") for line in faults)


def test_every_setting_explains_itself() -> None:
    assert set(settings_page.docstrings()) == set(Settings.__struct_fields__)
    assert set(settings_page.docstrings(CalendarSettings)) == set(CalendarSettings.__struct_fields__)


def test_the_page_of_the_settings_is_up_to_date() -> None:
    assert settings_page.PAGE.read_text("utf-8") == settings_page.page(), "run: make settings"


def test_the_page_names_every_variable_the_program_reads() -> None:
    package = Path(settings.__file__).parents[1]
    read = {name for path in package.rglob("*.py") for name in re.findall(r"KOHTAA_[A-Z_]+", path.read_text("utf-8"))}
    assert read <= set(settings_page.VARIABLES)


LAST = Last(minutes=45, circumstances=("first", "remote"), pack="kohtaava", language="sv")


def test_the_last_choices_come_back(places: Places) -> None:
    last.save(places, LAST)
    assert last.load(places) == LAST
    if os.name != "nt":
        assert stat.S_IMODE(places.last_file.stat().st_mode) == 0o600


def test_no_circumstances_is_a_choice_too(places: Places) -> None:
    last.save(places, Last(circumstances=()))
    assert last.load(places).circumstances == ()


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"minutes": 0}', b'{"pack": "../x"}', b'{"language": "fr"}', b"[" * 9999, b"\xff"]
)
def test_damaged_last_choices_are_none(places: Places, damage: bytes) -> None:
    places.last_file.write_bytes(damage)
    assert last.load(places) == Last()


def test_last_choices_of_a_newer_version_are_read_as_far_as_they_go(places: Places) -> None:
    places.last_file.write_bytes(b'{"minutes": 20, "later": true}')
    assert last.load(places) == Last(minutes=20)


def test_last_choices_that_cannot_be_kept_are_no_fault(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    last.save(places, LAST)

    def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Disk, "write", full)
    last.save(places, Last(minutes=20))
    assert last.load(places) == LAST
    assert sorted(path.name for path in places.config.iterdir()) == ["last.json"]
