"""The practice clients on this machine: the shipped ones and a person's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import tomli

from ..domain.scenario import Scenario
from ..domain.text import clean, cleaned
from ..errors import N_, StorageFault, UsageFault
from .inlet import PACK_BYTES, decode, read_bytes
from .pack_faults import ID_PATTERN
from .packs import shipped_folder


def shipped() -> Path:
    """Where the practice clients that come with kohtaa lie."""
    return shipped_folder() / "practice"


def load(path: Path) -> Scenario:
    """Read one practice client. Raises `StorageFault` for a file that cannot be read or is none."""
    text = decode(read_bytes(path, PACK_BYTES), path)
    try:
        return msgspec.convert(cleaned(tomli.loads(text)), Scenario, strict=False)
    except (ValueError, RecursionError, msgspec.MsgspecError):
        message = N_("The practice client {id} is broken. This tells what is wrong: kohtaa practice check {path}")
        raise StorageFault(message, id=clean(path.stem, 60), path=clean(str(path))) from None


def get(client_id: str, folders: Sequence[Path]) -> Scenario:
    """The practice client of this id; a person's own stands in front of the shipped one. Raises `UsageFault`."""
    if ID_PATTERN.fullmatch(client_id):
        for folder in reversed(folders):
            path = folder / f"{client_id}.toml"
            if path.is_file():
                return load(path)
    raise UsageFault(
        N_("There is no practice client “{id}”. This tells which there are: kohtaa practice list"),
        id=clean(client_id, 60),
    )
