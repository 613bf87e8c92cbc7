"""The settings: `config.toml` as people write it, as a type. Reading never writes.

A new setting is a field with its docstring here: its check, its sentence for a bad value and its place
in docs/settings.md follow from the type.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from msgspec import Meta, Struct

from .paths import Places

if TYPE_CHECKING:
    from .policy import Policy

Language = Literal["fi", "sv", "en"]
CircumstanceId = Literal["first", "interpreter", "remote"]
CIRCUMSTANCES: tuple[CircumstanceId, ...] = get_args(CircumstanceId)
"""What can be special about a meeting, in the order in which it is asked."""
TemplateId = Annotated[str, Meta(pattern="^([a-z0-9][a-z0-9-]{0,39})?$")]
PackId = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,39}$")]


class CalendarSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[calendar]`."""

    sources: tuple[str, ...] = ()
    """Your calendars: .ics files, and folders of .ics files. `~` is your home folder, and what is no whole path
    counts from the folder of the settings. They are read and never written to. `kohtaa calendar` adds and
    removes them."""
    titles: bool = False
    """Show the titles of the appointments. Hidden otherwise, because they may name a client."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """What can be set in `config.toml`. Every setting may be left out."""

    language: Literal["fi", "sv", "en", ""] = ""
    """The language of the program: Finnish, Swedish or English. Empty: the language of the system if it is
    one of them, else Finnish."""
    minutes: Annotated[int, Meta(ge=1, le=480)] = 30
    """The length Home proposes, in minutes, until a meeting of another length has been held."""
    circumstances: tuple[CircumstanceId, ...] = ()
    """What Home takes into account from the outset: `first` is a first meeting, `interpreter` a meeting
    through an interpreter, `remote` one by phone or video."""
    pack: PackId = "kohtaava"
    """The method Home proposes, by its id. `kohtaa phases list` shows the ids."""
    pack_paths: tuple[str, ...] = ()
    """Folders of methods that others keep, such as one on a share. `~` is your home folder, and what is no whole
    path counts from the folder of the settings. They are never written to, and what was read last is used when a
    folder is away. [organisation.md](organisation.md) tells more."""
    theme: Literal["auto", "night", "day", "plain"] = "auto"
    """The colours. `night` is light text on dark, `day` dark text on light, `plain` the terminal's own
    colours only. `auto` takes `plain` where NO_COLOR is set or the terminal has 16 colours or fewer, `day`
    where it tells that its background is light (COLORFGBG), else `night`."""
    ascii: bool = False
    """Draw with plain ASCII marks, for terminals and fonts that show boxes or question marks in place of
    `✓`, `▌` and `⚑`."""
    title: bool = True
    """Show the phase and the minutes left in the title of the window, so that the taskbar tells the time
    too. Nothing about the client is ever shown there."""
    bell: bool = False
    """Let the terminal ring when the time of a phase is used up. Off, because a client is in the room."""
    notice: bool = False
    """Let the terminal show a notice when the time of a phase is used up, where it can (OSC 9). It says
    `kohtaa` and nothing else. Off, because a client is in the room."""
    progress: Literal["auto", "on", "off"] = "auto"
    """Show how much of the phase is used on the button in the taskbar (OSC 9;4). `auto` does where the
    terminal is known to understand it."""
    signals: bool = True
    """Whether anything outside the window may change at all. `false` turns title, progress, notice and bell
    off, whatever they are set to."""
    curtain_minutes: Annotated[int, Meta(ge=0, le=240)] = 0
    """Draw the curtain by itself after so many minutes without a key or a click, on whatever screen: the
    texts leave the screen and the terminal's scrollback, as with F4. 0 is never."""
    keep_days: Annotated[int, Meta(ge=0, le=3650)] = 30
    """How many days after a meeting its notes, its reference and your own thoughts are kept. Then they are
    erased for good and only the times stay; Home and `kohtaa start` say so before it happens. 0 keeps them
    until you erase them by hand."""
    template: TemplateId = ""
    """The text template that carrying over proposes first, by its id, until another one was used. Empty: the review's
    own plain text. `kohtaa templates list` shows the ids."""
    preparation: bool = False
    """Before a meeting begins, show what was agreed with the same reference the last time and your own note
    to yourself, and ask for the aim. None of it belongs to the meeting's time."""
    write_up: bool = False
    """After a meeting, count two minutes for writing up. They do not belong to the meeting's time."""
    statistics: str = ""
    """A folder that your team shares, for anonymous statistics; empty, as it is at first: none are written. When a
    meeting has ended, one small file goes there: how long each phase was planned and took, the method, the length,
    the circumstances, the language, how late it began and the week. No name, no reference, no text, no day. `~` is
    your home folder, and what is no whole path counts from the folder of the settings. [team.md](team.md) tells
    more."""
    show_cursor: bool = False
    """Keep the terminal's own cursor at the place of writing, for screen readers and magnifiers."""
    calendar: CalendarSettings = CalendarSettings()
    """Your own calendars, so that kohtaa knows the day's appointments. [calendar.md](calendar.md) tells how to get it
    to this computer."""
    keys: dict[str, str] = {}
    """Other keys for actions: a table of action and key, such as `pause = "f5"`. `kohtaa keys` shows the
    actions. Keys that write text, such as letters alone and Enter, stay with the note line."""


class SettingFault(Struct, frozen=True):
    """One thing in `config.toml` that was not understood. The default stands in its place."""

    path: Path
    line: int | None
    key: str
    """The setting, with a dot before a key of a table; empty when the whole file is meant."""
    message: str
    """The English source sentence, with named fields."""
    fields: Mapping[str, object] = {}

    def tell(self, words: Callable[..., str]) -> str:
        """The fault as one line in the language of `words`: `config.toml:LINE: key: what is wrong`."""
        place = self.path.name if self.line is None else f"{self.path.name}:{self.line}"
        # The parser's and the system's own reasons are in the catalogue where they are usual ones.
        fields = {name: words(value) if name == "why" else value for name, value in self.fields.items()}
        sentence = words(self.message, **fields)
        return f"{place}: {self.key}: {sentence}" if self.key else f"{place}: {sentence}"


def load(places: Places, known_actions: Collection[str] | None = None) -> tuple[Settings, list[SettingFault]]:
    """The settings in force, and everything in the file that was not understood.

    A missing file is no fault. What is wrong takes its default and nothing else does. `known_actions`
    are the ids that `keys` may name; None leaves them unchecked, for commands that show no keys.
    """
    path = places.config_file
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return Settings(), []
    except OSError:
        pass  # it may be there: reading tells what is wrong
    from .settings_file import read  # only who has a config.toml pays for reading TOML

    return read(path, known_actions)


def certain_keep_days(settings: Settings, faults: Iterable[SettingFault], policy: Policy) -> int | None:
    """How many days texts are kept: the fewer of the person's and the organisation's; 0 is without end.

    None where what was not understood in the settings may have meant just this, and the organisation says nothing.
    Everything else takes its default then. Here the default would erase what was perhaps to be kept.
    """
    others = frozenset(Settings.__struct_fields__) - {"keep_days"}
    certain = all(f.key.partition(".")[0] in others for f in faults)
    if not policy.keep_days:
        return settings.keep_days if certain else None
    own = settings.keep_days if certain else 0
    return min(own or policy.keep_days, policy.keep_days)
