"""Where sessions lie: `sessions/YYYY/MM/<id>.jsonl` while they run, `<id>.json` when they have ended.

The half-typed line lies beside them in `<id>.draft`. No file is shared between sessions, so any sync
engine can carry the folder; the copies that it leaves when two computers wrote are read along
(`session_files` knows their names). Names say nothing about the client.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from ..domain.events import Ended, NoteAdded, Record, Started, Struck
from ..domain.notes import MAX_NOTE, parse_note
from ..domain.report import Listed, listed
from ..domain.sealing import private_part, sealed_text
from ..domain.session import Session, Status, apply, erase, fold
from ..domain.text import clean
from ..errors import N_, KohtaaError, StorageFault, UsageFault
from . import document
from .disk import Disk
from .hold import Hold
from .inlet import SESSION_BYTES, read_bytes, why
from .journal import Journal
from .paths import Places, make_private
from .records import Damage, Read, as_lines, beside_struck, beside_whole, copy_of, read_lines, united
from .session_files import ID, Files, Month, names, owner
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
    """A session that cannot be read; its file is left as it is."""

    id: str
    path: Path
    fault: KohtaaError


class Erased(Struct, frozen=True):
    """What was taken out of a session for good."""

    id: str
    started_at: datetime
    notes: int
    reflections: int
    reference: bool
    draft: bool
    unread: int
    """Lines that could not be understood: they may have told of the client too."""
    copies: int
    """Copies by other programs that were written anew without texts."""


class Archive:
    """The sessions of one data folder."""

    def __init__(self, places: Places, disk: Disk | None = None, vault: Vault | None = None) -> None:
        self.places = places
        self.disk = disk or Disk()
        self.vault = vault or Vault(places)
        self._months: set[Path] = set()
        self._unsure: set[Path] = set()
        """Folders whose entries may not be on the disk yet."""

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
        for folder in (self.places.data, self.places.sessions):
            if os.path.exists(folder) and not os.path.isdir(folder):  # noqa: PTH110, PTH112 - they never raise
                raise StorageFault(N_("{path} is not a folder."), path=folder)
        for year in _folders(self.places.sessions, 4):
            for month in _folders(year, 2):
                yield from Month(month).sessions()

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
        return self._load(self.files(session_id))

    def _load(self, files: Files) -> Loaded:
        if not files.told:
            raise UsageFault(N_("There is no meeting “{id}”. kohtaa list shows them."), id=files.id)
        read, strange = self._read(files)
        try:
            session = fold(files.id, self._opened(read.records))
        except KohtaaError:
            raise StorageFault(
                document.NEWER
                if read.newer
                else N_("{path} is damaged: the meeting's first line cannot be read. The file was left as it is."),
                path=(*files.journals, *files.told)[0],
            ) from None
        damage = beside_struck(session.records, beside_whole(read.records, read.damage))
        draft, locked_drafts = self._draft(files.drafts, [n.text for n in session.notes])
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

    def _opened(self, records: tuple[Record, ...]) -> tuple[Record, ...]:
        """The records with what the vault opens; copies of one text that were sealed apart are one again."""
        opened = self.vault.opened(records)
        return records if opened == records else united(opened)

    def _read(self, files: Files) -> tuple[Read, tuple[Path, ...]]:
        """All records of a session; a copy that cannot be read is told of, and hides none of the rest."""
        records: list[Record] = []
        damage: list[Damage] = []
        strange: list[Path] = []
        newer = False
        known: set[str] = set()
        document_fault: StorageFault | None = None
        for path in files.told:
            try:
                here = self._read_file(path)
            except StorageFault as fault:
                if path == self.path(files.id, "json") and fault.message != document.NEWER:
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

    def recent(self, most: int) -> list[Session | Broken]:
        """The newest sessions, newest first; a broken one stands in its place with its reason."""
        found: list[Session | Broken] = []
        for files in self.all_files():
            found.append(self._whole(files))
            if len(found) >= most:
                break
        return found

    def unfinished(self) -> Loaded | None:
        """The newest session that was not ended, or None."""
        return next(self.left(), None)

    def left(self) -> Iterator[Loaded]:
        """The sessions that were not ended, newest first. Only what has a journal is looked at."""
        for files in self.all_files():
            if not (files.journals or files.journal_copies):
                continue
            try:
                loaded = self._load(files)
            except KohtaaError:
                continue  # it is listed as broken
            if loaded.session.status is not Status.ENDED:
                yield loaded

    def all_listed(self) -> Iterator[Listed | Broken]:
        """Every session's line in the list, newest first."""
        for files in self.all_files():
            whole = self._whole(files)
            yield whole if isinstance(whole, Broken) else listed(whole)

    def _whole(self, files: Files) -> Session | Broken:
        path = (*files.documents, *files.told)[0]
        try:
            return self._load(files).session
        except KohtaaError as fault:
            return Broken(files.id, path, fault)
        except OSError as fault:
            return Broken(files.id, path, StorageFault(N_("{path} cannot be read: {why}"), path=path, why=why(fault)))

    # --- writing ---

    def create(self, path: Path) -> Journal:
        """A new journal, in a private folder. Raises `StorageFault`."""
        try:
            self._make_folder(path.parent)
        except OSError as fault:
            raise StorageFault(N_("{path} cannot be written: {why}"), path=path, why=why(fault)) from None
        return Journal.create(self.disk, path)

    def _make_folder(self, month: Path) -> None:
        """Make the folder of a month, private and on the disk: what lies in a folder that a power cut takes is gone.

        Once in a run the folders above it are put on the disk even where they were there before: the run that
        made them may have been killed just then.
        """
        self._unsure.update(folder.parent for folder in make_private(month))
        if month not in self._months:
            self._unsure.update((month.parent, self.places.sessions, self.places.data))
            self._months.add(month)
        for folder in tuple(self._unsure):
            self.disk.fsync_folder(folder)
            self._unsure.discard(folder)

    def reopen(self, session: Session, device: str) -> Journal | None:
        """The journal that `device` has of a session, to go on with; None where it has none. Raises `StorageFault`."""
        path = self.journal_path(session, device)
        return Journal.reopen(self.disk, path) if os.path.lexists(path) else None

    def finish(self, session: Session, damage: tuple[Damage, ...] = (), device: str | None = None) -> Session:
        """Put the document in the journal's place. Raises `StorageFault`; the journal is then still there.

        Whatever lies in the session's files and is not in `session` (another computer went on with it)
        is put into the document too; the session that comes of it is returned.

        Order: the document beside, on the disk, renamed, the folder on the disk; then the half-typed
        lines go, and the journals last, for while they are there what a crash left can be found and finished.
        With `device` the half-typed lines of other computers stay: they are still being written there.
        """
        files = self.files(session.id)
        before = {path: _seen(path) for path in files.journals}
        read, strange = self._read(files)
        if read.newer:
            raise StorageFault(document.NEWER_STAYS)
        records = united((*session.records, *self._opened(read.records)))
        if records != session.records:
            session = fold(session.id, records)
        known = {d.raw for d in damage}
        damage = () if session.erased else (*damage, *(d for d in read.damage if d.raw not in known))
        damage = beside_struck(session.records, beside_whole(session.records, damage))
        path = self.path(session.id, "json")
        try:
            self._make_folder(path.parent)
            if path in strange:  # what nobody can read is not written over: it stays as a copy does
                self.disk.replace(path, path.with_name(f"{session.id}-unread-{os.urandom(2).hex()}.json"))
            self._put_document(path, document.to_bytes(session, damage))
            self._clear_copies(session, files, files.journals)
            for gone in (*files.leftovers, *self._own_drafts(session, files, device)):
                self.disk.remove(gone)
            for gone in files.journals:
                if _seen(gone) == before[gone]:  # what came in just now has not been read: it is taken up by `tidy`
                    self.disk.remove(gone)
        except OSError as fault:
            raise StorageFault(N_("{path} cannot be written: {why}"), path=path, why=why(fault)) from None
        return session

    def _put_document(self, path: Path, data: bytes) -> None:
        """Write a document; one that holds just that already is left alone, or two computers would never rest."""
        try:
            same = read_bytes(path, SESSION_BYTES) == data
        except StorageFault:
            same = False
        if same:
            self.disk.fsync_folder(path.parent)
        else:
            self.disk.put(path, data)

    def clear_copies(self, session: Session, *own: Path) -> None:
        """Take what was struck or erased out of every other file of the session too. Raises `StorageFault`.

        A file that still holds such a text is written anew, with all of the session and all that it
        held itself; `own` is the journal that the caller writes itself.
        """
        files = self.files(session.id)
        try:
            self._clear_copies(session, files, own)
        except OSError as fault:
            raise StorageFault(N_("{path} cannot be written: {why}"), path=files.all[0], why=why(fault)) from None

    def _clear_copies(self, session: Session, files: Files, but: tuple[Path, ...] = ()) -> None:
        for path in self._telling(session, files):
            if path in but:
                continue
            before, here = _seen(path), Read(())
            with suppress(StorageFault):  # only what is erased is written over unread
                here = self._read_file(path)
            records = united((*session.records, *here.records))  # another computer may have written on in it
            damage = () if session.erased else beside_struck(records, here.damage)
            whole = session if records == session.records else fold(session.id, records)
            data = as_lines(records, damage) if path.suffix == ".jsonl" else document.to_bytes(whole, damage)
            if _seen(path) == before:
                self.disk.put(path, data)

    def _read_file(self, path: Path) -> Read:
        """What one file of a session holds. Raises `StorageFault`."""
        data = read_bytes(path, SESSION_BYTES)
        return read_lines(data) if path.suffix == ".jsonl" else document.from_bytes(data, path)

    def _telling(self, session: Session, files: Files) -> Iterator[Path]:
        """The files that still hold a text which the session says is struck, or is erased with all others."""
        gone = {copy_of(r) for r in session.records if isinstance(r.event, Struck)}
        for path in files.told:
            try:
                here = self._read_file(path)
            except StorageFault:
                if not session.erased:
                    continue  # it is named where the session is read, and left as it is
                here = Read((), (Damage(1, "?"),))  # what cannot be read may tell of the client
            texts = [r for r in here.records if sealed_text(r.event) or private_part(r.event)]
            if session.erased:
                tells = bool(texts or here.damage)
            else:
                unread = len(here.damage) != len(beside_struck(session.records, here.damage))
                tells = unread or any(copy_of(r) in gone for r in texts)
            if tells and not here.newer:
                yield path

    def tidy(self, device: str | None = None) -> None:
        """Finish what a crash left half-done, and what copies came in with; what is open elsewhere is left alone.

        With `device` the half-typed lines of other computers stay, and one that this computer left in a
        meeting that another has ended since becomes a note.
        """
        for files in self.all_files():
            if files.alone:
                continue
            hold = Hold(self.places, files.id)
            if not hold.take():
                continue
            try:
                loaded = self._load(self.files(files.id))
                if loaded.newer or loaded.session.status is not Status.ENDED:
                    continue
                if loaded.session.erased:
                    if self.tells(files, loaded.session):  # a copy brought back what was erased here
                        self.erase(files.id)
                elif files.journals or self._own_drafts(loaded.session, files, device) or files.leftovers:
                    self.finish(self._with_left_line(loaded.session, files, device), loaded.damage, device)
                else:
                    self.clear_copies(loaded.session)
            except KohtaaError:
                with suppress(KohtaaError, OSError):  # otherwise it stays as it is and is listed as it is
                    self._clear_unborn(self.files(files.id))
            finally:
                hold.release()

    def _own_drafts(self, session: Session, files: Files, device: str | None) -> tuple[Path, ...]:
        """The half-typed lines of one computer; without `device` all of them."""
        mine = None if device is None else owner_name(session, device)
        return tuple(path for path in files.drafts if mine is None or owner(path) == mine)

    def _with_left_line(self, session: Session, files: Files, device: str | None) -> Session:
        """The session with the line that this computer left half-typed when another one ended the meeting.

        Where this computer ended it, the line had become a note before that.
        """
        if device is None or any(isinstance(r.event, Ended) and r.device == device for r in session.records):
            return session
        text, locked = self._draft(self._own_drafts(session, files, device), [n.text for n in session.notes], seen=True)
        parsed = parse_note(text)
        left = [NoteAdded(age=line) for line in locked]
        if parsed is not None:
            left.append(NoteAdded(parsed[1][:MAX_NOTE], parsed[0]))
        for event in left:
            session = apply(session, Record(session.next_seq, device, session.last_ms, self.vault.seal(event)))
        return session

    def _clear_unborn(self, files: Files) -> None:
        """Take away a journal that was stopped within its very first line: no meeting was ever saved in it.

        One whose line ends were lost otherwise has more than one number in it, and stays.
        """
        journal = self.path(files.id, "jsonl")
        if files.all != (journal,):
            return
        data = read_bytes(journal, SESSION_BYTES)
        if b"\n" not in data and data.count(b'"seq"') <= 1:
            self.disk.remove(journal)

    # --- taking out for good ---

    def erase(self, session_id: str) -> Erased:
        """Take all that tells of the client out of a session, in every file of it; its times stay.

        Half-typed lines go, and lines that could not be understood. Copies by other programs are written
        anew, with the same bytes on every computer that does this. Raises `StorageFault`; what is done by
        then says that the rest is to go too, and `tidy` goes on with it.
        """
        files = self.files(session_id)
        loaded = self._load(files)
        session, receipt = erase(loaded.session), self._to_erase(files, loaded)
        path = self.path(session_id, "json")
        try:
            self._make_folder(path.parent)
            self._put_document(path, document.to_bytes(session))
            self._clear_copies(session, files)
            for gone in (*files.leftovers, *files.drafts, *files.journals):
                self.disk.remove(gone)
        except OSError as fault:
            raise StorageFault(N_("{path} cannot be written: {why}"), path=path, why=why(fault)) from None
        return receipt

    def to_erase(self, session_id: str) -> Erased:
        """What `erase` would take out; nothing is changed. Raises `StorageFault`, `UsageFault`."""
        files = self.files(session_id)
        return self._to_erase(files, self._load(files))

    def _to_erase(self, files: Files, loaded: Loaded) -> Erased:
        if loaded.newer:
            raise StorageFault(document.NEWER_STAYS)
        before, own = loaded.session, {self.path(files.id, "json"), *files.journals}
        return Erased(
            id=files.id,
            started_at=before.started_at,
            notes=len(before.notes),
            reflections=len(before.reflections),
            reference=bool(before.reference) or before.reference_locked,
            draft=bool(files.drafts),
            unread=len(loaded.damage),
            copies=sum(path not in own for path in self._telling(erase(before), files)),
        )

    def tells(self, files: Files, session: Session) -> bool:
        """Whether some file of an erased session still, or again, holds what is to be gone."""
        beside = files.journals or files.drafts or files.leftovers
        return bool(beside) or next(self._telling(session, files), None) is not None

    def remove(self, session_id: str) -> None:
        """Take a session away with its times and all its files, copies too. Raises `StorageFault`.

        What it is found by goes last, so that the rest can be found and removed after a fault.
        """
        for path in reversed(self.files(session_id).all):
            try:
                self.disk.remove(path)
            except OSError as fault:
                raise StorageFault(N_("{path} cannot be removed: {why}"), path=path, why=why(fault)) from None

    # --- the half-typed line ---

    def keep_draft(self, session_id: str, text: str, device: str = "") -> None:
        """Put the half-typed line beside the session, or take it away when empty. Raises `StorageFault`.

        `device` is another computer than the one that began the meeting: two may be typing at once.
        """
        path = self.path(session_id, f"{device}.draft" if device else "draft")
        try:
            if text:
                self.disk.put(path, self.vault.sealed_draft(text))
            else:
                self.disk.remove(path)
                self.disk.remove(path.with_name(path.name + ".tmp"))
        except OSError as fault:
            raise StorageFault(N_("{path} cannot be written: {why}"), path=path, why=why(fault)) from None

    def _draft(self, drafts: tuple[Path, ...], noted: list[str], *, seen: bool = False) -> tuple[str, tuple[str, ...]]:
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


def _seen(path: Path) -> tuple[int, int, int] | None:
    """What tells a file from the one that another program puts in its place; None where there is none."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _touched(path: Path) -> float:
    """When a file was last written; long ago when that cannot be told."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _folders(parent: Path, length: int) -> list[Path]:
    return [parent / n for n in sorted(names(parent), reverse=True) if len(n) == length and n.isdigit()]
