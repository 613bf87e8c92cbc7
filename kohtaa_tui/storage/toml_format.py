"""A format told to others: as a JSON Schema for editors, and as an example with comments to start from."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Sequence
from textwrap import wrap
from types import ModuleType
from typing import Any

import msgspec

from .toml_faults import Translator


def schema(kind: type, title: str, models: Sequence[ModuleType]) -> bytes:
    """The JSON Schema of files that hold a `kind`, made from the types and the docstrings under their fields."""
    components: dict[str, Any]
    (root,), components = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    texts = {name: text for model in models for name, text in _field_texts(model).items()}
    for name, component in components.items():
        for key, described in component.get("properties", {}).items():
            text = texts.get((name, key))
            if text:
                described.setdefault("description", text)
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **root, "$defs": components}
    return msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"


def _field_texts(model: ModuleType) -> dict[tuple[str, str], str]:
    """The docstring under each field of each type, those taken over from a parent included."""
    texts: dict[tuple[str, str], str] = {}
    for kind in ast.parse(inspect.getsource(model)).body:
        if not isinstance(kind, ast.ClassDef):
            continue
        parents = {base.id for base in kind.bases if isinstance(base, ast.Name)}
        texts |= {(kind.name, key): text for (parent, key), text in texts.items() if parent in parents}
        for part, below in zip(kind.body, kind.body[1:], strict=False):
            if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name) and isinstance(below, ast.Expr):
                texts[kind.name, part.target.id] = " ".join(str(ast.literal_eval(below.value)).split())
    return texts


def english(message: str, **fields: object) -> str:
    """A sentence as it stands in the code, filled in."""
    return message.format(**fields)


def commented(parts: Sequence[tuple[str, str]], file_id: str, words: Translator) -> str:
    """TOML with a comment before each part: the sentence in the person's language, and `{id}` filled in below it."""
    told = []
    for comment, toml in parts:
        lines = wrap(words(comment), 100, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)
        told.append("\n".join(lines) + f"\n{toml.format(id=file_id).removeprefix(chr(10))}")
    return "\n".join(told)
