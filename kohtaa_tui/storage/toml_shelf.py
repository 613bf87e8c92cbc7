"""Files that people write, as they lie in folders: the shipped ones and a person's own.

Reading one is on the way to a screen, so it does only what it must; what is wrong with a broken one is found out
by `toml_check`, once it is known to be broken.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
import tomli
from msgspec import Struct

from ..domain.text import clean, cleaned
from ..errors import N_, StorageFault, UsageFault
from .inlet import PACK_BYTES, decode, read_bytes, why
from .toml_faults import ID_PATTERN, Fault, Finding, nearest

T = TypeVar("T")


def _all_is_well(_content: object) -> Iterator[Finding]:
    return iter(())


class Form(Struct, Generic[T], frozen=True):
    """One kind of file that people write: its type, what the type cannot tell, and its own sentences."""

    kind: type[T]
    sense: Callable[[Mapping[str, Any], str], Iterator[Finding]]
    """What is wrong with the tables, made safe to show, of a file of this name, whether they fit `kind` or not."""
    broken: str
    """That it is broken and how to find out why: fields `id` and `path`."""
    misspelt: str
    """That there is none of this id, and which is near: fields `id` and `near`."""
    unknown: str
    """That there is none of this id, and how to find out which there are: field `id`."""
    none: str
    """That there are none at all."""
    meaning: Callable[[T], Iterator[Finding]] = _all_is_well
    """What is wrong with a content that fits `kind`."""
    schema: int = 1
    """The newest version of the format that is known."""


class Listing(Struct, Generic[T], frozen=True):
    """A file as it is found: sound or broken, and what it stands in front of."""

    id: str
    """The id, which is the file's name without the ending."""
    path: Path
    """The file."""
    content: T | None = None
    """What it holds; `None` when it is broken."""
    faults: list[Fault] = []
    """Why it is broken."""
    shadows: Path | None = None
    """The file of the same id that this one is used in place of."""


def load(path: Path, form: Form[T]) -> T:
    """Read one file, quickly. Raises `StorageFault` for one that cannot be read or does not hold what it should."""
    return parsed(read_bytes(path, PACK_BYTES), path, form)


def parsed(data: bytes, path: Path, form: Form[T]) -> T:
    """What the bytes of a file hold. Raises `StorageFault` as `load` does; nothing is read from `path`."""
    text = decode(data, path)
    try:
        table = cleaned(tomli.loads(text))
        content = msgspec.convert(table, form.kind)
        if all(found.warning for found in chain(form.sense(table, path.name), form.meaning(content))):
            return content
    except (ValueError, RecursionError, msgspec.MsgspecError):
        pass  # what exactly is wrong is for `toml_check` to find out
    raise StorageFault(form.broken, id=clean(path.stem, 60), path=clean(str(path)))


class TomlShelf(Generic[T]):
    """The files found in several folders, the shipped ones' first.

    Of two with one id, the one in the later folder is used: a person's own stands in front of the shipped one. A
    broken one stands in front of nothing, so that it cannot take a sound one away.
    """

    def __init__(self, folders: Sequence[Path], form: Form[T]) -> None:
        self.folders = tuple(folders)
        self.form = form

    def load(self, path: Path) -> T:
        """Read one of the files. Raises `StorageFault`."""
        return load(path, self.form)

    def files(self) -> list[Path]:
        """Every file, also those that another one is used in place of."""
        return [path for folder in self.folders for path in _toml_files(folder)[0]]

    def listed(self) -> list[Listing[T]]:
        """All there are, by folder and name. What cannot be read is listed as broken, with its reason."""
        listed: list[Listing[T]] = []
        for folder in self.folders:
            files, fault = _toml_files(folder)
            if fault:
                listed.append(Listing(clean(folder.name), folder, faults=[fault]))
            for path in files:
                listing = self._listing(path)
                before = [i for i, other in enumerate(listed) if other.id == listing.id and other.content]
                if listing.content and before:
                    listed[before[-1]] = msgspec.structs.replace(listing, shadows=listed[before[-1]].path)
                else:
                    listed.append(listing)
        return listed

    def get(self, file_id: str) -> T:
        """What has this id. Raises `UsageFault` for an unknown one and `StorageFault` for a broken one."""
        broken: StorageFault | None = None
        for path in self._candidates(file_id):
            try:
                return self.load(path)
            except StorageFault as fault:
                broken = broken or fault
        if broken:
            raise broken
        shown = clean(file_id, 60)
        near = nearest(file_id, dict.fromkeys(path.stem for path in self.files()))
        if near:
            raise UsageFault(self.form.misspelt, id=shown, near=clean(near, 60))
        raise UsageFault(self.form.unknown, id=shown)

    def _candidates(self, file_id: str) -> Iterator[Path]:
        """The files that may have the id, the one to be used first. Only a proper id becomes a path."""
        if ID_PATTERN.fullmatch(file_id):
            for folder in reversed(self.folders):
                path = folder / f"{file_id}.toml"
                if os.path.lexists(path):
                    yield path

    def _listing(self, path: Path) -> Listing[T]:
        shown = clean(path.stem, 60)
        try:
            return Listing(shown, path, self.load(path))
        except StorageFault:
            from .toml_check import check  # slow to import, and nearly always not needed

            found = check(path, self.form)
            return Listing(shown, path, found[0], [fault for fault in found[1] if not fault.warning])


def _toml_files(folder: Path) -> tuple[list[Path], Fault | None]:
    """What may be such a file in a folder, by name; and why the folder cannot be read, if it cannot."""
    try:
        files = [path for path in folder.iterdir() if path.name.endswith(".toml") and not path.name.startswith(".")]
    except FileNotFoundError:
        return [], None
    except OSError as fault:
        fields: dict[str, object] = {"path": clean(str(folder)), "why": why(fault)}
        return [], Fault(folder, None, "", N_("{path} cannot be read: {why}"), fields)
    return sorted(files), None
