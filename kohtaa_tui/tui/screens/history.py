"""The History screen: earlier meetings, found by what was written, and what can be done with one of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ...errors import N_, KohtaaError
from ...runtime.allowed import TEXTS
from ...storage.library import Broken
from ..dialogs import Reading
from ..draw import history
from ..draw.canvas import Canvas, cell_len
from ..draw.grid import Grid
from ..draw.history_rows import began, called, day_words, entry_id, reason
from ..history_place import Filters, Looked
from ..opening import open_meeting
from ..way_back import WayBack
from .history_erasing import ask_erase
from .history_filters import FilterChoice
from .history_finding import FindingScreen
from .history_words import count, help_table, nothing, quiet
from .unfinished import Unfinished

if TYPE_CHECKING:
    from ..app import KohtaaApp


def look_back(app: KohtaaApp, looked: Looked | None = None) -> None:
    """To the list of earlier meetings; with `looked` to where somebody was on it."""
    app.context = app.meetings
    looked = looked or Looked()
    app.back = WayBack(partial(look_back, app, looked), N_("to the list"))
    app.show(HistoryScreen(app, looked))


class HistoryScreen(FindingScreen):
    """Earlier meetings, the newest first. Typing looks for words; Enter opens the chosen meeting."""

    where = "history"
    writes = False

    def __init__(self, app_: KohtaaApp, looked: Looked) -> None:
        super().__init__(app_, looked)
        self.unfinished = Unfinished(self, None)

    # --- drawing ---

    def draw(self, width: int, height: int) -> tuple[Canvas, Grid]:
        looked, words = self.looked, self.words
        told, hit = quiet(self, narrow=width < 60)
        view = history.HistoryView(
            words=words,
            keys=self.keys,
            today=self.today,
            entries=[] if self.stale and self.late else looked.entries,  # what was found for something else
            details=looked.details,
            chosen=looked.at,
            top=looked.top,
            marked=looked.marked,
            marked_told=looked.marked_told,
            count=count(looked, words),
            filters=list(looked.filters.told(words)),
            nothing=nothing(self),
            quiet=told,
            quiet_hit=hit,
            message=self.message,
            drawer=self.drawer(),
            ascii_only=self.kohtaa.ascii_only,
        )
        canvas, grid, self._shown = history.draw(view, width, height)
        looked.top = self._shown.first
        self._read_shown()
        return canvas, grid

    def placeholder(self) -> str:
        return self.words("search: write a word")

    def status_width(self, grid: Grid) -> int:
        return cell_len(self.words("Enter opens"))

    # --- keys and clicks ---

    def arrow(self, key: str) -> bool:
        if key in ("left", "right"):
            return False
        self._move(1 if key == "down" else -1)
        return True

    def own_key(self, key: str, character: str | None) -> bool:
        """A page further, the first and the last; Delete belongs to the text while the cursor is in it."""
        if self.dialog is not None:
            return False
        page = max(1, self._shown.after - self._shown.first - 1)
        if key in ("pagedown", "pageup"):
            self._move(page if key == "pagedown" else -page)
            return True
        if key in ("home", "end") and not self.line.value:
            self.with_what_is_found(partial(self._first_or_last, key))
            return True
        return False

    def take(self, key: str, character: str | None) -> bool:
        in_text = self.line.cursor_position < len(self.line.value)
        changes = key in ("backspace", "escape") or (key == "delete" and in_text)
        if changes or (character is not None and character.isprintable()):
            self._when_found = []  # the search goes on: what was asked for before is not meant for this
        if key == "delete" and in_text and not self.curtain:
            return False
        return super().take(key, character)

    def _move(self, rows: int) -> None:
        self.with_what_is_found(lambda: self._to(self.looked.at + rows))

    def _to(self, place: int) -> None:
        self._to_end = False
        self.looked.to(place)
        self._more()

    def _first_or_last(self, key: str) -> None:
        if key == "home":
            self._to(0)
        elif self.looked.found.more:
            self._to_end, self.looked.most = True, 0
            self.look(at_once=True)
        else:
            self._to(len(self.looked.entries) - 1)

    def submit(self, text: str) -> bool:
        self.with_what_is_found(self._open)
        return False

    def clicked(self, target: str) -> None:
        what, _, name = target.partition(":")
        if what == "meeting":
            place = next((n for n, e in enumerate(self.looked.entries) if entry_id(e) == name), None)
            if place is not None and place == self.looked.at:
                self._open()
            elif place is not None:
                self._to(place)
        elif what == "drop":
            self.filter(self.looked.filters.without(name))
        elif target == "history.compare-off":
            self._unmark()
        elif target == "open":
            self._open()

    def _open(self, then: Callable[[], None] = lambda: None) -> None:
        """Open the chosen meeting; a broken one says what is wrong with it."""
        entry = self.looked.entry
        if entry is None:
            return
        if isinstance(entry, Broken):
            self._say_broken(entry)
            return
        name = self.looked.opened = entry.listed.id
        if open_meeting(self, self.unfinished, name, runs=entry.listed.status == "running"):
            then()
        else:
            self.out_if_gone(name)

    def _say_broken(self, entry: Broken) -> None:
        self.say(reason(entry, self.words) if self.size.width < 60 else self.words.fault(entry.fault))

    # --- actions ---

    def possible(self, action: str) -> bool:
        if action == "history.carry" and not self.kohtaa.context.policy.allow_export:
            return False
        return super().possible(action)

    def do_leave(self) -> None:
        """What is looked for goes first, then to Home."""
        if self.line.value:
            self.line.put("")
        elif self.looked.filters.any:
            self.filter(Filters())
        else:
            self.kohtaa.go_home()

    def do_filter(self) -> None:
        """Choose what only is shown."""
        entry = self.looked.entry
        reference = "" if entry is None or isinstance(entry, Broken) else entry.listed.reference or ""
        FilterChoice(self, reference).ask()

    def do_carry(self) -> None:
        """The chosen meeting's text for the client information system, in its Review."""
        if self.kohtaa.context.policy.allow_export:
            self.with_what_is_found(lambda: self._open(self._carry))
        else:
            self.say(self.words(TEXTS))

    def _carry(self) -> None:
        review = self.kohtaa.shown
        if review is not None and review.where == "review":
            review.call_after_refresh(review.act, "carry")

    def do_erase(self) -> None:
        """Take the texts of the chosen meeting out, after asking once; its times stay."""
        self.with_what_is_found(self._erase)

    def _erase(self) -> None:
        entry = self.looked.entry
        if isinstance(entry, Broken) or (entry is not None and entry.listed.status == "running"):
            self._open()  # says what is wrong, or asks what is to become of it
        elif entry is not None:
            ask_erase(self, entry)

    def do_compare(self) -> None:
        """Mark a meeting; with another one chosen, show the two side by side."""
        self.with_what_is_found(self._compare)

    def _compare(self) -> None:
        entry, looked = self.looked.entry, self.looked
        if entry is None:
            return
        if isinstance(entry, Broken):
            self._say_broken(entry)
        elif not looked.marked:
            start = began(entry)
            told = (day_words(start.date(), self.words, self.today), self.words.time(start))
            looked.marked, looked.marked_told = entry.listed.id, " ".join(told)
            shown = self.keys.shown("history.compare")
            self.say(self.words("Marked. Choose another meeting and press {key} again.", key=shown))
        elif looked.marked == entry.listed.id:
            self._unmark()
        else:
            from .compare import CompareScreen

            try:
                screen = CompareScreen(self.kohtaa, looked.marked, entry.listed.id, self.kohtaa.back.go)
            except KohtaaError as fault:  # one of them was erased with its times, or can no longer be read
                self.say(self.words.fault(fault))
            else:
                self.kohtaa.show(screen)
            self._unmark()

    def _unmark(self) -> None:
        self.looked.marked = self.looked.marked_told = ""

    def do_rhythm(self) -> None:
        """How the time of meetings goes."""
        from .rhythm import RhythmScreen

        self.kohtaa.show(RhythmScreen(self.kohtaa, self.kohtaa.back.go))

    @property
    def locked(self) -> bool:
        return bool(self.looked.found.locked) or any(
            not isinstance(e, Broken) and e.listed.locked is True for e in self.looked.entries
        )

    def opened(self) -> None:
        self.anew()
        self.redraw()

    def do_help(self) -> None:
        """What can be done here."""
        self.open_dialog(Reading(self.words, lambda width: help_table(self, width)))

    def chosen_told(self) -> str:
        """The chosen meeting in a few words."""
        entry = self.looked.entry
        if entry is None or isinstance(entry, Broken):
            return ""
        start = began(entry)
        day = day_words(start.date(), self.words, self.today)
        left = self.words("not ended") if entry.listed.status == "running" else ""
        parts = (f"{day} {self.words.time(start)}", called(entry, self.words), left)
        return " · ".join(part for part in parts if part)
