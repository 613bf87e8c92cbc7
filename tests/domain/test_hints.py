"""What a trainee may notice: it follows from kind, phase and effect, and never judges."""

from __future__ import annotations

import pytest

from kohtaa_tui.domain.hints import Hint, hint, unsaid_in
from kohtaa_tui.domain.scenario import TurnKind
from tests import practised
from tests.build import story


def after(*kinds: TurnKind, phase: str = "empatia") -> Hint | None:
    run = practised.run()
    run.at("0:30")
    if phase != "empatia":
        run.enter(phase)
    for kind in kinds:
        run.after("0:30")
        run.says(kind)
    return hint(run.session)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (("open",), Hint("told", "open", 1)),
        (("open", "open"), Hint("told", "open", 0)),
        (("advice",), Hint("withdrew", "advice", 2)),
        (("reflection",), Hint("opened", "reflection", 2)),
        (("closed",), Hint("nothing-new", "closed", 2)),
        (("closed", "closed", "closed"), Hint("closed-row", "closed", 2)),
        (("open", "closed", "open"), Hint("asking-row", "open", 0)),
        (("open", "open", "summary", "summary"), Hint("all-told", "summary")),
    ],
)
def test_in_the_first_phase(kinds: tuple[TurnKind, ...], expected: Hint) -> None:
    assert after(*kinds) == expected


def test_telling_in_the_guidance_phase_is_worth_a_word_at_the_second_time() -> None:
    assert after("information", phase="ohjaus") == Hint("nothing-new", "information", 2)
    assert after("information", "advice", phase="ohjaus") == Hint("telling", "advice", 2)
    assert after("information", "information", phase="neuvonta") == Hint("nothing-new", "information", 1)


def test_where_more_would_be_told_to_who_listens() -> None:
    assert after("open", "closed", phase="ohjaus") == Hint("needs-trust", "closed", 1)


def test_a_row_is_not_said_at_each_turn_of_it() -> None:
    assert after(*["closed"] * 4) == Hint("nothing-new", "closed", 2)  # type: ignore[arg-type]
    assert after(*["closed"] * 6) == Hint("closed-row", "closed", 2)  # type: ignore[arg-type]


def test_moving_on_tells_what_stayed_behind_and_going_back_does_not() -> None:
    run = practised.run()
    run.at("5:00").enter("ohjaus")
    assert hint(run.session) == Hint("left-unsaid", unsaid=2, phase="empatia")
    run.at("6:00").enter("empatia")
    assert hint(run.session) is None
    run.says("open").says("open")
    run.at("8:00").enter("ohjaus")
    assert hint(run.session) is None


def test_before_the_first_turn_and_in_a_real_meeting_there_is_nothing_to_notice() -> None:
    assert hint(practised.run().session) is None
    assert hint(story().at("5:00").enter("ohjaus").session) is None
    assert unsaid_in(story().session, "empatia") == ()
