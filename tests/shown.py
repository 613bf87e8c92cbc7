"""Demos and players to test with: a small demo of this module's own, and the shipped ones."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import tomli

from kohtaa_tui.domain.demo import Demo, Script
from kohtaa_tui.domain.plan import make_plan
from kohtaa_tui.domain.scripting import script
from kohtaa_tui.runtime.player import Player
from kohtaa_tui.storage.demos import Demos, shipped_demos
from kohtaa_tui.storage.packs import Shelf, shipped_folder
from tests.build import START, plan
from tests.fakes import FakeClock

HEAD = """
schema = 1
id = "pieni"
title.fi = "Pieni esitys"
title.sv = "En liten demo"
title.en = "A small demo"
minutes = 30
reference = "K-17"
begins = 2026-11-03T10:02:00
name = "Robin"
"""
STEPS = """
[[step]]
at = "0:00"
caption.en = "Before."
stop = true

[[step]]
at = "0:00"
phase = "empatia"
says.en = "Hello."

[[step]]
at = "1:00"
tick = "e1"

[[step]]
at = "2:30"
turn = "open"
asks.en = "How are you?"
says.en = "Well."

[[step]]
at = "3:00"
mark = "!"
note.fi = "asiakas: soittaa pe"
note.sv = "kunden: ringer fre"
note.en = "client: calls Fri"

[[step]]
at = "6:00"
phase = "ohjaus"
caption.en = "What showed it?"

[[step]]
at = "8:00"
pause = "door-or-phone"

[[step]]
at = "9:00"
resume = true

[[step]]
at = "10:00"
fit = { end = 5 }
quiet = true

[[step]]
at = "20:00"
end = true
"""


def demo(head: str = HEAD, steps: str = STEPS) -> Demo:
    """The small demo, or another."""
    return msgspec.convert(tomli.loads(head + steps), Demo)


def played(head: str = HEAD, steps: str = STEPS) -> Script:
    """The small demo's script."""
    return script(demo(head, steps), plan(), START)


def a_player(told: Script | None = None, language: str = "en", **rest: Any) -> tuple[Player, FakeClock]:
    """A player with a clock that is moved by hand."""
    clock = FakeClock()
    return Player(clock, told or played(), language, **rest), clock


def write(folder: Path, text: str, name: str = "pieni") -> Path:
    """A demo's file."""
    path = folder / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path


@lru_cache(4)
def shipped(name: str) -> Script:
    """The script of a shipped demo."""
    demos = Demos([shipped_demos()], Shelf([shipped_folder()]))
    found = demos.get(name)
    return demos.script(found, _local(found.begins))


def shipped_file(name: str) -> Demo:
    """A shipped demo as it is written."""
    return Demos([shipped_demos()], Shelf([shipped_folder()])).get(name)


def shipped_plan(name: str) -> Any:
    found = shipped_file(name)
    return make_plan(Shelf([shipped_folder()]).get(found.pack), found.minutes, found.circumstances)


def _local(begins: datetime) -> datetime:
    return begins.astimezone()
