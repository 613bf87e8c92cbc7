"""The observer's marks on their way to the disk: made at once, written beside the event loop, counted as saved after.

What could not be written stays in the queue and is tried again, as in a meeting.
"""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime

from ..domain.notes import MAX_NOTE
from ..domain.observation import Observation, ObservationKind
from ..domain.text import clean
from ..errors import KohtaaError, StorageFault
from ..storage.disk import Disk
from ..storage.hold import Hold
from ..storage.observations import Marks, observer, path
from ..storage.paths import Places


class Observer:
    """One observer of one practice. Only who has its lock may write; the others read along."""

    def __init__(self, places: Places, session_id: str, device: str, disk: Disk | None = None) -> None:
        self.session_id = session_id
        self._hold = Hold(places, observer(session_id))
        self._file = Marks(disk or Disk(), path(places, session_id, device))
        self._writing = threading.Lock()
        self.writes = False
        """Whether this window is the observer."""
        self.marks: list[Observation] = []
        """All marks of the file and of this window, the newest last."""
        self._queue: list[Observation | None] = []
        """What is still to be written; None takes the last mark back."""
        self.fault: KohtaaError | None = None

    def take(self, now: datetime) -> bool:
        """Become the observer; False where another window is it: then its marks are read along."""
        if not self.writes:
            self.writes = self._hold.take(now)
            self.marks = list(self._file.before())
        return self.writes

    def mark(self, at_ms: int, phase: str, kind: ObservationKind, value: str = "", text: str = "") -> Observation:
        """Make a mark; it is saved by `flush`."""
        made = Observation(at_ms, phase, kind, value, clean(text, MAX_NOTE))
        self.marks.append(made)
        self._queue.append(made)
        return made

    def undo(self) -> Observation | None:
        """Take the last mark back; None where there is none."""
        if not self.marks or not self.writes:
            return None
        self._queue.append(None)
        return self.marks.pop()

    def counts(self, phase: str) -> Counter[tuple[ObservationKind, str]]:
        """How often each thing was marked in a phase, by its kind and value."""
        return Counter((mark.kind, mark.value) for mark in self.marks if mark.phase == phase)

    # --- to the disk ---

    @property
    def unsaved(self) -> int:
        """How many marks, and takings back, are not on the disk yet."""
        return len(self._queue)

    def flush(self) -> bool:
        """Write what is queued, in its order; False when the disk refused, which `fault` tells."""
        with self._writing:
            while self._queue:
                step = self._queue[0]
                try:
                    if step is None:
                        self._file.take_back()
                    else:
                        self._file.add(step)
                except StorageFault as fault:
                    self.fault = fault
                    return False
                self._queue.pop(0)
            self.fault = None
            return True

    def keep_draft(self, line: str) -> None:
        """A half-typed remark is kept only when it is finished, or when the window is left."""

    def close(self) -> None:
        """Let the file go, and the place of the observer."""
        self._file.close()
        self._hold.release()
        self.writes = False
