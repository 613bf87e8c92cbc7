"""What `kohtaa encryption` does: on, off, status, a new key, one more recipient."""

from __future__ import annotations

from typing import Any, TextIO

import msgspec
from msgspec import Struct

from ..errors import N_, AgainstPolicy, StorageFault, UsageFault
from ..i18n import Words
from ..storage.archive import Archive
from ..storage.conversion import Converted, convert, sealing
from ..storage.policy import NO_POLICY, Policy
from .passphrase import Passphrases


class EncryptionStatus(Struct, frozen=True):
    """How encryption stands: the object of `kohtaa encryption status --json`."""

    on: bool
    """Whether what is written from now on is sealed."""
    public_keys: list[str]
    """Whom to; empty where they cannot be used."""
    secret_key: bool
    """Whether this computer has one, sealed with the passphrase."""
    sealed: int
    """Meetings whose texts are all sealed; the next three count in the same way."""
    plain: int
    mixed: int
    unreadable: int


class Encryption:
    """The commands, on one data folder."""

    def __init__(self, archive: Archive, words: Words, passphrases: Passphrases, out: TextIO, err: TextIO) -> None:
        self._archive, self._vault, self._keys = archive, archive.vault, archive.vault.keys
        self._words, self._passphrases, self._out, self._err = words, passphrases, out, err

    def on(self, new_key: bool = False) -> int:
        """Seal from now on, and all there is; where it is on already, what is still plain.

        With `new_key` the key whose passphrase was forgotten is put aside and a new one made.
        """
        if new_key and (aside := self._keys.set_aside()) is not None:
            self._say(N_("The key there was is now in {path}."), path=aside)
            if self._keys.on:
                self._keys.off()
        self._unlock_or_make()
        if not self._keys.on:
            self._keys.seal_to([self._own()[0]])
        self._say(N_("Encryption is on. What you write from now on can be read only with the passphrase."))
        self._say(N_("If it is forgotten, nobody can bring the texts back. Keep it in a safe place."))
        self._say(N_("Your public key:"))
        print(self._own()[0], file=self._out)  # on a line of its own, so that it can be copied whole
        return self._convert()

    def off(self, keep_sealed: bool, policy: Policy = NO_POLICY) -> int:
        """Write plainly from now on, and open all there is, unless that is to stay sealed.

        Raises `AgainstPolicy` where the organisation requires encryption.
        """
        if policy.require_encryption:
            raise AgainstPolicy(N_("Your organisation requires encryption, so it cannot be turned off."))
        if not keep_sealed:
            self._passphrases.unlock(self._vault)
        self._keys.off()
        self._say(N_("Encryption is off. What you write from now on can be read by anyone who gets the files."))
        self._say(
            N_("The key stays in {path}: it opens what is sealed in other copies."), path=self._keys.identity_file
        )
        return 0 if keep_sealed else self._convert()

    def new_key(self) -> int:
        """A new key and passphrase; all is sealed anew. The old key stays beside it for what comes in late."""
        self._need_on()
        self._passphrases.unlock(self._vault)
        older, others = self._vault.identities, self._keys.public()
        mine = set(self._own())
        fresh = self._keys.make(self._passphrases.new(), older)
        self._keys.seal_to([str(fresh.to_public()), *(key for key in others if key not in mine)])
        self._vault.use([fresh, *older])
        self._say(N_("There is a new key, with the new passphrase."))
        self._say(N_("Your public key:"))
        print(self._own()[0], file=self._out)
        return self._convert()

    def add_recipient(self, key: str) -> int:
        """Let one more key read what is written, and all there is: the organisation's, or another computer's."""
        self._need_on()
        public = self._keys.public()
        if key not in public:
            self._keys.check(key)
        self._passphrases.unlock(self._vault)
        self._keys.seal_to([*public, key])
        self._say(N_("{n} keys can read the meetings now."), n=len(dict.fromkeys([*public, key])))
        return self._convert()

    def status(self, as_json: bool) -> int:
        """Whether it is on, whom to, and how many meetings are sealed."""
        found = sealing(self._archive)
        faults = []
        try:
            public = self._keys.public() if self._keys.on else []
            if self._keys.on:
                self._vault.recipients()
        except StorageFault as fault:
            public = []
            faults.append(self._words.fault(fault))
        if as_json:
            status = EncryptionStatus(
                self._keys.on, public, self._keys.made, found.sealed, found.plain, found.mixed, found.unreadable
            )
            print(msgspec.json.format(msgspec.json.encode(status), indent=2).decode(), file=self._out)
        else:
            self._say(N_("Encryption is on.") if self._keys.on else N_("Encryption is off."))
            try:
                self._keys.check_there()
            except StorageFault as fault:
                faults.append(self._words.fault(fault))
            for key in public:
                self._say(N_("Public key: {key}"), key=key)
            if self._keys.on and not self._keys.made:
                self._say(N_("There is no key on this computer: {path} is missing."), path=self._keys.identity_file)
            counts = (
                (found.sealed, N_("Meetings encrypted: {n}")),
                (found.plain, N_("Meetings in plain text: {n}")),
                (found.mixed, N_("Meetings partly encrypted: {n}")),
                (found.unreadable, N_("Meetings that cannot be read: {n}")),
            )
            for n, sentence in counts:
                if n:
                    self._say(sentence, n=n)
            if self._keys.on and (found.plain or found.mixed):
                self._say(N_("Encrypt the rest with: {command}"), command="kohtaa encryption on")
            if not self._keys.on and (found.sealed or found.mixed):
                self._say(N_("Open them with: {command}"), command="kohtaa encryption off")
        for sentence in faults:
            print(f"kohtaa: {sentence}", file=self._err)
        return 1 if faults else 0

    # --- parts ---

    def _unlock_or_make(self) -> None:
        if self._keys.made:
            self._passphrases.unlock(self._vault)
            return
        if self._keys.on:
            self._keys.check_made()
        self._keys.ready()
        self._vault.use([self._keys.make(self._passphrases.new(), [])])

    def _need_on(self) -> None:
        if not self._keys.on:
            raise UsageFault(N_("Encryption is off. Switch it on with: {command}"), command="kohtaa encryption on")

    def _own(self) -> list[str]:
        return [str(identity.to_public()) for identity in self._vault.identities]

    def _convert(self) -> int:
        meetings = list(convert(self._archive))
        done = sum(1 for one in meetings if one.result == "done")
        told = self._words.plural("{n} meeting was written anew.", "{n} meetings were written anew.", done)
        print(told, file=self._out)
        practice = list(convert(Archive(self._archive.places.practice, self._archive.disk, self._archive.vault)))
        done = sum(1 for one in practice if one.result == "done")
        if done:
            told = self._words.plural("{n} practice was written anew.", "{n} practices were written anew.", done)
            print(told, file=self._out)
        found = meetings + practice
        for one in found:
            self._tell(one)
        return 1 if any(one.result in ("locked", "fault") for one in found) else 0

    def _tell(self, one: Converted) -> None:
        sentence = ""
        if one.result == "open":
            sentence = self._words("It is open in another window and stays as it is. Do this again when it is closed.")
        elif one.result == "locked":
            sentence = self._words("It is encrypted to a key that is not on this computer, and stays as it is.")
        elif one.fault is not None:
            sentence = self._words.fault(one.fault)
        if sentence:
            print(f"kohtaa: {one.id}: {sentence}", file=self._err)
        if one.unread:
            sentence = self._words.plural(
                "{n} line cannot be understood and stays as it is: a text may stand in it.",
                "{n} lines cannot be understood and stay as they are: a text may stand in them.",
                one.unread,
            )
            print(f"kohtaa: {one.id}: {sentence}", file=self._err)

    def _say(self, sentence: str, **fields: Any) -> None:
        print(self._words(sentence, **fields), file=self._out)
