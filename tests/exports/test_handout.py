"""The sheets of a practice in threes: each role's has all of its own, and nothing of another's."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from msgspec.structs import replace

from kohtaa_tui.domain.pack import LANGUAGES, Texts
from kohtaa_tui.domain.plan import Plan, make_plan
from kohtaa_tui.domain.scenario import Scenario
from kohtaa_tui.exports.client_part import parts
from kohtaa_tui.exports.handout import Role, handout
from kohtaa_tui.exports.handout_html import handout_html
from kohtaa_tui.exports.handout_text import WIDTH, handout_text
from kohtaa_tui.exports.practice_words import KIND_NAMES
from kohtaa_tui.i18n import Words
from tests.build import pack
from tests.practised import scenario

GOLDEN = Path(__file__).parents[1] / "data" / "handouts"
ROLES: tuple[Role, ...] = ("client", "observer")
NASTY = """<script>alert("&")</script> 'x' <img src="http://example.org/x.png">"""


def plan(client: Scenario) -> Plan:
    return make_plan(pack(), client.minutes, client.circumstances)


def as_text(role: Role, language: str, client: Scenario | None = None) -> str:
    client = client or scenario()
    return handout_text(handout(client, plan(client), role, Words(language)))


def as_html(role: Role, language: str, client: Scenario | None = None) -> str:
    client = client or scenario()
    return handout_html(handout(client, plan(client), role, Words(language)))


def told(text: str) -> str:
    """A text without its line ends and its blanks: lines are broken wherever there is room."""
    return " ".join(text.split())


def client_texts(client: Scenario) -> list[Texts]:
    """Every word of the client's."""
    reactions = [*client.reaction, *(r for phase in client.phase for r in phase.reaction)]
    turns = [turn for phase in client.phase for turn in phase.turn]
    found = [client.intro, client.actor, client.door, *(phase.opens for phase in client.phase)]
    found += [*(turn.text for turn in turns), *(reaction.text for reaction in reactions)]
    return [*found, client.interruption.text] if client.interruption else found


def watched_texts(client: Scenario) -> list[Texts]:
    """Every word that only the observer knows."""
    return [trap.text for phase in client.phase for trap in phase.trap]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
def test_a_sheet_is_as_it_was_looked_at(role: Role, language: str) -> None:
    """To make them anew after looking: `python -m tests.exports.test_handout`."""
    assert as_text(role, language) == (GOLDEN / f"{role}-{language}.txt").read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_client_has_every_word_of_the_clients_and_none_of_the_observers(language: str) -> None:
    for sheet in (told(as_text("client", language)), told(unescape(as_html("client", language)))):
        assert [t for t in client_texts(scenario()) if t.get(language) not in sheet] == []
        assert [t for t in watched_texts(scenario()) if t.get(language) in sheet] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_observer_has_the_pitfalls_and_the_facts_and_not_the_actors_part(language: str) -> None:
    facts = [turn.fact for phase in scenario().phase for turn in phase.turn]
    for sheet in (told(as_text("observer", language)), told(unescape(as_html("observer", language)))):
        assert [t for t in (*watched_texts(scenario()), *facts) if t.get(language) not in sheet] == []
        assert scenario().actor.get(language) not in sheet
        assert [turn.id for phase in scenario().phase for turn in phase.turn if turn.text.get(language) in sheet] == []


def test_phases_stand_with_their_minutes_and_end_with_the_meeting() -> None:
    sheet = as_text("observer", "en")
    minutes = [(int(a), int(b)) for a, b in re.findall(r": minutes (\d+)–(\d+)", sheet)]
    assert [start for start, _ in minutes] == [0, *(end for _, end in minutes[:-1])]
    assert minutes[-1][1] == scenario().minutes


def test_what_must_come_before_is_told_by_number_and_in_words() -> None:
    part = parts(scenario(), Words("en"))
    assert [said.number for phase in part for said in phase.tells] == [1, 2, 3, 4, 5, 6]
    assert part[0].tells[1].only == ("after line 1",)
    assert part[1].tells[1].only == ("only when you feel heard",)
    assert part[0].answers[0].only == ("you withdraw",)


def test_a_client_whose_meeting_is_in_swedish_speaks_swedish_on_a_finnish_sheet() -> None:
    swedish = replace(scenario(), language="sv")
    sheet = told(as_text("client", "fi", swedish))
    assert "”Jag fick ett brev.”" in sheet
    assert "Sain kirjeen." not in sheet
    assert scenario().actor.fi in sheet  # what is read by the person who plays, and not said


@pytest.mark.parametrize("role", ROLES)
def test_html_shows_every_character_and_asks_for_nothing(role: Role) -> None:
    nasty = Texts(fi=NASTY, sv=NASTY, en=NASTY)
    client = scenario()
    phases = tuple(
        replace(
            phase,
            opens=nasty,
            turn=tuple(replace(turn, text=nasty, fact=nasty) for turn in phase.turn),
            trap=tuple(replace(trap, text=nasty) for trap in phase.trap),
        )
        for phase in client.phase
    )
    page = as_html(role, "fi", replace(client, name="<b>&", intro=nasty, actor=nasty, door=nasty, phase=phases))
    assert told(NASTY) in told(unescape(page))
    assert not re.search(r"<(script|img|link|iframe|b)\b", page.replace("<b></b>", ""))
    assert not re.search(r"\b(src|href)=[\"']|url\(|@import", re.sub(r"&[^;]+;", "", page))
    assert 'lang="fi"' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phase_and_no_kind_is_cut_in_the_table_of_the_observer(language: str) -> None:
    table = [line for line in as_text("observer", language).splitlines() if "|" in line]
    assert table[0].replace("|", " ").split() == [p.short.get(language) for p in plan(scenario()).phases]
    assert [line.partition("|")[0].strip() for line in table[1:]] == list(map(Words(language), KIND_NAMES.values()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
def test_plain_text_is_no_wider_than_a_sheet(role: Role, language: str) -> None:
    assert max(map(len, as_text(role, language).splitlines())) <= WIDTH


if __name__ == "__main__":
    for a_role in ROLES:
        for a_language in LANGUAGES:
            (GOLDEN / f"{a_role}-{a_language}.txt").write_text(as_text(a_role, a_language), "utf-8")
