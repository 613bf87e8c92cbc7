"""R1: kill -9 in the middle of writing, of the end, of a strike, of erasing: nothing that was said to be saved is lost.

The work is in `tests.faults.killed`, which runs in a process of its own: it forks, and has no threads.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.faults.figures import note_figures
from tests.faults.worlds import FULL

ROOT = Path(__file__).resolve().parents[2]


def killed(root: Path, kills: int, *more: str) -> dict[str, Any]:
    """The figures of so many kills; fails with all that was told where a promise was broken."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.killed", str(root), "--kills", str(kills), *more],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def told(figures: dict[str, Any]) -> str:
    inside = sum(n for what, n in figures["fell"].items() if what != "between")
    return (
        f"{figures['acknowledged']} notes called saved, 0 lost; {figures['taken_out']} taken out, 0 back; "
        f"{figures['torn']} torn lines, all told; {inside} kills inside an action"
    )


def test_no_kill_loses_what_was_saved_or_brings_back_what_was_taken_out(fast_root: Path) -> None:
    kills = 1000 if FULL else 60
    figures = killed(fast_root, kills, "--notes", str(45_000 if FULL else 5 * kills))
    if FULL:
        assert {"begin", "note", "draft", "strike", "edit", "end", "erase"} <= set(figures["fell"])
    note_figures("R1 plain", f"{figures['kills']} kills", told(figures))


def test_the_same_with_encryption_on_a_disk(tmp_path: Path) -> None:
    kills = 300 if FULL else 20
    figures = killed(tmp_path, kills, "--sealed", "--notes", str(kills))
    note_figures("R1 sealed", f"{figures['kills']} kills", told(figures))
