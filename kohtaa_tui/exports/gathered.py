"""What all exports tell, gathered once: when, what was agreed, and the notes by mark."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Protocol

from ..domain.events import Mark
from ..domain.report import agreements
from ..domain.session import Session
from ..errors import N_


class Speaks(Protocol):
    """The words of one language, as `i18n.Words` has them."""

    @property
    def language(self) -> str: ...
    def __call__(self, message: str, /, **fields: object) -> str: ...
    def plural(self, one: str, many: str, n: int, /, **fields: object) -> str: ...
    def time(self, moment: datetime) -> str: ...
    def clock(self, moment: datetime) -> str: ...
    def day(self, day: date) -> str: ...
    def number(self, n: int) -> str: ...


MARKED: tuple[tuple[Mark | None, str], ...] = (
    ("words", N_("In the client's words")),
    ("strength", N_("Strengths and resources")),
    ("question", N_("Still open")),
    (None, N_("Notes")),
)
"""The notes' headings, in the order they are told; what was agreed comes before them all."""


TAGS: dict[str, str] = {"practice": N_("PRACTICE"), "demo": N_("DEMO")}
"""What stands first in every text that leaves the program and tells of no real meeting."""


def first_line(session: Session, words: Speaks) -> str:
    """The first line of every text about a session: what it is, where it is no real meeting, and when it was."""
    told = words("Meeting {when}", when=when(session, words))
    return f"{tag(session, words)} · {told}" if session.practice else told


def tag(session: Session, words: Speaks) -> str:
    """The word that says that it is no real meeting; empty for a real one."""
    return words(TAGS[session.practice.kind]) if session.practice else ""


def when(session: Session, words: Speaks) -> str:
    """The day and the time, from the start to the end, or to the planned end while it runs."""
    start = session.began_at
    if session.ended_ms is None:
        span = words(
            "{start}, planned to end at {end}", start=words.time(start), end=words.time(_after(session, session.end_s))
        )
    else:
        span = f"{words.time(start)}–{words.time(_after(session, session.ended_ms // 1000))}"
    return f"{words('{day} {year}', day=words.day(start.date()), year=start.year)} {span}"


def circumstances(session: Session, words: Speaks) -> list[str]:
    """The circumstances in words."""
    names = {
        "first": words("first meeting"),
        "interpreter": words("interpreter"),
        "remote": words("remote (phone or video)"),
    }
    return [names.get(c, c) for c in session.plan.circumstances]


def agreed(session: Session, words: Speaks) -> list[str]:
    """What was agreed, a line each: who, what and when, as far as it tells."""
    lines = []
    for found in agreements(session):
        what = found.text.partition(":")[2].strip() if found.who else ""
        parts = (found.who, what or found.text, words.day(found.due) if found.due else "")
        lines.append(" · ".join(part for part in parts if part))
    return lines


def notes(session: Session, mark: Mark | None) -> list[str]:
    """The texts of the notes with a mark, in the order they were written."""
    return [note.text for note in session.notes if note.mark == mark and not note.locked]


def quoted(text: str, language: str) -> str:
    """What somebody says, in the quotation marks of its language."""
    return f"“{text}”" if language == "en" else f"”{text}”"


def _after(session: Session, seconds: int) -> datetime:
    return session.started_at + timedelta(seconds=seconds)
