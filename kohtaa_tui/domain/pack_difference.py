"""What differs between two versions of a pack, as facts."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from .pack import Pack, Prompt, Texts
from .plan import make_plan

LENGTHS = (30, 45, 60)
"""The lengths, in minutes, by which two versions are compared."""


class Minutes(Struct, frozen=True):
    """The phases' minutes in a meeting of some length, in their order."""

    total: int
    before: tuple[int, ...]
    after: tuple[int, ...]


class TextChange(Struct, frozen=True):
    """A text that is new, gone or another one; `where` is the phase, or nothing where it belongs to the whole."""

    where: Texts
    before: Texts | None
    after: Texts | None


def minutes(before: Pack, after: Pack) -> list[Minutes]:
    """The lengths at which the phases get other minutes than before."""
    found = []
    for total in LENGTHS:
        was, now = (tuple(phase.minutes for phase in make_plan(pack, total).phases) for pack in (before, after))
        if was != now:
            found.append(Minutes(total, was, now))
    return found


def minimums(before: Pack, after: Pack) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """The minutes that the phases need at least, before and after; None where they are the same."""
    was, now = (tuple(phase.minimum for phase in pack.phase) for pack in (before, after))
    return None if was == now else (was, now)


def anything_else(before: Pack, after: Pack) -> bool:
    """Whether they differ at all, their versions aside."""
    return replace(before, version=after.version) != after


def texts(before: Pack, after: Pack) -> list[TextChange]:
    """The texts that differ: first those of the later version in their order, then those that are gone."""
    was, now = dict(_texts(before)), dict(_texts(after))
    found = []
    for key, (where, text) in now.items():
        old = was[key][1] if key in was else None
        if old != text:
            found.append(TextChange(where, old, text))
    return found + [TextChange(where, text, None) for key, (where, text) in was.items() if key not in now]


Key = tuple[str, str, str]


def _texts(pack: Pack) -> Iterator[tuple[Key, tuple[Texts, Texts]]]:
    """Every text of a pack: what names it through all versions, its phase and itself."""
    nowhere = Texts()
    yield ("pack", "title", ""), (nowhere, pack.title)
    if pack.about != nowhere:
        yield ("pack", "about", ""), (nowhere, pack.about)
    for phase in pack.phase:
        yield ("phase", phase.id, "name"), (phase.name, phase.name)
        yield ("phase", phase.id, "short"), (phase.name, phase.short)
        if phase.purpose != nowhere:
            yield ("phase", phase.id, "purpose"), (phase.name, phase.purpose)
        for kind, listed in (("sign", phase.signs), ("avoid", phase.avoid)):
            for place, text in enumerate(listed):
                yield (kind, phase.id, str(place)), (phase.name, text)
        for prompt in phase.prompt:
            yield from _prompt(prompt, phase.name)
        for note in phase.field:
            yield ("field", phase.id, note.id), (phase.name, note.label)
    names = {phase.id: phase.name for phase in pack.phase}
    for circumstance in pack.circumstance:
        for added in circumstance.prompt:
            yield from _prompt(added, names.get(added.phase, nowhere))


def _prompt(prompt: Prompt, where: Texts) -> Iterator[tuple[Key, tuple[Texts, Texts]]]:
    yield ("prompt", prompt.id, ""), (where, prompt.text)
    if prompt.short != Texts():
        yield ("short", prompt.id, ""), (where, prompt.short)
