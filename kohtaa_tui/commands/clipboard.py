"""The clipboard of whoever sits at the terminal, by OSC 52: the only way that works over SSH too."""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from ..errors import N_, KohtaaError

NONE = N_("There is no terminal here with a clipboard. Save it to a file: --output FILE")
TERMINAL = "/dev/tty"
"""The terminal that the program was started at, whatever its output was led to."""
MOST = 74_994
"""Bytes of text at most: as base64 100,000 characters, which is where several terminals stop listening."""


def sequence(text: str) -> str:
    """What puts `text` into the clipboard, where the terminal allows it. Raises `KohtaaError` for a text too long."""
    data = text.encode()
    if len(data) > MOST:
        raise KohtaaError(
            N_(
                "That is too long for the clipboard of a terminal: {n} bytes, and at most {most} go."
                " Save it to a file: --output FILE"
            ),
            n=len(data),
            most=MOST,
        )
    return f"\x1b]52;c;{base64.b64encode(data).decode()}\a"


@contextmanager
def at_hand() -> Iterator[TextIO]:
    """The terminal itself, also where the answer goes into a pipe.

    Raises `KohtaaError` where there is none: another program would read what is meant for it as text.
    """
    if os.environ.get("TERM") == "dumb":
        raise KohtaaError(NONE)
    if sys.stdout is not None and not sys.stdout.closed and sys.stdout.isatty():
        yield sys.stdout
        return
    try:
        terminal = open(TERMINAL, "w", encoding="ascii")  # noqa: PTH123, SIM115 - closed below
    except OSError:
        raise KohtaaError(NONE) from None
    with terminal:
        yield terminal


def copy(told: str, terminal: TextIO) -> None:
    """Send what `sequence` made."""
    terminal.write(told)
    terminal.flush()
