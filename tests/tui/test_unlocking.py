"""What is encrypted on the screens: locked, opened once in a run, and the curtain that asks for the passphrase."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest

from kohtaa_tui.runtime.context import Context
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.keys import Keys, WrongPassphrase
from kohtaa_tui.tui.dialogs import Ask
from tests.sealed import switch_on
from tests.tui.tui import Desk, a_meeting, a_past_meeting, at_home, in_meeting, make_context

PASSPHRASE = "oikea hevonen"
PRIVATE = ("omaa työtäni", "todistukset", "opasti")


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Encryption is on; the passphrase is tried without the second that it takes on purpose."""
    places = make_context(tmp_path).places
    identity = switch_on(places)
    Keys(places).identity_file.write_bytes(b"sealed")

    def identities(_: Keys, passphrase: str) -> list[Any]:
        if passphrase != PASSPHRASE:
            raise WrongPassphrase("That passphrase does not open the key.")
        return [identity]

    monkeypatch.setattr(Keys, "identities", identities)
    return identity


def anew(context: Context) -> Context:
    """The next run of the program: it knows no passphrase."""
    from msgspec.structs import replace

    return replace(context, archive=Archive(context.places))


def a_past(tmp_path: Path) -> Context:
    """A meeting that has ended, in another run."""
    context = make_context(tmp_path)
    a_past_meeting(context)
    return anew(context)


async def until(desk: Desk, true: Callable[[], bool]) -> None:
    """Let the thread that opens come back."""
    for _ in range(400):
        await desk.pilot.pause()
        if true():
            return
        await asyncio.sleep(0.005)
    raise AssertionError(desk.text)


@pytest.mark.usefixtures("key")
async def test_the_review_is_locked_until_the_passphrase_opens_it(tmp_path: Path) -> None:
    context = a_past(tmp_path)
    async with at_home(tmp_path, context=context) as desk:
        assert "lukossa" in desk.text
        assert not any(p in desk.text for p in PRIVATE)
        await desk.open_earlier()
        assert "F12" in desk.review.message
        assert desk.text.count("lukossa") >= 2
        assert not any(p in desk.text for p in PRIVATE)
        await desk.press("f12")
        await desk.type("väärä")
        assert "väärä" not in desk.text
        assert "•••••" in desk.text
        await desk.press("enter")
        await until(desk, lambda: "ei avaa" in desk.text)
        await desk.type(PASSPHRASE)
        await desk.press("enter")
        await until(desk, lambda: "omaa työtäni" in desk.text)
        assert "lukossa" not in desk.text
        assert desk.line == ""
        await desk.press("enter", "escape")
        await until(desk, lambda: "Viimeisimmät" in desk.text)
        assert "lukossa" not in desk.text  # once in a run is enough


@pytest.mark.usefixtures("key")
async def test_what_was_being_written_comes_back_after_the_passphrase(tmp_path: Path) -> None:
    context = a_past(tmp_path)
    async with at_home(tmp_path, context=context) as desk:
        await desk.open_earlier()
        await desk.type("puolikas")
        await desk.press("f12")
        await desk.type("x")
        await desk.press("escape")
        assert desk.line == "puolikas"
        assert not desk.stage.line.password


@pytest.mark.usefixtures("key")
async def test_locked_nothing_is_edited_or_carried_over(tmp_path: Path) -> None:
    context = a_past(tmp_path)
    async with at_home(tmp_path, context=context) as desk:
        await desk.open_earlier()
        for pressed in (("down", "f2"), ("f5",), ("f8",)):
            await desk.press(*pressed)
            assert desk.review.message
            assert desk.line == ""
        assert desk.review.runner.unsaved == 0


async def test_a_meeting_goes_on_locked_and_shows_its_earlier_notes_afterwards(tmp_path: Path, key: Any) -> None:
    context = make_context(tmp_path)
    async with in_meeting(tmp_path, context=context) as desk:
        await a_meeting(desk)
        await desk.saved()
    context = anew(context)
    async with at_home(tmp_path, context=context) as desk:
        await desk.press("1")
        await until(desk, lambda: "F12" in desk.stage.message)
        assert not any(p in desk.text for p in PRIVATE)
        await desk.type("uusi")
        await desk.press("enter", "f8")  # the new one can be undone
        assert desk.line == "uusi"
        await desk.press("enter", "f12")
        await desk.type(PASSPHRASE)
        await desk.press("enter")
        await until(desk, lambda: not desk.session.locked)
        assert "uusi" in desk.notes
        assert any("omaa työtäni" in note for note in desk.notes)
        await desk.saved()
    archive = Archive(context.places)
    archive.vault.use([key])
    assert "uusi" in [n.text for n in archive.load(next(archive.ids())).session.notes]


@pytest.mark.usefixtures("key")
async def test_the_curtain_rises_on_the_passphrase_only(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await a_meeting(desk)
        await desk.press("f4", "f4")
        assert desk.stage.curtain
        await desk.type("väärä")
        await desk.press("enter")
        await until(desk, lambda: "ei avaa" in desk.text)
        assert not any(p in desk.text for p in PRIVATE)
        await desk.press("escape")
        assert desk.stage.curtain
        await desk.press("f4")
        await desk.type(PASSPHRASE)
        await desk.press("enter")
        await until(desk, lambda: not desk.stage.curtain)
        assert "K-17" in desk.text
        assert desk.notes == [n for n in desk.notes if "väärä" not in n]


async def test_with_keys_that_cannot_be_used_nothing_begins(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    switch_on(context.places)
    (context.places.keys / "recipients.txt").write_text("age1nonsense\n")
    async with at_home(tmp_path, context=context) as desk:
        await desk.press("enter")
        assert "recipients.txt" in desk.home.message
    assert not context.places.sessions.exists()


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (40, 12)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_with_keys_that_cannot_be_used_a_review_is_there_to_read_only(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    """What was written before encryption is read on; nothing is added that could not be sealed."""
    context = a_past(tmp_path)
    before = b"".join(p.read_bytes() for p in sorted(context.places.data.rglob("*.json")))
    context.places.keys.mkdir(parents=True)
    (context.places.keys / "recipients.txt").write_text("age1nonsense\n")
    async with at_home(tmp_path, context=context, size=size) as desk:
        await desk.open_earlier()
        reason = desk.words.fault(desk.review.runner.read_only)  # type: ignore[arg-type]
        assert "recipients.txt" in reason
        assert desk.review.message == reason
        assert size == (40, 12) or desk.words("read only") in desk.text
        assert any(p in desk.text for p in PRIVATE) or size == (40, 12)
        await desk.type("lisäys")
        await desk.press("enter")
        assert desk.review.message == reason
        assert desk.line == "lisäys"  # not dropped: it may be written elsewhere
        await desk.press("ctrl+u", "delete", "f2", "f7", "f3")
        assert desk.review.message == reason
        assert desk.session.notes[-1].text != "lisäys"
        assert desk.journal() == before


class Trying:
    """Opening the key takes until the test lets it go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()
        real = Keys.identities

        def slowly(keys: Keys, passphrase: str) -> list[Any]:
            self.begun.set()
            assert self.go_on.wait(20)
            self.begun.clear()
            self.go_on.clear()
            return real(keys, passphrase)

        monkeypatch.setattr(Keys, "identities", slowly)


@pytest.mark.usefixtures("key")
async def test_what_is_typed_while_a_passphrase_is_tried_stays_in_the_drawer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = a_past(tmp_path)
    trying = Trying(monkeypatch)
    async with at_home(tmp_path, context=context) as desk:
        await desk.open_earlier()
        notes = len(desk.notes)
        await desk.type("puolikas")
        await desk.press("f12")
        for passphrase, meanwhile in (("väärä", PASSPHRASE), ("", "jotain")):
            await desk.type(passphrase)  # the second was typed while the first was tried
            await desk.press("enter")
            await until(desk, trying.begun.is_set)
            await desk.type(meanwhile)
            assert desk.words("Opening…") in desk.text
            assert desk.line == meanwhile
            assert meanwhile not in desk.text
            assert isinstance(desk.review.dialog, Ask)
            trying.go_on.set()
            if passphrase:
                await until(desk, lambda: "ei avaa" in desk.text)
                assert desk.line == meanwhile
        await until(desk, lambda: desk.review.dialog is None)
        assert desk.line == "puolikas"  # what was being written is back, without what was typed into the drawer
        assert "omaa työtäni" in desk.text
        assert len(desk.notes) == notes
        await desk.press("ctrl+u")


async def test_a_passphrase_is_never_kept(tmp_path: Path, key: Any) -> None:
    assert isinstance(key, pyrage.x25519.Identity)
    context = a_past(tmp_path)
    async with at_home(tmp_path, context=context) as desk:
        await desk.open_earlier()
        await desk.press("f12")
        await desk.type(PASSPHRASE)
    told = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert PASSPHRASE.encode() not in told
