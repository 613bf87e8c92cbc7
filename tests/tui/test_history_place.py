"""Where somebody is on the list of earlier meetings, and which of them the page shows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohtaa_tui.domain.report import Listed
from kohtaa_tui.domain.searching import Query
from kohtaa_tui.errors import StorageFault
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime.history import Found, Hit
from kohtaa_tui.storage.library import Broken
from kohtaa_tui.tui.draw.history import window
from kohtaa_tui.tui.draw.history_rows import entry_id
from kohtaa_tui.tui.history_place import Filters, Looked

TODAY = date(2026, 11, 22)


def hit(day: int) -> Hit:
    at = f"2026-11-{day:02}T10:00:00+02:00"
    return Hit(Listed(f"202611{day:02}T080000Z-aaaaaaaa", "ended", at, at, "kohtaava", "K-1", 30))


def broken(day: int) -> Broken:
    return Broken(f"202611{day:02}T090000Z-aaaaaaaa", Path("x.json"), StorageFault("It is broken."))


def days(looked: Looked) -> list[int]:
    return [int(entry_id(entry)[6:8]) for entry in looked.entries]


# --- which are shown ---


@given(st.lists(st.integers(1, 2), min_size=1, max_size=40), st.data())
def test_the_chosen_one_is_always_shown_and_the_page_is_full(rows: list[int], data: st.DataObject) -> None:
    chosen = data.draw(st.integers(0, len(rows) - 1))
    top = data.draw(st.integers(0, len(rows)))
    room = data.draw(st.integers(2, 30))
    shown = window(rows.__getitem__, len(rows), top, chosen, room)
    used = sum(rows[shown.first : shown.after])
    assert 0 <= shown.first <= chosen < shown.after <= len(rows)
    assert used <= room
    if shown.after < len(rows):
        assert used + rows[shown.after] > room
    elif shown.first:
        assert used + rows[shown.first - 1] > room


@given(st.integers(1, 200), st.integers(1, 30), st.lists(st.integers(-30, 30), max_size=20))
def test_the_page_stands_still_while_the_chosen_one_is_on_it(count: int, room: int, steps: list[int]) -> None:
    top = at = 0
    for step in steps:
        before = window(lambda _: 1, count, top, at, room)
        at = max(0, min(count - 1, at + step))
        shown = window(lambda _: 1, count, before.first, at, room)
        if before.first <= at < before.after:
            assert shown == before
        top = shown.first


# --- where one is ---


def test_the_chosen_meeting_stays_chosen_when_others_come_before_it() -> None:
    looked = Looked()
    looked.take(Found((hit(20), hit(18), hit(16))), whole=True, open_query=True, total=0)
    looked.to(1)
    looked.take(Found((hit(22), hit(20), hit(18), hit(16))), whole=True, open_query=True, total=0)
    assert (looked.at, days(looked)[looked.at]) == (2, 18)
    looked.take(Found((hit(22), hit(16))), whole=True, open_query=True, total=0)
    assert looked.at == 1  # it is gone: as near as can be
    looked.take(Found(), whole=True, open_query=True, total=0)
    assert (looked.at, looked.chosen, looked.entry) == (0, "", None)


def test_what_cannot_be_read_stands_in_its_place_and_is_no_answer_to_a_search() -> None:
    looked = Looked()
    found = Found((hit(20), hit(16)), broken=(broken(18), broken(2)))
    looked.take(found, whole=True, open_query=True, total=0)
    assert days(looked) == [20, 18, 16, 2]
    looked.take(Found((hit(20), hit(16)), more=True, broken=found.broken), whole=True, open_query=True, total=0)
    assert days(looked) == [20, 18, 16]  # the older one has its place further down
    looked.take(found, whole=True, open_query=False, total=0)
    assert days(looked) == [20, 16]


def test_more_is_asked_for_only_near_the_end_and_when_there_is_more() -> None:
    looked = Looked()
    many = tuple(hit(1 + n % 28) for n in range(100))
    looked.take(Found(many, more=True), whole=True, open_query=False, total=0)
    looked.to(10)
    assert not looked.needs_more
    looked.to(90)
    assert looked.needs_more
    looked.take(Found(many), whole=True, open_query=False, total=0)
    assert not looked.needs_more


# --- what only is shown ---


@pytest.mark.parametrize(
    ("period", "since"),
    [("", None), ("week", date(2026, 11, 16)), ("month", date(2026, 11, 1)), ("year", date(2026, 1, 1))],
)
def test_a_period_is_counted_from_today(period: str, since: date | None) -> None:
    query = Filters(period=period).query("", TODAY)  # type: ignore[arg-type]
    assert (query.since, query.until) == (since, None)


def test_all_that_is_set_is_asked_for() -> None:
    filters = Filters("K-1", "days", TODAY, TODAY, "ohjaus", "agreed", "kohtaava", (31, 45), True)
    assert filters.query("etsii, pe", TODAY) == Query(
        ("etsii", "pe"), "K-1", "ohjaus", "agreed", TODAY, TODAY, "kohtaava", 31, 45, True
    )
    assert Filters().query("", TODAY) == Query()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_each_that_is_set_is_told_and_can_be_taken_away(language: str) -> None:
    filters = Filters("K-1", "days", TODAY, TODAY, "ohjaus", "agreed", "kohtaava", (31, 45), True)
    told = dict(filters.told(Words(language)))
    assert set(told) == {"reference", "period", "phase", "mark", "pack", "length", "folded"}
    assert all(told.values())
    left = filters
    for name in told:
        left = left.without(name)
        assert name not in dict(left.told(Words(language)))
    assert not left.any
    assert left.query("", TODAY) == Query()
