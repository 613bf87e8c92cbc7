"""`kohtaa stats`: which meetings count, and that only their times are needed."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kohtaa_tui.commands.stats import DEFAULT_LAST, last_of, stats
from kohtaa_tui.domain.events import PhaseEntered
from kohtaa_tui.domain.rhythm import Which
from kohtaa_tui.errors import UsageFault
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime.history import History
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.packs import Shelf, shipped_folder
from tests.build import START, plan
from tests.fakes import FakeClock, places
from tests.sealed import switch_on

MARKER = "aivan erityinen sana"


def hold(tmp_path: Path, count: int = 1, minutes: int = 30, opening_s: int = 480, circumstances: Any = ()) -> list[str]:
    """Hold meetings whose opening takes so long, each with a note; returns their ids."""
    clock = FakeClock(START)
    ids = []
    for _ in range(count):
        clock.after(3600)
        archive = Archive(places(tmp_path))
        made = plan(minutes, circumstances)
        runner = Runner.start(archive, clock, made, language="fi", device="dev00000", reference="K-17")
        runner.note(MARKER)
        clock.after(opening_s)
        for phase in made.phases[1:]:
            runner.record(PhaseEntered(phase.id))
            clock.after(300)
        runner.end()
        assert runner.flush()
        runner.close()
        ids.append(runner.session.id)
    return ids


def told(tmp_path: Path, form: Any = "json", language: str = "en", **which: Any) -> str:
    out = io.StringIO()
    history = History(Archive(places(tmp_path)), FakeClock(START + timedelta(days=2)))
    assert stats(history, Shelf([shipped_folder()]), Which(**which), Words(language), form, out) == 0
    return out.getvalue()


def figures(tmp_path: Path, **which: Any) -> Any:
    return json.loads(told(tmp_path, **which))


def test_the_times_of_what_was_held(tmp_path: Path) -> None:
    hold(tmp_path, 3)
    found = figures(tmp_path)
    assert (found["meetings"], found["pack"], found["few"]) == (3, "kohtaava", True)
    assert found["phases"][0]["used"]["median_s"] == 480
    assert found["phases"][0]["planned"]["median_s"] == 360
    assert found["opening"] == {"id": "empatia", "minimum_s": 300, "got": 3, "meetings": 3}


def test_the_newest_by_length_and_circumstance(tmp_path: Path) -> None:
    hold(tmp_path, 2, opening_s=600)

    hold(tmp_path, 3, minutes=45, circumstances=("first",))
    assert figures(tmp_path)["meetings"] == 5
    assert figures(tmp_path, last=4)["last"] == 4
    assert figures(tmp_path, minutes=30)["meetings"] == 2
    assert figures(tmp_path, circumstance="first")["meetings"] == 3
    assert figures(tmp_path, circumstance="none", minutes=45)["meetings"] == 0
    assert figures(tmp_path, pack="oma")["meetings"] == 0
    assert figures(tmp_path)["packs"] == [{"id": "kohtaava", "meetings": 5}]


def test_erased_meetings_still_tell_their_times(tmp_path: Path) -> None:
    ids = hold(tmp_path, 2)
    before = figures(tmp_path)
    for one in ids:
        Archive(places(tmp_path)).erase(one)
    assert figures(tmp_path) == before


def test_encrypted_meetings_tell_their_times_without_a_passphrase(tmp_path: Path) -> None:
    switch_on(places(tmp_path))
    hold(tmp_path, 2)
    data = b"".join(p.read_bytes() for p in (tmp_path / "data").rglob("*.json*"))
    assert MARKER.encode() not in data
    assert figures(tmp_path)["phases"][0]["used"]["median_s"] == 480


def test_practice_never_counts(tmp_path: Path) -> None:
    hold(tmp_path, 2)
    practised = tmp_path / "data" / "practice"
    practised.mkdir()
    hold(tmp_path / "elsewhere", 1)
    (tmp_path / "elsewhere" / "data" / "sessions").rename(practised / "sessions")
    assert figures(tmp_path)["meetings"] == 2


def test_a_running_meeting_does_not_count(tmp_path: Path) -> None:
    hold(tmp_path)
    clock = FakeClock(START + timedelta(days=1))
    runner = Runner.start(Archive(places(tmp_path)), clock, plan(30), language="fi", device="dev00000")
    assert runner.flush()
    assert figures(tmp_path)["meetings"] == 1
    runner.close()


@pytest.mark.parametrize(("language", "word"), [("fi", "aiottu 6"), ("sv", "planerat 6"), ("en", "planned 6")])
def test_the_lines_are_told_in_each_language(tmp_path: Path, language: str, word: str) -> None:
    hold(tmp_path, 6)
    text = told(tmp_path, "text", language)
    assert word in text
    assert max(map(len, text.splitlines())) <= 80
    assert MARKER not in text


def test_nothing_yet(tmp_path: Path) -> None:
    assert told(tmp_path, "text") == "No meetings yet\n"
    assert figures(tmp_path)["meetings"] == 0


def test_none_like_this(tmp_path: Path) -> None:
    hold(tmp_path)
    assert "There are no such meetings." in told(tmp_path, "text", minutes=77)


def test_the_table_opens_in_a_spreadsheet(tmp_path: Path) -> None:
    hold(tmp_path)
    text = told(tmp_path, "csv")
    assert text.startswith("\ufeff")
    assert next(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))["used_median_s"] == "480"


def test_a_pack_that_is_gone_is_called_by_its_id(tmp_path: Path) -> None:
    from kohtaa_tui.commands.stats import title

    assert title(Shelf([tmp_path]), "kohtaava", "fi") == "kohtaava"


def test_how_many_are_asked_for() -> None:
    assert (last_of(None), last_of("all"), last_of("7")) == (DEFAULT_LAST, 0, 7)
    for wrong in ("0", "-1", "x", "", "1.5", "²"):
        with pytest.raises(UsageFault):
            last_of(wrong)
