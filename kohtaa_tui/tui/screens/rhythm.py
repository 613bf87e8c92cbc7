"""My rhythm: how the time went in the latest meetings, and a pack of one's own that follows from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ...domain import rhythm as core
from ...domain.rhythm import Rhythm, Which
from ...errors import KohtaaError
from ...exports import rhythm_words as told
from ...runtime.own_pack import Offer
from ..dialogs import Reading, Table
from ..draw import rhythm as page
from ..draw.canvas import Canvas, cell_len
from ..draw.grid import Grid
from ..helps import help_page
from ..rhythm_figures import Figures, WorkedOut
from .own_plan import open_offer
from .stage import Stage

if TYPE_CHECKING:
    from ..app import KohtaaApp

SPANS = (20, 50, 0)


class RhythmScreen(Stage):
    """← → how many meetings, ↑ ↓ which; Enter shows the suggestion, Esc goes back to where one came from."""

    where = "rhythm"
    writes = False

    def __init__(self, app_: KohtaaApp, back: Callable[[], None]) -> None:
        super().__init__(app_)
        self._back = back
        self._figures = Figures(app_, self.redraw, self._wanted)
        self._pack = ""
        self._span = SPANS[0]
        self._which = Which()
        self._top = 0
        self._ends = False

    def on_mount(self) -> None:
        super().on_mount()
        self.kohtaa.signals.rest()
        self.call_after_refresh(self._figures.begin)

    def keep_everything(self) -> None:
        """The program ends: what was read so far is kept for the next time."""
        self._ends = True
        self._figures.rest()

    def _wanted(self) -> bool:
        return self.successor is None and not self._ends and not self.kohtaa.leaving

    # --- what is looked at ---

    def _choices(self) -> list[Which]:
        """What ↑ and ↓ go through: all, each length, each circumstance."""
        held = core.chosen(self._figures.meetings or (), Which(self._pack))
        lengths, special = core.lengths(held), core.circumstances(held)
        found = [Which()]
        found += [Which(minutes=n) for n, _ in lengths if len(lengths) > 1]
        return found + [Which(circumstance=c) for c, _ in special if len(special) > 1]

    def _chosen(self) -> Which:
        packs = self._figures.packs
        pack = self._pack if self._pack in packs else next(iter(packs), "")
        return Which(pack, self._which.minutes, self._which.circumstance, self._span)

    def _now(self) -> WorkedOut:
        """What the chosen meetings come to, and what they suggest."""
        return self._figures.of(self._chosen())

    def written(self) -> None:
        """A pack was written: it is suggested no more."""
        self._figures.forget()
        self.redraw()

    def _method(self, rhythm: Rhythm | None) -> str:
        if rhythm is None:
            return ""
        try:
            return self.kohtaa.meetings.shelf.get(rhythm.which.pack).title.get(self.words.language)
        except KohtaaError:  # the pack is gone or broken; its meetings are there
            return rhythm.which.pack

    # --- drawing ---

    def _view(self) -> page.RhythmView:
        words = self.words
        figures, found = self._figures, self._now()
        rhythm = found.rhythm
        spans = [
            (words("all") if not n else words("the newest {n}", n=n) if n == self._span else str(n), f"span:{n}")
            for n in SPANS
        ]
        instead = ""
        if figures.fault is not None and not figures.meetings:
            instead = words.fault(figures.fault)
        elif figures.meetings is not None and not figures.meetings and not figures.reading:
            instead = words("No meetings yet. Once you have held some, this tells how their time went.")
        elif rhythm is not None and not rhythm.meetings:
            instead = words("There are no such meetings.")
        return page.RhythmView(
            words=words,
            keys=self.keys,
            method=self._method(rhythm),
            spans=[(w, hit, n == self._span) for (w, hit), n in zip(spans, SPANS, strict=True)] if rhythm else [],
            which=self._told(rhythm),
            rhythm=rhythm,
            instead=instead,
            reading=self._told_reading(rhythm),
            several=self.possible("rhythm.pack"),
            suggestion=_suggestion(found.offer, self),
            top=self._top,
            message=self.message,
            drawer=self.drawer(),
            ascii_only=self.kohtaa.ascii_only,
        )

    def _told_reading(self, shown: Rhythm | None) -> str:
        figures = self._figures
        worked_out = shown is None or shown.which == self._chosen()
        if not figures.reading and worked_out:
            return ""
        return (
            self.words("reading … {n}", n=self.words.number(figures.read_n))
            if figures.reading and figures.read_n
            else self.words("reading …")
        )

    def _told(self, rhythm: Rhythm | None) -> str:
        words = self.words
        parts = told.narrowed(self._which, words) or [words("all lengths and circumstances")]
        if rhythm is not None and rhythm.meetings != self._span:
            parts.append(told.so_many(rhythm.meetings, words))
        return " · ".join(parts)

    def draw(self, width: int, height: int) -> tuple[Canvas, Grid]:
        view = self._view()
        self._top = min(self._top, page.furthest(view, width, height))
        return page.draw(view, width, height)

    def placeholder(self) -> str:
        return self.words("arrows choose the meetings") if self._figures.packs else ""

    def status_width(self, grid: Grid) -> int:
        return cell_len(page.enter_told(self.words, grid)) if self._now().offer else 1

    # --- keys and clicks ---

    def own_key(self, key: str, character: str | None) -> bool:
        return character is not None and character.isprintable()  # nothing is written here

    def arrow(self, key: str) -> bool:
        step = 1 if key in ("right", "down") else -1
        if key in ("left", "right"):
            self._to_span(SPANS[(SPANS.index(self._span) + step) % len(SPANS)])
        else:
            self._to_next(step)
        return True

    def _to_span(self, span: int) -> None:
        self._span, self._top = span, 0

    def _to_next(self, step: int) -> None:
        choices = self._choices()
        at = choices.index(self._which) if self._which in choices else 0
        self._which, self._top = choices[(at + step) % len(choices)], 0

    def submit(self, text: str) -> bool:
        offer = self._now().offer
        if offer is not None:
            open_offer(self, offer)
        return False

    def click(self, target: str) -> None:
        if target.startswith("scroll:") and self.dialog is None:  # a wheel turns the text, not what is chosen
            self._top = max(0, self._top + (1 if target == "scroll:down" else -1))
            return
        super().click(target)

    def clicked(self, target: str) -> None:
        what, _, value = target.partition(":")
        if what == "suggest":
            self.submit("")
        elif target in ("span:-1", "span:+1"):
            self.arrow("right" if value == "+1" else "left")
        elif what == "span":
            self._to_span(int(value))
        elif what == "which":
            self._to_next(int(value))

    def possible(self, action: str) -> bool:
        if action == "rhythm.pack":
            return len(self._figures.packs) > 1
        return super().possible(action)

    # --- actions ---

    def do_leave(self) -> None:
        """Back to where one came from."""
        self._back()

    def do_pack(self) -> None:
        """The meetings of the next pack: phases of two packs are never mixed."""
        packs = self._figures.packs
        if len(packs) < 2:
            self.say(self.words("All meetings were held with the same method."))
            return
        at = packs.index(self._pack) if self._pack in packs else 0
        self._pack, self._which, self._top = packs[(at + 1) % len(packs)], Which(), 0

    def do_down(self) -> None:
        """Further down in the text; no further than there is some."""
        self._top += max(1, self.size.height // 3)

    def do_up(self) -> None:
        """Back up."""
        self._top = max(0, self._top - max(1, self.size.height // 3))

    def do_help(self) -> None:
        """What the figures are."""
        self.open_dialog(Reading(self.words, self._help))

    def _help(self, width: int) -> Table:
        words = self.words
        right = [
            words("← → how many of the newest meetings; ↑ ↓ only one length, or one circumstance."),
            words("The figures are medians: half of the meetings took less, half took more."),
            words("In brackets stands where the middle half of the meetings lies."),
            words("They come from the times alone, and stay when texts are erased. Practice is not counted."),
            words("A phase that was left out counts as 0 minutes."),
            words("For a spreadsheet: {command}", command="kohtaa stats --csv"),
        ]
        focus = words("How the time of your meetings goes. It is for you alone, and no score.")
        return help_page(self, width, right, focus)


def _suggestion(offer: Offer | None, screen: RhythmScreen) -> str:
    if offer is None:
        return ""
    words, found = screen.words, offer.suggestion
    return words(
        "{phase} takes {used} min, planned {planned} in a meeting of {length} min: use {proposed}?",
        phase=found.name.get(words.language),
        used=told.minutes(found.used_s),
        planned=found.planned,
        length=found.minutes,
        proposed=found.proposed,
    )
