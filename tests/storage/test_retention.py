"""Which meetings are past their days, how little is read to know it, and what is never touched."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from kohtaa_tui.domain.session import Session
from kohtaa_tui.storage import document, retention
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.disk import Disk
from kohtaa_tui.storage.hold import Hold
from kohtaa_tui.storage.policy import NO_POLICY
from kohtaa_tui.storage.retention import Retention
from kohtaa_tui.storage.settings import SettingFault, Settings, certain_keep_days
from tests.build import START, Story, story
from tests.fakes import FailingDisk, places

DAY = timedelta(days=1)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(places(tmp_path))


def told(wall: datetime) -> Story:
    return story(wall=wall).at("1:00").note("salaisuus", "words").at("20:00").end().reflect("s0", "oma salaisuus")


def put(archive: Archive, wall: datetime = START, session: Session | None = None, ending: str = "json") -> str:
    """A meeting of a day, as a document or a journal."""
    session_id = archive.new_id(wall)
    session = replace(session or told(wall).session, id=session_id)
    if ending == "jsonl":
        journal = archive.create(archive.path(session_id, "jsonl"))
        journal.append(session.records)
        journal.close()
    else:
        path = archive.path(session_id, "json")
        path.parent.mkdir(parents=True, exist_ok=True)
        Disk().put(path, document.to_bytes(session))
    return session_id


def due(archive: Archive, now: datetime, days: int = 30) -> list[str]:
    return [aged.id for aged in Retention(archive, days).look(now).due]


def test_a_meeting_is_due_when_its_last_moment_lies_so_many_days_back(archive: Archive) -> None:
    one = put(archive)
    end = START + timedelta(minutes=20)
    assert due(archive, end + 30 * DAY - timedelta(seconds=1)) == []
    assert due(archive, end + 30 * DAY) == [one]
    assert due(archive, end + 30 * DAY, days=31) == []
    assert due(archive, end + 4000 * DAY, days=0) == []  # kept until erased by hand


def test_one_that_was_never_ended_is_due_by_its_last_record(archive: Archive) -> None:
    left = story().at("1:00").note("salaisuus").at("50:00").note("myöhemmin").session
    one = put(archive, session=left, ending="jsonl")
    last = START + timedelta(minutes=50)
    assert due(archive, last + 30 * DAY - timedelta(seconds=1)) == []
    assert due(archive, last + 30 * DAY) == [one]
    Retention(archive, 30).erase([one], last + 30 * DAY)
    assert b"salaisuus" not in archive.path(one, "json").read_bytes()
    assert not archive.path(one, "jsonl").exists()


def test_what_is_due_soon_is_told_apart_and_the_oldest_come_first(archive: Archive) -> None:
    ids = [put(archive, START - n * DAY) for n in (0, 40, 27, 31, 29)]
    now = START + timedelta(minutes=10)
    found = Retention(archive, 30).look(now)
    assert [a.id for a in found.due] == [ids[1], ids[3]]
    assert [a.id for a in found.soon] == [ids[4]]  # the one of 27 days lacks ten minutes
    found = Retention(archive, 30).look(now + timedelta(minutes=11))
    assert [a.id for a in found.soon] == [ids[4], ids[2]]
    assert found.due[0].started_at == START - 40 * DAY
    assert found.due[0].reference == "K-17"


def test_erasing_leaves_the_times_and_is_not_done_twice(archive: Archive) -> None:
    one = put(archive)
    now, work = START + 40 * DAY, Retention(archive, 30)
    done = work.erase([one], now)
    assert [(e.id, e.notes, e.reflections, e.reference) for e in done.erased] == [(one, 1, 1, True)]
    loaded = archive.load(one).session
    assert (loaded.erased, loaded.ended_ms, loaded.notes, loaded.reference) == (True, 20 * 60_000, (), "")
    assert work.look(now).due == ()
    assert work.erase([one], now).erased == ()


def test_what_came_back_since_the_look_is_not_erased(archive: Archive) -> None:
    """Erasing reads each meeting anew: one that was taken up again in between is not due any more."""
    left = story().at("1:00").note("salaisuus")
    one = put(archive, session=left.session, ending="jsonl")
    now = START + 40 * DAY
    assert due(archive, now) == [one]
    left.now = 39 * 86_400_000
    (path := archive.path(one, "jsonl")).unlink()
    journal = archive.create(path)
    journal.append(left.note("jatkuu").session.records)
    journal.close()
    assert Retention(archive, 30).erase([one], now).erased == ()
    assert b"salaisuus" in path.read_bytes()


def test_what_is_open_in_another_window_is_left(archive: Archive) -> None:
    one = put(archive)
    now, hold = START + 40 * DAY, Hold(archive.places, one)
    assert hold.take()
    found = Retention(archive, 30).look(now)
    assert (found.due, found.held) == ((), (one,))
    assert Retention(archive, 30).erase([one], now).held == (one,)
    assert b"salaisuus" in archive.path(one, "json").read_bytes()
    hold.release()
    assert due(archive, now) == [one]
    assert not [*archive.places.cache_for_data.glob("*.lock")]


def test_a_lock_that_nobody_holds_is_no_hindrance(archive: Archive) -> None:
    one = put(archive)
    archive.places.cache_for_data.mkdir(parents=True)
    (archive.places.cache_for_data / f"{one}.lock").touch()
    assert due(archive, START + 40 * DAY) == [one]


@pytest.mark.parametrize("what", ["damaged", "newer", "newer whole", "no start"])
def test_what_cannot_be_read_is_named_and_never_touched(archive: Archive, what: str) -> None:
    one = put(archive)
    path = archive.path(one, "json")
    before = path.read_bytes()
    path.write_bytes(
        {
            "damaged": before[:400],
            "newer": before.replace(b'"schema": 1', b'"schema": 2', 1),
            "newer whole": b'{"schema": 2, "id": 7}',
            "no start": before.replace(b'"kind":"started"', b'"kind":"begun"', 1),
        }[what]
    )
    before, now = path.read_bytes(), START + 40 * DAY
    found = Retention(archive, 30).look(now)
    assert ([b.id for b in found.strange], found.due) == ([one], ())
    assert [b.id for b in Retention(archive, 30).erase([one], now).failed] == [one]
    assert path.read_bytes() == before


def test_a_disk_that_refuses_is_named_and_it_is_due_again(tmp_path: Path) -> None:
    disk = FailingDisk()
    archive = Archive(places(tmp_path), disk)
    ids = [put(archive, START - n * DAY) for n in (1, 0)]
    now, disk.broken = START + 40 * DAY, True
    done = Retention(archive, 30).erase(ids, now)
    assert ([b.id for b in done.failed], done.erased) == (ids, ())
    disk.broken = False
    assert due(archive, now) == ids


def _reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the sessions that are read, as they are."""
    read: list[str] = []

    def seen(work: Callable[..., Any]) -> Callable[..., Any]:
        def through(path: Path, *rest: Any) -> Any:
            if path.name != "erased.json":
                read.append(path.name[:25])
            return work(path, *rest)

        return through

    monkeypatch.setattr(retention, "read_bytes", seen(retention.read_bytes))
    return read


def test_no_old_session_is_read_twice(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    walls = [START - n * DAY for n in range(0, 120, 4)]
    ids = [put(archive, wall) for wall in walls]
    now = START + 400 * DAY  # later than the files were written: the months have settled
    work = Retention(archive, 400)
    old = [i for i, wall in zip(ids, walls, strict=True) if wall < START]
    assert len(work.erase(old, now).erased) == len(old)
    read = _reads(monkeypatch)
    assert work.look(now).due == ()
    assert set(read) >= {i for i in old if i < "20261101"}
    read.clear()
    assert work.look(now).due == ()
    assert [i for i in read if i < "20261101"] == []
    # what is too young to be told of is not read at all
    read.clear()
    Retention(archive, 600).look(now)
    assert read == []


def test_a_month_that_changes_is_looked_at_again(archive: Archive) -> None:
    one = put(archive)
    now, work = START + 400 * DAY, Retention(archive, 30)
    work.erase([one], now)
    work.look(now)
    assert json.loads((archive.places.cache_for_data / "erased.json").read_bytes())["months"].keys() == {"202611"}
    # a backup puts the old file back, in the same place and with its old time
    path = archive.path(one, "json")
    path.write_bytes(document.to_bytes(replace(told(START).session, id=one)))
    os.utime(path, (0, 0))
    assert [a.id for a in work.look(now).due] == [one]


def test_a_copy_that_brings_texts_back_is_due_again(archive: Archive) -> None:
    one = put(archive)
    now, work = START + 400 * DAY, Retention(archive, 30)
    before = archive.path(one, "json").read_bytes()
    work.erase([one], now)
    work.look(now)
    copy = archive.path(one, "json").with_name(f"{one}.sync-conflict-20261224-080000-ABCDEFG.json")
    copy.write_bytes(before)
    assert [a.id for a in work.look(now).due] == [one]
    assert work.erase([one], now).erased[0].copies == 1
    assert b"salaisuus" not in copy.read_bytes()
    assert work.look(now).due == ()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"months": 7}', b"\xff", b'{"months": {"202611": "x"}}'])
def test_a_damaged_memory_is_made_anew_in_silence(archive: Archive, content: bytes) -> None:
    one = put(archive)
    now, work = START + 400 * DAY, Retention(archive, 30)
    memory = archive.places.cache_for_data / "erased.json"
    memory.parent.mkdir(parents=True)
    memory.write_bytes(content)
    assert [a.id for a in work.look(now).due] == [one]
    work.erase([one], now)
    assert work.look(now).due == ()
    assert json.loads(memory.read_bytes())["months"]


def test_a_cache_that_cannot_be_written_is_no_hindrance(tmp_path: Path) -> None:
    archive = Archive(places(tmp_path))
    one = put(archive)
    (tmp_path / "cache").write_text("a file in the way")
    now, work = START + 400 * DAY, Retention(archive, 30)
    assert [a.id for a in work.look(now).due] == [one]
    assert len(work.erase([one], now).erased) == 1
    work.tell_later(1)
    assert work.look(now).due == ()


def test_the_receipt_waits_until_it_is_told(archive: Archive) -> None:
    work = Retention(archive, 30)
    assert work.untold == 0
    work.tell_later(2)
    work.tell_later(3)
    assert Retention(archive, 30).untold == 5
    work.tell_later(0)
    assert work.untold == 0


def test_a_look_that_is_no_longer_wanted_ends(archive: Archive) -> None:
    for n in range(3):
        put(archive, START - n * DAY)
    answers = iter([True, False])
    assert len(Retention(archive, 30).look(START + 40 * DAY, lambda: next(answers)).due) == 1


def test_what_was_not_understood_in_the_settings_may_have_meant_keep_days(tmp_path: Path) -> None:
    def days(*keys: str) -> int | None:
        return certain_keep_days(Settings(), [SettingFault(tmp_path, 1, key, "no such key") for key in keys], NO_POLICY)

    assert days() == days("keys.pause", "theme") == 30
    assert days("keep_days") is days("keepdays") is days("theme", "") is None


def test_a_clock_set_years_ahead_makes_nothing_go_by_itself(archive: Archive) -> None:
    one = put(archive)
    ahead = START + 3650 * DAY
    assert Retention(archive, 30).look(ahead, by_itself=True).due == ()
    assert due(archive, ahead) == [one]  # who asks for it has seen the days
    assert [a.id for a in Retention(archive, 30).look(START + 300 * DAY, by_itself=True).due] == [one]


def test_a_half_typed_line_whose_meeting_is_gone_goes_in_time_too(archive: Archive) -> None:
    one = put(archive)
    archive.remove(one)
    draft = archive.path(one, "draft")
    draft.write_text("salaisuus")
    now = START + 31 * DAY
    assert due(archive, START + 29 * DAY) == []
    assert due(archive, now) == [one]
    assert archive.to_erase(one).draft
    (receipt,) = Retention(archive, 30).erase([one], now).erased
    assert receipt.draft
    assert not draft.exists()
