"""What F1 says where one is, and the names of what F8 takes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..domain.events import (
    EndMoved,
    Event,
    Fitted,
    NoteAdded,
    Paused,
    PhaseEntered,
    PhaseMoved,
    PromptTicked,
    Resumed,
    TurnMarked,
)
from ..domain.preparation import AIM
from ..domain.session import Status
from ..errors import KohtaaError
from ..i18n import Words
from .bindings import Keys
from .dialogs import Table
from .draw.canvas import cell_len, wrap
from .draw.drawer import Line
from .screens.unsaved import why_rows
from .side import NOT_HERE

if TYPE_CHECKING:
    from .screens.meeting import MeetingScreen
    from .screens.stage import Stage


def undone_what(event: Event, words: Words) -> str:
    """The name of an action that was taken back."""
    match event:
        case PhaseEntered():
            return words("change of phase")
        case PhaseMoved():
            return words("corrected beginning")
        case EndMoved():
            return words("corrected end")
        case Paused() | Resumed():
            return words("pause")
        case PromptTicked():
            return words("tick")
        case NoteAdded():
            return words("note; its text is in the line")
        case Fitted():
            return words("fitting of time")
        case TurnMarked():
            return words("kind of turn")
        case _:
            return words("the last action")


KeyRow = tuple[str, str, str]
"""Key, word and id of an action."""


def key_rows(keys: Keys, words: Words, width: int, possible: Callable[[str], bool] = lambda _: True) -> list[KeyRow]:
    """Key and word for every action of a screen that is possible; the short word where two columns share the page."""
    short = 60 <= width < 100
    # that there is help one knows already
    shown = [a for a in keys.actions if possible(a.id) and not (short and a.id.rpartition(".")[2] == "help")]
    return [(" ".join(k), words(a.label if short else a.title), a.id) for a in shown if (k := keys.all_shown(a.id))]


def side_by_side(left: list[KeyRow], right: list[str], width: int) -> list[Line]:
    """Keys on the left, a click on one does it; sentences on the right, or below where there is no room."""
    stop = max((cell_len(k) for k, _, _ in left), default=0) + 2
    middle = stop + max((cell_len(w) for _, w, _ in left), default=0) + 3
    if width - 6 - middle < 30:
        lines = [Line([(0, k), (stop, w)], hits=(i, i)) for k, w, i in left]
        return [*lines, Line([(0, "")]), *(Line([(0, t)]) for text in right for t in wrap(text, width - 6))]
    wrapped = [t for text in right for t in wrap(text, width - 8 - middle)]
    lines = []
    for place in range(max(len(left), len(wrapped))):
        key, word, action = left[place] if place < len(left) else ("", "", "")
        cells, hits = [(0, key), (stop, word)], [action, action]
        if place < len(wrapped):
            cells.append((middle, wrapped[place]))
            hits.append("")
        lines.append(Line(cells, hits=hits))
    return lines


def help_page(screen: Stage, width: int, right: list[str], focus: str, *, whole: bool = False) -> Table:
    """A screen's page of help: its keys beside what is good to know, and what is in focus.

    With `whole` the keys of what is not possible just now are among them.
    """
    keys = key_rows(screen.keys, screen.words, width, (lambda _: True) if whole else screen.possible)
    return Table(screen.words("Help"), side_by_side(keys, right, width), focus)


def meeting_help(screen: MeetingScreen, width: int) -> Table:
    """Keys, marks, what to avoid in this phase, and what the phase's words rest on."""
    words, phase, language = screen.words, screen.session.phase, screen.language
    right = [
        *_of_side(screen, words),
        words("Typing is always a note; Enter saves it."),
        words("Enter on an empty line ticks the prompt."),
        words("A note may begin with a mark:"),
        words("\" the client's own words · + a strength"),
        words("? still open · ! agreed, for example"),
        words("! client: looks for the certificates Fri"),
        words("Write only what you could show the client."),
        masks(screen.keys, words),
        "",
    ]
    if phase.avoid:
        right.append(words("Avoid") + ": " + "; ".join(a.get(language) for a in phase.avoid) + ".")
    if phase.signs:
        right.append(words("Sign") + ": " + "; ".join(s.get(language) for s in phase.signs) + ".")
    right.append(_basis(screen))
    keys = key_rows(screen.keys, words, width, lambda action: screen.side is None or action not in NOT_HERE)
    rows = side_by_side(keys, [r or " " for r in right], width)
    refused = why_rows(screen.runner, words, width)
    if refused:  # at the top: where rows are few nobody scrolls down to it
        rows = [*refused, Line([(0, "")]), *rows]
    return Table(words("Help"), rows, _in_focus(screen))


def _of_side(screen: MeetingScreen, words: Words) -> list[str]:
    """What practice alone adds: the digits, before all else that is the same in a real meeting."""
    side = screen.side
    choices = side.panel(words, screen.language).choices if side is not None else ()
    if not choices:
        return []
    return [
        words("On an empty line a digit says what kind of turn it was:"),
        *(" · ".join(f"{key} {word}" for key, word, _ in choices[n : n + 2]) for n in range(0, len(choices), 2)),
        words("0 shows all of the client's words."),
        words("A note that begins with a digit begins with a blank."),
        words("Hints are switched on and off in the list of all actions."),
        "",
    ]


def _in_focus(screen: MeetingScreen) -> str:
    """What is before the person's eyes just now, in a sentence."""
    words, aim = screen.words, screen.session.reflections.get(AIM)
    if screen.line.value:
        return words("The note line: Enter saves it. What stands in it half-written is kept too.")
    if screen.picked:
        return words("The prompts of this phase: Enter ticks the chosen one. None has to be asked.")
    if screen.session.status is Status.PAUSED:
        return words("The pause stops the time of this phase. The end does not move.")
    return words("Aim: {text}", text=aim) if aim else words("The clock tells, the person decides.")


def home_focus(name: str, words: Words) -> str:
    """What the row of this name on Home is for; the empty name is the line with the reference."""
    return {
        "": words("The reference is what you call the client, never a name. With it you find the meeting again."),
        "length": words("The length: ← and → change it, and the phases are fitted to it."),
        "first": words("A first meeting has a longer opening, and some prompts of its own."),
        "interpreter": words("Through an interpreter everything takes twice the time, and the end is firm."),
        "remote": words("By phone or video there are prompts that suit a voice without a face."),
        "pack": words("The method: its phases and its prompts."),
    }.get(name, words("The chosen appointment: Enter starts its meeting, which ends when the appointment ends."))


def masks(keys: Keys, words: Words) -> str:
    """What the underlining in the note line means."""
    key = next(keys.shown(a.id) for a in keys.actions if a.id.rpartition(".")[2] == "mask")
    return words("Underlined: it may point to a person. {key} masks it.", key=key)


def _basis(screen: MeetingScreen) -> str:
    """What the phase's content rests on, as its pack says."""
    words = screen.words
    try:
        pack = screen.kohtaa.context.shelf.get(screen.session.plan.pack_id)
        basis = next(p.basis for p in pack.phase if p.id == screen.session.phase.id)
    except (KohtaaError, StopIteration):
        return ""
    return {
        "documented": words("The content of this phase is documented by the method; the wording is ours."),
        "inferred": words("The content of this phase is inferred from what the method documents."),
        "ours": words("The content of this phase is our own reconstruction; only its name is documented."),
    }[basis]
