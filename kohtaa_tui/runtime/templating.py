"""A meeting as a text template tells it, in the template's own language where it has one."""

from __future__ import annotations

from ..domain.session import Session
from ..domain.template import Template
from ..exports.templated import alone, templated
from ..i18n import Words


def spoken(template: Template, words: Words) -> Words:
    """The words of the text: the template's language, else that of the program."""
    own = template.language
    return Words(own) if own and own != words.language else words


def written(session: Session, template: Template, words: Words, reference: str | None = None) -> str:
    """The text; `reference` is told in place of the session's own, empty for none."""
    return templated(session, template, spoken(template, words), reference)


def written_alone(session: Session, template: Template, words: Words) -> list[tuple[str, str]]:
    """Each part that gathers notes by itself: what it is, for a list, in the program's language, and its text."""
    names = {
        "agreed": words("What was agreed"),
        "words": words("In the client's words"),
        "strength": words("Strengths and resources"),
        "question": words("Still open"),
        "plain": words("Notes"),
        "prompts": words("Prompts that were asked"),
        "times": words("How the time went"),
    }
    return [(names[part.what], text) for part, text in alone(session, template, spoken(template, words))]
