"""The Textual app: themes, language, leaving. It only wires; screens show, the runner changes."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual import events
from textual.binding import BindingsMap
from textual.screen import Screen

from ..domain.events import Reflected
from ..domain.plan import Plan
from ..domain.preparation import AIM
from ..errors import KohtaaError
from ..i18n import Words, next_language
from ..runtime import allowed
from ..runtime.context import Context
from ..runtime.gaps import Gap
from ..runtime.held import open_elsewhere, strange_copies
from ..runtime.runner import Runner
from ..storage import last as last_choices
from ..storage.hold import Hold
from ..storage.library import Loaded
from . import lean, themes
from .beside import Beside
from .curtain import Curtain
from .ending import Ending
from .erasing import DueErasing
from .shared_packs import SharedPacks
from .signals import Signals
from .way_back import WayBack

if TYPE_CHECKING:
    from .screens.meeting import MeetingScreen
    from .screens.stage import Stage
    from .side import Side


class KohtaaApp(Ending):
    """The whole program on the screen."""

    ENABLE_COMMAND_PALETTE = False
    CSS = ""

    def __init__(self, context: Context, begin: Callable[[KohtaaApp], None]) -> None:
        """`begin` shows the first screen, by one of the tasks below."""
        super().__init__(driver_class=lean.driver_class())
        self.context = context
        """Where this screen's meetings are kept: while something is practised, the store for practice."""
        self.meetings = context
        """Where real meetings are kept: what Home and all that begins there work on."""
        self.words: Words = context.words
        lean.without_extras(self)
        self.animation_level = "none"
        for theme in themes.textual_themes():
            self.register_theme(theme)
        environ = dict(os.environ) | ({"NO_COLOR": "1"} if self.no_color else {})
        self.ascii_only = context.settings.ascii or themes.needs_ascii(os.environ)
        self.theme_name: str = themes.choose(context.settings.theme, environ, self.console.color_system)
        self.theme = f"kohtaa-{self.theme_name}"
        # Ctrl+Q and Ctrl+C belong to the screens: Textual's own would quit or toast in English
        self._bindings = BindingsMap()
        self._begin = begin
        self.half_reference = ""
        """What was typed on Home before an earlier meeting was looked at."""
        self.back = WayBack(lambda: self.go_home())
        """Where one comes to from the Review of a meeting: where that was opened, or begun."""
        self.curtain = Curtain(self)
        self.erasing = DueErasing(self)
        self.beside = Beside(self, context.agenda)
        self.shared_packs = SharedPacks(self)
        send, ring = (lambda sequence: lean.write_raw(self, sequence)), (lambda: self.bell())
        self.signals = Signals(context.settings, os.environ, send, ring, context.clock.elapsed)
        self._shown: Stage | None = None
        self._settled = False

    # --- coming and going ---

    def get_default_screen(self) -> Screen[Any]:
        """The first screen, at once: a blank one first would cost a layout of its own."""
        try:
            self._begin(self)
        except KohtaaError as fault:
            self.go_home(message=self.words.fault(fault))
        assert self._shown is not None
        return self._shown

    def on_load(self) -> None:
        """Before the terminal is taken: whoever ends the program from then on gets it back."""
        for name in ("SIGHUP", "SIGTERM"):
            number = getattr(signal, name, None)
            if number is not None and sys.platform != "win32":
                asyncio.get_running_loop().add_signal_handler(number, self.leave_now)

    def on_mount(self) -> None:
        if not self.is_headless:
            asyncio.get_running_loop().set_exception_handler(self.loop_fault)
            threading.excepthook = self.thread_fault
        self.app_resume_signal.subscribe(self, lambda _: self.signals.take_up(), immediate=True)
        self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        """After the first frame: what the first frame did not need."""
        gc.freeze()
        gc.enable()
        self._settled = True
        self.curtain.watch()
        self.beside.watch()
        self.shared_packs.watch()
        if self._shown is not None and self._shown.where == "meeting" and not self.practising:  # Home looks by itself
            self.erasing.look(self.erasing.say_in_meeting)
        if self.context.settings.show_cursor:
            lean.write_raw(self, "\x1b[?25h")

    def on_resize(self, _: events.Resize) -> None:
        """Paint all of it: a terminal cut small and large again has lost its text, though its size is the same."""
        if self._settled:
            self.screen.refresh()

    def take_back(self) -> None:
        self.signals.close()

    def set_aside(self) -> None:
        """The program is being stopped with the terminal handed to another: nothing of ours may stay outside."""
        self.signals.set_aside()

    # --- the curtain ---

    @property
    def stage(self) -> Stage | None:
        """The screen that is in front; None while one takes another's place."""
        shown = self._shown
        return shown if shown is not None and shown is self.screen else None

    @property
    def shown(self) -> Stage | None:
        """The screen that was shown last, in front or on its way there."""
        return self._shown

    @shown.setter
    def shown(self, screen: Stage | None) -> None:
        self._shown = screen

    def curtain_needs_passphrase(self) -> bool:
        """Whether the curtain may rise only when the passphrase has been typed."""
        keys = self.context.archive.vault.keys
        # One whose public keys were taken away meanwhile still hides what it hid. Without a secret key there is none.
        return (keys.on or keys.missing) and keys.made

    # --- language and colours ---

    def switch_language(self) -> None:
        """The next language, at once, for the whole program; remembered for the next start."""
        self.words = Words(next_language(self.words.language))
        self.remember(language=self.words.language)

    def switch_theme(self) -> None:
        """Day or night."""
        if self.theme_name == "plain":
            return
        self.theme_name = "day" if self.theme_name == "night" else "night"
        self.theme = f"kohtaa-{self.theme_name}"

    def last_view(self) -> last_choices.View | None:
        """The view of the meeting chosen last; None is by the size of the window."""
        return last_choices.load(self.context.places).view

    def remember(self, **choices: object) -> None:
        """Keep what was chosen last, for the next start."""
        from msgspec.structs import replace

        places = self.context.places
        last_choices.save(places, replace(last_choices.load(places), **choices))

    # --- the tasks ---

    @property
    def practising(self) -> bool:
        """Whether what is on the screen belongs to the store for practice."""
        return self.context.places.for_practice

    def go_home(self, unfinished: Loaded | None = None, message: str = "") -> None:
        """To Home, with a message when there is one. Whatever was on the screen, Home has the real meetings."""
        from .screens.home import HomeScreen

        self.context = self.meetings
        self.back = WayBack(lambda: self.go_home())
        screen = HomeScreen(self, unfinished)
        screen.message = message or screen.message
        self.show(screen)

    def start_meeting(
        self,
        plan: Plan,
        reference: str,
        until: datetime | None = None,
        due: datetime | None = None,
        *,
        aim: str = "",
        message: str = "",
    ) -> None:
        """Begin a meeting now, to end at `until` or when the plan's minutes are over.

        `due` is when its appointment was to begin, `aim` what the adviser wants of it.
        """
        context = self.context
        allowed.to_begin(context, plan.pack_id)
        runner = Runner.start(
            context.archive,
            context.clock,
            context.shelf.marked(plan),
            language=self.words.language,
            device=context.device,
            reference=reference,
            until=until,
            due=due,
        )
        if aim:
            runner.record(Reflected(AIM, aim))
        self.beside.begun.add(due or context.clock.now())
        self.erasing.begin()
        self.show_meeting(runner, message=message)

    def prepare(
        self, plan: Callable[[], Plan], reference: str, begin: Callable[[str], None], due: datetime | None
    ) -> None:
        """To the preparation of a meeting, which `begin` begins with an aim; back from there is Home.

        `plan` is what the meeting comes to if it is begun now, `due` when its appointment begins.
        """
        from .screens.prepare import PrepareScreen

        def back() -> None:
            self.half_reference = reference
            self.go_home()

        self.show(PrepareScreen(self, plan, reference, begin, back, due))

    def resume_meeting(self, loaded: Loaded, gap: Gap) -> None:
        """Go on with a meeting that was left, or end it at its last sign of life."""
        context = self.context
        hold = Hold(context.places, loaded.session.id)
        held = hold.take(context.clock.now())
        try:
            loaded = context.archive.load(loaded.session.id)  # another window may have written since it was found
            if not held or loaded.newer:
                hold.release()
                self._open_or_tell(loaded.session.id)
                return
            self.erasing.begin(keep=loaded.session.id)
            runner = Runner.resume(context.archive, context.clock, loaded, context.device, gap)
        except KohtaaError:
            hold.release()
            raise
        if gap is Gap.END:
            runner.flush()
            self.show_review(runner, hold)
            return
        self.show_meeting(runner, loaded.draft, hold=hold)

    def _open_or_tell(self, session_id: str) -> None:
        """To the Review, to read; to Home with the reason where even that cannot be."""
        problem = self.open_review(session_id)
        if problem:
            self.go_home(message=problem)

    def show_meeting(
        self,
        runner: Runner,
        draft: str = "",
        message: str = "",
        hold: Hold | None = None,
        side: Side | None = None,
    ) -> MeetingScreen:
        """To the Meeting screen, with a half-typed line and a message where there are such, and the hold if taken.

        `side` is what a run that is no real meeting adds to it.
        """
        from .screens.meeting import MeetingScreen

        screen = MeetingScreen(self, runner, draft, hold, side)
        screen.message = message
        self.show(screen)
        return screen

    def show_review(self, runner: Runner, hold: Hold, message: str = "") -> None:
        """To the Review of a meeting, with the hold on it; where that is not taken the runner is there to read only."""
        from .screens.review import ReviewScreen

        screen = ReviewScreen(self, runner, hold)
        screen.message = message
        self.show(screen)

    def open_review(self, session_id: str) -> str:
        """To the Review of a meeting; a sentence when it cannot be read.

        It is there to read only where another window has it, or a newer version of the program wrote it.
        """
        context = self.context
        hold = Hold(context.places, session_id)
        held = hold.take(context.clock.now())
        try:
            loaded = context.archive.load(session_id)
        except KohtaaError as fault:
            hold.release()
            return self.words.fault(fault)
        reason = None if held else open_elsewhere(hold, self.words, context.clock.now())
        runner = Runner.review(context.archive, context.clock, loaded, context.device, reason)
        told = [] if runner.read_only is None else [self.words.fault(runner.read_only)]
        if loaded.strange:
            told.append(strange_copies(loaded, self.words))
        self.show_review(runner, hold, " ".join(told))
        return ""

    def show(self, screen: Stage) -> None:
        """To a screen, in the place of the one that is in front."""
        shown, self._shown = self._shown, screen
        if shown is None:
            return  # it is the default screen
        shown.successor = screen
        if len(self.screen_stack) == 1:  # Textual cannot take the first screen off; it rests below
            self.push_screen(screen)
        else:
            self.switch_screen(screen)
