"""The driver of a session in a browser: keys and drawings go as packets through two pipes (`web/seat.py`).

It leans on private parts of Textual's as `lean.py` does, and on the packets of textual-serve. Textual's own
driver for this wakes ten times a second, takes pastes letter by letter, and fails when nobody reads any more.
"""

from __future__ import annotations

import os
import selectors
import sys
from codecs import getincrementaldecoder
from contextlib import suppress

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers._byte_stream import ByteStream
from textual.drivers.web_driver import WebDriver

from .lean import Pastes

_MESSAGES = frozenset({"resize", "focus", "blur"})


class BrowserDriver(WebDriver):
    """Draws into packets, sleeps until there is a packet, and lets pastes pass whole."""

    _wake: tuple[int, int] | None = None

    def start_application_mode(self) -> None:
        self._wake = self._wake or os.pipe()
        self._write = self._write_all  # type: ignore[assignment]
        super().start_application_mode()

    def _write_all(self, data: bytes) -> int:
        """Write all of a packet. When the page is gone nobody reads, and the session is ended from outside."""
        left = memoryview(data)
        with suppress(OSError):
            while left:
                left = left[os.write(self.fileno, left) :]
        return len(data)

    def run_input_thread(self) -> None:
        assert self._wake is not None
        source, reader = sys.__stdin__, self._wake[0]
        assert source is not None
        selector = selectors.SelectSelector()
        selector.register(source.fileno(), selectors.EVENT_READ)
        selector.register(reader, selectors.EVENT_READ)
        packets, parser, pastes = ByteStream(), XTermParser(self._debug), Pastes()
        decode = getincrementaldecoder("utf-8")("replace").decode
        pending = False  # a part of an escape sequence may be waiting for its end
        try:
            while not self.exit_event.is_set():
                ready = [key.fd for key, _ in selector.select(constants.ESCAPE_DELAY if pending else None)]
                if source.fileno() in ready:
                    data = os.read(source.fileno(), 65536)
                    if not data:
                        break  # the end comes from `in_browser`, which watches the other pipe
                    for kind, payload in packets.feed(data):
                        if kind == "D":
                            text = decode(payload)
                            pending = "\x1b" in text
                            for event in pastes.messages(text, parser):
                                self.process_message(event)
                        else:
                            self._on_meta(kind, payload)
                elif not ready:
                    pending = False
                for event in parser.tick():
                    self.process_message(event)
        finally:
            selector.close()

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        if packet_type in _MESSAGES:
            super().on_meta(packet_type, payload)

    def disable_input(self) -> None:
        if self._wake is not None and not self.exit_event.is_set():
            (reader, writer), self._wake = self._wake, None
            self.exit_event.set()
            os.write(writer, b"x")
            if self._key_thread.is_alive():
                self._key_thread.join()
            os.close(reader)
            os.close(writer)
        super().disable_input()
