"""`kohtaa export` at a real terminal: it asks once, and the text arrives in the terminal's clipboard."""

from __future__ import annotations

from pathlib import Path

import pytest

from kohtaa_tui.storage.archive import Archive
from tests.build import story
from tests.fakes import places
from tests.real.test_tmux import Tmux

pytestmark = pytest.mark.real("tmux")


def test_the_text_arrives_masked_in_the_clipboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOHTAA_LANGUAGE", "en")
    archive = Archive(places(tmp_path))
    journal = archive.create(archive.path("20261103T080200Z-0123abcd", "jsonl"))
    journal.append(story().note("äidin numero 040 555 0100").at("1:00").end().session.records)
    journal.close()
    terminal = Tmux(tmp_path, 100, 30, "export", "last", "--clipboard")
    try:
        terminal.sees("1 phone number", "1 mask it · 2 write it as it is · Enter writes nothing:")
        terminal._run("set-option", "-s", "set-clipboard", "on")
        terminal.press("1", "Enter")
        assert terminal.ended() == 0
        screen = terminal.sees("Copied, if your terminal allows it.")
        assert "äidin" not in screen  # the text went to the clipboard alone
        assert "- äidin numero ***\n" in terminal._run("show-buffer")
    finally:
        terminal.close()
