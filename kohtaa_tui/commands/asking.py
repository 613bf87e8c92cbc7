"""Asking once at a terminal whether something is to be done."""

from __future__ import annotations

from typing import TextIO

from ..i18n import Words

_YES = frozenset({"y", "yes", "k", "kyllä", "j", "ja"})
"""Yes in all our languages: who has changed the language answers by habit."""


def agreed(question: str, words: Words, ask: TextIO, err: TextIO) -> bool:
    """Put a question that is in words already, and read the answer; without one it is no."""
    print(f"{question} {words('[y/N]')} ", end="", file=err, flush=True)
    return ask.readline().strip().casefold() in _YES
