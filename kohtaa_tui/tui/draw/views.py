"""What the Meeting page shows, as one frozen thing: the page is a function of it and of a size."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from ...domain.session import Session
from ...i18n import Words
from ...storage.last import View
from ..bindings import Keys
from .drawer import Drawer


class Panel(Struct, frozen=True):
    """What stands beside a meeting that is practised or shown."""

    tag: str
    """What it is, in one word that stands on every screen: PRACTICE, DEMO."""
    name: str = ""
    """Who speaks, or what is told."""
    text: str = ""
    """The client's words, or what is told to those who watch."""
    spoken: bool = False
    """Whether somebody says it."""
    hint: str = ""
    """A quiet sentence below it."""
    choices: tuple[tuple[str, str, str], ...] = ()
    """Key, word and the name of a click, for what can be chosen."""


class MeetingView(Struct, frozen=True):
    """All that the Meeting page shows."""

    session: Session
    at_ms: int
    now: datetime
    words: Words
    language: str
    """The language of the prompts."""
    keys: Keys
    prompt: str
    """The id of the current prompt; empty when all are ticked."""
    saved: str
    """What stands at the right of the note line: `saved`, `saving` or how many are not saved."""
    unsaved: int = 0
    mask: str = ""
    """The word that stands there while the line holds something that may point to a person."""
    curtain: bool = False
    message: str = ""
    """A line that stands in place of the key line until the next action."""
    drawer: Drawer | None = None
    preview: Session | None = None
    """The session as it would be after fitting: rail and figure show it, the old borders as ╷."""
    following: str = ""
    """Words about the next appointment, on the third line beside the figure where that has nothing else to say."""
    following_strong: bool = False
    """Whether they are pressing."""
    panel: Panel | None = None
    """What stands beside a meeting that is practised or shown."""
    layout: View | None = None
    """The view that a person chose by hand; None is by the size of the window."""
    ascii_only: bool = False
