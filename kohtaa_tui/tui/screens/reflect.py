"""One's own thoughts after a meeting: a note for the next one, and three questions. Never part of what is exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...domain.events import Reflected
from ...domain.preparation import AIM, NEXT
from ...domain.text import clean
from ...errors import N_
from ..dialogs import Ask, Choice, Choose

if TYPE_CHECKING:
    from .review import ReviewScreen

QUESTIONS: dict[str, str] = {
    "s0": N_("What went well?"),
    "s1": N_("What told me whether the connection was enough?"),
    "s2": N_("What did I bring in from outside at the start?"),
    "s3": N_("Who talked more in the guidance phase?"),
    "s4": N_("Where did I think I already knew?"),
    "s5": N_("What did the client name as most important?"),
    "s6": N_("What advice did the client want? What did I give unasked?"),
    "s7": N_("How do I know that I explained clearly?"),
    "s8": N_("Who chose the next step?"),
    "s9": N_("Was there time for an unhurried goodbye?"),
    "s10": N_("How am I now? What will I try next time?"),
}
"""The questions by id. Three are asked: the first, the last and, by the meeting, one between."""


NOTE = N_("Note to self for the next meeting")


def reflect(screen: ReviewScreen) -> None:
    """Offer what there is to write. Who does not prepare meetings is asked the three questions at once."""
    words, thoughts = screen.words, screen.session.reflections
    if not (screen.kohtaa.context.settings.preparation or thoughts.get(AIM) or thoughts.get(NEXT)):
        ask_three(screen)
        return
    aim = words("Aim: {text}", text=thoughts[AIM]) if thoughts.get(AIM) else ""
    choices = [
        Choice(words(NOTE), lambda: _ask(screen, [NEXT])),
        Choice(words("Three questions for yourself"), lambda: ask_three(screen)),
    ]
    screen.open_dialog(Choose(words, words("My own thoughts"), choices, sentence=aim))


def ask_three(screen: ReviewScreen) -> None:
    """Ask the three, one after the other; an empty answer skips one, Esc the rest."""
    middle = list(QUESTIONS)[1 + sum(map(ord, screen.session.id)) % 9]
    _ask(screen, ["s0", middle, "s10"])


def _ask(screen: ReviewScreen, left: list[str]) -> None:
    """Ask them one after the other."""
    words = screen.words
    if not left:
        screen.say(words("Your own thoughts are kept apart from what is carried over."))
        return
    question, rest = left[0], left[1:]

    def take(answer: str) -> str:
        text = clean(answer.strip())
        if text and text != screen.session.reflections.get(question):
            screen.runner.record(Reflected(question, text))
            screen.changed()
        _ask(screen, rest)
        return ""

    screen.open_dialog(
        Ask(
            words,
            words(QUESTIONS.get(question, NOTE)),
            take=take,
            word=words("Save") if question == NEXT else words("next"),
            sentence=words("For yourself only.")
            if question == NEXT
            else words("For yourself only. An empty answer skips the question."),
            value=screen.session.reflections.get(question, ""),
            placeholder=words("My own thoughts"),
            minds=True,
        )
    )
