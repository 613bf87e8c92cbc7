"""What is taken out of a meeting for good, in words: said before it goes, and told afterwards."""

from __future__ import annotations

from collections.abc import Iterator

from ..i18n import Words
from ..storage.archive import Erased


def parts(receipt: Erased, words: Words) -> Iterator[str]:
    """What a receipt counts, one thing after the other."""
    yield words.plural("{n} note", "{n} notes", receipt.notes)
    if receipt.reflections:
        yield words.plural("{n} thought of your own", "{n} thoughts of your own", receipt.reflections)
    yield words("with a reference") if receipt.reference else words("no reference")
    if receipt.draft:
        yield words("a half-written line")
    if receipt.unread:
        yield words.plural("{n} unreadable line", "{n} unreadable lines", receipt.unread)
    if receipt.copies:
        yield words.plural("{n} copy of its file", "{n} copies of its file", receipt.copies)
