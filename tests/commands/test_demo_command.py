"""`kohtaa demo` and `kohtaa replay` from the command line: what is typed wrong, files made, and no folder touched."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from kohtaa_tui import cli
from kohtaa_tui.commands import streams
from kohtaa_tui.domain.demo import Script
from kohtaa_tui.domain.events import PhaseEntered
from kohtaa_tui.domain.practised import Practice
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.paths import Places
from tests import practised
from tests.build import plan
from tests.fakes import FakeClock, places
from tests.shown import HEAD, STEPS, write

MARKER = "salaisuus"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOHTAA_LANGUAGE", "en")


def run(*argv: str) -> int:
    return cli.main(list(argv))


def kept(archive: Archive, practice: bool) -> str:
    """A meeting of twenty minutes, or a practice of as many, on the disk; returns its id."""
    clock = FakeClock()
    mark = Practice("practice", practised.scenario()) if practice else None
    runner = Runner.start(archive, clock, plan(), language="fi", device="dev00000", reference=MARKER, practice=mark)
    clock.after(120)
    runner.note(f'" {MARKER} sanat')
    clock.after(240)
    runner.record(PhaseEntered("ohjaus"))
    clock.after(840)
    runner.end()
    assert runner.flush()
    runner.close()
    return runner.session.id


def a_practice(tmp_path: Path) -> str:
    return kept(Archive(places(tmp_path).practice), practice=True)


def a_meeting(tmp_path: Path) -> str:
    return kept(Archive(places(tmp_path)), practice=False)


def everything(tmp_path: Path) -> set[Path]:
    return {path for path in tmp_path.rglob("*") if path != tmp_path / "home"}


@pytest.mark.parametrize("speed", ["0", "-1", "1000", "fast", "", "nan", "1e1", "0.5", "61"])
@pytest.mark.parametrize("command", [("demo",), ("replay", "last")])
def test_a_speed_that_is_none(speed: str, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*command, f"--speed={speed}") == 2
    assert capsys.readouterr().err == "kohtaa: The speed is a number from 1 to 60.\n"


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (("demo", "kohtava"), "Did you mean “kohtaava”?"),
        (("demo", "zzz"), "There is no demo “zzz”"),
        (("demo", "../kohtaava"), "There is no demo"),
        (("demo", "kohtaava", "tulkki"), "One demo at a time"),
        (("demo", "--output", "x.toml"), "--output belongs to kohtaa demo record"),
        (("demo", "record"), "Which practice?"),
        (("demo", "record", "zzz"), "There is no practice “zzz”"),
        (("demo", "--port", "80"), "--port belongs to --web"),
        (("replay", "zzz"), "There is nothing “zzz” to replay"),
        (("demo",), "Showing takes a terminal"),
    ],
)
def test_what_is_typed_wrong_is_one_sentence(
    argv: tuple[str, ...], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*argv) == 2
    captured = capsys.readouterr()
    assert told in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""
    assert everything(tmp_path) == set()


def test_list_tells_what_there_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("demo", "list") == 0
    told = capsys.readouterr().out
    assert "kohtaava  Four phases: a first meeting with Kalle · 30 min, shown in about 5" in told
    assert "tulkki" in told
    assert everything(tmp_path) == set()


def test_check_is_content_with_what_is_shipped(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("demo", "check") == 0
    assert "All is well" in capsys.readouterr().out


def test_check_tells_what_is_wrong_with_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "oma.toml"
    path.write_text('id = "oma"\n', "utf-8")
    assert run("demo", "check", str(path)) == 1
    assert "is missing" in capsys.readouterr().out


# --- recording ---


def test_record_makes_a_private_file_that_passes_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    session_id = a_practice(tmp_path)
    assert run("demo", "record", session_id) == 0
    path = Path(capsys.readouterr().out.strip())
    assert path.parent == places(tmp_path).demos
    assert path.stem.startswith("vera-2026")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert f"{MARKER} sanat" in path.read_text("utf-8")
    assert run("demo", "check", str(path)) == 0
    assert run("demo", "list") == 0
    assert path.stem in capsys.readouterr().out


def test_record_never_writes_over_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    session_id = a_practice(tmp_path)
    assert run("demo", "record", session_id) == 0
    assert run("demo", "record", "last") == 0
    first, second = capsys.readouterr().out.split()
    assert second == first.replace(".toml", "-2.toml")
    target = tmp_path / "oma.toml"
    assert run("demo", "record", session_id, "--output", str(target)) == 0
    before = target.read_bytes()
    assert run("demo", "record", session_id, "--output", str(target)) == 1
    assert "already there" in capsys.readouterr().err
    assert target.read_bytes() == before


@pytest.mark.parametrize("name", ["list.toml", "Oma demo.toml", "con.toml"])
def test_record_takes_no_name_that_no_demo_can_have(name: str, tmp_path: Path) -> None:
    session_id = a_practice(tmp_path)
    assert run("demo", "record", session_id, "--output", str(tmp_path / name)) == 2
    assert not (tmp_path / name).exists()


def test_of_a_real_meeting_no_demo_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    session_id = a_meeting(tmp_path)
    assert run("demo", "record", session_id) == 2
    told = capsys.readouterr().err
    assert "never made of a real meeting" in told
    assert MARKER not in told
    assert not places(tmp_path).demos.exists()


# --- what is shown ---


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What would be opened on a screen, on a terminal."""
    found: list[dict[str, Any]] = []

    def open_show(context: Any, player: Any, *, replay: bool) -> int:
        found.append({"context": context, "player": player, "replay": replay})
        return 0

    monkeypatch.setattr(streams, "terminal", lambda: True)
    monkeypatch.setattr("kohtaa_tui.tui.launch.open_show", open_show)
    return found


def test_without_a_name_it_shows_the_first(shown: list[dict[str, Any]], tmp_path: Path) -> None:
    assert run("demo", "--speed", "30") == 0
    player = shown[0]["player"]
    assert (player.script.id, player.speed) == ("kohtaava", 30)
    assert everything(tmp_path) == set()


def test_its_context_is_of_no_store(shown: list[dict[str, Any]]) -> None:
    assert run("demo", "tulkki") == 0
    context = shown[0]["context"]
    assert not context.places.data.exists()
    assert context.archive.places == context.places
    assert not context.agenda.on
    assert context.settings.keep_days == 0
    assert shown[0]["player"].speed == 10


def test_replay_of_a_real_meeting_has_no_text_in_memory(shown: list[dict[str, Any]], tmp_path: Path) -> None:
    session_id = a_meeting(tmp_path)
    assert run("replay", session_id) == 0
    script: Script = shown[0]["player"].script
    assert script.masked
    assert MARKER not in repr(script)
    assert MARKER not in repr(shown[0]["player"].session)
    assert shown[0]["replay"]


def test_replay_of_a_practice_has_its_texts(shown: list[dict[str, Any]], tmp_path: Path) -> None:
    session_id = a_practice(tmp_path)
    assert run("replay", "last", "--speed", "2") == 0
    player = shown[0]["player"]
    assert (player.script.id, player.script.masked, player.speed) == (session_id, False, 2)
    assert player.script.stops == ()


def test_replay_of_a_demo_waits_nowhere(shown: list[dict[str, Any]]) -> None:
    assert run("replay", "tulkki") == 0
    assert shown[0]["player"].script.stops == ()


def test_replay_writes_nothing(shown: list[dict[str, Any]], tmp_path: Path) -> None:
    session_id = a_meeting(tmp_path)
    before = {path: path.read_bytes() for path in everything(tmp_path) if path.is_file()}
    assert run("replay", session_id) == 0
    assert shown
    assert {path: path.read_bytes() for path in everything(tmp_path) if path.is_file()} == before


def test_a_demo_needs_no_home(shown: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home(*_: object) -> Places:
        from kohtaa_tui.errors import StorageFault

        raise StorageFault("You have no home folder here.")

    monkeypatch.setattr(cli, "find", no_home)
    assert run("demo") == 0
    assert shown[0]["player"].script.id == "kohtaava"
    assert run("list") == 1


def test_a_file_can_be_shown_from_where_it_lies(shown: list[dict[str, Any]], tmp_path: Path) -> None:
    write(tmp_path, HEAD + STEPS)
    assert run("demo", str(tmp_path / "pieni.toml")) == 0
    assert shown[0]["player"].script.id == "pieni"
    assert run("demo", str(tmp_path / "none.toml")) == 1
