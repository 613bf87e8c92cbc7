"""From a path to the events of its files that may touch a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from stat import S_ISDIR

from ...errors import StorageFault
from ..inlet import CALENDAR_BYTES, read_bytes, why
from . import told
from .cutting import Event, cut
from .near import Window
from .notes import Notes
from .sources import FILES, calendar_files

FOLDER_BYTES = 40 * 1024 * 1024
"""What is read of a folder, all its files together."""


class Gathered:
    """The events of a calendar, as far as they have been cut out. Stays usable when gathering is broken off."""

    def __init__(self, path: Path, day: date, notes: Notes) -> None:
        self.paths: list[Path] = []
        """The files that were read; an event names its own by its place here."""
        self.zones: dict[tuple[int, bytes], Sequence[bytes]] = {}
        self.read = False
        """Whether anything was found to be a calendar."""
        self._path, self._window, self._notes = path, Window(day), notes
        self._groups: dict[bytes, list[Event]] = {}

    def gather(self) -> None:
        """Read everything there is. Raises nothing of its own; what is wrong is in the notes."""
        path = self._path
        try:
            folder = S_ISDIR(path.stat().st_mode)
            files = [Path(entry.path) for entry in calendar_files(path)] if folder else [path.resolve()]
        except (OSError, ValueError, RuntimeError) as fault:
            reason = why(fault) if isinstance(fault, OSError) else type(fault).__name__
            self._notes.say("{path} cannot be read: {why}", path=str(path), why=reason)
            return
        if not files:
            self._notes.say(told.NO_FILES, path=str(path))
        if len(files) > FILES:
            self._notes.say(told.MORE_FILES, n=FILES)
        size = 0
        for file in files[:FILES]:
            try:
                data = read_bytes(file, CALENDAR_BYTES)
            except StorageFault as fault:
                self._notes.say(fault.message, **{name: _plain(value) for name, value in fault.fields.items()})
                continue
            size += len(data)
            if size > FOLDER_BYTES:
                self._notes.say(told.MORE_BYTES, mb=FOLDER_BYTES >> 20)
                return
            self._take(file, data)
        self.read = self.read or (folder and not files)  # an empty calendar is one too

    def _take(self, path: Path, data: bytes) -> None:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            self._notes.say(told.UTF_16, path=str(path))
            return
        number = len(self.paths)
        self.paths.append(path)
        found = cut(data, number)
        if not found.calendar:
            self._notes.say(told.NO_CALENDAR, path=str(path))
            return
        self.read = True
        if not found.whole:
            self._notes.say(told.CUT_SHORT, path=str(path))
        self._notes.count(told.BROKEN, found.broken)
        for name, lines in found.zones.items():
            self.zones[number, name] = lines
        for event in found.events:
            uid = event.value("UID")
            key = b"u" + uid if uid else b"n%d" % len(self._groups)
            self._groups.setdefault(key, []).append(event)

    def near(self) -> Iterator[list[Event]]:
        """The events that may touch the day, by UID; those that do not repeat first, for they cost little."""
        groups = [group for group in self._groups.values() if self._window.holds(group)]
        yield from (group for group in groups if not _repeats(group))
        yield from (group for group in groups if _repeats(group))


def _repeats(group: Sequence[Event]) -> bool:
    return any(event.get("RRULE") or event.get("RDATE") for event in group)


def _plain(value: object) -> str | int:
    return value if isinstance(value, int) else str(value)
