"""One session out of many files: two computers, the copies that sync engines leave, and erasing in all of them."""

from __future__ import annotations

import itertools
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kohtaa_tui.domain.events import (
    Ended,
    NoteAdded,
    NoteEdited,
    PhaseEntered,
    Record,
    Reflected,
    Started,
    Struck,
    Undone,
)
from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.rewriting import erase, strike
from kohtaa_tui.domain.session import Session, Status
from kohtaa_tui.errors import NotAllowed, StorageFault
from kohtaa_tui.runtime.gaps import Gap
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage import document
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.disk import Disk
from kohtaa_tui.storage.hold import Hold
from kohtaa_tui.storage.records import as_lines
from kohtaa_tui.storage.session_files import owner
from kohtaa_tui.storage.tidying import tidy
from kohtaa_tui.storage.union import united
from tests.build import START, plan, story
from tests.domain.strategies import stories
from tests.fakes import FakeClock, places

ID = "20261103T080200Z-0123abcd"
A, B = "0a0a0a0a", "0b0b0b0b"
MARKER = "tunnusmerkki"

NAMINGS = {
    "Syncthing": ".sync-conflict-20261103-101010-ABCDEFG",
    "Nextcloud": " (conflicted copy 2026-11-03 101010)",
    "Nextcloud with a user": " (conflicted copy maija.m 2026-11-03 101010)",
    "an older Nextcloud": "_conflict-20261103-101010",
    "an older Nextcloud with a user": "_conflict-maija-20261103-101010",
    "OneDrive": "-TYÖKONE",
    "OneDrive once more": "-DESKTOP-4F7K2-2",
    "Dropbox": " (Maijan kone's conflicted copy 2026-11-03)",
    "Dropbox in Finnish": " (Ristiriitainen kopio käyttäjältä Maija 2026-11-03)",
    "iCloud": " 2",
    "Google Drive": " (1)",
}
naming = pytest.mark.parametrize("between", NAMINGS.values(), ids=NAMINGS.keys())


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(places(tmp_path))


def of_two(told: Session, second: set[int]) -> tuple[Record, ...]:
    """The records of a meeting, some of them by another computer, and what they say of each other with them."""
    device = {r.seq: B if r.seq in second and r.seq > 1 else A for r in told.records}
    found = []
    for r in told.records:
        event, mine = r.event, device[r.seq]
        match event:
            case Undone(target=target):
                event = replace(event, of=device.get(target, "") if device.get(target) != mine else "")
            case NoteEdited(note=note):
                event = replace(event, of=device.get(note, "") if device.get(note) != mine else "")
            case _:
                pass
        found.append(Record(r.seq, mine, r.at_ms, event))
    return tuple(found)


def told() -> Session:
    """A meeting that has ended, half of it by each computer."""
    one = story(reference=f"{MARKER} K-17").at("1:00").note(f"{MARKER} ensin", "words").at("6:00").forward()
    one.at("7:00").note(f"{MARKER} sitten").at("8:00").note(f"{MARKER} lopuksi", "agreed").at("20:00").end()
    one.reflect("s0", f"{MARKER} oma ajatus")
    return fold(ID, of_two(one.session, {4, 5, 7}))


def put(archive: Archive, name: str, records: tuple[Record, ...]) -> Path:
    """A file with these records, under this name."""
    path = archive.path(ID, "json").with_name(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_lines(records) if name.endswith(".jsonl") else document.to_bytes(fold(ID, records)))
    return path


def everything(archive: Archive) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in archive.places.sessions.rglob("*") if p.is_file()}


# --- names ---


@naming
@pytest.mark.parametrize("ending", ["json", "jsonl"])
def test_a_copy_is_shown_as_one_session_with_its_original(archive: Archive, between: str, ending: str) -> None:
    whole = told()
    put(archive, f"{ID}.{ending}", whole.records[:-2])
    copy = put(archive, f"{ID}{between}.{ending}", (*whole.records[:3], *whole.records[4:]))
    before = copy.read_bytes()
    assert archive.load(ID).session == whole
    assert [*archive.ids()] == [ID]
    assert len([*archive.all_whole()]) == len(archive.recent(9)) == 1
    tidy(archive, A)
    archive.finish(archive.load(ID).session)
    assert copy.read_bytes() == before
    assert archive.load(ID).session == whole


@naming
def test_a_copy_alone_is_read_like_its_original(archive: Archive, between: str) -> None:
    put(archive, f"{ID}{between}.json", told().records)
    assert archive.load(ID).session == told()


@naming
def test_a_copy_of_another_computers_journal_is_read_along_and_stays(archive: Archive, between: str) -> None:
    whole = told()
    put(archive, f"{ID}.jsonl", whole.records[:3])
    put(archive, f"{ID}.{B}.jsonl", whole.records[:5])
    copy = put(archive, f"{ID}.{B}{between}.jsonl", whole.records)
    assert archive.load(ID).session == whole
    tidy(archive, A)
    assert archive.load(ID).session == whole
    assert {p.name for p in archive.places.sessions.rglob("*.json*")} == {f"{ID}.json", copy.name}


@naming
def test_a_copy_of_the_half_typed_line_is_given_back_too(archive: Archive, between: str) -> None:
    put(archive, f"{ID}.jsonl", told().records[:3])
    archive.keep_draft(ID, "täällä")
    archive.path(ID, "draft").with_name(f"{ID}{between}.draft").write_text("muualla", "utf-8")
    assert archive.load(ID).draft == "täällä muualla"


@pytest.mark.parametrize(
    "name",
    [
        f"~syncthing~{ID}.json.tmp",
        f".syncthing.{ID}.json.tmp",
        f".{ID}.json.~1a2b3c",
        f"{ID}.json.part",
        f"{ID}x.json",
        f"{ID}.json~",
        f"{ID[:-1]}.json",
    ],
)
def test_what_a_sync_engine_has_not_finished_is_not_read(archive: Archive, name: str) -> None:
    put(archive, f"{ID}.json", told().records)
    archive.path(ID, "json").with_name(name).write_text("kesken")
    loaded = archive.load(ID)
    assert (loaded.session, loaded.strange) == (told(), ())
    archive.remove(ID)
    assert set(everything(archive)) == {name}


def test_a_copy_that_cannot_be_read_hides_nothing_and_is_named(archive: Archive) -> None:
    put(archive, f"{ID}.json", told().records)
    strange = archive.path(ID, "json").with_name(f"{ID}-TYÖKONE.json")
    strange.write_bytes(b"half a file")
    loaded = archive.load(ID)
    assert (loaded.session, loaded.strange) == (told(), (strange,))
    tidy(archive, A)
    assert strange.read_bytes() == b"half a file"
    archive.erase(ID)  # it may tell of the client
    assert strange.read_bytes() == archive.path(ID, "json").read_bytes()


def test_whose_half_typed_line_it_is_stands_in_its_name() -> None:
    month = Path("x")
    assert owner(month / f"{ID}.draft") == owner(month / f"{ID}.sync-conflict-20261103-101010-ABCDEFG.draft") == ""
    assert owner(month / f"{ID}.{B}.draft") == owner(month / f"{ID}.{B} (conflicted copy 2026-11-03).draft") == B


# --- one session, whatever lies where ---


@given(stories(most=16), st.data())
def test_however_a_history_lies_in_files_it_is_one_session(one: object, data: st.DataObject) -> None:
    """Split over two computers and any number of files, doubled, in any order, some notes struck on one side."""
    session = getattr(one, "session")  # noqa: B009 - a Story
    seqs = [r.seq for r in session.records]
    records = of_two(session, data.draw(st.sets(st.sampled_from(seqs))))
    wanted = united(records)
    texts = [r for r in records if isinstance(r.event, NoteAdded)]
    chosen = data.draw(st.sets(st.integers(0, len(texts) - 1))) if texts else set()
    struck = [texts[place] for place in chosen]
    if struck:
        wanted = tuple(Record(r.seq, r.device, r.at_ms, Struck()) if r in struck else r for r in wanted)
    files: list[list[Record]] = [[] for _ in range(data.draw(st.integers(1, 4)))]
    for record in records:
        for place in data.draw(st.sets(st.integers(0, len(files) - 1), min_size=1)):
            files[place].append(record)
    for record in struck:
        files[data.draw(st.integers(0, len(files) - 1))].append(
            Record(record.seq, record.device, record.at_ms, Struck())
        )
    for file in files:
        data.draw(st.randoms(use_true_random=False)).shuffle(file)
    assert united(r for file in files for r in file) == wanted
    assert united(r for file in files for r in united(file)) == wanted
    assert fold("x", united(r for file in reversed(files) for r in united(file))) == fold("x", wanted)


def any_records() -> st.SearchStrategy[list[Record]]:
    """Records that share their numbers, devices and times as no program would make them."""
    seal = st.sampled_from(["", "", "YWdlMQ==", "YWdlMg=="])
    text = st.sampled_from(["", "yksi", "kaksi"])
    events = st.one_of(
        st.builds(NoteAdded, text, st.none(), seal),
        st.builds(Reflected, st.just("s1"), text, seal),
        st.builds(PhaseEntered, st.sampled_from(["ohjaus", "neuvonta"])),
        st.builds(Struck),
        st.builds(Ended),
    )
    starts = st.builds(
        Started,
        st.just(START),
        st.just(plan()),
        st.just("fi"),
        text,
        erased=st.booleans(),
        age=st.sampled_from(["", "YQ=="]),
    )
    return st.lists(
        st.one_of(
            st.builds(Record, st.integers(2, 4), st.sampled_from([A, B]), st.sampled_from([5, 9]), events),
            st.builds(Record, st.just(1), st.just(A), st.just(0), starts),
        ),
        max_size=8,
    )


@given(any_records(), any_records(), any_records())
def test_uniting_depends_on_what_there_is_and_on_nothing_else(
    one: list[Record], two: list[Record], three: list[Record]
) -> None:
    both = united([*one, *two])
    assert both == united([*two, *one])
    assert united(both) == both
    assert united([*united(one), *two]) == both
    assert united([*both, *three]) == united([*one, *united([*two, *three])])


@given(any_records(), st.randoms(use_true_random=False))
def test_what_is_gone_is_gone_in_every_order(records: list[Record], chance: random.Random) -> None:
    chance.shuffle(records)
    erased = any(isinstance(r.event, Started) and r.event.erased for r in records)
    struck = {(r.seq, r.device, r.at_ms) for r in records if isinstance(r.event, Struck)}
    for record in united(records):
        if erased or (record.seq, record.device, record.at_ms) in struck:
            assert not isinstance(record.event, NoteAdded | Reflected)
        if erased and isinstance(record.event, Started):
            assert record.event.erased
            assert record.event.reference == record.event.age == ""


def test_two_computers_with_one_device_id_lose_nothing(archive: Archive) -> None:
    start = told().records[0]
    here = Record(2, A, 1000, NoteAdded(f"{MARKER} täällä"))
    there = Record(2, A, 2000, NoteAdded(f"{MARKER} siellä"))
    put(archive, f"{ID}.jsonl", (start, here))
    put(archive, f"{ID}.sync-conflict-20261103-101010-ABCDEFG.jsonl", (start, there))
    assert [n.text for n in archive.load(ID).session.notes] == [f"{MARKER} täällä", f"{MARKER} siellä"]
    for order in itertools.permutations([start, here, there, Record(2, A, 1000, Struck())]):
        assert [n.text for n in fold(ID, united(order)).notes] == [f"{MARKER} siellä"]


def test_what_was_struck_here_is_taken_out_of_another_computers_files_and_nothing_else_is(archive: Archive) -> None:
    """The other has written on since this computer read it: what came in so must not be written over."""
    whole = told()
    put(archive, f"{ID}.jsonl", whole.records[:3])
    loaded = archive.load(ID)
    runner = Runner.resume(archive, FakeClock(), loaded, B, Gap.COUNT)
    assert runner.flush()
    later = (*whole.records[:3], Record(4, A, 90_000, NoteAdded("sillä välin")))
    put(archive, f"{ID}.jsonl", later)  # as a sync engine brings it
    runner.strike((2, whole.records[1].device))
    assert runner.flush()
    runner.close()
    assert MARKER not in "".join(n.text for n in archive.load(ID).session.notes)
    assert "sillä välin" in archive.path(ID, "jsonl").read_text("utf-8")
    assert f"{MARKER} ensin" not in archive.path(ID, "jsonl").read_text("utf-8")


def test_a_struck_text_goes_out_of_a_document_that_came_back_with_it(archive: Archive) -> None:
    """The engine chose the other computer's document, and ours, with the note struck, became the copy."""
    whole = told()
    struck = strike(whole, whole.notes[0].key)
    put(archive, f"{ID}.json", whole.records)
    put(archive, f"{ID}-TYÖKONE.json", struck.records)
    tidy(archive, A)
    assert not any(f"{MARKER} ensin".encode() in data for data in everything(archive).values())
    assert archive.load(ID).session.records == struck.records


def test_a_torn_copy_of_a_line_that_is_whole_elsewhere_is_not_damage(archive: Archive) -> None:
    whole = told()
    put(archive, f"{ID}.json", whole.records)
    torn = put(archive, f"{ID}-TYÖKONE.jsonl", whole.records[:3])
    torn.write_bytes(torn.read_bytes()[:-20])
    assert archive.load(ID).damage == ()


# --- both go on ---


def both_running(tmp_path: Path) -> tuple[Archive, Archive, Runner, Runner]:
    """A meeting begun on one computer and gone on with on the other, each with its own data folder."""
    here, there = Archive(places(tmp_path / "a")), Archive(places(tmp_path / "b"))
    on_a = Runner.start(here, FakeClock(), plan(), language="fi", device=A, reference="K-17")
    on_a.note("alku")
    assert on_a.flush()
    carry(here, there)
    on_b = Runner.resume(there, FakeClock(), there.load(on_a.session.id), B, Gap.COUNT)
    assert on_b.flush()
    return here, there, on_a, on_b


def carry(one: Archive, other: Archive) -> None:
    """What a sync engine does with files that only one side has changed: the newer one goes to the other side."""

    def newer(source: str, target: str) -> None:
        there = Path(target)
        if not there.exists() or there.stat().st_mtime_ns < Path(source).stat().st_mtime_ns:
            shutil.copy2(source, target)

    shutil.copytree(one.places.data, other.places.data, dirs_exist_ok=True, copy_function=newer)


@pytest.mark.parametrize("first", ["a", "b"])
def test_ending_on_one_computer_while_the_other_goes_on_loses_nothing(tmp_path: Path, first: str) -> None:
    here, there, on_a, on_b = both_running(tmp_path)
    on_a.note("vain a")
    on_b.note("vain b")
    assert on_a.flush()
    assert on_b.flush()
    on_b.keep_draft("kesken b")
    carry(there, here)
    carry(here, there)
    ender, other, its, others = (on_a, on_b, here, there) if first == "a" else (on_b, on_a, there, here)
    ender.end()
    assert ender.flush()
    ender.close()
    session_id = on_a.session.id
    assert {n.text for n in its.load(session_id).session.notes} >= {"alku", "vain a", "vain b"}
    for path in others.files(session_id).journals:  # the engine takes away here what was taken away there
        if not its.path(session_id, "json").with_name(path.name).exists():
            path.unlink()
    carry(its, others)
    other.note("jälkeen")
    assert other.flush()
    other.end()
    assert other.flush()
    other.close()
    carry(others, its)
    for archive in (its, others):
        tidy(archive, A if archive is here else B)
        loaded = archive.load(session_id)
        assert {n.text for n in loaded.session.notes} >= {"alku", "vain a", "vain b", "jälkeen"}
        assert loaded.session.status is Status.ENDED
        assert not loaded.journal


def test_a_line_half_typed_on_one_computer_becomes_a_note_when_the_other_has_ended_the_meeting(tmp_path: Path) -> None:
    here, there, on_a, on_b = both_running(tmp_path)
    assert on_b.keep_draft("! asiakas: kesken jäi")
    on_b.close()  # killed
    carry(there, here)
    on_a.end()
    assert on_a.flush()
    on_a.close()
    session_id = on_a.session.id
    assert [p.name for p in here.files(session_id).drafts] == [f"{session_id}.{B}.draft"]
    tidy(here, A)
    assert [p.name for p in here.files(session_id).drafts] == [f"{session_id}.{B}.draft"]
    shutil.rmtree(there.places.data)
    carry(here, there)
    tidy(there, B)
    assert [(n.text, n.mark) for n in there.load(session_id).session.notes][-1] == ("asiakas: kesken jäi", "agreed")
    assert there.files(session_id).alone


def test_what_comes_in_while_the_end_is_written_is_not_taken_away(tmp_path: Path) -> None:
    here, there, on_a, on_b = both_running(tmp_path)
    carry(there, here)
    on_b.note("viime hetkellä")
    assert on_b.flush()

    class Meanwhile(Disk):
        """The other computer's journal comes in just when the document is in place."""

        def replace(self, source: Path, target: Path) -> None:
            super().replace(source, target)
            if target.suffix == ".json":
                carry(there, here)

    here.disk = Meanwhile()
    on_a.end()
    assert on_a.flush()
    on_a.close()
    session_id = on_a.session.id
    assert [n.text for n in here.load(session_id).session.notes] == ["alku", "viime hetkellä"]
    here.disk = Disk()
    tidy(here, A)
    assert here.files(session_id).alone
    assert [n.text for n in here.load(session_id).session.notes] == ["alku", "viime hetkellä"]


def test_a_note_that_was_edited_on_both_computers_apart_is_two_notes(tmp_path: Path) -> None:
    here, there = Archive(places(tmp_path / "a")), Archive(places(tmp_path / "b"))
    conflict = f"{ID}.sync-conflict-20261103-101010-ABCDEFG.json"
    for archive, device in ((here, A), (there, B)):
        put(archive, f"{ID}.json", told().records)
        runner = Runner.review(archive, FakeClock(), archive.load(ID), device)
        runner.edit(runner.session.notes[0].key, f"muokannut {device}")
        assert runner.flush()
    here.path(ID, "json").with_name(conflict).write_bytes(there.path(ID, "json").read_bytes())

    def texts() -> list[str]:
        return [n.text for n in here.load(ID).session.notes if n.text.startswith("muokannut")]

    assert texts() == [f"muokannut {A}", f"muokannut {B}"]
    for device, left in ((B, [f"muokannut {A}"]), (A, [])):
        runner = Runner.review(here, FakeClock(), here.load(ID), A)
        note = next(n for n in runner.session.notes if n.text == f"muokannut {device}")
        assert runner.edit(note.key, f"muokannut {device} taas")
        assert runner.flush()
        assert set(texts()) == {*left, f"muokannut {device} taas"}
        runner.strike(
            runner.session.notes[[n.text for n in runner.session.notes].index(f"muokannut {device} taas")].key
        )
        assert runner.flush()
        assert texts() == left
        assert not any(f"muokannut {device}".encode() in data for data in everything(here).values())


def test_a_meeting_of_a_newer_version_is_read_and_not_written_over(archive: Archive) -> None:
    whole = told()
    first = whole.records[0]
    assert isinstance(first.event, Started)
    newer = Record(1, first.device, 0, replace(first.event, schema=2))
    path = put(archive, f"{ID}.jsonl", (newer, *whole.records[1:3]))
    before = path.read_bytes()
    loaded = archive.load(ID)
    assert loaded.newer
    with pytest.raises(NotAllowed, match="newer version"):
        Runner.resume(archive, FakeClock(), loaded, A, Gap.COUNT)
    runner = Runner.review(archive, FakeClock(), loaded, A)
    with pytest.raises(NotAllowed, match="newer version"):
        runner.note("x")
    assert runner.flush()
    assert runner.keep_draft("")
    tidy(archive, A)
    with pytest.raises(StorageFault, match="newer version"):
        archive.erase(ID)
    assert path.read_bytes() == before


# --- erasing ---


def crowded(root: Path) -> Archive:
    """A session in every kind of file there can be, each with its part of the client."""
    archive, whole = Archive(places(root)), told()
    put(archive, f"{ID}.json", whole.records[:5])
    put(archive, f"{ID}.jsonl", whole.records[:4])
    put(archive, f"{ID}.{B}.jsonl", whole.records)
    put(archive, f"{ID}.{B}.1a2b.jsonl", whole.records[:6])
    for between in NAMINGS.values():
        put(archive, f"{ID}{between}.json", whole.records)
        put(archive, f"{ID}.{B}{between}.jsonl", whole.records[:5])
        with put(archive, f"{ID}{between}.jsonl", whole.records[:3]).open("ab") as file:
            file.write(f'{{"seq":9,"{MARKER}'.encode())
        archive.path(ID, "json").with_name(f"{ID}{between}.draft").write_text(MARKER)
    for name in (f"{ID}.draft", f"{ID}.{B}.draft", f"{ID}.json.tmp", f"{ID}.json.sync-conflict-20261103.tmp"):
        archive.path(ID, "json").with_name(name).write_text(MARKER)
    return archive


def test_erasing_takes_the_text_out_of_every_file_and_writes_the_same_on_every_computer(tmp_path: Path) -> None:
    here, there = crowded(tmp_path / "a"), crowded(tmp_path / "b")
    copies = {n for n in everything(here) if any(b in n for b in NAMINGS.values()) and not n.endswith(".draft")}
    assert here.erase(ID).copies == there.erase(ID).copies == len(copies)
    assert everything(here) == everything(there)
    assert set(everything(here)) == copies | {f"{ID}.json"}
    assert not any(MARKER.encode() in data for data in everything(here).values())
    assert here.load(ID).session == erase(told())
    times = {p: p.stat().st_mtime_ns for p in here.places.sessions.rglob("*") if p.is_file()}
    tidy(here, A)  # nothing is written anew that is as it should be, or two computers would never rest
    assert {p: p.stat().st_mtime_ns for p in times} == times


@pytest.mark.parametrize("way", ["to the other", "from the other"])
def test_a_copy_from_before_brings_nothing_back(tmp_path: Path, way: str) -> None:
    """The other computer added something apart: its file and the erased one meet, under either name."""
    here, there, whole = Archive(places(tmp_path / "a")), Archive(places(tmp_path / "b")), told()
    more = (*whole.records, Record(9, B, whole.last_ms, NoteAdded(f"{MARKER} jälkikäteen")))
    put(here, f"{ID}.json", whole.records)
    put(there, f"{ID}.json", more)
    here.erase(ID)
    erased = here.path(ID, "json").read_bytes()
    conflict = f"{ID}.sync-conflict-20261103-101010-ABCDEFG.json"
    for archive in (here, there):
        document_path = archive.path(ID, "json")
        if way == "to the other":
            document_path.write_bytes(erased)
            put(archive, conflict, more)
        else:
            put(archive, f"{ID}.json", more)
            document_path.with_name(conflict).write_bytes(erased)
        assert archive.load(ID).session.erased
        assert archive.load(ID).session.notes == ()
        tidy(archive, A if archive is here else B)
    assert everything(here) == everything(there)
    assert not any(MARKER.encode() in data for data in everything(here).values())
    before = {p: p.stat().st_mtime_ns for p in here.places.sessions.rglob("*")}
    tidy(here, A)
    assert {p: p.stat().st_mtime_ns for p in here.places.sessions.rglob("*")} == before


def test_erased_on_one_computer_while_the_other_goes_on_it_is_erased_there_at_the_end(tmp_path: Path) -> None:
    here, there, on_a, on_b = both_running(tmp_path)
    on_a.close()
    session_id = on_a.session.id
    here.erase(session_id)
    carry(here, there)
    on_b.note(f"{MARKER} ei tiennyt")
    assert on_b.flush()
    on_b.end()
    assert on_b.flush()
    on_b.close()
    assert on_b.session.erased
    carry(there, here)
    tidy(here, A)
    for archive in (here, there):
        assert not any(MARKER.encode() in data or b"alku" in data for data in everything(archive).values())


@pytest.mark.parametrize("later", [A, B])
def test_of_two_thoughts_on_one_question_the_newest_is_shown_and_both_stay(tmp_path: Path, later: str) -> None:
    here, there = Archive(places(tmp_path / "a")), Archive(places(tmp_path / "b"))
    for archive, device in ((here, A), (there, B)):
        put(archive, f"{ID}.json", told().records)
        runner = Runner.review(archive, FakeClock(), archive.load(ID), device)
        if device == later:
            runner.record(Reflected("s1", "ensin toinen kysymys"))
        runner.record(Reflected("s0", f"ajatus {device}"))
        assert runner.flush()
    carry_apart(here, there)
    carry_apart(there, here)
    for archive, device in ((here, A), (there, B)):
        tidy(archive, device)
        session = archive.load(ID).session
        assert session.reflections == {"s0": f"ajatus {later}", "s1": "ensin toinen kysymys"}
        archive.finish(session)  # as the next correction does
        kept = archive.path(ID, "json").read_bytes()
        assert all(f"ajatus {one}".encode() in kept for one in (A, B))


def carry_apart(source: Archive, target: Archive) -> None:
    """The document of one computer comes to the other under the name of a conflict."""
    told = source.path(ID, "json").read_bytes()
    target.path(ID, "json").with_name(f"{ID}.sync-conflict-20261103-101010-ABCDEFG.json").write_bytes(told)


@naming
def test_taking_a_session_away_takes_its_copies_too(archive: Archive, between: str) -> None:
    for ending in ("json", "jsonl"):
        put(archive, f"{ID}.{ending}", told().records)
        put(archive, f"{ID}{between}.{ending}", told().records)
    archive.remove(ID)
    assert everything(archive) == {}


def test_a_session_that_is_open_is_not_tidied(archive: Archive) -> None:
    put(archive, f"{ID}.jsonl", told().records)
    before = everything(archive)
    hold = Hold(archive.places, ID)
    assert hold.take()
    tidy(archive, A)
    assert everything(archive) == before
    hold.release()
    tidy(archive, A)
    assert set(everything(archive)) == {f"{ID}.json"}
