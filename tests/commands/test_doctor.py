"""What `kohtaa doctor` finds: in folders that are as they should be, and in every other kind of them."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from rich.cells import cell_len

from kohtaa_tui.cli import main
from kohtaa_tui.commands import doctor, keyboard, terminal
from kohtaa_tui.domain.events import Ended
from kohtaa_tui.errors import StorageFault
from kohtaa_tui.i18n import LANGUAGES, Words
from kohtaa_tui.runtime import checkup as clocks
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.checkup import contents, folders, meetings, probes, rights
from kohtaa_tui.storage.checkup.finding import Check, Finding, Look, Told, safe
from kohtaa_tui.storage.checkup.masks import Masks, of_this_computer
from kohtaa_tui.storage.checkup.patience import NoAnswer, run, within
from kohtaa_tui.storage.disk import Disk
from kohtaa_tui.storage.keys import Keys
from kohtaa_tui.storage.paths import Places
from kohtaa_tui.tui.bindings import ACTION_IDS
from tests.build import START, plan
from tests.fakes import FakeClock, places

ROOT = Path(__file__).resolve().parents[2]
EN = Words("en")
ID = "20261103T080200Z-0123abcd"
ROOT_USER = os.geteuid() == 0


def look(tmp_path: Path, **other: object) -> Look:
    """A look at the folders of a test."""
    clock = FakeClock()
    given: dict[str, object] = {
        "places": places(tmp_path),
        "environ": dict(os.environ),
        "disk": Disk(),
        "elapsed": time.monotonic,
        "now": clock.now,
        "actions": ACTION_IDS,
        "mounts": lambda: "",
    }
    return Look(**(given | other))  # type: ignore[arg-type]


def told(findings: Iterable[Finding]) -> dict[str, tuple[str, str, str]]:
    """The findings by their ids: level, sentence, what to do, in English and without masks."""
    return {
        f.id: (f.level, doctor.said(f.message, f.fields, EN, Masks()), doctor.said(f.fix, f.fields, EN, Masks()))
        for f in findings
    }


def worst(findings: Iterable[Finding]) -> str:
    levels = {f.level for f in findings}
    return next(level for level in ("fault", "note", "ok") if level in levels)


def private(*paths: Path) -> None:
    for path in paths:
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700)


def made(tmp_path: Path) -> Places:
    """The three folders, as kohtaa makes them."""
    found = places(tmp_path)
    private(found.data, found.config, found.cache)
    return found


def held(tmp_path: Path, *, ended: bool = True, reference: str = "") -> str:
    """A meeting on the disk; returns its id."""
    archive = Archive(places(tmp_path))
    runner = Runner.start(archive, FakeClock(START), plan(), language="en", device="0a0a0a0a", reference=reference)
    assert runner.flush()
    if ended:
        runner.record(Ended())
        assert runner.flush()
        archive.finish(runner.session)
    runner.close()
    return runner.session.id


def asked(tmp_path: Path, *options: str, language: str = "en") -> tuple[int, str]:
    """The whole command in this process."""
    chosen = Namespace(json="--json" in options, keys=False, fix="--fix" in options)
    out = io.StringIO()
    code = doctor.doctor(
        lambda: places(tmp_path), chosen, {**os.environ, "KOHTAA_LANGUAGE": language}, Words(language), out
    )
    return code, out.getvalue()


# --- the whole ---


def test_where_everything_is_well_it_says_so_and_ends_with_0(tmp_path: Path) -> None:
    made(tmp_path)
    held(tmp_path)
    code, out = asked(tmp_path)
    assert (code, [line for line in out.splitlines() if line.startswith("✗")]) == (0, [])
    assert "Meetings that can be read: 1; ended 1, not ended 0" in out
    assert "Locks work" in out
    assert "✓ fine    Folder of the meetings: " in out


def test_before_the_first_meeting_nothing_is_a_fault_and_nothing_is_made(tmp_path: Path) -> None:
    code, out = asked(tmp_path)
    assert code == 0, out
    assert not [p for p in tmp_path.iterdir() if p.name != "home"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_line_tells_how_it_is_by_shape_and_by_word(tmp_path: Path, language: str) -> None:
    places(tmp_path).data.parent.mkdir(exist_ok=True)
    places(tmp_path).data.write_text("a file")
    code, out = asked(tmp_path, language=language)
    words = Words(language)
    starts = {f"{sign} {words(word)} " for sign, word in doctor.SIGNS.values()}
    assert code == 1
    for line in out.splitlines():
        assert line.startswith((*starts, "     ")), line
    assert {line[0] for line in out.splitlines()} == {"✓", "!", "✗", " "}


def test_the_json_has_the_documented_shape(tmp_path: Path) -> None:
    made(tmp_path)
    code, out = asked(tmp_path, "--json")
    whole = json.loads(out)
    assert (code, whole["schema"], list(whole)) == (0, doctor.SCHEMA, ["schema", "checks"])
    page = (ROOT / "docs" / "doctor.md").read_text("utf-8")
    for check in whole["checks"]:
        assert list(check) == ["id", "level", "message", "fix"]
        assert check["level"] in ("ok", "note", "fault")
        assert re.fullmatch(r"[a-z]+(\.[a-z]+)*", check["id"])
        assert f"`{check['id']}`" in page


def test_every_id_is_in_the_documentation() -> None:
    page = (ROOT / "docs" / "doctor.md").read_text("utf-8")
    package = ROOT / "kohtaa_tui"
    files = [*(package / "storage" / "checkup").glob("*.py"), package / "runtime" / "checkup.py"]
    files += [package / "commands" / name for name in ("doctor.py", "terminal.py", "keyboard.py")]
    ids = {check.id for check in doctor.CHECKS}
    for path in files:
        text = path.read_text("utf-8")
        ids |= set(re.findall(r'Finding\(\s*"([a-z.]+)"', text)) | set(
            re.findall(r'\(\w+, "([a-z]+\.[a-z]+)", N_', text)
        )
        ids |= {f"folder.data.{end}" for end in re.findall(r'f"folder\.\{which\}\.([a-z]+)"', text)}
    assert len(ids) > 40
    assert {i for i in ids if f"`{i}`" not in page and f"`{i.replace('.data', '.*')}`" not in page} == set()


def test_it_answers_through_the_front_door(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["checks"]
    assert main(["doctor", "--keys"]) == 2  # no terminal here
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["doctor", "--json", "--keys"]) == 2
    assert main(["show", "doctor"]) == 2  # no command of that name is meant


def test_a_check_that_fails_hides_no_other(tmp_path: Path) -> None:
    def bursts(_look: Look) -> Iterable[Finding]:
        raise RuntimeError("what the client said")

    def fine(_look: Look) -> Iterable[Finding]:
        return [Finding("b", "ok", "fine")]

    found = list(run([Check("a", bursts), Check("b", fine)], look(tmp_path)))
    assert [(f.id, f.level) for f in found] == [("a", "fault"), ("b", "ok")]
    assert "client said" not in str(found)
    assert told(found)["a"][1].endswith("(RuntimeError)")


# --- nothing hangs ---


def test_a_folder_that_does_not_answer_holds_nothing_up(tmp_path: Path) -> None:
    found_places = made(tmp_path)
    never = threading.Event()

    def hangs(_look: Look) -> Iterable[Finding]:
        never.wait()
        return []

    checks = [
        Check("folder.data", hangs, ("data",)),
        Check("meetings", meetings.meetings, ("data",)),
        Check("folder.cache", folders.folder("cache"), ("cache",)),
    ]
    start = time.monotonic()
    found = told(run(checks, look(tmp_path), seconds=0.2))
    assert time.monotonic() - start < 5
    never.set()
    level, sentence, fix = found["folder.data"]
    assert (level, sentence) == ("fault", f"Folder of the meetings: {found_places.data} does not answer")
    assert "share" in fix
    assert found["meetings"][0] == "note"
    assert found["folder.cache"][0] == "ok"


def test_a_disk_that_hangs_while_saving_is_given_up(tmp_path: Path) -> None:
    made(tmp_path)
    never = threading.Event()

    class Hanging(Disk):
        def fsync(self, handle: int) -> None:
            never.wait()

    checks = [Check("saving.data", probes.saving("data"), ("data",))]
    found = told(run(checks, look(tmp_path, disk=Hanging()), seconds=0.2))
    never.set()
    assert found["saving.data"][0] == "fault"


def test_work_that_comes_forward_is_not_given_up() -> None:
    def slow(alive: Callable[[], None]) -> str:
        for _ in range(8):
            time.sleep(0.05)
            alive()
        return "done"

    assert within(0.2, slow) == "done"
    never = threading.Event()
    with pytest.raises(NoAnswer):
        within(0.05, lambda _alive: never.wait())
    never.set()
    with pytest.raises(ZeroDivisionError):
        within(5, lambda _alive: 1 // 0)


def test_pipes_in_the_places_of_files_are_not_waited_for(tmp_path: Path) -> None:
    found_places = made(tmp_path)
    private(found_places.keys)
    month = found_places.sessions / "2026" / "11"
    private(found_places.sessions, month.parent, month)
    for path in (
        found_places.config_file,
        found_places.device_file,
        Keys(found_places).recipients_file,
        month / f"{ID}.json",
        month / f"{ID}.jsonl",
    ):
        os.mkfifo(path)
    code, out = asked(tmp_path)
    assert code == 1
    assert "is not an ordinary file" in out
    assert "does not answer" not in out


@pytest.mark.parametrize("which", ["data", "config", "cache"])
def test_a_pipe_in_the_place_of_a_folder_is_no_folder(tmp_path: Path, which: str) -> None:
    made(tmp_path)
    (tmp_path / which).rmdir()
    os.mkfifo(tmp_path / which)
    code, out = asked(tmp_path)
    assert code == 1
    assert "is not a folder" in out


# --- folders ---


def test_a_path_of_250_characters_with_ä_in_it_works(tmp_path: Path) -> None:
    long = tmp_path / ("ä" * 60) / ("pitkä " * 20).strip()
    long /= "x" * max(1, 250 - len(str(long)))
    assert len(str(long)) >= 250
    private(long)
    own = look(tmp_path, places=Places(long, tmp_path / "config", long))
    found = told([*folders.folder("data")(own), *probes.saving("data")(own), *probes.locks(own)])
    assert {level for level, _, _ in found.values()} == {"ok"}, found
    assert str(long) in found["folder.data"][1]
    assert not list(long.iterdir())


def test_a_path_that_is_too_long_is_said(tmp_path: Path) -> None:
    own = look(tmp_path, places=Places(tmp_path / ("x" * 300), tmp_path, tmp_path))
    assert told(folders.folder("data")(own))["folder.data"][0] == "fault"


def test_a_folder_that_has_vanished_is_told(tmp_path: Path) -> None:
    own = look(tmp_path)
    level, sentence, fix = told(folders.folder("data")(own))["folder.data"]
    assert (level, "not there yet" in sentence, "cut off" in fix) == ("note", True, True)
    own.places.data.symlink_to(tmp_path / "stick" / "kohtaa")
    level, sentence, _ = told(folders.folder("data")(own))["folder.data"]
    assert (level, "link to something that is not there" in sentence) == ("fault", True)
    beyond = look(tmp_path, places=Places(tmp_path / "a" / "b", tmp_path, tmp_path))
    (tmp_path / "a").write_text("")
    assert told(folders.folder("data")(beyond))["folder.data"][0] == "fault"


def test_a_folder_behind_a_link_is_left_alone_and_said(tmp_path: Path) -> None:
    found_places = places(tmp_path)
    private(tmp_path / "real")
    found_places.data.symlink_to(tmp_path / "real")
    (tmp_path / "real").chmod(0o755)
    own = look(tmp_path, fix=True)
    assert told(folders.folder("data")(own))["folder.data"][0] == "note"
    list(rights.rights(own))
    assert (tmp_path / "real").stat().st_mode & 0o777 == 0o755


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/export /srv nfs4 rw 0 0
//server/share /mnt/with\\040blank cifs rw 0 0
tmpfs /run tmpfs rw 0 0
/dev/sdb1 /media/stick vfat rw 0 0
me@server: /mnt/ssh fuse.sshfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/x", "ext4"),
        ("/srv/x/y", "nfs4"),
        ("/srvs", "ext4"),
        ("/mnt/with blank/x", "cifs"),
        ("/run/x", "tmpfs"),
        ("/media/stick", "vfat"),
    ],
)
def test_the_file_system_of_a_path_is_the_longest_mount(path: str, kind: str) -> None:
    assert folders.kind_of(Path(path), MOUNTS) == kind
    assert folders.kind_of(Path(path), "") == ""


@pytest.mark.parametrize(
    ("kind", "check"), [("nfs4", "network"), ("fuse.sshfs", "network"), ("tmpfs", "memory"), ("vfat", "rights")]
)
def test_what_follows_from_the_file_system_is_told(tmp_path: Path, kind: str, check: str) -> None:
    made(tmp_path)
    own = look(tmp_path, mounts=lambda: f"a:/secret-server / {kind} rw 0 0\n")
    found = told(folders.folder("data")(own))
    assert found[f"folder.data.{check}"][0] == "note"
    assert found[f"folder.data.{check}"][2]
    assert "secret-server" not in str(found)


@pytest.mark.parametrize(
    ("way", "program"),
    [
        ("Nextcloud/x", "Nextcloud"),
        ("OneDrive - Työpaikka Oy/x", "OneDrive"),
        ("dropbox", "Dropbox"),
        ("Library/Mobile Documents/x", "iCloud"),
        ("boxes/x", ""),
    ],
)
def test_a_folder_that_is_copied_elsewhere_is_known_by_its_names(tmp_path: Path, way: str, program: str) -> None:
    assert folders.synced_by(tmp_path / way) == program


def test_a_folder_that_is_copied_elsewhere_is_known_by_what_the_program_leaves(tmp_path: Path) -> None:
    private(tmp_path / "some" / "where")
    (tmp_path / "some" / ".stfolder").mkdir()
    assert folders.synced_by(tmp_path / "some" / "where") == "Syncthing"


@pytest.mark.parametrize(("free", "level"), [(10**12, "ok"), (50 * 10**6, "note"), (5000, "fault"), (0, "fault")])
def test_a_disk_without_room_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: str) -> None:
    from shutil import _ntuple_diskusage  # type: ignore[attr-defined]

    made(tmp_path)
    monkeypatch.setattr(folders.shutil, "disk_usage", lambda _path: _ntuple_diskusage(10**13, 0, free))
    assert told(folders.folder("data")(look(tmp_path)))["folder.data"][0] == level


# --- rights ---


def kept(tmp_path: Path) -> Path:
    """A meeting's file in folders of kohtaa, all of it private."""
    found_places = made(tmp_path)
    month = found_places.sessions / "2026" / "11"
    private(found_places.sessions, month.parent, month)
    path = month / f"{ID}.json"
    path.write_text("{}")
    path.chmod(0o600)
    return path


def mode(path: Path) -> int:
    return path.lstat().st_mode & 0o777


def test_private_files_are_fine(tmp_path: Path) -> None:
    kept(tmp_path)
    assert told(rights.rights(look(tmp_path)))["rights"][0] == "ok"


def test_what_others_can_read_is_a_fault_until_it_is_set_right(tmp_path: Path) -> None:
    path = kept(tmp_path)
    path.chmod(0o644)
    path.parent.chmod(0o755)
    found = told(rights.rights(look(tmp_path)))
    assert found["rights"][0] == "fault"
    assert "2 files and folders" in found["rights"][1]
    assert "kohtaa doctor --fix" in found["rights"][2]
    assert (mode(path), mode(path.parent)) == (0o644, 0o755)
    repaired = told(rights.rights(look(tmp_path, fix=True)))
    assert repaired["rights"][0] == "ok"
    assert "2 files and folders" in repaired["rights"][1]
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    assert told(rights.rights(look(tmp_path)))["rights"][0] == "ok"


def test_a_file_that_one_may_not_even_read_is_given_back(tmp_path: Path) -> None:
    path = kept(tmp_path)
    path.chmod(0)
    path.parent.chmod(0o500)
    assert told(rights.rights(look(tmp_path)))["rights"][0] == "fault"
    assert told(rights.rights(look(tmp_path, fix=True)))["rights"][0] == "ok"
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)


def test_only_what_is_kohtaas_is_ever_touched(tmp_path: Path) -> None:
    path = kept(tmp_path)
    found_places = places(tmp_path)
    strangers = [
        found_places.data / "diary.txt",
        found_places.sessions / "notes.txt",
        path.parent / "letter.odt",
        found_places.config / "config.toml",
        found_places.cache / "other",
    ]
    for stranger in strangers:
        stranger.write_text("")
        stranger.chmod(0o644)
    found_places.data.chmod(0o755)  # holds other things too: perhaps it is somebody's home
    list(rights.rights(look(tmp_path, fix=True)))
    assert [mode(s) for s in strangers] == [0o644] * len(strangers)
    assert mode(found_places.data) == 0o755
    (found_places.data / "diary.txt").unlink()
    list(rights.rights(look(tmp_path, fix=True)))
    assert mode(found_places.data) == 0o700


def test_links_are_counted_and_never_followed(tmp_path: Path) -> None:
    path = kept(tmp_path)
    outside = tmp_path / "outside"
    outside.mkdir()
    target = outside / "target"
    target.write_text("")
    target.chmod(0o644)
    outside.chmod(0o755)
    (path.parent / f"{ID}.draft").symlink_to(target)
    os.link(target, path.parent / f"{ID}.jsonl")
    (path.parent.parent / "12").symlink_to(outside)
    (outside / f"{ID}.json").write_text("")
    (outside / f"{ID}.json").chmod(0o644)
    found = told(rights.rights(look(tmp_path, fix=True)))
    assert found["rights.links"][1].endswith(": 3")
    assert (mode(target), mode(outside), mode(outside / f"{ID}.json")) == (0o644, 0o755, 0o644)


def test_settings_that_others_may_read_are_fine_and_that_they_may_write_are_not(tmp_path: Path) -> None:
    kept(tmp_path)
    found_places = places(tmp_path)
    found_places.config.chmod(0o755)
    found_places.config_file.write_text("")
    found_places.config_file.chmod(0o644)
    assert told(rights.rights(look(tmp_path)))["rights"][0] == "ok"
    found_places.config_file.chmod(0o666)
    assert told(rights.rights(look(tmp_path)))["rights"][0] == "fault"
    list(rights.rights(look(tmp_path, fix=True)))
    assert mode(found_places.config_file) == 0o644


def test_the_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    found_places = made(tmp_path)
    private(found_places.keys)
    secret = found_places.keys / "identity.age"
    secret.write_text("")
    secret.chmod(0o640)
    assert told(rights.rights(look(tmp_path)))["rights"][0] == "fault"
    list(rights.rights(look(tmp_path, fix=True)))
    assert mode(secret) == 0o600


@pytest.mark.skipif(not ROOT_USER, reason="only root can give files away")
def test_files_of_another_user_are_told_and_left(tmp_path: Path) -> None:
    path = kept(tmp_path)
    path.chmod(0o644)
    os.chown(path, 12345, 12345)
    found = told(rights.rights(look(tmp_path, fix=True)))
    assert found["rights.owner"][1].endswith(": 1")
    assert mode(path) == 0o644


AS_ROOT_FIRST = """
import os
from kohtaa_tui.cli import main
with to(io.StringIO()):
    main(["doctor", "--json"])
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
"""


@pytest.fixture
def open_air(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that another user can get to: pytest shuts its own for all but their owner, again and again."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        for kind in ("data", "config", "cache"):
            monkeypatch.setenv(f"KOHTAA_{kind.upper()}_DIR", str(folder / kind))
        yield folder


def as_nobody(*argv: str) -> subprocess.CompletedProcess[str]:
    """The program as a user whom rights keep out; root is not one."""
    environ = {**os.environ, "KOHTAA_LANGUAGE": "en", "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    code = "import sys; from kohtaa_tui.cli import main; sys.exit(main(sys.argv[1:]))"
    if ROOT_USER:
        # Run once before: Python itself may lie where only root can load the rest of it.
        code = f"import io; from contextlib import redirect_stdout as to\n{AS_ROOT_FIRST}\n{code}"
    return subprocess.run(
        [sys.executable, "-c", code, *argv],
        env=environ,
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def given_away(tmp_path: Path) -> None:
    if ROOT_USER:
        for path in (tmp_path, *tmp_path.rglob("*")):
            os.chown(path, 65534, 65534, follow_symlinks=False)


def lines_of(done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, str]]:
    assert done.stderr == ""
    return {check["id"]: check for check in json.loads(done.stdout)["checks"]}


def test_a_folder_where_nothing_may_be_written_is_told(open_air: Path) -> None:
    kept(open_air)
    given_away(open_air)
    (open_air / "data").chmod(0o500)
    done = as_nobody("doctor", "--json")
    (open_air / "data").chmod(0o700)
    found = lines_of(done)
    assert done.returncode == 1
    assert found["folder.data"]["level"] == found["saving.data"]["level"] == found["rights"]["level"] == "fault"


def test_keys_that_cannot_be_looked_at_are_a_fault_and_not_taken_for_none(open_air: Path) -> None:
    found_places = made(open_air)
    private(found_places.keys)
    (found_places.keys / "recipients.txt").write_text("age1…\n")
    given_away(open_air)
    found_places.keys.chmod(0)
    done = as_nobody("doctor", "--json")
    found = lines_of(done)
    assert done.returncode == 1
    assert found["encryption.keys"]["level"] == "fault"
    done = as_nobody("doctor", "--json", "--fix")
    assert lines_of(done)["rights"]["level"] == "ok"
    assert "encryption.keys" not in lines_of(done)


def test_a_month_that_cannot_be_read_is_told_and_given_back(open_air: Path) -> None:
    path = kept(open_air)
    path.unlink()
    given_away(open_air)
    path.parent.chmod(0)
    done = as_nobody("doctor", "--json")
    found = lines_of(done)
    assert done.returncode == 1
    assert found["meetings"]["message"].endswith("data/sessions/2026/11 cannot be read: Permission denied")
    assert "kohtaa doctor --fix" in found["meetings"]["fix"]
    again = lines_of(as_nobody("doctor", "--json", "--fix"))
    assert [check for check in again.values() if check["level"] == "fault"] == []


def test_of_a_place_only_the_names_that_are_kohtaas_are_told(tmp_path: Path) -> None:
    found_places = made(tmp_path)

    def fails(_look: Look) -> Iterable[Finding]:
        raise StorageFault("{path} is not a folder.", path=found_places.sessions / "2026" / "MARKER" / "11")

    found = told(run([Check("a", fails)], look(tmp_path)))
    assert found["a"][1] == f"{found_places.sessions / '2026'} is not a folder."


# --- saving and locks ---


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO, errno.EDQUOT, errno.ENAMETOOLONG])
def test_a_disk_that_refuses_is_told_with_what_to_do(tmp_path: Path, number: int) -> None:
    class Refusing(Disk):
        def fsync(self, handle: int) -> None:
            raise OSError(number, os.strerror(number))

    made(tmp_path)
    level, sentence, fix = told(probes.saving("data")(look(tmp_path, disk=Refusing())))["saving.data"]
    assert (level, os.strerror(number) in sentence, bool(fix)) == ("fault", True, True)
    assert not list((tmp_path / "data").iterdir())


def test_a_slow_disk_is_told(tmp_path: Path) -> None:
    made(tmp_path)
    clock = FakeClock()

    class Slow(Disk):
        def fsync(self, handle: int) -> None:
            clock.after(0.4)

    own = look(tmp_path, disk=Slow(), elapsed=clock.elapsed)
    assert told(probes.saving("data")(own))["saving.data"][:2] == (
        "note",
        "Folder of the meetings: saving works and is slow, 1200 ms",
    )


def test_a_disk_that_forgets_what_it_was_given_is_a_fault(tmp_path: Path) -> None:
    class Forgetting(Disk):
        def write(self, handle: int, data: bytes) -> int:
            return super().write(handle, b"\0" * len(data))

    made(tmp_path)
    assert told(probes.saving("data")(look(tmp_path, disk=Forgetting())))["saving.data"][0] == "fault"


def test_a_lock_keeps_another_process_out(tmp_path: Path) -> None:
    made(tmp_path)
    assert told(probes.locks(look(tmp_path)))["locks"][0] == "ok"
    assert not list((tmp_path / "cache").iterdir())


def test_a_file_system_without_locks_is_told_with_what_follows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path)
    level, sentence, fix = told(probes.locks(look(tmp_path), refused=lambda _path: False))["locks"]
    assert (level, "one window" in fix) == ("note", True)
    assert sentence == "Locks do not keep a second window out on this file system"

    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    import fcntl

    monkeypatch.setattr(fcntl, "flock", no_locks)
    level, sentence, fix = told(probes.locks(look(tmp_path)))["locks"]
    assert (level, sentence) == ("note", "There are no locks on this file system")
    assert "one window" in fix
    assert not list((tmp_path / "cache").iterdir())


# --- settings, methods, meetings ---


def test_settings_are_told_by_line_and_what_was_written_is_not(tmp_path: Path) -> None:
    found_places = made(tmp_path)
    found_places.config_file.write_text('minutes = "MARKER"\nMARKER = 1\npack = "MARKER-!"\n[keys]\nMARKER = "f5"\n')
    found = list(contents.settings(look(tmp_path)))
    sentences = [doctor.said(f.message, f.fields, EN, Masks()) for f in found]
    assert [f.level for f in found] == ["fault"] * 4
    assert sentences[0] == "config.toml, line 1, minutes: must be a whole number from 1 to 480, got …"
    assert "MARKER" not in "".join(sentences)
    found_places.config_file.write_text("minutes = = 5\n")
    assert told(contents.settings(look(tmp_path)))["settings"][0] == "fault"
    found_places.config_file.write_text("minutes = 45\n")
    assert told(contents.settings(look(tmp_path)))["settings"][:2] == ("ok", "config.toml is understood")


def test_methods_that_cannot_be_used_are_counted_with_their_faults(tmp_path: Path) -> None:
    found_places = made(tmp_path)
    private(found_places.packs)
    (found_places.packs / "marker-of-a-person.toml").write_text('id = "marker-of-a-person"\nMARKER = "MARKER"\n')
    level, sentence, fix = told(contents.packs(look(tmp_path)))["packs"]
    assert (level, "cannot be used: 1 (" in sentence, "kohtaa phases check" in fix) == ("fault", True, True)
    assert "marker" not in sentence.lower()


def test_meetings_are_counted_by_how_they_are(tmp_path: Path) -> None:
    for ended in (True, True, False):
        held(tmp_path, ended=ended)
    found = told(meetings.meetings(look(tmp_path)))
    assert found == {"meetings": ("ok", "Meetings that can be read: 3; ended 2, not ended 1", "")}


def test_a_meeting_that_cannot_be_read_is_named_by_its_id_and_a_newer_one_counted(tmp_path: Path) -> None:
    path = kept(tmp_path)
    path.write_text('{"MARKER')
    newer = path.with_name(f"{ID[:-1]}e.json")
    newer.write_text('{"schema": 7, "id": "x", "events": {}}')
    copy = path.with_name(f"{ID} (conflicted copy MARKER's laptop).json")
    copy.write_text("{}")
    found = told(meetings.meetings(look(tmp_path)))
    level, sentence, fix = found["meetings.unreadable"]
    assert (level, sentence.startswith(f"{ID} is damaged"), bool(fix)) == ("fault", True, True)
    assert found["meetings.newer"][1].endswith(": 1")
    assert "Update kohtaa" in found["meetings.newer"][2]
    assert found["meetings.copies"][1].endswith(": 1")
    assert "MARKER" not in str(found)


def test_what_is_left_over_is_counted_with_what_to_do(tmp_path: Path) -> None:
    session_id = held(tmp_path, ended=False)
    path = kept(tmp_path)
    path.unlink()
    path.with_suffix(".draft").write_text("MARKER")
    tmp = path.with_name(f"{session_id}.json.tmp")
    tmp.write_text("MARKER")
    os.utime(tmp, (1, 1))
    fresh = path.with_name(f"{session_id}.draft.tmp")
    fresh.write_text("")
    os.utime(fresh, (START.timestamp(), START.timestamp()))
    (path.parent / "MARKER.odt").write_text("")
    (places(tmp_path).data / f"{probes.PROBE}1234").write_text("")
    locks = places(tmp_path).cache_for_data
    private(locks)
    (locks / f"{ID}.lock").write_text("")
    found = told(meetings.leftovers(look(tmp_path)))
    assert {check: sentence.partition(": ")[2] for check, (_, sentence, _) in found.items()} == {
        "leftovers.writing": "1",
        "leftovers.lines": f"1 ({ID})",
        "leftovers.other": "1",
        "leftovers.locks": "1",
        "leftovers.probes": "1",
    }
    assert all(level == "note" and fix for level, _, fix in found.values())
    assert "MARKER" not in str(found)


def test_a_lock_that_is_held_is_not_left_over(tmp_path: Path) -> None:
    from kohtaa_tui.storage.hold import Hold

    session_id = held(tmp_path, ended=False)
    hold = Hold(places(tmp_path), session_id)
    assert hold.take()
    assert told(meetings.leftovers(look(tmp_path)))["leftovers"][0] == "ok"
    hold.release()


def test_what_is_due_to_be_erased_is_counted(tmp_path: Path) -> None:
    made(tmp_path)
    held(tmp_path, reference="MARKER")
    clock = FakeClock()
    assert told(meetings.keeping(look(tmp_path)))["keeping"][0] == "ok"
    clock.wall = START + timedelta(days=40)
    level, sentence, fix = told(meetings.keeping(look(tmp_path, now=clock.now)))["keeping"]
    assert (level, sentence) == ("note", "Texts are kept for 30 days; meetings past that: 1, soon: 0")
    assert "kohtaa erase --due" in fix
    settings = tmp_path / "config" / "config.toml"
    settings.write_text("keep_days = 0\n")
    assert told(meetings.keeping(look(tmp_path, now=clock.now)))["keeping"][0] == "ok"
    settings.write_text('keep_days = "MARKER"\n')
    level, sentence, _ = told(meetings.keeping(look(tmp_path, now=clock.now)))["keeping"]
    assert (level, "MARKER" in sentence) == ("note", False)


# --- encryption ---


def test_encryption_that_is_half_done_is_told_with_the_command(tmp_path: Path) -> None:
    pyrage = pytest.importorskip("pyrage")
    made(tmp_path)
    held(tmp_path, reference="K-17")
    keys = Keys(places(tmp_path))
    assert told(contents.encryption(look(tmp_path)))["encryption"][:2] == ("ok", "Encryption is off")
    keys.seal_to([str(pyrage.x25519.Identity.generate().to_public())])
    held(tmp_path, reference="K-18")
    found = told(contents.encryption(look(tmp_path)))
    assert found["encryption"][:2] == ("ok", "Encryption is on; public keys: 1")
    assert found["encryption.secret"][0] == "note"
    level, sentence, fix = found["encryption.meetings"]
    assert (level, fix) == ("note", "Encrypt the rest with: kohtaa encryption on")
    assert sentence == "Meetings encrypted 1, in plain text 1, partly 0"
    keys.off()
    level, _, fix = told(contents.encryption(look(tmp_path)))["encryption.meetings"]
    assert (level, fix) == ("note", "Open them with: kohtaa encryption off")


def test_encryption_that_is_on_and_cannot_be_done_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found_places = made(tmp_path)
    private(found_places.keys)
    (found_places.keys / "recipients.txt").write_text("MARKER\n")
    level, sentence, fix = told(contents.encryption(look(tmp_path)))["encryption"]
    assert (level, "key 1 is not a public key" in sentence, bool(fix)) == ("fault", True, True)
    assert "MARKER" not in sentence
    monkeypatch.setattr(contents, "find_spec", lambda _name: None)
    level, _, fix = told(contents.encryption(look(tmp_path)))["encryption"]
    assert (level, "--python .venv install" in fix) == ("fault", True)


# --- clock, locale, terminal ---


def test_the_clock_is_looked_at(tmp_path: Path) -> None:
    clock = FakeClock()
    own = look(tmp_path, now=clock.now)
    assert told(clocks.wall(own, lambda: START.timestamp()))["clock.wall"][:2] == (
        "ok",
        "Date and time of day: 2026-11-03 10:02, UTC+02:00",
    )
    clock.wall = START - timedelta(days=9)
    assert told(clocks.wall(own, lambda: START.timestamp()))["clock.wall"][0] == "fault"
    clock.wall = START.replace(year=1970)
    assert told(clocks.wall(own, lambda: 0.0))["clock.wall"][0] == "fault"
    assert told(clocks.sleep(own, counts=True)) != told(clocks.sleep(own, counts=False))

    def broken() -> float:
        raise OSError(errno.EINVAL, "")

    assert told(clocks.sleep(look(tmp_path, elapsed=broken)))["clock.sleep"][0] == "fault"


@pytest.mark.parametrize(
    ("zone", "level"),
    [("Europe/Helsinki", "ok"), ("EET-2EEST,M3.5.0/3,M10.5.0/4", "ok"), ("UTC", "ok"), ("Nowhere/Town", "note")],
)
def test_a_time_zone_that_is_not_known_is_told(tmp_path: Path, zone: str, level: str) -> None:
    assert told(clocks.zone(look(tmp_path, environ={"TZ": zone})))["clock.zone"][0] == level


@pytest.mark.parametrize(
    ("environ", "level"),
    [({"LANG": "fi_FI.UTF-8"}, "ok"), ({}, "ok"), ({"LC_ALL": "C", "LANG": "fi_FI.UTF-8"}, "note")],
)
def test_a_locale_without_utf_8_is_told(tmp_path: Path, environ: dict[str, str], level: str) -> None:
    assert told(doctor.language(look(tmp_path, environ=environ)))["locale"][0] == level


def test_what_is_drawn_is_measured_as_the_screens_reckon_it() -> None:
    assert [cell_len(text) for _, text, _, _ in terminal.WIDTHS] == [wanted for _, _, wanted, _ in terminal.WIDTHS]


@pytest.mark.parametrize(
    ("found", "level", "hint"),
    [
        ([1, 1, 1, 1, 1, 2, 2], "ok", ""),
        ([1, 1, 1, 1, 1, 2, 6], "note", "emoji"),
        ([1, 2, 1, 1, 1, 2, 2], "note", "paste"),
        ([1, 1, 2, 2, 2, 2, 2], "note", "ascii = true"),
        ([2, 3, 3, 3, 3, 4, 12], "fault", "UTF-8"),
        ([1, 1, 1, 1, 1, None, None], "note", "emoji"),
    ],
)
def test_widths_are_told_with_what_to_do(found: list[int | None], level: str, hint: str) -> None:
    got, sentence, fix = told(terminal.widths(found))["terminal.width"]
    assert (got, hint in fix) == (level, True)
    assert sentence.startswith("Cells that the terminal draws: ä ")


@pytest.mark.parametrize(
    ("environ", "colours"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, 1 << 24),
        ({"TERM": "xterm-256color"}, 256),
        ({"TERM": "linux"}, 16),
        ({"TERM": "dumb"}, 0),
        ({}, 16),
    ],
)
def test_colours_are_told_by_the_variables(environ: dict[str, str], colours: int) -> None:
    assert terminal.colours_of(environ) == colours


def test_of_what_the_terminal_runs_in_only_its_kind_is_told() -> None:
    environ = {
        "TERM": "xterm MARKER",
        "TMUX": "/run/MARKER,1,2",
        "STY": "123.MARKER",
        "SSH_CONNECTION": "192.0.2.7 1 192.0.2.8 22",
    }
    found = told(terminal.described(environ, (30, 10)))
    assert found["terminal.within"][1] == "The terminal is reached through: tmux, screen, ssh"
    assert found["terminal.size"][0] == "note"
    assert "MARKER" not in str(found)
    assert "192.0" not in str(found)


# --- keys ---


@pytest.mark.parametrize(
    ("sent", "names"),
    [
        (b"\x1bOP\x1bOQ\x1bOR\x1bOS", ["F1", "F2", "F3", "F4"]),
        (b"\x1b[15~\x1b[17~\x1b[18~\x1b[19~\x1b[20~", ["F5", "F6", "F7", "F8", "F9"]),
        (b"\x1b[11~\x1b[14~\x1b[[A\x1b[[E", ["F1", "F4", "F1", "F5"]),
        (b"\x1b[5~\x1b[6~", ["PgUp", "PgDn"]),
        ("åäöÅ@".encode(), ["å", "ä", "ö", "å", "AltGr+2"]),
        (b"\x1b\x1b", ["Esc", "Esc"]),
        (b"\x1b", ["Esc"]),
        (b"\x1b[15;2~", ["Shift+F5"]),
        (b"\x1b[1;5P", ["Ctrl+F1"]),
        (b"secret", [""] * 6),
        (b"\x1bx", [""]),
        (b"\r\t\x7f\x03", ["Enter", "Tab", "Backspace", "Ctrl+C"]),
        (b"\x1b[", [""]),
        (b"\xff\xfe", []),
    ],
)
def test_what_a_terminal_sends_becomes_names(sent: bytes, names: list[str]) -> None:
    whole = keyboard.KeyNames()
    assert [*whole.feed(sent), *whole.settle()] == names
    if sent != b"\xff\xfe":
        parts = keyboard.KeyNames()
        assert [n for i in range(len(sent)) for n in parts.feed(sent[i : i + 1])] + list(parts.settle()) == names


class FakeTerminal:
    """Sends what is listed, a part at each reading; None is the end."""

    def __init__(self, clock: FakeClock, *parts: bytes | None) -> None:
        self.clock, self.parts, self.shown = clock, list(parts), ""

    def read(self, seconds: float) -> bytes | None:
        if self.parts:
            return self.parts.pop(0)
        self.clock.after(seconds)
        return b""

    def write(self, text: str) -> None:
        self.shown += text


def test_the_test_of_keys_ends_by_itself() -> None:
    clock = FakeClock()
    for parts in (
        (b"\x1bOP", b"\x1b", b"", b"\x1b", b""),
        (b"\x1bOP\x1b\x1b",),
        (b"\x1bOP", None),
        (b"\x1bOP\x03",),
        (b"\x1bOP",),
    ):
        before = clock.elapsed()
        fake = FakeTerminal(clock, *parts)
        seen = keyboard.hear(fake, EN, clock.elapsed)  # type: ignore[arg-type]
        assert "F1" in seen
        assert clock.elapsed() - before <= keyboard.SILENCE_S + 1
        assert fake.shown.startswith("  F1\r\n")


def test_keys_that_do_not_arrive_are_told_with_another_way() -> None:
    assert told(keyboard.told(set(keyboard.WANTED)))["keys"][:2] == ("ok", "Every key arrives")
    lacking = list(keyboard.told(set(keyboard.WANTED) - {"F9", "ä", "F5"}))
    sentences = [doctor.said(f.fix, f.fields, EN, Masks()) for f in lacking[1:]]
    assert [f.level for f in lacking] == ["ok", "note", "note", "note"]
    assert any("end under [keys]" in s for s in sentences)
    finnish = [doctor.said(f.fix, f.fields, Words("fi"), Masks()) for f in lacking[1:]]
    assert any(" end " in s for s in finnish), "an id is the same in every language"
    assert any("UTF-8" in s for s in sentences)


# --- safe to paste ---


def test_masks_cover_who_and_where() -> None:
    homes = "/" + "home"
    masks = Masks([f"{homes}/maija", "/"], ["maija", "Maija Meikäläinen", "a"], ["kone-17.example.org"])
    for text, shown in (
        (f"{homes}/maija/.local/share/kohtaa", "~/.local/share/kohtaa"),
        (f"{homes}/maija", "~"),
        ("/srv/maija/x", "/srv/<user>/x"),
        ("/srv/MAIJA-data/x", "/srv/<user>-data/x"),
        (f"{homes}/pekka/x", f"{homes}/<user>/x"),
        ("/mnt/Maija Meika\u0308la\u0308inen/x", "/mnt/<user>/x"),
        ("/net/kone-17/x on KONE-17.example.org", "/net/<host>/x on <host>"),
        ("/x/GoogleDrive-maija.m@example.org/y", "/x/<user>/y"),
        ("/srv/maijala/a/b", "/srv/maijala/<user>/b"),
        ("b\x1b[31mc", "b\ufffd[31mc"),
    ):
        assert masks(text) == shown, text


def test_the_masks_of_this_computer_know_its_user() -> None:
    masks = of_this_computer({"HOME": "/somewhere/deep/liisa", "LOGNAME": "liisa2", "HOSTNAME": "box9"})
    assert masks("/somewhere/deep/liisa/x /y/liisa2 /z/liisa box9") == "~/x /y/<user> /z/<user> <host>"
    assert masks(os.uname().nodename) == "<host>"


def test_of_a_fault_only_what_is_ours_is_kept() -> None:
    kept_ = safe("{path}: {why} {got} {n} {id}", {"path": "P", "why": "P", "got": "P", "n": 3, "id": "P"}, "place")
    assert doctor.said(kept_.message, kept_.fields, EN, Masks()) == "place: … … 3 place"
    assert safe("{why}", {"why": os.strerror(errno.EACCES)}, "").fields["why"] == Told(os.strerror(errno.EACCES))


@pytest.mark.parametrize("options", [(), ("--json",), ("--fix",)])
def test_nothing_that_a_person_wrote_or_named_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    """A marker in every place where a client, an adviser, a computer or a file of theirs could be told of."""
    home = tmp_path / "homes" / "Usermark"
    data, config, cache = home / "data", home / "config", home / "cache"
    own = Places(data, config, cache)
    private(home, data, config, cache, own.packs, own.keys, own.sessions)
    archive = Archive(own)
    runner = Runner.start(archive, FakeClock(START), plan(), language="en", device="0a0a0a0a", reference="Refmark")
    assert runner.flush()
    archive.keep_draft(runner.session.id, "Draftmark")
    runner.close()
    month = archive.path(runner.session.id, "json").parent
    (month / f"{ID}.json").write_text('{"schema": "Textmark", "id": "Textmark", "events": "Textmark"}')
    (month / f"{ID}.sync-conflict-20261103-Namemark.json").write_text("Textmark")
    (month / f"{ID} (conflicted copy Namemark).jsonl").write_text("Textmark")
    (month / "Namemark.txt").write_text("Textmark")
    (own.sessions / "Namemark").mkdir()
    (own.packs / "namemark.toml").write_text('id = "namemark"\nTextmark = "Textmark"\n[[Textmark]]\n')
    (own.packs / "Namemark two.toml").write_text("\xff Textmark", "latin-1")
    own.config_file.write_text('pack = "Textmark!"\nTextmark = "Textmark"\n[keys]\nTextmark = "f5"\n')
    (own.config / "Namemark").write_text("Textmark")
    own.last_file.write_text('{"pack": "textmark"}')
    own.device_file.write_text("Textmark")
    (own.keys / "recipients.txt").write_text("Textmark\n")
    (own.keys / "identity.age").write_text("Textmark\n")
    (home / "Namemark").mkdir()
    (month / f"{ID}.draft").symlink_to(home / "Namemark")
    environ = {
        "HOME": str(home), "LOGNAME": "Usermark", "USER": "Usermark", "HOSTNAME": "Hostmark", "TERM": "Textmark x",
        "KOHTAA_LANGUAGE": "en", "TZ": "Textmark/Textmark", "LANG": "Textmärk", "TMUX": "/run/Hostmark",
    }  # fmt: skip
    monkeypatch.setattr(doctor.platform, "release", lambda: "6.1-Hostmark-Usermark")
    monkeypatch.setattr("platform.node", lambda: "hostmark.example.org")
    out = io.StringIO()
    chosen = Namespace(json="--json" in options, keys=False, fix="--fix" in options)
    code = doctor.doctor(lambda: own, chosen, environ, EN, out)
    shown = out.getvalue()
    assert code == 1
    assert "~/data" in shown
    assert ID in shown
    assert "6.1-<host>-<user>" in shown
    assert re.findall(r"(?i)\w+mark\b|märk", shown) == []
    assert str(tmp_path) not in shown


def test_no_finding_is_made_of_a_persons_words_in_any_language(tmp_path: Path) -> None:
    """Every sentence can be said in every language with the fields it has."""
    made(tmp_path)
    (tmp_path / "config" / "config.toml").write_text("x = 1\n")
    for language in LANGUAGES:
        for finding in run(doctor.CHECKS, look(tmp_path)):
            sentence = doctor.said(finding.message, finding.fields, Words(language), Masks())
            assert not re.search(r"\{\w+\}", sentence), sentence


# --- where there is no home ---


def test_without_a_home_the_rest_is_looked_at_all_the_same() -> None:
    def find() -> Places:
        raise StorageFault("You have no home folder here. Give the folders with --data-dir and --config-dir.")

    out = io.StringIO()
    code = doctor.doctor(find, Namespace(json=True, keys=False, fix=True), {"KOHTAA_LANGUAGE": "en"}, EN, out)
    found = {check["id"]: check for check in json.loads(out.getvalue())["checks"]}
    assert code == 1
    assert found["folders"]["level"] == "fault"
    assert "--data-dir" in found["folders"]["fix"]
    assert set(found) >= {"version", "clock.wall", "locale"}
    assert "folder.data" not in found


def test_home_unset_is_no_traceback() -> None:
    bare = {k: v for k, v in os.environ.items() if not k.startswith(("KOHTAA_", "HOME", "XDG_"))}
    done = subprocess.run(
        [sys.executable, "-m", "kohtaa_tui", "doctor", "--json"], cwd=ROOT, env=bare, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.returncode in (0, 1)
    assert json.loads(done.stdout)["checks"]


def test_a_folder_one_stands_in_that_is_gone_is_told(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    code = f"import os, sys; os.rmdir({str(gone)!r}); from kohtaa_tui.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, "doctor", "--json", "--data-dir", "x"],
        cwd=gone,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(done.stdout)["checks"][0]["id"] == "folders"


def test_the_command_ends_although_a_thread_hangs(tmp_path: Path) -> None:
    """The process itself, with a data folder that never answers."""
    code = """
import os, sys, threading
from pathlib import Path
from kohtaa_tui import __main__
from kohtaa_tui.storage.checkup import folders, patience
from kohtaa_tui.commands import doctor
real = os.lstat
def lstat(path, **rest):
    if str(path).endswith("/data"):
        threading.Event().wait()
    return real(path, **rest)
os.lstat = lstat
doctor.run = lambda checks, look: patience.run(checks, look, 0.3)
sys.argv[1:] = ["doctor", "--json"]
__main__.command()
"""
    (tmp_path / "data").mkdir()
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "KOHTAA_LANGUAGE": "en"}, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert time.monotonic() - start < 20
    assert (done.returncode, done.stderr) == (1, "")
    found = {check["id"]: check for check in json.loads(done.stdout)["checks"]}
    assert found["folder.data"]["message"].endswith("does not answer")
    assert found["meetings"]["level"] == "note"
    assert found["folder.cache"]["level"] != "fault"


def test_a_look_can_be_changed_only_by_making_another(tmp_path: Path) -> None:
    with pytest.raises(AttributeError):
        look(tmp_path).fix = True  # type: ignore[misc]
    assert msgspec.structs.replace(look(tmp_path), fix=True).fix
