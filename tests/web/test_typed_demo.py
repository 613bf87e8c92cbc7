"""`kohtaa demo --web`, as a trainer types it."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

from kohtaa_tui.commands.web import as_typed
from tests.web.conftest import Serving
from tests.web.served import ROOT, until


def test_the_demo_that_was_asked_for_is_what_each_page_gets() -> None:
    config = Path("config")
    assert as_typed(Namespace(name=None, speed=None), config) == ["demo"]
    assert as_typed(Namespace(name=None, speed="12"), config) == ["demo", "--speed=12"]
    asked = as_typed(Namespace(name="tulkki", speed="2,5"), config)
    assert asked == ["demo", "--speed=2,5", "--config-dir=config", "--", "tulkki"]


def test_a_trainer_shows_it_and_nothing_is_kept(serving: Serving, tmp_path: Path) -> None:
    guest = serving("demo")
    guest.enter()
    session = guest.session()
    session.sees("DEMO", "Vaiheet ovat kehys")
    session.type("\x1b[6~")
    while "Vaiheet ovat kehys" in session.text():
        assert session.read()
    session.sees("DEMO")
    session.close()
    until(guest.served.clean, "the session to end")
    guest.served.end()
    assert guest.served.process.returncode == 0
    assert not (tmp_path / "data").exists()
    assert not (tmp_path / "config").exists()


def test_a_demo_of_ones_own_is_found(serving: Serving) -> None:
    own = Path(os.environ["KOHTAA_CONFIG_DIR"]) / "demos"
    own.mkdir(parents=True)
    text = (ROOT / "demos" / "kohtaava.toml").read_text("utf-8")
    (own / "oma.toml").write_text(text.replace('id = "kohtaava"', 'id = "oma"', 1), "utf-8")
    guest = serving("demo", "oma")
    guest.enter()
    guest.session().sees("DEMO", "Vaiheet ovat kehys")
