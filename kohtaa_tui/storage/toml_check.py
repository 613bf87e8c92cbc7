"""The whole check of a file that people write: every fault at once, each with its line and what was expected.

Slow beside plain reading, and so used only when asked for or when that has failed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import tomli
from msgspec import inspect as types

from ..domain.text import clean, cleaned
from ..errors import N_, StorageFault
from .inlet import PACK_BYTES, decode, read_bytes
from .toml_faults import Fault, Finding, key_of
from .toml_lines import Lines
from .toml_shelf import Form
from .toml_types import misfits, removed

T = TypeVar("T")

MOST = 1000
"""How many faults of one file are told: nobody reads more, and a file made to be slow must not be."""

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


def check(path: Path, form: Form[T]) -> tuple[T | None, list[Fault]]:
    """Read a file and tell everything that is wrong with it, in the order of its lines.

    What it holds is there when there are at most warnings.
    """
    try:
        data = read_bytes(path, PACK_BYTES)
    except StorageFault as fault:
        return None, [_of_file(path, fault)]
    return check_bytes(data, path, form)


def check_bytes(given: bytes, path: Path, form: Form[T]) -> tuple[T | None, list[Fault]]:
    """The same for the bytes of a file that have been read already."""
    try:
        text = decode(given, path)
    except StorageFault as fault:
        return None, [_of_file(path, fault)]
    try:
        data = tomli.loads(text)
        findings = _gathered(findings_in(data, path.name, form))
        broken = findings and not findings[0].warning
        content = None if broken else msgspec.convert(cleaned(data), form.kind)
    except tomli.TOMLDecodeError as fault:
        return None, [of_syntax(path, fault)]
    except RecursionError:
        return None, [Fault(path, None, "", N_("tables or lists inside one another too many times"))]
    except msgspec.ValidationError as fault:  # a rule of the types that the walk below does not know
        return None, [Fault(path, None, "", N_("does not fit the format: {why}"), {"why": clean(str(fault), 200)})]
    except ValueError:  # what the parser raises for a number of more than 4,300 digits
        return None, [Fault(path, _long_number(text), "", N_("a number with too many digits"))]
    return content, _placed(path, text, findings)


def _of_file(path: Path, fault: StorageFault) -> Fault:
    line = fault.fields.get("line")
    if isinstance(line, int):
        return Fault(path, line, "", N_("a byte that is not UTF-8: save the file as UTF-8"))
    return Fault(path, None, "", fault.message, {**fault.fields, "path": clean(str(path))})


def of_syntax(path: Path, fault: tomli.TOMLDecodeError) -> Fault:
    """What is wrong where a file is not TOML."""
    message = next((ours for theirs, ours in _SYNTAX.items() if fault.msg.startswith(theirs)), _OTHER_SYNTAX)
    return Fault(path, fault.lineno, "", message, {"column": fault.colno})


def _long_number(text: str) -> int | None:
    found = re.search("[0-9_]{4301}", text)
    return text.count("\n", 0, found.start()) + 1 if found else None


def _gathered(findings: Iterable[Finding]) -> list[Finding]:
    """The findings: first what makes the file unusable, then the warnings; at most one more than `MOST`."""
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


def findings_in(data: dict[str, Any], file_name: str, form: Form[T]) -> Iterator[Finding]:
    """Everything that is wrong with the tables of a file, in no particular order."""
    version = data.get("schema")
    if type(version) is int and version > form.schema:
        newer = N_(
            "this file is written in format {found}, and this kohtaa reads up to {known}: a newer kohtaa reads it"
        )
        yield Finding(("schema",), newer, {"found": clean(str(version), 20), "known": form.schema})
        return  # a later format may mean something else by every key
    shown = cleaned(data)
    yield from chain(misfits(shown, types.type_info(form.kind), ()), form.sense(shown, file_name), removed(data, ()))
    with suppress(msgspec.ValidationError):  # it was just told what does not fit
        yield from form.meaning(msgspec.convert(shown, form.kind))
