"""R14, in part: a disk that takes its time stops no key, and the screen says that it is still saving."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from kohtaa_tui.storage.disk import Disk
from tests.faults.figures import note_figures
from tests.tui.tui import Desk, in_meeting


class HangingDisk(Disk):
    """A disk whose `fsync` does not return before it is let go, as with a stick or a network that sulks."""

    def __init__(self) -> None:
        self.hangs = False
        self.waiting = threading.Event()
        self._go = threading.Event()

    def fsync(self, handle: int) -> None:
        if self.hangs:
            self.waiting.set()
            assert self._go.wait(60)
        os.fsync(handle)

    def let_go(self) -> None:
        self.hangs = False
        self._go.set()


def on_disk(desk: Desk, text: str) -> bool:
    return text.encode() in desk.journal()


async def test_while_the_disk_hangs_one_types_on_and_sees_that_it_saves(tmp_path: Path) -> None:
    disk = HangingDisk()
    async with in_meeting(tmp_path, disk=disk) as desk:
        saving, saved = desk.words("saving"), desk.words("saved")
        assert saved in desk.text
        try:
            disk.hangs = True
            await desk.type("eka")
            await desk.press("enter")
            await desk.wait_until(disk.waiting.is_set)
            assert saving in desk.text
            assert f"{saved} ✓" not in desk.text
            for n in range(20):
                await desk.type(f"rivi {n}")
                await desk.press("enter")
                assert desk.notes[-1] == f"rivi {n}"
            await desk.press("pagedown")
            assert desk.phase == "ohjaus"
            await desk.pass_time(60)
            desk.meeting.saver._keep_draft()  # it waits behind the notes, in a thread of its own
            await desk.type("puolikas")
            assert desk.line == "puolikas"
            assert saving in desk.text
            assert f"{saved} ✓" not in desk.text
        finally:
            disk.let_go()
        await desk.saved()
        assert f"{saved} ✓" in desk.text
        assert on_disk(desk, "eka")
        assert on_disk(desk, "rivi 19")
    note_figures(
        "R14", "an fsync that hangs", "21 notes and a phase meanwhile, “saving” on the screen, then all on the disk"
    )
