"""Reading a folder of anonymous statistics, which many have written to: one file after the other, none kept in mind."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from ..domain.statistics import SCHEMA, from_bytes
from ..domain.team_report import Gathering, LeftOut, TeamReport
from ..errors import N_, StorageFault
from .inlet import STATISTIC_BYTES, read_bytes, why
from .statistics_outbox import SUFFIX


class _Marked(msgspec.Struct):
    schema: int


def read_report(folder: Path, alive: Callable[[int], None] = lambda _: None) -> TeamReport:
    """The report of all files in a folder; folders in it are not looked into. `alive` is told how many were read.

    What is no file of statistics is counted and passed over. Raises `StorageFault` where the folder cannot be read.
    """
    gathered = Gathering()
    twice = newer = strange = 0
    try:
        with os.scandir(folder) as found:
            for number, entry in enumerate(found):
                alive(number)
                if not entry.name.endswith(SUFFIX):
                    continue
                try:
                    data = read_bytes(Path(entry.path), STATISTIC_BYTES)
                except StorageFault:
                    strange += 1
                    continue
                try:
                    twice += not gathered.add(from_bytes(data))
                except ValueError:
                    if _newer(data):
                        newer += 1
                    else:
                        strange += 1
    except OSError as fault:
        raise StorageFault(N_("{path} cannot be read: {why}"), path=folder, why=why(fault)) from None
    except ValueError:  # a NUL in the path
        raise StorageFault(N_("{path} is not a path."), path=ascii(str(folder))) from None
    return gathered.report(LeftOut(twice, newer, strange))


def _newer(data: bytes) -> bool:
    """Whether a newer version of the program wrote it."""
    try:
        return msgspec.json.decode(data, type=_Marked).schema > SCHEMA
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return False


def schema() -> bytes:
    """The JSON Schema of the files."""
    from ..domain import statistics as model
    from .toml_format import schema as schema_of

    return schema_of(model.Statistic, "The anonymous statistics of one meeting, as kohtaa writes them", [model])
