"""One's own thoughts after a meeting: a note for the next one, and three questions. Never part of what is exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...domain.events import Reflected
from ...domain.practice_report import NEXT_TIME
from ...domain.preparation import AIM, NEXT
from ...domain.questions import QUESTIONS
from ...domain.text import clean
from ...errors import N_
from ..dialogs import Ask, Choice, Choose

if TYPE_CHECKING:
    from .review import ReviewScreen

NOTE = N_("Note to self for the next meeting")
TRY = N_("Next time I try…")


def reflect(screen: ReviewScreen) -> None:
    """Offer what there is to write. Who does not prepare meetings is asked the three questions at once."""
    words, thoughts = screen.words, screen.session.reflections
    if not (screen.kohtaa.context.settings.preparation or thoughts.get(AIM) or thoughts.get(NEXT)):
        ask_three(screen)
        return
    aim = words("Aim: {text}", text=thoughts[AIM]) if thoughts.get(AIM) else ""
    choices = [
        Choice(words(NOTE), lambda: ask_these(screen, [NEXT])),
        Choice(words("Three questions for yourself"), lambda: ask_three(screen)),
    ]
    about = words("For yourself only. Nothing of it is carried over.")
    screen.open_dialog(Choose(words, words("My own thoughts"), choices, sentence=aim, about=about))


def ask_three(screen: ReviewScreen) -> None:
    """Ask the three, one after the other; an empty answer skips one, Esc the rest."""
    middle = list(QUESTIONS)[1 + sum(map(ord, screen.session.id)) % 9]
    ask_these(screen, ["s0", middle, "s10"])


def ask_these(screen: ReviewScreen, left: list[str]) -> None:
    """Ask questions by their ids, one after the other; an empty answer skips one."""
    words = screen.words
    if not left:
        if screen.session.practice is None:
            screen.say(words("Your own thoughts are kept apart from what is carried over."))
        else:
            screen.say(words("Kept. What you want to try stands before your next practice."))
        return
    question, rest = left[0], left[1:]
    last = question in (NEXT, NEXT_TIME)

    def take(answer: str) -> str:
        text = clean(answer.strip())
        if text and text != screen.session.reflections.get(question):
            screen.runner.record(Reflected(question, text))
            screen.changed()
        ask_these(screen, rest)
        return ""

    screen.open_dialog(
        Ask(
            words,
            words(TRY if question == NEXT_TIME else QUESTIONS.get(question, NOTE)),
            take=take,
            word=words("Save") if last else words("next"),
            sentence=words("For yourself only.")
            if last
            else words("For yourself only. An empty answer skips the question."),
            value=screen.session.reflections.get(question, ""),
            placeholder=words("My own thoughts"),
            minds=True,
            about=words("For yourself only. Nothing of it is carried over."),
        )
    )
