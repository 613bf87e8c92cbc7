"""A meeting into a file, in any of the formats there are. One that is there already is never written over."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from ...domain.session import Status
from ...domain.text import clean
from ...exports import EXPORTS, file_name
from ...exports.masked import masked_session
from ...i18n import Words
from ...runtime.handing_over import HandOver
from ...runtime.noticed import counted
from ...storage.handed_out import among_own, expanded, write_new
from ..dialogs import Ask, Outcome
from ..draw.drawer import Drawer, Line
from .stage import Stage


def ask_file(stage: Stage, over: HandOver, carried: Callable[[str], None]) -> None:
    """Ask where to, and in which format; what tells of the client and was saved is told by `carried`."""
    stage.open_dialog(SaveAs(stage, over, carried))


def named(format_: str, words: Words) -> str:
    """What a format is called in a list."""
    return {
        "text": words("The text as it is shown"),
        "markdown": "Markdown",  # a name
        "html": words("A page to print (HTML)"),
        "csv": words("A table for a spreadsheet (CSV)"),
        "json": words("Everything, for programs (JSON)"),
        "ics": words("For a calendar (ICS)"),
        "timing": words("The times alone (JSON)"),
    }.get(format_, format_)


class SaveAs(Ask):
    """A field for the file's name, and the formats: ↑ and ↓ choose one, and the name ends as it asks for."""

    def __init__(self, stage: Stage, over: HandOver, carried: Callable[[str], None]) -> None:
        words = stage.words
        ended = over.session.status is Status.ENDED
        self._formats = [name for name, export in EXPORTS.items() if ended or not export.ended]
        self._stage, self._over, self._carried = stage, over, carried
        self._at = 0
        super().__init__(
            words,
            words("Save to a file"),
            take=self._write,
            value=str(expanded(f"~/{file_name(over.session, EXPORTS['text'].ending)}")),
            about=words("A new file, readable by you alone. One that is there already is never written over."),
        )

    def drawer(self, width: int) -> Drawer:
        plain = super().drawer(width)
        rows = [
            Line([(0, named(name, self._words))], hit=f"dialog:format:{place}", chosen=place == self._at)
            for place, name in enumerate(self._formats)
        ]
        turn = ("↑ ↓", self._words("another format"), "dialog:next")
        foot = (*plain.foot[:-1], turn, *plain.foot[-1:]) if width >= 60 else plain.foot
        told, few = self._told(), width < 60 or self._stage.area()[1] <= 17  # there a sentence is left out
        title, sentence = (told, "") if told and few else (plain.title, told)
        return Drawer(title, sentence, [*plain.lines, *rows], foot)

    def _told(self) -> str:
        """What may point to a person in the file that would be written; it may tell more than the text did."""
        over, name = self._over, self._formats[self._at]
        found = over.found if name == "text" else over.in_meeting if EXPORTS[name].private else ()
        if not found:
            return ""
        what = counted(found, self._words)
        return self._words("Masked: {what}", what=what) if over.mask else self._words("In the text: {what}", what=what)

    def key(self, key: str, character: str | None) -> Outcome:
        if key in ("up", "down"):
            self._turn((self._at + (1 if key == "down" else -1)) % len(self._formats))
            return Outcome.STAY
        return super().key(key, character)

    def hit(self, target: str) -> Outcome:
        if target == "dialog:next":
            self._turn((self._at + 1) % len(self._formats))
            return Outcome.STAY
        if target.startswith("dialog:format:"):
            self._turn(int(target.rpartition(":")[2]))
            return Outcome.STAY
        return super().hit(target)

    def _turn(self, at: int) -> None:
        """Another format: the name ends as it asks for."""
        before, self._at, self.problem = EXPORTS[self._formats[self._at]].ending, at, ""
        line = self._stage.line
        if line.value.lower().endswith(f".{before}"):
            line.put(f"{line.value[: -len(before)]}{EXPORTS[self._formats[at]].ending}")

    def _write(self, answer: str) -> str:
        """Write the file; what stands in the way is the answer, and then the field proposes a name that is free."""
        words = self._words
        path = expanded(clean(answer.strip(), 1000))
        export = EXPORTS[self._formats[self._at]]
        if among_own(path, self._stage.kohtaa.context.places):
            return words("{path} lies among kohtaa's own files. Choose another folder.", path=path)
        try:
            write_new(path, export.data(self._text()))
        except FileExistsError:
            return self._propose(path, file_name(self._over.session, export.ending))
        except OSError as fault:
            return words("{path} cannot be written: {why}", path=path, why=words(fault.strerror or ""))
        told = words("Saved in {path}", path=path)
        if export.private:
            self._carried(told)
        else:
            self._stage.say(told)
        return ""

    def _propose(self, path: Path, name: str) -> str:
        """Something stands at `path`: say so, and propose a name that is free, in a folder `name`."""
        words, folder = self._words, path.is_dir()
        free = _free(path / name, first=True) if folder else _free(path)
        if free is None:
            return words("There is a file {path} already. Choose another name.", path=path)
        self._stage.line.put(str(free))
        if folder:
            return words("{path} is a folder. This name in it is free.", path=path)
        return words("There is a file {path} already. This name is free.", path=path)

    def _text(self) -> str:
        over, name = self._over, self._formats[self._at]
        if name == "text":
            return over.text if over.text.endswith("\n") else f"{over.text}\n"
        session = masked_session(over.session) if over.mask else over.session
        return EXPORTS[name](session, self._words)


def _free(path: Path, *, first: bool = False) -> Path | None:
    """A name beside `path` at which nothing stands, with `first` perhaps `path` itself; None where there is none."""
    if not path.name:
        return None
    names = [path] if first else []
    names += [path.with_name(f"{path.stem}-{n}{path.suffix}") for n in range(2, 100)]
    return next((one for one in names if not os.path.lexists(one)), None)
