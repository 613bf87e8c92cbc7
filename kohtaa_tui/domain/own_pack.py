"""A pack of one's own from one's own rhythm: when to suggest it, and which figures of the pack change.

The rule, in full. Looked at are the meetings of one pack, of the most frequent length among them and with the same
circumstances as far as those change the shares; at least `ENOUGH`. For each phase: how much longer it took than the
pack plans for that length. The difference is *clear* where its median is two minutes or more, and *steady* where
three quarters of the meetings differ by a minute or more, to the same side. Then two thirds of the difference, to
the nearest minute but never the whole of it, are suggested as more time; of several phases for the one with the
greatest difference. Nothing is ever suggested as less time: that a phase got little does not say that it needs
little. The minutes come from the phases that are not protected, none of which goes under its minimum; a protected
phase keeps what it had, at this length and at those that are shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from .measured import Measured
from .pack import Pack, Texts
from .plan import fit, make_plan
from .rhythm import quartile

ENOUGH = 10
"""The fewest meetings that make a suggestion."""
CLEAR_S = 120
STEADY_S = 60
SHOWN_MINUTES = (30, 45, 60)
"""The lengths at which old and new plan are shown side by side."""
_MOST_SHARE, _MOST_TIMES = 1000, 4
_LONGEST_ID = 40
_OWN = re.compile(r"-oma(-\d+)?$")

Where = tuple[str | int, ...]
"""The way to a figure in the pack's file: `("phase", 0, "share")`."""


class Suggestion(Struct, frozen=True):
    """What a phase could be given instead. Minutes are whole."""

    phase: str
    name: Texts
    minutes: int
    """The length of the meetings it was found in."""
    circumstances: tuple[str, ...]
    """Their circumstances, as far as those change the shares."""
    meetings: int
    used_s: float
    """What the phase takes: the median."""
    planned: int
    proposed: int
    figures: Mapping[Where, int]
    """The figures of the pack that change, by where they stand in its file."""


def suggested(meetings: Iterable[Measured], pack: Pack) -> Suggestion | None:
    """What these meetings, the newest first, suggest for their pack as it is now; None where that is nothing."""
    ids = [phase.id for phase in pack.phase]
    held = [m for m in meetings if m.pack == pack.id and [p.id for p in m.phases] == ids]
    alike = Counter((m.minutes, shaping(pack, m.circumstances)) for m in held)
    if not alike:
        return None
    (minutes, special), count = alike.most_common(1)[0]
    if count < ENOUGH:
        return None
    same = [m for m in held if (m.minutes, shaping(pack, m.circumstances)) == (minutes, special)]
    planned = _minutes(pack, minutes, special)
    greatest, found = 0.0, -1
    for place in range(len(ids)):
        over = [m.phases[place].used_s - planned[place] * 60 for m in same]
        median = quartile(over, 2)
        if median >= CLEAR_S and quartile(over, 1) >= STEADY_S and median > greatest:
            greatest, found = median, place
    if found < 0:
        return None
    more = min(int(greatest * 2 / 3 / 60 + 0.5), int(greatest / 60 + 0.5) - 1)
    for minutes_more in range(more, 0, -1):
        figures = _figures(pack, minutes, special, found, planned[found] + minutes_more)
        if figures:
            given = make_plan(with_figures(pack, figures), minutes, special).phases[found].minutes
            used_s = quartile([m.phases[found].used_s for m in same], 2)
            phase = pack.phase[found]
            return Suggestion(phase.id, phase.short, minutes, special, count, used_s, planned[found], given, figures)
    return None


def shaping(pack: Pack, circumstances: Collection[str]) -> tuple[str, ...]:
    """Those of the circumstances that change the pack's shares."""
    return tuple(c.id for c in pack.circumstance if c.id in circumstances and c.shares)


def with_figures(pack: Pack, figures: Mapping[Where, int]) -> Pack:
    """The pack with these figures in place of its own."""
    phases, special = list(pack.phase), list(pack.circumstance)
    for where, value in figures.items():
        match where:
            case ("phase", int(place), "share"):
                phases[place] = replace(phases[place], share=value)
            case ("circumstance", int(place), "shares", str(phase)):
                special[place] = replace(special[place], shares={**special[place].shares, phase: value})
    return replace(pack, phase=phases, circumstance=special)


def as_suggested(pack: Pack, own: Pack, figures: Mapping[Where, int]) -> bool:
    """Whether `own` has the rules of time already that `pack` would have with these figures."""
    return _rules(with_figures(pack, figures)) == _rules(own)


def _rules(pack: Pack) -> object:
    phases = [(p.id, p.minimum, p.share, p.protected) for p in pack.phase]
    return phases, {c.id: (c.shares, c.length_factor, c.firm_end) for c in pack.circumstance}


def _figures(pack: Pack, minutes: int, special: Sequence[str], place: int, goal: int) -> Mapping[Where, int]:
    """The shares with which this phase gets `goal` minutes and no protected one fewer than now; {} where none do.

    Shares grow one by one where minutes are missing, up to `_MOST_TIMES` what they were. No phase goes under its
    minimum by that: `fit` gives the minimums first, and shares have no say in them.
    """
    lengths = dict.fromkeys((minutes, *SHOWN_MINUTES))
    before = {n: _minutes(pack, n, special) for n in lengths}
    kept = [n for n, phase in enumerate(pack.phase) if phase.protected and n != place]
    wheres = [_share(pack, special, n) for n in range(len(pack.phase))]
    claims = [
        _Claim(phase.minimum, share, phase.protected) for phase, (_, share) in zip(pack.phase, wheres, strict=True)
    ]
    figures: dict[Where, int] = {}
    others = ((before[minutes][n], p) for n, p in enumerate(pack.phase) if n != place)
    if goal + sum(had if p.protected else min(had, p.minimum) for had, p in others) > minutes:
        return {}
    while True:
        short = place if fit(minutes, claims)[place] < goal else -1
        if short < 0:
            now = {n: fit(n, claims) for n in lengths}
            short = next((p for n in lengths for p in kept if now[n][p] < before[n][p]), -1)
        if short < 0:
            return figures if now[minutes][place] == goal else {}
        where, share = wheres[short]
        figures[where] = claims[short].share + 1
        if figures[where] > min(_MOST_SHARE, share * _MOST_TIMES + 10):
            return {}
        claims[short] = replace(claims[short], share=figures[where])


class _Claim(Struct, frozen=True):
    minimum: int
    share: int
    protected: bool


def _minutes(pack: Pack, length: int, special: Sequence[str]) -> list[int]:
    return [phase.minutes for phase in make_plan(pack, length, special).phases]


def _share(pack: Pack, special: Sequence[str], place: int) -> tuple[Where, int]:
    """Where the share stands that a phase has under these circumstances, and what it is."""
    phase = pack.phase[place]
    for n, circumstance in reversed(list(enumerate(pack.circumstance))):
        if circumstance.id in special and phase.id in circumstance.shares:
            return ("circumstance", n, "shares", phase.id), circumstance.shares[phase.id]
    return ("phase", place, "share"), phase.share


class Compared(Struct, frozen=True):
    """One phase's minutes in the old and in the new plan, for each of the lengths."""

    name: Texts
    old: tuple[int, ...]
    new: tuple[int, ...]


def side_by_side(pack: Pack, suggestion: Suggestion, lengths: Sequence[int] = SHOWN_MINUTES) -> tuple[Compared, ...]:
    """The old plan and the new, phase by phase."""
    own = with_figures(pack, suggestion.figures)
    old = [make_plan(pack, n, suggestion.circumstances).phases for n in lengths]
    new = [make_plan(own, n, suggestion.circumstances).phases for n in lengths]
    return tuple(
        Compared(phase.short, tuple(p[n].minutes for p in old), tuple(p[n].minutes for p in new))
        for n, phase in enumerate(pack.phase)
    )


def own_id(base: str, taken: Collection[str]) -> str:
    """The first free id for a person's own version of a pack: `kohtaava-oma`, `kohtaava-oma-2`."""
    stem, number = _OWN.sub("", base), 1
    while True:
        end = "-oma" if number == 1 else f"-oma-{number}"
        name = stem[: _LONGEST_ID - len(end)].rstrip("-") + end
        if name not in taken:
            return name
        number += 1


_SUFFIX = {"fi": "oma", "sv": "egen", "en": "own"}


def own_title(title: str, language: str, own: str) -> str:
    """The pack's name with what tells it from the one it was made of: `Kohtaava asiakastyö · oma 2`."""
    number = re.search(r"-oma-(\d+)$", own)
    word = _SUFFIX.get(language, _SUFFIX["en"])
    bare = re.sub(rf" · {word}( \d+)?$", "", title)
    return f"{bare} · {word}" + (f" {number[1]}" if number else "")


def own_tables(data: Mapping[str, Any], own: str, figures: Mapping[Where, int]) -> dict[Where, object]:
    """What differs in the tables of the new file, by where it stands: id, version, names, figures."""
    changes: dict[Where, object] = {("id",): own, **figures}
    if "version" in data:
        changes["version",] = 1
    title = data.get("title")
    if isinstance(title, Mapping):
        changes |= {("title", k): own_title(v, k, own) for k, v in title.items() if isinstance(v, str)}
    return changes
