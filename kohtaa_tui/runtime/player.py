"""Playback: a session that is only looked at, at any speed and from any moment. It writes nothing, anywhere.

Its session is the fold of a script's records up to a position; the position is what a clock says, scaled, and
stands still at every stop until the presenter goes on. Going back is setting the position: nothing has to be undone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta

from ..domain.demo import Script, in_language, times
from ..domain.folding import fold
from ..domain.session import Session
from ..errors import N_, NotAllowed
from ..storage.nowhere import Nowhere
from .clock import Clock
from .runner import Runner

SLOWEST, FASTEST = 1.0, 60.0
SPEEDS = (1, 2, 3, 4, 6, 8, 10, 15, 20, 30, 60)
"""The speeds that faster and slower go through."""
SHOWN = N_("This is only shown: nothing can be written here.")


class PlayerClock:
    """The clock of what is played: it shows the time of day of the meeting, and stands still when that does."""

    def __init__(self, player: Player, clock: Clock) -> None:
        self._player, self._clock = player, clock

    @property
    def speed(self) -> float:
        return self._player.speed * self._clock.speed

    def elapsed(self) -> float:
        return self._player.at_ms() / 1000

    def awake(self) -> float:
        return self.elapsed()

    def now(self) -> datetime:
        session = self._player.session
        return (session.started_at + timedelta(milliseconds=self._player.at_ms())).astimezone()


class Player(Runner):
    """Plays a script. A position is a moment in milliseconds since the meeting's start."""

    def __init__(self, clock: Clock, script: Script, language: str, *, speed: float | None = None) -> None:
        """Stands at the start. It plays at once, unless there is a stop there."""
        self.script = script
        self._person = clock
        self._at_ms = 0
        self._since_s = clock.elapsed()
        self._speed = script.speed if speed is None else speed
        self._held = False
        self._paused = False
        self._times = times(script.records)
        self._moments = script.moments
        self._limit_ms = self._stop_from(0)
        self._records = in_language(script, language).records
        session = fold(script.session_id, self._records[: self._count(0)])
        super().__init__(Nowhere(), PlayerClock(self, clock), session, "")
        self.read_only = NotAllowed(SHOWN)

    def _anchor(self, at_ms: int) -> None:
        """A player has its own position."""

    # --- where it stands ---

    def at_ms(self) -> int:
        """The position now: never past the next stop, nor past the end."""
        if self._paused or self._held:
            return self._at_ms
        ran_s = self._person.elapsed() - self._since_s
        return min(self._at_ms + round(ran_s * 1000 * self._speed), self._limit_ms)

    def drift_s(self) -> int:
        return 0

    @property
    def going(self) -> bool:
        """Whether time passes now."""
        return not self._paused and not self._held and self.at_ms() < self._limit_ms

    @property
    def paused(self) -> bool:
        """Whether the presenter has paused it."""
        return self._paused

    @property
    def over(self) -> bool:
        """Whether the end is reached."""
        return self.at_ms() >= self.script.end_ms

    @property
    def whole(self) -> Session:
        """The session as it is at the end."""
        return fold(self.script.session_id, self._records)

    @property
    def begun(self) -> bool:
        """Whether it has left its first moment."""
        return self._at_ms > 0 or self.going

    def next_s(self) -> float:
        """Seconds of the meeting until something happens; an hour where nothing will by itself."""
        if not self.going:
            return 3600.0
        at = self.at_ms()
        following = bisect_right(self._moments, at)
        upcoming = self._moments[following] if following < len(self._moments) else self.script.end_ms
        return max(0, min(upcoming, self._limit_ms) - at) / 1000

    def look(self) -> bool:
        """Take the session as it is at the position; True where it differs from what it was."""
        records = self._records[: self._count(self.at_ms())]
        if records == self.session.records:
            return False
        self.session = fold(self.script.session_id, records)
        return True

    # --- what the presenter does ---

    @property
    def speed(self) -> float:
        """How many times faster than the clock it plays."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self._stand(self.at_ms())
        self._speed = min(max(speed, SLOWEST), FASTEST)

    def faster(self) -> None:
        """To the next greater of the usual speeds."""
        self.speed = next((s for s in SPEEDS if s > self._speed), FASTEST)

    def slower(self) -> None:
        """To the next smaller of the usual speeds."""
        self.speed = next((s for s in reversed(SPEEDS) if s < self._speed), SLOWEST)

    def forward(self) -> bool:
        """To the next moment at which something happens, and on from there; False at the end, where there is none."""
        following = bisect_right(self._moments, self.at_ms())
        if following == len(self._moments):
            return False
        self._held = False
        self._go_to(self._moments[following])
        return True

    def back(self) -> bool:
        """To the moment before, and stand there; False at the start."""
        before = bisect_left(self._moments, self.at_ms()) - 1
        if before < 0:
            return False
        self._held = True
        self._go_to(self._moments[before])
        return True

    def pause(self) -> bool:
        """Pause, or go on from where it stands; returns whether it is paused now."""
        at = self.at_ms()
        if self.going:
            self._paused = True
            self._stand(at)
            return True
        self._paused = self._held = False
        self._stand(at)
        self._limit_ms = self._stop_from(at + 1)
        return False

    def seek(self, at_ms: int) -> None:
        """To any moment. What was going goes on from there, to the next stop."""
        self._go_to(min(max(at_ms, 0), self.script.end_ms))

    def speak(self, language: str) -> None:
        """The notes in another language, where there are others."""
        self._records = in_language(self.script, language).records
        self.look()

    # --- inside ---

    def _go_to(self, at_ms: int) -> None:
        self._stand(at_ms)
        self._limit_ms = self._stop_from(at_ms)
        self.look()

    def _stand(self, at_ms: int) -> None:
        """Count on from here."""
        self._at_ms, self._since_s = at_ms, self._person.elapsed()

    def _stop_from(self, at_ms: int) -> int:
        """The first stop at this moment or after it; the end where there is none."""
        return next((stop for stop in self.script.stops if stop >= at_ms), self.script.end_ms)

    def _count(self, at_ms: int) -> int:
        """How many records have happened by then; the start always has, and at the end all have."""
        if at_ms >= self.script.end_ms:
            return len(self._records)
        return max(1, bisect_right(self._times, at_ms))
