"""The three folders: whether they are there, what may be done in them, how much room there is, where they lie."""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from ...errors import N_
from .finding import FOLDERS, Finding, FolderId, Level, Look, Own, Told, reason

FULL = 1_000_000
"""Bytes left at which hardly a meeting can be saved any more."""
SCARCE = 100_000_000

NETWORK = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "9p", "afs", "acfs", "ceph", "coda", "glusterfs", "lustre"),
        *("gpfs", "beegfs", "pvfs2", "ncpfs", "davfs", "vboxsf", "vmhgfs", "virtiofs", "prl_fs", "fuse.sshfs"),
        *("fuse.rclone", "fuse.davfs", "fuse.davfs2", "fuse.gvfsd-fuse", "fuse.glusterfs", "fuse.smbnetfs"),
        *("fuse.curlftpfs", "fuse.s3fs", "fuse.vmhgfs-fuse", "fuse.google-drive-ocamlfuse", "fuse.onedriver"),
    )
)
"""Kinds of file systems whose files lie on another machine."""
MEMORY = frozenset({"tmpfs", "ramfs"})
WITHOUT_RIGHTS = frozenset(["vfat", "msdos", "exfat", "fuse.exfat", "ntfs", "ntfs3", "fuseblk", "hfs"])
"""Kinds that keep no rights of owners, as sticks and disks of other systems."""

SYNCED = (
    ("Nextcloud", "nextcloud"),
    ("ownCloud", "owncloud"),
    ("Dropbox", "dropbox"),
    ("OneDrive", "onedrive", "onedrive-personal", "onedrive-business"),
    ("iCloud", "mobile documents", "icloud drive", "icloud"),
    ("Google Drive", "google drive", "googledrive", "my drive", "insync"),
    ("the system's cloud storage", "cloudstorage"),
    ("Syncthing", "syncthing"),
    ("Seafile", "seafile", "seadrive"),
    ("pCloud", "pcloud", "pclouddrive"),
    ("MEGA", "mega", "megasync"),
    ("Box", "box", "box sync"),
    ("Proton Drive", "proton drive", "protondrive"),
    ("kDrive", "kdrive"),
)
"""Programs that copy a folder to other machines, and what they call it: `OneDrive - Someplace` too."""
MARKED = (("Syncthing", ".stfolder"), ("Resilio Sync", ".sync"), ("Dropbox", ".dropbox"), ("Nextcloud", ".sync.db"))
"""What such programs leave at the top of their folder, whatever it is called."""


def folder(which: FolderId) -> Callable[[Look], Iterator[Finding]]:
    """The check of one of the folders."""

    def check(look: Look) -> Iterator[Finding]:
        path: Path = getattr(look.places, which)
        found = _bad(which, path)
        yield found or _good(which, path, look)
        if found is None or found.level == "note":
            yield from _where(which, path, look)

    return check


def _found(
    which: FolderId, level: Level, message: str, path: Path, fix: str = "", more: Mapping[str, object] | None = None
) -> Finding:
    return Finding(f"folder.{which}", level, message, {"folder": FOLDERS[which], "path": path, **(more or {})}, fix)


def _bad(which: FolderId, path: Path) -> Finding | None:
    """What keeps the folder from being used, or None."""
    try:
        is_link = stat.S_ISLNK(os.lstat(path).st_mode)
        whole = path.stat()
    except FileNotFoundError:
        if path.is_symlink():
            message = N_("{folder}: {path} is a link to something that is not there")
            return _found(which, "fault", message, path, N_("Connect the drive or the share it leads to."))
        return _missing(which, path)
    except NotADirectoryError:
        message = N_("{folder}: {path} cannot be made, for a part of it is a file")
        return _found(which, "fault", message, path, _ANOTHER)
    except OSError as fault:
        message = N_("{folder}: {path} cannot be reached: {why}")
        return _found(which, "fault", message, path, _ANOTHER, {"why": reason(fault)})
    if not stat.S_ISDIR(whole.st_mode):
        return _found(which, "fault", N_("{folder}: {path} is not a folder"), path, _ANOTHER)
    if not os.access(path, os.R_OK | os.X_OK):
        message = N_("{folder}: {path} cannot be read by you")
        return _found(which, "fault", message, path, _OWNER)
    if os.name != "nt" and os.statvfs(path).f_flag & getattr(os, "ST_RDONLY", 1):
        message = N_("{folder}: {path} lies on a disk where nothing can be written")
        return _found(which, "fault", message, path, _ANOTHER)
    if not os.access(path, os.W_OK):
        return _found(which, "fault", N_("{folder}: nothing can be written in {path}"), path, _OWNER)
    if os.name != "nt" and whole.st_uid != os.geteuid():
        return _found(which, "note", N_("{folder}: {path} belongs to another user of this computer"), path, _OWNER)
    if is_link:
        message = N_("{folder}: {path} is a link to a folder elsewhere")
        fix = N_("That is fine. The rights behind a link are looked at, and set by --fix, only under its real name.")
        return _found(which, "note", message, path, fix)
    return None


_ANOTHER = N_("Give another folder with --data-dir or --config-dir.")
_OWNER = N_("Make it your own again, or ask whoever looks after this computer.")


def _missing(which: FolderId, path: Path) -> Finding:
    above = path.parent
    while not os.path.exists(above) and above != above.parent:  # noqa: PTH110 - it never raises
        above = above.parent
    if not (os.path.isdir(above) and os.access(above, os.W_OK | os.X_OK)):  # noqa: PTH112
        message = N_("{folder}: {path} is not there and cannot be made")
        return _found(which, "fault", message, path, N_("Connect the drive or the share, or give another folder."))
    message = N_("{folder}: {path} is not there yet; kohtaa makes it when it is needed")
    fix = N_("If there were meetings in it, a drive or a share may be cut off.") if which == "data" else ""
    return _found(which, "note", message, path, fix)


def _good(which: FolderId, path: Path, look: Look) -> Finding:
    room = shutil.disk_usage(path)
    kind = kind_of(path, look.mounts())
    fields: dict[str, object] = {"free": _size(room.free), "kind": kind}
    if room.total and room.free < SCARCE:
        level: Level = "fault" if room.free < FULL else "note"
        return _found(which, level, N_("{folder}: {path}; the disk is nearly full, {free} free"), path, _ROOM, fields)
    if os.name != "nt" and (inner := os.statvfs(path)).f_files and not inner.f_favail:
        return _found(which, "fault", N_("{folder}: {path}; the disk takes no more files"), path, _ROOM)
    if not kind:
        return _found(which, "ok", N_("{folder}: {path}; {free} free"), path, "", fields)
    return _found(which, "ok", N_("{folder}: {path}; {free} free, file system {kind}"), path, "", fields)


_ROOM = N_("Make room. What cannot be saved stays on the screen until it can.")


def _size(count: int) -> Told:
    for unit, message in ((10**9, N_("{n} GB")), (10**6, N_("{n} MB"))):
        if count >= unit:
            return Told(message, {"n": count // unit})
    return Told(N_("{n} kB"), {"n": count // 1000})


# --- where it lies ---


def _where(which: FolderId, path: Path, look: Look) -> Iterator[Finding]:
    """What follows from where the folder lies, apart from what it is."""
    fields = {"folder": FOLDERS[which]}
    kind = kind_of(path, look.mounts())
    if kind in NETWORK:
        message = N_("{folder}: it lies on a network drive ({kind})")
        fix = N_(
            "Saving may be slow, and another computer may not notice that a meeting is open."
            " Hold one meeting on one computer at a time."
        )
        yield Finding(f"folder.{which}.network", "note", message, {**fields, "kind": kind}, fix)
    if kind in MEMORY and which != "cache":
        message = N_("{folder}: it lies in memory ({kind}) and is gone when the computer is switched off")
        yield Finding(f"folder.{which}.memory", "note", message, {**fields, "kind": kind}, _ANOTHER)
    if kind in WITHOUT_RIGHTS:
        message = N_("{folder}: its file system ({kind}) cannot keep files to you alone")
        fix = N_("Whoever has the drive can read the files. A folder on the computer's own disk is better.")
        yield Finding(f"folder.{which}.rights", "note", message, {**fields, "kind": kind}, fix)
    program = synced_by(path)
    if program and which != "cache":
        message = N_("{folder}: {program} copies it to other machines")
        fix = N_("That works. But copies there are out of kohtaa's reach: what you delete here may be left in them.")
        yield Finding(f"folder.{which}.synced", "note", message, {**fields, "program": Own(program)}, fix)


def kind_of(path: Path, mounts: str) -> str:
    """The kind of the file system that a path lies on, by the longest mount that leads to it; empty if not told."""
    real = os.path.realpath(path)
    best, kind = "", ""
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        place = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), parts[1])
        inside = real == place or real.startswith(place.rstrip("/") + "/")
        if inside and len(place) >= len(best):  # of two on one place, the later one lies on top
            best, kind = place, parts[2]
    return kind


def synced_by(path: Path) -> str:
    """The program that is known to copy this folder elsewhere, by the names on the way to it; empty if none."""
    for part in path.parts:
        lower = part.lower()
        for program, *names in SYNCED:
            if any(lower == name or lower.startswith(f"{name} - ") for name in names):
                return program
    for above in (path, *path.parents[:-1]):
        for program, name in MARKED:
            if os.path.lexists(above / name):
                return program
    return ""
