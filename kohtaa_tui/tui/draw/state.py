"""What the clock has to say, as a figure and words: one table for the screen, the window title and
`kohtaa status`, which loads neither Textual nor Rich.

Minutes left are rounded up, minutes over and minutes for the farewell down: nothing promises more
than there is. Seconds appear only near the end of a phase and past it, in steps of ten.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from ...domain import timing
from ...domain.session import Session, Status
from ...domain.timing import Level
from ...i18n import Words

if TYPE_CHECKING:
    from .canvas import Role


class Shown(Struct, frozen=True):
    """The clock's state, dressed in words."""

    level: Level
    figure: str
    plate: bool
    role: Role
    line1: str
    line2: str
    line3: str
    title: str
    title_curtain: str
    squeezed: bool = False
    """Whether line 1 carries the state's colour."""
    leave: bool = False
    """Whether line 2 tells the latest leave, which ▲ marks on the rail."""


def minutes_up(seconds: int) -> int:
    """Whole minutes, rounded up."""
    return -(-seconds // 60)


def tens(seconds: int) -> str:
    """`mm:ss` in steps of ten seconds, rounded down."""
    seconds = seconds // 10 * 10
    return f"{seconds // 60:02}:{seconds % 60:02}"


def shown(session: Session, at_ms: int, words: Words, language: str, pause_key: str = "F2") -> Shown:
    """The state of a live session at a moment; phase names in `language`, the rest in the words' own.

    `pause_key` ends a pause; empty where the window cannot do that.
    """
    level = timing.level(session, at_ms)
    left = timing.left_s(session, at_ms)
    end_left = timing.end_left_s(session, at_ms)
    last = timing.is_last(session)
    if last and end_left > 0:  # the farewell lasts to the end, come to it early or late: that is what counts now
        left = end_left
        near = left <= min(session.planned_s[session.phase.id] / 5, 120)
        level = Level.NEAR if near else Level.CALM
    name = session.phase.short.get(language)
    paused = session.status is Status.PAUSED
    by = _by(session, words)
    end = words("end {time}", time=words.time(_zoned(session, session.end_s)))
    # level, figure, words: the first that holds
    if end_left < 0:
        over = -end_left // 60
        was = words("end was {time}", time=words.time(_zoned(session, session.end_s)))
        title = words("past the end {n} min", n=over)
        return Shown(
            level,
            f"+{over}",
            True,
            "squeeze",
            words("min past the end"),
            was,
            _pause_line(session, at_ms, words, pause_key),
            title,
            title,
            squeezed=True,
        )
    if level is Level.SQUEEZE and not last:
        farewell = timing.farewell_s(session, at_ms) // 60
        over_by = words("over +{time}", time=tens(-left)) if left < 0 else words("{n} min left", n=minutes_up(left))
        return Shown(
            level,
            str(farewell),
            True,
            "squeeze",
            words("⚑ min for the farewell"),
            over_by,
            _pause_line(session, at_ms, words, pause_key) or end,
            words("{n} min for the farewell", n=farewell) + f" · {name}",
            words("{n} min for the farewell", n=farewell),
            squeezed=True,
        )
    if paused:
        minutes = timing.this_pause_s(session, at_ms) // 60
        return Shown(
            level,
            "‖",
            False,
            "mute",
            words("pause {n} min", n=minutes),
            words("{n} min left", n=minutes_up(left)) if left > 0 else words("over +{time}", time=tens(-left)),
            words("{key} goes on", key=pause_key) if pause_key else "",
            words("pause") + f" · {name}",
            words("pause"),
        )
    if level is Level.OVER:
        line3 = "" if last else words("⚑ {n} min for the farewell", n=timing.farewell_s(session, at_ms) // 60)
        over = -left // 60
        title = words("{n} min over", n=over)
        return Shown(
            level,
            f"+{over}",
            False,
            "over",
            words("over +{time}", time=tens(-left)),
            end if last else by,
            line3,
            f"{title} · {name}",
            title,
            squeezed=True,
            leave=not last,
        )
    if level is Level.NEAR:
        clock = _clock(left)
        return Shown(
            level,
            clock,
            False,
            "near",
            words("left"),
            end if last else by,
            "",
            f"{clock} · {name}",
            clock,
            squeezed=True,
            leave=not last,
        )
    minutes = minutes_up(left)
    title = f"{minutes} min"
    return Shown(
        level,
        str(minutes),
        False,
        "text",
        words("min left"),
        end if last else by,
        "",
        f"{title} · {name}",
        title,
        leave=not last,
    )


def _clock(seconds: int) -> str:
    up = -(-seconds // 10) * 10
    return f"{up // 60}:{up % 60:02}"


def _by(session: Session, words: Words) -> str:
    return words("by {time}", time=words.time(_zoned(session, timing.latest_leave_s(session))))


def _zoned(session: Session, seconds: int) -> datetime:
    return session.wall(seconds * 1000).astimezone()


def _pause_line(session: Session, at_ms: int, words: Words, key: str) -> str:
    if session.status is not Status.PAUSED:
        return ""
    minutes = timing.this_pause_s(session, at_ms) // 60
    told = words("pause {n} min", n=minutes)
    return f"{told} · {words('{key} goes on', key=key)}" if key else told
