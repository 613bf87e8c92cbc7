"""The appointments of a day out of all calendars: asks one process for each, at once, and waits only so long."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path

import msgspec
from msgspec import Struct

from ...domain.agenda import Appointment
from ...errors import UsageFault
from . import told
from .answer import MOST, Answer
from .sources import is_address, place
from .told import Told

PATIENCE_S = 2.7
"""How long a process is waited for. What comes later is not shown."""
_STARTING_S = 0.7
"""The part of it that is for starting the process on a busy computer."""

SOURCES = 12
"""Calendars that are read: each is a process."""

INSTALL = "python3 -m pip --python .venv install '.[calendar]'"
"""What installs the part that reads calendars, in kohtaa's folder."""

_CHILD = "kohtaa_tui.storage.calendars.child"
_PACKAGE = Path(__file__).parents[3]


class Reading(Struct, frozen=True):
    """The appointments of a day, and what there is to say about the calendars."""

    day: date
    appointments: tuple[Appointment, ...]
    """Those that overlap the local day, in their order."""
    told: tuple[Told, ...] = ()
    failed: tuple[str, ...] = ()
    """The calendars of which nothing could be read."""


class SourceReading(Struct, frozen=True):
    """What one calendar came to."""

    source: str
    appointments: tuple[Appointment, ...]
    ids: tuple[str, ...]
    """By the place of an appointment, what tells its event from others; empty where the calendar does not say."""
    told: tuple[Told, ...]
    read: bool


def installed() -> bool:
    """Whether the libraries that read calendars are there (the extra `calendar`)."""
    return all(find_spec(name) is not None for name in ("icalendar", "recurring_ical_events"))


def check_source(source: str) -> None:
    """Raises `UsageFault` for what can be no file or folder: an address, or no name at all."""
    if is_address(source):
        raise UsageFault(told.ADDRESS, source=source)
    if not source.strip() or "\0" in source:
        raise UsageFault(told.NO_PATH, source=ascii(source))


def read(sources: Sequence[str], base: Path, day: date, *, patience: float = PATIENCE_S) -> Reading:
    """The appointments that overlap the local day `day`; takes up to three seconds, whatever the calendars hold.

    `sources` are files and folders; those that are relative count from `base`. Raises nothing: what was left
    out, is unsure or cannot be read is in `told`. An event that is in two calendars is there once.
    """
    every = read_each(sources, base, day, patience=patience)
    said = [each for one in every for each in one.told]
    found = _once(every)
    found.sort(key=lambda each: (each.start, each.end, each.title))
    if len(found) > MOST:
        last = found[MOST].source
        said.append(Told(last, told.MORE_TODAY, {"source": last, "n": MOST}))
    failed = tuple(one.source for one in every if not one.read)
    return Reading(day, tuple(found[:MOST]), _unlike(said), failed)


def read_each(
    sources: Sequence[str], base: Path, day: date, *, patience: float = PATIENCE_S
) -> tuple[SourceReading, ...]:
    """Each calendar by itself, in the order of `sources`, under the same conditions as `read`."""
    sources = tuple(dict.fromkeys(sources))
    if sources and not installed():
        return tuple(_failed(source, told.MISSING, command=INSTALL) for source in sources)
    results: dict[str, SourceReading] = {}

    def ask(source: str) -> None:
        try:
            results[source] = _asked(source, base, day, patience)
        except Exception:  # whatever it was, the other calendars are read
            results[source] = _failed(source, told.STOPPED)

    threads = [threading.Thread(target=ask, args=(source,), daemon=True) for source in sources[:SOURCES]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(patience + 0.2)  # a process that the system cannot even end must not hold anybody up
    late = [_failed(source, told.TOO_MANY_SOURCES, n=SOURCES) for source in sources[SOURCES:]]
    return (*(results.get(source) or _failed(source, told.GIVEN_UP) for source in sources[:SOURCES]), *late)


def _asked(source: str, base: Path, day: date, patience: float) -> SourceReading:
    """What a process of its own says of one calendar."""
    import subprocess

    try:
        check_source(source)
    except UsageFault as fault:
        return _failed(source, fault.message, **fault.fields)
    seconds = str(max(0.1, patience - _STARTING_S))
    argv = [sys.executable, "-P", "-m", _CHILD, str(place(source, base)), day.isoformat(), seconds]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(_PACKAGE), os.environ.get("PYTHONPATH")]))}
    try:
        process = subprocess.Popen(
            argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environ
        )
    except (OSError, ValueError):
        return _failed(source, told.STOPPED)
    try:
        data, _ = process.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        process.kill()
        if process.stdout is not None:
            process.stdout.close()
        with suppress(subprocess.TimeoutExpired):  # it may hang in the system, on a share that is gone
            process.wait(0.1)
        return _failed(source, told.GIVEN_UP)
    return _understood(source, data)


def _understood(source: str, data: bytes) -> SourceReading:
    try:
        answer = msgspec.json.decode(data, type=Answer)
    except msgspec.DecodeError:  # it ended for want of memory or time
        return _failed(source, told.STOPPED)
    said = tuple(Told(source, message, {"source": source, **fields}) for message, fields in answer.said)
    appointments = tuple(
        Appointment(each.start, each.end, each.all_day, each.title, source, each.unsure) for each in answer.found
    )
    return SourceReading(source, appointments, tuple(each.uid for each in answer.found), said, answer.read)


def _failed(source: str, message: str, /, **fields: object) -> SourceReading:
    if "{source}" in message:
        fields["source"] = source
    return SourceReading(source, (), (), (Told(source, message, fields),), False)


def _once(every: Sequence[SourceReading]) -> list[Appointment]:
    """The appointments of all calendars, and each event once.

    Its UID tells an event; where a calendar leaves that out, its times and its title do.
    """
    known: set[tuple[str, datetime]] = set()
    looks: dict[tuple[datetime, datetime, str], tuple[str, bool]] = {}
    found = []
    for one in every:
        for appointment, uid in zip(one.appointments, one.ids, strict=True):
            look = appointment.start, appointment.end, appointment.title
            other, named = looks.setdefault(look, (one.source, bool(uid)))
            if (uid, appointment.start) in known or (other != one.source and not (uid and named)):
                continue
            if uid:
                known.add((uid, appointment.start))
            found.append(appointment)
    return found


def _unlike(said: Sequence[Told]) -> tuple[Told, ...]:
    """Each sentence once: what concerns all calendars alike is not said for each."""
    return tuple({(each.message, repr(each.fields)): each for each in said}.values())
