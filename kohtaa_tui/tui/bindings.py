"""The registry of actions: one row each, from which keys, key line, menu, help and `kohtaa keys` are made.

An action's id is stable: people move it to another key under `[keys]` in config.toml. This module
knows no Textual, so that text commands can read it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from msgspec import Struct

from ..errors import N_

Where = Literal["home", "clients", "prepare", "meeting", "review", "follow", "history", "rhythm", "compare"]


class Action(Struct, frozen=True):
    """One thing a person can do."""

    id: str
    keys: tuple[str, ...]
    """The keys as Textual names them; the first is shown. What has none is in the menu that Esc opens."""
    label: str
    """At most 12 characters, for the key line (a message for the catalogue)."""
    title: str
    """By name, for the menu and the help (a message for the catalogue)."""
    where: Where


ACTIONS: tuple[Action, ...] = (
    Action("next", ("pagedown",), N_("next"), N_("Next phase"), "meeting"),
    Action("back", ("pageup",), N_("back"), N_("Back to the previous phase"), "meeting"),
    Action("pause", ("f2",), N_("pause"), N_("Pause, or go on"), "meeting"),
    Action("fit", ("f3",), N_("fit time"), N_("Fit the remaining time"), "meeting"),
    Action("curtain", ("f4",), N_("curtain"), N_("Curtain: hide the texts"), "meeting"),
    Action("mask", ("f7",), N_("mask"), N_("Mask what points to a person"), "meeting"),
    Action("undo", ("f8",), N_("undo"), N_("Undo the last action"), "meeting"),
    Action("end", ("f9",), N_("end"), N_("End the meeting"), "meeting"),
    Action("followup", ("f10",), N_("next meeting"), N_("Next meeting: day and time"), "meeting"),
    Action("earlier", ("f11",), N_("earlier"), N_("It began earlier"), "meeting"),
    Action("view", ("f5",), N_("view"), N_("Change the view"), "meeting"),
    Action("language", ("f6",), N_("language"), N_("Prompts in another language"), "meeting"),
    Action("theme", (), N_("day, night"), N_("Day or night colours"), "meeting"),
    Action("hints", (), N_("hints"), N_("Hints in practice, on or off"), "meeting"),
    Action("help", ("f1",), N_("help"), N_("Help"), "meeting"),
    Action("actions", ("escape", "ctrl+p"), N_("actions"), N_("All actions"), "meeting"),
    Action("quit", ("ctrl+q",), N_("close"), N_("Close; the meeting is kept"), "meeting"),
    Action("unlock", ("f12",), N_("unlock"), N_("Open what is encrypted"), "meeting"),
    Action("home.choose", ("f3",), N_("length"), N_("Length of the meeting"), "home"),
    Action("home.resume", ("f2",), N_("go on"), N_("Go on with the meeting"), "home"),
    Action("home.methods", ("f2",), N_("methods"), N_("What has changed in shared methods"), "home"),
    Action("home.curtain", ("f4",), N_("curtain"), N_("Curtain: hide the texts"), "home"),
    Action("home.open", ("f5",), N_("look back"), N_("Earlier meetings, search"), "home"),
    Action("home.erase", (), N_("erase"), N_("Texts to be erased"), "home"),
    Action("home.language", ("f6",), N_("language"), N_("Language of the program"), "home"),
    Action("home.theme", ("f7",), N_("day, night"), N_("Day or night colours"), "home"),
    Action("home.calendar", ("f8",), N_("calendar"), N_("Today's appointments; read the calendar anew"), "home"),
    Action("home.titles", ("f9",), N_("titles"), N_("Show or hide what appointments are called"), "home"),
    Action("home.practise", ("f10",), N_("practise"), N_("Practise with a made-up client"), "home"),
    Action("home.rhythm", ("f11",), N_("my rhythm"), N_("My rhythm: how the time went"), "home"),
    Action("home.tour", (), N_("tour"), N_("The tour, in two minutes"), "home"),
    Action("home.help", ("f1",), N_("help"), N_("Help"), "home"),
    Action("home.actions", ("escape", "ctrl+p"), N_("actions"), N_("All actions"), "home"),
    Action("home.quit", ("ctrl+q",), N_("close"), N_("Close the program"), "home"),
    Action("home.unlock", ("f12",), N_("unlock"), N_("Open what is encrypted"), "home"),
    Action("clients.leave", ("escape",), N_("back"), N_("Back to Home"), "clients"),
    Action("clients.curtain", ("f4",), N_("curtain"), N_("Curtain: hide the texts"), "clients"),
    Action("clients.language", ("f6",), N_("language"), N_("Language of the program"), "clients"),
    Action("clients.theme", ("f7",), N_("day, night"), N_("Day or night colours"), "clients"),
    Action("clients.help", ("f1",), N_("help"), N_("Help"), "clients"),
    Action("clients.actions", ("ctrl+p",), N_("actions"), N_("All actions"), "clients"),
    Action("clients.quit", ("ctrl+q",), N_("close"), N_("Close the program"), "clients"),
    Action("prepare.leave", ("escape",), N_("back"), N_("Back to Home"), "prepare"),
    Action("prepare.curtain", ("f4",), N_("curtain"), N_("Curtain: hide the texts"), "prepare"),
    Action("prepare.mask", ("f7",), N_("mask"), N_("Mask what points to a person"), "prepare"),
    Action("prepare.help", ("f1",), N_("help"), N_("Help"), "prepare"),
    Action("prepare.actions", ("ctrl+p",), N_("actions"), N_("All actions"), "prepare"),
    Action("prepare.quit", ("ctrl+q",), N_("close"), N_("Close the program"), "prepare"),
    Action("prepare.unlock", ("f12",), N_("unlock"), N_("Open what is encrypted"), "prepare"),
    Action("review.edit", ("f2",), N_("edit"), N_("Edit the chosen note"), "review"),
    Action("review.correct", ("f3",), N_("correct"), N_("Correct when it or a phase began"), "review"),
    Action("review.mask", ("f7",), N_("mask"), N_("Mask what points to a person"), "review"),
    Action("review.carry", ("f5",), N_("carry over"), N_("To the client information system"), "review"),
    Action("review.erase", (), N_("erase"), N_("Carried over: erase the notes"), "review"),
    Action("review.reflect", ("f7",), N_("think back"), N_("My own thoughts"), "review"),
    Action("review.followup", ("f10",), N_("next meeting"), N_("Next meeting: day and time"), "review"),
    Action("review.undo", ("f8",), N_("undo"), N_("Undo the last action"), "review"),
    Action("review.remove", ("delete",), N_("delete"), N_("Delete the chosen note"), "review"),
    Action("review.curtain", ("f4",), N_("curtain"), N_("Curtain: hide the texts"), "review"),
    Action("review.order", ("f9",), N_("order"), N_("Notes by mark or by phase"), "review"),
    Action("review.language", ("f6",), N_("language"), N_("Prompts in another language"), "review"),
    Action("review.help", ("f1",), N_("help"), N_("Help"), "review"),
    Action("review.actions", ("escape", "ctrl+p"), N_("actions"), N_("All actions"), "review"),
    Action("review.quit", ("ctrl+q",), N_("close"), N_("Close the program"), "review"),
    Action("review.unlock", ("f12",), N_("unlock"), N_("Open what is encrypted"), "review"),
    Action("compare.leave", ("escape",), N_("back"), N_("Back to where you came from"), "compare"),
    Action("compare.curtain", ("f4",), N_("curtain"), N_("Curtain: hide the texts"), "compare"),
    Action("compare.language", ("f6",), N_("language"), N_("Language of the program"), "compare"),
    Action("compare.theme", ("f7",), N_("day, night"), N_("Day or night colours"), "compare"),
    Action("compare.help", ("f1",), N_("help"), N_("Help"), "compare"),
    Action("compare.actions", ("ctrl+p",), N_("actions"), N_("All actions"), "compare"),
    Action("compare.quit", ("ctrl+q",), N_("close"), N_("Close the program"), "compare"),
    Action("compare.unlock", ("f12",), N_("unlock"), N_("Open what is encrypted"), "compare"),
    Action("rhythm.leave", ("escape",), N_("back"), N_("Back to where you came from"), "rhythm"),
    Action("rhythm.pack", ("f3",), N_("method"), N_("The meetings of another method"), "rhythm"),
    Action("rhythm.curtain", ("f4",), N_("curtain"), N_("Curtain: hide the texts"), "rhythm"),
    Action("rhythm.language", ("f6",), N_("language"), N_("Language of the program"), "rhythm"),
    Action("rhythm.theme", ("f7",), N_("day, night"), N_("Day or night colours"), "rhythm"),
    Action("rhythm.down", ("pagedown",), N_("down"), N_("Further down in the text"), "rhythm"),
    Action("rhythm.up", ("pageup",), N_("up"), N_("Back up in the text"), "rhythm"),
    Action("rhythm.help", ("f1",), N_("help"), N_("Help"), "rhythm"),
    Action("rhythm.actions", ("ctrl+p",), N_("actions"), N_("All actions"), "rhythm"),
    Action("rhythm.quit", ("ctrl+q",), N_("close"), N_("Close the program"), "rhythm"),
    Action("history.leave", ("escape",), N_("back"), N_("Take the search away, then back to Home"), "history"),
    Action("history.filter", ("f3",), N_("show only"), N_("Show only some: days, reference, phase"), "history"),
    Action("history.carry", ("f5",), N_("carry over"), N_("To the client information system"), "history"),
    Action("history.compare", ("f8",), N_("compare"), N_("Mark it, or compare with the marked one"), "history"),
    Action("history.rhythm", ("f9",), N_("my rhythm"), N_("My rhythm: how the time went"), "history"),
    Action("history.erase", ("delete",), N_("erase"), N_("Erase what was written; the times stay"), "history"),
    Action("history.curtain", ("f4",), N_("curtain"), N_("Curtain: hide the texts"), "history"),
    Action("history.language", ("f6",), N_("language"), N_("Language of the program"), "history"),
    Action("history.theme", ("f7",), N_("day, night"), N_("Day or night colours"), "history"),
    Action("history.help", ("f1",), N_("help"), N_("Help"), "history"),
    Action("history.actions", ("ctrl+p",), N_("actions"), N_("All actions"), "history"),
    Action("history.quit", ("ctrl+q",), N_("close"), N_("Close the program"), "history"),
    Action("history.unlock", ("f12",), N_("unlock"), N_("Open what is encrypted"), "history"),
    Action("follow.down", ("pagedown",), N_("down"), N_("Further down in the text"), "follow"),
    Action("follow.up", ("pageup",), N_("up"), N_("Back up in the text"), "follow"),
    Action("follow.undo", ("f8",), N_("undo"), N_("Take the last mark back"), "follow"),
    Action("follow.language", ("f6",), N_("language"), N_("Language of the program"), "follow"),
    Action("follow.mask", ("f7",), N_("mask"), N_("Mask what points to a person"), "follow"),
    Action("follow.theme", (), N_("day, night"), N_("Day or night colours"), "follow"),
    Action("follow.help", ("f1",), N_("help"), N_("Help"), "follow"),
    Action("follow.actions", ("escape", "ctrl+p"), N_("actions"), N_("All actions"), "follow"),
    Action("follow.quit", ("ctrl+q",), N_("close"), N_("Close this window"), "follow"),
)

ACTION_IDS = frozenset(action.id for action in ACTIONS)


class Keys:
    """The actions of one screen, with the person's own keys.

    A key may serve two: the first that makes sense at the moment is meant, and the last otherwise.
    """

    def __init__(self, where: Where, moved: Mapping[str, str] | None = None) -> None:
        moved = moved or {}
        self.actions = tuple(a for a in ACTIONS if a.where == where)
        self._keys = {a.id: ((moved[a.id],) if a.id in moved else a.keys) for a in self.actions}
        self._by_key: dict[str, list[str]] = {}
        for a in self.actions:
            for key in () if a.id in moved else a.keys:
                self._by_key.setdefault(key, []).append(a.id)
        self._by_key |= {key: [action_id] for action_id, key in moved.items() if action_id in self._keys}

    def action(self, key: str, possible: Callable[[str], bool] | None = None) -> str | None:
        """The id of the action a key stands for, or None; `possible` tells which make sense now."""
        ids = self._by_key.get(key)
        if ids is None:
            return None
        return next((i for i in ids[:-1] if possible is not None and possible(i)), ids[-1])

    def shown(self, action_id: str) -> str:
        """The first key of an action as people know it, for example `PgDn`."""
        keys = self._keys.get(action_id, ())
        return key_name(keys[0]) if keys else ""

    def all_shown(self, action_id: str) -> Iterable[str]:
        """All keys of an action as people know them."""
        return [key_name(key) for key in self._keys.get(action_id, ())]

    def row(self, action_id: str) -> Action:
        """The action's row. Raises `KeyError`."""
        return next(a for a in self.actions if a.id == action_id)


_NAMES = {"pagedown": "PgDn", "pageup": "PgUp", "escape": "Esc", "delete": "Del", "insert": "Ins", "enter": "Enter"}


def key_name(key: str) -> str:
    """A key as it stands on the keyboard: `PgDn`, `F2`, `Ctrl+P`."""
    parts = key.split("+")
    return "+".join(
        _NAMES.get(part, part.upper() if len(part) < 4 and part != "alt" else part.capitalize()) for part in parts
    ).replace("CTRL", "Ctrl")
