"""The curtain in a real pseudo-terminal: no text is left on the screen, nor in what the terminal remembers."""

from __future__ import annotations

import re

import pytest

from tests.e2e.conftest import Kept, Opened
from tests.e2e.terminal import Terminal

MARKER = "tunnus-17"
CURTAIN = "Tekstit piilossa."


def forgets(terminal: Terminal, *shown: str) -> None:
    """Push the text out of the screen, draw the curtain, and find the text nowhere."""
    terminal.sees(MARKER)
    terminal.push_out(30)  # all that is on it, and more: the program does not know
    assert MARKER in terminal.memory()
    before = len(terminal.output)
    terminal.press("f4")
    terminal.until(lambda: b"\x1b[3J" in terminal.output[before:], "the order to forget")
    terminal.sees(*shown)
    assert MARKER not in terminal.text()
    assert MARKER not in terminal.memory()
    forgot = terminal.output.rindex(b"\x1b[3J")
    painted = terminal.output[terminal.output.rindex(b"\x1b[?2026h", 0, forgot) :]
    assert MARKER.encode() not in painted
    painted = painted[: painted.index(b"\x1b[3J")]
    rows = {int(row) for row in re.findall(rb"\x1b\[(\d+);1H", painted)}
    assert rows >= set(range(2, 25)), "not every row was painted over before the terminal was told to forget"


def test_in_the_meeting(opened: Opened, kept: Kept) -> None:
    terminal = opened("start", "--minutes", "30", "--reference", MARKER, remembers=True)
    terminal.sees("min jäljellä", "tallennettu ✓")
    terminal.press(MARKER, "enter", f"{MARKER} kesken")
    terminal.sees(f"{MARKER} kesken", "tallennettu ✓")
    forgets(terminal, "F4 avaa", "min jäljellä", "•••")
    assert MARKER not in terminal.title
    terminal.press(" ja lisää", "pgdn", "f4")
    terminal.sees(f"{MARKER} kesken ja lisää", "Kerro omin sanoin")
    terminal.press("ctrl+q")
    assert terminal.ended() == 0
    assert kept.draft == f"{MARKER} kesken ja lisää"


def test_in_the_review_and_on_home(opened: Opened, kept: Kept) -> None:
    terminal = opened("start", "--minutes", "30", "--reference", MARKER, remembers=True)
    terminal.sees("min jäljellä", "tallennettu ✓")
    terminal.press(f"! {MARKER}", "enter", "f4", "f9")
    terminal.sees("Päätetäänkö tapaaminen?")
    terminal.press("enter")  # ended behind the curtain: the review is behind it too
    terminal.sees(CURTAIN)
    assert MARKER not in terminal.text()
    terminal.press("x")
    terminal.sees(f"! {MARKER}", "▌ lisää")
    forgets(terminal, CURTAIN)
    terminal.press("f2")
    terminal.sees(f"! {MARKER}", "▌ lisää")
    terminal.press("enter")
    terminal.sees("Enter aloittaa", MARKER)
    forgets(terminal, CURTAIN)
    terminal.press("enter")  # starts nothing
    terminal.sees("Enter aloittaa", MARKER)
    terminal.press("ctrl+q")
    assert terminal.ended() == 0
    assert kept.document["status"] == "ended"


@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
def test_in_the_plain_meeting(opened: Opened, kept: Kept, term: str) -> None:
    terminal = opened("start", "--plain", "--minutes", "30", remembers=True, TERM=term)
    terminal.sees("--")
    for number in range(1, 31):
        terminal.press(f"{MARKER} {number}", "enter")
        terminal.sees(f"✓ {number} ")
    assert MARKER in terminal.memory()
    terminal.press(",", "enter")
    terminal.sees("Tapaaminen jatkuu.")
    assert MARKER not in terminal.text()
    assert (MARKER in terminal.memory()) == (term == "dumb")
    assert (b"\x1b" in terminal.output) == (term != "dumb")
    terminal.press("lisää", "enter")
    terminal.sees("✓ 31 ")
    assert kept.notes[-1] == "lisää"
