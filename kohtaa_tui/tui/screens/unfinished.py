"""An unfinished meeting on Home: go on, end it where it was left, or erase it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import KohtaaError
from ...runtime.gaps import QUESTION_S, Gap, gap_s, last_saved
from ...storage.archive import Loaded
from ...storage.hold import Hold
from ..dialogs import Choice, Choose

if TYPE_CHECKING:
    from .home import HomeScreen


class Unfinished:
    """The meeting that was left, and the question about it."""

    def __init__(self, screen: HomeScreen, loaded: Loaded | None) -> None:
        self._screen = screen
        self.loaded = loaded

    def find(self) -> None:
        """Look for one, unless it is known already, and offer it."""
        try:
            self.loaded = self.loaded or self._screen.kohtaa.context.archive.unfinished()
        except KohtaaError as fault:
            self._screen.say(self._screen.words.fault(fault))
        if self.loaded is not None:
            self.offer(self.loaded)

    def offer(self, loaded: Loaded) -> None:
        """Ask what to make of it; Esc leaves it for later. One that is open elsewhere is not offered."""
        screen, words = self._screen, self._screen.words
        if not self._free(loaded):
            return
        self.loaded = loaded
        clock = screen.kohtaa.context.clock
        gap = gap_s(loaded, clock)
        saved = words.time(last_saved(loaded, clock).astimezone())
        name = loaded.session.reference
        title = " · ".join(part for part in (words("A meeting was left unfinished"), saved, name) if part)
        told = words("Last saved at {time}.", time=saved)
        if gap >= 60:
            told = words.plural(
                "Last saved at {time}, {n} minute ago.",
                "Last saved at {time}, {n} minutes ago.",
                gap // 60,
                time=saved,
                n=gap // 60,
            )
        if gap > QUESTION_S:
            choices = [
                Choice(words("The meeting went on: count it"), lambda: self._go_on(Gap.COUNT)),
                Choice(words("It was a pause"), lambda: self._go_on(Gap.PAUSE)),
            ]
            told = f"{told} {words('How shall the time between be counted?')}"
        else:
            choices = [Choice(words("Go on with the meeting"), lambda: self._go_on(Gap.COUNT))]
        choices += [
            Choice(words("The meeting ended at {time}", time=saved), lambda: self._go_on(Gap.END)),
            Choice(words("Erase this meeting"), self._ask_erase),
        ]
        screen.open_dialog(Choose(words, title, choices, sentence=told, esc=words("Ask me later")))

    def _free(self, loaded: Loaded) -> bool:
        """Whether no other window has the meeting; asked again before anything is done with it."""
        hold = Hold(self._screen.kohtaa.context.places, loaded.session.id)
        if hold.take():
            hold.release()
            return True
        self.loaded = None
        self._screen.say(self._screen.words("This meeting is open in another window."))
        return False

    def _go_on(self, gap: Gap) -> None:
        loaded, self.loaded = self.loaded, None
        if loaded is None or not self._free(loaded):
            return
        self._screen.close_dialog()
        try:
            self._screen.kohtaa.resume_meeting(loaded, gap)
        except KohtaaError as fault:
            self._screen.say(self._screen.words.fault(fault))

    def _ask_erase(self) -> None:
        words = self._screen.words
        self._screen.open_dialog(
            Choose(
                words,
                words("Erase this meeting?"),
                [Choice(words("Keep it"), lambda: None), Choice(words("Erase it"), self._erase)],
                sentence=words("Its notes and times are taken off this computer. This cannot be undone."),
            )
        )

    def _erase(self) -> None:
        screen = self._screen
        loaded, self.loaded = self.loaded, None
        if loaded is None or not self._free(loaded):
            return
        try:
            screen.kohtaa.context.archive.remove(loaded.session.id)
        except KohtaaError as fault:
            screen.say(screen.words.fault(fault))
            return
        screen.read_recent()
        screen.say(screen.words("Erased here. Backups may still hold a copy."))
