"""Rules that types cannot tell, common to all files that people write: ids, names, empty texts.

They take the tables as TOML gives them, so that they can be looked at in a file whose types are wrong as well:
a person is told every fault at once. They are cheap enough for every start.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from ..domain.text import clean
from ..errors import N_
from .toml_faults import ID_PATTERN, Finding, Where, is_reserved, key_of, nearest


def own_id(file_id: object, file_name: str) -> Iterator[Finding]:
    """The id is the file's name, and a name that a file may have."""
    if not isinstance(file_id, str):
        return
    if is_reserved(file_id):
        yield Finding(("id",), N_("“{got}” is a name that Windows keeps for itself: choose another"), {"got": file_id})
    elif ID_PATTERN.fullmatch(file_id) and file_name != f"{file_id}.toml":
        yield Finding(("id",), N_("the file must be called {name}, after its id"), {"name": f"{file_id}.toml"})


def tables(owner: Mapping[str, Any], key: str, where: Where = ()) -> Iterator[tuple[Where, dict[str, Any]]]:
    """The tables in a list of tables, each with the way to it; nothing where something else stands."""
    entries = owner.get(key)
    for place, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield (*where, key, place), entry


def ids(found: Iterable[tuple[Where, Mapping[str, Any]]]) -> list[str]:
    """The ids of tables."""
    return [table["id"] for _, table in found if isinstance(table.get("id"), str)]


def twice(found: Iterable[tuple[Where, Mapping[str, Any]]]) -> Iterator[Finding]:
    """Ids that stand in more than one of the tables."""
    first: dict[str, Where] = {}
    for where, table in found:
        own = table.get("id")
        if isinstance(own, str) and first.setdefault(own, where) != where:
            fields = {"got": own, "other": key_of(first[own])}
            yield Finding((*where, "id"), N_("“{got}” is already the id of {other}: each id may be used once"), fields)


def each(where: Where, owner: Mapping[str, Any], key: str, known: Iterable[str], message: str) -> Iterator[Finding]:
    """Names in a list that name nothing known."""
    entries = owner.get(key)
    for place, entry in enumerate(entries if isinstance(entries, list) else ()):
        yield from names((*where, key, place), entry, known, message)


def names(where: Where, name: object, known: Iterable[str], message: str) -> Iterator[Finding]:
    """A name that names nothing known; `message` has the fields `got` and `known`."""
    if not isinstance(name, str) or name in known:
        return
    near = nearest(name, known)
    if near:
        yield Finding(
            where, N_("“{got}” names nothing here; did you mean “{near}”?"), {"got": clean(name, 60), "near": near}
        )
    else:
        yield Finding(where, message, {"got": clean(name, 60), "known": ", ".join(dict.fromkeys(known)) or "–"})


def empty_texts(
    table: Mapping[str, Any], texts: Collection[str], lists: Collection[str] = (), where: Where = ()
) -> Iterator[Finding]:
    """Texts that are there and hold no language at all: under the keys `texts`, and in lists under `lists`."""
    for key, value in table.items():
        if value == {} and key in texts:
            yield Finding((*where, key), N_("has no text in any language"))
        elif isinstance(value, dict):
            yield from empty_texts(value, texts, lists, (*where, key))
        for place, entry in enumerate(value if isinstance(value, list) else ()):
            if entry == {} and key in lists:
                yield Finding((*where, key, place), N_("has no text in any language"))
            elif isinstance(entry, dict):
                yield from empty_texts(entry, texts, lists, (*where, key, place))
