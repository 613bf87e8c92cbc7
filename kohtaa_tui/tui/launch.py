"""The door from the command line to the screens. Importing this imports Textual."""

from __future__ import annotations

import gc
import logging
import os
import sys

gc.disable()  # until the first frame: collecting while importing only costs time

# Read by Textual when it is imported. Terminals that report every key lose AltGr letters, dead keys and
# blanks on Nordic keyboards; on Windows the driver needs the variable unset.
_HARMLESS = frozenset({
    "TEXTUAL_ALLOW_SIGNALS", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_DIM_FACTOR", "TEXTUAL_DISABLE_KITTY_KEY",
    "TEXTUAL_DRIVER", "TEXTUAL_FILTERS", "TEXTUAL_FPS", "TEXTUAL_SPEEDUPS",
})  # fmt: skip
"""The variables of Textual's that are left as they are. Others would write what is typed into a log, the screen
into a picture or the events to a console on the network, or press keys: whoever set them did not ask the client."""

for _name in [name for name in os.environ if name == "TEXTUAL" or name.startswith("TEXTUAL_")]:
    if _name not in _HARMLESS:
        del os.environ[_name]
if sys.platform != "win32":
    os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")


def _import_asyncio_without_ssl() -> None:
    """Nothing here goes to a network: asyncio does without `ssl`, which is slow to load."""
    if "ssl" in sys.modules or "asyncio" in sys.modules:
        return
    sys.modules["ssl"] = None  # type: ignore[assignment]
    try:
        import asyncio  # noqa: F401
    finally:
        del sys.modules["ssl"]


_import_asyncio_without_ssl()

from contextlib import suppress  # noqa: E402
from datetime import datetime  # noqa: E402
from typing import TYPE_CHECKING  # noqa: E402

from ..domain.plan import Plan  # noqa: E402
from ..domain.practised import Practice  # noqa: E402
from ..runtime.context import Context  # noqa: E402
from ..runtime.gaps import Gap  # noqa: E402
from ..storage.library import Loaded  # noqa: E402
from .app import KohtaaApp  # noqa: E402

if TYPE_CHECKING:
    from ..exports.handout import Role
    from ..runtime.player import Player


def open_home(context: Context) -> int:
    """Open on Home. Returns the exit code."""
    return _run(KohtaaApp(context, KohtaaApp.go_home))


def open_meeting(
    context: Context,
    plan: Plan,
    reference: str = "",
    until: datetime | None = None,
    due: datetime | None = None,
    message: str = "",
) -> int:
    """Open on a meeting that begins now, with a message when there is one."""
    return _run(KohtaaApp(context, lambda app: app.start_meeting(plan, reference, until, due, message=message)))


def open_resume(context: Context, loaded: Loaded, gap: Gap | None) -> int:
    """Open on a meeting to go on with; without `gap` Home asks what to make of the time between."""
    if gap is None:
        return _run(KohtaaApp(context, lambda app: app.go_home(loaded)))
    return _run(KohtaaApp(context, lambda app: app.resume_meeting(loaded, gap)))


def open_practice(context: Context, plan: Plan, practice: Practice, hints: bool) -> int:
    """Open on a meeting that is practised; `context` is that of real meetings, to which Home leads."""
    from . import rehearsing

    return _run(KohtaaApp(context, lambda app: rehearsing.start(app, plan, practice, hints)))


def open_clients(context: Context, speed: float, hints: bool) -> int:
    """Open on the list of practice clients; whoever is chosen comes at this speed, with hints or without."""
    from . import rehearsing

    return _run(KohtaaApp(context, lambda app: rehearsing.choose(app, speed=speed, hints=hints)))


def open_practice_again(context: Context, loaded: Loaded, hints: bool) -> int:
    """Open on a practice that was left."""
    from . import rehearsing

    return _run(KohtaaApp(context, lambda app: rehearsing.resume(app, loaded, hints)))


def open_follow(context: Context, role: Role) -> int:
    """Open on following a practice; `context` is that of the store for practice."""
    from . import rehearsing

    return _run(KohtaaApp(context, lambda app: rehearsing.follow(app, role)))


def open_show(context: Context, player: Player, *, replay: bool) -> int:
    """Open on what is only shown; `context` is one of no store."""
    from .show_app import ShowApp

    return _run(ShowApp(context, player, replay=replay))


def _run(app: KohtaaApp) -> int:
    logging.getLogger("asyncio").disabled = True  # where Python is told to debug, it would print what callbacks hold
    app.run()
    if not app.crashed:
        for told, stream in zip(app.erasing.finish(), (sys.stdout, sys.stderr), strict=True):
            with suppress(OSError, ValueError):  # the terminal may be gone
                print(f"kohtaa: {told}", file=stream) if told else None
        return app.return_value or 0
    sentence = app.words(
        "kohtaa had to stop because of a fault of its own ({kind}). What was saved is safe.", kind=app.crashed
    )
    with suppress(OSError, ValueError):  # the terminal may be gone
        print(f"kohtaa: {sentence}", file=sys.stderr)
    return 1
