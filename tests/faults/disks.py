"""A disk of its own for a test: one that can be filled, taken away or made read-only."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def disk_in(folder: Path, *options: str) -> Iterator[Path]:
    """A disk in a new folder, in memory; skips the test where the system lets nobody mount one."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", *options, "tmpfs", str(folder)], capture_output=True).returncode:
        pytest.skip("this system lets nobody mount a disk")
    try:
        yield folder
    finally:
        while os.path.ismount(folder):
            subprocess.run(["umount", "-l", str(folder)], check=True)
