"""The files of one session: its own, and the copies that a synchronised folder leaves beside them.

    <id>.json                               the document
    <id>.jsonl                              the journal of the computer that began it
    <id>.<device>.jsonl                     the journal of another computer that went on with it
    <id>.<device>.<more>.jsonl              a further journal of that computer, when its own was taken from it
    <id>.draft, <id>.<device>.draft         their half-typed lines
    <id>.sync-conflict-<when>-<who>.json    a copy by Syncthing
    <id> (conflicted copy <when>).json      a copy by Nextcloud; its older form is <id>_conflict-<when>.json
    <id>-<computer>.json                    a copy by OneDrive

An id has a fixed form, so whatever begins with one and ends like one of its files belongs to it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from ..errors import N_, StorageFault
from .inlet import why

ID = re.compile(r"(\d{4})(\d{2})\d{2}T\d{6}Z-[a-z0-9]{8}")
_FILE = re.compile(rf"({ID.pattern})((?![A-Za-z0-9]).*)?\.(jsonl|json|draft)")
_LENGTH = len("20261103T080200Z-k3x9q2aa")
_OWN = r"(?:\.([0-9a-f]{8})(\.[0-9a-f]{4})?)?"
_OWNER = r"\.([0-9a-f]{8})(?![A-Za-z0-9-])"


class Files(Struct, frozen=True):
    """What lies in the folder for one session."""

    id: str
    documents: tuple[Path, ...] = ()
    """The session's own document first, copies after it."""
    journals: tuple[Path, ...] = ()
    """Journals that kohtaa named, of this computer or another."""
    journal_copies: tuple[Path, ...] = ()
    """Journals that another program named."""
    drafts: tuple[Path, ...] = ()
    leftovers: tuple[Path, ...] = ()
    """Files that were being written when the program was stopped."""

    @property
    def told(self) -> tuple[Path, ...]:
        """The files that records are read from."""
        return (*self.documents, *self.journals, *self.journal_copies)

    @property
    def all(self) -> tuple[Path, ...]:
        """Everything that belongs to the session."""
        return (*self.told, *self.drafts, *self.leftovers)

    @property
    def alone(self) -> bool:
        """Whether there is its document and nothing else, as there is when all is done."""
        return len(self.all) == 1 and [p.name for p in self.documents] == [f"{self.id}.json"]


class Month:
    """What lies in the folder of one month. Names are sorted out only for the sessions that are asked for."""

    def __init__(self, folder: Path) -> None:
        """Raises `StorageFault` when the folder cannot be read; one that is not there is empty."""
        self._folder = folder
        self._names: dict[str, list[str]] = {}
        for name in names(folder):
            if ID.fullmatch(name[:_LENGTH]):
                self._names.setdefault(name[:_LENGTH], []).append(name)

    def sessions(self) -> Iterator[Files]:
        """The sessions that records could be read of, newest first."""
        for session_id in sorted(self._names, reverse=True):
            files = self.files(session_id)
            if files.told:
                yield files

    def orphans(self) -> Iterator[Files]:
        """Half-typed lines and leftovers of which no session is there."""
        for session_id in sorted(self._names):
            files = self.files(session_id)
            if files.all and not files.told:
                yield files

    def files(self, session_id: str) -> Files:
        """The files of one session; none where there is no such session."""
        found = []
        for name in self._names.get(session_id, ()):
            parts = _FILE.fullmatch(name)
            if parts is not None:
                found.append((parts[5], parts[4] or "", name))
            elif name.endswith(".tmp") and not name[_LENGTH].isalnum():
                found.append(("tmp", name[_LENGTH:], name))
        found.sort(key=lambda one: (len(one[1]), one[2]))

        def of(kind: str, own: bool | None = None) -> tuple[Path, ...]:
            return tuple(
                self._folder / name
                for its, between, name in found
                if its == kind and (own is None or own == (re.fullmatch(_OWN, between) is not None))
            )

        return Files(session_id, of("json"), of("jsonl", True), of("jsonl", False), of("draft"), of("tmp"))


def owner(draft: Path) -> str:
    """The device whose half-typed line lies in a file; empty for the one that began the meeting. Copies too."""
    found = re.match(_OWNER, draft.name[_LENGTH:])
    return found[1] if found else ""


def names(folder: Path) -> list[str]:
    """The names in a folder; none where it is not there. Raises `StorageFault`."""
    try:
        return os.listdir(folder)  # noqa: PTH208 - names are all that is wanted, of very many
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as fault:
        raise StorageFault(N_("{path} cannot be read: {why}"), path=folder, why=why(fault)) from None
