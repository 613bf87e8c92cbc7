"""A sheet of paper before it is text or HTML: headings, things to read, and places to write on."""

from __future__ import annotations

from msgspec import Struct


class Text(Struct, frozen=True):
    """A paragraph. One that comes `after` something else has air over it."""

    text: str
    after: bool = False


class Points(Struct, frozen=True):
    """Short sentences, one under the other."""

    texts: tuple[str, ...]


class Line(Struct, frozen=True):
    """Something to say: when, the words, and what goes with them in small."""

    when: str
    text: str
    small: str = ""
    number: int = 0
    """Its number, from 1; 0 for none."""


class Boxes(Struct, frozen=True):
    """Things to tick, each with a place for the minute."""

    label: str
    texts: tuple[str, ...]
    minute: bool = False


class Blanks(Struct, frozen=True):
    """So many lines to write on."""

    label: str
    lines: int
    minute: bool = False
    """Whether each begins with a place for the minute."""


class Tally(Struct, frozen=True):
    """A table with empty cells for strokes."""

    columns: tuple[str, ...]
    rows: tuple[str, ...]


Block = Text | Points | Line | Boxes | Blanks | Tally


class Section(Struct, frozen=True):
    """A heading with what stands under it."""

    heading: str
    blocks: tuple[Block, ...]


class Sheet(Struct, frozen=True):
    """One handout."""

    language: str
    tag: str
    """PRACTICE, in the sheet's language."""
    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: str = ""
    minute: str = "min"
