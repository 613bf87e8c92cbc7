"""What all screens share: a page, a note line, keys in the order typed, and at most one dialog."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input

from ...domain.personal import Found
from ...i18n import Words
from ..bindings import Keys, Where
from ..dialogs import Ask, Choice, Dialog, Outcome, Reading
from ..draw.canvas import ASCII, Canvas, wrap
from ..draw.drawer import Drawer, Line
from ..draw.grid import Grid
from ..masking import Masking, is_mask
from ..unlocking import ask_passphrase
from ..widgets.note_line import NoteLine
from ..widgets.page import Page
from .menu import open_menu

if TYPE_CHECKING:
    from ..app import KohtaaApp


ERASING = ("review.remove", "history.erase")
"""What Delete does where it does not belong to a text."""
SAID_S = 10
"""Seconds after which a sentence gives the key line back its place."""


class Stage(Screen[None]):
    """A screen. Subclasses draw a canvas and act on actions, clicks and typed lines."""

    DEFAULT_CSS = "Stage { layers: default line; background: $background; overflow: hidden; }"
    where: Where = "meeting"
    writes = True
    """Whether what is typed here becomes a note."""
    goes_on_behind_curtain = False
    """Whether it draws itself without its texts behind the curtain, and goes on hearing its keys there."""

    def __init__(self, app_: KohtaaApp) -> None:
        super().__init__()
        self.kohtaa = app_
        self.keys = Keys(self.where, app_.context.settings.keys)
        self.page = Page()
        self.line = NoteLine(self)
        self.line.minds = self.writes
        self.masking = Masking(self)
        self.dialog: Dialog | None = None
        self._explained = False
        """Whether what the dialog is for stands in its place, until the next key."""
        self.message = ""
        self._inherits = False
        self.successor: Stage | None = None
        """The screen that has taken this one's place: what is still typed here is meant for it."""
        self._stash: tuple[str, int] | None = None
        self._drawing = False
        self._placed: tuple[int, int, int, str] | None = None
        self._last_key: tuple[str, float] = ("", -1.0)

    @property
    def words(self) -> Words:
        """The words of the program, in the language chosen last."""
        return self.kohtaa.words

    def compose(self) -> ComposeResult:
        self.redraw_now()  # before anything is laid out: the first frame is whole, and it is one frame
        yield self.page
        yield self.line

    def on_mount(self) -> None:
        self.line.focus()

    def on_resize(self, _: events.Resize) -> None:
        self.redraw_now()

    def on_screen_resume(self) -> None:
        self.line.focus()

    def came_back(self) -> None:
        """What was laid over this screen is gone."""
        self.redraw()

    def on_key(self, event: events.Key) -> None:
        """A key that came before the note line had the focus belongs to it all the same."""
        if event is not self.line.seen:
            event.stop()
            self.line.post_message(events.Key(event.key, event.character))

    def heir(self) -> NoteLine | None:
        return self.successor.line if self.successor is not None else None

    def wanted(self, event: events.Key | events.Paste) -> bool:
        """Text and commands are; an Enter that came too often must not pass on through a screen nobody has seen."""
        text = isinstance(event, events.Paste) or event.is_printable
        self._inherits = self._inherits or text or self.where == "meeting"
        return self._inherits or (isinstance(event, events.Key) and event.key != "enter")

    # --- drawing ---

    def draw(self, width: int, height: int) -> tuple[Canvas, Grid]:
        """The page at this size."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw the page soon; several wishes in a row are one drawing."""
        if not self._drawing and self.is_attached and self.successor is None:
            self._drawing = True
            self.call_next(self.redraw_now)

    def redraw_now(self) -> None:
        """Draw the page."""
        self._drawing = False
        size = self.size or self.app.size
        if not size.width:
            return
        self.kohtaa.curtain.hide(self)
        covered = self.kohtaa.curtain.page(self, size.width, size.height)
        canvas, grid = covered or self.draw(size.width, size.height)
        self.page.show(canvas, self.kohtaa.theme_name)
        self._place_line(grid)

    def _place_line(self, grid: Grid) -> None:
        line = self.line
        width = max(1, grid.right_edge - grid.margin - max(self.status_width(grid), self.masking.width) - 2)
        place = (grid.margin, grid.note, width, self.kohtaa.theme_name)
        if place != self._placed:
            self._placed = place
            line.styles.offset = (grid.margin, grid.note)
            line.styles.width = width
            line.theme_name = self.kohtaa.theme_name
            line.refresh()
        placeholder = self.dialog.placeholder if isinstance(self.dialog, Ask) else self.placeholder()
        if line.covered:
            placeholder = self.words("curtain")
        if self.kohtaa.ascii_only:
            placeholder = placeholder.translate(ASCII)
        if line.placeholder != placeholder:
            line.placeholder = placeholder

    def status_width(self, grid: Grid) -> int:
        """Columns at the right of the note line that text must leave free."""
        return 1

    def at_full_minute(self, do: Callable[[], None]) -> Timer:
        """Do something once, when the minute on the clock is full."""
        now = self.kohtaa.context.clock.now()
        return self.set_timer(60.01 - now.second - now.microsecond / 1e6, do)

    def calendar_changed(self) -> None:
        """The calendar was read, and something in it is new."""
        self.redraw()

    def placeholder(self) -> str:
        """What an empty note line says."""
        return ""

    def drawer(self) -> Drawer | None:
        """The dialog as a drawer, or in its place what it is for."""
        if self.dialog is None:
            return None
        drawer = self.dialog.drawer(self.dialog_width())
        if not self._explained:
            return drawer
        width, height = self.area()
        if width >= 60 and height > 17:
            return Drawer(drawer.title, self.dialog.about, (), drawer.foot[-1:])
        first, *rest = wrap(self.dialog.about, self.dialog_width() - 6)  # where rows are few, without the title
        return Drawer(first, "", [Line([(0, part)]) for part in rest], drawer.foot[-1:])

    def dialog_width(self) -> int:
        """For what width a dialog makes its rows."""
        return self.area()[0]

    def area(self) -> tuple[int, int]:
        """The columns and rows of the window, from its top left, that the page takes."""
        size = self.size or self.app.size
        return size.width, size.height

    # --- keys, in the order typed ---

    def take(self, key: str, character: str | None) -> bool:
        """Use a key before the note line does. Called for each, in the order typed."""
        key = "enter" if key == "ctrl+j" else key  # Enter, typed before the terminal was ours
        if self.kohtaa.curtain.key(self, key):
            return True
        self.message, had = "", self.message
        if had:
            self.redraw()
        if self.dialog is not None and (self._dialog_key(key, character) or self.kohtaa.curtain.stops(self, key)):
            self.redraw()
            return True
        if self.own_key(key, character):
            self.redraw()
            return True
        action = self.keys.action(key, self.possible)
        if action in ERASING and (self.dialog or (self.line.value and action == "review.remove")):
            action = None  # Delete belongs to the text while there is some
        if action is not None:
            self.close_dialog()
            if not self._held(key):
                self.act(action.rpartition(".")[2])
            self.redraw()
            return True
        if key == "enter":
            self._enter()
            self.redraw()
            return True
        lent = self.dialog is not None and self.dialog.field
        if key in ("up", "down", "left", "right") and not lent and self.arrow(key):
            self.redraw()
            return True
        self._last_key = (key, 0.0)
        # Tab would move the focus away; Ctrl+C with nothing chosen would do something of the terminal's own
        return key in ("tab", "shift+tab") or (key == "ctrl+c" and not self.line.selected_text)

    def own_key(self, key: str, character: str | None) -> bool:
        """Use a key before it means an action or a letter; False leaves it to them."""
        return False

    def _held(self, key: str) -> bool:
        """Whether a key that turns phases is only being held down: the same within 400 ms counts once."""
        now = self.kohtaa.context.clock.elapsed()
        last, at = self._last_key
        self._last_key = (key, now)
        return key in ("pagedown", "pageup") and last == key and 0 <= now - at < 0.4

    def _dialog_key(self, key: str, character: str | None) -> bool:
        dialog = self.dialog
        assert dialog is not None
        if isinstance(dialog, Ask) and key == "enter":
            text = self.line.value
            if dialog.submit(text) is Outcome.CLOSE and self.dialog is dialog:
                self.close_dialog()
            return True
        explained, self._explained = self._explained, False
        if dialog.about and (self.keys.action(key) or "").rpartition(".")[2] == "help":
            self._explained = not explained
            return True
        outcome = dialog.key(key, character)
        if outcome is Outcome.PASS:
            action = self.keys.action(key, self.possible)
            if dialog.field and (key == "delete" or action is None):
                return False
            if dialog.field and action is not None and is_mask(action) and self.line.found:
                self.do_mask()
                return True
            self.close_dialog()
            return False
        if outcome is Outcome.CLOSE and self.dialog is dialog:
            self.close_dialog()
        return True

    def _enter(self) -> None:
        text, self._last_key = self.line.value, ("enter", 0.0)
        if self.submit(text):
            self.line.put("")

    def submit(self, text: str) -> bool:
        """Enter was pressed on `text`; True when the line is to be emptied."""
        raise NotImplementedError

    def act(self, action: str) -> None:
        """Do an action of this screen, by its id without the screen's name."""
        method = getattr(self, f"do_{action}", None)
        if method is not None:
            method()

    def arrow(self, key: str) -> bool:
        """Use an arrow key; False leaves it to the line."""
        return False

    def pasting(self) -> None:
        if self.dialog is not None and not self.dialog.field:
            self.close_dialog()

    def touched(self) -> bool:
        return self.kohtaa.curtain.touched(self)

    def too_long(self) -> None:
        self.say(self.words("A note holds at most 10,000 characters. The line was left as it was."))

    def say(self, sentence: str) -> None:
        """Show a sentence in place of the key line, until the next key or for some seconds."""
        self.message = sentence
        self.redraw()
        if self.is_running:
            self.set_timer(SAID_S, lambda: self._unsay(sentence))

    def _unsay(self, sentence: str) -> None:
        if self.message == sentence:
            self.message = ""
            self.redraw()

    # --- clicks ---

    def on_page_hit(self, hit: Page.Hit) -> None:
        hit.stop()
        if self.kohtaa.curtain.covers(self) and hit.target.startswith("scroll:"):
            return  # a wheel is too easily brushed
        if self.touched():
            return
        self.message = ""
        self.click(hit.target)
        self.line.focus()
        self.redraw()

    def click(self, target: str) -> None:
        """Use a click: on the dialog, on an action, on something of the screen's own. A wheel is ↑ and ↓."""
        if target.startswith("scroll:"):
            self.take(target.removeprefix("scroll:"), None)
            return
        if target.startswith("dialog:") and self.dialog is not None:
            dialog = self.dialog
            if isinstance(dialog, Ask) and target == "dialog:take":
                outcome = dialog.submit(self.line.value)
            else:
                outcome = dialog.hit(target)
            if outcome is not Outcome.STAY and self.dialog is dialog:
                self.close_dialog()
            return
        if any(a.id == target for a in self.keys.actions):
            if not is_mask(target):  # what stands in a dialog's field is masked there
                self.close_dialog()
            self.act(target.rpartition(".")[2])
            return
        self.clicked(target)

    def clicked(self, target: str) -> None:
        """Use a click on something of the screen's own."""

    # --- dialogs ---

    def open_dialog(self, dialog: Dialog) -> None:
        """Show a dialog, in place of any other."""
        self.close_dialog()
        self.dialog, self._explained = dialog, False
        if isinstance(dialog, Ask):
            self._stash = (self.line.value, self.line.cursor_position)
            self.kohtaa.curtain.hide(self)  # before a letter of a passphrase can be drawn
            self.line.minds = dialog.minds
            self.line.put(dialog.value)
        self.redraw()

    def close_dialog(self) -> None:
        """Take the dialog away; a lent note line is given back as it was."""
        read, self.dialog = self.dialog, None
        if isinstance(read, Reading):
            read.then()
        if self._stash is not None:
            (text, cursor), self._stash = self._stash, None
            self.line.minds = self.writes
            self.line.put(text)
            self.line.cursor_position = cursor
        self.redraw()

    @property
    def typed(self) -> str:
        """The half-typed line, also while the line is lent to a dialog."""
        return self._stash[0] if self._stash is not None else self.line.value

    def do_actions(self) -> None:
        """Every action by name, with a digit each."""
        choices = [
            Choice(self.words(a.title), self._doer(a.id.rpartition(".")[2]), self.keys.shown(a.id))
            for a in self.keys.actions
            if not a.id.endswith("actions") and self.possible(a.id)
        ]
        open_menu(self, choices, self.more_actions())

    def possible(self, action: str) -> bool:
        """Whether an action makes sense now: the menu leaves out what does not."""
        if action.endswith("unlock"):
            return self.locked
        return not is_mask(action) or bool(self.noticed())

    def more_actions(self) -> list[Choice]:
        """Actions that have no key, where they make sense now."""
        return []

    def _doer(self, action: str) -> Callable[[], None]:
        return lambda: self.act(action)

    # --- what may point to a person ---

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.masking.typed()
        if isinstance(self.dialog, Ask) and self.dialog.live:
            self.redraw()

    def noticed(self) -> tuple[Found, ...]:
        """What may point to a person in what is being written."""
        return self.line.found

    def do_mask(self) -> None:
        """Put `***` in the place of all that was found in the line."""
        if self.line.found:
            self.line.mask()
        elif not self.curtain:
            self.say(self.words("There is nothing to mask here."))

    # --- the curtain ---

    @property
    def curtain(self) -> bool:
        """Whether the curtain is drawn."""
        return self.kohtaa.curtain.drawn

    def do_curtain(self) -> None:
        """Take the private text off the screen, or bring it back."""
        if self.curtain:
            self.lift_curtain()
        else:
            self.kohtaa.curtain.fall(self)

    def lift_curtain(self) -> None:
        """The one way by which a person takes the curtain away."""
        if not self.kohtaa.curtain_needs_passphrase():
            self.kohtaa.curtain.rise(self)
            return

        def rise() -> None:
            self.kohtaa.curtain.rise(self)
            self.opened()

        ask_passphrase(self, rise)

    # --- what is encrypted ---

    @property
    def locked(self) -> bool:
        """Whether something on this screen is encrypted and has not been opened."""
        return False

    def locked_told(self) -> str:
        """That it is, and how it is opened."""
        unlock = next(a.id for a in self.keys.actions if a.id.endswith("unlock"))
        return self.words("The notes are encrypted. {key} opens them.", key=self.keys.shown(unlock))

    def do_unlock(self) -> None:
        """Ask for the passphrase, and show what it opens."""
        if self.locked:
            ask_passphrase(self, self.opened)

    def opened(self) -> None:
        """The passphrase was given: show what can be read now."""
        self.redraw()

    def do_language(self) -> None:
        """The whole program in the next language, at once."""
        self.kohtaa.switch_language()

    def do_theme(self) -> None:
        """Day or night."""
        self.kohtaa.switch_theme()

    def do_quit(self) -> None:
        """Leave the program; what runs is kept."""
        self.kohtaa.leave()

    def keep_everything(self) -> None:
        """Put all there is on the disk: the program is about to end."""
