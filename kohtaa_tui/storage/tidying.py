"""What is left to do after a crash or another computer: documents to finish, copies to clear, lines to keep."""

from __future__ import annotations

from contextlib import suppress

from ..domain.events import Ended, Record
from ..domain.folding import apply
from ..domain.half_typed import as_notes
from ..domain.session import Session, Status
from ..errors import KohtaaError
from .archive import Archive
from .hold import Hold
from .session_files import Files


def tidy(archive: Archive, device: str | None = None) -> None:
    """Finish what a crash left half-done, and what copies came in with; what is open elsewhere is left alone.

    With `device` the half-typed lines of other computers stay, and one that this computer left in a
    meeting that another has ended since becomes a note.
    """
    for files in archive.all_files():
        if files.alone:
            continue
        hold = Hold(archive.places, files.id)
        if not hold.take():
            continue
        try:
            loaded = archive.load_files(archive.files(files.id))
            if loaded.newer or loaded.session.status is not Status.ENDED:
                continue
            if loaded.session.erased:
                if archive.tells(files, loaded.session):  # a copy brought back what was erased here
                    archive.erase(files.id)
            elif files.journals or archive.own_drafts(loaded.session, files, device) or files.leftovers:
                archive.finish(_with_left_line(archive, loaded.session, files, device), loaded.damage, device)
            else:
                archive.clear_copies(loaded.session)
        except KohtaaError:
            continue  # it stays as it is and is listed as it is
        finally:
            hold.release()
    for files in archive.orphans():
        hold = Hold(archive.places, files.id)
        if hold.take():
            with suppress(OSError):  # what was being written when the program was stopped: nothing reads it
                for path in files.leftovers:
                    archive.disk.remove(path)
            hold.release()


def _with_left_line(archive: Archive, session: Session, files: Files, device: str | None) -> Session:
    """The session with the line that this computer left half-typed when another one ended the meeting.

    Where this computer ended it, the line had become a note before that.
    """
    if device is None or any(isinstance(r.event, Ended) and r.device == device for r in session.records):
        return session
    text, locked = archive.read_drafts(
        archive.own_drafts(session, files, device), [n.text for n in session.notes], seen=True
    )
    for event in as_notes(text, locked, session.records):
        session = apply(session, Record(session.next_seq, device, session.last_ms, archive.vault.seal(event)))
    return session
