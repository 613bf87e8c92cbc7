"""The suggestion of a pack of one's own: what would change, and after a yes the pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...domain.own_pack import SHOWN_MINUTES, side_by_side
from ...errors import KohtaaError
from ...exports.rhythm_words import CIRCUMSTANCES
from ...runtime.own_pack import Offer, take
from ..dialogs import Choice, Choose, Outcome
from ..draw.canvas import cell_len
from ..draw.drawer import Drawer, Line

if TYPE_CHECKING:
    from .rhythm import RhythmScreen


def open_offer(screen: RhythmScreen, offer: Offer) -> None:
    """Show what would change; Enter writes the pack, Esc changes nothing."""
    screen.open_dialog(Preview(screen, offer))


class Preview:
    """The old plan and the new side by side, at some lengths. Arrows scroll where rows are few."""

    field = False

    def __init__(self, screen: RhythmScreen, offer: Offer) -> None:
        self._screen, self._offer = screen, offer
        self._top = 0
        words = screen.words
        self.about = words(
            "A new method is written among your own, with these minutes and the same words. The method it is made of"
            " stays as it is, and no protected time gets shorter than its minimum."
        )

    def drawer(self, width: int) -> Drawer:
        words, offer = self._screen.words, self._offer
        compared = side_by_side(offer.pack, offer.suggestion)
        names = [c.name.get(words.language) for c in compared]
        first = max(map(cell_len, names)) + 2
        narrow = width < 60
        step, arrow = (6, "→") if narrow else (12, " → ")
        heads = [str(n) if narrow else words("{n} min", n=n) for n in SHOWN_MINUTES]
        head = [(first + step * n, length) for n, length in enumerate(heads)]
        lines = [Line([(0, ""), *head])]
        for name, one in zip(names, compared, strict=True):
            both = zip(one.old, one.new, strict=True)
            figures = [f"{old}{arrow}{new}" if old != new else str(old) for old, new in both]
            cells = [(0, name), *((first + step * n, figure) for n, figure in enumerate(figures))]
            lines.append(Line(cells, strong=one.old != one.new))
        self._top = min(self._top, len(lines) - 2)
        special = [words(CIRCUMSTANCES[c]) for c in offer.suggestion.circumstances]
        title = " · ".join([words("A method of your own"), *special])
        sentence = words("What would change, minutes by length. The method it is made of stays as it is.")
        foot = (("Enter", words("Write it"), "dialog:take"), ("Esc", words("Cancel"), "dialog:esc"))
        return Drawer(title, sentence, [lines[0], *lines[1 + self._top :]], foot)

    def key(self, key: str, character: str | None) -> Outcome:
        if key in ("up", "down"):
            self._top = max(0, self._top + (1 if key == "down" else -1))
            return Outcome.STAY
        if key == "enter":
            return self._take()
        return Outcome.CLOSE if key == "escape" else Outcome.PASS

    def hit(self, target: str) -> Outcome:
        return self._take() if target == "dialog:take" else Outcome.CLOSE

    def _take(self) -> Outcome:
        screen, words = self._screen, self._screen.words
        try:
            own = take(screen.kohtaa.meetings, self._offer)
        except KohtaaError as fault:
            screen.say(words.fault(fault))
            return Outcome.CLOSE

        screen.written()

        def propose() -> None:
            screen.kohtaa.remember(pack=own)
            screen.say(words("Home proposes {id} from now on.", id=own))

        screen.open_dialog(
            Choose(
                words,
                words("Written: {id}", id=own),
                [
                    Choice(words("Home proposes it from now on"), propose),
                    Choice(words("Keep it for later"), lambda: None),
                ],
                sentence=words("Use it for the next meetings?"),
                about=words("The method can be changed on Home at any time. Meetings already held stay as they were."),
            )
        )
        return Outcome.STAY
