"""Everything into one file and back: nothing is lost, nothing is written over, and twice is as once."""

from __future__ import annotations

import os
import shutil
import stat
import zipfile
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kohtaa_tui.domain.events import Ended, NoteAdded, Record, Started
from kohtaa_tui.domain.folding import apply, fold
from kohtaa_tui.domain.practised import Practice
from kohtaa_tui.domain.rewriting import erase, strike
from kohtaa_tui.domain.session import Session
from kohtaa_tui.errors import KohtaaError, StorageFault
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage import document
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.conversion import convert
from kohtaa_tui.storage.disk import Disk
from kohtaa_tui.storage.hold import Hold
from kohtaa_tui.storage.index_file import index_path
from kohtaa_tui.storage.keys import WrongPassphrase
from kohtaa_tui.storage.paths import Places
from kohtaa_tui.storage.records import as_lines
from kohtaa_tui.storage.whole import saving
from kohtaa_tui.storage.whole.loading import Changes, load
from kohtaa_tui.storage.whole.opened import Opened
from kohtaa_tui.storage.whole.saving import Saved, save
from tests.build import START, plan, story
from tests.domain.strategies import stories
from tests.fakes import FailingDisk, FakeClock, places
from tests.sealed import QuickPassphrases, switch_on
from tests.storage.test_conversion import MARKER, filled, marked

PASSPHRASE = "oikea hevonen"
A, B = "0a0a0a0a", "0b0b0b0b"
ID = "20261103T080200Z-0123abcd"


@pytest.fixture(autouse=True)
def quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyrage, "passphrase", QuickPassphrases())


@pytest.fixture
def here(tmp_path: Path) -> Archive:
    return Archive(places(tmp_path / "here"))


@pytest.fixture
def there(tmp_path: Path) -> Archive:
    return Archive(places(tmp_path / "there"))


def contents(where: Places) -> dict[str, bytes]:
    """All that a person would miss, by name."""
    found = {}
    for folder in (where.data, where.config):
        found.update({
            f"{folder.name}/{path.relative_to(folder).as_posix()}": path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name not in ("device", "last.json")
        })  # fmt: skip
    return found


def saved(archive: Archive, name: str = "all.zip") -> Saved:
    return save(archive, archive.places.data.parent / name, START)


def taken_in(archive: Archive, file: Path, passphrase: str = "", *, do: bool = True) -> Changes:
    opened = Opened(file)
    try:
        if opened.sealed:
            opened.unlock(passphrase, archive.vault.keys.identities)
        return load(archive, opened, do=do)
    finally:
        opened.close()


def inside(file: Path, passphrase: str = "") -> dict[str, bytes]:
    """What is in an archive, sealed or not, by name."""
    opened = Opened(file)
    strange: list[str] = []
    try:
        if opened.sealed:
            opened.unlock(passphrase)
        pieces = [p for group in opened.groups(lambda *left: strange.append(left[0])) for p in group]
    finally:
        opened.close()
    assert strange == []
    return {piece.place.name: piece.data for piece in pieces}


def put(archive: Archive, session: Session, name: str = "") -> Path:
    """A file with all of a session, as its document or under another name."""
    path = archive.path(session.id, "json")
    path = path.with_name(name or path.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_lines(session.records) if path.suffix == ".jsonl" else document.to_bytes(session))
    return path


def told(device: str = A) -> Session:
    """A meeting that has ended."""
    one = story(reference=f"{MARKER} K-17").at("1:00").note(f"{MARKER} ensin", "words")
    one.at("6:00").forward().at("8:00").note(f"{MARKER} lopuksi", "agreed").at("20:00").end()
    return fold(ID, tuple(Record(r.seq, device, r.at_ms, r.event) for r in one.session.records))


def texts(archive: Archive, session_id: str = ID) -> list[str]:
    return [note.text for note in archive.load(session_id).session.notes]


def everything(where: Places) -> None:
    """One of each thing that an archive holds."""
    filled(where)
    for mark in (Practice("practice"), Practice("demo")):
        runner = Runner.start(Archive(where.practice), FakeClock(), plan(), language="fi", device=A, practice=mark)
        runner.end()
        assert runner.flush()
    files = {
        "config/config.toml": "keep_days = 60\n",
        "config/phases/oma.toml": "id = 1",
        "config/phases/practice/ville.toml": "a",
        "config/demos/esittely.toml": "b",
        "config/templates/järjestelmä 2.toml": "c",
        f"data/practice/observations/{runner.session.id}.0c0c0c0c.jsonl": '{"a":1}\n',
    }
    for name, text in files.items():
        path = where.data.parent / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in ("config/device", "config/last.json", "cache/data-0/index"):
        (where.data.parent / name).parent.mkdir(parents=True, exist_ok=True)
        (where.data.parent / name).write_text("{}")


# --- there and back ---


def test_all_comes_back_as_it_was(here: Archive, there: Archive) -> None:
    everything(there.places)
    done = saved(there)
    assert done.counts == {
        "settings": 1, "packs": 1, "clients": 1, "demos": 1, "templates": 1, "practice": 2, "marks": 1, "meetings": 3,
    }  # fmt: skip
    assert (len(done.running), done.left_out, done.sealed) == (1, (), False)
    found = taken_in(here, done.path)
    assert contents(here.places) == contents(there.places)
    assert (found.meetings.new, found.practice.new, found.left, found.differ) == (3, 2, [], [])
    assert found.settings == b"keep_days = 60\n"
    for path in (*here.places.data.rglob("*"), *here.places.config.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_what_belongs_to_the_machine_stays_there(there: Archive) -> None:
    everything(there.places)
    held = inside(saved(there).path)
    assert not [name for name in held if "device" in name or "last" in name or "cache" in name]


def test_the_archive_is_private_whole_and_readable_by_any_program(there: Archive) -> None:
    everything(there.places)
    before = set(there.places.data.parent.iterdir())
    path = saved(there).path
    assert set(there.places.data.parent.iterdir()) - before == {path}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        names = set(file.namelist()) - {"kohtaa.json"}
        assert {name: file.read(name) for name in names} == contents(there.places)
        assert b'"kohtaa": "archive"' in file.read("kohtaa.json")


def test_where_encryption_is_on_nothing_of_it_can_be_read(here: Archive, there: Archive) -> None:
    everything(there.places)
    there.vault.use([there.vault.keys.make(PASSPHRASE, [])])
    there.vault.keys.seal_to([str(there.vault.identities[0].to_public())])
    path = saved(there).path
    with zipfile.ZipFile(path) as file:
        assert set(file.namelist()) == {
            "kohtaa.json", "config/keys/identity.age", "config/keys/recipients.txt", "sealed/0001.age",
        }  # fmt: skip
        held = b"".join(file.read(name) for name in file.namelist())
        assert MARKER.encode() not in held
        assert b"meetings" not in file.read("kohtaa.json")  # nor how many there are
    with pytest.raises(WrongPassphrase):
        taken_in(here, path, "väärä hevonen")
    assert not here.places.data.exists()
    found = taken_in(here, path, PASSPHRASE)
    assert (found.keys, found.meetings.new, found.left) == ("new", 3, [])
    assert here.vault.keys.on
    assert here.vault.keys.identities(PASSPHRASE)
    assert inside(saved(here).path, PASSPHRASE).keys() == inside(path, PASSPHRASE).keys()


@st.composite
def stores(draw: st.DrawFn) -> list[tuple[str, Session, str]]:
    """Sessions with the names of their files: documents, journals, copies."""
    found = []
    for number in range(draw(st.integers(0, 3))):
        session = draw(stories()).session
        session_id = f"202611{10 + number}T080200Z-0123abcd"
        ending = draw(st.sampled_from((".jsonl", ".0b0b0b0b.jsonl", ".json", " (1).json", "-TYÖKONE.jsonl")))
        found.append((session_id, fold(session_id, session.records), ending))
        if draw(st.booleans()):
            found.append((session_id, fold(session_id, session.records), ".sync-conflict-20261103-101010-ABCDEFG.json"))
    return found


@given(store=stores(), sealed=st.booleans())
@settings(max_examples=15)
def test_save_load_and_save_again_is_the_same(store: list[tuple[str, Session, str]], sealed: bool) -> None:
    with TemporaryDirectory() as folder:
        one, other = (Archive(places(Path(folder) / name)) for name in ("one", "other"))
        for archive in (one, other):
            archive.places.data.mkdir(parents=True)
        identity = None
        if sealed:
            identity = switch_on(one.places)
            (one.places.keys / "identity.age").write_bytes(
                pyrage.passphrase.encrypt(f"{identity}\n".encode(), "salasana")
            )
        for session_id, session, ending in store:
            records = one.vault.resealed(session.records)
            put(one, fold(session_id, records), session_id + ending)
            one.keep_draft(session_id, "puoli")
        first = saved(one).path
        before = inside(first, "salasana")
        found = taken_in(other, first, "salasana")
        assert found.left == []
        assert inside(saved(other).path, "salasana") == before
        assert contents(other.places) == contents(one.places)
        assert taken_in(other, first, "salasana").nothing


def test_many_meetings_are_sealed_in_parts(here: Archive, there: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "PART_RAW", 1000)
    filled(there.places)
    there.vault.use([there.vault.keys.make(PASSPHRASE, [])])
    there.vault.keys.seal_to([str(there.vault.identities[0].to_public())])
    assert {one.result for one in convert(there)} == {"done"}
    path = saved(there).path
    with zipfile.ZipFile(path) as file:
        assert sum(name.startswith("sealed/") for name in file.namelist()) == 4
    taken_in(here, path, PASSPHRASE)
    assert contents(here.places) == contents(there.places)


# --- saving ---


def test_nothing_is_written_over_and_nothing_half_is_left(there: Archive) -> None:
    filled(there.places)
    path = saved(there).path
    before = path.read_bytes()
    with pytest.raises(StorageFault, match="already there"):
        saved(there)
    assert path.read_bytes() == before
    (path.parent / "link.zip").symlink_to(path.parent / "nowhere")
    with pytest.raises(StorageFault, match="already there"):
        saved(there, "link.zip")


def test_a_file_that_comes_there_meanwhile_is_left_alone(there: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(there.places)
    target = there.places.data.parent / "all.zip"
    real = os.fsync

    def somebody(handle: int) -> None:
        target.write_text("somebody's")
        real(handle)

    monkeypatch.setattr(os, "fsync", somebody)
    with pytest.raises(StorageFault, match="already there"):
        saved(there)
    assert target.read_text() == "somebody's"
    assert not list(target.parent.glob(".*"))


def test_an_archive_that_does_not_read_back_is_not_kept(there: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(there.places)
    monkeypatch.setattr(saving, "verify", lambda *_: False)
    with pytest.raises(StorageFault, match="read back"):
        saved(there)
    assert not list(there.places.data.parent.glob("*.zip"))
    assert not list(there.places.data.parent.glob(".*"))


def test_what_cannot_be_saved_is_named(there: Archive) -> None:
    ids = filled(there.places)
    month = there.places.sessions / "2026" / "11"
    (month / f"{ids[0]}-LINK.json").symlink_to(month / f"{ids[0]}.json")
    (month / "muistilista.txt").write_text("x")
    (month / ".stfolder").mkdir()
    done = saved(there)
    assert sorted(path.name for path, _ in done.left_out) == sorted(["muistilista.txt", f"{ids[0]}-LINK.json"])
    assert done.counts["meetings"] == 3


def test_a_meeting_that_ends_while_it_is_saved_is_saved_whole(there: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = filled(there.places)
    journal = there.path(ids[2], "jsonl")
    real = saving.read_bytes
    seen = []

    def reading(path: Path, cap: int) -> bytes:
        if path == journal and not seen:
            seen.append(path)
            running = there.load(ids[2]).session
            there.finish(apply(running, Record(running.next_seq, A, running.last_ms, Ended())))
        return real(path, cap)

    monkeypatch.setattr(saving, "read_bytes", reading)
    done = saved(there)
    assert (seen, done.left_out, done.running) == ([journal], (), ())
    assert f"data/sessions/2026/11/{ids[2]}.json" in inside(done.path)


def test_without_the_keys_nothing_is_saved_in_the_clear(there: Archive) -> None:
    filled(there.places)
    switch_on(there.places)
    shutil.rmtree(there.places.keys)
    with pytest.raises(StorageFault, match="keys are missing"):
        save(Archive(there.places), there.places.data.parent / "all.zip", START)


# --- uniting ---


def touched(where: Places) -> dict[Path, int]:
    return {p: p.stat().st_mtime_ns for folder in (where.data, where.config) for p in folder.rglob("*")}


def test_the_same_twice_changes_nothing(here: Archive, there: Archive) -> None:
    everything(there.places)
    path = saved(there).path
    taken_in(here, path)
    before = touched(here.places)
    found = taken_in(here, path)
    assert found.nothing
    assert (found.meetings.same, found.practice.same, found.differ) == (3, 2, [])
    assert touched(here.places) == before


def test_looking_changes_nothing(here: Archive, there: Archive) -> None:
    everything(there.places)
    found = taken_in(here, saved(there).path, do=False)
    assert found.meetings.new == 3
    assert not here.places.data.exists()
    assert not here.places.config.exists()


def test_what_the_archive_has_more_is_put_beside_and_read_along(here: Archive, there: Archive) -> None:
    whole = told()
    more = Record(90, B, 900_000, NoteAdded("toisen koneen", None))
    own = put(here, whole)
    before = own.read_bytes()
    put(there, fold(ID, (*whole.records, more)))
    path = saved(there).path
    assert taken_in(here, path).meetings.more == 1
    assert own.read_bytes() == before
    assert "toisen koneen" in texts(here)
    assert len(texts(here)) == 3
    assert [p.name[: len(ID) + 9] for p in here.files(ID).all if p != own] == [f"{ID}-archive-"]
    assert taken_in(here, path).nothing


def test_less_than_is_here_changes_nothing(here: Archive, there: Archive) -> None:
    whole = told()
    put(here, whole)
    put(there, fold(ID, whole.records[:3]), f"{ID}.jsonl")
    there.keep_draft(ID, "kauan sitten puoli")
    before = contents(here.places)
    assert taken_in(here, saved(there).path).nothing
    assert contents(here.places) == before


def test_what_was_erased_here_stays_erased(here: Archive, there: Archive) -> None:
    put(there, told())
    put(here, erase(told()))
    found = taken_in(here, saved(there).path)
    assert (found.meetings.erased, found.nothing) == (1, True)
    assert not marked(here.places)


def test_what_was_erased_there_goes_here_too_and_is_said(here: Archive, there: Archive) -> None:
    put(here, told())
    put(here, told(), f"{ID}-TYÖKONE.json")
    put(there, erase(told()))
    path = saved(there).path
    assert taken_in(here, path, do=False).meetings.texts_gone == 1
    assert marked(here.places)
    assert taken_in(here, path).meetings.texts_gone == 1
    assert not marked(here.places)
    assert taken_in(here, path).nothing


def test_of_what_was_erased_here_no_line_that_nobody_can_read_comes_back(here: Archive, there: Archive) -> None:
    put(here, erase(told()))
    path = put(there, told(), f"{ID}.jsonl")
    path.write_bytes(path.read_bytes() + f'{{"seq":80,"kind":"uutta","text":"{MARKER}"}}\n'.encode())
    put(there, fold(ID, (*told().records, Record(90, B, 900_000, Ended()))), f"{ID}-B.json")
    taken_in(here, saved(there).path)
    assert not marked(here.places)


def test_a_line_half_typed_before_the_end_does_not_come_to_a_meeting_that_is_over(
    here: Archive, there: Archive
) -> None:
    whole = told()
    put(here, whole)
    put(there, fold(ID, (*whole.records, Record(90, B, 900_000, NoteAdded("lisää", None)))))
    there.keep_draft(ID, "kauan sitten puoli")
    assert taken_in(here, saved(there).path).meetings.more == 1
    assert "lisää" in texts(here)
    assert here.files(ID).drafts == ()


@pytest.mark.parametrize("struck_here", [True, False])
def test_a_note_that_was_taken_out_on_one_side_is_gone(struck_here: bool, here: Archive, there: Archive) -> None:
    whole = told()
    less = strike(whole, whole.notes[0].key)
    put(here, less if struck_here else whole)
    put(there, whole if struck_here else less)
    put(there, fold(ID, (*whole.records, Record(90, B, 900_000, NoteAdded("lisää", None)))), f"{ID}-B.json")
    index = index_path(here.places)
    index.parent.mkdir(parents=True)
    index.write_bytes(b"ensin")
    found = taken_in(here, saved(there).path)
    assert found.meetings.texts_gone == (0 if struck_here else 1)
    assert index.exists() is struck_here  # what goes here goes from the search too, and not at the next one
    assert texts(here) == [f"{MARKER} lopuksi", "lisää"]
    assert not any(b"ensin" in data for data in contents(here.places).values())


def test_a_meeting_open_in_another_window_is_left_alone(here: Archive, there: Archive) -> None:
    put(there, told())
    path = saved(there).path
    hold = Hold(here.places, ID)
    assert hold.take()
    for do in (False, True):
        found = taken_in(here, path, do=do)
        assert [name for name, _ in found.left] == [ID]
        assert found.nothing
    hold.release()
    assert not here.files(ID).all
    assert taken_in(here, path).meetings.new == 1


def test_two_windows_do_not_load_at_once(here: Archive, there: Archive) -> None:
    put(there, told())
    path = saved(there).path
    hold = Hold(here.places, "archive-load")
    assert hold.take()
    assert taken_in(here, path, do=False).meetings.new == 1
    with pytest.raises(StorageFault, match="loaded in another window"):
        taken_in(here, path)
    hold.release()
    assert taken_in(here, path).meetings.new == 1


def test_practice_never_comes_among_the_meetings(here: Archive, there: Archive) -> None:
    runner = Runner.start(
        Archive(there.places.practice), FakeClock(), plan(), language="fi", device=A, practice=Practice("practice")
    )
    runner.end()
    assert runner.flush()
    stranger = next((there.places.practice.sessions).rglob("*.json"))
    month = there.places.sessions / "2026" / "11"
    month.mkdir(parents=True)
    stranger.rename(month / stranger.name)
    found = taken_in(here, saved(there).path)
    assert [name for name, _ in found.left] == [runner.session.id]
    assert not here.files(runner.session.id).all


def test_a_damaged_meeting_is_kept_and_said(here: Archive, there: Archive) -> None:
    path = put(there, told())
    path.write_bytes(b"{ this is no meeting")
    found = taken_in(here, saved(there).path)
    assert (found.meetings.new, found.meetings.unread) == (1, 1)
    assert here.path(ID, "json").read_bytes() == b"{ this is no meeting"


def test_what_is_damaged_here_is_healed_from_the_archive(here: Archive, there: Archive) -> None:
    put(there, told())
    put(here, told()).write_bytes(b"{ this is no meeting")
    with pytest.raises(StorageFault):
        here.load(ID)
    taken_in(here, saved(there).path)
    assert len(texts(here)) == 2
    assert here.path(ID, "json").read_bytes() == b"{ this is no meeting"


def test_a_meeting_here_that_a_newer_version_wrote_is_left_as_it_is(here: Archive, there: Archive) -> None:
    whole = told()
    put(there, fold(ID, (*whole.records, Record(90, B, 900_000, NoteAdded("lisää", None)))))
    first = whole.records[0]
    assert isinstance(first.event, Started)
    newer = Record(first.seq, first.device, first.at_ms, replace(first.event, schema=99))
    put(here, whole, f"{ID}.jsonl").write_bytes(as_lines((newer, *whole.records[1:])))
    assert here.load(ID).newer
    before = contents(here.places)
    found = taken_in(here, saved(there).path)
    assert [name for name, _ in found.left] == [ID]
    assert contents(here.places) == before


def test_of_a_meeting_of_a_newer_version_nothing_is_touched(here: Archive, there: Archive) -> None:
    put(here, told())
    whole = told()
    first = whole.records[0]
    assert isinstance(first.event, Started)
    newer = Record(first.seq, first.device, first.at_ms, replace(first.event, schema=99))
    more = Record(90, B, 900_000, NoteAdded("uudempi", None))
    path = put(there, whole, f"{ID}.jsonl")
    path.write_bytes(as_lines((newer, *whole.records[1:], more)))
    before = contents(here.places)
    found = taken_in(here, saved(there).path)
    assert [name for name, _ in found.left] == [ID]
    assert contents(here.places) == before


def test_settings_and_packs_that_are_here_stay(here: Archive, there: Archive) -> None:
    everything(there.places)
    here.places.packs.mkdir(parents=True)
    here.places.config_file.write_text("keep_days = 5\n")
    (here.places.packs / "oma.toml").write_text("minun")
    found = taken_in(here, saved(there).path)
    assert sorted(found.differ) == ["config/config.toml", "config/phases/oma.toml"]
    assert here.places.config_file.read_text() == "keep_days = 5\n"
    assert (here.places.packs / "oma.toml").read_text() == "minun"
    assert found.settings is None


# --- keys ---


def test_plain_meetings_are_sealed_where_encryption_is_on(here: Archive, there: Archive) -> None:
    ids = filled(there.places)
    path = saved(there).path
    identity = switch_on(here.places)
    assert taken_in(here, path).meetings.new == 3
    assert not marked(here.places)
    here.vault.use([identity])
    assert here.load(ids[2]).draft == f"{MARKER} puoli"
    assert MARKER in here.load(ids[0]).session.notes[0].text
    assert taken_in(Archive(here.places), path).nothing


def test_other_keys_that_are_here_stay(here: Archive, there: Archive) -> None:
    there.vault.keys.seal_to([str(there.vault.keys.make(PASSPHRASE, []).to_public())])
    put(there, fold(ID, there.vault.resealed(told().records)))
    here.vault.keys.seal_to([str(here.vault.keys.make("toinen hevonen", []).to_public())])
    before = {path: path.read_bytes() for path in here.places.keys.iterdir()}
    path = saved(there).path
    found = taken_in(here, path, PASSPHRASE)
    assert (found.keys, found.meetings.new) == ("others", 1)
    assert {path: path.read_bytes() for path in here.places.keys.iterdir()} == before
    assert Archive(here.places).load(ID).session.locked
    assert taken_in(here, path, PASSPHRASE).nothing


def test_the_key_of_this_computer_opens_an_archive_from_before_a_new_passphrase(there: Archive) -> None:
    keys = there.vault.keys
    old = keys.make(PASSPHRASE, [])
    keys.seal_to([str(old.to_public())])
    put(there, fold(ID, there.vault.resealed(told().records)))
    path = saved(there).path
    keys.seal_to([str(keys.make("uusi hevonen", [old]).to_public())])
    found = taken_in(there, path, "uusi hevonen")
    assert (found.keys, found.meetings.same) == ("others", 1)


def test_keys_that_nothing_could_be_sealed_to_are_left_out(here: Archive, there: Archive) -> None:
    switch_on(there.places)
    there.vault.keys.off()
    (there.places.keys / "identity.age").write_text("x")
    path = saved(there).path
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("config/keys/recipients.txt", "age1nobody\n")
    found = taken_in(here, path)
    assert [name for name, _ in found.left] == ["config/keys/recipients.txt"]
    assert not here.vault.keys.on
    assert not here.vault.keys.made


# --- cut short ---


@pytest.mark.parametrize("after_effect", [False, True])
def test_loading_that_was_cut_short_is_done_again(after_effect: bool, tmp_path: Path) -> None:
    there = Archive(places(tmp_path / "there"))
    filled(there.places)
    put(there, told())
    there.places.packs.mkdir(parents=True)
    (there.places.packs / "oma.toml").write_text("x")
    path = saved(there).path
    whole = contents(there.places)
    count = FailingDisk()
    taken_in(Archive(places(tmp_path / "count"), count), path)
    assert count.calls > 30
    for at in range(1, count.calls + 1, 4):
        where = places(tmp_path / f"at{at}")
        disk = FailingDisk(at)
        disk.after_effect = after_effect
        with suppress(KohtaaError):
            assert taken_in(Archive(where, disk), path).left
        assert contents(where).items() <= {**whole, **_half(where)}.items()
        found = taken_in(Archive(where), path)
        assert found.left == []
        assert meant(Archive(where)) == meant(there)
        shutil.rmtree(tmp_path / f"at{at}")


def _turned(path: Path) -> Path:
    """The archive packed again by another program, the last thing first."""
    turned = path.with_name("turned.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(turned, "w") as new:
        for name in reversed(old.namelist()):
            new.writestr(name, old.read(name))
    return turned


def test_cut_short_at_any_step_no_half_typed_line_is_lost(tmp_path: Path) -> None:
    there = Archive(places(tmp_path / "there"))
    running = story(reference="K-17").at("1:00").note("ensin").session
    put(there, fold(ID, running.records), f"{ID}.jsonl")
    there.keep_draft(ID, "puolikas")
    path, at, cut = _turned(saved(there).path), 0, True
    while cut:
        at += 1
        where, disk = places(tmp_path / f"at{at}"), FailingDisk(at)
        with suppress(KohtaaError):
            taken_in(Archive(where, disk), path)
        cut = disk.calls >= at
        taken_in(Archive(where), path)
        assert Archive(where).load(ID).draft == "puolikas"
    assert at > 5


def meant(archive: Archive) -> object:
    """What a person has, in however many files it lies."""
    files = {n: d for n, d in contents(archive.places).items() if "/sessions/" not in n}
    stores = (archive, Archive(archive.places.practice))
    return files, [
        (loaded.session, loaded.draft)
        for one in stores
        for loaded in (one.load(session_id) for session_id in one.ids())
    ]


def _half(where: Places) -> dict[str, bytes]:
    return {name: data for name, data in contents(where).items() if name.endswith(".tmp")}


def test_a_full_disk_is_said_once(here: Archive, there: Archive) -> None:
    for number in range(9):
        put(there, fold(f"2026110{number + 1}T080200Z-0123abcd", told().records))
    here.disk = FailingDisk(1)
    with pytest.raises(StorageFault, match="No space left"):
        taken_in(here, saved(there).path)


def test_a_meeting_here_and_there_that_cannot_be_put_here_stops_nothing(here: Archive, there: Archive) -> None:
    ids = [f"202611{day:02}T080200Z-0123abcd" for day in range(1, 12)]
    for session_id in ids:
        put(there, fold(session_id, told().records))
    path, real = saved(there).path, here.disk

    class Odd(Disk):
        def put(self, path: Path, data: bytes) -> None:
            if int(path.name[6:8]) % 2:
                raise OSError(28, "No space left on device")
            real.put(path, data)

    here.disk = Odd()
    found = taken_in(here, path)
    assert sorted(name for name, _ in found.left) == ids[::2]
    assert found.meetings.new == 5


def test_without_the_keys_nothing_is_loaded_in_the_clear(here: Archive, there: Archive) -> None:
    put(there, told())
    switch_on(here.places)
    shutil.rmtree(here.places.keys)
    for do in (False, True):
        with pytest.raises(StorageFault, match="keys are missing"):
            taken_in(here, saved(there, f"{do}.zip").path, do=do)
    assert not here.files(ID).all


def test_saving_that_the_disk_refuses_leaves_nothing(there: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(there.places)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(StorageFault, match="No space left"):
        saved(there)
    assert not list(there.places.data.parent.glob("*.zip"))
    assert not list(there.places.data.parent.glob(".*"))


def test_the_sign_of_life_comes_along(here: Archive, there: Archive) -> None:
    ids = filled(there.places)
    for path in there.files(ids[2]).all:
        os.utime(path, (1_700_000_000, 1_700_000_000))
    taken_in(here, saved(there).path)
    sign = here.load(ids[2]).sign_of_life
    assert sign is not None
    assert sign.timestamp() == 1_700_000_000


def test_the_disk_is_given_what_was_written(here: Archive, there: Archive) -> None:
    """Files reach the disk by the one object that syncs them."""
    filled(there.places)
    path = saved(there).path

    class Counting(Disk):
        def __init__(self) -> None:
            self.put_paths: list[Path] = []

        def put(self, path: Path, data: bytes) -> None:
            self.put_paths.append(path)
            super().put(path, data)

    disk = Counting()
    taken_in(Archive(here.places, disk), path)
    assert {p for p in here.places.sessions.rglob("*") if p.is_file()} == set(disk.put_paths)
