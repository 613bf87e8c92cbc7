"""Asking the terminal: what it says of itself, whether it answers, how wide it draws. Knows no Textual."""

from __future__ import annotations

import os
import re
import select
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any

from ..errors import N_
from ..storage.checkup.finding import Finding, Own, Told

ANSWER_S = 1.5
"""How long an answer may take; far terminals need some tenths of a second."""

WIDTHS: tuple[tuple[Told | Own, str, int, str], ...] = (
    (Own("ä"), "ä", 1, "letter"),
    (Told(N_("ä of two parts")), "a\u0308", 1, "parts"),
    (Own("▌"), "▌", 1, "mark"),
    (Own("✓"), "✓", 1, "mark"),
    (Own("⚑"), "⚑", 1, "mark"),
    (Told(N_("an emoji")), "\U0001f44d", 2, "emoji"),
    (Told(N_("an emoji of several parts")), "\U0001f469\u200d\U0001f469\u200d\U0001f467", 2, "emoji"),
)
"""What is drawn to be measured: its name, itself, the cells that kohtaa reckons with, what it stands for."""

_PLACE = re.compile(rb"\x1b\[(\d+);(\d+)R")
_SAFE = re.compile(r"[A-Za-z0-9.+_:-]{1,40}")


class RawTerminal:
    """A terminal that hands on every key at once and shows none; as it was before when that is over, in every case.

    Raises `OSError` when the terminal is not ours to change.
    """

    def __init__(self, source: int, target: int) -> None:
        self._source, self._target = source, target
        self._before: list[Any] = []
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> RawTerminal:
        import termios

        # In the background a change would stop the whole program without a word.
        if os.tcgetpgrp(self._source) != os.getpgrp():
            raise OSError("in the background")
        try:
            self._before = termios.tcgetattr(self._source)
            raw = termios.tcgetattr(self._source)
            raw[0] &= ~(termios.IXON | termios.ICRNL | termios.INLCR | termios.IGNCR)
            raw[3] &= ~(termios.ICANON | termios.ECHO | termios.ISIG | termios.IEXTEN)
            raw[6][termios.VMIN], raw[6][termios.VTIME] = 0, 0
            self._hear_signals()
            termios.tcsetattr(self._source, termios.TCSANOW, raw)
        except termios.error as fault:
            self._forget_signals()
            raise OSError(str(fault)) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        import termios

        # What is still coming in is an answer of the terminal or a key for us: the shell must not get it.
        with suppress(termios.error):
            termios.tcsetattr(self._source, termios.TCSAFLUSH, self._before)
        self._forget_signals()

    def write(self, text: str) -> None:
        data = text.encode("utf-8", "replace")
        while data:
            data = data[os.write(self._target, data) :]

    def read(self, seconds: float) -> bytes | None:
        """What has come in, after at most so long; empty when nothing has, None when nothing will any more."""
        ready, _, _ = select.select([self._source], [], [], max(0.0, seconds))
        if not ready:
            return b""
        try:
            return os.read(self._source, 4096) or None
        except BlockingIOError:
            return b""
        except OSError:  # the terminal went away
            return None

    def _hear_signals(self) -> None:
        """Ended from outside, the way out leads past `__exit__` all the same."""
        if threading.current_thread() is not threading.main_thread():
            return
        for number in (signal.SIGTERM, signal.SIGHUP):
            self._handlers[number] = signal.signal(number, _leave)

    def _forget_signals(self) -> None:
        while self._handlers:
            number, handler = self._handlers.popitem()
            signal.signal(number, handler)


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def column(terminal: RawTerminal, text: str, elapsed: Callable[[], float], seconds: float = ANSWER_S) -> int | None:
    """The column, from 0, where the cursor stands after `text` at the beginning of a line; None without an answer.

    Raises `KeyboardInterrupt` for Ctrl+C, which comes as a key here.
    """
    terminal.write(f"\r{text}\x1b[6n")
    late, heard = elapsed() + seconds, b""
    while (left := late - elapsed()) > 0:
        data = terminal.read(left)
        if data is None:
            return None
        heard += data
        found = _PLACE.search(heard)
        if found:
            return int(found[2]) - 1
        if b"\x03" in heard:
            raise KeyboardInterrupt
    return None


def asked(source: int, target: int, elapsed: Callable[[], float]) -> Iterator[Finding]:
    """Whether the terminal answers, and the widths it draws. The line it draws on is empty again afterwards."""
    found: list[int | None] = []
    try:
        with RawTerminal(source, target) as terminal:
            start = elapsed()
            first = column(terminal, "", elapsed)
            took = round((elapsed() - start) * 1000)
            if first is not None:
                found = [column(terminal, text, elapsed) for _, text, _, _ in WIDTHS]
                terminal.write("\r\x1b[K")
    except (OSError, ImportError):
        yield Finding("terminal.answers", "note", N_("The terminal could not be asked: it is not in the foreground"))
        return
    if first is None:
        message = N_("The terminal does not answer questions, so widths could not be measured")
        fix = N_("Nothing to do if the screens look right. If not: kohtaa start --plain")
        yield Finding("terminal.answers", "note", message, {}, fix)
        return
    yield Finding("terminal.answers", "ok", N_("The terminal answers, in {ms} ms"), {"ms": max(1, took)})
    yield from widths(found)


def widths(found: list[int | None]) -> Iterator[Finding]:
    """What follows from the widths that were measured."""
    fields = {
        "widths": tuple(
            Told("{what} {n}", {"what": what, "n": "?" if n is None else n})
            for (what, _, _, _), n in zip(WIDTHS, found, strict=True)
        )
    }
    wrong = {kind for (_, _, wanted, kind), n in zip(WIDTHS, found, strict=True) if n != wanted}
    message = N_("Cells that the terminal draws: {widths}")
    if "letter" in wrong:
        fix = N_("ä should take one cell: let the terminal and the locale use UTF-8.")
        yield Finding("terminal.width", "fault", message, fields, fix)
    elif "mark" in wrong:
        fix = N_("The marks should take one cell each. Put ascii = true in config.toml, or choose another font.")
        yield Finding("terminal.width", "note", message, fields, fix)
    elif "parts" in wrong:
        fix = N_("kohtaa writes ä as one letter. Only what you paste may look shifted until it is saved.")
        yield Finding("terminal.width", "note", message, fields, fix)
    elif wrong:
        fix = N_("A line with an emoji in it may look shifted. Nothing is lost by that.")
        yield Finding("terminal.width", "note", message, fields, fix)
    else:
        yield Finding("terminal.width", "ok", message, fields)


# --- what it says of itself ---


def described(environ: Mapping[str, str], size: tuple[int, int] | None) -> Iterator[Finding]:
    """What the terminal and the variables tell, without asking."""
    colours = colours_of(environ)
    fields: dict[str, object] = {
        "term": _told(environ.get("TERM", "")),
        "program": _told(environ.get("TERM_PROGRAM", "")),
        "colorterm": _told(environ.get("COLORTERM", "")),
        "colours": colours,
    }
    message = N_("Terminal: TERM {term}, program {program}, COLORTERM {colorterm}")
    yield Finding("terminal", "ok", message, fields)
    if environ.get("NO_COLOR"):
        yield Finding("terminal.colours", "ok", N_("Colours: none, because NO_COLOR is set"))
    elif colours <= 16:
        message = N_("Colours: at most {n}, so kohtaa uses the terminal's own")
        fix = N_("If it knows more, a TERM such as xterm-256color tells so.")
        yield Finding("terminal.colours", "note", message, {"n": colours}, fix)
    else:
        yield Finding("terminal.colours", "ok", N_("Colours: {n}"), {"n": colours})
    if size is not None:
        fields = {"columns": size[0], "rows": size[1]}
        if size[0] < 40 or size[1] < 12:
            fix = N_("kohtaa needs 40 columns and 12 rows to show everything. Make the window larger.")
            message = N_("The window is small: {columns} columns, {rows} rows")
            yield Finding("terminal.size", "note", message, fields, fix)
        else:
            yield Finding("terminal.size", "ok", N_("Window: {columns} columns, {rows} rows"), fields)
    # Their values tell addresses and names of machines: that they are there is all that is told.
    within = tuple(Own(name) for name, variables in _AROUND if any(environ.get(v) for v in variables))
    if within:
        yield Finding("terminal.within", "ok", N_("The terminal is reached through: {names}"), {"names": within})


_AROUND = (
    ("tmux", ("TMUX",)),
    ("screen", ("STY",)),
    ("zellij", ("ZELLIJ",)),
    ("ssh", ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT")),
    ("mosh", ("MOSH_CONNECTION",)),
    ("WSL", ("WSL_DISTRO_NAME",)),
)


def colours_of(environ: Mapping[str, str]) -> int:
    """How many colours the terminal is taken to know, as the screens take it."""
    term = environ.get("TERM", "")
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit") or term.endswith("-direct"):
        return 1 << 24
    if term.endswith("256color") or "kitty" in term:
        return 256
    return 0 if term in ("dumb", "unknown") else 16


def _told(value: str) -> object:
    if not value:
        return "–"
    return value if _SAFE.fullmatch(value) else "…"
