"""A meeting as text templates tell it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from kohtaa_tui.domain.events import Mark
from kohtaa_tui.domain.pack import Texts
from kohtaa_tui.domain.practised import Practice
from kohtaa_tui.domain.session import Session
from kohtaa_tui.domain.template import Part
from kohtaa_tui.exports.templated import alone, templated
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime.templating import written
from tests.build import story
from tests.templates import template

EN = Words("en")
NOTES: tuple[tuple[str, Mark | None], ...] = (
    ("own work", "words"),
    ("client: call Fri", "agreed"),
    ("shows newcomers", "strength"),
)


def meeting(reference: str = "K-17") -> Session:
    told = story(minutes=30, reference=reference)
    for text, mark in NOTES:
        told.after("1:00").note(text, mark)
    told.tick("e3").after("4:00").enter("ohjaus").after("1:00").note("certificate", "question").note("came early")
    return told.after("10:00").end().session


def test_by_mark_with_headings_and_without() -> None:
    made = template(
        "meeting",
        "reference",
        "method",
        Part("agreed", heading=Texts(en="Agreed on {date}")),
        Part("words", quotes=True),
        Part("strength", bullet="+ "),
        Part("question", heading=Texts(en="Open")),
        Part("plain", heading=Texts(en="Notes")),
    )
    assert templated(meeting(), made, EN) == (
        "Meeting Tue 3 Nov 2026 10:02–10:20\n"
        "Reference: K-17\n"
        "Encountering guidance\n"
        "\n"
        "Agreed on Tue 3 Nov 2026\n"
        "- client · call Fri · Fri 6 Nov\n"
        "- “own work”\n"
        "+ shows newcomers\n"
        "\n"
        "Open\n"
        "- certificate\n"
        "\n"
        "Notes\n"
        "- came early\n"
    )


def test_phase_by_phase_with_what_is_whole_before_and_after() -> None:
    made = template(
        "meeting",
        Part("agreed", whole=True, heading=Texts(en="Agreed")),
        Part("words"),
        Part("strength"),
        Part("question"),
        Part("plain"),
        Part("prompts", bullet="> "),
        Part("times", whole=True),
        order="phase",
        phase_heading=Texts(en="{phase} {used}/{planned}"),
    )
    assert templated(meeting(), made, EN) == (
        "Meeting Tue 3 Nov 2026 10:02–10:20\n"
        "\n"
        "Agreed\n"
        "- client · call Fri · Fri 6 Nov\n"
        "\n"
        "Empathy phase 7/6\n"
        "- own work\n"
        "- shows newcomers\n"
        "> We have 30 min.\n"
        "\n"
        "Guidance phase 11/12\n"
        "- certificate\n"
        "- came early\n"
        "\n"
        "- Empathy phase: 7 min (planned 6 min)\n"
        "- Guidance phase: 11 min (planned 12 min)\n"
        "- Advice phase: 0 min (planned 9 min)\n"
        "- Farewell: 0 min (planned 3 min)\n"
    )


@pytest.mark.parametrize(("blank", "between"), [(0, "\n"), (1, "\n\n"), (3, "\n\n\n\n")])
def test_empty_lines_stand_before_a_heading(blank: int, between: str) -> None:
    made = template("meeting", Part("question", heading=Texts(en="Open")), blank_lines=blank)
    assert templated(meeting(), made, EN).endswith(f"10:20{between}Open\n- certificate\n")


def test_a_line_of_ones_own_is_filled_in_and_left_out_where_it_has_nothing_to_say() -> None:
    made = template(
        Part("line", text=Texts(en="{start}–{end}, {minutes} min {unknown} {")),
        Part("line", text=Texts(en="Client {reference}")),
    )
    assert templated(meeting(), made, EN) == "10:02–10:20, 18 min {unknown} {\nClient K-17\n"
    assert templated(meeting(""), made, EN) == "10:02–10:20, 18 min {unknown} {\n"


def test_what_is_typed_in_a_note_is_never_filled_in() -> None:
    session = story(minutes=30, reference="{date}").at("1:00").note("{reference} {0.__class__} %s").end().session
    made = template(Part("plain", heading=Texts(en="{reference}")))
    assert templated(session, made, EN) == "{date}\n- {reference} {0.__class__} %s\n"


def test_what_is_not_there_is_left_out_or_told_in_its_own_words() -> None:
    session = story(minutes=30, reference="").at("1:00").end().session
    made = template(
        "reference", "circumstances", Part("agreed", heading=Texts(en="Agreed"), empty=Texts(en="Nothing.")), "plain"
    )
    assert templated(session, made, EN) == "Agreed\nNothing.\n"
    assert templated(session, template("plain"), EN) == ""


def test_another_reference_is_told_in_place_of_the_own_one() -> None:
    assert templated(meeting(), template("reference"), EN, "X-1") == "Reference: X-1\n"
    assert templated(meeting(), template("reference"), EN, "") == ""


def test_a_reference_under_a_heading_has_no_label() -> None:
    made = template(Part("reference", heading=Texts(en="Reference")))
    assert templated(meeting(), made, EN) == "Reference\nK-17\n"


def test_what_is_no_real_meeting_says_so_first() -> None:
    session = replace(meeting(), practice=Practice("practice"))
    made = template("plain", "question")
    assert templated(session, made, EN).startswith("PRACTICE\n")
    assert all(text.startswith("PRACTICE\n") for _, text in alone(session, made, EN))


def test_none_of_the_own_thoughts_is_in_it() -> None:
    session = story(minutes=30).at("1:00").note("a note").end().reflect("went", "SECRET THOUGHT").session
    every = ("meeting", "reference", "circumstances", "method", "remarks", "agreed", "words", "strength", "question")
    made = template(*every, "plain", "prompts", "times")
    assert "a note" in templated(session, made, EN)
    assert "SECRET" not in templated(session, made, EN)


def test_a_meeting_that_has_not_ended_says_so_wherever_the_template_has_it_or_not() -> None:
    running = story(minutes=30).at("5:00").note("a note").session
    told = EN("This meeting has not ended.")
    assert templated(running, template("meeting", "plain"), EN).splitlines()[1:] == [told, "- a note"]
    assert templated(running, template("plain", "remarks"), EN).splitlines() == ["- a note", told]


def test_each_kind_of_note_by_itself() -> None:
    made = template("meeting", Part("agreed", heading=Texts(en="Agreed")), "question", "words")
    assert [(part.what, text) for part, text in alone(meeting(), made, EN)] == [
        ("agreed", "Agreed\n- client · call Fri · Fri 6 Nov\n"),
        ("question", "- certificate\n"),
        ("words", "- own work\n"),
    ]


def test_a_template_may_have_a_language_of_its_own() -> None:
    assert written(meeting(), template("meeting", language="sv"), EN).startswith("Möte tis 3.11.2026 10.02")
    assert written(meeting(), template("meeting"), EN).startswith("Meeting Tue")


def test_a_locked_note_is_not_told() -> None:
    session = meeting()
    locked = replace(session, notes=tuple(replace(note, locked=True) for note in session.notes))
    assert templated(locked, template("plain", "question", "words"), EN) == ""
