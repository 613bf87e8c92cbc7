"""A dialog that chooses some of several: a digit ticks one or takes its tick away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..i18n import Words
from .dialogs import Choice, Choose, Outcome
from .draw.drawer import Drawer


class Pick(Choose):
    """Choose `most` of `names`; with the last tick, or on the last row, it goes on with what was ticked."""

    def __init__(
        self,
        words: Words,
        title: str,
        names: Sequence[str],
        most: int,
        take: Callable[[list[int]], None],
        *,
        sentence: str = "",
        about: str = "",
    ) -> None:
        self._names, self._most, self._take_all = list(names), most, take
        self._ticked: list[int] = []
        choices = [*(Choice(name, lambda: None) for name in names), Choice(words("Go on with these"), lambda: None)]
        super().__init__(words, title, choices, sentence=sentence, about=about)

    def drawer(self, width: int) -> Drawer:
        self._choices = [
            *(
                Choice(f"✓ {name}" if place in self._ticked else f"  {name}", lambda: None)
                for place, name in enumerate(self._names)
            ),
            self._choices[-1],
        ]
        shown = super().drawer(min(width, 75))  # one column: the names are whole sentences
        esc = shown.foot[-1:]
        return Drawer(shown.title, shown.sentence, shown.lines, (("Enter", self._words("choose"), "dialog:tick"), *esc))

    def hit(self, target: str) -> Outcome:
        return self._take(self._at) if target == "dialog:tick" else super().hit(target)

    def _take(self, place: int) -> Outcome:
        if place < len(self._names):
            self._at = place
            if place in self._ticked:
                self._ticked.remove(place)
            else:
                self._ticked.append(place)
            if len(self._ticked) < self._most:
                return Outcome.STAY
        self._take_all(sorted(self._ticked))
        return Outcome.CLOSE
