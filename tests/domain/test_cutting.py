"""Cutting a text that is too long: every part fits, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohtaa_tui.domain.cutting import length, parts

TEXTS = st.text(st.sampled_from("aå -\n\n🙂é"), max_size=400)


@given(TEXTS, st.integers(4, 120), st.sampled_from([1, 2]))
def test_every_part_fits_and_nothing_is_lost(text: str, limit: int, line_break: int) -> None:
    found = parts(text, limit, line_break)
    assert "".join(found) == text
    assert all(length(part, line_break) <= limit for part in found)
    assert all(found) or found == [""]


@given(TEXTS, st.integers(4, 120))
def test_a_part_is_cut_within_a_line_only_where_the_line_does_not_fit(text: str, limit: int) -> None:
    found = parts(text, limit)
    for place, part in enumerate(found[:-1]):
        if not part.endswith("\n"):
            line = part.rpartition("\n")[2] + "".join(found[place + 1 :]).partition("\n")[0]
            assert part.rpartition("\n")[0] == ""  # no line end was passed over
            assert length(line) >= limit


@pytest.mark.parametrize(
    ("text", "limit", "found"),
    [
        ("ab\ncd\n", 0, ["ab\ncd\n"]),
        ("ab\ncd\n", 6, ["ab\ncd\n"]),
        ("ab\ncd\n", 5, ["ab\n", "cd\n"]),
        ("aaaa\n\nbb\ncc\n", 10, ["aaaa\n\nbb\n", "cc\n"]),  # the empty line is too early
        ("aaaaaa\n\nbb\ncc\n", 10, ["aaaaaa\n\n", "bb\ncc\n"]),
        ("ett två tre\n", 8, ["ett två ", "tre\n"]),
        ("abcdefgh\n", 4, ["abcd", "efgh", "\n"]),
        ("🙂🙂🙂", 4, ["🙂🙂", "🙂"]),
        ("🙂🙂", 1, ["🙂", "🙂"]),  # what fits nowhere still comes to an end
        ("", 10, [""]),
    ],
)
def test_where_it_is_cut(text: str, limit: int, found: list[str]) -> None:
    assert parts(text, limit) == found


def test_a_field_counts_as_browsers_do() -> None:
    assert length("åäö") == 3
    assert length("🙂") == 2
    assert length("a\nb\n") == 4
    assert length("a\nb\n", 2) == 6


def test_a_very_long_text_is_cut_at_once() -> None:
    text = "muistiinpano\n" * 100_000
    assert "".join(parts(text, 100)) == text
