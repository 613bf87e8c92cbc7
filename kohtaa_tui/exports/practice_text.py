"""A report of practice for the terminal and for a page of any width, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from msgspec import Struct

from ..domain.practice_report import PracticeReport
from .gathered import Speaks
from .markdown import escaped
from .practice_line import ASCII, timeline
from .practice_words import Item, Section, circumstances, sections, side_by_side, title

LONGEST_BAR = 20


class Row(Struct, frozen=True):
    """One row of the report on a page."""

    text: str
    strong: bool = False
    drawn: bool = False
    """Whether it is drawn, like a bar, and not to be broken."""


def rows(report: PracticeReport, words: Speaks, width: int, other: PracticeReport | None = None) -> Iterator[Row]:
    """The report without its title, at most `width` columns wide; `other` is a run to see it beside."""
    for section in _all(report, words, other):
        yield Row("")
        yield from section_rows(section, report, words, width)


def section_rows(section: Section, report: PracticeReport, words: Speaks, width: int) -> Iterator[Row]:
    """One part of the report, its heading first."""
    yield from _broken(section.heading, width, strong=True)
    if section.line:
        yield from (Row(line, drawn=True) for line in timeline(report, words, width))
    yield from _items(section.items, width)


def _all(report: PracticeReport, words: Speaks, other: PracticeReport | None) -> list[Section]:
    found = sections(report, words)
    return [side_by_side(other, report, words), *found] if other is not None else found


def _items(items: Sequence[Item], width: int) -> Iterator[Row]:
    lead = min(max((len(i.lead) for i in items), default=0), max(8, width // 3 * 2))
    most = max([i.bar for i in items if i.bar] or [1])
    room = max(1, min(LONGEST_BAR, width - lead - 5 - len(str(most))))
    for item in items:
        if item.bar is not None:
            pieces = item.bar if most <= room else max(1, item.bar * room // most)
            yield Row(f"  {item.lead:<{lead}}  {'▇' * pieces} {item.text}", drawn=True)
        elif item.lead:
            before = f"{item.lead:<{lead}}  "
            if len(before) * 2 > width:  # no room for two columns
                yield from _broken(f"{item.lead} {item.text}", width, "  ")
            else:
                yield from _broken(item.text, width, " " * len(before), before)
        else:
            yield from _broken(item.text, width, "  " if item.strong else "", strong=item.strong)


def _broken(text: str, width: int, after: str = "", before: str = "", *, strong: bool = False) -> Iterator[Row]:
    lines = wrap(text, max(10, width), initial_indent=before, subsequent_indent=after, break_on_hyphens=False)
    yield from (Row(line.replace("\u00a0", " "), strong) for line in lines or [before])


def plain(
    report: PracticeReport, words: Speaks, width: int, other: PracticeReport | None = None, *, ascii_only: bool = False
) -> str:
    """The report as plain text; it begins with the word that says that it is no real meeting."""
    lines = [*wrap(title(report, words), width), *wrap(circumstances(report, words), width)]
    lines += [row.text for row in rows(report, words, width, other)]
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    return text.translate(ASCII) if ascii_only else text


def markdown(report: PracticeReport, words: Speaks, other: PracticeReport | None = None) -> str:
    """The report as Markdown; what was typed and what the client said stays as it was, nothing in it becomes form."""
    lines = [f"# {escaped(title(report, words))}", "", f"- {escaped(circumstances(report, words))}"]
    for section in _all(report, words, other):
        lines += ["", f"## {escaped(section.heading)}", ""]
        if section.line:
            lines += ["```", *timeline(report, words, 72), "```", ""]
        for item in section.items:
            if item.strong:
                lines += ["" if lines[-1] else None, f"### {escaped(item.text)}", ""]  # type: ignore[list-item]
            elif item.bar is not None:
                lines.append(f"- {escaped(item.lead)}: {'▇' * min(item.bar, LONGEST_BAR)} {item.text}")
            else:
                lead = f"{escaped(item.lead)}: " if item.lead else ""
                lines.append(f"- {lead}{escaped(item.text)}".replace("\u00a0", " "))
    return "\n".join(line for line in lines if line is not None) + "\n"
