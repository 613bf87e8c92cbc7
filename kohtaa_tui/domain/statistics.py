"""What one meeting leaves for the statistics of a team: times, and nothing that tells who, where or on which day.

Such a file is written once, when a meeting has ended, and never again. docs/team.md tells what it is for.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from .measured import Measured

SCHEMA = 1
"""The version of the files this program writes, and the newest it reads."""

SHORTEST_S = 300
"""A meeting of less than five minutes was hardly one: someone pressed the wrong key, or the client did not come."""

Id = Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
Week = Annotated[str, Meta(pattern="^[0-9]{4}-W(0[1-9]|[1-4][0-9]|5[0-3])$")]
Slug = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,39}$")]
Seconds = Annotated[int, Meta(ge=0, le=1_000_000)]


class PhaseStatistic(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """One phase of the meeting."""

    id: Slug
    """The id of the phase in its pack."""
    planned_s: Seconds
    """Seconds the plan gave it at first."""
    used_s: Seconds
    """Seconds it took, all its visits together; 0 where it was never entered."""
    minimum_s: Seconds
    """Seconds it needs at least."""
    visits: Annotated[int, Meta(ge=0, le=100_000)]
    """How many times it was entered."""


class Statistic(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """The anonymous times of one meeting: the whole of its file."""

    schema: Literal[1]
    """The version of the format."""
    id: Id
    """Chance, and nothing of the meeting's own id. It tells two copies of a file from two meetings."""
    week: Week
    """The week in which the meeting began, ISO 8601: `2026-W47`. Neither day nor time of day."""
    pack: Slug
    """The id of the pack."""
    pack_version: Annotated[int, Meta(ge=1, le=1_000_000)]
    """The version of the pack."""
    pack_hash: Annotated[str, Meta(pattern="^[a-z0-9:]{0,100}$")]
    """What tells the pack's content from another one with the same version; empty where that is not known."""
    minutes: Annotated[int, Meta(ge=0, le=480)]
    """The length planned at first, in whole minutes."""
    circumstances: Annotated[list[Slug], Meta(max_length=10)]
    """What was special about it: `first`, `interpreter`, `remote`."""
    language: Annotated[str, Meta(pattern="^[a-z]{2}$")]
    """The language of the screen."""
    late_min: Annotated[int, Meta(ge=0, le=10_000)]
    """Whole minutes it began after its appointment; 0 where it was not late or had none."""
    phases: Annotated[list[PhaseStatistic], Meta(min_length=1, max_length=12)]
    """The phases, in the order of the plan."""


def counts(meeting: Measured) -> bool:
    """Whether a meeting says anything about how time goes: it took five minutes, and came past its first phase."""
    past_first = len(meeting.phases) == 1 or any(p.visits for p in meeting.phases[1:])
    return meeting.length_s >= SHORTEST_S and past_first


def statistic(meeting: Measured, chance: str, pack_hash: str = "") -> Statistic:
    """The file of a meeting. `chance` is 32 random hex letters, made for this file alone."""
    return Statistic(
        schema=1,
        id=chance,
        week=week_of(meeting.began.date()),
        pack=meeting.pack,
        pack_version=meeting.pack_version,
        pack_hash=pack_hash,
        minutes=meeting.minutes,
        circumstances=sorted(meeting.circumstances),
        language=meeting.language,
        late_min=meeting.late_s // 60,
        phases=[
            PhaseStatistic(p.id, p.planned_first_s, max(0, p.used_s), p.minimum_s, p.visits) for p in meeting.phases
        ],
    )


def week_of(day: date) -> str:
    """The week of a day, ISO 8601."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


@lru_cache(maxsize=256)
def monday(week: str) -> datetime:
    """The first moment of a week in UTC: the time its files bear. Raises `ValueError` where there is no such week."""
    first = date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
    return datetime(first.year, first.month, first.day, tzinfo=UTC)


def to_bytes(one: Statistic) -> bytes:
    """The content of the file: one line of JSON."""
    return msgspec.json.encode(one) + b"\n"


_decoder = msgspec.json.Decoder(Statistic)


def from_bytes(data: bytes) -> Statistic:
    """The content of a file. Raises `ValueError` where it is none of ours, or of a newer version."""
    try:
        one = _decoder.decode(data)
        monday(one.week)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as fault:
        raise ValueError(type(fault).__name__) from None
    return one
