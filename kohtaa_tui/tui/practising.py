"""The side panel of practice alone: the client's words, and one key for what kind of turn answered them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..domain import hints, rehearsal, timing
from ..domain.events import Key, PhaseMoved, TurnMarked
from ..domain.folding import last_undoable
from ..domain.pack import Texts
from ..domain.practice_report import KINDS
from ..domain.scenario import TurnKind
from ..exports.practice_words import KIND_NAMES
from ..i18n import Words
from ..runtime.runner import Runner
from . import hint_words
from .dialogs import Choice, Choose, Outcome, Reading, Table
from .draw.canvas import cell_len, wrap
from .draw.drawer import Line
from .draw.views import Panel

if TYPE_CHECKING:
    from .screens.meeting import MeetingScreen

MARKED_S = 10
"""Seconds for which the empty note line says which kind was marked."""
WHOLE = "0"
"""The key that shows the whole of the client's words where there is no room for them."""


class Introduction(Reading):
    """What is read before the first turn. A blank closes it and stays off the line: digits mark on an empty one."""

    def key(self, key: str, character: str | None) -> Outcome:
        return Outcome.CLOSE if character == " " else super().key(key, character)


class Practising:
    """Practice alone: the program answers for the client."""

    def __init__(self, runner: Runner, *, hints: bool, next_time: str = "") -> None:
        self._runner = runner
        self._hints = hints
        self._next_time = next_time
        """What the trainee meant to try this time."""
        self._door: int | None = None
        """How many turns had been marked when the client stood at the door; None before."""
        self._begun: Key | None = None
        """The record that set the beginning to when the introduction had been read; no undo takes it back."""
        self._marked: TurnKind | None = None
        """The kind that was marked just now."""
        self.screen: MeetingScreen | None = None
        """Where it is shown; without one, sentences are dropped."""

    # --- what is shown ---

    def panel(self, words: Words, language: str) -> Panel:
        session = self._runner.session
        scenario = rehearsal.scenario_of(session)
        name = scenario.name if scenario else ""
        line = self._line()
        spoken, label, text = True, name, line.text.get(language) if line else ""
        if line is not None and line.kind == "interruption":
            spoken, label, text = False, words("Interruption"), f"({text})"
        elif line is not None and line.kind == "door":
            label = words("{name}, at the door", name=name)
        elif line is not None and line.kind == "silent":
            spoken, text = False, f"({words('nods')})"
        return Panel(
            tag=words("PRACTICE"),
            name=label,
            text=text,
            spoken=spoken,
            hint=self._hint(words, language, name),
            choices=tuple((str(n), words(KIND_NAMES[k]), f"turn:{k}") for n, k in enumerate(KINDS, 1)),
            menu=("1–7", words("kind"), "turns"),
            chosen=f"turn:{self._marked}" if self._marked else "",
            about=words("Nobody here is real"),
            quotes=("“", "”") if language == "en" else ("”", "”"),
            whole=(WHOLE, "whole"),
            placeholder=self._told(words) or words("1–7: what kind of turn it was; anything else is a note"),
            placeholder_short=self._told(words) or words("1–7: kind of turn"),
        )

    def _line(self) -> rehearsal.Line | None:
        return rehearsal.line(self._runner.session, self._runner.at_ms(), self._door)

    def _hint(self, words: Words, language: str, name: str) -> str:
        line, session = self._line(), self._runner.session
        if not self._hints or line is None or line.kind in ("interruption", "door"):
            return ""
        found = hints.hint(session)
        if found is None:
            return ""
        about = next((p for p in session.plan.phases if p.id == found.phase), session.phase)
        return hint_words.told(found, name, about.short.get(language), words)

    def _told(self, words: Words) -> str:
        """The kind that was marked just now."""
        return f"{words(KIND_NAMES[self._marked])} ✓" if self._marked else ""

    # --- keys ---

    def key(self, key: str, character: str | None) -> bool:
        self._marked = None
        if character is not None and character in "1234567":
            self._mark(KINDS[int(character) - 1])
            return True
        if character == WHOLE:
            self._show_whole()
            return True
        return False

    def click(self, target: str) -> bool:
        self._marked = None
        if target == "whole":
            self._show_whole()
            return True
        if target == "turns":
            self._ask_kind()
            return True
        what, _, name = target.partition(":")
        kind = next((k for k in KINDS if k == name), None)
        if what != "turn" or kind is None:
            return False
        self._mark(kind)
        return True

    def act(self, action: str) -> bool:
        """The door before the end, the door before the undo, the hints, and what has no place in a practice."""
        session = self._runner.session
        at_door = self._door == len(session.turns) and timing.is_last(session)
        if action == "end" and self._door is None and self._has_door():
            self._door = len(session.turns)
            if self.screen is not None:
                key = self.screen.keys.shown("end")
                self.screen.say(self.screen.words("One more turn may follow. {key} again ends the meeting.", key=key))
            return True
        if action == "undo" and at_door:
            self._door = None
            return True
        last = last_undoable(session)
        if action == "undo" and last is not None and last.key == self._begun:
            if self.screen is not None:
                self.screen.say(self.screen.words("There is nothing to undo."))
            return True
        if action == "hints":
            self._hints = not self._hints
            if self.screen is not None:
                words = self.screen.words
                self.screen.say(words("Hints are on.") if self._hints else words("Hints are off."))
            return True
        return False

    def possible(self, action: str) -> bool:
        return True

    def _has_door(self) -> bool:
        scenario = rehearsal.scenario_of(self._runner.session)
        return scenario is not None and scenario.door != Texts() and timing.is_last(self._runner.session)

    def _mark(self, kind: TurnKind) -> None:
        self._runner.record(TurnMarked(kind, rehearsal.answer(self._runner.session, kind)))
        self._marked = kind
        if self.screen is not None and self.screen.is_running:
            turns = len(self._runner.session.turns)
            self.screen.set_timer(MARKED_S, lambda: self._unmark(turns))

    def _unmark(self, turns: int) -> None:
        if self._marked and turns == len(self._runner.session.turns):
            self._marked = None
            if self.screen is not None:
                self.screen.redraw()

    # --- time ---

    def next_s(self) -> float:
        session = self._runner.session
        scenario = rehearsal.scenario_of(session)
        if scenario is None or scenario.interruption is None:
            return 60
        left = 60 * scenario.interruption.minute - (self._runner.at_ms() - session.begin_ms) / 1000
        return left if left > 0 else 60

    def tick(self) -> None:
        pass

    # --- what is read ---

    def introduction(self, screen: MeetingScreen) -> Reading:
        """Who comes and how it works, before the first turn."""
        scenario = rehearsal.scenario_of(self._runner.session)

        def table(width: int) -> Table:
            words, room = screen.words, width - 9  # beside the arrows, should it be scrolled
            intro = scenario.intro.get(words.language) if scenario else ""
            rows = [*wrap(intro, room), ""]
            if self._next_time:
                rows += [*wrap(words("Next time I try: {text}", text=self._next_time), room), ""]
            how = words("Read what the client says, answer aloud as you would, and press the digit of what you did:")
            rows += [*wrap(how, room), *self._kinds(words, room)]
            answers = words("The client answers to the kind and the phase, never to the words. F8 takes a turn back.")
            rows += wrap(answers, room)
            name = scenario.name if scenario else ""
            return Table(f"{words('PRACTICE')} · {name}", [Line([(0, row)]) for row in rows])

        return Introduction(screen.words, table, self._begin)

    def _begin(self) -> None:
        """The introduction has been read: what that took is none of the meeting's time."""
        session, read_ms = self._runner.session, self._runner.at_ms()
        if len(session.records) == 1 and read_ms >= 1000 and self._runner.can(PhaseMoved):
            self._begun = self._runner.move(session.records[0].key, read_ms).key
            if self.screen is not None:
                self.screen.changed()

    def _ask_kind(self) -> None:
        """All kinds by name, where the window has no row for them."""
        screen = self.screen
        if screen is not None and not screen.curtain:
            words = screen.words
            choices = [Choice(words(KIND_NAMES[kind]), self._marker(kind)) for kind in KINDS]
            about = words("What you said or did just now: the client answers to that, and to the phase.")
            screen.open_dialog(Choose(words, words("What kind of turn was it?"), choices, about=about))

    def _marker(self, kind: TurnKind) -> Callable[[], None]:
        def mark() -> None:
            self._mark(kind)
            if self.screen is not None:
                self.screen.changed()

        return mark

    @staticmethod
    def _kinds(words: Words, width: int) -> list[str]:
        """All kinds with their digits, in rows that tear no digit from its kind."""
        rows: list[str] = []
        for digit, kind in enumerate(KINDS, 1):
            part = f"{digit} {words(KIND_NAMES[kind])}"
            if rows and cell_len(f"{rows[-1]} · {part}") <= width:
                rows[-1] += f" · {part}"
            else:
                rows.append(part)
        return rows

    def _show_whole(self) -> None:
        """The client's words in a drawer, where the window has no room for all of them."""
        screen = self.screen
        if screen is None or screen.curtain:
            return

        def table(width: int) -> Table:
            panel = self.panel(screen.words, screen.language)
            text = f"{panel.quotes[0]}{panel.text}{panel.quotes[1]}" if panel.spoken else panel.text
            return Table(panel.name, [Line([(0, row)], strong=panel.spoken) for row in wrap(text, width - 6)])

        screen.open_dialog(Reading(screen.words, table))
