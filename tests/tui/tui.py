"""The app on folders of the test's own, with a clock that stands still, driven by keys and clicks."""

from __future__ import annotations

import asyncio
import time
import unicodedata
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from textual import events
from textual.app import App
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot

from kohtaa_tui.domain.agenda import Appointment
from kohtaa_tui.domain.events import PhaseEntered, PromptTicked
from kohtaa_tui.domain.plan import make_plan
from kohtaa_tui.domain.session import Session
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime.agenda import Agenda
from kohtaa_tui.runtime.context import Context
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.calendars import Reading
from kohtaa_tui.storage.calendars.told import STOPPED, Told
from kohtaa_tui.storage.disk import Disk
from kohtaa_tui.storage.packs import Shelf, shipped_folder
from kohtaa_tui.storage.paths import Places
from kohtaa_tui.storage.settings import Settings
from kohtaa_tui.tui.app import KohtaaApp
from kohtaa_tui.tui.screens.history import HistoryScreen
from kohtaa_tui.tui.screens.home import HomeScreen
from kohtaa_tui.tui.screens.meeting import MeetingScreen
from kohtaa_tui.tui.screens.review import ReviewScreen
from kohtaa_tui.tui.screens.stage import Stage
from tests.fakes import FakeClock

START = datetime.fromisoformat("2026-11-24T10:02:00+02:00")
"""A Tuesday."""


def make_context(
    tmp_path: Path, language: str = "fi", *, disk: Disk | None = None, clock: FakeClock | None = None,
    faults: tuple[Any, ...] = (), folders: tuple[Path, ...] = (), day: Sequence[Appointment] = (), **settings: Any,
) -> Context:  # fmt: skip
    """What the front door would hand in, with Finnish, the night theme and 2026-11-24 10:02 unless told otherwise."""
    places = Places(tmp_path / "data", tmp_path / "config", tmp_path / "cache")
    settings.setdefault("theme", "night")
    clock = clock or FakeClock(START)
    return Context(
        places=places,
        archive=Archive(places, disk),
        shelf=Shelf([*folders, shipped_folder()]),
        settings=Settings(**settings),
        faults=list(faults),
        words=Words(language),
        clock=clock,
        device="dev00000",
        agenda=agenda_of(day, clock),
    )


def unread_agenda(clock: FakeClock, day: Sequence[Appointment] = ()) -> Agenda:
    """An agenda with a calendar that cannot be read; with `day` a second one, which can."""
    sources = ("gone.ics", "day.ics") if day else ("gone.ics",)

    def read(_: Sequence[str], __: Path, date_: date) -> Reading:
        return Reading(date_, tuple(day), (Told("gone.ics", STOPPED, {"source": "gone.ics"}),), ("gone.ics",))

    return Agenda(sources, Path(), clock, read, lambda *_: 0)


def agenda_of(day: Sequence[Appointment], clock: FakeClock) -> Agenda:
    """An agenda that knows these appointments without reading anything."""

    def read(_: Sequence[str], __: Path, date_: date) -> Reading:
        return Reading(date_, tuple(day))

    return Agenda(("day.ics",) if day else (), Path(), clock, read, lambda *_: len(day))


class Desk:
    """A running app and the hands before it."""

    def __init__(self, app: KohtaaApp, pilot: Pilot[int]) -> None:
        self.app, self.pilot = app, pilot

    # --- what is there ---

    @property
    def context(self) -> Context:
        return self.app.context

    @property
    def clock(self) -> FakeClock:
        clock = self.context.clock
        assert isinstance(clock, FakeClock)
        return clock

    @property
    def words(self) -> Words:
        return self.app.words

    @property
    def stage(self) -> Stage:
        screen = self.app.screen
        assert isinstance(screen, Stage)
        return screen

    @property
    def home(self) -> HomeScreen:
        assert isinstance(self.app.screen, HomeScreen)
        return self.app.screen

    @property
    def meeting(self) -> MeetingScreen:
        assert isinstance(self.app.screen, MeetingScreen)
        return self.app.screen

    @property
    def review(self) -> ReviewScreen:
        assert isinstance(self.app.screen, ReviewScreen)
        return self.app.screen

    @property
    def session(self) -> Session:
        screen = self.app.screen
        assert isinstance(screen, MeetingScreen | ReviewScreen)
        return screen.runner.session

    @property
    def kinds(self) -> list[str]:
        """The kinds of the recorded events, oldest first, without the start."""
        return [str(r.event.__struct_config__.tag) for r in self.session.records[1:]]

    @property
    def notes(self) -> list[str]:
        return [n.text for n in self.session.notes]

    @property
    def phase(self) -> str:
        return self.session.phase.id

    @property
    def line(self) -> str:
        return self.stage.line.value

    @property
    def canvas(self) -> str:
        """The page's own text, without the note line."""
        return self.stage.page.canvas.text()

    @property
    def text(self) -> str:
        """The whole screen as plain lines, the note line too."""
        return "\n".join(screen_lines(self.app))

    def journal(self) -> bytes:
        """All that lies in the data folder, as bytes."""
        data = self.context.places.data
        return b"".join(p.read_bytes() for p in sorted(data.rglob("*")) if p.is_file())

    # --- hands ---

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, and let the screen follow each."""
        for key in keys:
            self.burst(key)
            await self._quiet()
        await self.settle()

    async def type(self, text: str) -> None:
        """Type text, without waiting between letters."""
        self.burst(*text)
        await self.settle()

    def burst(self, *keys: str) -> None:
        """Keys that arrive in one read: all of them before the screen has done anything."""
        for key in keys:
            name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
            character: str | None
            try:
                character = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
            except KeyError:
                character = key if len(key) == 1 else None
            if len(key) == 1:
                character = key
            self._send(events.Key(name, character))

    def _send(self, event: events.Event) -> None:
        """Hand in what a terminal tells, where its driver does."""
        driver = self.app._driver
        assert driver is not None
        event.set_sender(self.app)
        driver.send_message(event)

    async def paste(self, text: str) -> None:
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def _quiet(self) -> None:
        """Until no message waits anywhere; drawing may still lie ahead."""
        calm = 0
        while calm < 8:
            await asyncio.sleep(0)
            pumps = (self.app, *self.app.screen_stack, self.stage.line, self.stage.page)
            waiting = any(not p._message_queue.empty() for p in pumps if p._message_queue is not None)
            calm = 0 if waiting else calm + 1

    async def settle(self) -> None:
        """Until nothing is waiting to be handled, laid out or drawn."""
        await self._quiet()
        with self.app._context():
            self.app.screen._on_timer_update()  # at once, as Textual's pilot does it, and not at the next 1/60 second
        await self.wait_until(
            lambda: not (self.app.screen._layout_required or getattr(self.app.screen, "_drawing", False))
        )
        await self._quiet()

    async def wait_until(self, true: Callable[[], object], seconds: float = 8.0) -> None:
        """Wait until something is true; fail when that takes too long."""
        until = time.monotonic() + seconds
        while not true():
            if self.app._exception is not None:
                raise self.app._exception
            if time.monotonic() > until:
                raise AssertionError(f"never came true; the screen:\n{self.text}")
            await asyncio.sleep(0.002)

    async def saved(self) -> None:
        """Until all is on the disk and the screen has said so."""
        stage = self.stage
        assert isinstance(stage, MeetingScreen | ReviewScreen)
        saver = stage.saver
        await self.wait_until(lambda: saver.state == "saved" and (saver._task is None or saver._task.done()))
        await self.settle()

    async def pass_time(self, seconds: float) -> None:
        """Let time pass on both clocks, and let the screen notice."""
        self.clock.after(seconds)
        await self.tick()

    async def tick(self) -> None:
        elsewhere = getattr(self.stage, "_elsewhere", None)  # a Review reads along by a clock of its own
        (elsewhere.tick if elsewhere is not None else self.stage._tick)()  # type: ignore[attr-defined]
        await self.settle()

    async def click(self, target: str) -> None:
        """Click where a click means `target`."""
        canvas = self.stage.page.canvas
        places = ((y, x) for y in range(canvas.height) for x in range(canvas.width))
        found = next((place for place in places if canvas.hit(*place) == target), None)
        if found is None:
            raise AssertionError(f"nothing to click means {target}; the screen:\n{self.text}")
        await self.click_at(found[1], found[0])

    async def click_at(self, x: int, y: int) -> None:
        """Press and let go the mouse's first button in a cell, as a terminal tells it."""
        await self.mouse(events.MouseDown, x, y)
        await self.mouse(events.MouseUp, x, y)

    async def mouse(self, kind: type[events.MouseEvent], x: int, y: int) -> None:
        """One thing that the mouse does in a cell. (Textual's pilot waits for an idle process, up to a second.)"""
        self._send(kind(None, x, y, 0, 0, 1, False, False, False, x, y))
        await self.settle()

    async def to(self, screen: type[Stage]) -> None:
        """Until such a screen is shown and ready for keys."""
        await self.wait_until(
            lambda: isinstance(self.app.screen, screen) and self.stage.line.has_focus and self.stage.page.canvas.width
        )
        await self.settle()

    async def open_earlier(self) -> None:
        """From Home over the list of earlier meetings to the Review of the newest."""
        await self.press("f5")
        await self.to(HistoryScreen)
        await self.wait_until(lambda: isinstance(self.stage, HistoryScreen) and self.stage.looked.entries)
        await self.press("enter")
        await self.to(ReviewScreen)

    async def resize(self, width: int, height: int) -> None:
        await self.pilot.resize_terminal(width, height)
        await self.wait_until(lambda: self.stage.page.canvas.width == width and self.stage.page.canvas.height == height)


def screen_lines(app: App[Any]) -> list[str]:
    """What the terminal shows, row by row."""
    size = app.size
    strips = app.screen._compositor.render_strips(size)
    return ["".join(s.text for s in strip).rstrip() for strip in strips[: size.height]]


@asynccontextmanager
async def opened(app: KohtaaApp, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Desk]:
    """The app, running."""
    async with app.run_test(size=size) as pilot:
        desk = Desk(app, pilot)
        try:
            await desk.wait_until(lambda: isinstance(app.screen, Stage) and desk.stage.page.canvas.width)
            await desk.settle()
            yield desk
        finally:
            keep = getattr(app.screen, "keep_everything", None) if app.is_running else None
            if keep is not None:
                keep()


@asynccontextmanager
async def at_home(
    tmp_path: Path, language: str = "fi", size: tuple[int, int] = (80, 24), **rest: Any
) -> AsyncIterator[Desk]:
    """On Home."""
    context = rest.pop("context", None) or make_context(tmp_path, language, **rest)
    async with opened(KohtaaApp(context, KohtaaApp.go_home), size) as desk:
        await desk.to(HomeScreen)
        yield desk


@asynccontextmanager
async def in_meeting(
    tmp_path: Path, language: str = "fi", size: tuple[int, int] = (80, 24), *, minutes: int = 45,
    circumstances: tuple[str, ...] = ("first",), reference: str = "K-17", **rest: Any,
) -> AsyncIterator[Desk]:  # fmt: skip
    """In a meeting that has just begun: 45 minutes, a first meeting, K-17."""
    context = rest.pop("context", None) or make_context(tmp_path, language, **rest)
    plan = context.shelf.marked(make_plan(context.shelf.get("kohtaava"), minutes, circumstances))
    app = KohtaaApp(context, lambda begun: begun.start_meeting(plan, reference))
    async with opened(app, size) as desk:
        await desk.to(MeetingScreen)
        await desk.saved()
        yield desk


@asynccontextmanager
async def in_review(
    tmp_path: Path, language: str = "fi", size: tuple[int, int] = (80, 24), *, minutes: int = 45,
    circumstances: tuple[str, ...] = ("first",), reference: str = "K-17", **rest: Any,
) -> AsyncIterator[Desk]:  # fmt: skip
    """In the review of a meeting with a note of every kind, which ended a moment ago."""
    context = rest.pop("context", None) or make_context(tmp_path, language, **rest)
    session_id = a_past_meeting(context, minutes, circumstances, reference)
    async with opened(KohtaaApp(context, lambda app: app.open_review(session_id)), size) as desk:
        await desk.to(ReviewScreen)
        yield desk


def a_past_meeting(
    context: Context, minutes: int = 45, circumstances: tuple[str, ...] = ("first",), reference: str = "K-17"
) -> str:
    """Hold what `a_meeting` types without a screen, to its end. Returns its id."""
    plan = context.shelf.marked(make_plan(context.shelf.get("kohtaava"), minutes, circumstances))
    clock = context.clock
    assert isinstance(clock, FakeClock)
    runner = Runner.start(
        context.archive, clock, plan, language=context.words.language, device=context.device, reference=reference
    )
    phases = iter(plan.phases[1:])
    for seconds, keys in A_MEETING:
        clock.after(seconds)
        for line in [] if keys is None else keys.splitlines():
            if line:
                runner.note(line)
            else:
                runner.record(PromptTicked(next(p.id for p in runner.session.phase.prompts if not _done(runner, p.id))))
        if keys is None:
            runner.record(PhaseEntered(next(phases).id))
    clock.after(180)
    runner.end()
    assert runner.flush()
    runner.close()
    return runner.session.id


def _done(runner: Runner, prompt: str) -> bool:
    return prompt in runner.session.done


A_MEETING = (
    (180, '"haluan tehdä omaa työtäni\n'),
    (180, "tuli tulkin kanssa, kirje mukana\n"),
    (180, "+ opasti mielellään uusia\n\n\n"),
    (120, None),
    (180, "? todistukset kadonneet\n"),
    (120, "! asiakas: etsii todistukset pe\n\n"),
    (600, None),
    (600, "! minä: varaan ajan 1.12.\n"),
    (60, None),
)
"""Seconds that pass, and what is typed then; nothing is the next phase."""


async def a_meeting(desk: Desk) -> None:
    """Forty minutes with all four phases, four prompts and a note of every kind."""
    clock = desk.clock
    for seconds, keys in A_MEETING:
        clock.after(seconds)
        if keys is None:
            await desk.press("pagedown")
        else:
            desk.burst(*("enter" if c == "\n" else c for c in keys))
            await desk.settle()
    clock.after(180)
    await desk.saved()
