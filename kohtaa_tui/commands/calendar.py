"""`kohtaa calendar`: which calendars are read, and adding and removing them in the settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TextIO

from ..domain.text import clean
from ..errors import N_, StorageFault, UsageFault
from ..i18n import Words
from ..runtime.clock import Clock, SystemClock
from ..storage.calendars import SourceReading, check_source, place, read_each
from ..storage.calendars.reading import SOURCES
from ..storage.paths import Places

ReadEach = Callable[[Sequence[str], Path, date], tuple[SourceReading, ...]]


class Calendars:
    """The calendars of the settings. What is said about one goes to `err`, what it came to goes to `out`."""

    def __init__(
        self,
        places: Places,
        sources: Sequence[str],
        words: Words,
        out: TextIO,
        err: TextIO,
        clock: Clock | None = None,
        read_each: ReadEach = read_each,
    ) -> None:
        self._places, self._sources, self._words = places, tuple(sources), words
        self._out, self._err = out, err
        self._clock, self._read_each = clock or SystemClock(), read_each

    def list(self) -> int:
        """Each calendar, whether it can be read, and how many appointments it has today."""
        words = self._words
        if not self._sources:
            print(words(NONE_SET, command=HOW), file=self._out)
            return 0
        for reading in self._read_each(self._sources, self._places.config, self._clock.now().date()):
            n = len(reading.appointments)
            state = words(N_("appointments today: {n}"), n=n) if reading.read else words(N_("cannot be read"))
            print(f"{clean(reading.source)}  {state}", file=self._out)
            self._tell(reading)
        return 0

    def add(self, typed: str) -> int:
        """Read a calendar from now on. Raises `UsageFault` for an address, `StorageFault` for what is no calendar."""
        words = self._words
        check_source(typed)
        source = _absolute(typed)
        if self._named(typed) is not None:
            print(words(N_("{source} is read already."), source=source), file=self._out)
            return 0
        if len(self._sources) >= SOURCES:
            raise UsageFault(N_("At most {n} calendars are read. Remove one first."), n=SOURCES)
        [reading] = self._read_each([source], self._places.config, self._clock.now().date())
        if not reading.read:
            for told in reading.told[:1]:
                raise StorageFault(told.message, **told.fields)
            raise StorageFault(N_("{path} is not a calendar."), path=source)
        from ..storage.settings_change import add_source

        add_source(self._places, source)
        self._tell(reading)
        sentence = N_("{source} is read from now on. Appointments today: {n}")
        print(words(sentence, source=source, n=len(reading.appointments)), file=self._out)
        return 0

    def remove(self, typed: str) -> int:
        """Read a calendar no longer. Raises `UsageFault` for one that is not in the settings."""
        named = self._named(typed)
        if named is None:
            raise UsageFault(
                N_("{source} is not among the calendars. These are: {command}"),
                source=typed,
                command="kohtaa calendar list",
            )
        from ..storage.settings_change import remove_source

        remove_source(self._places, named)
        print(self._words(N_("{source} is read no longer. The calendar itself stays."), source=named), file=self._out)
        return 0

    def _named(self, typed: str) -> str | None:
        """How the settings name the calendar that was typed."""
        if typed in self._sources:
            return typed
        meant = _absolute(typed)
        return next((s for s in self._sources if os.path.normpath(place(s, self._places.config)) == meant), None)

    def _tell(self, reading: SourceReading) -> None:
        for told in reading.told:
            print(f"kohtaa: {told.tell(self._words)}", file=self._err)


NONE_SET = N_("No calendar is read. Name one with: {command}")
HOW = "kohtaa calendar add FILE"


def _absolute(typed: str) -> str:
    return os.path.abspath(os.path.expanduser(typed))  # noqa: PTH100, PTH111 - tidies "..", follows no link
