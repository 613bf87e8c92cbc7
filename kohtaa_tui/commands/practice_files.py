"""`kohtaa practice list`, `new`, `check` and `schema`: the practice clients as files.

Every function writes to the streams it is given and returns what the command ends with. What was typed wrong is
raised as `UsageFault`, what the disk refuses as `StorageFault`.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from ..domain.scenario import RESERVED, Scenario
from ..errors import N_, UsageFault
from ..i18n import Words
from ..storage import scenario_format
from ..storage.packs import Shelf
from ..storage.paths import Places
from ..storage.scenarios import Clients, shipped_clients
from .toml_files import check_files, check_id, list_files, write_file

_CIRCUMSTANCE = {
    "first": N_("first meeting"),
    "interpreter": N_("with an interpreter"),
    "remote": N_("by phone or video"),
}


def practice_files(places: Places, shelf: Shelf, asked: Namespace, words: Words, out: TextIO, err: TextIO) -> int:
    """Do what was typed after `kohtaa practice` that is about files; `shelf` has the packs they are for."""
    clients = Clients(places, shelf)
    match asked.what:
        case "check":
            return check_files(clients, [Path(file) for file in asked.files], words, out, err)
        case "new":
            return new(places, asked.id, words, out)
        case "schema":
            out.write(scenario_format.schema().decode())
            return 0
        case _:
            return list_clients(clients, words, out)


def list_clients(clients: Clients, words: Words, out: TextIO) -> int:
    """Every practice client with who comes, and its file; a broken one with its reason."""

    def about(client: Scenario) -> Iterator[str]:
        special = [words(_CIRCUMSTANCE[circumstance]) for circumstance in client.circumstances]
        yield " · ".join([client.name, f"{client.minutes} min", *special])
        yield client.intro.get(words.language)

    return list_files(clients, about, words, out)


def new(places: Places, client_id: str, words: Words, out: TextIO) -> int:
    """Write an example to a person's own folder, and print where it is. Nothing is ever overwritten."""
    check_id(client_id)
    if client_id in RESERVED:
        raise UsageFault(N_("“{id}” is a command of kohtaa practice: choose another id."), id=client_id)
    if (shipped_clients() / f"{client_id}.toml").exists():
        raise UsageFault(N_("“{id}” is a practice client that comes with kohtaa: choose another id."), id=client_id)
    text = scenario_format.example(client_id, words)
    return write_file(places.scenarios / f"{client_id}.toml", text, out)
