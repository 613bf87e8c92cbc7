"""Taking an archive in: first what would change, then doing it. What is here stays as it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from msgspec import Struct, field

from ...errors import N_, KohtaaError, StorageFault
from ..archive import Archive
from ..hold import Hold
from ..inlet import SETTINGS_BYTES, read_bytes, why
from ..paths import make_private
from ..vault import Vault
from .contents import Kind
from .meetings import Verdict, held, judge, take_in
from .opened import Opened, Piece

_ENOUGH = 3
"""After so many meetings in a row that could not be put here the next fares no better: the disk is full, or gone."""
Tell = Callable[[int], None]
"""Told how many meetings it has come through."""


class Counts(Struct):
    """What becomes of meetings, or of practices, by numbers."""

    new: int = 0
    same: int = 0
    more: int = 0
    """Here already, and the archive has more of them."""
    erased: int = 0
    """Erased here, and they stay so."""
    texts_gone: int = 0
    """Here with texts that go, because they were taken out where the archive was made."""
    unread: int = 0
    """Of those that are put here, how many cannot be understood wholly."""

    def add(self, verdict: Verdict) -> None:
        """Count one."""
        if verdict.result in ("new", "same", "more", "erased"):
            setattr(self, verdict.result, getattr(self, verdict.result) + 1)
        self.texts_gone += verdict.takes
        self.unread += verdict.unread


class Changes(Struct):
    """What an archive changes here: as it would be, or as it was done."""

    meetings: Counts = field(default_factory=Counts)
    practice: Counts = field(default_factory=Counts)
    files: dict[Kind, list[str]] = field(default_factory=dict)
    """The other files that are put here, by what they are."""
    differ: list[str] = field(default_factory=list)
    """The other files that are here with something else in them, and stay so."""
    keys: Literal["none", "new", "same", "others"] = "none"
    """The keys of encryption: not in the archive, put here, here already, or here are others, which stay."""
    left: list[tuple[str, KohtaaError]] = field(default_factory=list)
    """What is left out, by id or name, and why."""
    ended_at: list[datetime] = field(default_factory=list)
    """When each of the meetings was over that are put here with their texts."""
    settings: bytes | None = None
    """The settings that are put here."""

    @property
    def nothing(self) -> bool:
        """Whether all of it is here already, or left out."""
        put = self.meetings.new + self.meetings.more + self.practice.new + self.practice.more
        return not put and not self.files and self.keys != "new"


def load(archive: Archive, opened: Opened, *, do: bool, tell: Tell | None = None) -> Changes:
    """What the archive changes here; with `do` it is done. Raises `StorageFault`: what was done by then stays.

    Done again, whether it was cut short or not, it does the rest and nothing twice.
    """
    loading = _Loading(archive, opened, do, tell)
    if not do:
        return loading.all()
    hold = Hold(archive.places, "archive-load")
    if not hold.take():
        raise StorageFault(N_("An archive is being loaded in another window. Wait until that is done."))
    try:
        return loading.all()
    finally:
        hold.release()


class _Loading:
    def __init__(self, archive: Archive, opened: Opened, do: bool, tell: Tell | None) -> None:
        self._archive, self._opened, self._do, self._tell = archive, opened, do, tell
        archive.vault.use([*archive.vault.identities, *opened.identities])  # one text sealed twice is known as one
        self._practice = Archive(archive.places.practice, archive.disk, archive.vault)
        self._sealer = Vault(archive.places)
        self._found = Changes()
        self._faults = 0
        self._asked = False

    def all(self) -> Changes:
        done = 0
        for pieces in self._opened.groups(lambda name, fault: self._found.left.append((name, fault))):
            kind = pieces[0].place.kind
            if kind == "keys":
                self._keys(pieces)
            elif kind in ("meetings", "practice"):
                self._session(pieces)
                done += 1
                if self._tell is not None:
                    self._tell(done)
            elif kind == "marks":
                self._marks(pieces[0])
            else:
                self._file(pieces[0])
        return self._found

    def _session(self, pieces: Sequence[Piece]) -> None:
        real = pieces[0].place.kind == "meetings"
        archive = self._archive if real else self._practice
        if not self._asked and (self._do or self._found.keys != "new"):
            self._sealer.recipients()  # where the keys are missing nothing is written in the clear
            self._asked = True
        try:
            verdict = take_in(archive, self._sealer, pieces) if self._do else held(archive, judge(archive, pieces))
            self._faults = 0
        except KohtaaError as fault:
            self._faults += 1
            if self._faults == _ENOUGH:
                raise
            verdict = Verdict(pieces[0].place.session_id, "left", fault)
        (self._found.meetings if real else self._found.practice).add(verdict)
        if verdict.fault is not None:
            self._found.left.append((verdict.id, verdict.fault))
        if real and verdict.ended_at is not None:
            self._found.ended_at.append(verdict.ended_at)

    # --- the other files ---

    def _file(self, piece: Piece) -> None:
        """A file that stands for itself: put here where there is none."""
        path = piece.place.path(self._archive.places)
        if os.path.lexists(path):
            real = path.resolve() if piece.place.kind == "settings" else path  # one's own often lie behind a link
            if _here(real, piece.place.cap) != piece.data:
                self._found.differ.append(piece.place.name)
            return
        self._put(path, piece)
        if piece.place.kind == "settings":
            self._found.settings = piece.data

    def _put(self, path: Path, piece: Piece) -> None:
        self._found.files.setdefault(piece.place.kind, []).append(piece.place.name)
        if not self._do:
            return
        try:
            make_private(path.parent)
            self._archive.disk.put(path, piece.data)
        except OSError as fault:
            raise StorageFault(N_("{path} cannot be written: {why}"), path=path, why=why(fault)) from None

    def _marks(self, piece: Piece) -> None:
        """An observer's marks. Where others are here under that name, a copy that is read along."""
        path = piece.place.path(self._archive.places)
        if os.path.lexists(path):
            here = _here(path, piece.place.cap)
            if here is not None and set(piece.data.split(b"\n")) <= set(here.split(b"\n")):
                return
            from hashlib import sha256

            path = path.with_name(f"{path.stem}-archive-{sha256(piece.data).hexdigest()[:8]}.jsonl")
            if os.path.lexists(path):
                return
        self._put(path, piece)

    def _keys(self, pieces: Sequence[Piece]) -> None:
        """The keys of encryption: put here where there are none. Others that are here stay."""
        keys, given = self._archive.vault.keys, {piece.place.file_name: piece for piece in pieces}
        data = {name: piece.data for name, piece in given.items()}
        public, secret = data.get("recipients.txt"), data.get("identity.age")
        here_public = read_bytes(keys.recipients_file, SETTINGS_BYTES) if keys.on else None
        here_secret = read_bytes(keys.identity_file, SETTINGS_BYTES) if keys.made else None
        if public is not None and not self._sound(public):
            self._found.left.append((given["recipients.txt"].place.name, StorageFault(_NO_KEYS)))
            return
        beside = {n: d for n, d in data.items() if n not in ("recipients.txt", "identity.age")}
        missing = {n: d for n, d in beside.items() if not os.path.lexists(keys.folder / n)}
        if here_secret is None and here_public in (None, public):
            bring, self._found.keys = data | missing, "new"
        else:
            alike = here_secret == secret and public in (None, here_public)
            bring, self._found.keys = missing, "same" if alike else "others"
        if self._do and bring:
            keys.bring(bring)

    def _sound(self, public: bytes) -> bool:
        """Whether all public keys are such: with others nothing could be written here any more."""
        try:
            lines = [line.strip() for line in public.decode("ascii").splitlines()]
            wanted = [line for line in lines if line and not line.startswith("#")]
            for line in wanted:
                self._archive.vault.keys.check(line)
        except (UnicodeDecodeError, KohtaaError):
            return False
        return bool(wanted)


_NO_KEYS = N_("It names no key that could be encrypted to: the keys were left out.")


def _here(path: Path, cap: int) -> bytes | None:
    """What a file that is here holds; None where it cannot be read."""
    try:
        return read_bytes(path, cap)
    except StorageFault:
        return None
