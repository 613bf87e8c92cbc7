"""A session played once more: of a real meeting the times, and nothing that was written."""

from __future__ import annotations

import msgspec

from kohtaa_tui.domain import timing
from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.replaying import MASK, replayed
from tests import practised
from tests.build import Story, ms, story

MARKER = "salaisuus"


def a_meeting() -> Story:
    told = story(reference=f"{MARKER}-1").at("1:00").reflect("aim", f"{MARKER} aim").note(f"{MARKER} a", "words")
    told.edit(told.seq, f"{MARKER} b", "agreed").at("5:00").tick("e1").at("6:00").enter("ohjaus")
    told.at("7:00").pause("client-away").at("8:00").because("interpreter").resume().at("20:00").end()
    return told.at("25:00").note(f"{MARKER} later").reflect("s1", f"{MARKER} s1")


def test_of_a_real_meeting_nothing_that_was_written_is_in_the_script() -> None:
    told = replayed(a_meeting().session)
    assert told.masked
    assert MARKER.encode() not in msgspec.json.encode(told.records)
    whole = fold("x", told.records)
    assert [(n.text, n.mark) for n in whole.notes] == [(MASK, None), (MASK, None)]
    assert whole.reference == ""
    assert whole.reflections == {}
    assert [p.reason for p in whole.pauses] == [""]


def test_its_times_are_those_of_the_meeting() -> None:
    real = a_meeting().session
    whole = fold("x", replayed(real).records)
    assert whole.visits == real.visits
    assert [(p.start_ms, p.end_ms) for p in whole.pauses] == [(p.start_ms, p.end_ms) for p in real.pauses]
    assert timing.all_used_s(whole, ms("20:00")) == timing.all_used_s(real, ms("20:00"))
    assert replayed(real).end_ms == ms("20:00")
    assert whole.done == real.done


def test_one_that_has_not_ended_is_played_to_its_last_record() -> None:
    assert replayed(story().at("6:00").enter("ohjaus").session).end_ms == ms("6:00")


def test_of_practice_all_is_there_but_ones_own_thoughts() -> None:
    run = practised.run().at("2:00").note(f"{MARKER} note").at("20:00").end().reflect("s1", "own thought")
    told = replayed(run.session)
    assert not told.masked
    encoded = msgspec.json.encode(told.records)
    assert MARKER.encode() in encoded
    assert b"own thought" not in encoded
