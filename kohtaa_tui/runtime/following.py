"""Following a practice that runs in another window: its files are read, and the window is asked nothing.

There is one file and one writer; who follows only looks. The meeting's own time is worked out from the time of
day and the practice's speed, for that clock is the only one that two windows share.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from ..domain.events import ClockMoved, Reopened
from ..domain.folding import fold
from ..domain.session import Session, Status
from ..errors import KohtaaError
from ..storage.hold import Hold
from ..storage.library import Library
from .running import Lookout

State = Literal["running", "ended", "gone"]
"""How a practice stands: it runs; it was ended; or its window is gone, and it may be gone on with."""


class Followed(Struct, frozen=True):
    """A practice as it was read last."""

    session: Session
    state: State
    speed: float
    """How many seconds of it pass in one of the wall clock's."""
    from_ms: int
    """A moment of the meeting's own time …"""
    from_true: datetime
    """… the time of day at that moment, …"""
    from_shown: datetime
    """… and what the practice's own clock showed."""
    until: datetime | None = None
    """Since when it does not run any more; None while it runs."""
    shift_s: int = 0
    """Seconds of clocks set since that moment, which the meeting's own time has not in it."""

    def at_ms(self, now: datetime) -> int:
        """The meeting's own time at a time of day, in milliseconds since its start."""
        if self.session.ended_ms is not None:
            return self.session.ended_ms
        passed = round(1000 * (self._passed_s(now) - self.shift_s))
        return max(self.session.last_ms, self.from_ms + passed)

    def shown(self, now: datetime) -> datetime:
        """What the practice's own clock shows at a time of day."""
        return self.from_shown + timedelta(seconds=self._passed_s(now))

    def _passed_s(self, now: datetime) -> float:
        return self.speed * ((self.until or now) - self.from_true).total_seconds()


class Follower:
    """Finds the practice that runs, and reads it again when something has happened to it."""

    def __init__(self, library: Library) -> None:
        """`library` is that of the store for practice."""
        self._library = library
        self._lookout = Lookout(library)
        self._last: Followed | None = None

    def look(self, now: datetime) -> Followed | None:
        """The practice that runs, else the one followed last as it stands now; None where there was none yet.

        Of several that run it stays with the one it follows.
        """
        running = self._lookout.look(self._last.session.id if self._last is not None else "")
        if running is not None and running.practice is not None:
            self._last = _followed(running, self._held_since(running.id))
        elif self._last is not None:
            self._last = self._without_window(self._last, now)
        return self._last

    def changed(self) -> bool:
        """Whether it is worth while to look again; asks for nothing but the state of a few files."""
        return self._lookout.changed()

    def _held_since(self, session_id: str) -> datetime | None:
        holder = Hold(self._library.places, session_id).holder()
        return holder.since if holder is not None else None

    def _without_window(self, last: Followed, now: datetime) -> Followed:
        """The practice followed last, of which no window tells that it runs."""
        try:
            files = self._library.files(last.session.id)
            session = fold(last.session.id, self._library.read_files(files)[0].records) if files.told else last.session
        except KohtaaError:  # it is being written this moment, or was taken away
            session = last.session
        state: State = "ended" if session.status is Status.ENDED else "gone"
        return Followed(
            session,
            state,
            last.speed,
            last.from_ms,
            last.from_true,
            last.from_shown,
            until=last.until or now,
            shift_s=last.shift_s,
        )


def _followed(session: Session, held_since: datetime | None) -> Followed:
    """The practice, with its time counted from where its window began or took it up again."""
    from_ms, shown, true, shift = 0, session.started_at, session.started_at, 0
    for record in session.records:
        if isinstance(record.event, Reopened):
            from_ms, shown, shift = record.at_ms, record.event.wall, _shift_s(session, record.at_ms)
            # Its clock goes on from where it stood: only the hold tells what the time of day was then.
            true = held_since or shown
    speed = session.practice.speed if session.practice is not None else 1.0
    return Followed(session, "running", speed, from_ms, true, shown, shift_s=session.shift_s - shift)


def _shift_s(session: Session, at_ms: int) -> int:
    """Seconds by which the clock had been set at a moment."""
    moved = [r.event.shift_s for r in session.records if isinstance(r.event, ClockMoved) and r.at_ms <= at_ms]
    return moved[-1] if moved else 0
