"""Opens terminals and ends what runs in them; reads what the program left on the disk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.forked import ForkedTerminal, Loaded
from tests.e2e.terminal import Terminal

Opened = Callable[..., Terminal]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Opens the program in a terminal; what still runs at the end is ended."""
    terminals: list[Terminal] = []

    def open_(*argv: str, **rest: Any) -> Terminal:
        terminals.append(Terminal(*argv, **rest))
        return terminals[-1]

    yield open_
    for terminal in terminals:
        terminal.close()


@pytest.fixture(scope="session")
def loaded() -> Iterator[Loaded]:
    """A process that has loaded the screens and forks."""
    process = Loaded()
    yield process
    process.close()


@pytest.fixture
def forked(loaded: Loaded) -> Iterator[Opened]:
    """Opens `python -c CODE …` in a terminal, as `opened` does, and spares the time of loading the screens."""
    terminals: list[Terminal] = []

    def open_(*argv: str, **rest: Any) -> Terminal:
        terminals.append(ForkedTerminal(loaded, *argv, **rest))
        return terminals[-1]

    yield open_
    for terminal in terminals:
        terminal.close()


class Kept:
    """What lies in the data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _one(self, ending: str) -> Path:
        found = list(self.folder.rglob(f"*.{ending}"))
        assert len(found) == 1, f"{len(found)} files .{ending} in {list(self.folder.rglob('*'))}"
        return found[0]

    @property
    def records(self) -> list[dict[str, Any]]:
        """The journal's records that are whole."""
        lines = self._one("jsonl").read_text("utf-8").split("\n")
        return [json.loads(line) for line in lines[:-1]]

    @property
    def notes(self) -> list[str]:
        """The texts of the journal's notes."""
        return [r["text"] for r in self.records if r["kind"] == "note"]

    @property
    def draft(self) -> str:
        """The half-typed line; empty when none is kept."""
        found = list(self.folder.rglob("*.draft"))
        return found[0].read_text("utf-8") if found else ""

    @property
    def document(self) -> dict[str, Any]:
        """The document of the meeting that has ended."""
        whole: dict[str, Any] = json.loads(self._one("json").read_text("utf-8"))
        return whole


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "data")
