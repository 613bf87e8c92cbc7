"""Dialogs: small, typed, one job each. They are shown as drawers and hear the keys before the note line.

Arrows, Enter and Esc work them. A letter closes a dialog unchanged and becomes the first letter of a
note, except in one with a field of its own, which borrows the note line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Protocol

from msgspec import Struct

from ..i18n import Words
from .draw.canvas import cell_len, wrap
from .draw.drawer import Drawer, Line

DIGITS = 10
"""Choices that can have a digit."""


class Outcome(Enum):
    """What a dialog made of a key."""

    STAY = "stay"
    CLOSE = "close"
    PASS = "pass"
    """Close unchanged, and let the key go on to where it would have gone."""


class Dialog(Protocol):
    """What a screen asks of its dialog."""

    field: bool
    """Whether it takes letters: the note line is then its field."""

    @property
    def about(self) -> str:
        """What it is for, in a sentence or two; empty for what explains itself."""
        ...

    def drawer(self, width: int) -> Drawer:
        """What it shows on a page of this width."""
        ...

    def key(self, key: str, character: str | None) -> Outcome:
        """Use a key."""
        ...

    def hit(self, target: str) -> Outcome:
        """Use a click on one of its own targets."""
        ...


class Choice(Struct, frozen=True):
    """One thing to choose."""

    label: str
    do: Callable[[], None]
    key: str = ""
    """The key that does the same elsewhere, shown beside it."""


class Choose:
    """One question, some answers. The first is the default; Esc is none of them."""

    field = False

    def __init__(
        self,
        words: Words,
        title: str,
        choices: Sequence[Choice],
        *,
        sentence: str = "",
        numbered: bool = True,
        esc: str = "",
        about: str = "",
    ) -> None:
        self._words = words
        self.about = about
        self._title, self._sentence = title, sentence
        self._choices = list(choices)
        self._numbered = numbered
        self._esc = esc or words("close")
        self._at = 0
        self._half = 0
        """Choices in the left one of two columns; 0 while there is one."""

    def drawer(self, width: int) -> Drawer:
        if not self._numbered:
            return Drawer(self._title, self._sentence, (), self._foot())
        self._half = (len(self._choices) + 1) // 2 if len(self._choices) > 6 and width >= 76 else 0
        rows = self._in_two(width) if self._half else self._in_one(width)
        return Drawer(self._title, self._sentence, rows, (("Esc", self._esc, "dialog:esc"),))

    def _in_one(self, width: int) -> list[Line]:
        keys = max((cell_len(c.label) for c in self._choices), default=0) + 6
        lines = []
        for place, choice in enumerate(self._choices):
            cells = [(0, _digit(place)), (3, choice.label)]
            if choice.key and keys + cell_len(choice.key) < width - 8:
                cells.append((keys, choice.key))
            lines.append(Line(cells, hit=f"dialog:{place}", chosen=place == self._at))
        return lines

    def _in_two(self, width: int) -> list[Line]:
        """Two columns, so that all can be seen at once."""
        half = self._half
        right = max(cell_len(c.label) for c in self._choices[:half]) + 12
        lines = []
        for place in range(half):
            cells: list[tuple[int, str]] = []
            hits = []
            for at, which in ((0, place), (right, place + half)):
                if which >= len(self._choices):
                    continue
                if which == self._at and at:
                    cells.append((at - 2, "►"))
                    hits.append(f"dialog:{which}")
                choice = self._choices[which]
                fits = not at or right + 5 + cell_len(choice.label + choice.key) < width - 6
                told = f"{choice.label}  {choice.key}" if choice.key and fits else choice.label
                cells += [(at, _digit(which)), (at + 3, told)]
                hits += [f"dialog:{which}"] * 2
            lines.append(Line(cells, hits=hits, chosen=place == self._at))
        return lines

    def _foot(self) -> Sequence[tuple[str, str, str]]:
        foot = [("Enter", self._choices[0].label, "dialog:0")]
        return (*foot, ("Esc", self._esc, "dialog:esc"))

    def key(self, key: str, character: str | None) -> Outcome:
        if key == "escape":
            return Outcome.CLOSE
        if key == "enter":
            return self._take(self._at)
        if key in ("left", "right") and self._half:
            across = self._at + (self._half if self._at < self._half else -self._half)
            self._at = min(across, len(self._choices) - 1)
            return Outcome.STAY
        if key in ("up", "down", "left", "right"):
            step = 1 if key in ("down", "right") else -1
            self._at = (self._at + step) % len(self._choices)
            return Outcome.STAY
        if self._numbered and character and character.isdigit():
            place = (int(character) - 1) % 10
            return self._take(place) if place < len(self._choices) else Outcome.PASS
        return Outcome.PASS

    def hit(self, target: str) -> Outcome:
        if target == "dialog:esc":
            return Outcome.CLOSE
        return self._take(int(target.rpartition(":")[2]))

    def _take(self, place: int) -> Outcome:
        self._choices[place].do()
        return Outcome.CLOSE


def _digit(place: int) -> str:
    """The digit that takes a choice: 1 to 9, then 0."""
    return str((place + 1) % 10) if place < DIGITS else " "


class Table(Struct, frozen=True):
    """Rows of text to read, some of them headed."""

    title: str
    rows: Sequence[Line]
    sentence: str = ""


class Reading:
    """Something to read: help, a list. Arrows scroll, any letter goes on with the note."""

    field = False
    about = ""

    def __init__(self, words: Words, make: Callable[[int], Table], then: Callable[[], None] = lambda: None) -> None:
        """`then` is done once it has been read and is gone."""
        self._words, self._make, self.then = words, make, then
        self._top = 0

    def drawer(self, width: int) -> Drawer:
        table = self._make(width)
        rows = list(table.rows)
        self._top = min(self._top, max(0, len(rows) - 1))
        foot = (("Esc", self._words("close"), "dialog:esc"),)
        return Drawer(table.title, table.sentence, rows, foot, self._top)

    def key(self, key: str, character: str | None) -> Outcome:
        if key in ("up", "down", "pageup", "pagedown"):
            step = 1 if key in ("up", "down") else 6
            self._top = max(0, self._top + (step if key in ("down", "pagedown") else -step))
            return Outcome.STAY
        if key in ("escape", "enter", "f1"):
            return Outcome.CLOSE
        return Outcome.PASS

    def hit(self, target: str) -> Outcome:
        return Outcome.CLOSE


class Ask:
    """A field: the note line is lent to it, and given back as it was."""

    field = True
    live = False
    """Whether the drawer says something else at every letter, and is drawn anew."""

    def __init__(
        self,
        words: Words,
        title: str,
        *,
        take: Callable[[str], str],
        sentence: str = "",
        value: str = "",
        placeholder: str = "",
        word: str = "",
        minds: bool = False,
        secret: bool = False,
        about: str = "",
    ) -> None:
        self._words, self._title, self._sentence = words, title, sentence
        self.about = about
        self._take = take
        self.minds = minds
        """Whether what is typed is about a person, so that the line marks what may point to one."""
        self.secret = secret
        """Whether dots stand for what is typed."""
        self._word = word or words("Save")
        self.value, self.placeholder = value, placeholder
        self.problem = ""

    def drawer(self, width: int) -> Drawer:
        lines = [Line([(0, part)], strong=True) for part in wrap(self.problem, width - 8)]
        foot = (("Enter", self._word, "dialog:take"), ("Esc", self._words("Cancel"), "dialog:esc"))
        return Drawer(self._title, self._sentence, lines, foot)

    def key(self, key: str, character: str | None) -> Outcome:
        return Outcome.CLOSE if key == "escape" else Outcome.PASS

    def submit(self, text: str) -> Outcome:
        """Take what was typed; a sentence from `take` says what is wrong, and the field stays."""
        self.problem = self._take(text)
        return Outcome.STAY if self.problem else Outcome.CLOSE

    def hit(self, target: str) -> Outcome:
        return Outcome.CLOSE
