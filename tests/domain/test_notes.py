"""What a typed line means."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohtaa_tui.domain.events import Mark
from kohtaa_tui.domain.notes import Agreement, parse_agreement, parse_note, typed

TUESDAY = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("line", "mark", "text"),
    [
        ("tavallinen", None, "tavallinen"),
        ('" haluan tehdä omaa työtäni', "words", "haluan tehdä omaa työtäni"),
        ('"haluan', "words", "haluan"),
        ("”haluan", "words", "haluan"),
        ("“haluan", "words", "haluan"),
        ("+ opasti mielellään uusia", "strength", "opasti mielellään uusia"),
        ("+opasti", "strength", "opasti"),
        ("? todistukset", "question", "todistukset"),
        ("! asiakas: etsii todistukset pe", "agreed", "asiakas: etsii todistukset pe"),
    ],
)
def test_the_first_character_is_the_mark(line: str, mark: Mark | None, text: str) -> None:
    assert parse_note(line) == (mark, text)


@pytest.mark.parametrize("line", ["miksi?", "hyvä!", "a + b", 'hän sanoi "ei"', "-5 astetta", "# x", "'x'", "*"])
def test_a_sign_further_in_is_no_mark(line: str) -> None:
    assert parse_note(line) == (None, line)


@pytest.mark.parametrize("line", ["+358 40 123", "+5", "+0"])
def test_plus_before_a_digit_is_no_mark(line: str) -> None:
    assert parse_note(line) == (None, line)


def test_plus_and_a_blank_before_a_digit_is_a_mark() -> None:
    assert parse_note("+ 5 vuotta kokemusta") == ("strength", "5 vuotta kokemusta")


@pytest.mark.parametrize("line", ['"haluan töihin"', "”haluan töihin”", "“haluan töihin”", '" haluan töihin "'])
def test_a_closing_quote_that_pairs_with_the_first_is_dropped(line: str) -> None:
    assert parse_note(line) == ("words", "haluan töihin")


def test_a_closing_quote_that_pairs_with_another_stays() -> None:
    assert parse_note('"hän sanoi "ei"') == ("words", 'hän sanoi "ei"')


def test_a_quote_at_the_end_of_another_mark_stays() -> None:
    assert parse_note('? mitä on "työ"') == ("question", 'mitä on "työ"')


@pytest.mark.parametrize("line", ["", " ", "   \t", '"', "+", "?", "!", "! ", ' " ', '""', "””"])
def test_a_mark_alone_or_blanks_is_an_empty_line(line: str) -> None:
    assert parse_note(line) is None


def test_only_the_first_mark_counts() -> None:
    assert parse_note("!? kumpi") == ("agreed", "? kumpi")


def test_markup_is_text() -> None:
    assert parse_note("[/] [@click=app.quit]") == (None, "[/] [@click=app.quit]")


@given(st.text(alphabet='"”“+?! a1', max_size=12))
def test_a_note_given_back_to_the_line_is_the_same_note_again(line: str) -> None:
    parsed = parse_note(line)
    if parsed is not None:
        mark, text = parsed
        assert parse_note(typed(text, mark)) == parsed


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("asiakas: etsii todistukset", "asiakas"),
        ("minä : soitan", "minä"),
        ("Anna ja minä: käydään läpi: kaikki", "Anna ja minä"),
        ("etsii todistukset", None),
        (": etsii", None),
        ("  : etsii", None),
        ("x" * 40 + ": etsii", "x" * 40),
        ("x" * 41 + ": etsii", None),
        ("katso https://example.org/haku", None),
        ("minä: lähetän linkin https://example.org", "minä"),
    ],
)
def test_who_are_the_words_before_the_first_colon(text: str, who: str | None) -> None:
    assert parse_agreement(text, TUESDAY) == Agreement(text, who, None)


def due(text: str, meeting: date = TUESDAY) -> date | None:
    return parse_agreement(text, meeting).due


def test_an_agreements_text_is_whole() -> None:
    assert parse_agreement("asiakas: etsii pe", TUESDAY) == Agreement("asiakas: etsii pe", "asiakas", date(2026, 11, 6))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("ma", "maanantai", "maanantaina", "måndag", "mån", "Monday", "Mon"), date(2026, 11, 9)),
        (("ti", "tiistai", "tiistaina", "tisdag", "tis", "Tuesday", "Tue"), date(2026, 11, 10)),
        (("ke", "keskiviikko", "keskiviikkona", "onsdag", "ons", "Wednesday", "Wed"), date(2026, 11, 4)),
        (("to", "torstai", "torstaina", "torsdag", "tors", "Thursday", "Thu"), date(2026, 11, 5)),
        (("pe", "perjantai", "perjantaina", "fredag", "fre", "Friday", "Fri"), date(2026, 11, 6)),
        (("la", "lauantai", "lauantaina", "lördag", "lör", "Saturday", "Sat"), date(2026, 11, 7)),
        (("su", "sunnuntai", "sunnuntaina", "söndag", "sön", "Sunday", "Sun"), date(2026, 11, 8)),
    ],
)
def test_a_weekday_is_the_next_such_day_after_the_meetings(words: tuple[str, ...], expected: date) -> None:
    for word in words:
        assert due(f"asiakas: etsii {word}") == expected, word
        assert due(f"asiakas: etsii {word.upper()}.") == expected, word
        assert due(f"etsii ({word})") == expected, word


@pytest.mark.parametrize("ending", ["perjantaiksi", "perjantaihin", "på fredag", "by Friday", "ensi pe", "pe!", "pe,"])
def test_a_weekday_is_read_as_people_write_it(ending: str) -> None:
    assert due(f"asiakas: etsii todistukset {ending}") == date(2026, 11, 6)


def test_the_meetings_own_weekday_is_a_week_later() -> None:
    assert due("soitan tiistaina") == date(2026, 11, 10)


@pytest.mark.parametrize("day", range(3, 10))
def test_a_weekday_is_one_to_seven_days_away(day: int) -> None:
    meeting = date(2026, 11, day)
    found = due("soitan pe", meeting)
    assert found is not None
    assert found.weekday() == 4
    assert 1 <= (found - meeting).days <= 7


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ("6.11.", date(2026, 11, 6)),
        ("6.11", date(2026, 11, 6)),
        ("06.11.", date(2026, 11, 6)),
        ("pe 6.11.", date(2026, 11, 6)),
        ("3.11.", date(2027, 11, 3)),
        ("2.11.", date(2027, 11, 2)),
        ("6.1.", date(2027, 1, 6)),
        ("6.11.2026", date(2026, 11, 6)),
        ("6.11.2026.", date(2026, 11, 6)),
        ("1.1.2020", date(2020, 1, 1)),
        ("2026-11-06", date(2026, 11, 6)),
        ("2026-11-06.", date(2026, 11, 6)),
        ("6. marraskuuta", date(2026, 11, 6)),
        ("6. marraskuuta 2027", date(2027, 11, 6)),
        ("den 6 november", date(2026, 11, 6)),
        ("6 nov.", date(2026, 11, 6)),
        ("2 mars", date(2027, 3, 2)),
        ("6 maj 2027", date(2027, 5, 6)),
        ("den 6:e december", date(2026, 12, 6)),
        ("6 November 2026", date(2026, 11, 6)),
        ("November 6", date(2026, 11, 6)),
        ("Nov 6, 2026", date(2026, 11, 6)),
        ("6th November", date(2026, 11, 6)),
        ("December 1st", date(2026, 12, 1)),
        ("31 december", date(2026, 12, 31)),
    ],
)
def test_a_date_at_the_end_is_read(ending: str, expected: date) -> None:
    assert due(f"asiakas: soittaa {ending}") == expected


@pytest.mark.parametrize("time", ["klo 9.30", "klo 9", "kl. 9.30", "kl 14:00", "at 9.30", "at 9:30"])
def test_a_time_of_day_after_the_day_is_passed_over(time: str) -> None:
    assert due(f"soitan pe {time}") == date(2026, 11, 6)
    assert due(f"soitan 6.11. {time}") == date(2026, 11, 6)
    assert due(f"soitan {time}") is None


def test_leap_day_is_the_next_there_is() -> None:
    assert due("soitan 29.2.") == date(2028, 2, 29)
    assert due("soitan 29.2.", date(2028, 2, 29)) == date(2032, 2, 29)
    assert due("soitan 29.2.2027") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "vi kommer igång, kör på",
        "the light is on",
        "mars",
        "en planet som heter mars",
        "möts i mars",
        "maybe in may",
        "soitan 9.30",
        "30.2.",
        "31.4.",
        "0.11.",
        "6.13.",
        "2026-02-30",
        "0000-11-06",
        "2026-13-01",
        "32 mars",
        "perjantaina etsii todistukset",
        "6.11. soitan",
        "versio 1.2.3",
        "viisi 5",
        "040 123 4567",
        "kolme penkkiä ja tie",
        "lasku",
        "auto",
        "huone 12",
    ],
)
def test_words_and_figures_that_only_look_like_a_day_are_no_day(text: str) -> None:
    assert due(text) is None


@given(st.text(max_size=40), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_any_text_can_be_read(text: str, meeting: date) -> None:
    parsed = parse_agreement(text, meeting)
    assert parsed.text == text


def test_ten_thousand_blanks_are_read_at_once() -> None:
    assert due("x" + " \t," * 3333 + "y") is None


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_day_without_a_year_is_found_again(meeting: date, day: date) -> None:
    found = due(f"soitan {day.day}.{day.month}.", meeting)
    assert found is not None
    assert (found.day, found.month) == (day.day, day.month)
    assert meeting < found
