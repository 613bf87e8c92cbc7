"""What is erased is gone: every byte of every folder that `kohtaa where` names is searched for it.

A marker stands wherever text can stand: notes, an edited note, the reference, reflections, half-typed
lines, copies by programs that synchronise, unreadable lines, files left by a cut. Whichever way a person
takes it out, no file may hold it afterwards, nor, where encryption is on, anything that was sealed.
"""

from __future__ import annotations

import base64
import io
import re
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kohtaa_tui import plain
from kohtaa_tui.cli import main
from kohtaa_tui.commands.meeting import start as start_plain
from kohtaa_tui.commands.parser import parser
from kohtaa_tui.domain.events import AnyEvent, Ended, NoteAdded, NoteEdited, PhaseEntered, Record, Reflected, Started
from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.preparation import AIM, NEXT
from kohtaa_tui.domain.rewriting import strike
from kohtaa_tui.domain.searching import Query, words_of
from kohtaa_tui.domain.session import Session
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime.history import History
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage import document
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.lines import encode
from kohtaa_tui.storage.policy import Policy
from kohtaa_tui.storage.records import as_lines
from kohtaa_tui.tui.screens.home import HomeScreen
from kohtaa_tui.tui.screens.meeting import MeetingScreen
from kohtaa_tui.tui.screens.review import ReviewScreen
from tests.build import START, plan
from tests.fakes import FakeClock, places
from tests.tui.tui import Desk, at_home, in_meeting, in_review, make_context

MARKER = "salaisuus-7f3a91"
OLD = START - timedelta(days=60)
"""Due on any day that these tests are run."""

COPIES = (
    "{id}.sync-conflict-20261103-101500-ABCDEFG.{ending}",
    "{id} (conflicted copy 2026-11-03 101500).{ending}",
    "{id}_conflict-20261103-101500.{ending}",
    "{id}-TOIMISTO-PC.{ending}",
    "{id}-TOIMISTO-PC-2.{ending}",
)


# --- what is there ---


@pytest.fixture
def folders(capsys: pytest.CaptureFixture[str]) -> list[Path]:
    """Every folder and file that `kohtaa where` names, and the folder for what is temporary."""
    assert main(["where"]) == 0
    found = [re.search(r"(/.+?)(  \(.*\))?$", line) for line in capsys.readouterr().out.splitlines()]
    paths = [Path(match[1]) for match in found if match is not None]
    assert len(paths) >= 8
    return [*paths, Path(tempfile.gettempdir())]


def holding(needles: list[bytes], folders: list[Path]) -> dict[str, bytes]:
    """The files whose names or bytes hold one of these, with what they hold."""
    found: dict[str, bytes] = {}
    for folder in folders:
        for path in [folder, *folder.rglob("*")]:
            data = str(path.name).encode()
            if path.is_file():
                data += path.read_bytes()
            for needle in needles:
                if needle in data:
                    found[str(path)] = needle
    return found


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder for temporary files of the test's own, so that all of it can be searched."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))


@pytest.fixture(params=["plain", "sealed"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Archive:
    """An archive where nothing is sealed, and one where encryption is on and its keys are open."""
    archive = Archive(places(tmp_path))
    if request.param == "sealed":
        pyrage = pytest.importorskip("pyrage")
        identity = pyrage.x25519.Identity.generate()
        archive.places.keys.mkdir(parents=True)
        (archive.places.keys / "recipients.txt").write_text(f"{identity.to_public()}\n")
        archive.vault.use([identity])
        assert archive.vault.keys.on
    return archive


def records(archive: Archive, device: str, wall: datetime, *, ended: bool) -> tuple[Record, ...]:
    """A meeting with the marker in everything that a person writes, sealed where encryption is on."""
    events: list[tuple[int, AnyEvent]] = [
        (0, Started(wall=wall, plan=plan(), language="fi", reference=f"K {MARKER}")),
        (60_000, NoteAdded(f"{MARKER} sanottu", "words")),
        (90_000, NoteAdded(f"{MARKER} ennen muokkausta")),
        (120_000, PhaseEntered("ohjaus")),
        (150_000, NoteEdited(note=3, text=f"{MARKER} muokattu", noted_ms=90_000, phase="empatia")),
        (160_000, Reflected(AIM, f"{MARKER} tavoite")),
        (170_000, NoteAdded(f"{MARKER} seuraava tapaaminen tiistai 1.12. klo 9.30", "agreed")),
    ]
    if ended:
        events += [(600_000, Ended()), (600_000, Reflected("s0", f"{MARKER} oma ajatus"))]
        events += [(610_000, Reflected(NEXT, f"{MARKER} kysy ensin"))]
    return tuple(Record(n, device, at, archive.vault.seal(event)) for n, (at, event) in enumerate(events, 1))


def everything(archive: Archive, wall: datetime = OLD, *, ended: bool = True) -> str:
    """All the files that one meeting can have, each with the marker in it."""
    session_id = archive.new_id(wall)
    path = archive.path(session_id, "json")
    path.parent.mkdir(parents=True, exist_ok=True)
    own = records(archive, "aaaaaaaa", wall, ended=ended)
    other = (own[0], Record(20, "bbbbbbbb", 200_000, archive.vault.seal(NoteAdded(f"{MARKER} toiselta koneelta"))))
    session = fold(session_id, own)
    lines, torn = as_lines(own, ()), f'{{"seq":9,"kind":"uutta","text":"{MARKER}"}}\n{{"seq":10,"text":"{MARKER} kes'
    whole = document.to_bytes(session)

    def put(name: str, data: bytes) -> None:
        (path.parent / name).write_bytes(data)

    put(f"{session_id}.jsonl", lines + torn.encode())
    put(f"{session_id}.bbbbbbbb.jsonl", as_lines(other, ()))
    put(f"{session_id}.aaaaaaaa-12ab.jsonl", lines)
    if ended:
        put(f"{session_id}.json", whole)
    for name in COPIES:
        put(name.format(id=session_id, ending="json"), whole)
        put(name.format(id=session_id, ending="jsonl"), lines)
    put(f"{session_id} (damaged).json", whole[: len(whole) // 2] + MARKER.encode())
    put(f"{session_id} (damaged).jsonl", f"{MARKER}\n".encode())
    put(f"{session_id}.draft", archive.vault.sealed_draft(f"{MARKER} kesken"))
    put(f"{session_id}.sync-conflict-20261103-101500-ABCDEFG.draft", archive.vault.sealed_draft(MARKER))
    for ending in ("json.tmp", "jsonl.tmp", "draft.tmp", "bbbbbbbb.jsonl.tmp"):
        put(f"{session_id}.{ending}", f"{MARKER} puolikas".encode())
    return session_id


def to_search(archive: Archive, session_id: str) -> list[bytes]:
    """The marker, and every sealed text that is on the disk now."""
    found = {MARKER.encode(), base64.b64encode(MARKER.encode())[:12]}
    for path in archive.places.sessions.rglob(f"{session_id}*"):
        found |= set(re.findall(rb'"age":"([A-Za-z0-9+/=]{40,})"', path.read_bytes()))
        if path.read_bytes().startswith(b"age-encryption.org/"):
            found.add(path.read_bytes()[:200])
    assert len(found) > 2 or not archive.vault.keys.on
    return sorted(found)


def context_of(archive: Archive, tmp_path: Path, **rest: Any) -> Any:
    from msgspec.structs import replace

    return replace(make_context(tmp_path, **rest), archive=archive)


# --- a whole meeting, in every way ---


def test_the_search_finds_what_is_there(archive: Archive, folders: list[Path]) -> None:
    one = everything(archive)
    assert len(holding(to_search(archive, one), folders)) >= 20
    (archive.places.cache / "x").parent.mkdir(parents=True, exist_ok=True)
    (archive.places.cache / "x").write_bytes(MARKER.encode())
    (Path(tempfile.gettempdir()) / "y").write_bytes(MARKER.encode())
    assert {Path(p).name for p in holding([MARKER.encode()], folders)} >= {"x", "y"}


@pytest.mark.parametrize("way", [["{id}", "--yes"], ["{id}", "--times", "--yes"], ["--due", "--yes"]])
@pytest.mark.parametrize("ended", [True, False], ids=["ended", "left"])
def test_erased_by_a_command(
    archive: Archive, folders: list[Path], capsys: pytest.CaptureFixture[str], way: list[str], ended: bool
) -> None:
    one = everything(archive, ended=ended)
    needles = to_search(archive, one)
    assert main(["erase", *(part.format(id=one) for part in way)]) == 0
    assert MARKER not in capsys.readouterr().out
    assert holding(needles, folders) == {}
    if "--times" not in way:
        session = archive.load(one).session
        assert (session.erased, session.ended_ms is not None, len(session.visits)) == (True, True, 2)


@pytest.mark.parametrize("way", [["{id}", "--yes"], ["{id}", "--times", "--yes"], ["--due", "--yes"]])
def test_what_the_search_index_held_goes_with_it(archive: Archive, folders: list[Path], way: list[str]) -> None:
    one = archive.new_id(OLD)
    path = archive.path(one, "json")
    path.parent.mkdir(parents=True)
    path.write_bytes(document.to_bytes(fold(one, records(archive, "aaaaaaaa", OLD, ended=True))))
    needles = to_search(archive, one)
    search_for_it(archive)
    assert main(["erase", *(part.format(id=one) for part in way)]) == 0
    assert holding(needles, folders) == {}


def search_for_it(archive: Archive) -> None:
    """Search as `kohtaa search` does; what is not sealed is in the index afterwards."""
    found = History(archive).find(Query(words=words_of(MARKER)))
    assert len(found.hits) == 1
    assert (holding([MARKER.encode()], [archive.places.cache]) != {}) == (not archive.vault.keys.on)


async def test_erased_from_home_when_a_meeting_starts(archive: Archive, tmp_path: Path, folders: list[Path]) -> None:
    one = everything(archive)
    needles = to_search(archive, one)
    async with at_home(tmp_path, context=context_of(archive, tmp_path)) as desk:
        await desk.wait_until(lambda: desk.app.erasing.told)
        assert archive.load(one).session.notes
        await desk.press("enter")
        await desk.to(MeetingScreen)
        await desk.wait_until(lambda: not desk.app.erasing.due)
        assert holding(needles, folders) == {}


async def test_erased_when_the_program_is_left(archive: Archive, tmp_path: Path, folders: list[Path]) -> None:
    one = everything(archive)
    needles = to_search(archive, one)
    async with at_home(tmp_path, context=context_of(archive, tmp_path)) as desk:
        await desk.wait_until(lambda: desk.app.erasing.told)
        await desk.press("ctrl+q")
        await desk.wait_until(lambda: not desk.app.is_running)
    assert desk.app.erasing.finish() == (desk.words.plural("{n}", "{n}", 1).join(_receipt(desk)), "")
    assert holding(needles, folders) == {}


def _receipt(desk: Desk) -> tuple[str, str]:
    before, _, after = desk.words.plural(
        "Texts of {n} meeting erased for good", "Texts of {n} meetings erased for good", 1
    ).partition("1")
    return before, after


def copy(archive: Archive, session_id: str, ending: str) -> None:
    """What every program for synchronising makes of a meeting's file."""
    path = archive.path(session_id, ending)
    for name in COPIES:
        path.with_name(name.format(id=session_id, ending=ending)).write_bytes(path.read_bytes())


async def test_erased_in_the_review(archive: Archive, tmp_path: Path, folders: list[Path]) -> None:
    """Also what this very screen holds: a line half typed, a note being edited, a reflection, an undo."""
    async with in_review(tmp_path, context=context_of(archive, tmp_path), reference=f"K {MARKER}") as desk:
        await desk.type(f"{MARKER} jälkikirjaus")
        await desk.press("enter")
        await desk.press("f7")
        await desk.type(f"{MARKER} ajatus")
        await desk.press("enter", "escape")
        await desk.press("down", "f2", "end")
        await desk.type(MARKER)
        await desk.press("enter", "down", "f2")
        await desk.saved()
        session_id = desk.session.id
        needles = to_search(archive, session_id)
        copy(archive, session_id, "json")
        assert len(holding(needles, folders)) >= 6
        search_for_it(archive)
        await erase_in_review(desk)
        assert desk.line == ""
        assert MARKER not in desk.text
        await desk.press("f8", "f7", "f5", "f2", "delete")
        await desk.type(f"{MARKER} uusi")
        await desk.press("enter")
        assert holding(needles, folders) == {}
        assert desk.words("The texts of this meeting have been erased. Nothing is added to it.")[:40] in desk.text
        await desk.press("ctrl+q")
        await desk.wait_until(lambda: not desk.app.is_running)
    assert holding(needles, folders) == {}


async def erase_in_review(desk: Desk) -> None:
    """Esc, the action by its name, and yes."""
    desk.review.act("erase")
    await desk.settle()
    await desk.press("2")
    await desk.saved()


def test_erased_by_a_plain_start(archive: Archive, tmp_path: Path, folders: list[Path]) -> None:
    one = everything(archive)
    needles = to_search(archive, one)
    asked = parser(Words("fi"), ["start"]).parse_args(["start", "--plain"])
    out = io.StringIO()
    context = context_of(archive, tmp_path, clock=FakeClock(START))
    assert start_plain(lambda: context, asked, False, io.StringIO("*\n"), out) == 0
    said = out.getvalue().splitlines()
    assert any("30" in line for line in said[: said.index("--")])
    assert said[-1].startswith("# ")
    assert holding(needles, folders) == {}


def test_a_plain_start_erases_nothing_where_the_policys_days_are_a_guess(archive: Archive, tmp_path: Path) -> None:
    one = everything(archive)
    asked = parser(Words("fi"), ["start"]).parse_args(["start", "--plain"])
    guess = Policy(keep_days=30, guessed=True)
    context = msgspec.structs.replace(context_of(archive, tmp_path, clock=FakeClock(START)), policy=guess)
    out = io.StringIO()
    assert start_plain(lambda: context, asked, False, io.StringIO("*\n"), out) == 0
    assert not archive.load(one).session.erased
    said = out.getvalue().splitlines()
    assert not any("30" in line for line in said[: said.index("--")])


# --- one note ---


async def test_a_note_taken_back_in_a_running_meeting(archive: Archive, tmp_path: Path, folders: list[Path]) -> None:
    """F8 brings the text back to the line; once the line is empty, nothing holds it."""
    async with in_meeting(tmp_path, context=context_of(archive, tmp_path)) as desk:
        await desk.type("ensimmäinen")
        await desk.press("enter")
        await desk.type(f"! asiakas: {MARKER}")
        await desk.press("enter")
        await desk.saved()
        session_id = desk.session.id
        needles = to_search(archive, session_id)
        copy(archive, session_id, "jsonl")
        # the first note and the reference stay, sealed or not
        kept = encode(desk.session.records[0]) + encode(desk.session.records[1])
        gone = [needle for needle in needles if needle not in kept]
        assert len(holding(gone, folders)) >= 6
        await desk.press("f8")
        await desk.saved()
        assert MARKER in desk.line
        await desk.press("ctrl+u")
        await desk.wait_until(lambda: holding(gone, [archive.places.data]) == {})
        assert holding(gone, folders) == {}
        await desk.press("f9", "enter")
        await desk.to(ReviewScreen)
        await desk.saved()
        assert holding(gone, folders) == {}
        assert desk.notes == ["ensimmäinen"]


async def test_a_note_deleted_in_the_review(archive: Archive, tmp_path: Path, folders: list[Path]) -> None:
    async with in_review(tmp_path, context=context_of(archive, tmp_path)) as desk:
        before = set(to_search_all(archive))
        await desk.type(MARKER)
        await desk.press("enter")
        await desk.saved()
        gone = [MARKER.encode(), *(needle for needle in to_search_all(archive) if needle not in before)]
        assert holding(gone, folders)
        search_for_it(archive)
        await desk.press("delete", "2")
        await desk.saved()
        assert holding(gone, folders) == {}
        await desk.press("f8")
        assert MARKER not in desk.line
        await desk.press("enter")
        await desk.to(HomeScreen)
        assert holding(gone, folders) == {}


def to_search_all(archive: Archive) -> list[bytes]:
    """Every sealed text on the disk."""
    return [
        sealed
        for path in archive.places.sessions.rglob("*.json")
        for sealed in re.findall(rb'"age":"([A-Za-z0-9+/=]{40,})"', path.read_bytes())
    ]


def test_a_note_taken_back_in_the_plain_meeting(archive: Archive, folders: list[Path]) -> None:
    clock = FakeClock()
    runner = Runner.start(archive, clock, plan(), language="fi", device="aaaaaaaa")
    seen: dict[str, bytes] = {}

    class Watching(io.StringIO):
        def write(self, line: str) -> int:
            if line.startswith("✓ 1") or "Kumottu" in line:
                seen[line[:1]] = b"".join(p.read_bytes() for p in archive.places.data.rglob("*") if p.is_file())
            return super().write(line)

    plain.run(runner, Words("fi"), io.StringIO(f"{MARKER}\n-\n"), Watching())
    assert (MARKER.encode() in seen["✓"]) == (not archive.vault.keys.on)
    assert MARKER.encode() not in seen["·"]  # at that moment, not only at the end
    sealed = re.findall(rb'"age":"([A-Za-z0-9+/=]{40,})"', seen["✓"])
    assert bool(sealed) == archive.vault.keys.on
    assert holding([MARKER.encode(), *sealed], folders) == {}


def test_a_struck_note_is_gone_from_copies_and_from_lines_that_cannot_be_read(archive: Archive) -> None:
    session_id = archive.new_id(START)
    own = records(archive, "aaaaaaaa", START, ended=False)[:2]
    own = (Record(1, "aaaaaaaa", 0, Started(wall=START, plan=plan(), language="fi")), own[1])
    session: Session = fold(session_id, own)
    journal = archive.create(archive.path(session_id, "jsonl"))
    journal.append(own)
    journal.close()
    path = archive.path(session_id, "jsonl")
    path.write_bytes(path.read_bytes() + f'{{"seq":2,"device":"aaaaaaaa","text":"{MARKER}'.encode())
    loaded = archive.load(session_id)
    runner = Runner.resume(archive, FakeClock(), loaded, "aaaaaaaa", plain.Gap.COUNT)
    runner.strike(session.notes[0].key)
    assert runner.flush()
    runner.close()
    assert strike(session, session.notes[0].key).notes == ()
    assert holding([MARKER.encode()], [archive.places.data]) == {}
