"""A plan: a pack fitted to a length and to circumstances.

Fitting shares out whole minutes one at a time, so that the sum is exactly the total and no phase
shrinks when the total grows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from .pack import AddedPrompt, Circumstance, Field, Pack, Prompt, Texts

MIN_MINUTES, MAX_MINUTES = 1, 480


class PlannedPhase(Struct, frozen=True, omit_defaults=True):
    """A phase as it stands in one plan: with its minutes, and the prompts that fit the circumstances."""

    id: str
    name: Texts
    short: Texts
    minutes: int
    """Whole minutes allotted at the start."""
    minimum: int
    """Whole minutes it needs."""
    share: int
    """Its weight when time is shared out."""
    protected: bool = False
    purpose: Texts = Texts()
    signs: tuple[Texts, ...] = ()
    avoid: tuple[Texts, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    fields: tuple[Field, ...] = ()


class Plan(Struct, frozen=True, omit_defaults=True):
    """A pack fitted to a length: what a session carries, so that editing a pack changes no old record."""

    pack_id: str
    pack_version: int
    title: Texts
    minutes: int
    """The whole length in minutes: the sum of the phases'."""
    phases: tuple[PlannedPhase, ...]
    circumstances: tuple[str, ...] = ()
    half_matters: bool = False
    """Whether the time could not grow with the circumstances: about half the matters fit in."""
    firm_end: bool = False
    """Whether the end time cannot be moved."""
    pack_hash: str = ""
    """The first 16 hexadecimal digits of the SHA-256 of the pack's file; empty where it is not known."""

    def index(self, phase_id: str) -> int:
        """The place of a phase in the order. Raises `KeyError` for an unknown id."""
        for place, phase in enumerate(self.phases):
            if phase.id == phase_id:
                return place
        raise KeyError(phase_id)


class Claim(Protocol):
    """What a phase claims when time is shared out."""

    @property
    def minimum(self) -> int: ...
    @property
    def share(self) -> int: ...
    @property
    def protected(self) -> bool: ...


def fit(total: int, claims: Sequence[Claim]) -> list[int]:
    """Share `total` whole minutes out among `claims`; the result has one figure a claim and sums to `total`.

    Minutes go one at a time: first to protected phases under their minimum, then to any phase under
    its minimum, then to all. Each goes to the phase with the largest w / (n + ½), n being the minutes
    it has and w its minimum in the first two stages, its share in the third; ties go to a protected
    phase, then to the earlier one.
    """
    minutes = [0] * len(claims)
    for _ in range(max(0, total)):
        below = [i for i, claim in enumerate(claims) if minutes[i] < claim.minimum]
        stage = [i for i in below if claims[i].protected] or below
        chosen, weight = -1, 0
        for i in stage or range(len(claims)):
            w = claims[i].minimum if stage else claims[i].share
            # w / (2n + 1) against the best so far, without division
            ours, best = w * (2 * minutes[chosen] + 1), weight * (2 * minutes[i] + 1)
            if chosen < 0 or ours > best or (ours == best and claims[i].protected and not claims[chosen].protected):
                chosen, weight = i, w
        minutes[chosen] += 1
    return minutes


def proposed_minutes(pack: Pack, circumstances: Iterable[str], base: int | None = None) -> int:
    """The length to propose: `base` (or the pack's default) times what the circumstances ask for."""
    factor = max((c.length_factor for c in _active(pack, circumstances)), default=1)
    return min(MAX_MINUTES, (base or pack.default_minutes) * factor)


def make_plan(pack: Pack, minutes: int, circumstances: Iterable[str] = (), *, outright: bool = False) -> Plan:
    """Fit `pack` to `minutes` (1 to 480) and `circumstances`.

    `outright` says that the length was given, not proposed: where the circumstances would have asked
    for more time, the plan then says that about half the matters fit in.
    """
    active = _active(pack, circumstances)
    claims = [replace(phase, share=_share(phase.id, phase.share, active)) for phase in pack.phase]
    phases = []
    for phase, allotted in zip(claims, fit(minutes, claims), strict=True):
        phases.append(
            PlannedPhase(
                id=phase.id,
                name=phase.name,
                short=phase.short,
                minutes=allotted,
                minimum=phase.minimum,
                share=phase.share,
                protected=phase.protected,
                purpose=phase.purpose,
                signs=tuple(phase.signs),
                avoid=tuple(phase.avoid),
                prompts=tuple(_prompts(phase.id, phase.prompt, active)),
                fields=tuple(phase.field),
            )
        )
    return Plan(
        pack_id=pack.id,
        pack_version=pack.version,
        title=pack.title,
        minutes=minutes,
        phases=tuple(phases),
        circumstances=tuple(c.id for c in active),
        half_matters=outright and any(c.length_factor > 1 for c in active),
        firm_end=any(c.firm_end for c in active),
    )


def refitted(plan: Plan, minutes: int) -> Plan:
    """The plan fitted to another length in whole minutes, with its own shares and minimums."""
    allotted = fit(minutes, plan.phases)
    phases = (replace(phase, minutes=m) for phase, m in zip(plan.phases, allotted, strict=True))
    return replace(plan, minutes=max(0, minutes), phases=tuple(phases))


def _active(pack: Pack, circumstances: Iterable[str]) -> list[Circumstance]:
    chosen = set(circumstances)
    return [c for c in pack.circumstance if c.id in chosen]


def _share(phase_id: str, own: int, active: Iterable[Circumstance]) -> int:
    for circumstance in active:
        own = circumstance.shares.get(phase_id, own)
    return own


def _prompts(phase_id: str, own: Sequence[Prompt], active: Sequence[Circumstance]) -> list[Prompt]:
    """The phase's prompts under the circumstances: replaced in place, added after their anchor, hidden."""
    chosen: set[str] = {c.id for c in active}
    shown: list[Prompt] = list(own)
    tails: dict[str, str] = {}  # an anchor → the prompt last put after it, or in its place
    for added in (p for c in active for p in c.prompt if p.phase == phase_id):
        prompt = _plain(added, chosen)
        ids = [p.id for p in shown]
        if added.replaces in ids:
            shown[ids.index(added.replaces)] = prompt
            tails[added.replaces] = prompt.id
            continue
        anchor = _tail(added.after, tails)
        shown.insert(ids.index(anchor) + 1 if anchor in ids else 0, prompt)
        tails[added.after] = prompt.id
    hidden = {prompt_id for c in active for prompt_id in c.hides}
    return [p for p in shown if p.id not in hidden]


def _tail(anchor: str, tails: Mapping[str, str]) -> str:
    """Where a prompt after `anchor` goes: after all that already follow it, and those that follow them."""
    for _ in tails:  # no chain is longer, and a pack that goes round in a circle still ends
        anchor = tails.get(anchor, anchor)
    return anchor


def _plain(added: AddedPrompt, chosen: set[str]) -> Prompt:
    text = added.short if chosen & set(added.short_with) else added.text
    return Prompt(id=added.id, kind=added.kind, text=text, short=added.short, basis=added.basis)
