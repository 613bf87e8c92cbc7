"""The anonymous statistics: whether any are written, how many files wait, and whether the team's folder answers.

A person named the folder, and its name may tell of the team: here it is never named.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from ...errors import N_
from ..settings import load
from ..statistics_outbox import Outbox, target
from .finding import Finding, Look, Own, reason
from .patience import NoAnswer, within

FOLDER_S = 3.0
"""Seconds the team's folder gets."""


def statistics(look: Look, seconds: float = FOLDER_S) -> Iterator[Finding]:
    """Whether what a meeting leaves for the team gets there."""
    settings, _ = load(look.places, look.actions or None)
    waiting = len(Outbox(look.places).waiting())
    if not settings.statistics:
        yield Finding("statistics", "ok", N_("No anonymous statistics are written"))
        return
    folder = target(settings.statistics, look.places)
    fields: dict[str, object] = {"n": waiting, "setting": Own("statistics")}
    fix = N_("Meetings go on without it, and nothing is lost. Look at the setting {setting}, or connect the share.")
    try:
        wrong = within(seconds, lambda _alive: _wrong(folder))
    except NoAnswer:
        message = N_("The folder for anonymous statistics does not answer; files that wait: {n}")
        yield Finding("statistics", "note", message, fields, fix)
        return
    except OSError as fault:
        message = N_("The folder for anonymous statistics cannot be used: {why}; files that wait: {n}")
        yield Finding("statistics", "note", message, {**fields, "why": reason(fault)}, fix)
        return
    if wrong:
        yield Finding("statistics", "note", wrong, fields, fix)
    else:
        message = N_("Anonymous statistics are written into the team's folder; files that wait: {n}")
        yield Finding("statistics", "ok", message, fields)


def _wrong(folder: Path) -> str:
    """What is wrong with the team's folder; empty where nothing is. Nothing is written to see."""
    if not stat.S_ISDIR(folder.stat().st_mode):
        return N_("What is set as the folder for anonymous statistics is no folder; files that wait: {n}")
    if not os.access(folder, os.W_OK | os.X_OK):
        return N_("Nothing can be written in the folder for anonymous statistics; files that wait: {n}")
    return ""
