"""Erasing the texts of an earlier meeting from the list: what would go is said before, and it is asked once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import KohtaaError
from ...runtime import receipts
from ...runtime.held import open_elsewhere
from ...runtime.history import Hit
from ...storage.hold import Hold
from ..dialogs import Choice, Choose

if TYPE_CHECKING:
    from .history import HistoryScreen


def ask_erase(screen: HistoryScreen, hit: Hit) -> None:
    """Ask once, and erase at once."""
    words, session_id = screen.words, hit.listed.id
    archive = screen.kohtaa.context.archive
    try:
        receipt = archive.to_erase(session_id)
        files = archive.files(session_id)
        gone = hit.listed.erased is True and not archive.tells(files, archive.load_files(files).session)
    except KohtaaError as fault:
        screen.say(words.fault(fault))
        screen.out_if_gone(session_id)
        return
    if gone:
        screen.say(words("The texts of this meeting have been erased already."))
        return
    screen.open_dialog(
        Choose(
            words,
            words("Erase {what}?", what=", ".join(receipts.parts(receipt, words))),
            [Choice(words("Keep it"), lambda: None), Choice(words("Erase it"), lambda: _erase(screen, session_id))],
            sentence=words("{meeting}: for good. The times stay. This cannot be undone.", meeting=screen.chosen_told()),
            about=words("The texts are taken out of every file of this meeting that this computer can reach."),
        )
    )


def _erase(screen: HistoryScreen, session_id: str) -> None:
    context, words = screen.kohtaa.context, screen.words
    hold = Hold(context.places, session_id)
    if not hold.take():
        screen.say(words.fault(open_elsewhere(hold, words, context.clock.now())))
        return
    try:
        context.archive.erase(session_id)
    except KohtaaError as fault:
        screen.say(words.fault(fault))
        return
    finally:
        hold.release()
    screen.erased(session_id)
    screen.say(words("Erased here. Backups may still hold a copy."))
