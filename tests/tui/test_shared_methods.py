"""A policy and shared packs on the screens: said on Home, refused at Enter, never waited for."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from kohtaa_tui.runtime import practice
from kohtaa_tui.runtime.context import Context
from kohtaa_tui.storage import policy, shared_packs
from kohtaa_tui.storage.packs import shelf_of
from kohtaa_tui.storage.policy import NO_POLICY, Policy
from kohtaa_tui.tui.dialogs import Reading
from kohtaa_tui.tui.screens.home import HomeScreen
from kohtaa_tui.tui.screens.meeting import MeetingScreen
from kohtaa_tui.tui.screens.prepare import PrepareScreen
from tests.sealed import switch_on
from tests.storage.test_shared_packs import put
from tests.tui.tui import Desk, at_home, make_context


def under(tmp_path: Path, rules: Policy = NO_POLICY, language: str = "fi", **settings: Any) -> Context:
    """A context under a policy, with the shared packs of its settings."""
    context = make_context(tmp_path, language, **settings)
    return replace(context, policy=rules, shelf=shelf_of(context.places, context.settings, rules))


def shared(tmp_path: Path, rules: Policy = NO_POLICY, **settings: Any) -> tuple[Path, Context]:
    share = tmp_path / "share"
    share.mkdir()
    return share, under(tmp_path, rules, pack_paths=(str(share),), **settings)


async def looked(desk: Desk) -> None:
    """Wait until the shared folders were looked at, and Home knows."""
    await desk.wait_until(lambda: desk.app.shared_packs.found is not None)
    await desk.settle()


# --- the policy ---


async def test_home_says_that_the_policy_is_not_understood(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("allow_export = 1")
    rules = policy.load(tmp_path / "policy.toml")
    async with at_home(tmp_path, context=under(tmp_path, rules), size=(120, 36)) as desk:
        assert desk.home.message == rules.told(desk.words)
        assert desk.home.message[:60] in desk.text


async def test_what_went_wrong_just_now_is_said_first(tmp_path: Path) -> None:
    async with at_home(tmp_path, context=under(tmp_path, Policy(require_encryption=True))) as desk:
        desk.app.go_home(message="The disk is full.")
        await desk.settle()
        assert desk.home.message == "The disk is full."
        desk.app.go_home()
        await desk.settle()
        assert "kohtaa encryption on" in desk.home.message


@pytest.mark.parametrize("preparation", [False, True])
async def test_enter_begins_nothing_without_encryption_where_it_is_required(tmp_path: Path, preparation: bool) -> None:
    context = under(tmp_path, Policy(require_encryption=True), preparation=preparation)
    async with at_home(tmp_path, context=context) as desk:
        assert "kohtaa encryption on" in desk.text  # before a client sits there
        await desk.type("K-17")
        assert "kohtaa encryption on" not in desk.home.message
        await desk.press("enter")
        await desk.settle()
        assert isinstance(desk.app.screen, HomeScreen)
        assert "kohtaa encryption on" in desk.home.message
        assert desk.home.line.value == "K-17"
        assert not context.places.sessions.exists()
        switch_on(context.places)
        await desk.press("enter")
        await desk.to(PrepareScreen if preparation else MeetingScreen)


async def test_encryption_that_is_turned_off_while_preparing_stops_the_beginning(tmp_path: Path) -> None:
    context = under(tmp_path, Policy(require_encryption=True), preparation=True)
    switch_on(context.places)
    async with at_home(tmp_path, context=context) as desk:
        await desk.press("enter")
        await desk.to(PrepareScreen)
        context.archive.vault.keys.recipients_file.unlink()
        (context.places.data / "encrypted").unlink(missing_ok=True)
        await desk.press("enter")
        await desk.settle()
        assert isinstance(desk.app.screen, PrepareScreen)
        assert "kohtaa encryption on" in desk.stage.message


def test_practice_may_begin_whatever_the_policy(tmp_path: Path) -> None:
    from kohtaa_tui.domain.plan import make_plan
    from kohtaa_tui.domain.practised import Practice

    context = under(tmp_path, Policy(require_encryption=True, packs=("tiimi",)))
    plan = make_plan(context.shelf.get("kohtaava"), 30)
    runner = practice.begin(practice.for_practice(context), plan, Practice("practice"), "fi")
    assert runner.session.plan.pack_hash == context.shelf.fingerprint("kohtaava") != ""
    runner.close()


async def test_only_methods_that_are_named_can_be_chosen(tmp_path: Path) -> None:
    share, context = shared(tmp_path, Policy(packs=("tiimi", "muu")))
    for pack_id in ("tiimi", "muu", "kolmas"):
        put(share, pack_id)
    for folder in shared_packs.shared_folders(context.places, context.settings, NO_POLICY):
        shared_packs.look(folder)
    async with at_home(tmp_path, context=context) as desk:
        assert desk.home.plan.pack_id == "tiimi"  # the usual one is not among them
        seen = set()
        for _ in range(4):
            desk.home.choices.change("pack", 1)
            seen.add(desk.home.plan.pack_id)
        assert seen == {"tiimi", "muu"}
        await desk.press("enter")
        await desk.to(MeetingScreen)
        assert desk.session.plan.pack_hash == context.shelf.fingerprint(desk.session.plan.pack_id)


async def test_where_no_named_method_is_there_enter_says_so(tmp_path: Path) -> None:
    async with at_home(tmp_path, context=under(tmp_path, Policy(packs=("tiimi",)))) as desk:
        await desk.press("enter")
        await desk.settle()
        assert isinstance(desk.app.screen, HomeScreen)
        assert "tiimi" in desk.home.message


# --- shared packs ---


async def test_what_changed_is_said_in_a_quiet_line_and_shown_by_its_key(tmp_path: Path) -> None:
    share, context = shared(tmp_path)
    put(share)
    for folder in shared_packs.shared_folders(context.places, context.settings, NO_POLICY):
        shared_packs.look(folder)
    put(share, version=2, text="Kuuntele")
    async with at_home(tmp_path, context=context) as desk:
        await looked(desk)
        assert "Menetelmä ”Tiimin tapa” on muuttunut: versio 1 → 2 · F2 näyttää lisää" in desk.text
        await desk.press("f2")
        assert isinstance(desk.home.dialog, Reading)
        assert "Alku: ”Kysy” → ”Kuuntele”" in desk.text
        await desk.press("escape")
        assert "muuttunut" not in desk.text
        assert (
            list(shared_packs.changes(shared_packs.shared_folders(context.places, context.settings, NO_POLICY)[0]))
            == []
        )
        desk.home.act("methods")
        await desk.settle()
        assert desk.home.dialog is None
        assert desk.words("There is no unfinished meeting.") in desk.text


async def test_what_enter_starts_is_the_new_version_at_once(tmp_path: Path) -> None:
    share, context = shared(tmp_path, pack="tiimi")
    put(share)
    async with at_home(tmp_path, context=context) as desk:
        assert desk.home.plan.pack_id == "kohtaava"  # never read: the shipped one stands in
        await looked(desk)
        assert desk.home.plan.pack_id == "tiimi"
        assert "tiimi" not in desk.home.message
        put(share, version=2)
        desk.app.shared_packs.look()
        await desk.wait_until(lambda: desk.home.plan.pack_version == 2)


async def test_a_folder_that_hangs_delays_no_key_and_no_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share, context = shared(tmp_path)
    put(share)
    answer, asked = threading.Event(), threading.Event()

    def names(*_: object) -> list[str]:
        asked.set()
        answer.wait(60)
        return []

    monkeypatch.setattr(shared_packs, "_names", names)
    try:
        async with at_home(tmp_path, context=context) as desk:
            await desk.wait_until(asked.is_set)
            await desk.type("K-17")
            await desk.press("enter")
            await desk.to(MeetingScreen)
            assert desk.session.reference == "K-17"
    finally:
        answer.set()


async def test_a_folder_that_is_away_is_said_once_and_quietly(tmp_path: Path) -> None:
    share, context = shared(tmp_path)
    share.rmdir()
    async with at_home(tmp_path, context=context) as desk:
        await looked(desk)
        assert "Jaettuja menetelmiä ei voitu lukea: käytetään viimeksi luettuja" in desk.text
        await desk.press("f2")
        assert "share" in desk.text
        await desk.press("escape")
        assert "Jaettuja menetelmiä" not in desk.text


async def test_without_shared_folders_nothing_is_looked_at(tmp_path: Path) -> None:
    async with at_home(tmp_path, context=under(tmp_path)) as desk:
        desk.app.shared_packs.watch()
        await desk.settle()
        assert desk.app.shared_packs.found is None
        assert not (tmp_path / "cache").exists() or not list((tmp_path / "cache").glob("packs-*"))
