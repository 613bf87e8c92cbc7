"""What a value must be, read off the types of `domain` themselves: a new field is checked without a word here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from math import isfinite
from typing import Any

from msgspec import inspect as types

from ..domain.pack import LANGUAGES, Texts
from ..domain.text import BAD, clean
from ..errors import N_
from .toml_faults import Finding, Where, nearest

_LANGUAGE_HINTS = {"se": "sv", "swe": "sv", "fin": "fi", "su": "fi", "eng": "en", "gb": "en", "us": "en", "uk": "en"}


def misfits(value: Any, kind: types.Type, where: Where) -> Iterator[Finding]:
    """What is wrong with `value` where a `kind` is due, and with all it holds."""
    match kind:
        case types.Metadata():
            yield from misfits(value, kind.type, where)
        case types.UnionType():  # a text or none: TOML has no way to write none
            yield from misfits(value, next(part for part in kind.types if not isinstance(part, types.NoneType)), where)
        case types.StructType():
            yield from _table(value, kind, where)
        case types.ListType() | types.VarTupleType():
            yield from _list(value, kind, where)
        case types.DictType():
            if not isinstance(value, dict):
                yield Finding(where, N_("must be a table, got {got}"), {"got": _seen(value)})
                return
            for key, part in value.items():
                yield from misfits(part, kind.value_type, (*where, key))
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
            yield from misfits(value[name], part.type, (*where, name))
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


def _list(value: Any, kind: types.ListType | types.VarTupleType, where: Where) -> Iterator[Finding]:
    if not isinstance(value, list):
        yield Finding(where, N_("must be a list, got {got}"), {"got": _seen(value)})
        return
    low, high = kind.min_length or 0, kind.max_length
    if len(value) < low or (high is not None and len(value) > high):
        fields = {"low": low, "high": high, "count": len(value)}
        yield Finding(where, N_("must have {low} to {high} entries, got {count}"), fields)
    for place, part in enumerate(value):
        yield from misfits(part, kind.item_type, (*where, place))


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


def removed(value: Any, where: Where) -> Iterator[Finding]:
    """Characters that are not shown: they steer terminals or hide what is written."""
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from removed(part, (*where, key))
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
