"""Following a practice from a second or third terminal: what both roles share.

The practice's files are read beside the event loop when something about them has changed; nothing is asked of
the window that runs it. Without a practice the screen waits, and begins by itself.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.timer import Timer

from ...domain import timing
from ...domain.session import Session
from ...exports.gathered import TAGS
from ...exports.handout import Role
from ...i18n import Words, next_language
from ...runtime.following import Followed, Follower
from ...storage.library import Library
from ..dialogs import Reading, Table
from ..draw import follow
from ..draw.canvas import Canvas
from ..draw.grid import Grid
from ..draw.views import MeetingView
from ..helps import key_rows, side_by_side
from .stage import Stage

if TYPE_CHECKING:
    from ..app import KohtaaApp

LOOK_S = 0.5
"""How long something that happened in the practice may stay unseen."""
ANYWAY_S = 2.0
"""How long nothing is read while nothing seems to have changed and the practice does not run here."""
SELDOM_S = 60.0
"""The same while it runs: a window may have lost its hold unseen."""


class FollowScreen(Stage):
    """One role's screen beside a practice."""

    where = "follow"
    writes = False
    role: Role

    def __init__(self, app_: KohtaaApp) -> None:
        super().__init__(app_)
        self.follower = Follower(Library(app_.context.places))
        self.followed: Followed | None = None
        self._looking = False
        self._looked_s = 0.0
        self._draw_s = 0.0
        self._timer: Timer | None = None

    # --- by the clock ---

    def on_mount(self) -> None:
        super().on_mount()
        self.kohtaa.signals.rest()
        self._look()
        self._timer = self.set_interval(LOOK_S, self._tick)

    def _tick(self) -> None:
        """Look at the files if something has changed, and draw if time alone changes something."""
        clock = self.kohtaa.context.clock
        running = self.followed is not None and self.followed.state == "running"
        old = clock.elapsed() - self._looked_s >= (SELDOM_S if running and not self.reads_along else ANYWAY_S)
        if old or self.follower.changed():
            self._look()
        if clock.elapsed() >= self._draw_s:
            self.redraw()

    @property
    def reads_along(self) -> bool:
        """Whether something besides the practice's files is to be read."""
        return False

    def _look(self) -> None:
        if not self._looking:
            self._looking = True
            self.run_worker(self._read())

    async def _read(self) -> None:
        clock = self.kohtaa.context.clock
        self._looked_s = clock.elapsed()
        try:
            found = await asyncio.to_thread(self.follower.look, clock.now())
        finally:
            self._looking = False
        before, self.followed = self.followed, found
        if before is not None and found is not None and before.state != found.state:
            self.message = ""  # that it ended, or was closed, stands where the last sentence stood
        self.was_read(before, found)
        self.redraw()

    def was_read(self, before: Followed | None, now: Followed | None) -> None:
        """The practice was read again."""

    @property
    def session(self) -> Session | None:
        """The practice that is followed."""
        return self.followed.session if self.followed is not None else None

    def at_ms(self) -> int:
        """The meeting's own time now."""
        return self.followed.at_ms(self.kohtaa.context.clock.now()) if self.followed is not None else 0

    # --- drawing ---

    def draw(self, width: int, height: int) -> tuple[Canvas, Grid]:
        self._draw_s = self.kohtaa.context.clock.elapsed() + self._next_s(width)
        return follow.draw(self.view(width, height), width, height)

    def _next_s(self, width: int) -> float:
        """Seconds until time alone changes something on the page."""
        session = self.session
        if session is None or self.followed is None or self.followed.state != "running":
            return SELDOM_S
        step = max(1.0, timing.planned_length_s(session) / (2 * max(20, width)))
        return min(step, timing.next_change_s(session, self.at_ms())) / self.followed.speed

    def view(self, width: int, height: int) -> follow.FollowView:
        """All that is drawn; each role adds its own."""
        raise NotImplementedError

    def role_name(self) -> str:
        """The role's name."""
        raise NotImplementedError

    def base_view(self) -> follow.FollowView:
        """What both roles show."""
        words, session = self.words, self.session
        scenario = session.practice.scenario if session is not None and session.practice is not None else None
        return follow.FollowView(
            role=self.role,
            words=words,
            keys=self.keys,
            tag=words(TAGS["practice"]),
            role_name=self.role_name(),
            name=scenario.name if scenario is not None else "",
            meeting=self._meeting(session) if session is not None else None,
            message=self.message or self.standing(),
            waiting=(
                words("No practice is running yet."),
                words("This screen begins by itself when one begins: {command}", command="kohtaa practice ID --threes"),
            ),
            drawer=self.drawer(),
            ascii_only=self.kohtaa.ascii_only,
        )

    def _meeting(self, session: Session) -> MeetingView:
        assert self.followed is not None
        return MeetingView(
            session=session,
            at_ms=self.at_ms(),
            now=self.followed.shown(self.kohtaa.context.clock.now()),
            words=self.words,
            language=self.words.language,
            keys=self.keys,
            prompt="",
            saved="",
            ascii_only=self.kohtaa.ascii_only,
        )

    def standing(self) -> str:
        """A sentence that stays while the practice does not run."""
        state = self.followed.state if self.followed is not None else "running"
        if state == "ended":
            return self.words("The practice has ended. Enter leaves.")
        if state == "gone":
            return self.words("The window of the practice was closed. When it goes on, so does this screen.")
        return ""

    # --- keys ---

    def submit(self, text: str) -> bool:
        if not text.strip() and self.followed is not None and self.followed.state == "ended":
            self.kohtaa.leave()
        return not text.strip()

    def do_language(self) -> None:
        """The next language, for this window alone: the others in the room may read another."""
        self.kohtaa.words = Words(next_language(self.words.language))
        self.redraw()

    def help_sentences(self) -> list[str]:
        """What F1 says beside the keys."""
        raise NotImplementedError

    def do_help(self) -> None:
        """What can be done here."""

        def table(width: int) -> Table:
            rows = key_rows(self.keys, self.words, width, self.possible)
            return Table(self.words("Help"), side_by_side(rows, self.help_sentences(), width))

        self.open_dialog(Reading(self.words, table))
