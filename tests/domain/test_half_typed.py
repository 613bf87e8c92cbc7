"""A line that was left half-typed becomes a note, once, whatever crash came between."""

from __future__ import annotations

import pytest

from kohtaa_tui.domain.events import NoteAdded, Record
from kohtaa_tui.domain.half_typed import as_notes
from kohtaa_tui.domain.notes import MAX_NOTE


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", ()),
        ("  ", ()),
        ('"', ()),
        ("puolikas ", (NoteAdded("puolikas"),)),
        ("! asiakas: soittaa", (NoteAdded("asiakas: soittaa", "agreed"),)),
        ("ä" * (MAX_NOTE + 5), (NoteAdded("ä" * MAX_NOTE),)),
    ],
)
def test_what_was_typed_becomes_a_note_as_if_enter_had_been_pressed(typed: str, wanted: tuple[NoteAdded, ...]) -> None:
    assert as_notes(typed, (), ()) == wanted


def test_what_is_sealed_goes_as_it_is_before_what_is_open_and_once_only() -> None:
    records = (Record(2, "here", 5, NoteAdded(age="QUJD")), Record(3, "here", 6, NoteAdded("puolikas")))
    assert as_notes("uusi", ("QUJD", "REVG"), records) == (NoteAdded(age="REVG"), NoteAdded("uusi"))
