"""The organisation's policy: what a person who uses the program here cannot set otherwise.

It lies where only whoever keeps the computer writes (`policy_file`), as TOML. What of it is not understood
is taken on its strict side, and said. docs/organisation.md tells it to people.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from ..errors import N_
from .settings import SettingFault

NOT_UNDERSTOOD = N_("Your organisation's policy is not understood, so its strict side holds. Tell whoever keeps it.")


class Policy(Struct, frozen=True):
    """What the policy says. One that is not there asks for nothing."""

    keep_days: int | None = None
    """The most days texts are kept; None, or 0, leaves it to the settings."""
    require_encryption: bool = False
    """Whether a meeting may only begin where encryption is on."""
    allow_export: bool = True
    """Whether texts may leave the program: export, the review's hand-over, saving an archive."""
    pack_paths: tuple[str, ...] = ()
    """Folders of packs that are shared, read-only."""
    packs: tuple[str, ...] = ()
    """The ids of the packs that meetings may follow; none named: all."""
    statistics: str = ""
    """The folder proposed for anonymous statistics, which stay off until the person turns them on."""
    faults: tuple[SettingFault, ...] = ()
    """What in it was not understood."""
    guessed: bool = False
    """Whether `keep_days` is the strict side of what was not understood: then nothing is erased by itself."""

    def lets(self, pack_id: str) -> bool:
        """Whether a meeting may follow this pack."""
        return not self.packs or pack_id in self.packs

    def told(self, words: Callable[..., str]) -> str:
        """That its strict side holds; empty where all of it is understood."""
        return words(NOT_UNDERSTOOD) if self.faults else ""


NO_POLICY = Policy()

STRICT = Policy(keep_days=30, guessed=True, require_encryption=True, allow_export=False, packs=("kohtaava",))
"""The strict side of each part: what comes along, few days, sealed, and nothing out."""


def policy_file() -> Path:
    """Where the policy lies. No variable of the environment and no option moves it, or it would be none."""
    return place(sys.platform)


def place(platform: str) -> Path:
    """Where it lies on a system, by Python's name of it."""
    if platform == "win32":
        return _program_data() / "kohtaa" / "policy.toml"
    if platform == "darwin":
        return Path("/Library/Application Support/kohtaa/policy.toml")
    return Path("/etc/kohtaa/policy.toml")


def _program_data() -> Path:
    """The folder for all users, as Windows itself tells it: the variable of that name is the person's to set."""
    if sys.platform == "win32":
        import ctypes

        found = ctypes.create_unicode_buffer(260)
        if ctypes.windll.shell32.SHGetFolderPathW(None, 0x23, None, 0, found) == 0 and found.value:
            return Path(found.value)
    return Path("C:/ProgramData")


def load(path: Path | None = None) -> Policy:
    """The policy in force. A missing file is none; where nobody can tell whether it is there, the strict side is."""
    path = path or policy_file()
    try:
        os.lstat(path)
    except FileNotFoundError:
        return NO_POLICY
    except (OSError, ValueError):
        pass  # it may be there: reading tells what is wrong
    from .policy_file import read  # only where there is a policy is TOML read

    return read(path)
