"""`python -m kohtaa_tui`, and what the command `kohtaa` calls."""

from __future__ import annotations

import gc
import sys


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
    sys.exit(main())
