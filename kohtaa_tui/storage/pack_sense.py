"""What the types of a pack cannot say: that ids are unique, and that every name names something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import N_
from .toml_faults import Finding, Where
from .toml_rules import each, empty_texts, ids, names, own_id, tables, twice

TEXTS = frozenset({"title", "about", "name", "short", "purpose", "text", "label"})
"""The keys under which a text stands."""
TEXT_LISTS = frozenset({"signs", "avoid"})
"""The keys under which a list of texts stands."""


def sense(data: Mapping[str, Any], file_name: str) -> Iterator[Finding]:
    """The file's name, ids used twice, names that name nothing, empty texts."""
    yield from own_id(data.get("id"), file_name)
    phases = list(tables(data, "phase"))
    circumstances = list(tables(data, "circumstance"))
    yield from twice(phases)
    yield from twice(circumstances)
    prompts = [prompt for where, owner in phases + circumstances for prompt in tables(owner, "prompt", where)]
    yield from twice(prompts)
    for where, phase in phases:
        yield from twice(tables(phase, "field", where))
    own = {str(phase.get("id")): ids(tables(phase, "prompt")) for _, phase in phases}
    known = [str(circumstance.get("id")) for _, circumstance in circumstances]
    for where, circumstance in circumstances:
        yield from _circumstance(where, circumstance, own, known)
    yield from empty_texts(data, TEXTS, TEXT_LISTS)


def _circumstance(
    where: Where, circumstance: Mapping[str, Any], own: Mapping[str, list[str]], known: list[str]
) -> Iterator[Finding]:
    shares = circumstance.get("shares")
    for phase_id in shares if isinstance(shares, dict) else ():
        yield from names((*where, "shares", phase_id), phase_id, own, N_("“{got}” names no phase; there are: {known}"))
    every = [prompt_id for of_phase in own.values() for prompt_id in of_phase]
    yield from each(where, circumstance, "hides", every, N_("“{got}” names no prompt of a phase; there are: {known}"))
    added: dict[str, list[str]] = {}
    for place, prompt in tables(circumstance, "prompt", where):
        phase_id = prompt.get("phase")
        yield from names((*place, "phase"), phase_id, own, N_("“{got}” names no phase; there are: {known}"))
        if isinstance(phase_id, str) and phase_id in own:
            before = own[phase_id] + added.setdefault(phase_id, [])
            after, replaces = prompt.get("after") or None, prompt.get("replaces") or None
            no_prompt = N_("“{got}” names no prompt that stands before this one in its phase; there are: {known}")
            yield from names((*place, "after"), after, before, no_prompt)
            yield from names((*place, "replaces"), replaces, own[phase_id], no_prompt)
            added[phase_id] += ids([(place, prompt)])
        yield from each(
            place, prompt, "short_with", known, N_("“{got}” names no circumstance of this pack; there are: {known}")
        )
        if prompt.get("short_with") and not prompt.get("short"):
            yield Finding((*place, "short_with"), N_("asks for the short form, and the prompt has none: add short.fi"))
