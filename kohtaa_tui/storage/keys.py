"""The keys of encryption, as files in `<config>/keys` that the age tool reads too.

recipients.txt   public keys, one a line: whom to seal to. While it is there, encryption is on.
identity.age     the secret keys, one a line, sealed with the passphrase. Never thrown away.

`<data>/encrypted` says that the meetings of that folder are sealed, so that a computer on which the keys
are missing does not go on in the clear. It is believed in nothing else: no key is read from the data folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import N_, KohtaaError, StorageFault, UsageFault
from .disk import Disk
from .inlet import SETTINGS_BYTES, decode, read_bytes
from .paths import make_private

if TYPE_CHECKING:
    from types import ModuleType

    from .paths import Places


_MARKED = b"The meetings in this folder are encrypted.\n"


class WrongPassphrase(KohtaaError):
    """The passphrase does not open the secret key."""


class Keys:
    """The files of the keys. Reading them needs the extra `encrypt` where it must understand a key."""

    def __init__(self, places: Places) -> None:
        self.folder = places.keys
        self.recipients_file = places.keys / "recipients.txt"
        self.identity_file = places.keys / "identity.age"
        self._mark = places.encrypted_mark
        self._disk = Disk()

    @property
    def on(self) -> bool:
        """Whether what is written is to be sealed. A file or folder that cannot be looked at still says that it is."""
        return _there(self.recipients_file)

    @property
    def made(self) -> bool:
        """Whether there is a secret key, or something that cannot be looked at in its place."""
        return _there(self.identity_file)

    @property
    def missing(self) -> bool:
        """Whether the meetings of this data folder are sealed, and the keys for that are not on this computer."""
        return not self.on and os.path.lexists(self._mark)

    @property
    def stamp(self) -> tuple[bool, int, int]:
        """What changes when the public keys do."""
        try:
            status = self.recipients_file.stat()
        except OSError:
            return self.missing, 0, int(self.on)
        return False, status.st_mtime_ns, status.st_ino

    def public(self) -> list[str]:
        """The public keys that are sealed to. Raises `StorageFault`."""
        text = decode(read_bytes(self.recipients_file, SETTINGS_BYTES), self.recipients_file)
        return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]

    def recipients(self) -> list[Any]:
        """The public keys, to seal to. Raises `StorageFault` when they cannot be used: then nothing is written."""
        age = _pyrage()
        found = []
        for number, line in enumerate(self.public(), 1):
            try:
                found.append(age.x25519.Recipient.from_str(line))
            except age.RecipientError:
                raise StorageFault(
                    N_("{path}: key {n} is not a public key of age (age1…)."), path=self.recipients_file, n=number
                ) from None
        if not found:
            raise StorageFault(N_("{path} names no key to encrypt to."), path=self.recipients_file)
        return found

    def identities(self, passphrase: str) -> list[Any]:
        """The secret keys. Raises `WrongPassphrase`; `StorageFault` when there are none or the file is damaged."""
        _pyrage()
        self.check_made()
        return identities_in(read_bytes(self.identity_file, SETTINGS_BYTES), passphrase, self.identity_file)

    def check_there(self) -> None:
        """Raises `StorageFault` where meetings are sealed here and the keys are missing: nothing is to be written."""
        if self.missing:
            raise StorageFault(
                N_(
                    "The meetings here are encrypted, and the keys are missing: {path}. Bring them back, or write"
                    " in plain text from now on with: {command}"
                ),
                path=self.folder,
                command="kohtaa encryption off --keep-encrypted",
            )

    def set_aside(self) -> Path | None:
        """Put the secret keys aside under another name, so that a new one can be made. Raises `StorageFault`."""
        if not self.made:
            return None
        number = 1
        while _there(aside := self.folder / f"identity-{number}.age"):
            number += 1
        try:
            self._disk.replace(self.identity_file, aside)
            self._disk.fsync_folder(self.folder)
        except OSError as fault:
            raise StorageFault(N_("{path} cannot be written: {why}"), path=aside, why=str(fault.strerror)) from None
        return aside

    def check_made(self) -> None:
        """Raises `StorageFault` where there is no secret key."""
        if not self.made:
            raise StorageFault(N_("There is no key on this computer: {path} is missing."), path=self.identity_file)

    def ready(self) -> None:
        """Raises `StorageFault` where the library that does the sealing is not there."""
        _pyrage()

    def check(self, key: str) -> None:
        """Raises `UsageFault` for what is no public key."""
        age = _pyrage()
        try:
            age.x25519.Recipient.from_str(key)
        except age.RecipientError:
            raise UsageFault(N_("“{key}” is not a public key of age (age1…)."), key=key[:70]) from None

    def make(self, passphrase: str, older: list[Any]) -> Any:
        """A new secret key, in front of the older ones, which stay: what they sealed can be read on.

        Raises `StorageFault`. Returns the new key. The public key is not among the recipients yet.
        """
        age = _pyrage()
        fresh = age.x25519.Identity.generate()
        text = "".join(f"{identity}\n" for identity in (fresh, *older))
        self._put(self.identity_file, bytes(age.passphrase.encrypt(text.encode("ascii"), passphrase)))
        return fresh

    def seal_to(self, public: list[str]) -> None:
        """Switch encryption on, to these public keys. Raises `StorageFault`, `UsageFault` for what is no key."""
        for key in public:
            self.check(key)
        self._put(self.recipients_file, "".join(f"{key}\n" for key in dict.fromkeys(public)).encode("ascii"))
        self._put(self._mark, _MARKED)

    def bring(self, files: Mapping[str, bytes]) -> None:
        """Put files of the keys in place that were saved elsewhere. Raises `StorageFault`.

        The mark comes first: killed in between, nothing is written in the clear that was to be sealed.
        """
        if self.recipients_file.name in files:
            self._put(self._mark, _MARKED)
        for name in sorted(files, reverse=True):  # the public ones, and then the secret one that belongs to them
            self._put(self.folder / name, files[name])

    def off(self) -> None:
        """Switch encryption off: what is written from now on is plain. The secret key stays. Raises `StorageFault`."""
        try:
            self._disk.remove(self.recipients_file)
            self._disk.remove(self._mark)
        except OSError as fault:
            raise StorageFault(
                N_("{path} cannot be removed: {why}"), path=self.recipients_file, why=str(fault.strerror)
            ) from None

    def _put(self, path: Path, data: bytes) -> None:
        make_private(path.parent)
        try:
            self._disk.put(path, data)
        except OSError as fault:
            raise StorageFault(N_("{path} cannot be written: {why}"), path=path, why=str(fault.strerror)) from None


def identities_in(sealed: bytes, passphrase: str, name: object) -> list[Any]:
    """The secret keys of a file that is sealed with a passphrase; `name` is what to call the file.

    Raises `WrongPassphrase`; `StorageFault` where the file holds no key.
    """
    age = _pyrage()
    try:
        lines = bytes(age.passphrase.decrypt(sealed, passphrase)).decode("ascii", "replace").splitlines()
    except age.DecryptError:
        raise WrongPassphrase(N_("That passphrase does not open the key.")) from None
    try:
        found = [age.x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-")]
    except age.IdentityError:
        found = []
    if not found:
        raise StorageFault(N_("{path} holds no key."), path=name)
    return found


def _there(path: Path) -> bool:
    """Whether something is there, or may be where nobody can look."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


INSTALL = "python3 -m pip --python .venv install '.[encrypt]'"
"""What installs the part that encrypts, in kohtaa's folder."""


def _pyrage() -> ModuleType:
    """The library that does the sealing. Raises `StorageFault` with what to do where it is not installed."""
    try:
        import pyrage
    except ImportError:
        raise StorageFault(
            N_("The part of kohtaa that encrypts is missing. Install it in kohtaa's folder with: {command}"),
            command=INSTALL,
        ) from None
    module: ModuleType = pyrage
    return module
