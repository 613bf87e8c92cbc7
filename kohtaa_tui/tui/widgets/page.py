"""The page: a canvas on the screen. Only rows that changed are drawn again."""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from ..draw.canvas import Canvas, Run
from ..lean import QuietSize
from ..themes import style


class Page(QuietSize, Widget, can_focus=False):
    """Shows a canvas and tells what was clicked on it."""

    DEFAULT_CSS = """
    Page { width: 100%; height: 100%; background: $background; color: $foreground; }
    """

    class Hit(Message):
        """Something on the page was clicked; "" for a place that means nothing."""

        def __init__(self, target: str) -> None:
            super().__init__()
            self.target = target

    def __init__(self) -> None:
        super().__init__()
        self.canvas = Canvas(0, 0)
        self.theme_name = "night"
        self._rows: list[tuple[Run, ...]] = []

    def show(self, canvas: Canvas, theme_name: str) -> None:
        """Show a new canvas."""
        rows = [canvas.runs(row) for row in range(canvas.height)]
        old, self._rows, self.canvas = self._rows, rows, canvas
        if len(old) != len(rows) or theme_name != self.theme_name:
            self.theme_name = theme_name
            self.refresh()
            return
        changed = [Region(0, y, canvas.width, 1) for y, row in enumerate(rows) if row != old[y]]
        if changed:
            self.refresh(*changed)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        segments = [Segment(run.text, style(run.ink, self.theme_name)) for run in self._rows[y]]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def on_resize(self, _: events.Resize) -> None:
        """What the terminal did to its rows while its size changed is not known: draw them all."""
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.post_message(self.Hit("scroll:down"))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.post_message(self.Hit("scroll:up"))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Hit(self.canvas.hit(event.y, event.x)))
