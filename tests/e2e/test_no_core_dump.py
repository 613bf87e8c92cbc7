"""Should the interpreter itself crash, no picture of the memory stays behind: there would be notes in it."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import Opened
from tests.e2e.terminal import PROGRAM, ROOT

LIFTED = "import os, resource, sys; h = resource.getrlimit(resource.RLIMIT_CORE)[1]; "
LIFTED += "resource.setrlimit(resource.RLIMIT_CORE, (h, h)); "
WITH_DUMPS = (sys.executable, "-c", f"{LIFTED} os.execv(sys.executable, [sys.executable, *sys.argv[1:]])")
"""Another program, started where the system may make as large a picture as it likes."""

pytestmark = pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="there is no /proc here")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, in which a picture would be found."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


def soft_limit(pid: int) -> str:
    found = re.search(r"^Max core file size +(\S+)", Path(f"/proc/{pid}/limits").read_text(), re.MULTILINE)
    assert found is not None
    return found[1]


def test_the_screens_leave_no_picture(opened: Opened, here: Path) -> None:
    terminal = opened("-m", "kohtaa_tui", "start", program=WITH_DUMPS, cwd=here)
    terminal.sees("tallennettu ✓")
    terminal.press("salaisuus", "enter")
    terminal.sees("salaisuus", "tallennettu ✓")
    assert soft_limit(terminal.pid) == "0"
    terminal.signal(signal.SIGABRT)
    assert terminal.ended() == -signal.SIGABRT
    assert list(here.iterdir()) == []


def test_the_plain_meeting_leaves_no_picture(here: Path) -> None:
    plain = subprocess.Popen(
        [*WITH_DUMPS, "-m", "kohtaa_tui", "start", "--plain"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=here
    )
    assert plain.stdin is not None
    assert plain.stdout is not None
    plain.stdin.write(b"salaisuus\n")
    plain.stdin.flush()
    while not plain.stdout.readline().startswith("✓".encode()):
        pass
    assert soft_limit(plain.pid) == "0"
    plain.send_signal(signal.SIGABRT)
    plain.communicate(timeout=20)
    assert plain.returncode == -signal.SIGABRT
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("argv", [("list",), ("show", "last")])
def test_commands_that_read_meetings_have_lowered_the_limit_before_they_read(here: Path, argv: tuple[str, ...]) -> None:
    subprocess.run([*PROGRAM, "start", "--plain"], input=b"salaisuus\n*\n", capture_output=True, check=True, cwd=here)
    watched = f"""
import resource, sys
def hear(event, args):
    if event == "open" and "sessions" in str(args[0]):
        print("read with", resource.getrlimit(resource.RLIMIT_CORE)[0], file=sys.stderr)
sys.addaudithook(hear)
from kohtaa_tui.cli import main
main({list(argv)!r})
"""
    done = subprocess.run([*WITH_DUMPS, "-c", watched], capture_output=True, text=True, check=True, cwd=here)
    assert "salaisuus" in done.stdout or argv == ("list",)
    assert set(done.stderr.splitlines()) == {"read with 0"}


def test_a_picture_would_have_been_found(here: Path) -> None:
    """The other tests would see one: the same end leaves one where nobody has lowered the limit."""
    if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0 or Path("/proc/sys/kernel/core_pattern").read_text()[:1] == "|":
        pytest.skip("this system makes no pictures in the folder a program runs in")
    crash = subprocess.Popen([*WITH_DUMPS, "-c", "import os; os.abort()"], cwd=here)
    _, status = os.waitpid(crash.pid, 0)
    crash.returncode = -signal.SIGABRT
    assert os.WCOREDUMP(status)
