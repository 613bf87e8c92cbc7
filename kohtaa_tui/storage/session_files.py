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
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from ..errors import N_, StorageFault
from .inlet import why

ID = re.compile(r"(\d{4})(\d{2})\d{2}T\d{6}Z-[a-z0-9]{8}")
FILE = re.compile(rf"({ID.pattern})((?![A-Za-z0-9]).*)?\.(jsonl|json|draft)")
"""The name of a file that belongs to a session."""
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
        self._listed = names(folder)

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        """The names by the ids they begin with."""
        return _by_id(self._listed)

    def sessions(self, *, newest_first: bool = True) -> Iterator[Files]:
        """The sessions that records could be read of, newest first or last."""
        for session_id in sorted(self._names, reverse=newest_first):
            files = self.files(session_id)
            if files.told:
                yield files

    def with_journals(self) -> Iterator[Files]:
        """Those of them that have a journal, newest first. The names of all others are not sorted out."""
        ids = {name[:_LENGTH] for name in self._listed if name.endswith(".jsonl")}
        if ids:
            own = _by_id(name for name in self._listed if name[:_LENGTH] in ids)
            for session_id in sorted(own, reverse=True):
                files = self._files(session_id, own[session_id])
                if files.journals or files.journal_copies:
                    yield files

    def count(self) -> int:
        """How many sessions there are, by their names alone."""
        return len({n[:_LENGTH] for n in self._listed if n.endswith((".json", ".jsonl")) and ID.fullmatch(n[:_LENGTH])})

    def orphans(self) -> Iterator[Files]:
        """Half-typed lines and leftovers of which no session is there."""
        for session_id in sorted(self._names):
            files = self.files(session_id)
            if files.all and not files.told:
                yield files

    def files(self, session_id: str) -> Files:
        """The files of one session; none where there is no such session."""
        return self._files(session_id, self._names.get(session_id, ()))

    def _files(self, session_id: str, names: Iterable[str]) -> Files:
        found = []
        for name in names:
            parts = FILE.fullmatch(name)
            if parts is not None:
                found.append((parts[5], parts[4] or "", name))
            elif name.endswith(".tmp") and not name[_LENGTH].isalnum():
                found.append(("tmp", name[_LENGTH:], name))
        if len(found) == 1 and found[0][:2] == ("json", ""):  # as nearly all are
            return Files(session_id, (self._folder / found[0][2],))
        found.sort(key=lambda one: (len(one[1]), one[2]))

        def of(kind: str, own: bool | None = None) -> tuple[Path, ...]:
            return tuple(
                self._folder / name
                for its, between, name in found
                if its == kind and (own is None or own == (re.fullmatch(_OWN, between) is not None))
            )

        return Files(session_id, of("json"), of("jsonl", True), of("jsonl", False), of("draft"), of("tmp"))


def _by_id(names: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(name[:_LENGTH], []).append(name)
    return {session_id: own for session_id, own in found.items() if ID.fullmatch(session_id)}


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
