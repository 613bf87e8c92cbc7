"""What an archive may hold, and under which names: those on the disk, seen from the two folders.

    kohtaa.json                             what it is, `Manifest`
    config/config.toml                      the settings
    config/keys/recipients.txt …            the keys of encryption, the secret one sealed with the passphrase
    config/phases/*.toml                    own packs; practice/*.toml among them own practice clients
    config/demos/*.toml                     own demos
    config/templates/*.toml                 own text templates
    data/practice/sessions/YYYY/MM/<id>…    practice, with all files
    data/practice/observations/<id>…        observers' marks
    data/sessions/YYYY/MM/<id>…             meetings, with all files

Where encryption is on, all but the first and the keys stand in `sealed/0001.age` and so on: each is such a zip,
sealed. A name that is none of these is never read and never becomes a path.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from msgspec import Struct

from ...domain.events import Wall
from ..inlet import PACK_BYTES, SESSION_BYTES, SETTINGS_BYTES
from ..observations import BYTES as MARKS_BYTES
from ..paths import Places
from ..session_files import FILE, ID

SCHEMA = 1
MANIFEST = "kohtaa.json"
MANIFEST_BYTES = 64 * 1024
LONGEST_NAME = 200
"""A longer name is nobody's of ours, and other systems could not keep it."""

Kind = Literal["settings", "keys", "packs", "clients", "demos", "templates", "practice", "marks", "meetings"]
ORDER: tuple[Kind, ...] = (
    "settings", "keys", "packs", "clients", "demos", "templates", "practice", "marks", "meetings",
)  # fmt: skip
"""In this order things are saved and loaded: how long texts are kept must be known before there are any."""

_TOML = r"[^./\\][^/\\]*\.toml"
_SESSION = rf"sessions/\d{{4}}/\d{{2}}/({FILE.pattern})"
_NAMES: tuple[tuple[Kind, re.Pattern[str], int], ...] = (
    ("settings", re.compile(r"config/config\.toml"), SETTINGS_BYTES),
    ("keys", re.compile(r"config/keys/(?:recipients\.txt|identity(?:-\d{1,6})?\.age)"), SETTINGS_BYTES),
    ("packs", re.compile(rf"config/phases/{_TOML}"), PACK_BYTES),
    ("clients", re.compile(rf"config/phases/practice/{_TOML}"), PACK_BYTES),
    ("demos", re.compile(rf"config/demos/{_TOML}"), PACK_BYTES),
    ("templates", re.compile(rf"config/templates/{_TOML}"), PACK_BYTES),
    ("practice", re.compile(rf"data/practice/{_SESSION}"), SESSION_BYTES),
    ("marks", re.compile(rf"data/practice/observations/({ID.pattern}\.[^/\\]*\.jsonl)"), MARKS_BYTES),
    ("meetings", re.compile(rf"data/{_SESSION}"), SESSION_BYTES),
)
_PART = re.compile(r"sealed/(\d{4})\.age")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff:]|[. ](?:/|$)")
"""Characters that steer, or name a drive, and ends of names that Windows drops."""


class Manifest(Struct, frozen=True, omit_defaults=True):
    """What an archive says of itself, in `kohtaa.json`."""

    kohtaa: Literal["archive"]
    schema: int
    version: str
    """The version of the program that made it."""
    saved_at: Wall
    parts: int = 0
    """How many sealed parts there are; 0 where encryption was off."""
    counts: dict[str, int] = {}
    """How many meetings, packs and so on; nothing where encryption was on."""


class Place(Struct, frozen=True):
    """What a name in an archive stands for."""

    kind: Kind
    name: str
    cap: int
    """The most bytes that are read of it."""
    session_id: str = ""
    """The meeting or practice it belongs to."""

    @property
    def group(self) -> tuple[int, str]:
        """What is looked at together, and in which order: the files of one meeting, all keys."""
        own = "" if self.kind == "keys" else self.session_id if self.kind in ("meetings", "practice") else self.name
        return ORDER.index(self.kind), own

    @property
    def file_name(self) -> str:
        """The last part of the name."""
        return self.name.rpartition("/")[2]

    def path(self, places: Places) -> Path:
        """Where it lies on the disk."""
        top, _, rest = self.name.partition("/")
        return (places.data if top == "data" else places.config).joinpath(*rest.split("/"))


def place(name: str) -> Place | None:
    """What a name stands for; None for one that is not ours, or could lead elsewhere."""
    if len(name) > LONGEST_NAME or _UNSAFE.search(name):
        return None
    for kind, pattern, cap in _NAMES:
        found = pattern.fullmatch(name)
        if found is None:
            continue
        if kind not in ("practice", "marks", "meetings"):
            return Place(kind, name, cap)
        if "/" in found[1] or "\\" in found[1]:
            return None
        session_id = found[1][: len("20261103T080200Z-k3x9q2aa")]
        if kind == "marks" or f"/{session_id[:4]}/{session_id[4:6]}/" in name:
            return Place(kind, name, cap, session_id)
    return None


def part_number(name: str) -> int:
    """The number of a sealed part; 0 for what is none."""
    found = _PART.fullmatch(name)
    return int(found[1]) if found else 0


def part_name(number: int) -> str:
    """The name of a sealed part, which count from 1."""
    return f"sealed/{number:04}.age"
