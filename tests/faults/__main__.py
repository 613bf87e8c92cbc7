"""All fault tests at their full sizes, and their figures into docs/reliability.md: `make faults`.

python -m tests.faults [pytest's own options]
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- Written by `make faults`. -->", "<!-- End of what `make faults` wrote. -->"
TESTS = {
    "R1": "kill -9 while writing",
    "R2": "the real screens ended while somebody types",
    "R3": "a power cut after every call, torn at every length",
    "R3b": "the test tested: what it must find when saving is made worse",
    "R4": "every call of the disk fails, once and for ever",
    "R5": "a full disk",
    "R6": "folders that are read-only, gone, elsewhere",
    "R7": "files damaged at random",
    "R8": "a model beside the storage",
    "R9": "several windows at once",
    "R10": "links, pipes and other people's files",
    "R11": "clocks that are set, turned and moved",
    "R12": "a machine that sleeps",
    "R14": "a disk that hangs",
}
"""What each number stands for."""


def table(lines: Iterable[str], stamp: str) -> str:
    """The figures as the page tells them: one row each, in the order of the numbers."""
    found = {tuple(json.loads(line)[name] for name in ("test", "size", "result")) for line in lines if line.strip()}

    def place(figure: tuple[str, ...]) -> tuple[int, str, str]:
        number = figure[0].partition(" ")[0]
        return int("".join(c for c in number if c.isdigit()) or 0), number, figure[0]

    rows = []
    for test, size, result in sorted(found, key=place):
        number, _, rest = test.partition(" ")
        name = TESTS.get(number, "")
        told = f"{name}: {rest}" if name and rest else name or rest
        rows.append("| " + " | ".join(part.replace("|", "\\|") for part in (number, told, size, result)) + " |")
    return "\n".join(["", stamp, "", "| number | test | size | result |", "|---|---|---|---|", *rows, ""])


def put_into(page: str, text: str) -> str:
    """The page with the text between its two marks."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"docs/reliability.md lacks {BEGIN} or {END}")
    return f"{before}{BEGIN}\n{text}\n{END}{after}"


def main(argv: list[str]) -> int:
    handle, name = tempfile.mkstemp(prefix="kohtaa-faults-", suffix=".jsonl")
    os.close(handle)
    figures = Path(name)
    try:
        environ = os.environ | {"KOHTAA_FAULTS": "full", "KOHTAA_FAULTS_FIGURES": name}
        # Two workers whatever the machine has: the figures of one day can be laid beside those of another.
        options = ["-q", "-n", "2", "--dist", "worksteal", "--timeout", "7200", "-p", "no:cacheprovider"]
        command = [sys.executable, "-m", "pytest", *options, str(ROOT / "tests" / "faults"), *argv]
        code = subprocess.run(command, cwd=ROOT, env=environ).returncode
        if code:
            print("Nothing was written: not all of the tests passed.", file=sys.stderr)
            return code
        system = platform.freedesktop_os_release().get("PRETTY_NAME", "") if sys.platform == "linux" else ""
        stamp = (
            f"All of them passed on {datetime.now(UTC):%Y-%m-%d}, on {system or platform.system()} "
            f"({platform.system()} {platform.release().partition('-')[0]}), Python {platform.python_version()}."
        )
        told = table(figures.read_text("utf-8").splitlines(), stamp)
        PAGE.write_text(put_into(PAGE.read_text("utf-8"), told), "utf-8")
        print(told)
        return 0
    finally:
        figures.unlink()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
