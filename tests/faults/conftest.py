"""What the tests of faults are handed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from kohtaa_tui.storage import document, lines, records, vault


@pytest.fixture
def fast_root() -> Iterator[Path]:
    """An empty folder in memory where the system has one: thousands of states are written into it."""
    shared = Path("/dev/shm")
    root = Path(tempfile.mkdtemp(prefix="kohtaa-faults-", dir=shared if os.access(shared, os.W_OK) else None))
    try:
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def quick_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the same line be understood once, and the same sealed text opened once.

    Both are functions of their bytes alone, and the same ones come back in thousands of states.
    """
    known: dict[bytes, bytes] = {}
    real = vault.decrypt

    def remembered(sealed: bytes, identities: list[Any]) -> bytes:
        if sealed not in known:
            known[sealed] = real(sealed, identities)
        return known[sealed]

    monkeypatch.setattr(vault, "decrypt", remembered)
    decode = lru_cache(maxsize=100_000)(lines.decode)
    monkeypatch.setattr(records, "decode", decode)
    monkeypatch.setattr(document, "decode", decode)
