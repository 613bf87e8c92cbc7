"""What can be wrong with a file that people write, as facts, and as one line each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from ..domain.text import clean
from ..errors import N_

Where = tuple[str | int, ...]
"""The way to a value from the top of the file: keys of tables and, from 0, places in lists."""

Translator = Callable[..., str]
"""`words(msgid, **fields)`: the sentence in the person's language, filled in."""

ID_PATTERN = re.compile("[a-z0-9][a-z0-9-]{0,39}")
_RESERVED = re.compile("con|prn|aux|nul|com[0-9]|lpt[0-9]", re.IGNORECASE)


class Finding(NamedTuple):
    """Something found in the tables of a file, before it is known which line holds it."""

    where: Where
    message: str
    fields: Mapping[str, object] = {}
    warning: bool = False


class Fault(Struct, frozen=True):
    """Something wrong with a file, told so that a person can go and mend it."""

    path: Path
    """The file."""
    line: int | None
    """The line, from 1; `None` when it is the file as a whole."""
    key: str
    """The key, for example `phase[2].minimum`, places counted from 1; empty for the file as a whole."""
    message: str
    """What is wrong and what was expected: an English source sentence."""
    fields: dict[str, object] = {}
    """What fills the sentence in."""
    warning: bool = False
    """Whether the file can be used all the same."""


def render(fault: Fault, words: Translator) -> str:
    """A fault as one line: `file:line: key: what is wrong, what was expected`."""
    # the system's own reasons are in the catalogue where they are usual ones
    fields = {name: words(str(value)) if name == "why" else value for name, value in fault.fields.items()}
    sentence = words(fault.message, **fields)
    if "{path}" in fault.message:  # a sentence about the file names it itself
        return sentence
    place = clean(str(fault.path)) + (f":{fault.line}" if fault.line else "")
    parts = [place, fault.key, words(N_("warning")) if fault.warning else "", sentence]
    return ": ".join(part for part in parts if part)


def key_of(where: Where) -> str:
    """The way to a value as a person reads it: `phase[2].name.sv`, places counted from 1."""
    text = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{clean(part, 60)}" for part in where)
    return text.removeprefix(".")


def is_reserved(file_id: str) -> bool:
    """Whether Windows keeps the name for itself, so that no file there can bear it."""
    return _RESERVED.fullmatch(file_id) is not None


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like `name`, or nothing when none is."""
    from difflib import get_close_matches  # only on the way to a fault

    return next(iter(get_close_matches(name[:60], list(known), 1, 0.6)), "")
