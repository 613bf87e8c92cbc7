"""What is typed at the front door: what it does, and the sentence and exit code of every fault."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kohtaa_tui import __version__
from kohtaa_tui.cli import DOCTOR, handlers_for, main
from kohtaa_tui.commands.parser import parser
from kohtaa_tui.errors import UsageFault
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime import asked
from kohtaa_tui.storage.disk import Disk
from kohtaa_tui.storage.hold import Hold
from tests.build import START
from tests.fakes import FailingDisk, places

ROOT = Path(__file__).resolve().parent.parent


class Said:
    """What a command said."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    def fault(self, code: int) -> str:
        """The one sentence of a fault."""
        assert self.code == code, self.err
        assert self.out == ""
        assert "Traceback" not in self.err
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("kohtaa: ")
        return lines[0].removeprefix("kohtaa: ")


Kohtaa = Callable[..., Said]


@pytest.fixture
def kohtaa(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Kohtaa:
    """Run a command in English with the typed lines as its input."""
    monkeypatch.setenv("KOHTAA_LANGUAGE", "en")

    def run(*argv: str, typed: str = "") -> Said:
        near, far = os.pipe()
        os.write(far, typed.encode())
        os.close(far)
        with open(near, encoding="utf-8") as source, monkeypatch.context() as patch:  # noqa: PTH123
            patch.setattr(sys, "stdin", source)
            code = main(argv)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


def outside(*argv: str, typed: bytes = b"", **environ: str) -> subprocess.CompletedProcess[bytes]:
    """The program as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "kohtaa_tui", *argv],
        input=typed,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, **environ},
        timeout=60,
        check=False,
    )


def test_a_meeting_is_held_listed_and_shown(kohtaa: Kohtaa) -> None:
    held = kohtaa("start", "--plain", "--minutes", "30", "--reference", "K-17", "--first", typed='" own words\n>\n*\n')
    assert held.code == 0
    assert held.out.splitlines()[-1].startswith("· The meeting has ended. Read it with: kohtaa show ")
    whole = json.loads(kohtaa("show", "last", "--json").out)
    assert (whole["status"], whole["reference"], whole["circumstances"]) == ("ended", "K-17", ["first"])
    assert [(n["mark"], n["text"]) for n in whole["notes"]] == [("words", "own words")]
    assert [row["id"] for row in json.loads(kohtaa("list", "--json").out)] == [whole["id"]]
    assert "own words" in kohtaa("show", whole["id"][:10]).out
    assert "own words" in kohtaa("show", "last", "--markdown").out
    assert kohtaa("resume", "last", "--plain").fault(2).startswith("That meeting has ended.")


def test_a_meeting_that_was_left_is_told_and_gone_on_with(kohtaa: Kohtaa) -> None:
    kohtaa("start", "--plain", typed="first\n")
    session_id = json.loads(kohtaa("show", "last", "--json").out)["id"]
    again = kohtaa("start", "--plain", typed="*\n")
    assert f"A meeting was left unfinished: kohtaa resume {session_id}" in again.out.split("--\n")[0]
    resumed = kohtaa("resume", "--plain", typed="second\n*\n")
    assert "The meeting went on: the time is counted." in resumed.out.split("--\n")[0]
    assert resumed.out.split("--\n")[1].startswith("✓ 2 ")
    assert [n["text"] for n in json.loads(kohtaa("show", session_id, "--json").out)["notes"]] == ["first", "second"]
    assert kohtaa("resume", "--plain").fault(2) == "There is no unfinished meeting."


@pytest.mark.parametrize(("gap", "used", "paused"), [("count", 600, 0), ("pause", 0, 600)])
def test_the_gap_is_what_the_person_says(kohtaa: Kohtaa, tmp_path: Path, gap: str, used: int, paused: int) -> None:
    _left_behind(tmp_path, minutes_ago=10)
    said = kohtaa("resume", "--plain", "--gap", gap, typed="*\n")
    assert "10 minutes ago" in said.out
    whole = json.loads(kohtaa("show", "last", "--json").out)
    assert abs(sum(p["used_s"] for p in whole["phases"]) - used) <= 5
    assert abs(whole["paused_s"] - paused) <= 5


def test_a_gap_can_be_the_end(kohtaa: Kohtaa, tmp_path: Path) -> None:
    _left_behind(tmp_path, minutes_ago=10)
    said = kohtaa("resume", "--plain", "--gap", "end")
    assert "The meeting ended at" in said.out
    assert json.loads(kohtaa("show", "last", "--json").out)["status"] == "ended"


def _left_behind(tmp_path: Path, minutes_ago: int) -> None:
    """A meeting that began and was left so many minutes ago."""
    from kohtaa_tui.runtime.runner import Runner
    from kohtaa_tui.storage.archive import Archive
    from tests.build import plan
    from tests.fakes import FakeClock

    then = datetime.now().astimezone() - timedelta(minutes=minutes_ago)
    archive = Archive(places(tmp_path))
    runner = Runner.start(archive, FakeClock(then), plan(), language="en", device="here")
    assert runner.flush()
    runner.close()
    os.utime(archive.path(runner.session.id, "jsonl"), (then.timestamp(), then.timestamp()))


def test_a_meeting_open_in_another_window_is_not_taken(kohtaa: Kohtaa, tmp_path: Path) -> None:
    kohtaa("start", "--plain", typed="x\n")
    session_id = json.loads(kohtaa("show", "last", "--json").out)["id"]
    hold = Hold(places(tmp_path), session_id)
    assert hold.take()
    assert kohtaa("resume", "--plain").fault(1) == "This meeting is open in another window."
    assert "left unfinished" not in kohtaa("start", "--plain", typed="*\n").out
    hold.release()


@pytest.mark.parametrize("value", ["0", "-5", "1e9", "ten", "481", "999999999999", "5.5", "", "１０", "nan", "true"])
def test_a_length_is_a_whole_number_of_minutes(kohtaa: Kohtaa, value: str) -> None:
    assert "1 to 480" in kohtaa("start", "--plain", f"--minutes={value}").fault(2)
    assert not list(Path(os.environ["KOHTAA_DATA_DIR"]).glob("*"))


@pytest.mark.parametrize("value", ["25:00", "10:60", "ten", "1045", "", "10:4", "-1:00", "10;45"])
def test_an_end_is_a_time_of_day(kohtaa: Kohtaa, value: str) -> None:
    assert "10:45" in kohtaa("start", "--plain", f"--until={value}").fault(2)


def test_an_end_that_has_passed_is_refused(kohtaa: Kohtaa) -> None:
    past = datetime.now().astimezone() - timedelta(minutes=5)
    assert "has passed already" in kohtaa("start", "--plain", f"--until={past:%H:%M}").fault(2)


def test_an_end_is_kept(kohtaa: Kohtaa) -> None:
    end = datetime.now().astimezone() + timedelta(minutes=42)
    assert kohtaa("start", "--plain", f"--until={end:%H.%M}", typed="*\n").code == 0
    whole = json.loads(kohtaa("show", "last", "--json").out)
    assert whole["planned_end_at"][11:19] == f"{end:%H:%M}:00"


def test_an_end_earlier_than_now_is_tomorrow() -> None:
    late = START.replace(hour=23, minute=30, second=20)
    assert asked.end_at("0:15", late).isoformat() == "2026-11-04T00:15:00+02:00"
    assert asked.end_at("07.30", late) - late == timedelta(minutes=479, seconds=40)
    assert asked.minutes_to(asked.end_at("07.30", late), late) == 479
    assert asked.minutes_to(asked.end_at("23:31", late), late) == 1
    with pytest.raises(UsageFault):
        asked.end_at("07:31", late)


def test_an_end_is_right_in_the_nights_when_the_clock_is_set() -> None:
    spring = datetime.fromisoformat("2026-03-29T02:30:00+02:00")
    autumn = datetime.fromisoformat("2026-10-25T02:30:00+03:00")
    assert asked.end_at("4:30", spring) - spring == timedelta(hours=1)
    assert asked.end_at("4:30", autumn) - autumn == timedelta(hours=3)


def test_what_contradicts_itself_is_refused(kohtaa: Kohtaa) -> None:
    assert kohtaa("start", "--plain", "--minutes", "30", "--until", "10:45").fault(2)
    assert kohtaa("show", "last", "--json", "--markdown").fault(2)


@pytest.mark.parametrize(
    "argv",
    [
        ["start", "nosuchpack", "--plain"],
        ["start", "../../x", "--plain"],
        ["start", "--language", "de", "--plain"],
        ["show", "nosuchid"],
        ["show", "../../../etc/passwd"],
        ["show", ""],
        ["show"],
        ["resume", "nosuchid", "--plain"],
        ["resume", "--gap", "maybe", "--plain"],
        ["phases", "show", "nosuchpack"],
        ["nosuchcommand"],
        ["list", "--nosuchoption"],
        ["--nosuchoption"],
        ["start", "--min", "30", "--plain"],
        ["start", "--reference", "x" * 41, "--plain"],
        ["start", "--reference", "131052-308T", "--plain"],
        ["start", "--reference", "asiakas 010180y9015", "--plain"],
        ["start"],
        [],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_what_is_typed_wrong_is_one_sentence(
    kohtaa: Kohtaa, monkeypatch: pytest.MonkeyPatch, argv: list[str], language: str
) -> None:
    monkeypatch.setenv("KOHTAA_LANGUAGE", language)
    assert kohtaa(*argv).fault(2)


def test_a_reference_is_cleaned(kohtaa: Kohtaa) -> None:
    kohtaa("start", "--plain", "--reference", " K\x1b[31m-17\u202e ", typed="*\n")
    assert json.loads(kohtaa("show", "last", "--json").out)["reference"] == "K\ufffd[31m-17\ufffd"


def test_an_interpreter_doubles_what_was_not_given(kohtaa: Kohtaa, tmp_path: Path) -> None:
    def minutes(*options: str) -> int:
        folder = ("--data-dir", str(tmp_path / "-".join(["of", *options])))
        kohtaa("start", "--plain", *options, *folder, typed="*\n")
        (listed,) = json.loads(kohtaa("list", "--json", *folder).out)
        return int(listed["minutes"])

    assert minutes() == 30
    assert minutes("--interpreter") == 60
    assert minutes("--interpreter", "--minutes", "30") == 30


def test_the_folders_may_be_given_before_and_after_the_command(kohtaa: Kohtaa, tmp_path: Path) -> None:
    there = str(tmp_path / "muualla ä")
    for argv in (["--data-dir", there, "where"], ["where", "--data-dir", there], ["where", f"--data-dir={there}"]):
        assert there in kohtaa(*argv).out
    both = kohtaa("--config-dir", str(tmp_path / "c1"), "phases", "list", "--config-dir", str(tmp_path / "c2"))
    assert both.code == 0
    kohtaa("--data-dir", there, "start", "--plain", typed="x\n*\n")
    assert len(json.loads(kohtaa("list", "--json", "--data-dir", there).out)) == 1
    assert json.loads(kohtaa("list", "--json").out) == []


def test_the_settings_have_their_say(kohtaa: Kohtaa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KOHTAA_LANGUAGE")
    config = tmp_path / "config"
    config.mkdir()
    (config / "config.toml").write_text('language = "sv"\nminutes = 45\nlangage = "en"\n')
    said = kohtaa("start", "--plain", typed="*\n")
    assert "Empatifasen" in said.out
    assert "config.toml:3: langage:" in said.err
    assert json.loads(kohtaa("list", "--json").out)[0]["minutes"] == 45
    said = kohtaa("start", "--plain", "--language", "en", typed="*\n")
    assert "Empathy phase" in said.out


def test_a_data_folder_that_is_a_file_is_one_sentence(kohtaa: Kohtaa, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    for argv in (["start", "--plain"], ["list"], ["show", "last"], ["resume", "--plain"]):
        assert "folder" in kohtaa(*argv, typed="x\n").fault(1)
    (tmp_path / "data").unlink()
    (tmp_path / "data").symlink_to("nowhere/at/all")
    assert kohtaa("start", "--plain", typed="x\n").fault(1)


def test_a_data_folder_that_is_read_only_is_one_sentence(kohtaa: Kohtaa, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    broken = FailingDisk(at=1)
    broken.error = errno.EROFS
    monkeypatch.setattr("kohtaa_tui.storage.archive.Disk", lambda: broken)
    assert "Read-only file system" in kohtaa("start", "--plain", typed="x\n").fault(1)


def test_a_data_folder_that_goes_away_stops_nothing(kohtaa: Kohtaa, monkeypatch: pytest.MonkeyPatch) -> None:
    class Going(Disk):
        """The folder is there for the start, and gone from the first note on."""

        gone = False

        def write(self, handle: int, data: bytes) -> int:
            self.gone = self.gone or b'"kind":"note"' in data
            return super().write(handle, data)

        def fsync(self, handle: int) -> None:
            if self.gone:
                raise FileNotFoundError(2, "No such file or directory")
            super().fsync(handle)

    disk = Going()
    monkeypatch.setattr("kohtaa_tui.storage.archive.Disk", lambda: disk)
    said = kohtaa("start", "--plain", typed="one\n>\ntwo\n")
    answers = [line for line in said.out.split("--\n")[1].splitlines() if not line.startswith("# ")]
    assert [a[:3] for a in answers] == ["✗ 1", "· G", "✗ 2"]
    assert said.code == 1
    assert "Traceback" not in said.err


def test_a_broken_meeting_is_named_and_the_others_listed(kohtaa: Kohtaa, tmp_path: Path) -> None:
    kohtaa("start", "--plain", typed="one\n*\n")
    month = next((tmp_path / "data" / "sessions").glob("*/*"))
    bad = "20990101T000000Z-aaaaaaaa"
    folder = tmp_path / "data" / "sessions" / "2099" / "01"
    folder.mkdir(parents=True)
    (folder / f"{bad}.json").write_text('{"schema": 7, "id": "x", "events": []}')
    said = kohtaa("list")
    assert len(said.out.splitlines()) == 1
    assert "newer version" in said.err
    assert "newer version" in kohtaa("show", bad).fault(1)
    assert list(month.iterdir())


def test_damage_is_said_and_the_rest_is_shown(kohtaa: Kohtaa, tmp_path: Path) -> None:
    kohtaa("start", "--plain", typed="one\ntwo\n")
    journal = next((tmp_path / "data").rglob("*.jsonl"))
    journal.write_bytes(journal.read_bytes().replace(b'"one"', b'"onn"') + b'{"torn')
    said = kohtaa("show", "last")
    assert (said.code, "two" in said.out, "onn" in said.out) == (0, True, False)
    assert said.err.startswith("kohtaa: 1 line of this meeting could not be read.")


def test_an_unforeseen_fault_tells_its_kind_and_nothing_else(kohtaa: Kohtaa, monkeypatch: pytest.MonkeyPatch) -> None:
    def burst(*_: object, **__: object) -> int:
        raise RuntimeError("what the client said")

    monkeypatch.setattr("kohtaa_tui.commands.history.Telling.list", burst)
    fault = kohtaa("list").fault(1)
    assert "RuntimeError" in fault
    assert "client said" not in fault


def test_ctrl_c_and_a_closed_pipe_are_quiet(kohtaa: Kohtaa, monkeypatch: pytest.MonkeyPatch) -> None:
    for fault, code in ((KeyboardInterrupt(), 130), (BrokenPipeError(), 0)):

        def burst(*_: object, _fault: BaseException = fault, **__: object) -> int:
            raise _fault

        monkeypatch.setattr("kohtaa_tui.commands.history.Telling.list", burst)
        said = kohtaa("list")
        assert (said.code, said.out, said.err) == (code, "", "")


@pytest.mark.parametrize("argv", [["--help"], ["start", "--help"], ["phases", "--help"], ["--version", "list"]])
def test_help_and_version_are_no_faults(kohtaa: Kohtaa, argv: list[str]) -> None:
    said = kohtaa(*argv)
    assert (said.code, said.err) == (0, "")
    assert said.out


def test_the_texts_of_the_packs_are_reached(kohtaa: Kohtaa, tmp_path: Path) -> None:
    assert "kohtaava" in kohtaa("phases").out
    assert "kohtaava" in kohtaa("phases", "list").out
    assert "Empathy phase" in kohtaa("phases", "show", "kohtaava").out
    assert json.loads(kohtaa("phases", "schema").out)["$schema"]
    assert kohtaa("phases", "new", "omani").code == 0
    assert kohtaa("phases", "check").code == 0
    assert (tmp_path / "config" / "phases" / "omani.toml").exists()


def test_the_practice_clients_are_reached(kohtaa: Kohtaa, tmp_path: Path) -> None:
    assert "noor" in kohtaa("practice", "list").out
    assert json.loads(kohtaa("practice", "schema").out)["$schema"]
    assert kohtaa("practice", "new", "omani").code == 0
    assert "omani" in kohtaa("practice", "list").out
    assert kohtaa("practice", "check").code == 0
    assert (tmp_path / "config" / "phases" / "practice" / "omani.toml").exists()
    assert kohtaa("practice", "new", "noor").fault(2)
    assert kohtaa("practice", "nobody").fault(2)


# --- as a process of its own ---


def test_every_command_that_can_be_typed_is_done_by_somebody() -> None:
    whole = parser(Words("en"), [])
    (commands,) = (action.choices for action in whole._actions if isinstance(action, argparse._SubParsersAction))
    assert len(commands) > 12
    assert {name for name in commands if name not in handlers_for(name)} == {DOCTOR}


def test_the_version_is_printed() -> None:
    done = outside("--version")
    assert (done.returncode, done.stdout.decode().strip()) == (0, f"kohtaa {__version__}")


@pytest.mark.parametrize(
    "argv",
    [
        ["--version"],
        ["list"],
        ["show", "last"],
        ["where"],
        ["keys"],
        ["phases"],
        ["practice", "list"],
        ["practice", "noor", "--handout", "client", "--html"],
        ["doctor"],
        ["erase", "--due"],
        ["start", "--plain"],
    ],
    ids=" ".join,
)
def test_text_commands_never_load_the_screens(argv: list[str]) -> None:
    outside("start", "--plain", typed=b"x\n*\n")
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "kohtaa_tui", *argv],
        input=b"x\n",
        capture_output=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    loaded = {line.rpartition("|")[2].strip().split(".")[0] for line in done.stderr.decode().splitlines()}
    assert done.returncode == 0
    assert not loaded & {"textual", "rich", "asyncio"}
    if argv == ["--version"]:
        assert not loaded & {"argparse", "msgspec", "gettext"}


@pytest.mark.parametrize(
    ("shown", "unwanted"),
    [
        ("kohtaa_tui.tui.launch, kohtaa_tui.tui.screens.home", ("kohtaa_tui.storage.calendars", "kohtaa_tui.exports")),
        ("kohtaa_tui.commands.sessions", ("kohtaa_tui.runtime.agenda", "kohtaa_tui.exports")),
        ("kohtaa_tui.storage.archive", ("kohtaa_tui.domain.scenario",)),
        ("kohtaa_tui.commands.parser", ("kohtaa_tui.commands.practice_parser",)),
        ("kohtaa_tui.i18n; kohtaa_tui.i18n.Words('fi'); kohtaa_tui.i18n.speak_argparse('fi')", ("locale",)),
    ],
    ids=["the first frame", "list", "records", "the parser", "the words"],
)
def test_what_is_needed_later_is_loaded_later(shown: str, unwanted: tuple[str, ...]) -> None:
    code = f"import sys, {shown}; print([name for name in sys.modules if name.startswith({unwanted!r})])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "[]\n"


def test_a_poor_locale_and_poor_terminal_are_borne() -> None:
    typed = '" omin sanoin ”ä”\n\xff\n>\n*\n'.encode("latin-1", "replace")
    done = outside("start", "--plain", typed=typed, LC_ALL="C", TERM="dumb", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert done.returncode == 0
    assert done.stderr == b""
    assert "✓ 1 " in done.stdout.decode("utf-8")
    assert outside("start", LC_ALL="C", TERM="dumb").returncode == 2


def test_closed_streams_are_borne() -> None:
    for redirect in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        done = subprocess.run(
            ["sh", "-c", f"{sys.executable} -m kohtaa_tui start --plain {redirect}"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=ROOT,
            timeout=60,
            check=False,
        )
        assert (done.returncode, b"Traceback" in done.stderr) == (0, False), redirect


def test_a_full_disk_for_the_output_is_one_sentence() -> None:
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m kohtaa_tui where > /dev/full"],
        capture_output=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_a_reader_that_stops_early_hears_nothing_of_it() -> None:
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m kohtaa_tui keys | head -c 1"],
        capture_output=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert done.stderr == b""


def test_a_meeting_whose_terminal_went_away_is_kept_and_no_fault() -> None:
    import pty

    near, far = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "kohtaa_tui", "start", "--plain"],
        stdin=far,
        stdout=far,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        start_new_session=True,
    )
    os.close(far)
    heard = b""
    while b"--\r\n" not in heard:
        heard += os.read(near, 65536)
    os.close(near)
    _, err = done.communicate(timeout=60)
    assert (done.returncode, err) == (0, b"")
    assert json.loads(outside("show", "last", "--json").stdout)["status"] == "running"


def test_a_user_without_a_home_hears_it_in_a_sentence() -> None:
    bare = {k: v for k, v in os.environ.items() if not k.startswith(("KOHTAA_", "HOME"))}
    done = subprocess.run(
        [sys.executable, "-m", "kohtaa_tui", "where"], capture_output=True, cwd=ROOT, env=bare, timeout=60, check=False
    )
    assert done.returncode in (0, 1)
    assert b"Traceback" not in done.stderr


# --- another window, another computer ---


def test_who_has_the_meeting_is_said(kohtaa: Kohtaa, tmp_path: Path) -> None:
    kohtaa("start", "--plain", typed="x\n")
    session_id = json.loads(kohtaa("show", "last", "--json").out)["id"]
    hold = Hold(places(tmp_path), session_id)
    now = datetime.now().astimezone()
    assert hold.take(now)
    told = kohtaa("resume", "--plain", session_id).fault(1)
    assert told.startswith(f"This meeting is open in another window since {now:%H:%M}")
    assert kohtaa("show", session_id).code == 0
    hold.release()


def test_the_newest_that_nobody_has_is_gone_on_with(kohtaa: Kohtaa, tmp_path: Path) -> None:
    kohtaa("start", "--plain", typed="older\n")
    kohtaa("start", "--plain", typed="newer\n")
    older, newer = reversed([row["id"] for row in json.loads(kohtaa("list", "--json").out)])
    hold = Hold(places(tmp_path), newer)
    assert hold.take()
    assert kohtaa("resume", "--plain", typed="*\n").code == 0
    assert json.loads(kohtaa("show", older, "--json").out)["status"] == "ended"
    assert kohtaa("resume", "--plain").fault(1) == "This meeting is open in another window."
    hold.release()
    assert kohtaa("resume", "--plain", typed="*\n").code == 0


def test_a_meeting_of_a_newer_version_is_shown_and_not_gone_on_with(kohtaa: Kohtaa, tmp_path: Path) -> None:
    from msgspec.structs import replace

    from kohtaa_tui.domain.events import Record, Started
    from kohtaa_tui.storage.archive import Archive
    from kohtaa_tui.storage.records import as_lines

    kohtaa("start", "--plain", typed="x\n")
    archive = Archive(places(tmp_path))
    (session_id,) = archive.ids()
    first, *rest = archive.load(session_id).session.records
    assert isinstance(first.event, Started)
    path = archive.path(session_id, "jsonl")
    path.write_bytes(as_lines([Record(1, first.device, 0, replace(first.event, schema=99)), *rest]))
    before = path.read_bytes()
    assert json.loads(kohtaa("show", "last", "--json").out)["notes"][0]["text"] == "x"
    assert "newer version of kohtaa" in kohtaa("resume", "--plain", session_id).fault(1)
    assert "left unfinished" not in kohtaa("start", "--plain", typed="*\n").out
    assert path.read_bytes() == before


def test_a_copy_that_cannot_be_read_is_said(kohtaa: Kohtaa, tmp_path: Path) -> None:
    kohtaa("start", "--plain", typed="x\n*\n")
    (path,) = places(tmp_path).sessions.rglob("*.json")
    path.with_name(f"{path.stem}-TYÖKONE.json").write_bytes(b"{")
    said = kohtaa("show", "last")
    assert said.code == 0
    assert said.err == "kohtaa: 1 copy of this meeting could not be read. It was left as it is.\n"
