"""Meeting and Review of what is only shown: the same screens, which keep nothing and need no store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from ...i18n import Words, next_language
from ...runtime.player import SHOWN, Player
from ...runtime.runner import Runner
from ...storage.nowhere import NoHold
from ..dialogs import Choice, Reading, Table
from ..helps import KeyRow, side_by_side
from ..saving import Saver
from ..showing import TITLES, Showing, tag_of
from ..widgets.note_line import NoteLine
from .meeting import MeetingScreen
from .menu import open_menu
from .practised import REAL
from .review import ReviewScreen
from .unkept import Alone, NoSaver

if TYPE_CHECKING:
    from ..show_app import ShowApp

ROOM_ROWS = 30
"""From so many rows on, the letters of a full screen are too small for the back of a room."""


class _DeafLine(NoteLine):
    """A note line in which nothing can be written."""

    def __init__(self, stage: ShowScreen | ShowReview) -> None:
        super().__init__(stage)
        self._stage = stage

    def insert_typed(self, text: str) -> None:
        self._stage.tell_only_shown()


class ShowScreen(MeetingScreen):
    """The Meeting of what is shown."""

    def __init__(self, app_: ShowApp, player: Player, *, replay: bool) -> None:
        side = Showing(player, replay=replay)
        super().__init__(app_, player, hold=NoHold(player.session.id), side=side)
        side.screen = self
        self.show_app, self.player, self.replay = app_, player, replay
        self.saver = NoSaver(player, "reading")
        self.line: NoteLine = _DeafLine(self)
        self.language = self.words.language
        self._view = self._known_view = app_.view

    def on_mount(self) -> None:
        super().on_mount()
        if self.size.height >= ROOM_ROWS and not self.player.begun and not self.replay:
            self.say(self.words("For a room: make the terminal's letters larger, until it has about 24 rows."))

    @property
    def locked(self) -> bool:
        """There are no keys here: what is sealed stays so, and nothing offers to open it."""
        return False

    def tell_only_shown(self) -> None:
        """Why what is typed does nothing."""
        self.say(self.words(SHOWN))

    def arrived(self) -> None:
        """The position has changed: at the end the review opens."""
        if self.player.over and self.successor is None:
            self.show_app.show_end(self)
        elif self.is_attached:
            self._wake()
            self.redraw()

    def _next_s(self) -> float:
        if self.player.over and self.successor is None:
            return 0.05  # it was over before this could be drawn: the review is due
        return super()._next_s() if self.player.going else 3600.0

    def act(self, action: str) -> None:
        if self.side is None or not self.side.act(action):
            super().act(action)

    @property
    def prompt(self) -> str:
        """The one after that which was ticked last: what was passed over is not waited for."""
        phase, done = self.session.phase, self.session.done
        ids = [p.id for p in phase.prompts]
        last = next((i for i in reversed(done) if i in ids), None)
        after = ids[ids.index(last) + 1 :] if last else ids
        return next((i for i in after if i not in done), ids[-1] if ids else "")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()

    def submit(self, text: str) -> bool:
        return True

    def do_view(self) -> None:
        super().do_view()
        self.show_app.view = self._view

    def do_language(self) -> None:
        """All of it in the next language."""
        self.show_app.words = Words(next_language(self.words.language))
        self.language = self.words.language
        self.player.speak(self.language)

    def do_actions(self) -> None:
        """What the presenter can do, with a digit each."""
        shown = [
            Choice(self.words(title), self._doer(action), self.keys.shown(action)) for action, title in TITLES.items()
        ]
        open_menu(self, shown)

    def placeholder(self) -> str:
        return self.words("curtain") if self.curtain else super().placeholder()

    def do_help(self) -> None:
        """The presenter's keys."""
        if not self.curtain:
            self.open_dialog(Reading(self.words, lambda width: _help(self, width)))

    def do_quit(self) -> None:
        self.kohtaa.leave()

    def keep_everything(self) -> None:
        pass


class ShowReview(ReviewScreen):
    """The Review of what was shown: from here one leaves, or goes back into it."""

    def __init__(self, app_: ShowApp, player: Player, *, replay: bool) -> None:
        super().__init__(app_, player, NoHold(player.session.id))
        self.show_app, self.player, self.replay = app_, player, replay
        self._elsewhere = Alone(self)
        self.line: NoteLine = _DeafLine(self)

    def saver_of(self, runner: Runner) -> Saver:
        return NoSaver(runner, "reading")

    def tag(self) -> str:
        return tag_of(self.session, self.words)

    def leave_label(self) -> str:
        return self.words("close")

    @property
    def locked(self) -> bool:
        """There are no keys here: what is sealed stays so, and nothing offers to open it."""
        return False

    def possible(self, action: str) -> bool:
        return action.rpartition(".")[2] not in REAL and super().possible(action)

    def act(self, action: str) -> None:
        """Of a real meeting too nothing is carried from here: its texts are masked, and it is only shown."""
        if action in REAL and self.session.practice is None:
            self.tell_only_shown()
        else:
            super().act(action)

    def tell_only_shown(self) -> None:
        self.say(self.words(SHOWN))

    def placeholder(self) -> str:
        return self.words("PgUp goes back, Enter closes")

    def take(self, key: str, character: str | None) -> bool:
        if self.dialog is None and not self.curtain:
            if key in ("escape", "enter"):
                self.kohtaa.leave()
                return True
            if key == "pageup" and not (self.practised.shown and self.practised.top):
                self.player.back()
                self.show_app.show_play(self.player, replay=self.replay)
                return True
        return super().take(key, character)

    def do_language(self) -> None:
        self.show_app.words = Words(next_language(self.words.language))
        self.language = self.words.language
        self.player.speak(self.language)

    def do_quit(self) -> None:
        self.kohtaa.leave()

    def submit(self, text: str) -> bool:
        self.kohtaa.leave()
        return True

    def keep_everything(self) -> None:
        pass


def _help(screen: ShowScreen, width: int) -> Table:
    words: Words = screen.words
    right = [
        words("PgDn and PgUp go step by step, as a clicker does; Enter too."),
        words("It waits at every change of phase."),
        words("+ and – change the speed, ← → skip a minute."),
        words("A full stop or B pauses too."),
        words("A click on a phase goes there."),
    ]
    rows: list[KeyRow] = [
        (key, words(title), action)
        for action, title in TITLES.items()
        if action != "help" and (key := screen.keys.shown(action))
    ]
    return Table(words("Help"), side_by_side(rows, right, width))
