"""The text templates on this machine: the shipped ones and a person's own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..domain.template import FIELD, FIELDS, MIN_LIMIT, OF_PHASES, PHASE_FIELDS, SCHEMA, Template
from ..errors import N_
from .paths import Places
from .toml_faults import Finding, Where
from .toml_rules import empty_texts, names, own_id, tables
from .toml_shelf import Form, TomlShelf

TEXTS = frozenset({"title", "about", "phase_heading", "heading", "text", "empty"})
"""The keys under which a text stands."""


class Templates(TomlShelf[Template]):
    """The text templates, the shipped ones first."""

    def __init__(self, places: Places, shipped: Path | None = None) -> None:
        form = Form(
            kind=Template,
            sense=_sense,
            schema=SCHEMA,
            broken=N_("The text template {id} is broken. This tells what is wrong: kohtaa templates check {path}"),
            misspelt=N_("There is no text template “{id}”. Did you mean “{near}”?"),
            unknown=N_("There is no text template “{id}”. This tells which there are: kohtaa templates list"),
            none=N_("No text templates were found."),
        )
        super().__init__([shipped or shipped_templates(), places.templates], form)

    def sound(self) -> list[Template]:
        """All that can be used, by folder and name; the broken ones are passed over."""
        return [listing.content for listing in self.listed() if listing.content is not None]


def shipped_templates() -> Path:
    """Where the templates that come with kohtaa lie: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def _sense(data: Mapping[str, Any], file_name: str) -> Iterator[Finding]:
    """The file's name, names in braces that mean nothing, keys that do not belong to their part, empty texts."""
    yield from own_id(data.get("id"), file_name)
    yield from _braces(("phase_heading",), data.get("phase_heading"), (*FIELDS, *PHASE_FIELDS))
    limit = data.get("limit")
    if type(limit) is int and 0 < limit < MIN_LIMIT:
        yield Finding(
            ("limit",), N_("must be 0 for none, or at least {low}, got {got}"), {"low": MIN_LIMIT, "got": limit}
        )
    by_phase = data.get("order") == "phase"
    if data.get("phase_heading") and not by_phase:
        yield Finding(("phase_heading",), N_('belongs to order = "phase"'), {}, warning=True)
    for where, part in tables(data, "part"):
        what = part.get("what")
        if what == "line" and not part.get("text"):
            yield Finding(where, N_("a line of your own needs its words: add text.fi"), {})
        if isinstance(what, str) and what != "line" and "text" in part:
            yield Finding((*where, "text"), N_('belongs to what = "line"; a heading is written heading.fi'), {})
        if part.get("whole") is True and not (by_phase and what in OF_PHASES):
            told = N_('belongs to a part of the phases, with order = "phase"')
            yield Finding((*where, "whole"), told, {}, warning=True)
        for key in ("heading", "text"):
            yield from _braces((*where, key), part.get(key), FIELDS)
    yield from empty_texts(data, TEXTS)


def _braces(where: Where, texts: object, known: Collection[str]) -> Iterator[Finding]:
    """Names in braces that mean nothing, in each language of a text."""
    for language, text in texts.items() if isinstance(texts, dict) else ():
        for name in FIELD.findall(text) if isinstance(text, str) else ():
            nothing = N_("“{got}” in braces means nothing; there are: {known}")
            yield from names((*where, language), name, known, nothing)
