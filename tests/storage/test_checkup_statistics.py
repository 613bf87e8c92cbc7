"""What `kohtaa doctor` tells of the statistics: how many wait, and whether their folder answers. It is never named."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from kohtaa_tui.storage.checkup import rights
from kohtaa_tui.storage.checkup.statistics import statistics
from kohtaa_tui.storage.statistics_outbox import Outbox
from tests import many_statistics
from tests.commands.test_doctor import look, told
from tests.fakes import places


def set_up(tmp_path: Path, waiting: int = 2) -> Path:
    """A folder that is set, and files that wait for it."""
    folder = tmp_path / "secret-team"
    (tmp_path / "config").mkdir(mode=0o700)
    (tmp_path / "config" / "config.toml").write_text(f"statistics = '{folder}'\n", "utf-8")
    for one in many_statistics.statistics(waiting):
        Outbox(places(tmp_path)).put(one)
    return folder


def found(tmp_path: Path, seconds: float = 20) -> tuple[str, str, str]:
    level, sentence, fix = told(statistics(look(tmp_path), seconds))["statistics"]
    assert "secret" not in sentence + fix
    return level, sentence, fix


def test_off(tmp_path: Path) -> None:
    assert found(tmp_path) == ("ok", "No anonymous statistics are written", "")


def test_on(tmp_path: Path) -> None:
    set_up(tmp_path).mkdir()
    sentence = "Anonymous statistics are written into the team's folder; files that wait: 2"
    assert found(tmp_path) == ("ok", sentence, "")


def test_a_folder_that_is_away(tmp_path: Path) -> None:
    set_up(tmp_path)
    level, sentence, fix = found(tmp_path)
    assert level == "note"
    assert sentence.endswith("No such file or directory; files that wait: 2")
    assert "statistics" in fix


def test_what_is_no_folder(tmp_path: Path) -> None:
    set_up(tmp_path).write_text("x")
    assert found(tmp_path)[:2] == (
        "note",
        "What is set as the folder for anonymous statistics is no folder; files that wait: 2",
    )


@pytest.mark.skipif(sys.platform == "win32", reason="rights as Unix has them")
def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(tmp_path).mkdir()
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write anywhere
    assert found(tmp_path)[1].startswith("Nothing can be written in the folder")


def test_a_folder_that_never_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, answer, real = set_up(tmp_path), threading.Event(), Path.stat

    def hangs(self: Path, **kwargs: bool) -> object:
        if self == folder:
            answer.wait(60)
        return real(self, **kwargs)

    monkeypatch.setattr(Path, "stat", hangs)
    assert found(tmp_path, 0.05)[1] == "The folder for anonymous statistics does not answer; files that wait: 2"
    answer.set()


@pytest.mark.skipif(sys.platform == "win32", reason="rights as Unix has them")
def test_what_waits_is_yours_alone_or_is_set_right(tmp_path: Path) -> None:
    set_up(tmp_path)
    outbox = Outbox(places(tmp_path))
    outbox.folder.chmod(0o755)
    open_one, *_ = outbox.waiting()
    open_one.chmod(0o644)
    assert "2" in told(rights.rights(look(tmp_path)))["rights"][1]
    assert told(rights.rights(look(tmp_path, fix=True)))["rights"][0] == "ok"
    assert (outbox.folder.stat().st_mode & 0o777, open_one.stat().st_mode & 0o777) == (0o700, 0o600)
