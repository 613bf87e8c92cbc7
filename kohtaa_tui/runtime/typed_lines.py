"""Lines as they are typed, with a time limit on the waiting, so that the clock is heard in between.

The file descriptor is read past Python's own buffer: what lies in that buffer would not wake `select`.
"""

from __future__ import annotations

import codecs
import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from types import FrameType
from typing import TextIO

LONGEST = 1_000_000
"""Characters of one line that are held; what is beyond is no note, and must not fill the memory."""


class Wake(Enum):
    """Why waiting ended, when it was not for a line."""

    TIME = "time"
    END = "end"
    """There is no more input."""
    LEAVE = "leave"
    """The system, or Ctrl+C, asks the program to go."""


class TypedLines:
    """The lines of an input. A file, pipe or terminal is waited on; anything else is read line by line."""

    def __init__(self, source: TextIO | None) -> None:
        self.signal = 0
        """The signal that asked to leave, 0 when none did."""
        self._source = source
        self._handle = _handle(source)
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._ready: list[str] = []
        self._part = ""
        self._over = source is None
        self._wake: tuple[int, int] | None = None

    @property
    def unfinished(self) -> str:
        """What has come of a line whose end has not."""
        return self._part

    def wait(self, seconds: float) -> str | Wake:
        """The next line without its end, or why there is none within `seconds`."""
        while True:
            if self._ready:  # before all else: a line that was typed counts, whatever came after it
                return self._ready.pop(0)
            if self.signal:
                return Wake.LEAVE
            if self._over:
                return Wake.END
            if self._handle is None:
                return self._iterated()
            if not self._heard(seconds):
                return Wake.LEAVE if self.signal else Wake.TIME
            self._read()
            if self._part and not self._ready:
                return Wake.TIME  # the first part of a line: from now on the time to wait is another

    @contextmanager
    def minding_signals(self) -> Iterator[None]:
        """While inside, SIGTERM, SIGHUP and Ctrl+C end the waiting and nothing else: a saving is never cut."""
        if os.name == "nt":
            yield
            return
        near, far = os.pipe()
        os.set_blocking(far, False)
        self._wake = (near, far)
        before = {}
        try:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                with suppress(ValueError):  # not the main thread: then signals are not ours to mind
                    before[number] = signal.signal(number, self._told)
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            self._wake = None
            os.close(near)
            os.close(far)

    def _told(self, number: int, _frame: FrameType | None) -> None:
        self.signal = number
        if self._wake is not None:
            with suppress(OSError):
                os.write(self._wake[1], b"!")

    def _heard(self, seconds: float) -> bool:
        """Whether there is something to read within the time."""
        assert self._handle is not None
        watched = [self._handle] if self._wake is None else [self._handle, self._wake[0]]
        ready, _, _ = select.select(watched, [], [], max(0.0, seconds))
        return self._handle in ready

    def _iterated(self) -> str | Wake:
        assert self._source is not None
        line = self._source.readline()
        if not line:
            self._over = True
            return Wake.END
        return line.rstrip("\r\n")

    def _read(self) -> None:
        assert self._handle is not None
        try:
            data = os.read(self._handle, 65536)
        except BlockingIOError:
            return
        except OSError:  # the terminal is gone
            data = b""
        text = self._part + self._decoder.decode(data, final=not data)
        if not data:
            self._over = True
            self._ready = [text] if text else []
            self._part = ""
            return
        *whole, part = text.split("\n")
        self._ready += [line.removesuffix("\r") for line in whole]
        self._part = part[:LONGEST]


def _handle(source: TextIO | None) -> int | None:
    """The descriptor that can be waited on, or None."""
    if source is None or os.name == "nt":
        return None
    try:
        return source.fileno()
    except (OSError, AttributeError, ValueError):
        return None
