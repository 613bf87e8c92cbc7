"""Asking for the passphrase on the screen, once in a run, and opening what is encrypted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..errors import KohtaaError
from .dialogs import Ask

if TYPE_CHECKING:
    from .screens.stage import Stage


def ask_passphrase(stage: Stage, then: Callable[[], None]) -> None:
    """Ask, and do `then` once the passphrase has opened the key. Dots stand for what is typed."""
    words = stage.words

    def take(text: str) -> str:
        if text:
            stage.line.put("")
            stage.run_worker(_unlock(stage, text, ask, then), exclusive=True)
        return words("Opening…")  # the drawer stays: what is typed meanwhile must not become a note

    ask = Ask(
        words,
        words("Passphrase"),
        take=take,
        word=words("Open"),
        sentence=words("What is encrypted opens for as long as kohtaa is open."),
        placeholder=words("your passphrase"),
        secret=True,
        about=words("Notes, reference and own thoughts are encrypted here. Dots stand for what you type."),
    )
    stage.open_dialog(ask)


async def _unlock(stage: Stage, passphrase: str, ask: Ask, then: Callable[[], None]) -> None:
    """Opening takes a second on purpose, so that nobody can try many: it is done beside the event loop."""
    vault = stage.kohtaa.context.archive.vault
    try:
        await asyncio.to_thread(vault.unlock, passphrase)
    except KohtaaError as fault:
        if stage.dialog is ask:
            ask.problem = stage.words.fault(fault)
            stage.redraw()
        return
    if stage.dialog is ask:
        stage.close_dialog()
    if stage.successor is None:
        then()
