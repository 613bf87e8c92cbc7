"""The inlet for text: what steers a terminal or hides goes, what people write stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohtaa_tui.domain.text import BAD, clean


@pytest.mark.parametrize(
    ("bad", "shown"),
    [
        ("a\u001b]52;c;aGVp\u001b\\b", "a\ufffd]52;c;aGVp\ufffd\\b"),
        ("\u009b31mred", "\ufffd31mred"),
        ("\x1b[2J", "\ufffd[2J"),
        ("bell\x07", "bell\ufffd"),
        ("nul\0", "nul\ufffd"),
        ("back\x08space", "back\ufffdspace"),
        ("del\x7f", "del\ufffd"),
    ],
)
def test_escape_sequences_and_controls_become_a_replacement_sign(bad: str, shown: str) -> None:
    assert clean(bad) == shown


@pytest.mark.parametrize(
    "char", ["\u202e", "\u202a", "\u2066", "\u2069", "\u200e", "\u200f", "\U000e0041", "\u200b", "\ufeff", "\u2060"]
)
def test_bidi_tag_and_zero_width_characters_become_a_replacement_sign(char: str) -> None:
    assert clean(f"a{char}b") == f"a{BAD}b"


def test_a_lone_surrogate_becomes_a_replacement_sign() -> None:
    assert clean("a\ud800b") == f"a{BAD}b"


@pytest.mark.parametrize(
    "text",
    ["[/]", "[/", "[bold", "[x] done", "[@click=app.quit]", "[link=file:///etc]", "[$foo]", "äöå ÄÖÅ", "”sanoi” – …"],
)
def test_ordinary_text_and_markup_stay_as_they_are(text: str) -> None:
    assert clean(text) == text


def test_an_emoji_family_keeps_its_joiners() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert clean(family) == family


def test_a_decomposed_letter_is_composed() -> None:
    assert clean("a\u030a") == "å"


def test_two_hundred_marks_on_one_letter_are_cut_to_eight() -> None:
    shown = clean("x" + "\u0301" * 200 + "y")
    assert shown == "x" + "\u0301" * 8 + "y"


def test_marks_are_counted_for_each_letter_anew() -> None:
    each = "x" + "\u0301" * 8
    assert clean(each * 3) == each * 3


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85"])
def test_a_line_end_becomes_one_blank(end: str) -> None:
    assert clean(f"yksi{end}kaksi") == "yksi kaksi"


def test_a_tab_becomes_four_blanks() -> None:
    assert clean("a\tb") == "a    b"


def test_line_ends_stay_when_lines_are_wanted() -> None:
    assert clean("yksi\r\nkaksi\rkolme\nneljä\n", lines=True) == "yksi\nkaksi\nkolme\nneljä\n"
    assert clean("a\x1b\nb", lines=True) == f"a{BAD}\nb"


@pytest.mark.parametrize("char", ["a", "ä", "\x1b", "\n"])
def test_text_is_cut_at_the_limit(char: str) -> None:
    assert len(clean(char * 50, 20)) == 20


@given(st.text(max_size=60), st.booleans())
def test_what_comes_out_has_nothing_that_steers(text: str, lines: bool) -> None:
    out = clean(text, lines=lines)
    assert not [c for c in out if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") and not (lines and c == "\n")]


@given(st.text(alphabet=st.characters(codec=None), max_size=60), st.booleans())
def test_cleaning_twice_is_cleaning_once(text: str, lines: bool) -> None:
    once = clean(text, lines=lines)
    assert clean(once, lines=lines) == once


def test_a_megabyte_of_escapes_is_cut() -> None:
    assert len(clean("\x1b" * 1_000_000, 1000)) == 1000
