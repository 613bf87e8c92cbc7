"""Two meetings side by side in words: rows with a place for each of the two, once for terminal and screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from ..domain import timing
from ..domain.meetings_compared import ComparedMeeting, ComparedPhase, MeetingsCompared
from .gathered import Speaks


class Bar(Struct, frozen=True):
    """A time used beside the time planned, both in seconds."""

    used_s: int
    planned_s: int


class Row(Struct, frozen=True):
    """One line: what it is about, how it is in each of the two, and the difference where there is one to tell."""

    label: str
    a: str
    b: str
    change: str = ""
    """What the second has more or less of: `+3 min`."""
    bars: tuple[Bar | None, Bar | None] | None = None
    short: tuple[str, str] | None = None
    """How it is in each of the two where columns are few."""


class Group(Struct, frozen=True):
    """Lines that belong together, under a heading or none."""

    heading: str
    rows: tuple[Row, ...]


def longest(rows: Iterable[Row]) -> int:
    """The most seconds that any bar of these rows tells of: what a whole bar stands for."""
    return max((s for row in rows for bar in row.bars or () if bar for s in (bar.used_s, bar.planned_s)), default=1)


def drawn(bar: Bar, most_s: int, width: int) -> tuple[int, int]:
    """The cells of a bar within `width`: those used, and those planned beyond them."""
    used = round(width * bar.used_s / max(1, most_s))
    return used, max(0, round(width * bar.planned_s / max(1, most_s)) - used)


def groups(compared: MeetingsCompared, words: Speaks, *, here: bool = False) -> tuple[Group, ...]:
    """All there is to see of the two. Nothing says which of them is better.

    Times of day are told as they were written; by the clock of this computer where `here` says so, as screens do.
    """
    a, b = compared.a, compared.b
    return (
        Group("", tuple(_facts(a, b, words, here=here))),
        Group(words("How the time went"), tuple(_times(compared, words))),
        Group(words("What was written"), tuple(_written(a, b, words))),
    )


def _moment(told: str, *, here: bool) -> datetime:
    return datetime.fromisoformat(told).astimezone() if here else datetime.fromisoformat(told)


def _span(one: ComparedMeeting, words: Speaks, *, here: bool) -> str:
    """From when to when one of them lasted."""
    start = words.time(_moment(one.started_at, here=here))
    if one.ended_at is None:
        return f"{start} · {words('not ended')}"
    return f"{start}–{words.time(_moment(one.ended_at, here=here))}"


def _facts(a: ComparedMeeting, b: ComparedMeeting, words: Speaks, *, here: bool) -> Iterator[Row]:
    days = [_moment(x.started_at, here=here).date() for x in (a, b)]
    one, two = (words.day(day) for day in days)
    short = one, two
    if days[0].year != days[1].year:
        one, two = (words("{day} {year}", day=words.day(day), year=day.year) for day in days)
    yield Row(words("meeting"), one, two, short=short)
    one, two = (_span(x, words, here=here) for x in (a, b))
    began = tuple(words.time(_moment(x.started_at, here=here)) for x in (a, b))
    yield Row(words("time"), one, two, short=(began[0], began[1]))
    if a.reference != "" or b.reference != "":
        one, two = (words("locked") if x.reference is None else x.reference for x in (a, b))
        yield Row(words("reference"), one, two)
    if (a.pack, a.pack_version) != (b.pack, b.pack_version):
        yield Row(words("method"), f"{a.pack} {a.pack_version}", f"{b.pack} {b.pack_version}")
    if a.circumstances or b.circumstances:
        yield Row(words("circumstances"), _circumstances(a, words), _circumstances(b, words))
    if a.corrected or b.corrected:
        told = words("corrected afterwards")
        yield Row(words("times"), told if a.corrected else "", told if b.corrected else "")


def _circumstances(one: ComparedMeeting, words: Speaks) -> str:
    names = {"first": words("first meeting"), "interpreter": words("interpreter"), "remote": words("remote")}
    return ", ".join(names.get(c, c) for c in one.circumstances)


def _times(compared: MeetingsCompared, words: Speaks) -> Iterator[Row]:
    a, b = compared.a, compared.b
    whole = (Bar(a.length_s, a.planned_s), Bar(b.length_s, b.planned_s))
    yield _bars(words("whole meeting"), whole, words)
    for phase in compared.phases:
        yield _bars(phase.name.get(words.language), _of(phase), words)
    for label, of_a, of_b in ((words("late"), a.late_s, b.late_s), (words("pauses"), a.paused_s, b.paused_s)):
        if of_a >= 30 or of_b >= 30:
            a_min, b_min = timing.minutes(of_a), timing.minutes(of_b)
            one, two = (words("{n} min", n=n) if n else "" for n in (a_min, b_min))
            yield Row(label, one, two, _change(a_min, b_min, words))


def _of(phase: ComparedPhase) -> tuple[Bar | None, Bar | None]:
    a = None if phase.used_a_s is None else Bar(phase.used_a_s, phase.planned_a_s or 0)
    b = None if phase.used_b_s is None else Bar(phase.used_b_s, phase.planned_b_s or 0)
    return a, b


def _bars(label: str, bars: tuple[Bar | None, Bar | None], words: Speaks) -> Row:
    a, b = bars
    change = "" if a is None or b is None else _change(timing.minutes(a.used_s), timing.minutes(b.used_s), words)
    short = ["–" if bar is None else words("{n} min", n=timing.minutes(bar.used_s)) for bar in bars]
    return Row(label, _planned(a, words), _planned(b, words), change, bars, (short[0], short[1]))


def _planned(bar: Bar | None, words: Speaks) -> str:
    """`9 / 5 min`: used, and planned."""
    if bar is None:
        return words("no such phase")
    used, planned = timing.minutes(bar.used_s), timing.minutes(bar.planned_s)
    return words("{used} / {planned} min", used=used, planned=planned)


def _change(a: int, b: int, words: Speaks) -> str:
    return words("{n} min", n=_signed(b - a)) if a != b else ""


def _signed(n: int) -> str:
    return f"+{n}" if n > 0 else f"−{-n}"


def _written(a: ComparedMeeting, b: ComparedMeeting, words: Speaks) -> Iterator[Row]:
    if a.erased or b.erased:
        told = words("texts erased")
        yield Row(words("texts"), told if a.erased else "", told if b.erased else "")
    labels = {
        "words": words("In the client's words"),
        "strength": words("Strengths and resources"),
        "question": words("Still open"),
        "agreed": words("Agreements"),
        "plain": words("Notes"),
    }
    for mark, label in labels.items():
        counts = [None if x.notes is None else x.notes[mark] for x in (a, b)]
        if any(n is None or n for n in counts):
            yield _counted(label, counts, words, (a.erased, b.erased))
    if a.prompts or b.prompts:
        yield _counted(words("Prompts used"), [a.prompts, b.prompts], words)


def _counted(label: str, counts: list[int | None], words: Speaks, erased: tuple[bool, bool] = (False, False)) -> Row:
    """Numbers side by side. How much was written before texts were erased nobody knows, so there is no difference."""
    one, two = counts
    told = [
        words("locked") if n is None else "–" if gone and not n else str(n)
        for n, gone in zip(counts, erased, strict=True)
    ]
    known = one is not None and two is not None and one != two and not any(erased)
    return Row(label, told[0], told[1], _signed((two or 0) - (one or 0)) if known else "")
