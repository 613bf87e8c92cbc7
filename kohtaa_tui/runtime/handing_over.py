"""What of a meeting is carried to the client information system: which text, how long it is, and in how many parts."""

from __future__ import annotations

from collections.abc import Sequence

from ..domain import cutting
from ..domain.personal import Found, find, masked
from ..domain.session import Session
from ..domain.template import Template
from ..exports import EXPORTS
from ..i18n import Words
from .noticed import in_session
from .templating import written, written_alone

OWN_TEXT = ""
"""In place of a template's id: the review's own plain text."""


def in_order(templates: Sequence[Template], first: Sequence[str | None]) -> list[Template | None]:
    """The templates to choose from, None being the review's own text; before all the first of `first` that exists.

    `first` are ids, such as that of the template used last, then that of the settings.
    """
    choices: list[Template | None] = [None, *templates]
    known = {(one.id if one else OWN_TEXT): one for one in choices}
    begin = next((known[one] for one in first if one is not None and one in known), None)
    return [begin, *(one for one in choices if one is not begin)]


class HandOver:
    """The text that stands to be carried over: as the chosen template tells it, masked or as it was written."""

    def __init__(self, session: Session, words: Words, choices: Sequence[Template | None]) -> None:
        """`choices` are the templates, the one to begin with first; None is the review's own text."""
        self.session, self.choices = session, list(choices)
        self._words = words
        self._at = 0
        self.mask = False
        """Whether `***` stands for what may point to a person."""
        self._written: dict[int, str] = {}
        self._masked: dict[int, str] = {}
        self._found: dict[int, tuple[Found, ...]] = {}
        self.in_meeting = in_session(session)
        """What in the whole meeting may point to a person: a file may tell what the template leaves out."""

    @property
    def template(self) -> Template | None:
        """The template chosen; None for the review's own text."""
        return self.choices[self._at]

    @property
    def id(self) -> str:
        """Its id."""
        return self.template.id if self.template else OWN_TEXT

    def title(self, template: Template | None) -> str:
        """What a template is called."""
        return template.title.get(self._words.language) if template else self._words("The review as plain text")

    def turn(self, step: int) -> None:
        """The next template, or the one before."""
        self._at = (self._at + step) % len(self.choices)

    def choose(self, template: Template | None) -> None:
        """Take one of the choices."""
        self._at = self.choices.index(template)

    # --- the text ---

    @property
    def as_written(self) -> str:
        """The whole text with nothing masked, each line with its end."""
        if self._at not in self._written:
            template = self.template
            text = EXPORTS["text"](self.session, self._words)
            self._written[self._at] = written(self.session, template, self._words) if template else text
        return self._written[self._at]

    @property
    def text(self) -> str:
        """What is carried over. For a field with a limit the last line's end, which nobody sees, is left off."""
        text = self.as_written
        if self.mask:
            if self._at not in self._masked:
                self._masked[self._at] = masked(text)
            text = self._masked[self._at]
        return text.rstrip("\n") if self.limit else text

    @property
    def found(self) -> tuple[Found, ...]:
        """What in the text, as it was written, may point to a person."""
        if self._at not in self._found:
            self._found[self._at] = find(self.as_written)
        return self._found[self._at]

    @property
    def alone(self) -> list[tuple[str, str]]:
        """Each kind of note by itself: what it is, and its text."""
        if self.template is None:
            return []
        found = written_alone(self.session, self.template, self._words)
        return [(name, (masked(text) if self.mask else text).rstrip("\n")) for name, text in found]

    # --- how long it is ---

    @property
    def limit(self) -> int:
        """How many characters it may have; 0 is any number."""
        return self.template.limit if self.template else 0

    def length(self, text: str) -> int:
        """How many characters of the field a text takes."""
        return cutting.length(text, self.template.line_break if self.template else 1)

    @property
    def over(self) -> int:
        """By how many characters it is too long; 0 where it fits."""
        return max(0, self.length(self.text) - self.limit) if self.limit else 0

    def pieces(self, text: str) -> list[str]:
        """A text in parts that each fit; joined they are the text again."""
        return cutting.parts(text, self.limit, self.template.line_break if self.template else 1)

    def counter(self, text: str, *, short: bool = False) -> str:
        """How long a text is, and how long it may be."""
        words, n = self._words, self.length(text)
        told = words.number(n)
        if self.limit:
            told = f"{told} / {words.number(self.limit)}"
        if self.limit and n > self.limit:
            return words("{over} too many: {count}", over=words.number(n - self.limit), count=told)
        return told if short else words("{count} characters", count=told)
