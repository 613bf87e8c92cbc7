"""Quartiles of counted figures, and what may be shown of a whole."""

from __future__ import annotations

import statistics
from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohtaa_tui.domain import rhythm
from kohtaa_tui.domain.tally import FEW, Tally, share, showable

FIGURES = st.lists(st.integers(0, 5000) | st.integers(0, 3), min_size=1, max_size=60)


def tally(figures: list[int]) -> Tally:
    made = Tally()
    for figure in figures:
        made.add(figure)
    return made


@given(FIGURES)
def test_quartiles_are_those_of_everybody_else(figures: list[int]) -> None:
    found = tally(figures).quartiles()
    told = (found.low_s, found.median_s, found.high_s)
    assert told == tuple(rhythm.quartile(figures, which) for which in (1, 2, 3))
    if len(figures) > 1:
        assert told == tuple(statistics.quantiles(figures, n=4, method="inclusive"))


def test_between_two_figures_a_quartile_lies_in_proportion() -> None:
    found = tally([10, 20]).quartiles()
    assert (found.low_s, found.median_s, found.high_s) == (12.5, 15, 17.5)


@pytest.mark.parametrize(
    ("parts", "shown", "rest"),
    [
        ({}, (), 0),
        ({"a": 5, "b": 9}, ("a", "b"), 0),
        ({"a": 4, "b": 9, "c": 7, "d": 30}, ("b", "d"), 11),  # one alone would be what the others lack
        ({"a": 1, "b": 2, "c": 9, "d": 8}, ("c",), 11),  # three together are still fewer than five
        ({"a": 2, "b": 4, "c": 9}, ("c",), 6),
        ({"a": 4, "b": 4, "c": 4, "d": 9, "e": 9, "f": 20}, ("f",), 30),  # cells of one size, known as such by the sum
        ({"a": 3, "b": 9}, (), 12),
        ({"a": 0, "b": 9}, ("b",), 0),
    ],
)
def test_what_is_shown_beside_what_is_too_small(parts: dict[str, int], shown: tuple[str, ...], rest: int) -> None:
    assert showable(parts) == (shown, rest)


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(1, 40), max_size=9))
def test_nothing_is_lost_and_nothing_small_is_shown(parts: dict[str, int]) -> None:
    shown, rest = showable(parts)
    assert sum(parts[key] for key in shown) + rest == sum(parts.values())
    assert all(parts[key] >= FEW for key in shown)
    assert rest == 0 or rest >= FEW or not shown
    hidden = [size for key, size in parts.items() if key not in shown]
    assert not shown or not hidden or (len(hidden) > 1 and max(hidden) < min(parts[key] for key in shown))


@pytest.mark.parametrize(("cells", "largest"), [(2, 30), (3, 20), (4, 14)])
def test_who_knows_the_rule_and_every_name_still_cannot_tell_a_hidden_cell(cells: int, largest: int) -> None:
    """All wholes of so many cells: whoever sees what is told cannot tell what is in any cell that is not shown.

    The one who looks knows the rule, the total, what is shown, and the names of all cells there could be.
    """
    wholes = defaultdict(list)
    for sizes in product(range(largest + 1), repeat=cells):
        shown, rest = showable(dict(enumerate(sizes)))
        if sum(sizes) >= FEW:  # below that nothing is told at all
            wholes[shown, tuple(sizes[key] for key in shown), rest].append(sizes)
    for (shown, told, rest), possible in wholes.items():
        if rest == 0 or sum(told) + rest > largest:  # beyond, larger cells than were tried would be possible too
            continue
        for cell in set(range(cells)) - set(shown):
            assert len({sizes[cell] for sizes in possible}) > 1, (shown, told, rest, cell)


def test_a_share_of_few_is_not_told() -> None:
    assert share(3, 4) is None
    assert share(4, 40) is None
    assert share(36, 40) is None
    assert [share(n, 40) for n in (0, 5, 35, 40)] == [0, 0.125, 0.875, 1]
