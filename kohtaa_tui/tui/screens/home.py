"""The Home screen: what one Enter starts, what came before, and what was left unfinished."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.timer import Timer

from ...domain.pack import Pack
from ...domain.plan import Plan, make_plan, proposed_minutes
from ...domain.session import Session, Status
from ...errors import KohtaaError
from ...runtime import asked
from ...storage import last as last_choices
from ...storage.hold import Hold
from ...storage.library import Broken, Loaded
from ...storage.tidying import tidy
from ..dialogs import Ask, Choice, Choose, Reading, Table
from ..draw import home
from ..draw.canvas import Canvas, cell_len
from ..draw.grid import Grid
from ..helps import key_rows, side_by_side
from .stage import Stage
from .unfinished import Unfinished

if TYPE_CHECKING:
    from ..app import KohtaaApp

PRESETS = (15, 20, 30, 45, 60, 90)
CIRCUMSTANCES = ("first", "interpreter", "remote")


class HomeScreen(Stage):
    """Choose a length and circumstances, or just press Enter."""

    where = "home"
    writes = False

    def __init__(self, app_: KohtaaApp, unfinished: Loaded | None = None) -> None:
        super().__init__(app_)
        app_.erasing.home()
        context = app_.context
        last = last_choices.load(context.places)
        self._packs: list[Pack] = []
        self._pack = self._find_pack(last.pack or context.settings.pack)
        chosen = last.circumstances if last.circumstances is not None else context.settings.circumstances
        known = {c.id for c in self._pack.circumstance}
        self._circumstances: set[str] = {c for c in chosen if c in known}
        factor = proposed_minutes(self._pack, self._circumstances, 1)
        self._base = max(1, (last.minutes or context.settings.minutes) // (1 if last.outright else factor))
        self._outright = self._base if last.outright else 0
        self._until: datetime | None = None
        self._row = 0
        self._recent: list[home.Recent] = []
        self.unfinished = Unfinished(self, unfinished)
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        self.read_recent()
        yield from super().compose()

    def on_mount(self) -> None:
        super().on_mount()
        self.kohtaa.set_title("kohtaa")
        if self.kohtaa.half_reference:
            self.line.put(self.kohtaa.half_reference)
            self.kohtaa.half_reference = ""
        self.unfinished.find()
        self._wake()
        faults = self.kohtaa.context.faults
        if faults:
            self.say(faults[0].tell(self.words))
        self.call_after_refresh(self._tidy)

    def _tidy(self) -> None:
        """Finish what a crash left half-done; a folder that cannot be read has been told of already."""
        with suppress(KohtaaError):
            tidy(self.kohtaa.context.archive, self.kohtaa.context.device)
        self.kohtaa.erasing.look(self.looked)

    def looked(self) -> None:
        """What is due to be erased is known: say it, or in a window too small for a line in place of the keys."""
        if self.successor is not None or not self.is_attached:
            return
        self.redraw()
        told, strong = self.kohtaa.erasing.line(self.words, narrow=True)
        if strong and self.size.height <= 8 and not self.message and self.dialog is None and not self.curtain:
            self.say(told)
            self.kohtaa.erasing.shown()

    def erased(self) -> None:
        """Texts were erased: show the latest meetings without them."""
        if self.successor is None and self.is_attached:
            self.read_recent()
            self.redraw()

    def _find_pack(self, pack_id: str) -> Pack:
        """The pack wanted, else the shipped one: a broken pack never stops the program."""
        shelf = self.kohtaa.context.shelf
        try:
            return shelf.get(pack_id)
        except KohtaaError as fault:
            self.message = self.kohtaa.words.fault(fault)
            return shelf.get("kohtaava")

    def read_recent(self) -> None:
        """Read the latest meetings anew."""
        try:
            found = self.kohtaa.context.archive.recent(9)
        except KohtaaError as fault:
            self.message = self.words.fault(fault)
            return
        self._recent = [
            home.Recent(r.id, None, self.words.fault(r.fault)) if isinstance(r, Broken) else home.Recent(r.id, r)
            for r in found
        ]

    def _wake(self) -> None:
        now = self.kohtaa.context.clock.now()
        self._timer = self.set_timer(60.01 - now.second - now.microsecond / 1e6, self._tick)

    def _tick(self) -> None:
        if self.successor is not None:
            return  # this screen rests below the one that took its place
        self.redraw()
        self._wake()

    # --- what is chosen ---

    @property
    def plan(self) -> Plan:
        """The plan that Enter starts."""
        return make_plan(self._pack, self._minutes(), self._circumstances, outright=bool(self._outright or self._until))

    def _minutes(self) -> int:
        if self._until is not None:
            now = self.kohtaa.context.clock.now()
            if self._until > now:
                return asked.minutes_to(self._until, now)
            self._until = None
        return self._outright or proposed_minutes(self._pack, self._circumstances, self._base)

    def _rows(self) -> list[home.Row]:
        words = self.words
        names = {"first": words("first meeting"), "interpreter": words("interpreter"), "remote": words("remote")}
        length = f"{self._minutes()} min"
        if self._until is not None:
            length += " · " + words("until {time}", time=words.time(self._until))
        rows = [("length", words("length"), length)]
        for name in CIRCUMSTANCES:
            if any(c.id == name for c in self._pack.circumstance):
                rows.append((name, names[name], self._told(name)))
        rows.append(("pack", words("method"), self._pack.title.get(words.language)))
        self._row = min(self._row, len(rows) - 1)
        return [home.Row(n, label, value, i == self._row) for i, (n, label, value) in enumerate(rows)]

    def _told(self, name: str) -> str:
        """Whether a circumstance is there, and what an interpreter does to the time."""
        words = self.words
        if name not in self._circumstances:
            return words("no")
        if name != "interpreter":
            return words("yes")
        return words("yes") + " · " + (words("half the matters") if self.plan.half_matters else words("twice the time"))

    def draw(self, width: int, height: int) -> tuple[Canvas, Grid]:
        now = self.kohtaa.context.clock.now()
        plan = self.plan
        quiet, strong = self.kohtaa.erasing.line(self.words, narrow=width < 60 or height <= 17)
        view = home.HomeView(
            now=now,
            words=self.words,
            language=self.words.language,
            keys=self.keys,
            plan=plan,
            begins=now,
            ends=self._until or home.ends_at(now, plan.minutes),
            rows=self._rows(),
            recent=self._recent,
            unfinished=self.unfinished.loaded is not None,
            quiet=quiet,
            quiet_strong=strong,
            message=self.message,
            drawer=self.drawer(),
            ascii_only=self.kohtaa.ascii_only,
        )
        canvas, grid = home.draw(view, width, height)
        if quiet and home.has_quiet(grid) and self.dialog is None:
            self.kohtaa.erasing.shown()
        return canvas, grid

    def placeholder(self) -> str:
        return self.words("reference, for example K-17 (no name)")

    def status_width(self, grid: Grid) -> int:
        hint = self.words("Enter starts")
        return cell_len(hint if grid.width < 60 else f"{hint} · 480 min")

    # --- keys and clicks ---

    def arrow(self, key: str) -> bool:
        rows = self._rows()
        if key in ("up", "down"):
            self._row = (self._row + (1 if key == "down" else -1)) % len(rows)
        else:
            self._change(rows[self._row].name, 1 if key == "right" else -1)
        return True

    def _change(self, name: str, step: int) -> None:
        if name == "length":
            now = self._minutes()
            later = [p for p in PRESETS if p > now]
            earlier = [p for p in PRESETS if p < now]
            chosen = (later or [now])[0] if step > 0 else (earlier or [now])[-1]
            self._set_length(chosen)
        elif name == "pack":
            self._next_pack(step)
        else:
            self._circumstances = self._circumstances ^ {name}

    def _set_length(self, minutes: int) -> None:
        self._until = None
        if "interpreter" in self._circumstances:
            self._outright = minutes
        else:
            self._base, self._outright = minutes, 0

    def _next_pack(self, step: int) -> None:
        if not self._packs:
            self._packs = [listing.pack for listing in self.kohtaa.context.shelf.packs() if listing.pack is not None]
        ids = [p.id for p in self._packs]
        if not ids:
            return
        place = ids.index(self._pack.id) if self._pack.id in ids else 0
        self._pack = self._packs[(place + step) % len(ids)]
        self._circumstances &= {c.id for c in self._pack.circumstance}

    def clicked(self, target: str) -> None:
        what, _, name = target.partition(":")
        if what == "row":
            self._row = next((i for i, r in enumerate(self._rows()) if r.name == name), self._row)
            if name == "length":
                now = self._minutes()
                self._set_length(next((p for p in PRESETS if p > now), PRESETS[0]))
            else:
                self._change(name, 1)
        elif what == "open":
            self._open(name)
        elif what == "start" and self.submit(self.line.value):
            self.line.put("")

    def _open(self, session_id: str) -> None:
        recent = next((r for r in self._recent if r.id == session_id), None)
        if recent is not None and recent.session is not None and recent.session.status is not Status.ENDED:
            try:
                loaded = self.kohtaa.context.archive.load(session_id)
            except KohtaaError as fault:  # erased meanwhile, or no longer readable
                self.say(self.words.fault(fault))
                return
            if not loaded.newer and not Hold(self.kohtaa.context.places, session_id).elsewhere:
                self.unfinished.offer(loaded)
                return  # else it is there to read only
        self.kohtaa.half_reference = self.typed
        problem = self.kohtaa.open_review(session_id)
        if problem:
            self.say(problem)

    def submit(self, text: str) -> bool:
        try:
            reference = asked.reference(text)
        except KohtaaError as fault:
            self.say(self.words.fault(fault))
            return False
        plan, until = self.plan, self._until
        self.kohtaa.remember(
            minutes=plan.minutes if until is None else None,
            circumstances=plan.circumstances,
            pack=self._pack.id,
            outright=bool(self._outright),
        )
        try:
            self.kohtaa.start_meeting(plan, reference, until)
        except KohtaaError as fault:  # encryption is on and cannot be done: nothing begins that is not sealed
            self.say(self.words.fault(fault))
            return False
        return True

    # --- actions ---

    def do_choose(self) -> None:
        """Type a length in minutes, or a clock time to end at."""
        words = self.words

        def take(text: str) -> str:
            return self._typed_length(text.strip())

        self.open_dialog(
            Ask(
                words,
                words("How long"),
                take=take,
                word=words("Use"),
                sentence=words("Minutes, for example 50, or the time it ends, for example 10.45."),
                value="",
                placeholder=f"{self._minutes()}",
            )
        )

    def _typed_length(self, text: str) -> str:
        try:
            if "." in text or ":" in text:
                self._until = asked.end_at(text, self.kohtaa.context.clock.now())
            else:
                self._set_length(asked.minutes(text))
        except KohtaaError as fault:
            return self.words.fault(fault)
        return ""

    @property
    def locked(self) -> bool:
        return any(r.session is not None and r.session.locked for r in self._recent)

    def opened(self) -> None:
        self.read_recent()
        self.redraw()

    def possible(self, action: str) -> bool:
        if action == "home.erase":
            return self.kohtaa.erasing.anything
        if action == "home.resume":
            return self.unfinished.loaded is not None
        return super().possible(action)

    def do_resume(self) -> None:
        """Offer the unfinished meeting again."""
        self.unfinished.find()
        if self.dialog is None and not self.message:
            self.say(self.words("There is no unfinished meeting."))

    def do_open(self) -> None:
        """Choose an earlier meeting by its digit."""
        words = self.words
        if not self._recent:
            self.say(words("No meetings yet"))
            return

        def opener(session_id: str) -> Choice:
            recent = next(r for r in self._recent if r.id == session_id)
            return Choice(self._named(recent.session, session_id), lambda: self._open(session_id))

        self.open_dialog(Choose(words, words("Recent meetings"), [opener(r.id) for r in self._recent]))

    def _named(self, session: Session | None, session_id: str) -> str:
        if session is None:
            return session_id
        started = session.wall(0).astimezone()
        called = self.words("texts erased") if session.erased else session.reference or "–"
        return f"{self.words.day(started.date())} {self.words.time(started)}  {called}"

    def do_erase(self) -> None:
        """What is due to be erased, and what to do with it."""
        if self.possible("home.erase"):
            self.kohtaa.erasing.offer(self)
        else:
            self.say(self.words("Nothing is due to be erased."))

    def do_language(self) -> None:
        """The whole program in the next language, at once."""
        self.kohtaa.switch_language()

    def do_theme(self) -> None:
        """Day or night."""
        self.kohtaa.switch_theme()

    def do_help(self) -> None:
        """What can be done here, and what this program is."""
        words = self.words

        def table(width: int) -> Table:
            right = [
                words("Enter starts the meeting. ↑ ↓ choose a row, ← → change it."),
                words("Type a reference of your own for the client, never a name."),
                words("Typing in the meeting is always a note. PgDn moves to the next phase."),
                self._pack.about.get(words.language) or " ",
            ]
            return Table(words("Help"), side_by_side(key_rows(self.keys, words, width), right, width))

        self.open_dialog(Reading(words, table))
