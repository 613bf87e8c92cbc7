"""What is carried over: which text, how long, in how many parts, masked or not."""

from __future__ import annotations

import pytest

from kohtaa_tui.domain.pack import Texts
from kohtaa_tui.domain.session import Session
from kohtaa_tui.domain.template import Part
from kohtaa_tui.exports import EXPORTS
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime.handing_over import HandOver, in_order
from tests.build import story
from tests.templates import template

EN = Words("en")
CODE = "131052-911F"
"""Of the 900 series: nobody's."""


def meeting(notes: int = 20) -> Session:
    told = story(minutes=30)
    for n in range(notes):
        told.after(1).note(f"note {n} is some thirty characters", "strength" if n % 2 else None)
    return told.at("20:00").end().session


SMALL = template(Part("plain", heading=Texts(en="Notes")), "strength", limit=200)


def test_the_one_used_last_comes_first_then_that_of_the_settings_then_the_own_text() -> None:
    other = template("plain")
    choices = [SMALL, other]
    assert in_order([SMALL], ["oma"])[0] is SMALL
    assert in_order([SMALL], [None, "oma"])[0] is SMALL
    assert in_order([SMALL], ["gone", "oma"])[0] is SMALL
    assert in_order([SMALL], ["", "oma"])[0] is None  # the own text was chosen the last time
    assert in_order([SMALL], ["gone", ""])[0] is None
    assert in_order([SMALL], [None]) == [None, SMALL]
    assert len(in_order(choices, ["oma"])) == 3


def test_the_own_text_is_the_export_and_has_no_limit() -> None:
    over = HandOver(meeting(), EN, [None, SMALL])
    assert over.text == EXPORTS["text"](meeting(), EN)
    assert (over.limit, over.over, len(over.pieces(over.text)), over.alone) == (0, 0, 1, [])
    assert over.counter(over.text) == f"{len(over.text)} characters"


def test_over_the_limit_it_says_by_how_much_and_nothing_is_lost() -> None:
    over = HandOver(meeting(), EN, [SMALL])
    n = len(over.text)
    assert over.over == n - 200
    assert over.counter(over.text) == f"{n - 200} too many: {n} / 200"
    pieces = over.pieces(over.text)
    assert len(pieces) > 1
    assert all(len(piece) <= 200 and piece[-1] == "\n" for piece in pieces[:-1])
    assert "".join(pieces) == over.text == over.as_written.rstrip("\n")


def test_a_text_that_just_fits_is_not_too_long_for_its_last_line_end() -> None:
    exact = template("plain", limit=100, bullet="")
    over = HandOver(story(minutes=30).note("x" * 100).at("5:00").end().session, EN, [exact])
    assert (over.over, over.counter(over.text)) == (0, "100 / 100 characters")


def test_a_field_may_count_two_for_the_end_of_a_line() -> None:
    one, two = (template("plain", limit=1000, line_break=n) for n in (1, 2))
    lengths = []
    for each in (one, two):
        over = HandOver(meeting(), EN, [each])
        lengths.append(over.length(over.text))
    assert lengths[1] - lengths[0] == 9  # ten lines, the last without an end


@pytest.mark.parametrize(("language", "shown"), [("en", "1,300"), ("fi", "1\N{NO-BREAK SPACE}300")])
def test_large_numbers_can_be_read(language: str, shown: str) -> None:
    over = HandOver(
        story(minutes=30).note("x" * 1300).end().session, Words(language), [template("plain", bullet="", limit=4000)]
    )
    assert over.counter(over.text).startswith(f"{shown} / 4")


def test_masked_text_is_masked_before_it_is_cut() -> None:
    session = story(minutes=30).note("a" * 92 + " " + CODE).note(f"b {CODE}", "question").end().session
    over = HandOver(session, EN, [template("plain", "question", limit=100)])
    assert [one.kind for one in over.found] == ["identity-code", "identity-code"]
    over.mask = True
    assert CODE[:6] not in "".join(over.pieces(over.text))
    assert over.text.count("***") == 2
    assert all(CODE not in text for _, text in over.alone)
    over.mask = False
    assert over.text.count(CODE) == 2


def test_turning_goes_round_and_each_keeps_its_own_text() -> None:
    over = HandOver(meeting(), EN, [None, SMALL])
    own = over.text
    over.turn(1)
    assert (over.id, over.text == own) == ("oma", False)
    over.turn(1)
    assert (over.id, over.text) == ("", own)
    over.turn(-1)
    assert over.id == "oma"
    over.choose(None)
    assert over.text == own


def test_each_kind_of_note_by_itself_is_named() -> None:
    over = HandOver(meeting(), EN, [SMALL])
    assert [name for name, _ in over.alone] == ["Notes", "Strengths and resources"]
    assert over.alone[0][1].startswith("Notes\n- note 0 ")
