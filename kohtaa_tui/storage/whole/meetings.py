"""What becomes of one meeting, or practice, of an archive: new here, here already, or to be united with what is here.

Nothing here is ever written over by it. Where the archive has more of a meeting, a copy is put beside its files,
`<id>-archive-<hex>.json`, which is read along as the copies of other programs are. What was struck or erased on
either side is in no file afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Literal

from msgspec import Struct

from ...domain.events import Record, Started, Struck
from ...domain.folding import fold
from ...domain.sealing import private_part, sealed_text
from ...domain.session import Session, Status
from ...errors import N_, KohtaaError, StorageFault
from .. import document
from ..archive import Archive
from ..hold import Hold
from ..index_file import drop
from ..inlet import SESSION_BYTES, read_bytes
from ..records import Damage, Read, as_lines, beside_struck, beside_whole, read_lines
from ..session_files import Files
from ..union import copy_of, united
from ..vault import Vault
from .opened import Piece

Result = Literal["new", "same", "more", "erased", "open", "left"]
"""Put here; here already; united with what is here; erased here, and stays so; open in another window; left out."""
_UNREAD = N_("It cannot be read, and the meeting is here already: it was left out.")
_HELD = N_("This meeting is open in another window.")
_Put = tuple[Path, bytes, datetime | None]


class Verdict(Struct, frozen=True):
    """What becomes of one session."""

    id: str
    result: Result
    fault: KohtaaError | None = None
    """Why it is left out."""
    takes: bool = False
    """Whether texts that are here go, because they were struck or erased in the archive."""
    unread: bool = False
    """Whether some of what is put here cannot be understood."""
    ended_at: datetime | None = None
    """When it was over, for one that is put here with its texts: from then on its days are counted."""
    puts: tuple[_Put, ...] = ()
    whole: tuple[Record, ...] = ()
    """All its records, of here and of the archive; empty for one that is new."""


def judge(archive: Archive, pieces: Sequence[Piece]) -> Verdict:
    """What would become of a session; nothing is written. Raises `StorageFault` where a folder cannot be read."""
    session_id = pieces[0].place.session_id
    files = archive.files(session_id)
    if all(_same(files, piece) for piece in pieces):
        return Verdict(session_id, "same")
    told = [piece for piece in pieces if not piece.place.name.endswith(".draft")]
    read, unread = _read(told)
    theirs = archive.opened(read.records)
    for record in theirs:
        if isinstance(record.event, Started) and (stranger := archive.stranger(record.event.practice)):
            return Verdict(session_id, "left", stranger)
    if files.told:
        return _beside(archive, files, pieces, read, theirs, unread)
    folder = archive.path(session_id, "json").parent
    puts = [(folder / piece.place.file_name, piece.data, piece.modified) for piece in pieces]
    puts.sort(key=lambda put: put[0].suffix != ".draft")  # cut short, the next run finds no session and does it again
    session = _folded(session_id, theirs)
    return Verdict(
        session_id,
        "new",
        unread=bool(unread or read.damage or (told and session is None)),
        ended_at=_ended_at(session),
        puts=tuple(puts),
    )


def take_in(archive: Archive, sealer: Vault, pieces: Sequence[Piece]) -> Verdict:
    """Do what `judge` says, under the hold on the session. Raises `StorageFault`.

    `sealer` has no secret key: where encryption is on here, it seals what the archive has in plain text.
    """
    hold = Hold(archive.places, pieces[0].place.session_id)
    if not hold.take():
        return held(archive, judge(archive, pieces))
    try:
        verdict = judge(archive, pieces)
        for path, data, modified in verdict.puts:
            archive.bring(path, _sealed(sealer, verdict.id, path, data), modified)
        session = _folded(verdict.id, verdict.whole)
        if session is not None and session.erased:
            archive.erase(verdict.id)
        elif session is not None:
            archive.clear_copies(session)
        if verdict.takes:
            drop(archive.places)
    finally:
        hold.release()
    return verdict


def held(archive: Archive, verdict: Verdict) -> Verdict:
    """The verdict as it would be now: a session that is open in another window is left alone."""
    if verdict.puts and Hold(archive.places, verdict.id).elsewhere:
        return Verdict(verdict.id, "open", StorageFault(_HELD))
    return verdict


def _same(files: Files, piece: Piece) -> bool:
    """Whether just this file is here already."""
    for path in files.all:
        if path.name == piece.place.file_name:
            with suppress(StorageFault):
                return read_bytes(path, SESSION_BYTES) == piece.data
    return False


def _read(told: Sequence[Piece]) -> tuple[Read, bool]:
    """All records of a session in the archive, and whether some file of it cannot be read."""
    records: list[Record] = []
    damage: list[Damage] = []
    newer = unread = False
    for piece in told:
        try:
            here = (
                read_lines(piece.data)
                if piece.place.name.endswith(".jsonl")
                else document.from_bytes(piece.data, piece.place.name)
            )
        except document.Newer:
            newer = True
            continue
        except StorageFault:
            unread = True
            continue
        records += here.records
        damage += here.damage
        newer = newer or here.newer
    return Read(united(records), tuple(damage), newer), unread


def _beside(
    archive: Archive, files: Files, pieces: Sequence[Piece], read: Read, theirs: tuple[Record, ...], unread: bool
) -> Verdict:
    """What becomes of a session that is here too."""
    try:
        here_read = archive.read_files(files)[0]
    except document.Newer as newer:
        return Verdict(files.id, "left", newer)
    except StorageFault:  # the archive may have what is damaged here
        here_read = Read(())
    here = archive.opened(here_read.records)
    whole = united((*here, *theirs))
    erased = any(isinstance(r.event, Started) and r.event.erased for r in whole)
    known = {d.raw for d in here_read.damage}
    lines = [d for d in read.damage if d.raw and d.raw not in known]
    more = () if erased else beside_struck(whole, beside_whole(whole, tuple(lines)))
    if whole == here and not more:
        if unread:
            return Verdict(files.id, "left", StorageFault(_UNREAD))
        gone = erased and any(private_part(r.event) or sealed_text(r.event) for r in theirs)
        return Verdict(files.id, "erased" if gone else "same")
    if read.newer or here_read.newer:
        return Verdict(files.id, "left", StorageFault(document.NEWER_STAYS))
    session = _folded(files.id, whole)
    written = session is not None and session.status is Status.ENDED
    name = sha256(b"".join(sorted(piece.data for piece in pieces))).hexdigest()[:8]
    folder = archive.path(files.id, "json").parent
    if session is not None and written:
        copy = folder / f"{files.id}-archive-{name}.json", document.to_bytes(session, more), pieces[0].modified
    else:
        copy = folder / f"{files.id}-archive-{name}.jsonl", as_lines(whole, more), pieces[0].modified
    drafts = [(folder / p.place.file_name, p.data, p.modified) for p in pieces if p.place.name.endswith(".draft")]
    return Verdict(
        files.id,
        "more",
        takes=bool(_texts(here) - _texts(whole)),
        unread=unread or bool(more),
        ended_at=_ended_at(session),
        # A line that is half typed here stays; where the meeting is over, it has become a note or was thrown away.
        puts=(*(() if written else drafts), copy),
        whole=whole,
    )


def _texts(records: Sequence[Record]) -> set[tuple[int, str, int]]:
    """Which records hold a text."""
    return {
        copy_of(r)
        for r in records
        if not isinstance(r.event, Struck) and (private_part(r.event) or sealed_text(r.event))
    }


def _sealed(sealer: Vault, session_id: str, path: Path, data: bytes) -> bytes:
    """A file as it is to be on this computer: where encryption is on, what is plain in it is sealed."""
    if not sealer.recipients():
        return data
    if path.suffix == ".draft":
        return data if sealer.is_sealed(data) else sealer.sealed_draft(data.decode("utf-8", "replace"))
    try:
        read = read_lines(data) if path.suffix == ".jsonl" else document.from_bytes(data, path)
    except StorageFault:
        return data
    after = sealer.resealed(read.records)
    if read.newer or as_lines(after) == as_lines(read.records):
        return data
    session = None if path.suffix == ".jsonl" else _folded(session_id, after)
    return as_lines(after, read.damage) if session is None else document.to_bytes(session, read.damage)


def _folded(session_id: str, records: Sequence[Record]) -> Session | None:
    """The session; None where its first record is missing."""
    try:
        return fold(session_id, records) if records else None
    except KohtaaError:
        return None


def _ended_at(session: Session | None) -> datetime | None:
    if session is None or session.erased:
        return None
    last_ms = session.last_ms if session.ended_ms is None else session.ended_ms
    return session.began_at + timedelta(milliseconds=last_ms - session.begin_ms)
