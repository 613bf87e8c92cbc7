"""`kohtaa doctor` looks at practice too: its rights, its damage, and whether something has got over the wall."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from kohtaa_tui.storage import observations
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.checkup import meetings, rights
from tests import practised
from tests.build import story
from tests.commands.test_doctor import look, told
from tests.fakes import places

REAL, RUN = "20261103T080200Z-0123abcd", "20261103T080200Z-abcdefgh"


@pytest.fixture
def both(tmp_path: Path) -> tuple[Path, Path]:
    """A meeting and a run of practice on the disk: their documents."""
    from msgspec.structs import replace

    found = []
    for store, session in (
        (Archive(places(tmp_path)), replace(story().end().session, id=REAL)),
        (Archive(places(tmp_path).practice), replace(practised.whole().session, id=RUN)),
    ):
        store.finish(session)
        found.append(store.path(session.id, "json"))
    return found[0], found[1]


@pytest.mark.usefixtures("both")
def test_each_is_counted_in_its_own_place(tmp_path: Path) -> None:
    assert told(meetings.meetings(look(tmp_path))) == {
        "meetings": ("ok", "Meetings that can be read: 1; ended 1, not ended 0", "")
    }
    assert told(meetings.practice(look(tmp_path))) == {"practice": ("ok", "Runs of practice that can be read: 1", "")}


def test_without_practice_there_is_nothing_to_say_against_it(tmp_path: Path) -> None:
    assert told(meetings.practice(look(tmp_path))) == {"practice": ("ok", "Runs of practice that can be read: 0", "")}


def test_practice_among_the_meetings_is_named_and_not_counted(tmp_path: Path, both: tuple[Path, Path]) -> None:
    shutil.copy(both[1], both[0].with_name(both[1].name))
    found = told(meetings.meetings(look(tmp_path)))
    assert found["meetings"][1].startswith("Meetings that can be read: 1;")
    assert found["meetings.practice"][:2] == ("note", "Practice that lies among the meetings: 1")


def test_a_meeting_among_practice_is_a_fault(tmp_path: Path, both: tuple[Path, Path]) -> None:
    shutil.copy(both[0], both[1].with_name(both[0].name))
    found = told(meetings.practice(look(tmp_path)))
    assert found["practice"][1].endswith(": 1")
    assert found["practice.meetings"][:2] == ("fault", f"Real meetings that lie among practice: 1 ({REAL})")


def test_a_damaged_run_is_told(tmp_path: Path, both: tuple[Path, Path]) -> None:
    both[1].write_text("MARKER")
    found = told(meetings.practice(look(tmp_path)))
    assert found["practice.unreadable"][:2] == ("note", "Runs of practice that cannot be read: 1")
    assert "MARKER" not in str(found)


@pytest.mark.skipif(os.name == "nt", reason="rights of another kind")
def test_rights_of_practice_are_looked_at_and_set_right(tmp_path: Path, both: tuple[Path, Path]) -> None:
    marks = observations.path(places(tmp_path).practice, RUN, "obs00000")
    marks.parent.mkdir(mode=0o755)
    marks.write_text("")
    for path in (both[1], marks):
        path.chmod(0o644)
    assert told(rights.rights(look(tmp_path)))["rights"][0] == "fault"
    assert told(rights.rights(look(tmp_path, fix=True)))["rights"][0] == "ok"
    assert [p.stat().st_mode & 0o777 for p in (both[1], marks, marks.parent)] == [0o600, 0o600, 0o700]
