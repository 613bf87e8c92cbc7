"""Looking back with an index and without: one answer, whatever happened to the store or to the index in between."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from kohtaa_tui.domain.events import Mark, NoteAdded, Record
from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.rewriting import strike
from kohtaa_tui.domain.searching import Query, words_of
from kohtaa_tui.domain.session import Session
from kohtaa_tui.runtime.found import Found
from kohtaa_tui.runtime.history import History
from kohtaa_tui.runtime.looking import InFiles
from kohtaa_tui.storage import document
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.index_file import index_path
from tests.build import PHASES, START, story
from tests.fakes import FakeClock, places
from tests.sealed import switch_on, unlocked

TEXTS = (
    "todistukset kadonneet",
    "Äidin hoito vie iltapäivät",
    "aidin hoito",
    "åker bussen till Ähtäri?",
    "STRASSE, Straße ja strasse",
    "cafe\u0301 ja café",
    "x\u0302y erikoinen",
    "İstanbul ΐ ﬁ",
    "zz z7az ze4z",
    "12.3. klo 9.30",
    "_ala_viiva_ \u202eväärin",
    "東京 и Москва",
)
WORDS = (
    "todist", "äi", "ai", "aidin", "strasse", "straß", "café", "cafe", "x", "xy", "y", "i", "fi", "z", "ze4z", "9",
    "30", "viiva", "東", "м", "ei-löydy", "k", "K-1", "a b",
)  # fmt: skip
MARKS: tuple[Mark | None, ...] = (None, "words", "strength", "question", "agreed")


class Store:
    """A store that changes, with a clock for which all that was written is long ago."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.archive = Archive(places(folder))
        self.chance = random.Random(seed)
        self.clock = FakeClock(datetime.now().astimezone() + timedelta(hours=1))
        self.read = 0

    def history(self, *, thorough: bool = False) -> History:
        def told(_: int) -> None:
            self.read += 1

        return History(self.archive, self.clock, thorough=thorough, told=told)

    def meeting(self, *, ended: bool = True) -> Session:
        wall = START - timedelta(days=self.chance.randrange(90), minutes=self.chance.randrange(300))
        made = story(
            self.chance.choice((30, 45, 60)), wall=wall, reference=self.chance.choice(("", "K-17", "K-170", "Äijä 3"))
        )
        for phase in PHASES:
            made.after("2:00")
            if phase != PHASES[0] and self.chance.random() < 0.8:
                made.enter(phase)
            for _ in range(self.chance.randrange(3)):
                made.after("0:20").note(self.chance.choice(TEXTS), self.chance.choice(MARKS))
        if ended:
            made.after("1:00").end()
        return replace(made.session, id=self.archive.new_id(wall))

    # --- what happens to it ---

    def add(self) -> None:
        self.put(self.meeting())

    def put(self, session: Session) -> Path:
        path = self.archive.path(session.id, "json")
        path.parent.mkdir(parents=True, exist_ok=True)
        self.archive.disk.put(path, document.to_bytes(session))
        return path

    def begin(self) -> None:
        session = self.meeting(ended=False)
        self.archive.create(self.archive.path(session.id, "jsonl"), session.records).close()

    def chosen(self) -> Session | None:
        whole = [one for one in self.archive.all_whole() if isinstance(one, Session)]
        return self.chance.choice(whole) if whole else None

    def go_on(self) -> None:
        """Write into a journal, in place."""
        left = list(self.archive.left())
        if left:
            session = self.chance.choice(left).session
            journal = self.archive.reopen(session, "here")
            assert journal is not None
            note = NoteAdded(self.chance.choice(TEXTS), self.chance.choice(MARKS))
            journal.append([Record(session.next_seq, "here", session.last_ms + 1, note)])
            journal.close()

    def strike(self) -> None:
        session = self.chosen()
        if session is not None and session.notes and session.ended_ms is not None:
            self.archive.finish(strike(session, self.chance.choice(session.notes).key))

    def erase(self) -> None:
        if session := self.chosen():
            self.archive.erase(session.id)

    def remove(self) -> None:
        if session := self.chosen():
            self.archive.remove(session.id)

    def copy(self) -> None:
        """Another computer's copy, with a note of its own."""
        if session := self.chosen():
            note = Record(900, "bbbbbbbb", session.last_ms, NoteAdded(self.chance.choice(TEXTS)))
            path = self.archive.path(session.id, "json")
            copy = path.with_name(f"{session.id}.sync-conflict-20261103-101500-ABCDEFG.json")
            self.archive.disk.put(copy, document.to_bytes(fold(session.id, (*session.records, note))))

    def taken_out_elsewhere(self) -> None:
        """A file comes without a text that it had, or is gone, and nobody told this computer."""
        session = self.chosen()
        if session is not None and session.notes and session.ended_ms is not None:
            self.put(strike(session, session.notes[0].key))

    def damage(self) -> None:
        if session := self.chosen():
            path = self.archive.path(session.id, "json")
            path.parent.mkdir(parents=True, exist_ok=True)
            self.archive.disk.put(path, b"{ nothing of use")

    def edit_in_place(self) -> None:
        """What an editor does that writes into the file that is there."""
        paths = sorted(self.archive.places.sessions.rglob("*Z-????????.json"))
        if paths:
            path = self.chance.choice(paths)
            before = path.stat()
            session = replace(self.meeting(), id=path.stem)
            path.write_bytes(document.to_bytes(session))
            while path.stat().st_ctime_ns == before.st_ctime_ns:
                os.utime(path)

    def happens(self, *, in_place: bool) -> None:
        steps: list[Callable[[], None]] = [
            self.add, self.add, self.add, self.begin, self.go_on, self.strike, self.erase, self.remove, self.copy,
            self.taken_out_elsewhere, self.damage,
        ]  # fmt: skip
        if in_place:
            steps += [self.edit_in_place] * 3
        folders = {folder: folder.stat() for folder in self.archive.places.sessions.rglob("*") if folder.is_dir()}
        self.chance.choice(steps)()
        for folder, before in folders.items():
            self.stir(folder, before)

    def stir(self, folder: Path, before: os.stat_result) -> None:
        """Two changes within one tick of the disk's clock look like one: the program waits two seconds for that."""
        while (after := folder.stat()).st_ctime_ns == before.st_ctime_ns:
            os.utime(folder)
            if after.st_mtime_ns != before.st_mtime_ns:
                break

    def query(self) -> Query:
        chance = self.chance
        maybe = chance.random
        days = sorted(START.date() - timedelta(days=chance.randrange(100)) for _ in range(2))
        return Query(
            words=words_of(" ".join(chance.sample(WORDS, chance.randrange(3)))),
            reference=chance.choice(("K", "K-17", "äij", "aij", "x")) if maybe() < 0.15 else "",
            phase=chance.choice((*PHASES, "muu")) if maybe() < 0.2 else "",
            mark=chance.choice(MARKS) if maybe() < 0.2 else None,
            since=days[0] if maybe() < 0.2 else None,
            until=days[1] if maybe() < 0.2 else None,
            pack=chance.choice(("kohtaava", "muu", "\udcff")) if maybe() < 0.1 else "",
            shortest=chance.choice((0, 0, 0, 31, 10**30)),
            longest=chance.choice((0, 0, 0, 45, 10**30)),
            folded=maybe() < 0.5,
        )


def told(found: Found) -> tuple[object, ...]:
    return found.hits, found.more, found.locked, [(b.id, b.path) for b in found.broken], found.each


def read_all(archive: Archive, query: Query, most: int) -> Found:
    keys = archive.vault.keys
    return InFiles(archive, lambda: True, sealed=keys.on).find(query, most)


def same(store: Store, history: History, queries: int = 6) -> None:
    for _ in range(queries):
        query, most = store.query(), store.chance.choice((0, 1, 3, 50))
        assert told(history.find(query, most)) == told(read_all(store.archive, query, most)), (query, most)
    most = store.chance.choice((0, 0, 3, 70))
    assert history.measured(most) == InFiles(store.archive, lambda: True).measured(most)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("in_place", [False, True], ids=["put", "in-place"])
def test_the_answer_is_the_same_with_an_index_and_without(tmp_path: Path, seed: int, in_place: bool) -> None:
    store = Store(tmp_path, seed)
    for _ in range(15):
        store.add()
    for _ in range(14):
        store.happens(in_place=in_place)
        same(store, store.history(thorough=in_place), 4)
    assert index_path(store.archive.places).exists()


def test_what_has_not_changed_is_not_read_again(tmp_path: Path) -> None:
    store = Store(tmp_path, 1)
    for _ in range(8):
        store.add()
    query = Query(words=("k",))
    assert len(store.history().find(query, 0).hits) == len(read_all(store.archive, query, 0).hits) > 0
    assert store.read == 8
    store.history().find(query)
    store.history(thorough=True).find(query)
    store.history().measured()
    assert store.read == 8
    store.begin()
    store.history().find(query)
    store.history().find(query)
    assert store.read == 9


def test_the_newest_few_need_no_index(tmp_path: Path) -> None:
    store = Store(tmp_path, 1)
    for _ in range(5):
        store.add()
    assert len(store.history().find(Query(), 3).hits) == 3
    assert len(store.history().measured(50)) == 5
    assert store.history().count() == 5
    assert not store.archive.places.cache.exists()


def test_a_file_that_is_changed_where_it_stands_is_noticed_within_a_day(tmp_path: Path) -> None:
    store = Store(tmp_path, 1)
    for _ in range(3):
        store.add()
    everything = Query(shortest=1)
    before = told(store.history().find(everything, 0))
    store.edit_in_place()
    after = told(read_all(store.archive, everything, 0))
    assert after != before
    assert told(store.history().find(everything, 0)) == before
    store.clock.after(86_400)
    assert told(store.history().find(everything, 0)) == after


def test_what_changed_a_moment_ago_is_read_each_time(tmp_path: Path) -> None:
    store = Store(tmp_path, 1)
    store.clock = FakeClock(datetime.now().astimezone())
    store.add()
    store.history().find(Query(words=("k",)))
    store.edit_in_place()
    same(store, store.history())


def test_who_no_longer_wants_to_know_is_let_go_and_what_was_read_stays(tmp_path: Path) -> None:
    store = Store(tmp_path, 1)
    for _ in range(6):
        store.add()
    left = iter([True, True, True, False, False])
    assert store.history().find(Query(words=("k",)), 50, lambda: next(left)) == Found()
    assert store.read == 3
    same(store, store.history())
    assert store.read == 6


def test_what_was_read_before_is_counted_too(tmp_path: Path) -> None:
    """Who goes on where a search was given up tells how far all of it has come."""
    store = Store(tmp_path, 1)
    for _ in range(6):
        store.add()
    counted: list[int] = []
    history = History(store.archive, store.clock, thorough=True, told=counted.append)
    left = iter([True, True, True, False, False])
    history.find(Query(words=("k",)), 50, lambda: next(left))
    history.find(Query(words=("k",)), 50)
    assert counted == [1, 2, 3, 4, 5, 6]


def test_who_leaves_waits_until_a_search_that_was_given_up_has_kept_what_it_read(tmp_path: Path) -> None:
    store = Store(tmp_path, 1)
    for _ in range(6):
        store.add()
    history, looked, begun, left = store.history(), [0], threading.Event(), threading.Event()

    def go_on() -> bool:
        looked[0] += 1
        if looked[0] == 4:
            begun.set()
            left.wait()
        return looked[0] < 4

    searching = threading.Thread(target=history.find, args=(Query(words=("k",)), 50, go_on))
    searching.start()
    begun.wait()
    history.rest(0)  # no longer than told
    left.set()
    history.rest(60)
    assert store.read == 3
    same(store, store.history())
    assert store.read == 6
    searching.join()


def test_a_clock_that_was_set_back_makes_no_difference(tmp_path: Path) -> None:
    store = Store(tmp_path, 1)
    store.add()
    same(store, store.history())
    store.clock.set_wall(-90_000)
    store.add()
    same(store, store.history())


@pytest.mark.parametrize("unlock", [False, True])
def test_where_encryption_is_on_the_answer_is_the_same_and_no_text_is_in_the_index(
    tmp_path: Path, unlock: bool
) -> None:
    store = Store(tmp_path, 5)
    for _ in range(6):
        store.add()
    same(store, store.history())
    open_before = store.archive
    identity = switch_on(open_before.places)
    store.archive = Archive(open_before.places) if not unlock else unlocked(open_before.places, identity)
    same(store, store.history())  # nothing is sealed yet, and the index with texts is used no more
    assert not any(word in held(store) for word in SECRET)
    for session in [one for one in open_before.all_whole() if isinstance(one, Session)][:4]:
        records = tuple(replace(r, event=open_before.vault.seal(r.event)) for r in session.records)
        store.put(fold(session.id, records))
        note = Record(950, "here", session.last_ms, NoteAdded("avoin todistus"))
        if store.chance.random() < 0.5:
            store.put(fold(session.id, (*records, note)))
    for _ in range(3):
        same(store, store.history(thorough=True))
    found = store.history().find(Query(words=("todist",)))
    assert found.each
    assert (found.locked > 0) == (not unlock)
    assert not any(word in held(store) for word in (*SECRET, b"avoin"))


SECRET = tuple(word.encode() for word in ("todist", "hoito", "erikoinen", "K-17", "strength", "agreed"))


def held(store: Store) -> bytes:
    """Every byte of the cache folder."""
    assert index_path(store.archive.places).exists()
    return b"".join(p.read_bytes() for p in store.archive.places.cache.rglob("*") if p.is_file())


def test_what_is_sealed_is_in_no_index_also_when_encryption_is_off_and_the_key_is_open(tmp_path: Path) -> None:
    store = Store(tmp_path, 5)
    identity = switch_on(store.archive.places)
    store.archive = unlocked(store.archive.places, identity)
    session = store.meeting()
    note = Record(950, "here", session.last_ms, NoteAdded("sinetöity todistus"))
    records = tuple(replace(r, event=store.archive.vault.seal(r.event)) for r in (*session.records, note))
    store.put(fold(session.id, records))
    store.archive.vault.keys.off()
    assert len(store.history().find(Query(words=("todist",))).hits) == 1
    assert not any(word in held(store) for word in (*SECRET, "sinetöity".encode()))
