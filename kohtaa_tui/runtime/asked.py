"""What a person asks for when a meeting begins: length, end and reference, checked in one place."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from ..domain.personal import find
from ..domain.plan import MAX_MINUTES, MIN_MINUTES
from ..domain.text import clean
from ..errors import N_, UsageFault

MAX_REFERENCE = 40


def minutes(text: str) -> int:
    """A length in minutes. Raises `UsageFault` unless it is a whole number from 1 to 480."""
    if re.fullmatch(r"[0-9]{1,9}", text.strip()) and MIN_MINUTES <= int(text) <= MAX_MINUTES:
        return int(text)
    raise UsageFault(
        N_("The length is a whole number of minutes from {least} to {most}, not “{value}”."),
        least=MIN_MINUTES,
        most=MAX_MINUTES,
        value=clean(text, 40),
    )


def end_at(text: str, now: datetime) -> datetime:
    """The moment that a time of day such as `10:45` or `10.45` means.

    A time that has passed means tomorrow. Raises `UsageFault` for what is no time, and when that is too far.
    """
    found = re.fullmatch(r"([0-9]{1,2})[:.]([0-9]{2})", text.strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise UsageFault(N_("An end is a time of day such as 10:45, not “{value}”."), value=clean(text, 40))
    end = _local(now, 0, int(found[1]), int(found[2]))
    if end <= now:
        end = _local(now, 1, int(found[1]), int(found[2]))
    if end - now > timedelta(minutes=MAX_MINUTES):
        raise UsageFault(
            N_("The end {value} is more than {most} minutes away, or has passed already."),
            value=clean(text, 40),
            most=MAX_MINUTES,
        )
    return end


def minutes_to(end: datetime, now: datetime) -> int:
    """The whole minutes of a meeting that ends at `end`; `Runner.start` is given the end for the odd seconds."""
    return max(MIN_MINUTES, (end - now) // timedelta(minutes=1))


def reference(text: str) -> str:
    """What the adviser calls the client. Raises `UsageFault` when it is too long or looks like an identity code."""
    kept = clean(text.strip(), MAX_REFERENCE + 1).strip()
    if len(kept) > MAX_REFERENCE:
        raise UsageFault(N_("A reference has at most {most} characters."), most=MAX_REFERENCE)
    if any(found.kind in ("identity-code", "personal-number") for found in find(kept)):
        raise UsageFault(N_("The reference looks like a personal identity code. Choose one of your own, no name."))
    return kept


def _local(now: datetime, days: int, hour: int, minute: int) -> datetime:
    """The time of day on a day from now: by the zone of the computer where `now` is in it, summer time and all."""
    plain = now.replace(tzinfo=None, hour=hour, minute=minute, second=0, microsecond=0) + timedelta(days=days)
    if now.astimezone().utcoffset() == now.utcoffset():
        return plain.astimezone()
    return plain.replace(tzinfo=now.tzinfo)
