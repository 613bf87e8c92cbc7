"""What the suite's own settings promise of properties: one that does not hold is told at once, and by an example."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def found_wrong(profile: str) -> tuple[list[list[int]], Any]:
    """What a property that does not hold was tried with, and its failure."""
    tried: list[list[int]] = []

    @settings(settings.get_profile(profile))
    @given(st.lists(st.integers(), min_size=1))
    def never_much(numbers: list[int]) -> None:
        tried.append(numbers)
        assert sum(numbers) <= 1_000

    with pytest.raises(AssertionError) as told:
        never_much()
    return tried, told.value


def test_a_counterexample_is_told_as_it_was_found() -> None:
    """Made smaller it would be looked for longer than a test may take: the run would end without a word of it."""
    tried, fault = found_wrong("kohtaa")
    first = next(place for place, numbers in enumerate(tried) if sum(numbers) > 1_000)
    assert len(tried) - first <= 3
    told = "\n".join(fault.__notes__)
    assert "never_much(" in told
    assert str(tried[first][-1]) in told.replace("_", "")
    assert "reproduce_failure" in told


def test_a_smaller_one_is_looked_for_when_asked() -> None:
    assert found_wrong("smaller")[0][-1] == [1_001]
