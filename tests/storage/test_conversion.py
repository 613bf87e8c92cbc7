"""Sealing and opening all that lies in the files: verified, and to be taken up again wherever it was cut."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pyrage
import pytest

from kohtaa_tui.domain.sealing import without_seal
from kohtaa_tui.domain.session import Session
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.conversion import convert, sealing
from kohtaa_tui.storage.disk import Disk
from kohtaa_tui.storage.hold import Hold
from kohtaa_tui.storage.paths import Places
from kohtaa_tui.storage.vault import Vault
from tests.build import plan
from tests.fakes import FailingDisk, FakeClock, places
from tests.sealed import switch_on, unlocked

MARKER = "salaisuus-7731"


def filled(where: Places) -> list[str]:
    """One meeting that has ended, one with a conflict copy, and one that was left in the middle of a line."""
    archive, clock, ids = Archive(where), FakeClock(), []
    for number in range(3):
        runner = Runner.start(archive, clock, plan(), language="fi", device="here", reference=f"{MARKER} {number}")
        clock.after(60)
        runner.note(f"! {MARKER}: {number}")
        assert runner.flush()
        if number < 2:
            runner.end()
            assert runner.flush()
        else:
            runner.keep_draft(f"{MARKER} puoli")
            runner.close()
        ids.append(runner.session.id)
    path = archive.path(ids[1], "json")
    shutil.copy(path, path.with_name(f"{ids[1]}.sync-conflict-20261103-101010-ABCDEFG.json"))
    return ids


def told(archive: Archive, ids: list[str]) -> list[Session]:
    """The meetings as a person reads them, however they are kept."""
    found = []
    for session_id in ids:
        session = archive.load(session_id).session
        from msgspec.structs import replace

        records = tuple(replace(r, event=without_seal(r.event)) for r in session.records)
        found.append(replace(session, records=records))
    return found


def marked(where: Places) -> bool:
    return any(MARKER.encode() in path.read_bytes() for path in where.data.rglob("*") if path.is_file())


def test_all_is_sealed_and_all_is_opened_again(tmp_path: Path) -> None:
    where = places(tmp_path)
    ids = filled(where)
    before = told(Archive(where), ids)
    archive = unlocked(where, switch_on(where))
    assert {one.result for one in convert(archive)} == {"done"}
    assert not marked(where)
    assert sealing(archive).sealed == 3
    assert told(archive, ids) == before
    assert archive.load(ids[2]).draft == f"{MARKER} puoli"
    assert {one.result for one in convert(archive)} == {"same"}
    archive.vault.keys.off()
    assert {one.result for one in convert(archive)} == {"done"}
    assert sealing(archive).plain == 3
    assert told(Archive(where), ids) == before


@pytest.mark.parametrize("effect", [False, True], ids=["before", "after"])
def test_cut_at_any_call_nothing_is_lost_and_the_next_run_goes_on(tmp_path: Path, effect: bool) -> None:
    origin = places(tmp_path / "origin")
    ids = filled(origin)
    before, identity = told(Archive(origin), ids), switch_on(origin)
    call = 0
    while True:
        call += 1
        where = places(tmp_path / f"{call}")
        shutil.copytree(tmp_path / "origin", tmp_path / f"{call}")
        disk = FailingDisk(call)
        disk.error, disk.after_effect = errno.EIO, effect
        results = {one.result for one in convert(unlocked(where, identity, disk=disk))}
        assert told(unlocked(where, identity), ids) == before
        if disk.calls < call:
            assert results == {"done"}
            break
        assert {one.result for one in convert(unlocked(where, identity))} <= {"done", "same"}
        assert not marked(where)
        assert told(unlocked(where, identity), ids) == before
        shutil.rmtree(tmp_path / f"{call}")
    assert call > 20


def test_a_new_key_seals_all_anew_and_the_old_one_opens_what_comes_in_late(tmp_path: Path) -> None:
    where = places(tmp_path)
    ids = filled(where)
    old = switch_on(where)
    list(convert(unlocked(where, old)))
    late = Archive(where).path(ids[0], "json").read_bytes()
    new = switch_on(where)
    archive = unlocked(where, new, old)
    assert {one.result for one in convert(archive)} == {"done"}
    assert {one.result for one in convert(archive)} == {"same"}
    assert not unlocked(where, new).load(ids[0]).session.locked
    assert unlocked(where, old).load(ids[0]).session.locked
    Disk().put(archive.path(ids[0], "json"), late)
    assert not archive.load(ids[0]).session.locked
    assert {one.result for one in convert(archive)} == {"done", "same"}


def test_one_more_recipient_reads_what_was_there_before(tmp_path: Path) -> None:
    where, organisation = places(tmp_path), pyrage.x25519.Identity.generate()
    ids = filled(where)
    own = switch_on(where)
    archive = unlocked(where, own)
    list(convert(archive))
    archive.vault.keys.seal_to([*archive.vault.keys.public(), str(organisation.to_public())])
    assert {one.result for one in convert(archive)} == {"done"}
    assert {one.result for one in convert(archive)} == {"same"}
    assert told(unlocked(where, organisation), ids) == told(archive, ids)


def files(where: Places) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in where.sessions.rglob("*") if path.is_file()}


def test_what_is_sealed_to_a_strange_key_stays_and_is_told(tmp_path: Path) -> None:
    where = places(tmp_path)
    filled(where)
    list(convert(unlocked(where, switch_on(where))))
    before = files(where)
    stranger = unlocked(where, pyrage.x25519.Identity.generate())
    Vault(where).keys.off()
    assert {one.result for one in convert(stranger)} == {"locked"}
    assert files(where) == before


def test_beside_what_a_strange_key_sealed_the_rest_is_sealed_all_the_same(tmp_path: Path) -> None:
    where = places(tmp_path)
    ids = filled(where)
    list(convert(unlocked(where, switch_on(where))))
    Vault(where).keys.off()
    archive = Archive(where)
    review = Runner.review(archive, FakeClock(), archive.load(ids[0]), "here")
    review.note(f"{MARKER} avoin")
    assert review.flush()
    assert marked(where)
    own = switch_on(where)
    assert {one.id: one.result for one in convert(unlocked(where, own))}[ids[0]] == "locked"
    assert not marked(where)
    assert f"{MARKER} avoin" in [n.text for n in unlocked(where, own).load(ids[0]).session.notes]


def test_leftovers_and_lines_without_a_meeting_are_not_forgotten(tmp_path: Path) -> None:
    where = places(tmp_path)
    ids = filled(where)
    own = switch_on(where)
    archive = unlocked(where, own)
    list(convert(archive))
    archive.path(ids[2], "jsonl.tmp").write_text(MARKER)
    archive.path(ids[0], "draft").write_text(f"age-ryhmä {MARKER}")
    archive.path("20260803T080000Z-aaaaaaaa", "draft").parent.mkdir(parents=True)
    archive.path("20260803T080000Z-aaaaaaaa", "draft").write_text(MARKER)
    list(convert(archive))
    assert not marked(where)


def test_what_is_open_in_another_window_is_left_to_the_next_run(tmp_path: Path) -> None:
    where = places(tmp_path)
    ids = filled(where)
    archive = unlocked(where, switch_on(where))
    hold = Hold(where, ids[2])
    assert hold.take()
    assert {one.id: one.result for one in convert(archive)}[ids[2]] == "open"
    assert sealing(archive).plain == 1
    hold.release()
    assert {one.id: one.result for one in convert(archive)}[ids[2]] == "done"


def test_what_cannot_be_read_is_told_and_left(tmp_path: Path) -> None:
    where = places(tmp_path)
    ids = filled(where)
    path = Archive(where).path(ids[0], "json")
    path.write_bytes(b"{ damaged " + MARKER.encode())
    found = {one.id: one for one in convert(unlocked(where, switch_on(where)))}
    assert found[ids[0]].result == "fault"
    assert path.read_bytes() == b"{ damaged " + MARKER.encode()
    assert found[ids[1]].result == "done"


def test_lines_that_cannot_be_understood_stay_and_are_counted(tmp_path: Path) -> None:
    where = places(tmp_path)
    ids = filled(where)
    path = Archive(where).path(ids[2], "jsonl")
    with path.open("ab") as file:
        file.write(b'{"kind":"from-the-future"}\n')
    found = {one.id: one for one in convert(unlocked(where, switch_on(where)))}
    assert (found[ids[2]].result, found[ids[2]].unread) == ("done", 1)
    assert b"from-the-future" in path.read_bytes()
