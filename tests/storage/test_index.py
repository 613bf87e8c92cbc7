"""The index is never needed to be right, or there at all: whatever lies in its place, the answer is the same."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from kohtaa_tui.domain.events import NoteAdded, Record
from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.rewriting import strike
from kohtaa_tui.domain.searching import Query, Summary, matching, summary, words_of
from kohtaa_tui.errors import StorageFault
from kohtaa_tui.runtime.history import History
from kohtaa_tui.runtime.looking import InFiles
from kohtaa_tui.storage import document, index, index_opening
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.conversion import convert
from kohtaa_tui.storage.index_file import ENDINGS, allowed, drop, index_path
from kohtaa_tui.storage.index_terms import asked, terms
from kohtaa_tui.storage.paths import Places
from kohtaa_tui.storage.retention import Retention
from tests.build import START, story
from tests.fakes import FakeClock, places
from tests.sealed import switch_on, unlocked

QUERY = Query(words=("salaisuus",))
MARKER = "salaisuus-4d1f"
IDS = ("20261103T080200Z-0000000a", "20261103T090200Z-0000000b")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return filled(Archive(places(tmp_path)))


def filled(archive: Archive) -> Archive:
    for number, session_id in enumerate(IDS):
        made = story(reference=f"K {MARKER}").at("1:00").note(f"{MARKER} {number}", "words").note("muu")
        path = archive.path(session_id, "json")
        path.parent.mkdir(parents=True, exist_ok=True)
        archive.disk.put(path, document.to_bytes(replace(made.at("20:00").end().session, id=session_id)))
    return archive


def history(archive: Archive, told: Callable[[int], None] = lambda _: None) -> History:
    return History(archive, FakeClock(datetime.now().astimezone() + timedelta(hours=1)), told=told)


def read(archive: Archive) -> int:
    """How many meetings the index has to read to answer; the answer is the right one."""
    numbers = [0]
    found = history(archive, numbers.append).find(QUERY)
    assert found == InFiles(archive, lambda: True).find(QUERY, 50)
    assert len(found.hits) == len(IDS)
    return numbers[-1]


def made(archive: Archive) -> Path:
    assert read(archive) == len(IDS)
    assert read(archive) == 0
    path = index_path(archive.places)
    assert MARKER.encode() in path.read_bytes()
    return path


def test_it_is_for_its_owner_only_and_lies_in_the_cache(archive: Archive) -> None:
    before = os.umask(0)
    try:
        path = made(archive)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]
    assert archive.places.cache in path.parents


def _statement(path: Path, statement: str) -> None:
    base = sqlite3.connect(path)
    base.execute(statement)
    base.commit()
    base.close()


DAMAGED: dict[str, Callable[[Path], object]] = {
    "gone": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "garbage": lambda path: path.write_bytes(b"garbage" * 5000),
    "a wrong header": lambda path: path.write_bytes(b"SQLite format 4\0" + path.read_bytes()[16:]),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:9000]),
    "cut in its header": lambda path: path.write_bytes(path.read_bytes()[:50]),
    "zeroes in the middle": lambda path: path.write_bytes(path.read_bytes()[:4096] + bytes(path.stat().st_size - 4096)),
    "random pages": lambda path: path.write_bytes(path.read_bytes()[:4096] + b"\x5a\xa5\x01" * 20_000),
    "no such table": lambda path: _statement(path, "DROP TABLE meeting"),
    "other columns": lambda path: (_statement(path, "DROP TABLE found"), _statement(path, "CREATE TABLE found (x)")),
    "no words": lambda path: _statement(path, "DROP TABLE term"),
    "another program's": lambda path: (path.unlink(), _statement(path, "CREATE TABLE theirs (x)")),
    "another schema": lambda path: _statement(path, "PRAGMA user_version = 99"),
    "left while it was written": lambda path: _statement(path, "PRAGMA user_version = 0"),
    "another version": lambda path: _statement(path, "UPDATE about SET value = '0.0.0' WHERE name = 'made'"),
    "figures for words": lambda path: _statement(path, "UPDATE meeting SET kind = 'x'"),
    "for others to read": lambda path: path.chmod(0o644),
    "two names": lambda path: os.link(path, path.with_name("other")),
}  # fmt: skip


@pytest.mark.parametrize("what", DAMAGED)
def test_what_cannot_be_used_is_made_anew(archive: Archive, what: str) -> None:
    path = made(archive)
    DAMAGED[what](path)
    assert read(archive) == len(IDS)
    assert read(archive) == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.stat().st_nlink == 1


def test_what_stands_in_a_row_and_is_nothing_is_read_from_the_file(archive: Archive) -> None:
    path = made(archive)
    _statement(path, "UPDATE found SET summary = x'00ff'")
    _statement(path, "UPDATE times SET measured = 5")
    _statement(path, "UPDATE about SET value = 'x' WHERE name = 'checked'")
    assert read(archive) == 0
    assert history(archive).measured() == InFiles(archive, lambda: True).measured(0)


@pytest.mark.parametrize("target", ["a file", "nothing", "an index"])
def test_a_link_in_its_place_is_not_followed(archive: Archive, tmp_path: Path, target: str) -> None:
    path, other = made(archive), tmp_path / "other"
    if target == "an index":
        path.rename(other)
    else:
        path.unlink()
    if target == "a file":
        other.write_bytes(b"not ours")
    before = other.read_bytes() if other.exists() else None
    path.symlink_to(other)
    assert read(archive) == len(IDS)
    assert not path.is_symlink()
    assert (other.read_bytes() if other.exists() else None) == before


def test_a_folder_in_its_place_is_left_and_there_is_no_index(archive: Archive) -> None:
    path = made(archive)
    path.unlink()
    path.mkdir()
    assert read(archive) == 0
    archive.erase(IDS[0])
    assert path.is_dir()


def test_who_may_not_write_reads_each_meeting(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    made(archive)
    real = sqlite3.connect

    def read_only(path: Path, **rest: object) -> sqlite3.Connection:
        return real(f"file:{path}?mode=ro", uri=True, **rest)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(sqlite3, "connect", read_only)
    before = index_path(archive.places).read_bytes()
    assert read(archive) == 0
    assert index_path(archive.places).read_bytes() == before


@pytest.mark.parametrize("how", ["EXCLUSIVE", "IMMEDIATE"])
def test_another_window_has_it(archive: Archive, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(index_opening, "_WAIT_S", 0)
    path = made(archive)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute(f"BEGIN {how}")
    before = path.read_bytes()
    assert read(archive) == 0
    other.execute("ROLLBACK")
    other.close()
    assert path.read_bytes() == before


def test_a_cache_folder_that_cannot_be_made_means_no_index(archive: Archive) -> None:
    archive.places.cache.write_text("a file where the cache should be")
    assert read(archive) == 0
    assert archive.places.cache.read_text() == "a file where the cache should be"


def test_a_python_without_sqlite_or_without_fts5_means_no_index(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_opening, "_TABLES", index_opening._TABLES.replace("fts5", "fts55"))
    assert read(archive) == 0
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    assert read(archive) == 0


@pytest.mark.parametrize("inside", ["cache", "link"])
def test_it_is_never_within_the_data_folder(tmp_path: Path, inside: str) -> None:
    data = tmp_path / "data"
    cache = data / "cache"
    if inside == "link":
        cache.mkdir(parents=True)
        (tmp_path / "elsewhere").symlink_to(cache)
        cache = tmp_path / "elsewhere"
    archive = filled(Archive(Places(data, tmp_path / "config", cache)))
    assert not allowed(archive.places)
    assert read(archive) == 0
    assert not [path for path in data.rglob("*") if MARKER.encode() in path.name.encode() or "index" in path.name]
    assert allowed(Places(data, tmp_path / "config", tmp_path / "data-cache"))


def test_a_killed_rebuild_is_begun_again(archive: Archive) -> None:
    path = made(archive)
    path.unlink()

    class Killed(BaseException):
        pass

    def dies(_: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        history(archive, dies).find(QUERY)
    assert read(archive) == len(IDS)


def test_a_killed_change_is_not_used_again(archive: Archive) -> None:
    path = made(archive)
    with index_opening.opened(archive.places, sealed=False) as opened:
        opened.remember("checked", 1)  # and no more: the program ends here
    base = sqlite3.connect(path)
    assert base.execute("PRAGMA user_version").fetchone() == (0,)
    base.close()
    assert read(archive) == len(IDS)


def _moved_on(folder: Path) -> None:
    """The folder's time is another one than before."""
    before = folder.stat().st_ctime_ns
    while folder.stat().st_ctime_ns == before:
        os.utime(folder)


def test_what_changed_a_moment_ago_is_read_each_time(archive: Archive) -> None:
    """It may change again within one tick of the disk's clock, and look the same."""
    written = max(archive.path(one, "json").stat().st_ctime for one in IDS)
    numbers: list[int] = []
    for after_s in (1, 1, 3, 3):
        clock = FakeClock(datetime.fromtimestamp(written + after_s).astimezone())
        told: list[int] = []
        assert len(History(archive, clock, told=told.append).find(QUERY).hits) == len(IDS)
        numbers.append(len(told))
    assert numbers == [2, 2, 2, 0]


def test_only_what_has_changed_is_read_again(archive: Archive) -> None:
    made(archive)
    session = archive.load(IDS[0]).session
    path = archive.path(IDS[0], "json")
    note = Record(session.next_seq, "here", session.last_ms, NoteAdded("lisää"))
    archive.disk.put(path, document.to_bytes(fold(session.id, (*session.records, note))))
    _moved_on(path.parent)
    assert read(archive) == 1
    assert history(archive).find(Query(words=("lisää",))).hits[0].listed.id == IDS[0]


def test_what_goes_on_is_looked_at_each_time_though_its_folder_looks_the_same(archive: Archive) -> None:
    running = replace(story(30).at("1:00").session, id="20261103T110200Z-0000000d")
    archive.create(archive.path(running.id, "jsonl"), running.records).close()
    folder = archive.path(running.id, "jsonl").parent
    _moved_on(folder)
    long = Query(shortest=45)
    assert history(archive).find(long).hits == ()
    before = folder.stat()
    journal = archive.reopen(running, "here")
    assert journal is not None
    longer = story(30).at("1:00").fit(end=15).session.records[-1]
    journal.append([Record(running.next_seq, "here", 61_000, longer.event)])
    journal.close()
    assert folder.stat().st_mtime_ns == before.st_mtime_ns
    assert [hit.listed.id for hit in history(archive).find(long).hits] == [running.id]


def test_what_was_sealed_before_encryption_was_switched_off_is_found_and_no_text_of_it_kept(tmp_path: Path) -> None:
    where = places(tmp_path)
    identity = switch_on(where)
    filled(Archive(where))
    list(convert(unlocked(where, identity)))
    Archive(where).vault.keys.off()
    archive = unlocked(where, identity)
    assert not archive.vault.keys.on
    session = archive.load(IDS[0]).session
    note = Record(session.next_seq, "here", session.last_ms, NoteAdded("avoin"))  # one is sealed, and one is not
    archive.disk.put(archive.path(IDS[0], "json"), document.to_bytes(fold(session.id, (*session.records, note))))
    assert read(archive) == len(IDS)
    assert in_the_cache(archive) == []
    assert len(history(archive).find(Query(words=("avoin",))).hits) == 1


def test_where_there_is_no_place_between_two_it_is_made_anew(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_GAP", 1)
    made(archive)
    between = replace(archive.load(IDS[0]).session, id="20261103T083000Z-0000000c")
    path = archive.path(between.id, "json")
    archive.disk.put(path, document.to_bytes(between))
    _moved_on(path.parent)
    found = history(archive).find(QUERY)
    assert [hit.listed.id for hit in found.hits] == [IDS[1], between.id, IDS[0]]
    assert found == InFiles(archive, lambda: True).find(QUERY, 50)


# --- it goes when something is taken out ---


def beside(archive: Archive) -> None:
    """An index, and all that a database may leave beside one."""
    path = made(archive)
    for ending in ENDINGS:
        path.with_name(path.name + ending).write_bytes(MARKER.encode())


def in_the_cache(archive: Archive) -> list[str]:
    return [p.name for p in archive.places.cache.rglob("*") if p.is_file() and MARKER.encode() in p.read_bytes()]


def _strikes(archive: Archive) -> None:
    session = archive.load(IDS[0]).session
    archive.finish(strike(session, session.notes[0].key))


GOES: dict[str, Callable[[Archive], object]] = {
    "erased": lambda archive: archive.erase(IDS[0]),
    "its times too": lambda archive: archive.remove(IDS[0]),
    "a note": _strikes,
    "in time": lambda archive: Retention(archive, 1).erase(IDS, START + timedelta(days=9)),
    "converted": lambda archive: list(convert(archive)),
}


@pytest.mark.parametrize("what", GOES)
def test_it_goes_with_all_beside_it(archive: Archive, what: str) -> None:
    beside(archive)
    assert len(in_the_cache(archive)) == 4
    GOES[what](archive)
    assert in_the_cache(archive) == []
    assert not index_path(archive.places).exists()


@pytest.mark.parametrize("what", GOES)
def test_what_a_data_folder_left_behind_where_it_was_before_goes_too(
    archive: Archive, tmp_path: Path, what: str
) -> None:
    made(archive)
    before = archive.places
    moved = tmp_path / "moved"
    before.data.rename(moved)
    archive = Archive(replace(before, data=moved))
    made(archive)
    assert len(in_the_cache(archive)) == 2
    GOES[what](archive)
    assert in_the_cache(archive) == []


def test_what_goes_from_practice_leaves_the_index_of_meetings(archive: Archive) -> None:
    path = made(archive)
    practice = index_path(archive.places.practice)
    practice.parent.mkdir(parents=True)
    practice.write_bytes(MARKER.encode())
    drop(archive.places.practice)
    assert path.exists()
    assert not practice.exists()


def test_it_stays_when_something_is_added(archive: Archive) -> None:
    path = made(archive)
    session = archive.load(IDS[0]).session
    archive.finish(session)
    assert path.exists()


def test_it_goes_again_after_the_files_where_another_window_made_a_new_one(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(archive)
    real = archive._clear_copies

    def meanwhile(*given: object) -> None:
        index_path(archive.places).write_bytes(MARKER.encode())
        real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(archive, "_clear_copies", meanwhile)
    archive.erase(IDS[0])
    assert in_the_cache(archive) == []


def test_a_text_that_went_on_another_computer_is_in_no_byte_after_the_next_search(archive: Archive) -> None:
    word = MARKER.partition("-")[2].encode()  # as it stands among the words of the index
    assert word in made(archive).read_bytes()
    for session_id in IDS:
        session = archive.load(session_id).session
        for note in session.notes:
            session = strike(session, note.key)
        path = archive.path(session_id, "json")
        archive.disk.put(path, document.to_bytes(session).replace(MARKER.encode(), b"x"))
        while True:  # the folder's time has moved on
            before = path.parent.stat().st_ctime_ns
            os.utime(path.parent)
            if path.parent.stat().st_ctime_ns != before:
                break
    history(archive).find(QUERY)
    assert in_the_cache(archive) == []
    assert word not in index_path(archive.places).read_bytes()
    assert index_path(archive.places).exists()


def test_of_a_meeting_that_is_gone_no_byte_is_left_after_the_next_search(archive: Archive) -> None:
    made(archive)
    for session_id in IDS:
        path = archive.path(session_id, "json")
        path.unlink()
    _moved_on(path.parent)
    assert history(archive).find(QUERY).hits == ()
    assert MARKER.partition("-")[2].encode() not in index_path(archive.places).read_bytes()


def test_where_the_computers_clock_was_put_back_every_file_is_looked_at(archive: Archive) -> None:
    made(archive)
    path = archive.path(IDS[0], "json")
    path.write_bytes(path.read_bytes().replace(MARKER.encode(), b"toinen"))  # in place: the folder looks the same
    earlier = FakeClock(datetime.now().astimezone() + timedelta(minutes=30))
    assert [hit.listed.id for hit in History(archive, earlier).find(QUERY).hits] == [IDS[1]]


def test_what_cannot_be_taken_away_is_emptied_and_else_told(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(archive)
    real_unlink, real_open = os.unlink, os.open

    def no_unlink(target: Path) -> None:
        if "index.sqlite3" in str(target) and Path(target).exists():
            raise PermissionError(13, "Permission denied")
        real_unlink(target)

    monkeypatch.setattr(os, "unlink", no_unlink)
    drop(archive.places)
    assert path.read_bytes() == b""

    def no_open(target: Path, flags: int, *rest: int, **more: int) -> int:
        if "index.sqlite3" in str(target):
            raise PermissionError(13, "Permission denied")
        return real_open(target, flags, *rest, **more)

    monkeypatch.setattr(os, "open", no_open)
    with pytest.raises(StorageFault, match="cannot be removed: Permission denied"):
        archive.erase(IDS[0])
    assert archive.load(IDS[0]).session.erased


def test_who_writes_meetings_loads_no_database() -> None:
    import subprocess

    code = "import sys, kohtaa_tui.storage.archive, kohtaa_tui.runtime.history; print('sqlite3' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "False\n"


# --- words ---


@pytest.mark.parametrize("folded", [False, True])
@pytest.mark.parametrize(
    "text", ["Äidin hoito", "zz z7az", "x\u0302y", "İstanbul", "ﬁ ß ΐ", "K-17", "東京", "a" * 3000]
)
def test_the_terms_find_all_that_matches_and_write_no_sign(text: str, folded: bool) -> None:
    one = summary(story(reference=text).note(text, "words").session)
    told = terms(one).split()
    assert all(term.isascii() and term.isalnum() for term in told)
    for word in words_of(text):
        for length in range(1, min(len(word), 20) + 1):
            query = Query(words=(word[:length],), folded=folded)
            if matching(one, query) is not None:
                assert all(_found(part, told) for part in asked(query).split(" AND "))
    assert matching(one, Query(words=("puuttuu",))) is None
    assert not all(_found(part, told) for part in asked(Query(words=("puuttuu",))).split(" AND "))


def _found(part: str, told: list[str]) -> bool:
    return any(term.startswith(part.removesuffix("*").strip('"')) for term in told)


def test_a_meeting_without_texts_has_no_terms() -> None:
    assert terms(Summary(summary(story(reference="").session).listed)) == ""
