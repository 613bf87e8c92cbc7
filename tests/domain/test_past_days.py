"""Days that lie behind, as people write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohtaa_tui.domain.past_days import day, span
from kohtaa_tui.errors import UsageFault

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("20.11.", date(2026, 11, 20)),
        ("20.11", date(2026, 11, 20)),
        ("22.11.", TODAY),
        ("23.11.", date(2025, 11, 23)),
        ("29.2.", date(2024, 2, 29)),
        ("20.11.2030", date(2030, 11, 20)),
        ("2026-11-20", date(2026, 11, 20)),
        (" 3. Joulukuuta ", date(2025, 12, 3)),
        ("2 nov 2025", date(2025, 11, 2)),
        ("2 november", date(2026, 11, 2)),
    ],
)
def test_a_day_without_its_year_is_the_latest_that_is_not_ahead(text: str, meant: date) -> None:
    assert day(text, TODAY) == meant
    assert span(text, TODAY) == (meant, meant)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1.9.–30.9.", date(2026, 9, 1), date(2026, 9, 30)),
        ("1.9. - 30.9.2025", date(2025, 9, 1), date(2025, 9, 30)),
        ("1.12.–15.1.", date(2025, 12, 1), date(2026, 1, 15)),
        ("1.12.–15.1.2025", date(2024, 12, 1), date(2025, 1, 15)),
        ("2026-09-01-2026-09-30", date(2026, 9, 1), date(2026, 9, 30)),
        ("2026-09-01 – 2026-09-30", date(2026, 9, 1), date(2026, 9, 30)),
        ("9.2026", date(2026, 9, 1), date(2026, 9, 30)),
        ("12/9999", date(9999, 12, 1), date(9999, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("1.11.–30.11.", date(2026, 11, 1), date(2026, 11, 30)),
    ],
)
def test_a_span_is_two_days_a_month_or_a_year(text: str, first: date, last: date) -> None:
    assert span(text, TODAY) == (first, last)


@pytest.mark.parametrize("text", ["", "x", "31.2.", "0.1.", "1-2", "-", "0000", "13.2026", "1.9.–x", "9" * 10_000])
def test_what_is_no_day_is_said(text: str) -> None:
    for read in (day, span):
        with pytest.raises(UsageFault) as fault:
            read(text, TODAY)
        assert "20.11.2026" in fault.value.message


def test_a_span_that_runs_backwards_is_said() -> None:
    with pytest.raises(UsageFault, match="before the first"):
        span("30.9.2026–1.9.2026", TODAY)


@given(st.text(max_size=80))
def test_no_text_is_more_than_a_fault(text: str) -> None:
    try:
        first, last = span(text, TODAY)
    except UsageFault:
        return
    assert first <= last


@given(st.dates(date(2018, 11, 23), TODAY), st.integers(0, 300))
def test_what_is_written_in_full_is_read_as_it_is(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    assert span(f"{first:%d.%m.%Y}–{last:%d.%m.%Y}", TODAY) == (first, last)
    assert span(f"{first.isoformat()} - {last.isoformat()}", TODAY) == (first, last)
    assert day(f"{first.day}.{first.month}.", TODAY) >= first
