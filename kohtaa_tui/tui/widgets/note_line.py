"""The note line: always ready, and the one place that takes keys.

Every key is taken here, in the order typed, and handed on by a direct call: commands that went through
bindings or messages would overtake the text typed before them in a burst.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Protocol

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.actions import SkipAction
from textual.strip import Strip
from textual.widgets import Input
from textual.widgets.input import Selection

from ...domain.notes import MAX_NOTE
from ...domain.personal import Found, find, masked_at
from ...domain.text import clean
from ..draw.canvas import Ink, cut
from ..lean import QuietSize
from ..themes import style

MARKED = Ink("keep", on="surf", under=True)
"""How that is drawn in the line which may point to a person: the line under it tells it without the colour."""


class KeyTaker(Protocol):
    """Who hears the keys first."""

    def take(self, key: str, character: str | None) -> bool:
        """Use a key; False leaves it to the line."""
        ...

    def heir(self) -> NoteLine | None:
        """The line of the screen that has taken this one's place, once one has."""
        ...

    def wanted(self, event: events.Key | events.Paste) -> bool:
        """Whether what was typed before this screen could be seen is meant for it."""
        ...

    def pasting(self) -> None:
        """Text is about to be pasted: like a letter, it closes a dialog that takes none."""
        ...

    def touched(self) -> bool:
        """The line was clicked or pasted into; True when that has only taken the curtain away."""
        ...

    def too_long(self) -> None:
        """What was typed or pasted would make the line too long; it was left as it is."""
        ...


class NoteLine(QuietSize, Input):
    """One line of text. Several pasted lines become one; nothing typed is lost."""

    DEFAULT_CSS = """
    NoteLine {
        layer: line; position: absolute; border: none; padding: 0; height: 1; min-width: 1;
        background: $surface; color: $foreground;
    }
    NoteLine:focus { border: none; }
    """

    def __init__(self, taker: KeyTaker) -> None:
        super().__init__(select_on_focus=False, compact=True)
        self.cursor_blink = False
        self.taker = taker
        self.seen: events.Key | None = None
        """The last key that came here: one that bubbles up from here has had its turn."""
        self.theme_name = "night"
        self.minds = False
        """Whether what may point to a person is looked for in what is typed."""
        self._looked_at: tuple[str, tuple[Found, ...]] = ("", ())
        self.covered = False
        """Whether only the placeholder is drawn, as before an empty line. The text is kept, and not even counted."""
        self._actions = {
            key: (binding.action, binding.action.endswith("(True)"))
            for key, bindings in self._bindings.key_to_bindings.items()
            for binding in bindings
        }

    def _inherited(self, event: events.Key | events.Paste) -> bool:
        """Hand on what was typed for the next screen while it was still being put up."""
        heir = self.taker.heir()
        if heir is None:
            return False
        event.stop()
        event.prevent_default()
        if not heir.taker.wanted(event):
            return True
        heir.post_message(
            events.Key(event.key, event.character) if isinstance(event, events.Key) else events.Paste(event.text)
        )
        return True

    async def _on_key(self, event: events.Key) -> None:
        self.seen = event
        if self._inherited(event):
            return
        if self.taker.take(event.key, event.character):
            event.stop()
            event.prevent_default()
            return
        if event.is_printable and event.character:
            event.stop()
            event.prevent_default()
            self.insert_typed(event.character)
        elif event.key in self._actions:
            event.stop()
            event.prevent_default()
            self._edit(event.key)

    def _edit(self, key: str) -> None:
        """Move or delete, at once: the same key's binding would run after keys typed later."""
        name, select = self._actions[key]
        name = name.partition("(")[0]
        if name in ("submit", "copy", "cut", "paste"):
            if (name == "copy" or name == "cut") and not self.password:  # a hidden text goes nowhere
                self.app.copy_to_clipboard(self.selected_text) if self.selected_text else None
                if name == "cut":
                    self.delete_selection()
            return
        action = getattr(self, f"action_{name}")
        with suppress(SkipAction):  # scrolling: there is nothing to scroll
            action(True) if select else action()

    def insert_typed(self, text: str) -> None:
        """Put text in at the cursor, in place of what is selected; refuses what would grow too long."""
        text = clean(text, 10 * MAX_NOTE)
        low, high = sorted(self.selection)
        if len(self.value) - (high - low) + len(text) > MAX_NOTE:
            self.taker.too_long()
            return
        if low == high:
            self.insert_text_at_cursor(text)
        else:
            self.replace(text, low, high)

    def _on_paste(self, event: events.Paste) -> None:
        if self._inherited(event):
            return
        event.stop()
        event.prevent_default()
        if event.text and not self.taker.touched():
            self.taker.pasting()
            self.insert_typed(" ".join(event.text.splitlines()))

    async def _on_mouse_down(self, event: events.MouseDown) -> None:
        if self.taker.touched():
            event.stop()
            event.prevent_default()

    def put(self, text: str) -> None:
        """Hold `text`, with the cursor at its end. It may be the name of a folder: that comes from outside too."""
        text = clean(text)
        self.value = text
        self.selection = Selection.cursor(len(text))

    @property
    def found(self) -> tuple[Found, ...]:
        """What in the line may point to a person; nothing while it is hidden, or need not be looked for."""
        if not self.minds or self.password:
            return ()
        if self._looked_at[0] != self.value:
            self._looked_at = self.value, find(self.value)
        return self._looked_at[1]

    def mask(self) -> None:
        """Put `***` in the place of all that was found."""
        self.value, cursor = masked_at(self.value, self.cursor_position)
        self.selection = Selection.cursor(cursor)

    def render_line(self, y: int) -> Strip:
        """The line: text or placeholder, and a still cursor."""
        width = self.size.width
        base = style(Ink("text", on="surf"), self.theme_name)
        caret = Style(reverse=True)
        if y:
            return Strip.blank(width, base)
        if self.covered or not self.value:
            words = style(Ink("mute", on="surf"), self.theme_name)
            shown = cut(self.placeholder, width) or " "
            first_cell = Segment(shown[:1], words + caret if self.has_focus else words)
            return Strip([first_cell, Segment(shown[1:], words)]).adjust_cell_length(width, base)
        value = "•" * len(self.value) if self.password else self.value
        low, high = sorted(self.selection)
        cursor = self.cursor_position
        segments: list[Segment] = []
        marked = style(MARKED, self.theme_name)
        first, used = self._first_shown(value), 0
        marks = {n for f in self.found for n in range(max(f.start, first), min(f.end, first + width + 1))}
        for place in range(first, len(value)):
            used += cell_len(value[place])
            if used > width + 1:
                break
            chosen = low <= place < high or (place == cursor and self.has_focus)
            plain = marked if place in marks else base
            segments.append(Segment(value[place], plain + caret if chosen else plain))
        if cursor >= len(value) and self.has_focus:
            segments.append(Segment(" ", base + caret))
        return Strip(Segment.simplify(segments)).adjust_cell_length(width, base)

    def _first_shown(self, value: str) -> int:
        """The first character shown, so that the cursor is; the scroll offset keeps it for the mouse."""
        target = self.scroll_offset.x
        used = 0
        for place, char in enumerate(value):
            if used >= target:
                return place
            used += cell_len(char)
        return 0
