"""The lines of the list of earlier meetings: what each tells, and what it looks like in a row of some width."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from ...domain.notes import SIGNS
from ...domain.pack import Texts
from ...domain.searching import Noted
from ...domain.session import Session
from ...errors import StorageFault
from ...i18n import Words
from ...runtime.history import Hit
from ...storage.library import Broken
from .canvas import PLAIN, Canvas, Ink, cell_len, cut
from .furniture import BOLD, TEXT, put_note

RUNS = "▌"
"""The sign of what was not ended, as of the phase that runs."""
Entry = Hit | Broken
"""A meeting in the list: one that was found, or one that cannot be read."""


class Detail(Struct, frozen=True):
    """What a line tells of a meeting beyond how it was found."""

    title: Texts
    """What its method is called."""
    circumstances: tuple[str, ...]
    notes: int


def detail(session: Session) -> Detail:
    """What a line tells of a session."""
    return Detail(session.plan.title, session.plan.circumstances, len(session.notes))


class Row(Struct, frozen=True):
    """One line, in words."""

    day: str
    time: str
    minutes: str
    called: str
    circumstances: str
    method: str
    beside: str
    """How much was written, or what is special about it."""
    runs: bool = False
    """Whether it was not ended: where columns are few a sign tells it."""
    note: Noted | None = None
    more: int = 0
    """How many further notes it was found by."""


def entry_id(entry: Entry) -> str:
    """The id of the meeting."""
    return entry.id if isinstance(entry, Broken) else entry.listed.id


def tall(entry: Entry) -> bool:
    """Whether a note stands under its line, where there are rows for it."""
    return not isinstance(entry, Broken) and bool(entry.notes)


def began(hit: Hit) -> datetime:
    """When the meeting began, by the clock of this computer."""
    return datetime.fromisoformat(hit.listed.started_at).astimezone()


def day_words(day: date, words: Words, today: date) -> str:
    """A day, with its year where that is not this one."""
    told = words.day(day)
    return told if day.year == today.year else words("{day} {year}", day=told, year=day.year)


def called(hit: Hit, words: Words) -> str:
    """What the client is called there, or why nothing is said."""
    listed = hit.listed
    if listed.erased is True:
        return words("texts erased")
    return words("locked") if listed.reference is None else listed.reference or "–"


def short_circumstances(circumstances: Sequence[str], words: Words) -> str:
    """The circumstances in few letters."""
    names = {"first": words("first"), "interpreter": words("interp."), "remote": words("remote")}
    return " ".join(names[c] for c in circumstances if c in names)


def row(hit: Hit, found: Detail | None, words: Words, today: date) -> Row:
    """The line of one meeting; what is not read yet is left blank."""
    start = began(hit)
    beside = ""
    if hit.listed.status == "running":
        beside = words("not ended")
    elif found is not None and found.notes:
        beside = words.plural("{n} note", "{n} notes", found.notes)
    return Row(
        day=day_words(start.date(), words, today),
        time=words.time(start),
        minutes=words("{n} min", n=hit.listed.minutes),
        called=called(hit, words),
        circumstances="" if found is None else short_circumstances(found.circumstances, words),
        method="" if found is None else found.title.get(words.language),
        beside=beside,
        runs=hit.listed.status == "running",
        note=hit.notes[0] if hit.notes else None,
        more=max(0, len(hit.notes) - 1),
    )


class Columns(Struct, frozen=True):
    """Where things stand in a line: the column after each."""

    time: int
    minutes: int
    called: int
    about: int
    """Where the circumstances begin; the end where there is no room for them."""
    end: int
    methods: bool
    """Whether the methods are told: where there is room for all of them, or where they differ."""


def columns(left: int, end: int, rows: Sequence[Row], day: int) -> Columns:
    """The columns for these lines; `day` is the width of the widest day."""
    time = left + day + 1
    minutes = time + max((cell_len(r.time) for r in rows), default=5) + 2
    widest = max((cell_len(r.minutes) for r in rows), default=6)
    called_at = minutes + widest + 2
    beside = max((cell_len(r.beside) for r in rows), default=0)
    named = min(max((cell_len(r.called) for r in rows), default=4), 18)
    about = called_at + named + 2
    room = end - about - beside - 2
    fit = all(cell_len(_about(r, methods=True)) <= room for r in rows)
    differ = len({r.method for r in rows if r.method}) > 1
    return Columns(time, minutes, called_at, about if room >= 5 else end, end, fit or differ)


def _about(row_: Row, *, methods: bool) -> str:
    return " · ".join(part for part in (row_.circumstances, row_.method if methods else "") if part)


def draw_row(
    canvas: Canvas, at: int, left: int, row_: Row, place: Columns, hit: str, *, chosen: bool, marked: bool
) -> None:
    """Draw one line."""
    end = place.end
    canvas.target(at, left, end, hit)
    if chosen and left >= 2:
        canvas.put(at, left - 2, "►", Ink("calm"))
    if marked and left >= 1:
        canvas.put(at, left - 1, "◊", Ink("keep", True))
    ink = BOLD if chosen else TEXT
    canvas.put(at, left, row_.day, ink, until=end)
    canvas.right(at, place.minutes - 2, row_.time, ink)  # so that hours stand under hours
    canvas.right(at, place.called - 2, row_.minutes)
    narrow = place.about >= end
    beside = row_.beside if not narrow else RUNS if row_.runs else ""
    start = canvas.right(at, end, beside) if beside else end + 2
    stop = min(end, start - 2)
    canvas.put(at, place.called, cut(row_.called, (stop if narrow else place.about - 2) - place.called), ink)
    if not narrow:
        canvas.put(at, place.about, _about(row_, methods=place.methods), until=stop)


def draw_note(canvas: Canvas, at: int, left: int, end: int, row_: Row, words: Words, hit: str) -> None:
    """Draw the note that a meeting was found by."""
    note = row_.note
    if note is None:
        return
    canvas.target(at, left, end, hit)
    more = words("and {n} more", n=row_.more) if row_.more else ""
    stop = canvas.right(at, end, more) - 2 if more and end - left > 50 else end
    canvas.put(at, left, SIGNS[note.mark] if note.mark else "·", PLAIN)
    put_note(canvas, at, left + 2, note.text, PLAIN, until=stop)


def reason(broken: Broken, words: Words) -> str:
    """Why a meeting cannot be read, where columns are few: with the name of its file, and not the way to it."""
    fault = broken.fault
    if fault.fields.get("path") != broken.path:
        return f"{broken.id[:15]}  {words.fault(fault)}"
    return words.fault(StorageFault(fault.message, **{**fault.fields, "path": broken.path.name}))


def draw_broken(canvas: Canvas, at: int, left: int, end: int, broken: Broken, words: Words, *, chosen: bool) -> None:
    """Draw the line of a meeting that cannot be read: its name, and why."""
    if chosen and left >= 2:
        canvas.put(at, left - 2, "►", Ink("calm"))
    hit = f"meeting:{broken.id}"
    canvas.target(at, left, end, hit)
    canvas.put(at, left, f"✗ {reason(broken, words)}", BOLD if chosen else PLAIN, until=end)
