"""`kohtaa demo --web`: the demo in browsers on this computer. Loads the server only when it is to serve."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ..errors import N_, StorageFault, UsageFault
from ..i18n import Words

if TYPE_CHECKING:
    from argparse import ArgumentParser

INSTALL = "python3 -m pip --python .venv install '.[web]'"
"""What installs the part that serves browsers, in kohtaa's folder."""
HOST = "127.0.0.1"

MISSING = N_(
    "The part of kohtaa that shows the demo in a browser is missing. Install it in kohtaa's folder with: {command}"
)
WINDOWS = N_("On Windows the demo cannot be shown in a browser yet. In a terminal it can: {command}")
NEEDS_WEB = N_("{option} belongs to --web.")
NO_PORT = N_("{port} is no port. Give a number from 1 to 65535, or leave --port out.")


def add_options(demo: ArgumentParser, words: Words) -> None:
    """The options of `kohtaa demo` that are about the browser."""
    demo.add_argument("--web", action="store_true", help=words("in a browser on this computer"))
    demo.add_argument("--port", metavar="N", help=words("with --web: the port; otherwise a free one"))
    demo.add_argument("--host", metavar="H", help=words("with --web: 127.0.0.1, ::1 or localhost"))


def check(asked: Namespace) -> None:
    """Raises `UsageFault` where --port or --host stand without --web."""
    for option in ("port", "host"):
        if getattr(asked, option) is not None and not asked.web:
            raise UsageFault(NEEDS_WEB, option=f"--{option}")


def installed() -> bool:
    """Whether the libraries that serve browsers are there (the extra `web`)."""
    return all(find_spec(name) is not None for name in ("aiohttp", "textual_serve"))


def as_typed(asked: Namespace, config: Path) -> list[str]:
    """What a page's session is to do, as it would be typed: the demo that was asked for.

    A session has a config folder of its own, in which nothing is. A demo that is named may be one of the
    person's own: it is looked for in `config`, which a demo only reads.
    """
    typed = ["demo"] if asked.speed is None else ["demo", f"--speed={asked.speed}"]
    return typed if asked.name is None else [*typed, f"--config-dir={config}", "--", asked.name]


def serve(argv: Sequence[str], asked: Namespace, words: Words, out: TextIO) -> int:
    """Serve what `argv` does, as typed after `kohtaa`, until the person ends it; returns the exit code.

    `asked` has the options of `add_options`. Every browser gets a process and a store of its own.
    """
    host, port = HOST if asked.host is None else asked.host, _port(asked.port)
    if sys.platform == "win32":
        raise UsageFault(WINDOWS, command="kohtaa demo")
    if not installed():
        raise StorageFault(MISSING, command=INSTALL)
    import gc

    from ..web.server import serve as serve_it

    def tell(line: str) -> None:
        with suppress(OSError, ValueError):  # the terminal may be gone
            print(line, file=out, flush=True)

    gc.enable()  # `__main__` switches it off for what ends soon
    serve_it(argv, words, host, port, tell)
    return 0


def _port(typed: str | None) -> int:
    """The port that was typed; 0 is a free one."""
    if typed is None:
        return 0
    if not (typed.isascii() and typed.isdigit() and len(typed) < 6 and 0 < int(typed) < 65536):
        raise UsageFault(NO_PORT, port=typed)
    return int(typed)
