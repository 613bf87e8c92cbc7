"""The packs on this machine: the shipped ones, those of shared folders as they were read last, and a person's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from ..domain.pack import SCHEMA, Pack
from ..domain.plan import Plan
from ..errors import N_, KohtaaError
from .inlet import PACK_BYTES, decode, read_bytes
from .pack_sense import sense
from .paths import Places
from .policy import Policy
from .settings import Settings
from .toml_shelf import Form, TomlShelf, parsed

FORM = Form(
    kind=Pack,
    sense=sense,
    schema=SCHEMA,
    broken=N_("The pack {id} is broken. This tells what is wrong: kohtaa phases check {path}"),
    misspelt=N_("There is no pack “{id}”. Did you mean “{near}”?"),
    unknown=N_("There is no pack “{id}”. This tells which there are: kohtaa phases list"),
    none=N_("No packs were found."),
)

HASH_DIGITS = 16
"""How many hexadecimal digits of a pack's hash are kept."""


class Shelf(TomlShelf[Pack]):
    """The packs found in several folders, the shipped one first."""

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__(folders, FORM)
        self._read: dict[str, bytes] = {}

    def load(self, path: Path) -> Pack:
        """Read one of the files, and keep its bytes in mind for its hash. Raises `StorageFault`."""
        data = read_bytes(path, PACK_BYTES)
        pack = parsed(data, path, self.form)
        self._read[pack.id] = data  # of two with one id the one that is used comes last, or alone
        return pack

    def fingerprint(self, pack_id: str) -> str:
        """The hash of the file that the pack of this id was read from; empty where it cannot be read."""
        try:
            if pack_id not in self._read:
                self.get(pack_id)
            return fingerprint(self._read[pack_id])
        except KohtaaError:
            return ""

    def marked(self, plan: Plan) -> Plan:
        """The plan of a meeting that begins, with the hash of its pack: what it followed can be told for good."""
        return msgspec.structs.replace(plan, pack_hash=self.fingerprint(plan.pack_id))


def fingerprint(data: bytes) -> str:
    """The first digits of the SHA-256 of a pack's text: without a byte-order mark, every line ending in LF alone.

    So a checkout that writes the line ends of another system has the same one. Raises `StorageFault`.
    """
    from hashlib import sha256  # slow to load, and no screen waits for it

    text = decode(data, Path()).replace("\r\n", "\n")
    return sha256(text.encode()).hexdigest()[:HASH_DIGITS]


def shelf_of(places: Places, settings: Settings, policy: Policy) -> Shelf:
    """All packs there are: the person's own stand in front of shared ones, and these in front of the shipped ones.

    No shared folder is touched: what stands for it is its copy on this machine.
    """
    return Shelf([*_of_others(places, settings, policy), places.packs])


def shelf_of_others(places: Places, settings: Settings, policy: Policy) -> Shelf:
    """The packs that others have too: all but the person's own."""
    return Shelf(_of_others(places, settings, policy))


def _of_others(places: Places, settings: Settings, policy: Policy) -> list[Path]:
    if not (settings.pack_paths or policy.pack_paths):
        return [shipped_folder()]
    from .shared_packs import shared_folders

    return [shipped_folder(), *(folder.copies for folder in shared_folders(places, settings, policy))]


def shipped_folder() -> Path:
    """Where the packs that come with kohtaa lie: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "phases"
    return inside if inside.is_dir() else package.parent / "phases"
