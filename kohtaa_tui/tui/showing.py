"""The side panel of what is only shown: a demo, or a run that is played once more. The presenter's keys are here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain import rehearsal
from ..domain.pack import Texts
from ..domain.session import Session
from ..errors import N_
from ..exports.gathered import tag
from ..exports.practice_words import KIND_NAMES
from ..i18n import Words
from ..runtime.player import Player
from .draw.views import Panel, Show

if TYPE_CHECKING:
    from .screens.show import ShowScreen

SEEK_MS = 60_000
"""What ← and → skip."""
PAUSES = frozenset(".bB")
"""What clickers send for a black screen."""
FASTER, SLOWER = frozenset("+"), frozenset("-–−")
TITLES = {
    "next": N_("Go on, or to the next step"),
    "back": N_("A step back"),
    "pause": N_("Pause, or go on"),
    "end": N_("To the review"),
    "curtain": N_("Curtain: hide the texts"),
    "view": N_("Change the view"),
    "language": N_("The next language"),
    "theme": N_("Day or night colours"),
    "help": N_("Help"),
    "quit": N_("Close"),
}
"""The actions of the meeting that make sense where nothing is written, by what they do there."""
POSSIBLE = frozenset({*TITLES, "actions"})


class Showing:
    """A player on the Meeting screen."""

    def __init__(self, player: Player, *, replay: bool) -> None:
        self.player = player
        self._replay = replay
        self.screen: ShowScreen | None = None

    # --- what is shown ---

    def panel(self, words: Words, language: str) -> Panel:
        player, session = self.player, self.player.session
        at = player.at_ms()
        scenario = rehearsal.scenario_of(session)
        line = rehearsal.line(session, at) if player.begun else None
        told_ms = max(session.visits[-1].start_ms, *(t.at_ms for t in session.turns[-1:]), 0)
        asked_ms, asked = _latest(player.script.asked, at, language)
        caption_ms, caption = _latest(player.script.captions, at, language)
        turn = session.turns[-1] if session.turns and session.turns[-1].at_ms == told_ms else None
        unanswered = asked_ms > told_ms
        name = scenario.name if scenario else ""
        text, spoken = line.text.get(language) if line and not unanswered else "", True
        if line is not None and line.kind == "silent" and not unanswered:
            text, spoken = "(" + words("{name} nods.", name=name) + ")", False
        return Panel(
            tag=tag_of(self.player.session, words),
            name=name if text else "",
            text=text,
            spoken=spoken and bool(text),
            hint=caption,
            quotes=("“", "”") if language == "en" else ("”", "”"),
            about=words("Nobody here is real") if session.practice else "",
            placeholder=self._placeholder(words),
            show=Show(
                caption=caption,
                kind=words(KIND_NAMES[turn.kind]) if turn and not unanswered else "",
                asked=asked if asked_ms >= told_ms and asked else "",
                newest=caption_ms >= told_ms,
                pace=f"{player.speed:g} ×",
                keys=("next", "back", "pause", "language", "view", "help"),
            ),
        )

    def _placeholder(self, words: Words) -> str:
        player, screen = self.player, self.screen
        if screen is None:
            return ""
        pause, onward = screen.keys.shown("pause"), screen.keys.shown("next")
        if player.over:
            return ""
        if player.paused:
            return words("Paused. {key} goes on.", key=pause)
        if not player.going:
            return words("{key} goes on", key=onward)
        return words("only shown, nothing is written")

    # --- keys ---

    def key(self, key: str, character: str | None) -> bool:
        player = self.player
        if character is not None and character in PAUSES:
            self.player.pause()
        elif character is not None and character in FASTER | SLOWER:
            player.faster() if character in FASTER else player.slower()
            self._say_speed()
        elif key in ("enter", "space"):
            self.player.forward()
        elif key in ("left", "right"):
            player.seek(player.at_ms() + (SEEK_MS if key == "right" else -SEEK_MS))
        elif key == "home":
            player.seek(0)
        elif key == "end":
            player.seek(player.script.end_ms)
        elif key in ("up", "down"):
            pass
        elif character is not None and character.isprintable():
            if self.screen is not None and not character.isdigit():
                self.screen.tell_only_shown()
        else:
            return False
        self._arrive()
        return True

    def act(self, action: str) -> bool:
        match action:
            case "next":
                self.player.forward()
            case "back":
                self.player.back()
            case "pause":
                self.player.pause()
            case "end":
                self.player.seek(self.player.script.end_ms)
            case _ if action in POSSIBLE:
                return False
            case _:
                if self.screen is not None:
                    self.screen.tell_only_shown()
                return True
        self._arrive()
        return True

    def possible(self, action: str) -> bool:
        return action in POSSIBLE

    def click(self, target: str) -> bool:
        what, _, name = target.partition(":")
        if what == "phase":  # to where it was first entered
            session = self.player.whole
            start = next((v.start_ms for v in session.visits if v.phase == name), None)
            if start is not None:
                self.player.seek(start)
                self._arrive()
        return what in ("phase", "prompt")

    def _say_speed(self) -> None:
        if self.screen is not None:
            speed = f"{self.player.speed:g}"
            self.screen.say(self.screen.words("{speed} times as fast as the clock", speed=speed))

    def _arrive(self) -> None:
        """After the position has been changed: the session is the one there, and at the end the review opens."""
        self.player.look()
        if self.screen is not None:
            self.screen.arrived()

    # --- time ---

    def next_s(self) -> float:
        return self.player.next_s()

    def tick(self) -> None:
        self._arrive()


def tag_of(session: Session, words: Words) -> str:
    """The word that says what is shown: a demo, a practice, or a real meeting that is played once more."""
    return tag(session, words) or words("REPLAY")


def _latest(told: tuple[tuple[int, Texts], ...], at_ms: int, language: str) -> tuple[int, str]:
    """The newest of some texts at a moment, with its own moment; -1 where there is none yet."""
    found = [(at, text) for at, text in told if at <= at_ms]
    return (found[-1][0], found[-1][1].get(language)) if found else (-1, "")
