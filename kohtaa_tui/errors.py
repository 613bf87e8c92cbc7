"""What can go wrong, as facts. Words for people are made at the edge, in the person's language."""

from __future__ import annotations


def N_(message: str) -> str:
    """Mark a sentence for translation where it is named, not where it is shown."""
    return message


class KohtaaError(Exception):
    """A fault told in one sentence.

    `message` is the English source sentence with named fields, and `fields` fills them in: the edge
    translates the sentence first and fills it afterwards. `exit_code` is what a command ends with:
    1 for a fault in files, disk or a check, 2 for something typed wrong.
    """

    exit_code = 1

    def __init__(self, message: str, **fields: object) -> None:
        super().__init__(message, fields)
        self.message = message
        self.fields = fields

    def __str__(self) -> str:
        return self.message.format(**self.fields)


class UsageFault(KohtaaError):
    """What was typed is wrong: an option, a pack, an id, a length, a reference."""

    exit_code = 2


class StorageFault(KohtaaError):
    """A file or folder cannot be read or written as it should."""


class AgainstPolicy(KohtaaError):
    """What the organisation's policy does not let be done."""


class NotAllowed(KohtaaError):
    """An event that the session's status does not allow. The session is unchanged."""
