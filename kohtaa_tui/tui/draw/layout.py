"""Which view of the meeting is drawn: by the window's size, or the one that a person chose by hand.

One chosen by hand that is smaller than the window is drawn at its top left, so that another window may cover
the rest. One that does not fit any more gives way to the one that does, and comes back with the room.
"""

from __future__ import annotations

from ...i18n import Words
from ...storage.last import View

VIEWS: tuple[View, ...] = ("strip", "narrow", "standard", "wide", "big")

STRIP_ROWS, NARROW_COLUMNS, STANDARD_COLUMNS = 6, 40, 80
"""What a view that is chosen by hand takes of a larger window."""
_ONE_COLUMN_OF_LINES = 75
"""A dialog in a strip has a row or two: its choices stand one on a row, in no second column."""


def by_size(width: int, height: int) -> View:
    """The view for a window of this size. The big one is never chosen for a person."""
    if height <= 8:
        return "strip"
    if width < 60:
        return "narrow"
    return "wide" if width >= 100 and height >= 18 else "standard"


def fits(view: View, width: int, height: int) -> bool:
    """Whether a window has room for a view."""
    match view:
        case "strip":
            return height >= 4
        case "narrow":
            return width >= 32 and height >= 9
        case "standard":
            return width >= 60 and height >= 9
        case "wide":
            return width >= 100 and height >= 18
        case "big":
            return width >= 60 and height >= 20


def used(chosen: View | None, width: int, height: int) -> View:
    """The view that is drawn."""
    return chosen if chosen is not None and fits(chosen, width, height) else by_size(width, height)


def area(chosen: View | None, width: int, height: int) -> tuple[int, int]:
    """The columns and rows that it is drawn on, from the top left."""
    if chosen is None or not fits(chosen, width, height):
        return width, height
    match chosen:
        case "strip" if height > 8:
            return width, STRIP_ROWS
        case "narrow" if width >= 60:
            return NARROW_COLUMNS, height
        case "standard" if width >= 100:
            return STANDARD_COLUMNS, height
        case _:
            return width, height


def following(chosen: View | None, width: int, height: int) -> View | None:
    """The next choice, from by the size over all that fit and back; None is by the size."""
    start = 0 if chosen is None else VIEWS.index(chosen) + 1
    return next((v for v in VIEWS[start:] if fits(v, width, height)), None)


def dialog_width(view: View, width: int) -> int:
    """For what width a dialog makes its rows."""
    if view == "strip":
        return min(width - 20 if width >= 60 else width, _ONE_COLUMN_OF_LINES)
    return width


def told(chosen: View | None, words: Words) -> str:
    """The sentence that tells which view was chosen."""
    match chosen:
        case None:
            return words("View: by the size of the window")
        case "strip":
            return words("View: strip")
        case "narrow":
            return words("View: narrow")
        case "standard":
            return words("View: standard")
        case "wide":
            return words("View: wide")
        case "big":
            return words("View: big")
