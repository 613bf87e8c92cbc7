"""Encryption for tests: keys without a passphrase, which takes a second on purpose to try."""

from __future__ import annotations

from typing import Any

import pyrage

from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.disk import Disk
from kohtaa_tui.storage.paths import Places
from kohtaa_tui.storage.vault import Vault


def switch_on(places: Places, *others: Any) -> Any:
    """Switch encryption on with a fresh secret key, which is returned; `others` may read along."""
    identity = pyrage.x25519.Identity.generate()
    Vault(places).keys.seal_to([str(one.to_public()) for one in (identity, *others)])
    return identity


def unlocked(places: Places, *identities: Any, disk: Disk | None = None) -> Archive:
    """An archive that opens with these secret keys."""
    archive = Archive(places, disk)
    archive.vault.use(list(identities))
    return archive
