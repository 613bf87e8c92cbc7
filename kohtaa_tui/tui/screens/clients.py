"""The list of practice clients: whom to practise with, and the practice that was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...domain.plan import make_plan
from ...domain.practised import Practice
from ...domain.scenario import Scenario
from ...errors import KohtaaError
from ...runtime import practice as store
from ...storage.library import Loaded
from ...storage.scenarios import Clients
from .. import rehearsing
from ..dialogs import Reading, Table
from ..draw import clients
from ..draw.canvas import Canvas, cell_len
from ..draw.furniture import circumstance_words
from ..draw.grid import Grid
from ..helps import help_page
from .stage import Stage

if TYPE_CHECKING:
    from ..app import KohtaaApp


class ClientsScreen(Stage):
    """Choose a practice client by a digit, a click or Enter; Esc goes to Home."""

    where = "clients"
    writes = False

    def __init__(self, app_: KohtaaApp, speed: float = 1, hints: bool = True) -> None:
        super().__init__(app_)
        self._speed, self._hints = speed, hints
        context = app_.context
        self._clients = Clients(context.places, context.shelf)
        self._left: Loaded | None = next(iter(store.left(store.for_practice(context))), None)
        self._listed = self._clients.listed()
        self._at = 0

    def on_mount(self) -> None:
        super().on_mount()
        self.kohtaa.signals.rest()

    # --- drawing ---

    def _entries(self) -> list[clients.Entry]:
        words, language = self.words, self.words.language
        found = []
        if self._left is not None:
            session = self._left.session
            scenario = session.practice.scenario if session.practice else None
            began = session.wall(session.begin_ms).astimezone()
            told = words("left on {day} at {time}", day=words.day(began.date()), time=words.time(began))
            found.append(clients.Entry(words("Go on with {name}", name=scenario.name if scenario else "–"), told))
        for listing in self._listed:
            if listing.content is None:
                why = words(listing.faults[0].message, **listing.faults[0].fields) if listing.faults else ""
                found.append(clients.Entry(listing.id, words("broken"), why, broken=True))
            else:
                client = listing.content
                about = [words("{n} min", n=client.minutes), circumstance_words(client.circumstances, words)]
                intro = client.intro.get(language)
                found.append(clients.Entry(client.name, " · ".join(a for a in about if a), intro))
        return found

    def draw(self, width: int, height: int) -> tuple[Canvas, Grid]:
        view = clients.ClientsView(
            words=self.words,
            keys=self.keys,
            entries=self._entries(),
            chosen=self._at,
            message=self.message,
            drawer=self.drawer(),
            ascii_only=self.kohtaa.ascii_only,
        )
        return clients.draw(view, width, height)

    def placeholder(self) -> str:
        return self.words("digit or Enter") if self._count else self.words("No practice clients were found.")

    def status_width(self, grid: Grid) -> int:
        return cell_len(self.words("Enter starts"))

    # --- keys and clicks ---

    @property
    def _count(self) -> int:
        return len(self._listed) + (self._left is not None)

    def own_key(self, key: str, character: str | None) -> bool:
        if character is not None and character in "123456789":
            self._take(int(character) - 1)
            return True
        return character is not None and character.isprintable()  # nothing is written here

    def arrow(self, key: str) -> bool:
        if key in ("up", "down") and self._count:
            self._at = (self._at + (1 if key == "down" else -1)) % self._count
        return True

    def submit(self, text: str) -> bool:
        self._take(self._at)
        return False

    def clicked(self, target: str) -> None:
        what, _, place = target.partition(":")
        if what == "client":
            self._take(int(place))
        elif what == "start":
            self._take(self._at)

    def _take(self, place: int) -> None:
        """Begin with the one at this place, or go on with the run that was left."""
        if place >= self._count:
            return
        self._at = place
        try:
            if self._left is not None and place == 0:
                rehearsing.resume(self.kohtaa, self._left, self._hints)
                return
            listing = self._listed[place - (self._left is not None)]
            self._begin(self._clients.get(listing.id) if listing.content is None else listing.content)
        except KohtaaError as fault:
            self.say(self.words.fault(fault))

    def _begin(self, scenario: Scenario) -> None:
        plan = make_plan(self._clients.pack(scenario.pack), scenario.minutes, scenario.circumstances)
        rehearsing.start(self.kohtaa, plan, Practice("practice", scenario, speed=self._speed), self._hints)

    def do_leave(self) -> None:
        """To Home."""
        self.kohtaa.go_home()

    def do_help(self) -> None:
        """What practising is."""
        self.open_dialog(Reading(self.words, self._help))

    def _help(self, width: int) -> Table:
        words = self.words
        right = [
            words("A practice client is made up. You practise a whole meeting, on the same screen as a real one."),
            words("Nothing of it comes among your meetings: practice is kept in a folder of its own."),
            words(
                "Faster than the clock, or without hints: {command}", command="kohtaa practice ID --speed 4 --no-hints"
            ),
            words("A client of your own: {command}", command="kohtaa practice new ID"),
        ]
        focus = words("The list of practice clients: a digit or Enter begins, Esc goes to Home.")
        return help_page(self, width, right, focus)
