"""Unfinished meetings on Home, one after the other: go on, end it where it was left, or erase it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import KohtaaError
from ...runtime.gaps import QUESTION_S, Gap, gap_s, last_saved
from ...runtime.held import open_elsewhere
from ...storage.hold import Hold
from ...storage.library import Loaded
from ..dialogs import Choice, Choose

if TYPE_CHECKING:
    from .history import HistoryScreen
    from .home import HomeScreen


class Unfinished:
    """The meetings that were left, and the question about one of them."""

    def __init__(self, screen: HomeScreen | HistoryScreen, loaded: Loaded | None) -> None:
        self._screen = screen
        self.loaded = loaded
        self._more = 0
        """How many were left besides."""

    def find(self) -> None:
        """Offer the one that is known already, or the newest. Those that are open elsewhere are only told of."""
        known = self.loaded
        if known is not None and not Hold(self._screen.kohtaa.context.places, known.session.id).elsewhere:
            self.offer(known)
            return
        self.loaded = None
        left, held = self._left()
        if left:
            self._more = len(left) - 1
            self.offer(left[0])
        elif held:
            self._screen.say(self._told(held[0]))

    def _left(self) -> tuple[list[Loaded], list[Loaded]]:
        """Those that can be taken up here, newest first, and those that another window has."""
        left: list[Loaded] = []
        held: list[Loaded] = []
        context = self._screen.kohtaa.context
        try:
            for loaded in context.archive.left():
                if not loaded.newer:
                    elsewhere = Hold(context.places, loaded.session.id).elsewhere
                    (held if elsewhere else left).append(loaded)
        except KohtaaError as fault:
            self._screen.say(self._screen.words.fault(fault))
        return left, held

    def _told(self, loaded: Loaded) -> str:
        context, words = self._screen.kohtaa.context, self._screen.words
        return words.fault(open_elsewhere(Hold(context.places, loaded.session.id), words, context.clock.now()))

    def _next(self) -> None:
        """The one after it, older; after the oldest the newest again."""
        left, _ = self._left()
        if not left:
            return
        ids = [loaded.session.id for loaded in left]
        now = self.loaded.session.id if self.loaded is not None else ""
        self._more = len(left) - 1
        self.offer(left[(ids.index(now) + 1) % len(left) if now in ids else 0])

    def offer(self, loaded: Loaded) -> None:
        """Ask what to make of it; Esc leaves it for later."""
        screen, words = self._screen, self._screen.words
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
        if self._more:
            choices.append(Choice(words("Another unfinished meeting ({n})", n=self._more), self._next))
        about = words("A meeting was left without an end, and nothing of it is lost. Say what the time since then was.")
        screen.open_dialog(Choose(words, title, choices, sentence=told, esc=words("Ask me later"), about=about))

    def _go_on(self, gap: Gap) -> None:
        loaded, self.loaded = self.loaded, None
        if loaded is None:
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
                about=words("To erase only its texts, keep it, end it, and erase the notes in its review."),
            )
        )

    def _erase(self) -> None:
        screen = self._screen
        loaded, self.loaded = self.loaded, None
        if loaded is None:
            return
        hold = Hold(screen.kohtaa.context.places, loaded.session.id)
        if not hold.take():  # opened elsewhere since it was offered
            screen.say(self._told(loaded))
            return
        try:
            screen.kohtaa.context.archive.remove(loaded.session.id)
        except KohtaaError as fault:
            screen.say(screen.words.fault(fault))
            return
        finally:
            hold.release()
        screen.read_recent()
        screen.say(screen.words("Erased here. Backups may still hold a copy."))
