"""A player: its position, its stops, its session, and that it writes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohtaa_tui.domain.demo import in_language, times
from kohtaa_tui.domain.events import NoteAdded
from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.replaying import replayed
from kohtaa_tui.domain.session import Session, Status
from kohtaa_tui.errors import NotAllowed
from kohtaa_tui.runtime.player import SPEEDS, Player
from tests.build import Story, ms, story
from tests.domain.strategies import stories
from tests.shown import a_player, played

SCRIPT = played()
STEPS = st.lists(
    st.one_of(
        st.sampled_from(["forward", "back", "pause", "faster", "slower"]),
        st.tuples(st.just("seek"), st.integers(-10_000, SCRIPT.end_ms + 10_000)),
        st.tuples(st.just("wait"), st.floats(0, 300)),
    ),
    max_size=30,
)


def folded(player: Player, at_ms: int) -> Session:
    """The session of all records up to a moment, the slow way."""
    records = in_language(player.script, "en").records
    due = zip(records, times(player.script.records), strict=True)
    return fold(player.script.session_id, [record for record, at in due if at <= at_ms])


@given(STEPS)
def test_whatever_is_done_the_session_is_the_fold_of_what_has_happened_by_then(steps: list) -> None:
    player, clock = a_player(SCRIPT)
    for step in steps:
        name, value = step if isinstance(step, tuple) else (step, 0)
        before = player.at_ms()
        limit = next((stop for stop in player.script.stops if stop > before), player.script.end_ms)
        if name == "wait":
            clock.after(value)
            assert before <= player.at_ms() <= limit  # never past a stop by itself
        elif name == "seek":
            player.seek(value)
        else:
            getattr(player, name)()
        player.look()
        assert 0 <= player.at_ms() <= player.script.end_ms
        assert player.session == folded(player, player.at_ms())


@given(st.integers(0, SCRIPT.end_ms))
def test_forward_and_back_are_each_others_opposite(at_ms: int) -> None:
    player, _ = a_player(SCRIPT)
    player.seek(at_ms)
    if player.forward():
        there = player.at_ms()
        assert there in SCRIPT.moments
        if player.back() and player.forward():
            assert player.at_ms() == there


def test_stepping_forward_goes_through_every_moment_and_back_through_the_same() -> None:
    player, _ = a_player(SCRIPT)
    there = [0]
    while player.forward():
        there.append(player.at_ms())
    assert tuple(there) == SCRIPT.moments
    assert player.over
    assert player.session.status is Status.ENDED
    back = [player.at_ms()]
    while player.back():
        back.append(player.at_ms())
    assert back == there[::-1]


def test_it_runs_six_times_as_fast_as_the_clock_and_waits_at_a_stop() -> None:
    player, clock = a_player()
    clock.after(100)
    assert (player.at_ms(), player.going) == (0, False)  # there is a stop at the start
    player.pause()
    assert player.going
    clock.after(10)
    assert player.at_ms() == 60_000
    clock.after(3600)
    assert (player.at_ms(), player.going) == (ms("6:00"), False)
    player.look()
    assert player.session.phase.id == "empatia"
    assert player.forward()
    assert player.session.phase.id == "ohjaus"


@pytest.mark.parametrize("speed", [1, 6, 60])
def test_half_an_hour_takes_its_share_whatever_the_speed(speed: int) -> None:
    player, clock = a_player(speed=speed)
    player.forward()
    clock.after(60 / speed)
    assert abs(player.at_ms() - 60_001) <= 1


def test_a_pause_stands_and_goes_on_from_there() -> None:
    player, clock = a_player()
    player.forward()
    clock.after(5)
    assert player.pause()
    at = player.at_ms()
    clock.after(1000)
    assert (player.at_ms(), player.going) == (at, False)
    player.forward()  # while it is paused one can go step by step
    assert (player.at_ms(), player.going) == (ms("1:00"), False)
    assert not player.pause()
    clock.after(1)
    assert player.at_ms() == ms("1:00") + 6000


def test_a_step_back_stands_until_one_goes_on() -> None:
    player, clock = a_player()
    player.seek(ms("5:00"))
    assert player.back()
    assert player.at_ms() == ms("3:00")
    clock.after(60)
    assert (player.at_ms(), player.going) == (ms("3:00"), False)
    assert player.forward()
    assert (player.at_ms(), player.going) == (ms("6:00"), False)  # at the stop before the next phase


def test_changing_the_speed_moves_nothing() -> None:
    player, clock = a_player()
    player.forward()
    clock.after(10)
    at = player.at_ms()
    player.faster()
    assert (player.at_ms(), player.speed) == (at, 8)
    player.slower()
    player.slower()
    assert player.speed == 4
    for _ in SPEEDS:
        player.faster()
    assert player.speed == 60
    for _ in SPEEDS:
        player.slower()
    assert player.speed == 1


def test_its_clock_shows_the_meetings_time_of_day() -> None:
    player, _ = a_player()
    player.seek(ms("5:00"))
    shown = player.clock.now()
    assert (shown - player.session.started_at).total_seconds() == 300
    assert player.clock.speed == 6
    assert player.drift_s() == 0


def test_it_sleeps_until_something_happens_and_an_hour_where_nothing_will() -> None:
    player, _ = a_player()
    assert player.next_s() == 3600
    player.forward()
    assert player.next_s() == pytest.approx(59.999)
    player.pause()
    assert player.next_s() == 3600


def test_notes_follow_the_language() -> None:
    player, _ = a_player()
    player.seek(ms("4:00"))
    assert player.session.notes[0].text == "client: calls Fri"
    player.speak("sv")
    assert player.session.notes[0].text == "kunden: ringer fre"


def test_nothing_can_be_written_and_nothing_is_left_to_save() -> None:
    player, _ = a_player()
    player.seek(ms("4:00"))
    before = player.session
    with pytest.raises(NotAllowed, match="only shown"):
        player.record(NoteAdded("x"))
    with pytest.raises(NotAllowed):
        player.note("x")
    with pytest.raises(NotAllowed):
        player.erase()
    assert player.session == before
    assert player.flush()
    assert player.keep_draft("x")
    assert player.unsaved == 0


def test_at_the_end_stands_what_was_added_afterwards_too() -> None:
    script = replayed(story().at("20:00").end().at("30:00").note("later").session)
    player, _ = a_player(script)
    assert script.end_ms == ms("20:00")
    player.seek(script.end_ms - 1)
    assert player.session.notes == ()
    player.seek(script.end_ms)
    assert [n.at_ms for n in player.session.notes] == [ms("30:00")]


@given(stories())
def test_any_meeting_can_be_played_to_its_end_and_is_then_as_it_was(told: Story) -> None:
    session = told.session if told.session.status is Status.ENDED else told.end().session
    script = replayed(session)
    player, _ = a_player(script)
    player.seek(script.end_ms)
    assert player.session.visits == session.visits
    assert player.session.ended_ms == session.ended_ms
    assert [n.at_ms for n in player.session.notes] == [n.at_ms for n in session.notes]
