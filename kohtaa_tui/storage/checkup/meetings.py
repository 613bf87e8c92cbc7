"""The meetings: how many there are, what cannot be read, what is due to be erased, what is left over.

Meetings are named by their ids, which are made of the time and chance. Nothing else that a person wrote
or named is ever a field here: no reference, no text, no name of a file that kohtaa did not make.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from ...domain.session import Status
from ...errors import N_, KohtaaError, StorageFault
from .. import document
from ..archive import Archive
from ..retention import Retention
from ..session_files import ID, Files, Month, names
from ..settings import certain_keep_days, load
from .finding import Finding, Look, Own, safe_fault
from .organisation import policy_of
from .probes import PROBE

MOST = 12
"""How many are named one by one; the rest is counted."""
FRESH_S = 120
"""A file younger than this may be one that is being written this very moment."""


class Walked(Archive):
    """The archive, telling as it comes forward: there may be thousands of meetings."""

    def __init__(self, look: Look) -> None:
        super().__init__(look.places, look.disk)
        self._alive = look.alive

    def all_files(self) -> Iterator[Files]:
        for files in super().all_files():
            self._alive()
            yield files


def meetings(look: Look) -> Iterator[Finding]:
    """How many there are and how they are, and what is wrong with those that cannot be read."""
    archive = Walked(look)
    ended = running = newer = copies = strange = half_done = damaged = misplaced = 0
    broken: list[tuple[str, KohtaaError]] = []
    for files in archive.all_files():
        copies += len(files.journal_copies) + sum(1 for p in files.documents if p.name != f"{files.id}.json")
        try:
            loaded = archive.load(files.id)
        except document.Newer:
            newer += 1
            continue
        except KohtaaError as fault:
            broken.append((files.id, fault))
            continue
        except OSError as fault:
            why = N_("{path} cannot be read: {why}")
            broken.append((files.id, StorageFault(why, path="", why=fault.strerror or "")))
            continue
        if archive.stranger(loaded.session.practice):
            misplaced += 1
            continue
        newer += loaded.newer
        damaged += bool(loaded.damage)
        strange += len(loaded.strange)
        if loaded.session.status is Status.ENDED:
            ended += 1
            half_done += bool(files.journals) and not loaded.newer
        else:
            running += 1
    counts = {"n": ended + running, "ended": ended, "running": running}
    yield Finding("meetings", "ok", N_("Meetings that can be read: {n}; ended {ended}, not ended {running}"), counts)
    for session_id, told in broken[:MOST]:
        fields = {"sentence": safe_fault(told, session_id)}
        fix = N_("The file was left as it is. A backup, or another computer's copy of the folder, may have it whole.")
        yield Finding("meetings.unreadable", "fault", "{sentence}", fields, fix)
    if len(broken) > MOST:
        n = len(broken) - MOST
        yield Finding("meetings.unreadable", "fault", N_("More meetings that cannot be read: {n}"), {"n": n})
    yield from _counted(
        (newer, "meetings.newer", N_("Meetings written by a newer version of kohtaa: {n}"), _UPDATE),
        (damaged, "meetings.damaged", N_("Meetings with lines that cannot be understood: {n}"), _DAMAGED),
        (copies, "meetings.copies", N_("Copies that a program for synchronising has made: {n}"), _COPIES),
        (strange, "meetings.strange", N_("Copies that cannot be read: {n}"), _STRANGE),
        (half_done, "meetings.unfinished", N_("Meetings that have ended and are not put away yet: {n}"), _HALF),
        (misplaced, "meetings.practice", N_("Practice that lies among the meetings: {n}"), _PRACTICE),
    )


def practice(look: Look) -> Iterator[Finding]:
    """The runs of practice: how many, what cannot be read, and whether a real meeting has got among them."""
    archive = Walked(replace(look, places=look.places.practice))
    runs = unreadable = damaged = 0
    meetings: list[str] = []
    for files in archive.all_files():
        try:
            loaded = archive.load(files.id)
        except (KohtaaError, OSError):
            unreadable += 1
            continue
        if archive.stranger(loaded.session.practice):
            meetings.append(files.id)
            continue
        runs += 1
        damaged += bool(loaded.damage)
    if runs or not (unreadable or meetings):
        yield Finding("practice", "ok", N_("Runs of practice that can be read: {n}"), {"n": runs})
    if meetings:
        message = N_("Real meetings that lie among practice: {n} ({ids})")
        fields = {"n": len(meetings), "ids": tuple(Own(one) for one in meetings[:MOST])}
        yield Finding("practice.meetings", "fault", message, fields, _MEETINGS)
    yield from _counted(
        (unreadable, "practice.unreadable", N_("Runs of practice that cannot be read: {n}"), _RUNS),
        (damaged, "practice.damaged", N_("Runs of practice with lines that cannot be understood: {n}"), _DAMAGED),
    )


_UPDATE = N_("Update kohtaa on this computer to read and change them.")
_DAMAGED = N_("Nothing to do: the lines are kept as they are, and all others are read.")
_COPIES = N_("Nothing to do: kohtaa reads them together with the meeting they belong to.")
_STRANGE = N_("They are left as they are. Once the meetings themselves are as they should be, they may go.")
_PRACTICE = N_("They are counted nowhere. Move their files to the folder of practice, or take them away.")
_MEETINGS = N_("They are erased by no setting there. Move their files to the folder of the meetings.")
_RUNS = N_("They are left as they are. Nobody real is in them: they may go.")
_HALF = N_("Open kohtaa once without a command: it finishes them.")


def keeping(look: Look) -> Iterator[Finding]:
    """How long texts are kept, and how many meetings are past that time."""
    settings, faults = load(look.places, look.actions or None)
    days = certain_keep_days(settings, faults, policy_of(look))
    if days is None:
        message = N_("How long texts are kept cannot be told from config.toml, so none are erased")
        yield Finding("keeping", "note", message, {}, N_("Mend config.toml: docs/settings.md tells of keep_days."))
        return
    if not days:
        yield Finding("keeping", "ok", N_("Texts are kept until you erase them (keep_days is 0)"))
        return

    def go_on() -> bool:
        look.alive()
        return True

    found = Retention(Archive(look.places, look.disk), days).look(look.now(), go_on)
    fields = {"days": days, "due": len(found.due) + len(found.held), "soon": len(found.soon)}
    message = N_("Texts are kept for {days} days; meetings past that: {due}, soon: {soon}")
    if found.due:
        fix = N_("kohtaa tells of them and erases them; at once with: kohtaa erase --due")
        yield Finding("keeping", "note", message, fields, fix)
    else:
        yield Finding("keeping", "ok", message, fields)


def leftovers(look: Look) -> Iterator[Finding]:
    """Files that nothing needs any more, or that nobody reads."""
    writing = lines = other = 0
    orphans: list[str] = []
    now = look.now().timestamp()
    for folder, below in _months(look):
        inside = names(folder)
        if not below:
            other += sum(1 for name in inside if not name.startswith(".") and _is_file(folder / name))
            continue
        month = Month(folder)
        for name in inside:
            look.alive()
            if not ID.match(name):
                other += not name.startswith(".")
                continue
            files = month.files(ID.match(name)[0])  # type: ignore[index]
            path = folder / name
            if path in files.leftovers:
                writing += _age(path, now) > FRESH_S
            elif path in files.drafts and not files.told:
                lines += 1
                orphans.append(files.id)
            else:
                other += path not in files.all
    fields: dict[str, object] = {"ids": tuple(Own(one) for one in orphans[:MOST])}
    found = list(
        _counted(
            (writing, "leftovers.writing", N_("Files whose writing was cut short: {n}"), _CUT),
            (lines, "leftovers.lines", N_("Half-written lines whose meeting is not there: {n} ({ids})"), _LINES),
            (other, "leftovers.other", N_("Files among the meetings that are not kohtaa's: {n}"), _OTHER),
            (_dead_locks(look), "leftovers.locks", N_("Locks that nobody holds: {n}"), _LOCKS),
            (_probes(look), "leftovers.probes", N_("Files left by an earlier kohtaa doctor: {n}"), _PROBES),
            fields=fields,
        )
    )
    yield from found or [Finding("leftovers", "ok", N_("Nothing is left over"))]


_CUT = N_("kohtaa reads none of them and clears most away by itself. One may hold a half-written line.")
_LINES = N_("The meeting may still be on its way from another computer. If it never comes, the line may be deleted.")
_OTHER = N_("kohtaa reads none of them. If they are yours, move them elsewhere.")
_LOCKS = N_("They do no harm. The folder of the locks may be emptied while kohtaa is closed.")
_PROBES = N_("They hold nothing and may be deleted. Their names begin with .kohtaa-doctor-")


def _counted(*rows: tuple[int, str, str, str], fields: dict[str, object] | None = None) -> Iterator[Finding]:
    """A note for each row that counts something."""
    for n, check_id, message, fix in rows:
        if n:
            yield Finding(check_id, "note", message, {"n": n, **(fields or {})}, fix)


def _months(look: Look) -> Iterator[tuple[Path, bool]]:
    """The folders on the way to the meetings, and whether it is one that meetings lie in."""
    top = look.places.sessions
    yield top, False
    for year in (top / name for name in names(top) if len(name) == 4 and name.isdigit()):
        yield year, False
        yield from ((year / name, True) for name in names(year) if len(name) == 2 and name.isdigit())


def _dead_locks(look: Look) -> int:
    """Lock files that nobody holds: a program that was killed leaves its own behind."""
    archive = Archive(look.places)
    dead = 0
    for name in names(look.places.cache_for_data):
        look.alive()
        session_id = name.removesuffix(".lock")
        if name == session_id or not ID.fullmatch(session_id):
            continue
        try:
            gone = not archive.files(session_id).told
        except KohtaaError:
            gone = False
        dead += gone or not _held(look, session_id)
    return dead


def _held(look: Look, session_id: str) -> bool:
    """Whether a window holds the meeting. Asking leaves the lock file as it is."""
    from filelock import FileLock, Timeout

    lock = FileLock(look.places.cache_for_data / f"{session_id}.lock", timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        return True
    except (OSError, NotImplementedError):
        return False
    lock.release()
    return False


def _probes(look: Look) -> int:
    return sum(name.startswith(PROBE) for root in (look.places.data, look.places.cache) for name in names(root))


def _is_file(path: Path) -> bool:
    return os.path.isfile(path)  # noqa: PTH113 - it never raises


def _age(path: Path, now: float) -> float:
    try:
        return now - path.lstat().st_mtime
    except OSError:
        return 0.0
