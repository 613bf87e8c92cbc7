"""Looking at shared folders with an end to the waiting, and telling what came of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime import sharing
from kohtaa_tui.runtime.context import Context
from kohtaa_tui.storage import shared_packs
from kohtaa_tui.storage.toml_faults import Fault
from tests.storage.test_shared_packs import put
from tests.tui.tui import make_context

EN, FI = Words("en"), Words("fi")


@pytest.fixture
def share(tmp_path: Path) -> Path:
    (tmp_path / "share").mkdir()
    return tmp_path / "share"


@pytest.fixture
def context(tmp_path: Path, share: Path) -> Context:
    return make_context(tmp_path, pack_paths=(str(share),))


@pytest.fixture
def hangs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A share that never answers."""
    answer, real = threading.Event(), shared_packs._names

    def names(*given: object) -> list[str]:
        answer.wait(60)
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(shared_packs, "_names", names)
    yield
    answer.set()


def test_a_folder_that_never_answers_is_given_up_and_its_copies_stay(
    context: Context, share: Path, request: pytest.FixtureRequest
) -> None:
    put(share)
    folders = sharing.folders_of(context)
    sharing.look(folders)
    request.getfixturevalue("hangs")
    (fault,) = sharing.look(folders, 0.05).faults
    assert fault.message == "this folder does not answer; the last copies are used"
    assert shared_packs.ids(folders[0]) == ["tiimi"]


def test_a_folder_that_hangs_is_waited_for_by_one_thread(
    context: Context, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program looks every quarter of an hour, and a share may hang all day."""
    answer, ended, asked, real = threading.Event(), threading.Event(), [], shared_packs.look

    def look(folder: shared_packs.SharedFolder, **given: object) -> list[Fault]:
        asked.append(folder)
        answer.wait(60)
        try:
            return real(folder, **given)  # type: ignore[arg-type]
        finally:
            ended.set()

    monkeypatch.setattr(shared_packs, "look", look)
    put(share)
    for _ in range(3):
        assert len(sharing.look(sharing.folders_of(context), 0.05).faults) == 1
    assert len(asked) == 1
    answer.set()
    assert ended.wait(20)
    assert shared_packs.ids(asked[0]) == ["tiimi"]


@pytest.mark.usefixtures("hangs")
def test_the_beginning_of_a_meeting_waits_for_no_folder_that_hangs(context: Context, share: Path) -> None:
    put(share)
    assert not sharing.look_at_new(context, 0.05)


def test_a_folder_that_hangs_takes_no_time_from_the_others(
    tmp_path: Path, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, real = threading.Event(), shared_packs._names

    def names(folder: Path, *given: object) -> list[str]:
        if folder.name == "away":
            answer.wait(60)
        return real(folder, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(shared_packs, "_names", names)
    put(share)
    context = make_context(tmp_path, pack_paths=(str(tmp_path / "away"), str(share)))
    assert sharing.look_at_new(context, 1)
    answer.set()
    assert [shared_packs.ids(folder) for folder in sharing.folders_of(context)] == [[], ["tiimi"]]


def test_only_a_folder_that_was_never_read_is_looked_at_when_a_meeting_begins(context: Context, share: Path) -> None:
    put(share)
    assert sharing.look_at_new(context)
    put(share, "uusi")
    assert not sharing.look_at_new(context)
    assert shared_packs.ids(sharing.folders_of(context)[0]) == ["tiimi"]


def told(context: Context, words: Words) -> list[str]:
    changes = sharing.look(sharing.folders_of(context)).changes
    return [line for one in changes for line in (sharing.headline(one, words), *sharing.difference(one, words))]


def test_a_new_version_is_told_with_what_it_changes(context: Context, share: Path) -> None:
    put(share)
    sharing.look(sharing.folders_of(context))
    put(share, version=2, minimum=18, text="Kuuntele")
    assert told(context, EN) == [
        "The method “Tiimin tapa” has changed: version 1 → 2",
        "In 30 min: 15/15 → 18/12 min",
        "At least: 3/3 → 18/3 min",
        "Alku: “Kysy” → “Kuuntele”",
    ]
    assert told(context, FI)[0] == "Menetelmä ”Tiimin tapa” on muuttunut: versio 1 → 2"
    sharing.seen(sharing.folders_of(context))
    assert told(context, EN) == []


def test_a_change_without_a_new_version_says_so(context: Context, share: Path) -> None:
    put(share)
    sharing.look(sharing.folders_of(context))
    put(share, text="Kuuntele")
    assert told(context, EN)[0] == "The method “Tiimin tapa” has changed, and its version has not."


def test_no_change_is_told_without_what_it_is(context: Context, share: Path) -> None:
    path = put(share)
    sharing.look(sharing.folders_of(context))
    put(share, version=2, minimum=4)
    assert told(context, EN)[1:] == ["At least: 3/3 → 4/3 min"]
    put(share, version=3)
    assert told(context, EN)[1:] == []  # it is the version alone
    with path.open("a", encoding="utf-8") as file:
        file.write('[[circumstance]]\nid = "interpreter"\n[circumstance.shares]\nalku = 80\n')
    assert told(context, EN)[1:] == ["Something else in it has changed, such as its circumstances."]


def test_new_ones_and_those_that_are_gone_are_told(context: Context, share: Path) -> None:
    path = put(share)
    sharing.look(sharing.folders_of(context))
    put(share, "uusi")
    path.unlink()
    assert told(context, EN) == [
        "The method “Tiimin tapa” is no longer in the shared folder.",
        "A new method: Tiimin tapa",
    ]
