"""The packs on this machine: the shipped ones and a person's own.

Reading one pack is on the way to the first screen, so it does only what it must; what is wrong with a
broken one is found out by `pack_check`, once it is known to be broken.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import tomli
from msgspec import Struct

from ..domain.pack import Pack
from ..domain.text import clean, cleaned
from ..errors import N_, StorageFault, UsageFault
from .inlet import PACK_BYTES, decode, read_bytes, why
from .pack_faults import ID_PATTERN, Fault, nearest, sense


class Listing(Struct, frozen=True):
    """A pack as it is found: sound or broken, and what it stands in front of."""

    id: str
    """The pack's id, which is its file's name without the ending."""
    path: Path
    """Its file."""
    pack: Pack | None = None
    """The pack; `None` when it is broken."""
    faults: list[Fault] = []
    """Why it is broken."""
    shadows: Path | None = None
    """The file of the same id that this one is used in place of."""


def shipped_folder() -> Path:
    """Where the packs that come with kohtaa lie: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "phases"
    return inside if inside.is_dir() else package.parent / "phases"


def load(path: Path) -> Pack:
    """Read one pack, quickly. Raises `StorageFault` for a file that cannot be read or is not a pack."""
    text = decode(read_bytes(path, PACK_BYTES), path)
    try:
        data = cleaned(tomli.loads(text))
        pack = msgspec.convert(data, Pack)
        if next(sense(data, path.name), None) is None:
            return pack
    except (ValueError, RecursionError, msgspec.MsgspecError):
        pass  # what exactly is wrong is for `pack_check` to find out
    message = N_("The pack {id} is broken. This tells what is wrong: kohtaa phases check {path}")
    raise StorageFault(message, id=clean(path.stem, 60), path=clean(str(path)))


class Shelf:
    """The packs found in several folders, the shipped one first.

    Of two packs with one id, the one in the later folder is used: a person's own stands in front of the
    shipped one. A broken one stands in front of nothing, so that it cannot take a sound one away.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)

    def files(self) -> list[Path]:
        """Every pack file, also those that another one is used in place of."""
        return [path for folder in self._folders for path in _toml_files(folder)[0]]

    def packs(self) -> list[Listing]:
        """All packs, by folder and name. What cannot be read is listed as broken, with its reason."""
        listed: list[Listing] = []
        for folder in self._folders:
            files, fault = _toml_files(folder)
            if fault:
                listed.append(Listing(clean(folder.name), folder, faults=[fault]))
            for path in files:
                listing = _listing(path)
                before = [i for i, other in enumerate(listed) if other.id == listing.id and other.pack]
                if listing.pack and before:
                    listed[before[-1]] = msgspec.structs.replace(listing, shadows=listed[before[-1]].path)
                else:
                    listed.append(listing)
        return listed

    def get(self, pack_id: str) -> Pack:
        """The pack with this id. Raises `UsageFault` for an unknown one and `StorageFault` for a broken one."""
        broken: StorageFault | None = None
        for path in self._candidates(pack_id):
            try:
                return load(path)
            except StorageFault as fault:
                broken = broken or fault
        if broken:
            raise broken
        shown = clean(pack_id, 60)
        near = nearest(pack_id, dict.fromkeys(path.stem for path in self.files()))
        if near:
            raise UsageFault(N_("There is no pack “{id}”. Did you mean “{near}”?"), id=shown, near=clean(near, 60))
        raise UsageFault(N_("There is no pack “{id}”. This tells which there are: kohtaa phases list"), id=shown)

    def _candidates(self, pack_id: str) -> Iterator[Path]:
        """The files that may hold the pack, the one to be used first. Only a proper id becomes a path."""
        if ID_PATTERN.fullmatch(pack_id):
            for folder in reversed(self._folders):
                path = folder / f"{pack_id}.toml"
                if os.path.lexists(path):
                    yield path


def _listing(path: Path) -> Listing:
    shown = clean(path.stem, 60)
    try:
        return Listing(shown, path, load(path))
    except StorageFault:
        from .pack_check import check  # slow to import, and nearly always not needed

        pack, faults = check(path)
        return Listing(shown, path, pack, [fault for fault in faults if not fault.warning])


def _toml_files(folder: Path) -> tuple[list[Path], Fault | None]:
    """What may be a pack in a folder, by name; and why the folder cannot be read, if it cannot."""
    try:
        files = [path for path in folder.iterdir() if path.name.endswith(".toml") and not path.name.startswith(".")]
    except FileNotFoundError:
        return [], None
    except OSError as fault:
        fields: dict[str, object] = {"path": clean(str(folder)), "why": why(fault)}
        return [], Fault(folder, None, "", N_("{path} cannot be read: {why}"), fields)
    return sorted(files), None
