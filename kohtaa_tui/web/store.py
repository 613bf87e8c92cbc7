"""The store of a session in a browser: a folder among the system's temporary ones, and its end."""

from __future__ import annotations

import secrets
import shutil
import tempfile
import time
from pathlib import Path

PREFIX = "kohtaa-web-"
TRIES = 40
"""How often a folder is taken away in which another thread may still be writing."""


def fresh() -> Path:
    """Where a new store will be. It is made by the session itself, so that whoever makes it also takes it away."""
    return Path(tempfile.gettempdir()) / f"{PREFIX}{secrets.token_hex(8)}"


def remove(folder: Path) -> None:
    """Take a store away, with all that is in it; where there is none, that is well too. May take half a second."""
    for _ in range(TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            break
        time.sleep(0.01)
