"""What lies in the folders: settings, packs, meetings, what is left over, and how encryption stands.

Meetings are named by their ids, which are made of the time and chance. Nothing else that a person wrote
or named is ever a field here: no reference, no text, no name of a file that kohtaa did not make.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from ...domain.session import Status
from ...errors import N_, KohtaaError, StorageFault
from .. import document
from ..archive import Archive
from ..conversion import sealing
from ..keys import Keys
from ..packs import Shelf, shipped_folder
from ..session_files import ID, Files, Month, names
from ..settings import Settings, load
from .finding import Finding, Look, Told, reason, safe, safe_fault
from .probes import PROBE

MOST = 12
"""How many are named one by one; the rest is counted."""
FRESH_S = 120
"""A file younger than this may be one that is being written this very moment."""


# --- what people write ---


def settings(look: Look) -> Iterator[Finding]:
    """Whether `config.toml` is understood."""
    _, faults = load(look.places, look.actions or None)
    for fault in faults[:MOST]:
        # What was written may be anything. The name of a setting of ours is not.
        name = fault.key if fault.key.partition(".")[0] in Settings.__struct_fields__ else ""
        if name.startswith("keys.") and name.removeprefix("keys.") not in look.actions:
            name = "keys"
        sentence = safe(fault.message, fault.fields, "config.toml", also=("near",))
        fields = {"line": fault.line or 0, "name": Told(name or "…"), "sentence": sentence}
        message = N_("config.toml, line {line}, {name}: {sentence}") if fault.line else N_("config.toml: {sentence}")
        fix = N_("Until it is mended, what is usual stands in its place.")
        yield Finding("settings", "fault", message, fields, fix)
    if len(faults) > MOST:
        yield Finding("settings", "fault", N_("config.toml: {n} more such lines"), {"n": len(faults) - MOST})
    if not faults and os.path.lexists(look.places.config_file):
        yield Finding("settings", "ok", N_("config.toml is understood"))
    elif not faults:
        yield Finding("settings", "ok", N_("There is no config.toml, so everything is as usual"))


def packs(look: Look) -> Iterator[Finding]:
    """Whether the methods can be used. A person's own are counted, never named."""
    came_along = shipped_folder()
    listed = Shelf([came_along, look.places.packs]).packs()
    own = [listing for listing in listed if listing.path.parent != came_along and listing.path != came_along]
    broken = [listing for listing in own if not listing.pack]
    shipped = [listing for listing in listed if listing not in own]
    if not any(listing.pack for listing in shipped) or any(not listing.pack for listing in shipped):
        message = N_("Methods that came with kohtaa are damaged or missing")
        yield Finding("packs", "fault", message, {}, N_("Install kohtaa again."))
    fields = {"own": len(own) - len(broken), "shipped": sum(1 for listing in shipped if listing.pack)}
    if not broken:
        message = N_("Methods that can be used: {shipped} that came along, {own} of your own")
        yield Finding("packs", "ok", message, fields)
        return
    told = [safe(f.message, f.fields, "…") for listing in broken for f in listing.faults if not f.warning]
    kinds = {sentence.message: sentence for sentence in told}
    message = N_("Methods of your own that cannot be used: {n} ({kinds})")
    fix = N_("This tells what is wrong, line by line: kohtaa phases check")
    yield Finding("packs", "fault", message, {"n": len(broken), "kinds": tuple(kinds.values())[:3]}, fix)


# --- meetings ---


class _Walked(Archive):
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
    archive = _Walked(look)
    ended = running = newer = copies = strange = half_done = damaged = 0
    broken: list[tuple[str, KohtaaError]] = []
    for files in archive.all_files():
        copies += len(files.journal_copies) + sum(1 for p in files.documents if p.name != f"{files.id}.json")
        try:
            loaded = archive.load(files.id)
        except KohtaaError as fault:
            if fault.message == document.NEWER:
                newer += 1
            else:
                broken.append((files.id, fault))
            continue
        except OSError as fault:
            why = N_("{path} cannot be read: {why}")
            broken.append((files.id, StorageFault(why, path="", why=fault.strerror or "")))
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
    )


_UPDATE = N_("Update kohtaa on this computer to read and change them.")
_DAMAGED = N_("Nothing to do: the lines are kept as they are, and all others are read.")
_COPIES = N_("Nothing to do: kohtaa reads them together with the meeting they belong to.")
_STRANGE = N_("They are left as they are. Once the meetings themselves are as they should be, they may go.")
_HALF = N_("Open kohtaa once without a command: it finishes them.")


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
    fields: dict[str, object] = {"ids": tuple(Told(one) for one in orphans[:MOST])}
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


# --- encryption ---


def encryption(look: Look) -> Iterator[Finding]:
    """Whether what is written is sealed, whether that can be done here, and how far it has come."""
    keys = Keys(look.places)
    try:
        os.listdir(keys.folder)  # noqa: PTH208
    except FileNotFoundError:
        pass
    except OSError as fault:
        message = N_("The folder of the keys cannot be read: {why}. Whether encryption is on cannot be told")
        yield Finding("encryption.keys", "fault", message, {"why": reason(fault)}, _KEYS)
        return
    if keys.on:
        yield from _on(keys)
    elif keys.made:
        yield Finding("encryption", "ok", N_("Encryption is off; a key from before is kept"))
    else:
        yield Finding("encryption", "ok", N_("Encryption is off"))
    yield from _how_far(keys, look)


_KEYS = N_("Make the folder “keys” among the settings your own again, readable by you. Write nothing before that.")


def _on(keys: Keys) -> Iterator[Finding]:
    if find_spec("pyrage") is None:
        message = N_("Encryption is on, but its part of kohtaa is not installed: nothing can be saved")
        yield Finding("encryption", "fault", message, {}, N_("Install it with: pip install 'kohtaa[encrypt]'"))
        return
    try:
        n = len(keys.recipients())
    except StorageFault as fault:
        fields = {"sentence": safe_fault(fault, "recipients.txt")}
        message = N_("Encryption is on and cannot be done, so nothing can be saved: {sentence}")
        yield Finding("encryption", "fault", message, fields, N_("Put recipients.txt back as it was, from a backup."))
        return
    yield Finding("encryption", "ok", N_("Encryption is on; public keys: {n}"), {"n": n})
    if not keys.made:
        message = N_("The secret key is not on this computer: meetings can be written here and not read")
        fix = N_("If they should be read here, copy identity.age here from the computer where it was made.")
        yield Finding("encryption.secret", "note", message, {}, fix)


def _how_far(keys: Keys, look: Look) -> Iterator[Finding]:
    try:
        found = sealing(_Walked(look))
    except KohtaaError:
        return  # the check of the meetings has told why
    counts = {"sealed": found.sealed, "plain": found.plain, "mixed": found.mixed}
    message = N_("Meetings encrypted {sealed}, in plain text {plain}, partly {mixed}")
    if keys.on and (found.plain or found.mixed):
        fix = N_("Encrypt the rest with: kohtaa encryption on")
        yield Finding("encryption.meetings", "note", message, counts, fix)
    elif not keys.on and (found.sealed or found.mixed):
        fix = N_("Open them with: kohtaa encryption off")
        yield Finding("encryption.meetings", "note", message, counts, fix)
    elif keys.on or found.sealed:
        yield Finding("encryption.meetings", "ok", message, counts)
