"""The report of a team in words, for the terminal. Times are whole minutes; it neither praises nor blames."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from ..domain.pack import Pack
from ..domain.tally import Quartiles
from ..domain.team_report import Cell, LeftOut, PackReport, Parts, PhaseFigures, TeamReport, all_parts
from ..errors import N_
from .gathered import Speaks
from .rhythm_words import CIRCUMSTANCES, minutes
from .team_table import percent

WAYS: Mapping[str, str] = {
    "minutes": N_("By length"),
    "circumstances": N_("By circumstances"),
    "version": N_("By version of the method"),
    "week": N_("By week"),
}
LEAST, SHORT = 6, 8
"""How wide a column of a phase is at least, and how wide at most where a row would not fit into a terminal."""
WIDTH = 78


def lines(report: TeamReport, packs: Callable[[str], Pack | None], words: Speaks) -> Iterator[str]:
    """The whole report. `packs` knows the packs of this computer: the files have only their ids."""
    if report.meetings is None:
        yield words("No method has 5 meetings yet: nothing is shown.")
    else:
        yield _meetings(report.meetings, words)
        yield words("Minutes: the median, in brackets where half of the meetings lie. The tables tell the median used.")
        for pack in report.packs:
            yield ""
            yield from _pack(pack, packs(pack.pack), words)
        if report.others:
            yield ""
            yield words("Methods that were used fewer than 5 times are left out, and not counted.")
    told = tuple(_left_out(report.left_out, words))
    if told:
        yield ""
        yield from told


def _meetings(n: int, words: Speaks) -> str:
    return words.plural("{n} meeting", "{n} meetings", n, n=words.number(n))


def _pack(report: PackReport, pack: Pack | None, words: Speaks) -> Iterator[str]:
    names = {p.id: p.short.get(words.language) or p.id for p in pack.phase} if pack is not None else {}
    title = pack.title.get(words.language) if pack is not None else report.pack
    told = _meetings(report.whole.meetings, words)
    yield f"{title} ({report.pack}) · {told}" if title != report.pack else f"{title} · {told}"
    yield from _phases(report.whole, names, words)
    yield from (f"  {sentence}" for sentence in _sentences(report, words))
    for way, parts in all_parts(report):
        if len(parts.shown) > 1 or (parts.shown and parts.rest):
            yield ""
            yield from _table(words(WAYS[way]), way, parts, report.whole.phases, names, words)


def _phases(cell: Cell, names: Mapping[str, str], words: Speaks) -> Iterator[str]:
    """What each phase was planned and took: the median, and between which figures half of the meetings lie."""
    heads = ("", words("planned, min"), words("used, min"))
    rows = [(names.get(p.id, p.id), _spread(p.planned), _spread(p.used)) for p in cell.phases]
    rows.append((words("The whole meeting"), "", _spread(cell.used)))
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(3)]
    for row in (heads, *rows):
        yield "  " + "  ".join(part.ljust(width) for part, width in zip(row, widths, strict=True))


def _sentences(report: PackReport, words: Speaks) -> Iterator[str]:
    shares = (
        (report.opening_kept, N_("The first phase got its minimum in {percent} % of the meetings.")),
        (report.farewell_eaten, N_("The last phase got less than its minimum in {percent} % of the meetings.")),
        (report.late, N_("{percent} % of the meetings began late.")),
    )
    for share, sentence in shares:
        if share is not None:
            yield words(sentence, percent=percent(share))


def _table(
    head: str, way: str, parts: Parts, phases: Sequence[PhaseFigures], names: Mapping[str, str], words: Speaks
) -> Iterator[str]:
    """A row for each cell: how many meetings, and the median minutes of each phase."""
    order = [phase.id for phase in phases]
    titles = [names.get(i, i) for i in order]
    rows = [[_key(way, cell.key, words), words.number(cell.meetings), *_medians(cell, order)] for cell in parts.shown]
    first = max(len(head), *(len(row[0]) for row in rows))
    if first + sum(max(LEAST, len(name)) + 2 for name in (*titles, words("how many"), words("whole time"))) + 2 > WIDTH:
        titles = [name if len(name) <= SHORT else f"{name[: SHORT - 1]}…" for name in titles]
    heads = [head, words("how many"), *titles, words("whole time")]
    widths = [max(LEAST, *(len(row[column]) for row in (heads, *rows))) for column in range(1, len(heads))]
    for row in (heads, *rows):
        figures = (part.rjust(width) for part, width in zip(row[1:], widths, strict=True))
        yield f"  {row[0]:<{first}}  " + "  ".join(figures)
    if parts.rest:
        told = words(
            "Others, not shown because some are fewer than 5: {n} meetings together", n=words.number(parts.rest)
        )
        yield f"  {told}"


def _medians(cell: Cell, order: Sequence[str]) -> list[str]:
    figures = {phase.id: phase.used.median_s for phase in cell.phases}
    known = [str(minutes(figures[i])) if i in figures else "–" for i in order]
    return [*known, str(minutes(cell.used.median_s))]


def _key(way: str, key: str, words: Speaks) -> str:
    if way == "minutes":
        return words("{n} min", n=key)
    if way == "circumstances":
        return ", ".join(words(CIRCUMSTANCES[c]) if c in CIRCUMSTANCES else c for c in key.split("+"))
    return key


def _spread(figures: Quartiles) -> str:
    return f"{minutes(figures.median_s)} ({minutes(figures.low_s)}–{minutes(figures.high_s)})"


def _left_out(found: LeftOut, words: Speaks) -> Iterator[str]:
    if found.twice:
        yield words.plural(
            "{n} file was there twice and counted once.", "{n} files were there twice and counted once.", found.twice
        )
    if found.newer:
        yield words.plural(
            "{n} file was written by a newer version of kohtaa and is not in the report.",
            "{n} files were written by a newer version of kohtaa and are not in the report.",
            found.newer,
        )
    if found.strange:
        yield words.plural(
            "{n} file is damaged or not of kohtaa and is not in the report.",
            "{n} files are damaged or not of kohtaa and are not in the report.",
            found.strange,
        )
