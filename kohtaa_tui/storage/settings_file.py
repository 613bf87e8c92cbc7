"""Reading `config.toml`: what is understood is taken, everything else is named with its line."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec
import tomli

from ..domain.text import clean
from ..errors import N_, StorageFault
from .inlet import SETTINGS_BYTES, decode, read_bytes
from .settings import SettingFault, Settings
from .toml_faults import Finding, Where, key_of, nearest

WRITING_KEYS = frozenset({"enter", "tab", "backspace", "space", "up", "down", "left", "right", "home", "end"})
"""Keys that belong to the note line: a command on one of them would break into the writing."""

_KEY_NAMES = {
    "pgdn": "pagedown",
    "pgdown": "pagedown",
    "pgup": "pageup",
    "esc": "escape",
    "ins": "insert",
    "del": "delete",
    "return": "enter",
}
_KEY = re.compile(
    r"(?:(?:ctrl|alt|shift)\+)*(?:[a-z0-9]|f(?:[1-9]|1\d|2[0-4])|pageup|pagedown|escape|insert|delete"
    r"|enter|tab|backspace|space|up|down|left|right|home|end)"
)

_NO_KEY = N_("must be the name of a key such as f5 or ctrl+n, got {got}")


def read(path: Path, known_actions: Collection[str] | None) -> tuple[Settings, list[SettingFault]]:
    """The settings of a file that is there, and what was not understood. `settings.load` tells more."""
    try:
        # A link is followed: one's own settings often lie in a folder of one's own that is linked to.
        text = decode(read_bytes(path.resolve(), SETTINGS_BYTES), path)
    except StorageFault as fault:
        return Settings(), [SettingFault(path, None, "", fault.message, fault.fields)]
    return understood(text, path, known_actions)


def understood(text: str, path: Path, known_actions: Collection[str] | None) -> tuple[Settings, list[SettingFault]]:
    """The settings of a text, and what of it was not understood; `path` is where it lies, or is to lie."""
    try:
        table = tomli.loads(text)
    except (ValueError, RecursionError) as fault:
        return Settings(), _broken(path, fault)
    _flatten_keys(table)
    try:
        settings, findings = msgspec.convert(table, Settings), list[Finding]()
    except msgspec.ValidationError:
        values, findings = _one_by_one(table)
        settings = msgspec.convert(values, Settings)
    if settings.keys:
        keys, key_findings = _keys(settings.keys, known_actions)
        settings = msgspec.structs.replace(settings, keys=keys)
        findings += key_findings
    return settings, _placed(path, text, findings)


def _broken(path: Path, fault: Exception) -> list[SettingFault]:
    """A file that is no TOML: where it is wrong, and what follows from that."""
    from .toml_check import of_syntax

    if isinstance(fault, tomli.TOMLDecodeError):
        found = of_syntax(path, fault)
        first = SettingFault(path, found.line, "", found.message, found.fields)
    else:  # a number of thousands of digits, or brackets in brackets in brackets
        first = SettingFault(path, None, "", N_("this is not something kohtaa can read"))
    return [first, SettingFault(path, None, "", N_("none of the settings are used until that is mended"))]


def _placed(path: Path, text: str, findings: list[Finding]) -> list[SettingFault]:
    """The findings with their lines, in the order of the lines."""
    if not findings:
        return []
    from .toml_lines import Lines

    lines = Lines(text)
    faults = []
    for where, message, fields, _ in findings:
        # `home.open = "f5"` is two tables to TOML and one name to us.
        way = where if where[0] != "keys" else ("keys", *(part for name in where[1:] for part in str(name).split(".")))
        line = lines.of(where) if len(where) < 2 else max(lines.of(where), lines.of(way))
        faults.append(SettingFault(path, line, key_of(where), message, fields))
    return sorted(faults, key=lambda fault: fault.line or 0)


def _flatten_keys(table: dict[str, object]) -> None:
    """Make one name of the dotted ids in `[keys]`, which TOML takes for tables in tables."""
    keys = table.get("keys")
    if isinstance(keys, dict):
        flat: dict[str, object] = {}
        for action, key in keys.items():
            flat |= {f"{action}.{rest}": part for rest, part in key.items()} if isinstance(key, dict) else {action: key}
        table["keys"] = flat


def _one_by_one(table: dict[str, object]) -> tuple[dict[str, object], list[Finding]]:
    """The values that are good, and a finding for each that is not. Only run when something is wrong."""
    types = {field.name: field.type for field in msgspec.structs.fields(Settings)}
    values: dict[str, object] = {}
    findings = []
    for key, value in table.items():
        if key not in types:
            findings.append(_unknown_setting(key, types))
            continue
        if key == "keys" and isinstance(value, dict):  # one bad entry leaves the others in force
            for action in [action for action, name in value.items() if not isinstance(name, str)]:
                findings.append(Finding(("keys", action), _NO_KEY, {"got": shown(value.pop(action))}))
        if is_table(types[key]) and isinstance(value, dict):
            values[key], inside = _table(key, value, types[key])
            findings += inside
            continue
        try:
            values[key] = msgspec.convert(value, types[key])
        except msgspec.ValidationError:
            message, fields = expectation(types[key])
            findings.append(Finding((key,), message, fields | {"got": shown(value)}))
    return values, findings


def _table(key: str, table: dict[str, object], kind: type[msgspec.Struct]) -> tuple[object, list[Finding]]:
    """What is good in a table of settings, and a finding for each entry that is not."""
    types = {field.name: field.type for field in msgspec.structs.fields(kind)}
    values: dict[str, object] = {}
    findings = []
    for name, value in table.items():
        if name not in types:
            found = _unknown_setting(name, types)
            findings.append(found._replace(where=(key, name)))
            continue
        try:
            values[name] = msgspec.convert(value, types[name])
        except msgspec.ValidationError:
            message, fields = expectation(types[name])
            findings.append(Finding((key, name), message, fields | {"got": shown(value)}))
    return kind(**values), findings


def _unknown_setting(key: str, known: Collection[str]) -> Finding:
    """A setting there is none of, with the nearest one when one is near."""
    if near := nearest(key.lower(), known):
        return Finding((key,), N_("no such key; did you mean “{near}”?"), {"near": near})
    return Finding((key,), N_("no such key; there are: {known}"), {"known": ", ".join(known)})


def _unknown_action(action: str, known: Collection[str]) -> Finding:
    """An action there is none of, with the nearest one when one is near."""
    if near := nearest(action.lower(), known):
        return Finding(("keys", action), N_("no such action; did you mean “{near}”?"), {"near": near})
    return Finding(("keys", action), N_("no such action; this tells which there are: kohtaa keys"))


def is_table(hint: object) -> bool:
    """Whether a setting is a table of settings of its own."""
    return isinstance(hint, type) and issubclass(hint, msgspec.Struct)


def expectation(hint: object) -> tuple[str, dict[str, object]]:
    """The sentence for a value that does not fit the type `hint`, and its fields except `got`."""
    from msgspec import inspect

    match inspect.type_info(hint):
        case inspect.IntType(ge=low, le=high):
            return N_("must be a whole number from {low} to {high}, got {got}"), {"low": low, "high": high}
        case inspect.BoolType():
            return N_("must be true or false, got {got}"), {}
        case inspect.LiteralType(values=choices):
            return N_("must be one of {known}, got {got}"), {"known": _choices(choices)}
        case inspect.VarTupleType(item_type=inspect.LiteralType(values=choices)):
            return N_("must be a list of any of {known}, got {got}"), {"known": _choices(choices)}
        case inspect.VarTupleType():
            return N_('must be a list of texts such as ["calendar.ics"], got {got}'), {}
        case inspect.StructType():
            return N_("must be a table such as [calendar], got {got}"), {}
        case inspect.DictType():
            return N_("must be a table of actions and keys, got {got}"), {}
        case inspect.StrType(pattern=None):
            return N_("must be a text such as a path, got {got}"), {}
    return N_("must be small letters a–z, digits and hyphens, at most 40 characters, got {got}"), {}


def _choices(choices: Collection[object]) -> str:
    return ", ".join(f'"{choice}"' for choice in sorted(choices, key=lambda choice: (choice == "", str(choice))))


def shown(value: object) -> str:
    """A value as the person wrote it, near enough, and never long."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{…}"
    return clean(f'"{value}"' if isinstance(value, str) else str(value).replace("'", '"'), 60)


def _keys(keys: Mapping[str, str], known_actions: Collection[str] | None) -> tuple[dict[str, str], list[Finding]]:
    """The keys that can be used, by their proper names, and a finding for each that cannot."""
    good: dict[str, str] = {}
    taken: set[tuple[str, str]] = set()
    findings = []
    for action, written in keys.items():
        where: Where = ("keys", action)
        name = _key_name(written)
        # "home.open" belongs to Home, "pause" to the meeting: a key may serve once on each screen.
        used = (action.rpartition(".")[0], name)
        if known_actions is not None and action not in known_actions:
            findings.append(_unknown_action(action, known_actions))
        elif not _KEY.fullmatch(name):
            findings.append(Finding(where, _NO_KEY, {"got": shown(written)}))
        elif _writes(name):
            findings.append(Finding(where, N_("{got} is a key for writing: choose another"), {"got": shown(written)}))
        elif used in taken:
            findings.append(Finding(where, N_("{got} is given to another action too"), {"got": shown(written)}))
        else:
            good[action] = name
            taken.add(used)
    return good, findings


def _key_name(written: str) -> str:
    """The name Textual knows the key by: `Ctrl + PgDn` is `ctrl+pagedown`."""
    parts = [part.strip() for part in written.lower().split("+")]
    return "+".join(_KEY_NAMES.get(part, part) for part in parts)


def _writes(name: str) -> bool:
    plain = name.removeprefix("shift+")
    return len(plain) == 1 or plain in WRITING_KEYS
