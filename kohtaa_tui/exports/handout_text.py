"""A handout as plain text, 78 columns wide: it prints everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from .sheet import Blanks, Block, Boxes, Line, Points, Sheet, Tally, Text

WIDTH = 78


def handout_text(sheet: Sheet) -> str:
    """The sheet as text, ending in a line end."""
    lines = [f"{sheet.tag} · {sheet.title}", "=" * min(WIDTH, len(sheet.tag) + 3 + len(sheet.title))]
    for text in sheet.lead:
        lines += wrap(text, WIDTH)
    if sheet.foot:
        lines.append(sheet.foot)
    for section in sheet.sections:
        lines += ["", *_filled(section.heading, ""), "-" * min(WIDTH, len(section.heading))]
        for block in section.blocks:
            lines += _block(block, sheet.minute)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _block(block: Block, minute: str) -> Iterator[str]:
    match block:
        case Text(text=text, after=after):
            yield from ("",) if after else ()
            yield from _filled(text, "")
        case Points(texts=texts):
            for text in texts:
                yield from _filled(text, "- ")
        case Line():
            yield ""
            lead = f"{block.number:2}  " if block.number else "    "
            yield from _filled(f"{block.when}  ({block.small})" if block.small else block.when, lead)
            yield from _filled(block.text, " " * 6)
        case Boxes(label=label, texts=texts):
            yield from ("", label) if label else ()
            for text in texts:
                yield from _filled(text, f"[ ] ____ {minute}  " if block.minute else "[ ] ")
        case Blanks(label=label, lines=lines):
            yield from ("", label) if label else ("",)
            for _ in range(lines):
                lead = f"    ____ {minute}  " if block.minute else ""
                yield lead + "_" * (WIDTH - len(lead))
        case Tally():
            yield from _table(block)


def _table(table: Tally) -> Iterator[str]:
    first = max(map(len, table.rows), default=0) + 1
    cell = (WIDTH - first) // max(1, len(table.columns))
    rule = "-" * first + ("+" + "-" * (cell - 1)) * len(table.columns)
    yield ""
    yield " " * first + "".join(f"|{name[: cell - 1]:^{cell - 1}}" for name in table.columns)
    for name in table.rows:
        yield rule
        yield f"{name:<{first}}" + ("|" + " " * (cell - 1)) * len(table.columns)
    yield rule


def _filled(text: str, lead: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead)) or [lead]
