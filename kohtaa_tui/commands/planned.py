"""What `kohtaa start` begins: the plan, its end, and what comes of a late start."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from msgspec import Struct

from ..domain.agenda import Appointment
from ..domain.pack import Pack
from ..domain.plan import Plan, make_plan, proposed_minutes
from ..errors import KohtaaError, UsageFault
from ..runtime import asked as check
from ..runtime.appointments import length, minutes_from
from ..runtime.context import Context
from ..runtime.lateness import late_words
from ..storage import last as last_choices
from ..storage.settings import CIRCUMSTANCES, Settings
from .next_appointment import next_appointment


class Planned(Struct, frozen=True):
    """A meeting as it was asked for."""

    plan: Plan
    until: datetime | None = None
    """When it is to end, where that was given."""
    due: datetime | None = None
    """When its appointment was to begin."""
    late: str = ""
    """What beginning late costs each phase, in a line."""


def plan_meeting(context: Context, asked: Namespace) -> Planned:
    """The meeting that was asked for. Raises `UsageFault` for what cannot be."""
    if asked.next:
        appointment = next_appointment(context)
        plan = _plan(context, asked, None, appointment)
        return Planned(plan, appointment.end, appointment.start, _late(context, appointment, plan))
    until = None if asked.until is None else check.end_at(asked.until, context.clock.now())
    return Planned(_plan(context, asked, until), until)


def _usual_pack(context: Context) -> Pack:
    """The pack of the settings; one that cannot be used is told of, and the shipped one stands in."""
    policy, wanted = context.policy, context.settings.pack
    if not policy.lets(wanted):
        return _first(context, policy.packs)
    try:
        return _pack(context, wanted)
    except KohtaaError as fault:
        print(f"kohtaa: config.toml: pack: {context.words.fault(fault)}", file=sys.stderr)
        return context.shelf.get("kohtaava")


def _first(context: Context, ids: Sequence[str]) -> Pack:
    """The first of these packs that can be used. Raises what the first of them raises where none can."""
    for pack_id in ids:
        with suppress(KohtaaError):
            return _pack(context, pack_id)
    return _pack(context, ids[0])


def _pack(context: Context, pack_id: str) -> Pack:
    """The pack of this id; where it is unknown, shared folders that were never read are looked at once."""
    try:
        return context.shelf.get(pack_id)
    except UsageFault:
        from ..runtime.sharing import look_at_new

        if not look_at_new(context):
            raise
        return context.shelf.get(pack_id)


def _late(context: Context, appointment: Appointment, plan: Plan) -> str:
    """What beginning late costs each phase, in a line; empty where it is not late."""
    pack = context.shelf.get(plan.pack_id)

    def plan_of(minutes: int) -> Plan:
        return make_plan(pack, minutes, plan.circumstances, outright=True)

    return late_words(appointment, context.clock.now(), plan_of, context.words)


def _circumstances(context: Context, asked: Namespace, appointment: Appointment | None) -> Sequence[str]:
    """Those asked for, else those of the last meeting of the appointment's length, else those of the settings."""
    chosen = [c for c in CIRCUMSTANCES if getattr(asked, c)]
    seen = None if appointment is None else last_choices.load(context.places).lengths.get(length(appointment))
    return chosen or (context.settings.circumstances if seen is None else seen)


def _plan(context: Context, asked: Namespace, until: datetime | None, appointment: Appointment | None = None) -> Plan:
    settings = context.settings
    pack = _pack(context, asked.pack) if asked.pack is not None else _usual_pack(context)
    chosen = _circumstances(context, asked, appointment)
    if asked.minutes is not None:
        return make_plan(pack, check.minutes(asked.minutes), chosen, outright=True)
    if appointment is not None:
        return make_plan(pack, minutes_from(appointment, context.clock.now()), chosen, outright=True)
    if until is not None:
        return make_plan(pack, check.minutes_to(until, context.clock.now()), chosen, outright=True)
    # A length that is the setting's own default was not chosen by anyone: then the pack knows better.
    base = settings.minutes if settings.minutes != Settings().minutes else None
    return make_plan(pack, proposed_minutes(pack, chosen, base), chosen)
