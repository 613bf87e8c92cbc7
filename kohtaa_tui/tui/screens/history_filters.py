"""What only is to be shown of the earlier meetings: a dialog with a row each, and fields for what is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from ...domain.events import Mark
from ...domain.pack import Texts
from ...domain.past_days import span
from ...errors import KohtaaError
from ..adjust import Adjust, Setting
from ..dialogs import Ask
from ..history_place import LENGTHS, PERIODS, length_told, mark_told, period_name

if TYPE_CHECKING:
    from .history import HistoryScreen

T = TypeVar("T")

MARKS: tuple[Mark | None, ...] = (None, "agreed", "question", "words", "strength")
TYPED = "\n"
"""Stands for a reference that is still to be typed: no reference holds a line's end."""


class FilterChoice:
    """The choice of what is shown, until it is taken."""

    def __init__(self, screen: HistoryScreen, chosen_reference: str) -> None:
        """`chosen_reference` is that of the chosen meeting, to be proposed."""
        self._screen, self._words = screen, screen.words
        self._now = screen.looked.filters
        known = dict.fromkeys(("", self._now.reference, chosen_reference))
        self._references = (*known, TYPED)
        phases, packs = _phases_and_packs(screen)
        self._phases = [("", Texts()), *phases]
        self._packs = [("", Texts()), *packs]

    def ask(self) -> None:
        """Show the dialog."""
        words, language = self._words, self._words.language
        rows = [
            Setting(
                words("reference"),
                self._reference,
                lambda step: self._set(reference=_step(self._references, self._now.reference, step)),
                about=words("Only meetings with this reference: that of the chosen meeting, or one that you type."),
            ),
            Setting(
                words("days"),
                lambda: self._now.period_told(words) if self._now.since else period_name(self._now.period, words),
                lambda step: self._set(period=_step(PERIODS, self._now.period, step), since=None, until=None),
                about=words("Only meetings of these days. The days can also be typed."),
            ),
            Setting(
                words("notes"),
                lambda: mark_told(self._now.mark, words),
                lambda step: self._set(mark=_step(MARKS, self._now.mark, step)),
                about=words("Only meetings with notes of this kind, and words are looked for in those notes alone."),
            ),
            Setting(
                words("phase"),
                lambda: self._now.phase_name.get(language) or self._now.phase or words("all"),
                self._next_phase,
                about=words("Only meetings with notes from this phase, and words are looked for in those notes alone."),
            ),
            Setting(
                words("length"),
                lambda: length_told(self._now.length, words),
                lambda step: self._set(length=_step(LENGTHS, self._now.length, step)),
                about=words("Only meetings that were planned to be this long."),
            ),
            Setting(
                words("a and å, ä"),
                lambda: words("as one letter") if self._now.folded else words("each its own"),
                lambda _: self._set(folded=not self._now.folded),
                about=words("As one letter, a also finds å and ä, and o finds ö."),
            ),
        ]
        if len(self._packs) > 2:
            about = words("Only meetings that followed this method.")
            method = Setting(words("method"), self._pack, self._next_pack, about=about)
            rows.insert(4, method)
        self._screen.open_dialog(
            Adjust(words, words("What is shown"), rows, take=self._take, take_word=words("Show"), sentence=lambda: "")
        )

    def _set(self, **fields: object) -> None:
        self._now = replace(self._now, **fields)

    def _reference(self) -> str:
        if self._now.reference == TYPED:
            return self._words("type it")
        return self._now.reference or self._words("all")

    def _next_phase(self, step: int) -> None:
        phase, name = _step_by_id(self._phases, self._now.phase, step)
        self._set(phase=phase, phase_name=name)

    def _pack(self) -> str:
        return self._now.pack_name.get(self._words.language) or self._now.pack or self._words("all")

    def _next_pack(self, step: int) -> None:
        pack, name = _step_by_id(self._packs, self._now.pack, step)
        self._set(pack=pack, pack_name=name)

    # --- what is typed ---

    def _take(self) -> None:
        """Show it; first ask for what is still to be typed."""
        if self._now.reference == TYPED:
            self._ask_reference()
        elif self._now.period == "days" and self._now.since is None and self._now.until is None:
            self._ask_days()
        else:
            self._screen.filter(self._now)

    def _ask_reference(self) -> None:
        words = self._words

        def take(text: str) -> str:
            return self._typed(lambda: self._set(reference=text.strip()))

        self._screen.open_dialog(
            Ask(
                words,
                words("Which reference?"),
                take=take,
                word=words("Show"),
                placeholder=words("how it begins, for example K-17"),
                about=words("Meetings whose reference begins like this. Capital and small letters are one."),
            )
        )

    def _ask_days(self) -> None:
        words = self._words

        def take(text: str) -> str:
            try:
                since, until = span(text, self._screen.today)
            except KohtaaError as fault:
                return words.fault(fault)
            return self._typed(lambda: self._set(since=since, until=until))

        self._screen.open_dialog(
            Ask(
                words,
                words("Which days?"),
                take=take,
                word=words("Show"),
                sentence=words("One day, or the first and the last, for example 1.9.–30.9.2026."),
                placeholder="1.9.–30.9.",
                about=words("A day without its year is the latest such day that is not ahead."),
            )
        )

    def _typed(self, keep: Callable[[], None]) -> str:
        """Keep what was typed and go on; the field closes."""
        keep()
        self._screen.close_dialog()
        self._take()
        return ""


def _step(values: Sequence[T], now: T, step: int) -> T:
    """The value after this one, or before it, round and round."""
    at = values.index(now) if now in values else 0
    return values[(at + step) % len(values)]


def _step_by_id(values: Sequence[tuple[str, Texts]], now: str, step: int) -> tuple[str, Texts]:
    at = next((n for n, (its, _) in enumerate(values) if its == now), 0)
    return values[(at + step) % len(values)]


Named = list[tuple[str, Texts]]


def _phases_and_packs(screen: HistoryScreen) -> tuple[Named, Named]:
    """The phases and the methods there are, each once; of the chosen method only its own phases."""
    phases: dict[str, Texts] = {}
    packs: Named = []
    only = screen.looked.filters.pack
    for listing in screen.kohtaa.context.shelf.listed():
        if listing.content is None:
            continue
        packs.append((listing.content.id, listing.content.title))
        if only in ("", listing.content.id):
            for phase in listing.content.phase:
                phases.setdefault(phase.id, phase.name)
    return list(phases.items()), packs
