"""The organisation's policy: what a person who uses the program here cannot set otherwise.

It lies where only whoever keeps the computer writes (`policy_file`), as TOML. What of it is not understood
is taken on its strict side, and said.
"""

from __future__ import annotations

from msgspec import Struct


class Policy(Struct, frozen=True):
    """What the policy says. One that is not there asks for nothing."""

    keep_days: int | None = None
    """The most days texts are kept; None leaves it to the settings."""
    require_encryption: bool = False
    """Whether a meeting may only begin where encryption is on."""
    allow_export: bool = True
    """Whether texts may leave the program: export, the review's hand-over, saving an archive."""
    pack_paths: tuple[str, ...] = ()
    """Folders of packs that are shared, read-only."""
    packs: tuple[str, ...] = ()
    """The ids of the packs that may be used; none named: all."""


NO_POLICY = Policy()
