"""My rhythm: its arithmetic against the standard library, and examples worked out by hand."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohtaa_tui.domain.measured import Measured, measured
from kohtaa_tui.domain.rhythm import (
    FEW,
    Which,
    chosen,
    circumstances,
    lengths,
    overrun_s,
    packs,
    quartile,
    rhythm,
    spread,
)
from tests.build import PHASES, story
from tests.domain.strategies import stories
from tests.measured import meeting

FIGURES = st.lists(st.integers(0, 40_000), min_size=1, max_size=60)


@given(FIGURES)
def test_the_median_is_that_of_the_standard_library(figures: list[int]) -> None:
    assert quartile(figures, 2) == statistics.median(figures)


@given(st.lists(st.integers(0, 40_000), min_size=2, max_size=60))
def test_the_quartiles_are_those_of_the_inclusive_method(figures: list[int]) -> None:
    assert [quartile(figures, n) for n in (1, 2, 3)] == statistics.quantiles(figures, n=4, method="inclusive")


@given(FIGURES)
def test_the_order_of_the_figures_does_not_matter_and_the_middle_lies_in_the_middle(figures: list[int]) -> None:
    found = spread(figures)
    assert found == spread(reversed(figures))
    assert min(figures) <= found.low_s <= found.median_s <= found.high_s <= max(figures)


_DUCKDB = """
import duckdb, json, sys
asked = "select quantile_cont(x, [0.25, 0.5, 0.75]) from (select unnest(?) as x)"
with duckdb.connect() as db:
    print(json.dumps([db.execute(asked, [figures]).fetchone()[0] for figures in json.load(sys.stdin)]))
"""


def test_the_quartiles_are_those_of_duckdb() -> None:
    """Asked in a process of its own: at its end DuckDB complains of what other tests leave."""
    several_of = [[(n * 7919) % 4001 for n in range(count)] for count in (1, 2, 3, 4, 5, 10, 97)]
    done = subprocess.run(
        [sys.executable, "-c", _DUCKDB], input=json.dumps(several_of), capture_output=True, text=True, check=True
    )
    assert [[quartile(figures, n) for n in (1, 2, 3)] for figures in several_of] == json.loads(done.stdout)


def test_a_quartile_between_two_figures_is_in_proportion() -> None:
    assert quartile([10, 20, 30, 40], 1) == 17.5  # place 0.75: three quarters of the way from 10 to 20
    assert quartile([7], 1) == quartile([7], 3) == 7


def several() -> list[Measured]:
    """Six meetings, the newest first."""
    return [
        meeting(8, 12, 8, 2, late=3, over=2),  # farewell eaten by the opening, which is the first to run over
        meeting(5, 15, 8, 2),  # eaten by the guidance, the first over
        meeting(4.9, 12, 10.5, 2.6),  # the opening lacked 6 s; eaten by the advice, the first over
        meeting(6, 12, 9, 3, late=0.5),  # nothing over; half a minute late is not late
        meeting(6, 12, 4, 0, over=-8),  # left early: the farewell never came, and nothing had run over
        meeting(6.5, 12, 9, 6, late=5, over=3.5),  # half a minute over is not over; then the farewell itself ran over
    ]


def test_six_meetings_worked_out_by_hand() -> None:
    found = rhythm(several())
    assert found.meetings == 6
    opening, *_, farewell = found.phases
    # used 4.9 5 6 6 6.5 8: quartiles at places 1.25, 2.5 and 3.75
    assert (opening.used.low_s, opening.used.median_s, opening.used.high_s) == (315, 360, 382.5)
    assert opening.planned.median_s == 360
    # used 0 2 2 2.6 3 6
    assert (farewell.used.low_s, farewell.used.median_s, farewell.used.high_s) == (120, 138, 174)
    assert farewell.left_out == 1
    assert found.opening is not None
    assert (found.opening.got, found.opening.meetings, found.opening.minimum_s) == (5, 6, 300)
    assert found.farewell is not None
    assert (found.farewell.eaten, found.farewell.meetings, found.farewell.minimum_s) == (4, 6, 180)
    assert [(b.id, b.meetings) for b in found.farewell.by] == [("empatia", 1), ("ohjaus", 1), ("neuvonta", 1)]
    assert found.farewell.by_none == 1
    assert [(b.id, b.meetings) for b in found.overruns_begin] == [
        ("empatia", 1), ("ohjaus", 1), ("neuvonta", 1), ("hyvastely", 1),
    ]  # fmt: skip
    assert found.no_overrun == 2
    assert (found.late, found.late_median_s) == (2, 240)
    assert (found.over_end, found.over_end_median_s) == (2, 165)


def test_overruns_begin_in_the_order_of_the_visits_not_of_the_plan() -> None:
    turned = meeting(8, 12, 12, 3, order=("neuvonta", "empatia", "ohjaus", "hyvastely"))
    assert [b.id for b in rhythm([turned]).overruns_begin] == ["neuvonta"]


def test_exactly_a_minute_over_is_not_over() -> None:
    assert rhythm([meeting(7, 12, 9, 3)]).no_overrun == 1
    assert rhythm([meeting(7 + 1 / 60, 12, 9, 3)]).no_overrun == 0


def test_of_two_that_overran_alike_the_earlier_ate_the_farewell() -> None:
    found = rhythm([meeting(8, 14, 9, 1)]).farewell
    assert found is not None
    assert [b.id for b in found.by] == ["empatia"]


def test_a_farewell_of_exactly_its_minimum_was_not_eaten() -> None:
    found = rhythm([meeting(9, 12, 9, 3)]).farewell
    assert found is not None
    assert found.eaten == 0


def test_phases_of_different_packs_are_never_mixed() -> None:
    other = meeting(20, 10, pack="oma", ids=("alku", "loppu"), planned=(15, 15), minimums=(5, 5))
    every = [other, *several(), other]
    assert packs(every) == ("kohtaava", "oma")
    assert rhythm(every).which.pack == "kohtaava"
    assert rhythm(every).phases == rhythm(several()).phases
    found = rhythm(every, Which("oma"))
    assert [p.id for p in found.phases] == ["alku", "loppu"]
    assert found.meetings == 2


def test_of_two_packs_with_as_many_meetings_the_one_used_last_comes_first() -> None:
    assert packs([meeting(6, pack="b"), meeting(6, pack="a")]) == ("b", "a")


def test_the_newest_of_those_that_fit_are_looked_at() -> None:
    every = [meeting(n, 12, 9, 3, minutes=30 + 15 * (n % 2)) for n in range(40)]
    assert [m.phases[0].used_s // 60 for m in chosen(every, Which(minutes=45, last=3))] == [1, 3, 5]
    assert rhythm(every, Which(last=20)).meetings == 20
    assert rhythm(every, Which(last=50)).meetings == rhythm(every).meetings == 40


def test_by_length_and_by_circumstance() -> None:
    plain, first, both = meeting(6), meeting(7, circumstances=("first",)), meeting(8, circumstances=("first", "remote"))
    every = [plain, first, both, meeting(9, minutes=45)]
    assert chosen(every, Which(circumstance="first")) == (first, both)
    assert chosen(every, Which(circumstance="none", minutes=30)) == (plain,)
    assert lengths(every) == ((30, 3), (45, 1))
    assert circumstances(every) == (("none", 2), ("first", 2), ("remote", 1))


def test_without_meetings_there_is_nothing_and_few_are_said_to_be_few() -> None:
    assert rhythm([]).meetings == 0
    assert rhythm([]).phases == ()
    assert rhythm(several(), Which(minutes=77)).meetings == 0
    assert rhythm([meeting(6, 12, 9, 3)] * (FEW - 1)).few
    assert not rhythm([meeting(6, 12, 9, 3)] * FEW).few


def test_a_pack_of_one_phase_or_without_minimums_has_no_opening_and_no_farewell() -> None:
    one = rhythm([meeting(20, ids=("kaikki",), planned=(30,), minimums=(0,))])
    assert (one.opening, one.farewell) == (None, None)


def test_a_phase_that_only_some_meetings_have_is_counted_in_those() -> None:
    newer = meeting(6, 12, 9, 3)
    older = meeting(6, 20, ids=("empatia", "hyvastely"), planned=(6, 24), minimums=(5, 3))
    found = {p.id: p.meetings for p in rhythm([newer, older]).phases}
    assert found == {"empatia": 2, "ohjaus": 1, "neuvonta": 1, "hyvastely": 2}
    farewell = rhythm([newer, older]).farewell
    assert farewell is not None
    assert farewell.meetings == 2


PHASE = st.integers(0, 60)
MEETINGS = st.lists(st.tuples(PHASE, PHASE, PHASE, PHASE).map(lambda used: meeting(*used)), min_size=1, max_size=30)


@given(MEETINGS)
def test_the_counts_add_up_to_the_meetings(every: list[Measured]) -> None:
    found = rhythm(every)
    assert sum(b.meetings for b in found.overruns_begin) + found.no_overrun == found.meetings == len(every)
    assert found.farewell is not None
    assert sum(b.meetings for b in found.farewell.by) + found.farewell.by_none == found.farewell.eaten
    for place, phase in enumerate(found.phases):
        assert phase.used.median_s == statistics.median(m.phases[place].used_s for m in every)


@given(st.lists(stories(ends=True, most=6), min_size=1, max_size=4))
def test_whatever_happened_in_the_meetings_it_can_be_told(told: list[object]) -> None:
    every = [measured(t.session) for t in told]  # type: ignore[attr-defined]
    found = rhythm(every)
    assert found.meetings == len(every)
    assert [p.id for p in found.phases] == list(PHASES)


def test_a_corrected_time_counts_as_corrected() -> None:
    told = story().at("6:00").forward()
    told = told.at("20:00").forward().at("27:00").forward().at("30:00").end()
    before = rhythm([measured(told.session)]).phases[0].used.median_s
    visit = told.session.visits[1].key[0]
    after = rhythm([measured(told.move(visit, "8:00").session)]).phases[0].used.median_s
    assert (before, after) == (360, 480)


@pytest.mark.parametrize(("used", "over"), [(6, 0), (7.5, 90), (0, -360)])
def test_overrun_is_against_the_first_plan(used: float, over: int) -> None:
    assert overrun_s(meeting(used).phases[0]) == over


def test_a_minute_late_is_late_and_a_minute_past_the_end_is_not() -> None:
    found = rhythm([meeting(6, 12, 9, 3, late=1, over=1)])
    assert (found.late, found.over_end, found.no_overrun) == (1, 0, 1)
    assert rhythm([meeting(6, 12, 9, 3, over=61 / 60)]).over_end == 1
