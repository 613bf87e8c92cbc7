"""R9: several windows at one meeting at once: one writes, the others are told, and nothing is written over.

The work is in `tests.faults.windows`, which runs in a process of its own: it forks, and has no threads.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.faults.figures import note_figures
from tests.faults.worlds import FULL

ROOT = Path(__file__).resolve().parents[2]


def test_one_of_eight_windows_writes_and_eight_new_meetings_are_eight(fast_root: Path) -> None:
    rounds = 200 if FULL else 10
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.windows", str(fast_root), "--rounds", str(rounds)],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["refused"] == 7 * rounds
    note_figures(
        "R9",
        f"{rounds} rounds of 8 windows",
        f"one writer each time, {figures['refused']} told so; {figures['turns']} holds taken in turn, never two; "
        f"{figures['notes']} notes, 0 lost; free {figures['slowest_ms']:.0f} ms after kill -9 at the latest",
    )
