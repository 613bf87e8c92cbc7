"""Demos as files: found, checked, refused; and the shipped ones, in three languages."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.pack import LANGUAGES, Texts
from kohtaa_tui.errors import StorageFault, UsageFault
from kohtaa_tui.i18n import Words
from kohtaa_tui.storage.demos import FIRST, Demos, shipped_demos
from kohtaa_tui.storage.packs import Shelf, shipped_folder
from kohtaa_tui.storage.paths import Places
from kohtaa_tui.storage.scenarios import Clients
from kohtaa_tui.storage.toml_check import check
from kohtaa_tui.storage.toml_faults import render
from tests.shown import HEAD, STEPS, shipped, shipped_file, write

SHIPPED = ("kohtaava", "tulkki")


def demos(tmp_path: Path, own: Path | None = None) -> Demos:
    shelf = Shelf([shipped_folder()])
    places = Places(tmp_path / "data", tmp_path / "config", tmp_path / "cache")
    return Demos([shipped_demos(), own or tmp_path], shelf, Clients(places, shelf))


def told(tmp_path: Path, text: str, name: str = "pieni") -> list[str]:
    """What the check says of a file, without its folder."""
    path = write(tmp_path, text, name)
    _, faults = check(path, demos(tmp_path).form)
    return [render(fault, Words("en")).removeprefix(str(path)) for fault in faults if not fault.warning]


def test_a_sound_one_is_found_and_stands_in_front_of_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    write(tmp_path, (HEAD + STEPS).replace('"pieni"', '"kohtaava"'), "kohtaava")
    assert demos(tmp_path).get("kohtaava").title.en == "A small demo"
    assert demos(tmp_path, tmp_path / "none").get("kohtaava").title.en != "A small demo"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", "id: is missing"),
        (HEAD, "step: is missing"),
        (HEAD + "step = []\n", "step: must have 1 to 2000 entries"),
        (HEAD + STEPS + "[[step]]\n", "at: is missing"),
        (HEAD + STEPS.replace('at = "1:00"', "at = 60"), "must be text in quotation marks"),
        (HEAD + STEPS.replace('at = "1:00"', 'at = "sixty"'), "step[3]: is minutes and seconds"),
        (HEAD + STEPS.replace('at = "1:00"', 'at = "9:00"'), "step[4]: it is earlier"),
        (HEAD + STEPS.replace('tick = "e1"', 'tik = "e1"'), "did you mean “tick”"),
        (HEAD + STEPS.replace('tick = "e1"', 'tick = "zz"'), "no prompt “zz”"),
        (HEAD + STEPS.replace('"open"', '"opened"'), "must be one of"),
        (HEAD + STEPS.replace('"door-or-phone"', '"lunch"'), "must be one of"),
        (HEAD + STEPS.replace('mark = "!"', 'mark = "*"'), "must be one of"),
        (HEAD + STEPS.replace("end = 5", "end = 500"), "must be a whole number from -240 to 240"),
        (HEAD.replace("minutes = 30", "minutes = 0") + STEPS, "must be a whole number from 1 to 480"),
        (HEAD.replace("2026-11-03T10:02:00", '"morning"') + STEPS, "begins: must be a day and a time"),
        (HEAD.replace("10:02:00", "10:02:00Z") + STEPS, "begins: must be a day and a time"),
        (HEAD.replace("2026-11-03", "2026-13-03") + STEPS, "column"),
        (HEAD + 'speed = 61\n' + STEPS, "must be a whole number from 1 to 60"),
        (HEAD + 'pack = "nobody"\n' + STEPS, "There is no pack"),
        (HEAD + 'client = "nobody-at-all"\n' + STEPS, "There is no practice client"),
        (HEAD + 'circumstances = ["lunch"]\n' + STEPS, "must be one of"),
        (HEAD + STEPS.replace("resume = true", "resume = 1"), "must be true or false"),
        (HEAD + STEPS.replace('says.en = "Well."', 'says = "Well."'), "must be a text in each language"),
        (HEAD + STEPS.replace('says.en = "Well."', 'says.de = "Gut."'), "no such language"),
        ("[[step]\n", "column"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_where_it_is(text: str, wanted: str, tmp_path: Path) -> None:
    lines = told(tmp_path, text)
    assert any(wanted in line for line in lines), lines
    with pytest.raises((StorageFault, UsageFault)):
        demos(tmp_path).get("pieni")


def test_a_command_cannot_be_a_demo(tmp_path: Path) -> None:
    text = (HEAD + STEPS).replace('id = "pieni"', 'id = "record"')
    assert any("is a command" in line for line in told(tmp_path, text, "record"))


def test_the_file_has_the_name_of_its_id(tmp_path: Path) -> None:
    assert any("pieni.toml" in line for line in told(tmp_path, HEAD + STEPS, "other"))


def test_a_line_may_be_that_of_a_practice_client(tmp_path: Path) -> None:
    clients = Clients(Places(tmp_path, tmp_path, tmp_path), Shelf([shipped_folder()]))
    client = clients.get("noor")
    line = client.phase[0].turn[0]
    steps = f'[[step]]\nat = "1:00"\nturn = "open"\nline = "{line.id}"\n'
    write(tmp_path, HEAD + 'client = "noor"\n' + steps)
    found = demos(tmp_path)
    script = found.script(found.get("pieni"), datetime.fromisoformat("2026-11-03T10:02:00+02:00"))
    assert [t.says for t in fold("x", script.records).turns] == [line.id]


# --- the shipped ones ---


def test_the_first_is_shipped() -> None:
    assert FIRST in SHIPPED
    assert {path.stem for path in shipped_demos().glob("*.toml")} >= set(SHIPPED)


@pytest.mark.parametrize("path", sorted(shipped_demos().glob("*.toml")), ids=lambda path: path.stem)
def test_shipped_ones_pass_without_a_warning(path: Path, tmp_path: Path) -> None:
    assert check(path, demos(tmp_path).form)[1] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_they_fit_their_time_and_are_shown_in_five_minutes_or_so(name: str) -> None:
    demo, script = shipped_file(name), shipped(name)
    assert 0 < demo.minutes * 60_000 - script.end_ms < 4 * 60_000  # a farewell in time
    assert 4 <= script.end_ms / 60_000 / demo.speed <= 7
    moments = script.moments
    stills = [(b - a) / 1000 / demo.speed for a, b in pairwise(moments)]
    assert max(stills) < 18  # a room that waits longer for nothing looks away


@pytest.mark.parametrize("name", SHIPPED)
def test_they_show_the_program_as_well_as_the_method(name: str) -> None:
    whole = fold("x", shipped(name).records)
    assert [v.phase for v in whole.visits] == ["empatia", "ohjaus", "neuvonta", "hyvastely"]
    assert {n.mark for n in whole.notes} == {"words", "strength", "question", "agreed"}
    assert len(whole.pauses) == 1
    assert len(whole.done) > 10
    assert {t.kind for t in whole.turns} >= {"open", "closed", "reflection", "summary", "information", "silence"}


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_said_can_be_read_in_one_look(name: str) -> None:
    for step in shipped_file(name).step:
        for key, most in (("caption", 100), ("says", 120), ("asks", 110), ("note", 50)):
            text: Texts = getattr(step, key)
            for language in LANGUAGES:
                assert len(getattr(text, language) or "") <= most, (step.at, key, language)


@pytest.mark.parametrize("name", SHIPPED)
def test_no_gender_is_given_to_client_or_adviser(name: str) -> None:
    words = re.compile(r"\b(hän|hen|han|hon|he|she|his|her)\b", re.IGNORECASE)
    for step in shipped_file(name).step:
        for text in (step.caption, step.says, step.asks, step.note):
            for language in LANGUAGES:
                assert not words.search(getattr(text, language) or "")
