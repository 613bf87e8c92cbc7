"""`kohtaa practice …`: to practise a meeting with a made-up client, alone or in threes."""

from __future__ import annotations

from argparse import Namespace

from msgspec.structs import replace

from ..domain.plan import make_plan
from ..domain.scenario import Practice
from ..errors import N_, UsageFault
from ..runtime.agenda import Agenda
from ..runtime.context import Context
from ..storage import scenarios
from ..storage.archive import Archive
from .meeting import MakeContext

SLOWEST, FASTEST = 1, 60


def practise(make: MakeContext, asked: Namespace, terminal: bool) -> int:
    """Practise with the client that was named."""
    speed = speed_of(asked.speed)
    context = for_practice(make())
    scenario = scenarios.get(asked.id, [scenarios.shipped(), context.places.scenarios])
    plan = make_plan(context.shelf.get(scenario.pack), scenario.minutes, scenario.circumstances)
    if not terminal:
        raise UsageFault(N_("To practise takes a terminal to draw on."))
    from ..tui.launch import open_practice

    return open_practice(context, plan, Practice("practice", scenario, speed=speed), hints=not asked.no_hints)


def for_practice(context: Context) -> Context:
    """The context of the store for practice, which no real meeting is in and no calendar is beside."""
    places = context.places.practice
    agenda = Agenda((), places.config, context.clock)
    return replace(context, places=places, archive=Archive(places), agenda=agenda)


def speed_of(typed: str) -> float:
    """How many times faster than the clock. Raises `UsageFault` unless it is a number from 1 to 60."""
    try:
        speed = float(typed.replace(",", "."))
    except ValueError:
        speed = 0
    if not SLOWEST <= speed <= FASTEST:
        raise UsageFault(N_("The speed is a number from {least} to {most}."), least=SLOWEST, most=FASTEST)
    return speed
