"""R2: the real screens in a pseudo-terminal, ended at random moments while somebody types.

What the screen has shown as saved is on the disk however it ends; and where the program is asked to go,
or its terminal is closed, so is all the rest, within two seconds, and the terminal is given back.
"""

from __future__ import annotations

import random
import re
import signal
import time
from pathlib import Path

from kohtaa_tui.storage.archive import Archive
from tests.e2e.terminal import Terminal
from tests.fakes import places
from tests.faults.figures import note_figures
from tests.faults.worlds import FULL

NOTE = re.compile(r"muistio(\d+)z")
SAVED = "tallennettu ✓"
ENDS = ("kill -9", "SIGHUP", "SIGTERM", "window closed")


def dice_for_this_run() -> random.Random:
    """Other moments in every run; a failure shows by which number to find them again."""
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    return random.Random(seed)


class Typist:
    """Somebody types notes into one meeting after the other, and looks at what the screen says of them."""

    def __init__(self, root: Path, dice: random.Random) -> None:
        self.archive = Archive(places(root))
        self.dice = dice
        self.number = 0
        self.shown: set[int] = set()
        """The notes that the screen has shown in this run of the program."""
        self.saved: set[int] = set()
        """Those that stood there while it said that all is saved, in any run."""
        self.slowest_s = 0.0

    def look(self, terminal: Terminal) -> None:
        rows = [row for row in terminal.rows() if "▌" not in row]  # what is in the note line is no note yet
        notes = {int(found) for row in rows for found in NOTE.findall(row)}
        self.shown |= notes
        if SAVED in terminal.text():
            self.saved |= notes

    def type_until(self, terminal: Terminal, seconds: float) -> None:
        """Type notes for so long, in pieces, as fast or as slowly as it comes."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.number += 1
            text = f"muistio{self.number}z " + "äiti soitti "[: self.dice.randint(0, 12)]
            for piece in (text[:5], text[5:], "enter"):
                terminal.press(piece)
                terminal.watch(min(left, self.dice.uniform(0, 0.03)), lambda: self.look(terminal))

    def run(self, end: str) -> None:
        """One run of the program, from its start or its going on to its end."""
        self.shown = set()
        going_on = self.archive.unfinished() is not None
        terminal = Terminal("resume", "--gap", "count") if going_on else Terminal("start", "--minutes", "30")
        try:
            terminal.sees("min jäljellä", SAVED)
            self.type_until(terminal, self.dice.uniform(0.02, 0.5))
            asked = time.monotonic()
            match end:
                case "kill -9":
                    terminal.signal(signal.SIGKILL)
                case "SIGHUP":
                    terminal.signal(signal.SIGHUP)
                case "SIGTERM":
                    terminal.signal(signal.SIGTERM)
                case _:
                    terminal.hang_up()
            code = terminal.ended(2.0)
            took = time.monotonic() - asked
            loaded = self.archive.unfinished()
            assert loaded is not None
            there = {int(found) for note in loaded.session.notes for found in NOTE.findall(note.text)}
            assert self.saved <= there, f"{end}: shown as saved and lost: {self.saved - there}"
            assert len(loaded.damage) <= 1
            if end == "kill -9":
                assert code == -signal.SIGKILL
                return
            self.slowest_s = max(self.slowest_s, took)
            assert code == 0
            assert terminal.nobody_left()
            assert self.shown <= there, f"{end}: shown and lost: {self.shown - there}"
            if end != "window closed":
                assert terminal.still_switched() == []
        finally:
            terminal.close()


def test_what_was_shown_as_saved_is_there_however_it_ends(tmp_path: Path) -> None:
    typist = Typist(tmp_path, dice_for_this_run())
    ends = 60 if FULL else 8
    for number in range(ends):
        typist.run(ENDS[number % len(ENDS)])
    assert typist.saved
    note_figures(
        "R2 while typing",
        f"{ends} ends",
        f"{len(typist.saved)} notes shown as saved, 0 lost; gone after {typist.slowest_s:.2f} s at the latest, "
        "terminal sane",
    )


def test_asked_to_go_while_it_starts_the_terminal_is_given_back() -> None:
    dice = dice_for_this_run()
    ends = 40 if FULL else 6
    taken = 0
    for number in range(ends):
        terminal = Terminal("start", "--minutes", "30")
        try:
            if number % 2:
                terminal.until(lambda t=terminal: b"\x1b[?1049h" in t.output, "the first byte to the terminal")  # type: ignore[misc]
            terminal.watch(dice.uniform(0, 0.1 if number % 2 else 0.5), lambda: None)
            taken += b"\x1b[?1049h" in terminal.output
            terminal.signal(dice.choice((signal.SIGTERM, signal.SIGHUP)))
            terminal.ended(2.0)
            assert terminal.still_switched() == []
        finally:
            terminal.close()
    assert taken
    note_figures("R2 while starting", f"{ends} ends", f"{taken} of them with the terminal taken; 0 left as it was")
