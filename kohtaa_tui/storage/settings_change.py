"""Changing the calendars in `config.toml` and nothing else in it: comments, order and every other setting stay.

The only place that writes there. A file that cannot be understood is left alone.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import tomli

from ..errors import N_, StorageFault
from .calendars.reading import INSTALL
from .calendars.told import MISSING
from .disk import Disk
from .inlet import SETTINGS_BYTES, decode, read_bytes, why
from .paths import Places, make_private

Sources = tuple[str, ...]

_LEFT_ALONE = N_("{path} cannot be understood, so it was left as it is. Mend it first; this tells where: kohtaa keys")
_BY_HAND = N_("{path} is written in a way that kohtaa cannot change. Write the calendars in it by hand: {example}")
_EXAMPLE = '[calendar] sources = ["calendar.ics"]'


def add_source(places: Places, source: str, disk: Disk | None = None) -> None:
    """Add one calendar to those in the settings. Raises `StorageFault`; then the file is as it was."""
    _change(places, lambda sources: sources if source in sources else (*sources, source), disk or Disk())


def remove_source(places: Places, source: str, disk: Disk | None = None) -> None:
    """Take one calendar out of the settings. Raises `StorageFault`; then the file is as it was."""
    _change(places, lambda sources: tuple(each for each in sources if each != source), disk or Disk())


def _change(places: Places, change: Callable[[Sources], Sources], disk: Disk) -> None:
    tomlkit = _tomlkit()
    make_private(places.config)
    # A link is followed, as in reading: one's own settings often lie in a folder of one's own that is linked to.
    path = places.config_file.resolve()
    text, mode = _current(path)
    before = _understood(text, path)
    sources = _sources(before, path)
    wanted = change(sources)
    if wanted == sources:
        return
    try:
        after = _edited(tomlkit, text, wanted)
        good = tomli.loads(after) == before | {"calendar": before.get("calendar", {}) | {"sources": list(wanted)}}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, tomlkit.exceptions.TOMLKitError):
        good, after = False, ""
    if not good:
        raise StorageFault(_BY_HAND, path=path, example=_EXAMPLE)
    try:
        disk.put(path, after.encode("utf-8"))
        if mode is not None:
            with suppress(OSError):  # the rights the person gave it; a new file is the owner's alone
                path.chmod(mode)
    except OSError as fault:
        raise StorageFault(N_("{path} cannot be written: {why}"), path=path, why=why(fault)) from None


def _current(path: Path) -> tuple[str, int | None]:
    """What the file holds and its rights; nothing, where there is none."""
    try:
        mode = stat.S_IMODE(os.lstat(path).st_mode)
    except FileNotFoundError:
        return "", None
    except OSError as fault:
        raise StorageFault(N_("{path} cannot be read: {why}"), path=path, why=why(fault)) from None
    return decode(read_bytes(path, SETTINGS_BYTES), path), mode


def _understood(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomli.loads(text)
    except (ValueError, RecursionError):
        raise StorageFault(_LEFT_ALONE, path=path) from None


def _sources(table: dict[str, Any], path: Path) -> Sources:
    calendar = table.get("calendar", {})
    sources = calendar.get("sources", []) if isinstance(calendar, dict) else None
    if not isinstance(sources, list) or not all(isinstance(source, str) for source in sources):
        raise StorageFault(_LEFT_ALONE, path=path)
    return tuple(sources)


def _edited(tomlkit: ModuleType, text: str, wanted: Sources) -> str:
    """The text with the calendars changed in their place, or in a table of their own at the end."""
    document = tomlkit.parse(text)
    if "calendar" not in document:
        if text and not text.endswith("\n"):
            text += "\n"
        return text + ("\n" if text else "") + str(tomlkit.dumps({"calendar": {"sources": list(wanted)}}))
    calendar = document["calendar"]
    if "sources" not in calendar:
        calendar["sources"] = list(wanted)
    else:
        sources = calendar["sources"]
        for place in reversed(range(len(sources))):
            if sources[place] not in wanted:
                del sources[place]
        for source in wanted:
            if source not in sources:
                sources.append(source)
    text = str(tomlkit.dumps(document))
    return text if text.endswith("\n") else text + "\n"


def _tomlkit() -> ModuleType:
    """The library that keeps comments. Raises `StorageFault` with what to do where it is not installed."""
    try:
        import tomlkit
        import tomlkit.exceptions
    except ImportError:
        raise StorageFault(MISSING, command=INSTALL) from None
    module: ModuleType = tomlkit
    return module
