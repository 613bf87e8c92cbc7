"""The practice clients on this machine: the shipped ones and a person's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..domain.pack import Pack
from ..domain.scenario import Scenario
from ..errors import N_
from .packs import Shelf, shipped_folder
from .paths import Places
from .scenario_sense import meaning, sense
from .toml_faults import Finding
from .toml_shelf import Form, TomlShelf


class Clients(TomlShelf[Scenario]):
    """The practice clients, the shipped ones first, each beside the pack it is for.

    A pack is read once for all of them.
    """

    def __init__(self, places: Places, shelf: Shelf, shipped: Path | None = None) -> None:
        self._shelf = shelf
        self._packs: dict[str, Pack] = {}
        form = Form(
            kind=Scenario,
            sense=self._sense,
            meaning=meaning,
            broken=N_("The practice client {id} is broken. This tells what is wrong: kohtaa practice check {path}"),
            misspelt=N_("There is no practice client “{id}”. Did you mean “{near}”?"),
            unknown=N_("There is no practice client “{id}”. This tells which there are: kohtaa practice list"),
            none=N_("No practice clients were found."),
        )
        super().__init__([shipped or shipped_clients(), places.scenarios], form)

    def pack(self, pack_id: str) -> Pack:
        """The pack a client is for. Raises as `Shelf.get` does."""
        if pack_id not in self._packs:
            self._packs[pack_id] = self._shelf.get(pack_id)
        return self._packs[pack_id]

    def _sense(self, data: Mapping[str, Any], file_name: str) -> Iterator[Finding]:
        return sense(data, file_name, self.pack)


def shipped_clients() -> Path:
    """Where the practice clients that come with kohtaa lie."""
    return shipped_folder() / "practice"
