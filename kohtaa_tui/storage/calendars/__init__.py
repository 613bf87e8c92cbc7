"""The calendars that people already have: files and folders, read for one day and never written to.

`reading` asks one child process for each calendar and puts together what they answer; everything below
`child` runs in such a process, because a calendar from elsewhere can be made to eat time and memory.
"""

from __future__ import annotations

from .reading import Reading, SourceReading, check_source, installed, read, read_each
from .sources import fingerprint, place
from .told import Told

__all__ = [
    "Reading",
    "SourceReading",
    "Told",
    "check_source",
    "fingerprint",
    "installed",
    "place",
    "read",
    "read_each",
]
