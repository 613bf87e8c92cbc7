"""The demos on this machine: the shipped ones, and a trainer's own in the config folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import tomli
from msgspec import Struct

from ..domain.demo import Demo
from ..domain.text import clean, cleaned
from ..errors import N_, StorageFault, UsageFault
from .inlet import PACK_BYTES, decode, read_bytes
from .toml_faults import ID_PATTERN, nearest

FIRST = "kohtaava"
"""The demo that is shown where none is named."""


class Found(Struct, frozen=True):
    """A demo as it is found: sound, or why it is not."""

    id: str
    path: Path
    demo: Demo | None = None
    fault: StorageFault | None = None


def shipped() -> Path:
    """Where the demos that come with kohtaa lie: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "demos"
    return inside if inside.is_dir() else package.parent / "demos"


def load(path: Path) -> Demo:
    """Read one demo. Raises `StorageFault` with the first thing that is wrong and where."""
    text = decode(read_bytes(path, PACK_BYTES), path)
    try:
        demo = msgspec.convert(cleaned(tomli.loads(text)), Demo)
    except tomli.TOMLDecodeError as fault:
        message = N_("The demo {path} cannot be read: line {line}, column {column} is not TOML.")
        raise StorageFault(message, path=clean(str(path)), line=fault.lineno, column=fault.colno) from None
    except (ValueError, RecursionError) as fault:
        message = N_("The demo {path} does not fit the format: {why}")
        raise StorageFault(message, path=clean(str(path)), why=_readable(str(fault))) from None
    if demo.id != path.stem:
        message = N_("The demo {path} has the id “{id}”: file and id must have the same name.")
        raise StorageFault(message, path=clean(str(path)), id=demo.id)
    if demo.begins.tzinfo is not None:
        message = N_("The demo {path}: “begins” is a day and a time of day without a zone.")
        raise StorageFault(message, path=clean(str(path)))
    return demo


def _readable(why: str) -> str:
    """What msgspec says, with its places as people count: `$.step[3].at` is the fourth step."""
    return clean(why, 200)


def find(folders: Sequence[Path]) -> list[Found]:
    """All demos by name; of two with one name the one in the later folder, unless that is broken."""
    found: dict[str, Found] = {}
    for folder in folders:
        try:
            files = sorted(path for path in folder.iterdir() if path.suffix == ".toml" and path.name[0] != ".")
        except OSError:
            continue
        for path in files:
            name = clean(path.stem, 60)
            try:
                found[name] = Found(name, path, load(path))
            except StorageFault as fault:
                if name not in found:
                    found[name] = Found(name, path, fault=fault)
    return [found[name] for name in sorted(found, key=lambda n: (n != FIRST, n))]


def get(name: str, folders: Sequence[Path]) -> Demo:
    """The demo of this name; one in a later folder stands in front. Raises `UsageFault`, `StorageFault`."""
    path = path_of(name, folders)
    if path is not None:
        return load(path)
    near = nearest(name, dict.fromkeys(one.id for one in find(folders)))
    if near:
        raise UsageFault(N_("There is no demo “{name}”. Did you mean “{near}”?"), name=clean(name, 60), near=near)
    raise UsageFault(
        N_("There is no demo “{name}”. This tells which there are: {command}"),
        name=clean(name, 60),
        command="kohtaa demo list",
    )


def path_of(name: str, folders: Sequence[Path]) -> Path | None:
    """The file of a demo; only a proper name becomes a path."""
    if ID_PATTERN.fullmatch(name):
        for folder in reversed(folders):
            path = folder / f"{name}.toml"
            if path.is_file():
                return path
    return None
