"""What the Review shows, and in which order its rows stand."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from ...domain.events import Key
from ...domain.practice_report import PracticeReport
from ...domain.session import Note, Session
from ...exports.corrected import corrected
from ...i18n import Words
from ..bindings import Keys
from .drawer import Drawer


class Item(Struct, frozen=True):
    """One row of the list: a heading, a note, or a prompt that was asked."""

    text: str = ""
    note: Note | None = None
    strong: bool = False
    prompt: bool = False


class ReviewView(Struct, frozen=True):
    """All that the Review shows."""

    session: Session
    words: Words
    language: str
    keys: Keys
    items: Sequence[Item]
    chosen: Key | None
    """The record of the chosen note."""
    saved: str
    unsaved: int = 0
    mask: str = ""
    """The word at the right of the note line while it, or the chosen note, holds what may point to a person."""
    write_up: str = ""
    """What is left of the two minutes for writing up, such as `1:40`; empty when there are none."""
    preview: Session | None = None
    report: PracticeReport | None = None
    """What a practice came to: it stands in the place of the figure and the notes."""
    top: int = 0
    """The row of the report that the page begins with."""
    tag: str = ""
    """The word that says what this is, where the session itself does not say it."""
    back: str = ""
    """Where Enter on an empty line leads, where that is neither Home nor the list of practice clients."""
    leave: str = ""
    """What Enter on an empty line does, where that is not to go Home."""
    carries: bool = True
    """Whether texts may be carried over from here."""
    message: str = ""
    drawer: Drawer | None = None
    ascii_only: bool = False


def items_corrected(session: Session, words: Words) -> list[Item]:
    """What was put right afterwards: quiet lines after the notes."""
    found: list[Item] = []
    for one in corrected(session, words, here=True):
        if one.when not in (item.text for item in found):
            found += [Item(), Item(one.when)]
        found.append(Item(f"  {one.what}"))
    return found


def items_by_mark(session: Session) -> list[Item]:
    """The notes gathered by mark: what was agreed first."""
    found = [Item(note=n, strong=True) for n in session.notes if n.mark == "agreed"]
    for mark in ("words", "strength", "question", None):
        notes = [n for n in session.notes if n.mark == mark]
        if notes and found:
            found.append(Item())
        found += [Item(note=n) for n in notes]
    return found


def items_by_phase(session: Session, language: str) -> list[Item]:
    """The notes phase by phase, with the prompts that were asked."""
    found: list[Item] = []
    for phase in session.plan.phases:
        asked = [p for p in phase.prompts if p.id in session.done]
        notes = [n for n in session.notes if n.phase == phase.id]
        if not asked and not notes:
            continue
        if found:
            found.append(Item())
        found.append(Item(phase.name.get(language), strong=True))
        found += [
            Item(
                "✓ " + (p.short.get(language) or p.text.get(language)).replace("{minutes}", str(session.plan.minutes)),
                prompt=True,
            )
            for p in asked
        ]
        found += [Item(note=n) for n in notes]
    return found
