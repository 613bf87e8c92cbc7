"""What a command reads from and writes to, as it was started: a terminal, a pipe, a file, or nothing at all."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO


def terminal() -> bool:
    """Whether there is a terminal to draw on and to be typed at, or a page in a browser (`web/seat.py`)."""
    if os.environ.get("TEXTUAL_DRIVER", "").startswith("kohtaa_tui."):
        return True
    if os.environ.get("TERM") == "dumb":
        return False
    return all(stream is not None and not stream.closed and stream.isatty() for stream in (sys.stdin, sys.stdout))


def given_input() -> TextIO | None:
    """What can be read from; None where that was closed."""
    return None if sys.stdin is None or sys.stdin.closed else sys.stdin


def output() -> TextIO:
    """Where answers go; nowhere, where that was closed."""
    if sys.stdout is None or sys.stdout.closed:
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - closed when the program ends
    return sys.stdout


def errors() -> TextIO:
    """Where remarks go that are no answer."""
    return sys.stderr if sys.stderr is not None else output()


def speak_utf8(stream: TextIO | None) -> None:
    """UTF-8 whatever the locale says, and never a fault for a character."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        with suppress(ValueError, OSError):
            reconfigure(encoding="utf-8", errors="replace")


def tell(sentence: str) -> None:
    """Say a sentence beside the answer, if anybody listens."""
    with suppress(OSError, ValueError):
        print(f"kohtaa: {sentence}", file=sys.stderr)


def let_go_of_output() -> None:
    """Nobody reads what is left in the buffer: it must not raise again when Python ends."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError, AttributeError):
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, sys.stdout.fileno())
            os.close(null)
