"""The program in a real pseudo-terminal: typed at, looked at on an emulated screen, ended in every way."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import termios
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte

from tests.conftest import TERMINALS

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (sys.executable, "-m", "kohtaa_tui")
PATIENCE_S = 20.0
"""How long a screen may take to show what is waited for, on a slow and busy machine."""
GOING_S = 0.5
"""How long a program may take to go by itself when its window is closed at the end of a test."""

KEYS = {
    "enter": b"\r", "esc": b"\x1b", "backspace": b"\x7f", "pgup": b"\x1b[5~", "pgdn": b"\x1b[6~",
    "up": b"\x1b[A", "down": b"\x1b[B", "right": b"\x1b[C", "left": b"\x1b[D",
    "f1": b"\x1bOP", "f2": b"\x1bOQ", "f3": b"\x1bOR", "f4": b"\x1bOS", "f5": b"\x1b[15~", "f6": b"\x1b[17~",
    "f7": b"\x1b[18~", "f8": b"\x1b[19~", "f12": b"\x1b[24~", "delete": b"\x1b[3~",
    "f9": b"\x1b[20~", "f10": b"\x1b[21~", "f11": b"\x1b[23~",
    "ctrl+c": b"\x03", "ctrl+p": b"\x10", "ctrl+q": b"\x11", "ctrl+z": b"\x1a",
}  # fmt: skip

_ANSWERS = {
    b"\x1b[c": b"\x1b[?62;22c",  # what are you? a VT220 with colour
    b"\x1b[5n": b"\x1b[0n",
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",  # synchronised updates: known, now off
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",  # sizes told in band: unknown
}
_MODES = {"1049": "h", "1000": "h", "1003": "h", "1006": "h", "1015": "h", "2004": "h", "25": "l"}
"""What the program may switch, and the letter that means it is the program's own."""


def keys(*names: str) -> bytes:
    """What a terminal sends for keys and texts; a name in `KEYS` is a key, anything else is text."""
    return b"".join(KEYS.get(name) or name.encode() for name in names)


def pasted(text: str) -> bytes:
    """What a terminal sends for a paste."""
    return b"\x1b[200~" + text.encode() + b"\x1b[201~"


class Terminal:
    """A terminal of one program. Variables are the environment's; one of None is taken out.

    One that remembers keeps what leaves its screen at the top, as a scrollback.
    """

    def __init__(
        self, *argv: str, size: tuple[int, int] = (80, 24), program: tuple[str, ...] = PROGRAM, remembers: bool = False,
        cwd: Path = ROOT, **variables: str | None,
    ) -> None:  # fmt: skip
        environ = {k: v for k, v in os.environ.items() if not k.startswith(("TEXTUAL", "PYTEST", "COV_"))}
        for unwanted in ("COLUMNS", "LINES", "PYTHONDONTWRITEBYTECODE", *TERMINALS):
            environ.pop(unwanted, None)
        given = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "KOHTAA_LANGUAGE": "fi", "LC_ALL": "C.UTF-8"}
        for name, value in (given | variables).items():
            environ.pop(name, None)
            if value is not None:
                environ[name] = value
        self.output = b""
        """All that the program wrote."""
        self._screen = pyte.HistoryScreen(*size, history=1000) if remembers else pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._open = True
        self._child = self._begin([*program, *argv], environ, cwd, size)
        self._child.delaybeforesend = None
        self.pid: int = self._child.pid

    def _begin(self, argv: list[str], environ: dict[str, str], cwd: Path, size: tuple[int, int]) -> pexpect.spawn:
        """Start the program."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # a fork beside pytest's own threads
            return pexpect.spawn(
                argv[0], argv[1:], env=environ, cwd=str(cwd), dimensions=(size[1], size[0]), timeout=PATIENCE_S
            )

    # --- hands ---

    def write(self, data: bytes) -> None:
        """Send bytes, all of them at once; what the program writes meanwhile is read."""
        fd, view = self._child.child_fd, memoryview(data)
        while view:
            _, writable, _ = select.select([], [fd], [], 0.01)
            if writable:
                view = view[os.write(fd, view[:1024]) :]  # a terminal's queue is 4 KiB
            self._read(0)

    def press(self, *names: str) -> None:
        """Press keys and type texts, in one write."""
        self.write(keys(*names))

    def click(self, text: str, nth: int = 0) -> None:
        """Click on a text of the screen."""
        found = [(y, m.start()) for y, row in enumerate(self.rows()) for m in re.finditer(re.escape(text), row)]
        assert len(found) > nth, f"no {text!r} to click on:\n{self.text()}"
        y, x = found[nth]
        self.write(f"\x1b[<0;{x + 1};{y + 1}M\x1b[<0;{x + 1};{y + 1}m".encode())

    def wheel(self, text: str, down: int) -> None:
        """Turn the wheel so many steps down over a text of the screen."""
        y = next(y for y, row in enumerate(self.rows()) if text in row)
        x = self.rows()[y].index(text)
        self.write(f"\x1b[<65;{x + 1};{y + 1}M".encode() * down)

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size, as a window manager does."""
        self._screen.resize(rows, columns)
        self._child.setwinsize(rows, columns)

    def signal(self, number: int) -> None:
        """Send the program a signal."""
        os.kill(self.pid, number)

    def stopped(self) -> bool:
        """Whether the program stands still after SIGTSTP; where the system does not tell, it is believed to."""
        try:
            told = Path(f"/proc/{self.pid}/stat").read_text("utf-8")
        except FileNotFoundError:
            return True
        return told.rpartition(")")[2].split()[0] == "T"

    def hang_up(self) -> None:
        """Close the terminal's window."""
        self._open = False
        pty = self._child.ptyproc
        pty.fileobj.close()  # pexpect's own close would send signals beside the system's
        pty.closed = self._child.closed = True
        pty.fd = self._child.child_fd = -1

    # --- eyes ---

    def rows(self) -> list[str]:
        return [row.rstrip() for row in self._screen.display]

    def text(self) -> str:
        """The screen as lines of text."""
        return "\n".join(self.rows())

    def memory(self) -> str:
        """The scrollback of a terminal that remembers."""
        assert isinstance(self._screen, pyte.HistoryScreen)
        columns = range(self._screen.columns)
        return "\n".join("".join(row[x].data for x in columns).rstrip() for row in self._screen.history.top)

    def push_out(self, rows: int) -> None:
        """Push rows off the screen into the scrollback, as some terminals do while their size changes."""
        self._stream.feed(f"\x1b[{self._screen.lines};1H".encode() + b"\n" * rows)

    @property
    def title(self) -> str:
        return str(self._screen.title)

    def sees(self, *texts: str) -> str:
        """Wait until all the texts are on the screen; returns it."""
        return self.until(lambda: all(text in self.text() for text in texts), f"{texts} on the screen")

    def loses(self, *texts: str) -> str:
        """Wait until none of the texts is on the screen; returns it."""
        return self.until(lambda: not any(text in self.text() for text in texts), f"{texts} off the screen")

    def until(self, wanted: Callable[[], object], what: str) -> str:
        """Wait until something is so, reading what the program writes; returns the screen."""
        late = time.monotonic() + PATIENCE_S
        while not wanted():
            assert time.monotonic() < late, f"waited in vain for {what}:\n{self.text()}"
            self._read(0.05)
        return self.text()

    def watch(self, seconds: float, seen: Callable[[], object]) -> None:
        """Read what the program writes for so long; `seen` is called whenever a whole frame stands there."""
        late = time.monotonic() + seconds
        while (left := late - time.monotonic()) > 0:
            if self._read(min(left, 0.02)) and self.output.rfind(b"\x1b[?2026h") <= self.output.rfind(b"\x1b[?2026l"):
                seen()

    def ended(self, seconds: float = PATIENCE_S) -> int:
        """Wait until the program has ended, at most so long; returns its exit code (or minus its signal)."""
        late = time.monotonic() + seconds
        while self._child.isalive():
            assert time.monotonic() < late, f"still running after {seconds} s:\n{self.text()}"
            self._read(0.01)
        while self._read(0):
            pass
        code, number = self._child.exitstatus, self._child.signalstatus
        return int(code) if code is not None else -int(number or 0)

    def nobody_left(self) -> bool:
        """Whether no process of the program's group lives on."""
        try:
            os.killpg(self.pid, 0)
        except ProcessLookupError:
            return True
        return False

    def still_switched(self) -> list[str]:
        """What the program switched at the terminal and has not switched back; empty is sane."""
        left = []
        for mode, own in _MODES.items():
            found = re.findall(rb"\x1b\[\?(?:\d+;)*" + mode.encode() + rb"(?:;\d+)*([hl])", self.output)
            if found and found[-1].decode() == own:
                left.append(mode)
        if self.output.rfind(b"\x1b[22;0t") > self.output.rfind(b"\x1b[23;0t"):
            left.append("title")
        progress = re.findall(rb"\x1b\]9;4;(\d)", self.output)
        if progress and progress[-1] != b"0":
            left.append("progress")
        if self._open and not termios.tcgetattr(self._child.child_fd)[3] & termios.ICANON & ~termios.ECHO:
            left.append("raw")
        return left

    def close(self) -> None:
        """Close the window and end what still runs. (pexpect's own way sleeps, whether something runs or not.)"""
        if self._open:
            self.hang_up()
        late = time.monotonic() + GOING_S
        while self._child.isalive():
            if time.monotonic() > late:
                os.kill(self.pid, signal.SIGKILL)
            time.sleep(0.005)

    def _read(self, seconds: float) -> bool:
        """Read what the program has written, waiting at most so long; whether there was any."""
        if not self._open:
            time.sleep(seconds)
            return False
        try:
            data = self._child.read_nonblocking(65536, seconds)
        except (pexpect.TIMEOUT, pexpect.EOF):
            if not self._child.flag_eof:
                return False
            time.sleep(min(seconds, 0.01))
            return False
        self.output += data
        self._stream.feed(data.replace(b"\x1b]22;default\x07", b""))  # the pointer's shape: pyte would show it
        for question, answer in _ANSWERS.items():
            for _ in range(data.count(question)):
                os.write(self._child.child_fd, answer)
        return True
