"""A report of practice as text and as Markdown: whole pages in three languages, and lines of time of any width.

    python -m tests.exports.test_practice_report_text

writes the pages anew; look at them before they are kept.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kohtaa_tui.domain.observation import Observation
from kohtaa_tui.domain.practice_report import PracticeReport, PracticeTurn, practice_report
from kohtaa_tui.domain.report import PracticeRef
from kohtaa_tui.exports import EXPORTS
from kohtaa_tui.exports.practice_line import timeline
from kohtaa_tui.exports.practice_text import markdown, plain
from kohtaa_tui.exports.practice_words import side_by_side
from kohtaa_tui.i18n import Words
from tests import practised
from tests.build import story

PAGES = Path(__file__).parent.parent / "data" / "practice_reports"
LANGUAGES = ("fi", "sv", "en")


def told(language: str) -> PracticeReport:
    run = practised.whole()
    run.reflect("next-time", "kysyn ensin")
    return practice_report(run.session, language, (Observation(300_000, "empatia", "good", "", "odotti"),))


def page(language: str, form: str) -> str:
    words = Words(language)
    return {
        "wide.txt": lambda: plain(told(language), words, 78),
        "narrow.txt": lambda: plain(told(language), words, 40, ascii_only=True),
        "page.md": lambda: markdown(told(language), words),
    }[form]()


@pytest.mark.parametrize("form", ["wide.txt", "narrow.txt", "page.md"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_page(language: str, form: str) -> None:
    assert page(language, form) == (PAGES / f"{language}-{form}").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [24, 30, 40, 60, 78, 92])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_row_is_wider_than_the_page(language: str, width: int) -> None:
    rows = plain(told(language), Words(language), width).splitlines()
    assert [row for row in rows if len(row) > width] == []


def test_in_plain_marks_only_letters_are_beyond_ascii() -> None:
    text = plain(told("fi"), Words("fi"), 60, ascii_only=True)
    assert {c for c in text if not c.isascii() and not c.isalpha()} == set()


@pytest.mark.parametrize(("language", "word"), [("fi", "HARJOITUS"), ("sv", "ÖVNING"), ("en", "PRACTICE")])
def test_whatever_leaves_the_program_begins_with_the_word(language: str, word: str) -> None:
    words, session = Words(language), practised.whole().session
    for name in ("text", "markdown"):
        assert EXPORTS[name](session, words).removeprefix("# ").startswith(word)
    assert EXPORTS["csv"](session, words).splitlines()[1].startswith(f'"{word}"')
    assert f"<h1>{word} · " in EXPORTS["html"](session, words)
    assert f"SUMMARY:{word} · " in EXPORTS["ics"](session, words)
    for name in ("json", "timing"):  # for programs, which get a mark of their own
        assert json.loads(EXPORTS[name](session, words))["practice"]
    assert plain(told(language), words, 78).startswith(word)
    assert markdown(told(language), words).startswith(f"# {word}")


@pytest.mark.parametrize("export", EXPORTS)
def test_a_real_meeting_has_no_such_word(export: str) -> None:
    assert "PRACTICE" not in EXPORTS[export](story().end().session, Words("en"))


def test_a_demo_says_that_it_is_one() -> None:
    demo = replace(told("en"), practice=PracticeRef("demo", "vera"))
    assert plain(demo, Words("en"), 78).startswith("DEMO · Vera")


def test_two_runs_stand_beside_each_other_in_words() -> None:
    later = replace(told("en"), started_at="2026-11-04T10:02:00+02:00", kinds={**told("en").kinds, "open": 7})
    lines = [item.text for item in side_by_side(later, told("en"), Words("en")).items]
    assert "open questions 3 → 7" in lines  # the earlier one is first, whichever was asked for
    assert "Guidance 11 → 11 min" in lines


def test_what_was_typed_becomes_no_form_in_markdown() -> None:
    made = replace(told("en"), next_time="*odotan* <b>")
    assert r"\*odotan\* \<b\>" in markdown(made, Words("en"))


def test_who_talked_is_told_as_far_as_it_is_known() -> None:
    run = practised.run(alone=False)
    run.at("20:00").end()
    seen = (Observation(60_000, "empatia", "turn", "open"), Observation(90_000, "empatia", "turn", "silence"))
    text = plain(practice_report(run.session, "en", seen), Words("en"), 200)
    assert "Turns the observer marked for the adviser: 2, of them silence 1." in text
    assert "The client answered" not in text
    assert "What was told" not in text  # only the person who played the client knows


def test_a_run_without_turns_says_so_and_counts_nothing() -> None:
    run = practised.run()
    run.at("5:00").end()
    text = plain(practice_report(run.session, "en"), Words("en"), 78)
    assert "No turns were marked." in text
    assert "All together" not in text


@given(
    st.lists(st.integers(0, 1680), max_size=60),
    st.integers(16, 120),
)
def test_every_turn_has_its_digit_on_the_line_as_long_as_there_is_room(moments: list[int], width: int) -> None:
    base = told("en")
    turns = [PracticeTurn(at, "empatia", "open", "self", "") for at in sorted(moments)]
    rows = timeline(replace(base, turns=turns, traps=[], interruption=None), Words("en"), width)
    assert all(len(row) <= width for row in rows)
    digits = sum(row.count("1") for row in rows[2:-1])
    assert digits == min(len(turns), 3 * width)


if __name__ == "__main__":
    PAGES.mkdir(exist_ok=True)
    for _language in LANGUAGES:
        for _form in ("wide.txt", "narrow.txt", "page.md"):
            (PAGES / f"{_language}-{_form}").write_text(page(_language, _form), encoding="utf-8")
