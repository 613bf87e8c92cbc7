"""The figures of the full tests, one line of JSON each, for whoever runs them all and writes them down."""

from __future__ import annotations

import json
import os
from pathlib import Path


def note_figures(test_id: str, size: str, result: str) -> None:
    """Add a line to the file that `KOHTAA_FAULTS_FIGURES` names, and print it; `size` is `ci` or `full`."""
    print(f"{test_id} ({size}): {result}")
    named = os.environ.get("KOHTAA_FAULTS_FIGURES")
    if named:
        line = json.dumps({"test": test_id, "size": size, "result": result}, ensure_ascii=False)
        with Path(named).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
