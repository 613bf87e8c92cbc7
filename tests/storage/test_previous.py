"""Finding the last meeting with the same reference."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from kohtaa_tui.domain.preparation import same_reference
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage import previous
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.previous import previous_with
from tests import sealed
from tests.build import START, plan
from tests.fakes import FakeClock, places


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(places(tmp_path))


def held(archive: Archive, reference: str, days: int, note: str = "! asiakas: etsii todistukset") -> str:
    """A meeting of so many days after the first; returns its id."""
    clock = FakeClock(START + timedelta(days=days))
    runner = Runner.start(archive, clock, plan(30), language="fi", device="here", reference=reference)
    runner.note(note)
    clock.after(1800)
    runner.end()
    assert runner.flush()
    return runner.session.id


@pytest.mark.parametrize(("one", "other"), [("K-17", "k-17"), ("K 17", "k17"), (" Ä2", "ä 2")])
def test_capitals_and_blanks_make_no_difference(one: str, other: str) -> None:
    assert same_reference(one, other)


@pytest.mark.parametrize(("one", "other"), [("K-17", "K-18"), ("", ""), (" ", "  "), ("K-1", "K-17")])
def test_another_reference_or_none_is_no_match(one: str, other: str) -> None:
    assert not same_reference(one, other)


def test_the_newest_with_the_reference_is_found(archive: Archive) -> None:
    held(archive, "K-17", 0)
    wanted = held(archive, "k-17", 7)
    held(archive, "K-18", 14)
    found = previous_with(archive, "K-17")
    assert found.session is not None
    assert (found.session.id, found.locked) == (wanted, False)
    assert previous_with(archive, "K-99") == previous.Previous()
    assert previous_with(archive, " ") == previous.Previous()


def test_only_so_many_are_looked_at(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    held(archive, "K-17", 0)
    held(archive, "K-18", 1)
    held(archive, "K-19", 2)
    monkeypatch.setattr(previous, "MOST", 2)
    assert previous_with(archive, "K-17").session is None
    assert previous_with(archive, "K-18").session is not None


def test_a_meeting_that_cannot_be_read_hides_none_before_it(archive: Archive) -> None:
    wanted, broken = held(archive, "K-17", 0), held(archive, "K-17", 7)
    archive.path(broken, "json").write_bytes(b"\xff\xfe")
    found = previous_with(archive, "K-17").session
    assert found is not None
    assert found.id == wanted


def test_a_folder_that_cannot_be_read_is_no_fault_here(tmp_path: Path, archive: Archive) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sessions").write_text("no folder")
    assert previous_with(archive, "K-17").session is None


def test_an_erased_meeting_matches_nobody(archive: Archive) -> None:
    archive.erase(held(archive, "K-17", 0))
    assert previous_with(archive, "K-17") == previous.Previous()


def test_what_is_locked_is_said_and_found_once_it_is_open(tmp_path: Path, archive: Archive) -> None:
    key = sealed.switch_on(places(tmp_path))
    held(sealed.unlocked(places(tmp_path), key), "K-17", 0)
    assert previous_with(archive, "K-17") == previous.Previous(None, True)
    found = previous_with(sealed.unlocked(places(tmp_path), key), "K-17")
    assert (found.session is not None, found.locked) == (True, False)
