"""Where sessions lie, and what they hold.

`sessions/YYYY/MM/<id>.jsonl` while they run, `<id>.json` when they have ended.
The half-typed line lies beside them in `<id>.draft`. No file is shared between sessions, so any sync
engine can carry the folder; the copies that it leaves when two computers wrote are read along
(`session_files` knows their names). Names say nothing about the client. Nothing is written here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from ..domain.events import NoteAdded, NoteEdited, Record, Started
from ..domain.folding import fold
from ..domain.notes import parse_note, typed
from ..domain.practised import Practice
from ..domain.session import Session, Status
from ..domain.text import clean
from ..errors import N_, KohtaaError, StorageFault, UsageFault
from . import document
from .inlet import SESSION_BYTES, read_bytes, why
from .paths import Places
from .records import Damage, Read, beside_struck, beside_whole, read_lines
from .session_files import ID, Files, Month, names
from .union import united
from .vault import Vault

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # 32 letters: a byte picks one without favour


class Loaded(Struct, frozen=True):
    """A session as it lies on disk, all its files united, with the lines that could not be understood."""

    session: Session
    damage: tuple[Damage, ...] = ()
    journal: bool = False
    """Whether a journal is there: the session runs, or its document was not finished."""
    draft: str = ""
    """The half-typed line; those of several computers one after the other."""
    locked_drafts: tuple[str, ...] = ()
    """Half-typed lines that are sealed and were not opened."""
    drafts: tuple[Path, ...] = ()
    """The files of the half-typed lines."""
    sign_of_life: datetime | None = None
    """When something was last written for it."""
    strange: tuple[Path, ...] = ()
    """Copies that could not be read; they are left as they are."""
    newer: bool = False
    """Whether a newer version of the program wrote some of it: then it is read, and not written over."""


class Broken(Struct, frozen=True):
    """A session that cannot be read, or does not belong here (`Misplaced`); its file is left as it is."""

    id: str
    path: Path
    fault: KohtaaError


class Headless(StorageFault):
    """The first line of a session cannot be read, and so not the session. `notes` are the texts that can."""

    notes: tuple[str, ...] = ()


class Misplaced(StorageFault):
    """Practice among the meetings, or a meeting among practice: it is shown as what it is, and counted nowhere."""


class Library:
    """The sessions of one data folder, to find and to read."""

    def __init__(self, places: Places, vault: Vault | None = None) -> None:
        """With `vault` that of another store is shared: what was opened for one is open for both."""
        self.places = places
        self.vault = vault or Vault(places)

    # --- the wall between meetings and practice ---

    def stranger(self, practice: Practice | None) -> Misplaced | None:
        """Why a session with this mark does not belong into this store; None where it does."""
        if (practice is not None) == self.places.for_practice:
            return None
        if self.places.for_practice:
            return Misplaced(N_("This is a real meeting and does not belong among practice. It is left out here."))
        return Misplaced(N_("This was practised or shown and is no real meeting. It is left out here."))

    # --- names ---

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

    def journal_path(self, session: Session, device: str, another: str = "") -> Path:
        """Where `device` keeps its journal of a session, so that no two computers write to one file.

        `another` tells a further one apart, for when its own was taken away from it.
        """
        if another:
            return self.path(session.id, f"{device}.{another}.jsonl")
        return self.path(session.id, ".".join(part for part in (owner_name(session, device), "jsonl") if part))

    def draft_path(self, session: Session, device: str) -> Path:
        """Where `device` keeps its half-typed line: two computers may be typing at once."""
        return self.path(session.id, ".".join(part for part in (owner_name(session, device), "draft") if part))

    def files(self, session_id: str) -> Files:
        """What lies in the folder for a session. Raises `StorageFault`, `UsageFault`."""
        return Month(self.path(session_id, "json").parent).files(session_id)

    def all_files(self) -> Iterator[Files]:
        """The files of every session, newest first. Years and months are looked into only as far as one reads on."""
        for month in self.months():
            yield from Month(month).sessions()

    def months(self) -> Iterator[Path]:
        """The folders of the months, the newest first. Raises `StorageFault` where there is something else."""
        for folder in (self.places.data, self.places.sessions):
            if os.path.exists(folder) and not os.path.isdir(folder):  # noqa: PTH110, PTH112 - they never raise
                raise StorageFault(N_("{path} is not a folder."), path=folder)
        for year in _folders(self.places.sessions, 4):
            yield from _folders(year, 2)

    def orphans(self) -> Iterator[Files]:
        """Half-typed lines and leftovers of which no session is there: one taken away elsewhere, or never begun."""
        for month in self.months():
            yield from Month(month).orphans()

    def ids(self) -> Iterator[str]:
        """The ids of all sessions, newest first."""
        return (files.id for files in self.all_files())

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

    # --- reading ---

    def load(self, session_id: str) -> Loaded:
        """The session, from all its files united. Raises `StorageFault`, `UsageFault`."""
        return self.load_files(self.files(session_id))

    def load_files(self, files: Files) -> Loaded:
        if not files.told:
            raise UsageFault(N_("There is no meeting “{id}”. kohtaa list shows them."), id=files.id)
        read, strange = self.read_files(files)
        records = self.opened(read.records)
        try:
            session = fold(files.id, records)
        except KohtaaError:
            path = (*files.journals, *files.told)[0]
            if read.newer:
                raise document.Newer(path) from None
            message = N_("{path} is damaged: the meeting's first line cannot be read. The file was left as it is.")
            fault = Headless(message, path=path)
            texts = (r.event for r in records if isinstance(r.event, NoteAdded | NoteEdited))
            fault.notes = tuple(typed(event.text, event.mark) for event in texts if event.text)
            raise fault from None
        damage = beside_struck(session.records, beside_whole(read.records, read.damage))
        draft, locked_drafts = self.read_drafts(files.drafts, [n.text for n in session.notes])
        sign = datetime.fromtimestamp(max(_touched(path) for path in (*files.told, *files.drafts)), UTC)
        return Loaded(
            session=session,
            damage=damage,
            journal=bool(files.journals),
            draft=draft,
            locked_drafts=locked_drafts,
            drafts=files.drafts,
            sign_of_life=sign,
            strange=strange,
            newer=read.newer,
        )

    def opened(self, records: tuple[Record, ...]) -> tuple[Record, ...]:
        """The records with what the vault opens; copies of one text that were sealed apart are one again."""
        opened = self.vault.opened(records)
        return records if opened == records else united(opened)

    def read_files(self, files: Files) -> tuple[Read, tuple[Path, ...]]:
        """All records of a session; a copy that cannot be read is told of, and hides none of the rest."""
        records: list[Record] = []
        damage: list[Damage] = []
        strange: list[Path] = []
        newer = False
        known: set[str] = set()
        document_fault: StorageFault | None = None
        for path in files.told:
            try:
                here = self.read_file(path)
            except StorageFault as fault:
                if path == self.path(files.id, "json") and not isinstance(fault, document.Newer):
                    document_fault = fault  # the journal, or a copy, may tell it all
                elif path in files.journals or path == self.path(files.id, "json"):
                    raise
                strange.append(path)
                continue
            records += here.records
            damage += (d for d in here.damage if d.raw not in known)
            known.update(d.raw for d in here.damage if d.raw)
            newer = newer or here.newer
        if document_fault is not None and not any(isinstance(r.event, Started) for r in records):
            raise document_fault
        return Read(united(records), tuple(damage), newer), tuple(strange)

    def read_file(self, path: Path) -> Read:
        """What one file of a session holds. Raises `StorageFault`."""
        data = read_bytes(path, SESSION_BYTES)
        return read_lines(data) if path.suffix == ".jsonl" else document.from_bytes(data, path)

    def recent(self, most: int) -> list[Session | Broken]:
        """The newest sessions, newest first; a broken one stands in its place with its reason."""
        found: list[Session | Broken] = []
        for files in self.all_files():
            found.append(self.whole(files))
            if len(found) >= most:
                break
        return found

    def unfinished(self) -> Loaded | None:
        """The newest session that was not ended, or None."""
        return next(self.left(), None)

    def left(self) -> Iterator[Loaded]:
        """The sessions that were not ended, newest first. Only what has a journal is looked at."""
        for files in (files for month in self.months() for files in Month(month).with_journals()):
            try:
                loaded = self.load_files(files)
            except KohtaaError:
                continue  # it is listed as broken
            if loaded.session.status is not Status.ENDED and not self.stranger(loaded.session.practice):
                yield loaded

    def all_whole(self) -> Iterator[Session | Broken]:
        """Every session, newest first; a broken one stands in its place with its reason."""
        return map(self.whole, self.all_files())

    def whole(self, files: Files) -> Session | Broken:
        """One session, from its files; or why it cannot be read."""
        path = (*files.documents, *files.told)[0]
        try:
            session = self.load_files(files).session
            stranger = self.stranger(session.practice)
            return Broken(files.id, path, stranger) if stranger else session
        except KohtaaError as fault:
            return Broken(files.id, path, fault)
        except OSError as fault:
            return Broken(files.id, path, StorageFault(N_("{path} cannot be read: {why}"), path=path, why=why(fault)))

    def read_drafts(
        self, drafts: tuple[Path, ...], noted: list[str], *, seen: bool = False
    ) -> tuple[str, tuple[str, ...]]:
        """The half-typed line, lines of others after it; and those that are sealed and not opened, as they are.

        Of several, and with `seen`, one that has become a note since is left out.
        """
        found: list[str] = []
        locked: list[str] = []
        for path in drafts:
            try:
                text, sealed = self.vault.opened_draft(read_bytes(path, 256 * 1024))
            except KohtaaError:
                continue
            if sealed and sealed not in locked:
                locked.append(sealed)
            text = clean(text)
            parsed = parse_note(text) if seen or len(drafts) > 1 else None
            if parsed is not None and any(parsed[1] in note for note in noted):
                continue
            if text and not any(text in known for known in found):
                found.append(text)
        return " ".join(found), tuple(locked)


def owner_name(session: Session, device: str) -> str:
    """What stands for a device in the names of its files; nothing for the one that began the session."""
    return "" if session.records[0].device == device else device


def _touched(path: Path) -> float:
    """When a file was last written; long ago when that cannot be told."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _folders(parent: Path, length: int) -> list[Path]:
    return [parent / n for n in sorted(names(parent), reverse=True) if len(n) == length and n.isdigit()]
