"""What can be wrong with a pack, as facts; and the checks that are cheap enough to make at every start.

The types of `domain.pack` say what a table may hold. Here is what they cannot say: that ids are unique
and that every name names something. The checks take the tables as TOML gives them, so that they can be
made on a file whose types are wrong as well: a person is told every fault at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

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
    """Something found in the tables of a pack, before it is known which line holds it."""

    where: Where
    message: str
    fields: Mapping[str, object] = {}
    warning: bool = False


class Fault(Struct, frozen=True):
    """Something wrong with a pack file, told so that a person can go and mend it."""

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
    """Whether the pack can be used all the same."""


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


def is_reserved(pack_id: str) -> bool:
    """Whether Windows keeps the name for itself, so that no file there can bear it."""
    return _RESERVED.fullmatch(pack_id) is not None


def sense(data: Mapping[str, Any], file_name: str) -> Iterator[Finding]:
    """What types cannot tell: the file's name, ids used twice, names that name nothing, empty texts."""
    yield from _own_id(data.get("id"), file_name)
    phases = list(_tables(data, "phase"))
    circumstances = list(_tables(data, "circumstance"))
    yield from _twice(phases)
    yield from _twice(circumstances)
    prompts = [prompt for where, owner in phases + circumstances for prompt in _tables(owner, "prompt", where)]
    yield from _twice(prompts)
    for where, phase in phases:
        yield from _twice(_tables(phase, "field", where))
    own = {str(phase.get("id")): _ids(_tables(phase, "prompt")) for _, phase in phases}
    known = [str(circumstance.get("id")) for _, circumstance in circumstances]
    for where, circumstance in circumstances:
        yield from _circumstance(where, circumstance, own, known)
    yield from _empty_texts((), data)


def _own_id(pack_id: object, file_name: str) -> Iterator[Finding]:
    if not isinstance(pack_id, str):
        return
    if is_reserved(pack_id):
        yield Finding(("id",), N_("“{got}” is a name that Windows keeps for itself: choose another"), {"got": pack_id})
    elif ID_PATTERN.fullmatch(pack_id) and file_name != f"{pack_id}.toml":
        yield Finding(("id",), N_("the file of this pack must be called {name}"), {"name": f"{pack_id}.toml"})


def _tables(owner: Mapping[str, Any], key: str, where: Where = ()) -> Iterator[tuple[Where, dict[str, Any]]]:
    """The tables in a list of tables, each with the way to it; nothing where something else stands."""
    entries = owner.get(key)
    for place, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield (*where, key, place), entry


def _ids(tables: Iterable[tuple[Where, Mapping[str, Any]]]) -> list[str]:
    return [table["id"] for _, table in tables if isinstance(table.get("id"), str)]


def _twice(tables: Iterable[tuple[Where, Mapping[str, Any]]]) -> Iterator[Finding]:
    first: dict[str, Where] = {}
    for where, table in tables:
        own = table.get("id")
        if isinstance(own, str) and first.setdefault(own, where) != where:
            fields = {"got": own, "other": key_of(first[own])}
            yield Finding((*where, "id"), N_("“{got}” is already the id of {other}: each id may be used once"), fields)


def _circumstance(
    where: Where, circumstance: Mapping[str, Any], own: Mapping[str, list[str]], known: list[str]
) -> Iterator[Finding]:
    shares = circumstance.get("shares")
    for phase_id in shares if isinstance(shares, dict) else ():
        yield from _names((*where, "shares", phase_id), phase_id, own, N_("“{got}” names no phase; there are: {known}"))
    every = [prompt_id for ids in own.values() for prompt_id in ids]
    yield from _each(where, circumstance, "hides", every, N_("“{got}” names no prompt of a phase; there are: {known}"))
    added: dict[str, list[str]] = {}
    for place, prompt in _tables(circumstance, "prompt", where):
        phase_id = prompt.get("phase")
        yield from _names((*place, "phase"), phase_id, own, N_("“{got}” names no phase; there are: {known}"))
        if isinstance(phase_id, str) and phase_id in own:
            before = own[phase_id] + added.setdefault(phase_id, [])
            after, replaces = prompt.get("after") or None, prompt.get("replaces") or None
            no_prompt = N_("“{got}” names no prompt that stands before this one in its phase; there are: {known}")
            yield from _names((*place, "after"), after, before, no_prompt)
            yield from _names((*place, "replaces"), replaces, own[phase_id], no_prompt)
            added[phase_id] += _ids([(place, prompt)])
        yield from _each(
            place, prompt, "short_with", known, N_("“{got}” names no circumstance of this pack; there are: {known}")
        )
        if prompt.get("short_with") and not prompt.get("short"):
            yield Finding((*place, "short_with"), N_("asks for the short form, and the prompt has none: add short.fi"))


def _each(where: Where, owner: Mapping[str, Any], key: str, known: Iterable[str], message: str) -> Iterator[Finding]:
    entries = owner.get(key)
    for place, entry in enumerate(entries if isinstance(entries, list) else ()):
        yield from _names((*where, key, place), entry, known, message)


def _names(where: Where, name: object, known: Iterable[str], message: str) -> Iterator[Finding]:
    if not isinstance(name, str) or name in known:
        return
    near = nearest(name, known)
    if near:
        yield Finding(
            where, N_("“{got}” names nothing here; did you mean “{near}”?"), {"got": clean(name, 60), "near": near}
        )
    else:
        yield Finding(where, message, {"got": clean(name, 60), "known": ", ".join(dict.fromkeys(known)) or "–"})


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like `name`, or nothing when none is."""
    from difflib import get_close_matches  # only on the way to a fault

    return next(iter(get_close_matches(name[:60], list(known), 1, 0.6)), "")


_TEXTS = {"title", "about", "name", "short", "purpose", "text", "label"}
_TEXT_LISTS = {"signs", "avoid"}


def _empty_texts(where: Where, table: Mapping[str, Any]) -> Iterator[Finding]:
    """Texts that are there and hold no language at all."""
    for key, value in table.items():
        if value == {} and key in _TEXTS:
            yield Finding((*where, key), N_("has no text in any language"))
        for place, entry in enumerate(value if isinstance(value, list) else ()):
            if entry == {} and key in _TEXT_LISTS:
                yield Finding((*where, key, place), N_("has no text in any language"))
            elif isinstance(entry, dict):
                yield from _empty_texts((*where, key, place), entry)
