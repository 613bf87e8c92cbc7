"""What a check finds, and what it is given to look at. Words are made at the edge, as with faults."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal

from msgspec import Struct

from ...errors import N_, KohtaaError
from ..disk import Disk
from ..paths import Places

Level = Literal["ok", "note", "fault"]
FolderId = Literal["data", "config", "cache"]


class Told(Struct, frozen=True):
    """A sentence or a term of ours inside another one: it is put into the person's language, never masked."""

    message: str
    fields: Mapping[str, object] = {}


class Own(Struct, frozen=True):
    """A name of ours inside a sentence, such as a setting's: neither translated nor masked."""

    name: str


class Finding(Struct, frozen=True):
    """One thing that was looked at, and how it is.

    Texts in `fields` come from the computer: they pass the masks before anybody sees them. A `Told` or an
    `Own` in their place, or several, is ours.
    """

    id: str
    """Stable, with dots: `folder.data`."""
    level: Level
    message: str
    """The English source sentence, with named fields."""
    fields: Mapping[str, object] = {}
    """What fills in `message` and `fix`."""
    fix: str = ""
    """What to do about it, as an English source sentence; empty where there is nothing to do."""


class Look(Struct, frozen=True):
    """What the checks may look at and touch, handed in so that tests can hand in other things."""

    places: Places
    environ: Mapping[str, str]
    disk: Disk
    elapsed: Callable[[], float]
    """Seconds by a clock that only goes forward."""
    now: Callable[[], datetime]
    fix: bool = False
    """Whether rights of kohtaa's own files may be set right."""
    actions: Collection[str] = ()
    """The ids that `[keys]` in the settings may name."""
    policy_file: Path | None = None
    """Where the organisation's policy lies; None asks nobody."""
    mounts: Callable[[], str] = lambda: mounted()
    """Where which file system is mounted, as Linux tells it; empty where that is not told."""
    alive: Callable[[], None] = lambda: None
    """Called by a check that takes long and comes forward, so that it is not given up."""


class Check(Struct, frozen=True):
    """A line in the registry."""

    id: str
    find: Callable[[Look], Iterable[Finding]]
    needs: tuple[FolderId, ...] = ()
    """The folders it touches: where one of them does not answer, the check is left out."""
    seconds: float = 5.0
    """How long it may be silent before it is given up."""
    here: bool = False
    """Whether it must run in the main thread, where signals are heard. Then it keeps its own time."""


FOLDERS: dict[FolderId, Told] = {
    "data": Told(N_("Folder of the meetings")),
    "config": Told(N_("Folder of the settings")),
    "cache": Told(N_("Folder of the locks")),
}
"""What the folders are called, as the head of a line."""


def mounted() -> str:
    try:
        return Path("/proc/self/mounts").read_text("utf-8", "replace")
    except OSError:
        return ""


_REASONS = frozenset(os.strerror(number) for number in range(1, 134))
_OURS = frozenset({"line", "column", "n", "cap", "low", "high", "known"})


def safe(message: str, fields: Mapping[str, object], place: object, *, also: Collection[str] = ()) -> Told:
    """A fault told without what a person wrote or named.

    `place` stands where its path was. Of the other fields only numbers, lists of our own names and the
    system's reasons are kept, and those named in `also`.
    """
    kept: dict[str, object] = {}
    for name, value in fields.items():
        if name in ("path", "id"):
            kept[name] = place
        elif name == "why" and str(value) in _REASONS:
            kept[name] = Told(str(value))
        elif name in _OURS or name in also or isinstance(value, int | float):
            kept[name] = Own(value) if isinstance(value, str) else value
        else:
            kept[name] = "…"
    return Told(message, kept)


def safe_fault(fault: KohtaaError, place: object) -> Told:
    """The same for a fault that was raised."""
    return safe(fault.message, fault.fields, place)


def reason(fault: OSError) -> Told:
    """The system's own words for a fault."""
    return Told(fault.strerror or type(fault).__name__)
