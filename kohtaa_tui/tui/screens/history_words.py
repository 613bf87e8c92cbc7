"""What the History screen says beside its list: how many were found, what is still looked for, and the help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...domain.notes import SIGNS
from ...i18n import Words
from ...storage.library import Broken
from ..dialogs import Table
from ..helps import help_page
from ..history_place import Looked

if TYPE_CHECKING:
    from .history import HistoryScreen


def count(looked: Looked, words: Words) -> str:
    """How many meetings there are, as far as that is known without looking further."""
    if not looked.entries or not looked.whole:
        return ""
    number = words.number(looked.total or len(looked.entries))
    if looked.found.more and not looked.total:
        return words("the newest {count}", count=number)
    if looked.typed.strip() or looked.filters.any:
        return words("{count} found", count=number)
    return words("{count} in all", count=number)


def _so_far(screen: HistoryScreen) -> list[str]:
    """How many were looked through, where that takes long."""
    words, n = screen.words, screen.so_far
    return [words.plural("{count} meeting so far.", "{count} meetings so far.", n, count=words.number(n))] if n else []


def nothing(screen: HistoryScreen) -> list[str]:
    """What stands in the place of the list where there is nothing to show."""
    words, looked = screen.words, screen.looked
    if screen.fault is not None:
        return [words.fault(screen.fault)]
    if not looked.whole:
        return [words("Looking…"), *_so_far(screen)] if screen.late else []
    if not looked.typed.strip() and not looked.filters.any:
        return [words("No meetings yet")]
    told = [words("Nothing was found."), words("A word is found by how it begins: “cert” finds “certificates”.")]
    if not looked.filters.folded:
        key = screen.keys.shown("history.filter")
        told.append(words("{key} lets a find å and ä too, and shows only some of the meetings.", key=key))
    return told


def quiet(screen: HistoryScreen, *, narrow: bool) -> tuple[str, str]:
    """The quiet line, and what a click on it means."""
    words, looked = screen.words, screen.looked
    found = looked.found
    if screen.fault is not None and looked.entries:
        return words.fault(screen.fault), ""
    if screen.late and looked.entries and not screen.stale:
        told = words("Older meetings are still being looked through.")
        return told if narrow else " ".join([told, *_so_far(screen)]), ""
    if looked.whole and found.locked:
        key = screen.keys.shown("history.unlock")
        told = words.plural(
            "{n} meeting is encrypted and its texts were not searched. {key} opens them.",
            "{n} meetings are encrypted and their texts were not searched. {key} opens them.",
            found.locked,
            key=key,
        )
        return told, "history.unlock"
    if looked.whole and found.each and not narrow:
        return words("With encryption on each meeting is opened to search it. That takes a while."), ""
    if screen.locked:
        return screen.locked_told(), "history.unlock"
    if looked.whole and found.broken and (looked.typed.strip() or looked.filters.any):
        return words.plural(
            "{n} meeting cannot be read and was not searched.",
            "{n} meetings cannot be read and were not searched.",
            len(found.broken),
        ), ""
    entry = looked.entry
    if narrow and entry is not None and not isinstance(entry, Broken) and entry.notes:
        note = entry.notes[0]
        return f"{SIGNS[note.mark].strip()} {note.text}".strip(), ""
    return "", ""


def help_table(screen: HistoryScreen, width: int) -> Table:
    """What can be done here."""
    words = screen.words
    right = [
        words("What you type is looked for in notes and references, while you type. Esc takes it away."),
        words("A word is found by how it begins: “cert” finds “certificates”."),
        words("Several words: meetings in which each of them is found."),
        words("↑ ↓ choose, PgDn and PgUp turn pages, Enter opens. From the review Enter leads back here."),
        words("{key} twice, on two meetings, compares them.", key=screen.keys.shown("history.compare")),
    ]
    if screen.line.value:
        focus = words("The line: the words that are looked for. The first note found stands under its meeting.")
    elif screen.looked.entry is not None:
        focus = words("The chosen meeting: {meeting}", meeting=screen.chosen_told() or screen.looked.chosen)
    else:
        focus = words("The list of earlier meetings, the newest first.")
    return help_page(screen, width, right, focus)
