"""What goes into the client information system: to the clipboard, to a file, or to be read."""

from __future__ import annotations

from collections.abc import Callable

from ...domain.personal import find, masked
from ...domain.session import Session
from ...domain.text import clean
from ...exports import EXPORTS
from ...runtime.noticed import counted
from ...storage.handed_out import expanded, write_new
from ..dialogs import Ask, Choice, Choose, Reading, Table
from ..draw.canvas import wrap
from ..draw.drawer import Line
from .stage import Stage


def carry_over(stage: Stage, session: Session, carried: Callable[[str], None]) -> None:
    """Ask where to, and say by `carried` that it was done. The adviser's own thoughts are never in it.

    What in the text may point to a person is counted, and can be masked in what is carried over.
    """
    _offer(stage, session, EXPORTS["text"](session, stage.words), carried)


def _offer(stage: Stage, session: Session, written: str, carried: Callable[[str], None], *, mask: bool = False) -> None:
    words, found = stage.words, find(written)
    text = masked(written) if mask else written

    def copy() -> None:
        stage.kohtaa.copy_to_clipboard(text)
        carried(words("Copied, if your terminal allows it. If not, save it to a file."))

    shown = Reading(words, lambda width: _table(stage, text, width))
    choices = [
        Choice(words("Copy the review"), copy),
        Choice(words("Save to a file"), lambda: _ask_file(stage, session, text, carried)),
        Choice(words("Read it here"), lambda: stage.open_dialog(shown)),
    ]
    title, sentence = words("To the client information system"), ""
    if found:  # first, for where rows are few a dialog's second sentence is left out
        told, sentence = counted(found, words), title
        title = words("Masked: {what}", what=told) if mask else words("In the text: {what}", what=told)
        change = words("As it was written") if mask else words("Mask it first ({n})", n=len(found))
        choices.append(Choice(change, lambda: _offer(stage, session, written, carried, mask=not mask)))
    about = words("The text as it stands in the review. Your own thoughts are never in it.")
    stage.open_dialog(Choose(words, title, choices, sentence=sentence, about=about))


def _table(stage: Stage, text: str, width: int) -> Table:
    lines = [Line([(0, part)]) for raw in text.splitlines() for part in (wrap(raw, width - 8) or (" ",))]
    return Table(stage.words("To the client information system"), lines)


def _ask_file(stage: Stage, session: Session, text: str, carried: Callable[[str], None]) -> None:
    """Put the text into a new private file; one that is there already is never written over."""
    words = stage.words

    def take(answer: str) -> str:
        path = expanded(clean(answer.strip(), 1000))
        try:
            write_new(path, text.encode())
        except FileExistsError:
            return words("There is a file {path} already. Choose another name.", path=path)
        except OSError as fault:
            return words("{path} cannot be written: {why}", path=path, why=words(fault.strerror or ""))
        carried(words("Saved in {path}", path=path))
        return ""

    proposal = expanded(f"~/kohtaa-{session.wall(session.begin_ms).astimezone():%Y%m%d-%H%M}.txt")
    about = words("A new file, readable by you alone. One that is there already is never written over.")
    stage.open_dialog(Ask(words, words("Save to a file"), take=take, value=str(proposal), about=about))
