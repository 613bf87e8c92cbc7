"""An archive file, open to read: what it says of itself, its keys, and its pieces, one group after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from io import BytesIO, FileIO
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from ...domain.text import clean
from ...errors import N_, KohtaaError, StorageFault
from ..inlet import open_file
from ..keys import WrongPassphrase, identities_in
from ..vault import decrypt
from .contents import MANIFEST, MANIFEST_BYTES, SCHEMA, Manifest, Place, part_name, part_number, place
from .zipped import Budget, Damaged, NotAnArchive, Reader

PART_BYTES = 128 * 1024 * 1024
"""A sealed part is opened in memory; a larger one is none of ours."""
_SECRET = "config/keys/identity.age"


class Piece(Struct, frozen=True):
    """One file of an archive."""

    place: Place
    data: bytes
    modified: datetime | None = None


class Opened:
    """An archive file. Where it is sealed, `unlock` comes before `groups`."""

    def __init__(self, path: Path) -> None:
        """Raises `StorageFault` for what cannot be read, `NotAnArchive` for what is none."""
        self.path = path
        self._file = open_file(path)
        try:
            self._begin()
        except BaseException:
            self._file.close()
            raise

    def _begin(self) -> None:
        self._size = self._file.seek(0, 2)
        self._outer = self._reader(self._file, Budget(self._size))
        self.manifest = _manifest(self._outer)
        self._identities: list[Any] = []
        parts = sorted(filter(None, map(part_number, self._outer.names)))
        if parts != list(range(1, self.manifest.parts + 1)):
            raise NotAnArchive(N_("The archive is not whole: a part of it is missing, or is no part of it."))

    def close(self) -> None:
        self._file.close()

    @property
    def sealed(self) -> bool:
        """Whether it needs a passphrase."""
        return self.manifest.parts > 0

    def unlock(self, passphrase: str, own: Callable[[str], list[Any]] | None = None) -> None:
        """Open it with the archive's own secret key, or with those that `own` opens by the same passphrase.

        Raises `WrongPassphrase`; `StorageFault` where nothing that opens is there.
        """
        fault: KohtaaError = StorageFault(N_("The archive has no secret key in it, and is sealed to another's."))
        found: list[Any] = []
        if _SECRET in self._outer.names:
            try:
                found += identities_in(self._outer.read(_SECRET, 64 * 1024), passphrase, _SECRET)
            except KohtaaError as wrong:
                fault = wrong
        if own is not None:
            try:
                found += own(passphrase)
            except WrongPassphrase as wrong:
                fault = wrong if not found else fault
            except StorageFault:
                pass
        if not found:
            raise fault
        try:
            decrypt(self._part(1), found)
        except ValueError:
            raise WrongPassphrase(N_("That passphrase does not open the archive.")) from None
        self._identities = found

    @property
    def identities(self) -> list[Any]:
        """The secret keys that opened it."""
        return self._identities

    def groups(self, strange: Callable[[str, KohtaaError], None]) -> Iterator[list[Piece]]:
        """What belongs together, in the order it is to be taken in; what is left out is told to `strange`.

        Raises `NotAnArchive` when it turns out to be none after all.
        """
        budget = Budget(self._size)
        outer = self._reader(self._file, budget)
        aside = {MANIFEST, *(part_name(n) for n in range(1, self.manifest.parts + 1))}
        yield from _groups(outer, strange, aside, ("keys",) if self.sealed else None)
        for number in range(1, self.manifest.parts + 1):
            budget.spend(0)
            try:
                inner = decrypt(self._part(number), self._identities)
            except ValueError:
                raise NotAnArchive(N_("Part {n} of the archive cannot be opened: it is damaged."), n=number) from None
            yield from _groups(self._reader(BytesIO(inner), budget), strange, set(), None)

    def _part(self, number: int) -> bytes:
        try:
            return self._outer.read(part_name(number), PART_BYTES)
        except Damaged:
            raise NotAnArchive(N_("Part {n} of the archive cannot be opened: it is damaged."), n=number) from None

    def _reader(self, raw: FileIO | BytesIO, budget: Budget) -> Reader:
        raw.seek(0)
        return Reader(raw, budget)


def _manifest(outer: Reader) -> Manifest:
    if MANIFEST not in outer.names:
        raise NotAnArchive(N_("This is no archive of kohtaa, or it is damaged."))
    try:
        data = outer.read(MANIFEST, MANIFEST_BYTES)
        head = msgspec.json.decode(data)
        if isinstance(head, dict) and head.get("kohtaa") == "archive":
            schema = head.get("schema")
            if isinstance(schema, int) and schema > SCHEMA:
                raise StorageFault(N_("A newer version of kohtaa made this archive. Update the program to load it."))
        found = msgspec.convert(head, Manifest)
    except (Damaged, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise NotAnArchive(N_("This is no archive of kohtaa, or it is damaged.")) from None
    if found.schema < 1 or not 0 <= found.parts <= 9999:
        raise NotAnArchive(N_("This is no archive of kohtaa, or it is damaged."))
    return found


def _groups(
    reader: Reader, strange: Callable[[str, KohtaaError], None], aside: set[str], kinds: Iterable[str] | None
) -> Iterator[list[Piece]]:
    """The pieces of one zip by what belongs together; `kinds` are those that are expected, None is all."""
    for name, fault in reader.strange:
        strange(name, fault)
    groups: dict[tuple[int, str], list[Place]] = {}
    for name in reader.names:
        found = place(name)
        if found is not None and (kinds is None or found.kind in kinds):
            groups.setdefault(found.group, []).append(found)
        elif name not in aside:
            strange(clean(name, 80), Damaged(N_("It is no file of kohtaa's.")))
    for group in sorted(groups):
        pieces = []
        for one in groups[group]:
            try:
                pieces.append(Piece(one, reader.read(one.name, one.cap), reader.modified(one.name)))
            except Damaged as fault:
                strange(clean(one.name, 80), fault)
        if pieces:
            yield pieces
