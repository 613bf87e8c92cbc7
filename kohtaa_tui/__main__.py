"""`python -m kohtaa_tui`, and what the command `kohtaa` calls."""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def command() -> NoReturn:
    """What the command `kohtaa` calls: `main`, then an end at once.

    All that was written is on the disk by now, and taking the interpreter apart piece by piece takes
    longer than quitting does.
    """
    # Python would print a fault that nobody can catch with its own text, which may hold what a client said.
    sys.unraisablehook = lambda _: None
    code = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):  # closed, or nobody reads it any more
            continue
    os._exit(code)


def main() -> int:
    """Run the program; returns the exit code."""
    if sys.argv[1:] == ["--version"]:  # asked by scripts and installers: nothing else is loaded for it
        from . import __version__

        print(f"kohtaa {__version__}")
        return 0
    gc.disable()  # collecting while importing only costs time; the screens and `--plain` switch it on again
    try:
        _load_msgspec()
        from .cli import main as run

        return run(sys.argv[1:])
    finally:
        gc.enable()


def _load_msgspec() -> None:
    """Load msgspec without `typing_extensions`, which is a fifth of what a text command costs.

    msgspec itself falls back to `typing`, which has all it asks for from Python 3.11 on. Whoever else
    wants `typing_extensions` afterwards finds it.
    """
    if "typing_extensions" in sys.modules:
        return
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]  # "not there", to the import system
    try:
        import msgspec  # noqa: F401
    finally:
        del sys.modules["typing_extensions"]


if __name__ == "__main__":
    command()
