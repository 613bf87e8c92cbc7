"""Sharing out minutes, and making a plan of a pack."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import combinations, pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from kohtaa_tui.domain.plan import MAX_MINUTES, MIN_MINUTES, Plan, fit, make_plan, proposed_minutes
from tests.build import CIRCUMSTANCES, PHASES, pack

ALL_COMBINATIONS = [chosen for size in range(4) for chosen in combinations(CIRCUMSTANCES, size)]


class Claim(Struct, frozen=True):
    minimum: int
    share: int
    protected: bool = False


def minutes(plan: Plan) -> list[int]:
    return [phase.minutes for phase in plan.phases]


@cache
def all_plans(circumstances: tuple[str, ...]) -> list[list[int]]:
    whole = pack()
    return [minutes(make_plan(whole, total, circumstances)) for total in range(MIN_MINUTES, MAX_MINUTES + 1)]


def reference_fit(total: int, claims: list[Claim]) -> list[int]:
    """The rule of design.md section 3, word by word."""
    has = [0] * len(claims)
    for _ in range(total):
        under = [i for i, c in enumerate(claims) if has[i] < c.minimum]
        stage = [i for i in under if claims[i].protected] or under
        weighs = {
            i: Fraction(claims[i].minimum if stage else claims[i].share) / (has[i] + Fraction(1, 2))
            for i in stage or range(len(claims))
        }
        most = max(weighs.values())
        tied = [i for i, weight in weighs.items() if weight == most]
        has[min(tied, key=lambda i: (not claims[i].protected, i))] += 1
    return has


claims_of_any_kind = st.lists(
    st.builds(Claim, st.integers(0, 12), st.integers(1, 60), st.booleans()), min_size=1, max_size=6
)


@pytest.mark.parametrize("chosen", ALL_COMBINATIONS, ids="-".join)
def test_minutes_sum_to_the_total_for_every_total_and_all_circumstances(chosen: tuple[str, ...]) -> None:
    assert [sum(shared) for shared in all_plans(chosen)] == list(range(1, 481))


@pytest.mark.parametrize("chosen", ALL_COMBINATIONS, ids="-".join)
def test_nothing_shrinks_when_the_total_grows(chosen: tuple[str, ...]) -> None:
    plans = all_plans(chosen)
    for less, more in pairwise(plans):
        assert all(a <= b for a, b in zip(less, more, strict=True))
        assert sum(more) - sum(less) == 1


@pytest.mark.parametrize("chosen", ALL_COMBINATIONS, ids="-".join)
def test_minutes_are_whole_and_never_negative(chosen: tuple[str, ...]) -> None:
    assert all(type(m) is int and m >= 0 for shared in all_plans(chosen) for m in shared)


@pytest.mark.parametrize("chosen", ALL_COMBINATIONS, ids="-".join)
def test_everyone_has_the_minimum_from_fifteen_minutes_on(chosen: tuple[str, ...]) -> None:
    assert all(m >= low for shared in all_plans(chosen)[14:] for m, low in zip(shared, (5, 4, 3, 3), strict=True))


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (15, [5, 4, 3, 3]),
        (20, [5, 7, 5, 3]),
        (30, [6, 12, 9, 3]),
        (40, [8, 16, 12, 4]),
        (45, [9, 18, 13, 5]),
        (60, [12, 24, 18, 6]),
        (90, [18, 36, 27, 9]),
    ],
)
def test_an_ordinary_meeting_is_shared_out_as_in_the_method(total: int, expected: list[int]) -> None:
    assert minutes(make_plan(pack(), total)) == expected


@pytest.mark.parametrize(
    ("total", "expected"),
    [(30, [8, 12, 7, 3]), (45, [11, 18, 11, 5]), (60, [15, 24, 15, 6]), (90, [23, 36, 22, 9])],
)
def test_a_first_meeting_is_shared_out_as_in_the_method(total: int, expected: list[int]) -> None:
    assert minutes(make_plan(pack(), total, ["first"])) == expected


def test_the_first_minutes_of_a_very_short_meeting_go_to_the_farewell() -> None:
    assert [minutes(make_plan(pack(), total))[3] for total in (1, 2, 3, 4, 15)] == [1, 2, 3, 3, 3]


@given(st.integers(0, 150), claims_of_any_kind)
def test_fit_is_the_written_rule(total: int, claims: list[Claim]) -> None:
    assert fit(total, claims) == reference_fit(total, claims)


@given(st.integers(0, 480), claims_of_any_kind)
def test_fit_sums_to_the_total_and_grows_by_one_minute_in_one_place(total: int, claims: list[Claim]) -> None:
    less, more = fit(total, claims), fit(total + 1, claims)
    assert sum(less) == total
    assert sorted(b - a for a, b in zip(less, more, strict=True)) == [0] * (len(claims) - 1) + [1]


@given(st.integers(0, 200), claims_of_any_kind)
def test_a_protected_minimum_is_met_before_anyone_else_gets_a_minute(total: int, claims: list[Claim]) -> None:
    shared = fit(total, claims)
    short = any(m < c.minimum for m, c in zip(shared, claims, strict=True) if c.protected)
    if short:
        assert all(m == 0 for m, c in zip(shared, claims, strict=True) if not c.protected)


def test_a_tie_goes_to_the_protected_phase_then_to_the_earlier() -> None:
    assert fit(1, [Claim(0, 10), Claim(0, 10), Claim(0, 10, protected=True)]) == [0, 0, 1]
    assert fit(1, [Claim(0, 10), Claim(0, 10)]) == [1, 0]


def test_nothing_is_shared_out_of_nothing() -> None:
    assert fit(0, [Claim(5, 10)]) == [0]
    assert fit(-3, [Claim(5, 10)]) == [0]


def test_an_interpreter_doubles_the_proposed_length() -> None:
    assert proposed_minutes(pack(), []) == 30
    assert proposed_minutes(pack(), ["first", "remote"]) == 30
    assert proposed_minutes(pack(), ["interpreter"]) == 60
    assert proposed_minutes(pack(), ["interpreter"], 45) == 90


def test_no_more_than_the_longest_meeting_is_proposed() -> None:
    assert proposed_minutes(pack(), ["interpreter"], 300) == 480


def test_half_the_matters_fit_when_an_interpreter_comes_and_the_length_was_given() -> None:
    assert make_plan(pack(), 30, ["interpreter"], outright=True).half_matters
    assert not make_plan(pack(), 60, ["interpreter"]).half_matters
    assert not make_plan(pack(), 30, ["first", "remote"], outright=True).half_matters


def test_an_interpreters_end_is_firm() -> None:
    assert make_plan(pack(), 60, ["interpreter", "first"]).firm_end
    assert not make_plan(pack(), 60, ["first", "remote"]).firm_end


def test_a_plan_names_its_circumstances_in_the_packs_order() -> None:
    assert make_plan(pack(), 30, ["remote", "first"]).circumstances == ("first", "remote")


def test_an_unknown_circumstance_changes_nothing() -> None:
    assert make_plan(pack(), 30, ["rain"]) == make_plan(pack(), 30)


def prompts(plan: Plan, phase: str) -> list[str]:
    return [prompt.id for prompt in plan.phases[plan.index(phase)].prompts]


def test_circumstances_add_replace_and_hide_prompts() -> None:
    plan = make_plan(pack(), 60, CIRCUMSTANCES)
    assert prompts(plan, "empatia") == ["e1", "r2", "r1", "f1"]
    assert prompts(plan, "ohjaus") == ["o1", "o2"]
    assert prompts(plan, "hyvastely") == ["t1", "h1", "h2"]


def test_without_circumstances_the_prompts_are_the_phases_own() -> None:
    plan = make_plan(pack(), 60)
    assert [prompts(plan, phase) for phase in PHASES] == [
        ["e1", "e2", "e3"],
        ["o1", "o2", "o3"],
        ["n1", "n2"],
        ["h1", "h2"],
    ]


def test_a_plan_survives_json() -> None:
    plan = make_plan(pack(), 45, CIRCUMSTANCES)
    assert msgspec.json.decode(msgspec.json.encode(plan), type=Plan) == plan


def test_an_unknown_phase_has_no_place() -> None:
    with pytest.raises(KeyError):
        make_plan(pack(), 30).index("lounas")
