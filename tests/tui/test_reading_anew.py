"""The key that reads the calendar anew: it answers whatever is being read meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from kohtaa_tui.runtime.agenda import Agenda
from kohtaa_tui.storage.calendars import Reading
from tests.tui.test_beside import DAY
from tests.tui.tui import START, at_home, make_context


class Slow:
    """A calendar whose readings wait until they are let go on, and that has one appointment more each time."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.go_on = threading.Semaphore(0)
        self.readings = 0

    def read(self, _: Sequence[str], __: Path, day: date) -> Reading:
        self.readings += 1
        here = self.readings
        self.begun.release()
        self.go_on.acquire()
        return Reading(day, DAY[:here])


async def test_pressed_while_the_calendar_is_being_read_it_reads_again_and_shows_that(tmp_path: Path) -> None:
    slow = Slow()
    context = make_context(tmp_path)
    agenda = Agenda(("day.ics",), Path(), context.clock, slow.read, lambda *_: 1)
    async with at_home(tmp_path, context=replace(context, agenda=agenda)) as desk:
        await desk.wait_until(lambda: slow.begun.acquire(blocking=False))
        await desk.press("f8", "f8")
        assert desk.words("Reading the calendar") in desk.text
        slow.go_on.release()
        await desk.wait_until(lambda: slow.begun.acquire(blocking=False))
        slow.go_on.release()
        await desk.wait_until(lambda: desk.home.dialog is not None)
        assert desk.words("Reading the calendar") not in desk.text
        assert slow.readings == 2
        assert "10.00–10.45" in desk.text  # what had been added since the first reading began


async def test_left_while_the_calendar_is_being_read_it_shows_nothing_anywhere_else(tmp_path: Path) -> None:
    slow = Slow()
    context = make_context(tmp_path)
    agenda = Agenda(("day.ics",), Path(), context.clock, slow.read, lambda *_: 1)
    async with at_home(tmp_path, context=replace(context, agenda=agenda)) as desk:
        await desk.wait_until(lambda: slow.begun.acquire(blocking=False))
        await desk.press("f8", "enter")
        await desk.wait_until(lambda: desk.stage.where == "meeting")
        slow.go_on.release(2)
        await desk.wait_until(lambda: slow.readings == 2 and not desk.app.beside.reading)
        assert desk.meeting.dialog is None
        assert desk.session.started_at == START
