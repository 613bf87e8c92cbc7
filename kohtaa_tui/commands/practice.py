"""`kohtaa practice …`: to practise a meeting with a made-up client."""

from __future__ import annotations

import re
from argparse import Namespace

from ..domain.plan import make_plan
from ..domain.practised import Practice
from ..domain.session import Status
from ..errors import N_, UsageFault
from ..runtime import practice as store
from ..runtime.context import Context
from ..runtime.practice import for_practice as for_practice
from ..storage.library import Loaded
from ..storage.scenarios import Clients
from .meeting import MakeContext

SLOWEST, FASTEST = 1, 60
_NUMBER = re.compile(r"[0-9]{1,3}([.,][0-9]{1,3})?", re.ASCII)


def practise(make: MakeContext, asked: Namespace, terminal: bool) -> int:
    """Practise with the client that was named; without one the trainee chooses on the screen."""
    speed = speed_of(asked.speed)
    context = make()
    if asked.id is None and asked.threes:
        raise UsageFault(N_("In threes the practice client is named: {command}"), command="kohtaa practice ID --threes")
    if asked.id is None:
        _need_terminal(terminal)
        from ..tui.launch import open_clients

        return open_clients(context, speed, hints=not asked.no_hints)
    clients = Clients(context.places, context.shelf)
    scenario = clients.get(asked.id)
    plan = make_plan(clients.pack(scenario.pack), scenario.minutes, scenario.circumstances)
    _need_terminal(terminal)
    from ..tui.launch import open_practice

    practice = Practice("practice", scenario, alone=not asked.threes, speed=speed)
    return open_practice(context, plan, practice, hints=not asked.no_hints)


def resume(make: MakeContext, asked: Namespace, terminal: bool) -> int:
    """Go on with a practice that was left, the newest unless one is named. Raises `UsageFault` where there is none."""
    context = make()
    loaded = _left(store.for_practice(context), asked.id)
    _need_terminal(terminal)
    from ..tui.launch import open_practice_again

    return open_practice_again(context, loaded, hints=not asked.no_hints)


def _left(context: Context, session_id: str | None) -> Loaded:
    if session_id is None:
        loaded = next(iter(store.left(context)), None) or context.archive.unfinished()  # which another window has
        if loaded is None:
            raise UsageFault(N_("There is no unfinished practice."))
        return loaded
    loaded = context.archive.load(context.archive.resolve(session_id))
    if stranger := context.archive.stranger(loaded.session.practice):
        raise stranger
    if loaded.session.status is Status.ENDED:
        command = f"kohtaa practice report {loaded.session.id}"
        raise UsageFault(N_("That practice has ended. Read it with: {command}"), command=command)
    return loaded


def speed_of(typed: str) -> float:
    """How many times faster than the clock. Raises `UsageFault` unless it is a number from 1 to 60."""
    speed = float(typed.replace(",", ".")) if _NUMBER.fullmatch(typed) else 0
    if not SLOWEST <= speed <= FASTEST:
        raise UsageFault(N_("The speed is a number from {least} to {most}."), least=SLOWEST, most=FASTEST)
    return speed


def _need_terminal(terminal: bool) -> None:
    if not terminal:
        raise UsageFault(N_("To practise takes a terminal to draw on."))
