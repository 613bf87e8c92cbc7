"""Today's appointments on Home: which one Enter starts, and what that comes to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ...domain.agenda import EARLY, Appointment, following, gap, timed
from ...domain.plan import Plan
from ...runtime.agenda import next_one
from ...runtime.appointments import FAR_MINUTES, gap_words, length, minutes_from, span, whole_minutes
from ...runtime.lateness import late_words
from ..dialogs import Reading, Table
from ..draw.canvas import wrap
from ..draw.day import DayView, key_of
from ..draw.drawer import Line
from ..draw.home import Head, Row

if TYPE_CHECKING:
    from .choices import Choices
    from .home import HomeScreen

FAR = timedelta(hours=2)
"""Time to the next appointment that is told in hours."""


class Today:
    """The appointments that are left today, the chosen one among them."""

    def __init__(self, home: HomeScreen, choices: Choices) -> None:
        self._home, self._choices = home, choices
        self._beside = home.kohtaa.beside
        self.chosen: Appointment | None = None
        """What Enter starts; None for a meeting without an appointment."""
        self._free = False
        """Whether a meeting without an appointment was chosen by the person."""

    @property
    def _now(self) -> datetime:
        return self._home.kohtaa.context.clock.now()

    @property
    def left(self) -> tuple[Appointment, ...]:
        """Those that have not ended."""
        return self._beside.agenda.left(self._now)

    def refresh(self) -> None:
        """The calendar was read, or time has passed: keep what was chosen while it is there."""
        left = self.left
        if self._free or (self.chosen is not None and self.chosen in left):
            return
        self.choose(next_one(self._beside.agenda.appointments, self._beside.begun, self._now))

    def choose(self, appointment: Appointment | None) -> None:
        """Choose an appointment, with the circumstances of the last meeting of its length."""
        if appointment is not None and appointment != self.chosen:
            seen = self._choices.lengths.get(length(appointment))
            if seen is not None:
                self._choices.take_circumstances(seen)
        self.chosen = appointment

    def take(self, name: str) -> None:
        """The cursor stands on the row of this name: an appointment's chooses it, the length's none."""
        if name == "length":
            self._free = True
            self.choose(None)
            return
        found = next((a for a in self.left if key_of(a) == name), None)
        if found is not None:
            self._free = False
            self.choose(found)

    # --- what it comes to ---

    @property
    def plan(self) -> Plan | None:
        """The plan that Enter starts: fitted to what is left once the appointment has begun."""
        if self.chosen is None:
            return None
        return self._choices.plan_of(self._minutes(self.chosen))

    def _minutes(self, appointment: Appointment) -> int:
        begun = appointment.start <= self._now + EARLY
        return minutes_from(appointment, self._now) if begun else whole_minutes(appointment)

    def late(self, *, narrow: bool = False) -> str:
        """What beginning late costs each phase, in a line; empty before the appointment's time.

        Where columns are few the phases have no names: they stand in their order.
        """
        if self.chosen is None:
            return ""
        return late_words(self.chosen, self._now, self._choices.plan_of, self._home.words, names=not narrow)

    # --- shown ---

    def title(self) -> str:
        """The head of the list; it tells where something in the calendar is not clear."""
        words, told = self._home.words, len(self._beside.agenda.told)
        if not told:
            return words("Today")
        return words.plural("Today · {key} shows {n} remark", "Today · {key} shows {n} remarks", told, key=self._key)

    def unread(self, *, narrow: bool = False) -> str:
        """That a calendar cannot be read at all: an empty day would look like a free one."""
        if not self._beside.agenda.failed:
            return ""
        if narrow:
            return self._home.words("A calendar cannot be read: {key}", key=self._key)
        return self._home.words("A calendar cannot be read. {key} tells why.", key=self._key)

    @property
    def _key(self) -> str:
        return self._home.keys.shown("home.calendar")

    def rows(self) -> list[Row]:
        """A row for each that is left: from when to when, its length, the gap after it."""
        titles = self._beside.titles
        rows = []
        for a in self.left:
            parts = [self._home.words("{n} min", n=length(a)), self._gap(a)]
            if a.unsure:
                parts.insert(0, self._home.words("time uncertain"))
            if titles and a.title:
                parts.insert(0, a.title)
            told = " · ".join(p for p in parts if p)
            rows.append(Row(key_of(a), span(a, self._home.words), told, strong=a == self.chosen, own=True))
        return rows

    def _gap(self, appointment: Appointment) -> str:
        ahead = following(self._beside.agenda.appointments, appointment.start)
        if ahead is None:
            return ""
        free = gap(ahead, appointment.end) // timedelta(minutes=1)
        return gap_words(free, self._home.words) if free < FAR_MINUTES else ""

    def head(self) -> Head | None:
        """Figure and words: the minutes to the appointment, or what is left of it."""
        chosen, now, words = self.chosen, self._now, self._home.words
        if chosen is None:
            return None
        told = f"{span(chosen, words)} · {words('{n} min', n=length(chosen))}"
        if now >= chosen.start:
            left = (chosen.end - now) // timedelta(minutes=1)
            ago = (now - chosen.start) // timedelta(minutes=1)
            began = words("began {n} min ago", n=ago) if ago else words("begins now")
            return Head(str(left), (words("min left"), told, began))
        to = -((now - chosen.start) // timedelta(minutes=1))  # rounded up
        if chosen.start - now > FAR:
            return Head(
                str(to // 60), (words("h to the next meeting"), told, self._gap(chosen)), words("h to the next")
            )
        return Head(str(to), (words("min to the next meeting"), told, self._gap(chosen)), words("min to the next"))

    def day(self) -> DayView | None:
        """The day's rail, while an appointment is chosen."""
        if self.chosen is None:
            return None
        return DayView(self._now, timed(self._beside.agenda.appointments), self.chosen, self._beside.titles)

    def early(self) -> Appointment | None:
        """The chosen appointment where it is too early to begin it as such."""
        chosen = self.chosen
        return chosen if chosen is not None and self._now < chosen.start - EARLY else None

    # --- the whole day, to be read ---

    def show_all(self) -> None:
        """Read the calendar anew and show the whole day, with what is unsure or was left out."""
        home, words = self._home, self._home.words
        if not self._beside.agenda.on:
            home.open_dialog(Reading(words, lambda width: _without(home, width)))
            return
        home.say(words("Reading the calendar"))
        self._beside.look(anew=True, then=self._show)

    def _show(self) -> None:
        home, words = self._home, self._home.words
        if home.successor is not None or not home.is_attached or home.curtain:
            return
        home.message = ""
        self.refresh()

        def table(width: int) -> Table:
            rows = [Line([(0, span(a, words)), (15, self._whole(a))]) for a in self._beside.agenda.appointments]
            told = (t.tell(words) for t in self._beside.agenda.told)
            rows += [Line([(0, part)]) for sentence in told for part in wrap(f"? {sentence}", width - 8)]
            sentence = "" if rows else words("No appointments today.")
            return Table(words("Today"), rows, sentence)

        home.open_dialog(Reading(words, table))

    def _whole(self, appointment: Appointment) -> str:
        words = self._home.words
        how = words("all day") if appointment.all_day else words("{n} min", n=length(appointment))
        parts: Sequence[str] = (
            how,
            "" if appointment.all_day else self._gap(appointment),
            words("time uncertain") if appointment.unsure else "",
            appointment.title if self._beside.titles else "",
        )
        return " · ".join(p for p in parts if p)


def _without(home: HomeScreen, width: int) -> Table:
    """How a calendar is set, where there is none."""
    words = home.words
    told = words("kohtaa can read the appointments of today from a file or folder that your calendar program writes.")
    command = words("Set it with: {command}", command="kohtaa calendar add FILE")
    return Table(words("Calendar"), [Line([(0, part)]) for text in (told, command) for part in wrap(text, width - 8)])
