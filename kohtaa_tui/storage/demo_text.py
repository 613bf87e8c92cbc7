"""A demo as a file that a trainer goes on writing in: TOML, one thing on a line, the steps in order."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from ..domain.demo import Demo
from ..domain.pack import LANGUAGES


def to_toml(demo: Demo, comment: str) -> bytes:
    """The file, with a comment at its head."""
    data = msgspec.to_builtins(demo, builtin_types=(type(demo.begins),))
    steps = data.pop("step")
    lines = [f"# {line}".rstrip() for line in comment.splitlines()]
    lines += ["", "schema = 1", *_rows({key: value for key, value in data.items() if key != "schema"})]
    for step in steps:
        lines += ["", "[[step]]", *_rows(step)]
    return ("\n".join(lines) + "\n").encode()


def _rows(table: dict[str, Any]) -> list[str]:
    rows = []
    for key, value in table.items():
        if isinstance(value, dict) and set(value) <= set(LANGUAGES):
            rows += [f"{key}.{language} = {_value(text)}" for language, text in value.items()]
        else:
            rows.append(f"{key} = {_value(value)}")
    return rows


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(part) for part in value)}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_value(part)}' for key, part in value.items())} }}"
    return str(value.isoformat() if hasattr(value, "isoformat") else value)
