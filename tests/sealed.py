"""Encryption for tests: keys without a passphrase, or with one that does not take a second on purpose to try."""

from __future__ import annotations

from collections import defaultdict
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


class QuickPassphrases:
    """Stands in for `pyrage.passphrase`: real age files, sealed to a key that each passphrase has by itself.

    The real one is tried in tests/storage/test_vault.py and, against the age tool, in tests/real/test_age.py.
    """

    def __init__(self) -> None:
        self._keys: defaultdict[str, Any] = defaultdict(pyrage.x25519.Identity.generate)

    def encrypt(self, plaintext: bytes, passphrase: str) -> bytes:
        return bytes(pyrage.encrypt(plaintext, [self._keys[passphrase].to_public()]))

    def decrypt(self, ciphertext: bytes, passphrase: str) -> bytes:
        """Raises `pyrage.DecryptError` for another passphrase and for what is no age file."""
        return bytes(pyrage.decrypt(ciphertext, [self._keys[passphrase]]))
