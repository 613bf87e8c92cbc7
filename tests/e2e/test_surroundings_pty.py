"""The program in poor terminals, on disks that refuse, after faults of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import Kept, Opened
from tests.e2e.terminal import PROGRAM, ROOT, Terminal

START = """
import sys
from kohtaa_tui.cli import main
{before}
sys.exit(main(sys.argv[1:]))
"""


def program(before: str) -> tuple[str, ...]:
    """The program with something changed in it first."""
    return (sys.executable, "-c", START.format(before=before))


def run(*argv: str, **rest: object) -> subprocess.CompletedProcess[str]:
    """The program without a terminal."""
    return subprocess.run([*PROGRAM, *argv], capture_output=True, text=True, cwd=ROOT, timeout=60, **rest)  # type: ignore[call-overload,no-any-return]


POOR = {
    "xterm without colours": {"TERM": "xterm", "NO_COLOR": "1", "COLORTERM": None},
    "linux console": {"TERM": "linux", "COLORTERM": None},
    "vt100": {"TERM": "vt100", "COLORTERM": None},
    "nothing said": {"TERM": None, "COLORTERM": None},
    "C locale": {"LC_ALL": "C"},
}


@pytest.mark.parametrize("variables", POOR.values(), ids=POOR.keys())
def test_a_poor_terminal_shows_a_meeting(opened: Opened, kept: Kept, variables: dict[str, str | None]) -> None:
    terminal: Terminal = opened(**variables)
    terminal.sees("Enter aloittaa", "Hyvästely")
    terminal.press("enter")
    saved = "tallennettu v" if "LC_ALL" in variables else "tallennettu ✓"  # a locale without UTF-8: ASCII marks
    terminal.sees("min jäljellä", "Pysähdy hetkeksi", saved)
    terminal.press("äänestä öisin", "enter")
    terminal.sees("äänestä öisin", saved)
    terminal.press("ctrl+q")
    assert terminal.ended() == 0
    assert terminal.still_switched() == []
    assert kept.notes == ["äänestä öisin"]
    if "NO_COLOR" in variables:
        for colour in (b"[38;", b";38;", b"[48;", b";48;", b"[31", b"[32", b"[44"):
            assert colour not in terminal.output


def test_without_a_terminal_one_sentence_tells_what_works(opened: Opened) -> None:
    for done in (run(), run("start"), run("start", stdin=subprocess.DEVNULL)):
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("kohtaa: ")
        assert done.stderr.count("\n") == 1
        assert "--plain" in done.stderr
    dumb = opened(TERM="dumb")
    assert dumb.ended() == 2
    assert "--plain" in " ".join(dumb.rows())
    closed = opened(program=("/bin/sh", "-c", f"exec {sys.executable} -m kohtaa_tui start <&-"))
    assert closed.ended() == 2
    assert "--plain" in " ".join(closed.rows())
    assert "Traceback" not in closed.text()


def test_a_fault_of_the_programs_own_tells_nothing_of_the_client(opened: Opened, kept: Kept) -> None:
    crash = """
from kohtaa_tui.tui import launch
from kohtaa_tui.tui.widgets.note_line import NoteLine
insert = NoteLine.insert_typed
def fails(self, text):
    if text == "§":
        raise RuntimeError("salaisuus " + self.value)
    insert(self, text)
NoteLine.insert_typed = fails
"""
    terminal = opened("start", program=program(crash))
    terminal.sees("tallennettu ✓")
    terminal.press("salaisuus", "enter", "salainen puolikas")
    terminal.sees("salainen puolikas", "tallennettu ✓")
    terminal.press("§")
    assert terminal.ended() == 1
    told = terminal.output[terminal.output.rfind(b"\x1b[?1049l") :].decode()
    assert "kohtaa: " in told
    assert "RuntimeError" in told
    assert told.count("\n") == 1
    for secret in ("salai", "Traceback", "insert"):
        assert secret not in told
    assert terminal.still_switched() == []
    assert kept.notes == ["salaisuus"]
    assert kept.draft == "salainen puolikas"


def test_a_data_folder_that_is_a_file_is_told_and_the_meeting_goes_on(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("jotakin muuta")
    terminal = opened("start")
    terminal.sees("min jäljellä", "ei tallennu (1)")
    terminal.press("tärkeä", "enter")
    terminal.sees("tärkeä", "ei tallennu (2)")
    terminal.press("ctrl+q")
    terminal.sees("Suljetaanko silti?")
    terminal.press("esc", "f2")
    terminal.sees("F2 jatkaa")
    assert (tmp_path / "data").read_text() == "jotakin muuta"


def test_a_data_folder_whose_parents_are_missing_is_made(opened: Opened, tmp_path: Path) -> None:
    folder = tmp_path / "ei" / "vielä ole" / ("pitkä " * 30)
    terminal = opened("start", "--data-dir", str(folder))
    terminal.sees("tallennettu ✓")
    terminal.press("eka", "enter")
    terminal.sees("eka", "tallennettu ✓")
    terminal.press("ctrl+q")
    assert terminal.ended() == 0
    assert Kept(folder).notes == ["eka"]


def test_a_disk_that_refuses_and_comes_back_loses_nothing(opened: Opened, kept: Kept, tmp_path: Path) -> None:
    refused = f"""
import errno, os, pathlib
from kohtaa_tui.storage.disk import Disk
def guard(real):
    def call(self, *rest):
        if pathlib.Path({str(tmp_path / "refuses")!r}).exists():
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(self, *rest)
    return call
for name in ("create", "reopen", "write", "fsync"):
    setattr(Disk, name, guard(getattr(Disk, name)))
"""
    terminal = opened("start", program=program(refused))
    terminal.sees("tallennettu ✓")
    (tmp_path / "refuses").touch()
    terminal.press("eka", "enter")
    terminal.sees("Ei tallennu:", "ei tallennu (1)")
    terminal.press("toka", "enter", "puolikas")  # the next key takes the sentence away, which stands where the notes do
    terminal.sees("eka", "toka", "ei tallennu (2)")
    (tmp_path / "refuses").unlink()
    terminal.press("pgdn")
    terminal.sees("Kerro omin sanoin", "tallennettu ✓")
    terminal.press("ctrl+q")
    assert terminal.ended() == 0
    assert kept.notes == ["eka", "toka"]
    assert kept.draft == "puolikas"
