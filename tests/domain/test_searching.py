"""What is a match, meeting by meeting: whoever searches, with an index or not, asks this."""

from __future__ import annotations

from datetime import date

import pytest

from kohtaa_tui.domain.searching import MAX_LETTERS, MAX_WORDS, Noted, Query, matching, summary, words_of
from kohtaa_tui.domain.session import Session
from tests.build import story
from tests.locked import locked


def meeting() -> Session:
    told = story(45, reference="K-17").move(1, "-1:00").at("4:00").note("todistukset kadonneet", "question")
    return told.at("12:00").forward().note("Äiti auttaa: K-17 tuttu", "words").at("44:00").end().session


def texts(query: Query) -> list[str] | None:
    """The notes by which it is found; None where it is not."""
    found = matching(summary(meeting()), query)
    return None if found is None else [note.text for note in found]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("todist", ["todistukset kadonneet"]),
        ("tukset", None),  # a word is found by how it begins
        ("todist äiti", ["todistukset kadonneet", "Äiti auttaa: K-17 tuttu"]),
        ("todist muu", None),  # each of them
        ("aiti", None),
        ("ÄITI", ["Äiti auttaa: K-17 tuttu"]),
        ("a\u0308iti", ["Äiti auttaa: K-17 tuttu"]),
        ("k 17", ["todistukset kadonneet", "Äiti auttaa: K-17 tuttu"]),
    ],
)
def test_words(typed: str, found: list[str] | None) -> None:
    assert texts(Query(words_of(typed))) == found


def test_folded_a_finds_ä() -> None:
    assert texts(Query(words_of("aiti"), folded=True)) == ["Äiti auttaa: K-17 tuttu"]


def test_however_a_letter_was_written_it_is_one() -> None:
    session = story().at("1:00").note("A\u0308iti").session
    assert matching(summary(session), Query(words_of("äiti"))) is not None


def test_a_word_of_the_reference_finds_the_meeting_without_a_note() -> None:
    session = story(reference="Kuu-9").at("1:00").note("muuta").session
    assert matching(summary(session), Query(words_of("kuu"))) == ()


def test_where_only_some_notes_are_looked_at_the_reference_is_not() -> None:
    assert texts(Query(words_of("17"), phase="empatia")) is None
    assert texts(Query(words_of("17"), mark="question")) is None
    assert texts(Query(words_of("17"), mark="words")) == ["Äiti auttaa: K-17 tuttu"]


def test_a_phase_or_a_mark_without_a_note_finds_nothing() -> None:
    assert texts(Query(phase="hyvastely")) is None
    assert texts(Query(mark="agreed")) is None
    assert texts(Query(phase="empatia")) == ["todistukset kadonneet"]


def test_notes_that_are_locked_are_not_looked_at() -> None:
    one = summary(locked(meeting()))
    assert (one.notes, one.listed.reference) == ((), None)
    assert matching(one, Query(phase="empatia")) is None
    assert matching(one, Query()) == ()


def test_a_notes_time_counts_from_the_true_start() -> None:
    assert summary(meeting()).notes[0] == Noted(300, "empatia", "question", "todistukset kadonneet")


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        (Query(since=date(2026, 11, 3), until=date(2026, 11, 3)), True),
        (Query(since=date(2026, 11, 4)), False),
        (Query(until=date(2026, 11, 2)), False),
        (Query(shortest=45, longest=45), True),
        (Query(shortest=46), False),
        (Query(longest=44), False),
        (Query(pack="kohtaava"), True),
        (Query(pack="kohtaa"), False),
        (Query(reference="k-1"), True),
        (Query(reference="17"), False),
    ],
)
def test_the_ends_are_among_what_is_asked_for(query: Query, fits: bool) -> None:
    assert (texts(query) is not None) is fits


def test_of_very_much_that_is_typed_only_the_beginning_is_looked_for() -> None:
    assert words_of("a" * 10_000) == ("a" * MAX_LETTERS,)
    assert words_of("a " * 90) == ("a",) * MAX_WORDS
    assert words_of('"% NEAR( _ *') == ("NEAR",)
    assert words_of("  ") == ()
