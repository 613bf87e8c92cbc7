"""`python -m kohtaa_tui`, and what the command `kohtaa` calls."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the program; returns the exit code."""
    if sys.argv[1:] == ["--version"]:  # asked by scripts and installers: nothing else is loaded for it
        from . import __version__

        print(f"kohtaa {__version__}")
        return 0
    from .cli import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
