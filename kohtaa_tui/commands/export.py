"""`kohtaa export`: a meeting for another program, for paper, for the clipboard or for a file.

Nothing leaves before it was looked at for what may point to a person, and nothing is written over unasked.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Literal, TextIO

from ..domain.session import Session, Status
from ..errors import N_, StorageFault, UsageFault
from ..exports import EXPORTS, Export, file_name
from ..i18n import Words
from ..runtime import allowed
from ..runtime.clock import Clock
from ..runtime.noticed import counted, in_session
from ..storage.archive import Archive
from ..storage.library import Loaded
from ..storage.policy import Policy
from ..storage.vault import Vault
from . import clipboard
from .sessions import beside, meeting_id, stands_at
from .target import Target

if TYPE_CHECKING:
    from ..domain.template import Template

STDOUT = "-"

Answer = Literal["mask", "as it is", "stop"]


class Exporting:
    """Writes one meeting as it was asked. `ask` is where a person can be asked; None where there is nobody."""

    def __init__(
        self,
        archive: Archive,
        words: Words,
        policy: Policy,
        clock: Clock,
        ask: TextIO | None,
        out: TextIO,
        err: TextIO,
        unlock: Callable[[Vault], None] | None = None,
    ) -> None:
        """`unlock` asks for the passphrase where texts are encrypted; without it nothing of them is written."""
        self._archive, self._words, self._policy, self._clock = archive, words, policy, clock
        self._ask, self._out, self._err, self._unlock = ask, out, err, unlock

    def run(self, asked: Namespace) -> int:
        """Do what was asked. Raises `KohtaaError` for what cannot be done; then nothing has been written."""
        form = _form(asked)
        if form.private:
            allowed.to_let_texts_out(self._policy)
        template = None if asked.template is None else self._template(asked.template)
        loaded = self._loaded(meeting_id(self._archive, asked.id), form)
        session = loaded.session
        if form.ended and session.status is not Status.ENDED:
            raise UsageFault(N_("The times of a meeting can be written when it has ended."))
        target = None
        if asked.output not in (None, STDOUT):
            proposed = file_name(session, form.ending)
            target = Target(asked.output, proposed, self._archive.places, force=asked.force)
        with clipboard.at_hand() if asked.clipboard else nullcontext() as terminal:
            told = self._looked_at(session, mask=asked.mask) if form.private else session
            if told is None:
                self._tell(self._words("Nothing was written."))
                return 1
            at_ms = stands_at(loaded, self._clock)
            text = self._templated(told, template) if template else form(told, self._words, at_ms)
            self._hand_out(text, form, target, terminal, as_answer=asked.output == STDOUT)
        self._remark(loaded, form)
        return 0

    # --- the meeting ---

    def _loaded(self, session_id: str, form: Export) -> Loaded:
        """The meeting, with its texts open where they are wanted."""
        loaded = self._archive.load(session_id)
        if not form.private or not _sealed(loaded.session):
            return loaded
        if self._unlock is not None:
            self._unlock(self._archive.vault)
            loaded = self._archive.load(session_id)
        if _sealed(loaded.session):  # a text without its notes would look like a meeting without any
            command = f"kohtaa export {session_id} --unlock"
            raise StorageFault(N_("The notes are encrypted. Open them with: {command}"), command=command)
        return loaded

    def _looked_at(self, session: Session, *, mask: bool) -> Session | None:
        """The meeting as it may leave, masked or not; None where the person stops."""
        words, found = self._words, in_session(session)
        if not found:
            return session
        what = counted(found, words)
        self._tell(words("This meeting holds what may point to a person: {what}", what=what))
        answer = "mask" if mask else self._answer()
        if answer == "stop":
            return None
        if answer == "as it is":
            return session
        from ..exports.masked import masked_session

        self._tell(words("Masked: {what}", what=what))
        return masked_session(session)

    def _answer(self) -> Answer:
        """What a person at a terminal wants done; where nobody can be asked, it goes as it is and that was said."""
        if self._ask is None:
            return "as it is"
        question = self._words("1 mask it · 2 write it as it is · Enter writes nothing")
        print(f"{question}: ", end="", file=self._err, flush=True)
        answers: dict[str, Answer] = {"1": "mask", "2": "as it is"}
        return answers.get(self._ask.readline().strip(), "stop")

    def _template(self, template_id: str) -> Template:
        from ..storage.templates import Templates

        return Templates(self._archive.places).get(template_id)

    def _templated(self, session: Session, template: Template) -> str:
        """The text, with a remark where it is longer than the field that it is for."""
        from ..domain.cutting import length
        from ..runtime.templating import written

        text, words = written(session, template, self._words), self._words
        if template.limit and (n := length(text, template.line_break)) > template.limit:
            sentence = N_("The text has {n} characters, and the field of the client information system takes {most}.")
            self._tell(words(sentence, n=words.number(n), most=words.number(template.limit)))
        return text

    def _remark(self, loaded: Loaded, form: Export) -> None:
        """Say beside the answer what a reader of it might not see."""
        session, words = loaded.session, self._words
        if session.status is not Status.ENDED:
            self._tell(words("This meeting has not ended."))
        if session.erased and form.private:
            self._tell(words("The texts of this meeting have been erased. The times stay."))
        for sentence in beside(loaded, words):
            self._tell(sentence)

    # --- where it goes ---

    def _hand_out(
        self, text: str, form: Export, target: Target | None, terminal: TextIO | None, *, as_answer: bool
    ) -> None:
        """Into the file, into the terminal's clipboard, or as the answer where neither was asked for."""
        words, said = self._words, self._out
        told = "" if terminal is None else clipboard.sequence(text)  # a text too long is refused before anything else
        if target is not None:
            target.write(form.data(text))
        if terminal is not None:
            clipboard.copy(told, terminal)
        if as_answer or (target is None and terminal is None):
            self._print(text, form)
            said = self._err  # beside the answer, not in it
        if target is not None:
            print(words("Saved in {path}", path=target.path), file=said)
        if terminal is not None:
            print(words("Copied, if your terminal allows it. If not, save it to a file."), file=said)

    def _print(self, text: str, form: Export) -> None:
        """On a terminal the text as it is; into a pipe the bytes of a file, so that `>` makes the same file."""
        raw = None if self._out.isatty() else getattr(self._out, "buffer", None)
        if raw is None:
            self._out.write(text)
        else:
            self._out.flush()
            raw.write(form.data(text))
            raw.flush()

    def _tell(self, sentence: str) -> None:
        print(f"kohtaa: {sentence}", file=self._err)


def _form(asked: Namespace) -> Export:
    """The format that was asked for. Raises `UsageFault` for options that do not go together."""
    if asked.template is not None and asked.format not in (None, "text"):
        raise UsageFault(N_("{option} works with {other} only."), option="--template", other="--format text")
    if asked.force and asked.output in (None, STDOUT):
        raise UsageFault(N_("{option} works with {other} only."), option="--force", other="--output")
    return EXPORTS[asked.format or "text"]


def _sealed(session: Session) -> bool:
    """Whether a text that an export tells is still encrypted. The adviser's own thoughts are in none."""
    return session.reference_locked or any(note.locked for note in session.notes)
