"""When a pack of one's own is suggested, and what it would change."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kohtaa_tui.domain.measured import Measured
from kohtaa_tui.domain.own_pack import (
    ENOUGH,
    SHOWN_MINUTES,
    as_suggested,
    own_id,
    own_title,
    side_by_side,
    suggested,
    with_figures,
)
from kohtaa_tui.domain.plan import fit, make_plan
from kohtaa_tui.storage.toml_faults import ID_PATTERN
from tests.build import pack
from tests.measured import meeting


def openings(*minutes: float, **rest: object) -> list[Measured]:
    """Thirty-minute meetings whose opening took so long; the plan gives it six minutes."""
    return [meeting(m, 12, 9, 3, **rest) for m in minutes]  # type: ignore[arg-type]


def test_ten_steady_meetings_suggest_two_thirds_of_the_difference() -> None:
    found = suggested(openings(*[9] * ENOUGH), pack())
    assert found is not None
    assert (found.phase, found.minutes, found.planned, found.proposed, found.used_s) == ("empatia", 30, 6, 8, 540)
    assert found.meetings == ENOUGH


@pytest.mark.parametrize(("used", "proposed"), [(7.9, None), (8, 7), (8.4, 7), (8.6, 8), (9, 8), (10, 9), (12, 10)])
def test_how_much_is_suggested(used: float, proposed: int | None) -> None:
    found = suggested(openings(*[used] * 12), pack())
    assert (found and found.proposed) == proposed


def test_nine_meetings_suggest_nothing() -> None:
    assert suggested(openings(*[9] * (ENOUGH - 1)), pack()) is None
    mixed = openings(*[9] * 6) + openings(*[9] * 6, minutes=45)
    assert suggested(mixed, pack()) is None


def test_a_difference_that_is_not_steady_suggests_nothing() -> None:
    assert suggested(openings(*[6, 6, 6, 6] + [10] * 6), pack()) is None  # the lower quartile is 6
    assert suggested(openings(*[7, 7, 7, 7] + [10] * 6), pack()) is not None  # and here a minute over


def test_less_time_is_never_suggested() -> None:
    assert suggested([meeting(3, 8, 5, 1) for _ in range(20)], pack()) is None


def test_the_phase_with_the_greatest_difference_is_meant() -> None:
    found = suggested([meeting(8.5, 16, 6, 3) for _ in range(12)], pack())
    assert found is not None
    assert found.phase == "ohjaus"


def test_of_two_alike_the_earlier_one_is_meant() -> None:
    found = suggested([meeting(8, 14, 6, 2) for _ in range(12)], pack())
    assert found is not None
    assert found.phase == "empatia"


def test_a_protected_phase_keeps_what_it_has() -> None:
    found = suggested(openings(*[10] * 12), pack())
    assert found is not None
    for old, new in zip(side_by_side(pack(), found)[3].old, side_by_side(pack(), found)[3].new, strict=True):
        assert new >= old


def test_where_all_else_is_at_its_minimum_nothing_is_suggested() -> None:
    held = [meeting(9, 4, 3, 3, minutes=15, planned=(5, 4, 3, 3)) for _ in range(12)]
    assert suggested(held, pack()) is None


def test_under_a_circumstance_with_shares_of_its_own_those_are_changed() -> None:
    held = openings(*[11] * 12, circumstances=("first",), planned=(7, 12, 8, 3))
    found = suggested(held, pack())
    assert found is not None
    assert found.circumstances == ("first",)
    assert all(where[:1] == ("circumstance",) for where in found.figures)
    own = with_figures(pack(), found.figures)
    assert make_plan(own, 30, ()).phases[0].minutes == make_plan(pack(), 30, ()).phases[0].minutes
    assert make_plan(own, 30, ("first",)).phases[0].minutes == found.proposed


def test_a_circumstance_without_shares_does_not_part_the_meetings() -> None:
    held = openings(*[9] * 6) + openings(*[9] * 6, circumstances=("remote",))
    assert suggested(held, pack()) is not None


def test_meetings_of_another_pack_or_with_other_phases_do_not_count() -> None:
    assert suggested(openings(*[9] * 12, pack="oma"), pack()) is None
    assert suggested(openings(*[9] * 12, ids=("a", "b", "c", "d")), pack()) is None
    assert suggested([], pack()) is None


def test_what_has_been_taken_is_known_again() -> None:
    found = suggested(openings(*[9] * 12), pack())
    assert found is not None
    own = replace(with_figures(pack(), found.figures), id="kohtaava-oma")
    assert as_suggested(pack(), own, found.figures)
    assert not as_suggested(pack(), pack(), found.figures)


PHASE = st.integers(0, 40)


@settings(deadline=None, max_examples=60)
@given(
    st.tuples(PHASE, PHASE, PHASE, PHASE),
    st.sampled_from([12, 20, 30, 45, 75]),
    st.sampled_from([(), ("first",), ("first", "remote")]),
)
def test_whatever_is_suggested_holds(used: Sequence[int], minutes: int, special: tuple[str, ...]) -> None:
    held = [meeting(*used, minutes=minutes, circumstances=special) for _ in range(ENOUGH)]
    found = suggested(held, pack())
    if found is None:
        return
    own = with_figures(pack(), found.figures)
    place = [p.id for p in own.phase].index(found.phase)
    new = make_plan(own, minutes, special).phases
    assert found.planned < new[place].minutes == found.proposed < used[place] + 0.5
    for length in (minutes, *SHOWN_MINUTES):
        before, after = (make_plan(p, length, special).phases for p in (pack(), own))
        assert sum(p.minutes for p in after) == length
        for old, phase in zip(before, after, strict=True):
            assert phase.minutes >= min(old.minutes, phase.minimum)
            if phase.protected and phase.id != found.phase:
                assert phase.minutes >= old.minutes
    assert all(1 <= share <= 1000 for share in found.figures.values())
    assert fit(0, own.phase) == [0] * 4


def test_ids_are_free_short_and_right() -> None:
    assert own_id("kohtaava", ()) == "kohtaava-oma"
    assert own_id("kohtaava", {"kohtaava-oma"}) == "kohtaava-oma-2"
    assert own_id("kohtaava-oma", {"kohtaava-oma"}) == "kohtaava-oma-2"
    assert own_id("kohtaava-oma-2", {"kohtaava-oma", "kohtaava-oma-2"}) == "kohtaava-oma-3"
    longest = own_id("a" * 39 + "-", ())
    assert len(longest) <= 40
    assert ID_PATTERN.fullmatch(longest)


def test_names_tell_own_packs_apart() -> None:
    assert own_title("Kohtaava asiakastyö", "fi", "kohtaava-oma") == "Kohtaava asiakastyö · oma"
    assert own_title("Kohtaava asiakastyö · oma", "fi", "kohtaava-oma-2") == "Kohtaava asiakastyö · oma 2"
    assert own_title("Det dialogiska kundarbetet · egen 2", "sv", "k-oma-3") == "Det dialogiska kundarbetet · egen 3"
