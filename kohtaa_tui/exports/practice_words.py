"""What a report of practice says, in words, gathered once for the terminal, for Markdown and for the Review."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from ..domain import timing
from ..domain.practice_compared import Compared, compared
from ..domain.practice_report import KINDS, Fact, PracticePhase, PracticeReport
from ..domain.scenario import Mood, TurnKind
from ..errors import N_
from .gathered import TAGS, Speaks, quoted

KIND_NAMES: dict[TurnKind, str] = {
    "open": N_("open question"),
    "closed": N_("closed question"),
    "reflection": N_("reflection"),
    "summary": N_("summary"),
    "information": N_("information"),
    "advice": N_("advice"),
    "silence": N_("silence"),
}
FIGURES: dict[str, str] = {
    "open": N_("open questions"),
    "closed": N_("closed questions"),
    "reflection": N_("reflections"),
    "summary": N_("summaries"),
    "information": N_("pieces of information"),
    "advice": N_("pieces of advice"),
    "silence": N_("silences"),
    "told": N_("things told"),
    "unsaid": N_("things unsaid"),
    "traps": N_("pitfalls met"),
}
"""What the figures of two runs count."""
MOODS: dict[Mood, str] = {"withdrawn": N_("withdrawn"), "careful": N_("careful"), "open": N_("open to talk")}
NOT_MARKS = N_("Counts to look at, not marks to get.")


class Item(Struct, frozen=True):
    """A line: what it begins with, what it says, and a bar of so many pieces between the two."""

    text: str
    lead: str = ""
    bar: int | None = None
    strong: bool = False
    """Whether it heads the lines below it."""


class Section(Struct, frozen=True):
    """A part of the report."""

    heading: str
    items: tuple[Item, ...]
    line: bool = False
    """Whether the line of time stands at its top."""


def title(report: PracticeReport, words: Speaks) -> str:
    """What it is, whom it was with and when; what leaves the program begins with it."""
    parts = (words(TAGS[report.practice.kind]), report.client, when(report, words))
    return " · ".join(part for part in parts if part)


def when(report: PracticeReport, words: Speaks) -> str:
    """Day and time of a run."""
    start = datetime.fromisoformat(report.started_at)
    return f"{words('{day} {year}', day=words.day(start.date()), year=start.year)} {words.time(start)}"


def circumstances(report: PracticeReport, words: Speaks) -> str:
    """How it was run: the time planned and used, the clock's speed, alone or in threes."""
    parts = [
        words("planned {planned} min, used {used} min", planned=report.minutes, used=timing.minutes(report.length_s)),
        words("alone") if report.alone else words("in threes"),
    ]
    if report.speed != 1:
        parts.append(words("{n} times faster than the clock", n=f"{report.speed:g}"))
    if report.status == "running":
        parts.append(words("not ended"))
    return " · ".join(parts)


def sections(report: PracticeReport, words: Speaks) -> list[Section]:
    """The whole report in its order; parts of which nothing is known are left out."""
    found = [
        Section(words("Time line"), tuple(_legend(report, words)), line=True),
        Section(words("Kinds of turns, phase by phase"), tuple(_kinds(report, words))),
    ]
    if any(report.kinds.values()):
        found.append(Section(words("All together"), tuple(_all_together(report, words))))
    if report.client:
        found.append(Section(words("Easy pitfalls met"), tuple(_traps(report, words))))
    found += _facts(report, words)
    if len(report.moods) > 1:
        steps = [f"{words(MOODS[m.mood])} {_minute(m.at_s, words)}" for m in report.moods]
        found.append(Section(words("How open the client was"), (Item(" → ".join(steps)),)))
    if report.interruption is not None:
        found.append(Section(words("What came between"), tuple(_interruption(report, words))))
    if report.moments:
        names = {"good": words("good moment"), "remark": "", "trap": words("easy pitfall")}
        items = tuple(
            Item(" · ".join(part for part in (names[m.kind], m.text) if part), _minute(m.at_s, words))
            for m in report.moments
        )
        found.append(Section(words("What the observer wrote down"), items))
    if report.turns:
        found.append(Section(words("Turn by turn"), tuple(_turns(report, words))))
    if report.next_time:
        found.append(Section(words("Next time I try…"), (Item(report.next_time),)))
    return found


def side_by_side(before: PracticeReport, after: PracticeReport, words: Speaks) -> Section:
    """Two runs beside each other, the earlier one first, in words."""
    earlier, later = sorted((before, after), key=lambda r: r.started_at)
    names = {p.id: p.name for p in later.phases}
    items = [Item(f"{_run(earlier, words)} → {_run(later, words)}")]
    items += [Item(_changed(row, names, words)) for row in compared(earlier, later)]
    return Section(words("Beside another run"), tuple(items))


def _run(report: PracticeReport, words: Speaks) -> str:
    return f"{report.client} {when(report, words)}".strip()


def _changed(row: Compared, names: dict[str, str], words: Speaks) -> str:
    what, _, phase = row.what.partition(":")
    if phase:
        return words("{phase} {before} → {after} min", phase=names[phase], before=row.before, after=row.after)
    return f"{words(FIGURES[what])} {row.before} → {row.after}"


def _minute(at_s: int, words: Speaks) -> str:
    """The minute that had begun: 0 to just under a minute is 0."""
    return words("{n} min", n=at_s // 60)


def _legend(report: PracticeReport, words: Speaks) -> Iterator[Item]:
    parts = [f"{KINDS.index(k) + 1} {words(KIND_NAMES[k])}" for k in KINDS if report.kinds[k]]
    parts = parts or [words("No turns were marked.")]
    if report.traps:
        parts.append(f"! {words('easy pitfall')}")
    if report.interruption is not None:
        parts.append(f"‖ {words('what came between')}")
    yield Item(" · ".join(part.replace(" ", "\u00a0") for part in parts))


def _kinds(report: PracticeReport, words: Speaks) -> Iterator[Item]:
    yield Item(words(NOT_MARKS))
    for phase in report.phases:
        yield Item(f"{phase.name} · {_used(report, phase, words)}", strong=True)
        for kind in KINDS:
            if n := phase.kinds[kind]:
                yield Item(str(n), f"{KINDS.index(kind) + 1} {words(KIND_NAMES[kind])}", n)


def _all_together(report: PracticeReport, words: Speaks) -> Iterator[Item]:
    kinds = report.kinds
    yield Item(
        words(
            "Questions {questions} (open {open}, closed {closed}), reflections {reflections}.",
            questions=report.questions,
            open=kinds["open"],
            closed=kinds["closed"],
            reflections=kinds["reflection"],
        )
    )
    yield Item(_who_talked(report, words))


def _used(report: PracticeReport, phase: PracticePhase, words: Speaks) -> str:
    if not any(stay.phase == phase.id for stay in report.stays):
        return words("planned {planned} min, not this time", planned=timing.minutes(phase.planned_s))
    return words(
        "planned {planned} min, used {used} min",
        planned=timing.minutes(phase.planned_s),
        used=timing.minutes(phase.used_s),
    )


def _who_talked(report: PracticeReport, words: Speaks) -> str:
    """What is known of who talked, and what is not."""
    n, silent = sum(report.kinds.values()), report.kinds["silence"]
    if report.counted == "observer":
        told = words("Turns the observer marked for the adviser: {n}, of them silence {silent}.", n=n, silent=silent)
    else:
        told = words("Your turns: {n}, of them silence {silent}.", n=n, silent=silent)
    if report.client_lines is not None:
        told += " " + words("Answers of the client in words: {n}.", n=report.client_lines)
    return told + " " + words("How long each of you spoke is not known: nothing is listened to.")


def _traps(report: PracticeReport, words: Speaks) -> Iterator[Item]:
    names = {p.id: p.name for p in report.phases}
    by = {"program": "", "observer": words("seen by the observer"), "both": words("seen by the observer too")}
    for trap in report.traps:
        said = f"{names.get(trap.phase, trap.phase)}: {trap.text}"
        yield Item(f"{said} ({by[trap.by]})" if by[trap.by] else said, _minute(trap.at_s, words))
    if not report.traps:
        yield Item(words("None was noticed."))


def _facts(report: PracticeReport, words: Speaks) -> Iterator[Section]:
    if report.told is None or report.unsaid is None:
        return
    names = {p.id: p.name for p in report.phases}

    def item(fact: Fact) -> Item:
        return Item(fact.text, _minute(fact.at_s, words) if fact.at_s is not None else names.get(fact.phase, ""))

    if report.told:
        yield Section(words("What was told"), tuple(item(f) for f in report.told))
    if report.unsaid:
        yield Section(words("What stayed unsaid"), tuple(item(f) for f in report.unsaid))


def _interruption(report: PracticeReport, words: Speaks) -> Iterator[Item]:
    found = report.interruption
    if found is None:
        return
    yield Item(found.text, _minute(found.at_s, words))
    if found.next_kind is None or found.next_at_s is None:
        yield Item(words("No turn was marked after it."))
    else:
        yield Item(
            words("What came next: {kind}", kind=words(KIND_NAMES[found.next_kind])), _minute(found.next_at_s, words)
        )


def _turns(report: PracticeReport, words: Speaks) -> Iterator[Item]:
    both = len({t.by for t in report.turns}) > 1
    for turn in report.turns:
        kind = words(KIND_NAMES[turn.kind])
        if both and turn.by == "observer":
            kind = f"{kind} ({words('observer')})"
        yield Item(f"{kind} · {quoted(turn.says, report.language)}" if turn.says else kind, _minute(turn.at_s, words))
