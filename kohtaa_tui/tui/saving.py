"""Writing to the disk beside the event loop, so that a slow disk never stops a key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from ..errors import KohtaaError

RETRY_S = 5.0
"""Seconds between tries while the disk refuses."""
DRAFT_S = 1.0
"""Seconds from a key to the half-typed line on the disk; the promise is two."""


class Writes(Protocol):
    """What has a queue for the disk: a runner, or an observer."""

    @property
    def fault(self) -> KohtaaError | None:
        """Why the disk refused last."""
        ...

    @property
    def unsaved(self) -> int:
        """How much is not on the disk yet."""
        ...

    def flush(self) -> bool:
        """Write what is queued; False when the disk refused."""
        ...

    def keep_draft(self, line: str) -> object:
        """Keep the half-typed line."""
        ...

    def close(self) -> None:
        """Let the files go."""
        ...


class Saver:
    """Keeps a runner's queue and its half-typed line flowing to the disk."""

    def __init__(self, runner: Writes, changed: Callable[[], None], draft: Callable[[], str]) -> None:
        self.runner = runner
        self._changed, self._draft = changed, draft
        self._task: asyncio.Task[None] | None = None
        self._again = False
        self._drafting: asyncio.TimerHandle | None = None
        self._retry: asyncio.TimerHandle | None = None

    @property
    def state(self) -> str:
        """`saved`, `saving`, or `unsaved` when the disk refuses."""
        if self.runner.fault is not None and self.runner.unsaved:
            return "unsaved"
        return "saving" if self.runner.unsaved else "saved"

    def save(self) -> None:
        """Put what is queued on the disk, soon."""
        if self._task is not None and not self._task.done():
            self._again = True
            return
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        while True:
            self._again = False
            done = await asyncio.to_thread(self.runner.flush)
            self._changed()
            if not done:
                self._retry = asyncio.get_running_loop().call_later(RETRY_S, self.save)
                return
            if not self._again:
                return

    def typed(self) -> None:
        """A key changed the half-typed line: keep it soon."""
        if self._drafting is None:
            self._drafting = asyncio.get_running_loop().call_later(DRAFT_S, self._keep_draft)

    def _keep_draft(self) -> None:
        self._drafting = None
        asyncio.get_running_loop().run_in_executor(None, self.runner.keep_draft, self._draft())

    def finish(self, draft: str) -> None:
        """Put everything on the disk now, before the program ends."""
        for handle in (self._drafting, self._retry):
            if handle is not None:
                handle.cancel()
        self._drafting = self._retry = None
        self.runner.flush()
        self.runner.keep_draft(draft)
        self.runner.close()
