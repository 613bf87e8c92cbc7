"""How the program ends: everything kept first, and after a fault nothing printed of what was on the screen."""

from __future__ import annotations

import asyncio
import sys
import threading
from typing import TYPE_CHECKING, Any

from textual.app import App

if TYPE_CHECKING:
    from rich.console import RenderableType


class Ending(App[int]):
    """An app that keeps what is on its screens before it ends, however it ends."""

    crashed = ""
    """The kind of the fault that ended it, and of those that came of it; empty where there was none."""
    _leaving = False

    def take_back(self) -> None:
        """Take back what was changed outside the window."""

    @property
    def leaving(self) -> bool:
        """Whether the program is about to end."""
        return self._leaving

    def leave(self) -> None:
        """End the program; whatever is on the screen is kept first."""
        for screen in self.screen_stack:
            keep = getattr(screen, "keep_everything", None)
            if keep is not None:
                keep()
        self._take_back()
        self.exit(0)

    def leave_now(self) -> None:
        """The same, asked for by the system: the terminal was closed or the process is told to end."""
        self.leave()

    def _fatal_error(self) -> None:
        """A fault in a handler. Textual would print the local variables, and with them what a client said."""
        self._crash(_kind(sys.exc_info()[1]))

    def panic(self, *renderables: RenderableType) -> None:
        """A fault in the thread that reads the keys. Textual would print the fault's own text."""
        traces = [getattr(shown, "trace", None) for shown in renderables]
        kinds = [stack.exc_type for trace in traces if trace is not None for stack in trace.stacks]
        self._crash(kinds[0] if kinds else _kind(sys.exc_info()[1]))

    def loop_fault(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """A fault in what the event loop calls by itself. It would log the fault's own text and go on without."""
        fault = context.get("exception")
        if isinstance(fault, Exception) and not self._leaving:
            loop.call_soon_threadsafe(self._crash, _kind(fault))

    def thread_fault(self, told: threading.ExceptHookArgs) -> None:
        """A fault in a thread that nobody waits for. Python would print the fault's own text."""
        loop = self._loop
        if not self._leaving and loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._crash, told.exc_type.__name__)

    def _crash(self, kind: str) -> None:
        """End after a fault: keep everything, and print nothing of what was on the screen."""
        if self.crashed:
            return
        self.crashed = kind
        for screen in self.screen_stack:
            keep = getattr(screen, "keep_everything", None)
            if keep is not None:
                try:
                    keep()
                except Exception as second:  # the first fault is the one to tell of
                    self.crashed += f", {type(second).__name__}"
        self._take_back()
        self._close_messages_no_wait()

    def _take_back(self) -> None:
        self._leaving = True
        self.take_back()


def _kind(fault: BaseException | None) -> str:
    """What may be told of a fault: its kind. Its text may hold what a client said."""
    return type(fault).__name__ if fault is not None else "?"
