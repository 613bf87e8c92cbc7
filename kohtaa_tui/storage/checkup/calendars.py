"""The calendars of the settings: whether the part that reads them is there, and whether each can be read.

A person named them, and they may name a client: here they are counted, never named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from ...errors import N_
from ..calendars import SourceReading, installed, read_each
from ..settings import load
from .finding import Finding, Look, safe

ReadEach = Callable[[Sequence[str], Path, date], tuple[SourceReading, ...]]


def calendars(look: Look, there: Callable[[], bool] = installed, read_each: ReadEach = read_each) -> Iterator[Finding]:
    """Whether today's appointments can be read. Each calendar is read as Home reads it, within three seconds."""
    settings, _ = load(look.places, look.actions or None)
    sources = settings.calendar.sources
    if not sources:
        yield Finding("calendars", "ok", N_("No calendar is set, so none is read"))
        return
    if not there():
        message = N_("Calendars are set, but the part of kohtaa that reads them is not installed")
        fix = N_("Install it in kohtaa's folder: python3 -m pip --python .venv install '.[calendar]'")
        yield Finding("calendars", "fault", message, {}, fix)
        return
    readings = read_each(sources, look.places.config, look.now().date())
    bad = [reading for reading in readings if not reading.read]
    fields: dict[str, object] = {"n": len(readings) - len(bad), "bad": len(bad)}
    if not bad:
        yield Finding("calendars", "ok", N_("Calendars that can be read: {n}"), fields)
        return
    told = [safe(each.message, each.fields, "…") for reading in bad for each in reading.told]
    kinds = {sentence.message: sentence for sentence in told}
    message = N_("Calendars that can be read: {n}; that cannot: {bad} ({kinds})")
    fix = N_("This tells which they are: kohtaa calendar list")
    yield Finding("calendars", "fault", message, {**fields, "kinds": tuple(kinds.values())[:3]}, fix)
