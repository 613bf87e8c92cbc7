"""The report and the queries of docs/team.md on a year of 200 advisers: do their numbers agree, how long, how much.

    python -m tests.team_at_scale                          # 264,000 files, some minutes
    python -m tests.team_at_scale --meetings 20000 --advisers 20

The files are made in a folder of their own and taken away afterwards. Each thing runs in a process of its own; time is
wall clock and CPU, memory the most that was resident. The second run of each finds the files in the system's memory.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kohtaa_tui.storage.statistics_folder import read_report
from tests import team_queries as queries
from tests.many_statistics import fill, statistics

PLAIN = "import json,os,sys\nfor e in os.scandir(sys.argv[1]):\n with open(e.path,'rb') as f: json.loads(f.read())"
"""Reading the files with the plain JSON decoder, and nothing else: what the others are held against."""


def queried(folder: Path) -> None:
    """Run every query of the page, each on the files themselves."""
    with queries.connected(folder) as base:
        for heading, query in queries.questions().items():
            begun = time.perf_counter()
            rows = len(base.execute(query).fetchall())
            print(f"    {time.perf_counter() - begun:6.1f} s  {rows:5} rows  {heading}")


def measured(name: str, command: list[str]) -> None:
    """Run a command and tell its time and memory."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL if "report" in command else None)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, name
    wall, cpu, memory = time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(f"{name}: {wall:.1f} s, CPU {cpu:.1f} s, {memory:.0f} MiB", flush=True)


def compared(folder: Path, count: int, advisers: int) -> list[str]:
    """Where DuckDB and the report differ."""
    report = read_report(folder)
    told = queries.told(report, statistics(count, advisers=advisers))
    wrong = []
    with queries.connected(folder) as base:
        for heading, query in queries.questions().items():
            wrong += queries.differences(heading, told[heading], base.execute(query).fetchall(), report)
    return wrong


def timed(name: str, work: Callable[[], object]) -> None:
    begun = time.perf_counter()
    work()
    print(f"{name}: {time.perf_counter() - begun:.1f} s", flush=True)


def main() -> int:
    made = argparse.ArgumentParser(description="The team report and the queries of docs/team.md at full size.")
    made.add_argument("--meetings", type=int, default=264_000)
    made.add_argument("--advisers", type=int, default=200)
    made.add_argument("--queries", type=Path, help=argparse.SUPPRESS)
    asked = made.parse_args()
    if asked.queries:
        queried(asked.queries)
        return 0
    with tempfile.TemporaryDirectory(prefix="kohtaa-team-") as root:
        folder, python = Path(root) / "team", sys.executable
        timed(f"{asked.meetings} files made", lambda: fill(folder, asked.meetings, advisers=asked.advisers))
        for turn in ("first", "second"):
            print(f"{turn} run")
            measured("  plain JSON decoder", [python, "-c", PLAIN, str(folder)])
            measured("  kohtaa team report", [python, "-m", "kohtaa_tui", "team", "report", str(folder)])
            measured("  all queries", [python, "-m", "tests.team_at_scale", "--queries", str(folder)])
        wrong = compared(folder, asked.meetings, asked.advisers)
    print("\n".join(wrong) or "DuckDB and the report tell the same numbers")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
