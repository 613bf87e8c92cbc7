"""`kohtaa practice ID --handout …` and `kohtaa practice follow`: what the client and the observer have in threes."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TextIO

from msgspec.structs import replace

from ..domain.plan import make_plan
from ..domain.text import clean
from ..errors import N_, StorageFault, UsageFault
from ..exports.handout import handout
from ..i18n import Words
from ..runtime.clock import SystemClock
from ..runtime.following import Follower
from ..runtime.practice import for_practice
from ..storage.handed_out import expanded, write_new
from ..storage.inlet import why
from ..storage.library import Library
from ..storage.packs import Shelf
from ..storage.paths import Places
from ..storage.scenarios import Clients
from .meeting import MakeContext

EXAMPLE = "kohtaa practice ID --handout client|observer [--html] [--output FILE]"


def hand_out(places: Places, shelf: Shelf, asked: Namespace, words: Words, out: TextIO) -> int:
    """Print the sheet for a role, or put it into a new file whose name is printed. Raises `UsageFault`."""
    if asked.handout is None or asked.id is None:
        raise UsageFault(N_("A sheet needs a practice client and a role: {command}"), command=EXAMPLE)
    scenario = Clients(places, shelf).get(asked.id)
    plan = make_plan(shelf.get(scenario.pack), scenario.minutes, scenario.circumstances)
    sheet = handout(scenario, plan, asked.handout, words)
    if asked.html:
        from ..exports.handout_html import handout_html as form
    else:
        from ..exports.handout_text import handout_text as form
    text = form(sheet)
    if asked.output in (None, "-"):
        out.write(text)
        return 0
    path = expanded(asked.output)
    _write(path, text)
    print(clean(str(path)), file=out)
    return 0


def _write(path: Path, text: str) -> None:
    try:
        write_new(path, text.encode())
    except FileExistsError:
        raise StorageFault(N_("There is a file {path} already. Choose another name."), path=path) from None
    except OSError as fault:
        raise StorageFault(N_("{path} cannot be written: {why}"), path=path, why=why(fault)) from None
    except ValueError:  # a NUL in the path
        raise StorageFault(N_("{path} is not a path."), path=ascii(str(path))) from None


def follow(make: MakeContext, places: Places, asked: Namespace, terminal: bool) -> int:
    """Follow the practice that runs; on a terminal also wait for one. Raises `UsageFault` where there is neither."""
    if not terminal:
        if Follower(Library(places.practice)).look(SystemClock().now()) is None:
            raise UsageFault(N_("No practice is running in a window of this computer."))
        raise UsageFault(N_("To follow a practice takes a terminal to draw on."))
    context = for_practice(make())
    # Nobody touches a key while they listen: what is read here must not go by itself.
    context = replace(context, settings=replace(context.settings, curtain_minutes=0))
    from ..tui.launch import open_follow

    return open_follow(context, asked.role)
