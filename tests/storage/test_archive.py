"""Meetings on the disk: found, read, ended and erased, whatever lies there and whenever the power goes."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from kohtaa_tui.domain.session import Session, Status
from kohtaa_tui.errors import StorageFault, UsageFault
from kohtaa_tui.storage import document
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.disk import Disk
from kohtaa_tui.storage.hold import Hold
from kohtaa_tui.storage.library import Broken
from kohtaa_tui.storage.lines import encode
from kohtaa_tui.storage.tidying import tidy
from tests.build import START, Story, story
from tests.fakes import FailingDisk, places

ID = "20261103T080200Z-0123abcd"
EARLIER = "20251231T235959Z-zzzzzzzz"


def told() -> Story:
    return story().at("1:00").note("haluan tehdä omaa työtäni", "words").at("6:00").forward()


def ended() -> Session:
    return named(told().at("20:00").end().session)


def named(session: Session, session_id: str = ID) -> Session:
    from msgspec.structs import replace

    return replace(session, id=session_id)


def put_journal(archive: Archive, session: Session, session_id: str = ID) -> Path:
    journal = archive.create(archive.path(session_id, "jsonl"))
    journal.append(session.records)
    journal.close()
    return journal.path


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(places(tmp_path))


def test_an_id_tells_the_start_in_utc_and_nothing_else(archive: Archive) -> None:
    new = archive.new_id(START)
    assert new.startswith("20261103T080200Z-")
    assert len({archive.new_id(START) for _ in range(100)}) == 100
    assert archive.path(new, "jsonl").relative_to(archive.places.sessions).parts[:2] == ("2026", "11")


@pytest.mark.parametrize("bad", ["", "..", "../../x", "x" * 300, ID.upper(), ID + "/x", "a\0b", "last.json", "CON"])
def test_what_is_no_id_becomes_no_path(archive: Archive, bad: str) -> None:
    with pytest.raises(UsageFault):
        archive.path(bad, "json")
    with pytest.raises(UsageFault):
        archive.resolve(bad)


def test_ids_come_newest_first_and_strangers_are_passed_over(archive: Archive) -> None:
    put_journal(archive, told().session)
    put_journal(archive, told().session, EARLIER)
    month = archive.path(ID, "json").parent
    for stranger in ("notes.json", f"{ID}.json.tmp", f"{ID}.sync-conflict-20261103.json", "README", f"{ID}.draft"):
        (month / stranger).write_text("x")
    (archive.places.sessions / "2026" / "xx").write_text("")
    (archive.places.sessions / "2027").write_text("a file where a year could be")
    assert list(archive.ids()) == [ID, EARLIER]


def test_an_id_may_be_shortened_to_any_unique_beginning(archive: Archive) -> None:
    with pytest.raises(UsageFault, match="no meetings yet"):
        archive.resolve("last")
    put_journal(archive, told().session)
    put_journal(archive, told().session, EARLIER)
    assert (archive.resolve("last"), archive.resolve("2026"), archive.resolve(EARLIER)) == (ID, ID, EARLIER)
    for text, told_why in (("20", "fits 2"), ("2024", "no meeting")):
        with pytest.raises(UsageFault, match=told_why):
            archive.resolve(text)


def test_files_and_folders_are_for_their_owner_only(tmp_path: Path) -> None:
    for umask in (0o000, 0o077, 0o777):
        before = os.umask(umask)
        try:
            archive = Archive(places(tmp_path / f"{umask:o}"))
            put_journal(archive, told().session)
            archive.keep_draft(ID, "puolikas")
            put_journal(archive, told().session, EARLIER)
            archive.finish(named(told().end().session, EARLIER))
        finally:
            os.umask(before)
        for path in [archive.places.data, *archive.places.data.rglob("*")]:
            wanted = 0o700 if path.is_dir() else 0o600
            assert stat.S_IMODE(path.stat().st_mode) == wanted, path


def test_the_half_typed_line_lies_beside_and_goes_when_empty(archive: Archive) -> None:
    put_journal(archive, told().session)
    archive.keep_draft(ID, "puoli \ud800 lause")
    assert archive.load(ID).draft == "puoli ? lause"
    archive.keep_draft(ID, "")
    assert archive.load(ID).draft == ""
    assert not archive.path(ID, "draft").exists()


def test_document_and_journal_are_united(archive: Archive) -> None:
    whole = ended()
    put_journal(archive, whole)
    Disk().put(archive.path(ID, "json"), document.to_bytes(named(told().session)))
    loaded = archive.load(ID)
    assert loaded.session == whole
    assert loaded.journal
    tidy(archive)
    assert not archive.path(ID, "jsonl").exists()
    assert archive.load(ID).session == whole


def test_a_struck_record_wins_over_every_copy(archive: Archive) -> None:
    struck = told().strike(2).session
    put_journal(archive, told().session)
    Disk().put(archive.path(ID, "json"), document.to_bytes(named(struck)))
    assert archive.load(ID).session.notes == ()


@pytest.mark.parametrize("effect", [False, True], ids=["before", "after"])
def test_a_power_cut_at_any_call_of_the_end_loses_nothing(tmp_path: Path, effect: bool) -> None:
    whole, call = ended(), 0
    while True:
        call += 1
        disk = FailingDisk()
        archive = Archive(places(tmp_path / str(call)), disk)
        put_journal(archive, whole)
        archive.keep_draft(ID, "puolikas")
        disk.at, disk.calls, disk.after_effect = call, 0, effect
        try:
            archive.finish(whole)
            through = disk.calls < call
        except StorageFault:
            through = False
        after = Archive(places(tmp_path / str(call)))
        assert after.load(ID).session == whole
        assert list(after.ids()) == [ID]
        tidy(after)
        assert not after.path(ID, "jsonl").exists()
        assert after.load(ID).session == whole
        after.keep_draft(ID, "")
        assert [p.name for p in after.path(ID, "json").parent.iterdir()] == [f"{ID}.json"]
        if through:
            break
    assert call > 8


def test_a_power_cut_at_the_end_leaves_no_half_typed_line_for_ever(tmp_path: Path) -> None:
    """Whatever call is the last one: looking through what crashes left takes the line away."""
    call = 0
    while True:
        call += 1
        disk = FailingDisk()
        archive = Archive(places(tmp_path), disk)
        put_journal(archive, ended())
        archive.keep_draft(ID, "puolikas")
        disk.at, disk.calls = call, 0
        try:
            archive.finish(ended())
        except StorageFault:
            tidy(Archive(places(tmp_path)))
            assert [p.name for p in archive.path(ID, "json").parent.iterdir()] == [f"{ID}.json"]
            archive.path(ID, "json").unlink()
        else:
            break
    assert call > 5


def test_a_leftover_of_a_cut_is_overwritten(archive: Archive) -> None:
    put_journal(archive, ended())
    archive.path(ID, "json.tmp").write_text('{"half')
    archive.finish(ended())
    assert not archive.path(ID, "json.tmp").exists()
    assert archive.load(ID).session == ended()


def test_a_meeting_without_its_first_line_is_named_and_left(archive: Archive) -> None:
    path = put_journal(archive, ended())
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
    before = path.read_bytes()
    with pytest.raises(StorageFault, match="first line cannot be read"):
        archive.load(ID)
    assert [type(found) for found in archive.recent(5)] == [Broken]
    assert archive.unfinished() is None
    tidy(archive)
    assert path.read_bytes() == before


def test_too_large_a_file_is_refused_before_it_is_read(archive: Archive) -> None:
    path = put_journal(archive, told().session)
    with path.open("ab") as file:
        file.truncate(20 * 1024 * 1024 + 1)
    with pytest.raises(StorageFault, match="too large"):
        archive.load(ID)


def test_links_folders_and_pipes_in_a_files_place_are_named(archive: Archive, tmp_path: Path) -> None:
    path = put_journal(archive, told().session)
    real = tmp_path / "real"
    path.rename(real)
    makers: list[Callable[[], None]] = [
        lambda: path.symlink_to(real),
        lambda: os.mkfifo(path),
        path.mkdir,
        lambda: path.symlink_to("nowhere"),
    ]
    for make in makers:
        make()
        with pytest.raises(StorageFault):
            archive.load(ID)
        assert [type(found) for found in archive.all_whole()] == [Broken]
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


def test_one_broken_meeting_does_not_hide_the_others(archive: Archive) -> None:
    put_journal(archive, told().session, EARLIER)
    Disk().put(put_journal(archive, ended()), b"nothing of use\n")
    found = list(archive.all_whole())
    assert [type(f).__name__ for f in found] == ["Broken", "Session"]
    unfinished = archive.unfinished()
    assert unfinished is not None
    assert unfinished.session.id == EARLIER


def test_a_folder_that_is_a_file_is_said(archive: Archive) -> None:
    archive.places.data.write_text("")
    for attempt in (lambda: list(archive.ids()), lambda: archive.create(archive.path(ID, "jsonl"))):
        with pytest.raises(StorageFault, match="folder"):
            attempt()


def test_a_folder_that_is_gone_holds_no_meetings(archive: Archive) -> None:
    put_journal(archive, told().session)
    shutil.rmtree(archive.places.data)
    assert list(archive.ids()) == []
    with pytest.raises(StorageFault):
        archive.finish(ended()) if archive.places.data.write_text("") >= 0 else None


def test_a_folder_that_cannot_be_read_is_said(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    put_journal(archive, told().session)

    def refuse(path: object) -> list[str]:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "listdir", refuse)
    with pytest.raises(StorageFault, match="cannot be read: Permission denied"):
        list(archive.ids())


def test_erasing_leaves_nothing(archive: Archive) -> None:
    put_journal(archive, ended())
    archive.keep_draft(ID, "x")
    archive.path(ID, "json.tmp").write_text("y")
    Disk().put(archive.path(ID, "json"), document.to_bytes(ended()))
    archive.remove(ID)
    assert list(archive.path(ID, "json").parent.iterdir()) == []


def test_the_sign_of_life_is_when_something_was_last_written(archive: Archive) -> None:
    path = put_journal(archive, told().session)
    archive.keep_draft(ID, "x")
    moment = (START + timedelta(minutes=9)).timestamp()
    os.utime(path, (moment - 60, moment - 60))
    os.utime(archive.path(ID, "draft"), (moment, moment))
    sign = archive.load(ID).sign_of_life
    assert sign is not None
    assert sign.timestamp() == moment


def test_a_journal_without_a_first_line_stays_and_is_told_of(archive: Archive) -> None:
    path = put_journal(archive, told().session)
    whole = path.read_bytes()
    for stays in (b"", b"{", whole.partition(b"\n")[0][:40], b"{\n", whole[40:], b"readable text"):
        path.write_bytes(stays)
        tidy(archive)
        assert path.read_bytes() == stays
        assert isinstance(archive.recent(1)[0], Broken)


def test_a_journal_is_born_whole(tmp_path: Path) -> None:
    """Stopped at any call, there is none or it has all its lines; what was being written goes with the next start."""
    records, call = told().session.records, 0
    while True:
        call += 1
        disk = FailingDisk(call)
        archive = Archive(places(tmp_path / f"{call}"), disk)
        path = archive.path(ID, "jsonl")
        with suppress(StorageFault):
            archive.create(path, records).close()
        after = Archive(archive.places)
        assert not path.exists() or after.load(ID).session.records == records
        tidy(after)
        assert not path.exists() or list(path.parent.iterdir()) == [path]
        if disk.calls < call:
            break
    assert call > 5


def test_only_one_window_holds_a_meeting(archive: Archive) -> None:
    first, second = Hold(archive.places, ID), Hold(archive.places, ID)
    assert first.take()
    assert not second.take()
    first.release()
    assert second.take()
    second.release()
    assert not list(archive.places.data.rglob("*.lock"))


def test_where_no_lock_can_be_made_nobody_is_kept_out(archive: Archive) -> None:
    archive.places.cache.write_text("a file where the cache should be")
    hold = Hold(archive.places, ID)
    assert hold.take()
    hold.release()


def test_a_line_from_the_future_survives_the_end(archive: Archive) -> None:
    path = put_journal(archive, told().session)
    with path.open("ab") as file:
        file.write(b'{"seq":9,"device":"here","at_ms":1,"kind":"from-the-future"}\n')
    loaded = archive.load(ID)
    assert len(loaded.damage) == 1
    archive.finish(named(told().end().session), loaded.damage)
    assert "from-the-future" in archive.path(ID, "json").read_text()
    assert encode(loaded.session.records[0]).decode() in archive.path(ID, "json").read_text()
    assert archive.load(ID).session.status is Status.ENDED
