"""The made-up store that the figures are measured on: always the same, and read without a fault."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from kohtaa_tui.domain.personal import find
from kohtaa_tui.domain.session import Session
from kohtaa_tui.storage.library import Library
from kohtaa_tui.storage.session_files import ID
from tests import many
from tests.fakes import places


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.json"))}


def test_the_same_call_makes_the_same_store(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        many.fill(tmp_path / name, 40, seed=seed)
    assert files(tmp_path / "a") == files(tmp_path / "b")
    assert files(tmp_path / "a") != files(tmp_path / "c")


def test_its_meetings_read_clean_and_come_newest_first(tmp_path: Path) -> None:
    many.fill(tmp_path / "data", 60, advisers=2)
    library = Library(places(tmp_path))
    whole = [one for one in library.all_whole() if isinstance(one, Session)]
    assert len(whole) == 60
    assert [one.id for one in whole] == sorted((one.id for one in many.meetings(60, advisers=2)), reverse=True)
    assert all(ID.fullmatch(one.id) and one.ended_ms and len(one.visits) == 4 for one in whole)
    assert all(library.load(one.id).damage == () for one in whole)
    assert [one.started_at for one in whole] == sorted((one.started_at for one in whole), reverse=True)
    assert all(one.started_at.weekday() < 5 and 8 <= one.started_at.hour <= 16 for one in whole)
    assert max(one.started_at for one in whole) <= many.LAST + timedelta(hours=1)


def test_nothing_in_it_points_to_a_person_and_one_word_is_rare() -> None:
    made = list(many.meetings(1001))
    texts = [note.text for one in made for note in one.notes]
    assert not [text for text in set(texts) if find(text)]
    assert sum(many.RARE in text for text in texts) == 2
