"""Texts past their days: found after the first frame, told of, and erased when a meeting begins or at the end.

Nothing goes that was not told of on a screen that could be read. Looking and erasing are done beside the
event loop, so that neither a slow disk nor many meetings stop a key.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING

from ..errors import KohtaaError
from ..i18n import Words
from ..storage.library import Broken
from ..storage.retention import Aged, DueList, Retention
from ..storage.settings import certain_keep_days
from .dialogs import Choice, Choose, Reading, Table
from .draw.drawer import Line

if TYPE_CHECKING:
    from .app import KohtaaApp
    from .screens.home import HomeScreen

AGAIN_S = 3.0
"""Seconds until a sentence is tried again that found no place in the meeting."""


class DueErasing:
    """What is due in this run of the program."""

    def __init__(self, app: KohtaaApp) -> None:
        self._app = app
        context = app.context
        self.days = certain_keep_days(context.settings, context.faults, context.policy) or 0
        self._guessed = context.policy.guessed
        """Whether the days are a guess, for the policy is not understood: then a person says what goes."""
        self._retention = Retention(context.archive, self.days)
        self.found = DueList()
        self.told = False
        """Whether a person could read of what is due. Only then it is erased."""
        self._postponed = False
        """Whether it is to be kept until the next start."""
        self._receipt = 0
        """Meetings erased since Home last told of it, in this run or an earlier one."""
        self._fresh = 0
        """Those of this run, until Home tells of them."""
        self._read = False
        """Whether Home has told of all of them."""
        self._failed: tuple[Broken, ...] = ()
        self._one_at_a_time = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def _do(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)  # the loop itself would let it be collected
        task.add_done_callback(self._tasks.discard)

    # --- looking ---

    def home(self) -> None:
        """A new Home: what the last one told is not told again."""
        if self._read:
            self._receipt, self._read = 0, False

    def look(self, then: Callable[[], None]) -> None:
        """Look through the meetings, and do `then` when that is done."""
        self._do(self._look(then))

    async def _look(self, then: Callable[[], None]) -> None:
        async with self._one_at_a_time:
            now, known = self._app.context.clock.now(), set(self.found.due)
            try:
                self.found = await asyncio.to_thread(self._retention.look, now, self._goes_on, by_itself=True)
                self._receipt = max(self._receipt, await asyncio.to_thread(lambda: self._retention.untold))
            except (KohtaaError, OSError):  # a folder that cannot be read is told of with the latest meetings
                return
            self.told = self.told and known.issuperset(self.found.due)
        if self._goes_on():
            then()

    def _goes_on(self) -> bool:
        return not self._app.leaving

    # --- telling ---

    @property
    def due(self) -> tuple[Aged, ...]:
        """What goes when the next meeting begins or the program is left."""
        return () if self._postponed else self.found.due

    @property
    def anything(self) -> bool:
        """Whether there is something to be read about, or done."""
        return bool(self.due or self.found.soon or self.found.strange)

    def line(self, words: Words, *, narrow: bool) -> tuple[str, bool]:
        """What Home says of it in a quiet line, and whether that is more than a word beforehand."""
        due, soon, strange = len(self.due), len(self.found.soon), len(self.found.strange)
        if self._failed:
            return words("Not erased: {why}", why=words.fault(self._failed[0].fault)), True
        if due and self._guessed:
            return words.plural(
                "Texts of {n} meeting are past {days} days. Nothing goes by itself: the policy is not understood.",
                "Texts of {n} meetings are past {days} days. Nothing goes by itself: the policy is not understood.",
                due,
                days=self.days,
            ), True
        if due and narrow:
            return words.plural(
                "Starting erases texts of {n} meeting", "Starting erases texts of {n} meetings", due
            ), True
        if due:
            told = words.plural(
                "Texts of {n} meeting are past {days} days. They are erased when the next meeting starts"
                " or kohtaa is closed.",
                "Texts of {n} meetings are past {days} days. They are erased when the next meeting starts"
                " or kohtaa is closed.",
                due,
                days=self.days,
            )
            return told, True
        if self._receipt:
            return words.plural(
                "Texts of {n} meeting erased for good", "Texts of {n} meetings erased for good", self._receipt
            ), False
        if soon and not self._postponed:
            return words.plural(
                "Texts of {n} meeting to be erased in 3 days",
                "Texts of {n} meetings to be erased in 3 days",
                soon,
            ), False
        if strange:
            return words.plural(
                "{n} old meeting cannot be read or erased", "{n} old meetings cannot be read or erased", strange
            ), False
        return "", False

    def shown(self) -> None:
        """The line stood where it could be read."""
        if self._failed:
            return  # that was all the line said
        self.told = self.told or bool(self.due)
        if self._receipt and not self._read and not self.due and not self._failed:
            self._read, self._fresh = True, 0
            asyncio.get_running_loop().run_in_executor(None, self._retention.tell_later, 0)

    def say_in_meeting(self) -> None:
        """Say it where a meeting was started at once, when nothing else is being said."""
        stage = self._app.stage
        if not self.due or self.told or self._guessed:
            return
        if stage is None or stage.message or stage.dialog is not None or self._app.curtain.drawn:
            asyncio.get_running_loop().call_later(AGAIN_S, self.say_in_meeting)
            return
        stage.say(
            stage.words.plural(
                "Texts of {n} meeting are past {days} days: erased when kohtaa is closed.",
                "Texts of {n} meetings are past {days} days: erased when kohtaa is closed.",
                len(self.due),
                days=self.days,
            )
        )
        self.told = True

    # --- erasing ---

    @property
    def _goes_by_itself(self) -> bool:
        """Whether there is something due, a person could read of it, and the days are no guess."""
        return self.told and bool(self.due) and not self._guessed

    def begin(self, keep: str = "") -> None:
        """A meeting begins: erase what was told of, all but the meeting that goes on."""
        if self._goes_by_itself:
            ids = [aged.id for aged in self.due if aged.id != keep]
            self._do(self._erase(ids, lambda: None))

    async def _erase(self, ids: list[str], then: Callable[[], None]) -> None:
        async with self._one_at_a_time:
            await asyncio.to_thread(self._erase_now, ids, self._goes_on)
        then()

    def _erase_now(self, ids: list[str], go_on: Callable[[], bool] = lambda: True) -> None:
        """Erase, in whatever thread; all that is to be known afterwards is kept by the time this returns."""
        done = self._retention.erase(ids, self._app.context.clock.now(), go_on)
        gone = {receipt.id for receipt in done.erased}
        self.found = DueList(
            tuple(aged for aged in self.found.due if aged.id not in gone),
            self.found.soon,
            self.found.held,
            self.found.strange,
        )
        self._failed = done.failed
        if gone:
            self._receipt += len(gone)
            self._fresh += len(gone)
            self._read = False
            self._retention.tell_later(len(gone))

    def finish(self) -> tuple[str, str]:
        """The program is left: erase what was told of. Returns the receipt and what went wrong, in words."""
        words = self._app.words
        if self._goes_by_itself:
            self._erase_now([aged.id for aged in self.due])
        receipt = fault = ""
        if self._fresh:
            receipt = words.plural(
                "Texts of {n} meeting erased for good", "Texts of {n} meetings erased for good", self._fresh
            )
        if self._failed:
            fault = words("Not erased: {why}", why=words.fault(self._failed[0].fault))
        return receipt, fault

    # --- the drawer on Home ---

    def offer(self, home: HomeScreen) -> None:
        """What is due, or will be soon: to be read, erased at once, or kept until the next start."""
        words, due = home.words, self.due
        if not due:
            self._list(home)
            return
        days = " · ".join(_when(aged, words) for aged in due)

        def keep() -> None:
            self._postponed = True
            home.say(words("Kept until the next start of kohtaa."))

        def erase() -> None:
            ids = [aged.id for aged in due]
            self._do(self._erase(ids, home.erased))

        home.open_dialog(
            Choose(
                words,
                words.plural(
                    "Texts of {n} meeting are past {days} days",
                    "Texts of {n} meetings are past {days} days",
                    len(due),
                    days=self.days,
                ),
                [
                    Choice(words("Keep them until the next start"), keep),
                    Choice(words("Erase now, for good"), erase),
                    Choice(words("List them"), lambda: self._list(home)),
                ],
                sentence=days,
                about=words("Texts older than the days you set are erased when kohtaa is closed. Their times stay."),
            )
        )

    def _list(self, home: HomeScreen) -> None:
        words = home.words

        def table(_: int) -> Table:
            rows = [Line([(0, _when(a, words)), (24, a.reference or "–")]) for a in self.due]
            if self.found.soon:
                rows.append(Line([(0, words("In the next 3 days"))], strong=True))
            rows += [Line([(0, _when(a, words)), (24, a.reference or "–")]) for a in self.found.soon]
            if self.found.strange:
                rows.append(Line([(0, words("Cannot be read, and stay as they are"))], strong=True))
            rows += [Line([(0, f"{b.id[:16]}  {words.fault(b.fault)}")]) for b in self.found.strange]
            return Table(words("Texts to be erased"), rows, words("Notes, reference and own thoughts; the times stay."))

        home.open_dialog(Reading(words, table))


def _when(aged: Aged, words: Words) -> str:
    started = aged.started_at.astimezone()
    return f"{words.day(started.date())} {words.time(started)}"
