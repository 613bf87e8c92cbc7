"""A text template: how a meeting is told to a client information system, as people write it in TOML.

It only chooses and arranges: which parts in which order, under which headings, how long it may be. Nothing in it is
run. The JSON Schema of templates is generated from these types; the docstring under each field is its text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

from .pack import Id, Texts

SCHEMA = 1
"""The version of the format that this program knows."""
MIN_LIMIT, MAX_LIMIT = 100, 1_000_000
"""Where there is a limit, the smallest and the largest."""
MAX_PARTS = 60

What = Literal[
    "meeting", "line", "reference", "circumstances", "method", "remarks",
    "agreed", "words", "strength", "question", "plain", "prompts", "times",
]  # fmt: skip
"""What a part tells."""

OF_PHASES: frozenset[str] = frozenset({"agreed", "words", "strength", "question", "plain", "prompts", "times"})
"""The parts that can be told phase by phase."""

FIELDS: tuple[str, ...] = ("date", "start", "end", "minutes", "reference")
"""What may stand in braces in a heading and in a line of one's own."""
PHASE_FIELDS: tuple[str, ...] = ("phase", "used", "planned")
"""What may stand in braces in the heading of a phase, besides those."""

FIELD = re.compile(r"\{([^{}]*)\}")

Bullet = Annotated[str, Meta(max_length=8)]


class Part(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One part of the text. What has nothing to tell is left out with its heading."""

    what: What
    """"meeting": the day and the time. "line": a line of your own. "reference", "circumstances" and "method" say what
    their names say. "agreed", "words" (the client's own), "strength", "question" and "plain" are the notes with that
    mark. "remarks" are what a reader must know, such as that a time was corrected afterwards: where no part has them
    they stand before the notes. "prompts" are the prompts that were ticked. "times" are the minutes of the phases."""
    heading: Texts = Texts()
    """The line above it. It may hold {date}, {start}, {end}, {minutes} and {reference}."""
    text: Texts = Texts()
    """With "line": the line. It may hold what a heading may, and is left out where one of these has nothing to say."""
    bullet: Bullet | None = None
    """What each of its lines begins with, where that is not the template's own."""
    quotes: bool = False
    """Whether each of its lines stands in the quotation marks of its language."""
    empty: Texts = Texts()
    """What stands under the heading where there is nothing to tell. Without it the part is left out."""
    whole: bool = False
    """With order = "phase": told once, for the whole meeting."""


class Template(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A text template as written in `templates/*.toml`."""

    id: Id
    """The template's id; its file is named after it."""
    title: Texts
    """What it is called in a list."""
    part: Annotated[tuple[Part, ...], Meta(min_length=1, max_length=MAX_PARTS)]
    """The parts, in their order."""
    schema: Literal[1] = 1
    """The version of the format."""
    version: Annotated[int, Meta(ge=1)] = 1
    """The version of this template, raised when it changes."""
    about: Texts = Texts()
    """What it is for, in a sentence."""
    language: Literal["", "fi", "sv", "en"] = ""
    """The language of the text. Empty: the language of the program."""
    limit: Annotated[int, Meta(ge=0, le=MAX_LIMIT)] = 0
    """How many characters the field of the client information system takes, 100 or more; 0 is any number."""
    line_break: Literal[1, 2] = 1
    """How many characters that field counts for the end of a line."""
    order: Literal["mark", "phase"] = "mark"
    """Whether the notes are gathered by mark, or phase by phase."""
    phase_heading: Texts = Texts()
    """With order = "phase": the line above each phase. It may also hold {phase}, {used} and {planned}, the last two in
    minutes. Without it the phase's name stands there."""
    bullet: Bullet = "- "
    """What each line of a list begins with, the blank after it included."""
    blank_lines: Annotated[int, Meta(ge=0, le=3)] = 1
    """How many empty lines stand before a heading."""


def filled(text: str, fields: Mapping[str, str]) -> str:
    """`text` with what stands in braces filled in. Empty where one of them has nothing to say."""
    names = [name for name in FIELD.findall(text) if name in fields]
    if any(not fields[name] for name in names):
        return ""
    return FIELD.sub(lambda found: fields.get(found[1], found[0]), text)
