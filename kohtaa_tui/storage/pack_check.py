"""The whole check of a pack file: every fault at once, each with its line and what was expected.

What a table may hold is read off the types of `domain.pack` themselves, so that a new field is checked
without a word here. Slow beside plain reading, and so used only when asked for or when that has failed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from math import isfinite
from pathlib import Path
from typing import Any

import msgspec
import tomli
from msgspec import inspect as types

from ..domain.pack import LANGUAGES, SCHEMA, Pack, Texts
from ..domain.text import BAD, clean, cleaned
from ..errors import N_, StorageFault
from .inlet import PACK_BYTES, decode, read_bytes
from .pack_faults import Fault, Finding, Where, key_of, nearest, sense
from .pack_lines import Lines

MOST = 1000
"""How many faults of one file are told: nobody reads more, and a file made to be slow must not be."""

_LANGUAGE_HINTS = {"se": "sv", "swe": "sv", "fin": "fi", "su": "fi", "eng": "en", "gb": "en", "us": "en", "uk": "en"}

_SYNTAX = {
    "Cannot overwrite a value": N_("column {column}: this key is already there"),
    "Duplicate inline table key": N_("column {column}: this key is already there"),
    "Cannot declare": N_("column {column}: this table is already there; a list of tables is written [[…]]"),
    "Cannot mutate": N_("column {column}: this name already holds something that cannot be added to"),
    "Cannot redefine": N_("column {column}: this name already holds something that cannot be added to"),
    "Unterminated string": N_("column {column}: a text that is not closed: a quotation mark is missing"),
    "Unclosed array": N_("column {column}: a list that is not closed: ] is missing"),
    "Unclosed inline table": N_("column {column}: a table that is not closed: }} is missing"),
    "Expected ']": N_("column {column}: ] is missing at the end of the table's name"),
    "Expected '='": N_("column {column}: = is missing after the key"),
    "Expected newline": N_("column {column}: a new line is missing here"),
    "Unescaped '\\'": N_("column {column}: write \\\\ for a backslash in a text"),
    "Illegal character": N_("column {column}: a character that may not stand here; a text ends on its own line"),
    "Found invalid character": N_("column {column}: a character that may not stand here"),
    "Invalid date": N_("column {column}: there is no such date or time"),
    "Invalid value": N_("column {column}: a value is missing or misspelt; a text stands in quotation marks"),
}
_OTHER_SYNTAX = N_("column {column}: this cannot be read as TOML")


def check(path: Path) -> tuple[Pack | None, list[Fault]]:
    """Read a pack file and tell everything that is wrong with it, in the order of its lines.

    The pack is there when there are at most warnings.
    """
    try:
        text = decode(read_bytes(path, PACK_BYTES), path)
    except StorageFault as fault:
        return None, [_of_file(path, fault)]
    try:
        data = tomli.loads(text)
        findings = _gathered(_findings(data, path))
        pack = None if findings and not findings[0].warning else msgspec.convert(cleaned(data), Pack)
    except tomli.TOMLDecodeError as fault:
        return None, [of_syntax(path, fault)]
    except RecursionError:
        return None, [Fault(path, None, "", N_("tables or lists inside one another too many times"))]
    except msgspec.ValidationError as fault:  # a rule of the types that the walk below does not know
        return None, [Fault(path, None, "", N_("does not fit the format: {why}"), {"why": clean(str(fault), 200)})]
    except ValueError:  # what the parser raises for a number of more than 4,300 digits
        return None, [Fault(path, _long_number(text), "", N_("a number with too many digits"))]
    return pack, _placed(path, text, findings)


def _of_file(path: Path, fault: StorageFault) -> Fault:
    line = fault.fields.get("line")
    if isinstance(line, int):
        return Fault(path, line, "", N_("a byte that is not UTF-8: save the file as UTF-8"))
    return Fault(path, None, "", fault.message, {**fault.fields, "path": clean(str(path))})


def of_syntax(path: Path, fault: tomli.TOMLDecodeError) -> Fault:
    message = next((ours for theirs, ours in _SYNTAX.items() if fault.msg.startswith(theirs)), _OTHER_SYNTAX)
    return Fault(path, fault.lineno, "", message, {"column": fault.colno})


def _long_number(text: str) -> int | None:
    found = re.search("[0-9_]{4301}", text)
    return text.count("\n", 0, found.start()) + 1 if found else None


def _gathered(findings: Iterable[Finding]) -> list[Finding]:
    """The findings: first what makes the pack unusable, then the warnings; at most one more than `MOST`."""
    wrong: list[Finding] = []
    warnings: list[Finding] = []
    for found in findings:
        (warnings if found.warning else wrong).append(found)
        if len(wrong) > MOST:
            break
    return (wrong + warnings)[: MOST + 1]


def _placed(path: Path, text: str, findings: list[Finding]) -> list[Fault]:
    """The findings with their lines, in the order of the lines."""
    if not findings:
        return []
    lines = Lines(text)
    faults = [
        Fault(path, lines.of(found.where), key_of(found.where), found.message, dict(found.fields), found.warning)
        for found in findings[:MOST]
    ]
    faults.sort(key=lambda fault: fault.line or 0)
    if len(findings) > MOST:
        faults.append(Fault(path, None, "", N_("there is more: only the first {count} are told"), {"count": MOST}))
    return faults


def _findings(data: dict[str, Any], path: Path) -> Iterator[Finding]:
    version = data.get("schema")
    if type(version) is int and version > SCHEMA:
        newer = N_(
            "this pack is written in format {found}, and this kohtaa reads up to {known}: a newer kohtaa reads it"
        )
        yield Finding(("schema",), newer, {"found": clean(str(version), 20), "known": SCHEMA})
        return  # a later format may mean something else by every key
    shown = cleaned(data)
    yield from chain(_value(shown, _pack_type(), ()), sense(shown, path.name), _removed(data, ()))


@lru_cache(maxsize=1)
def _pack_type() -> types.Type:
    return types.type_info(Pack)


def _value(value: Any, kind: types.Type, where: Where) -> Iterator[Finding]:
    """What is wrong with `value` where a `kind` is due, and with all it holds."""
    match kind:
        case types.Metadata():
            yield from _value(value, kind.type, where)
        case types.UnionType():  # a text or none: TOML has no way to write none
            yield from _value(value, next(part for part in kind.types if not isinstance(part, types.NoneType)), where)
        case types.StructType():
            yield from _table(value, kind, where)
        case types.ListType():
            yield from _list(value, kind, where)
        case types.DictType():
            if not isinstance(value, dict):
                yield Finding(where, N_("must be a table, got {got}"), {"got": _seen(value)})
                return
            for key, part in value.items():
                yield from _value(part, kind.value_type, (*where, key))
        case types.StrType():
            yield from _text(value, kind, where)
        case types.IntType():
            yield from _number(value, kind, where)
        case types.BoolType():
            if not isinstance(value, bool):
                yield Finding(where, N_("must be true or false, got {got}"), {"got": _seen(value)})
        case types.LiteralType():
            # by type as well: to Python, true is 1
            if not any(type(value) is type(known) and value == known for known in kind.values):
                known = ", ".join(_seen(known) for known in kind.values)
                yield Finding(where, N_("must be one of {known}, got {got}"), {"known": known, "got": _seen(value)})


def _table(value: Any, kind: types.StructType, where: Where) -> Iterator[Finding]:
    if not isinstance(value, dict):
        texts = N_('must be a text in each language, as in fi = "…", got {got}')
        message = texts if kind.cls is Texts else N_("must be a table, got {got}")
        yield Finding(where, message, {"got": _seen(value)})
        return
    known = {part.encode_name: part for part in kind.fields}
    for key in value:
        if key not in known:
            yield _unknown(key, known, (*where, key), is_language=kind.cls is Texts)
    for name, part in known.items():
        if name in value:
            yield from _value(value[name], part.type, (*where, name))
        elif part.required:
            yield Finding((*where, name), N_("is missing"))
    if kind.cls is Texts:
        yield from _untranslated(value, where)


def _unknown(key: str, known: Iterable[str], where: Where, *, is_language: bool) -> Finding:
    near = nearest(key, known)
    if is_language:
        near = _LANGUAGE_HINTS.get(key.lower(), near)
        if near:
            return Finding(where, N_("no such language; did you mean “{near}”?"), {"near": near})
        return Finding(where, N_("no such language; there are: {known}"), {"known": ", ".join(LANGUAGES)})
    if near:
        return Finding(where, N_("no such key; did you mean “{near}”?"), {"near": near})
    return Finding(where, N_("no such key; there are: {known}"), {"known": ", ".join(known)})


def _untranslated(value: dict[str, Any], where: Where) -> Iterator[Finding]:
    """A text that is not in every language is shown in another one: usable, and told."""
    there = [language for language in LANGUAGES if value.get(language)]
    for language in LANGUAGES:
        if there and language not in value:
            fields = {"shown": there[0]}
            yield Finding((*where, language), N_("is missing: the text is shown in “{shown}”"), fields, warning=True)


def _list(value: Any, kind: types.ListType, where: Where) -> Iterator[Finding]:
    if not isinstance(value, list):
        yield Finding(where, N_("must be a list, got {got}"), {"got": _seen(value)})
        return
    low, high = kind.min_length or 0, kind.max_length
    if len(value) < low or (high is not None and len(value) > high):
        fields = {"low": low, "high": high, "count": len(value)}
        yield Finding(where, N_("must have {low} to {high} entries, got {count}"), fields)
    for place, part in enumerate(value):
        yield from _value(part, kind.item_type, (*where, place))


def _text(value: Any, kind: types.StrType, where: Where) -> Iterator[Finding]:
    if not isinstance(value, str):
        yield Finding(where, N_("must be text in quotation marks, got {got}"), {"got": _seen(value)})
        return
    low, high = kind.min_length or 0, kind.max_length
    if len(value) < low or (high is not None and len(value) > high):
        fields = {"low": low, "high": high, "count": len(value)}
        yield Finding(where, N_("must have {low} to {high} characters, got {count}"), fields)
    if kind.pattern and not re.search(kind.pattern, value):
        ids = N_("must be small letters a–z, digits and hyphens, at most 40 characters, got {got}")
        yield Finding(where, ids, {"got": _seen(value)})


def _number(value: Any, kind: types.IntType, where: Where) -> Iterator[Finding]:
    low, high = kind.ge, kind.le
    good = type(value) is int and (low is None or value >= low) and (high is None or value <= high)
    if not good and high is None:
        fields = {"low": low, "got": _seen(value)}
        yield Finding(where, N_("must be a whole number, at least {low}, got {got}"), fields)
    elif not good:
        fields = {"low": low, "high": high, "got": _seen(value)}
        yield Finding(where, N_("must be a whole number from {low} to {high}, got {got}"), fields)


def _removed(value: Any, where: Where) -> Iterator[Finding]:
    """Characters that are not shown: they steer terminals or hide what is written."""
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _removed(part, (*where, key))
    elif isinstance(value, str) and not (value.isascii() and value.isprintable()):
        bad = sorted({char for char in value if char != BAD and clean(char) == BAD})
        if bad:
            fields = {"codes": ", ".join(f"U+{ord(char):04X}" for char in bad[:8]), "mark": BAD}
            yield Finding(
                where, N_("holds characters that are not shown ({codes}): {mark} stands in their place"), fields, True
            )
        if _most_marks(value) > 8:
            yield Finding(where, N_("has more than eight marks on one letter: the rest are left out"), {}, True)


def _most_marks(text: str) -> int:
    most = run = 0
    for char in unicodedata.normalize("NFC", text):
        run = run + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        most = max(most, run)
    return most


def _seen(value: Any) -> str:
    """A value as TOML writes it, short: what was got."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        shown = clean(value)
        return f'"{shown}"' if len(shown) <= 40 else f'"{shown[:39]}…"'
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    if isinstance(value, float) and isfinite(value) and value == int(value) and abs(value) < 1e16:
        return f"{value:.1f}"
    return clean(str(value), 40)
