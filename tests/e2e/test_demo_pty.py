"""A demo in a real pseudo-terminal: by a clicker from its start to the review and out, and no folder is touched."""

from __future__ import annotations

import time
from pathlib import Path

from tests.e2e.conftest import Opened
from tests.e2e.terminal import PATIENCE_S

DAY = b"48;2;251;249;244"


def untouched(tmp_path: Path) -> bool:
    return {path.name for path in tmp_path.rglob("*")} <= {"home"}


def test_a_clicker_goes_through_it_and_nothing_is_left(opened: Opened, tmp_path: Path) -> None:
    terminal = opened("demo", "--speed", "60")
    terminal.sees("Vaiheet ovat kehys", "DEMO", "PgDn jatkaa")
    assert DAY in terminal.output
    late = time.monotonic() + PATIENCE_S
    while "PgUp palaa" not in terminal.text():
        assert time.monotonic() < late, terminal.text()
        terminal.press("pgdn", "enter")  # two keys that go on: the same one so soon would be one that is held
        terminal.watch(0.1, lambda: None)
    terminal.sees("soittaa pajaan", "DEMO")
    terminal.press("enter")
    assert terminal.ended() == 0
    assert terminal.still_switched() == []
    assert untouched(tmp_path)


def test_it_waits_for_whoever_presents(opened: Opened, tmp_path: Path) -> None:
    terminal = opened("demo", "tulkki", "--speed", "60", KOHTAA_LANGUAGE="sv")
    terminal.sees("dubbelt så mycket tid")
    terminal.press("pgdn")
    terminal.sees("Jag fick det här brevet")
    terminal.sees("Vad visade att kontakten räckte?", "PgDn fortsätter")  # by itself, at the change of phase
    terminal.press("text", "ctrl+q")
    assert terminal.ended() == 0
    assert untouched(tmp_path)
