"""What one Enter on Home starts: a length or an end, the circumstances, the method."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from ...domain.pack import Pack
from ...domain.plan import Plan, make_plan, proposed_minutes
from ...errors import KohtaaError
from ...runtime import asked
from ...storage import last as last_choices
from ...storage.settings import CIRCUMSTANCES

if TYPE_CHECKING:
    from ..app import KohtaaApp

PRESETS = (15, 20, 30, 45, 60, 90)


class Choices:
    """The choices, as they were the last time until they are changed."""

    def __init__(self, app: KohtaaApp) -> None:
        self._app = app
        self.problem = ""
        """Why the method that was wanted is not the one proposed."""
        context = app.context
        last = last_choices.load(context.places)
        self.unused = not last.tour and last.minutes is None and last.pack is None
        """Whether no meeting was ever chosen here, nor the tour offered."""
        self._packs: list[Pack] = []
        self._wanted = last.pack or context.settings.pack
        self.pack = self._find_pack(self._wanted)
        chosen = last.circumstances if last.circumstances is not None else context.settings.circumstances
        self.circumstances: set[str] = set()
        self.take_circumstances(chosen)
        self.lengths = last.lengths
        factor = proposed_minutes(self.pack, self.circumstances, 1)
        self._base = max(1, (last.minutes or context.settings.minutes) // (1 if last.outright else factor))
        self._outright = self._base if last.outright else 0
        self._until: datetime | None = None

    def _find_pack(self, pack_id: str) -> Pack:
        """The pack wanted, else one that may be used: a broken pack never stops the program."""
        shelf, policy = self._app.context.shelf, self._app.context.policy
        try:
            if policy.lets(pack_id):
                return shelf.get(pack_id)
        except KohtaaError as fault:
            self.problem = self._app.words.fault(fault)
        for other in policy.packs:
            with suppress(KohtaaError):
                return shelf.get(other)
        return shelf.get("kohtaava")

    def read_packs(self) -> None:
        """Read the packs anew: one may be another version, or be there now."""
        self._packs, self.problem = [], ""
        self.pack = self._find_pack(self._wanted)
        self.take_circumstances(tuple(self.circumstances))

    def take_circumstances(self, chosen: tuple[str, ...]) -> None:
        """Take these, as far as the method knows them."""
        self.circumstances = set(chosen) & {c.id for c in self.pack.circumstance}

    # --- what they come to ---

    @property
    def plan(self) -> Plan:
        """The plan of a meeting that begins now."""
        return self.plan_of(self.minutes, outright=self.outright)

    def plan_of(self, minutes: int, *, outright: bool = True) -> Plan:
        """The plan of a meeting of so many minutes."""
        return make_plan(self.pack, minutes, self.circumstances, outright=outright)

    @property
    def outright(self) -> bool:
        """Whether the length was given, not proposed for the circumstances."""
        return bool(self._outright or self.until)

    @property
    def until(self) -> datetime | None:
        """The time of day at which to end, where that was chosen and is still to come."""
        if self._until is not None and self._until <= self._app.context.clock.now():
            self._until = None
        return self._until

    @property
    def minutes(self) -> int:
        """The length in minutes."""
        if self.until is not None:
            return asked.minutes_to(self.until, self._app.context.clock.now())
        return self._outright or proposed_minutes(self.pack, self.circumstances, self._base)

    # --- shown and changed ---

    def rows(self, plan: Plan, *, other: bool = False) -> list[tuple[str, str, str]]:
        """What can be chosen: name, label, value. `plan` is what they come to.

        `other` says that there are appointments, so that the length is that of a meeting without one.
        """
        words = self._app.words
        names = {"first": words("first meeting"), "interpreter": words("interpreter"), "remote": words("remote")}
        length = f"{self.minutes} min"
        if self.until is not None:
            length += " · " + words("until {time}", time=words.time(self.until))
        rows = [("length", words("other meeting") if other else words("length"), length)]
        for name in CIRCUMSTANCES:
            if any(c.id == name for c in self.pack.circumstance):
                rows.append((name, names[name], self._told(name, plan)))
        rows.append(("pack", words("method"), self.pack.title.get(words.language)))
        return rows

    def _told(self, name: str, plan: Plan) -> str:
        """Whether a circumstance is there, and what an interpreter does to the time."""
        words = self._app.words
        if name not in self.circumstances:
            return words("no")
        if name != "interpreter":
            return words("yes")
        return words("yes") + " · " + (words("half the matters") if plan.half_matters else words("twice the time"))

    def change(self, name: str, step: int) -> None:
        """The next or the previous value of what is named so."""
        if name == "length":
            now = self.minutes
            later = [p for p in PRESETS if p > now]
            earlier = [p for p in PRESETS if p < now]
            self.set_length((later or [now])[0] if step > 0 else (earlier or [now])[-1])
        elif name == "pack":
            self._next_pack(step)
        else:
            self.circumstances = self.circumstances ^ {name}

    def round_length(self) -> None:
        """The next of the usual lengths, after the last one the first."""
        self.set_length(next((p for p in PRESETS if p > self.minutes), PRESETS[0]))

    def set_length(self, minutes: int) -> None:
        """A length in minutes."""
        self._until = None
        if "interpreter" in self.circumstances:
            self._outright = minutes
        else:
            self._base, self._outright = minutes, 0

    def typed(self, text: str) -> str:
        """A length or an end as it was typed; returns what is wrong with it, in a sentence."""
        try:
            if "." in text or ":" in text:
                self._until = asked.end_at(text, self._app.context.clock.now())
            else:
                self.set_length(asked.minutes(text))
        except KohtaaError as fault:
            return self._app.words.fault(fault)
        return ""

    def _next_pack(self, step: int) -> None:
        if not self._packs:
            context = self._app.context
            every = (one.content for one in context.shelf.listed() if one.content is not None)
            self._packs = [pack for pack in every if context.policy.lets(pack.id)]
        ids = [p.id for p in self._packs]
        if not ids:
            return
        place = ids.index(self.pack.id) if self.pack.id in ids else 0
        self.pack = self._packs[(place + step) % len(ids)]
        self._wanted = self.pack.id
        self.take_circumstances(tuple(self.circumstances))

    # --- remembered ---

    def remember(self, plan: Plan) -> None:
        """Keep what was started for the next time."""
        self._app.remember(
            minutes=plan.minutes if self.until is None else None,
            outright=bool(self._outright),
            **self._seen(plan, plan.minutes),
        )

    def remember_appointment(self, plan: Plan, minutes: int) -> None:
        """Keep what was started from an appointment of so many minutes; the usual length stays what it was."""
        self._app.remember(**self._seen(plan, minutes))

    def _seen(self, plan: Plan, minutes: int) -> dict[str, object]:
        last = last_choices.load(self._app.context.places)
        lengths = last_choices.with_length(last, minutes, plan.circumstances).lengths
        return {"circumstances": plan.circumstances, "pack": self.pack.id, "lengths": lengths}
