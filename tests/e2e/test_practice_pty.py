"""Practice alone in a real pseudo-terminal: from the list of clients to the review, killed and gone on with."""

from __future__ import annotations

import json
import signal
from pathlib import Path

from tests.e2e.conftest import Opened


def records(folder: Path) -> list[dict[str, object]]:
    (journal,) = (folder / "practice" / "sessions").rglob("*.jsonl")
    return [json.loads(line) for line in journal.read_text("utf-8").splitlines()]


def test_a_practice_is_chosen_marked_killed_resumed_and_ended(opened: Opened, tmp_path: Path) -> None:
    data = tmp_path / "data"
    terminal = opened("practice")
    terminal.sees("HARJOITUS", "Kenen kanssa", "Noor", "Kalle")
    terminal.press("esc")
    terminal.sees("Enter aloittaa", "menetelmä")  # Home
    terminal.press("f10")
    terminal.sees("Kenen kanssa")
    terminal.press("ctrl+q")
    assert terminal.ended() == 0
    assert not data.exists() or not list(data.rglob("*.json*"))

    terminal = opened("practice", "noor", "--speed", "60")
    terminal.sees("HARJOITUS · Noor", "tallennettu ✓")
    terminal.press("esc")
    terminal.loses("HARJOITUS · Noor")
    terminal.press("1")
    terminal.sees("avoin kysymys ✓", "tallennettu ✓")
    terminal.until(lambda: records(data)[-1]["kind"] == "turn", "the turn on the disk")
    terminal.signal(signal.SIGKILL)
    assert terminal.ended() == -signal.SIGKILL
    last = records(data)[-1]

    again = opened("practice", "resume")
    again.sees("HARJOITUS", "tallennettu ✓")
    again.until(lambda: records(data)[-1]["kind"] == "reopened", "that it goes on, on the disk")
    assert 0 <= int(str(records(data)[-1]["at_ms"])) - int(str(last["at_ms"])) < 2000  # not the time between
    again.press("f9")
    again.sees("Päätetäänkö")
    again.press("enter")
    again.loses("Päätetäänkö", "jäljellä")
    again.until(lambda: list((data / "practice").rglob("*.json")), "the document")
    again.press("ctrl+q")
    assert again.ended() == 0
    assert again.still_switched() == []
    assert not (data / "sessions").exists()


def test_a_speed_that_is_none_is_one_sentence(opened: Opened) -> None:
    for speed in ("0", "-1", "1000", "nopeasti", "nan"):
        terminal = opened("practice", "noor", "--speed", speed)
        assert terminal.ended() == 2
        assert "Nopeus on luku väliltä 1–60." in terminal.text()
        assert "Traceback" not in terminal.text()
