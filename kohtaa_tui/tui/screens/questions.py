"""Two questions a meeting may bring up: the clocks disagree, and why there is a pause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...domain.events import PAUSE_REASONS, PauseReasoned
from ...runtime.gaps import Gap
from ..dialogs import Choice, Choose

if TYPE_CHECKING:
    from .meeting import MeetingScreen


def ask_drift(screen: MeetingScreen, drift_s: int) -> None:
    """The clocks disagree by seconds: one question, once. Backwards there is nothing to count."""
    words, runner = screen.words, screen.runner
    n, slept = round(drift_s / 60), runner.slept
    sentence = (
        words("The computer slept for {n} min.", n=n) if slept else words("The computer's clock moved by {n} min.", n=n)
    )
    if drift_s < 0:
        runner.answer_drift(None)
        screen.changed()
        screen.say(sentence)
        return
    ended = words.time(screen.session.wall(runner.at_ms()).astimezone())

    def answer(gap: Gap | None) -> None:
        runner.answer_drift(gap)
        screen.drift_answered()
        screen.changed()
        if gap is Gap.END:
            screen.to_review()

    choices = [
        Choice(words("The meeting went on: count it"), lambda: answer(Gap.COUNT)),
        Choice(words("It was a pause"), lambda: answer(Gap.PAUSE)),
        Choice(words("The meeting ended at {time}", time=ended), lambda: answer(Gap.END)),
    ]
    if not slept:
        choices.append(Choice(words("Only the clock was set"), lambda: answer(None)))
    screen.open_dialog(
        Choose(
            words,
            sentence,
            choices,
            sentence=words("How shall the time between be counted?"),
            esc=words("Ask me later"),
            about=words(
                "The computer's clock and the meeting's own time differ. Your answer decides how long it lasted."
            ),
        )
    )


def ask_reason(screen: MeetingScreen) -> None:
    """Why the pause: only where the person asks to tell."""
    words = screen.words
    names = {
        "breather": words("a breather"),
        "client-away": words("client away for a moment"),
        "door-or-phone": words("door or phone"),
        "connection": words("connection lost"),
        "interpreter": words("waiting for the interpreter"),
        "looking-up": words("looking something up"),
        "other": words("other"),
    }

    def give(reason: str) -> None:
        if screen.runner.can(PauseReasoned):
            screen.runner.record(PauseReasoned(reason))
            screen.changed()
            screen.say(f"{words('Reason for the pause')}: {names[reason]}")

    choices = [Choice(words("No reason needed"), lambda: None)]
    choices += [Choice(names[r], lambda r=r: give(r)) for r in PAUSE_REASONS]  # type: ignore[misc]
    about = words("The reason stands beside the pause afterwards, for you. None is needed.")
    screen.open_dialog(Choose(words, words("Reason for the pause"), choices, about=about))
