"""The note that is chosen on the Review, and what can be done with it: edit, mask, delete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...domain.events import Key
from ...domain.notes import typed
from ...domain.personal import Found, find, masked
from ...domain.session import Note
from ..dialogs import Choice, Choose

if TYPE_CHECKING:
    from .review import ReviewScreen


class ChosenNote:
    """Which note is chosen, by its record; and whether the note line holds its text to be edited."""

    def __init__(self, screen: ReviewScreen) -> None:
        self._screen = screen
        self.key: Key | None = None
        self.editing: Key | None = None
        """The note whose new text is in the line."""

    @property
    def note(self) -> Note | None:
        """The chosen note, while there is one."""
        return self._screen.session.note(self.key)

    def move(self, key: str, notes: Sequence[Key]) -> None:
        """Choose the note above or below, of those that are listed."""
        if not notes:
            return
        if self.key not in notes:
            self.key = notes[0] if key == "down" else notes[-1]
        else:
            place = notes.index(self.key) + (1 if key == "down" else -1)
            self.key = notes[min(max(place, 0), len(notes) - 1)]

    def found(self) -> tuple[Found, ...]:
        """What in its text may point to a person."""
        return () if self.note is None else find(self.note.text)

    def leave_edit(self) -> bool:
        """Leave an edit that was not saved; whether there was one."""
        if self.editing is None:
            return False
        self.editing = None
        self._screen.line.put("")
        return True

    def take_edit(self) -> Key | None:
        """The note that was edited, once: its text is in the line."""
        editing, self.editing = self.editing, None
        return editing

    def edit(self) -> None:
        """Bring the chosen note's text to the line."""
        note = self._one()
        if note is not None and note.locked:
            self._screen.say(self._screen.locked_told())
        elif note is not None and not self._screen.line.value:
            self.editing = note.key
            self._screen.line.put(typed(note.text, note.mark))

    def ask_mask(self, note: Note) -> None:
        """Mask what may point to a person in a note, after asking once: its text goes for good."""
        screen, words = self._screen, self._screen.words

        def mask() -> None:
            if screen.runner.edit(note.key, typed(masked(note.text), note.mark)):
                screen.changed()
                screen.say(words("Masked"))

        screen.open_dialog(
            Choose(
                words,
                words("Mask it in the note?"),
                [
                    Choice(words("Mask it"), mask),
                    Choice(words("Leave it as it is"), lambda: None),
                    Choice(words("My own thoughts"), screen.do_reflect),
                ],
                sentence=words("This cannot be undone."),
                about=words("Stars take the place of what may point to a person, here and in the meeting's file."),
            )
        )

    def ask_remove(self) -> None:
        """Take the chosen note out, after asking once."""
        screen, words, note = self._screen, self._screen.words, self._one()
        if note is None:
            return

        def remove() -> None:
            screen.runner.strike(note.key)
            self.key = None
            screen.changed()
            screen.say(words("Note deleted"))

        screen.open_dialog(
            Choose(
                words,
                words("Delete the note?"),
                [Choice(words("Keep it"), lambda: None), Choice(words("Delete"), remove)],
                sentence=words("This cannot be undone."),
                about=words("The note is taken out of the meeting and of its file, for good."),
            )
        )

    def _one(self) -> Note | None:
        """The chosen note; without one a sentence that tells how to choose."""
        if self.note is None:
            self._screen.say(self._screen.words("Choose a note with ↑ ↓ first."))
        return self.note
