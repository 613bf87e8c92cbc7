"""Looking among earlier meetings beside the event loop: in one thread, so that no key ever waits for a disk.

What was asked for last is what is answered; what was asked before is given up, between two meetings.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from contextvars import Context, copy_context
from itertools import islice

from msgspec import Struct

from ..domain.searching import Query, summary
from ..domain.session import Session
from ..errors import KohtaaError
from ..runtime.history import Found, History, Hit
from ..storage.library import Broken, Library
from .draw.history_rows import Detail, detail

REST_S = 0.06
"""Seconds without a new question before anything is read: while somebody types, letters come first."""
LONG_REST_S = 0.35
"""The same until the store has been looked through once: that takes long, and letters come quicker than this."""
END_S = 0.5
"""Seconds that the end of the program waits at most for what was read to be kept."""
AT_ONCE = 40
"""Meetings that are read from their files before the whole store is looked through."""


Details = dict[str, Detail]


class Answer(Struct, frozen=True):
    """What was found so far."""

    query: Query
    most: int
    found: Found
    whole: bool = True
    """Whether all was looked at that was asked for; else there is more to come by itself."""
    total: int = 0
    """How many meetings there are at all, where all were asked for."""
    fault: KohtaaError | None = None
    """Why nothing could be looked at."""


class Wish(Struct, frozen=True):
    """What is looked for: the newest meetings that match, at most so many (0: all)."""

    query: Query
    most: int
    at_once: bool
    """Whether nobody is typing it."""


class Looking:
    """The thread that looks. `answered` and `detailed` are called in the event loop."""

    def __init__(
        self,
        library: Library,
        answered: Callable[[Answer], None],
        detailed: Callable[[Details], None],
    ) -> None:
        self._library = library
        self._answered, self._detailed = answered, detailed
        self._changed = threading.Condition()
        self._wish: Wish | None = None
        self._wanted: tuple[str, ...] = ()
        self._closed = False
        self._thread: threading.Thread | None = None
        self._history: History | None = None
        self._ready = False
        """Whether the store was looked through once."""
        self.so_far = 0
        """How many meetings were looked through so far, where that takes long."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._context: Context = copy_context()

    # --- from the event loop ---

    def ask(self, query: Query, most: int, *, at_once: bool = False, anew: bool = False) -> None:
        """Look for this, in place of what was asked before; `at_once` where nobody is typing.

        `anew` where something has changed on the disk, so that looking may take long again.
        """
        if anew:
            self._ready = False
        self._tell(Wish(query, most, at_once), None)

    def want(self, ids: Sequence[str]) -> None:
        """Read what the lines of these meetings tell, once nothing is looked for."""
        self._tell(None, tuple(ids))

    def close(self, *, ends: bool = False) -> None:
        """Give up whatever is being done. The thread ends by itself, and nobody waits for it.

        Only where the program `ends` it is given a moment, to keep what it has read.
        """
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if ends and self._history is not None:
            self._history.rest(END_S)

    def _tell(self, wish: Wish | None, wanted: tuple[str, ...] | None) -> None:
        with self._changed:
            self._wish = wish or self._wish
            self._wanted = self._wanted if wanted is None else wanted
            self._changed.notify_all()
        if self._thread is not None:
            return
        self._loop = asyncio.get_running_loop()
        self._context = copy_context()  # without it Textual's timers would not know whose they are
        try:
            thread = threading.Thread(target=self._run, name="kohtaa-looking", daemon=True)
            thread.start()
            self._thread = thread
        except RuntimeError:  # the system has no more threads: slow is better than nothing
            self._wish = None
            self._look(wish) if wish is not None else self._read(wanted or ())

    # --- in the thread ---

    def _run(self) -> None:
        while True:
            with self._changed:
                while not (self._closed or self._wish or self._wanted):
                    self._changed.wait()
                wish, wanted = self._wish, self._wanted
                if not self._closed:
                    self._rest(wish)
                if self._closed:
                    return
                if wish is not self._wish or (wish is None and wanted != self._wanted):
                    continue  # something else was asked meanwhile
                self._wish = None
                self._wanted = () if wish is None else self._wanted
            if wish is not None:
                self._look(wish)
            else:
                self._read(wanted)

    def _rest(self, wish: Wish | None) -> None:
        """Wait a moment for a newer question; called with the lock."""
        if wish is None or not wish.at_once:
            seconds = REST_S if self._ready else LONG_REST_S
            self._changed.wait_for(lambda: self._closed or self._wish is not wish, seconds)

    def _goes_on(self) -> bool:
        return not self._closed and self._wish is None

    def _look(self, wish: Wish) -> None:
        try:
            if wish.query == Query() and not self._ready:
                self._newest(wish)
            if self._history is None:
                self._history = History(self._library, thorough=True, told=self._count)
            found = self._history.find(wish.query, wish.most, self._goes_on)
            total = self._history.count() if wish.query == Query() and found.more else 0
            answer = Answer(wish.query, wish.most, found, total=total)
        except KohtaaError as fault:
            answer = Answer(wish.query, wish.most, Found(), fault=fault)
        if self._goes_on():
            self._ready = True
            self._hand(self._answered, answer)

    def _count(self, so_far: int) -> None:
        self.so_far = so_far

    def _newest(self, wish: Wish) -> None:
        """The newest meetings from their own files: they stand there while older ones are still looked for."""
        read = list(islice(self._while_wanted(self._library.all_whole()), AT_ONCE + 1))
        here = read[:AT_ONCE]
        sessions = [one for one in here if isinstance(one, Session)]
        broken = tuple(one for one in here if isinstance(one, Broken))
        found = Found(tuple(Hit(summary(one).listed) for one in sessions), more=len(read) > AT_ONCE, broken=broken)
        if self._goes_on():
            self._hand(self._detailed, {one.id: detail(one) for one in sessions})
            self._hand(self._answered, Answer(wish.query, wish.most, found, whole=False))

    def _while_wanted(self, all_: Iterator[Session | Broken]) -> Iterator[Session | Broken]:
        for one in all_:
            if not self._goes_on():
                return
            yield one

    def _read(self, ids: Sequence[str]) -> None:
        """What the lines of these meetings tell; one that is gone or cannot be read tells nothing."""
        read: Details = {}
        for session_id in ids:
            if not self._goes_on():
                break
            with suppress(KohtaaError):
                read[session_id] = detail(self._library.load(session_id).session)
        if read and not self._closed:
            self._hand(self._detailed, read)

    def _hand(self, to: Callable[..., None], what: object) -> None:
        def do() -> None:
            if not self._closed:
                to(what)

        assert self._loop is not None
        with suppress(RuntimeError):  # the program was left meanwhile
            self._loop.call_soon_threadsafe(do, context=self._context)
