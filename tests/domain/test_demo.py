"""A demo's steps as the records of a session, with stops and what is told beside them."""

from __future__ import annotations

import pytest

from kohtaa_tui.domain import rehearsal, timing
from kohtaa_tui.domain.demo import Script, StepFault, in_language, moment_ms, times
from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.pack import Texts
from kohtaa_tui.domain.scripting import script
from kohtaa_tui.domain.session import Session, Status
from tests import practised
from tests.build import START, ms, plan
from tests.shown import HEAD, demo, played


def at(told: Script, moment: str, extra: int = 0) -> Session:
    """The session of the records up to a moment."""
    count = sum(time <= ms(moment) + extra for time in times(told.records))
    return fold("x", told.records[:count])


def test_it_waits_before_every_change_of_phase_before_the_end_and_where_it_says_so() -> None:
    told = played()
    assert told.stops == (0, ms("6:00"), ms("20:00"))
    assert at(told, "6:00").phase.id == "empatia"
    assert at(told, "6:00", 1).phase.id == "ohjaus"
    assert at(told, "20:00").status is Status.RUNNING
    assert at(told, "20:00", 1).status is Status.ENDED
    assert told.end_ms == ms("20:00") + 1


def test_what_is_told_stands_while_it_waits_until_the_next_or_until_it_is_quiet() -> None:
    texts = [(moment, text.get("en")) for moment, text in played().captions]
    assert texts == [(0, "Before."), (ms("6:00"), "What showed it?"), (ms("10:00"), "")]


def test_the_session_has_what_the_steps_say() -> None:
    whole = fold("x", played().records)
    assert whole.practice is not None
    assert whole.practice.kind == "demo"
    assert [(v.phase, v.start_ms) for v in whole.visits] == [("empatia", 0), ("ohjaus", ms("6:00") + 1)]
    assert [(p.start_ms, p.end_ms, p.reason) for p in whole.pauses] == [(ms("8:00"), ms("9:00"), "door-or-phone")]
    assert whole.done == ("e1",)
    assert (whole.reference, whole.end_s) == ("K-17", 35 * 60)
    assert timing.used_s(whole, 0, "ohjaus") == 13 * 60
    assert [(n.text, n.mark) for n in whole.notes] == [("asiakas: soittaa pe", "agreed")]


def test_the_client_says_what_the_demo_says() -> None:
    told = played()
    assert [(t.kind, t.says) for t in fold("x", told.records).turns] == [("open", "demo-4")]
    opening = rehearsal.line(at(told, "1:00"), ms("1:00"))
    answer = rehearsal.line(at(told, "2:30"), ms("2:30"))
    assert opening is not None
    assert answer is not None
    assert (opening.text.en, answer.text.en) == ("Hello.", "Well.")
    assert told.asked[0][1].en == "How are you?"


def test_a_practice_clients_interruption_and_door_come_only_where_a_step_tells_them() -> None:
    client = practised.scenario()
    assert client.interruption is not None
    told = script(demo(), plan(), START, client)
    whole = rehearsal.scenario_of(fold("x", told.records))
    assert whole is not None
    assert (whole.interruption, whole.door) == (None, Texts())
    line = rehearsal.line(at(told, "15:00"), ms("15:00"))
    assert line is not None
    assert line.kind != "interruption"


@pytest.mark.parametrize(("language", "note"), [("fi", "asiakas: soittaa pe"), ("sv", "kunden: ringer fre")])
def test_notes_are_in_the_language_that_is_asked_for(language: str, note: str) -> None:
    whole = fold("x", in_language(played(), language).records)
    assert ([n.text for n in whole.notes], whole.language) == ([note], language)


def test_one_without_an_end_ends_after_its_last_step() -> None:
    told = played(steps='[[step]]\nat = "4:00"\ntick = "e1"\n')
    assert (told.stops, told.end_ms) == ((ms("4:00"),), ms("4:00") + 1)


def test_moments_are_each_once_and_in_order() -> None:
    moments = played().moments
    assert moments[0] == 0
    assert moments[-1] == played().end_ms
    assert list(moments) == sorted(set(moments))


def test_its_id_has_the_form_that_all_ids_have() -> None:
    assert played().session_id == "20261103T080200Z-demo0000"


@pytest.mark.parametrize(("at", "expected"), [("0:00", 0), ("12:30", 750_000), ("100:59", 6_059_000)])
def test_a_moment_is_minutes_and_seconds(at: str, expected: int) -> None:
    assert moment_ms(at) == expected


@pytest.mark.parametrize("at", ["", "12", "12:3", "12:60", "-1:00", "1:00 ", "1234:00", "1:٠٠", "a:bc"])
def test_what_is_no_moment(at: str) -> None:
    assert moment_ms(at) is None


@pytest.mark.parametrize(
    ("steps", "number", "told"),
    [
        ('[[step]]\nat = "soon"\n', 1, "minutes and seconds"),
        ('[[step]]\nat = "2:00"\ntick = "e1"\n[[step]]\nat = "1:59"\ntick = "e2"\n', 2, "earlier"),
        ('[[step]]\nat = "2:00"\nend = true\n[[step]]\nat = "3:00"\ntick = "e2"\n', 2, "has ended"),
        ('[[step]]\nat = "2:00"\nphase = "lounas"\n', 1, "no phase “lounas”"),
        ('[[step]]\nat = "2:00"\ntick = "zz"\n', 1, "no prompt “zz”"),
        ('[[step]]\nat = "2:00"\nturn = "open"\nline = "zz"\n', 1, "no line “zz”"),
        ('[[step]]\nat = "2:00"\ntick = "e1"\nend = true\n', 1, "only one thing"),
        ('[[step]]\nat = "2:00"\nresume = true\n', 1, "“resume” cannot be there"),
        ('[[step]]\nat = "2:00"\npause = ""\n[[step]]\nat = "3:00"\npause = ""\n', 2, "“pause” cannot be there"),
    ],
)
def test_a_step_that_cannot_be_is_named_with_its_number(steps: str, number: int, told: str) -> None:
    with pytest.raises(StepFault) as caught:
        played(HEAD, steps)
    assert caught.value.step == number
    assert told in str(caught.value)
