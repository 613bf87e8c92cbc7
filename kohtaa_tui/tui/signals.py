"""What tells of the meeting from outside the window: its title, the button in the taskbar, a notice, the bell.

Nothing here says anything about the client. Which terminal understands what is worked out from the
environment alone: asking the terminal would delay the first frame. docs/status.md says what each one shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ..domain import timing
from ..domain.session import Session, Status
from ..domain.timing import Level

if TYPE_CHECKING:
    from ..storage.settings import Settings
    from .draw.state import Shown

NOTICE = "\x1b]9;kohtaa\x1b\\"
"""The one text that a notice ever has."""
GONE = "\x1b]9;4;0\x1b\\"
"""Progress taken away. It ends with ST: VTE does not take the bell as the end of a sequence as new as this."""
NORMAL, ERROR, WARNING = 1, 2, 4
"""The states of progress that stand still; 3, the one that moves, is never sent."""
KEEP_ALIVE_S = 10.0
"""Ghostty takes progress away by itself after 15 seconds, and would show it and not show it by turns."""

_SURE_SINCE = {"ghostty": (1, 2), "iTerm.app": (3, 6, 6), "WezTerm": (20250211,)}
"""From which version a terminal shows progress; earlier ones may show a pop-up with the bare figures."""
_OTHERS = (
    "KITTY_WINDOW_ID", "KITTY_PID", "KONSOLE_VERSION", "ALACRITTY_WINDOW_ID", "XTERM_VERSION", "ZELLIJ", "TMUX", "STY",
    "INSIDE_EMACS", "VIM_TERMINAL", "NVIM",
)  # fmt: skip
"""Set by terminals that are not known to show progress. What a terminal inherits from the one it was started in
stays in the environment: one of these beside a name we know makes that name worth nothing."""
_TERMS = frozenset({"", "xterm", "xterm-256color", "xterm-ghostty", "wezterm"})


def knows_progress(environ: Mapping[str, str]) -> bool:
    """Whether the terminal is certain to show progress and nothing else: a wrong guess pops up before a client."""
    if environ.get("TERM", "") not in _TERMS or any(name in environ for name in _OTHERS):
        return False
    sure = []
    if "WT_SESSION" in environ:
        sure.append(True)
    if "ConEmuANSI" in environ:
        sure.append(environ["ConEmuANSI"] == "ON")
    if "VTE_VERSION" in environ:
        sure.append(_figures(environ["VTE_VERSION"]) >= (8000,))
    if program := environ.get("TERM_PROGRAM"):
        since = _SURE_SINCE.get(program)
        sure.append(since is not None and _figures(environ.get("TERM_PROGRAM_VERSION", "")) >= since)
    return bool(sure) and all(sure)


def _figures(version: str) -> tuple[int, ...]:
    """The figures that a version begins with; none where it begins otherwise."""
    found = re.match(r"\d{1,9}(?:\.\d{1,9})*", version)
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def percent(session: Session, at_ms: int) -> int:
    """How much of the phase is used, in steps that come no oftener than every five seconds; 100 when it is over.

    The last phase lasts to the end of the meeting, come to it early or late.
    """
    used, end_left = timing.used_s(session, at_ms), timing.end_left_s(session, at_ms)
    left = end_left if timing.is_last(session) and end_left > 0 else timing.left_s(session, at_ms)
    if left <= 0:
        return 100
    whole = used + left
    step = next((step for step in (1, 2, 5, 10, 20) if whole * step >= 500), 25)
    return 100 * used // whole // step * step


def progress_state(session: Session, at_ms: int, level: Level) -> int:
    """The state that progress takes its colour from: the same order as the figure on the screen."""
    if level is Level.SQUEEZE or timing.end_left_s(session, at_ms) < 0:
        return ERROR
    return NORMAL if level is Level.CALM and session.status is not Status.PAUSED else WARNING


class Signals:
    """What is shown outside the window now. Sent only when it differs, and all of it taken back.

    `send` writes to the terminal, `ring` rings its bell, `elapsed` is a clock in seconds.
    """

    def __init__(
        self,
        settings: Settings,
        environ: Mapping[str, str],
        send: Callable[[str], None],
        ring: Callable[[], None],
        elapsed: Callable[[], float],
    ) -> None:
        on = settings.signals
        term = environ.get("TERM", "")
        self._send, self._ring, self._elapsed = send, ring, elapsed
        self._through_tmux = "TMUX" in environ or term.startswith("tmux")
        screen = "STY" in environ or (term.startswith("screen") and not self._through_tmux)
        mute = screen or term in ("linux", "dumb")
        """Whether the terminal has no way for notice and progress; GNU screen would show what is sent."""
        self._titles = on and settings.title
        self._bells = on and settings.bell
        self._notices = on and settings.notice and not mute
        wanted = settings.progress == "on" or (settings.progress == "auto" and knows_progress(environ))
        self._progresses = on and wanted and not mute
        self.again_s = KEEP_ALIVE_S if self._progresses and environ.get("TERM_PROGRAM") == "ghostty" else None
        """After how many seconds progress is to be sent anew, where the terminal forgets it."""
        self._title = self._progress = ""
        self._aside = ("", "")
        self._sent_s = 0.0
        self._at: tuple[str, Level] | None = None
        self._closed = False

    def show(self, state: Shown, session: Session, at_ms: int, *, curtain: bool = False) -> None:
        """Show where the meeting stands; behind the curtain without the phase."""
        if self._closed:
            return
        self._show_title(state.title_curtain if curtain else state.title)
        if self._progresses:
            shown = percent(session, at_ms)
            self._show_progress(f"\x1b]9;4;{progress_state(session, at_ms, state.level)};{shown}\x1b\\")
        self._tell(session.phase.id, state.level)

    def rest(self) -> None:
        """No meeting runs in this window: the program's name alone."""
        if self._closed:
            return
        self._at = None
        self._show_title("kohtaa")
        self._take_progress()

    def set_aside(self) -> None:
        """Take everything back until `take_up`: the program is being stopped, and goes on later."""
        self._aside = (self._title, self._progress)
        self._take_progress()
        if self._title:
            self._send("\x1b[23;0t")
        self._title = ""

    def take_up(self) -> None:
        """Show again what was set aside."""
        (title, progress), self._aside = self._aside, ("", "")
        if title and not self._closed:
            self._show_title(title)
        if progress and not self._closed:
            self._show_progress(progress)

    def close(self) -> None:
        """Take everything back for good: the program ends."""
        self.set_aside()
        self._closed = True

    def _take_progress(self) -> None:
        if self._progress:
            self._send(self._wrapped(GONE))
        self._progress = ""

    def _show_title(self, title: str) -> None:
        if not self._titles or title == self._title:
            return
        if not self._title:
            self._send("\x1b[22;0t")  # the terminal keeps its own title until this one is taken back
        self._title = title
        self._send(f"\x1b]2;{title}\x07")

    def _show_progress(self, progress: str) -> None:
        now = self._elapsed()
        old = self.again_s is not None and now - self._sent_s >= self.again_s
        if progress != self._progress or old:
            self._progress, self._sent_s = progress, now
            self._send(self._wrapped(progress))

    def _tell(self, phase: str, level: Level) -> None:
        """Ring and show a notice when time alone has brought a phase over or into the squeeze.

        Whoever goes to another phase, or opens a meeting that is over, looks at the screen already.
        """
        before, self._at = self._at, (phase, level)
        if before is None or before[0] != phase or not before[1] < level >= Level.OVER:
            return
        if self._bells:
            self._ring()
        if self._notices:
            self._send(self._wrapped(NOTICE))

    def _wrapped(self, sequence: str) -> str:
        """The sequence on its way through tmux, which must be told to let it pass."""
        if not self._through_tmux:
            return sequence
        return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
