"""What leans on Textual's private parts, all in one place, each with a test (tests/tui/test_lean.py).

Written against Textual 8.2; pyproject.toml keeps to that major version. Without this module the
program works the same, but wakes ten times a second, quits slower and lays the screen out at each key.
"""

from __future__ import annotations

import asyncio
import os
import selectors
import signal
import sys
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TextIO, cast

from textual.geometry import Size
from textual.reactive import Reactive

if TYPE_CHECKING:
    from io import TextIOWrapper

    from textual._xterm_parser import XTermParser
    from textual.app import App
    from textual.driver import Driver
    from textual.message import Message


class QuietSize:
    """Mix in before a widget: what it holds may grow without the screen being laid out anew.

    `Input` sets its virtual size at every key, and that reactive asks for a layout of the whole screen;
    so does every widget when it is first given its size. Here no place depends on a content's size.
    """

    virtual_size = Reactive(Size(0, 0), layout=False)


def without_extras(app: App[Any]) -> None:
    """No toasts and no tooltips: nothing pops up in front of a client, and two layouts at the start are saved."""
    app._disable_notifications = True
    app._disable_tooltips = True


def driver_class() -> type[Driver] | None:
    """A driver whose input thread sleeps until there is input, or None where the stock one must do.

    The stock thread wakes ten times a second and makes quitting wait for up to two tenths of a second.
    """
    if sys.platform == "win32" or os.environ.get("TEXTUAL_DRIVER"):
        return None
    return _wake_driver()


class _MayBeGone:
    """The terminal's file. When the terminal is gone nobody reads: writing must neither fail nor wait.

    The stock writer thread would end with the first fault, and the program then wait for it for ever.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.fileno = file.fileno

    def write(self, text: str) -> None:
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._file.flush()


class Pastes:
    """Cuts pastes out of what the terminal sends.

    Textual's parser would make keys of the escape sequences in a paste, and take a second for a megabyte.
    A beginning that is torn between two reads is left to the parser.
    """

    START, END = "\x1b[200~", "\x1b[201~"

    def __init__(self) -> None:
        self._parts: list[str] | None = None

    def feed(self, text: str) -> Iterator[tuple[bool, str]]:
        """The texts in their order, each with whether it was pasted."""
        while text:
            if self._parts is None:
                typed, found, text = text.partition(self.START)
                if typed:
                    yield False, typed
                if found:
                    self._parts = []
                continue
            held = self._parts.pop() if self._parts else ""
            pasted, found, text = (held + text).partition(self.END)
            if found:
                yield True, "".join([*self._parts, pasted])
                self._parts = None
            else:  # the end may be torn: its beginning is looked at again
                self._parts += [pasted[:-5], pasted[-5:]]

    def messages(self, text: str, parser: XTermParser) -> Iterator[Message]:
        """What `text` comes to, in its order: a paste whole, and the rest as `parser` makes it."""
        from textual.events import Paste

        for pasted, part in self.feed(text):
            if pasted:
                yield Paste(part)
            else:
                yield from parser.feed(part)


def _wake_driver() -> type[Driver]:
    from textual import constants, events
    from textual._xterm_parser import XTermParser
    from textual.drivers.linux_driver import LinuxDriver

    class WakeDriver(LinuxDriver):
        """Sleeps in `select` on the terminal and on a pipe that `disable_input` writes to."""

        _wake: tuple[int, int] | None = None

        def start_application_mode(self) -> None:
            self._wake = self._wake or os.pipe()
            if not isinstance(self._file, _MayBeGone):  # again after a stop
                self._file = cast("TextIOWrapper", _MayBeGone(cast("TextIO", self._file)))
            super().start_application_mode()  # type: ignore[no-untyped-call]
            # The stock handler can be interrupted by itself, and then tells an old size last.
            asyncio.get_running_loop().add_signal_handler(signal.SIGWINCH, self._resized)

        def suspend_application_mode(self) -> None:
            set_aside = getattr(self._app, "set_aside", None)
            if set_aside is not None:
                set_aside()
            super().suspend_application_mode()

        def _resized(self) -> None:
            if not self._in_band_window_resize:
                size = Size(*self._get_terminal_size())
                self.send_message(events.Resize(size, size))

        def run_input_thread(self) -> None:
            reader, _ = self._wake or os.pipe()
            selector = selectors.SelectSelector()
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(reader, selectors.EVENT_READ)
            parser, pastes = XTermParser(self._debug), Pastes()
            decode = getincrementaldecoder("utf-8")("replace").decode
            pending = False  # a part of an escape sequence may be waiting for its end
            try:
                while not self.exit_event.is_set():
                    ready = [key.fd for key, _ in selector.select(constants.ESCAPE_DELAY if pending else None)]
                    if self.fileno in ready:
                        try:
                            data = os.read(self.fileno, 4096)
                        except OSError:
                            data = b""
                        if not data:
                            self._gone()
                            break
                        text = decode(data)
                        pending = "\x1b" in text
                        for event in pastes.messages(text, parser):
                            self.process_message(event)
                    elif not ready:
                        pending = False
                    for event in parser.tick():
                        self.process_message(event)
            finally:
                selector.close()

        def _gone(self) -> None:
            """The terminal was closed: let the app keep everything and end."""
            leave = getattr(self._app, "leave_now", None)
            if leave is not None:
                self._app.call_later(leave)

        def disable_input(self) -> None:
            if self._wake is not None and not self.exit_event.is_set():
                (reader, writer), self._wake = self._wake, None
                if self._key_thread is not None:
                    self.exit_event.set()
                    os.write(writer, b"x")
                    self._key_thread.join()
                    self._key_thread = None
                    self.exit_event.clear()
                # Only now: the thread may have ended by itself, and its end of the pipe must outlive the writing.
                os.close(reader)
                os.close(writer)
            super().disable_input()

    return WakeDriver


def paint_all(app: App[Any]) -> None:
    """Paint every cell of the screen now, whether it has changed or not, before anything else happens."""
    screen = app.screen
    app._display(screen, screen._compositor.render_full_update())


def erase_scrollback(app: App[Any]) -> None:
    """Make the terminal forget what has left its screen: rows that were pushed out while its size changed."""
    write_raw(app, "\x1b[3J")


def write_raw(app: App[Any], sequence: str) -> None:
    """Send an escape sequence of ours to the terminal, after what is already on its way."""
    driver = app._driver
    if driver is not None and not app.is_headless:
        driver.write(sequence)
        driver.flush()
