"""`kohtaa doctor` in a terminal: what it asks the terminal, the test of keys, and that it leaves no trace."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.e2e.terminal import KEYS, Terminal, keys


class Answering(Terminal):
    """A terminal that tells where its cursor stands, as nearly all do."""

    answers = True

    def _read(self, seconds: float) -> bool:
        before = len(self.output)
        found = super()._read(seconds)
        if self.answers:
            for _ in range(self.output[before:].count(b"\x1b[6n")):
                cursor = self._screen.cursor
                os.write(self._child.child_fd, f"\x1b[{cursor.y + 1};{cursor.x + 1}R".encode())
        return found


class Mute(Answering):
    """A terminal that answers nothing."""

    answers = False


Open = Callable[..., Terminal]


@pytest.fixture
def terminals() -> Iterator[Open]:
    """Opens terminals of a kind, and ends what still runs in them."""
    opened: list[Terminal] = []

    def open_(kind: type[Terminal], *argv: str, **rest: Any) -> Terminal:
        opened.append(kind("doctor", *argv, size=(200, 40), **({"KOHTAA_LANGUAGE": "en"} | rest)))
        return opened[-1]

    yield open_
    for terminal in opened:
        terminal.close()


def sane(terminal: Terminal) -> None:
    assert terminal.still_switched() == []


def test_the_terminal_is_asked_and_left_as_it_was(terminals: Open) -> None:
    terminal = terminals(Answering)
    assert terminal.ended() == 0
    sane(terminal)
    screen = terminal.text()
    assert re.search(r"✓ fine +The terminal answers, in \d+ ms", screen)
    assert "ä 1, ä of two parts 1, ▌ 1, ✓ 1, ⚑ 1, an emoji 2, an emoji of several parts" in screen
    assert "✓ fine    Window: 200 columns, 40 rows" in screen
    assert "Colours: 16777216" in screen
    assert not re.search(r"^\S*\x1b", screen)


def test_what_was_typed_meanwhile_does_no_harm(terminals: Open) -> None:
    terminal = terminals(Answering)
    terminal.write(b"abc\x1b[15~\x1b[A")
    assert terminal.ended() == 0
    sane(terminal)
    assert "The terminal answers" in terminal.text()


def test_a_terminal_that_does_not_answer_holds_nothing_up(terminals: Open) -> None:
    terminal = terminals(Mute)
    assert terminal.ended(15) == 0
    sane(terminal)
    assert "The terminal does not answer questions" in terminal.text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_ended_while_it_asks_it_leaves_the_terminal_as_it_was(terminals: Open, number: int) -> None:
    terminal = terminals(Mute)
    terminal.until(lambda: b"\x1b[6n" in terminal.output, "the question")
    terminal.signal(number)
    assert terminal.ended() in (128 + number, -number)
    sane(terminal)


def test_ctrl_c_while_it_asks_ends_it(terminals: Open) -> None:
    terminal = terminals(Mute)
    terminal.until(lambda: b"\x1b[6n" in terminal.output, "the question")
    terminal.press("ctrl+c")
    assert terminal.ended() == 130
    sane(terminal)


def test_a_poor_terminal_is_asked_nothing(terminals: Open) -> None:
    terminal = terminals(Answering, TERM="dumb")
    assert terminal.ended() == 0
    assert b"\x1b" not in terminal.output
    assert "kohtaa start --plain" in terminal.text()


def test_keys_are_named_as_they_arrive_and_the_others_told(terminals: Open) -> None:
    terminal = terminals(Answering, "--keys")
    terminal.sees("Press each of these once", "Esc twice ends the test")
    for name in ("f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "pgup", "pgdn"):
        terminal.write(KEYS[name])
        terminal.sees({"pgup": "  PgUp", "pgdn": "  PgDn"}.get(name, f"  {name.upper()}"))
    terminal.write(keys("å", "ö", "@", "MARKER"))
    terminal.sees("  å", "  ö", "  AltGr+2", "  another key")
    terminal.press("esc")
    terminal.sees("  Esc")
    terminal.press("esc")
    assert terminal.ended() == 0
    sane(terminal)
    screen = terminal.text()
    assert "Keys that arrived: 13 of 15" in screen
    assert "! notice  F9 was not seen" in screen
    assert "! notice  ä was not seen" in screen
    assert "end under [keys] in config.toml" in screen
    assert "MARKER" not in screen


def test_when_every_key_arrives_that_is_said(terminals: Open) -> None:
    terminal = terminals(Answering, "--keys", KOHTAA_LANGUAGE="fi")
    terminal.until(lambda: terminal.output.count(b"\n") >= 2, "the question")
    terminal.write(keys(*(f"f{n}" for n in range(1, 10)), "pgup", "pgdn", "å", "ä", "ö", "@", "esc", "esc"))
    assert terminal.ended() == 0
    sane(terminal)
    assert "✓" in terminal.text()
    assert "Kaikki näppäimet tulevat perille" in terminal.text()


@pytest.mark.parametrize("last", ["ctrl+c", None], ids=["ctrl+c", "hang-up"])
def test_the_test_of_keys_can_be_left(terminals: Open, last: str | None) -> None:
    terminal = terminals(Answering, "--keys")
    terminal.sees("Esc twice ends the test")
    if last is None:
        terminal.hang_up()
    else:
        terminal.press(last)
    assert terminal.ended() in (0, 129, -1)
    assert terminal.nobody_left()
    if last:
        sane(terminal)
