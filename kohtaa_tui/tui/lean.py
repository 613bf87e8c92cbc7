"""What leans on Textual's private parts, all in one place, each with a test (tests/tui/test_lean.py).

Written against Textual 8.2; pyproject.toml keeps to that major version. Without this module the
program works the same, but wakes ten times a second, quits slower and lays the screen out at each key.
"""

from __future__ import annotations

import os
import selectors
import sys
from codecs import getincrementaldecoder
from typing import TYPE_CHECKING, Any

from textual.geometry import Size
from textual.reactive import Reactive

if TYPE_CHECKING:
    from textual.app import App
    from textual.driver import Driver


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


def _wake_driver() -> type[Driver]:
    from textual import constants
    from textual._xterm_parser import XTermParser
    from textual.drivers.linux_driver import LinuxDriver

    class WakeDriver(LinuxDriver):
        """Sleeps in `select` on the terminal and on a pipe that `disable_input` writes to."""

        _wake: tuple[int, int] | None = None

        def start_application_mode(self) -> None:
            self._wake = self._wake or os.pipe()
            super().start_application_mode()

        def run_input_thread(self) -> None:
            reader, _ = self._wake or os.pipe()
            selector = selectors.SelectSelector()
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(reader, selectors.EVENT_READ)
            parser = XTermParser(self._debug)
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
                        for event in parser.feed(text):
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


def write_raw(app: App[Any], sequence: str) -> None:
    """Send an escape sequence of ours to the terminal, after what is already on its way."""
    driver = app._driver
    if driver is not None and not app.is_headless:
        driver.write(sequence)
        driver.flush()
