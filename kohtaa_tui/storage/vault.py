"""Sealing what tells of a person, and opening it again. Where encryption is off, everything passes as it is.

Each text is sealed by itself to public keys with age (https://age-encryption.org/v1), so that writing
needs no passphrase and a killed process loses nothing. Opening needs the secret key, which lies in the
config folder, itself sealed with the passphrase, and is opened once in a run of the program.
"""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64  # base64 itself takes longer to import
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from ..domain.events import AnyEvent, Mark, NoteAdded, Record
from ..domain.notes import parse_note
from ..domain.sealing import is_locked, opened, private_part, sealed_text, with_seal, without_seal
from ..domain.text import cleaned
from ..errors import StorageFault
from .keys import Keys
from .lines import encode

if TYPE_CHECKING:
    from .paths import Places

_AGE = b"age-encryption.org/"


class _Private(Struct):
    """What a sealed text may hold: the fields of an event, or a half-typed line."""

    text: str | None = None
    mark: Mark | None = None
    reference: str | None = None
    line: str | None = None


class Vault:
    """Seals and opens for one run of the program. `keys` are the files it does that with."""

    def __init__(self, places: Places) -> None:
        self.keys = Keys(places)
        self._identities: list[Any] = []
        self._recipients: list[Any] | None = None
        """As read last; None until something is to be sealed."""
        self._stamp: tuple[bool, int, int] | None = None
        """What the file of the keys looked like then."""

    def unlock(self, passphrase: str) -> None:
        """Open the secret keys. Raises `WrongPassphrase`, and `StorageFault` when there are none to open."""
        self.use(self.keys.identities(passphrase))

    def use(self, identities: list[Any]) -> None:
        """Open with these secret keys from now on."""
        self._identities = identities

    @property
    def identities(self) -> list[Any]:
        """The secret keys that this run opens with, the newest first; none before the passphrase was given."""
        return self._identities

    def recipients(self) -> list[Any]:
        """Whom to seal to; nobody where encryption is off. Read again when the file of the keys has changed.

        Raises `StorageFault` when encryption is on and cannot be done: then nothing may be written. What
        has begun goes on as it was: keys that break in the middle of a meeting stop no note.
        """
        stamp = self.keys.stamp
        if self._recipients is None or stamp != self._stamp:
            try:
                self.keys.check_there()
                self._recipients = self.keys.recipients() if self.keys.on else []
            except StorageFault:
                if self._recipients is None:
                    raise
            self._stamp = stamp
        return self._recipients

    # --- events ---

    def seal(self, event: AnyEvent) -> AnyEvent:
        """The event with what tells of a person sealed in it, where encryption is on. Raises `StorageFault`."""
        recipients, private = self.recipients(), None
        if recipients:
            private = private_part(event)
        if private is None:
            return event
        sealed = encrypt(msgspec.json.encode(private), recipients)
        return with_seal(event, b2a_base64(sealed, newline=False).decode("ascii"))

    def opened(self, records: Iterable[Record]) -> tuple[Record, ...]:
        """The records with what this run's keys open; the others stay locked as they are."""
        if not self._identities:
            return tuple(records)
        return tuple(
            Record(r.seq, r.device, r.at_ms, self._open(r.event)) if is_locked(r.event) else r for r in records
        )

    def resealed(self, records: Iterable[Record], done: dict[bytes, AnyEvent] | None = None) -> tuple[Record, ...]:
        """The records sealed as they would be today, or open where encryption is off.

        What is sealed so already stays as it is, and so does what is sealed to a key that is not here.
        `done` remembers what became of each record, so that its copies in other files become the same.
        """
        done = {} if done is None else done
        found = []
        for record in records:
            event = self._open(record.event) if is_locked(record.event) else record.event
            if is_locked(event):
                found.append(record)
                continue
            plain = Record(record.seq, record.device, record.at_ms, without_seal(event))
            if private_part(plain.event) is None:
                found.append(record)
                continue
            key = encode(plain)
            if key not in done:
                done[key] = event if self._sealed_for_today(event) else self.seal(plain.event)
            found.append(Record(record.seq, record.device, record.at_ms, done[key]))
        return tuple(found)

    def _sealed_for_today(self, event: AnyEvent) -> bool:
        """Whether a text is sealed to as many keys as there are now, the newest of ours among them."""
        recipients = self.recipients()
        try:
            sealed = a2b_base64(sealed_text(event), strict_mode=True)
            decrypt(sealed, self._identities[:1])
        except ValueError:
            return False
        return sealed.partition(b"\n--- ")[0].count(b"\n-> X25519 ") == len(recipients) > 0

    def is_sealed(self, draft: bytes) -> bool:
        """Whether a half-typed line is kept sealed."""
        return draft.startswith(_AGE)

    def _open(self, event: AnyEvent) -> AnyEvent:
        found = self._read(sealed_text(event).encode("ascii", "replace"))
        if found is None:
            return event
        if found.line is not None and isinstance(event, NoteAdded):
            mark, text = parse_note(found.line) or (None, found.line.strip() or "–")
            return opened(event, {"text": text, "mark": mark})
        return opened(event, {name: value for name, value in msgspec.to_builtins(found).items() if value is not None})

    def _read(self, sealed: bytes) -> _Private | None:
        """What is sealed, through the inlet; None where these keys do not open it or it is not ours."""
        try:
            plain = decrypt(a2b_base64(sealed, strict_mode=True), self._identities)
            return msgspec.convert(cleaned(msgspec.json.decode(plain)), _Private)
        except (ValueError, msgspec.DecodeError, RecursionError):
            return None

    # --- the half-typed line ---

    def sealed_draft(self, text: str) -> bytes:
        """The half-typed line as it is kept on the disk. Raises `StorageFault`."""
        recipients = self.recipients()
        if not recipients:
            return text.encode("utf-8", "replace")
        return encrypt(msgspec.json.encode({"line": text.encode("utf-8", "replace").decode()}), recipients)

    def opened_draft(self, data: bytes) -> tuple[str, str]:
        """The half-typed line; or nothing, and the line as it is sealed, where it cannot be opened now."""
        if not self.is_sealed(data):
            return data.decode("utf-8", "replace"), ""
        sealed = b2a_base64(data, newline=False)
        found = self._read(sealed) if self._identities else None
        return ("", sealed.decode("ascii")) if found is None else (found.line or "", "")


def encrypt(plain: bytes, recipients: list[Any]) -> bytes:
    """Seal to these public keys. Raises `StorageFault`."""
    import pyrage

    try:
        return bytes(pyrage.encrypt(plain, recipients))
    except pyrage.EncryptError as fault:
        raise StorageFault("{why}", why=str(fault)) from None


def decrypt(sealed: bytes, identities: list[Any]) -> bytes:
    """Open with these secret keys. Raises `ValueError` where it cannot be opened."""
    import pyrage

    try:
        return bytes(pyrage.decrypt(sealed, identities))
    except pyrage.DecryptError as fault:
        raise ValueError(str(fault)) from None
