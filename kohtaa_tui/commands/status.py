"""`kohtaa status`: where the running meeting stands, in one line for a status line or as JSON for a program.

It tells what the window's title tells: the phase, the minutes, the end. Nothing that was written, no reference.
"""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, TextIO

import msgspec
from msgspec import Struct

from ..domain import timing
from ..domain.session import Session, Status
from ..i18n import Words
from ..runtime.clock import Clock
from ..runtime.running import Lookout, moment_ms
from ..tui.draw.state import minutes_up, shown

if TYPE_CHECKING:
    from types import FrameType

LOOK_S = 1.0
"""How long a change in the meeting may stay unseen."""

LOOK_ANYWAY_S = 60.0
"""How long nothing is read while nothing seems to have changed: a window may have lost its hold unseen."""

LevelName = Literal["calm", "near", "over", "squeeze"]
_LEVELS: tuple[LevelName, ...] = ("calm", "near", "over", "squeeze")

Wait = Callable[[float], bool]
"""Waits so many seconds; False when nobody reads any more."""


class NotRunning(Struct, frozen=True):
    """What `kohtaa status --json` prints when no meeting runs in a window of this computer."""

    running: bool = False


class MeetingStatus(Struct, frozen=True):
    """What `kohtaa status --json` prints of the meeting that runs. Times are local, with offset."""

    running: bool
    phase: str
    phase_name: str
    minutes_left: int
    over_s: int
    level: LevelName
    paused: bool
    latest_leave: str
    ends_at: str


def status(lookout: Lookout, clock: Clock, words: Words, as_json: bool, out: TextIO, err: TextIO) -> int:
    """Print where the meeting stands now; without one nothing, and at a terminal a sentence on `err`."""
    line = _line(lookout.look(), clock, words, as_json)
    if line:
        print(line, file=out)
    elif err.isatty():
        print(words("No meeting is running in a window of this computer."), file=err)
    return 0


def follow(lookout: Lookout, clock: Clock, words: Words, as_json: bool, out: TextIO, wait: Wait) -> int:
    """Print a new line whenever it differs from the last, until nobody reads any more.

    An empty line is no meeting. It is printed at the start too: a status line that waits for its first
    would say that it is not ready.
    """
    last: str | None = None
    session, looked_s = lookout.look(), clock.elapsed()
    while True:
        line = _line(session, clock, words, as_json)
        if line != last:
            print(line, file=out, flush=True)
            last = line
        change = LOOK_S if session is None else timing.next_change_s(session, moment_ms(session, clock)) + 0.01
        if not wait(min(LOOK_S, change)):
            return 0
        if lookout.changed() or clock.elapsed() - looked_s >= LOOK_ANYWAY_S:
            session, looked_s = lookout.look(), clock.elapsed()


def follow_here(lookout: Lookout, clock: Clock, words: Words, as_json: bool, out: TextIO) -> int:
    """`follow` until Ctrl+C, SIGTERM or a closed pipe: that is how one ends it, so it is no fault."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        return follow(lookout, clock, words, as_json, out, lambda seconds: _wait(seconds, out))
    except KeyboardInterrupt:
        return 0
    finally:
        signal.signal(signal.SIGTERM, before)


def _wait(seconds: float, out: TextIO) -> bool:
    """Sleep, and see whether the other end of a pipe is still open: nothing may be written for a minute."""
    time.sleep(seconds)
    if os.name == "nt":
        return True
    with suppress(OSError, ValueError):
        asked = select.poll()
        asked.register(out.fileno(), 0)
        return not asked.poll(0)
    return True


def _line(session: Session | None, clock: Clock, words: Words, as_json: bool) -> str:
    if session is None:
        return msgspec.json.encode(NotRunning()).decode() if as_json else ""
    at_ms = moment_ms(session, clock)
    state = shown(session, at_ms, words, words.language)
    end = session.wall(1000 * session.end_s).astimezone()
    end_left = timing.end_left_s(session, at_ms)
    if not as_json:
        at = words.time(end)
        told_end = words("end {time}", time=at) if end_left >= 0 else words("end was {time}", time=at)
        return f"{state.title} · {told_end}"
    left = end_left if timing.is_last(session) else timing.left_s(session, at_ms)
    told = MeetingStatus(
        running=True,
        phase=session.phase.id,
        phase_name=session.phase.short.get(words.language),
        minutes_left=max(0, minutes_up(left)),
        over_s=max(0, -left) // 10 * 10,
        level=_LEVELS[state.level],
        paused=session.status is Status.PAUSED,
        latest_leave=session.wall(1000 * timing.latest_leave_s(session)).astimezone().isoformat(timespec="seconds"),
        ends_at=end.isoformat(timespec="seconds"),
    )
    return msgspec.json.encode(told).decode()
