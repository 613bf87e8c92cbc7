"""Anonymous statistics of this run: a file when a real meeting has ended, and the way of the files to the team."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.session import Session
from ..storage.paths import Places

if TYPE_CHECKING:
    from ..domain.plan import Plan
    from ..storage.packs import Shelf


class Statistics:
    """What is written for the team, where the settings name a folder for it; nothing otherwise.

    None of it is ever what ends a meeting or holds up the program: a fault here is passed over, and
    `kohtaa doctor` tells how many files wait.
    """

    def __init__(
        self, places: Places, folder: str = "", *, certain: bool = True, shelf: Callable[[], Shelf] | None = None
    ) -> None:
        """`folder` is the setting; `certain` says that the settings were understood, so that an empty one is meant.

        `shelf` gives the methods that others have too; without it they are those that come with kohtaa.
        """
        self._places, self._folder, self._certain, self._shelf = places, folder, certain, shelf
        self._thread: threading.Thread | None = None

    @property
    def on(self) -> bool:
        """Whether anything is written."""
        return bool(self._folder)

    def ended(self, session: Session) -> None:
        """A meeting has ended here, and its document is on the disk."""
        if not self.on or session.practice is not None or session.erased:
            return
        with suppress(Exception):
            # Only who writes statistics pays for loading what makes them.
            from ..domain.measured import measured
            from ..domain.statistics import counts, statistic
            from ..storage.statistics_outbox import Outbox

            times = measured(session)
            if counts(times) and self._of_others_too(session.plan):
                Outbox(self._places).put(statistic(times, os.urandom(16).hex(), session.plan.pack_hash))

    def _of_others_too(self, plan: Plan) -> bool:
        """Whether others may have followed this method: the id and the hash of one's own would tell whose a file is.

        One that has changed since the meeting began, or that is not here, may be somebody's own.
        """
        from ..storage.packs import Shelf, shipped_folder

        if os.path.lexists(self._places.packs / f"{plan.pack_id}.toml"):
            return False
        shelf = Shelf([shipped_folder()]) if self._shelf is None else self._shelf()
        here = shelf.fingerprint(plan.pack_id)
        return here != "" and plan.pack_hash in ("", here)

    def carry_aside(self) -> None:
        """Carry what waits to the team's folder, in a thread that nobody waits for: the folder may never answer.

        Where no folder is set any more, what waits is taken away.
        """
        if (not self.on and not self._certain) or (self._thread is not None and self._thread.is_alive()):
            return
        self._thread = threading.Thread(target=self._carry, name="kohtaa-statistics", daemon=True)
        with suppress(RuntimeError):  # the system has no more threads
            self._thread.start()

    def _carry(self) -> None:
        with suppress(Exception):
            if not self.on and not (self._places.cache_for_data / "statistics").is_dir():
                return  # as with nearly everybody: nothing was ever written, and nothing need be loaded
            from ..storage.statistics_outbox import Outbox, target

            outbox = Outbox(self._places)
            if self.on:
                outbox.carry(target(self._folder, self._places))
            else:
                outbox.drop()

    def wait(self, seconds: float) -> bool:
        """Wait for what is being carried, at most so long; whether it is done. For tests and for whoever has time."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return thread is None or not thread.is_alive()


NO_STATISTICS = Statistics(Places(Path(), Path(), Path()), certain=False)
"""For a run in which none are written, and nothing that waits is touched."""
