"""The appointment that `kohtaa start --next` begins."""

from __future__ import annotations

import sys

from ..domain.agenda import EARLY, Appointment
from ..domain.session import Session
from ..errors import N_, KohtaaError, UsageFault
from ..runtime.agenda import due_or_start, next_one
from ..runtime.context import Context
from ..storage.library import Broken

RECENT = 12
"""How many of the latest meetings are asked whether they were for one of today's appointments."""


def next_appointment(context: Context) -> Appointment:
    """The appointment that goes on and was not met yet, else the next one today.

    Reads the calendar, which takes up to three seconds; what was left out is said on stderr. Raises
    `UsageFault` where no calendar is set, none is left today, and while it is too early for the next one.
    """
    agenda, words = context.agenda, context.words
    if not agenda.on:
        raise UsageFault(
            N_("There is no calendar to look in. Set one with: {command}"), command="kohtaa calendar add FILE"
        )
    agenda.look()
    for told in agenda.told:
        print(f"kohtaa: {told.tell(words)}", file=sys.stderr)
    now = context.clock.now()
    begun = [due_or_start(session) for session in _recent(context)]
    found = next_one(agenda.appointments, begun, now)
    if found is None and agenda.unknown:  # that there is none is not known then
        raise UsageFault(N_("No calendar could be read, so the next appointment is not known."))
    if found is None:
        raise UsageFault(N_("There are no more appointments today."))
    if now < found.start - EARLY:
        raise UsageFault(
            N_("The next appointment begins at {time}; it can be started from {early} on."),
            time=words.time(found.start),
            early=words.time(found.start - EARLY),
        )
    return found


def _recent(context: Context) -> list[Session]:
    try:
        return [found for found in context.archive.recent(RECENT) if not isinstance(found, Broken)]
    except KohtaaError:  # a folder that cannot be read: told of when the meeting begins
        return []
