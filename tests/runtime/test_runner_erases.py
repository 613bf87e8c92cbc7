"""Erasing a meeting that is open: what was still to be written loses its texts too, and none comes back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from kohtaa_tui.domain.events import NoteAdded, NoteEdited, PhaseEntered, Reflected
from kohtaa_tui.errors import NotAllowed
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.records import Damage
from tests.build import plan
from tests.fakes import FailingDisk, FakeClock, places

TEXT = b"salaisuus"


def ended(archive: Archive, clock: FakeClock) -> Runner:
    """A meeting with a reference, a note and a thought of one's own, on the disk."""
    runner = Runner.start(archive, clock, plan(), language="fi", device="aaaaaaaa", reference="K salaisuus")
    runner.note("salaisuus")
    clock.after(600)
    runner.end()
    runner.record(Reflected("s0", "oma salaisuus"))
    assert runner.flush()
    return runner


def on_disk(archive: Archive) -> bytes:
    return b"".join(p.read_bytes() for p in archive.places.data.rglob("*") if p.is_file())


def test_all_texts_go_and_the_times_stay(tmp_path: Path) -> None:
    archive = Archive(places(tmp_path))
    runner = ended(archive, FakeClock())
    assert TEXT in on_disk(archive)
    runner.erase()
    assert runner.unsaved
    assert runner.flush()
    assert TEXT not in on_disk(archive)
    session = runner.session
    assert (session.erased, session.notes, session.reference, session.reflections) == (True, (), "", {})
    assert session.ended_ms == 600_000
    assert archive.load(session.id).session == session


def test_what_was_still_to_be_written_goes_too_and_corrections_stay(tmp_path: Path) -> None:
    disk = FailingDisk()
    archive = Archive(places(tmp_path), disk)
    clock = FakeClock()
    runner = Runner.start(archive, clock, plan(), language="fi", device="aaaaaaaa")
    clock.after(300)
    entered = runner.record(PhaseEntered("ohjaus"))
    clock.after(300)
    runner.end()
    assert runner.flush()
    disk.broken = True
    runner.note("salaisuus")
    runner.move(entered.key, 240_000)
    assert not runner.flush()
    runner.erase()
    assert not runner.flush()
    assert runner.unsaved
    disk.broken = False
    assert runner.flush()
    assert TEXT not in on_disk(archive)
    assert archive.load(runner.session.id).session.visits[1].start_ms == 240_000


def test_erasing_while_the_disk_is_being_written_to_leaves_nothing(tmp_path: Path) -> None:
    """The thread that writes has taken the old session already: the next writing puts it right."""
    archive = Archive(places(tmp_path))
    runner = ended(archive, FakeClock())
    runner.note("toinen salaisuus")
    write = archive.disk.put
    erased: list[bool] = []

    def put(path: Path, data: bytes) -> None:
        if not erased:
            erased.append(True)
            runner.erase()
        write(path, data)

    archive.disk.put = put  # type: ignore[method-assign]
    runner.flush()
    assert runner.unsaved
    assert runner.flush()
    assert TEXT not in on_disk(archive)


@pytest.mark.parametrize(
    "event", [NoteAdded("uusi"), Reflected("s0", "uusi"), NoteEdited(note=2, text="uusi", noted_ms=0, phase="empatia")]
)
def test_no_text_is_added_to_what_was_erased(tmp_path: Path, event: NoteAdded | Reflected | NoteEdited) -> None:
    archive = Archive(places(tmp_path))
    runner = ended(archive, FakeClock())
    runner.erase()
    assert not runner.can(type(event))
    with pytest.raises(NotAllowed):
        runner.record(event)
    assert runner.undo() is None
    assert runner.flush()


def test_a_copy_saved_elsewhere_has_no_texts_either(tmp_path: Path) -> None:
    archive = Archive(places(tmp_path))
    runner = ended(archive, FakeClock())
    runner._damage = (Damage(7, "salaisuus, jota ei ymmärretä"),)
    runner.erase()
    runner.save_copy(tmp_path / "copy.json")
    assert TEXT not in (tmp_path / "copy.json").read_bytes()


def test_a_meeting_left_running_is_ended_where_it_was(tmp_path: Path) -> None:
    archive, clock = Archive(places(tmp_path)), FakeClock()
    runner = Runner.start(archive, clock, plan(), language="fi", device="aaaaaaaa", reference="K salaisuus")
    clock.after(90)
    runner.note("salaisuus")
    assert runner.flush()
    clock.after(timedelta(days=2).total_seconds())
    runner.erase()
    assert runner.flush()
    assert TEXT not in on_disk(archive)
    assert archive.load(runner.session.id).session.ended_ms == 90_000
    runner.close()
