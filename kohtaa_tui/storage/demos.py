"""The demos on this machine: the shipped ones, and a trainer's own in the config folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..domain.demo import Demo, Script, StepFault
from ..domain.plan import make_plan
from ..domain.scenario import Scenario
from ..domain.scripting import script
from ..errors import N_, KohtaaError
from .packs import Shelf
from .toml_faults import Finding
from .toml_rules import own_id
from .toml_shelf import Form, TomlShelf

FIRST = "kohtaava"
"""The demo that is shown where none is named."""
RESERVED = ("list", "check", "record")
"""Words after `kohtaa demo` that are no demo."""


class Demos(TomlShelf[Demo]):
    """The demos in some folders, each beside the pack it is for and the practice client whose lines it uses."""

    def __init__(self, folders: Sequence[Path], shelf: Shelf, clients: TomlShelf[Scenario] | None = None) -> None:
        self._shelf, self._clients = shelf, clients
        form = Form(
            kind=Demo,
            sense=_sense,
            meaning=self._meaning,
            broken=N_("The demo {id} is broken. This tells what is wrong: kohtaa demo check {path}"),
            misspelt=N_("There is no demo “{id}”. Did you mean “{near}”?"),
            unknown=N_("There is no demo “{id}”. This tells which there are: kohtaa demo list"),
            none=N_("No demos were found."),
        )
        super().__init__(folders, form)

    def script(self, demo: Demo, begins: datetime) -> Script:
        """What is played; `begins` is when, with the zone's offset. Raises as its pack's and client's shelves do."""
        plan = make_plan(self._shelf.get(demo.pack), demo.minutes, demo.circumstances)
        client = self._clients.get(demo.client) if demo.client and self._clients is not None else None
        return script(demo, plan, begins, client)

    def _meaning(self, demo: Demo) -> Iterator[Finding]:
        """What cannot be played: the first of it, for what follows hangs on it."""
        try:
            self.script(demo, demo.begins.replace(tzinfo=UTC))
        except StepFault as fault:
            yield Finding(("step", fault.step - 1), fault.message, fault.fields)
        except KohtaaError as fault:  # the pack or the practice client
            yield Finding(("client" if demo.client else "pack",), fault.message, fault.fields)


def _sense(data: Mapping[str, Any], file_name: str) -> Iterator[Finding]:
    yield from own_id(data.get("id"), file_name)
    if data.get("id") in RESERVED:
        yield Finding(("id",), N_("“{got}” is a command of kohtaa demo: choose another"), {"got": data["id"]})
    begins = data.get("begins")
    if "begins" in data and not (isinstance(begins, datetime) and begins.tzinfo is None):
        yield Finding(("begins",), N_("must be a day and a time without a zone, as in 2026-11-24T10:02:00"))


def shipped_demos() -> Path:
    """Where the demos that come with kohtaa lie: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "demos"
    return inside if inside.is_dir() else package.parent / "demos"
