"""Thinking back after practice: three questions of one's own choice, and what one tries the next time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...domain.practice_report import NEXT_TIME
from ...domain.questions import QUESTIONS
from ..pick import Pick
from .reflect import ask_these

if TYPE_CHECKING:
    from .review import ReviewScreen

THREE = 3


def choose_questions(screen: ReviewScreen) -> None:
    """Let three questions be chosen; they are asked one after the other, and then what one tries the next time."""
    words, ids = screen.words, list(QUESTIONS)

    def take(places: list[int]) -> None:
        ask_these(screen, [*(ids[place] for place in places), NEXT_TIME])

    screen.open_dialog(
        Pick(
            words,
            words("Think back: choose three"),
            [words(QUESTIONS[question]) for question in ids],
            THREE,
            take,
            sentence=words("What you try next time is asked last."),
            about=words("For yourself only. What you want to try stands before your next practice."),
        )
    )
