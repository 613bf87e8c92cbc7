"""A process of its own that reads one calendar for one day and answers in JSON.

    python -m kohtaa_tui.storage.calendars.child PATH DAY SECONDS

What it reads may be made to eat time and memory: so it has little of both, and what it has found when its
time is over is what it answers.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec

from . import told
from .answer import MOST, Answer, Occurrence
from .gathering import Gathered
from .limits import Late, Span, confine, deadline
from .notes import Notes

_FIRST_PART = 0.6
"""The part of the time that gathering may take; the rest is for working out what was gathered."""


def answer(path: Path, day: date, seconds: float) -> Answer:
    """The appointments of a calendar that touch `day`, within `seconds`; what is wrong is said. Raises nothing."""
    notes = Notes()
    gathered = Gathered(path, day, notes)
    found: list[Occurrence] = []
    gathering = Span(0)
    try:
        with deadline(seconds * _FIRST_PART) as gathering:
            gathered.gather()
    except Late:
        notes.say(told.LATE)
    except (RecursionError, MemoryError):
        notes.say(told.STOPPED)
    try:
        with deadline(gathering.left_s + seconds * (1 - _FIRST_PART)):
            _work_out(gathered, day, notes, found)
    except Late:
        notes.say(told.LATE)
    except (RecursionError, MemoryError):
        notes.say(told.STOPPED)
    found.sort(key=lambda each: (each.start, each.end))
    if len(found) > MOST:
        notes.say(told.MORE_TODAY, n=MOST)
    for number in sorted(notes.letters)[:3]:
        notes.say(told.LETTERS, path=str(gathered.paths[number]))
    return Answer(gathered.read, found[:MOST], list(notes.messages()))


def _work_out(gathered: Gathered, day: date, notes: Notes, found: list[Occurrence]) -> None:
    from .expanding import expand  # the libraries are loaded only where there is something for them to do
    from .zones import Zones

    zones = Zones(gathered.zones, day)
    for group in gathered.near():
        found += expand(group, zones, day, notes)


def main(argv: Sequence[str]) -> None:
    """Answer on the standard output."""
    path, day, seconds = argv
    confine()
    said = answer(Path(path), date.fromisoformat(day), float(seconds))
    sys.stdout.buffer.write(msgspec.json.encode(said))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
