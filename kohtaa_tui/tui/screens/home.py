"""The Home screen: what one Enter starts, what came before, and what was left unfinished."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.timer import Timer

from ...domain.agenda import Appointment
from ...domain.plan import Plan
from ...domain.session import Status
from ...errors import KohtaaError
from ...runtime import allowed, asked
from ...runtime.agenda import due_or_start
from ...runtime.appointments import length
from ...storage.library import Broken, Loaded
from ...storage.tidying import tidy
from ..dialogs import Ask, Choice, Choose, Reading, Table
from ..draw import home
from ..draw.canvas import Canvas, cell_len
from ..draw.day import key_of
from ..draw.grid import Grid
from ..helps import help_page, home_focus
from ..opening import open_meeting
from .choices import Choices
from .offer import Offer
from .stage import Stage
from .today import Today
from .unfinished import Unfinished

if TYPE_CHECKING:
    from ..app import KohtaaApp


class HomeScreen(Stage):
    """Choose a length and circumstances, or just press Enter."""

    where = "home"
    writes = False

    def __init__(self, app_: KohtaaApp, unfinished: Loaded | None = None) -> None:
        super().__init__(app_)
        app_.erasing.home()
        self.choices = Choices(app_)
        self.message = self.choices.problem
        self.today = Today(self, self.choices)
        self._cursor = ""
        """The name of the row that the arrows stand on; empty until they were used."""
        self._recent: list[home.Recent] = []
        self.unfinished = Unfinished(self, unfinished)
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        self.read_recent()
        self.offer = Offer(self)
        yield from super().compose()

    def on_mount(self) -> None:
        super().on_mount()
        self.kohtaa.signals.rest()
        if self.kohtaa.half_reference:
            self.line.put(self.kohtaa.half_reference)
            self.kohtaa.half_reference = ""
        self.unfinished.find()
        self._wake()
        told = self._policy_told()
        fresh = self.message and self.message != self.choices.problem
        # What went wrong just now is said alone: the rest is still so when Home comes back.
        if not fresh and (told or self.kohtaa.context.faults):
            self.say(told or self.kohtaa.context.faults[0].tell(self.words))
        self.call_after_refresh(self._tidy)

    def _policy_told(self) -> str:
        """What of the organisation's policy must be known before a client sits there; mostly nothing."""
        context = self.kohtaa.context
        try:
            allowed.to_begin(context, self.plan.pack_id)
        except KohtaaError as fault:
            return context.policy.told(self.words) or self.words.fault(fault)
        return context.policy.told(self.words)

    def _tidy(self) -> None:
        """Finish what a crash left half-done; a folder that cannot be read has been told of already."""
        with suppress(KohtaaError):
            tidy(self.kohtaa.context.archive, self.kohtaa.context.device)
        self.kohtaa.erasing.look(self.looked)
        self.kohtaa.context.statistics.carry_aside()
        self.offer.told()

    @property
    def anything_recent(self) -> bool:
        """Whether there are meetings, readable or not."""
        return bool(self._recent)

    def came_back(self) -> None:
        """From the tour."""
        self.offer.close()
        self.kohtaa.signals.rest()
        self.today.refresh()
        self._wake()
        super().came_back()

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
        begun = (r.session for r in self._recent if r.session is not None)
        self.kohtaa.beside.begun.update(due_or_start(session) for session in begun)

    def _wake(self) -> None:
        self._timer = self.at_full_minute(self._tick)

    def _tick(self) -> None:
        if self.successor is not None:
            return  # this screen rests below the one that took its place
        self.redraw()
        self._wake()

    def packs_changed(self) -> None:
        """Shared packs were looked at: what Enter starts may be another version, or one that was missing."""
        told = self.choices.problem
        self.choices.read_packs()
        if told and self.message == told:
            self.message = self.choices.problem
        self.redraw()

    def calendar_changed(self) -> None:
        """The calendar was read, and something in it is new."""
        self.today.refresh()
        self.redraw()
        # Where there is no row for a quiet line it is said in place of the keys.
        if self.today.unread() and self.size.height <= 8 and not self.message and self.dialog is None:
            self.say(self.today.unread(narrow=self.size.width < 60))

    # --- what is chosen ---

    @property
    def plan(self) -> Plan:
        """The plan that Enter starts."""
        return self.today.plan or self.choices.plan

    def _rows(self) -> list[home.Row]:
        """The appointments that are left, and what else can be chosen; the cursor stands on one of them."""
        chosen, left = self.today.chosen, self.today.rows()
        rows = [
            *left,
            *(home.Row(name, label, value) for name, label, value in self.choices.rows(self.plan, other=bool(left))),
        ]
        if left:
            rows[len(left)] = replace(rows[len(left)], strong=chosen is None)
        usual = key_of(chosen) if chosen is not None else "length"
        cursor = self._cursor if any(r.name == self._cursor for r in rows) else usual
        return [replace(row, chosen=row.name == cursor) for row in rows]

    def draw(self, width: int, height: int) -> tuple[Canvas, Grid]:
        now = self.kohtaa.context.clock.now()
        self.today.refresh()
        plan, until = self.plan, self.choices.until
        quiet, strong = self.kohtaa.erasing.line(self.words, narrow=width < 60 or height <= 17)
        late = self.today.late(narrow=width < 60)
        first = late or ("" if strong else self.today.unread(narrow=width < 60))
        shared = "" if first or quiet else self._shared(narrow=width < 60)
        tour = "" if first or quiet or shared else self.offer.line(narrow=width < 60)
        view = home.HomeView(
            now=now,
            words=self.words,
            language=self.words.language,
            keys=self.keys,
            plan=plan,
            begins=now,
            ends=until or home.ends_at(now, plan.minutes),
            head=self.today.head(),
            day=self.today.day(),
            title=self.today.title() if self.today.left else "",
            rows=self._rows(),
            recent=self._recent,
            unfinished=self.unfinished.loaded is not None,
            quiet=first or quiet or shared or tour,
            quiet_hit="home.tour" if tour else "home.methods" if shared else "home.erase",
            quiet_strong=strong or bool(first),
            message=self.message,
            drawer=self.drawer(),
            ascii_only=self.kohtaa.ascii_only,
        )
        canvas, grid = home.draw(view, width, height)
        if quiet and not first and home.has_quiet(grid) and self.dialog is None:
            self.kohtaa.erasing.shown()
        if tour and home.has_quiet(grid) and self.dialog is None:
            self.offer.shown()
        return canvas, grid

    def _shared(self, *, narrow: bool) -> str:
        """What there is to say of shared packs, with the key where an unfinished meeting does not have it."""
        key = self.keys.shown("home.methods") if self.unfinished.loaded is None else ""
        return self.kohtaa.shared_packs.line(self.words, key, narrow=narrow)

    def placeholder(self) -> str:
        return self.words("reference, for example K-17 (no name)")

    def status_width(self, grid: Grid) -> int:
        hint = self.words("Enter starts")
        return cell_len(hint if grid.width < 60 else f"{hint} · 480 min")

    # --- keys and clicks ---

    def own_key(self, key: str, character: str | None) -> bool:
        """While the tour is offered a key that has nothing to do before the first meeting begins it."""
        if self.kohtaa.shared_packs.anything or not self.offer.begins(key):
            return False
        self.act("tour")
        return True

    def arrow(self, key: str) -> bool:
        rows = self._rows()
        at = next(i for i, row in enumerate(rows) if row.chosen)
        if key in ("up", "down"):
            self._to(rows[(at + (1 if key == "down" else -1)) % len(rows)].name)
        else:
            self._change(rows[at].name, 1 if key == "right" else -1)
        return True

    def _to(self, name: str) -> None:
        """Set the cursor on a row; an appointment's row chooses it."""
        self._cursor = name
        self.today.take(name)

    def _change(self, name: str, step: int) -> None:
        if not name.startswith("at "):
            self._to(name)
            self.choices.change(name, step)

    def clicked(self, target: str) -> None:
        what, _, name = target.partition(":")
        if what == "row":
            self._to(name)
            if name == "length":
                self.choices.round_length()
            else:
                self._change(name, 1)
        elif what == "open":
            self._open(name)
        elif what == "start" and self.submit(self.line.value):
            self.line.put("")

    def _open(self, session_id: str) -> None:
        session = next((r.session for r in self._recent if r.id == session_id), None)
        half, runs = self.typed, session is not None and session.status is not Status.ENDED
        if open_meeting(self, self.unfinished, session_id, runs=runs):
            self.kohtaa.half_reference = half

    def submit(self, text: str) -> bool:
        try:
            reference = asked.reference(text)
        except KohtaaError as fault:
            self.say(self.words.fault(fault))
            return False
        early = self.today.early()
        if early is not None:
            self._ask_early(early, reference)
            return False
        return self._start(reference, self.today.chosen)

    def _ask_early(self, appointment: Appointment, reference: str) -> None:
        """The appointment is far away: begin its meeting now all the same, with its length and not its end?"""
        words = self.words

        def start() -> None:
            if self._start(reference, None, self.today.plan):
                self.line.put("")

        self.open_dialog(
            Choose(
                words,
                words("The appointment begins at {time}", time=words.time(appointment.start)),
                [Choice(words("Wait for it"), lambda: None), Choice(words("Start a meeting now"), start)],
                sentence=words("A meeting that is started now lasts {n} min from now.", n=self.plan.minutes),
                about=words("The appointment's end becomes the meeting's end only when it is started at its time."),
            )
        )

    def _start(self, reference: str, appointment: Appointment | None, plan: Plan | None = None) -> bool:
        """Begin the meeting, or its preparation; False where it cannot be, with a sentence that says why.

        Without `plan` it is the one that the choices come to when it begins.
        """
        try:
            allowed.to_begin(self.kohtaa.context, (plan or self.plan).pack_id)
        except KohtaaError as fault:
            self.say(self.words.fault(fault))
            return False
        if self.kohtaa.context.settings.preparation:
            begin = partial(self._begin, reference, appointment, plan)
            due = None if appointment is None else appointment.start
            self.kohtaa.prepare(lambda: plan or self.plan, reference, begin, due)
            return True
        try:
            self._begin(reference, appointment, plan)
        except KohtaaError as fault:  # encryption is on and cannot be done: nothing begins that is not sealed
            self.say(self.words.fault(fault))
            return False
        return True

    def _begin(self, reference: str, appointment: Appointment | None, plan: Plan | None, aim: str = "") -> None:
        plan = plan or self.plan
        until, due, late = self.choices.until, None, ""
        if appointment is None:
            self.choices.remember(plan)
        else:
            until, due = appointment.end, appointment.start
            late = self.today.late(narrow=self.size.width < 60)
            self.choices.remember_appointment(plan, length(appointment))
        self.kohtaa.start_meeting(plan, reference, until, due, message=late, aim=aim)

    # --- actions ---

    def do_choose(self) -> None:
        """Type a length in minutes, or a clock time to end at."""
        words = self.words

        def take(text: str) -> str:
            self._to("length")
            return self.choices.typed(text.strip())

        self.open_dialog(
            Ask(
                words,
                words("How long"),
                take=take,
                word=words("Use"),
                sentence=words("Minutes, for example 50, or the time it ends, for example 10.45."),
                value="",
                placeholder=f"{self.plan.minutes}",
                about=words("A number is the length. A time is when the meeting ends; the phases are fitted to it."),
            )
        )

    @property
    def locked(self) -> bool:
        return any(r.session is not None and r.session.locked for r in self._recent)

    def opened(self) -> None:
        self.read_recent()
        self.redraw()

    def possible(self, action: str) -> bool:
        if action == "home.erase":
            return self.kohtaa.erasing.anything
        if action == "home.titles":
            return bool(self.today.left)
        if action == "home.methods":
            return self.kohtaa.shared_packs.anything
        if action == "home.resume":
            return self.unfinished.loaded is not None
        return super().possible(action)

    def do_resume(self) -> None:
        """Offer the unfinished meeting again."""
        self.unfinished.find()
        if self.dialog is None and not self.message:
            self.say(self.words("There is no unfinished meeting."))

    def do_open(self) -> None:
        """To the list of earlier meetings."""
        self.kohtaa.half_reference = self.typed
        from .history import look_back

        look_back(self.kohtaa)

    def do_erase(self) -> None:
        """What is due to be erased, and what to do with it."""
        if self.possible("home.erase"):
            self.kohtaa.erasing.offer(self)
        else:
            self.say(self.words("Nothing is due to be erased."))

    def do_methods(self) -> None:
        """What has changed in shared packs; where nothing has, its key asks for an unfinished meeting in vain."""
        if self.kohtaa.shared_packs.anything:
            self.kohtaa.shared_packs.show(self)
        else:
            self.do_resume()

    def do_calendar(self) -> None:
        """Read the calendar anew, and show the day."""
        self.today.show_all()

    def do_titles(self) -> None:
        """Show what the appointments are called, or hide it again."""
        self.kohtaa.beside.titles = not self.kohtaa.beside.titles

    def do_practise(self) -> None:
        """To the list of practice clients."""
        self.kohtaa.half_reference = self.typed
        from ..rehearsing import choose

        choose(self.kohtaa)

    def do_rhythm(self) -> None:
        """How the time went in the meetings."""
        self.kohtaa.half_reference = self.typed
        from .rhythm import RhythmScreen

        self.kohtaa.show(RhythmScreen(self.kohtaa, self.kohtaa.go_home))

    def do_tour(self) -> None:
        """The tour: it is laid over Home, which comes back as it is."""
        try:
            from ..touring import show_tour

            show_tour(self.kohtaa)
        except KohtaaError as fault:  # the files that come along are damaged
            self.say(self.words.fault(fault))

    def do_help(self) -> None:
        """What can be done here, and what this program is."""
        words = self.words

        def table(width: int) -> Table:
            right = [
                words("Enter starts the meeting. ↑ ↓ choose a row, ← → change it."),
                words("Type a reference of your own for the client, never a name."),
                words("Typing in the meeting is always a note. PgDn moves to the next phase."),
                self.choices.pack.about.get(words.language) or " ",
            ]
            focus = home_focus("" if self.line.value else next(r.name for r in self._rows() if r.chosen), words)
            return help_page(self, width, right, focus)

        self.open_dialog(Reading(words, table))
