"""A day that has been, as people write it."""

from __future__ import annotations

from datetime import date

import pytest

from kohtaa_tui.domain.past_day import read_past_day
from kohtaa_tui.errors import UsageFault

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20.11.", date(2026, 11, 20)),
        ("20.11", date(2026, 11, 20)),
        ("22.11.", TODAY),
        ("23.11.", date(2025, 11, 23)),
        ("1. 2.", date(2026, 2, 1)),
        ("20.11.2025", date(2025, 11, 20)),
        ("20. 11. 2025", date(2025, 11, 20)),
        ("1.1.2027", date(2027, 1, 1)),
        ("2026-11-20", date(2026, 11, 20)),
        ("2026-1-2", date(2026, 1, 2)),
        ("29.2.", date(2024, 2, 29)),
        ("20 Nov", date(2026, 11, 20)),
        ("20 november 2025", date(2025, 11, 20)),
        ("3. joulukuuta", date(2025, 12, 3)),
        (" Eilen ", date(2026, 11, 21)),
        ("i går", date(2026, 11, 21)),
        ("today", TODAY),
    ],
)
def test_it_is_the_latest_such_day(text: str, day: date) -> None:
    assert read_past_day(text, TODAY) == day


@pytest.mark.parametrize("text", ["32.1.", "31.11.", "29.2.2025", "2026-13-01", "0.1.", "30.2.", "0000-01-01"])
def test_what_is_in_no_calendar_is_told(text: str) -> None:
    with pytest.raises(UsageFault, match="no such day"):
        read_past_day(text, TODAY)


@pytest.mark.parametrize(
    "text", ["", "joskus", "20/11/2026", "11-20-2026", "20.11.26", "5", "20 foo", "9" * 9000, "20.11.2026 x"]
)
def test_what_is_no_day_is_told(text: str) -> None:
    with pytest.raises(UsageFault, match="is not a day"):
        read_past_day(text, TODAY)
