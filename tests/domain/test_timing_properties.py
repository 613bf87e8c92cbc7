"""What holds of the rules of time whatever happens in a meeting."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kohtaa_tui.domain import timing
from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.session import Session, Status
from kohtaa_tui.domain.timing import Level
from tests.build import PHASES, Story
from tests.domain.strategies import now, records, stories


def holds_together(session: Session, at_ms: int) -> None:
    used = timing.all_used_s(session, at_ms)
    paused = timing.paused_s(session, at_ms)
    assert all(type(s) is int and s >= 0 for s in used.values())
    assert paused >= timing.this_pause_s(session, at_ms) >= 0
    assert sum(used.values()) + paused == timing.length_s(session, at_ms)
    assert timing.length_s(session, at_ms) == timing.elapsed_s(session, at_ms) - session.visits[0].start_ms // 1000


@given(stories(), st.integers(0, 1_000_000))
def test_used_and_paused_time_sum_to_the_meetings_length(told: Story, later: int) -> None:
    holds_together(told.session, told.now)
    holds_together(told.session, told.now + later)


@given(records(), st.integers(0, 4_000_000))
def test_they_sum_in_a_session_folded_of_anything_at_all(odd: list, at_ms: int) -> None:
    holds_together(fold("odd", odd), at_ms)


@given(stories(), st.integers(0, 500_000))
def test_no_time_ever_runs_backwards(told: Story, later: int) -> None:
    before, after = (timing.all_used_s(told.session, told.now + ms) for ms in (0, later))
    assert all(before[phase] <= after[phase] for phase in PHASES)
    assert timing.paused_s(told.session, told.now) <= timing.paused_s(told.session, told.now + later)


@given(stories(ends=False), st.integers(0, 500_000))
def test_only_the_current_phase_or_the_pause_grows(told: Story, later: int) -> None:
    before, after = (timing.all_used_s(told.session, told.now + ms) for ms in (0, later))
    grown = {phase for phase in PHASES if before[phase] != after[phase]}
    assert grown <= ({told.session.phase.id} if told.session.status is Status.RUNNING else set())


@given(stories())
def test_latest_leave_is_the_end_less_the_minimums_ahead(told: Story) -> None:
    session = told.session
    ahead = session.plan.phases[session.place + 1 :]
    minimums = sum(min(60 * phase.minimum, session.planned_s[phase.id]) for phase in ahead)
    assert timing.latest_leave_s(session) == session.end_s - minimums


@given(stories(ends=False), st.integers(0, 3_000_000))
def test_levels_follow_their_definition(told: Story, later: int) -> None:
    session, at = told.session, told.now + later
    planned, used = session.planned_s[session.phase.id], timing.used_s(session, at)
    if timing.elapsed_s(session, at) > timing.latest_leave_s(session):
        expected = Level.SQUEEZE
    elif used >= planned:
        expected = Level.OVER
    elif planned - used <= 120 and 5 * (planned - used) <= planned:
        expected = Level.NEAR
    else:
        expected = Level.CALM
    assert timing.level(session, at) is expected


@given(stories(ends=False), st.integers(0, 3_000_000))
def test_while_paused_only_squeeze_can_newly_appear(told: Story, later: int) -> None:
    if told.session.status is not Status.PAUSED:
        told.pause()
    before, after = timing.level(told.session, told.now), timing.level(told.session, told.now + later)
    assert after in (before, Level.SQUEEZE)


@given(stories(ends=False), st.integers(0, 3_000_000))
def test_a_level_only_rises_while_nothing_happens(told: Story, later: int) -> None:
    assert timing.level(told.session, told.now) <= timing.level(told.session, told.now + later)


@given(stories(ends=False), st.integers(-30, 60), st.integers(-60, 60), st.booleans())
def test_a_fit_ends_exactly_at_the_end(told: Story, phase: int, end: int, protect: bool) -> None:
    session, at = told.session, told.now
    event = timing.refit(session, at, phase_delta=phase, end_delta=end, protect=protect)
    elapsed = timing.elapsed_s(session, at)
    used = timing.all_used_s(session, at)
    start_s = session.begin_ms // 1000
    begin = max(session.end_s, elapsed) if end > 0 else session.end_s  # past the end, minutes more count from now
    assert event.end_s == max(min(begin + 60 * end, max(session.end_s, start_s + 480 * 60)), elapsed)
    assert set(event.planned_s) == set(PHASES[session.place :])
    assert all(event.planned_s[p] >= used[p] for p in event.planned_s)
    behind = sum(used[p] for p in PHASES[: session.place])
    assert behind + sum(event.planned_s.values()) + timing.paused_s(session, at) == event.end_s - start_s


@given(stories(ends=False), st.integers(-30, 60), st.integers(-60, 60))
def test_a_fit_that_protects_keeps_the_farewells_minutes_as_far_as_there_are_any(
    told: Story, phase: int, end: int
) -> None:
    session, at = told.session, told.now
    if timing.is_last(session):
        return
    event = timing.refit(session, at, phase_delta=phase, end_delta=end, protect=True)
    used = timing.all_used_s(session, at)["hyvastely"]
    had = max(0, session.planned_s["hyvastely"] - used)
    whole = (event.end_s - timing.elapsed_s(session, at)) // 60 * 60
    assert event.planned_s["hyvastely"] - used >= min(had, whole)


@given(stories(ends=False))
def test_phases_ahead_are_fitted_in_whole_minutes(told: Story) -> None:
    event = timing.refit(told.session, told.now)
    used = timing.all_used_s(told.session, told.now)
    ahead = PHASES[told.session.place + 1 :]
    assert all((event.planned_s[p] - used[p]) % 60 == 0 for p in ahead)


@given(stories())
def test_spans_begin_at_the_true_start_and_have_no_gaps(told: Story) -> None:
    spans = timing.spans(told.session, told.now)
    assert [span.phase for span in spans] == list(PHASES)
    assert spans[0].start_ms == told.session.begin_ms
    assert all(a.end_ms == b.start_ms for a, b in pairwise(spans))
    assert all(span.start_ms <= span.end_ms for span in spans)


@given(stories(ends=False))
def test_spans_reach_to_the_end_or_to_the_last_change_past_it(told: Story) -> None:
    session = told.session
    assert timing.spans(session, told.now)[-1].end_ms == max(session.end_s * 1000, session.cut_ms)


@given(stories(ends=True))
def test_after_the_end_spans_reach_to_when_it_ended(told: Story) -> None:
    assert timing.spans(told.session, told.now)[-1].end_ms == told.session.ended_ms


@given(stories(ends=False), st.integers(0, 1_000_000), st.sampled_from(["nothing", "note", "tick", "clock", "pause"]))
def test_spans_do_not_change_while_a_phase_runs(told: Story, later: int, what: str) -> None:
    before = timing.spans(told.session, told.now)
    told.now += later
    match what:
        case "note":
            told.note("sana")
        case "tick":
            told.tick("o1")
        case "clock":
            told.clock(5)
        case "pause" if told.session.status is Status.RUNNING:
            told.pause()
    assert timing.spans(told.session, told.now) == before


@given(stories(ends=False), st.integers(0, 1_000_000))
def test_spans_of_the_past_are_as_wide_as_the_time_spent(told: Story, later: int) -> None:
    told.now = now(told) + later
    told.enter(PHASES[(told.session.place + 1) % 4])
    spans = {span.phase: span for span in timing.spans(told.session, told.now)}
    for phase in PHASES[: told.session.place]:
        visits = told.session.visits
        spent = sum(b.start_ms - a.start_ms for a, b in pairwise(visits) if a.phase == phase)
        assert spans[phase].end_ms - spans[phase].start_ms == spent


@given(stories(ends=False))
def test_the_farewell_is_never_promised_more_than_it_has_or_there_is(told: Story) -> None:
    session, at = told.session, told.now
    promised = timing.farewell_s(session, at)
    assert 0 <= promised <= session.planned_s["hyvastely"]
    assert promised <= max(0, timing.end_left_s(session, at))


def drawn(session: Session, at_ms: int) -> tuple[object, ...]:
    """What the screen shows of time in a running meeting, as screens.md has it."""
    left = timing.left_s(session, at_ms)
    step = 60 if left > 120 else 10
    figure = -(-left // step) * step
    clock = (session.started_at.second + session.shift_s + timing.elapsed_s(session, at_ms)) // 60
    level = timing.level(session, at_ms)
    farewell = timing.farewell_s(session, at_ms) // 60
    past = max(0, -timing.end_left_s(session, at_ms)) // 60
    return figure, clock, level, farewell, past, timing.this_pause_s(session, at_ms) // 60


@given(stories(ends=False), st.integers(0, 60_000))
def test_until_the_next_change_nothing_drawn_differs(told: Story, later: int) -> None:
    at = now(told)
    wait_ms = round(1000 * timing.next_change_s(told.session, at))
    assert 0 < wait_ms <= 60_000
    for moment in (later % wait_ms, wait_ms - 1):
        assert drawn(told.session, at + moment) == drawn(told.session, at)


@given(stories(ends=True))
def test_nothing_changes_after_the_end(told: Story) -> None:
    assert timing.next_change_s(told.session, told.now) == 60
