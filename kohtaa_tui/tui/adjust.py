"""A dialog whose rows are adjusted with arrows or by clicks, and taken with Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from ..i18n import Words
from .dialogs import Outcome
from .draw.canvas import cell_len
from .draw.drawer import Drawer, Line


class Setting(Struct):
    """One row that is changed with ← and →, or with a click on − and +."""

    label: str
    value: Callable[[], str]
    change: Callable[[int], None]
    beside: Callable[[], str] = lambda: ""
    about: str = ""
    """What is changed here, in a sentence."""


class Adjust:
    """Some rows to adjust, with what follows from them, taken with Enter."""

    field = False

    def __init__(
        self,
        words: Words,
        title: str,
        rows: Sequence[Setting],
        *,
        take: Callable[[], None],
        take_word: str,
        drop: Callable[[], None] | None = None,
        sentence: Callable[[], str] = lambda: "",
        follows: Callable[[], Sequence[str]] = lambda: (),
    ) -> None:
        self._words, self._title, self._rows = words, title, list(rows)
        self._do, self._word, self._drop = take, take_word, drop
        self._sentence, self._follows = sentence, follows
        self._at = 0

    @property
    def about(self) -> str:
        """What the chosen row is for."""
        return self._rows[self._at].about

    def drawer(self, width: int) -> Drawer:
        labels = max(cell_len(r.label) for r in self._rows) + 2
        values = max(max(cell_len(r.value()) for r in self._rows) + 2, 10)
        follows = list(self._follows())
        after = labels + values + 8
        lines = []
        for place, row in enumerate(self._rows):
            cells = [(0, row.label), (labels, row.value()), (labels + values, "−"), (labels + values + 3, "+")]
            hits = ["", "", f"dialog:less:{place}", f"dialog:more:{place}"]
            beside = row.beside() or (follows.pop(0) if follows and width >= 60 else "")
            # where columns are few, whole or not at all: the value says it too
            if beside and (width >= 60 or after + cell_len(beside) <= width - 4):
                cells.append((after, beside))
                hits.append("")
            lines.append(Line(cells, hit=f"dialog:row:{place}", hits=hits, chosen=place == self._at))
        lines += [Line([(after if width >= 60 else 0, text)]) for text in follows]
        foot = (("Enter", self._word, "dialog:take"), ("Esc", self._words("Cancel"), "dialog:esc"))
        return Drawer(self._title, self._sentence(), lines, foot)

    def key(self, key: str, character: str | None) -> Outcome:
        if key == "escape":
            return self._leave()
        if key == "enter":
            self._do()
            return Outcome.CLOSE
        if key in ("up", "down"):
            self._at = (self._at + (1 if key == "down" else -1)) % len(self._rows)
            return Outcome.STAY
        if key in ("left", "right"):
            self._rows[self._at].change(1 if key == "right" else -1)
            return Outcome.STAY
        if self._drop is not None:
            self._drop()
        return Outcome.PASS

    def hit(self, target: str) -> Outcome:
        what, _, place = target.removeprefix("dialog:").partition(":")
        if what == "take":
            self._do()
            return Outcome.CLOSE
        if what == "esc":
            return self._leave()
        self._at = int(place)
        if what in ("less", "more"):
            self._rows[self._at].change(1 if what == "more" else -1)
        return Outcome.STAY

    def _leave(self) -> Outcome:
        if self._drop is not None:
            self._drop()
        return Outcome.CLOSE
