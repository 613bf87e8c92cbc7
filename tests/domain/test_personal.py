"""What may point to a person is found by its form; dates, times, sums and references are left in peace.

All numbers are artificial: individual numbers of 900 to 999 are never given to anybody, and the phone
numbers, the addresses and the Swedish numbers are those of made-up people.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohtaa_tui.domain.notes import MAX_NOTE
from kohtaa_tui.domain.personal import KINDS, MASK, Found, find, masked, masked_at


def told(text: str) -> list[tuple[str, str]]:
    return [(found.kind, text[found.start : found.end]) for found in find(text)]


@pytest.mark.parametrize("sign", "+-ABCDEFYXWVUabcdefyxwvu\u2212–‐")
@pytest.mark.parametrize("blanks", ["{}", " {}", "{} ", " {} ", "\u00a0{}"])
def test_an_identity_code_of_every_century(sign: str, blanks: str) -> None:
    code = f"100190{blanks.format(sign)}999P"
    assert told(code) == told(code.lower()) == [("identity-code", code)] or told(code.lower()) == [
        ("identity-code", code.lower())
    ]
    assert masked(f"tunnus {code}, kiitos") == f"tunnus {MASK}, kiitos"


@pytest.mark.parametrize(
    "code",
    [
        "100190-999A",  # another check character
        "010190-999K",
        "310290-999P",  # an impossible day
        "999999-9999",
        "000000A900A",
    ],
)
def test_a_mistyped_identity_code_is_one_by_its_form(code: str) -> None:
    assert told(code) == [("identity-code", code)]


@pytest.mark.parametrize(
    "text",
    [
        "1100190-999P",
        "x100190-999P",
        "ä100190-999P",
        "100190-999PP",
        "100190-9999P",
        "100190Z999P",
        "10019-999P",
        "100190--999P",
        "100190  -  999P",
    ],
)
def test_what_has_not_the_form_of_an_identity_code_is_none(text: str) -> None:
    assert "identity-code" not in [kind for kind, _ in told(text)]


@pytest.mark.parametrize(
    "text", ["(100190-999P)", "”100190-999P”", "100190-999P:n", "tunnus:100190-999P.", "_100190-999P_"]
)
def test_an_identity_code_among_other_signs(text: str) -> None:
    assert told(text) == [("identity-code", "100190-999P")]


@pytest.mark.parametrize(
    "number",
    ["811218-9876", "811218+9876", "811278-9876", "19121212-1212", "19121212 – 1212", "191212121212", "191212721212"],
)
def test_a_swedish_personal_number(number: str) -> None:
    assert told(f"nummer {number}.") == [("personal-number", number)]


def test_a_form_that_both_countries_have_is_called_finnish_where_it_can_be() -> None:
    assert told("121212-1212") == [("identity-code", "121212-1212")]
    assert told("121312-1212") == [("identity-code", "121312-1212")]  # neither: mistyped


@pytest.mark.parametrize("text", ["191213121212", "191212321212", "191212921212", "211212121212", "123456789012"])
def test_twelve_digits_that_begin_with_no_day_are_no_personal_number(text: str) -> None:
    assert find(text) == ()


@pytest.mark.parametrize(
    "phone",
    [
        "040 555 0100",
        "0405550100",
        "040-555 0100",
        "040-5550100",
        "040\u00a0555\u00a00100",
        "0400 555 010",
        "09 555 0100",
        "(09) 555 0100",
        "050 55501",
        "+358405550100",
        "+358 40 555 0100",
        "+358 (0)40 555 0100",
        "00358 40 555 0100",
        "+46 70 555 01 00",
        "070-555 01 00",
        "0046 70 5550100",
        "+44 20 7946 0000",
        "+1 202-555-0100",
    ],
)
def test_a_phone_number(phone: str) -> None:
    for text in (phone, f"soita {phone} pe", f"({phone})", f"puh:{phone}.", f"{phone}, {phone}"):
        assert set(told(text)) == {("phone", phone)}, text


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("040 555 0100 12.4. klo 10", "040 555 0100"),
        ("040 555 0100 10.45", "040 555 0100"),
        ("4.12. 0405550100", "0405550100"),
        ("huone 3 040 555 0100 B", "040 555 0100"),
        ("040 555 0100 3 kpl", "040 555 0100"),
        ("040 555 0100/041 555 0101", "040 555 0100"),
    ],
)
def test_a_phone_number_ends_where_something_else_begins(text: str, phone: str) -> None:
    assert told(text)[0] == ("phone", phone)
    assert text.partition(phone)[2][-4:] in masked(text) or "041" in text


@pytest.mark.parametrize(
    "email", ["a@example.com", "etunimi.sukunimi@example.fi", "väinö+työ@posti.example.fi", "A_1-b@EXAMPLE.COM"]
)
def test_an_address(email: str) -> None:
    for text in (email, f"<{email}>", f"osoite: {email}.", f"mailto:{email}?", f"{email}, {email}"):
        assert set(told(text)) == {("email", email)}, text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tavataan pe",
        "3.12.2026",
        "03.12.2026",
        "2026-12-03",
        "03-12-2026",
        "03-12-2026 12 kpl",
        "03 12 2026",
        "pe 4.12. klo 10.45",
        "10.45",
        "klo 08.30–09.15",
        "08:30-09:15",
        "0800-1600",
        "08-16 08-14",
        "08-10 12-14 14-16",
        "1 200 €",
        "1200,50 €",
        "+1 200 000 €",
        "0,0555501",
        "10 045 000 euroa",
        "00100 Helsinki",
        "01300 02600",
        "916/2012",
        "laki 1386/2010, 3 §",
        "TEM/0123456/2026",
        "K-17",
        "K-2026-0017",
        "0201689-0",
        "20261103T080200Z-0123abcd",
        "FI21 1234 5600 0007 85",
        "+5",
        "+ 20 min",
        "12345",
        "x@y",
        "@example",
        "kello@12.30",
        "60 % ja 0405550100x",
    ],
)
def test_dates_times_sums_postcodes_laws_and_references_are_left_in_peace(text: str) -> None:
    assert find(text) == ()
    assert masked(text) == text


def test_what_overlaps_is_one_and_the_gravest_names_it() -> None:
    text = "posti 100190-999P@example.com"
    assert find(text) == (Found(6, len(text), "identity-code"),)
    assert masked(text) == "posti ***"


def test_everything_in_a_line_is_masked_at_once_and_the_rest_stays() -> None:
    text = "Aino 100190-999P, 040 555 0100 tai a@example.com; 811218-9876 pe 4.12."
    assert [kind for kind, _ in told(text)] == ["identity-code", "phone", "email", "personal-number"]
    assert masked(text) == "Aino ***, *** tai ***; *** pe 4.12."


@pytest.mark.parametrize(("before", "after"), [(0, 0), (4, 4), (5, 5), (6, 8), (16, 8), (17, 9), (20, 12)])
def test_the_cursor_stays_beside_the_same_letters(before: int, after: int) -> None:
    assert masked_at("Aino 100190-999P nyt", before) == ("Aino *** nyt", after)


PIECES = st.sampled_from(
    ["100190", "-", "999P", "+", "A", "040", "555", "0100", " ", "@", "example", ".", "com", "fi", "+358", "(0)", "(",
     ")", "19121212", "1212", "0", "1", "9", "_", "*", "***", "ä", "P", "–", "\u00a0", "/", ":", ",", "€", "\n"]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.text("0123456789-+ @.aAäP()/*"), st.lists(PIECES, max_size=30).map("".join))


@given(TEXTS)
def test_what_is_found_stands_in_the_text_in_order_and_apart(text: str) -> None:
    end = 0
    for found in find(text):
        assert end <= found.start < found.end <= len(text)
        assert found.kind in KINDS
        end = found.end


@given(TEXTS)
def test_what_was_masked_has_nothing_left_to_find(text: str) -> None:
    hidden = masked(text)
    assert find(hidden) == ()
    assert masked(hidden) == hidden
    assert (hidden == text) == (find(text) == ())


@given(TEXTS, st.integers(0, 60))
def test_the_cursor_is_always_in_the_text(text: str, at: int) -> None:
    at = min(at, len(text))
    hidden, cursor = masked_at(text, at)
    assert 0 <= cursor <= len(hidden)
    if not find(text):
        assert (hidden, cursor) == (text, at)


@given(st.text(), st.sampled_from(["100190-999P", "040 555 0100", "a@example.com", "19121212-1212"]), st.text())
def test_one_that_stands_alone_is_found_whatever_is_around_it(before: str, code: str, after: str) -> None:
    text = f"{before} \n{code}\n {after}"
    assert any(found.start <= text.index(f"\n{code}\n") + 1 < found.end for found in find(text))


@pytest.mark.parametrize(
    "hostile",
    ["1", "0", "01 ", "05", "0 ", "+1", "+3 5", "+358", "a", "a@", "a.", "a@b.", "@", "1@1.", "a-", "100190-",
     "100190 ", "100190-999", "1912121", "(0", "(09) 5", "(", "040 555 0100 ", "a@b.fi ", "100190-999P ", " ", "\u00a0",
     "0-", "ä1"],
)  # fmt: skip
def test_ten_thousand_hostile_characters_are_taken_in_one_pass(hostile: str) -> None:
    """No clock is looked at: what grew with the square or worse would not come to an end here in the time of a test."""
    text = (hostile * MAX_NOTE)[:MAX_NOTE]
    for tried in (text, "a@" + text, text + "@", text + "!", "+" + text):
        find(tried)
    assert find(masked(text)) == ()


@pytest.mark.parametrize("text", ["100190-999G", "100190-999q", "100190 999P", "(100190A999O)"])
def test_a_mistyped_letter_or_a_blank_for_the_sign_is_an_identity_code_all_the_same(text: str) -> None:
    assert [found.kind for found in find(text)] == ["identity-code"]


@pytest.mark.parametrize("text", ["100190 9991", "100190 999", "tilaus 100190 999 kpl"])
def test_a_number_with_a_blank_in_it_is_no_identity_code(text: str) -> None:
    assert "identity-code" not in [found.kind for found in find(text)]
