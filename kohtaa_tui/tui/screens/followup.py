"""The next meeting: a field for its day and time, a note of what was agreed, and a file for the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...domain import when
from ...domain.lateness import appointed_minutes
from ...errors import KohtaaError
from ...runtime import followup
from ..dialogs import Ask
from ..draw.canvas import wrap
from ..draw.drawer import Drawer, Line

if TYPE_CHECKING:
    from .meeting import MeetingScreen
    from .review import ReviewScreen

SMALL = 8
"""Rows of a window in which a drawer has one row."""


def ask_followup(screen: MeetingScreen | ReviewScreen) -> None:
    """Ask for the day and time; what was understood is shown in full words while it is being typed."""
    screen.open_dialog(AskWhen(screen))


class AskWhen(Ask):
    """The field, which says at every letter what it has understood."""

    live = True

    def __init__(self, screen: MeetingScreen | ReviewScreen) -> None:
        words = screen.words
        self._screen = screen
        super().__init__(
            words,
            words("Next meeting"),
            take=self._taken,
            word=words("Agree on it"),
            sentence=words(
                "Day and time; a length after it where it is not {n} min.", n=appointed_minutes(screen.session)
            ),
            placeholder=words("for example: Tue 9:30"),
            about=words("It becomes an agreed note, and a file for the calendar that does not name the client."),
        )

    def drawer(self, width: int) -> Drawer:
        shown, small = super().drawer(width), self._screen.size.height <= SMALL
        told, understood = self._told(self._screen.line.value, short=small or width < 60)
        if small and width < 60:  # what was understood takes all the room there is
            return Drawer(told, "", (), shown.foot)
        lines = [Line([(0, part)], strong=understood) for part in wrap(told, width - 6)]
        return Drawer(self._words("next meeting") if small else shown.title, shown.sentence, lines, shown.foot)

    def _told(self, text: str, *, short: bool) -> tuple[str, bool]:
        """What the text means, or what it lacks; and whether it can be taken."""
        words, now = self._words, self._screen.kohtaa.context.clock.now()
        hint = words("day and time") if short else words(when.NOTHING)
        if not text.strip():
            return self.problem or hint, False
        try:
            found = followup.understood(text, self._screen.session, now)
        except KohtaaError as fault:  # a word that is half written is not called strange before Enter
            half = fault.message == when.STRANGE and not self.problem
            return hint if half else words.fault(fault), False
        return followup.told(found, words, now.date(), short=short), True

    def _taken(self, text: str) -> str:
        """Note it and write the file; a sentence says what is wrong."""
        screen, words = self._screen, self._words
        now = screen.kohtaa.context.clock.now()
        try:
            found = followup.understood(text, screen.session, now)
            screen.runner.note(followup.note(found, words, screen.session, now.date()))
        except KohtaaError as fault:
            return words.fault(fault)
        screen.close_dialog()  # before anything is said: the note line is the note line again
        screen.changed()
        screen.say(self._written(found))
        return ""

    def _written(self, found: followup.FollowUp) -> str:
        """Write the calendar file; the sentence says where it is, or that only the note was made."""
        screen, words = self._screen, self._words
        try:
            path = followup.shortened(followup.write(found, words, screen.kohtaa.context.clock.now()))
        except KohtaaError as fault:
            return words("The note stays, but there is no calendar file. {why}", why=words.fault(fault))
        if screen.size.width < 60:
            return words("File: {path}", path=path)
        return words("Agreed. Calendar file: {path}", path=path)
