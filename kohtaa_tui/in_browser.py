"""The front door of a session in a browser: `python -m kohtaa_tui.in_browser LIFELINE FOLDER COMMAND…`.

Does what `kohtaa COMMAND…` does, in a store of its own: FOLDER, which is made for it and taken away at the end.
LIFELINE is the number of a pipe that nobody writes to. When the other end of it is closed, whoever served this
session has ended it, or has ended in whatever way: the store goes and the process ends at once.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from .web.store import remove

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn


def main(argv: Sequence[str]) -> NoReturn:
    """Do the command, and leave nothing behind."""
    lifeline, folder, typed = int(argv[0]), Path(argv[1]), list(argv[2:])
    os.umask(0o077)
    try:
        folder.mkdir(mode=0o700)
    except OSError:  # told by the page, which says that the session is over
        os._exit(1)
    code = 1
    try:
        threading.Thread(target=_watch, args=(lifeline, folder), daemon=True).start()
        code = _run(typed, folder)
    finally:
        _end(folder, code)


def _run(typed: list[str], folder: Path) -> int:
    for name in ("DATA", "CONFIG", "CACHE"):
        os.environ[f"KOHTAA_{name}_DIR"] = str(folder / name.lower())
    (folder / "tmp").mkdir()
    os.environ["TMPDIR"] = str(folder / "tmp")  # what the command makes for a while goes with the rest
    os.environ["HOME"] = str(folder)
    sys.unraisablehook = lambda _: None
    sys.argv = ["kohtaa", *typed]
    from .__main__ import main as program

    return program()


def _watch(lifeline: int, folder: Path) -> None:
    """Sleep until the pipe is closed at its other end. The program itself may be stuck: it is not asked."""
    while os.read(lifeline, 1):
        pass
    _end(folder, 0)


def _end(folder: Path, code: int) -> NoReturn:
    remove(folder)
    os._exit(code)


if __name__ == "__main__":
    main(sys.argv[1:])
