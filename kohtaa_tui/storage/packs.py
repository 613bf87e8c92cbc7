"""The packs on this machine: the shipped ones and a person's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..domain.pack import SCHEMA, Pack
from ..errors import N_
from .pack_sense import sense
from .toml_shelf import Form, TomlShelf

FORM = Form(
    kind=Pack,
    sense=sense,
    schema=SCHEMA,
    broken=N_("The pack {id} is broken. This tells what is wrong: kohtaa phases check {path}"),
    misspelt=N_("There is no pack “{id}”. Did you mean “{near}”?"),
    unknown=N_("There is no pack “{id}”. This tells which there are: kohtaa phases list"),
    none=N_("No packs were found."),
)


class Shelf(TomlShelf[Pack]):
    """The packs found in several folders, the shipped one first."""

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__(folders, FORM)


def shipped_folder() -> Path:
    """Where the packs that come with kohtaa lie: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "phases"
    return inside if inside.is_dir() else package.parent / "phases"
