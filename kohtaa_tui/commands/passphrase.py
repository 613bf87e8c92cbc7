"""Asking for the passphrase: on the terminal without showing it, else as a line of the input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

from ..errors import N_, UsageFault
from ..i18n import Words
from ..storage.keys import WrongPassphrase
from ..storage.vault import Vault

SHORTEST = 8
"""The fewest characters of a new passphrase."""
TRIES = 3


class Locked(Protocol):
    """What a passphrase opens: the vault, or an archive file."""

    def unlock(self, passphrase: str, /) -> None: ...


@contextmanager
def _unseen(terminal: TextIO | None) -> Iterator[None]:
    """Nothing that is typed is shown, also while a passphrase is being tried: the next one may be typed already."""
    try:
        import termios

        assert terminal is not None
        handle = terminal.fileno()
        before = termios.tcgetattr(handle)
    except (ImportError, AssertionError, OSError, ValueError, termios.error):
        yield
        return
    silent = [*before]
    silent[3] &= ~termios.ECHO
    termios.tcsetattr(handle, termios.TCSADRAIN, silent)
    try:
        yield
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)


class Passphrases:
    """Asks, on the terminal where there is one. In a pipe every passphrase is one line of the input."""

    def __init__(self, words: Words, input: TextIO | None) -> None:
        self._words, self._input = words, input

    @property
    def at_terminal(self) -> bool:
        """Whether a person can be asked."""
        return self._input is not None and self._input.isatty()

    def unlock(self, vault: Locked) -> None:
        """Ask until it opens, three times on a terminal. Raises `WrongPassphrase`, `StorageFault`."""
        with _unseen(self._input if self.at_terminal else None):
            for left in reversed(range(TRIES if self.at_terminal else 1)):
                try:
                    vault.unlock(self._ask(N_("Passphrase: ")))
                    return
                except WrongPassphrase as fault:
                    if not left:
                        raise
                    self._say(self._words.fault(fault))

    def offer(self, vault: Vault) -> None:
        """Ask a person who need not answer: with nothing typed it stays locked. Raises as `unlock` does."""
        with _unseen(self._input):
            for left in reversed(range(TRIES)):
                typed = self._ask(N_("Passphrase (Enter shows it locked): "))
                if not typed:
                    return
                try:
                    vault.unlock(typed)
                    return
                except WrongPassphrase as fault:
                    if not left:
                        raise
                    self._say(self._words.fault(fault))

    def new(self) -> str:
        """A new passphrase, typed twice on a terminal. Raises `UsageFault`."""
        fresh = self._ask(N_("New passphrase: "))
        if len(fresh) < SHORTEST:
            raise UsageFault(N_("A passphrase has at least {n} characters. Four or five words are good."), n=SHORTEST)
        if self.at_terminal and self._ask(N_("The same again: ")) != fresh:
            raise UsageFault(N_("The two are not the same. Nothing was changed."))
        return fresh

    def _ask(self, prompt: str) -> str:
        if self.at_terminal:
            from getpass import getpass

            return getpass(self._words(prompt))
        line = self._input.readline() if self._input is not None else ""
        if not line:
            raise UsageFault(N_("A passphrase is needed: type it on a terminal, or give it as a line of the input."))
        return line.rstrip("\r\n")

    def _say(self, sentence: str) -> None:
        print(f"kohtaa: {sentence}", file=sys.stderr)
