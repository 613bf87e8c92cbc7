"""What is seen outside the window: title, progress in the taskbar, notice and bell; sent once, and taken back."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from kohtaa_tui.domain import timing
from kohtaa_tui.domain.session import Session
from kohtaa_tui.i18n import Words
from kohtaa_tui.storage.settings import Settings
from kohtaa_tui.tui.app import KohtaaApp
from kohtaa_tui.tui.draw.state import shown
from kohtaa_tui.tui.screens.review import ReviewScreen
from kohtaa_tui.tui.signals import Signals, knows_progress, percent, progress_state
from tests.build import story
from tests.fakes import FakeClock
from tests.tui.tui import in_meeting

WORDS = Words("fi")
WINDOWS_TERMINAL = {"WT_SESSION": "0"}
NOTICE = "\x1b]9;kohtaa\x1b\\"
GONE = "\x1b]9;4;0\x1b\\"


class Wire:
    """What signals send, and how often they ring."""

    def __init__(self, environ: dict[str, str] | None = None, **settings: Any) -> None:
        self.sent: list[str] = []
        self.rung = 0
        self.clock = FakeClock()
        environ = {"TERM": "xterm-256color"} | (environ or {})
        self.signals = Signals(Settings(**settings), environ, self.sent.append, self._ring, self.clock.elapsed)

    def _ring(self) -> None:
        self.rung += 1

    def show(self, session: Session, seconds: int, *, curtain: bool = False) -> list[str]:
        """Show the meeting at a moment; returns what that sent."""
        before = len(self.sent)
        self.signals.show(shown(session, 1000 * seconds, WORDS, "fi"), session, 1000 * seconds, curtain=curtain)
        return self.sent[before:]

    def progress(self) -> list[tuple[int, int]]:
        """State and percent of each progress sent; (0, 0) where it was taken away."""
        found = re.findall(r"\x1b\]9;4;(\d)(?:;(\d+))?\x1b\\", "".join(self.sent))
        return [(int(state), int(share or 0)) for state, share in found]


# --- which terminal understands progress ---

KNOWN = {
    "Windows Terminal": {"WT_SESSION": "8f0c"},
    "Windows Terminal, a WSL": {"WT_SESSION": "8f0c", "TERM": "xterm-256color"},
    "ConEmu": {"ConEmuANSI": "ON"},
    "GNOME Console": {"VTE_VERSION": "8000", "TERM": "xterm-256color"},
    "ghostty": {"TERM_PROGRAM": "ghostty", "TERM_PROGRAM_VERSION": "1.2.0", "TERM": "xterm-ghostty"},
    "ghostty, later": {"TERM_PROGRAM": "ghostty", "TERM_PROGRAM_VERSION": "1.3.1-dev", "TERM": "xterm-ghostty"},
    "WezTerm": {"TERM_PROGRAM": "WezTerm", "TERM_PROGRAM_VERSION": "20250917-202501-abcdef01", "TERM": "wezterm"},
    "iTerm2": {"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.6.6", "TERM": "xterm-256color"},
    "iTerm2, later": {"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.10", "TERM": "xterm-256color"},
}
UNKNOWN = {
    "nothing said": {},
    "xterm": {"TERM": "xterm-256color"},
    "ConEmu without sequences": {"ConEmuANSI": "OFF"},
    "VTE before": {"VTE_VERSION": "7600", "TERM": "xterm-256color"},
    "VTE nonsense": {"VTE_VERSION": "x", "TERM": "xterm-256color"},
    "ghostty before": {"TERM_PROGRAM": "ghostty", "TERM_PROGRAM_VERSION": "1.1.3", "TERM": "xterm-ghostty"},
    "WezTerm before": {"TERM_PROGRAM": "WezTerm", "TERM_PROGRAM_VERSION": "20240203-110809-5046fc22"},
    "iTerm2 before": {"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.6.5"},
    "iTerm2 without a version": {"TERM_PROGRAM": "iTerm.app"},
    "kitty": {"KITTY_WINDOW_ID": "1", "TERM": "xterm-kitty"},
    "kitty from a GNOME terminal": {"KITTY_WINDOW_ID": "1", "VTE_VERSION": "8000", "TERM": "xterm-256color"},
    "foot from a GNOME terminal": {"TERM": "foot", "VTE_VERSION": "8000"},
    "an old WezTerm from Windows Terminal": {
        "WT_SESSION": "8f0c", "TERM_PROGRAM": "WezTerm", "TERM_PROGRAM_VERSION": "20240203-110809-5046fc22",
    },
    "an editor from Windows Terminal": {"WT_SESSION": "8f0c", "TERM_PROGRAM": "vscode"},
    "Emacs in a GNOME terminal": {"VTE_VERSION": "8000", "INSIDE_EMACS": "29", "TERM": "xterm-256color"},
    "tmux": {"WT_SESSION": "8f0c", "TMUX": "/s,1,0", "TERM": "screen-256color", "TERM_PROGRAM": "tmux"},
    "GNU screen": {"WT_SESSION": "8f0c", "STY": "1.x", "TERM": "screen"},
    "macOS Terminal": {"TERM_PROGRAM": "Apple_Terminal", "TERM_PROGRAM_VERSION": "455"},
}  # fmt: skip


@pytest.mark.parametrize("environ", KNOWN.values(), ids=KNOWN.keys())
def test_a_terminal_that_is_certain_to_understand_is_known(environ: dict[str, str]) -> None:
    assert knows_progress(environ)


@pytest.mark.parametrize("environ", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_where_it_is_not_certain_nothing_is_guessed(environ: dict[str, str]) -> None:
    assert not knows_progress(environ)


# --- the figures ---


def test_the_used_share_of_the_phase_in_whole_steps() -> None:
    begun = story(60).session
    planned = begun.planned_s["empatia"]
    shares = [percent(begun, 1000 * second) for second in range(planned + 100)]
    assert shares[0] == 0
    assert shares[planned // 2] in (49, 50)
    assert shares[planned:] == [100] * 100
    assert shares == sorted(shares)
    changes = [second for second in range(1, planned) if shares[second] != shares[second - 1]]
    assert min(b - a for a, b in pairwise(changes)) >= 5


def test_a_short_phase_goes_in_larger_steps() -> None:
    begun = story(5).session
    planned = begun.planned_s["empatia"]
    shares = [percent(begun, 1000 * second) for second in range(planned)]
    changes = [second for second in range(1, planned) if shares[second] != shares[second - 1]]
    assert len(changes) > 2
    assert min(b - a for a, b in pairwise(changes)) >= 5


def test_the_last_phase_lasts_to_the_end_of_the_meeting() -> None:
    early = story(30).at("10:00").enter("hyvastely").session
    assert percent(early, 1000 * 20 * 60) == 50
    assert percent(early, 1000 * 30 * 60) == 100
    assert progress_state(early, 1000 * 20 * 60, timing.Level.CALM) == 1


def test_the_colour_follows_the_level() -> None:
    wire = Wire(WINDOWS_TERMINAL)
    meeting = story(30)
    planned = meeting.session.planned_s["empatia"]
    squeezed = timing.latest_leave_s(meeting.session) + 1
    for second in (0, planned - 30, planned + 1, squeezed, 1801):
        wire.show(meeting.session, second)
    assert wire.progress() == [(1, 0), (4, 90), (4, 100), (2, 100)]  # past the end it is red already
    paused = story(30).at("2:00").pause().session
    wire.show(paused, 125)
    assert wire.progress()[-1][0] == 4
    wire.show(paused, 1801)
    assert wire.progress()[-1] == (2, wire.progress()[-2][1])


# --- sent once, and taken back ---


def test_nothing_is_sent_while_nothing_differs() -> None:
    wire = Wire(WINDOWS_TERMINAL)
    begun = story(30).session
    assert wire.show(begun, 60) == ["\x1b[22;0t", "\x1b]2;5 min · Empatia\x07", "\x1b]9;4;1;16\x1b\\"]
    assert wire.show(begun, 61) == []
    assert wire.show(begun, 61, curtain=True) == ["\x1b]2;5 min\x07"]
    assert wire.show(begun, 61) == ["\x1b]2;5 min · Empatia\x07"]


def test_on_other_screens_the_name_of_the_program_alone() -> None:
    wire = Wire(WINDOWS_TERMINAL)
    wire.show(story(30).session, 60)
    del wire.sent[:]
    wire.signals.rest()
    assert wire.sent == ["\x1b]2;kohtaa\x07", GONE]
    wire.signals.rest()
    assert len(wire.sent) == 2


def test_at_the_end_all_is_taken_back_and_nothing_follows() -> None:
    wire = Wire(WINDOWS_TERMINAL)
    wire.show(story(30).session, 60)
    del wire.sent[:]
    wire.signals.close()
    assert wire.sent == [GONE, "\x1b[23;0t"]
    wire.show(story(30).session, 120)
    wire.signals.rest()
    wire.signals.take_up()
    wire.signals.close()
    assert wire.sent == [GONE, "\x1b[23;0t"]


def test_stopped_and_gone_on_with() -> None:
    wire = Wire(WINDOWS_TERMINAL)
    first = wire.show(story(30).session, 60)
    del wire.sent[:]
    wire.signals.set_aside()
    assert wire.sent == [GONE, "\x1b[23;0t"]
    del wire.sent[:]
    wire.signals.take_up()
    assert wire.sent == first
    wire.signals.take_up()
    assert wire.sent == first


@pytest.mark.parametrize("environ", [WINDOWS_TERMINAL, {"TMUX": "/s,1,0"}])
def test_all_of_it_is_off_in_one_setting(environ: dict[str, str]) -> None:
    wire = Wire(environ, signals=False, title=True, progress="on", notice=True, bell=True)
    for second in (0, 1000, 1801):
        wire.show(story(30).session, second)
    wire.signals.rest()
    wire.signals.close()
    assert (wire.sent, wire.rung) == ([], 0)


def test_each_is_off_alone() -> None:
    wire = Wire(WINDOWS_TERMINAL, title=False, progress="off")
    wire.show(story(30).session, 60)
    wire.signals.close()
    assert wire.sent == []


def test_a_terminal_that_is_not_known_gets_progress_only_when_told() -> None:
    silent, told = Wire(), Wire(progress="on")
    for wire in (silent, told):
        wire.show(story(30).session, 60)
    assert silent.progress() == []
    assert told.progress() == [(1, 16)]


def test_where_the_terminal_forgets_progress_it_is_sent_anew() -> None:
    wire = Wire({"TERM": "xterm-ghostty", "TERM_PROGRAM": "ghostty", "TERM_PROGRAM_VERSION": "1.2.0"})
    paused = story(30).at("2:00").pause().session
    wire.show(paused, 130)
    wire.clock.after(9)
    assert wire.show(paused, 139) == []
    wire.clock.after(1)
    assert wire.show(paused, 140) == ["\x1b]9;4;4;32\x1b\\"]
    assert wire.signals.again_s == 10
    assert Wire(WINDOWS_TERMINAL).signals.again_s is None


# --- notice and bell ---


def through(sequence: str) -> str:
    return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"


def test_a_notice_says_nothing_but_the_programs_name_once_over_and_once_squeezed() -> None:
    wire = Wire(notice=True, bell=True, title=False)
    begun = story(30).session
    planned, leave = begun.planned_s["empatia"], timing.latest_leave_s(begun)
    for second in (0, planned - 1, planned, planned + 1, planned + 60, leave, leave + 1, leave + 2, 1801, 1900):
        wire.show(begun, second)
    assert wire.sent == [NOTICE, NOTICE]
    assert wire.rung == 2


def test_who_goes_to_a_phase_that_is_over_is_not_told() -> None:
    wire = Wire(notice=True, bell=True, title=False)
    meeting = story(30)
    planned = meeting.session.planned_s["empatia"]
    wire.show(meeting.session, planned - 1)
    meeting.at(planned - 1).enter("ohjaus")
    wire.show(meeting.session, planned - 1)
    meeting.at(planned + 100).enter("empatia")
    wire.show(meeting.session, planned + 100)
    assert wire.rung == 0  # a second of the phase is left, and that is near, not over
    wire.show(meeting.session, planned + 102)
    assert (wire.rung, wire.sent) == (1, [NOTICE])
    reopened = Wire(notice=True, bell=True, title=False)
    reopened.show(meeting.session, planned + 300)
    assert (reopened.rung, reopened.sent) == (0, [])


def test_neither_unless_asked_for() -> None:
    wire = Wire(title=False)
    for second in (0, 1000, 1801):
        wire.show(story(30).session, second)
    assert (wire.sent, wire.rung) == ([], 0)


@pytest.mark.parametrize("environ", [{"TMUX": "/s,1,0", "TERM": "screen-256color"}, {"TERM": "tmux-256color"}])
def test_in_tmux_both_go_through_it_to_the_terminal(environ: dict[str, str]) -> None:
    wire = Wire(environ, notice=True, progress="on", title=False)
    begun = story(30).session
    wire.show(begun, 60)
    wire.show(begun, begun.planned_s["empatia"])
    wire.signals.close()
    assert wire.sent == [through(s) for s in ("\x1b]9;4;1;16\x1b\\", "\x1b]9;4;4;100\x1b\\", NOTICE, GONE)]


@pytest.mark.parametrize("environ", [{"STY": "1.x", "TERM": "screen"}, {"TERM": "screen"}, {"TERM": "linux"}])
def test_where_there_is_no_way_nothing_is_sent(environ: dict[str, str]) -> None:
    wire = Wire(environ, notice=True, progress="on", title=False)
    begun = story(30).session
    wire.show(begun, 60)
    wire.show(begun, begun.planned_s["empatia"])
    assert wire.sent == []


# --- in the program ---


async def test_from_the_meeting_to_the_review_and_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr("kohtaa_tui.tui.lean.write_raw", lambda _, text: sent.append(text))
    async with in_meeting(tmp_path, progress="on") as desk:
        assert sent[-1] == "\x1b]9;4;1;0\x1b\\"
        await desk.pass_time(110)
        assert sent[-1] == "\x1b]9;4;1;16\x1b\\"
        meeting = desk.meeting
        await desk.press("f9", "enter")
        await desk.to(ReviewScreen)
        assert sent[-2:] == ["\x1b]2;kohtaa\x07", GONE]
        count = len(sent)
        meeting.draw(80, 24)  # it rests below, and a window that changes its size draws it once more
        assert len(sent) == count
        await desk.press("ctrl+q")
        await desk.wait_until(lambda: not desk.app.is_running)
    assert sent[-1] == "\x1b[23;0t"


async def test_progress_costs_no_waking_where_the_terminal_remembers(tmp_path: Path) -> None:
    async with in_meeting(tmp_path, progress="off") as desk:
        without = desk.meeting._next_s()
    async with in_meeting(tmp_path / "other", progress="on") as desk:
        assert desk.meeting._next_s() == without
        desk.app.signals.again_s = 10.0
        assert desk.meeting._next_s() == pytest.approx(10.01)


async def test_after_a_crash_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr("kohtaa_tui.tui.lean.write_raw", lambda _, text: sent.append(text))
    async with in_meeting(tmp_path, progress="on") as desk:
        app: KohtaaApp = desk.app
        app._crash("RuntimeError")
        await desk.wait_until(lambda: not app.is_running)
    assert sent[-2:] == [GONE, "\x1b[23;0t"]
