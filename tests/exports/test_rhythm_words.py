"""My rhythm in words and bars: plain, exact, and neither praise nor blame."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohtaa_tui.domain.rhythm import PhaseRhythm, Which, rhythm
from kohtaa_tui.domain.tally import Quartiles
from kohtaa_tui.exports import rhythm_words as told
from kohtaa_tui.exports.rhythm_table import PackHeld, as_csv, as_json
from kohtaa_tui.i18n import LANGUAGES, Words
from tests.build import texts
from tests.measured import meeting

FI, EN = Words("fi"), Words("en")


def test_the_opening_is_told_with_its_minutes() -> None:
    every = [meeting(6, 12, 9, 3)] * 14 + [meeting(4, 12, 9, 3)] * 6
    assert next(told.sentences(rhythm(every), FI)) == "Empatia sai vähintään 5 min 14 kertaa 20 tapaamisesta."
    assert next(told.sentences(rhythm(every[:14]), FI)) == "Empatia sai joka kerta vähintään 5 min."
    assert next(told.sentences(rhythm(every[13:15]), FI)) == "Empatia sai vähintään 5 min kerran 2 tapaamisesta."


def test_what_ate_the_farewell_is_told() -> None:
    every = [
        meeting(9, 12, 9, 1),
        meeting(9, 12, 9, 1),
        meeting(6, 12, 11, 1),
        meeting(6, 9, 9, 1),
        meeting(6, 12, 9, 3),
    ]
    assert list(told.sentences(rhythm(every), EN))[1:4] == [
        "hyvastely got less than 3 min in 4 meetings of 5.",
        "What had run over most before it: empatia (2), neuvonta (1).",
        "Nothing had run over before it in 1 such meeting.",
    ]


def test_late_starts_and_ends_are_told_only_where_there_were_some() -> None:
    some = list(told.sentences(rhythm([meeting(6, 12, 9, 3, late=4, over=6), meeting(6, 12, 9, 3)]), EN))
    assert some[-2:] == [
        "Begun late: 1 meeting of 2, by 4 min (median).",
        "Gone on past the end: 1 meeting of 2, by 6 min (median).",
    ]
    none = list(told.sentences(rhythm([meeting(6, 12, 9, 3)]), EN))
    assert not any("late" in s or "past" in s for s in none)


def test_large_numbers_can_be_read() -> None:
    some = rhythm([meeting(4, 12, 9, 3)] * 1200)
    assert next(told.sentences(some, FI)) == "Empatia sai vähintään 5 min 0 kertaa 1\xa0200 tapaamisesta."
    assert list(told.sentences(some, EN))[-1] == "All phases kept within their time in 1,200 meetings of 1,200."
    assert told.which_told(Which(), some.meetings, "x", EN) == "x · 1,200 meetings"


def test_phases_that_were_left_out_are_counted_in_a_sentence_and_leave_the_bars_their_room() -> None:
    some = rhythm([meeting(6, 12, 9, 3)] * 4 + [meeting(6, 12, 9, 0)] * 2)
    assert list(told.sentences(some, FI))[-1] == "Jäi pois: Hyvästely (2)."
    assert told.phase_told(some.phases[-1], EN) == "planned 3, used 3 min (1–3)"
    assert not any("Left out" in s for s in told.sentences(rhythm([meeting(6, 12, 9, 3)]), EN))


def test_few_and_none_are_said() -> None:
    assert told.little(rhythm([]), EN) == "There are no such meetings."
    assert told.little(rhythm([meeting(6, 12, 9, 3)]), EN) == "Only 1 meeting: so few tell little."
    assert told.little(rhythm([meeting(6, 12, 9, 3)] * 4), FI).startswith("Vain 4 tapaamista")
    assert told.little(rhythm([meeting(6, 12, 9, 3)] * 5), EN) == ""
    assert list(told.sentences(rhythm([]), EN)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_praised_or_blamed(language: str) -> None:
    every = [meeting(6, 12, 9, 3)] * 5 + [meeting(12, 14, 3, 0, late=9, over=9)] * 5
    words = Words(language)
    text = " ".join([*told.sentences(rhythm(every), words), *told.legend(words)]).lower()
    for judging in ("good", "bad", "well done", "too ", "should", "score", "hyvä ", "huono", "liian", "pitäisi", "bra ",
                    "dålig", "borde", "för lång", "!"):  # fmt: skip
        assert judging not in text


def phase(low: float, median: float, high: float, planned: float) -> PhaseRhythm:
    name = texts("A", "A", "A")
    return PhaseRhythm("a", name, 5, 0, 0, False, Quartiles(planned, planned, planned), Quartiles(low, median, high))


def test_a_bar_tells_plan_median_and_spread_by_shape() -> None:
    assert told.bar(phase(400, 600, 800, 1000), 10, 1000) == "████▓▓──▁│"
    assert told.bar(phase(400, 600, 800, 500), 10, 1000) == "████│▓──"
    assert told.bar(phase(0, 0, 0, 300), 10, 1000) == "▁▁│"
    assert told.bar(phase(0, 0, 0, 0), 10, 1000) == ""


@given(st.lists(st.integers(0, 9000), min_size=4, max_size=4).map(sorted), st.integers(0, 9000), st.integers(1, 60))
def test_a_bar_never_passes_its_width(figures: list[int], planned: int, width: int) -> None:
    one = phase(*figures[:3], planned)
    assert len(told.bar(one, width, told.longest_s([one]))) <= width


def test_which_meetings_are_told() -> None:
    every = [meeting(6, 12, 9, 3, circumstances=("first",))] * 25
    which = Which(minutes=30, circumstance="first", last=20)
    assert told.which_told(which, 20, "Nimi", EN) == "Nimi · 30 min · first meeting · the newest 20"
    assert told.which_told(which, 7, "Nimi", FI) == "Nimi · 30 min · ensitapaaminen · 7 tapaamista"
    assert rhythm(every, which).meetings == 20


def test_json_and_csv_tell_the_same() -> None:
    found = rhythm([meeting(8, 12, 9, 2, late=2), meeting(6, 12.5, 9, 3), meeting(6, 15, 9, 0)])
    data = json.loads(as_json(found, (PackHeld("kohtaava", 3),)))
    table = list(csv.DictReader(io.StringIO(as_csv(found, EN)), delimiter=";"))
    assert data["packs"] == [{"id": "kohtaava", "meetings": 3}]
    assert data["few"]
    for one, row in zip(data["phases"], table, strict=False):
        assert (one["id"], str(one["meetings"]), str(one["left_out"])) == (
            row["phase"],
            row["meetings"],
            row["left_out"],
        )
        assert int(one["used"]["median_s"] + 0.5) == int(row["used_median_s"])
    rows = {(row["row"], row["phase"]): row["meetings"] for row in table}
    assert rows["opening_got", "empatia"] == str(data["opening"]["got"])
    assert rows["farewell_eaten", "hyvastely"] == str(data["farewell"]["eaten"]) == "2"
    assert {("eaten_by", b["id"]): str(b["meetings"]) for b in data["farewell"]["by"]}.items() <= rows.items()
    assert {("overruns_begin", b["id"]): str(b["meetings"]) for b in data["overruns_begin"]}.items() <= rows.items()
    assert rows["late", ""] == str(data["late"]) == "1"


def test_no_cell_is_a_formula() -> None:
    from msgspec.structs import replace

    from kohtaa_tui.domain.pack import Texts

    one = meeting(6, 12, 9, 3)
    phases = tuple(replace(p, name=Texts(fi="=1+1", en="@SUM(A1)")) for p in one.phases)
    table = csv.DictReader(io.StringIO(as_csv(rhythm([replace(one, phases=phases)]), FI)), delimiter=";")
    assert {row["name"] for row in table if row["name"]} == {"'=1+1"}


def test_nothing_is_told_of_no_meetings() -> None:
    assert len(as_csv(rhythm([]), EN).splitlines()) == 1
    assert json.loads(as_json(rhythm([]), ()))["opening"] is None
