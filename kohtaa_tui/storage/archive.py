"""Where sessions lie: `sessions/YYYY/MM/<id>.jsonl` while they run, `<id>.json` when they have ended.

The half-typed line lies beside them in `<id>.draft`. No file is shared between sessions, so any sync
engine can carry the folder. Names say nothing about the client.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from ..domain.report import Listed, listed
from ..domain.session import Session, Status, fold
from ..domain.text import clean
from ..errors import N_, KohtaaError, StorageFault, UsageFault
from . import document
from .disk import Disk
from .inlet import SESSION_BYTES, read_bytes, why
from .journal import Journal
from .paths import Places, make_private
from .records import Damage, Read, read_lines, united

ID = re.compile(r"(\d{4})(\d{2})\d{2}T\d{6}Z-[a-z0-9]{8}")
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # 32 letters: a byte picks one without favour


class Loaded(Struct, frozen=True):
    """A session as it lies on disk, with the lines that could not be understood."""

    session: Session
    damage: tuple[Damage, ...] = ()
    journal: bool = False
    """Whether a journal is there: the session runs, or its document was not finished."""
    draft: str = ""
    """The half-typed line."""
    sign_of_life: datetime | None = None
    """When something was last written for it."""


class Broken(Struct, frozen=True):
    """A session that cannot be read; its file is left as it is."""

    id: str
    path: Path
    fault: KohtaaError


class Archive:
    """The sessions of one data folder."""

    def __init__(self, places: Places, disk: Disk | None = None) -> None:
        self.places = places
        self.disk = disk or Disk()

    def new_id(self, now: datetime) -> str:
        """An id with the start time and enough randomness to be unique across machines.

        The first three of the eight letters are the fraction of the second, so that ids sort by their
        start; the other five, 33 million ways, are random.
        """
        part = now.microsecond * 32**3 // 1_000_000
        letters = _ALPHABET[part >> 10] + _ALPHABET[part >> 5 & 31] + _ALPHABET[part & 31]
        return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{letters}{''.join(_ALPHABET[b % 32] for b in os.urandom(5))}"

    def path(self, session_id: str, ending: str) -> Path:
        """Where a session's `jsonl`, `json` or `draft` file lies. Raises `UsageFault` for what is no id."""
        found = ID.fullmatch(session_id)
        if not found:
            raise UsageFault(N_("“{id}” is not the id of a meeting."), id=clean(session_id, 60))
        return self.places.sessions / found[1] / found[2] / f"{session_id}.{ending}"

    def create(self, session_id: str) -> Journal:
        """A new session's journal, in a private folder. Raises `StorageFault`."""
        path = self.path(session_id, "jsonl")
        make_private(path.parent)
        return Journal.create(self.disk, path)

    def reopen(self, session_id: str) -> Journal:
        """A running session's journal, to go on with. Raises `StorageFault`."""
        return Journal.reopen(self.disk, self.path(session_id, "jsonl"))

    def ids(self, endings: tuple[str, ...] = (".jsonl", ".json")) -> Iterator[str]:
        """The ids of sessions that have a file with one of `endings`, newest first.

        Years and months are looked into only as far as one reads on.
        """
        for folder in (self.places.data, self.places.sessions):
            if os.path.exists(folder) and not os.path.isdir(folder):  # noqa: PTH110, PTH112 - they never raise
                raise StorageFault(N_("{path} is not a folder."), path=folder)
        for year in _folders(self.places.sessions, 4):
            for month in _folders(year, 2):
                names = {n.split(".")[0] for n in _names(month) if n.endswith(endings)}
                yield from sorted((n for n in names if ID.fullmatch(n)), reverse=True)

    def resolve(self, text: str) -> str:
        """The id that `text` means: `last`, a whole id, or a unique beginning of one. Raises `UsageFault`."""
        if text == "last":
            newest = next(self.ids(), None)
            if newest is None:
                raise UsageFault(N_("There are no meetings yet."))
            return newest
        found = [i for i in self.ids() if text and i.startswith(text)]
        if len(found) == 1 or text in found:
            return found[0] if len(found) == 1 else text
        if found:
            raise UsageFault(N_("“{id}” fits {n} meetings. Write more of the id."), id=clean(text, 60), n=len(found))
        raise UsageFault(N_("There is no meeting “{id}”. kohtaa list shows them."), id=clean(text, 60))

    def load(self, session_id: str) -> Loaded:
        """The session, from its document, its journal or both united. Raises `StorageFault`, `UsageFault`."""
        read, signs, journalled = Read(()), [], False
        for ending in ("json", "jsonl"):
            path = self.path(session_id, ending)
            if not os.path.lexists(path):
                continue
            data = read_bytes(path, SESSION_BYTES)
            here = document.from_bytes(data, path) if ending == "json" else read_lines(data)
            read = Read(united((*read.records, *here.records)), (*read.damage, *here.damage))
            signs.append(_touched(path))
            journalled = journalled or ending == "jsonl"
        if not signs:
            raise UsageFault(N_("There is no meeting “{id}”. kohtaa list shows them."), id=session_id)
        try:
            session = fold(session_id, read.records)
        except KohtaaError:
            raise StorageFault(
                N_("{path} is damaged: the meeting's first line cannot be read. The file was left as it is."),
                path=self.path(session_id, "jsonl" if journalled else "json"),
            ) from None
        draft, touched = self._draft(session_id)
        sign = datetime.fromtimestamp(max(*signs, touched), UTC)
        return Loaded(session, read.damage, journalled, draft, sign)

    def recent(self, most: int) -> list[Session | Broken]:
        """The newest sessions, newest first; a broken one stands in its place with its reason."""
        found: list[Session | Broken] = []
        for session_id in self.ids():
            found.append(self._whole(session_id))
            if len(found) >= most:
                break
        return found

    def unfinished(self) -> Loaded | None:
        """The newest session that was not ended, or None. Only what has a journal is looked at."""
        for session_id in self.ids((".jsonl",)):
            try:
                loaded = self.load(session_id)
            except KohtaaError:
                continue  # it is listed as broken
            if loaded.session.status is not Status.ENDED:
                return loaded
        return None

    def all_listed(self) -> Iterator[Listed | Broken]:
        """Every session's line in the list, newest first."""
        for session_id in self.ids():
            whole = self._whole(session_id)
            yield whole if isinstance(whole, Broken) else listed(whole)

    def finish(self, session: Session, damage: tuple[Damage, ...] = ()) -> None:
        """Put the document in the journal's place. Raises `StorageFault`; the journal is then still there.

        Order: the document beside, on the disk, renamed, the folder on the disk; then the half-typed line
        goes, and the journal last, for while it is there what a crash left can be found and finished.
        """
        path = self.path(session.id, "json")
        try:
            make_private(path.parent)
            self.disk.put(path, document.to_bytes(session, damage))
            self.disk.remove(self.path(session.id, "draft"))
            self.disk.remove(self.path(session.id, "jsonl"))
        except OSError as fault:
            raise StorageFault(N_("{path} cannot be written: {why}"), path=path, why=why(fault)) from None

    def tidy(self) -> None:
        """Finish documents that a crash left as ended journals."""
        for session_id in list(self.ids((".jsonl",))):
            try:
                loaded = self.load(session_id)
                if loaded.session.status is Status.ENDED:
                    self.finish(loaded.session, loaded.damage)
            except KohtaaError:
                continue  # it stays as it is and is listed as it is

    def erase(self, session_id: str) -> None:
        """Take a session away: document, journal, half-typed line. Raises `StorageFault`."""
        for ending in ("json", "json.tmp", "jsonl", "jsonl.tmp", "draft", "draft.tmp"):
            path = self.path(session_id, ending)
            try:
                self.disk.remove(path)
            except OSError as fault:
                raise StorageFault(N_("{path} cannot be removed: {why}"), path=path, why=why(fault)) from None

    def keep_draft(self, session_id: str, text: str) -> None:
        """Put the half-typed line beside the session, or take it away when empty. Raises `StorageFault`."""
        path = self.path(session_id, "draft")
        try:
            if text:
                self.disk.put(path, text.encode("utf-8", "replace"))
            else:
                self.disk.remove(path)
        except OSError as fault:
            raise StorageFault(N_("{path} cannot be written: {why}"), path=path, why=why(fault)) from None

    def _draft(self, session_id: str) -> tuple[str, float]:
        path = self.path(session_id, "draft")
        try:
            return clean(read_bytes(path, 64 * 1024).decode("utf-8", "replace")), path.stat().st_mtime
        except (KohtaaError, OSError):
            return "", 0.0

    def _whole(self, session_id: str) -> Session | Broken:
        try:
            return self.load(session_id).session
        except KohtaaError as fault:
            ending = "json" if os.path.lexists(self.path(session_id, "json")) else "jsonl"
            return Broken(session_id, self.path(session_id, ending), fault)
        except OSError as fault:
            path = self.path(session_id, "json")
            return Broken(session_id, path, StorageFault(N_("{path} cannot be read: {why}"), path=path, why=why(fault)))


def _touched(path: Path) -> float:
    """When a file was last written; long ago when that cannot be told."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _folders(parent: Path, length: int) -> list[Path]:
    return [parent / n for n in sorted(_names(parent), reverse=True) if len(n) == length and n.isdigit()]


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - names are all that is wanted, of very many
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as fault:
        raise StorageFault(N_("{path} cannot be read: {why}"), path=folder, why=why(fault)) from None
