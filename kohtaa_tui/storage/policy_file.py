"""Reading `policy.toml`: what is understood is taken, and of everything else the strict side."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import msgspec
import tomli
from msgspec import Meta, Struct

from ..errors import N_, StorageFault
from .inlet import SETTINGS_BYTES, decode, read_bytes, why
from .policy import NO_POLICY, STRICT, Policy
from .settings import PackId, SettingFault
from .settings_file import expectation, shown
from .toml_faults import Finding, key_of, nearest

SCHEMA = 1
"""The newest version of the format that is known."""


class PolicyFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What `policy.toml` may hold. Every key may be left out."""

    schema: Annotated[int, Meta(ge=1, le=SCHEMA)] = SCHEMA
    """The version of this format, now 1."""
    keep_days: Annotated[int, Meta(ge=0, le=3650)] = 0
    """The most days that texts are kept. People may set fewer. 0 leaves it to them."""
    require_encryption: bool = False
    """Whether meetings may begin only where encryption is on."""
    allow_export: bool = True
    """Whether texts may leave kohtaa: export, carrying over, saving an archive."""
    pack_paths: tuple[str, ...] = ()
    """Folders of packs that are shared, whole paths; `~` is the person's home folder. They are never written to."""
    packs: tuple[PackId, ...] = ()
    """The ids of the packs that meetings may follow. None named: all."""
    statistics: str = ""
    """The folder proposed for anonymous statistics, a whole path. They stay off until a person turns them on."""


_KINDS = {field.name: field.type for field in msgspec.structs.fields(PolicyFile)}
_EXPECTED = {
    "pack_paths": N_('must be a list of whole paths such as ["/srv/kohtaa/phases"], got {got}'),
    "packs": N_('must be a list of ids such as ["kohtaava"], got {got}'),
    "statistics": N_("must be the whole path of a folder in quotation marks, got {got}"),
}
_ALL = frozenset(_KINDS) - {"schema"}


def read(path: Path) -> Policy:
    """The policy of a file that is there, or may be."""
    try:
        text = decode(_bytes(path), path)
        table = tomli.loads(text)
    except StorageFault as fault:
        return _strict(path, fault.message, fault.fields)
    except (ValueError, RecursionError) as fault:
        if isinstance(fault, tomli.TOMLDecodeError):
            from .toml_check import of_syntax

            found = of_syntax(path, fault)
            return _strict(path, found.message, found.fields, found.line)
        return _strict(path, N_("this is not something kohtaa can read"), {})
    version = table.get("schema", SCHEMA)
    if type(version) is int and version > SCHEMA:
        newer = N_(
            "this file is written in format {found}, and this kohtaa reads up to {known}: a newer kohtaa reads it"
        )
        return _strict(path, newer, {"found": shown(version), "known": SCHEMA})
    return _understood(path, text, table)


def _bytes(path: Path) -> bytes:
    """The file's content. A link is followed: who keeps many computers often lays one to a file kept elsewhere."""
    try:
        return read_bytes(Path(os.path.realpath(path, strict=True)), SETTINGS_BYTES)
    except OSError as fault:
        raise StorageFault(N_("{path} cannot be read: {why}"), path=path, why=why(fault)) from None


def _strict(path: Path, message: str, fields: Mapping[str, object], line: int | None = None) -> Policy:
    return msgspec.structs.replace(STRICT, faults=(SettingFault(path, line, "", message, fields),))


def _understood(path: Path, text: str, table: dict[str, Any]) -> Policy:
    """The policy, key by key. One that is not understood takes its strict side, and so does what it may have meant."""
    values: dict[str, Any] = {}
    strict: set[str] = set()
    findings: list[Finding] = []
    for key, value in table.items():
        if _holds_keys(value):  # what stands below a `[heading]` belongs to it: keys of the policy may be meant there
            strict |= _ALL - table.keys()
        if key not in _KINDS:
            near = nearest(key.lower(), _KINDS)
            strict |= {near} if near in _ALL and near not in table else _ALL - table.keys()
            findings.append(_unknown(key, near))
            continue
        found, wrong = _value(key, value)
        if found is not None:
            values[key] = found
        if wrong is not None:
            findings.append(wrong)
            strict |= _ALL if key == "schema" else {key} if found is None else set()
    values.pop("schema", None)
    values |= {key: getattr(STRICT, key) for key in strict}
    values["guessed"] = "keep_days" in strict
    return msgspec.structs.replace(NO_POLICY, **values, faults=tuple(_placed(path, text, findings)))


def _holds_keys(value: object) -> bool:
    """Whether a value has keys of its own; no value of a policy does."""
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict) for one in value))


def _unknown(key: str, near: str) -> Finding:
    if near:
        return Finding((key,), N_("no such key; did you mean “{near}”?"), {"near": near})
    return Finding((key,), N_("no such key; there are: {known}"), {"known": ", ".join(_KINDS)})


def _value(key: str, value: Any) -> tuple[Any, Finding | None]:
    """What a key's value comes to, as far as it is understood, and what is wrong with it."""
    if key in ("pack_paths", "packs") and isinstance(value, list):
        kind = _KINDS[key]
        good = [one for one in value if _fits([one], kind) and (key == "packs" or _whole(one))]
        bad = next((one for one in value if one not in good), None)
        wrong = None if bad is None else Finding((key,), _EXPECTED[key], {"got": shown(bad)})
        return (tuple(good) if good or not value else None), wrong
    if not _fits(value, _KINDS[key]) or (key == "statistics" and value and not _whole(value)):
        message, fields = (_EXPECTED[key], {}) if key in _EXPECTED else expectation(_KINDS[key])
        return None, Finding((key,), message, {**fields, "got": shown(value)})
    return value, None


def _fits(value: object, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


def _whole(path: str) -> bool:
    """Whether a path says by itself where it leads: it is not known from where another one would count."""
    return "\0" not in path and (os.path.isabs(path) or path == "~" or path.startswith(("~/", "~\\")))  # noqa: PTH117


def _placed(path: Path, text: str, findings: list[Finding]) -> list[SettingFault]:
    if not findings:
        return []
    from .toml_lines import Lines

    lines = Lines(text)
    faults = [SettingFault(path, lines.of(f.where), key_of(f.where), f.message, f.fields) for f in findings]
    return sorted(faults, key=lambda fault: fault.line or 0)


def schema() -> bytes:
    """The JSON Schema of the policy, for editors."""
    from . import policy_file as model
    from . import toml_format

    models: list[ModuleType] = [model]
    return toml_format.schema(PolicyFile, "The policy of an organisation for kohtaa", models)
