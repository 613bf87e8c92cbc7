"""The appointments of today beside the meeting: as last read, and read again when there is a reason to.

Reading takes a child process and up to three seconds, so whoever has a screen calls `look` in a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ..domain.agenda import EARLY, Appointment, meant, timed
from ..domain.session import Session
from .clock import Clock

if TYPE_CHECKING:
    from ..storage.calendars import Reading, Told

TOO_LATE = timedelta(minutes=5)
"""An appointment of which less is left is hardly the one to start, if another comes soon."""

Read = Callable[[Sequence[str], Path, date], "Reading"]
Fingerprint = Callable[[Sequence[str], Path], object]


def _read(sources: Sequence[str], base: Path, day: date) -> Reading:
    from ..storage.calendars import read  # after the first frame, and only where there is a calendar

    return read(sources, base, day)


def _fingerprint(sources: Sequence[str], base: Path) -> object:
    from ..storage.calendars import fingerprint

    return fingerprint(sources, base)


class Agenda:
    """Today's appointments. Empty until the first `look`, and where no calendar is set."""

    def __init__(
        self,
        sources: Sequence[str],
        base: Path,
        clock: Clock,
        read: Read = _read,
        fingerprint: Fingerprint = _fingerprint,
    ) -> None:
        """`sources` are files and folders; those that are relative count from `base`."""
        self._sources, self._base, self._clock = tuple(sources), base, clock
        self._read, self._fingerprint = read, fingerprint
        self._reading: Reading | None = None
        self._seen: object = None
        self._lock = Lock()

    @property
    def on(self) -> bool:
        """Whether there is a calendar to read."""
        return bool(self._sources)

    @property
    def known(self) -> bool:
        """Whether it has been read."""
        return self._reading is not None

    def look(self, *, anew: bool = False) -> bool:
        """Read where the day or a file has changed, or in any case (`anew`); whether there is something new.

        May be called in any thread; it takes up to three seconds.
        """
        if not self.on:
            return False
        with self._lock:
            day = self._clock.now().date()
            seen = self._fingerprint(self._sources, self._base)
            before = self._reading
            if not anew and before is not None and before.day == day and seen == self._seen:
                return False
            self._reading = _with_last_good(self._read(self._sources, self._base, day), before)
            self._seen = seen
            return before is None or before != self._reading

    @property
    def appointments(self) -> tuple[Appointment, ...]:
        """All of today's, those that last all day too."""
        return () if self._reading is None else self._reading.appointments

    @property
    def told(self) -> tuple[Told, ...]:
        """What was dropped, is unsure or could not be read."""
        return () if self._reading is None else self._reading.told

    @property
    def failed(self) -> bool:
        """Whether there is a calendar of which nothing could be read: then there may be more than is known."""
        return self._reading is not None and bool(self._reading.failed)

    @property
    def unknown(self) -> bool:
        """Whether no calendar at all could be read."""
        return self._reading is not None and len(self._reading.failed) >= len(set(self._sources)) > 0

    def left(self, now: datetime) -> tuple[Appointment, ...]:
        """Those with a time of day that have not ended."""
        return tuple(a for a in timed(self.appointments) if a.end > now)


def _with_last_good(reading: Reading, before: Reading | None) -> Reading:
    """The reading, with what was known of calendars that could not be read now: one that is being written
    anew is gone for a moment, and that must not empty the day. That it could not be read is told all the same.
    """
    if before is None or before.day != reading.day or not reading.failed:
        return reading
    kept = (a for a in before.appointments if a.source in reading.failed)
    return replace(reading, appointments=tuple(sorted((*reading.appointments, *kept), key=lambda a: (a.start, a.end))))


def next_one(every: Iterable[Appointment], begun: Iterable[datetime], now: datetime) -> Appointment | None:
    """Of all of today's the appointment to start: one that goes on and was not met yet, else the next to come.

    One that is as good as over gives way to the next where that begins soon. `begun` are the moments for which
    meetings began today: the appointment's where it is known, else their own.
    """
    every = timed(every)
    had = {meant(every, moment) for moment in begun}
    left = [a for a in every if a.end > now and a not in had]
    ahead = next((a for a in left if a.start > now), None)
    soon = ahead is not None and ahead.start - EARLY <= now
    here = [a for a in left if a.start <= now and not (soon and a.end - now < TOO_LATE)]
    return here[-1] if here else ahead


def met(appointment: Appointment, every: Iterable[Appointment], begun: Iterable[datetime]) -> bool:
    """Whether a meeting was begun for one of the day's appointments."""
    every = timed(every)
    return any(meant(every, moment) == appointment for moment in begun)


def due_or_start(session: Session) -> datetime:
    """The moment for which a meeting began: its appointment's where it had one."""
    return session.due or session.wall(0)
