"""A practice in threes as it is done: three windows, one of which writes the practice, one of which writes marks."""

from __future__ import annotations

import json

import pytest

from tests.real.test_tmux import Opened, said
from tests.real.test_tmux import folder as folder
from tests.real.test_tmux import opened as opened

pytestmark = pytest.mark.real("tmux")


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 12)], ids=["80x24", "40x12"])
def test_three_windows_practise_together(opened: Opened, columns: int, rows: int) -> None:
    client = opened(columns, rows, "practice", "follow", "--as", "client")
    observer = opened(columns, rows, "practice", "follow", "--as", "observer")
    client.settles("Harjoitus ei ole vielä")
    observer.settles("Harjoitus ei ole vielä")

    adviser = opened(columns, rows, "practice", "kalle", "--threes")
    adviser.settles("HARJOITUS")
    client.settles("Kalle", "No, tulin, kun kutsuttiin.")
    observer.settles("Kalle", "1 avoin")
    assert "kun kutsuttiin" not in adviser.screen()
    assert "kun kutsuttiin" not in observer.screen()

    observer.press("1")
    observer.press("7")
    observer.write("hyvä hiljaisuus")
    observer.press("Enter")
    observer.settles("✓")
    adviser.press("PageDown")
    client.loses("kun kutsuttiin")
    observer.sees("Ohitat vahvuuden")
    observer.press("2")
    observer.settles("✓")

    adviser.press("F9")
    adviser.sees("Esc jatka")
    adviser.press("Enter")
    client.sees("Harjoitus on päättynyt")
    observer.sees("Harjoitus on päättynyt")
    for window in (client, observer):
        window.press("Enter")
        assert window.ended() == 0
    adviser.press("C-q")
    assert adviser.ended() == 0

    report = json.loads(said("practice", "report", "last", "--json"))
    assert [(turn["kind"], turn["by"], turn["phase"]) for turn in report["turns"]] == [
        ("open", "observer", "empatia"),
        ("silence", "observer", "empatia"),
        ("closed", "observer", "ohjaus"),
    ]
    assert "hyvä hiljaisuus" in said("practice", "report", "last")
