"""What leans on Textual's private parts: each of them must still do what it is there for."""

from __future__ import annotations

import gc
import json
import logging
import sys
from pathlib import Path

import pytest
from textual.screen import Screen
from textual.widgets import Input

from kohtaa_tui.tui import lean
from kohtaa_tui.tui.screens.meeting import MeetingScreen
from tests.e2e.terminal import Terminal
from tests.tui.tui import in_meeting, make_context

RUN = """
import json, selectors, sys, threading, time
{patch}
from kohtaa_tui.cli import main
code = main(sys.argv[1:])
{after}
sys.exit(code)
"""


def real(patch: str, after: str = "", **variables: str) -> Terminal:
    """The program in a terminal, with something of it replaced."""
    script = RUN.format(patch=patch, after=after)
    return Terminal("start", program=(sys.executable, "-c", script), **variables)


async def test_typing_lays_nothing_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layouts: list[int] = []
    refresh = Screen._refresh_layout

    def counted(self: Screen[object], *args: object, **kwargs: object) -> object:
        layouts.append(1)
        return refresh(self, *args, **kwargs)  # type: ignore[arg-type]

    async with in_meeting(tmp_path) as desk:
        monkeypatch.setattr(Screen, "_refresh_layout", counted)
        for letter in "haluan tehdä työtä":
            await desk.press("space" if letter == " " else letter)
        await desk.press("backspace", "enter", "enter")
        await desk.saved()
        assert layouts == []
        await desk.resize(100, 30)
        assert layouts  # the counter counts


def test_the_stock_input_would_lay_out_at_each_key() -> None:
    """When this fails Textual has mended it, and `QuietSize` may go."""
    assert Input.virtual_size._layout  # type: ignore[attr-defined]
    assert not lean.QuietSize.virtual_size._layout  # type: ignore[attr-defined]


async def test_the_collector_is_on_again_after_the_first_frame(tmp_path: Path) -> None:
    gc.disable()
    try:
        async with in_meeting(tmp_path) as desk:
            await desk.wait_until(gc.isenabled)
    finally:
        gc.enable()
        gc.unfreeze()


async def test_nothing_pops_up(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        desk.app.notify("ponnahdus")
        await desk.settle()
        assert "ponnahdus" not in desk.text
        assert not desk.app.screen.query("Toast")


async def test_no_escape_sequence_is_written_without_a_terminal(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        driver = desk.app._driver
        written: list[str] = []
        driver.write = written.append  # type: ignore[method-assign, union-attr]
        lean.write_raw(desk.app, "\x1b[?25h")
        assert written == []


def test_the_stock_driver_is_taken_where_another_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert lean.driver_class() is not None
    monkeypatch.setenv("TEXTUAL_DRIVER", "textual.drivers.headless_driver:HeadlessDriver")
    assert lean.driver_class() is None


def test_the_input_thread_sleeps_wakes_at_a_key_and_ends_at_once(tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    terminal = real(
        """
waits = []
real_select = selectors.SelectSelector.select
def select(self, timeout=None):
    if threading.current_thread() is not threading.main_thread():
        waits.append(timeout)
    return real_select(self, timeout)
selectors.SelectSelector.select = select
from kohtaa_tui.tui import lean
make = lean._wake_driver
def timed():
    cls = make()
    stop = cls.disable_input
    def disable_input(self):
        begun = time.perf_counter()
        stop(self)
        spent.append(time.perf_counter() - begun)
    cls.disable_input = disable_input
    return cls
spent = []
lean._wake_driver = timed
""",
        """
alive = [t.name for t in threading.enumerate() if t is not threading.main_thread() and not t.daemon]
import os
with open(os.environ["TOLD"], "w") as file:
    json.dump({"waits": waits, "spent": spent, "alive": [n for n in alive if "asyncio" not in n]}, file)
""",
        TOLD=str(told),
    )
    try:
        terminal.sees("Empatia")
        terminal.press("herää")
        terminal.sees("herää")
        terminal.press("ctrl+q")
        assert terminal.ended() == 0
    finally:
        terminal.close()
    found = json.loads(told.read_text())
    assert found["alive"] == []
    assert max(found["spent"]) < 1.0
    sleeps = [w for w in found["waits"] if w is None]
    assert sleeps  # without a timeout: nothing wakes it but input
    assert len(found["waits"]) < 60  # a few for the terminal's answers, one or two for a key


async def test_a_fault_of_our_own_prints_nothing_of_what_was_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(self: MeetingScreen) -> None:
        secret = self.line.value  # noqa: F841 - a local variable, as tracebacks show them
        raise ZeroDivisionError("tahallaan")

    monkeypatch.setattr(MeetingScreen, "do_help", broken)
    context = make_context(tmp_path)
    crashed: list[str] = []

    async def meet() -> None:
        async with in_meeting(tmp_path, context=context) as desk:
            await desk.type("MERKKISANA yksi")
            await desk.press("enter")
            await desk.type("MERKKISANA kaksi")
            desk.burst("f1")
            await desk.wait_until(lambda: desk.app.crashed)
            crashed.append(desk.app.crashed)

    with caplog.at_level(logging.DEBUG), pytest.raises(ZeroDivisionError):
        await meet()
    assert crashed == ["ZeroDivisionError"]
    out = capfd.readouterr()
    assert "MERKKISANA" not in out.out + out.err + caplog.text
    loaded = context.archive.unfinished()
    assert loaded is not None
    assert [n.text for n in loaded.session.notes] == ["MERKKISANA yksi"]
    assert loaded.draft == "MERKKISANA kaksi"


def test_a_fault_of_our_own_in_a_real_terminal(tmp_path: Path) -> None:
    terminal = real(
        """
from kohtaa_tui.tui.screens.meeting import MeetingScreen
def broken(self):
    secret = self.line.value
    raise ZeroDivisionError(secret)
MeetingScreen.do_help = broken
"""
    )
    try:
        terminal.sees("Empatia")
        terminal.press("MERKKISANA", "enter")
        terminal.sees("tallennettu")
        before = len(terminal.output)
        terminal.press("f1")
        assert terminal.ended() == 1
        after = terminal.output[before:].partition(b"\x1b[?1049l")[2]
        assert b"ZeroDivisionError" in after
        assert b"Traceback" not in after
        assert b"MERKKISANA" not in after
        assert b"MERKKISANA" in b"".join(p.read_bytes() for p in (tmp_path / "data").rglob("*.jsonl"))
    finally:
        terminal.close()
