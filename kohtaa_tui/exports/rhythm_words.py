"""My rhythm in words and bars, once for the terminal and for the screen. It tells; it neither praises nor blames."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..domain.rhythm import NO_CIRCUMSTANCE, PhaseRhythm, Rhythm, Times, Which
from ..errors import N_
from .gathered import Speaks

USED, HALF, BEYOND, TRACK, PLANNED = "█", "▓", "─", "▁", "│"
"""Of a bar: used in nearly all meetings, used in the median one, used in some, planned only, the end of the plan."""

CIRCUMSTANCES: dict[str, str] = {
    NO_CIRCUMSTANCE: N_("nothing special"),
    "first": N_("first meeting"),
    "interpreter": N_("interpreter"),
    "remote": N_("remote"),
}


def minutes(seconds: float) -> int:
    """Whole minutes, rounded to the nearest, halves up."""
    return int(seconds / 60 + 0.5)


def which_told(which: Which, found: int, title: str, words: Speaks) -> str:
    """Which meetings these are, in one line; `title` is the pack's name."""
    parts = [title, *narrowed(which, words)]
    if which.last and found == which.last:
        parts.append(words("the newest {n}", n=words.number(found)))
    else:
        parts.append(so_many(found, words))
    return " · ".join(parts)


def so_many(n: int, words: Speaks) -> str:
    """How many meetings these are."""
    return words.plural("{n} meeting", "{n} meetings", n, n=words.number(n))


def narrowed(which: Which, words: Speaks) -> list[str]:
    """By what the meetings were narrowed down: a length, a circumstance."""
    parts = [words("{n} min", n=which.minutes)] if which.minutes else []
    if which.circumstance:
        name = CIRCUMSTANCES.get(which.circumstance)
        parts.append(words(name) if name else which.circumstance)
    return parts


def little(rhythm: Rhythm, words: Speaks) -> str:
    """That there is nothing to tell, or that so few meetings tell little; empty where there are enough."""
    if not rhythm.meetings:
        return words("There are no such meetings.")
    if rhythm.few:
        return words.plural(
            "Only {n} meeting: so few tell little.", "Only {n} meetings: so few tell little.", rhythm.meetings
        )
    return ""


def phase_told(phase: PhaseRhythm, words: Speaks) -> str:
    """A phase's figures, without its name."""
    return words(
        "planned {planned}, used {used} min ({low}–{high})",
        planned=minutes(phase.planned.median_s),
        used=minutes(phase.used.median_s),
        low=minutes(phase.used.low_s),
        high=minutes(phase.used.high_s),
    )


def phase_short(phase: PhaseRhythm) -> str:
    """Used and planned minutes where there is room for nothing else."""
    return f"{minutes(phase.used.median_s)} / {minutes(phase.planned.median_s)}"


def longest_s(phases: Sequence[PhaseRhythm]) -> float:
    """What the whole width of all bars stands for."""
    return max([1.0, *(p.used.high_s for p in phases), *(p.planned.median_s for p in phases)])


def bar(phase: PhaseRhythm, width: int, scale_s: float) -> str:
    """A phase as a bar of at most `width` characters, which stand for `scale_s` seconds."""

    def column(seconds: float) -> int:
        return int(seconds * width / scale_s + 0.5)

    low, median, high = column(phase.used.low_s), column(phase.used.median_s), column(phase.used.high_s)
    planned = column(phase.planned.median_s)
    cells = [
        USED if at < low else HALF if at < median else BEYOND if at < high else TRACK if at < planned else " "
        for at in range(width)
    ]
    if phase.planned.median_s:
        cells[min(width, max(1, planned)) - 1] = PLANNED
    return "".join(cells).rstrip()


def legend(words: Speaks) -> tuple[str, str]:
    """What the signs of the bars and the figures mean."""
    return (
        words("█▓ used, ─ some took more, │ planned"),
        words("The figures are medians; in brackets the middle half of the meetings."),
    )


def sentences(rhythm: Rhythm, words: Speaks) -> Iterator[str]:
    """What there is to tell beside the phases, a sentence each."""
    if not rhythm.meetings:
        return
    yield from _opening(rhythm, words)
    yield from _farewell(rhythm, words)
    if rhythm.overruns_begin:
        yield words("First to run over by more than a minute: {phases}.", phases=_phases(rhythm.overruns_begin, words))
    if rhythm.no_overrun:
        yield words.plural(
            "All phases kept within their time in {n} meeting of {all}.",
            "All phases kept within their time in {n} meetings of {all}.",
            rhythm.no_overrun,
            n=words.number(rhythm.no_overrun),
            all=words.number(rhythm.meetings),
        )
    if rhythm.late:
        yield words.plural(
            "Begun late: {n} meeting of {all}, by {minutes} min (median).",
            "Begun late: {n} meetings of {all}, by {minutes} min (median).",
            rhythm.late,
            n=words.number(rhythm.late),
            all=words.number(rhythm.meetings),
            minutes=minutes(rhythm.late_median_s),
        )
    if rhythm.over_end:
        yield words.plural(
            "Gone on past the end: {n} meeting of {all}, by {minutes} min (median).",
            "Gone on past the end: {n} meetings of {all}, by {minutes} min (median).",
            rhythm.over_end,
            n=words.number(rhythm.over_end),
            all=words.number(rhythm.meetings),
            minutes=minutes(rhythm.over_end_median_s),
        )
    if gone := [Times(p.id, p.name, p.left_out) for p in rhythm.phases if p.left_out]:
        yield words("Left out: {phases}.", phases=_phases(gone, words))


def _opening(rhythm: Rhythm, words: Speaks) -> Iterator[str]:
    opening = rhythm.opening
    if opening is None:
        return
    name, least = opening.name.get(words.language), opening.minimum_s // 60
    if opening.got == opening.meetings:
        yield words("{phase} got at least {minutes} min every time.", phase=name, minutes=least)
    else:
        yield words.plural(
            "{phase} got at least {minutes} min in {n} meeting of {all}.",
            "{phase} got at least {minutes} min in {n} meetings of {all}.",
            opening.got,
            n=words.number(opening.got),
            phase=name,
            minutes=least,
            all=words.number(opening.meetings),
        )


def _farewell(rhythm: Rhythm, words: Speaks) -> Iterator[str]:
    farewell = rhythm.farewell
    if farewell is None:
        return
    name, least = farewell.name.get(words.language), farewell.minimum_s // 60
    if not farewell.eaten:
        yield words("{phase} got at least {minutes} min every time.", phase=name, minutes=least)
        return
    yield words.plural(
        "{phase} got less than {minutes} min in {n} meeting of {all}.",
        "{phase} got less than {minutes} min in {n} meetings of {all}.",
        farewell.eaten,
        n=words.number(farewell.eaten),
        phase=name,
        minutes=least,
        all=words.number(farewell.meetings),
    )
    if farewell.by:
        yield words("What had run over most before it: {phases}.", phases=_phases(farewell.by, words))
    if farewell.by_none:
        yield words.plural(
            "Nothing had run over before it in {n} such meeting.",
            "Nothing had run over before it in {n} such meetings.",
            farewell.by_none,
            n=words.number(farewell.by_none),
        )


def _phases(times: Sequence[Times], words: Speaks) -> str:
    return ", ".join(f"{t.name.get(words.language)} ({words.number(t.meetings)})" for t in times)
