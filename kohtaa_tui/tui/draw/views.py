"""What the Meeting page shows, as one frozen thing: the page is a function of it and of a size."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from ...domain.session import Session
from ...i18n import Words
from ...storage.last import View
from ..bindings import Keys
from .drawer import Drawer


class Show(Struct, frozen=True):
    """What a run that is only shown has beside what is said in it: for those who watch, and for who presents."""

    caption: str = ""
    """What is told to those who watch."""
    kind: str = ""
    """What kind of turn the adviser's words were."""
    asked: str = ""
    """The adviser's words."""
    newest: bool = False
    """Whether the caption is newer than what was said last."""
    pace: str = ""
    """How fast it runs, such as `6 ×`."""
    keys: tuple[str, ...] = ()
    """The actions whose keys stand at the foot."""


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
    menu: tuple[str, str, str] = ("", "", "")
    """The same for all of it at once, where there is no room for each."""
    chosen: str = ""
    """The name of the click of what was chosen just now."""
    about: str = ""
    """A quiet word about the run, where there is room for it beside the tag."""
    quotes: tuple[str, str] = ("”", "”")
    """What stands before and after what somebody says."""
    whole: tuple[str, str] = ("", "")
    """Key and name of the click that show the whole of a text for which there is no room."""
    placeholder: str = ""
    """What the empty note line says."""
    placeholder_short: str = ""
    """The same where columns are few."""
    show: Show | None = None
    """What is only shown has, and nothing else."""


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
