"""Figures counted as they come, so that many thousands of them need little room; and cells too small to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from msgspec import Struct

K = TypeVar("K")

FEW = 5
"""Fewer meetings than this are never told of on their own."""


class Quartiles(Struct, frozen=True):
    """The middle of several figures and how far they lie apart: half of them are from `low_s` to `high_s`."""

    low_s: float
    """The lower quartile."""
    median_s: float
    high_s: float
    """The upper quartile."""


class Tally:
    """How often each figure came."""

    __slots__ = ("_counts", "n")

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}
        self.n = 0

    def add(self, figure: int, times: int = 1) -> None:
        """A figure that came so many times more."""
        self._counts[figure] = self._counts.get(figure, 0) + times
        self.n += times

    def quartiles(self) -> Quartiles:
        """The quartiles of at least one figure, found as in `domain.rhythm`: by linear interpolation."""
        ordered = sorted(self._counts.items())
        wanted = [divmod((self.n - 1) * which, 4) for which in (1, 2, 3)]
        places = sorted({place + more for place, _ in wanted for more in (0, 1)})
        found: dict[int, int] = {}
        seen, at = 0, 0
        for figure, count in ordered:
            seen += count
            while at < len(places) and places[at] < seen:
                found[places[at]] = figure
                at += 1
        last = ordered[-1][0]
        low, median, high = (
            found[place] + (found.get(place + 1, last) - found[place]) * rest / 4 for place, rest in wanted
        )
        return Quartiles(low, median, high)


def showable(parts: Mapping[K, int], few: int = FEW) -> tuple[tuple[K, ...], int]:
    """Which parts of a whole may be shown, in the order given, and what the others come to together.

    The parts make up the whole, and the whole is known. So it is not enough to leave out what is too small: one
    part alone would be what the others lack. The smallest are left out together, until they are at least two of
    different size and at least `few` meetings; parts of one size go or stay together. Then any of them could be any
    other, also for someone who knows this rule. Nobody is told which parts, or how many, were left out.
    """
    sizes = sorted({size for size in parts.values() if size > 0})
    out = {size for size in sizes if size < few}
    while out and not _enough([n for n in parts.values() if n in out], few) and len(out) < len(sizes):
        out.add(sizes[len(out)])
    shown = tuple(key for key, size in parts.items() if size > 0 and size not in out)
    return shown, sum(size for size in parts.values() if size in out)


def _enough(left_out: Iterable[int], few: int) -> bool:
    sizes = list(left_out)
    return len(set(sizes)) > 1 and sum(sizes) >= few


def share(part: int, whole: int, few: int = FEW) -> float | None:
    """A part of a whole, 0 to 1; None where the part, or what it leaves of the whole, is too small to be told."""
    if whole < few or 0 < part < few or 0 < whole - part < few:
        return None
    return part / whole
