"""What the types of a practice client cannot say: ids, names, the method's phases, and what can never happen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ..domain.never_said import NeverSaid, never_given, never_said
from ..domain.pack import Pack
from ..domain.scenario import LEAST_TURNS, RESERVED, Scenario
from ..domain.text import clean
from ..errors import N_, StorageFault, UsageFault
from .toml_faults import Finding, Where
from .toml_rules import each, empty_texts, ids, names, own_id, tables, twice

FindPack = Callable[[str], Pack]
"""The pack of an id. Raises `UsageFault` for an unknown one, `StorageFault` for a broken one."""

TEXTS = frozenset({"intro", "actor", "door", "opens", "text", "fact"})
"""The keys under which a text stands."""

_Placed = tuple[Where, dict[str, Any]]


def sense(data: Mapping[str, Any], file_name: str, find_pack: FindPack) -> Iterator[Finding]:
    """The file's name, ids used twice, names that name nothing, what does not fit the method, empty texts."""
    yield from own_id(data.get("id"), file_name)
    if data.get("id") in RESERVED:
        yield Finding(("id",), N_("“{got}” is a command of kohtaa practice: choose another"), {"got": data["id"]})
    phases = list(tables(data, "phase"))
    turns = [list(tables(phase, "turn", where)) for where, phase in phases]
    yield from _fits_method(data, phases, find_pack)
    yield from twice(phases)
    yield from twice(_speaking(data, phases))
    if phases and sum(map(len, turns)) < LEAST_TURNS:
        fields = {"least": LEAST_TURNS, "count": sum(map(len, turns))}
        yield Finding(("phase",), N_("the client needs at least {least} turns in all, got {count}"), fields)
    for where, reaction in tables(data, "reaction"):
        if "mood" in reaction:
            yield Finding((*where, "mood"), N_("only a reaction of a phase changes the mood: move it into [[phase]]"))
    yield from _names_in(phases, turns)
    yield from _interruption(data)
    yield from empty_texts(data, TEXTS)


def _speaking(data: Mapping[str, Any], phases: Sequence[_Placed]) -> Iterator[_Placed]:
    """All turns, reactions and traps."""
    for where, phase in phases:
        for key in ("turn", "reaction", "trap"):
            yield from tables(phase, key, where)
    yield from tables(data, "reaction")


def _fits_method(data: Mapping[str, Any], phases: Sequence[_Placed], find_pack: FindPack) -> Iterator[Finding]:
    pack_id = data.get("pack", "kohtaava")
    if not isinstance(pack_id, str):
        return
    try:
        pack = find_pack(pack_id)
    except UsageFault as fault:
        yield Finding(("pack",), fault.message, fault.fields)
        return
    except StorageFault:
        broken = N_("the pack “{got}” is broken; this tells what is wrong: kohtaa phases check")
        yield Finding(("pack",), broken, {"got": clean(pack_id, 60)})
        return
    order = [phase.id for phase in pack.phase]
    known = [str(circumstance.id) for circumstance in pack.circumstance]
    unknown = N_("“{got}” names no circumstance of this pack; there are: {known}")
    yield from each((), data, "circumstances", known, unknown)
    there = ids(phases)
    for where, phase in phases:
        yield from names((*where, "id"), phase.get("id"), order, N_("“{got}” names no phase; there are: {known}"))
    missing = [phase_id for phase_id in order if phase_id not in there]
    if phases and missing and set(there) <= set(order):  # what is misspelt is not missing
        fields = {"missing": ", ".join(missing), "known": ", ".join(order)}
        yield Finding(("phase",), N_("phases are missing: {missing}; the pack has, in this order: {known}"), fields)
    elif not missing:
        yield from _in_order(phases, order)


def _in_order(phases: Sequence[_Placed], order: Sequence[str]) -> Iterator[Finding]:
    """The first phase that stands where another should."""
    known = [placed for placed in phases if placed[1].get("id") in order]
    for (where, phase), due in zip(known, order, strict=False):
        if phase["id"] != due:
            fields = {"got": phase["id"], "due": due, "known": ", ".join(order)}
            message = N_("“{got}” stands where “{due}” should; the pack has, in this order: {known}")
            yield Finding((*where, "id"), message, fields)
            return


def _names_in(phases: Sequence[_Placed], turns: Sequence[Sequence[_Placed]]) -> Iterator[Finding]:
    """What `after` and `unsaid` name: a turn, and one that can have been said by then."""
    known = [turn_id for of_phase in turns for turn_id in ids(of_phase)]
    nothing = N_("“{got}” names no turn of the client; there are: {known}")
    by_then: set[str] = set()
    for (place, phase), of_phase in zip(phases, turns, strict=True):
        by_then |= set(ids(of_phase))
        for where, turn in of_phase:
            yield from each(where, turn, "after", known, nothing)
        for where, trap in tables(phase, "trap", place):
            unsaid = trap.get("unsaid") or None
            yield from names((*where, "unsaid"), unsaid, known, nothing)
            if unsaid in known and unsaid not in by_then:
                late = N_("“{got}” is a turn of a later phase: nobody could keep clear of this")
                yield Finding((*where, "unsaid"), late, {"got": unsaid})


def _interruption(data: Mapping[str, Any]) -> Iterator[Finding]:
    interruption, minutes = data.get("interruption"), data.get("minutes")
    minute = interruption.get("minute") if isinstance(interruption, dict) else None
    if type(minute) is int and type(minutes) is int and minute >= minutes > 0:
        fields = {"got": clean(str(minute), 20), "minutes": clean(str(minutes), 20)}
        after = N_("must come before the end of the {minutes} minutes, got {got}")
        yield Finding(("interruption", "minute"), after, fields)


def meaning(scenario: Scenario) -> Iterator[Finding]:
    """Turns that can never be said, each with its reasons; and, as a warning, reactions that never answer."""
    for dead in never_said(scenario):
        yield _told(dead, scenario)
    for phase, number in never_given(scenario):
        where: Where = ("reaction", number) if phase is None else ("phase", phase, "reaction", number)
        yield Finding((*where, "to"), N_("never answers: other reactions always come first"), warning=True)


def _told(dead: NeverSaid, scenario: Scenario) -> Finding:
    where = ("phase", dead.phase, "turn", dead.turn)
    turn = scenario.phase[dead.phase].turn[dead.turn]
    other = dead.others[0] if dead.others else ""
    after: Where = (*where, "after")
    if other in turn.after:
        after = (*after, turn.after.index(other))
    match dead.why:
        case "kind":
            message = N_("can never be said: in this phase a reaction with a mood answers first: {reactions}")
            return Finding((*where, "to"), message, {"reactions": ", ".join(dead.others)})
        case "mood":
            message = N_("can never be said: nothing makes the client more open than “{reached}” by then")
            return Finding((*where, "mood"), message, {"reached": other})
        case "later":
            message = N_("can never be said: “{other}” comes only in a later phase")
            return Finding(after, message, {"other": other})
        case "never":
            message = N_("can never be said: it waits for “{other}”, which is never said")
            return Finding(after, message, {"other": other})
        case "circle":
            circle = " → ".join((*dead.others, other))
            message = N_("can never be said: turns wait for one another in a circle: {circle}")
            return Finding((*where, "after"), message, {"circle": circle})
