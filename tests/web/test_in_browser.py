"""The process of a session, without a server: its store goes with it, whoever ends it and however stuck it is."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kohtaa_tui.web.seat import environment, size_of
from tests.web.served import PATIENCE_S, ROOT, until

STUCK = """
import sys
from contextlib import suppress
from pathlib import Path
import kohtaa_tui.__main__ as program
from kohtaa_tui import in_browser

def stuck():
    import os
    Path(os.environ["KOHTAA_DATA_DIR"]).mkdir()
    while True:
        with suppress(OSError):
            (Path(os.environ["KOHTAA_DATA_DIR"]) / "file").touch()

program.main = stuck
in_browser.main(sys.argv[1:])
"""


class Begun:
    """A process with its lifeline in our hand."""

    def __init__(self, folder: Path, *argv: str, code: str | None = None) -> None:
        theirs, self.lifeline = os.pipe()
        how = ["-m", "kohtaa_tui.in_browser"] if code is None else ["-c", code]
        self.process = subprocess.Popen(
            [sys.executable, *how, str(theirs), str(folder), *argv],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(os.environ, "en", (80, 24)),
            pass_fds=(theirs,),
        )
        os.close(theirs)

    def let_go(self) -> None:
        if self.lifeline >= 0:
            os.close(self.lifeline)
            self.lifeline = -1

    def ends(self) -> tuple[int, str, str]:
        out, errors = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, out.decode(errors="replace"), errors.decode()


@pytest.fixture
def begun() -> Iterator[list[Begun]]:
    every: list[Begun] = []
    yield every
    for one in every:
        one.let_go()
        if one.process.poll() is None:
            one.process.kill()
        one.process.communicate()


def test_a_command_is_done_in_a_store_that_goes(tmp_path: Path, begun: list[Begun]) -> None:
    begun.append(Begun(tmp_path / "store", "where"))
    code, out, errors = begun[0].ends()
    assert (code, errors) == (0, "")
    assert str(tmp_path / "store" / "data") in out
    assert str(tmp_path / "store" / "config") in out
    assert list(tmp_path.glob("store*")) == []


def test_what_was_typed_wrong_is_told_and_the_store_goes(tmp_path: Path, begun: list[Begun]) -> None:
    begun.append(Begun(tmp_path / "store", "nothing-like-this"))
    code, _, errors = begun[0].ends()
    assert code == 2
    assert errors.startswith("kohtaa: ")
    assert "Traceback" not in errors
    assert not (tmp_path / "store").exists()


def test_a_folder_that_is_there_already_is_left_alone(tmp_path: Path, begun: list[Begun]) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").write_text("dear")
    begun.append(Begun(tmp_path / "mine", "where"))
    assert begun[0].ends() == (1, "", "")
    assert (tmp_path / "mine" / "letter").read_text() == "dear"


def test_when_the_lifeline_is_cut_even_a_stuck_one_ends(tmp_path: Path, begun: list[Begun]) -> None:
    begun.append(Begun(tmp_path / "store", code=STUCK))
    until((tmp_path / "store" / "data" / "file").exists, "it to be stuck")
    assert begun[0].process.poll() is None
    begun[0].let_go()
    assert begun[0].process.wait(PATIENCE_S) == 0
    assert not (tmp_path / "store").exists()


def test_its_surroundings_are_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMUX", "TERM_PROGRAM", "COLORFGBG", "NO_COLOR", "KOHTAA_DATA_DIR", "TEXTUAL_LOG", "SECRET", "HOME"):
        monkeypatch.setenv(name, "outside")
    given = environment(os.environ, "sv", (100, 30))
    assert "outside" not in given.values()
    assert (given["KOHTAA_LANGUAGE"], given["COLUMNS"], given["ROWS"]) == ("sv", "100", "30")
    assert given["TZ"] == os.environ["TZ"]


@pytest.mark.parametrize(
    ("asked", "drawn"),
    [
        ((100, 30), (100, 30)),
        ((0, -5), (20, 4)),
        ((10**9, 10**9), (400, 200)),
        ((None, None), (80, 24)),
        (("9", 2.5), (80, 24)),
    ],
)
def test_a_size_is_drawn_within_bounds(asked: tuple[object, object], drawn: tuple[int, int]) -> None:
    assert size_of(*asked) == drawn
