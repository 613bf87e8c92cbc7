"""What is looked for among earlier meetings, as a person set it, and where on the list they are.

It outlives the History screen while a meeting is looked at, so that the way back leads to the same place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from ..domain.events import Mark
from ..domain.pack import Texts
from ..domain.searching import Query, words_of
from ..i18n import Words
from ..runtime.history import Found, Hit
from .draw.history_rows import Detail, Entry, entry_id

Period = Literal["", "week", "month", "year", "days"]
PERIODS: tuple[Period, ...] = ("", "week", "month", "year", "days")
LENGTHS: tuple[tuple[int, int], ...] = ((0, 0), (0, 30), (31, 45), (46, 60), (61, 0))
"""Shortest and longest in minutes; 0 is no bound."""
PAGE = 100
"""Meetings that are asked for at first, which brings the index up to date; near their end twice as many."""
NEAR = 25
"""How near to the end of what was found more is asked for."""


class Filters(Struct, frozen=True):
    """What only is to be shown. What is empty leaves all."""

    reference: str = ""
    period: Period = ""
    since: date | None = None
    until: date | None = None
    """The days, where the period is given by its days."""
    phase: str = ""
    mark: Mark | None = None
    pack: str = ""
    length: tuple[int, int] = (0, 0)
    folded: bool = False
    phase_name: Texts = Texts()
    pack_name: Texts = Texts()

    @property
    def any(self) -> bool:
        """Whether something is set."""
        return self != Filters()

    def days(self, today: date) -> tuple[date | None, date | None]:
        """The first and the last day that are meant."""
        if self.period == "week":
            return today - timedelta(days=today.weekday()), None
        if self.period == "month":
            return today.replace(day=1), None
        if self.period == "year":
            return today.replace(month=1, day=1), None
        return (self.since, self.until) if self.period == "days" else (None, None)

    def query(self, typed: str, today: date) -> Query:
        """All that is asked for, with the words that were typed."""
        since, until = self.days(today)
        return Query(
            words_of(typed),
            self.reference,
            self.phase,
            self.mark,
            since,
            until,
            self.pack,
            *self.length,
            folded=self.folded,
        )

    def without(self, name: str) -> Filters:
        """The same with one of them taken away, by its name in `told`."""
        none = Filters()
        fields = {
            "phase": ("phase", "phase_name"),
            "pack": ("pack", "pack_name"),
            "period": ("period", "since", "until"),
        }
        return replace(self, **{each: getattr(none, each) for each in fields.get(name, (name,))})

    def told(self, words: Words) -> Iterator[tuple[str, str]]:
        """The name and the words of each that is set."""
        if self.reference:
            yield "reference", words("reference {reference}", reference=self.reference)
        if self.period:
            yield "period", self.period_told(words)
        if self.phase:
            yield "phase", self.phase_name.get(words.language) or self.phase
        if self.mark:
            yield "mark", mark_told(self.mark, words)
        if self.pack:
            yield "pack", self.pack_name.get(words.language) or self.pack
        if self.length != (0, 0):
            yield "length", length_told(self.length, words)
        if self.folded:
            yield "folded", words("a also finds ä and å")

    def period_told(self, words: Words) -> str:
        """The period in words."""
        if self.period != "days":
            return period_name(self.period, words)
        return "–".join(words("{day} {year}", day=words.day(d), year=d.year) if d else "" for d in _ends(self))


def _ends(filters: Filters) -> Sequence[date | None]:
    one = filters.since is not None and filters.since == filters.until
    return (filters.since,) if one else (filters.since, filters.until)


def period_name(period: Period, words: Words) -> str:
    """The name of a period to choose."""
    return {
        "": words("all"),
        "week": words("this week"),
        "month": words("this month"),
        "year": words("this year"),
        "days": words("type the days"),
    }[period]


def mark_told(mark: Mark | None, words: Words) -> str:
    """What notes of a mark are."""
    return {
        None: words("all"),
        "words": words("In the client's words"),
        "strength": words("Strengths and resources"),
        "question": words("Still open"),
        "agreed": words("What was agreed"),
    }[mark]


def length_told(length: tuple[int, int], words: Words) -> str:
    """A length to choose."""
    least, most = length
    if least and most:
        return words("{least} to {most} min", least=least, most=most)
    if most:
        return words("at most {n} min", n=most)
    return words("at least {n} min", n=least) if least else words("all")


class Looked(Struct):
    """Where somebody is on the list of earlier meetings."""

    typed: str = ""
    filters: Filters = Filters()
    found: Found = Found()
    entries: list[Entry] = field(default_factory=list)
    """What was found, and among it what cannot be read, the newest first."""
    whole: bool = False
    """Whether all was looked at that was asked for."""
    total: int = 0
    """How many meetings there are, where all were asked for."""
    answered: bool = False
    """Whether anything was found out yet."""
    most: int = PAGE
    details: dict[str, Detail] = field(default_factory=dict)
    at: int = 0
    """The place of the chosen meeting."""
    chosen: str = ""
    """Its id."""
    top: int = 0
    opened: str = ""
    """The meeting that was opened from here: it may have changed there."""
    marked: str = ""
    """The id of the meeting that another is to be compared with."""
    marked_told: str = ""

    def take(self, found: Found, *, whole: bool, open_query: bool, total: int) -> None:
        """Show what was found; the chosen meeting stays chosen where it is still there.

        What cannot be read stands in its place where nothing is looked for; else it is no answer.
        """
        self.found, self.whole, self.answered, self.total = found, whole, True, total
        entries: list[Entry] = list(found.hits)
        if open_query and found.broken:
            oldest = entry_id(entries[-1]) if entries and found.more else ""
            entries += [broken for broken in found.broken if broken.id >= oldest]
            entries.sort(key=entry_id, reverse=True)
        self.entries = entries
        place = next((n for n, one in enumerate(entries) if entry_id(one) == self.chosen), None)
        self.at = place if place is not None else min(self.at, max(0, len(entries) - 1))
        self._choose()

    def put(self, session_id: str, hit: Hit | None) -> None:
        """Show a meeting as it is now, in its place; None where it is gone. What it was is kept nowhere."""
        self.found = replace(self.found, hits=tuple(h for h in self.found.hits if h.listed.id != session_id))
        place = next((n for n, one in enumerate(self.entries) if entry_id(one) == session_id), None)
        if place is not None:
            self.entries[place : place + 1] = [] if hit is None else [hit]
            self.to(self.at)

    def to(self, place: int) -> None:
        """Choose the meeting at a place, as near as there is one."""
        self.at = max(0, min(place, len(self.entries) - 1))
        self._choose()

    def _choose(self) -> None:
        self.chosen = entry_id(self.entries[self.at]) if self.entries else ""

    def anew(self) -> None:
        """Something else is looked for: the newest that is found comes first."""
        self.most, self.at, self.top, self.chosen = PAGE, 0, 0, ""

    @property
    def entry(self) -> Entry | None:
        """The chosen meeting."""
        return self.entries[self.at] if self.entries else None

    @property
    def needs_more(self) -> bool:
        """Whether the end of what was found is near, and there is more."""
        return self.whole and self.found.more and self.at + NEAR >= len(self.entries)
